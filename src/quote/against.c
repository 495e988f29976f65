/* trim_against: finds untouched copies of texts that we sent before. */
#include <string.h>

#include "quote/lines.h"

#define AGAINST_RUN_MIN   16      /* weight that makes a copy: 8 words */
#define AGAINST_KEY       4       /* words by which copies are looked up */
#define AGAINST_WORDS_MAX 200000  /* words of a text that are compared */
#define AGAINST_STEPS_MAX 5000000 /* comparisons of words */
#define AGAINST_LABEL_MAX 30      /* octets of "Subject:" in any language */
#define AGAINST_LABELS    8       /* lines of a header block */

/* Letters and digits only, without regard to case: what clients change is
 * punctuation, blanks and marks. */
typedef struct word {
    guint64 hash;
    unsigned weight; /* 2; 1 for a sign of a script without blanks */
    size_t line;
} word;

/* Scripts that put no blanks between words: each sign is one. */
static bool is_sign(gunichar c)
{
    return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x3040 && c <= 0x30ff) ||
           (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* After "<http://...>", which is what became of a link; p if there is none. */
static const char *behind_link(const char *p, const char *end)
{
    const char *close;

    if (end - p < 8 ||
        (strncmp(p, "<http", 5) != 0 && strncmp(p, "<mailto:", 8) != 0))
        return p;
    close = memchr(p, '>', (size_t)(end - p));
    return close ? close + 1 : p;
}

static void add_words(GArray *words, const char *p, const char *end,
                      size_t line)
{
    word w = {0, 0, line};

    while (p < end && words->len < AGAINST_WORDS_MAX) {
        gunichar c = g_utf8_get_char(p);
        const char *behind = *p == '<' ? behind_link(p, end) : p;
        bool sign = is_sign(c), letter = g_unichar_isalnum(c);

        if (w.weight > 0 && (sign || !letter)) {
            g_array_append_val(words, w);
            w.weight = 0;
        }
        if (letter) {
            if (w.weight == 0)
                w.hash = 14695981039346656037u;
            w.hash = (w.hash ^ g_unichar_tolower(c)) * 1099511628211u;
            w.weight = sign ? 1 : 2;
        }
        if (letter && sign) {
            g_array_append_val(words, w);
            w.weight = 0;
        }
        p = behind > p ? behind : g_utf8_next_char(p);
    }
    if (w.weight > 0)
        g_array_append_val(words, w);
}

static const word *word_at(const GArray *words, size_t i)
{
    return &g_array_index(words, word, i);
}

static guint key_of(const GArray *words, size_t i)
{
    guint64 h = 0;

    for (size_t k = i; k < i + AGAINST_KEY; k++)
        h = h * 33 + word_at(words, k)->hash;
    return (guint)(h ^ (h >> 32));
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

/* "Seoladh: Anna": a header field in any language. */
static bool is_labelled(const trim_line *l)
{
    const char *colon = memchr(l->text, ':', (size_t)l->size);

    return colon && colon > l->text && colon - l->text <= AGAINST_LABEL_MAX &&
           colon + 1 < l->text + l->size && colon[1] == ' ';
}

/* Is the paragraph directly above line i only a separator? Returns its first
 * line, or i. */
static size_t separator_above(trim_lines *t, size_t i)
{
    size_t last = trim_lines_before(t, i), first, labels = 0;
    const trim_line *l;

    if (last == (size_t)-1 || t->at[last].kind != TRIM_TEXT)
        return i;
    first = last;
    while (first > 0 && t->at[first - 1].kind == TRIM_TEXT &&
           last - first < AGAINST_LABELS)
        first--;
    for (size_t k = first; k <= last; k++)
        labels += is_labelled(&t->at[k]);
    if (labels >= 2 && labels == last - first + 1)
        return first;
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
    first = trim_lines_next(t, first);
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
           word_at(a, i + n)->hash == word_at(b, k + n)->hash) {
        n++;
        ++*steps;
    }
    return n;
}

static unsigned weight_of(const GArray *words, size_t from, size_t to)
{
    unsigned weight = 0;

    for (size_t i = from; i < to && weight < AGAINST_RUN_MIN; i++)
        weight += word_at(words, i)->weight;
    return weight;
}

static void find_copies(trim_lines *t, const GArray *words, const char *earlier)
{
    g_autoptr(GArray) ours = g_array_new(FALSE, FALSE, sizeof(word));
    g_autoptr(GHashTable) table = NULL;
    size_t steps = 0;
    unsigned enough;

    add_words(ours, earlier, earlier + strlen(earlier), 0);
    table = index_of(ours);
    enough = MIN(AGAINST_RUN_MIN, weight_of(ours, 0, ours->len));
    for (size_t i = 0; i + AGAINST_KEY <= words->len;) {
        gpointer place =
            g_hash_table_lookup(table, GUINT_TO_POINTER(key_of(words, i)));
        size_t n = place ? run_length(words, i, ours,
                                      GPOINTER_TO_SIZE(place) - 1, &steps)
                         : 0;

        if (n >= AGAINST_KEY && weight_of(words, i, i + n) >= enough) {
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
    for (; *earlier; earlier++) {
        g_autofree char *valid = g_utf8_validate(*earlier, -1, NULL)
                                     ? NULL
                                     : g_utf8_make_valid(*earlier, -1);

        find_copies(t, words, valid ? valid : *earlier);
    }
}
