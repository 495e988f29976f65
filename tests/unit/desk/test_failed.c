/* test_failed: mail of ours that a server refused for good. */
#include "lib/desk_fixture.h"

static void held_by(world *w, const char *who)
{
    w->st->t->holder = g_strdup(who);
}

static void by_tom(world *w)
{
    held_by(w, "tom");
}

static void by_tom_olga_watches(world *w)
{
    held_by(w, "tom");
    g_ptr_array_add(w->st->watchers, g_strdup("olga"));
}

static void by_nobody_now(world *w)
{
    held_by(w, "gone");
}

static void without_addresses(world *w)
{
    for (unsigned i = 0; i < w->c->operators->len; i++) {
        config_operator *o = w->c->operators->pdata[i];
        g_ptr_array_set_size(o->addresses, 0);
    }
}

typedef struct row {
    const char *name;
    void (*change)(world *w);
    store_audience audience;
    int64_t ticket; /* of the row */
    bool read;      /* the ticket is there */
    const char *plan;
} row;

static const row rows[] = {
    {"the line, while nobody holds it", NULL, STORE_TO_CUSTOMER, 1001, true,
     "bounced55 bounced>anna bounced>olga"},
    {"its holder", by_tom, STORE_TO_CUSTOMER, 1001, true,
     "bounced55 bounced>tom"},
    {"its holder and who watches", by_tom_olga_watches, STORE_TO_CUSTOMER, 1001,
     true, "bounced55 bounced>tom bounced>olga"},
    {"the line, if its holder is no operator any more", by_nobody_now,
     STORE_TO_CUSTOMER, 1001, true, "bounced55 bounced>anna bounced>olga"},
    {"nobody has an address", without_addresses, STORE_TO_CUSTOMER, 1001, true,
     "bounced55 alarm"},
    {"its ticket is gone", NULL, STORE_TO_CUSTOMER, 1001, false,
     "bounced55 alarm"},
    {"about no ticket", NULL, STORE_TO_CUSTOMER, 0, false, "bounced55"},
    {"an operator's", NULL, STORE_TO_OPERATOR, 1001, true, "bounced55 alarm"},
    {"an administrator's", NULL, STORE_TO_ADMIN, 0, false, "bounced55 alarm"},
};

static void test_rows(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const row *r = &rows[i];
        world *w = world_new("kari@example.com", "x");
        store_outgoing o = {.id = 55,
                            .audience = r->audience,
                            .template = (char *)"ack",
                            .queue = (char *)"support",
                            .ticket = r->ticket,
                            .entry = 1,
                            .recipient = (char *)"kari@example.com"};
        print_message("%s\n", r->name);
        if (r->change)
            r->change(w);
        g_autoptr(plan) p =
            decide_failed(w->c, r->read ? w->st : NULL, &o, "550 5.1.1 unknown",
                          false, FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        assert_string_equal(is, r->plan);
        world_free(w);
    }
}

static void test_words(void **state)
{
    world *w = world_new("kari@example.com", "x");
    store_outgoing o = {.id = 55,
                        .audience = STORE_TO_ADMIN,
                        .template = (char *)"alarm",
                        .queue = (char *)"support",
                        .recipient = (char *)"admin@example.org"};
    g_autoptr(plan) p =
        decide_failed(w->c, NULL, &o, "550 5.1.1 unknown", false, FIXTURE_NOW);
    const plan_step *s = plan_find(p, PLAN_ALARM);
    g_autofree char *cause = decide_failed_cause(&o);

    assert_string_equal(s->alarm.cause, cause);
    assert_non_null(strstr(s->alarm.text, "\"alarm\" (an alarm) to admin@"));
    assert_non_null(strstr(s->alarm.text, "550 5.1.1 unknown"));
    assert_string_equal(plan_find(p, PLAN_BOUNCED)->bounced.status,
                        "550 5.1.1 unknown");

    o.audience = STORE_TO_CUSTOMER;
    o.ticket = 1001;
    o.entry = 1;
    g_autoptr(plan) told =
        decide_failed(w->c, w->st, &o, "550 5.1.1 unknown", false, FIXTURE_NOW);
    const store_outgoing *mail = plan_find(told, PLAN_SEND)->send;
    assert_string_equal(mail->data, "{\"recipient\":\"admin@example.org\","
                                    "\"status\":\"550 5.1.1 unknown\"}");
    assert_int_equal(mail->entry, 1);
    assert_int_equal(mail->ticket, 1001);
    world_free(w);
}

static void test_flood(void **state)
{
    world *w = world_new("kari@example.com", "x");
    store_outgoing o = {.id = 55,
                        .audience = STORE_TO_CUSTOMER,
                        .template = (char *)"ack",
                        .queue = (char *)"support",
                        .ticket = 1001,
                        .recipient = (char *)"kari@example.com"};
    g_autoptr(plan) ack =
        decide_failed(w->c, w->st, &o, "550 no", true, FIXTURE_NOW);
    o.template = (char *)"reply";
    g_autoptr(plan) reply =
        decide_failed(w->c, w->st, &o, "550 no", true, FIXTURE_NOW);

    g_autofree char *is = plan_summary(ack);
    assert_string_equal(is, "bounced55 event[mail to kari@example.com was "
                            "refused: 550 no]");
    assert_non_null(plan_find(reply, PLAN_SEND));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_flood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
