/* test_robot: what [robot NAME] may say, when its conditions hold, what it does to
 * a request, and how often. */
#include "lib/desk_fixture.h"

#include "base/err.h"
#include "desk/robot.h"

#define KARI "kari@example.com"
#define HOUR SPAN_HOUR

/* ---- the configuration ---- */

static const struct {
    const char *name, *text;
    const char *wrong; /* in the error; NULL: it is right */
} configs[] = {
    {"on", "on = new, message\ndo = /priority high", NULL},
    {"after", "after = 4h in new\ndo = /priority high", NULL},
    {"every", "every = 1d at 08:00\ndo = /priority high", NULL},
    {"a weekday", "every = monday at 08:00\ndo = /priority high", NULL},
    {"workdays", "every = workday at 8:05\ndo = /priority high", NULL},
    {"no trigger", "do = /priority high",
     "it needs one of on, after and every"},
    {"two triggers", "on = new\nafter = 1h in new\ndo = /close",
     "and no two of them"},
    {"an unknown event", "on = reopend\ndo = /close",
     "there is no event reopend; did you mean \"reopened\"?"},
    {"after without a status", "after = 4h\ndo = /close",
     "write how long, and in which status"},
    {"after in an unknown status", "after = 4h in newe\ndo = /close",
     "there is no status newe"},
    {"after no time", "after = soon in new\ndo = /close", "after: \"soon\""},
    {"every second", "every = 1s\ndo = /close", "write a time from 10m"},
    {"every day without a time", "every = 1d\ndo = /close", "1d at 08:00"},
    {"at no time", "every = 1d at 25:00\ndo = /close", "1d at 08:00"},
    {"an unknown queue", "on = new\nqueue = suport\ndo = /close",
     "there is no [queue suport]"},
    {"no command", "on = new\ndo = ;", "it has no command"},
    {"words", "on = new\ndo = do something", "is no command"},
    {"an unknown command", "on = new\ndo = /clsoe", "/close"},
    {"an unknown name", "on = new\ndo = /assign nobody", "nobody"},
    {"an unknown line", "on = new\ndo = /line 7", "/line 1"},
    {"an unknown status", "on = new\ndo = /status solved", "resolved"},
    {"an unknown priority", "on = new\ndo = /priority hihg", "high"},
    {"nothing for a robot", "on = new\ndo = /take",
     "/take is nothing that a robot can do"},
    {"no merging", "on = new\ndo = /merge #1001",
     "/merge is nothing that a robot can do"},
    {"a note without words", "on = new\ndo = /note", "it needs a text"},
    {"a note", "on = new\ndo = /note Look; it waits", NULL},
    {"several", "on = new\ndo = /note It waits; /line 2 why; /priority high",
     NULL},
    {"on lines", "on = new\ndo = /note It waits\\n/line 2 why", NULL},
    {"an empty argument", "on = new\ndo = /assign", "/assign"},
    {"a condition",
     "on = status\nif = status:waiting priority=high\n"
     "do = /close",
     NULL},
    {"of an event", "on = status\nif = was=new by=customer\ndo = /close", NULL},
    {"by nobody", "on = status\nif = by=god\ndo = /close", "by=god"},
    {"an unknown key", "on = new\nif = colour:red\ndo = /close", "colour"},
    {"mine", "on = new\nif = mine\ndo = /close", "a robot holds nothing"},
    {"an event of time", "after = 1h in new\nif = was=waiting\ndo = /close",
     "it can never hold"},
    {"another status", "after = 1h in new\nif = status=waiting\ndo = /close",
     "it can never hold"},
    {"not open and new", "on = new\nif = status=new done\ndo = /close",
     "it can never hold"},
    {"one that can hold",
     "after = 1h in new\n"
     "if = status=waiting or priority=high\ndo = /close",
     NULL},
    {"another's queue",
     "on = new\nqueue = support\nif = queue=sales\n"
     "do = /close",
     "none of its queues"},
    {"if and unless", "on = new\nif = line=1\nunless = line=1\ndo = /close",
     "it never acts"},
    {"a ready answer", "on = new\ndo = /faq reset\n[faq reset]\ntext = Hi",
     NULL},
    {"no ready answer", "on = new\ndo = /faq reste\n[faq reset]\ntext = Hi",
     "/faq reste: there is no such [faq NAME]"},
    {"limits", "on = new\nlimit = 21\ndo = /close", "limit"},
};

