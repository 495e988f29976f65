/* test_report: what happened in a period, counted by hand, and counted again when
 * life has gone on. */
#include "lib/store_fixture.h"

#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "desk/plan.h"
#include "desk/report/report.h"
#include "desk/status.h"
#include "roles/sections.h"
#include "store/moved.h"
#include "store/time.h"

#include <jansson.h>
#include <stdlib.h>

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
/* Monday, 2 March 2026, 00:00 in Oslo */
#define MONDAY INT64_C(1772406000000)
/* Sunday, 1 March, and the end of that month, with summer time */
#define MARCH (MONDAY - DAY)
#define APRIL INT64_C(1774994400000)

static const char configuration[] =
    "[site]\nkey_file = /nonexistent/key\nstate = /nonexistent\n"
    "admin = root@example.org\nzone = Europe/Oslo\n"
    "[smtp]\nhost = localhost\n"
    "[queue support]\naddress = support@example.org\n"
    "[queue sales]\naddress = sales@example.org\n"
    "[line 1]\n[line 2]\n[category account]\n[category network]\n"
    "[operator anna]\naddress = anna@example.org\n"
    "[operator lena]\naddress = lena@example.org\n"
    "roles = lead:support/1\n"
    "[operator olga]\naddress = olga@example.org\nroles = manager\n"
    "[operator tom]\naddress = tom@example.org\nlines = 2\n"
    "[operator ida]\naddress = ida@example.org\n"
    "roles = lead:support/2\n"
    "[report month]\nperiod = month\nto = manager, lead, anna, admin\n"
    "send = 1 at 07:00\n"
    "[report sales]\nperiod = month\nqueue = sales\nblocks = volume\n"
    "[report network]\nperiod = month\ncategory = network\n"
    "blocks = volume, backlog\n";

typedef struct desk {
    fixture *f;
    config *c;
} desk;

static int setup(void **state)
{
    GError *error = NULL;
    desk *d = g_new0(desk, 1);

    fixture_setup((void **)&d->f);
    g_autofree char *path =
        g_build_filename(d->f->folder, "postern.conf", NULL);
    g_file_set_contents(path, configuration, -1, &error);
    assert_fine(error);
    d->c = role_config_load(path, NULL, &error);
    assert_fine(error);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk *d = *state;
    void *f = d->f;

    config_free(d->c);
    fixture_teardown(&f);
    g_free(d);
    return 0;
}

/* ---- life ---- */

static void apply(desk *d, plan *p, int64_t at_ms)
{
    GError *error = NULL;

    store_begin_deciding(d->f->s, &error);
    assert_fine(error);
    apply_plan(d->f->s, p, NULL, at_ms, NULL, &error);
    assert_fine(error);
    store_commit(d->f->s, &error);
    assert_fine(error);
    plan_free(p);
}

static int64_t opens(desk *d, int64_t at_ms, const char *queue,
                     const char *category, const char *customer)
{
    store_ticket *t = sample_ticket("Help", at_ms);
    plan *p = plan_new();
    int64_t id = 0;
    GError *error = NULL;

    g_free(t->queue);
    t->queue = g_strdup(queue);
    g_free(t->category);
    t->category = g_strdup(category);
    g_free(t->customer);
    t->customer = g_strdup(customer);
    g_free(t->status);
    t->status = g_strdup("new");
    g_clear_pointer(&t->holder, g_free);
    t->line = 1;
    t->stage = STATUS_CLASSIFICATION;
    t->created_ms = t->updated_ms = t->status_ms = at_ms;
    plan_ticket(p, t);
    store_entry *e = sample_entry(0, STORE_ARTICLE, "Help.", at_ms);
    e->by = STORE_BY_CUSTOMER;
    e->state = STORE_PUBLISHED;
    plan_entry(p, e);
    apply(d, p, at_ms);
    g_autoptr(GPtrArray) all =
        store_ticket_created(d->f->s, queue, at_ms, at_ms + 1, 10, &error);
    assert_fine(error);
    id = ((store_ticket *)all->pdata[all->len - 1])->id;
    return id;
}

