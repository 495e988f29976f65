/* trim_against: finds untouched copies of texts that we sent before. */
#include <string.h>

#include "mail/trim_lines.h"

#define AGAINST_RUN_MIN   8       /* words that make a copy */
#define AGAINST_KEY       4       /* words by which copies are looked up */
#define AGAINST_WORDS_MAX 200000  /* words of a text that are compared */
#define AGAINST_STEPS_MAX 5000000 /* comparisons of words */

typedef struct word {
    const char *text;
    unsigned size;
    size_t line;
} word;

static bool is_mark(char c)
{
    return strchr(">*_|\"'()[],.;:!?-", c) != NULL;
}

/* Appends the words of a line, without the marks around them. */
static void add_words(GArray *words, const char *p, const char *end,
                      size_t line)
{
    while (p < end && words->len < AGAINST_WORDS_MAX) {
        const char *from = p, *to;
        word w;

        while (p < end && !g_ascii_isspace(*p))
            p++;
        to = p;
        while (p < end && g_ascii_isspace(*p))
            p++;
        while (from < to && is_mark(*from))
            from++;
        while (to > from && is_mark(to[-1]))
            to--;
        if (from == to || (*from == '<' && to - from > 4 &&
                           strncmp(from + 1, "http", 4) == 0))
            continue;
        w = (word){from, (unsigned)(to - from), line};
        g_array_append_val(words, w);
    }
}

static const word *word_at(const GArray *words, size_t i)
{
    return &g_array_index(words, word, i);
}

static bool is_same(const word *a, const word *b)
{
    return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

static guint key_of(const GArray *words, size_t i)
{
    guint h = 5381;

    for (size_t k = i; k < i + AGAINST_KEY; k++) {
        const word *w = word_at(words, k);

        for (unsigned c = 0; c < w->size; c++)
            h = h * 33 + (guchar)w->text[c];
        h = h * 33;
    }
    return h;
}

/* Key of a word's place -> place + 1; of equal ones the first. */
static GHashTable *index_of(const GArray *words)
{
    GHashTable *table = g_hash_table_new(NULL, NULL);

    for (size_t i = 0; i + AGAINST_KEY <= words->len; i++) {
        gpointer key = GUINT_TO_POINTER(key_of(words, i));

        if (!g_hash_table_contains(table, key))
            g_hash_table_insert(table, key, GSIZE_TO_POINTER(i + 1));
    }
    return table;
}

/* Does the paragraph directly above line i only separate? Returns its first
 * line, or i. */
static size_t separator_above(trim_lines *t, size_t i)
{
    size_t last = trim_lines_before(t, i), first;
    const trim_line *l;

    if (last == (size_t)-1 || t->at[last].kind != TRIM_TEXT)
        return i;
    first = last;
    while (first > 0 && t->at[first - 1].kind == TRIM_TEXT && last - first < 3)
        first--;
    if (last - first > 2)
        return i;
    l = &t->at[last];
    if (g_ascii_ispunct(l->text[0]) || l->text[l->size - 1] == ':' ||
        strchr("-=_~*#>", l->text[l->size - 1]) ||
        trim_match(t, TRIM_RE_ADDRESS, l) ||
        (trim_match(t, TRIM_RE_DATE, l) && trim_match(t, TRIM_RE_VERB, l)))
        return first;
    return i;
}

/* Lines that are wholly inside a run [from, to) of words. */
static void mark_copy(trim_lines *t, const GArray *words, size_t from,
                      size_t to)
{
    size_t first = word_at(words, from)->line;
    size_t last = word_at(words, to - 1)->line;

    if (from > 0 && word_at(words, from - 1)->line == first)
        first++;
    if (to < words->len && word_at(words, to)->line == last) {
        if (last == 0)
            return;
        last--;
    }
    if (first > last || t->at[first].kind != TRIM_TEXT)
        return;
    for (size_t i = separator_above(t, first); i <= last; i++) {
        if (t->at[i].kind == TRIM_TEXT)
            t->at[i].kind = TRIM_HISTORY;
    }
}

static size_t run_length(const GArray *a, size_t i, const GArray *b, size_t k,
                         size_t *steps)
{
    size_t n = 0;

    while (i + n < a->len && k + n < b->len && *steps < AGAINST_STEPS_MAX &&
           is_same(word_at(a, i + n), word_at(b, k + n))) {
        n++;
        ++*steps;
    }
    return n;
}

static void find_copies(trim_lines *t, const GArray *words, const char *earlier)
{
    g_autoptr(GArray) ours = g_array_new(FALSE, FALSE, sizeof(word));
    g_autoptr(GHashTable) table = NULL;
    size_t steps = 0, enough;

    add_words(ours, earlier, earlier + strlen(earlier), 0);
    table = index_of(ours);
    enough = MIN(AGAINST_RUN_MIN, MAX(ours->len, AGAINST_KEY));
    for (size_t i = 0; i + AGAINST_KEY <= words->len;) {
        gpointer place =
            g_hash_table_lookup(table, GUINT_TO_POINTER(key_of(words, i)));
        size_t n = place ? run_length(words, i, ours,
                                      GPOINTER_TO_SIZE(place) - 1, &steps)
                         : 0;

        if (n >= enough) {
            mark_copy(t, words, i, i + n);
            i += n;
        } else {
            i++;
        }
    }
}

void trim_against_find(trim_lines *t, const char *const *earlier)
{
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(word));

    for (size_t i = 0; i < t->n; i++)
        add_words(words, t->at[i].text, t->at[i].text + t->at[i].size, i);
    for (; *earlier; earlier++)
        find_copies(t, words, *earlier);
}
