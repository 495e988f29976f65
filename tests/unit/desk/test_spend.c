/* test_spend: what somebody writes who books working time, and what becomes of it:
 * bookings, corrections, others' time, timers through a day. */
#include "lib/desk_fixture.h"

#include "desk/hours.h"
#include "desk/queue_config.h"
#include "desk/role.h"
#include "desk/roles_config.h"
#include "desk/spend.h"

#define ANNA "anna@example.org"
#define TOM  "tom@example.org"

/* FIXTURE_NOW is Friday, 15 January 2027, 08:00 UTC. */
#define WORKS                                                        \
    "[work travel]\ntitle = Travelling\ntitle.ru = Поездка\n" \
    "title.nb = Reise\n[work phone]\ntitle = Phone call\n"           \
    "title.nb = På telefon\n[work dev]\n"                           \
    "[calendar office]\nzone = UTC\nweekdays = 09:00-12:00, 13:00-18:00\n"

/* ---- words ---- */

typedef struct said_row {
    const char *text;
    int minutes;
    const char *who, *work, *near, *day, *what; /* "": none */
} said_row;

static const said_row said_rows[] = {
    {"25m", 25, "", "", "", "", ""},
    {"1h30", 90, "", "", "", "", ""},
    {"1 h 30 min", 90, "", "", "", "", ""},
    {"1.5h on the phone", 90, "", "", "", "", "on the phone"},
    {"1,5 ч по телефону", 90, "", "", "", "", "по телефону"},
    {"25 минут поездка в Осло", 25, "", "travel", "", "", "в Осло"},
    {"2 timer reise til Oslo", 120, "", "travel", "", "", "til Oslo"},
    {"2 t 30 minutter på telefon", 150, "", "phone", "", "", ""},
    {"30 calls", 30, "", "", "", "", "calls"},
    {"25m 2 calls", 25, "", "", "", "", "2 calls"},
    {"-10m counted twice", -10, "", "", "", "", "counted twice"},
    {"\u221210m", -10, "", "", "", "", ""},
    {"\u2013 1h", -60, "", "", "", "", ""},
    {"+15m", 15, "", "", "", "", ""},
    {"25m travel", 25, "", "travel", "", "", ""},
    {"25m TRAVEL to Oslo", 25, "", "travel", "", "", "to Oslo"},
    {"25m phone call with Kari", 25, "", "phone", "", "", "with Kari"},
    {"25m phone", 25, "", "phone", "", "", ""},
    /* nearly one, alone, is asked back; with more it is what it says */
    {"25m travle", 25, "", "", "travel", "", "travle"},
    {"25m travle to Oslo", 25, "", "", "", "", "travle to Oslo"},
    {"25m testing", 25, "", "", "", "", "testing"},
    {"1h @tom", 60, "tom", "", "", "", ""},
    {"1h @tom travel to Oslo", 60, "tom", "travel", "", "", "to Oslo"},
    {"1h travel @tom to Oslo", 60, "tom", "travel", "", "", "to Oslo"},
    {"1h asked @tom", 60, "", "", "", "", "asked @tom"},
    {"1h @", 60, "", "", "", "", "@"},
    {"2h yesterday", 120, "", "", "", "2027-01-14", ""},
    {"2h вчера поездка", 120, "", "travel", "", "2027-01-14", ""},
    {"2h i går reise", 120, "", "travel", "", "2027-01-14", ""},
    {"2h today", 120, "", "", "", "2027-01-15", ""},
    {"2h 2026-12-24 travel", 120, "", "travel", "", "2026-12-24", ""},
    {"2h 14.1. home", 120, "", "", "", "2027-01-14", "home"},
    {"2h 28.11.", 120, "", "", "", "2026-11-28", ""},
    {"2h 28.11.2025", 120, "", "", "", "2025-11-28", ""},
    {"2h 16.1.2027", 120, "", "", "", "2027-01-16", ""},
    {"2h 2027-02-31", 120, "", "", "", "", "2027-02-31"},
    {"2h version 1.2.3", 120, "", "", "", "", "version 1.2.3"},
    {"2h 1.2.3", 120, "", "", "", "", "1.2.3"},
    {"2h yesterday @tom dev", 120, "tom", "dev", "", "2027-01-14", ""},
    {"soon", -1, "", "", "", "", "soon"},
    {"", -1, "", "", "", "", ""},
};

