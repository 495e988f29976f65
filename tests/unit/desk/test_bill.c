/* test_bill: which rate holds, what bookings and corrections are charged, and that
 * their sum depends on nothing but what is left of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/bill.h"

#define DAY INT64_C(86400000)

/* Service 1 in steps of 15 minutes, 2 in none, of contract 7; 3 of contract 8. */
static store_service services[] = {
    {.id = 1, .contract = 7, .round_min = 15},
    {.id = 2, .contract = 7},
    {.id = 3, .contract = 8, .round_min = 1},
};

#define RATE(of, in, type, day, how, norm, percent)                   \
    {                                                                 \
        .contract = of, .service = in, .work = (char *)type,          \
        .from_ms = (day)*DAY, .mode = STORE_RATE_##how, .minor = 100, \
        .norm_min = norm, .factor_pct = percent                       \
    }
static store_rate rates[] = {
    RATE(7, 0, "", 0, ACTUAL, 0, 100),
    RATE(7, 0, "travel", 0, ACTUAL, 0, 50),
    RATE(7, 0, "setup", 0, NORM, 60, 100),
    RATE(7, 0, "setup", 20, NORM, 90, 100),
    RATE(7, 0, "setup", 30, ACTUAL, 0, 100),
    RATE(7, 1, "night", 0, ACTUAL, 0, 150),
    RATE(7, 1, "night", 20, ACTUAL, 0, 133),
    RATE(7, 2, "", 10, ACTUAL, 0, 33),
};

static GPtrArray *pointers(void *all, size_t each, size_t count)
{
    GPtrArray *out = g_ptr_array_new();

    for (size_t i = 0; i < count; i++)
        g_ptr_array_add(out, (char *)all + i * each);
    return out;
}

typedef struct desk {
    GPtrArray *services, *rates;
    bill_terms terms;
    GPtrArray *rows; /* store_time*, all of one ticket */
} desk;

static desk desk_new(void)
{
    desk d = {.services = pointers(services, sizeof services[0],
                                   G_N_ELEMENTS(services)),
              .rates = pointers(rates, sizeof rates[0], G_N_ELEMENTS(rates)),
              .rows = g_ptr_array_new_with_free_func(g_free)};

    d.terms = (bill_terms){d.services, d.rates};
    return d;
}

static void desk_free(desk *d)
{
    g_ptr_array_unref(d->services);
    g_ptr_array_unref(d->rates);
    g_ptr_array_unref(d->rows);
}

static store_time *book(desk *d, int64_t service, const char *work, int day,
                        int64_t min, int64_t corrects)
{
    store_time *t = g_new0(store_time, 1);

    t->id = d->rows->len + 1;
    t->service = service;
    t->work = (char *)work;
    t->at_ms = day * DAY + DAY / 2;
    t->min = min;
    t->corrects = corrects;
    t->bill_min = bill_minutes(d->rows, &d->terms, t);
    g_ptr_array_add(d->rows, t);
    return t;
}

static void test_rate(void **state)
{
    static const struct {
        int64_t service;
        const char *work;
        int day, rate; /* index, -1: none */
    } rows[] = {
        {1, "", 5, 0},
        {1, "support", 5, 0},
        {1, "travel", 5, 1},
        {1, "setup", 5, 2},
        {1, "setup", 19, 2},
        {1, "setup", 20, 3},
        {1, "setup", 40, 4},
        {1, "night", 5, 5},
        {1, "night", 25, 6},
        {2, "night", 5, 0},
        {2, "night", 10, 7},
        {2, "travel", 9, 1},
        {2, "travel", 10, 7} /* the service's before the contract's */,
        {3, "", 5, -1},
        {0, "", 5, -1},
        {9, "", 5, -1},
        {1, "", -1, -1},
    };
    desk d = desk_new();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const store_rate *r = bill_rate(&d.terms, rows[i].service, rows[i].work,
                                        rows[i].day * DAY);
        const store_rate *is = rows[i].rate < 0 ? NULL : &rates[rows[i].rate];
        if (r != is)
            fail_msg("row %zu: rate %d, not %d", i, r ? (int)(r - rates) : -1,
                     rows[i].rate);
    }
    desk_free(&d);
}

/* What one booking is charged. */
static void test_actual(void **state)
{
    static const struct {
        int64_t service;
        const char *work;
        int day;
        int64_t min, bill;
    } rows[] = {
        {1, "", 5, 1, 15},
        {1, "", 5, 15, 15},
        {1, "", 5, 16, 30},
        {1, "travel", 5, 1, 8}, /* 7.5: half up */
        {1, "travel", 5, 30, 15},
        {1, "night", 5, 10, 23} /* 22.5 */,
        {1, "night", 25, 10, 20} /* 19.95 */,
        {2, "", 5, 7, 7},
        {2, "", 12, 1, 0} /* 0.33 */,
        {2, "", 12, 2, 1} /* 0.66 */,
        {3, "", 5, 7, 7},
        {0, "", 5, 7, 7},
        {9, "", 5, 7, 7},
        {1, "setup", 5, 7, 60},
        {1, "setup", 25, 7, 90},
        {1, "setup", 35, 7, 15},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        desk d = desk_new();
        int64_t is =
            book(&d, rows[i].service, rows[i].work, rows[i].day, rows[i].min, 0)
                ->bill_min;
        if (is != rows[i].bill)
            fail_msg("row %zu: %d, not %d", i, (int)is, (int)rows[i].bill);
        desk_free(&d);
    }
}

