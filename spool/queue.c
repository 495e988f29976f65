/* queue: entries on their way through the process role: claim, read, put back,
 * finish, and recover what a dead role had in hand. */
#include "spool/room.h"

#include <string.h>
#include <sys/stat.h>

#define ENTRY_COLUMNS                                                   \
    "seq, id, accepted_ms, door, queue, sender, login, client, mta_id," \
    " released, recipients, deaths, reason"

void spool_entry_free(spool_entry *e)
{
    if (!e)
        return;
    g_free(e->door);
    g_free(e->queue);
    g_free(e->sender);
    g_free(e->login);
    g_free(e->client);
    g_free(e->mta_id);
    g_free(e->released);
    g_free(e->reason);
    if (e->recipients)
        g_ptr_array_unref(e->recipients);
    if (e->raw)
        g_bytes_unref(e->raw);
    if (e->scan)
        g_bytes_unref(e->scan);
    g_free(e);
}

static GPtrArray *split_recipients(const char *text, size_t size)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    for (const char *end; size && (end = memchr(text, '\n', size));) {
        g_ptr_array_add(all, g_strndup(text, (gsize)(end - text)));
        size -= (size_t)(end + 1 - text);
        text = end + 1;
    }
    return all;
}

static spool_entry *entry_of_row(sqlite3_stmt *q)
{
    spool_entry *e = g_new0(spool_entry, 1);
    e->seq = sqlite3_column_int64(q, 0);
    g_strlcpy(e->id, (const char *)sqlite3_column_text(q, 1), sizeof e->id);
    e->accepted_ms = sqlite3_column_int64(q, 2);
    e->door = spool_column_text(q, 3);
    e->queue = spool_column_text(q, 4);
    e->sender = spool_column_text(q, 5);
    e->login = spool_column_text(q, 6);
    e->client = spool_column_text(q, 7);
    e->mta_id = spool_column_text(q, 8);
    e->released = spool_column_text(q, 9);
    const void *recipients = sqlite3_column_blob(q, 10);
    e->recipients =
        split_recipients(recipients, (size_t)sqlite3_column_bytes(q, 10));
    e->deaths = (unsigned)sqlite3_column_int(q, 11);
    e->reason = spool_column_text(q, 12);
    return e;
}

/* ---- claim ---- */

typedef struct claiming {
    int64_t now_ms;
    unsigned limit;
    GPtrArray *entries;
} claiming;

static bool select_due(spool *s, const claiming *c, const char *sql,
                       unsigned limit, GError **error)
{
    sqlite3_stmt *q = spool_stmt(s, &s->writer, sql, error);
    if (!q)
        return false;
    sqlite3_bind_int64(q, 1, c->now_ms);
    sqlite3_bind_int64(q, 2, limit);
    int stepped;
    while ((stepped = spool_step(s, &s->writer, q, error)) > 0)
        g_ptr_array_add(c->entries, entry_of_row(q));
    return stepped == 0;
}

static bool claim_rows(spool *s, void *context, GError **error)
{
    claiming *c = context;
    g_ptr_array_set_size(c->entries, 0);
    /* one that killed somebody goes alone, so that blame is certain */
    if (!select_due(s, c,
                    "SELECT " ENTRY_COLUMNS " FROM entry WHERE claimed = 0"
                    " AND deaths > 0 AND next_ms <= ?1 ORDER BY seq LIMIT ?2",
                    1, error) ||
        (!c->entries->len &&
         !select_due(s, c,
                     "SELECT " ENTRY_COLUMNS " FROM entry WHERE claimed = 0"
                     " AND next_ms <= ?1 ORDER BY seq LIMIT ?2",
                     c->limit, error)))
        return false;
    for (guint i = 0; i < c->entries->len; i++) {
        const spool_entry *e = c->entries->pdata[i];
        sqlite3_stmt *q =
            spool_stmt(s, &s->writer,
                       "UPDATE entry SET claimed = 1 WHERE seq = ?1", error);
        if (!q)
            return false;
        sqlite3_bind_int64(q, 1, e->seq);
        if (!spool_run(s, &s->writer, q, error))
            return false;
    }
    return true;
}

/* Without a write, so that an idle desk costs no fsync. */
static int any_due(spool *s, int64_t now_ms, GError **error)
{
    pthread_mutex_lock(&s->read_lock);
    sqlite3_stmt *q = spool_stmt(
        s, &s->reader,
        "SELECT 1 FROM entry WHERE claimed = 0 AND next_ms <= ?1 LIMIT 1",
        error);
    int found = -1;
    if (q) {
        sqlite3_bind_int64(q, 1, now_ms);
        found = spool_step(s, &s->reader, q, error);
        sqlite3_reset(q);
    }
    pthread_mutex_unlock(&s->read_lock);
    return found;
}

