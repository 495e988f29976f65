/* test_history: what became of a ticket, in words and in sums. */
#include "lib/desk_fixture.h"

#include "desk/history.h"
#include "desk/hours.h"

static void test_words(void **state)
{
    static const struct {
        store_change c;
        const char *what, *who;
    } rows[] = {
        {{.field = (char *)"status",
          .old = (char *)"new",
          .new = (char *)"in-progress",
          .kind = STORE_ACTOR_OPERATOR,
          .actor = (char *)"anna",
          .cause = (char *)"/status",
          .reason = (char *)""},
         "status: new -> in progress",
         "Anna Larsen, /status"},
        {{.field = (char *)"status",
          .old = (char *)"gone",
          .new = (char *)"answered",
          .kind = STORE_ACTOR_OPERATOR,
          .actor = (char *)"berit",
          .cause = (char *)"reply",
          .reason = (char *)""},
         "status: gone -> answered",
         "berit, reply"},
        {{.field = (char *)"holder",
          .new = (char *)"olga",
          .kind = STORE_ACTOR_SYSTEM,
          .actor = (char *)"",
          .cause = (char *)"category",
          .reason = (char *)"account"},
         "holder: none -> Olga Ivanova",
         "the desk, category: account"},
        {{.field = (char *)"category",
          .old = (char *)"gone",
          .new = (char *)"account",
          .kind = STORE_ACTOR_OPERATOR,
          .actor = (char *)"anna",
          .cause = (char *)"/category",
          .reason = (char *)""},
         "category: gone -> Account and password",
         "Anna Larsen, /category"},
        {{.field = (char *)"line",
          .old = (char *)"1",
          .new = (char *)"2",
          .kind = STORE_ACTOR_OPERATOR,
          .actor = (char *)"anna",
          .cause = (char *)"/line",
          .reason = (char *)"the cable"},
         "line: 1 -> 2",
         "Anna Larsen, /line: the cable"},
        {{.field = (char *)"spent",
          .old = (char *)"25",
          .new = (char *)"85",
          .kind = STORE_ACTOR_ADMIN,
          .actor = (char *)"",
          .cause = (char *)"",
          .reason = (char *)""},
         "spent: 25 min -> 1 h 25 min",
         "the administrator"},
        {{.field = (char *)"due",
          .new = (char *)"1800000000000",
          .kind = STORE_ACTOR_RULE,
          .actor = (char *)"ACC_DUE",
          .cause = (char *)"",
          .reason = (char *)""},
         "due: none -> 2027-01-15 08:00 UTC",
         "ACC_DUE"},
        {{.field = (char *)"category",
          .new = (char *)"account",
          .kind = STORE_ACTOR_RULE,
          .actor = (char *)"",
          .cause = (char *)"rule",
          .reason = (char *)"ACC_PASSWORD, ACC_LOST"},
         "category: none -> Account and password",
         "rule: ACC_PASSWORD, ACC_LOST"},
        {{.field = (char *)"status",
          .old = (char *)"answered",
          .new = (char *)"resolved",
          .kind = STORE_ACTOR_CLOCK,
          .actor = (char *)"",
          .cause = (char *)"after 7d",
          .reason = (char *)""},
         "status: answered -> resolved",
         "the clock, after 7d"},
        {{.field = (char *)"line",
          .old = (char *)"1",
          .new = (char *)"2",
          .kind = STORE_ACTOR_ROBOT,
          .actor = (char *)"guard",
          .cause = (char *)"/line",
          .reason = (char *)"nobody took it"},
         "line: 1 -> 2",
         "robot guard, /line: nobody took it"},
        {{.field = (char *)"merged_into",
          .new = (char *)"1002",
          .kind = STORE_ACTOR_CUSTOMER,
          .actor = (char *)"kari@example.com",
          .cause = (char *)"customer wrote",
          .reason = (char *)""},
         "merged into: none -> #1002",
         "kari@example.com, customer wrote"},
    };
    g_autoptr(config) c = fixture_config(FALSE);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *what = history_what(c, &rows[i].c, NULL);
        g_autofree char *who = history_who(c, &rows[i].c, NULL);
        assert_string_equal(what, rows[i].what);
        assert_string_equal(who, rows[i].who);
    }
    store_change named = {.field = (char *)"category",
                          .old = (char *)"account",
                          .new = (char *)"account"};
    g_autofree char *ru = history_what(c, &named, "ru");
    assert_non_null(strstr(ru, "Пароль -> Пароль"));
}

static void test_sums(void **state)
{
    store_stay stays[] = {
        {.stage = STATUS_CLASSIFICATION,
         .from_ms = 0,
         .to_ms = 10,
         .work_ms = 4},
        {.stage = STATUS_WORK, .from_ms = 10, .to_ms = 30, .work_ms = 20},
        {.stage = STATUS_WORK, .from_ms = 30, .to_ms = 35, .work_ms = 1},
        {.stage = STATUS_ANSWERED, .from_ms = 35, .to_ms = 95, .work_ms = 50},
        {.stage = STATUS_WORK, .from_ms = 95},
        {.stage = 77, .from_ms = 95}, /* of a newer program */
    };
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_autoptr(config) c = fixture_config(FALSE);
    history_sum sums[STATUS_STAGES];

    for (size_t i = 0; i < G_N_ELEMENTS(stays); i++)
        g_ptr_array_add(all, &stays[i]);
    history_add_up(c, "support", all, 100, sums);
    assert_int_equal(sums[STATUS_CLASSIFICATION].wall_ms, 10);
    assert_int_equal(sums[STATUS_CLASSIFICATION].work_ms, 4);
    assert_int_equal(sums[STATUS_WORK].wall_ms, 30);
    assert_int_equal(sums[STATUS_WORK].work_ms,
                     21 + hours_between(c, "support", 95, 100));
    assert_int_equal(sums[STATUS_WORK].times, 2);
    assert_int_equal(sums[STATUS_ANSWERED].times, 1);
    assert_int_equal(sums[STATUS_RESOLVED].times, 0);
}

static void test_spans(void **state)
{
    static const struct {
        int64_t ms;
        const char *words;
    } rows[] = {
        {-5, "0 s"},
        {0, "0 s"},
        {59999, "59 s"},
        {SPAN_MINUTE, "1 min"},
        {SPAN_HOUR - 1, "59 min"},
        {SPAN_HOUR, "1 h"},
        {SPAN_HOUR + 61000, "1 h 1 min"},
        {SPAN_DAY, "1 d"},
        {SPAN_DAY * 3 + SPAN_HOUR * 4 + SPAN_MINUTE, "3 d 4 h"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is = history_span(NULL, rows[i].ms);
        assert_string_equal(is, rows[i].words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_spans),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
