/* test_fault: words of what is wrong, and the way of a fault through data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/fault.h"

static void test_words(void **state)
{
    static const struct {
        fault_code code;
        const char *with[3], *line, *words, *title;
    } rows[] = {
        {FAULT_UNKNOWN,
         {"frob"},
         "/frob it",
         "/frob is not a command; /help "
         "lists them",
         "/frob is not a command"},
        {FAULT_NEAR_COMMAND,
         {"take"},
         "/tkae",
         "did you mean /take ?",
         "/tkae is not a command"},
        {FAULT_NEAR_NAME,
         {"assign", "olga"},
         "/assign oga",
         "did you mean /assign olga ?",
         "/assign: did you mean /assign olga ?"},
        {FAULT_NO_NAME,
         {"priority", "much", "low, high"},
         "",
         "there is no much; choose from: low, high",
         "there is no much; choose from: low, high"},
        {FAULT_HELD_NUMBERS,
         {"send"},
         "",
         "only numbers of messages on hold may follow: /send 17 18",
         NULL},
        {FAULT_DOUBT, {"100% of %1"}, "", "100% of %1", NULL},
        {FAULT_DOUBT, {NULL}, "", "", ""},
        {FAULT_NO_TEXT, {NULL}, "", "it has no text", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(fault) f = fault_new(rows[i].code, rows[i].with[0],
                                       rows[i].with[1], rows[i].with[2], NULL);
        g_autofree char *words = fault_words(f);
        g_autofree char *title = fault_title(f, rows[i].line);
        if (strcmp(words, rows[i].words) != 0)
            fail_msg("row %zu: words %s", i, words);
        if (rows[i].title && strcmp(title, rows[i].title) != 0)
            fail_msg("row %zu: title %s", i, title);
    }
}

static void test_long_title(void **state)
{
    g_autofree char *name = g_strnfill(300, 'x');
    g_autoptr(fault) f = fault_new(FAULT_NO_PART, name, NULL);
    g_autofree char *title = fault_title(f, "/uncc x");

    assert_int_equal(strlen(title), 100);
}

/* Each code has words and a name of its own. */
static void test_json(void **state)
{
    for (fault_code code = FAULT_NONE + 1; code < FAULT_CODES; code++) {
        g_autoptr(fault) f = fault_new(code, "one", "two", NULL);
        g_autofree char *words = fault_words(f);
        json_t *o = fault_to_json(f);
        if (!o || !*words)
            fail_msg("code %d has no row", code);
        g_autoptr(fault) back = fault_from_json(o);
        if (!back || back->code != code)
            fail_msg("code %d does not come back", code);
        assert_string_equal(back->with[1], "two");
        assert_null(back->with[2]);
        json_decref(o);
    }
    assert_null(fault_from_json(NULL));
    json_t *other = json_pack("{s:s}", "fault", "xyz");
    assert_null(fault_from_json(other));
    json_decref(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_long_title),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