static config *load(const char *text, GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *file = g_strdup_printf(
        "[site]\nname = Example\n[smtp]\nhost = 127.0.0.1\n"
        "[queue support]\naddress = support@example.org\n"
        "[queue sales]\naddress = sales@example.org\n"
        "[operator anna]\naddress = anna@example.org\n"
        "[line 1]\nname = first\n[line 2]\nname = second\n[robot r]\n%s\n",
        text);
    int fd = g_file_open_tmp("postern-robot-XXXXXX", &path, NULL);

    close(fd);
    assert_true(g_file_set_contents(path, file, -1, NULL));
    config *c = role_config_load(path, NULL, error);
    g_unlink(path);
    return c;
}

static void test_config(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(configs); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(config) c = load(configs[i].text, &error);
        const char *wrong = configs[i].wrong;

        print_message("%s\n", configs[i].name);
        if (!wrong && !c)
            fail_msg("%s", error->message);
        if (wrong && c)
            fail_msg("it is taken for right");
        if (wrong && !strstr(error->message, wrong))
            fail_msg("%s", error->message);
    }
}

/* ---- when it looks at all ---- */

/* 2027-01-15 08:00 UTC, a Friday */
#define FRIDAY_8 (INT64_C(1800000000000))

static const struct {
    const char *every;
    int64_t after_ms, next_ms;
} nexts[] = {
    {"1h", FRIDAY_8, FRIDAY_8 + HOUR},
    {"1h", FRIDAY_8 - 1, FRIDAY_8},
    {"1d at 08:00", FRIDAY_8 - 1, FRIDAY_8},
    {"1d at 08:00", FRIDAY_8, FRIDAY_8 + 24 * HOUR},
    {"1d at 09:30", FRIDAY_8, FRIDAY_8 + 3 * HOUR / 2},
    {"monday at 08:00", FRIDAY_8, FRIDAY_8 + 72 * HOUR},
    {"friday at 08:00", FRIDAY_8, FRIDAY_8 + 7 * 24 * HOUR},
    {"workday at 08:00", FRIDAY_8, FRIDAY_8 + 24 * HOUR},
};

static void test_next(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(nexts); i++) {
        g_autofree char *text =
            g_strdup_printf("every = %s\ndo = /close", nexts[i].every);
        g_autoptr(config) c = load(text, NULL);

        print_message("%s\n", nexts[i].every);
        assert_non_null(c);
        assert_int_equal(
            config_robot_next(c, c->robots->pdata[0], nexts[i].after_ms),
            nexts[i].next_ms);
    }
}

/* By the calendar of its queue. */
static void test_workdays(void **state)
{
    g_autoptr(config) c = fixture_config_with(
        FALSE, "[calendar office]\nzone = Europe/Oslo\nweekdays = 08:00-16:00\n"
               "[queue late]\naddress = late@example.org\ncalendar = office\n"
               "[robot r]\nqueue = late\nevery = workday at 08:00\n"
               "do = /priority high\n");

    assert_int_equal(config_robot_next(c, c->robots->pdata[0], FRIDAY_8),
                     FRIDAY_8 + 71 * HOUR); /* Monday, 07:00 UTC */
}

/* ---- what it does ---- */

static world *world_with(const char *robots)
{
    const char *was = fixture_more;

    fixture_more = robots;
    world *w = world_new(KARI, "Hello");
    fixture_more = was;
    return w;
}

