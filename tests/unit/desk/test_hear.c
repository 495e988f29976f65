/* test_hear: when an operator hears of news: at once, later, never; and what
 * several mails would say stands in one. */
#include "lib/desk_fixture.h"

#include "desk/hear.h"

#define KARI   "kari@example.com"
#define ANNA   "anna@example.org"
#define OLGA   "olga@example.org"
#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)

/* ---- when ---- */

/* FIXTURE_NOW is 08:00 UTC. */
typedef struct hear_row {
    const char *keys;
    int64_t now_ms; /* since FIXTURE_NOW, as the next two */
    int64_t at_ms, awake_ms;
} hear_row;

static const hear_row rows[] = {
    {"", 0, 0, 0},
    {"notify = each\n", 0, 0, 0},
    {"notify = digest 1h\n", 0, HOUR, 0},
    {"notify = digest 30m\n", 0, 30 * MINUTE, 0},
    {"quiet = 22:00-07:00\n", 0, 0, 0},
    {"quiet = 22:00-07:00\n", 13 * HOUR, 13 * HOUR, 13 * HOUR},
    {"quiet = 22:00-07:00\n", 14 * HOUR, 23 * HOUR, 23 * HOUR},
    {"quiet = 22:00-07:00\n", 22 * HOUR, 23 * HOUR, 23 * HOUR},
    {"quiet = 22:00-07:00\n", 23 * HOUR, 23 * HOUR, 23 * HOUR},
    {"quiet = 22:00-07:00\nnotify = digest 1h\n", 13 * HOUR + 30 * MINUTE,
     23 * HOUR, 13 * HOUR + 30 * MINUTE},
    /* 22:00 in Moscow is 19:00 UTC */
    {"quiet = 22:00-07:00\nzone = Europe/Moscow\n", 11 * HOUR, 20 * HOUR,
     20 * HOUR},
    {"quiet = 12:00-13:00, 22:00-07:00\n", 4 * HOUR, 5 * HOUR, 5 * HOUR},
};

static config *config_of(const char *keys)
{
    g_autofree char *more = g_strdup_printf(
        "[operator vera]\naddress = vera@example.org\n%s", keys);

    return fixture_config_with(FALSE, more);
}

static void test_when(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(config) c = config_of(rows[i].keys);
        const config_operator *o = config_operator_by_id(c, "vera");
        int64_t now = FIXTURE_NOW + rows[i].now_ms;
        print_message("%s at %d min\n", rows[i].keys,
                      (int)(rows[i].now_ms / MINUTE));
        assert_int_equal(hear_at(o, now) - FIXTURE_NOW, rows[i].at_ms);
        assert_int_equal(hear_awake(o, now) - FIXTURE_NOW, rows[i].awake_ms);
    }
}

static void test_never(void **state)
{
    g_autoptr(config) c = config_of("notify = none\n");

    assert_true(hear_at(config_operator_by_id(c, "vera"), FIXTURE_NOW) ==
                HEAR_NEVER);
}

/* ---- in plans ---- */

static config_operator *op(world *w, const char *id)
{
    return (config_operator *)config_operator_by_id(w->c, id);
}
static void annas(world *w)
{
    w->s->by_tag = 1001;
    w->st->t->holder = g_strdup("anna");
}
static void digest(world *w)
{
    annas(w);
    op(w, "anna")->digest_ms = HOUR;
}
static void due_before(world *w)
{
    digest(w);
    w->st->t->next_due_ms = FIXTURE_NOW + HOUR - 1;
}
static void promised_before(world *w)
{
    digest(w);
    w->st->t->due_ms = FIXTURE_NOW + HOUR;
}
static void due_after(world *w)
{
    digest(w);
    w->st->t->next_due_ms = FIXTURE_NOW + HOUR + 1;
}
static void silent(world *w)
{
    annas(w);
    op(w, "anna")->silent = true;
}
static void silent_and_due(world *w)
{
    silent(w);
    w->st->t->next_due_ms = FIXTURE_NOW + 1;
}
static void olga_silent(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    op(w, "olga")->silent = true;
}
static void olga_digest(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    op(w, "olga")->digest_ms = HOUR;
}
static void held_by_olga(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    w->st->t->holder = g_strdup("olga");
}
static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}

#define NEWS "article:customer =article "

