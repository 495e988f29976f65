/* test_money: amounts as people write and read them, and what time costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/money.h"

static void test_currencies(void **state)
{
    assert_int_equal(money_digits("EUR"), 2);
    assert_int_equal(money_digits("RUB"), 2);
    assert_int_equal(money_digits("NOK"), 2);
    assert_int_equal(money_digits("JPY"), 0);
    assert_int_equal(money_digits("KWD"), 3);
    assert_int_equal(money_digits(NULL), 2);
    assert_int_equal(money_digits("eur"), -1);
    assert_int_equal(money_digits("EU"), -1);
    assert_int_equal(money_digits("EURO"), -1);
    assert_int_equal(money_digits("D A"), -1); /* between two of the list */
    assert_int_equal(money_digits("XYZ"), -1);
    assert_int_equal(money_digits(""), -1);
}

/* wrong: a word of what is said about it. */
typedef struct read_row {
    const char *text, *currency;
    int64_t minor;
    const char *wrong;
} read_row;

static const read_row readings[] = {
    {"1 234,50", "EUR", 123450, NULL},
    {"1\302\240234,50", "NOK", 123450, NULL},
    {"1\342\200\257234,50", "RUB", 123450, NULL},
    {"1234.50", "EUR", 123450, NULL},
    {"1,234.50", "EUR", 123450, NULL},
    {"1.234,50", "EUR", 123450, NULL},
    {"1,234,567.8", "EUR", 123456780, NULL},
    {"1.234.567", "EUR", 123456700, NULL},
    {"12.5", "EUR", 1250, NULL},
    {"12,5", NULL, 1250, NULL},
    {"12", "EUR", 1200, NULL},
    {"0", "EUR", 0, NULL},
    {"0.05", "EUR", 5, NULL},
    {"-12.50", "EUR", -1250, NULL},
    {"\342\210\22212,50", "EUR", -1250, NULL},
    {"- 3", "EUR", -300, NULL},
    {"+7", "EUR", 700, NULL},
    {" 99.99 EUR ", "EUR", 9999, NULL},
    {"99.99\302\240eur", "EUR", 9999, NULL},
    {"1 234", "EUR", 123400, NULL},
    {"1234", "JPY", 1234, NULL},
    {"1,234", "JPY", 1234, NULL},
    {"1.234", "JPY", 1234, NULL},
    {"1.234", "KWD", 1234, NULL},
    {"1,234.500", "KWD", 1234500, NULL},
    {"1.5", "KWD", 1500, NULL},
    {"1,234", "KWD", 0, "two ways"},
    {"1,234", "EUR", 0, "two ways"},
    {"1.234", "EUR", 0, "two ways"},
    {"1234.567", "EUR", 0, "2 digits"},
    {"1.5", "JPY", 0, "0 digits"},
    {"0.001", "JPY", 0, "no amount"},
    {"0,001,000.00", "EUR", 0, "no amount"},
    {"12.", "EUR", 0, "no amount"},
    {".5", "EUR", 0, "no amount"},
    {"1,23,456.00", "EUR", 0, "no amount"},
    {"12,34.50", "EUR", 0, "no amount"},
    {"1 2345", "EUR", 0, "no amount"},
    {"1234 567", "EUR", 0, "no amount"},
    {"1,234 567", "EUR", 0, "no amount"},
    {"1,234.567.890", "EUR", 0, "no amount"},
    {"", "EUR", 0, "no amount"},
    {"-", "EUR", 0, "no amount"},
    {"--5", "EUR", 0, "no amount"},
    {"1e3", "EUR", 0, "no amount"},
    {"0x10", "EUR", 0, "no amount"},
    {"12 USD", "EUR", 0, "amount of EUR"},
    {"twelve", "EUR", 0, "amount of EUR"},
    {"12 \342\202\254", "EUR", 0, "no amount"},
    {"12", "EURO", 0, "no currency"},
    {"10000000000000", "EUR", INT64_C(1000000000000000), NULL},
    {"10000000000000.01", "EUR", 0, "more than"},
    {"9223372036854775808", "EUR", 0, "more than"},
    {"99999999999999999999999999999999999999999999", "EUR", 0, "more than"},
    {"111111111111111111111111111111111111111111111111111111111111111111111",
     "EUR", 0, "no amount"},
};

