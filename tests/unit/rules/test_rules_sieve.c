/* test_rules_sieve: what patterns need, and that a sieve never misses one. */
#include "lib/rules_fixture.h"

#include "rules/pattern/pattern.h"
#include "rules/pattern/sieve_room.h"

static sieve_budget plenty = {.most = 64u << 20};

typedef struct sifted {
    pattern *pattern;
    sieve *sieve; /* NULL: the pattern needs nothing that is known */
} sifted;

static sifted sifted_new(const char *literal, bool utf8)
{
    GError *error = NULL;
    pattern *p = pattern_compile(literal, utf8, NULL, &error);
    if (p == NULL)
        fail_msg("%s: %s", literal, error->message);
    g_autoptr(syntax) t = pattern_syntax(p);
    g_autoptr(need) n = t != NULL ? need_find(t) : NULL;
    sieve_builder *b = sieve_builder_new();
    if (n != NULL)
        sieve_add(b, g_steal_pointer(&t), g_steal_pointer(&n), 7);
    return (sifted){p, sieve_build(b, &plenty)};
}

static void sifted_clear(sifted *x)
{
    pattern_free(x->pattern);
    sieve_free(x->sieve);
}

static void set_true(unsigned owner, void *context)
{
    assert_int_equal(owner, 7);
    *(bool *)context = true;
}

static bool is_named(const sifted *x, const char *text, size_t size)
{
    bool found = x->sieve == NULL;
    if (x->sieve != NULL)
        sieve_search(x->sieve, text, size, set_true, &found);
    return found;
}