typedef struct act_row {
    const char *name, *robot;
    const char *event; /* NULL: its time has come */
    void (*change)(world *w, decide_robot_ask *a);
    const char *plan;
} act_row;

#define NEW     "{\"events\":[{\"event\":\"new\",\"by\":\"customer\"}]}"
#define BY_TIME "{\"events\":[{\"event\":\"sla_breach\",\"by\":\"clock\"}]}"
#define MOVED                                                 \
    "{\"events\":[{\"event\":\"status\",\"by\":\"operator\"," \
    "\"was\":\"new\",\"now\":\"waiting\"}]}"
#define FIELD                                                \
    "{\"events\":[{\"event\":\"field\",\"by\":\"operator\"," \
    "\"field\":\"order\"}]}"
#define SILENT                                               \
    "{\"events\":[{\"event\":\"new\",\"by\":\"customer\"}]," \
    "\"silent\":\"SPF failed\"}"
#define HIGH  "priority=high event[priority normal -> high]"
#define ACTED " robot(r acted)"

static void is_high(world *w, decide_robot_ask *a)
{
    g_free(w->st->t->priority);
    w->st->t->priority = g_strdup("high");
}
static void is_spam(world *w, decide_robot_ask *a)
{
    world_status(w, "spam");
}
static void is_merged(world *w, decide_robot_ask *a)
{
    w->st->t->merged_into = 1002;
}
static void is_closed(world *w, decide_robot_ask *a)
{
    world_status(w, "closed");
}
static void is_at_line_2(world *w, decide_robot_ask *a)
{
    w->st->t->line = 2;
}
static void is_annas(world *w, decide_robot_ask *a)
{
    w->st->t->holder = g_strdup("anna");
}
static void acted_thrice(world *w, decide_robot_ask *a)
{
    a->counts.here = 3;
}
static void stopped_before(world *w, decide_robot_ask *a)
{
    a->counts.here = 3;
    a->counts.told = true;
}
static void acted_often(world *w, decide_robot_ask *a)
{
    a->counts.all = 500;
}
static void acted_since(world *w, decide_robot_ask *a)
{
    a->counts.since = 3;
}
static void failed_before(world *w, decide_robot_ask *a)
{
    a->counts.failed = true;
}
static void has_words(world *w, decide_robot_ask *a)
{
    a->words = 1;
}
static void is_proved(world *w, decide_robot_ask *a)
{
    w->st->t->authenticated = true;
}
static void is_answered(world *w, decide_robot_ask *a)
{
    world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
}
static void has_mail(world *w, decide_robot_ask *a)
{
    a->mails = 1000;
}
static void is_machine(world *w, decide_robot_ask *a)
{
    g_free(w->st->t->customer);
    w->st->t->customer = g_strdup("noreply@example.com");
}
static void in_sales(world *w, decide_robot_ask *a)
{
    g_free(w->st->t->queue);
    w->st->t->queue = g_strdup("sales");
}
static void is_late(world *w, decide_robot_ask *a)
{
    w->st->t->due_ms = FIXTURE_NOW - 1;
}