static void test_read(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(readings); i++) {
        const read_row *r = &readings[i];
        int64_t minor = 0;
        g_autofree char *wrong = money_read(r->text, r->currency, &minor);
        bool right = r->wrong ? wrong && strstr(wrong, r->wrong) : !wrong;
        if (!right || minor != r->minor)
            fail_msg("%s %s: %" G_GINT64_FORMAT ", %s", r->text,
                     r->currency ? r->currency : "", minor,
                     wrong ? wrong : "fine");
    }
}

static void test_write(void **state)
{
    static const struct {
        const char *language, *currency;
        int64_t minor;
        const char *wanted;
    } rows[] = {
        {"en", "EUR", 123450, "1,234.50\302\240EUR"},
        {NULL, "EUR", 123450, "1,234.50\302\240EUR"},
        {"de", "EUR", 5, "0.05\302\240EUR"},
        {"ru", "EUR", 123450, "1\302\240234,50\302\240EUR"},
        {"nb", "NOK", 123456789, "1\302\240234\302\240567,89\302\240NOK"},
        {"nb", "NOK", -5, "-0,05\302\240NOK"},
        {"en", "JPY", 1234567, "1,234,567\302\240JPY"},
        {"en", "KWD", 1234500, "1,234.500\302\240KWD"},
        {"en", NULL, 99, "0.99"},
        {"en", "EUR", INT64_MIN, "-92,233,720,368,547,758.08\302\240EUR"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is =
            money_write(rows[i].language, rows[i].currency, rows[i].minor);
        assert_string_equal(is, rows[i].wanted);
    }
    g_autofree char *plain = money_plain("EUR", -123456);
    assert_string_equal(plain, "-1234.56");
}

/* What is written for people and for programs is read again as the same. */
static void test_round_trip(void **state)
{
    static const char *const languages[] = {"en", "ru", "nb"};
    static const char *const money[] = {"EUR", "JPY", "NOK"};
    guint32 seed = g_random_int();
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);

    print_message("seed %u\n", seed);
    for (int i = 0; i < 20000; i++) {
        const char *currency = money[i % 3];
        int64_t back = 0, minor = g_rand_int_range(rand, INT32_MIN, INT32_MAX);
        minor *= g_rand_int_range(rand, 1, 1000);
        minor /= g_rand_boolean(rand) ? 1 : 100000;
        g_autofree char *text =
            money_write(languages[i / 3 % 3], currency, minor);
        g_autofree char *plain = money_plain(currency, minor);
        g_autofree char *wrong = money_read(text, currency, &back);
        if (wrong || back != minor)
            fail_msg("%s: %s", text, wrong ? wrong : "another");
        g_autofree char *wrong_plain = money_read(plain, currency, &back);
        if (wrong_plain || back != minor)
            fail_msg("%s: %s", plain, wrong_plain ? wrong_plain : "another");
    }
}

static void test_minutes(void **state)
{
    static const struct {
        int64_t minutes, hour, wanted;
    } rows[] = {
        {60, 12000, 12000},
        {25, 12000, 5000},
        {1, 100, 2}, /* 1.67 */
        {1, 90, 2},
        {-1, 90, -2}, /* 1.5 */
        {1, 89, 1},
        {-1, 89, -1}, /* 1.48 */
        {1, 29, 0},
        {1, 30, 1},
        {1, -30, -1},
        {0, 12000, 0},
        {90, 0, 0},
        /* the product is more than 64 bits, what it costs is not */
        {INT64_C(60000000000), 1000000, INT64_C(1000000000000000)},
        {INT64_C(6000000000000), 10000, INT64_C(1000000000000000)},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t minor = -1;
        assert_true(money_of_minutes(rows[i].minutes, rows[i].hour, &minor));
        if (minor != rows[i].wanted)
            fail_msg("%zu: %" G_GINT64_FORMAT, i, minor);
    }
    int64_t minor = 7;
    assert_false(money_of_minutes(INT64_MAX, INT64_MAX, &minor));
    assert_false(money_of_minutes(INT64_MIN, INT64_MAX, &minor));
    assert_false(money_of_minutes(61, MONEY_MAX, &minor));
    assert_int_equal(minor, 7);
}

static void test_add(void **state)
{
    int64_t sum = INT64_MAX - 1;

    assert_true(money_add(&sum, 1));
    assert_false(money_add(&sum, 1));
    assert_true(sum == INT64_MAX);
    assert_true(money_add(&sum, -INT64_MAX));
    assert_true(sum == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_currencies), cmocka_unit_test(test_read),
        cmocka_unit_test(test_write),      cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_minutes),    cmocka_unit_test(test_add),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
