/* test_statement: what a customer is billed, beside a calculation by hand. */
#include "lib/statement_fixture.h"

/* ---- how a statement reads in a test ---- */

static void say_services(GString *out, const statement *t)
{
    for (guint i = 0; i < t->services->len; i++) {
        const statement_service *s = t->services->pdata[i];
        g_string_append_printf(out,
                               "%s: granted " INT " in " INT " used " INT
                               " over " INT " lost " INT " out " INT "\n",
                               s->name, s->granted_min, s->carried_in_min,
                               s->used_min, s->over_min, s->lost_min,
                               s->carried_out_min);
    }
}

static void say_lines(GString *out, const statement *t)
{
    for (guint i = 0; i < t->lines->len; i++) {
        const statement_line *l = t->lines->pdata[i];
        g_string_append_printf(out, INT " %s " INT " min at " INT ": " INT "\n",
                               l->service, l->work, l->min, l->hour_minor,
                               l->minor);
    }
}

static char *said(const statement *t)
{
    g_autoptr(GString) out = g_string_new(NULL);

    say_services(out, t);
    say_lines(out, t);
    g_string_append_printf(
        out, "total " INT " before " INT " paid " INT " balance " INT "\n",
        t->minor, t->before_minor, t->paid_minor, t->balance_minor);
    return g_strdup(out->str);
}

static void reads(const statement *t, const char *wanted)
{
    g_autofree char *is = said(t);

    if (strcmp(is, wanted) != 0)
        fail_msg("is\n%s\nnot\n%s", is, wanted);
}

/* ---- three months ---- */

/* Acme has a contract from October on, in EUR.
 *   Support      600 min a month are prepaid, and what is left is carried on
 *   Development  nothing is prepaid
 *   Hotline      60 min a month are prepaid, and what is left is lost
 * An hour costs 120.00; of travel 60.00; of Development 150.00, from 15 November
 * 165.00; of Hotline 90.00. */
static void begin_three_months(world *w)
{
    world_init(w, "Europe/Oslo");
    w->contract.from_ms = world_at(w, "2026-10-01");
    world_service(w, 1, "Support", 600, true);
    world_service(w, 2, "Development", 0, false);
    world_service(w, 3, "Hotline", 60, false);
    world_rate(w, 0, "", "2026-10-01", 12000);
    world_rate(w, 0, "travel", "2026-10-01", 6000);
    world_rate(w, 2, "", "2026-10-01", 15000);
    world_rate(w, 2, "", "2026-11-15", 16500);
    world_rate(w, 3, "", "2026-10-01", 9000);
}

static void send(world *w, const char *from, const char *to, const char *wanted)
{
    g_autoptr(statement) t = world_draft(w, world_at(w, from), world_at(w, to));

    reads(t, wanted);
    world_keep(w, t);
}

/* Support: 300 + 240 of 600; of the 90 of travel 60 are left, 30 go beyond:
 * 30 min at 60.00 = 30.00; then 45 beyond at 120.00 = 90.00.
 * Development: 125 min at 150.00 = 312.50. Hotline: 20 of 60, 40 are lost.
 * 90.00 + 30.00 + 312.50 = 432.50 */
static void october(world *w)
{
    world_book(w, "2026-10-05", 11, 1, "anna", "remote", 300);
    world_book(w, "2026-10-12", 12, 1, "tom", "remote", 240);
    world_book(w, "2026-10-20", 11, 1, "anna", "travel", 90);
    world_book(w, "2026-10-28", 13, 1, "anna", "remote", 45);
    world_book(w, "2026-10-10", 20, 2, "tom", "dev", 125);
    world_book(w, "2026-10-03", 30, 3, "anna", "", 20);
    send(w, "2026-10-01", "2026-11-01",
         "Support: granted 600 in 0 used 675 over 75 lost 0 out 0\n"
         "Development: granted 0 in 0 used 125 over 125 lost 0 out 0\n"
         "Hotline: granted 60 in 0 used 20 over 0 lost 40 out 0\n"
         "1 remote 45 min at 12000: 9000\n"
         "1 travel 30 min at 6000: 3000\n"
         "2 dev 125 min at 15000: 31250\n"
         "total 43250 before 0 paid 0 balance 43250\n");
}

