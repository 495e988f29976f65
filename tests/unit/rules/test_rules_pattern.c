/* test_rules_pattern: pattern literals and their limits. */
#include "lib/rules_fixture.h"

#include "rules/pattern/pattern.h"

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
        {"/^a{,2}b/", "aab", true},
        {"/^a{,2}b/", "aaab", false},
        {"/^a{ 1, 2 }b/", "aab", true},
        {"/^a{ 2 }b/", "ab", false},
        {"/^a{2, }b/", "aaab", true},
        {"/^[{,2}]$/", ",", true},
        {"/^a\\{,2}$/", "a{,2}", true},
        {"/^\\Qa{,2}\\E$/", "a{,2}", true},
        {"/^a{,}$/", "a{,}", true},
        {"/^a{ x }$/", "a{ x }", true},
        {"/^[]{,2}]+$/", "]{2", true},
        {"/^\\N{U+41}b$/", "Ab", true},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_octets_and_utf8),
        cmocka_unit_test(test_prefilter_in_utf8),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
