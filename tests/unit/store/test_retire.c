/* test_retire: what somebody has who leaves, and where it goes. */
#include "lib/store_fixture.h"

#include "store/news.h"
#include "store/people.h"
#include "store/retire.h"
#include "store/revoked.h"
#include "store/waits.h"

#define NOW INT64_C(1795000000000)

static GError *error;

static int64_t add_ticket(store *s, const char *holder, const char *customer)
{
    g_autoptr(store_ticket) t = sample_ticket("words", NOW);
    g_free(t->holder);
    t->holder = g_strdup(holder);
    g_free(t->customer);
    t->customer = g_strdup(customer);
    assert_true(store_ticket_add(s, t, &error));
    return t->id;
}

static void mail_to(store *s, const char *who, int64_t ticket, int64_t entry,
                    int64_t at)
{
    g_autoptr(store_outgoing) o = sample_outgoing(ticket, entry, "a@b", at);
    o->audience = STORE_TO_OPERATOR;
    g_free(o->operator_id);
    o->operator_id = g_strdup(who);
    assert_true(store_outgoing_add(s, o, &error));
}

static int64_t hold_for(store *s, const char *who, int64_t ticket)
{
    g_autoptr(store_held) h = sample_held(ticket, "t", NOW);
    g_free(h->operator_id);
    h->operator_id = g_strdup(who);
    assert_true(store_held_add(s, h, &error));
    return h->id;
}

/* "1001 1002" */
static char *words_of(const GArray *numbers)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < numbers->len; i++)
        g_string_append_printf(out, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                               g_array_index(numbers, int64_t, i));
    return g_string_free(out, FALSE);
}

static void check_tickets(store *s, const char *who, const char *wanted)
{
    g_autoptr(store_duties) d = store_duties_of(s, who, &error);
    assert_non_null(d);
    g_autofree char *is = words_of(d->tickets);
    assert_string_equal(is, wanted);
}

static void duties(void **state)
{
    fixture *f = *state;
    store *s = f->s;

    assert_true(store_begin_deciding(s, &error));
    int64_t hers = add_ticket(s, "anna", "kari@example.com");
    int64_t watched = add_ticket(s, "olga", "kari@example.com");
    add_ticket(s, "olga", "kari@example.com");
    assert_true(store_watcher_set(s, watched, "anna", true, &error));
    int64_t held = hold_for(s, "anna", hers);
    hold_for(s, "olga", hers);
    g_autoptr(store_held) sent =
        store_held_get(s, hold_for(s, "anna", hers), &error);
    sent->state = STORE_HELD_SENT; /* history stays hers */
    assert_true(store_held_update(s, sent, &error));
    const store_news later = {.operator_id = (char *)"anna",
                              .ticket = hers,
                              .entry = 1,
                              .why = (char *)"article",
                              .at_ms = NOW,
                              .due_ms = NOW + 1};
    assert_true(store_news_add(s, &later, &error));
    check_tickets(s, "anna", "1001 1002");
    check_tickets(s, "ola", "");
    g_autoptr(store_duties) d = store_duties_of(s, "anna", &error);
    assert_int_equal(d->held, 1);
    assert_true(store_duties_move(s, "anna", "ola", &error));
    g_autoptr(store_held) h = store_held_get(s, held, &error);
    assert_string_equal(h->operator_id, "ola");
    g_autoptr(store_held) still = store_held_get(s, sent->id, &error);
    assert_string_equal(still->operator_id, "anna");
    g_autoptr(store_duties) after = store_duties_of(s, "anna", &error);
    assert_int_equal(after->held, 0);
    g_autoptr(GPtrArray) news = store_news_list(s, "anna", 9, &error);
    assert_int_equal(news->len, 0);
    g_autoptr(GPtrArray) due =
        store_wait_due(s, STORE_WAIT_NEWS, NOW + 2, 9, &error);
    assert_int_equal(due->len, 0);
    /* what the ticket itself says is a plan's */
    assert_int_equal(after->tickets->len, 2);
    assert_true(store_commit(s, &error));
    assert_fine(error);
}

/* Those that came after a revocation live: by the entry that they name, or by when
 * they came. */