static void test_corrections(void **state)
{
    desk d = desk_new();

    book(&d, 1, "", 5, 40, 0);
    assert_int_equal(book(&d, 1, "", 5, -10, 1)->bill_min,
                     -15);                                     /* 30 are left */
    assert_int_equal(book(&d, 1, "", 5, -14, 1)->bill_min, 0); /* 16: 30 */
    assert_int_equal(book(&d, 1, "", 5, -16, 1)->bill_min, -30);
    /* the norm, once, until nothing is left */
    assert_int_equal(book(&d, 1, "setup", 5, 10, 0)->bill_min, 60);
    assert_int_equal(book(&d, 1, "setup", 6, 200, 0)->bill_min, 0);
    assert_int_equal(book(&d, 1, "setup", 6, -10, 5)->bill_min, 0);
    assert_int_equal(book(&d, 1, "setup", 6, -199, 6)->bill_min, 0);
    assert_int_equal(book(&d, 1, "setup", 6, -1, 6)->bill_min, -60);
    assert_int_equal(book(&d, 1, "setup", 25, 5, 0)->bill_min, 90);
    /* another service has a norm of its own */
    assert_int_equal(book(&d, 2, "setup", 5, 5, 0)->bill_min, 60);
    desk_free(&d);
}

/* Rates that change afterwards: what was charged is what is given back. */
static void test_exact_back(void **state)
{
    desk d = desk_new();
    store_rate was = rates[0], norm = rates[2];

    book(&d, 1, "", 5, 40, 0);
    book(&d, 1, "setup", 5, 40, 0);
    rates[0].factor_pct = 200;
    rates[2].norm_min = 10;
    assert_int_equal(book(&d, 1, "", 5, -40, 1)->bill_min, -45);
    assert_int_equal(book(&d, 1, "setup", 5, -40, 2)->bill_min, -60);
    book(&d, 1, "", 5, 40, 0); /* 90 */
    rates[0].factor_pct = 10;
    assert_int_equal(book(&d, 1, "", 5, -25, 5)->bill_min, -3);
    assert_int_equal(book(&d, 1, "", 5, -15, 5)->bill_min, -87);
    /* never more than was charged */
    assert_int_equal(book(&d, 1, "", 5, 40, 0)->bill_min, 5);
    rates[0].factor_pct = 200;
    assert_int_equal(book(&d, 1, "", 5, -25, 8)->bill_min, -5);
    assert_int_equal(book(&d, 1, "", 5, -15, 8)->bill_min, 0);
    rates[0] = was;
    rates[2] = norm;
    desk_free(&d);
}

/* ---- any sequence ---- */

/* What all is charged that is left, counted anew from nothing. */
static int64_t anew(const desk *d)
{
    desk e = desk_new();
    int64_t sum = 0;

    for (guint i = 0; i < d->rows->len; i++) {
        const store_time *t = d->rows->pdata[i];
        int64_t left = t->corrects ? 0 : bill_left(d->rows, t);
        if (left > 0)
            sum += book(&e, t->service, t->work, (int)(t->at_ms / DAY), left, 0)
                       ->bill_min;
    }
    desk_free(&e);
    return sum;
}

static void one_step(desk *d, GRand *r)
{
    static const char *const works[] = {"", "travel", "setup", "night"};
    const store_time *t =
        d->rows->len > 0
            ? d->rows->pdata[g_rand_int_range(r, 0, (int)d->rows->len)]
            : NULL;
    int64_t left = t && !t->corrects ? bill_left(d->rows, t) : 0;

    if (left > 0 && g_rand_int_range(r, 0, 2) == 0)
        book(d, t->service, t->work, (int)(t->at_ms / DAY),
             g_rand_boolean(r) ? -left
                               : -(1 + g_rand_int_range(r, 0, (int)left)),
             t->id);
    else
        book(d, g_rand_int_range(r, 0, 4), works[g_rand_int_range(r, 0, 4)],
             g_rand_int_range(r, 0, 40), 1 + g_rand_int_range(r, 0, 100), 0);
}

static void test_any_sequence(void **state)
{
    g_autoptr(GRand) r = g_rand_new_with_seed(12);

    for (int k = 0; k < 300; k++) {
        desk d = desk_new();
        int64_t sum = 0;
        for (int i = 0; i < 60; i++) {
            one_step(&d, r);
            sum += ((store_time *)d.rows->pdata[d.rows->len - 1])->bill_min;
            if (sum != anew(&d))
                fail_msg("sequence %d, step %d: %d is charged, %d is left", k,
                         i, (int)sum, (int)anew(&d));
        }
        desk_free(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rate), cmocka_unit_test(test_actual),
        cmocka_unit_test(test_corrections), cmocka_unit_test(test_exact_back),
        cmocka_unit_test(test_any_sequence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
