/* test_shingle: texts as numbers, and the words that everybody uses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/lang.h"
#include "quote/shingle.h"

static GArray *numbers(const char *text)
{
    g_autoptr(GArray) words = shingle_words(text, 1000);

    return shingle_all(words);
}

#define EIGHT "one two three four five six seven eight"

static const struct {
    const char *name, *a, *b;
    bool same;
} pairs[] = {
    {"the same", EIGHT, EIGHT, true},
    {"wrapped", EIGHT, "one two\nthree four\r\n\r\nfive six seven eight", true},
    {"quoted", EIGHT, "> one two three\n>> four five six\n| seven eight", true},
    {"in capitals", EIGHT, "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT", true},
    {"with other signs", EIGHT,
     "*one* two, three; four: (five) six... seven eight!", true},
    {"with signs that nobody sees", EIGHT,
     "o\xc2\xadne two thr\xe2\x80\x8b"
     "ee four five six seven e\xe2\x81\xa0ight",
     true},
    {"full width", EIGHT,
     "\xef\xbd\x8f\xef\xbd\x8e\xef\xbd\x85 two three four five six seven eight",
     true},
    {"a word more", EIGHT, "one two three four and five six seven eight",
     false},
    {"another order", EIGHT, "two one three four five six seven eight", false},
    {"another word", EIGHT, "one two three four five six seven nine", false},
};

static void test_pairs(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autoptr(GArray) a = numbers(pairs[i].a);
        g_autoptr(GArray) b = numbers(pairs[i].b);

        print_message("%s\n", pairs[i].name);
        assert_int_equal(a->len, 1);
        assert_true(b->len >= 1);
        assert_int_equal(g_array_index(a, gint64, 0) ==
                             g_array_index(b, gint64, 0),
                         pairs[i].same);
    }
}

static const struct {
    const char *text;
    guint shingles;
    bool brief;
} sizes[] = {
    {"", 0, false},
    {"one two", 0, false},
    {"one two three", 0, true},
    {"one two three four five six seven", 0, true},
    {EIGHT, 1, false},
    {EIGHT " nine ten", 3, false},
    /* signs of a script without blanks weigh half */
    {"\xe6\x88\x91\xe4\xbc\x9a\xe7\x9c\x8b", 0, false},
    {"\xe6\x88\x91\xe4\xbc\x9a\xe7\x9c\x8b\xe4\xb8\x80\xe4\xb8\x8b\xe5\xae\x83",
     0, true},
};

static void test_sizes(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autoptr(GArray) words = shingle_words(sizes[i].text, 1000);
        g_autoptr(GArray) all = shingle_all(words);

        assert_int_equal(all->len, sizes[i].shingles);
        assert_int_equal(shingle_is_short(words), sizes[i].brief);
    }
}

static bool all_common(const char *text)
{
    g_autoptr(GArray) words = shingle_words(text, 1000);

    for (guint i = 0; i < words->len; i++)
        if (!shingle_is_common(&g_array_index(words, token, i)))
            return false;
    return true;
}

static void test_common(void **state)
{
    static const char *const common[] = {
        "I will check",
        "We are waiting for the customer's answer",
        "Я проверю",
        "Жду ответа клиента",
        "Jeg sjekker dette i dag",
        "Ich prüfe das morgen",
        "WE WILL CALL",
    };
    static const char *const rare[] = {
        "suspect of fraud", "do not refund before lawyers",
        "она мошенница",    "svindel mistenkes",
        "Betrug vermutet",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(common); i++)
        if (!all_common(common[i]))
            fail_msg("not common: %s", common[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(rare); i++)
        if (all_common(rare[i]))
            fail_msg("common: %s", rare[i]);
}

/* Words in any order, hundreds a language, each once. */
static void test_lists(void **state)
{
    const GPtrArray *lines = lang_lines();
    g_autoptr(GHashTable) files =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, NULL);
    unsigned twice = 0;

    for (guint i = 0; i < lines->len; i++) {
        const lang_line *l = lines->pdata[i];
        g_auto(GStrv) words = g_strsplit(l->text, " ", -1);
        if (strcmp(l->section, "common.word") != 0)
            continue;
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(files, l->file));
        g_hash_table_insert(files, (char *)l->file,
                            GUINT_TO_POINTER(count + g_strv_length(words)));
        for (char **w = words; *w; w++)
            for (char **v = w + 1; *v; v++)
                if (strcmp(*w, *v) == 0) {
                    print_error("lang/%s:%u: %s stands there twice\n", l->file,
                                l->number, *w);
                    twice++;
                }
    }
    assert_int_equal(twice, 0);
    assert_true(g_hash_table_size(files) >= 4);
    GHashTableIter i;
    void *file, *count;
    g_hash_table_iter_init(&i, files);
    while (g_hash_table_iter_next(&i, &file, &count))
        assert_true(GPOINTER_TO_UINT(count) >= 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_common),
        cmocka_unit_test(test_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