/* Another status, and who holds it; `work` of the stay that ends. */
static void goes(desk *d, int64_t ticket, int64_t at_ms, const char *status,
                 status_stage stage, const char *holder, int64_t work_ms)
{
    plan *p = plan_new();
    const plan_cause why = {STORE_ACTOR_OPERATOR, "anna", "/status", NULL};

    plan_set_why(p, ticket, PLAN_STATUS, plan_text(status), &why);
    plan_set(p, ticket, PLAN_STAGE, plan_number(stage));
    plan_set_why(p, ticket, PLAN_HOLDER, plan_text(holder), &why);
    plan_stay(p, ticket, work_ms);
    apply(d, p, at_ms);
}

static void sets(desk *d, int64_t ticket, int64_t at_ms, plan_field field,
                 plan_value value)
{
    plan *p = plan_new();
    const plan_cause why = {STORE_ACTOR_OPERATOR, "anna", "/set", NULL};

    plan_set_why(p, ticket, field, value, &why);
    apply(d, p, at_ms);
}

static void hands(desk *d, int64_t ticket, int64_t at_ms, int line,
                  int64_t work_ms)
{
    plan *p = plan_new();
    const plan_cause why = {STORE_ACTOR_OPERATOR, "anna", "/line", NULL};

    plan_set_why(p, ticket, PLAN_LINE, plan_number(line), &why);
    plan_stay(p, ticket, work_ms);
    apply(d, p, at_ms);
}

static void writes(desk *d, int64_t ticket, int64_t at_ms, const char *who)
{
    plan *p = plan_new();
    store_entry *e = sample_entry(ticket, STORE_ARTICLE, "More.", at_ms);

    e->by = who ? STORE_BY_OPERATOR : STORE_BY_CUSTOMER;
    e->state = STORE_PUBLISHED;
    g_free(e->author);
    e->author = g_strdup(who ? who : "kari@example.com");
    plan_entry(p, e);
    apply(d, p, at_ms);
}

static void clocks(desk *d, int64_t ticket, int64_t at_ms, const char *kind,
                   int64_t stopped_ms, int64_t breached_ms, const char *excused)
{
    plan *p = plan_new();
    store_clock *k = g_new0(store_clock, 1);

    k->ticket = ticket;
    k->kind = g_strdup(kind);
    k->seq = 1;
    k->sla = g_strdup("gold");
    k->target_ms = 4 * HOUR;
    k->used_ms = HOUR;
    k->stopped_ms = stopped_ms;
    k->breached_ms = breached_ms;
    k->excused = g_strdup(excused);
    plan_clock(p, k);
    apply(d, p, at_ms);
}

static void books(desk *d, int64_t ticket, int64_t at_ms, int64_t booked_ms,
                  const char *who, int64_t min, int64_t bill_min)
{
    GError *error = NULL;
    store_time t = {.ticket = ticket,
                    .who = (char *)who,
                    .work = (char *)"support",
                    .at_ms = at_ms,
                    .booked_ms = booked_ms,
                    .booked_by = (char *)who,
                    .min = min,
                    .bill_min = bill_min,
                    .what = (char *)""};

    store_begin_deciding(d->f->s, &error);
    store_time_add(d->f->s, &t, &error);
    assert_fine(error);
    store_commit(d->f->s, &error);
    assert_fine(error);
}

static void rates(desk *d, int64_t ticket, int64_t n, int64_t asked_ms,
                  int64_t given_ms, int value)
{
    plan *p = plan_new();
    store_rating *r = g_new0(store_rating, 1);

    r->ticket = ticket;
    r->n = n;
    r->person = g_strdup("kari@example.com");
    r->operator_id = g_strdup("anna");
    r->line = 1;
    r->best = 5;
    r->value = value;
    r->words = g_strdup("");
    r->asked_ms = asked_ms;
    r->given_ms = given_ms;
    plan_rating(p, r);
    apply(d, p, given_ms ? given_ms : asked_ms);
}

static void comes_in(desk *d, const char *id, int64_t at_ms, const char *queue,
                     const char *fate)
{
    GError *error = NULL;
    g_autoptr(store_ledger) l = sample_ledger(id, at_ms);

    g_free(l->queue);
    l->queue = g_strdup(queue);
    g_free(l->fate_code);
    l->fate_code = g_strdup(fate);
    l->ticket = 0;
    store_begin_deciding(d->f->s, &error);
    store_ledger_add(d->f->s, l, &error);
    assert_fine(error);
    store_commit(d->f->s, &error);
    assert_fine(error);
}

