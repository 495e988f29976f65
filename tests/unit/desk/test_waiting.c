/* test_waiting: a ticket waits for its customer, who is reminded, or for a date:
 * what commands, his answer and the clock make of it. */
#include "lib/desk_fixture.h"

#include "desk/queue_config.h"
#include "desk/status_config.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"
#define DAY  INT64_C(86400000)

/* FIXTURE_NOW is Friday, 15 January 2027, 08:00 UTC. */
#define IN(days) (FIXTURE_NOW + (days)*DAY)

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void waits(world *w)
{
    cap(w);
    world_status(w, "waiting");
    w->st->t->wait_days = 3;
    w->st->t->holder = g_strdup("anna");
}
static void waited_before(world *w)
{
    waits(w);
    w->st->t->timeouts = 1;
}
static void hidden(world *w)
{
    cap(w);
    w->st->t->later_ms = IN(9);
    w->st->t->holder = g_strdup("anna");
}
static void answered(world *w)
{
    cap(w);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
}

#define WAITING(was) "status=waiting event[status " was " -> waiting] "
#define ENDS_LAST    "wait_days=0 wait(waiting 1001)=none"
#define ENDS         ENDS_LAST " "

static void test_commands(void **state)
{
    static const plan_row rows[] = {
        {"so many days, and why", ANNA, "/wait 2d the log", cap,
         "wait_days=2 reminded=0 " WAITING(
             "new") "wait(waiting 1001)=1800172800000 "
                    "event[waits for an answer until 17 January 2027: the log] "
                    "=command"},
        {"as many as the queue says", ANNA, "/wait", cap,
         "wait_days=3 reminded=0 " WAITING(
             "new") "wait(waiting 1001)=1800259200000 "
                    "event[waits for an answer until 18 January 2027] "
                    "=command"},
        {"why alone", ANNA, "/wait the log", cap,
         "wait_days=3 reminded=0 " WAITING(
             "new") "wait(waiting 1001)=1800259200000 "
                    "event[waits for an answer until 18 January 2027: the log] "
                    "=command"},
        {"until a date", ANNA, "/wait 20 Jan 10:00 the log", cap,
         "wait_days=3 reminded=0 " WAITING(
             "new") "wait(waiting 1001)=1800439200000 "
                    "event[waits for an answer until 20 January 2027: the log] "
                    "=command"},
        {"in Russian", ANNA, "/ждать 2 дня", cap,
         "wait_days=2 reminded=0 " WAITING(
             "new") "wait(waiting 1001)=1800172800000 "
                    "event[waits for an answer until 17 January 2027] "
                    "=command"},
        {"a date that is over", ANNA, "/wait 2020-01-01", cap,
         "error>anna =error"},
        {"a time below nothing", ANNA, "/wait -3d the log", cap,
         "error>anna =error"},
        {"a time that is too long", ANNA, "/wait 99999999999999w", cap,
         "error>anna =error"},
        {"a number of something", ANNA, "/wait 2 screenshots", cap,
         "error>anna =error"},
        {"he has answered already", ANNA, "/wait 3d", answered,
         "error>anna =error"},
        {"once more, from now on", ANNA, "/wait 1d", waits,
         "wait_days=1 reminded=0 wait(waiting 1001)=1800086400000 "
         "event[waits for an answer until 16 January 2027] =command"},
        {"another command changes it", ANNA, "/status in-progress", waits,
         "status=in-progress event[status waiting -> in-progress] "
         "=command " ENDS_LAST},
        {"closed", ANNA, "/close", waits,
         "status=resolved event[status waiting -> resolved] "
         "=command " ENDS_LAST},
        {"by its status", ANNA, "/status waiting", cap,
         WAITING("new") "wait_days=3 reminded=0 "
                        "wait(waiting 1001)=1800259200000 "
                        "event[waits for an answer until 18 January 2027] "
                        "=command"},
        {"later", ANNA, "/later 20 Jan new version", cap,
         "later=1800403200000 wait(later 1001)=1800403200000 "
         "event[hidden until 20 January 2027: new version] =command"},
        {"later without a date", ANNA, "/later", cap, "error>anna =error"},
        {"later with no date", ANNA, "/later sometime", cap,
         "error>anna =error"},
        {"no longer, in Norwegian", ANNA, "/senere av", hidden,
         "later=0 wait(later 1001)=none event[no longer hidden] =command"},
        {"no longer", ANNA, "/later off", hidden,
         "later=0 wait(later 1001)=none event[no longer hidden] =command"},
        {"it was not", ANNA, "/later off", cap, "=command"},
        {"closed while hidden", ANNA, "/close", hidden,
         "status=resolved event[status new -> resolved] later=0 "
         "wait(later 1001)=none event[no longer hidden] =command"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void customer(world *w)
{
    w->s->by_tag = 1001;
}
static void customer_waits(world *w)
{
    waited_before(w);
    w->v->capability_found = w->v->claim_found = false;
    customer(w);
}
static void customer_hidden(world *w)
{
    hidden(w);
    w->v->capability_found = w->v->claim_found = false;
    customer(w);
}
static void machine(world *w)
{
    customer_waits(w);
    w->l->kind = LETTER_AUTO_REPLY;
}
/* A model in which his message moves nothing. */
static void stays(world *w)
{
    static const status_row rows[] = {
        {.id = "new",
         .title = "new",
         .stage = STATUS_CLASSIFICATION,
         .open = true},
        {.id = "work", .title = "work", .stage = STATUS_WORK, .open = true},
        {.id = "waiting",
         .title = "waiting",
         .stage = STATUS_WAITING,
         .open = true},
        {.id = "resolved",
         .title = "resolved",
         .stage = STATUS_RESOLVED,
         .open = false},
        {.id = "closed",
         .title = "closed",
         .stage = STATUS_CLOSED,
         .open = false},
        {.id = "spam", .title = "spam", .stage = STATUS_SPAM, .open = false},
    };
    static const status_row *const all[] = {&rows[0], &rows[1], &rows[2],
                                            &rows[3], &rows[4], &rows[5]};

    customer_waits(w);
    w->c->status_model = status_model_new(all, G_N_ELEMENTS(all));
}

static void test_customer(void **state)
{
    static const plan_row rows[] = {
        {"an answer brings it back", KARI, "Here it is.", customer_waits,
         "status=in-progress event[status waiting -> in-progress] " ENDS
         "timeouts=0 article:customer =article notify/article>anna"},
        {"whatever the statuses say", KARI, "Here it is.", stays,
         ENDS "timeouts=0 article:customer =article notify/article>anna"},
        {"a machine does not", KARI, "I am away.", machine,
         "event[automatic reply of kari@example.com: Hello] =machine"},
        {"into sight", KARI, "Any news?", customer_hidden,
         "later=0 wait(later 1001)=none event[no longer hidden] "
         "article:customer =article notify/article>anna"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- the clock ---- */

typedef struct clock_row {
    const char *name;
    void (*change)(world *w);
    int reminded, mails;
    const char *customer; /* NULL: kari */
    const char *plan;
} clock_row;

static void never_gives_up(world *w)
{
    waited_before(w);
    ((config_queue *)w->c->queues->pdata[0])->give_up = 0;
}
static void gives_up_at_once(world *w)
{
    waits(w);
    ((config_queue *)w->c->queues->pdata[0])->give_up = 1;
}
static void no_reminders(world *w)
{
    waits(w);
    ((config_queue *)w->c->queues->pdata[0])->reminders = 0;
}
static void no_automatic(world *w)
{
    waits(w);
    ((config_queue *)w->c->queues->pdata[0])->ack_per_hour = 0;
}
static void unheld(world *w)
{
    waits(w);
    g_clear_pointer(&w->st->t->holder, g_free);
}
static void weeks(world *w)
{
    waits(w);
    w->st->t->wait_days = 14;
}
static void gone_on(world *w)
{
    waits(w);
    world_status(w, "in-progress");
}

#define BACK1                                                \
    "timeouts=1 status=in-progress event[status waiting -> " \
    "in-progress] " ENDS "event[no answer came; back to work] "
#define RESOLVED                                              \
    "status=resolved event[status waiting -> resolved] " ENDS \
    "event[no answer came again; resolved] notify/unanswered>anna"

static void test_clock(void **state)
{
    static const clock_row rows[] = {
        {"the first reminder", waits, 0, 0, NULL,
         "remind_customer>" KARI " event[reminder 1 of 2] reminded=1 "
         "wait(waiting 1001)=1800259200000"},
        {"the second", waits, 1, 0, NULL,
         "remind_customer>" KARI " event[reminder 2 of 2] reminded=2 "
         "wait(waiting 1001)=1800259200000"},
        {"whole weeks", weeks, 0, 0, NULL,
         "remind_customer>" KARI " event[reminder 1 of 2] reminded=1 "
         "wait(waiting 1001)=1801209600000"},
        {"no third", waits, 2, 0, NULL, BACK1 "notify/unanswered>anna"},
        {"nobody holds it", unheld, 2, 0, NULL,
         BACK1 "notify/unanswered>anna notify/unanswered>olga"},
        {"over for the second time", waited_before, 2, 0, NULL,
         "unanswered>" KARI
         " event[told the customer that it ends] timeouts=2 " RESOLVED},
        {"but reminded first", waited_before, 1, 0, NULL,
         "remind_customer>" KARI " event[reminder 2 of 2] reminded=2 "
         "wait(waiting 1001)=1800259200000"},
        {"always back", never_gives_up, 2, 0, NULL,
         "timeouts=2 status=in-progress event[status waiting -> "
         "in-progress] " ENDS
         "event[no answer came; back to work] notify/unanswered>anna"},
        {"resolved at once", gives_up_at_once, 2, 0, NULL,
         "unanswered>" KARI
         " event[told the customer that it ends] timeouts=1 " RESOLVED},
        {"no reminders", no_reminders, 0, 0, NULL,
         BACK1 "notify/unanswered>anna"},
        {"he has had enough this hour", waits, 0, 3, NULL,
         "wait(waiting 1001)=1800003600000"},
        {"and before it is resolved", waited_before, 2, 3, NULL,
         "wait(waiting 1001)=1800003600000"},
        {"no automatic mail", no_automatic, 0, 0, NULL,
         "event[no message to the customer: this queue sends no automatic "
         "mail] reminded=1 "
         "wait(waiting 1001)=1800259200000"},
        {"a machine", waits, 0, 0, "noreply@example.com",
         "event[no message to the customer: no person reads that address] "
         "reminded=1 "
         "wait(waiting 1001)=1800259200000"},
        {"ourselves", waits, 0, 0, "help@example.org",
         "event[no message to the customer: an address of ours] "
         "reminded=1 "
         "wait(waiting 1001)=1800259200000"},
        {"it waits no longer", gone_on, 0, 0, NULL, ""},
        {"it never did", cap, 0, 0, NULL, ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, "");
        print_message("%s\n", rows[i].name);
        rows[i].change(w);
        w->st->t->reminded = rows[i].reminded;
        if (rows[i].customer) {
            g_free(w->st->t->customer);
            w->st->t->customer = g_strdup(rows[i].customer);
        }
        g_autoptr(plan) p =
            decide_waiting(w->c, w->st, rows[i].mails, FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        assert_string_equal(is, rows[i].plan);
        world_free(w);
    }
}

static void test_later(void **state)
{
    world *w = world_new(ANNA, "");

    hidden(w);
    g_autoptr(plan) early = decide_later(w->c, w->st, IN(9) - 1);
    g_autoptr(plan) due = decide_later(w->c, w->st, IN(9));
    g_autofree char *before = plan_summary(early);
    g_autofree char *then = plan_summary(due);
    assert_string_equal(before, "");
    assert_string_equal(then, "later=0 event[the date has come; no longer "
                              "hidden] notify/later>anna");
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_customer),
        cmocka_unit_test(test_clock),
        cmocka_unit_test(test_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