static const act_row acts[] = {
    {"acts", "on = new\ndo = /priority high", NEW, NULL, HIGH ACTED},
    {"nothing is left to do", "on = new\ndo = /priority high", NEW, is_high,
     "robot(r looked)"},
    {"not in spam", "on = new\ndo = /priority high", NEW, is_spam,
     "robot(r looked)"},
    {"not in what is part of another", "on = new\ndo = /priority high", NEW,
     is_merged, "robot(r looked)"},
    {"its condition holds",
     "on = new\nif = priority=normal line=1\n"
     "do = /priority high",
     NEW, NULL, HIGH ACTED},
    {"it does not",
     "on = new\nif = priority=normal line=2\n"
     "do = /priority high",
     NEW, NULL, "robot(r looked)"},
    {"one of two",
     "on = new\nif = line=2 or priority=normal\n"
     "do = /priority high",
     NEW, NULL, HIGH ACTED},
    {"unless", "on = new\nunless = unassigned\ndo = /priority high", NEW, NULL,
     "robot(r looked)"},
    {"unless does not hold",
     "on = new\nunless = unassigned\n"
     "do = /priority high",
     NEW, is_annas, HIGH ACTED},
    {"by whom", "on = new\nif = by=operator\ndo = /priority high", NEW, NULL,
     "robot(r looked)"},
    {"by him", "on = new\nif = by=customer\ndo = /priority high", NEW, NULL,
     HIGH ACTED},
    {"what it was and is",
     "on = status\nif = was=new now=waiting\n"
     "do = /priority high",
     MOVED, NULL, HIGH ACTED},
    {"it was another",
     "on = status\nif = was=waiting or now=new\n"
     "do = /priority high",
     MOVED, NULL, "robot(r looked)"},
    {"a field that changed",
     "on = field\nif = changed=order\n"
     "do = /priority high",
     FIELD, NULL, HIGH ACTED},
    {"another field", "on = field\nif = changed=cause\ndo = /priority high",
     FIELD, NULL, "robot(r looked)"},
    {"words", "on = new\nif = invoice\ndo = /priority high", NEW, NULL,
     "robot(r looked)"},
    {"words that are there", "on = new\nif = invoice\ndo = /priority high", NEW,
     has_words, HIGH ACTED},
    {"overdue", "on = new\nif = overdue\ndo = /priority high", NEW, is_late,
     HIGH ACTED},
    {"not overdue", "on = new\nif = overdue\ndo = /priority high", NEW, NULL,
     "robot(r looked)"},
    {"its queue", "on = new\nqueue = support\ndo = /priority high", NEW,
     in_sales, "robot(r looked)"},
    {"of what is not open, too", "on = new\ndo = /priority high", NEW,
     is_closed, HIGH ACTED},
    {"every: of what is open alone", "every = 1h\ndo = /priority high", "{}",
     is_closed, "robot(r looked)"},
    {"every", "every = 1h\ndo = /priority high", "{}", NULL, HIGH ACTED},
    {"after", "after = 1h in new\ndo = /priority high", NULL, NULL, HIGH ACTED},
    {"after: too early", "after = 2h in new\ndo = /priority high", NULL, NULL,
     "wait(robot r/#1001)=1800003600000"},
    {"after: in another status", "after = 1h in waiting\ndo = /priority high",
     NULL, NULL, "robot(r looked)"},
    /* how often */
    {"too often here", "on = new\ndo = /priority high", NEW, acted_thrice,
     "event[did nothing: it has acted on this request as often as it may "
     "within an hour] alarm robot(r stopped)"},
    {"said once", "on = new\ndo = /priority high", NEW, stopped_before,
     "robot(r stopped)"},
    {"too often anywhere", "on = new\ndo = /priority high", NEW, acted_often,
     "event[did nothing: it has acted as often as it may within an hour] "
     "alarm robot(r stopped)"},
    {"time alone", "on = sla_breach\ndo = /priority high", BY_TIME, acted_since,
     "event[did nothing: it has acted on this request as often as it may "
     "before a person does something there] alarm "
     "robot(r stopped)"},
    {"a person", "on = new\ndo = /priority high", NEW, acted_since, HIGH ACTED},
    {"every is its own limit", "every = 1h\ndo = /priority high", "{}",
     acted_since, HIGH ACTED},
    {"it failed before", "on = new\ndo = /priority high", NEW, failed_before,
     "robot(r looked)"},
    /* commands */
    {"a note", "on = new\ndo = /note Nobody took it", NEW, NULL,
     "note:system notify/note>anna notify/note>olga" ACTED},
    {"several", "on = new\ndo = /priority high; /line 2 nobody took it", NEW,
     NULL,
     HIGH " push(1 ) line=2 returned_from=1 event[line 1 -> 2] "
          "status=internal event[status new -> internal] note:system "
          "notify/line>tom" ACTED},
    {"the line that it has", "on = new\ndo = /priority high; /line 2", NEW,
     is_at_line_2, HIGH ACTED},
    {"what cannot be done", "on = new\ndo = /priority high; /return", NEW, NULL,
     "event[did nothing: /return: no line has handed it over; use /line N] "
     "alarm robot(r failed)"},
    {"it gives to somebody", "on = new\ndo = /assign anna", NEW, NULL,
     "holder=anna event[assigned it to Anna Larsen] "
     "notify/assigned>anna" ACTED},
    {"it teaches nothing", "on = new\ndo = /category account", NEW, NULL,
     "category=account event[category none -> account]" ACTED},
    {"it waits for the customer", "on = new\ndo = /wait 3d", NEW, NULL,
     "wait_days=3 reminded=0 status=waiting event[status new -> waiting] "
     "wait(waiting 1001)=1800259200000 event[waits for an answer until 18 "
     "January 2027]" ACTED},
    /* customers */
    {"it writes to him", "on = new\ndo = /reply We have it.", NEW, NULL,
     "robot>" KARI " event[wrote to the customer: We have it.]" ACTED},
    {"a ready answer",
     "on = new\ndo = /faq reset\n[faq reset]\ntext = Oops\n"
     "text.en = Try again.",
     NEW, NULL,
     "robot>" KARI " event[wrote to the customer: Try again.]" ACTED},
    {"not to whom nothing may be sent", "on = new\ndo = /reply We have it.",
     SILENT, NULL, "event[no message to the customer: SPF failed]" ACTED},
    {"not too often", "on = new\ndo = /reply We have it.", NEW, has_mail,
     "event[no message to the customer: enough automatic mail to that address "
     "this hour]" ACTED},
    {"not to a machine", "on = new\ndo = /reply We have it.", NEW, is_machine,
     "event[no message to the customer: no person reads that address]" ACTED},
    {"by time to nobody unknown", "every = 1h\ndo = /reply We have it.", "{}",
     NULL,
     "event[no message to the customer: nobody knows that he wrote, and no "
     "person has answered him]" ACTED},
    {"by time to whom is proved", "every = 1h\ndo = /reply We have it.", "{}",
     is_proved,
     "robot>" KARI " event[wrote to the customer: We have it.]" ACTED},
    {"by time to whom was answered", "every = 1h\ndo = /reply We have it.",
     "{}", is_answered,
     "robot>" KARI " event[wrote to the customer: We have it.]" ACTED},
};

