/* handover: the stack of lines that a ticket is to go back to. */
#include "store/handover.h"

#include "store/rows.h"

store_handover *store_handover_new(int line, const char *holder)
{
    store_handover *h = g_new0(store_handover, 1);

    h->line = line;
    h->holder = g_strdup(holder);
    return h;
}

void store_handover_free(store_handover *h)
{
    if (!h)
        return;
    g_free(h->holder);
    g_free(h);
}

static void *take(db_query *q, void *context, GError **error)
{
    store_handover *h = g_new0(store_handover, 1);
    h->line = (int)db_take_int(q);
    h->holder = db_take_text(q);
    return h;
}

/* 0: it is empty. */
static bool top(store *s, int64_t ticket, int64_t *depth, GError **error)
{
    return db_number(s->db, error, 0, depth,
                     "SELECT max(depth) FROM handover WHERE ticket = ?",
                     DB_I(ticket));
}

bool store_handover_push(store *s, int64_t ticket, const store_handover *h,
                         int64_t at_ms, GError **error)
{
    int64_t depth = 0;
    return top(s, ticket, &depth, error) &&
           db_write(s->db, error,
                    "INSERT INTO handover (ticket, depth, line, holder, at_ms)"
                    " VALUES (?,?,?,?,?)",
                    DB_I(ticket), DB_I(depth + 1), DB_I(h->line),
                    DB_T(h->holder), DB_I(at_ms)) &&
           db_write(s->db, error,
                    "DELETE FROM handover WHERE ticket = ? AND depth <= ?",
                    DB_I(ticket), DB_I(depth + 1 - STORE_HANDOVERS_MAX)) &&
           ticket_touch(s, ticket, error);
}

bool store_handover_pop(store *s, int64_t ticket, GError **error)
{
    int64_t depth = 0;
    return top(s, ticket, &depth, error) &&
           db_write(s->db, error,
                    "DELETE FROM handover WHERE ticket = ? AND depth = ?",
                    DB_I(ticket), DB_I(depth)) &&
           ticket_touch(s, ticket, error);
}

GPtrArray *store_handover_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT line, holder FROM handover WHERE ticket = ?"
                         " ORDER BY depth",
                         DB_I(ticket)),
                  take, NULL, (GDestroyNotify)store_handover_free, error);
}

int64_t store_handover_hops(store *s, int64_t ticket, GError **error)
{
    int64_t hops = 0;
    return db_number(s->db, error, 0, &hops,
                     "SELECT count(*) FROM change"
                     " WHERE ticket = ? AND field = 'line'",
                     DB_I(ticket))
               ? hops
               : -1;
}
