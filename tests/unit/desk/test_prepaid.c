/* test_prepaid: what is left of prepaid minutes, and what goes beyond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "desk/prepaid.h"

#define DAY INT64_C(86400000)

static int64_t at_of(GTimeZone *zone, const char *iso)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, zone);
    assert_non_null(t);
    return g_date_time_to_unix(t) * 1000;
}

static GTimeZone *oslo(void)
{
    GTimeZone *zone = g_time_zone_new_identifier("Europe/Oslo");
    assert_non_null(zone);
    return zone;
}

/* Rows as text: "2026-10-05 60, 2026-10-06 30 sent 10"; 10 of the last went
 * beyond. */
static GPtrArray *rows_of(GTimeZone *zone, const char *text)
{
    GPtrArray *rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_time_free);
    g_auto(GStrv) parts = g_strsplit(text, ", ", -1);

    for (guint i = 0; parts[i] && *parts[i]; i++) {
        char day[11] = "", sent[5] = "";
        int min = 0, over = 0;
        int n = sscanf(parts[i], "%10s %d %4s %d", day, &min, sent, &over);
        assert_true(n == 2 || n == 4);
        g_autofree char *iso = g_strconcat(day, "T12:00:00", NULL);
        store_time *row = g_new0(store_time, 1);
        row->id = i + 1;
        row->at_ms = at_of(zone, iso);
        row->bill_min = min;
        row->statement = n == 4 ? 1 : 0;
        row->over_min = over;
        g_ptr_array_add(rows, row);
    }
    return rows;
}

typedef struct prepaid_row {
    const char *name;
    int month_min;
    bool carry;
    const char *from, *until; /* of the contract; NULL */
    const char *reached;      /* NULL: no statement was sent */
    int carried;
    const char *rows, *to; /* to: the first day outside */
    /* "2026-10 granted 600 in 0 used 90 over 0 left 510", "; " between; then
     * what is carried out, and what of each row went beyond */
    const char *wanted;
} prepaid_row;

