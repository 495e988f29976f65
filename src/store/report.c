/* report: rows of history, a period at a time. */
#include "store/report.h"

#include "store/db.h"

/* Whom a row goes to. */
typedef struct asked {
    void (*each)(void);
    void *context;
} asked;

static bool run(db_query *q, void (*take)(db_query *q, const asked *a),
                const asked *a, GError **error)
{
    int more = q ? 1 : -1;

    while (q && (more = db_next(q, error)) > 0)
        take(q, a);
    return more == 0;
}

#define EACH(type, a)        ((type)(a)->each)
#define ASKED(each, context) (&(const asked){(void (*)(void))(each), context})

/* ---- requests ---- */

#define TICKET_COLUMNS \
    "id, created_ms, company, line, queue, type, category, customer, source"

static void take_ticket(db_query *q, const asked *a)
{
    store_report_ticket t = {0};

    t.id = db_take_int(q);
    t.created_ms = db_take_int(q);
    t.company = db_take_int(q);
    t.line = (int)db_take_int(q);
    t.queue = db_see_text(q);
    t.type = db_see_text(q);
    t.category = db_see_text(q);
    t.customer = db_see_text(q);
    t.source = db_see_text(q);
    EACH(store_report_each_ticket, a)(&t, a->context);
}

bool store_report_opened(store *s, const store_period *p,
                         store_report_each_ticket each, void *context,
                         GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT " TICKET_COLUMNS " FROM ticket"
                      " WHERE created_ms >= ? AND created_ms < ?"
                      " ORDER BY created_ms",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_ticket, ASKED(each, context), error);
}

bool store_report_one(store *s, int64_t ticket, store_report_each_ticket each,
                      void *context, GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT " TICKET_COLUMNS " FROM ticket WHERE id = ?",
                      DB_I(ticket)),
               take_ticket, ASKED(each, context), error);
}

bool store_report_last(store *s, int64_t *id, GError **error)
{
    return db_number(s->db, error, 0, id, "SELECT max(id) FROM ticket", DB_END);
}

static void take_change(db_query *q, const asked *a)
{
    store_report_change c = {0};

    c.ticket = db_take_int(q);
    c.at_ms = db_take_int(q);
    c.rule = db_take_int(q) != 0;
    c.old = db_see_text(q);
    c.new = db_see_text(q);
    EACH(store_report_each_change, a)(&c, a->context);
}

bool store_report_changes(store *s, const char *field, const store_period *p,
                          store_report_each_change each, void *context,
                          GError **error)
{
    /* actor_kind 5: STORE_ACTOR_RULE; cause: fields are captured later, too */
    return run(db_ask(s->db, error,
                      "SELECT ticket, at_ms,"
                      " CASE WHEN actor_kind = 5 AND cause = 'rule'"
                      " THEN 1 ELSE 0 END, old, new FROM change"
                      " WHERE field = ? AND at_ms >= ? AND at_ms < ?"
                      " ORDER BY at_ms, ticket, n",
                      DB_S(field), DB_I(p->from_ms), DB_I(p->to_ms)),
               take_change, ASKED(each, context), error);
}

/* ---- where they were ---- */

#define STAY_COLUMNS "ticket, seq, from_ms, work_ms, stage, line, holder"
/* Those in which nothing is to be done any more: desk/status.h. */
#define NOT_OVER "stage NOT IN (5, 6, 7)"

static void take_stay(db_query *q, const asked *a)
{
    store_report_stay y = {0};

    y.ticket = db_take_int(q);
    y.seq = db_take_int(q);
    y.from_ms = db_take_int(q);
    y.work_ms = db_take_int(q);
    y.stage = (int)db_take_int(q);
    y.line = (int)db_take_int(q);
    y.holder = db_see_text(q);
    EACH(store_report_each_stay, a)(&y, a->context);
}

bool store_report_stays(store *s, const store_period *p,
                        store_report_each_stay each, void *context,
                        GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT " STAY_COLUMNS " FROM stay"
                      " WHERE from_ms >= ? AND from_ms < ?"
                      " ORDER BY from_ms, ticket, seq",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_stay, ASKED(each, context), error);
}

