/* test_assign: who gets a request that comes to a line, and who hears in whose
 * place. */
#include "lib/desk_fixture.h"

#include "desk/assign.h"
#include "worktime/calendar.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"
#define OLGA "olga@example.org"
#define TOM  "tom@example.org"
#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

/* FIXTURE_NOW is Friday, 15 January 2027, 08:00 UTC; 11:00 in Moscow. */

/* ---- ten people ---- */

/* On line 3 of sales; p4 works in the afternoon only. */
static config *crowd(const char *way)
{
    GString *more = g_string_new("[calendar late]\nzone = UTC\n"
                                 "weekdays = 12:00-20:00\n"
                                 "[calendar office]\nzone = Europe/Moscow\n"
                                 "weekdays = 10:00-19:00\n");
    g_string_append_printf(more, "[line 3]\ncalendar = office\n%s", way);
    for (int i = 0; i < 10; i++)
        g_string_append_printf(more,
                               "[operator p%d]\naddress = p%d@example.org\n"
                               "queues = sales\nlines = 3\n%s",
                               i, i, i == 4 ? "calendar = late\n" : "");
    config *c = fixture_config_with(FALSE, more->str);
    g_string_free(more, TRUE);
    return c;
}

static void free_absence(void *data)
{
    store_absence_free(data);
}

static void free_load(void *data)
{
    store_load *l = data;

    g_free(l->operator_id);
    g_free(l);
}

static void free_turn(void *data)
{
    store_turn *t = data;

    g_free(t->place);
    g_free(t->operator_id);
    g_free(t);
}

static assign_staff *nobody_known(void)
{
    assign_staff *a = g_new0(assign_staff, 1);

    a->absences = g_ptr_array_new_with_free_func(free_absence);
    a->loads = g_ptr_array_new_with_free_func(free_load);
    a->turns = g_ptr_array_new_with_free_func(free_turn);
    return a;
}

static void away(assign_staff *a, const char *id, int64_t from_ms,
                 int64_t until_ms, const char *deputy)
{
    store_absence *one = g_new0(store_absence, 1);

    *one = (store_absence){g_strdup(id), from_ms, until_ms, g_strdup(deputy)};
    g_ptr_array_add(a->absences, one);
}

typedef struct next_row {
    const char *name, *way;
    const char *away;  /* ids, a blank between */
    const char *loads; /* "p0=3 p1=2", others have 0; NULL: nobody counted */
    const char *last;  /* who got the latest; NULL */
    int64_t later_ms;
    const char *next; /* NULL: nobody */
} next_row;

#define ROBIN "assign = round-robin\n"
#define LEAST "assign = least-open\n"

static const next_row rows[] = {
    {"the first begins", ROBIN, "", NULL, NULL, 0, "p0"},
    {"then the next", ROBIN, "", NULL, "p0", 0, "p1"},
    {"who is not on duty yet is left out", ROBIN, "", NULL, "p3", 0, "p5"},
    {"in her hours she is not", ROBIN, "", NULL, "p3", 4 * HOUR, "p4"},
    {"after the last the first", ROBIN, "", NULL, "p9", 0, "p0"},
    {"who is away is left out", ROBIN, "p1 p2", NULL, "p0", 0, "p3"},
    {"whoever has left", ROBIN, "", NULL, "gone", 0, "p0"},
    {"loads are nothing", ROBIN, "", "p1=9", "p0", 0, "p1"},
    {"the least", LEAST, "", "p0=2 p1=3 p2=1 p3=4 p5=2 p6=2 p7=2 p8=2 p9=2",
     "p0", 0, "p2"},
    {"not if she is away", LEAST, "p2",
     "p0=2 p1=3 p2=1 p3=4 p5=2 p6=1 p7=2 p8=2 p9=2", "p0", 0, "p6"},
    {"of equals the next in turn", LEAST, "",
     "p0=1 p1=1 p2=1 p3=1 p5=1 p6=1 p7=1 p8=1 p9=1", "p6", 0, "p7"},
    {"around the end", LEAST, "",
     "p0=1 p1=1 p2=1 p3=1 p5=1 p6=1 p7=1 p8=1 p9=1", "p9", 0, "p0"},
    {"above five people by itself", "", "", "p0=1", NULL, 0, "p1"},
    {"if nobody counted, turns", "", "", NULL, "p1", 0, "p2"},
    {"nobody", "assign = none\n", "", NULL, NULL, 0, NULL},
    {"a dispatcher does it", "assign = dispatcher\n", "", NULL, NULL, 0, NULL},
    {"all are away", ROBIN, "p0 p1 p2 p3 p5 p6 p7 p8 p9", NULL, NULL, 0, NULL},
    {"at night nobody is on duty", ROBIN, "", NULL, NULL, 14 * HOUR, NULL},
    {"nor at the weekend", ROBIN, "", NULL, NULL, DAY, NULL},
};