/* Four requests in March, one of February:
 *   a  account, answered after an hour, resolved after 26 h, opened again
 *      after 50 h, resolved after 54 h; handed to line 2 and back
 *   b  network, breaks its first reply, open at the end
 *   c  spam
 *   d  sales, answered, is open
 *   old  of 20 February: open all the time, its first reply on 3 March
 *   gone  of 20 February: resolved in February */
typedef struct life {
    int64_t a, b, c, d, old, gone;
} life;

static life march(desk *d)
{
    life l;
    int64_t t = MARCH - 10 * DAY;

    l.old = opens(d, t, "support", "network", "ole@example.com");
    l.gone = opens(d, t, "support", NULL, "ole@example.com");
    writes(d, l.gone, t + HOUR, "anna");
    goes(d, l.gone, t + HOUR, "resolved", STATUS_RESOLVED, "anna", HOUR);

    t = MONDAY + 9 * HOUR;
    l.a = opens(d, t, "support", NULL, "kari@example.com");
    sets(d, l.a, t + MINUTE, PLAN_CATEGORY, plan_text("account"));
    clocks(d, l.a, t, "first", 0, 0, NULL);
    hands(d, l.a, t + 20 * MINUTE, 2, 20 * MINUTE);
    hands(d, l.a, t + 40 * MINUTE, 1, 20 * MINUTE);
    writes(d, l.a, t + HOUR, "anna");
    clocks(d, l.a, t + HOUR, "first", t + HOUR, 0, NULL);
    goes(d, l.a, t + HOUR, "answered", STATUS_ANSWERED, "anna", 20 * MINUTE);
    goes(d, l.a, t + 26 * HOUR, "resolved", STATUS_RESOLVED, "anna", 9 * HOUR);
    rates(d, l.a, 2, t + HOUR, t + 26 * HOUR, 4);
    writes(d, l.a, t + 50 * HOUR, NULL);
    goes(d, l.a, t + 50 * HOUR, "in-progress", STATUS_WORK, "anna", 0);
    writes(d, l.a, t + 54 * HOUR, "anna");
    goes(d, l.a, t + 54 * HOUR, "resolved", STATUS_RESOLVED, "anna", 4 * HOUR);
    books(d, l.a, t + HOUR, t + HOUR, "anna", 25, 30);
    books(d, l.a, t + HOUR, t + 2 * HOUR, "anna", -5, -6);

    t = MONDAY + 7 * DAY + 8 * HOUR;
    l.b = opens(d, t, "support", "network", "kari@example.com");
    clocks(d, l.b, t, "first", 0, 0, NULL);
    clocks(d, l.b, t + 4 * HOUR, "first", 0, t + 4 * HOUR, NULL);
    l.c = opens(d, t + MINUTE, "support", NULL, "spam@example.net");
    goes(d, l.c, t + HOUR, "spam", STATUS_SPAM, NULL, HOUR);
    l.d = opens(d, APRIL - DAY, "sales", NULL, "per@example.com");
    writes(d, l.d, APRIL - DAY + 2 * HOUR, "anna");
    goes(d, l.d, APRIL - DAY + 2 * HOUR + MINUTE, "answered", STATUS_ANSWERED,
         "anna", 2 * HOUR);
    rates(d, l.d, 2, APRIL - DAY + 2 * HOUR, 0, 0);
    writes(d, l.old, MONDAY + DAY, "olga");
    comes_in(d, "m1", MONDAY, "support", "ticket");
    comes_in(d, "m2", MONDAY + 1, "support", "held");
    comes_in(d, "m6", MONDAY + 1, "support", "reply");
    comes_in(d, "m7", MONDAY + 1, "support", "bounce");
    comes_in(d, "m3", MONDAY + 2, "sales", "held");
    comes_in(d, "m4", APRIL, "sales", "held");
    return l;
}

/* ---- asking ---- */

static report *make(desk *d, const char *name, const char *period,
                    const char *who)
{
    GError *error = NULL;
    const config_report *r = config_report_by_id(d->c, name);
    const config_operator *o = who ? config_operator_by_id(d->c, who) : NULL;
    g_autoptr(GTimeZone) zone = report_zone(d->c, r);
    g_autoptr(GPtrArray) queues = report_queues_for(d->c, r, o);
    report_period p;

    assert_true(period_read(period, PERIOD_MONTH, zone, APRIL, &p));
    store_begin_reading(d->f->s, &error);
    assert_fine(error);
    report *made =
        report_make(d->f->s, d->c, r, queues, &p, APRIL + DAY, &error);
    assert_fine(error);
    store_rollback(d->f->s);
    return made;
}