/* 400.00 were paid. 15 of the 45 on 28 October were too many: they were paid for,
 * so -15 min at 120.00 = -30.00. 5 of Development's 125 too: -5 at 150.00. 50 of
 * Hotline's October were forgotten: they take from November's 60.
 * Support: 200 of 600, 400 are carried on.
 * Development: 61 at 150.00, with the -5 that is 56 min = 140.00; from the 15th 61
 * min at 165.00 = 167.75.
 * Hotline: 50 + 10 of 60; 20 beyond at 90.00 = 30.00.
 * -30.00 + 140.00 + 167.75 + 30.00 = 307.75; 432.50 - 400.00 + 307.75 = 340.25 */
static void november(world *w)
{
    world_pay(w, "R-1", 40000);
    world_book(w, "2026-10-28", 13, 1, "anna", "remote", -15);
    world_book(w, "2026-10-10", 20, 2, "tom", "dev", -5);
    world_book(w, "2026-10-30", 31, 3, "anna", "", 50);
    world_book(w, "2026-11-10", 14, 1, "anna", "remote", 200);
    world_book(w, "2026-11-11", 32, 3, "anna", "", 30);
    world_book(w, "2026-11-14", 21, 2, "tom", "dev", 61);
    world_book(w, "2026-11-16", 21, 2, "tom", "dev", 61);
    send(w, "2026-11-01", "2026-12-01",
         "Support: granted 600 in 0 used 185 over -15 lost 0 out 400\n"
         "Development: granted 0 in 0 used 117 over 117 lost 0 out 0\n"
         "Hotline: granted 60 in 0 used 80 over 20 lost 0 out 0\n"
         "1 remote -15 min at 12000: -3000\n"
         "2 dev 56 min at 15000: 14000\n"
         "2 dev 61 min at 16500: 16775\n"
         "3  20 min at 9000: 3000\n"
         "total 30775 before 43250 paid 40000 balance 34025\n");
}

/* Half a month: 25 cents are written off.
 * Support: 600 + 400 are there, 700 are used; the month goes on, and with it the
 * 300 that are left. Hotline: 10 of 60, and 50 stay until the month ends.
 * Development: 1 min at 165.00 = 2.75.
 * 340.25 - 0.25 + 2.75 = 342.75 */
static void december_begins(world *w)
{
    world_pay(w, "rounding", 25);
    world_book(w, "2026-12-03", 15, 1, "anna", "remote", 700);
    world_book(w, "2026-12-05", 33, 3, "anna", "", 10);
    world_book(w, "2026-12-08", 22, 2, "tom", "", 1);
    send(w, "2026-12-01", "2026-12-16",
         "Support: granted 600 in 400 used 700 over 0 lost 0 out 300\n"
         "Development: granted 0 in 0 used 1 over 1 lost 0 out 0\n"
         "Hotline: granted 60 in 0 used 10 over 0 lost 0 out 50\n"
         "2  1 min at 16500: 275\n"
         "total 275 before 34025 paid 25 balance 34275\n");
}

/* The other half has no minutes of its own. Support: 290 of the 300, then 40 of
 * travel: 30 beyond at 60.00 = 30.00. Hotline: 55 of 50: 5 beyond at 90.00 = 7.50.
 * The 61 min of 16 November were another customer's: -61 at 165.00 = -167.75.
 * 30.00 + 7.50 - 167.75 = -130.25; 342.75 - 130.25 = 212.50 */
static void december_ends(world *w)
{
    world_book(w, "2026-12-20", 16, 1, "anna", "remote", 290);
    world_book(w, "2026-12-21", 16, 1, "anna", "travel", 40);
    world_book(w, "2026-12-28", 34, 3, "anna", "", 55);
    world_book(w, "2026-11-16", 21, 2, "tom", "dev", -61);
    send(w, "2026-12-16", "2027-01-01",
         "Support: granted 0 in 300 used 330 over 30 lost 0 out 0\n"
         "Development: granted 0 in 0 used -61 over -61 lost 0 out 0\n"
         "Hotline: granted 0 in 50 used 55 over 5 lost 0 out 0\n"
         "1 travel 30 min at 6000: 3000\n"
         "2 dev -61 min at 16500: -16775\n"
         "3  5 min at 9000: 750\n"
         "total -13025 before 34275 paid 0 balance 21250\n");
}