static void check_said(const spend_ask *ask, const said_row *row)
{
    g_auto(spend_said) s;
    spend_read(ask, row->text, &s);
    g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(s.at_ms / 1000);
    g_autofree char *day =
        s.at_ms ? g_date_time_format(t, "%Y-%m-%d") : g_strdup("");
    g_autofree char *is = g_strdup_printf(
        "%d|%s|%s|%s|%s|%s", s.has_time ? s.minutes : -1, s.who ? s.who : "",
        s.work ? s.work->id : "", s.near ? s.near : "", day, s.what);
    g_autofree char *wanted =
        g_strdup_printf("%d|%s|%s|%s|%s|%s", row->minutes, row->who, row->work,
                        row->near, row->day, row->what);

    if (strcmp(is, wanted) != 0)
        fail_msg("\"%s\" is %s, not %s", row->text, is, wanted);
}

static void test_said(void **state)
{
    config *c = fixture_config_with(FALSE, WORKS);
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    const spend_ask ask = {c, true, true, zone, FIXTURE_NOW};

    for (size_t i = 0; i < G_N_ELEMENTS(said_rows); i++)
        check_said(&ask, &said_rows[i]);
    config_free(c);
}

/* What /start takes has no time and no day. */
static void test_said_of_timer(void **state)
{
    config *c = fixture_config_with(FALSE, WORKS);
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    const spend_ask ask = {c, false, false, zone, FIXTURE_NOW};
    g_auto(spend_said) s;

    spend_read(&ask, "travel 2h @tom yesterday", &s);
    assert_false(s.has_time);
    assert_string_equal(s.work->id, "travel");
    assert_null(s.who);
    assert_string_equal(s.what, "2h @tom yesterday");
    config_free(c);
}

/* ---- bookings ---- */

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}

static store_time *booked(world *w, const char *who, const char *work,
                          int64_t min)
{
    snapshot_booked *b = w->st->booked;

    if (!b) {
        b = w->st->booked = g_new0(snapshot_booked, 1);
        b->rows =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_time_free);
        b->services =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_service_free);
        b->rates =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_rate_free);
    }
    store_time *t = g_new0(store_time, 1);
    t->id = b->rows->len + 1;
    t->ticket = 1001;
    t->who = g_strdup(who);
    t->work = g_strdup(work);
    t->what = g_strdup("");
    t->booked_by = g_strdup(who);
    t->at_ms = FIXTURE_NOW - 3600000;
    t->min = t->bill_min = min;
    g_ptr_array_add(b->rows, t);
    w->st->t->spent_min += min;
    return t;
}

static void hers(world *w)
{
    cap(w);
    booked(w, "anna", "travel", 30);
    booked(w, "tom", "", 60);
    booked(w, "anna", "", 25);
}

static void hers_and_back(world *w)
{
    hers(w);
    booked(w, "anna", "", -20)->corrects = 3;
}

static void planned(world *w)
{
    hers(w);
    w->st->t->estimate_min = 120;
    w->st->t->holder = g_strdup("olga");
}

static void passed(world *w)
{
    planned(w);
    w->st->t->estimate_min = 100;
}

static void served(world *w)
{
    cap(w);
    booked(w, "anna", "travel", 30);
    store_service *s = g_new0(store_service, 1);
    s->id = 4;
    s->contract = 2;
    s->name = g_strdup("Basic");
    s->works = g_strdup("phone travel");
    s->round_min = 15;
    g_ptr_array_add(w->st->booked->services, s);
    w->st->t->service = 4;
}

