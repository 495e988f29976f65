/* tongue: languages of requests as people write them; what is not a person's
 * words; the names of languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail/lang.h"
#include "mail/plain.h"
#include "mail/tongue.h"

/* ---- requests ---- */

typedef struct tally {
    unsigned rows, silent, wrong;
} tally;

static GHashTable *tallies; /* language -> tally* */

static tally *tally_of(const char *language)
{
    tally *t = g_hash_table_lookup(tallies, language);

    if (!t) {
        t = g_new0(tally, 1);
        g_hash_table_insert(tallies, g_strdup(language), t);
    }
    return t;
}

/* Is a language only known to tell others from it? */
static bool is_beside(const char *language)
{
    const GPtrArray *all = lang_lines();
    g_autofree char *file = g_strconcat(language, "/tell.txt", NULL);

    for (guint i = 0; i < all->len; i++) {
        const lang_line *l = all->pdata[i];
        if (strcmp(l->file, file) == 0 && strcmp(l->section, "tell.word") == 0)
            return false;
    }
    return true;
}

static void judge(const char *language, const char *line)
{
    g_autofree char *text = g_strcompress(line);
    const char *told = tongue_told(text, NULL);
    bool none = is_beside(language);
    tally *t = tally_of(none ? "none" : language);

    t->rows++;
    t->silent += told ? 0 : 1;
    if (told && (none || strcmp(told, language) != 0)) {
        g_autofree char *why = tongue_why(text);
        print_error("%s taken for %s (%s): %s\n", language, told, why, line);
        t->wrong++;
    } else if (!told && !none && getenv("TONGUE_SHOW")) {
        g_autofree char *why = tongue_why(text);
        print_message("%s silent (%s): %s\n", language, why, line);
    }
}

static tally add_up(const char *name)
{
    tally sum = {0}, *t;
    char *language;
    GHashTableIter all;

    g_hash_table_iter_init(&all, tallies);
    while (g_hash_table_iter_next(&all, (void **)&language, (void **)&t)) {
        bool none = strcmp(language, "none") == 0;
        print_message("%s %s: %u rows, %u silent, %u wrong\n", name, language,
                      t->rows, t->silent, t->wrong);
        sum.wrong += t->wrong;
        sum.rows += none ? 0 : t->rows;
        sum.silent += none ? 0 : t->silent;
    }
    print_message("%s: %u rows of languages that are told, %u silent, %u "
                  "wrong\n",
                  name, sum.rows, sum.silent, sum.wrong);
    return sum;
}

static tally judge_file(const char *name)
{
    const char *srcdir = getenv("srcdir");
    g_autofree char *path =
        g_strdup_printf("%s/tests/unit/mail/tongues/%s", srcdir ? srcdir : ".", name);
    g_autofree char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    tallies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        char *tab = strchr(*line, '\t');
        if (**line == '#' || !tab)
            continue;
        *tab = '\0';
        judge(*line, tab + 1);
    }
    tally sum = add_up(name);
    g_hash_table_unref(tallies);
    return sum;
}

static void requests(void **state)
{
    (void)state;
    tally sum = judge_file("work.txt");

    assert_true(sum.rows >= 280);
    assert_int_equal(sum.wrong, 0);
    assert_true(sum.silent * 6 <= sum.rows);
}

static void requests_held(void **state)
{
    (void)state;
    tally sum = judge_file("held.txt");

    assert_true(sum.rows >= 100);
    assert_int_equal(sum.wrong, 0);
    assert_true(sum.silent * 4 <= sum.rows);
}

/* ---- what is nobody's own words ---- */

static void not_his_words(void **state)
{
    static const struct {
        const char *text, *left; /* words of it that are left */
    } rows[] = {
        {"Skriveren virker ikke.", "Skriveren virker ikke."},
        {"> The printer does not work.\nJo.", "Jo."},
        {"Ser \"access is denied here\" n\u00e5", "Ser \" \" n\u00e5"},
        {"en \"feil\" til", "en \"feil\" til"},
        {"se https://x.example/the/path og a@b.example", "se og"},
        {"i fila C:\\Program\\x.exe i dag", "i fila i dag"},
        {"kaller openFile her", "kaller her"},
        {"2026-11-30 12:00:01 the server said no\nHva?", "Hva?"},
        {"at com.example.Main.run(Main.java:10)\nHva?", "Hva?"},
        {"if (a == b) { return the(c); }\nHva?", "Hva?"},
        {"den 30. november", "den november"},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = plain_words(rows[i].text);
        g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
        g_autoptr(GString) left = g_string_new(NULL);
        for (char **w = words; *w; w++) {
            if (**w)
                g_string_append_printf(left, "%s%s", left->len ? " " : "", *w);
        }
        assert_string_equal(left->str, rows[i].left);
    }
}

/* A header says what a text nearly says itself, and no more. */
static void hints(void **state)
{
    static const char near[] = "Vi har byttet organisasjonsnummer. Hvordan "
                               "oppdaterer vi det hos dere?";

    (void)state;
    assert_null(tongue_told(near, NULL));
    assert_null(tongue_told(near, "en-US"));
    assert_string_equal(tongue_told(near, "nb-NO"), "nb");
    assert_string_equal(tongue_told(near, "no"), "nb");
    assert_null(tongue_told("Skriveren virker ikke i dag.", "nb"));
    assert_string_equal(
        tongue_told("The printer on the third floor does not work today.", "nb"),
        "en");
}

static void short_ones(void **state)
{
    static const char text[] = "I have not got an answer from you yet, and ";
    const char *other = "the";

    (void)state;
    /* 39 and 40 letters */
    g_autofree char *below = g_strconcat(text, other, " will", NULL);
    g_autofree char *enough = g_strconcat(text, other, " would", NULL);
    assert_null(tongue_told(below, NULL));
    assert_string_equal(tongue_told(enough, NULL), "en");
    assert_null(tongue_told("", NULL));
}

static void codes(void **state)
{
    static const struct {
        const char *tag, *code;
    } rows[] = {
        {"nb", "nb"},        {"nb-NO", "nb"},  {"NB_no", "nb"}, {"no", "nb"},
        {"en-US, ru", "en"}, {"ru;q=1", "ru"}, {"r", NULL},     {"", NULL},
        {"../x", NULL},      {"abcd", NULL},   {"ru!", NULL},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *code = tongue_code(rows[i].tag);
        if (rows[i].code)
            assert_string_equal(code, rows[i].code);
        else
            assert_null(code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests),      cmocka_unit_test(requests_held),
        cmocka_unit_test(not_his_words), cmocka_unit_test(hints),
        cmocka_unit_test(short_ones),    cmocka_unit_test(codes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