static void test_three_months(void **state)
{
    g_auto(world) w;

    begin_three_months(&w);
    october(&w);
    november(&w);
    december_begins(&w);
    december_ends(&w);
    /* nothing is left for a second one */
    g_autoptr(statement) again =
        world_draft(&w, world_at(&w, "2026-12-16"), world_at(&w, "2027-01-01"));
    assert_true(statement_is_empty(again));
    assert_int_equal(again->minor, 0);
    assert_int_equal(again->balance_minor, 21250);
}

/* ---- hours ---- */

static void test_hours(void **state)
{
    g_auto(world) w;

    begin_three_months(&w);
    world_book(&w, "2026-10-05", 11, 1, "anna", "remote", 30);
    world_book(&w, "2026-10-06", 11, 1, "tom", "travel", 20);
    world_book(&w, "2026-10-07", 12, 1, "anna", "remote", 15);
    world_book(&w, "2026-10-07", 12, 1, "anna", "remote", -5);
    world_book(&w, "2026-09-30", 10, 2, "anna", "remote", 7);
    store_rate *norm = w.rates->pdata[1];
    norm->mode = STORE_RATE_NORM;
    g_autoptr(statement) t =
        world_draft(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));

    assert_int_equal(t->tickets->len, 3);
    const statement_sum *first = t->tickets->pdata[0];
    const statement_sum *second = t->tickets->pdata[1];
    assert_int_equal(first->ticket, 10);
    assert_int_equal(second->bill_min, 50);
    assert_int_equal(second->parts->len, 2);
    const statement_sum *travel = second->parts->pdata[1];
    assert_string_equal(travel->work, "travel");
    assert_int_equal(travel->norm_min, 20);
    assert_int_equal(t->works->len, 2);
    const statement_sum *remote = t->works->pdata[0];
    assert_string_equal(remote->who, "anna");
    assert_int_equal(remote->bill_min, 47);
    assert_int_equal(remote->norm_min, 0);
    /* before the contract, and before its first price */
    const statement_row *early = t->rows->pdata[0];
    assert_true(early->earlier && !early->priced);
    assert_int_equal(t->unpriced_min, 7);
    assert_false(((statement_row *)t->rows->pdata[1])->earlier);
}

