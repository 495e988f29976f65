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

static bool insert_entry(spool *s, accepting *a, GError **error)
{
    const spool_incoming *in = a->in;
    g_autoptr(GBytes) recipients =
        g_bytes_new_static(a->recipients->str, a->recipients->len);
    return sql_write(
        s->writer, error,
        "INSERT INTO entry(id, accepted_ms, door, queue, sender, login,"
        " client, mta_id, released, recipients, size, in_file)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        SQL_T(a->id), SQL_I(in->accepted_ms), SQL_T(in->door), SQL_T(in->queue),
        SQL_T(in->sender), SQL_T(in->login), SQL_T(in->client),
        SQL_T(in->mta_id), SQL_T(in->released), SQL_B(recipients),
        SQL_I((int64_t)g_bytes_get_size(in->raw)), SQL_I(a->in_file));
}

static bool insert_message(spool *s, accepting *a, GError **error)
{
    if (!insert_entry(s, a, error))
        return false;
    sql_value seq = SQL_I(sql_last_row(s->writer));
    return (a->in_file ||
            sql_write(s->writer, error,
                      "INSERT INTO raw(seq, octets) VALUES(?1, ?2)", seq,
                      SQL_B(a->in->raw))) &&
           (!a->in->scan ||
            sql_write(s->writer, error,
                      "INSERT INTO scan(seq, octets) VALUES(?1, ?2)", seq,
                      SQL_B(a->in->scan)));
}

static bool accept_row(spool *s, void *context, GError **error)
{
    accepting *a = context;
    const spool_incoming *in = a->in;

    a->seen_before = false;
    if (in->account) {
        if (!spool_cursor_known(s->writer, in->account, in->mailbox,
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
