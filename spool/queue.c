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

static GPtrArray *split_recipients(GBytes *octets)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    gsize size = 0;
    const char *text = octets ? g_bytes_get_data(octets, &size) : NULL;
    for (const char *end; size && (end = memchr(text, '\n', size));) {
        g_ptr_array_add(all, g_strndup(text, (gsize)(end - text)));
        size -= (size_t)(end + 1 - text);
        text = end + 1;
    }
    return all;
}

static spool_entry *entry_of_row(sql_query *q)
{
    spool_entry *e = g_new0(spool_entry, 1);
    e->seq = sql_take_int(q);
    g_autofree char *id = sql_take_string(q);
    g_strlcpy(e->id, id, sizeof e->id);
    e->accepted_ms = sql_take_int(q);
    e->door = sql_take_text(q);
    e->queue = sql_take_text(q);
    e->sender = sql_take_text(q);
    e->login = sql_take_text(q);
    e->client = sql_take_text(q);
    e->mta_id = sql_take_text(q);
    e->released = sql_take_text(q);
    g_autoptr(GBytes) recipients = sql_take_bytes(q);
    e->recipients = split_recipients(recipients);
    e->deaths = (unsigned)sql_take_int(q);
    e->reason = sql_take_text(q);
    return e;
}

/* Adds all rows of a query, NULL (an error) too, to the entries. */
static bool take_entries(sql_query *q, GPtrArray *entries, GError **error)
{
    if (!q)
        return false;
    int more;
    while ((more = sql_next(q, error)) > 0)
        g_ptr_array_add(entries, entry_of_row(q));
    return more == 0;
}

/* ---- claim ---- */

typedef struct claiming {
    int64_t now_ms;
    unsigned limit;
    GPtrArray *entries;
} claiming;

static bool select_due(spool *s, const claiming *c, const char *text,
                       unsigned limit, GError **error)
{
    return take_entries(
        sql_ask(s->writer, error, text, SQL_I(c->now_ms), SQL_I(limit)),
        c->entries, error);
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
        if (!sql_write(s->writer, error,
                       "UPDATE entry SET claimed = 1 WHERE seq = ?1",
                       SQL_I(e->seq)))
            return false;
    }
    return true;
}

/* Without a write, so that an idle desk costs no fsync. */
static int any_due(spool *s, int64_t now_ms, GError **error)
{
    int64_t found = 0;
    pthread_mutex_lock(&s->read_lock);
    bool ok = sql_number(
        s->reader, error, 0, &found,
        "SELECT 1 FROM entry WHERE claimed = 0 AND next_ms <= ?1 LIMIT 1",
        SQL_I(now_ms));
    pthread_mutex_unlock(&s->read_lock);
    return ok ? (int)found : -1;
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
    pthread_mutex_lock(&s->read_lock);
    bool ok = take_entries(sql_ask(s->reader, error,
                                   "SELECT " ENTRY_COLUMNS
                                   " FROM entry ORDER BY seq LIMIT ?1",
                                   SQL_I(limit)),
                           all, error);
    pthread_mutex_unlock(&s->read_lock);
    if (ok)
        *entries = all;
    else
        g_ptr_array_unref(all);
    return ok;
}

bool spool_read_raw(spool *s, spool_entry *e, GError **error)
{
    if (e->raw)
        return true;
    pthread_mutex_lock(&s->read_lock);
    sql_query *q = sql_ask(
        s->reader, error,
        "SELECT size, in_file, raw.octets, scan.octets FROM entry"
        " LEFT JOIN raw USING(seq) LEFT JOIN scan USING(seq) WHERE seq = ?1",
        SQL_I(e->seq));
    int found = q ? sql_next(q, error) : -1;
    gsize size = 0;
    bool in_file = false;
    if (found > 0) {
        size = (gsize)sql_take_int(q);
        in_file = sql_take_int(q) != 0;
        e->raw = sql_take_bytes(q); /* NULL if it is in a file */
        g_autoptr(GBytes) scan = sql_take_bytes(q);
        if (!e->scan)
            e->scan = g_steal_pointer(&scan);
        sql_done(q);
    }
    pthread_mutex_unlock(&s->read_lock);
    if (found == 0)
        err_set(error, ERR_NOT_FOUND, "the spool has no entry %s any more",
                e->id);
    if (in_file)
        e->raw = spool_file_read(s, e->id, size, error);
    else if (found > 0 && !e->raw)
        err_set(error, ERR_DATA,
                "the spool's entry %s has lost its message: the disk or "
                "something else changed the spool",
                e->id);
    return e->raw != NULL;
}

/* ---- finish ---- */

typedef struct finishing {
    const char *const *ids;
    GPtrArray *files; /* char* ids of those that had one */
} finishing;

static bool finish_one(spool *s, finishing *f, const char *id, GError **error)
{
    sql_query *q = sql_ask(
        s->writer, error,
        "DELETE FROM entry WHERE id = ?1 RETURNING seq, in_file", SQL_T(id));
    int found = q ? sql_next(q, error) : -1;
    if (found <= 0)
        return found == 0;
    int64_t seq = sql_take_int(q);
    bool in_file = sql_take_int(q) != 0;
    sql_done(q);
    if (!sql_write(s->writer, error, "DELETE FROM scan WHERE seq = ?1",
                   SQL_I(seq)))
        return false;
    if (in_file) {
        g_ptr_array_add(f->files, g_strdup(id));
        return true;
    }
    return sql_write(s->writer, error, "DELETE FROM raw WHERE seq = ?1",
                     SQL_I(seq));
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
    int64_t deaths = 0;
    if (!sql_number(
            s->writer, error, -1, &deaths,
            "UPDATE entry SET claimed = 0, next_ms = ?2, deaths = deaths + ?3,"
            " reason = ?4 WHERE id = ?1 RETURNING deaths",
            SQL_T(d->id), SQL_I(d->next_ms), SQL_I(d->died), SQL_T(d->reason)))
        return false;
    if (deaths < 0) {
        err_set(error, ERR_NOT_FOUND, "the spool has no entry %s", d->id);
        return false;
    }
    d->deaths = (int)deaths;
    return true;
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
    sql_query *q = sql_ask(
        s->writer, error,
        "SELECT id FROM entry WHERE claimed = 1 AND (id = ?1 OR"
        " (?1 = '' AND (SELECT count(*) FROM entry WHERE claimed = 1) = 1))",
        SQL_T(r->marked));
    int found = q ? sql_next(q, error) : -1;
    r->culprit[0] = '\0';
    if (found > 0) {
        g_autofree char *id = sql_take_string(q);
        g_strlcpy(r->culprit, id, sizeof r->culprit);
        sql_done(q);
    }
    r->kills = found > 0 ? spool_mark_kills(s, r->culprit) + 1 : 0;
    return found >= 0;
}

static bool blame(spool *s, const recovering *r, GError **error)
{
    return sql_write(s->writer, error,
                     "UPDATE entry SET deaths = deaths + 1,"
                     " reason = 'the process role died while deciding about it'"
                     " WHERE id = ?1",
                     SQL_T(r->culprit));
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
    if (!sql_write(s->writer, error,
                   "UPDATE entry SET claimed = 0 WHERE claimed = 1", SQL_END))
        return false;
    r->count = (int)sql_changes(s->writer);
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