static void put_load(assign_staff *a, const char *text)
{
    g_auto(GStrv) all = g_strsplit(text, " ", -1);

    for (char **one = all; *one; one++) {
        char *is = strchr(*one, '=');
        store_load *l = g_new0(store_load, 1);
        *l = (store_load){g_strndup(*one, (gsize)(is - *one)), atoi(is + 1)};
        g_ptr_array_add(a->loads, l);
    }
}

static assign_staff *staff_of(const next_row *row)
{
    assign_staff *a = nobody_known();
    g_auto(GStrv) out = g_strsplit(row->away, " ", -1);

    for (char **one = out; *one; one++)
        away(a, *one, FIXTURE_NOW - DAY, FIXTURE_NOW + DAY, NULL);
    if (row->loads)
        put_load(a, row->loads);
    if (row->last) {
        store_turn *t = g_new0(store_turn, 1);
        *t = (store_turn){g_strdup("sales/3"), g_strdup(row->last)};
        g_ptr_array_add(a->turns, t);
    }
    return a;
}

static void test_next(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(config) c = crowd(rows[i].way);
        g_autoptr(assign_staff) a = staff_of(&rows[i]);
        const assign_ask ask = {c, a, "sales", 3,
                                FIXTURE_NOW + rows[i].later_ms};
        print_message("%s\n", rows[i].name);
        const config_operator *o = assign_next(&ask);
        const char *next = o ? o->id : NULL;
        if (g_strcmp0(next, rows[i].next) != 0)
            fail_msg("is %s, not %s", next, rows[i].next);
    }
}

/* When somebody will be there. */
static void test_later(void **state)
{
    static const struct {
        const char *way, *away;
        int64_t now_ms, when_ms; /* since FIXTURE_NOW; -1: never */
    } whens[] = {
        {ROBIN, "", 0, 0},
        {ROBIN, "", 14 * HOUR, 2 * DAY + 23 * HOUR},        /* Monday, 10:00 */
        {ROBIN, "p0 p1 p2 p3 p5 p6 p7 p8 p9", 0, 4 * HOUR}, /* p4 */
        {ROBIN, "p0 p1 p2 p3 p4 p5 p6 p7 p8 p9", 0, 2 * DAY + 23 * HOUR},
        {"assign = none\n", "", 14 * HOUR, -1},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(whens); i++) {
        const next_row row = {.away = whens[i].away};
        g_autoptr(config) c = crowd(whens[i].way);
        g_autoptr(assign_staff) a = staff_of(&row);
        const assign_ask ask = {c, a, "sales", 3,
                                FIXTURE_NOW + whens[i].now_ms};
        int64_t when = assign_when(&ask);
        if (whens[i].when_ms < 0)
            assert_true(when == CALENDAR_NEVER);
        else
            assert_int_equal(when - FIXTURE_NOW, whens[i].when_ms);
    }
}

/* Ten requests, one after the other: each of nine gets one, in order. */
static void test_round(void **state)
{
    g_autoptr(config) c = crowd(ROBIN);
    g_autoptr(assign_staff) a = nobody_known();
    store_turn *turn = g_new0(store_turn, 1);
    g_autoptr(GString) order = g_string_new(NULL);

    *turn = (store_turn){g_strdup("sales/3"), g_strdup("nobody")};
    g_ptr_array_add(a->turns, turn);
    for (int i = 0; i < 10; i++) {
        const assign_ask ask = {c, a, "sales", 3, FIXTURE_NOW};
        const config_operator *o = assign_next(&ask);
        g_string_append(order, o->id);
        g_free(turn->operator_id);
        turn->operator_id = g_strdup(o->id);
    }
    assert_string_equal(order->str, "p0p1p2p3p5p6p7p8p9p0");
}

static void test_absence(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);
    g_autoptr(assign_staff) a = nobody_known();
    const config_operator *anna = config_operator_by_id(c, "anna");

    away(a, "anna", 1000, 2000, NULL);
    assert_null(assign_away(a, anna, 999));
    assert_non_null(assign_away(a, anna, 1000));
    assert_non_null(assign_away(a, anna, 1999));
    assert_null(assign_away(a, anna, 2000));
    assert_null(assign_away(NULL, anna, 1500));
    assert_null(assign_away(a, config_operator_by_id(c, "olga"), 1500));
}

