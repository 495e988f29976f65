/* test_clock: each duty is done when its time has come and not before, one that
 * cannot be done stops no other, and a clock that is set back delays nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/role_fixture.h"

#include "config/site.h"
#include "desk/status_config.h"
#include "roles/duty/duty.h"
#include "roles/now.h"
#include "store/news.h"
#include "store/waits.h"

#include <signal.h>
#include <string.h>

typedef role_desk desk;

/* A reply that nothing can be decided about. */
plan *__real_decide_publish(const config *c, const snapshot_ticket *t,
                            const store_entry *entry, int64_t now_ms);
plan *__wrap_decide_publish(const config *c, const snapshot_ticket *t,
                            const store_entry *entry, int64_t now_ms);

plan *__wrap_decide_publish(const config *c, const snapshot_ticket *t,
                            const store_entry *entry, int64_t now_ms)
{
    plan *p = __real_decide_publish(c, t, entry, now_ms);
    if (strcmp(t->t->customer, "wrong@example.com") == 0)
        plan_publish(p, 999999, 1); /* there is none */
    return p;
}

#define MINUTE INT64_C(60000)

static int setup(void **state)
{
    *state = role_desk_new("");
    return 0;
}

static int teardown(void **state)
{
    return role_desk_free(*state) ? 0 : -1;
}

/* ---- what waits ---- */

static int64_t put_ticket_of(desk *d, const char *customer, const char *status,
                             int64_t status_ms)
{
    GError *error = NULL;
    store_ticket t = {.queue = (char *)"support",
                      .subject = (char *)"Lamp",
                      .status = (char *)status,
                      .line = 1,
                      .customer = (char *)customer,
                      .priority = (char *)"normal",
                      .language = (char *)"en",
                      .created_ms = status_ms,
                      .updated_ms = status_ms,
                      .status_ms = status_ms};
    if (store_begin_deciding(d->store, &error) &&
        store_ticket_add(d->store, &t, &error))
        store_commit(d->store, &error);
    role_desk_fine(error);
    return t.id;
}

static int64_t put_ticket(desk *d, const char *status, int64_t status_ms)
{
    return put_ticket_of(d, "kari@example.com", status, status_ms);
}

static void put_reply(desk *d, int64_t ticket, int64_t created_ms,
                      int64_t publish_ms)
{
    GError *error = NULL;
    store_entry e = {.ticket = ticket,
                     .kind = STORE_ARTICLE,
                     .state = STORE_PENDING,
                     .by = STORE_BY_OPERATOR,
                     .author = (char *)"anna",
                     .text = (char *)"Change the bulb.",
                     .created_ms = created_ms,
                     .publish_ms = publish_ms};
    if (store_begin_deciding(d->store, &error) &&
        store_entry_add(d->store, &e, &error))
        store_commit(d->store, &error);
    role_desk_fine(error);
}

static void put_held(desk *d, store_held_kind kind, int64_t created_ms)
{
    GError *error = NULL;
    store_held h = {.kind = kind,
                    .queue = (char *)"support",
                    .operator_id = (char *)"anna",
                    .text = (char *)"x",
                    .reason = (char *)"x",
                    .ledger = (char *)"l",
                    .data = (char *)"{}",
                    .created_ms = created_ms};
    if (store_begin_deciding(d->store, &error) &&
        store_held_add(d->store, &h, &error))
        store_commit(d->store, &error);
    role_desk_fine(error);
}

/* ---- when it is due ---- */

typedef struct due_row {
    const char *name;
    const duty *duty;
    void (*put)(desk *d, int64_t now_ms); /* so that it is due in a minute */
} due_row;

static void put_pending(desk *d, int64_t now_ms)
{
    put_reply(d, put_ticket(d, "new", now_ms), now_ms, now_ms + MINUTE);
}

static void put_for_author(desk *d, int64_t now_ms)
{
    put_held(d, STORE_HELD_STALE, now_ms - DECIDE_REMIND_AUTHOR_MS + MINUTE);
}

