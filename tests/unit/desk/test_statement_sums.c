/* test_statement_sums: whatever is booked, corrected and billed in whatever
 * periods: nothing is lost, nothing is billed twice. SEED=N repeats a run, WORLDS=N
 * makes more of them. */
#include "lib/statement_fixture.h"

#include "base/money.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WORLDS     400
#define SERVICES   4
#define STATEMENTS 14
#define DAY        INT64_C(86400000)

/* ---- a random contract ---- */

typedef struct chance {
    GRand *rand;
    world w;
    int64_t rate; /* of all work; 0: there are several */
    int64_t start, now;
    int64_t sum_minor;
    int64_t used[SERVICES + 1], over[SERVICES + 1], granted[SERVICES + 1];
} chance;

static int pick(chance *c, int below)
{
    return g_rand_int_range(c->rand, 0, below);
}

static const char *const works[] = {"", "remote", "travel"};
static const char *const people[] = {"anna", "tom", "olga"};

static void random_rates(chance *c)
{
    world_rate(&c->w, 0, "", "2025-01-01",
               c->rate ? c->rate : 1 + pick(c, 20000));
    for (int i = pick(c, 6); i > 0 && !c->rate; i--)
        world_rate(&c->w, pick(c, SERVICES + 1), works[pick(c, 3)],
                   pick(c, 2) ? "2026-01-17" : "2026-03-03", pick(c, 20000));
}

static void random_services(chance *c)
{
    for (int i = 1; i <= SERVICES; i++)
        world_service(&c->w, i, "Service", pick(c, 2) ? pick(c, 500) : 0,
                      pick(c, 2));
}

/* Half of them correct another one, all of it or a part, on its day. */
static void random_booking(chance *c, int64_t from, int64_t to)
{
    const store_time *other =
        c->w.rows->len > 0 && pick(c, 3) == 0
            ? c->w.rows->pdata[pick(c, (int)c->w.rows->len)]
            : NULL;

    if (other && other->bill_min > 0) {
        int64_t part =
            pick(c, 2) ? other->bill_min : 1 + pick(c, (int)other->bill_min);
        world_add(&c->w, other->at_ms, other->ticket, other->service,
                  other->who, other->work, -part);
        return;
    }
    world_add(&c->w,
              from + (int64_t)(g_rand_double(c->rand) * (double)(to - from)),
              1 + pick(c, 20), 1 + pick(c, SERVICES), people[pick(c, 3)],
              works[pick(c, 3)], 1 + pick(c, 240));
}

/* ---- what holds of each statement ---- */

/* What the months have that no statement had, and that are before this one. */
static int64_t from_gap(const chance *c, const statement *t, guint i)
{
    const statement_service *s = t->services->pdata[i];
    const store_service *of = c->w.services->pdata[i];
    const store_statement_line *last =
        c->w.last_lines->len > 0 ? c->w.last_lines->pdata[i] : NULL;

    if (!of->carry)
        return 0;
    return s->carried_in_min - (last ? last->carried_out_min : 0);
}

static void check_services(chance *c, const statement *t)
{
    for (guint i = 0; i < t->services->len; i++) {
        const statement_service *s = t->services->pdata[i];
        assert_int_equal(s->granted_min + s->carried_in_min + s->over_min,
                         s->used_min + s->carried_out_min + s->lost_min);
        assert_true(s->carried_out_min >= 0);
        assert_true(s->lost_min >= 0);
        assert_true(s->carried_in_min >= 0);
        c->used[s->service] += s->used_min;
        c->over[s->service] += s->over_min;
        c->granted[s->service] += s->granted_min + from_gap(c, t, i);
    }
}

static void check_lines(const statement *t)
{
    int64_t lines = 0, min = 0, services = 0;

    for (guint i = 0; i < t->lines->len; i++) {
        const statement_line *l = t->lines->pdata[i];
        /* the nearest whole unit */
        int64_t off = 60 * l->minor - l->min * l->hour_minor;
        assert_true(off >= -30 && off <= 30);
        lines += l->minor;
        min += l->min;
    }
    for (guint i = 0; i < t->services->len; i++)
        services += ((statement_service *)t->services->pdata[i])->minor;
    assert_int_equal(lines, t->minor);
    assert_int_equal(services, t->minor);
    assert_int_equal(min, t->over_min - t->unpriced_min);
}

static void check_hours(const statement *t)
{
    int64_t tickets = 0, parts = 0, sums = 0, rows = 0;

    for (guint i = 0; i < t->tickets->len; i++) {
        const statement_sum *s = t->tickets->pdata[i];
        tickets += s->bill_min;
        for (guint k = 0; k < s->parts->len; k++)
            parts += ((statement_sum *)s->parts->pdata[k])->bill_min;
    }
    for (guint i = 0; i < t->works->len; i++)
        sums += ((statement_sum *)t->works->pdata[i])->bill_min;
    for (guint i = 0; i < t->rows->len; i++)
        rows += ((statement_row *)t->rows->pdata[i])->bill_min;
    assert_int_equal(tickets, t->bill_min);
    assert_int_equal(parts, t->bill_min);
    assert_int_equal(sums, t->bill_min);
    assert_int_equal(rows, t->bill_min);
}