/* Patterns, and texts that they need not be tried on. */
static void test_sieves(void **state)
{
    static const struct {
        const char *literal, *yes, *no;
    } rows[] = {
        {"/hello/i", "say HeLLo", "say hell"},
        {"/(?:cheap|free) meds/", "free meds", "cheap med"},
        {"/a?bcd/", "bcd", "abc"},
        {"/abc|def/", "xdef", "ab de"},
        {"/(?=xyz)abc/", "abc", "xyz"},
        {"/(?!xyz)abc/", "abc", "ab"},
        {"/foo[ab]ar/", "fooBar", "foocar"},
        {"/foo[^ab]ar/i", "foocar", "fooBar"},
        {"/[vw][i1!][a@]gra/i", "W1@GRA", "viagr"},
        {"/\\$\\d{3},\\d{3}/", "$123,456", "$12,345"},
        {"/spam.{0,200}eggs/", "spam eggs", "spam"},
        {"/(?:ab.*)+xyzzy/", "xyzzy", "abab"},
        {"/a # b\n b c/x", "abc", "a b c"},
        {"/(?x: a b )c d/", "abc d", "abcd"},
        {"/(?i)w\\x6frd\\./", "word.", "word"},
        {"/\\x{41}\\0101\\cB\\e/", "a\b1\002\033", "aA\002"},
        {"/\\Qa.b\\Ec/", "a.bc", "axbc"},
        {"/(a)(?P<n>b)\\1(?P=n)c/", "abc", "ac"},
        {"/[[:digit:]]{4}[[:^alpha:]]/", "1234.", "123a"},
        {"/[]a]b[^]]/", "]bc", "cb"},
        {"/[a-]b[\\]]/", "-b]", "-b"},
        {"/\\w@\\w/", "a@b", "a @"},
        {"/\\N{1}zz\\h/", "azz\t", "zzz"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        sifted x = sifted_new(rows[i].literal, false);
        if (x.sieve == NULL)
            fail_msg("%s is not sieved", rows[i].literal);
        if (!is_named(&x, rows[i].yes, strlen(rows[i].yes)))
            fail_msg("%s misses %s", rows[i].literal, rows[i].yes);
        if (is_named(&x, rows[i].no, strlen(rows[i].no)))
            fail_msg("%s takes %s", rows[i].literal, rows[i].no);
        sifted_clear(&x);
    }
}

/* Nothing is said where the syntax is not followed. */
static void test_gives_up(void **state)
{
    static const char *const rows[] = {
        "/(?:abc)*/",
        "/abc|d?/",
        "/(?=xyz)/",
        "/a\\12/",
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        sifted x = sifted_new(rows[i], false);
        if (!is_named(&x, "-", 1))
            fail_msg("%s is sieved", rows[i]);
        sifted_clear(&x);
    }
}

/* No UTF-8: what is right in it is found. */
static void test_stray_octets(void **state)
{
    sifted x = sifted_new("/h[e\303\250]llo./i", true);
    (void)state;
    assert_non_null(x.sieve);
    assert_true(is_named(&x, "\345\303h\303\210LLO\303\200\377", 11));
    assert_false(is_named(&x, "h\350llo\303\200", 7));
    sifted_clear(&x);
}

/* ---- letters without case ---- */

/* All letters that a pattern of one letter matches, whatever their case. */
static void check_letter(pattern_scratch *s, unsigned c, const GString *all)
{
    char one[7] = "", literal[16];
    size_t from, to, start = 0;
    one[g_unichar_to_utf8(c, one)] = '\0';
    g_snprintf(literal, sizeof literal, "/%s%s/i",
               c < 128 && g_ascii_ispunct((char)c) ? "\\" : "", one);
    sifted x = sifted_new(literal, true);
    while (pattern_search(x.pattern, s, all->str, all->len, start, &from,
                          &to) == PATTERN_YES) {
        if (!is_named(&x, all->str + from, to - from))
            fail_msg("U+%04X matches %.*s", c, (int)(to - from),
                     all->str + from);
        start = to;
    }
    sifted_clear(&x);
}

static void test_letters(void **state)
{
    GString *all = g_string_new(NULL);
    pattern_scratch *s = pattern_scratch_new();
    (void)state;
    for (gunichar c = '!'; c < 0x1E944; c = c == 0x2DFF    ? 0xA640
                                            : c == 0xABBF  ? 0x10400
                                            : c == 0x118DF ? 0x1E900
                                                           : c + 1)
        if (g_unichar_isgraph(c))
            g_string_append_unichar(all, c);
    for (const char *p = all->str; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if ((g_unichar_isalpha(c) || (c > 0x215f && c < 0x2500)) &&
            (c < 0x590 || c % 3 == 0 || c > 0x1E00))
            check_letter(s, c, all);
    }
    pattern_scratch_free(s);
    g_string_free(all, TRUE);
}

/* ---- random patterns against random texts ---- */

static const char *const pieces[] = {"a",
                                     "b",
                                     "abc",
                                     "[ab]",
                                     "[^a]",
                                     ".",
                                     "\\w",
                                     "b?",
                                     "c*",
                                     "(?:ab)+",
                                     "a{2}",
                                     "(?i:B)",
                                     "\\bc",
                                     "(?=a)",
                                     "^",
                                     "$",
                                     "ca",
                                     "(b|cc)",
                                     "[a-c]b",
                                     "(?!bb)",
                                     "a{1,3}",
                                     "(?:b|ca?)+",
                                     "\\W",
                                     "[^\\W_a]",
                                     "(?>a+)",
                                     "b+?",
                                     "(?:ac){2,}",
                                     "\\s?",
                                     "(?<=a)b",
                                     "(?i)a",
                                     "(?-i)B",
                                     "\\x61",
                                     "[[:alpha:]]",
                                     "[^[:upper:]]",
                                     "(?#x)",
                                     "[B-C]",
                                     "(a)\\1",
                                     "[^\\x80-\\xff]",
                                     ".{2}",
                                     "(?|a|b)",
                                     "\303\245",
                                     "[\303\245a]",
                                     "[^\303\205]",
                                     "\\xe5",
                                     "[\\x{c5}-\\x{e5}]",
                                     "\\p{Lu}",
                                     "\\PL",
                                     "k",
                                     "[^k]",
                                     "S",
                                     "(?:a.*b)?",
                                     "(?:c\\w+a)*",
                                     "(?:b[^a]{2,}c){0,2}",
                                     ".*",
                                     "(?:a.*b){2}",
                                     "(?:(?:ab|c).*c)+"};

static void random_piece(GRand *r, GString *out, int depth)
{
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

/* With stray octets only for octet patterns: PCRE2 10.42's JIT code takes some
 * for letters ([^k] without case), its interpreter does not. */
static void random_text(GRand *r, GString *text, bool utf8)
{
    static const char *const letters[] = {"a",        "b",
                                          "c",        "A",
                                          "B",        "C",
                                          " ",        "\303\245",
                                          "\303\205", "\342\204\253",
                                          "\n",       "k",
                                          "s",        "\342\204\252",
                                          "\345"};
    gint32 count = (gint32)G_N_ELEMENTS(letters) - utf8;
    g_string_truncate(text, 0);
    for (int k = 0; k < 12; k++)
        g_string_append(text, letters[g_rand_int_range(r, 0, count)]);
}

static void test_nothing_is_missed(void **state)
{
    g_autoptr(GRand) r = g_rand_new_with_seed(7);
    g_autoptr(GString) text = g_string_new(NULL);
    pattern_scratch *s = pattern_scratch_new();
    unsigned passed = 0, matched = 0;
    (void)state;
    for (int i = 0; i < 8000; i++) {
        GString *body = g_string_new(NULL);
        random_piece(r, body, 2);
        bool utf8 = i % 4 >= 2;
        if (!utf8 && strstr(body->str, "\\x{"))
            utf8 = true;
        g_autofree char *literal =
            g_strdup_printf("/%s/%s", body->str, i % 2 ? "i" : "");
        g_string_free(body, TRUE);
        GError *error = NULL;
        pattern *p = pattern_compile(literal, utf8, NULL, &error);
        if (p == NULL) { /* a reference to a group that is not there */
            g_error_free(error);
            continue;
        }
        pattern_free(p);
        sifted x = sifted_new(literal, utf8);
        for (int j = 0; x.sieve != NULL && j < 60; j++) {
            size_t from, to;
            random_text(r, text, utf8);
            bool named = is_named(&x, text->str, text->len);
            passed += !named;
            if (pattern_search(x.pattern, s, text->str, text->len, 0, &from,
                               &to) != PATTERN_YES)
                continue;
            matched++;
            if (!named)
                fail_msg("%s%s matches \"%s\"", literal,
                         utf8 ? " as UTF-8" : "", text->str);
        }
        sifted_clear(&x);
    }
    assert_true(passed > 10000 && matched > 10000);
    pattern_scratch_free(s);
}

/* ---- limits ---- */

static void count_one(unsigned owner, void *context)
{
    unsigned *counts = context;
    counts[owner]++;
}

/* Random octets make states without end: the sieve then names everything for a
 * while, and works again. */
static void test_pause(void **state)
{
    g_autoptr(GRand) r = g_rand_new_with_seed(3);
    g_autofree char *text = g_malloc(2048);
    unsigned counts[41] = {0}, named = 0;
    (void)state;
    sieve_builder *b = sieve_builder_new();
    for (unsigned i = 0; i < 40; i++) {
        g_autofree char *literal = g_strdup_printf(
            "/[\\x%02x-\\xff][\\x%02x-\\xff]{9}[^\\x%02x]{9}\\x%02xx/", i * 3,
            i * 5, i, i + 100);
        pattern *p = pattern_compile(literal, false, NULL, NULL);
        syntax *t = pattern_syntax(p);
        need *n = need_find(t);
        assert_non_null(n);
        sieve_add(b, t, n, i);
        pattern_free(p);
    }
    sieve *s = sieve_build(b, &plenty);
    for (int i = 0; i < 200; i++) {
        for (int k = 0; k < 2048; k++)
            text[k] = (char)g_rand_int_range(r, 0, 256);
        sieve_search(s, text, 2048, count_one, counts);
    }
    memset(text, '-', 2048);
    memset(counts, 0, sizeof counts);
    for (unsigned i = 0; i < 2 * (SHARD_PAUSE / 2048); i++) {
        memset(counts, 0, sizeof counts);
        sieve_search(s, text, 2048, count_one, counts);
        named += counts[0] > 0;
    }
    assert_true(named > 0 && named <= SHARD_PAUSE / 2048);
    assert_int_equal(counts[0], 0); /* it works again */
    sieve_free(s);
}

/* Without memory nothing is missed, and what is freed is given back. */
static void test_budget(void **state)
{
    g_autoptr(GRand) r = g_rand_new_with_seed(5);
    sieve_budget budget = {.most = 1};
    unsigned counts[60] = {0}, named = 0, text_count = 3000;
    (void)state;
    sieve_builder *b = sieve_builder_new();
    for (unsigned i = 0; i < 60; i++) {
        g_autofree char *literal =
            g_strdup_printf("/%c[a-z]{3}%c.*%u!/", 'a' + (char)(i % 26),
                            'z' - (char)(i % 25), i);
        pattern *p = pattern_compile(literal, false, NULL, NULL);
        syntax *t = pattern_syntax(p);
        sieve_add(b, t, need_find(t), i);
        pattern_free(p);
    }
    sieve *s = sieve_build(b, &budget);
    for (unsigned k = 0; k < text_count; k++) {
        unsigned i = k % 60;
        g_autoptr(GString) text = g_string_new(NULL);
        for (int j = 0; j < 100; j++)
            g_string_append_c(text, (char)g_rand_int_range(r, 'a', 'z' + 1));
        g_string_append_printf(text, "%cabc%c %u!", 'a' + (char)(i % 26),
                               'z' - (char)(i % 25), i);
        memset(counts, 0, sizeof counts);
        sieve_search(s, text->str, text->len, count_one, counts);
        assert_true(counts[i] > 0);
        for (unsigned j = 0; j < 60; j++)
            named += counts[j] > 0;
    }
    assert_true(named < 60 * text_count);
    assert_true(budget.used < 8u << 20);
    sieve_free(s);
    assert_int_equal(budget.used, 0);
}

/* Many patterns make several automata, none of which may be forgotten. */
static void test_many(void **state)
{
    unsigned counts[1000] = {0};
    (void)state;
    sieve_builder *b = sieve_builder_new();
    for (unsigned i = 0; i < 1000; i++) {
        g_autofree char *literal =
            i % 3 == 0 ? g_strdup_printf("/word%04u.*end/", i)
                       : g_strdup_printf("/[a-z]{%u}%04u/", i % 3, i);
        pattern *p = pattern_compile(literal, false, NULL, NULL);
        syntax *t = pattern_syntax(p);
        sieve_add(b, t, need_find(t), i);
        pattern_free(p);
    }
    sieve *s = sieve_build(b, &plenty);
    for (unsigned i = 0; i < 1000; i++) {
        g_autofree char *text = g_strdup_printf("word%04u or end", i);
        sieve_search(s, text, strlen(text), count_one, counts);
        if (counts[i] != 1)
            fail_msg("pattern %u is named %u times", i, counts[i]);
    }
    sieve_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sieves),
        cmocka_unit_test(test_gives_up),
        cmocka_unit_test(test_stray_octets),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_nothing_is_missed),
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
