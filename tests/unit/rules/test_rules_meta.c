/* test_rules_meta: arithmetic over hit counts. */
#include "lib/rules_fixture.h"

#include "rules/meta.h"

/* A is 1, B is 2, C is 0 hits; other names are no rules. */
static int find(const char *name, void *context)
{
    (void)context;
    return strlen(name) == 1 && name[0] >= 'A' && name[0] <= 'C' ? name[0] - 'A'
                                                                 : -1;
}

static void expand(const char *glob, GArray *numbers, void *context)
{
    (void)context;
    assert_string_equal(glob, "G*");
    for (unsigned i = 0; i < 3; i++)
        g_array_append_val(numbers, i);
}

static void test_values(void **state)
{
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"A", 1},
        {"A + B * 3", 7},
        {"(A + B) * 3", 9},
        {"A - B", -1},
        {"B / 4", 0.5},
        {"A / C", 0},
        {"7 % 4", 3},
        {"-7 % 3", 2}, /* perl -e 'print -7 % 3' */
        {"7 % -3", -2},
        {"-7.9 % 3.9", 2},
        {"-6 % 3", 0},
        {"7 % C", 0},
        {"2 ** 3", 8},
        {"A && B", 1},
        {"A && C", 0},
        {"C || B", 1},
        {"!A", 0},
        {"!C && !NOTHERE", 1},
        {"A + B > 2", 1},
        {"A + B >= 4", 0},
        {"A == 1", 1},
        {"A != 1", 0},
        {"A <=> B", -1},
        {"A || C && C", 1},
        {"(A || C) && C", 0},
        {"-B + 3", 1},
        {"rules_matching(G*)", 3},
        {"1.5 + .5", 2},
        {"B ^ 3", 1},
        {"-1 ^ 2", 18446744073709551613.0}, /* perl -e 'print -1 ^ 2' */
        {"-1.5 ^ 0", 18446744073709551615.0},
        {"10 ** 30 ^ 0", 18446744073709551615.0},
        {"-10 ** 30 ^ 0", 9223372036854775808.0},
    };
    static const double counts[] = {1, 2, 0};
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        meta *m = meta_compile(rows[i].text, NULL, &error);
        if (m == NULL)
            fail_msg("%s: %s", rows[i].text, error->message);
        meta_bind(m, find, expand, NULL);
        double value = meta_value(m, counts);
        /* truth is what counts where Perl answers with other numbers */
        bool same =
            value == rows[i].value ||
            ((strstr(rows[i].text, "||") || strstr(rows[i].text, "&&")) &&
             (value != 0) == (rows[i].value != 0));
        if (!same)
            fail_msg("%s is %g", rows[i].text, value);
        meta_free(m);
    }
}

static void test_mistakes(void **state)
{
    static const struct {
        const char *text;
        size_t column;
    } rows[] = {{"A +", 3}, {"(A", 2},    {"A B", 2},
                {"", 0},    {"A $ B", 2}, {"A)", 1}};
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        size_t column = 99;
        GError *error = NULL;
        assert_null(meta_compile(rows[i].text, &column, &error));
        assert_non_null(error);
        if (column != rows[i].column)
            fail_msg("%s: column %zu", rows[i].text, column);
        g_error_free(error);
    }
}

static void test_depth(void **state)
{
    GString *deep = g_string_new(NULL);
    (void)state;
    for (int i = 0; i < 100000; i++)
        g_string_append_c(deep, '(');
    GError *error = NULL;
    assert_null(meta_compile(deep->str, NULL, &error));
    g_error_free(error);
    g_string_free(deep, TRUE);
}

static void test_in_a_set(void **state)
{
    (void)state;
    assert_hits("body __A /a/\ntflags __A multiple\nbody __B /b/\n"
                "meta M __A > 2 && __B\nmeta N __A + __B == 4\n"
                "meta O M && !N\nmeta P rules_matching(__*) >= 2\n",
                "Subject: s\n\na a a b\n", "__A*3,__B,M,N,P");
    /* a meta's value is what it came to; it hit once all the same */
    assert_hits("body __A /a/\ntflags __A multiple\nbody __B /b/\n"
                "meta __S __A + __B\nmeta M __S == 4\nmeta __H __A / 2\n"
                "meta N __H == 1.5\nmeta __L __B - __A\nmeta O __L == 1\n"
                "meta __T __A > 2\nmeta P __T == 1\n",
                "Subject: s\n\na a a b\n", "__A*3,__B,__S,M,__H,N,__L,O,__T,P");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_in_a_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