static void send(chance *c, int64_t from, int64_t to)
{
    g_ptr_array_sort(c->w.rows, compare_times);
    g_autoptr(statement) t = world_draft(&c->w, from, to);

    check_services(c, t);
    check_lines(t);
    check_hours(t);
    assert_int_equal(t->before_minor, c->sum_minor);
    c->sum_minor += t->minor;
    world_keep(&c->w, t);
}

/* ---- what holds of all together ---- */

/* Each month that the contract has a part of, once. */
static int64_t months_of(const chance *c)
{
    int64_t first = prepaid_month_at(c->w.zone, c->start), n = 0;
    int64_t last = prepaid_month_at(c->w.zone, c->now - 1);

    for (int64_t m = first; m <= last; m++)
        n += c->w.contract.until_ms == 0 ||
             prepaid_month_start(c->w.zone, m) < c->w.contract.until_ms;
    return n;
}

static void check_rows(const chance *c)
{
    int64_t used[SERVICES + 1] = {0};

    for (guint i = 0; i < c->w.rows->len; i++) {
        const store_time *row = c->w.rows->pdata[i];
        assert_int_not_equal(row->statement, 0); /* world_keep: not in two */
        used[row->service] += row->bill_min;
    }
    for (int i = 1; i <= SERVICES; i++)
        assert_int_equal(used[i], c->used[i]);
}

/* By month and service, no more was given back than was taken. */
static void check_nothing_below_zero(const chance *c, const store_service *s)
{
    g_autoptr(GHashTable) over =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    GHashTableIter iter;
    gpointer value;

    for (guint i = 0; i < c->w.rows->len; i++) {
        const store_time *row = c->w.rows->pdata[i];
        int64_t month = prepaid_month_at(c->w.zone, row->at_ms);
        if (row->service != s->id)
            continue;
        int64_t *sum = g_hash_table_lookup(over, &month);
        if (!sum) {
            sum = g_new0(int64_t, 1);
            g_hash_table_insert(over, g_memdup2(&month, sizeof month), sum);
        }
        *sum += row->over_min;
    }
    for (g_hash_table_iter_init(&iter, over);
         g_hash_table_iter_next(&iter, NULL, &value);)
        assert_true(*(int64_t *)value >= 0);
}

static void check_services_at_end(const chance *c)
{
    for (guint i = 0; i < c->w.services->len; i++) {
        const store_service *s = c->w.services->pdata[i];
        const store_statement_line *last = c->w.last_lines->pdata[i];
        if (s->carry) /* else months without a statement are lost */
            assert_int_equal(c->granted[s->id], s->prepaid_min * months_of(c));
        else
            assert_true(c->granted[s->id] <= s->prepaid_min * months_of(c));
        if (s->prepaid_min == 0)
            assert_int_equal(c->over[s->id], c->used[s->id]);
        else
            check_nothing_below_zero(c, s);
        if (s->prepaid_min > 0 && s->carry) /* nothing is lost */
            assert_int_equal(c->granted[s->id] + c->over[s->id],
                             c->used[s->id] + last->carried_out_min);
    }
}

/* Where all work costs the same, and no half units come up. */
static void check_money(const chance *c)
{
    int64_t over = 0, exact = 0;

    for (int i = 1; i <= SERVICES; i++)
        over += c->over[i];
    assert_true(money_of_minutes(over, c->rate, &exact));
    assert_int_equal(c->sum_minor, exact);
}

static void live(chance *c)
{
    int n = 2 + pick(c, STATEMENTS);

    c->start = c->now = world_at(&c->w, "2025-12-10") + pick(c, 40) * DAY;
    c->w.contract.from_ms = c->start;
    if (pick(c, 3) == 0)
        c->w.contract.until_ms = c->start + pick(c, 400) * DAY;
    for (int i = 0; i < n; i++) {
        /* a month, or any days; some of these leave out what was before */
        int64_t month = prepaid_month_at(c->w.zone, c->now);
        int64_t to = pick(c, 2) ? prepaid_month_start(c->w.zone, month + 1)
                                : c->now + (1 + pick(c, 70)) * DAY;
        int64_t from = c->now + (pick(c, 4) == 0 ? (to - c->now) / 2 : 0);
        for (int k = pick(c, 30); k > 0; k--)
            random_booking(c, c->start - 20 * DAY, to);
        c->now = to;
        if (i + 1 == n || pick(c, 4) > 0)
            send(c, from, to);
        if (pick(c, 5) == 0) /* once more, of what was before */
            send(c, from - 30 * DAY, from);
    }
    send(c, c->now - DAY, c->now);
}

