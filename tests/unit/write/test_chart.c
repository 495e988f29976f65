/* test_chart: pictures of numbers: what is drawn, and that it is drawn alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "write/chart.h"
#include "write/picture.h"

#include <stdbool.h>
#include <stdlib.h>

static const char *const labels[] = {"Mon 1", "Tue 2", "Wed 3", "Thu 4",
                                     "Fri 5", "Sat 6", "Sun 7"};

/* For looking at: CHART_DIR=FOLDER. */
static void write_file(const char *name, GBytes *png)
{
    const char *folder = getenv("CHART_DIR");
    gsize size;
    const char *data = g_bytes_get_data(png, &size);

    if (!folder)
        return;
    g_autofree char *path = g_strdup_printf("%s/%s.png", folder, name);
    g_file_set_contents(path, data, (gssize)size, NULL);
}

static void is_picture(GBytes *png, uint32_t wide)
{
    gsize size;
    const uint8_t *data = g_bytes_get_data(png, &size);
    uint32_t width, height;

    assert_true(picture_size(data, size, &width, &height));
    assert_int_equal(width, wide);
    assert_true(height > 100 && height < 1200);
    assert_true(size < 150000);
}

/* No font on this machine: nothing is drawn, and nothing breaks. */
static bool has_fonts(void)
{
    const int64_t one = 1;
    const chart_series s = {"a", &one};
    const chart_lines c = {labels, 1, &s, 1};
    g_autoptr(GBytes) png = chart_lines_png(&c);

    return png != NULL;
}

static void test_lines(void **state)
{
    static const struct {
        const char *name;
        unsigned points, count;
        int64_t values[3][7];
    } rows[] = {
        {"week",
         7,
         3,
         {{12, 14, 9, 16, 11, 2, 1},
          {10, 12, 13, 11, 15, 3, 0},
          {31, 33, 29, 34, 30, 29, 30}}},
        {"nothing", 7, 3, {{0}, {0}, {0}}},
        {"one", 1, 1, {{5}}},
        {"same", 7, 2, {{3, 3, 3, 3, 3, 3, 3}, {3, 3, 3, 3, 3, 3, 3}}},
        {"huge", 2, 1, {{INT64_MAX, 7}}},
        {"below", 2, 1, {{INT64_MIN, 7}}},
        {"large", 3, 2, {{123456, 234567, 99999}, {1000000, 2, 3}}},
    };

    if (!has_fonts())
        skip();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const chart_series series[] = {{"opened", rows[i].values[0]},
                                       {"closed", rows[i].values[1]},
                                       {"open", rows[i].values[2]}};
        const chart_lines c = {labels, rows[i].points, series, rows[i].count};
        g_autoptr(GBytes) png = chart_lines_png(&c);
        g_autoptr(GBytes) again = chart_lines_png(&c);
        is_picture(png, 2 * CHART_WIDE);
        assert_true(g_bytes_equal(png, again));
        write_file(rows[i].name, png);
    }
}

static void test_numbers_change_it(void **state)
{
    int64_t values[7] = {1, 2, 3, 4, 5, 6, 7};
    const chart_series s = {"opened", values};
    const chart_lines c = {labels, 7, &s, 1};

    if (!has_fonts())
        skip();
    g_autoptr(GBytes) before = chart_lines_png(&c);
    values[3] = 5;
    g_autoptr(GBytes) after = chart_lines_png(&c);
    assert_false(g_bytes_equal(before, after));
}

static void test_field(void **state)
{
    char *hours[24];
    int64_t values[7 * 24] = {0};

    if (!has_fonts())
        skip();
    for (int i = 0; i < 24; i++)
        hours[i] = g_strdup_printf("%d", i);
    for (int most = 0; most < 3; most++) {
        static const int64_t tops[] = {0, 9, 123456};
        for (int i = 0; i < 7 * 24; i++)
            values[i] = tops[most] * ((i * 37) % 100) / 100;
        const chart_field c = {labels, (const char *const *)hours, 7, 24,
                               values};
        g_autoptr(GBytes) png = chart_field_png(&c);
        g_autofree char *name = g_strdup_printf("field%d", most);
        is_picture(png, 2 * CHART_WIDE);
        write_file(name, png);
    }
    for (int i = 0; i < 24; i++)
        g_free(hours[i]);
}

/* What cannot be drawn is not. */
static void test_limits(void **state)
{
    const int64_t value = 1;
    const chart_series s = {"a", &value};
    const chart_lines lines[] = {{labels, 0, &s, 1},
                                 {labels, CHART_POINTS_MAX + 1, &s, 1},
                                 {labels, 1, &s, 0},
                                 {labels, 1, &s, CHART_SERIES_MAX + 1}};
    const chart_field fields[] = {
        {labels, labels, 0, 1, &value},
        {labels, labels, 1, 0, &value},
        {labels, labels, CHART_CELLS_MAX + 1, 1, &value}};

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        assert_null(chart_lines_png(&lines[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        assert_null(chart_field_png(&fields[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_numbers_change_it),
        cmocka_unit_test(test_field),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