static void test_without_prices(void **state)
{
    g_auto(world) w;

    world_init(&w, "UTC");
    world_service(&w, 1, "Support", 10, false);
    world_book(&w, "2026-10-05", 11, 1, "anna", "remote", 30);
    g_autoptr(statement) t =
        world_draft(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    assert_false(t->has_prices);
    assert_int_equal(t->unpriced_min, 0);
    assert_int_equal(t->over_min, 20);
    assert_int_equal(t->minor, 0);
}

/* A month without work has minutes to carry on; but only once. */
static void test_empty(void **state)
{
    g_auto(world) w;

    world_init(&w, "UTC");
    w.contract.from_ms = world_at(&w, "2026-10-01");
    world_service(&w, 1, "Support", 10, true);
    g_autoptr(statement) t =
        world_draft(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    assert_false(statement_is_empty(t));
    world_keep(&w, t);
    g_autoptr(statement) again =
        world_draft(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    assert_true(statement_is_empty(again));
    world_pay(&w, "R-1", 100);
    g_autoptr(statement) paid =
        world_draft(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    assert_false(statement_is_empty(paid));
}

/* The first statement of a contract that is older. Support: August and September
 * left 600 each. Hotline: their 60 each are lost, but for 20 that were worked in
 * September; of October's 60 all are used, and 10 are beyond. */
static void test_months_before(void **state)
{
    g_auto(world) w;

    world_init(&w, "UTC");
    w.contract.from_ms = world_at(&w, "2026-08-01");
    world_service(&w, 1, "Support", 600, true);
    world_service(&w, 2, "Hotline", 60, false);
    world_book(&w, "2026-09-05", 11, 2, "anna", "", 20);
    world_book(&w, "2026-10-05", 11, 1, "anna", "", 100);
    world_book(&w, "2026-10-06", 11, 2, "anna", "", 70);
    send(&w, "2026-10-01", "2026-11-01",
         "Support: granted 600 in 1200 used 100 over 0 lost 0 out 1700\n"
         "Hotline: granted 60 in 20 used 90 over 10 lost 0 out 0\n"
         "total 0 before 0 paid 0 balance 0\n");
}

/* ---- margin ---- */

/* 90 min of hers at 40.00 cost 60.00, 10 of his at 45.50 7.58; of another nobody
 * knows. 150 min at 120.00 are paid: 300.00. */
static void test_margin(void **state)
{
    g_auto(world) w;
    statement_margin m;

    world_init(&w, "UTC");
    world_service(&w, 1, "Support", 0, false);
    world_rate(&w, 0, "", "2026-01-01", 12000);
    world_book(&w, "2026-10-05", 11, 1, "anna", "", 100)->cost_minor = 4000;
    world_book(&w, "2026-10-05", 11, 1, "anna", "", -10)->cost_minor = 4000;
    world_book(&w, "2026-10-06", 11, 1, "tom", "", 10)->cost_minor = 4550;
    world_book(&w, "2026-10-07", 11, 1, "olga", "", 50);
    world_book(&w, "2026-11-01", 11, 1, "anna", "", 60)->cost_minor = 4000;
    statement_ask ask =
        world_ask(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    g_autoptr(statement) t = statement_make(&ask, NULL);
    g_autoptr(GPtrArray) times = statement_times(&ask);
    assert_true(statement_margin_of(times, t->minor, &m, NULL));
    assert_int_equal(m.cost_minor, 6758);
    assert_int_equal(m.minor, 30000 - 6758);
    assert_int_equal(m.unknown_min, 50);
}

/* ---- limits, numbers, now ---- */

static void test_too_much(void **state)
{
    g_auto(world) w;
    GError *error = NULL;

    world_init(&w, "UTC");
    world_service(&w, 1, "Support", 0, false);
    world_rate(&w, 0, "", "2026-01-01", INT64_C(900000000000000));
    world_book(&w, "2026-10-05", 11, 1, "anna", "", 600);
    statement_ask ask =
        world_ask(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    assert_null(statement_make(&ask, &error));
    assert_non_null(error);
    g_error_free(error);
}

static void test_numbers(void **state)
{
    static const struct {
        const char *last, *next;
    } rows[] = {
        {NULL, "2026-0001"},          {"2026-0001", "2026-0002"},
        {"2026-0999", "2026-1000"},   {"2026-9999", "2026-10000"},
        {"2026-10000", "2026-10001"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *next = statement_next_no(2026, rows[i].last);
        assert_string_equal(next, rows[i].next);
    }
}

static void test_now(void **state)
{
    g_auto(world) w;
    g_auto(statement_balance) b = {0};

    begin_three_months(&w);
    october(&w);
    world_pay(&w, "R-1", 40000);
    world_book(&w, "2026-11-02", 14, 1, "anna", "remote", 590);
    world_book(&w, "2026-11-05", 21, 2, "tom", "dev", 60);
    statement_ask ask = world_ask(&w, 0, 0);
    assert_true(
        statement_balance_of(&ask, world_at(&w, "2026-11-10"), &b, NULL));
    assert_int_equal(b.owed_minor, 3250);
    assert_int_equal(b.unsent_minor, 15000);
    assert_int_equal(b.months->len, 3);
    assert_int_equal(g_array_index(b.months, prepaid_month, 0).left_min, 10);
    assert_int_equal(g_array_index(b.months, prepaid_month, 2).left_min, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_months),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_without_prices),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_months_before),
        cmocka_unit_test(test_margin),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
