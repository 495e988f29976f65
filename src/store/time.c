/* time: working time that was booked on tickets, and timers that run. */
#include "store/time.h"

#include "store/rows.h"

#define TIME_COLUMNS                                              \
    "t.id, t.ticket, t.service, t.who, t.work, t.at_ms,"          \
    " t.booked_ms, t.booked_by, t.min, t.bill_min, t.cost_minor," \
    " t.corrects, t.what, t.ledger, t.pos, t.statement, t.over_min"

void store_time_free(store_time *t)
{
    if (!t)
        return;
    g_free(t->who);
    g_free(t->work);
    g_free(t->booked_by);
    g_free(t->what);
    g_free(t->ledger);
    g_free(t);
}

static void *take_time(db_query *q, void *context, GError **error)
{
    store_time *t = g_new0(store_time, 1);
    t->id = db_take_int(q);
    t->ticket = db_take_int(q);
    t->service = db_take_int(q);
    t->who = db_take_string(q);
    t->work = db_take_string(q);
    t->at_ms = db_take_int(q);
    t->booked_ms = db_take_int(q);
    t->booked_by = db_take_string(q);
    t->min = db_take_int(q);
    t->bill_min = db_take_int(q);
    t->cost_minor = db_take_int(q);
    t->corrects = db_take_int(q);
    t->what = db_take_string(q);
    t->ledger = db_take_text(q);
    t->pos = db_take_int(q);
    t->statement = db_take_int(q);
    t->over_min = db_take_int(q);
    return t;
}

bool store_time_add(store *s, store_time *t, GError **error)
{
    int64_t before = 0;

    if (t->ledger &&
        !db_number(s->db, error, 0, &before,
                   "SELECT id FROM time WHERE ledger = ? AND pos = ?",
                   DB_S(t->ledger), DB_I(t->pos)))
        return false;
    t->id = before ? 0 : db_next_id(s->db, "time", error);
    if (t->id == 0)
        return before != 0;
    return db_write(s->db, error,
                    "INSERT INTO time (id, ticket, service, who, work, at_ms,"
                    " booked_ms, booked_by, min, bill_min, cost_minor,"
                    " corrects, what, ledger, pos, statement) VALUES"
                    " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    DB_I(t->id), DB_I(t->ticket), DB_I(t->service),
                    DB_S(t->who), DB_S(t->work), DB_I(t->at_ms),
                    DB_I(t->booked_ms), DB_S(t->booked_by), DB_I(t->min),
                    DB_I(t->bill_min), DB_I(t->cost_minor), DB_I(t->corrects),
                    DB_S(t->what), DB_T(t->ledger), DB_I(t->pos),
                    DB_I(t->statement)) &&
           ticket_touch(s, t->ticket, error);
}

GPtrArray *store_time_list(store *s, const store_time_filter *f, GError **error)
{
    g_autoptr(GString) sql = g_string_new("SELECT " TIME_COLUMNS " FROM time t"
                                          " WHERE 1 = 1");
    g_autoptr(GArray) values = g_array_new(TRUE, TRUE, sizeof(db_value));
    const struct {
        const char *condition;
        bool on;
        db_value value;
    } conditions[] = {
        {" AND t.ticket = ?", f->ticket != 0, DB_I(f->ticket)},
        {" AND t.service = ?", f->service != 0, DB_I(f->service)},
        {" AND t.service IN (SELECT id FROM service WHERE contract = ?)",
         f->contract != 0, DB_I(f->contract)},
        {" AND t.who = ?", f->who != NULL, DB_T(f->who)},
        {" AND t.work = ?", f->work != NULL, DB_T(f->work)},
        {" AND t.at_ms >= ?", f->from_ms != 0, DB_I(f->from_ms)},
        {" AND t.at_ms < ?", f->to_ms != 0, DB_I(f->to_ms)},
        {" AND t.statement = ?", f->statement != 0 || f->unsent,
         DB_I(f->statement)},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(conditions); i++) {
        if (!conditions[i].on)
            continue;
        g_string_append(sql, conditions[i].condition);
        g_array_append_val(values, conditions[i].value);
    }
    g_string_append(sql, " ORDER BY t.at_ms, t.id");
    return db_all(db_ask_values(s->db, error, sql->str,
                                (const db_value *)(void *)values->data),
                  take_time, NULL, (GDestroyNotify)store_time_free, error);
}

bool store_time_of(store *s, int64_t ticket, int64_t *min, int64_t *bill_min,
                   GError **error)
{
    return db_number(s->db, error, 0, min,
                     "SELECT sum(min) FROM time WHERE ticket = ?",
                     DB_I(ticket)) &&
           db_number(s->db, error, 0, bill_min,
                     "SELECT sum(bill_min) FROM time WHERE ticket = ?",
                     DB_I(ticket));
}

bool store_time_of_work(store *s, int64_t ticket, const char *work,
                        int64_t *min, int64_t *bill_min, GError **error)
{
    return db_number(s->db, error, 0, min,
                     "SELECT sum(min) FROM time"
                     " WHERE ticket = ? AND work = ?",
                     DB_I(ticket), DB_S(work)) &&
           db_number(s->db, error, 0, bill_min,
                     "SELECT sum(bill_min) FROM time"
                     " WHERE ticket = ? AND work = ?",
                     DB_I(ticket), DB_S(work));
}

/* ---- timers ---- */

void store_timer_free(store_timer *t)
{
    if (!t)
        return;
    g_free(t->operator_id);
    g_free(t->work);
    g_free(t->what);
    g_free(t);
}

static void *take_timer(db_query *q, void *context, GError **error)
{
    store_timer *t = g_new0(store_timer, 1);
    t->operator_id = db_take_string(q);
    t->ticket = db_take_int(q);
    t->from_ms = db_take_int(q);
    t->work = db_take_string(q);
    t->what = db_take_string(q);
    t->asked_ms = db_take_int(q);
    return t;
}

bool store_timer_put(store *s, const store_timer *t, GError **error)
{
    if (t->from_ms == 0)
        return db_write(s->db, error, "DELETE FROM timer WHERE operator = ?",
                        DB_S(t->operator_id));
    return db_write(s->db, error,
                    "INSERT INTO timer (operator, ticket, from_ms, work, what,"
                    " asked_ms) VALUES (?,?,?,?,?,?)"
                    " ON CONFLICT (operator) DO UPDATE SET"
                    " ticket = excluded.ticket, from_ms = excluded.from_ms,"
                    " work = excluded.work, what = excluded.what,"
                    " asked_ms = excluded.asked_ms",
                    DB_S(t->operator_id), DB_I(t->ticket), DB_I(t->from_ms),
                    DB_S(t->work), DB_S(t->what), DB_I(t->asked_ms));
}

#define TIMER_COLUMNS "operator, ticket, from_ms, work, what, asked_ms"

store_timer *store_timer_get(store *s, const char *operator_id, GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT " TIMER_COLUMNS " FROM timer"
                         " WHERE operator = ?",
                         DB_S(operator_id)),
                  take_timer, NULL, NULL, error);
}

GPtrArray *store_timer_list(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " TIMER_COLUMNS " FROM timer"
                         " WHERE from_ms > ? ORDER BY operator",
                         DB_I(0)),
                  take_timer, NULL, (GDestroyNotify)store_timer_free, error);
}
