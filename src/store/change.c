/* change: the history of tickets. */
#include "store/change.h"

#include "store/db.h"

#define CHANGE_COLUMNS \
    "ticket, n, field, old, new, actor_kind, actor, cause, reason, at_ms"
#define STAY_COLUMNS \
    "ticket, seq, status, stage, line, holder, from_ms, to_ms, work_ms"

/* ---- changes ---- */

void store_change_free(store_change *c)
{
    if (!c)
        return;
    g_free(c->field);
    g_free(c->old);
    g_free(c->new);
    g_free(c->actor);
    g_free(c->cause);
    g_free(c->reason);
    g_free(c);
}

static void *take_change(db_query *q, void *context, GError **error)
{
    store_change *c = g_new0(store_change, 1);
    c->ticket = db_take_int(q);
    c->n = db_take_int(q);
    c->field = db_take_string(q);
    c->old = db_take_text(q);
    c->new = db_take_text(q);
    c->kind = (store_actor)db_take_int(q);
    c->actor = db_take_string(q);
    c->cause = db_take_string(q);
    c->reason = db_take_string(q);
    c->at_ms = db_take_int(q);
    return c;
}

bool store_change_add(store *s, const store_change *c, GError **error)
{
    int64_t last = 0;
    return db_number(s->db, error, 0, &last,
                     "SELECT max(n) FROM change WHERE ticket = ?",
                     DB_I(c->ticket)) &&
           db_write(s->db, error,
                    "INSERT INTO change (" CHANGE_COLUMNS ")"
                    " VALUES (?,?,?,?,?,?,?,?,?,?)",
                    DB_I(c->ticket), DB_I(last + 1), DB_S(c->field),
                    DB_T(c->old), DB_T(c->new), DB_I(c->kind), DB_S(c->actor),
                    DB_S(c->cause), DB_S(c->reason), DB_I(c->at_ms));
}

GPtrArray *store_change_list(store *s, int64_t ticket, const char *field,
                             unsigned limit, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT * FROM (SELECT " CHANGE_COLUMNS
                         " FROM change WHERE ticket = ?"
                         " AND (?2 = '' OR field = ?2)"
                         " ORDER BY n DESC LIMIT ?3) AS newest ORDER BY n",
                         DB_I(ticket), DB_S(field), DB_I(limit)),
                  take_change, NULL, (GDestroyNotify)store_change_free, error);
}

/* ---- stays ---- */

void store_stay_free(store_stay *y)
{
    if (!y)
        return;
    g_free(y->status);
    g_free(y->holder);
    g_free(y);
}

static void *take_stay(db_query *q, void *context, GError **error)
{
    store_stay *y = g_new0(store_stay, 1);
    y->ticket = db_take_int(q);
    y->seq = db_take_int(q);
    y->status = db_take_string(q);
    y->stage = (int)db_take_int(q);
    y->line = (int)db_take_int(q);
    y->holder = db_take_text(q);
    y->from_ms = db_take_int(q);
    y->to_ms = db_take_int(q);
    y->work_ms = db_take_int(q);
    return y;
}

store_stay *store_stay_open(store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) one =
        db_all(db_ask(s->db, error,
                      "SELECT " STAY_COLUMNS " FROM stay"
                      " WHERE ticket = ? AND to_ms = 0"
                      " ORDER BY seq DESC LIMIT 1",
                      DB_I(ticket)),
               take_stay, NULL, (GDestroyNotify)store_stay_free, error);
    return one && one->len > 0 ? g_ptr_array_steal_index(one, 0) : NULL;
}

bool store_stay_next(store *s, const store_ticket *t, int64_t at_ms,
                     int64_t work_ms, GError **error)
{
    int64_t last = 0;
    return db_write(s->db, error,
                    "UPDATE stay SET to_ms = ?, work_ms = ?"
                    " WHERE ticket = ? AND to_ms = 0",
                    DB_I(at_ms), DB_I(work_ms), DB_I(t->id)) &&
           db_number(s->db, error, 0, &last,
                     "SELECT max(seq) FROM stay WHERE ticket = ?",
                     DB_I(t->id)) &&
           db_write(s->db, error,
                    "INSERT INTO stay (" STAY_COLUMNS ")"
                    " VALUES (?,?,?,?,?,?,?,0,0)",
                    DB_I(t->id), DB_I(last + 1), DB_S(t->status),
                    DB_I(t->stage), DB_I(t->line), DB_T(t->holder),
                    DB_I(at_ms));
}

GPtrArray *store_stay_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " STAY_COLUMNS " FROM stay"
                         " WHERE ticket = ? ORDER BY seq",
                         DB_I(ticket)),
                  take_stay, NULL, (GDestroyNotify)store_stay_free, error);
}
