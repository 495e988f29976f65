/* link: tickets that belong together. */
#include "store/link.h"

#include "store/db.h"
#include "store/rows.h"

void store_link_free(store_link *l)
{
    if (!l)
        return;
    g_free(l->kind);
    g_free(l);
}

static bool touch_both(store *s, int64_t a, int64_t b, GError **error)
{
    return ticket_touch(s, a, error) && ticket_touch(s, b, error);
}

bool store_link_add(store *s, const store_link *l, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO link (a, b, kind, at_ms) VALUES (?,?,?,?)"
                    " ON CONFLICT (a, b, kind) DO NOTHING",
                    DB_I(l->a), DB_I(l->b), DB_S(l->kind), DB_I(l->at_ms)) &&
           touch_both(s, l->a, l->b, error);
}

bool store_link_remove(store *s, int64_t a, int64_t b, GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM link WHERE (a = ?1 AND b = ?2)"
                    " OR (a = ?2 AND b = ?1)",
                    DB_I(a), DB_I(b)) &&
           touch_both(s, a, b, error);
}

static void *take_link(db_query *q, void *context, GError **error)
{
    store_link *l = g_new0(store_link, 1);
    l->a = db_take_int(q);
    l->b = db_take_int(q);
    l->kind = db_take_string(q);
    l->at_ms = db_take_int(q);
    return l;
}

GPtrArray *store_links(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT a, b, kind, at_ms FROM link"
                         " WHERE a = ?1 OR b = ?1 ORDER BY at_ms, a, b, kind",
                         DB_I(ticket)),
                  take_link, NULL, (GDestroyNotify)store_link_free, error);
}