bool spool_claim(spool *s, int64_t now_ms, unsigned limit, GPtrArray **entries,
                 GError **error)
{
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)spool_entry_free);
    claiming c = {now_ms, limit, all};
    int due = limit ? any_due(s, now_ms, error) : 0;
    bool ok = due == 0;
    if (due > 0)
        ok = spool_write(s, claim_rows, &c, false, error);
    if (ok)
        *entries = all;
    else
        g_ptr_array_unref(all);
    return ok;
}

bool spool_list(spool *s, unsigned limit, GPtrArray **entries, GError **error)
{
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)spool_entry_free);
    int stepped = -1;
    pthread_mutex_lock(&s->read_lock);
    sqlite3_stmt *q = spool_stmt(
        s, &s->reader,
        "SELECT " ENTRY_COLUMNS " FROM entry ORDER BY seq LIMIT ?1", error);
    if (q) {
        sqlite3_bind_int64(q, 1, limit);
        while ((stepped = spool_step(s, &s->reader, q, error)) > 0)
            g_ptr_array_add(all, entry_of_row(q));
        sqlite3_reset(q);
    }
    pthread_mutex_unlock(&s->read_lock);
    if (stepped == 0)
        *entries = all;
    else
        g_ptr_array_unref(all);
    return stepped == 0;
}

bool spool_read_raw(spool *s, spool_entry *e, GError **error)
{
    if (e->raw)
        return true;
    pthread_mutex_lock(&s->read_lock);
    sqlite3_stmt *q = spool_stmt(
        s, &s->reader,
        "SELECT size, in_file, raw.octets, scan.octets FROM entry"
        " LEFT JOIN raw USING(seq) LEFT JOIN scan USING(seq) WHERE seq = ?1",
        error);
    int found = -1;
    gsize size = 0;
    bool in_file = false;
    if (q) {
        sqlite3_bind_int64(q, 1, e->seq);
        found = spool_step(s, &s->reader, q, error);
    }
    if (found > 0) {
        size = (gsize)sqlite3_column_int64(q, 0);
        in_file = sqlite3_column_int(q, 1);
        if (!in_file) {
            const void *data = sqlite3_column_blob(q, 2);
            e->raw = g_bytes_new(data, (gsize)sqlite3_column_bytes(q, 2));
        }
        const void *scan = sqlite3_column_blob(q, 3);
        if (scan && !e->scan)
            e->scan = g_bytes_new(scan, (gsize)sqlite3_column_bytes(q, 3));
    }
    if (q)
        sqlite3_reset(q);
    pthread_mutex_unlock(&s->read_lock);
    if (found == 0)
        err_set(error, ERR_NOT_FOUND, "the spool has no entry %s any more",
                e->id);
    if (in_file)
        e->raw = spool_file_read(s, e->id, size, error);
    return e->raw != NULL;
}

/* ---- finish ---- */

typedef struct finishing {
    const char *const *ids;
    GPtrArray *files; /* char* ids of those that had one */
} finishing;

static bool delete_of(spool *s, const char *sql, int64_t seq, GError **error)
{
    sqlite3_stmt *q = spool_stmt(s, &s->writer, sql, error);
    if (!q)
        return false;
    sqlite3_bind_int64(q, 1, seq);
    return spool_run(s, &s->writer, q, error);
}

static bool finish_one(spool *s, finishing *f, const char *id, GError **error)
{
    sqlite3_stmt *q = spool_stmt(
        s, &s->writer, "DELETE FROM entry WHERE id = ?1 RETURNING seq, in_file",
        error);
    if (!q)
        return false;
    sqlite3_bind_text(q, 1, id, -1, SQLITE_STATIC);
    int found = spool_step(s, &s->writer, q, error);
    if (found <= 0)
        return found == 0;
    int64_t seq = sqlite3_column_int64(q, 0);
    bool in_file = sqlite3_column_int(q, 1);
    if (!spool_run(s, &s->writer, q, error) ||
        !delete_of(s, "DELETE FROM scan WHERE seq = ?1", seq, error))
        return false;
    if (in_file) {
        g_ptr_array_add(f->files, g_strdup(id));
        return true;
    }
    return delete_of(s, "DELETE FROM raw WHERE seq = ?1", seq, error);
}

static bool finish_rows(spool *s, void *context, GError **error)
{
    finishing *f = context;
    g_ptr_array_set_size(f->files, 0);
    for (const char *const *id = f->ids; *id; id++)
        if (!finish_one(s, f, *id, error))
            return false;
    return true;
}