static const prepaid_row table[] = {
    {"one month", 600, false, "2026-10-01", NULL, NULL, 0,
     "2026-10-05 60, 2026-10-20 30", "2026-11-01",
     "2026-10 600+0-90+0=510; out 0; 0 0"},
    {"carries", 600, true, "2026-10-01", NULL, NULL, 0,
     "2026-10-05 60, 2026-10-20 30", "2026-11-01",
     "2026-10 600+0-90+0=510; out 510; 0 0"},
    {"beyond, within a row", 100, false, "2026-10-01", NULL, NULL, 0,
     "2026-10-05 60, 2026-10-20 60, 2026-10-21 10", "2026-11-01",
     "2026-10 100+0-130+30=0; out 0; 0 20 10"},
    {"three months that carry", 100, true, "2026-10-01", NULL, NULL, 0,
     "2026-10-05 60, 2026-11-20 120, 2026-12-21 130", "2027-01-01",
     "2026-10 100+0-60+0=40; 2026-11 100+40-120+0=20;"
     " 2026-12 100+20-130+10=0; out 0; 0 0 10"},
    {"three months that do not", 100, false, "2026-10-01", NULL, NULL, 0,
     "2026-10-05 60, 2026-11-20 120, 2026-12-21 130", "2027-01-01",
     "2026-10 100+0-60+0=40; 2026-11 100+0-120+20=0;"
     " 2026-12 100+0-130+30=0; out 0; 0 20 30"},
    {"parts of months count whole", 100, true, "2026-10-30", "2026-11-02", NULL,
     0, "2026-10-31 10", "2027-01-01",
     "2026-10 100+0-10+0=90; 2026-11 100+90-0+0=190;"
     " 2026-12 0+190-0+0=190; out 190; 0"},
    {"goes on from a statement", 100, true, "2026-01-01", NULL, "2026-11-01",
     40, "2026-10-05 60 sent 0, 2026-11-20 150", "2026-12-01",
     "2026-11 100+40-150+10=0; out 0; 0 10"},
    {"a month without a statement", 100, true, "2026-01-01", NULL, "2026-10-01",
     0, "2026-11-20 150", "2026-12-01",
     "2026-10 100+0-0+0=100; 2026-11 100+100-150+0=50; out 50; 0"},
    {"within a month nothing is lost, nor granted twice", 100, false,
     "2026-10-01", NULL, "2026-10-15", 70, "2026-10-20 80", "2026-11-01",
     "2026-10 0+70-80+10=0; out 0; 10"},
    {"ends within a month", 100, false, "2026-10-01", NULL, NULL, 0,
     "2026-10-05 30, 2026-10-20 80", "2026-10-15",
     "2026-10 100+0-30+0=70; out 70; 0 0"},
    {"worked before, booked late", 100, false, "2026-10-01", NULL, "2026-11-01",
     0, "2026-10-05 30, 2026-11-20 80", "2026-12-01",
     "2026-11 100+0-110+10=0; out 0; 0 10"},
    {"takes back what went beyond in its month", 100, false, "2026-10-01", NULL,
     "2026-11-01", 0, "2026-10-05 130 sent 30, 2026-10-05 -50", "2026-12-01",
     "2026-11 100+0--50+-30=120; out 0; 0 -30"},
    {"and not in another", 100, false, "2026-09-01", NULL, "2026-11-01", 0,
     "2026-09-05 130 sent 30, 2026-10-05 50 sent 0, 2026-10-05 -50",
     "2026-12-01", "2026-11 100+0--50+0=150; out 0; 0 0 0"},
    {"what was taken back is not taken back again", 100, false, "2026-09-01",
     NULL, "2026-11-01", 0,
     "2026-10-05 130 sent 30, 2026-10-05 -20 sent -20, 2026-10-05 -20",
     "2026-12-01", "2026-11 100+0--20+-10=110; out 0; 0 0 -10"},
    {"within a month a correction undoes its row", 100, false, "2026-10-01",
     NULL, NULL, 0, "2026-10-05 90, 2026-10-06 30, 2026-10-06 -30",
     "2026-11-01", "2026-10 100+0-90+0=10; out 0; 0 20 -20"},
    {"nothing prepaid: all is beyond", 0, false, "2026-10-01", NULL, NULL, 0,
     "2026-10-05 90, 2026-10-06 -30", "2026-11-01",
     "2026-10 0+0-60+60=0; out 0; 90 -30"},
    {"nothing prepaid: a credit", 0, false, "2026-10-01", NULL, "2026-11-01", 0,
     "2026-10-06 -30", "2026-12-01", "2026-11 0+0--30+-30=0; out 0; -30"},
    {"carried, though nothing is prepaid any more", 0, true, "2026-10-01", NULL,
     "2026-11-01", 20, "2026-11-06 30", "2026-12-01",
     "2026-11 0+20-30+10=0; out 0; 10"},
    {"a period that is in statements already", 100, true, "2026-09-01", NULL,
     "2026-12-01", 15, "2026-10-06 20", "2026-11-01",
     "2026-10 0+15-20+5=0; out 0; 5"},
    {"no first day: from the first work", 100, true, NULL, NULL, NULL, 0,
     "2026-10-06 20", "2026-12-01",
     "2026-10 100+0-20+0=80; 2026-11 100+80-0+0=180; out 180; 0"},
    {"no first day, no work", 100, true, NULL, NULL, NULL, 0, "", "2026-12-01",
     "2026-11 100+0-0+0=100; out 100; "},
};

#define INT "%" G_GINT64_FORMAT

