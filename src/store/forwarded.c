/* forwarded: what was sent to partners. */
#include "store/forwarded.h"

#include "store/rows.h"

#define FORWARDED_COLUMNS \
    "ticket, partner, operator, at_ms, answered_ms, ended_ms, away"

store_forwarded *store_forwarded_copy(const store_forwarded *f)
{
    store_forwarded *out = g_memdup2(f, sizeof *f);

    out->partner = g_strdup(f->partner);
    out->operator_id = g_strdup(f->operator_id);
    return out;
}

void store_forwarded_free(store_forwarded *f)
{
    if (!f)
        return;
    g_free(f->partner);
    g_free(f->operator_id);
    g_free(f);
}

static void *take(db_query *q, void *context, GError **error)
{
    store_forwarded *f = g_new0(store_forwarded, 1);
    f->ticket = db_take_int(q);
    f->partner = db_take_string(q);
    f->operator_id = db_take_string(q);
    f->at_ms = db_take_int(q);
    f->answered_ms = db_take_int(q);
    f->ended_ms = db_take_int(q);
    f->away = db_take_int(q) != 0;
    return f;
}

bool store_forwarded_put(store *s, const store_forwarded *f, GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM forwarded WHERE ticket = ? AND partner = ?",
                    DB_I(f->ticket), DB_S(f->partner)) &&
           db_write(s->db, error,
                    "INSERT INTO forwarded (" FORWARDED_COLUMNS ")"
                    " VALUES (?,?,?,?,?,?,?)",
                    DB_I(f->ticket), DB_S(f->partner), DB_S(f->operator_id),
                    DB_I(f->at_ms), DB_I(f->answered_ms), DB_I(f->ended_ms),
                    DB_I(f->away)) &&
           ticket_touch(s, f->ticket, error);
}

GPtrArray *store_forwarded_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " FORWARDED_COLUMNS " FROM forwarded"
                         " WHERE ticket = ? ORDER BY at_ms, partner",
                         DB_I(ticket)),
                  take, NULL, (GDestroyNotify)store_forwarded_free, error);
}