/* She leads line 1, or is its manager. */
static void grant(world *w, role_id role)
{
    const config_operator *o = config_operator_by_id(w->c, "anna");

    role_grants_add(o->grants, role, NULL, 0);
}
static void lead(world *w)
{
    hers(w);
    grant(w, ROLE_LEAD);
}
static void manager(world *w)
{
    hers(w);
    grant(w, ROLE_MANAGER);
}
static void booked_for_tom(world *w)
{
    lead(w);
    g_free(((store_time *)w->st->booked->rows->pdata[1])->booked_by);
    ((store_time *)w->st->booked->rows->pdata[1])->booked_by = g_strdup("anna");
}

#define BOOKED "=command"
#define WRONG  "error>anna =error"

static void test_bookings(void **state)
{
    static const plan_row rows[] = {
        {"a type", ANNA, "/spend 25m travel to Oslo", cap,
         "time(25 anna travel) event[spent 25 min: Travelling, to "
         "Oslo] " BOOKED},
        {"in Norwegian", ANNA, "/brukt 1 t 30 min reise til Oslo", cap,
         "time(90 anna travel) event[spent 90 min: Travelling, til "
         "Oslo] " BOOKED},
        {"in Russian", ANNA, "/потрачено 1ч30 поездка", cap,
         "time(90 anna travel) event[spent 90 min: Travelling] " BOOKED},
        {"yesterday", ANNA, "/spend 2h yesterday", cap,
         "time(120 anna) event[spent 120 min: 14 January 2027] " BOOKED},
        {"tomorrow", ANNA, "/spend 2h 2027-01-16", cap, WRONG},
        {"nearly a type", ANNA, "/spend 25m travle", cap, WRONG},
        {"a day", ANNA, "/spend 24h", cap,
         "time(1440 anna) event[spent 1440 min] " BOOKED},
        {"more than a day", ANNA, "/spend 24h 1m", cap, WRONG},
        {"twice in one mail", ANNA, "/spend 5m\n/spend 6m", cap,
         "time(5 anna) event[spent 5 min] time(6 anna) event[spent 6 "
         "min] " BOOKED},
        {"more than planned", ANNA, "/spend 10m", planned,
         "time(10 anna) event[spent 10 min] =command notice>olga"},
        {"yet more than planned", ANNA, "/spend 10m", passed,
         "time(10 anna) event[spent 10 min] " BOOKED},
        {"as much as planned", ANNA, "/spend 5m", planned,
         "time(5 anna) event[spent 5 min] " BOOKED},
        {"under a service", ANNA, "/spend 5m travel", served,
         "time(5 anna travel) event[spent 5 min: Travelling] "
         "=command wait(prepaid 4)=1800000000000"},
        {"outside of it", ANNA, "/spend 5m dev", served,
         "time(5 anna dev) event[spent 5 min: dev] event[work of type dev is "
         "not part of service Basic] =command wait(prepaid "
         "4)=1800000000000"},
        {"outside without a type", ANNA, "/spend 5m", served,
         "time(5 anna) event[spent 5 min] event[work without a type is not "
         "part of service Basic] =command wait(prepaid 4)=1800000000000"},
        {"of others", ANNA, "/spend 1h @tom", cap, WRONG},
        {"of others by a lead", ANNA, "/spend 1h @tom travel", lead,
         "time(60 tom travel) event[spent 60 min of Tom Hansen: Travelling] "
         "=command notice>tom"},
        {"of nobody", ANNA, "/spend 1h @peter", lead, WRONG},
        {"her own by name", ANNA, "/spend 1h @anna", cap,
         "time(60 anna) event[spent 60 min] " BOOKED},
    };

    fixture_more = WORKS;
    check_plans(rows, G_N_ELEMENTS(rows));
    fixture_more = "";
}