bool spool_finish(spool *s, const char *const *ids, GError **error)
{
    if (!ids || !*ids)
        return true;
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    finishing f = {ids, files};
    if (!spool_write(s, finish_rows, &f, false, error))
        return false;
    for (guint i = 0; i < files->len; i++)
        spool_file_remove(s, files->pdata[i]);
    for (const char *const *id = ids; *id; id++)
        if (!spool_mark_clear(s, *id, error))
            return false;
    return true;
}

/* ---- later ---- */

typedef struct delaying {
    const char *id;
    int64_t next_ms;
    bool died;
    const char *reason;
    int deaths;
} delaying;

static bool later_row(spool *s, void *context, GError **error)
{
    delaying *d = context;
    sqlite3_stmt *q = spool_stmt(
        s, &s->writer,
        "UPDATE entry SET claimed = 0, next_ms = ?2, deaths = deaths + ?3,"
        " reason = ?4 WHERE id = ?1 RETURNING deaths",
        error);
    if (!q)
        return false;
    sqlite3_bind_text(q, 1, d->id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(q, 2, d->next_ms);
    sqlite3_bind_int(q, 3, d->died);
    if (d->reason)
        sqlite3_bind_text(q, 4, d->reason, -1, SQLITE_STATIC);
    int found = spool_step(s, &s->writer, q, error);
    if (found == 0)
        err_set(error, ERR_NOT_FOUND, "the spool has no entry %s", d->id);
    if (found <= 0)
        return false;
    d->deaths = sqlite3_column_int(q, 0);
    return spool_run(s, &s->writer, q, error);
}

int spool_later(spool *s, const char *id, int64_t next_ms, bool died,
                const char *reason, GError **error)
{
    delaying d = {id, next_ms, died, reason, 0};
    /* it is no longer in hand: a later death is not its doing */
    if (!spool_mark_clear(s, id, error) ||
        !spool_write(s, later_row, &d, false, error))
        return -1;
    return d.deaths;
}

/* ---- recover ---- */

typedef struct recovering {
    char marked[SPOOL_ID_LENGTH + 1];  /* "" if none */
    char culprit[SPOOL_ID_LENGTH + 1]; /* claimed, and marked or alone; "" */
    bool crashed;
    int kills; /* of the culprit, this one included */
    int count;
} recovering;

static bool find_culprit(spool *s, recovering *r, GError **error)
{
    sqlite3_stmt *q = spool_stmt(
        s, &s->writer,
        "SELECT id FROM entry WHERE claimed = 1 AND (id = ?1 OR"
        " (?1 = '' AND (SELECT count(*) FROM entry WHERE claimed = 1) = 1))",
        error);
    if (!q)
        return false;
    sqlite3_bind_text(q, 1, r->marked, -1, SQLITE_STATIC);
    int found = spool_step(s, &s->writer, q, error);
    r->culprit[0] = '\0';
    if (found > 0)
        g_strlcpy(r->culprit, (const char *)sqlite3_column_text(q, 0),
                  sizeof r->culprit);
    sqlite3_reset(q);
    r->kills = found > 0 ? spool_mark_kills(s, r->culprit) + 1 : 0;
    return found >= 0;
}

static bool blame(spool *s, const recovering *r, GError **error)
{
    sqlite3_stmt *q =
        spool_stmt(s, &s->writer,
                   "UPDATE entry SET deaths = deaths + 1,"
                   " reason = 'the process role died while deciding about it'"
                   " WHERE id = ?1",
                   error);
    if (!q)
        return false;
    sqlite3_bind_text(q, 1, r->culprit, -1, SQLITE_STATIC);
    return spool_run(s, &s->writer, q, error);
}

static bool recover_rows(spool *s, void *context, GError **error)
{
    recovering *r = context;
    if (!find_culprit(s, r, error))
        return false;
    if (r->culprit[0] && (r->crashed || r->kills >= SPOOL_KILLS_MAX)) {
        r->kills = 0;
        if (!blame(s, r, error))
            return false;
    }
    sqlite3_stmt *q = spool_stmt(
        s, &s->writer, "UPDATE entry SET claimed = 0 WHERE claimed = 1", error);
    if (!q || !spool_run(s, &s->writer, q, error))
        return false;
    r->count = sqlite3_changes(s->writer.db);
    return true;
}

int spool_recover(spool *s, GError **error)
{
    recovering r = {.crashed = spool_mark_crashed(s)};
    if (!spool_mark_read(s, r.marked))
        r.marked[0] = '\0';
    if (!spool_write(s, recover_rows, &r, false, error) ||
        !spool_mark_end(s, r.culprit, r.kills, error))
        return -1;
    struct stat st; /* just written: the disk's own clock */
    if (fstat(s->mark_fd, &st) == 0 &&
        spool_files_sweep(s, st.st_mtime, error) < 0)
        return -1;
    return r.count;
}
