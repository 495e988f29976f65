/* test_csv: tables as people's programs write them, and as somebody does who
 * wants to see the reader stumble. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"

/* Rows as "1:a|b 2:c|d", or what is wrong, as "!3: ...". */
static char *read_all(const char *text, size_t size)
{
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) rows = csv_read(text, size, wrong);
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < wrong->len; i++)
        g_string_append_printf(out, "!%s", (char *)wrong->pdata[i]);
    for (guint i = 0; rows && i < rows->len; i++) {
        const csv_row *row = rows->pdata[i];
        g_string_append_printf(out, "%s%d:", i ? " " : "", row->line);
        for (guint n = 0; n < row->cells->len; n++)
            g_string_append_printf(out, "%s%s", n ? "|" : "",
                                   (char *)row->cells->pdata[n]);
    }
    return g_string_free(out, FALSE);
}

static void test_read(void **state)
{
    static const struct {
        const char *text, *rows;
    } all[] = {
        {"a,b\r\nc,d\r\n", "1:a|b 2:c|d"},
        {"a,b\nc,d", "1:a|b 2:c|d"},
        {"a,b\rc,d\r", "1:a|b 2:c|d"},
        {CSV_BOM "a;b\n1,5;x\n", "1:a|b 2:1,5|x"},
        {"a\tb;c\td\n1\t2\t3\n", "1:a|b;c|d 2:1|2|3"},
        {"\"a,;;;\",b\nc,d\n", "1:a,;;;|b 2:c|d"},
        {"a,b\n\"x \"\"y\"\"\",\"two\nlines\"\nz,\n",
         "1:a|b 2:x \"y\"|two\nlines 4:z|"},
        {"a\n\n\n b \n", "1:a 4: b "},
        {"a,b\n,\n", "1:a|b 2:|"},
        {"", ""},
        {CSV_BOM, ""},
        {"a,b\n\"x,y\nz\n", "!2: a quote is not closed"},
        {"a,b\n\"x\"y,z\n",
         "!2: after the quote that ends a cell another begins"},
        {"a,b\nx \"y\",z\n", "1:a|b 2:x \"y\"|z"},
        {"e\xcc\x81,b\n", "1:\xc3\xa9|b"},
        {"a\nb\n\xff\xfe\n",
         "!3: this is not UTF-8: save the table as CSV in UTF-8"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autofree char *rows = read_all(all[i].text, strlen(all[i].text));
        if (strcmp(rows, all[i].rows) != 0)
            fail_msg("row %zu: %s", i, rows);
    }
}

static void test_hostile(void **state)
{
    g_autofree char *nul = read_all("a,b\nc\0d\n", 8);
    g_autoptr(GString) wide = g_string_new("a");
    g_autoptr(GString) deep = g_string_new("a\n");

    assert_string_equal(
        nul, "!2: this is not UTF-8: save the table as CSV in UTF-8");
    for (int i = 0; i < CSV_CELLS_MAX; i++)
        g_string_append_c(wide, ',');
    g_autofree char *cells = read_all(wide->str, wide->len);
    assert_string_equal(cells, "!1: it has too many cells");
    for (int i = 0; i <= CSV_CELL_MAX; i++)
        g_string_append_c(deep, 'x');
    g_autofree char *cell = read_all(deep->str, deep->len);
    assert_string_equal(cell, "!2: a cell is too long");
}

/* What is written is read again, whatever stands in it. */
static void test_round(void **state)
{
    static const char *const cells[] = {
        "plain", "",     "a,b;c\td", "\"",   "line\r\nline", " blanks ",
        "=1+1",  "'=x",  "'",        "''-1", "+47 22",       "@a",
        "\tx",   "it's", "'quoted'", "-",    "1,5",
    };

    for (const char *separators = ",;"; *separators; separators++) {
        g_autoptr(GString) out = g_string_new("h");
        g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
        for (size_t i = 1; i < G_N_ELEMENTS(cells); i++)
            csv_put(out, *separators, "h");
        csv_end(out);
        for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
            g_autofree char *guarded = csv_guard(cells[i]);
            csv_put(out, i ? *separators : '\0', guarded);
        }
        csv_end(out);
        g_autoptr(GPtrArray) rows = csv_read(out->str, out->len, wrong);
        assert_non_null(rows);
        assert_int_equal(rows->len, 2);
        const csv_row *row = rows->pdata[1];
        assert_int_equal(row->cells->len, G_N_ELEMENTS(cells));
        for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
            g_autofree char *plain = csv_unguard(row->cells->pdata[i]);
            assert_string_equal(plain, cells[i]);
        }
    }
}

static void test_guard(void **state)
{
    g_autofree char *formula = csv_guard("=HYPERLINK(1)");
    g_autofree char *plain = csv_guard("it's");

    assert_string_equal(formula, "'=HYPERLINK(1)");
    assert_string_equal(plain, "it's");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_guard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