static void test_corrections(void **state)
{
    static const plan_row rows[] = {
        {"the latest", ANNA, "/spend -10m counted twice", hers,
         "time(-10 anna) event[took back 10 min: counted twice] " BOOKED},
        {"two of them", ANNA, "/spend -40m", hers,
         "time(-25 anna) time(-15 anna travel) event[took back 40 "
         "min] " BOOKED},
        {"of a type", ANNA, "/spend -40m travel", hers, WRONG},
        {"of a type, what is there", ANNA, "/spend -30m travel", hers,
         "time(-30 anna travel) event[took back 30 min: Travelling] " BOOKED},
        {"all", ANNA, "/spend -55m", hers,
         "time(-25 anna) time(-30 anna travel) event[took back 55 "
         "min] " BOOKED},
        {"more than all", ANNA, "/spend -56m", hers, WRONG},
        {"what is left", ANNA, "/spend -35m", hers_and_back,
         "time(-5 anna) time(-30 anna travel) event[took back 35 min] " BOOKED},
        {"and no more", ANNA, "/spend -36m", hers_and_back, WRONG},
        {"where nothing is", ANNA, "/spend -1m", cap, WRONG},
        {"twice, together too much", ANNA, "/spend -40m\n/spend -40m", hers,
         "time(-25 anna) time(-15 anna travel) event[took back 40 min] "
         "time(-15 anna travel) event[took back 15 min] " BOOKED},
        {"of others", ANNA, "/spend -10m @tom", hers, WRONG},
        {"of others by a lead", ANNA, "/spend -10m @tom", lead, WRONG},
        {"what she booked for him", ANNA, "/spend -10m @tom", booked_for_tom,
         "time(-10 tom) event[took back 10 min of Tom Hansen] "
         "=command notice>tom"},
        {"of others by a manager", ANNA, "/spend -60m @tom wrong request",
         manager,
         "time(-60 tom) event[took back 60 min of Tom Hansen: wrong request] "
         "=command notice>tom"},
        {"more than his by a manager", ANNA, "/spend -61m @tom", manager,
         WRONG},
    };

    fixture_more = WORKS;
    check_plans(rows, G_N_ELEMENTS(rows));
    fixture_more = "";
}

/* What is wrong says what is booked. */
static void test_words(void **state)
{
    static const struct {
        const char *text;
        void (*change)(world *w);
        const char *words;
    } rows[] = {
        {"/spend -56m", hers,
         "\"fault\":\"not-booked\",\"with\":[\"30 min Travelling, 25 min\"]"},
        {"/spend -1m", cap, "\"fault\":\"none-booked\""},
        {"/spend 25h", cap, "\"fault\":\"time-long\""},
        {"/spend 1h 2027-01-16", cap, "\"fault\":\"time-future\""},
        {"/spend 1h travle", cap, "\"with\":[\"spend\",\"travel\"]"},
        {"/spend 1h @tom", cap,
         "\"with\":[\"operator\",\"book time of others\""},
        {"/stop", cap, "\"fault\":\"no-timer\""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        fixture_more = WORKS;
        world *w = world_new(ANNA, rows[i].text);
        fixture_more = "";
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        const plan_step *s = plan_find(p, PLAN_SEND);
        if (!s || !strstr(s->send->data, rows[i].words))
            fail_msg("%s says %s", rows[i].text, s ? s->send->data : "nothing");
        world_free(w);
    }
}

/* ---- what an hour costs the desk ---- */

static void test_cost(void **state)
{
    static const struct {
        const char *cost, *currency; /* of her, of the contract */
        int64_t minor;
    } rows[] = {
        {NULL, "EUR", 0},        {"45.50", "EUR", 4550},
        {"45.50", NULL, 4550},   {"45.50 EUR", "EUR", 4550},
        {"45.50 EUR", "NOK", 0}, {"45.50 EUR", NULL, 0},
        {"4500", "JPY", 4500},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, "/spend 5m");
        served(w);
        store_contract k = {.id = 2, .currency = (char *)rows[i].currency};
        w->st->terms = g_new0(store_terms, 1);
        w->st->terms->contracts = g_ptr_array_new();
        g_ptr_array_add(w->st->terms->contracts, &k);
        config_operator *anna =
            (config_operator *)config_operator_by_id(w->c, "anna");
        anna->cost = g_strdup(rows[i].cost);
        g_autoptr(plan) p = world_decide(w);
        const plan_step *s = plan_find(p, PLAN_TIME);
        assert_non_null(s);
        if (s->time.row->cost_minor != rows[i].minor)
            fail_msg("%s for %s: %d", rows[i].cost, rows[i].currency,
                     (int)s->time.row->cost_minor);
        assert_int_equal(s->time.row->bill_min, 15);
        assert_int_equal(s->time.row->service, 4);
        world_free(w);
    }
}

