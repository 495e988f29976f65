/* attachment: rows of attachments, as entries and held items have them, and
 * their contents. */
#include "store/attachment.h"

#include "store/rows.h"

void store_attachment_free(store_attachment *a)
{
    if (!a)
        return;
    g_free(a->part);
    g_free(a->name);
    g_free(a->type);
    g_free(a->content_id);
    g_free(a);
}

void *attachment_take(db_query *q, void *context, GError **error)
{
    store_attachment *a = g_new0(store_attachment, 1);
    a->part = db_take_string(q);
    a->name = db_take_string(q);
    a->type = db_take_string(q);
    a->content_id = db_take_text(q);
    a->shown_inline = db_take_int(q) != 0;
    a->size = db_take_int(q);
    g_autofree char *sha256 = db_take_string(q);
    g_strlcpy(a->sha256, sha256, sizeof a->sha256);
    return a;
}

GPtrArray *attachment_take_all(db_query *q, GError **error)
{
    return db_all(q, attachment_take, NULL,
                  (GDestroyNotify)store_attachment_free, error);
}

GHashTable *store_note_files(store *s, int64_t ticket, GError **error)
{
    g_autoptr(GHashTable) all =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    db_query *q = db_ask(
        s->db, error,
        "SELECT t.sha256 FROM attachment t"
        " JOIN note n ON n.ticket = t.ticket AND n.n = t.n"
        " WHERE t.ticket = ?1 AND NOT EXISTS (SELECT 1 FROM attachment u"
        " JOIN article a ON a.ticket = u.ticket AND a.n = u.n AND a.state = 1"
        " WHERE u.ticket = ?1 AND u.sha256 = t.sha256)",
        DB_I(ticket));
    int more = 0;
    while (q && (more = db_next(q, error)) > 0)
        g_hash_table_add(all, db_take_string(q));
    return q && more == 0 ? g_steal_pointer(&all) : NULL;
}

/* ---- contents ---- */

bool store_blob_put(store *s, const char *sha256, GBytes *data, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO blob (sha256, data) VALUES (?, ?)"
                    " ON CONFLICT (sha256) DO NOTHING",
                    DB_S(sha256), DB_B(data));
}

void *bytes_take(db_query *q, void *context, GError **error)
{
    return db_take_bytes(q);
}

GBytes *store_blob_get(store *s, const char *sha256, GError **error)
{
    g_autofree char *what = g_strdup_printf("attachment %s", sha256);
    return db_one(db_ask(s->db, error, "SELECT data FROM blob WHERE sha256 = ?",
                         DB_S(sha256)),
                  bytes_take, NULL, what, error);
}
