/* accept: makes one message durable. */
#include "spool/room.h"

#include "base/secret.h"
#include <string.h>

typedef struct accepting {
    const spool_incoming *in;
    const char *id;
    const GString *recipients;
    bool in_file;
    bool seen_before;
} accepting;

static void bind_text(sqlite3_stmt *stmt, int n, const char *text)
{
    if (text)
        sqlite3_bind_text(stmt, n, text, -1, SQLITE_STATIC);
}

static bool insert_entry(spool *s, accepting *a, GError **error)
{
    const spool_incoming *in = a->in;
    sqlite3_stmt *q = spool_stmt(
        s, &s->writer,
        "INSERT INTO entry(id, accepted_ms, door, queue, sender, login,"
        " client, mta_id, released, recipients, size, in_file)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        error);
    if (!q)
        return false;
    bind_text(q, 1, a->id);
    sqlite3_bind_int64(q, 2, in->accepted_ms);
    bind_text(q, 3, in->door);
    bind_text(q, 4, in->queue);
    bind_text(q, 5, in->sender);
    bind_text(q, 6, in->login);
    bind_text(q, 7, in->client);
    bind_text(q, 8, in->mta_id);
    bind_text(q, 9, in->released);
    sqlite3_bind_blob64(q, 10, a->recipients->str, a->recipients->len,
                        SQLITE_STATIC);
    sqlite3_bind_int64(q, 11, (int64_t)g_bytes_get_size(in->raw));
    sqlite3_bind_int(q, 12, a->in_file);
    return spool_run(s, &s->writer, q, error);
}

static bool insert_octets(spool *s, const char *sql, int64_t seq,
                          GBytes *octets, GError **error)
{
    sqlite3_stmt *q = spool_stmt(s, &s->writer, sql, error);
    if (!q)
        return false;
    gsize size;
    const void *data = g_bytes_get_data(octets, &size);
    sqlite3_bind_int64(q, 1, seq);
    /* a NULL pointer would bind SQL's NULL */
    sqlite3_bind_blob64(q, 2, size ? data : "", size, SQLITE_STATIC);
    return spool_run(s, &s->writer, q, error);
}

static bool insert_message(spool *s, accepting *a, GError **error)
{
    if (!insert_entry(s, a, error))
        return false;
    int64_t seq = sqlite3_last_insert_rowid(s->writer.db);
    return (a->in_file ||
            insert_octets(s, "INSERT INTO raw(seq, octets) VALUES(?1, ?2)", seq,
                          a->in->raw, error)) &&
           (!a->in->scan ||
            insert_octets(s, "INSERT INTO scan(seq, octets) VALUES(?1, ?2)",
                          seq, a->in->scan, error));
}

static bool accept_row(spool *s, void *context, GError **error)
{
    accepting *a = context;
    const spool_incoming *in = a->in;

    a->seen_before = false;
    if (in->account) {
        if (!spool_cursor_known(s, &s->writer, in->account, in->mailbox,
                                in->uidvalidity, in->uid, &a->seen_before,
                                error))
            return false;
        if (a->seen_before)
            return true;
        if (!spool_cursor_advance(s, in->account, in->mailbox, in->uidvalidity,
                                  in->uid, true, error))
            return false;
    }
    return insert_message(s, a, error);
}

static GString *join_recipients(const char *const *list, GError **error)
{
    GString *all = g_string_new(NULL);
    for (; list && *list; list++) {
        if (strpbrk(*list, "\r\n")) {
            err_set(error, ERR_DATA,
                    "a recipient of the envelope has a line break in it");
            g_string_free(all, TRUE);
            return NULL;
        }
        g_string_append(all, *list);
        g_string_append_c(all, '\n');
    }
    return all;
}

bool spool_accept(spool *s, const spool_incoming *in, char id[33],
                  GError **error)
{
    gsize size = g_bytes_get_size(in->raw);
    GString *recipients = join_recipients(in->recipients, error);
    if (!recipients)
        return false;

    char new_id[33];
    secret_random_id(new_id);
    accepting a = {.in = in,
                   .id = new_id,
                   .recipients = recipients,
                   .in_file = size > SPOOL_INLINE_MAX};
    g_autoptr(GError) why = NULL;
    bool ok = spool_room_left(s, size, &why) &&
              (!a.in_file || spool_file_write(s, new_id, in->raw, &why)) &&
              spool_write(s, accept_row, &a, a.in_file, &why);
    /* After an I/O error nobody knows whether the row is on the disk: then its
     * file stays until the sweep. */
    if (a.in_file &&
        (ok ? a.seen_before : !g_error_matches(why, ERR_DOMAIN, ERR_IO)))
        spool_file_remove(s, new_id);
    if (ok)
        memcpy(id, a.seen_before ? "" : new_id, a.seen_before ? 1 : 33);
    else
        g_propagate_error(error, g_steal_pointer(&why));
    g_string_free(recipients, TRUE);
    return ok;
}