/* ---- timers ---- */

static void runs(world *w, const char *who, int64_t ticket, int64_t ago_ms)
{
    store_timer *t = g_new0(store_timer, 1);

    t->operator_id = g_strdup(who);
    t->ticket = ticket;
    t->from_ms = FIXTURE_NOW - ago_ms;
    t->work = g_strdup("travel");
    t->what = g_strdup("to Oslo");
    if (!w->s->timers)
        w->s->timers =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_timer_free);
    g_ptr_array_add(w->s->timers, t);
}

static void running(world *w)
{
    cap(w);
    runs(w, "anna", 1001, 25 * 60000);
}
static void running_elsewhere(world *w)
{
    cap(w);
    world_ticket(w, 1002, "per@example.com");
    runs(w, "anna", 1002, 25 * 60000);
}
static void planned_elsewhere(world *w)
{
    running_elsewhere(w);
    w->st->t->holder = g_strdup("tom");
    snapshot_ticket *there = w->s->tickets->pdata[1];
    there->t->estimate_min = 20;
    there->t->holder = g_strdup("olga");
}
static void tom_runs(world *w)
{
    cap(w);
    runs(w, "tom", 1001, 25 * 60000);
}
static void just_begun(world *w)
{
    cap(w);
    runs(w, "anna", 1001, 20000);
}
static void since_yesterday(world *w)
{
    cap(w);
    config_queue *q = w->c->queues->pdata[0];
    g_free(q->calendar);
    q->calendar = g_strdup("office");
    runs(w, "anna", 1001, 16 * 3600000); /* 16:00; the office closes at 18:00 */
}
static void asked(world *w)
{
    since_yesterday(w);
    ((store_timer *)w->s->timers->pdata[0])->asked_ms = FIXTURE_NOW - 1;
}
static void since_long(world *w)
{
    cap(w);
    runs(w, "gone", 1001, 40 * 3600000);
}
static void asked_and_held(world *w)
{
    asked(w);
    g_ptr_array_add(w->st->held, world_held(w, "anna", STORE_HELD_STALE));
}
static void answers_question(world *w)
{
    asked_and_held(w);
    store_outgoing *o = w->s->answered = g_new0(store_outgoing, 1);
    o->operator_id = g_strdup("anna");
    o->data = g_strdup("{\"why\":\"timer\",\"words\":\"...\"}");
}

#define START                                           \
    "timer(anna)=#1001 wait(timer anna)=1800028800000 " \
    "event[started the timer] "
#define END "timer(anna)=none wait(timer anna)=none "
#define STOP(min, to)                                                        \
    END "time(" min " anna travel) event[spent " min " min: Travelling, " to \
        "] "

