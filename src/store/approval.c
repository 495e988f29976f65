/* approval: voices of boards. */
#include "store/approval.h"

#include "store/rows.h"

#define APPROVAL_COLUMNS "ticket, round, member, answer, reason, at_ms"

store_approval *store_approval_new(int64_t ticket, int64_t round,
                                   const char *member, store_answer answer,
                                   const char *reason, int64_t at_ms)
{
    store_approval *a = g_new0(store_approval, 1);

    a->ticket = ticket;
    a->round = round;
    a->member = g_strdup(member);
    a->answer = (int)answer;
    a->reason = g_strdup(reason);
    a->at_ms = at_ms;
    return a;
}

void store_approval_free(store_approval *a)
{
    if (!a)
        return;
    g_free(a->member);
    g_free(a->reason);
    g_free(a);
}

static void *take(db_query *q, void *context, GError **error)
{
    store_approval *a = g_new0(store_approval, 1);
    a->ticket = db_take_int(q);
    a->round = db_take_int(q);
    a->member = db_take_string(q);
    a->answer = (int)db_take_int(q);
    a->reason = db_take_string(q);
    a->at_ms = db_take_int(q);
    return a;
}

bool store_approval_put(store *s, const store_approval *a, GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM approval"
                    " WHERE ticket = ? AND round = ? AND member = ?",
                    DB_I(a->ticket), DB_I(a->round), DB_S(a->member)) &&
           db_write(s->db, error,
                    "INSERT INTO approval (" APPROVAL_COLUMNS ")"
                    " VALUES (?,?,?,?,?,?)",
                    DB_I(a->ticket), DB_I(a->round), DB_S(a->member),
                    DB_I(a->answer), DB_S(a->reason), DB_I(a->at_ms)) &&
           ticket_touch(s, a->ticket, error);
}

GPtrArray *store_approval_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " APPROVAL_COLUMNS " FROM approval"
                         " WHERE ticket = ?1 AND round ="
                         " (SELECT max(round) FROM approval WHERE ticket = ?1)"
                         " ORDER BY member",
                         DB_I(ticket)),
                  take, NULL, (GDestroyNotify)store_approval_free, error);
}
