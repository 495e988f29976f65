/* test_rules_pattern: pattern literals, their limits, and the strings that they
 * promise. */
#include "rules_fixture.h"

#include "rules/pattern.h"

static bool finds(const char *literal, const char *text)
{
    GError *error = NULL;
    size_t from, to;
    pattern *p = pattern_compile(literal, false, NULL, &error);
    if (p == NULL)
        fail_msg("%s: %s", literal, error->message);
    pattern_scratch *s = pattern_scratch_new();
    bool yes =
        pattern_search(p, s, text, strlen(text), 0, &from, &to) == PATTERN_YES;
    pattern_scratch_free(s);
    pattern_free(p);
    return yes;
}

static void test_literals(void **state)
{
    static const struct {
        const char *literal, *text;
        bool found;
    } rows[] = {
        {"/abc/", "xabcx", true},
        {"/abc/", "ABC", false},
        {"/abc/i", "ABC", true},
        {"m{a/b}", "a/b", true},
        {"m(a(b)c)", "abc", true},
        {"m#a/b#i", "A/B", true},
        {"m'x'", "x", true},
        {"qr/x/", "x", true},
        {"m<a>", "a", true},
        {"m[a]", "a", true},
        {"m!a\\!b!", "a!b", true},
        {"/a\\/b/", "a/b", true},
        {"/^b/m", "a\nb", true},
        {"/^b/", "a\nb", false},
        {"/a.b/s", "a\nb", true},
        {"/a.b/", "a\nb", false},
        {"/a b # c/x", "ab", true},
        {"/\\xe9/", "\351", true},
        {"/(?i:A)b/", "ab", true},
        {"/a{2,3}$/", "caaa", true},
        {"/(\\w)\\1/", "xx", true},
        {"/(?<!a)b/", "ab", false},
        {"/\\bword\\b/", "a word", true},
        {"/a|/", "", true},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (finds(rows[i].literal, rows[i].text) != rows[i].found)
            fail_msg("%s on %s", rows[i].literal, rows[i].text);
}

static void test_octets_and_utf8(void **state)
{
    pattern_scratch *s = pattern_scratch_new();
    size_t from, to;
    (void)state;
    pattern *octets = pattern_compile("/^.$/", false, NULL, NULL);
    pattern *letters = pattern_compile("/^\\w$/i", true, NULL, NULL);
    assert_int_equal(pattern_search(octets, s, "\303\246", 2, 0, &from, &to),
                     PATTERN_NO);
    assert_int_equal(pattern_search(letters, s, "\303\246", 2, 0, &from, &to),
                     PATTERN_YES);
    assert_int_equal(to, 2);
    assert_int_not_equal(pattern_search(letters, s, "\377", 1, 0, &from, &to),
                         PATTERN_LIMIT); /* no UTF-8: no match, no error */
    pattern_free(octets);
    pattern_free(letters);
    pattern_scratch_free(s);
}

/* A quantifier or a class is about letters, also those of several octets. */
static void test_prefilter_in_utf8(void **state)
{
    static const struct {
        const char *literal, *text;
    } rows[] = {
        {"/парол+?ь?я/", "пароля"},   {"/паролл?ь/", "пароль"},
        {"/x[Пп]ароль/", "xПароль"},  {"/blå?bær/", "blbær"},
        {"/(?i)пароль/", "ПАРОЛЬ"},   {"/(?i:mask)inen/", "ma\305\277kinen"},
        {"/caf\\xe9 au/", "café au"}, {"/привет/", "привет"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *rules =
            g_strdup_printf("body A %s\ntflags A utf8\n", rows[i].literal);
        g_autofree char *message = g_strdup_printf(
            "Content-Type: text/plain; charset=utf-8\n\n%s\n", rows[i].text);
        assert_hits(rules, message, "A");
    }
}

static void test_limits(void **state)
{
    pattern_scratch *s = pattern_scratch_new();
    g_autofree char *text = g_strnfill(60, 'a');
    text[59] = '!';
    size_t from, to;
    (void)state;
    pattern *p = pattern_compile("/^(?:a|aa)+$/", false, NULL, NULL);
    assert_int_equal(pattern_search(p, s, text, 60, 0, &from, &to),
                     PATTERN_LIMIT);
    pattern_free(p);
    pattern_scratch_free(s);
}

static void test_promised_strings(void **state)
{
    static const struct {
        const char *literal, *strings; /* "" if nothing is promised */
    } rows[] = {
        {"/hello/i", "hello"},
        {"/HeLLo/", "hello"},
        {"/(?:cheap|free) meds/", "cheap meds|free meds"},
        {"/a?bcd/", "bcd"},
        {"/(?:abc)*/", ""},
        {"/abc|d/", ""},
        {"/\\d{3}/", ""},
        {"/(?=xyz)abc/", "abc"},
        {"/(?!xyz)./", ""},
        {"/foo[ab]ar/", "fooaar|foobar"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        pattern *p = pattern_compile(rows[i].literal, false, NULL, NULL);
        const GPtrArray *strings = pattern_literals(p);
        GString *got = g_string_new(NULL);
        for (guint j = 0; strings != NULL && j < strings->len; j++) {
            gsize n;
            const char *d = g_bytes_get_data(strings->pdata[j], &n);
            g_string_append(got, j > 0 ? "|" : "");
            g_string_append_len(got, d, (gssize)n);
        }
        if (strcmp(got->str, rows[i].strings) != 0)
            fail_msg("%s promises %s", rows[i].literal, got->str);
        g_string_free(got, TRUE);
        pattern_free(p);
    }
}

/* ---- random patterns against random texts ---- */

static void random_piece(GRand *r, GString *out, int depth)
{
    static const char *const pieces[] = {
        "a",  "b",  "abc",     "[ab]",   "[^a]",   ".",     "\\w",
        "b?", "c*", "(?:ab)+", "a{2}",   "(?i:B)", "\\bc",  "(?=a)",
        "^",  "$",  "ca",      "(b|cc)", "[a-c]b", "(?!bb)"};
    int n = g_rand_int_range(r, 1, 5);
    for (int i = 0; i < n; i++) {
        if (depth > 0 && g_rand_int_range(r, 0, 4) == 0) {
            g_string_append(out, "(?:");
            random_piece(r, out, depth - 1);
            g_string_append_c(out, '|');
            random_piece(r, out, depth - 1);
            g_string_append(out, ")");
        } else {
            g_string_append(
                out,
                pieces[g_rand_int_range(r, 0, (gint32)G_N_ELEMENTS(pieces))]);
        }
    }
}

static bool holds_one(const GPtrArray *strings, const char *text)
{
    g_autofree char *folded = g_ascii_strdown(text, -1);
    for (guint i = 0; i < strings->len; i++) {
        gsize n;
        const char *d = g_bytes_get_data(strings->pdata[i], &n);
        g_autofree char *s = g_strndup(d, n);
        if (strstr(folded, s) != NULL)
            return true;
    }
    return false;
}

static void test_promises_are_kept(void **state)
{
    g_autoptr(GRand) r = g_rand_new_with_seed(7);
    pattern_scratch *s = pattern_scratch_new();
    unsigned promised = 0, matched = 0;
    (void)state;
    for (int i = 0; i < 3000; i++) {
        GString *literal = g_string_new("/");
        random_piece(r, literal, 2);
        g_string_append(literal, i % 2 ? "/i" : "/");
        pattern *p = pattern_compile(literal->str, false, NULL, NULL);
        assert_non_null(p);
        const GPtrArray *strings = pattern_literals(p);
        promised += strings != NULL;
        for (int j = 0; strings != NULL && j < 60; j++) {
            char text[13] = "";
            size_t from, to;
            for (int k = 0; k < 12; k++)
                text[k] = "abcABC "[g_rand_int_range(r, 0, 7)];
            if (pattern_search(p, s, text, 12, 0, &from, &to) != PATTERN_YES)
                continue;
            matched++;
            if (!holds_one(strings, text))
                fail_msg("%s matches \"%s\", which holds none of its strings",
                         literal->str, text);
        }
        pattern_free(p);
        g_string_free(literal, TRUE);
    }
    assert_true(promised > 300 && matched > 300);
    pattern_scratch_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_octets_and_utf8),
        cmocka_unit_test(test_prefilter_in_utf8),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_promised_strings),
        cmocka_unit_test(test_promises_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