static void test_acts(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(acts); i++) {
        const act_row *row = &acts[i];
        g_autofree char *robot = g_strdup_printf("[robot r]\n%s\n", row->robot);
        world *w = world_with(robot);
        decide_robot_ask ask = {.robot = config_robot_by_id(w->c, "r"),
                                .t = w->st,
                                .job = row->event ? 1 : 0,
                                .event = row->event};

        print_message("%s\n", row->name);
        if (row->change)
            row->change(w, &ask);
        g_autoptr(plan) p = decide_robot(w->c, &ask, FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        if (strcmp(is, row->plan) != 0)
            fail_msg("is  %s\n           not %s", is, row->plan);
        world_free(w);
    }
}

static plan *acts_now(world *w, const char *event)
{
    const decide_robot_ask ask = {.robot = config_robot_by_id(w->c, "r"),
                                  .t = w->st,
                                  .job = 1,
                                  .event = event};
    return decide_robot(w->c, &ask, FIXTURE_NOW);
}

/* Whatever it does, it is a robot that did it; and it watches nothing. */
static void test_actor(void **state)
{
    world *w = world_with("[robot r]\ntitle = Guard\non = new\n"
                          "do = /priority high; /line 2 why; /pin Look\n");
    g_autoptr(plan) p = acts_now(w, NEW);
    unsigned sets = 0, entries = 0;

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        assert_int_not_equal(s->what, PLAN_WATCH);
        if (s->what == PLAN_SET) {
            sets++;
            assert_int_equal(s->set.kind, STORE_ACTOR_ROBOT);
            assert_string_equal(s->set.actor, "r");
        }
        if (s->what == PLAN_ENTRY) {
            entries++;
            assert_int_equal(s->entry->by, STORE_BY_SYSTEM);
            assert_string_equal(s->entry->author, "robot:r");
            assert_string_equal(s->entry->author_name, "Guard");
        }
    }
    assert_true(sets >= 4);
    assert_true(entries >= 4);
    world_free(w);
}