static void put_spam(desk *d, int64_t now_ms)
{
    const config_queue *q = d->c->queues->pdata[0];
    put_held(d, STORE_HELD_SPAM, now_ms - q->spam_digest_ms + MINUTE);
    put_held(d, STORE_HELD_SPAM, now_ms);
}

static void wait_for(desk *d, const char *kind, const char *ref, int64_t ticket,
                     int64_t at_ms)
{
    GError *error = NULL;
    store_wait w = {(char *)kind, (char *)ref, ticket, at_ms};
    if (store_begin_deciding(d->store, &error) &&
        store_wait_set(d->store, &w, &error))
        store_commit(d->store, &error);
    role_desk_fine(error);
}

/* Changes a ticket and has it wait. */
static void put_waiting(desk *d, const char *kind, const char *status,
                        int wait_days, int64_t later_ms, int64_t at_ms)
{
    GError *error = NULL;
    int64_t id = put_ticket(d, status, at_ms - MINUTE);
    g_autofree char *ref = g_strdup_printf("%d", (int)id);
    g_autoptr(store_ticket) t = store_ticket_get(d->store, id, &error);
    role_desk_fine(error);
    t->wait_days = wait_days;
    t->later_ms = later_ms;
    if (store_begin_deciding(d->store, &error) &&
        store_ticket_update(d->store, t, &error))
        store_commit(d->store, &error);
    role_desk_fine(error);
    wait_for(d, kind, ref, id, at_ms);
}

static void put_asked(desk *d, int64_t now_ms)
{
    const char *waiting = status_first(status_model_of(d->c), STATUS_WAITING);
    put_waiting(d, STORE_WAIT_CUSTOMER, waiting, 3, 0, now_ms + MINUTE);
}

static void put_off(desk *d, int64_t now_ms)
{
    put_waiting(d, STORE_WAIT_LATER, "new", 0, now_ms + MINUTE,
                now_ms + MINUTE);
}

static void put_news(desk *d, int64_t now_ms)
{
    GError *error = NULL;
    store_news n = {.operator_id = (char *)"anna",
                    .ticket = put_ticket(d, "new", now_ms),
                    .why = (char *)"article",
                    .at_ms = now_ms,
                    .due_ms = now_ms + MINUTE};
    if (store_begin_deciding(d->store, &error) &&
        store_news_add(d->store, &n, &error))
        store_commit(d->store, &error);
    role_desk_fine(error);
    n.due_ms += MINUTE; /* what comes later waits no longer than that */
    if (store_begin_deciding(d->store, &error) &&
        store_news_add(d->store, &n, &error))
        store_commit(d->store, &error);
    role_desk_fine(error);
}

static const due_row rows[] = {
    {"the end of an undo window", &duty_publish, put_pending},
    {"a reminder", &duty_remind, put_for_author},
    {"a digest", &duty_digest, put_spam},
    {"a reminder of a customer", &duty_waiting, put_asked},
    {"what was put off", &duty_later, put_off},
    {"a digest of news", &duty_news, put_news},
};

static bool ask(desk *d, const duty *y, int64_t now_ms, int64_t *next_ms)
{
    GError *error = NULL;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(store_due));
    bool due = false;
    if (y->waits)
        g_array_append_val(
            all, ((store_due){.kind = STORE_DUE_WAIT, .queue = y->waits}));
    else
        y->due(d->c, all);
    store_due_next(d->store, (const store_due *)(void *)all->data, all->len,
                   now_ms, &due, next_ms, &error);
    role_desk_fine(error);
    return due;
}

static unsigned count_steps(desk *d, const duty *y, int64_t now_ms)
{
    GError *error = NULL;
    frame f = {.store = d->store};
    duty_desk work = {.f = &f, .config = d->c, .now_ms = now_ms};
    g_autoptr(GPtrArray) items =
        y->waits ? store_wait_due(d->store, y->waits, now_ms, 10, &error)
                 : y->look(&work, &error);
    unsigned steps = 0;
    role_desk_fine(error);
    for (unsigned i = 0; i < items->len; i++) {
        g_autoptr(plan) p = y->decide(&work, items->pdata[i], &error);
        g_autofree char *words =
            y->say ? y->say(items->pdata[i]) : g_strdup(y->waits);
        role_desk_fine(error);
        assert_true(*words);
        steps += p->steps->len;
    }
    return steps;
}