static void test_timers(void **state)
{
    static const plan_row rows[] = {
        {"/start", ANNA, "/start", cap, START BOOKED},
        {"/start nearly", ANNA, "/start travle", cap, WRONG},
        {"/start again", ANNA, "/start", running, WRONG},
        {"/start of other work", ANNA, "/start phone", running,
         STOP("25", "to Oslo") "notice>anna " START BOOKED},
        {"/start elsewhere", ANNA, "/start", running_elsewhere,
         STOP("25", "to Oslo") "notice>anna " START BOOKED},
        {"/start where a colleague's runs", ANNA, "/start", tom_runs,
         START BOOKED},
        {"/stop", ANNA, "/stop", running,
         STOP("25", "to Oslo") "=command notice>anna"},
        {"/stop of elsewhere", ANNA, "/stop", running_elsewhere,
         STOP("25", "to Oslo") "notice>anna =command"},
        {"more than planned there", ANNA, "/stop", planned_elsewhere,
         STOP("25", "to Oslo") "notice>olga notice>anna " BOOKED},
        {"/stop with words", ANNA, "/stop phone call with Kari", running,
         END "time(25 anna phone) event[spent 25 min: Phone call, with Kari] "
             "=command notice>anna"},
        {"/stop with a time", ANNA, "/stop 2h30", running,
         STOP("150", "to Oslo") "=command notice>anna"},
        {"/stop with none", ANNA, "/stop 0", running,
         END "notice>anna =command"},
        {"/stop with too much", ANNA, "/stop 25h", running, WRONG},
        {"/stop with less than none", ANNA, "/stop -5m", running, WRONG},
        {"/stop without one", ANNA, "/stop", cap, WRONG},
        {"/stop of a colleague's", ANNA, "/stop", tom_runs, WRONG},
        {"a minute at least", ANNA, "/stop", just_begun,
         STOP("1", "to Oslo") "=command notice>anna"},
        {"started and stopped", ANNA, "/start\n/stop 5m", cap, WRONG},
        {"no night is booked", ANNA, "/stop", since_yesterday,
         STOP("120", "14 January 2027, to Oslo") "=command notice>anna"},
        {"/spend beside it", ANNA, "/spend 5m", running,
         "time(5 anna) event[spent 5 min] " BOOKED},
        {"/spend when she was asked", ANNA, "/spend 3h", asked,
         "time(180 anna) event[spent 180 min] " END
         "event[stopped the timer without booking it] " BOOKED},
        {"/drop when she was asked", ANNA, "/drop", asked,
         END "event[stopped the timer without booking it] =command"},
        {"/drop when nobody asked", ANNA, "/drop", running, WRONG},
        {"/drop is of what is held", ANNA, "/drop", asked_and_held,
         "held7=dropped event[discarded the reply on hold] =dropped"},
        {"/drop in answer to the question", ANNA, "/drop", answers_question,
         END "event[stopped the timer without booking it] =command"},
        {"/close", ANNA, "/close", running,
         "status=resolved event[status new -> resolved] " STOP("25", "to Oslo")
             BOOKED},
        {"/close where a colleague's runs", ANNA, "/close", tom_runs,
         "status=resolved event[status new -> resolved] " BOOKED},
        {"/close and it runs elsewhere", ANNA, "/close", running_elsewhere,
         "status=resolved event[status new -> resolved] " BOOKED},
    };

    fixture_more = WORKS;
    check_plans(rows, G_N_ELEMENTS(rows));
    fixture_more = "";
}

/* ---- prepaid time ---- */

typedef struct prepaid_row {
    const char *name;
    int64_t used; /* minutes of 600 */
    int told;
    const char *manager; /* of the contract */
    const char *plan, *words;
} prepaid_row;

static void check_prepaid(const config *c, const prepaid_row *row)
{
    g_autoptr(GPtrArray) contacts = g_ptr_array_new();
    store_service service = {.id = 4, .name = (char *)"Basic"};
    store_contract contract = {.manager = (char *)row->manager};
    store_company company = {.name = (char *)"Acme"};
    prepaid_now p = {.service = &service,
                     .contract = &contract,
                     .company = &company,
                     .month = {.month = 24322,
                               .granted_min = 540,
                               .carried_in_min = 60,
                               .used_min = row->used,
                               .over_min = MAX(row->used - 600, 0),
                               .left_min = MAX(600 - row->used, 0)}};

    p.percent = prepaid_percent(&p.month);
    g_ptr_array_add(contacts, (char *)"boss@acme.example");
    g_ptr_array_add(contacts, (char *)"support@example.org"); /* our own */
    g_autoptr(plan) done =
        decide_prepaid(c, &p, contacts, row->told, FIXTURE_NOW);
    g_autofree char *is = plan_summary(done);
    g_autofree char *text = plan_to_json(done);
    if (strcmp(is, row->plan) != 0)
        fail_msg("%s: is %s, not %s", row->name, is, row->plan);
    if (!strstr(text, row->words))
        fail_msg("%s: %s does not say %s", row->name, text, row->words);
}

#define WARNED(who, percent) \
    who " prepaid>boss@acme.example warned(4 " percent ")"