static void test_alarms(void **state)
{
    world *w = world_with("[robot r]\non = new\ndo = /return\n");
    g_autoptr(plan) p = acts_now(w, NEW);
    const plan_step *s = plan_find(p, PLAN_ALARM);

    assert_non_null(s);
    assert_string_equal(s->alarm.cause, "robot r fails");
    assert_non_null(strstr(s->alarm.text, "#1001: /return: "));
    assert_non_null(strstr(s->alarm.text, "`postern robot try r 1001'"));
    world_free(w);
}

/* ---- what starts it ---- */

static unsigned jobs_of(const plan *p, const char *event)
{
    unsigned n = 0;

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_JOB && strcmp(s->job->kind, "robot") == 0 &&
            strstr(s->job->event, event))
            n++;
    }
    return n;
}

static void test_started(void **state)
{
    world *w = world_with("[robot r]\non = new, message\ndo = /close\n"
                          "[robot s]\non = note\ndo = /close\n"
                          "[robot t]\non = new\nqueue = sales\ndo = /close\n"
                          "[robot u]\nafter = 1h in new\ndo = /close\n");
    g_autoptr(plan) p = world_decide(w);
    g_autofree char *is = plan_to_text(p);

    plan_check(p);
    assert_int_equal(jobs_of(p, "\"event\":\"new\""), 1);
    assert_int_equal(jobs_of(p, "\"event\":\"message\""), 1);
    assert_int_equal(jobs_of(p, "note"), 0);
    assert_int_equal(jobs_of(p, ""), 1);
    assert_non_null(strstr(is, "u/#?"));
    world_free(w);
}

/* Nothing that it does starts a robot. */
static void test_starts_none(void **state)
{
    world *w = world_with("[robot r]\non = new\ndo = /priority high; /line 2 "
                          "x; /note y; /status resolved\n"
                          "[robot s]\non = priority, line, note, status, "
                          "resolved\ndo = /close\n");
    g_autoptr(plan) p = acts_now(w, NEW);

    assert_non_null(plan_find(p, PLAN_ENTRY));
    assert_int_equal(jobs_of(p, ""), 0);
    world_free(w);
}

/* A machine's letter is no event "message": a robot's mail that is answered by a
 * responder starts nothing. */
static void test_machines(void **state)
{
    static const letter_kind kinds[] = {LETTER_AUTO_REPLY, LETTER_BOUNCE};

    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        world *w = world_with("[robot r]\non = new, message, note, reply, "
                              "reopened, status\ndo = /reply Thanks\n");
        w->s->by_tag = w->s->by_reference = 1001;
        w->l->kind = kinds[i];
        g_autoptr(plan) p = world_decide(w);
        assert_int_equal(jobs_of(p, ""), 0);
        world_free(w);
    }
}

/* The same letter by a person does. */
static void test_people(void **state)
{
    world *w = world_with("[robot r]\non = message\ndo = /reply Thanks\n");

    w->s->by_tag = w->s->by_reference = 1001;
    g_autoptr(plan) p = world_decide(w);
    assert_int_equal(jobs_of(p, "message"), 1);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_config),   cmocka_unit_test(test_next),
        cmocka_unit_test(test_workdays), cmocka_unit_test(test_acts),
        cmocka_unit_test(test_actor),    cmocka_unit_test(test_alarms),
        cmocka_unit_test(test_started),  cmocka_unit_test(test_starts_none),
        cmocka_unit_test(test_machines), cmocka_unit_test(test_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
