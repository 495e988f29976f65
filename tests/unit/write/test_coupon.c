/* test_coupon: texts of coupons: found however people write them, and never
 * taken for ours when they are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "write/coupon.h"

static const secret_key site = {{1, 2, 3}}, other = {{4}};

static void test_made(void **state)
{
    g_autofree char *one = coupon_make(&site), *two = coupon_make(&site);
    g_autofree char *key = coupon_key(&site, one);
    g_autofree char *elsewhere = coupon_key(&other, one);

    assert_true(
        g_regex_match_simple("^PC(-[0-9A-HJKMNP-TV-Z]{4}){4}$", one, 0, 0));
    assert_string_not_equal(one, two);
    assert_true(coupon_check(&site, one));
    assert_false(coupon_check(&other, one));
    assert_string_not_equal(key, elsewhere);
    assert_null(strstr(key, "PC"));
    assert_int_equal(strlen(key), 32);
}

/* Each letter counts. */
static void test_forged(void **state)
{
    g_autofree char *one = coupon_make(&site);

    for (size_t i = 3; one[i]; i++) {
        char was = one[i];
        if (was == '-')
            continue;
        one[i] = was == 'Z' ? 'Y' : 'Z';
        assert_false(coupon_check(&site, one));
        one[i] = was;
    }
    assert_true(coupon_check(&site, one));
}

static void test_found(void **state)
{
    static const struct {
        const char *text, *coupon; /* NULL: none */
    } rows[] = {
        {"PC-7KQ2-M9XD-04TR-Y1ZC", "PC-7KQ2-M9XD-04TR-Y1ZC"},
        {"use pc-7kq2-m9xd-o4tr-ylzc please", "PC-7KQ2-M9XD-04TR-Y1ZC"},
        {"PC 7KQ2 M9XD 04TR Y1ZC.", "PC-7KQ2-M9XD-04TR-Y1ZC"},
        {"(PC-7KQ2M9XD04TRY1ZC)", "PC-7KQ2-M9XD-04TR-Y1ZC"},
        {"PC-7KQ2-M9XD-04TR-Y1Z", NULL},
        {"PC-7KQ2-M9XD-04TR-Y1ZCX", NULL},
        {"MYPC-7KQ2-M9XD-04TR-Y1ZC", NULL},
        {"PC-7KQ2-M9XD-04TR-Y1ZU", NULL},
        {"my PC is broken", NULL},
        {"", NULL},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) all = coupon_find(rows[i].text);
        assert_int_equal(all->len, rows[i].coupon ? 1 : 0);
        if (rows[i].coupon)
            assert_string_equal(all->pdata[0], rows[i].coupon);
    }
}

static void test_many(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *one = coupon_make(&site);

    for (int i = 0; i < 20; i++) {
        g_autofree char *next = coupon_make(&site);
        g_string_append_printf(text, "%s %s\n", one, next);
    }
    g_autoptr(GPtrArray) all = coupon_find(text->str);
    assert_int_equal(all->len, COUPON_FOUND_MAX);
    assert_string_equal(all->pdata[0], one);
}

static int setup(void **state)
{
    return secret_init(NULL) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made), cmocka_unit_test(test_forged),
        cmocka_unit_test(test_found), cmocka_unit_test(test_many)};

    return cmocka_run_group_tests(tests, setup, NULL);
}
