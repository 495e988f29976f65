/* names: what the store calls by names that the configuration gives. */
#include "store/names.h"

#include "store/db.h"

void store_name_free(store_name *n)
{
    if (!n)
        return;
    g_free(n->kind);
    g_free(n->name);
    g_free(n);
}

static void *take_name(db_query *q, void *context, GError **error)
{
    store_name *n = g_new0(store_name, 1);

    n->kind = db_take_string(q);
    n->name = db_take_string(q);
    n->count = db_take_int(q);
    return n;
}

static const char names[] =
    "SELECT 'holder' AS kind, holder AS name, count(*) FROM ticket"
    " WHERE open = 1 AND holder IS NOT NULL GROUP BY holder"
    " UNION ALL SELECT 'queue', queue, count(*) FROM ticket"
    " WHERE open = 1 GROUP BY queue"
    " UNION ALL SELECT 'category', category, count(*) FROM ticket"
    " WHERE open = 1 AND category IS NOT NULL GROUP BY category"
    " UNION ALL SELECT 'type', type, count(*) FROM ticket"
    " WHERE open = 1 AND type IS NOT NULL GROUP BY type"
    " UNION ALL SELECT 'status', status, count(*) FROM ticket GROUP BY status"
    " UNION ALL SELECT 'watcher', w.operator, count(*) FROM watcher w"
    " JOIN ticket t ON t.id = w.ticket WHERE t.open = 1 GROUP BY w.operator"
    " UNION ALL SELECT 'co-holder', h.operator, count(*) FROM co_holder h"
    " JOIN ticket t ON t.id = h.ticket WHERE t.open = 1 GROUP BY h.operator"
    " UNION ALL SELECT 'author', operator, count(*) FROM held"
    " WHERE state = 0 AND operator IS NOT NULL GROUP BY operator"
    " UNION ALL SELECT 'deputy', deputy, count(*) FROM absence"
    " WHERE deputy IS NOT NULL GROUP BY deputy ORDER BY 1, 2";

GPtrArray *store_names(store *s, GError **error)
{
    return db_all(
        db_ask_values(s->db, error, names, (const db_value[]){DB_END}),
        take_name, NULL, (GDestroyNotify)store_name_free, error);
}