/* One row after the other in a desk of their own. */
static void due_at_its_time_and_not_before(void **state)
{
    int64_t now_ms = role_now_ms(), next_ms = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        const duty *y = rows[i].duty;
        desk *d = role_desk_new("");
        print_message("%s\n", rows[i].name);
        assert_false(ask(d, y, now_ms, &next_ms));
        assert_int_equal(next_ms, INT64_MAX);
        rows[i].put(d, now_ms);
        assert_false(ask(d, y, now_ms, &next_ms));
        assert_int_equal(next_ms, now_ms + MINUTE);
        assert_int_equal(count_steps(d, y, now_ms), 0);
        assert_true(ask(d, y, now_ms + MINUTE, &next_ms));
        assert_true(next_ms > now_ms + MINUTE); /* of what comes after it */
        assert_true(count_steps(d, y, now_ms + MINUTE) > 0);
        assert_true(role_desk_free(d));
    }
}

/* ---- a clock that is set back ---- */

static void set_back_while_it_runs(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    int64_t now_ms = role_now_ms(), next_ms = 0;
    put_pending(d, now_ms);
    put_for_author(d, now_ms);
    int64_t back_ms = 60 * MINUTE;
    store_begin_deciding(d->store, &error);
    store_due_set_back(d->store, back_ms, &error);
    store_commit(d->store, &error);
    role_desk_fine(error);
    assert_false(ask(d, &duty_publish, now_ms - back_ms, &next_ms));
    assert_int_equal(next_ms, now_ms - back_ms + MINUTE);
    assert_false(ask(d, &duty_remind, now_ms - back_ms, &next_ms));
    assert_int_equal(next_ms, now_ms - back_ms + MINUTE);
}

static void set_back_while_it_does_not(void **state)
{
    desk *d = *state;
    int64_t now_ms = role_now_ms(), next_ms = 0;
    put_pending(d, now_ms + 5 * MINUTE);
    assert_true(ask(d, &duty_publish, now_ms, &next_ms));
    assert_true(count_steps(d, &duty_publish, now_ms) > 0);
    assert_false(ask(d, &duty_publish, now_ms + 4 * MINUTE, &next_ms));
}

/* ---- the role ---- */

static store_entry_state state_of(desk *d, int64_t ticket)
{
    g_autoptr(store_entry) e = store_entry_get(d->store, ticket, 1, NULL);
    return e ? e->state : STORE_PENDING;
}

static void wait_published(desk *d, int64_t ticket)
{
    for (int ms = 0; state_of(d, ticket) != STORE_PUBLISHED; ms += 20) {
        assert_true(ms < ROLE_WAIT_TEST_MS);
        g_usleep(20000);
    }
}

static void it_sleeps_until_something_is_due(void **state)
{
    desk *d = *state;
    int64_t now_ms = role_now_ms();
    int64_t soon = put_ticket(d, "new", now_ms);
    put_reply(d, soon, now_ms, now_ms + 2000);
    d->process = role_desk_start(d, &role_clock);
    wait_published(d, soon);
    assert_true(role_now_ms() >= now_ms + 2000);
    assert_true(role_now_ms() < now_ms + 4000);
    /* what comes meanwhile is seen when somebody rings */
    int64_t later = put_ticket(d, "new", now_ms);
    put_reply(d, later, now_ms, now_ms);
    frame_ring(d->c, "clock");
    wait_published(d, later);
}