static const report_row *row_of(const report *r, const char *block,
                                const char *key)
{
    for (guint i = 0; i < r->tables->len; i++) {
        const report_table *t = r->tables->pdata[i];
        for (guint n = 0; n < t->rows->len; n++) {
            const report_row *row = t->rows->pdata[n];
            if (strcmp(t->block->name, block) == 0 &&
                strcmp(row->key, key) == 0)
                return row;
        }
    }
    fail_msg("no row `%s' of %s", key, block);
    return NULL;
}

typedef struct expected {
    const char *block, *key;
    int64_t now[5]; /* NONE: not known */
} expected;
#define NONE INT64_MIN

static void has(const report *r, const expected *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const report_row *row = row_of(r, rows[i].block, rows[i].key);
        unsigned columns = report_columns(report_block_by_name(rows[i].block));
        for (unsigned k = 0; k < columns && k < 5; k++) {
            int64_t is = row->now[k].known ? row->now[k].n : NONE;
            if (is != rows[i].now[k])
                fail_msg("%s, %s, column %u: %" G_GINT64_FORMAT
                         ", expected %" G_GINT64_FORMAT,
                         rows[i].block, rows[i].key, k, is, rows[i].now[k]);
        }
    }
}

static void test_blocks(void **state)
{
    static const expected rows[] = {
        /* a, b, c, d; and the second message of a */
        {"volume", "messages of customers", {5}},
        {"volume", "replies", {4}},
        {"volume", "opened", {4}},
        {"volume", "opened again", {1}},
        {"volume", "resolved", {2}},
        {"volume", "merged into another", {0}},
        {"volume", "spam", {1}},
        {"backlog", "open", {3, 1}},
        {"backlog", "up to a day old", {1, 0}},
        {"backlog", "up to 30 days", {1, 1}},
        {"backlog", "older", {1, 0}},
        {"backlog", "waiting for the customer", {1, 0}},
        /* a: 1 h, d: 2 h, old: 11 d 1 d; the last moved nothing */
        {"times", "first reply", {3, 2 * HOUR, 12 * DAY, 4 * DAY + HOUR}},
        {"times",
         "first reply, working time",
         {2, HOUR, 2 * HOUR, 90 * MINUTE}},
        {"times", "resolution", {2, 26 * HOUR, 30 * HOUR, 28 * HOUR}},
        /* 1 h of work before it was answered, then 4 h more */
        {"times", "resolution, working time", {2, HOUR, 5 * HOUR, 3 * HOUR}},
        {"sla", "gold/first", {1, 1, 0, 500}},
        {"stages", "classification", {5, 4 * HOUR, 20 * MINUTE, 2 * HOUR}},
        {"stages", "answered", {1, 9 * HOUR, 9 * HOUR, 9 * HOUR}},
        {"stages", "work", {1, 4 * HOUR, 4 * HOUR, 4 * HOUR}},
        {"queue", "support", {3, 2, 2, 26 * HOUR}},
        {"queue", "sales", {1, 0, 1, NONE}},
        {"category", "account", {1, 2, 0, 26 * HOUR}},
        {"category", "network", {1, 0, 2, NONE}},
        {"category", "", {2, 0, 1, NONE}},
        {"line", "1", {4, 2, 3, 26 * HOUR}},
        {"operator", "anna", {3, 2, 1, 20}},
        {"operator", "olga", {1, 0, 0, 0}},
        {"operator", "", {0, 0, 2, 0}},
        {"hops", "all", {2, 1}},
        {"hops", "1-2", {1, 1}},
        {"hops", "2-1", {1, 1}},
        {"ratings", "all", {2, 1, 7500}},
        {"ratings", "anna", {2, 1, 7500}},
        {"hours", "all", {20, 24}},
        {"hours", "support", {20, 24}},
        {"mail", "all", {5}},
        {"mail", "replies", {1}},
        {"mail", "delivery reports", {1}},
        {"mail", "held for a person", {2}},
        {"mail", "opened a request", {1}},
        /* Monday: 08:00 b and c; 09:00 a. Wednesday 11:00: a */
        {"busy", "3", {0, 0, 0, 0, 0}},
        {"customers", "kari@example.com", {2, 3, 20}},
        {"customers", "per@example.com", {1, 1, 0}},
    };
    desk *d = *state;

    march(d);
    g_autoptr(report) r = make(d, "month", "2026-03", NULL);
    has(r, rows, G_N_ELEMENTS(rows));
    assert_int_equal(row_of(r, "busy", "1")->now[8].n, 2);
    assert_int_equal(row_of(r, "busy", "1")->now[9].n, 1);
    assert_int_equal(row_of(r, "busy", "3")->now[11].n, 1);
    /* the month before */
    assert_int_equal(row_of(r, "volume", "opened")->before[0].n, 2);
    assert_int_equal(row_of(r, "volume", "resolved")->before[0].n, 1);
    assert_string_equal(row_of(r, "volume", "opened")->list,
                        "all from:2026-03-01 to:2026-03-31");
    /* what was there, and what came and went, is what is there, each day */
    int64_t open = row_of(r, "backlog", "open")->now[1].n;
    for (guint i = 0; i < r->pieces->len; i++) {
        const report_piece *p = &g_array_index(r->pieces, report_piece, i);
        open += p->opened - p->closed;
    }
    assert_int_equal(r->pieces->len, 31);
    assert_int_equal(open + row_of(r, "volume", "opened again")->now[0].n,
                     row_of(r, "backlog", "open")->now[0].n);
    assert_int_equal(g_array_index(r->pieces, report_piece, 30).open,
                     row_of(r, "backlog", "open")->now[0].n);
}

