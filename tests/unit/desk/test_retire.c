/* test_retire: an operator leaves, or somebody has another address: what becomes of
 * a ticket. */
#include "lib/desk_fixture.h"

#define KARI "kari@example.com"
#define PER  "per@example.com"
#define ANNA "anna@example.org"

typedef struct leave_row {
    const char *name, *holder;
    const char *watchers[3];
    bool secrets;
    const char *plan;
    int64_t timer; /* ticket on which hers runs; 0 */
} leave_row;

static void check_admin(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SET)
            assert_int_equal(s->set.kind, STORE_ACTOR_ADMIN);
    }
}

static void test_leaves(void **state)
{
    static const leave_row rows[] = {
        {"holds it",
         "anna",
         {NULL},
         false,
         "holder=olga event[an administrator gave it to Olga Ivanova, because "
         "Anna Larsen left]",
         0},
        {"watches it", "tom", {"anna"}, false, "unwatch=anna watch=olga", 0},
        {"has a secret address",
         "tom",
         {NULL},
         true,
         "revoke:anna@#1001/1 event[an administrator revoked the reply "
         "addresses of Anna Larsen]",
         0},
        {"all of it",
         "anna",
         {"tom", "anna"},
         true,
         "holder=olga event[an administrator gave it to Olga Ivanova, because "
         "Anna Larsen left] unwatch=anna watch=olga revoke:anna@#1001/1 "
         "event[an administrator revoked the reply addresses of Anna "
         "Larsen]",
         0},
        {"nothing", "tom", {"olga"}, false, "", 0},
        {"her timer runs on it",
         "tom",
         {NULL},
         false,
         "timer(anna)=none wait(timer anna)=none time(30 anna) event[spent 30 "
         "min of Anna Larsen]",
         1001},
        {"or elsewhere", "tom", {NULL}, false, "", 1002},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, "");
        const decide_leaver anna = {"anna", "Anna Larsen", rows[i].secrets};
        w->st->t->holder = g_strdup(rows[i].holder);
        for (unsigned k = 0; rows[i].watchers[k]; k++)
            g_ptr_array_add(w->st->watchers, g_strdup(rows[i].watchers[k]));
        store_timer t = {.operator_id = (char *)"anna",
                         .ticket = rows[i].timer,
                         .from_ms = FIXTURE_NOW - 30 * 60000,
                         .work = (char *)"",
                         .what = (char *)""};
        w->st->timers = g_ptr_array_new();
        if (t.ticket)
            g_ptr_array_add(w->st->timers, &t);
        g_autoptr(plan) p =
            decide_retire(w->c, w->st, &anna,
                          config_operator_by_id(w->c, "olga"), FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        print_message("%s\n", rows[i].name);
        assert_string_equal(is, rows[i].plan);
        check_admin(p);
        world_free(w);
    }
}

static void test_moves(void **state)
{
    static const struct {
        const char *name, *from, *to, *cc;
        const char *plan;
    } rows[] = {
        {"the customer", KARI, PER, NULL,
         "customer=" PER " -" KARI " +" PER " event[an administrator wrote " PER
         " in place of " KARI "]"},
        {"the customer is somebody in Cc now", KARI, PER, PER,
         "customer=" PER " -" PER " -" KARI " +" PER
         " event[an administrator wrote " PER " in place of " KARI "]"},
        {"somebody in Cc", PER, "per@new.example", PER,
         "-" PER " +per@new.example event[an administrator wrote "
         "per@new.example in place of " PER "]"},
        {"somebody in Cc is the customer", PER, KARI, PER,
         "-" PER " event[an administrator wrote " KARI " in place of " PER "]"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(KARI, "");
        if (rows[i].cc)
            world_participant(w->st, rows[i].cc, STORE_CC);
        g_autoptr(plan) p = decide_readdress(w->c, w->st, rows[i].from,
                                             rows[i].to, FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        print_message("%s\n", rows[i].name);
        assert_string_equal(is, rows[i].plan);
        check_admin(p);
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_leaves),
                                       cmocka_unit_test(test_moves)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