/* As that of a machine that slept: what became due is done. */
static void a_clock_that_went_forward(void **state)
{
    desk *d = *state;
    int64_t now_ms = role_now_ms();
    g_autofree char *file = g_build_filename(d->folder, "clock", NULL);
    g_autofree char *bell = config_bell_socket(d->c, "clock");
    if (!role_now_moves())
        skip();
    int64_t ticket = put_ticket(d, "new", now_ms);
    g_file_set_contents(file, "0\n", -1, NULL);
    g_setenv("POSTERN_CLOCK", file, TRUE);
    put_reply(d, ticket, now_ms, now_ms + 60 * MINUTE);
    d->process = role_desk_start(d, &role_clock);
    role_desk_wait_file(bell);
    g_file_set_contents(file, "3600000\n", -1, NULL);
    for (int ms = 0; state_of(d, ticket) != STORE_PUBLISHED; ms += 20) {
        assert_true(ms < ROLE_WAIT_TEST_MS);
        frame_ring(d->c, "clock"); /* it may not have slept yet */
        g_usleep(20000);
    }
    assert_true(role_desk_stop(&d->process, SIGTERM));
    g_unsetenv("POSTERN_CLOCK");
    g_autofree char *log = role_desk_log(d);
    assert_non_null(strstr(log, "went forward by 3600 s; what became due"));
}

static void wait_status(desk *d, int64_t ticket, const char *status)
{
    for (int ms = 0;; ms += 20) {
        g_autoptr(store_ticket) t = store_ticket_get(d->store, ticket, NULL);
        if (t && strcmp(t->status, status) == 0)
            return;
        assert_true(ms < ROLE_WAIT_TEST_MS);
        g_usleep(20000);
    }
}

/* Tickets of an older program, which wrote no rows of what is due. */
static void statuses_become_others(void **state)
{
    desk *d = *state;
    const config_queue *q = d->c->queues->pdata[0];
    int64_t now_ms = role_now_ms();
    int64_t answered = put_ticket(d, "answered", now_ms - STATUS_ANSWERED_MS);
    int64_t resolved = put_ticket(d, "resolved", now_ms - q->close_ms);
    int64_t lately = put_ticket(d, "resolved", now_ms - 1000);
    d->process = role_desk_start(d, &role_clock);
    wait_status(d, answered, "resolved");
    wait_status(d, resolved, "closed");
    wait_status(d, lately, "resolved");
    g_autoptr(GPtrArray) next = store_wait_list(d->store, lately, NULL);
    assert_int_equal(next->len, 1);
    assert_int_equal(((store_wait *)next->pdata[0])->at_ms,
                     now_ms - 1000 + q->close_ms);
    g_autoptr(GPtrArray) over = store_wait_list(d->store, resolved, NULL);
    assert_int_equal(over->len, 0);
    g_autoptr(GPtrArray) history =
        store_change_list(d->store, answered, "status", 10, NULL);
    const store_change *c = history->pdata[0];
    assert_int_equal(c->kind, STORE_ACTOR_CLOCK);
    assert_string_equal(c->cause, "after 7d");
}

static void one_that_cannot_be_done_stops_no_other(void **state)
{
    desk *d = *state;
    int64_t now_ms = role_now_ms();
    int64_t wrong = put_ticket_of(d, "wrong@example.com", "new", now_ms);
    int64_t right = put_ticket(d, "new", now_ms);
    put_reply(d, wrong, now_ms, now_ms - 2000);
    put_reply(d, right, now_ms, now_ms - 1000);
    d->process = role_desk_start(d, &role_clock);
    wait_published(d, right);
    assert_int_equal(state_of(d, wrong), STORE_PENDING);
    g_autofree char *log = role_desk_log(d);
    g_autofree char *words = g_strdup_printf(
        "the reply 1 of ticket #%d is due and cannot be done", (int)wrong);
    assert_non_null(strstr(log, words));
}

static void a_bell_that_was_removed_is_heard_again(void **state)
{
    desk *d = *state;
    g_autofree char *bell = config_bell_socket(d->c, "clock");
    d->process = role_desk_start(d, &role_clock);
    role_desk_wait_file(bell);
    g_autofree char *taken = g_strconcat(bell, ".taken", NULL);
    assert_int_equal(rename(bell, taken), 0);
    kill(d->process, SIGHUP); /* it wakes up, as it does each minute */
    role_desk_wait_file(bell);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(due_at_its_time_and_not_before),
        TEST(set_back_while_it_runs),
        TEST(set_back_while_it_does_not),
        TEST(it_sleeps_until_something_is_due),
        TEST(statuses_become_others),
        TEST(a_clock_that_went_forward),
        TEST(one_that_cannot_be_done_stops_no_other),
        TEST(a_bell_that_was_removed_is_heard_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