static void test_scope(void **state)
{
    desk *d = *state;

    march(d);
    g_autoptr(report) sales = make(d, "sales", "2026-03", NULL);
    assert_int_equal(sales->tables->len, 1);
    assert_int_equal(row_of(sales, "volume", "opened")->now[0].n, 1);
    assert_int_equal(row_of(sales, "volume", "replies")->now[0].n, 1);
    assert_string_equal(row_of(sales, "volume", "opened")->list,
                        "all from:2026-03-01 to:2026-03-31 queue:sales");
    g_autoptr(report) network = make(d, "network", "2026-03", NULL);
    assert_int_equal(row_of(network, "volume", "opened")->now[0].n, 1);
    assert_int_equal(row_of(network, "volume", "replies")->now[0].n, 1);
    assert_int_equal(row_of(network, "backlog", "open")->now[0].n, 2);
    assert_int_equal(row_of(network, "backlog", "open")->now[1].n, 1);
    /* a lead sees her queue alone; whoever works there nothing */
    g_autoptr(report) lead = make(d, "month", "2026-03", "lena");
    assert_int_equal(row_of(lead, "volume", "opened")->now[0].n, 3);
    assert_int_equal(row_of(lead, "mail", "all")->now[0].n, 0);
    assert_null(row_of(lead, "volume", "opened")->list);
    /* and who leads another line of it nothing of line 1 */
    g_autoptr(report) second = make(d, "month", "2026-03", "ida");
    assert_int_equal(row_of(second, "volume", "opened")->now[0].n, 0);
    assert_int_equal(row_of(second, "volume", "replies")->now[0].n, 0);
    assert_int_equal(row_of(second, "mail", "all")->now[0].n, 0);
    const config_report *month = config_report_by_id(d->c, "month");
    g_autoptr(GPtrArray) none =
        report_queues_for(d->c, month, config_operator_by_id(d->c, "anna"));
    assert_int_equal(none->len, 0);
    assert_null(
        report_queues_for(d->c, month, config_operator_by_id(d->c, "olga")));
}

/* ---- the same, whenever it is asked ---- */