static void test_prepaid(void **state)
{
    static const prepaid_row rows[] = {
        {"enough", 479, 0, "anna", "", ""},
        {"four fifths", 480, 0, "anna", WARNED("notice>anna", "80"),
         "Acme, service Basic: 2 h of 10 h are left in November."},
        {"told before", 500, 80, "anna", "", ""},
        {"all of it", 600, 80, "anna", WARNED("notice>anna", "100"),
         "all 10 h of November are used."},
        {"all at once", 690, 0, "anna", WARNED("notice>anna", "100"),
         "all 10 h of November are used, 1 h 30 min beyond that."},
        {"all told", 690, 100, "anna", "", ""},
        {"corrected, and again", 490, 100, "anna", "", ""},
        {"no manager", 600, 0, NULL, WARNED("alarm", "100"), "Acme"},
    };
    config *c = fixture_config(FALSE);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        check_prepaid(c, &rows[i]);
    config_free(c);
}

/* ---- the end of the day ---- */

static snapshot_ticket *of_timer(world *w)
{
    w->st->timers = g_ptr_array_ref(w->s->timers);
    return w->st;
}

/* She is asked once, when the day is over in which it began. */
static void test_asked(void **state)
{
    static const struct {
        const char *name;
        void (*change)(world *w);
        const char *who, *plan;
    } rows[] = {
        {"over", since_yesterday, "anna",
         "event[asked Anna Larsen about the timer] notify/timer>anna "
         "timer(anna)=#1001"},
        {"once", asked, "anna", ""},
        {"not yet", running, "anna", "wait(timer anna)=1800027300000"},
        {"it is stopped", cap, "anna", ""},
        {"who left", since_long, "gone",
         "timer(gone)=none wait(timer gone)=none time(480 gone travel) "
         "event[spent 480 min of gone: Travelling, 13 January 2027, to "
         "Oslo]"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        fixture_more = WORKS;
        world *w = world_new(ANNA, "");
        fixture_more = "";
        rows[i].change(w);
        if (!w->s->timers)
            w->s->timers = g_ptr_array_new();
        g_autoptr(plan) p =
            decide_timer_due(w->c, of_timer(w), rows[i].who, FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        if (strcmp(is, rows[i].plan) != 0)
            fail_msg("%s: is %s, not %s", rows[i].name, is, rows[i].plan);
        world_free(w);
    }
}

static int64_t utc(int month, int day, int hour, int minute)
{
    g_autoptr(GDateTime) t =
        g_date_time_new_utc(2027, month, day, hour, minute, 0);

    return g_date_time_to_unix(t) * 1000;
}

static void test_day_end(void **state)
{
    static const struct {
        int day, hour, minute; /* of January 2027 */
        int end_day, end_hour; /* 0: none */
    } rows[] = {
        {15, 9, 0, 15, 18},   {15, 11, 59, 15, 18}, /* over lunch */
        {15, 12, 30, 15, 18}, {15, 17, 59, 15, 18}, {15, 18, 0, 0, 0},
        {15, 8, 0, 15, 18},   {15, 4, 0, 0, 0},     {15, 5, 1, 15, 18},
        {16, 12, 0, 0, 0}, /* Saturday */
    };
    config *c = fixture_config_with(
        FALSE, WORKS "[queue office]\naddress = office@example.org\n"
                     "calendar = office\n");

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t at = utc(1, rows[i].day, rows[i].hour, rows[i].minute);
        int64_t wanted =
            rows[i].end_day ? utc(1, rows[i].end_day, rows[i].end_hour, 0) : 0;
        if (hours_day_end(c, "office", at) != wanted)
            fail_msg("row %zu: %" G_GINT64_FORMAT, i,
                     hours_day_end(c, "office", at) - wanted);
    }
    assert_int_equal(hours_day_end(c, "support", utc(1, 15, 9, 0)), 0);
    config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_said),     cmocka_unit_test(test_said_of_timer),
        cmocka_unit_test(test_bookings), cmocka_unit_test(test_corrections),
        cmocka_unit_test(test_words),    cmocka_unit_test(test_cost),
        cmocka_unit_test(test_timers),   cmocka_unit_test(test_day_end),
        cmocka_unit_test(test_prepaid),  cmocka_unit_test(test_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