static void secrets(void **state)
{
    fixture *f = *state;
    store *s = f->s;

    assert_true(store_begin_deciding(s, &error));
    int64_t t = add_ticket(s, NULL, "kari@example.com");
    assert_int_equal(store_has_secrets(s, t, "anna", &error), 0);
    mail_to(s, "anna", t, 1, NOW);
    assert_int_equal(store_has_secrets(s, t, "anna", &error), 1);
    assert_int_equal(store_has_secrets(s, t, "olga", &error), 0);
    check_tickets(s, "anna", "1001");
    assert_true(store_revoke(s, t, "anna", 1, &error));
    g_autoptr(store_entry) e = sample_entry(t, STORE_EVENT, "revoked", NOW + 5);
    assert_true(store_entry_add(s, e, &error));
    /* the event is the first entry here: the revocation was of none */
    assert_int_equal(e->n, 1);
    assert_int_equal(store_has_secrets(s, t, "anna", &error), 0);
    check_tickets(s, "anna", "");
    mail_to(s, "anna", t, 2, NOW + 6);
    assert_int_equal(store_has_secrets(s, t, "anna", &error), 1);
    assert_true(store_revoke(s, t, "anna", 2, &error));
    assert_int_equal(store_has_secrets(s, t, "anna", &error), 0);
    assert_true(store_commit(s, &error));
    assert_fine(error);
}

/* One that shows all there is (/show) names no entry: its time says. */
static void shown_later(void **state)
{
    fixture *f = *state;
    store *s = f->s;

    assert_true(store_begin_deciding(s, &error));
    int64_t t = add_ticket(s, NULL, "kari@example.com");
    mail_to(s, "anna", t, 0, NOW);
    assert_true(store_revoke(s, t, "anna", 0, &error));
    g_autoptr(store_entry) e = sample_entry(t, STORE_EVENT, "revoked", NOW + 5);
    assert_true(store_entry_add(s, e, &error));
    assert_int_equal(store_has_secrets(s, t, "anna", &error), 0);
    mail_to(s, "anna", t, 0, NOW + 6);
    assert_int_equal(store_has_secrets(s, t, "anna", &error), 1);
    assert_true(store_commit(s, &error));
    assert_fine(error);
}

static void persons(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    const store_person old = {(char *)"per@a.example",
                              (char *)"Per",
                              (char *)"nb",
                              true,
                              true,
                              false};
    const store_person known = {
        (char *)"per@c.example", NULL, (char *)"en", false, false, false};

    assert_true(store_begin_deciding(s, &error));
    add_ticket(s, NULL, "kari@example.com");
    int64_t t = add_ticket(s, NULL, "per@a.example");
    g_autoptr(GArray) his = store_tickets_of(s, "per@a.example", &error);
    g_autofree char *numbers = words_of(his);
    assert_string_equal(numbers, "1002");
    const store_participant p = {.address = (char *)"per@a.example",
                                 .part = STORE_ADDED};
    assert_true(store_participant_add(s, t - 1, &p, &error));
    g_autoptr(GArray) both = store_tickets_of(s, "per@a.example", &error);
    assert_int_equal(both->len, 2);

    assert_true(store_person_put(s, &old, &error));
    assert_int_equal(store_is_known(s, "per@a.example", &error), 1);
    assert_true(store_person_move(s, "per@a.example", "per@b.example", &error));
    assert_int_equal(store_is_known(s, "per@a.example", &error), 0);
    store_person *moved = store_person_get(s, "per@b.example", &error);
    assert_string_equal(moved->language, "nb");
    assert_true(moved->ack_off);
    assert_true(moved->chosen);
    store_person_free(moved);

    /* what is known of the new one stays */
    assert_true(store_person_put(s, &known, &error));
    assert_true(store_person_move(s, "per@b.example", "per@c.example", &error));
    moved = store_person_get(s, "per@c.example", &error);
    assert_string_equal(moved->language, "en");
    assert_string_equal(moved->name, "Per");
    assert_false(moved->ack_off);
    store_person_free(moved);
    assert_true(store_person_move(s, "per@b.example", "per@c.example", &error));
    assert_true(store_commit(s, &error));
    assert_fine(error);
}

#define TEST(f) \
    cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(duties), TEST(secrets),
                                       TEST(shown_later), TEST(persons)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
