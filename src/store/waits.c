/* waits: what will be due. */
#include "store/waits.h"

#include "store/db.h"

#define WAIT_COLUMNS "kind, ref, ticket, at_ms"

void store_wait_free(store_wait *w)
{
    if (!w)
        return;
    g_free(w->kind);
    g_free(w->ref);
    g_free(w);
}

static void *take_wait(db_query *q, void *context, GError **error)
{
    store_wait *w = g_new0(store_wait, 1);
    w->kind = db_take_string(q);
    w->ref = db_take_string(q);
    w->ticket = db_take_int(q);
    w->at_ms = db_take_int(q);
    return w;
}

bool store_wait_set(store *s, const store_wait *w, GError **error)
{
    if (w->at_ms == 0)
        return db_write(s->db, error,
                        "DELETE FROM due WHERE kind = ? AND ref = ?",
                        DB_S(w->kind), DB_S(w->ref));
    return db_write(s->db, error,
                    "INSERT INTO due (" WAIT_COLUMNS ") VALUES (?,?,?,?)"
                    " ON CONFLICT (kind, ref) DO UPDATE SET"
                    " ticket = excluded.ticket, at_ms = excluded.at_ms",
                    DB_S(w->kind), DB_S(w->ref), DB_I(w->ticket),
                    DB_I(w->at_ms));
}

bool store_wait_fill(store *s, const char *kind, const char *queue,
                     const char *status, int64_t after_ms, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO due (" WAIT_COLUMNS ")"
                    " SELECT ?1, '#' || id, id, status_ms + ?2 FROM ticket"
                    " WHERE status = ?3 AND queue = ?4"
                    " ON CONFLICT (kind, ref) DO UPDATE SET"
                    " at_ms = excluded.at_ms",
                    DB_S(kind), DB_I(after_ms), DB_S(status), DB_S(queue));
}

bool store_wait_company(store *s, const char *kind, int64_t company,
                        int64_t at_ms, GError **error)
{
    return company == 0 || db_write(s->db, error,
                                    "INSERT INTO due (" WAIT_COLUMNS ")"
                                    " SELECT ?1, '#' || id, id, ?2 FROM ticket"
                                    " WHERE company = ?3 AND open = 1"
                                    " ON CONFLICT (kind, ref) DO UPDATE SET"
                                    " at_ms = excluded.at_ms",
                                    DB_S(kind), DB_I(at_ms), DB_I(company));
}

GPtrArray *store_wait_due(store *s, const char *kind, int64_t now_ms,
                          unsigned limit, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " WAIT_COLUMNS " FROM due"
                         " WHERE kind = ? AND at_ms <= ?"
                         " ORDER BY at_ms, ref LIMIT ?",
                         DB_S(kind), DB_I(now_ms), DB_I(limit)),
                  take_wait, NULL, (GDestroyNotify)store_wait_free, error);
}

GPtrArray *store_wait_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " WAIT_COLUMNS " FROM due WHERE ticket = ?"
                         " ORDER BY at_ms, kind, ref",
                         DB_I(ticket)),
                  take_wait, NULL, (GDestroyNotify)store_wait_free, error);
}