/* ---- what becomes of letters ---- */

static void with(world *w, const char *more)
{
    config_free(w->c);
    w->c = fixture_config_with(FALSE, more);
    w->v->queue = w->c->queues->pdata[0];
    w->trust->operator_ = config_operator_by_address(w->c, w->trust->from);
    w->s->staff = nobody_known();
}
static config_line *line(world *w, int number)
{
    return (config_line *)config_line_by_number(w->c, number);
}
static void robin(world *w)
{
    with(w, "");
    line(w, 1)->assign = line(w, 2)->assign = CONFIG_ASSIGN_ROUND_ROBIN;
}
static void all_away(world *w)
{
    robin(w);
    away(w->s->staff, "anna", FIXTURE_NOW - DAY, FIXTURE_NOW + DAY, NULL);
    away(w->s->staff, "olga", FIXTURE_NOW - DAY, FIXTURE_NOW + 2 * DAY, NULL);
}
static void by_tom(world *w)
{
    robin(w);
    world_capability(w, TAG_REPLY, "tom", 1);
    w->st->t->line = 2;
    w->st->t->returned_from = 1;
    world_status(w, "internal");
}
static void robin_cap(world *w)
{
    robin(w);
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void cap(world *w)
{
    with(w, "");
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void unknown_staff(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void annas(world *w)
{
    with(w, "");
    w->s->by_tag = 1001;
    w->st->t->holder = g_strdup("anna");
}
static void anna_away(world *w, const char *deputy)
{
    annas(w);
    away(w->s->staff, "anna", FIXTURE_NOW - DAY, FIXTURE_NOW + DAY, deputy);
}
static void no_deputy(world *w)
{
    anna_away(w, NULL);
}
static void tom_stands_in(world *w)
{
    anna_away(w, "tom");
}
static void both_away(world *w)
{
    anna_away(w, "olga");
    away(w->s->staff, "olga", FIXTURE_NOW - DAY, FIXTURE_NOW + DAY, "tom");
}
static void unheld_anna_away(world *w)
{
    no_deputy(w);
    g_clear_pointer(&w->st->t->holder, g_free);
}
static void co(world *w)
{
    annas(w);
    w->st->co = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(w->st->co, g_strdup("tom"));
}
static void line_follows(world *w)
{
    annas(w);
    line(w, 1)->follow = CONFIG_FOLLOW_LINE;
}
static void olga_away(world *w)
{
    cap(w);
    away(w->s->staff, "olga", FIXTURE_NOW - DAY, FIXTURE_NOW + DAY, "tom");
}
static void anna_is_away(world *w)
{
    cap(w);
    away(w->s->staff, "anna", FIXTURE_NOW - DAY, FIXTURE_NOW + DAY, "tom");
}
static void co_cap(world *w)
{
    cap(w);
    w->st->co = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(w->st->co, g_strdup("tom"));
}
static void dispatcher(world *w)
{
    with(w, "[operator dora]\naddress = dora@example.org\n"
            "roles = dispatcher:support\n");
}

#define NEWS "article:customer =article "

static void test_letters(void **state)
{
    static const plan_row plans[] = {
        {"a new one finds somebody", KARI, "Hello.", robin,
         "ticket(" KARI ") turn(support/1)=anna "
         "event[it is now the turn of Anna Larsen] article:customer =ticket "
         "ack>" KARI " notify/new>anna"},
        {"handed over too", ANNA, "/line 2", robin_cap,
         "watch=anna push(1 anna) line=2 returned_from=1 event[line 1 -> 2] "
         "status=internal event[status new -> internal] holder=tom "
         "event[it is now the turn of Tom Hansen] =command "
         "turn(support/2)=tom notify/line>tom"},
        {"given back, too", TOM, "/return", by_tom,
         "pop line=1 returned_from=0 event[line 2 -> 1] status=feedback "
         "event[status internal -> feedback] holder=anna "
         "event[it is now the turn of Anna Larsen] =command "
         "turn(support/1)=anna notify/returned>anna"},
        {"nobody is there yet", KARI, "Hello.", all_away,
         "ticket(" KARI ") wait(assign #?)=1800086400000 article:customer "
         "=ticket ack>" KARI " notify/new>anna notify/new>olga"},
        {"news to whoever holds it", KARI, "And?", annas,
         NEWS "notify/article>anna"},
        {"to her line if she is away", KARI, "And?", no_deputy,
         NEWS "notify/article>olga"},
        {"or her deputy", KARI, "And?", tom_stands_in,
         NEWS "notify/article>tom"},
        {"who is away himself: all of the line hears", KARI, "And?", both_away,
         NEWS "notify/article>anna notify/article>olga"},
        {"a line without who is away", KARI, "And?", unheld_anna_away,
         NEWS "notify/article>olga"},
        {"who holds it too", KARI, "And?", co,
         NEWS "notify/article>anna notify/article>tom"},
        {"the line follows", KARI, "And?", line_follows,
         NEWS "notify/article>anna notify/article>olga"},
        {"to somebody who is away", ANNA, "/assign olga", olga_away,
         "holder=olga event[assigned it to Olga Ivanova] =command "
         "notify/assigned>olga notify/assigned>tom notice>anna"},
        {"/co", ANNA, "/co tom", cap,
         "co=tom watch=tom event[Tom Hansen holds it too] =command "
         "notify/assigned>tom"},
        {"/co twice", ANNA, "/co tom", co_cap, "=command"},
        {"/unco", ANNA, "/unco tom", co_cap,
         "unco=tom unwatch=tom event[Tom Hansen no longer holds it] =command"},
        {"/unco of somebody else", ANNA, "/unco olga", co_cap,
         "error>anna =error"},
        {"/away", ANNA, "/away until 20 Jan to tom", cap,
         "away(anna)=1800403200000/tom notice>anna =command"},
        {"without a deputy", ANNA, "/away 20 Jan", cap,
         "away(anna)=1800403200000 notice>anna =command"},
        {"in Norwegian", ANNA, "/borte til 20 Jan til tom", cap,
         "away(anna)=1800403200000/tom notice>anna =command"},
        {"back, in Russian", ANNA, "/отсутствую выкл", anna_is_away,
         "away(anna)=none notice>anna =command"},
        {"back", ANNA, "/away off", anna_is_away,
         "away(anna)=none notice>anna =command"},
        {"asked", ANNA, "/away", anna_is_away, "notice>anna =command"},
        {"when?", ANNA, "/away to tom", cap, "error>anna =error"},
        {"it is over", ANNA, "/away until 2020-01-01", cap,
         "error>anna =error"},
        {"to whom?", ANNA, "/away until 20 Jan to peter", cap,
         "error>anna =error"},
        {"to herself", ANNA, "/away until 20 Jan to anna", cap,
         "error>anna =error"},
        {"no words after the date", ANNA, "/away until 20 Jan in Spain", cap,
         "error>anna =error"},
        {"/who", ANNA, "/who", cap, "who>anna =command"},
        {"where nothing is known of them", ANNA, "/assign olga", unknown_staff,
         "holder=olga event[assigned it to Olga Ivanova] =command "
         "notify/assigned>olga"},
        {"the dispatcher alone", KARI, "Hello.", dispatcher,
         "ticket(" KARI ") article:customer =ticket ack>" KARI
         " notify/new>dora"},
    };

    check_plans(plans, G_N_ELEMENTS(plans));
}

/* What came at night is given to somebody in the morning, if it is still nobody's. */
static void test_due(void **state)
{
    world *w = world_new(KARI, "");

    robin(w);
    w->st->staff = nobody_known();
    g_autoptr(plan) p = decide_assigned(w->c, w->st, FIXTURE_NOW);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(is, "holder=anna event[it is now the turn of Anna "
                            "Larsen] turn(support/1)=anna "
                            "notify/assigned>anna");
    w->st->t->holder = g_strdup("olga");
    g_autoptr(plan) taken = decide_assigned(w->c, w->st, FIXTURE_NOW);
    assert_int_equal(taken->steps->len, 0);
    world_free(w);
}

/* Why somebody else is told stands in the mail. */
static void test_words(void **state)
{
    world *w = world_new(KARI, "And?");

    tom_stands_in(w);
    g_autoptr(plan) p = world_decide(w);
    const plan_step *s = plan_find(p, PLAN_SEND);
    assert_non_null(strstr(s->send->data,
                           "Anna Larsen is away until 16 January 2027. "
                           "Tom Hansen stands in."));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next),    cmocka_unit_test(test_round),
        cmocka_unit_test(test_absence), cmocka_unit_test(test_later),
        cmocka_unit_test(test_due),     cmocka_unit_test(test_letters),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
