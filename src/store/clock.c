/* clock: clocks of SLAs. */
#include "store/clock.h"

#include "store/rows.h"

#define CLOCK_COLUMNS                                                 \
    "ticket, kind, seq, sla, target_ms, from_ms, used_ms, since_ms, " \
    "due_ms, stopped_ms, breached_ms, excused, told"

void store_clock_free(store_clock *k)
{
    if (!k)
        return;
    g_free(k->kind);
    g_free(k->sla);
    g_free(k->excused);
    g_free(k);
}

store_clock *store_clock_copy(const store_clock *k)
{
    store_clock *copy = g_memdup2(k, sizeof *k);

    copy->kind = g_strdup(k->kind);
    copy->sla = g_strdup(k->sla);
    copy->excused = g_strdup(k->excused);
    return copy;
}

static void *take_clock(db_query *q, void *context, GError **error)
{
    store_clock *k = g_new0(store_clock, 1);
    k->ticket = db_take_int(q);
    k->kind = db_take_string(q);
    k->seq = db_take_int(q);
    k->sla = db_take_string(q);
    k->target_ms = db_take_int(q);
    k->from_ms = db_take_int(q);
    k->used_ms = db_take_int(q);
    k->since_ms = db_take_int(q);
    k->due_ms = db_take_int(q);
    k->stopped_ms = db_take_int(q);
    k->breached_ms = db_take_int(q);
    k->excused = db_take_text(q);
    k->told = db_take_int(q);
    return k;
}

bool store_clock_put(store *s, const store_clock *k, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO clock (" CLOCK_COLUMNS ") VALUES"
                    " (?,?,?,?,?,?,?,?,?,?,?,?,?)"
                    " ON CONFLICT (ticket, kind, seq) DO UPDATE SET"
                    " sla = excluded.sla, target_ms = excluded.target_ms,"
                    " from_ms = excluded.from_ms, used_ms = excluded.used_ms,"
                    " since_ms = excluded.since_ms, due_ms = excluded.due_ms,"
                    " stopped_ms = excluded.stopped_ms,"
                    " breached_ms = excluded.breached_ms,"
                    " excused = excluded.excused, told = excluded.told",
                    DB_I(k->ticket), DB_S(k->kind), DB_I(k->seq), DB_S(k->sla),
                    DB_I(k->target_ms), DB_I(k->from_ms), DB_I(k->used_ms),
                    DB_I(k->since_ms), DB_I(k->due_ms), DB_I(k->stopped_ms),
                    DB_I(k->breached_ms), DB_T(k->excused), DB_I(k->told)) &&
           ticket_touch(s, k->ticket, error);
}

GPtrArray *store_clock_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " CLOCK_COLUMNS " FROM clock WHERE ticket = ?"
                         " ORDER BY kind, seq",
                         DB_I(ticket)),
                  take_clock, NULL, (GDestroyNotify)store_clock_free, error);
}

bool store_clock_asked(store *s, int64_t ticket, store_asked *asked,
                       GError **error)
{
    int64_t reply = 0;

    asked->since_ms = 0;
    if (!db_number(s->db, error, 0, &reply,
                   "SELECT max(n) FROM article WHERE ticket = ?"
                   " AND author_kind = 1 AND state = 1",
                   DB_I(ticket)))
        return false;
    asked->replied = reply > 0;
    return db_number(s->db, error, 0, &asked->since_ms,
                     "SELECT min(created_ms) FROM article WHERE ticket = ?"
                     " AND author_kind = 0 AND state = 1 AND n > ?",
                     DB_I(ticket), DB_I(reply));
}