bool store_report_open(store *s, int64_t at_ms, store_report_each_stay each,
                       void *context, GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT " STAY_COLUMNS " FROM stay WHERE " NOT_OVER
                      " AND to_ms = 0 AND from_ms < ?1"
                      " UNION ALL SELECT " STAY_COLUMNS
                      " FROM stay WHERE " NOT_OVER
                      " AND to_ms >= ?1 AND from_ms < ?1",
                      DB_I(at_ms)),
               take_stay, ASKED(each, context), error);
}

/* ---- what people wrote ---- */

static void take_entry(db_query *q, const asked *a)
{
    store_report_entry e = {0};

    e.ticket = db_take_int(q);
    e.n = db_take_int(q);
    e.at_ms = db_take_int(q);
    e.author = db_see_text(q);
    EACH(store_report_each_entry, a)(&e, a->context);
}

bool store_report_asked(store *s, const store_period *p,
                        store_report_each_entry each, void *context,
                        GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT ticket, n, created_ms, NULL FROM article"
                      " WHERE author_kind = 0 AND created_ms >= ?1"
                      " AND created_ms < ?2"
                      " UNION ALL SELECT ticket, n, created_ms, NULL FROM apart"
                      " WHERE created_ms >= ?1 AND created_ms < ?2",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_entry, ASKED(each, context), error);
}

bool store_report_replied(store *s, const store_period *p,
                          store_report_each_entry each, void *context,
                          GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT ticket, n, created_ms, author FROM article"
                      " WHERE author_kind = 1 AND state = 1"
                      " AND created_ms >= ? AND created_ms < ?"
                      " ORDER BY created_ms, ticket, n",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_entry, ASKED(each, context), error);
}

bool store_report_had_reply(store *s, int64_t ticket, int64_t at_ms, bool *had,
                            GError **error)
{
    int64_t one = 0;
    bool fine = db_number(s->db, error, 0, &one,
                          "SELECT 1 FROM article WHERE ticket = ?"
                          " AND author_kind = 1 AND state = 1"
                          " AND created_ms < ? LIMIT 1",
                          DB_I(ticket), DB_I(at_ms));

    *had = one != 0;
    return fine;
}

static void take_move(db_query *q, const asked *a)
{
    store_report_move m = {0};

    m.ticket = db_take_int(q);
    m.to_ticket = db_take_int(q);
    m.from = db_take_int(q);
    m.to = db_take_int(q);
    m.shift = db_take_int(q);
    EACH(store_report_each_move, a)(&m, a->context);
}

bool store_report_moves(store *s, store_report_each_move each, void *context,
                        GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT ticket, to_ticket, first + shift, last + shift,"
                      " shift FROM moved ORDER BY ticket, seq",
                      DB_END),
               take_move, ASKED(each, context), error);
}

/* ---- what came of it ---- */

static void take_measure(db_query *q, const asked *a)
{
    store_report_measure m = {0};

    m.ticket = db_take_int(q);
    m.seq = db_take_int(q);
    m.at_ms = db_take_int(q);
    m.what = (store_measure)db_take_int(q);
    m.kind = db_see_text(q);
    m.sla = db_see_text(q);
    EACH(store_report_each_measure, a)(&m, a->context);
}

bool store_report_measures(store *s, const store_period *p,
                           store_report_each_measure each, void *context,
                           GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT ticket, seq, at_ms, what, kind, sla FROM measure"
                      " WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_measure, ASKED(each, context), error);
}

static bool add_measure(store *s, const store_clock *k, store_measure what,
                        int64_t now_ms, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO measure (ticket, kind, seq, what, at_ms, sla,"
                    " target_ms, used_ms) VALUES (?,?,?,?,?,?,?,?)"
                    " ON CONFLICT (ticket, kind, seq, what, at_ms) DO NOTHING",
                    DB_I(k->ticket), DB_S(k->kind), DB_I(k->seq), DB_I(what),
                    DB_I(now_ms), DB_S(k->sla), DB_I(k->target_ms),
                    DB_I(k->used_ms));
}

/* What is known of it until now; 0 where nothing is. */
static bool read_before(store *s, const store_clock *k, int64_t *stopped_ms,
                        int64_t *breached_ms, int64_t *excused, GError **error)
{
    db_query *q = db_ask(s->db, error,
                         "SELECT stopped_ms, breached_ms,"
                         " CASE WHEN excused IS NULL THEN 0 ELSE 1 END"
                         " FROM clock WHERE ticket = ? AND kind = ?"
                         " AND seq = ?",
                         DB_I(k->ticket), DB_S(k->kind), DB_I(k->seq));
    int more = q ? db_next(q, error) : -1;

    *stopped_ms = *breached_ms = *excused = 0;
    if (more > 0) {
        *stopped_ms = db_take_int(q);
        *breached_ms = db_take_int(q);
        *excused = db_take_int(q);
        db_done(q);
    }
    return more >= 0;
}