static void one_world(guint32 seed)
{
    static const char *const zones[] = {"Europe/Oslo", "UTC",
                                        "America/New_York", "Asia/Tokyo"};
    chance c = {.rand = g_rand_new_with_seed(seed)};

    world_init(&c.w, zones[pick(&c, 4)]);
    c.rate = pick(&c, 2) ? 60 * (1 + pick(&c, 300)) : 0;
    random_services(&c);
    random_rates(&c);
    live(&c);
    check_rows(&c);
    check_services_at_end(&c);
    if (c.rate)
        check_money(&c);
    world_clear(&c.w);
    g_rand_free(c.rand);
}

static guint32 number(const char *name, guint32 otherwise)
{
    const char *text = getenv(name);

    return text ? (guint32)strtoul(text, NULL, 10) : otherwise;
}

static guint32 world_seed;

static void test_worlds(void **state)
{
    guint32 seed = number("SEED", g_random_int());
    guint32 worlds = number("WORLDS", getenv("SEED") ? 1 : WORLDS);

    for (world_seed = seed; world_seed != seed + worlds; world_seed++)
        one_world(world_seed);
    print_message("seeds %u to %u\n", seed, world_seed - 1);
}

/* The one that failed, if one did. */
static int say_seed(void **state)
{
    print_message("seed %u\n", world_seed);
    return 0;
}

/* ---- a minute at a time ---- */

/* The rules once more, so slowly that nothing can be wrong: each minute of each
 * booking of a month takes one that is prepaid, or goes beyond; each minute that is
 * taken back is the last that went beyond, else one more is there. */
static int64_t beyond_by_minutes(const GPtrArray *rows, int64_t prepaid)
{
    int64_t left = prepaid, beyond = 0;

    for (guint i = 0; i < rows->len; i++) {
        const store_time *row = rows->pdata[i];
        for (int64_t k = 0; k < ABS(row->bill_min); k++) {
            if (row->bill_min > 0 && left > 0)
                left--;
            else if (row->bill_min > 0)
                beyond++;
            else if (beyond > 0)
                beyond--;
            else
                left++;
        }
    }
    return beyond;
}

static void test_minutes(void **state)
{
    guint32 seed = number("SEED", g_random_int());
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);

    print_message("seed %u\n", seed);
    for (int i = 0; i < 500; i++) {
        g_auto(world) w;
        int64_t prepaid = 1 + g_rand_int_range(rand, 0, 300);
        world_init(&w, "Europe/Oslo");
        w.contract.from_ms = world_at(&w, "2026-10-01");
        world_service(&w, 1, "Support", prepaid, false);
        for (int k = g_rand_int_range(rand, 0, 30); k > 0; k--)
            world_add(&w,
                      w.contract.from_ms + g_rand_int_range(rand, 0, 30) * DAY,
                      1, 1, "anna", "", g_rand_int_range(rand, -60, 90));
        g_ptr_array_sort(w.rows, compare_times);
        g_autoptr(statement) t = world_draft(&w, world_at(&w, "2026-10-01"),
                                             world_at(&w, "2026-11-01"));
        assert_int_equal(t->over_min, beyond_by_minutes(w.rows, prepaid));
    }
}

/* ---- a million rows ---- */

#define MILLION 1000000

/* By adding, 60 times the amount. */
static void test_million(void **state)
{
    g_auto(world) w;
    int64_t exact = 0, min = 0;
    static const int64_t prices[] = {9999, 12345, 7};

    world_init(&w, "Europe/Oslo");
    world_service(&w, 1, "Support", 0, false);
    for (int i = 0; i < 3; i++)
        world_rate(&w, 0, works[i], "2026-01-01", prices[i]);
    for (int i = 0; i < MILLION; i++) {
        int64_t n = 1 + i % 7;
        world_add(&w, world_at(&w, "2026-10-01") + i * INT64_C(2000), i % 1000,
                  1, people[i % 2], works[i % 3], n);
        exact += n * prices[i % 3];
        min += n;
    }
    clock_t begin = clock();
    g_autoptr(statement) t =
        world_draft(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    print_message("%d rows: %.2f s\n", MILLION,
                  (double)(clock() - begin) / CLOCKS_PER_SEC);
    assert_int_equal(t->rows->len, MILLION);
    assert_int_equal(t->bill_min, min);
    assert_int_equal(t->over_min, min);
    check_lines(t);
    check_hours(t);
    /* three lines: so many half units is all that the whole is off */
    assert_int_equal(t->lines->len, 3);
    assert_true(ABS(60 * t->minor - exact) <= 3 * 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_worlds, say_seed),
        cmocka_unit_test(test_minutes),
        cmocka_unit_test(test_million),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