static void april(desk *d, const life *l)
{
    int64_t t = APRIL + 8 * HOUR;
    plan *p;

    /* opened again, and closed; another category, type, line, queue, customer */
    goes(d, l->a, t, "in-progress", STATUS_WORK, "olga", 0);
    sets(d, l->a, t, PLAN_CATEGORY, plan_text("network"));
    sets(d, l->a, t, PLAN_TYPE, plan_text("incident"));
    sets(d, l->a, t, PLAN_CUSTOMER, plan_text("new@example.com"));
    hands(d, l->a, t + HOUR, 2, HOUR);
    goes(d, l->a, t + 2 * HOUR, "resolved", STATUS_RESOLVED, "olga", HOUR);
    sets(d, l->b, t, PLAN_QUEUE, plan_text("sales"));
    sets(d, l->d, t, PLAN_QUEUE, plan_text("support"));
    sets(d, l->b, t, PLAN_PRIORITY, plan_text("urgent"));
    /* not spam after all */
    goes(d, l->c, t, "in-progress", STATUS_WORK, "anna", 0);
    /* a first reply at last; the breach is excused */
    writes(d, l->b, t, "anna");
    clocks(d, l->b, t, "first", t, MONDAY + 7 * DAY + 12 * HOUR, NULL);
    clocks(d, l->b, t + HOUR, "first", t, MONDAY + 7 * DAY + 12 * HOUR,
           "the line was cut");
    clocks(d, l->a, t, "resolution", 0, t, NULL);
    /* work of March, booked now; a rating of a reply of March */
    books(d, l->a, MONDAY + 10 * HOUR, t, "anna", 60, 60);
    books(d, l->a, MONDAY + 10 * HOUR, t, "anna", -10, -10);
    rates(d, l->d, 2, APRIL - DAY + 2 * HOUR, t, 1);
    /* and another in the place of one of March */
    rates(d, l->a, 2, MONDAY + 10 * HOUR, t, 1);
    /* d becomes part of old, with its reply and rating */
    p = plan_new();
    plan_join(p, l->d, l->old);
    plan_set(p, l->d, PLAN_MERGED_INTO, plan_number(l->old));
    plan_set(p, l->d, PLAN_STATUS, plan_text("closed"));
    plan_set(p, l->d, PLAN_STAGE, plan_number(STATUS_CLOSED));
    plan_stay(p, l->d, DAY);
    apply(d, p, t + 3 * HOUR);
    goes(d, l->old, t + 4 * HOUR, "resolved", STATUS_RESOLVED, "anna", DAY);
    opens(d, t, "support", "account", "kari@example.com");
    comes_in(d, "m5", t, "support", "ticket");
}

/* Where they begin to differ. Static. */
static const char *difference(const char *was, const char *now)
{
    static char text[400];
    size_t at = 0;

    while (was[at] && was[at] == now[at])
        at++;
    at = at > 100 ? at - 100 : 0;
    g_snprintf(text, sizeof text, "\n%.150s\n%.150s", was + at, now + at);
    return text;
}

static void test_same(void **state)
{
    static const char *const names[] = {"month", "sales", "network"};
    static const char *const periods[] = {"2026-03", "2026-W10", "2026-W11",
                                          "2026",    "2026-Q1",  "2026-03-02"};
    desk *d = *state;
    life l = march(d);
    g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        for (unsigned n = 0; n < G_N_ELEMENTS(periods); n++) {
            g_autoptr(report) r = make(d, names[i], periods[n], NULL);
            g_ptr_array_add(before, report_json(r));
        }
    april(d, &l);
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        for (unsigned n = 0; n < G_N_ELEMENTS(periods); n++) {
            g_autoptr(report) r = make(d, names[i], periods[n], NULL);
            g_autofree char *now = report_json(r);
            const char *was = before->pdata[i * G_N_ELEMENTS(periods) + n];
            /* the year is not over: April is in it */
            bool over = strcmp(periods[n], "2026") != 0;
            if (over ? strcmp(was, now) != 0 : i == 0 && strcmp(was, now) == 0)
                fail_msg("%s of %s: %s", names[i], periods[n],
                         difference(was, now));
        }
    /* and April has what April did */
    static const expected rows[] = {
        {"volume", "opened", {1}},
        {"volume", "opened again", {2}},
        {"volume", "resolved", {2}},
        {"volume", "merged into another", {1}},
        {"sla", "gold/first", {0, 0, 1, NONE}},
        {"sla", "gold/resolution", {0, 1, 0, 0}},
        {"hours", "all", {50, 50}},
        {"ratings", "all", {0, 2, 0}},
        {"hops", "1-2", {1, 1}},
    };
    g_autoptr(report) r = make(d, "month", "2026-04", NULL);
    has(r, rows, G_N_ELEMENTS(rows));
}

/* ---- values ---- */