bool store_report_measure_add(store *s, const store_clock *k, int64_t now_ms,
                              GError **error)
{
    int64_t stopped_ms, breached_ms, excused;

    if (!read_before(s, k, &stopped_ms, &breached_ms, &excused, error))
        return false;
    return (breached_ms != 0 || k->breached_ms == 0 ||
            add_measure(s, k, STORE_MEASURE_BROKEN, now_ms, error)) &&
           (stopped_ms != 0 || k->stopped_ms == 0 || k->breached_ms != 0 ||
            add_measure(s, k, STORE_MEASURE_MET, now_ms, error)) &&
           (excused != 0 || !k->excused ||
            add_measure(s, k, STORE_MEASURE_EXCUSED, now_ms, error));
}

static void take_time(db_query *q, const asked *a)
{
    store_report_time t = {0};

    t.ticket = db_take_int(q);
    t.min = db_take_int(q);
    t.bill_min = db_take_int(q);
    t.who = db_see_text(q);
    t.work = db_see_text(q);
    EACH(store_report_each_time, a)(&t, a->context);
}

bool store_report_times(store *s, const store_period *p,
                        store_report_each_time each, void *context,
                        GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT ticket, min, bill_min, who, work FROM time"
                      " WHERE booked_ms >= ? AND booked_ms < ?"
                      " ORDER BY booked_ms",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_time, ASKED(each, context), error);
}

static void take_score(db_query *q, const asked *a)
{
    store_report_score r = {0};

    r.ticket = db_take_int(q);
    r.n = db_take_int(q);
    r.value = (int)db_take_int(q);
    r.best = (int)db_take_int(q);
    r.who = db_see_text(q);
    r.person = db_see_text(q);
    EACH(store_report_each_score, a)(&r, a->context);
}

bool store_report_ratings(store *s, const store_period *p,
                          store_report_each_score each, void *context,
                          GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT ticket, n, value, best, who, person FROM score"
                      " WHERE kind = 0 AND at_ms >= ? AND at_ms < ?"
                      " ORDER BY at_ms, ticket, n, person",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_score, ASKED(each, context), error);
}

bool store_report_ratings_asked(store *s, const store_period *p,
                                store_report_each_score each, void *context,
                                GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT ticket, n, 0, best, operator, person FROM rating"
                      " WHERE asked_ms >= ? AND asked_ms < ?"
                      " ORDER BY asked_ms, ticket, n",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_score, ASKED(each, context), error);
}

bool store_report_reviews(store *s, const store_period *p,
                          store_report_each_score each, void *context,
                          GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT ticket, n, value, best, who, person FROM score"
                      " WHERE kind = 1 AND at_ms >= ? AND at_ms < ?"
                      " ORDER BY at_ms, ticket, n, person",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_score, ASKED(each, context), error);
}

static void take_fate(db_query *q, const asked *a)
{
    store_report_fate f = {0};

    f.queue = db_see_text(q);
    f.code = db_see_text(q);
    EACH(store_report_each_fate, a)(&f, a->context);
}

bool store_report_fates(store *s, const store_period *p,
                        store_report_each_fate each, void *context,
                        GError **error)
{
    return run(db_ask(s->db, error,
                      "SELECT queue, fate_code FROM ledger"
                      " WHERE copy_of IS NULL"
                      " AND decided_ms >= ? AND decided_ms < ?",
                      DB_I(p->from_ms), DB_I(p->to_ms)),
               take_fate, ASKED(each, context), error);
}

bool store_report_score_add(store *s, const store_report_score *r, bool review,
                            int64_t at_ms, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO score (kind, ticket, n, person, who, value,"
                    " best, at_ms) VALUES (?,?,?,?,?,?,?,?)"
                    " ON CONFLICT (kind, ticket, n, person, at_ms)"
                    " DO UPDATE SET value = excluded.value",
                    DB_I(review), DB_I(r->ticket), DB_I(r->n), DB_S(r->person),
                    DB_S(r->who), DB_I(r->value), DB_I(r->best), DB_I(at_ms));
}
