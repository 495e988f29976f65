/* revoked: secret addresses that do not work any more. */
#include "store/revoked.h"

#include "store/rows.h"

bool store_revoke(store *s, int64_t ticket, const char *operator_id,
                  int64_t entry, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO revoked (ticket, operator, entry)"
                    " VALUES (?, ?, ?) ON CONFLICT (ticket, operator)"
                    " DO UPDATE SET entry = CASE"
                    " WHEN revoked.entry > excluded.entry THEN revoked.entry"
                    " ELSE excluded.entry END",
                    DB_I(ticket), DB_S(operator_id), DB_I(entry));
}

bool store_revoked(store *s, int64_t ticket, const char *operator_id,
                   int64_t *entry, GError **error)
{
    return db_number(s->db, error, -1, entry,
                     "SELECT entry FROM revoked"
                     " WHERE ticket = ? AND operator = ?",
                     DB_I(ticket), DB_S(operator_id));
}

bool store_lists_revoke(store *s, const char *operator_id, int64_t at_ms,
                        GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO list_revoked (operator, at_ms) VALUES (?, ?)"
                    " ON CONFLICT (operator) DO UPDATE SET"
                    " at_ms = excluded.at_ms",
                    DB_S(operator_id), DB_I(at_ms));
}

bool store_lists_revoked(store *s, const char *operator_id, int64_t *at_ms,
                         GError **error)
{
    return db_number(s->db, error, -1, at_ms,
                     "SELECT at_ms FROM list_revoked WHERE operator = ?",
                     DB_S(operator_id));
}

GArray *store_told_tickets(store *s, const char *operator_id, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(int64_t));
    db_query *q = db_ask(s->db, error,
                         "SELECT DISTINCT ticket FROM outgoing"
                         " WHERE operator = ? AND ticket IS NOT NULL"
                         " ORDER BY ticket",
                         DB_S(operator_id));
    int more = q ? db_next(q, error) : -1;
    for (; more == 1; more = db_next(q, error)) {
        int64_t ticket = db_take_int(q);
        g_array_append_val(all, ticket);
    }
    return more == 0 ? g_steal_pointer(&all) : NULL;
}