static void test_plans(void **state)
{
    static const plan_row plans[] = {
        {"at once", KARI, "And?", annas, NEWS "notify/article>anna"},
        {"later", KARI, "And?", digest, NEWS "news/article>anna@1800003600000"},
        {"something is due before", KARI, "And?", due_before,
         NEWS "notify/article>anna"},
        {"or was promised", KARI, "And?", promised_before,
         NEWS "notify/article>anna"},
        {"after it is late enough", KARI, "And?", due_after,
         NEWS "news/article>anna@1800003600000"},
        {"never", KARI, "And?", silent, "article:customer =article"},
        {"not even then", KARI, "And?", silent_and_due,
         "article:customer =article"},
        {"but of what is given to her", ANNA, "/assign olga", olga_silent,
         "holder=olga event[assigned it to Olga Ivanova] =command "
         "notify/assigned>olga"},
        {"answers come at once", ANNA, "/show", olga_digest,
         "show>anna =command"},
        {"a note later", ANNA, "/note\nHm.", olga_digest,
         "note:anna =note news/note>olga@1800003600000"},
        {"a note, and it is hers: one mail", ANNA, "/note\nHm.\n/assign olga",
         cap,
         "note:anna =note notify/assigned>olga holder=olga "
         "event[assigned it to Olga Ivanova]"},
        {"a note, and no longer hers: one mail", ANNA, "/note\nHm.\n/take",
         held_by_olga,
         "note:anna =note notify/note>olga holder=anna event[took it]"},
    };

    check_plans(plans, G_N_ELEMENTS(plans));
}

static void test_folded(void **state)
{
    world *w = world_new(ANNA, "/note\nHm.\n/take");

    held_by_olga(w);
    g_autoptr(plan) p = world_decide(w);
    const plan_step *s = plan_find(p, PLAN_SEND);
    assert_string_equal(s->send->data,
                        "{\"why\":\"note\",\"words\":\"Anna Larsen has it "
                        "since 15 January 2027, 08:00.\"}");
    world_free(w);
}

/* ---- the digest ---- */

static store_news *news(int64_t n, int64_t ticket, const char *why)
{
    store_news *one = g_new0(store_news, 1);

    one->operator_id = g_strdup("anna");
    one->n = n;
    one->ticket = ticket;
    one->entry = n;
    one->why = g_strdup(why);
    one->at_ms = 1000 * n;
    return one;
}

static void test_digest(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_news_free);

    g_ptr_array_add(all, news(3, 1001, "note"));
    g_ptr_array_add(all, news(4, 1002, "article"));
    g_ptr_array_add(all, news(5, 1001, "article"));
    g_autoptr(plan) p = decide_news(c, "anna", all, FIXTURE_NOW);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(is, "news/note>anna told(anna 5)");
    assert_string_equal(
        plan_find(p, PLAN_SEND)->send->data,
        "{\"requests\":[{\"ticket\":1001,\"events\":[{\"entry\":3,\"at\":3000,"
        "\"why\":\"note\"},{\"entry\":5,\"at\":5000,\"why\":\"article\"}]},"
        "{\"ticket\":1002,\"events\":[{\"entry\":4,\"at\":4000,"
        "\"why\":\"article\"}]}],\"count\":3,\"more\":0}");
    /* who has left is told nothing, and it does not wait for ever */
    g_autoptr(plan) gone = decide_news(c, "peter", all, FIXTURE_NOW);
    g_autofree char *left = plan_summary(gone);
    assert_string_equal(left, "told(peter 5)");
    g_ptr_array_set_size(all, 0);
    g_autoptr(plan) none = decide_news(c, "anna", all, FIXTURE_NOW);
    assert_int_equal(none->steps->len, 0);
}

/* Bounded, and not while she sleeps. */
static void test_bounds(void **state)
{
    g_autoptr(config) c = config_of("quiet = 07:00-09:00\n");
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_news_free);

    for (int64_t n = 1; n <= 100; n++)
        g_ptr_array_add(all, news(n, 1001, "article"));
    g_autoptr(plan) p = decide_news(c, "anna", all, FIXTURE_NOW);
    assert_non_null(strstr(plan_find(p, PLAN_SEND)->send->data,
                           "\"count\":100,\"more\":40}"));
    g_autoptr(plan) asleep = decide_news(c, "vera", all, FIXTURE_NOW);
    g_autofree char *is = plan_summary(asleep);
    assert_string_equal(is, "wait(news vera)=1800003600000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_when),   cmocka_unit_test(test_never),
        cmocka_unit_test(test_plans),  cmocka_unit_test(test_folded),
        cmocka_unit_test(test_digest), cmocka_unit_test(test_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