static void test_changes(void **state)
{
    static const struct {
        report_value now, before;
        report_unit unit;
        const char *language, *now_is, *change;
    } rows[] = {
        {{true, 12}, {true, 9}, REPORT_COUNT, "en", "12", "+3"},
        {{true, 9}, {true, 12}, REPORT_COUNT, "en", "9", "-3"},
        {{true, 9}, {true, 9}, REPORT_COUNT, "en", "9", "="},
        {{false, 0}, {true, 9}, REPORT_SPAN, "en", "–", ""},
        {{true, 90 * MINUTE},
         {true, 30 * MINUTE},
         REPORT_SPAN,
         "en",
         "1 h 30 min",
         "+1 h"},
        {{true, 30 * MINUTE},
         {true, 90 * MINUTE},
         REPORT_SPAN,
         "ru",
         "30 мин",
         "-1 ч"},
        {{true, -90},
         {true, 0},
         REPORT_MINUTES,
         "en",
         "-1 h 30 min",
         "-1 h 30 min"},
        {{true, 955}, {true, 960}, REPORT_PART, "en", "95.5 %", "-0.5 %"},
        {{true, 955}, {true, 1000}, REPORT_PART, "nb", "95,5 %", "-4,5 %"},
        {{true, 7500}, {true, 0}, REPORT_SCORE, "en", "75.0", "+75.0"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *now =
            report_say(&rows[i].now, rows[i].unit, rows[i].language);
        g_autofree char *change = report_change(&rows[i].now, &rows[i].before,
                                                rows[i].unit, rows[i].language);
        assert_string_equal(now, rows[i].now_is);
        assert_string_equal(change, rows[i].change);
    }
}

/* ---- the manual ---- */

static void test_manual(void **state)
{
    const char *source = g_getenv("srcdir");
    g_autofree char *path = g_build_filename(source ? source : ".", "man",
                                             "postern.conf.5.in", NULL);
    g_autofree char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    for (const report_block *const *b = report_blocks(); *b; b++) {
        g_autofree char *item = g_strdup_printf(".It Cm %s\n", (*b)->name);
        if (!strstr(text, item))
            fail_msg("postern.conf(5) has no block %s", (*b)->name);
        assert_non_null((*b)->help);
    }
}

/* ---- periods ---- */

static void test_periods(void **state)
{
    static const struct {
        const char *text, *name, *before; /* NULL: it is none */
        int64_t days;
    } rows[] = {
        {"2026-03", "2026-03", "2026-02", 31},
        {"2026-12", "2026-12", "2026-11", 31},
        {"2026", "2026", "2025", 365},
        {"2026-Q1", "2026-Q1", "2025-Q4", 90},
        {"2026-q4", "2026-Q4", "2026-Q3", 92},
        {"2026-W01", "2026-W01", "2025-W52", 7},
        {"2026-w53", "2026-W53", "2026-W52", 7},
        {"2027-W1", "2027-W01", "2026-W53", 7},
        {"2024-02-29", "2024-02-29", "2024-02-28", 1},
        {"last", "2026-03", "2026-02", 31},
        {"THIS", "2026-04", "2026-03", 30},
        {"2026-13", NULL, NULL, 0},
        {"2026-00", NULL, NULL, 0},
        {"2026-Q5", NULL, NULL, 0},
        {"2026-Q0", NULL, NULL, 0},
        {"2026-W54", NULL, NULL, 0},
        {"2026-W00", NULL, NULL, 0},
        {"2025-02-29", NULL, NULL, 0},
        {"2026-3-", NULL, NULL, 0},
        {"2026-03-", NULL, NULL, 0},
        {"2026--3", NULL, NULL, 0},
        {"2026-03 ", NULL, NULL, 0},
        {"20260", NULL, NULL, 0},
        {"1969", NULL, NULL, 0},
        {"2101", NULL, NULL, 0},
        {"", NULL, NULL, 0},
        {"march", NULL, NULL, 0},
        {"99999999999999999999", NULL, NULL, 0},
    };
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        report_period p;
        bool is =
            period_read(rows[i].text, PERIOD_MONTH, utc, APRIL + 5 * DAY, &p);
        if (is != (rows[i].name != NULL))
            fail_msg("%s", rows[i].text);
        if (!is)
            continue;
        report_period b = period_before(&p, utc), a = period_after(&p, utc);
        report_period back = period_before(&a, utc);
        g_autofree char *name = period_name(&p), *before = period_name(&b);
        assert_string_equal(name, rows[i].name);
        assert_string_equal(before, rows[i].before);
        assert_int_equal(p.to_ms - p.from_ms, rows[i].days * DAY);
        assert_int_equal(b.to_ms, p.from_ms);
        assert_int_equal(a.from_ms, p.to_ms);
        assert_int_equal(back.from_ms, p.from_ms);
    }
}