static char *said(const prepaid_terms *t, const GPtrArray *rows, int64_t to)
{
    g_autofree int64_t *over = g_new0(int64_t, rows->len + 1);
    g_autoptr(GArray) months = prepaid_walk(t, rows, to, over);
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = 0; i < months->len; i++) {
        const prepaid_month *m = &g_array_index(months, prepaid_month, i);
        g_autofree char *name = prepaid_month_write(m->month);
        g_string_append_printf(out,
                               "%s " INT "+" INT "-" INT "+" INT "=" INT "; ",
                               name, m->granted_min, m->carried_in_min,
                               m->used_min, m->over_min, m->left_min);
    }
    g_string_append_printf(out, "out " INT "; ",
                           prepaid_carried_out(t, months, to));
    for (guint i = 0; i < rows->len; i++)
        g_string_append_printf(out, "%s" INT, i > 0 ? " " : "", over[i]);
    return g_strdup(out->str);
}

static int64_t day_of(GTimeZone *zone, const char *day)
{
    g_autofree char *iso = day ? g_strconcat(day, "T00:00:00", NULL) : NULL;

    return iso ? at_of(zone, iso) : 0;
}

static prepaid_terms terms_of(const prepaid_row *r, GTimeZone *zone)
{
    return (prepaid_terms){
        .month_min = r->month_min,
        .carry = r->carry,
        .from_ms = day_of(zone, r->from),
        .until_ms = day_of(zone, r->until),
        .zone = zone,
        .reached_ms = day_of(zone, r->reached),
        .carried_min = r->carried,
    };
}

static void test_table(void **state)
{
    g_autoptr(GTimeZone) zone = oslo();

    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        const prepaid_row *r = &table[i];
        prepaid_terms t = terms_of(r, zone);
        g_autoptr(GPtrArray) rows = rows_of(zone, r->rows);
        g_autofree char *is = said(&t, rows, day_of(zone, r->to));
        if (strcmp(is, r->wanted) != 0)
            fail_msg("%s:\n  %s\nnot\n  %s", r->name, is, r->wanted);
    }
}

static void test_months(void **state)
{
    g_autoptr(GTimeZone) zone = oslo();
    int64_t month = prepaid_month_read("2026-10");
    g_autofree char *back = prepaid_month_write(month);

    assert_string_equal(back, "2026-10");
    assert_int_equal(prepaid_month_read("2026-13"), -1);
    assert_int_equal(prepaid_month_read("2026-1"), -1);
    assert_int_equal(prepaid_month_read("2026-10-01"), -1);
    assert_int_equal(prepaid_month_read("october"), -1);
    /* summer time ends in this month */
    int64_t from = prepaid_month_start(zone, month);
    int64_t to = prepaid_month_start(zone, month + 1);
    assert_true(to - from == 31 * DAY + DAY / 24);
    assert_int_equal(prepaid_month_at(zone, from), month);
    assert_int_equal(prepaid_month_at(zone, to - 1), month);
    assert_int_equal(prepaid_month_at(zone, to), month + 1);
    assert_int_equal(prepaid_month_at(zone, from - 1), month - 1);
}

static void test_now(void **state)
{
    g_autoptr(GTimeZone) zone = oslo();
    g_autoptr(GPtrArray) rows =
        rows_of(zone, "2026-10-05 60, 2026-11-20 120, 2026-11-30 10");
    prepaid_terms t = {.month_min = 100,
                       .carry = true,
                       .zone = zone,
                       .from_ms = day_of(zone, "2026-10-01")};
    prepaid_month m = prepaid_at(&t, rows, day_of(zone, "2026-11-25"));

    assert_int_equal(m.month, prepaid_month_read("2026-11"));
    assert_int_equal(m.carried_in_min, 40);
    assert_int_equal(m.used_min, 130);
    assert_int_equal(m.left_min, 10);
    assert_int_equal(prepaid_percent(&m), 92);
    m.used_min = 280;
    assert_int_equal(prepaid_percent(&m), 200);
    m.used_min = -5;
    assert_int_equal(prepaid_percent(&m), 0);
    m.granted_min = m.carried_in_min = 0;
    assert_int_equal(prepaid_percent(&m), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_months),
        cmocka_unit_test(test_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