/* A month with summer time is an hour short; its days are all its pieces. */
static void test_pieces(void **state)
{
    static const struct {
        const char *period;
        unsigned pieces;
        const char *first, *last;
    } rows[] = {
        {"2026-03", 31, "1", "31"},     {"2026-W13", 7, "Mon 23", "Sun 29"},
        {"2026-Q1", 14, "W1", "W14"},   {"2026", 12, "1", "12"},
        {"2026-03-29", 23, "00", "23"}, {"2026-10-25", 25, "00", "23"},
    };
    g_autoptr(GTimeZone) oslo = g_time_zone_new_identifier("Europe/Oslo");

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        report_period p;
        assert_true(period_read(rows[i].period, PERIOD_MONTH, oslo, APRIL, &p));
        g_autoptr(GArray) all = period_pieces(&p, oslo);
        assert_int_equal(all->len, rows[i].pieces + 1);
        assert_int_equal(g_array_index(all, int64_t, 0), p.from_ms);
        assert_int_equal(g_array_index(all, int64_t, all->len - 1), p.to_ms);
        g_autofree char *first = period_piece_name(&p, p.from_ms, "en", oslo);
        g_autofree char *last = period_piece_name(
            &p, g_array_index(all, int64_t, all->len - 2), "en", oslo);
        assert_string_equal(first, rows[i].first);
        assert_string_equal(last, rows[i].last);
    }
}

/* Sent at 07:00 in Oslo on the first of a month, by the clock on the wall. */
static void test_next(void **state)
{
    desk *d = *state;
    const config_report *r = config_report_by_id(d->c, "month");
    int64_t first = report_next(d->c, r, MONDAY);

    assert_int_equal(first, APRIL + 7 * HOUR);
    assert_int_equal(report_next(d->c, r, first - 1), first);
    assert_int_equal(report_next(d->c, r, first), first + 30 * DAY);
    assert_int_equal(
        report_next(d->c, config_report_by_id(d->c, "sales"), MONDAY), 0);
}

/* ---- who gets it ---- */

/* "who:template ...", and what waits. Caller frees. */
static char *told(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND)
            g_string_append_printf(out, "%s %s\n", s->send->recipient,
                                   s->send->data);
        else if (s->what == PLAN_WAIT)
            g_string_append_printf(out, "%s %s %" G_GINT64_FORMAT "\n",
                                   s->wait->kind, s->wait->ref, s->wait->at_ms);
    }
    return g_string_free(out, FALSE);
}

/* Anna is named, and may not see it; Lena sees her queue. A period is told of
 * once, and after a sleep the latest alone. */
static void test_due(void **state)
{
    desk *d = *state;
    const config_report *r = config_report_by_id(d->c, "month");
    static const char mails[] =
        "olga@example.org {\"report\":\"month\",\"period\":\"2026-03\"}\n"
        "lena@example.org {\"report\":\"month\",\"period\":\"2026-03\"}\n"
        "ida@example.org {\"report\":\"month\",\"period\":\"2026-03\"}\n"
        "root@example.org {\"report\":\"month\",\"period\":\"2026-03\"}\n";
    g_autofree char *waits =
        g_strdup_printf("report_made month %" G_GINT64_FORMAT "\n"
                        "report month %" G_GINT64_FORMAT "\n",
                        MARCH, APRIL + 30 * DAY + 7 * HOUR);
    g_autofree char *all = g_strconcat(mails, waits, NULL);

    for (int slept = 0; slept < 2; slept++) {
        g_autoptr(plan) p = decide_report_due(
            d->c, r, slept ? MARCH - 200 * DAY : 0, APRIL + 7 * HOUR);
        g_autofree char *is = told(p);
        assert_string_equal(is, all);
    }
    g_autoptr(plan) again = decide_report_due(d->c, r, MARCH, APRIL + 8 * HOUR);
    g_autofree char *is = told(again);
    assert_string_equal(is, strchr(waits, '\n') + 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_blocks),
        TEST(test_scope),
        TEST(test_same),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_manual),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_pieces),
        TEST(test_next),
        TEST(test_due),
    };

    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
