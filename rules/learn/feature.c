/* model_read: the words of a message and their pieces of 2 to 5 letters, as hashes.
 *
 * Pieces stand within a word and its borders: "_re", "fund", "nd_". They see what
 * refund, refunds and refunded have in common, in any language that writes words,
 * and forgive a slip of the pen. Accents are taken off, because half of those who
 * should write them do not; of a number of more than four digits it counts only
 * that there is one.
 */
#include "rules/learn/model.h"

#include <string.h>

#define PIECE_MIN    2     /* letters */
#define PIECE_MAX    5     /* letters */
#define WORD_MAX     40    /* letters; what is longer is cut in two */
#define DIGITS_MAX   4     /* of a number that is told from others */
#define LETTERS_MAX  4000  /* of the text that count */
#define SUBJECT_MAX  400   /* letters of the subject that count */
#define CHARS_MAX    32000 /* that are looked at */
#define COUNT_MAX    255
#define SUBJECT_TWO  2  /* a word of the subject is worth two */
#define DECOMPOSED   18 /* characters that one can become, G_UNICHAR_MAX... */
#define LESSON_SHAPE 1  /* of model_text_to_bytes */

typedef struct reading {
    const secret_key *key;
    GArray *seen;     /* model_place: `word` counts, or is the word's index */
    GPtrArray *words; /* NULL: not wanted */
    GArray *places;   /* NULL: not wanted */
    unsigned weight;
    unsigned letters, letters_max;
    gunichar word[WORD_MAX + 2];  /* a blank, the letters, a blank */
    unsigned n;                   /* letters of it */
    char shown[WORD_MAX * 6 + 1]; /* it as it was written, and its octets */
    size_t shown_size;
} reading;

static void emit(reading *r, char kind, const gunichar *chars, unsigned n)
{
    char text[1 + (WORD_MAX + 2) * 6];
    size_t size = 0;
    text[size++] = kind;
    for (unsigned i = 0; i < n; i++)
        size += (size_t)g_unichar_to_utf8(chars[i], text + size);
    uint64_t hash = secret_short_hash(r->key, text, size);
    model_place p = {(uint32_t)(hash >> (64 - MODEL_HASH_BITS)), r->weight};
    g_array_append_val(r->seen, p);
    if (!r->words)
        return;
    p.word = r->words->len;
    g_array_append_val(r->places, p);
}

/* "4711080815" is a number as any other; 404 is not. */
static void fold_digits(reading *r)
{
    unsigned out = 0;
    for (unsigned i = 0; i < r->n;) {
        unsigned run = i;
        while (run < r->n && g_unichar_isdigit(r->word[1 + run]))
            run++;
        if (run - i > DIGITS_MAX) {
            r->word[1 + out++] = '#';
            i = run;
        } else {
            r->word[1 + out++] = r->word[1 + i++];
        }
    }
    r->n = out;
}

static void end_word(reading *r)
{
    if (r->n == 0)
        return;
    r->letters += r->n;
    fold_digits(r);
    r->word[0] = r->word[r->n + 1] = ' ';
    for (unsigned size = PIECE_MIN; size <= PIECE_MAX; size++)
        for (unsigned i = 0; i + size <= r->n + 2; i++)
            emit(r, 'p', r->word + i, size);
    emit(r, 'w', r->word + 1, r->n);
    if (r->words)
        g_ptr_array_add(r->words, g_strndup(r->shown, r->shown_size));
    r->shown_size = 0;
    r->n = 0;
}

static bool is_accent(gunichar c)
{
    return c >= 0x300 && c <= 0x36f;
}

/* `part` is a letter of the character `c`, which is shown once. */
static void add_letter(reading *r, gunichar part, gunichar c, bool *shown)
{
    if (!*shown || r->n == 0)
        r->shown_size += (size_t)g_unichar_to_utf8(c, r->shown + r->shown_size);
    *shown = true;
    r->word[1 + r->n++] = g_unichar_tolower(part);
    if (r->n == WORD_MAX)
        end_word(r);
}

/* Letters with their accents off, wide ones as the usual ones; what is seen by
 * nobody, as a soft hyphen, is not there. */
static void add_char(reading *r, gunichar c)
{
    gunichar parts[DECOMPOSED];
    bool shown = false;
    gsize n = g_unichar_fully_decompose(c, TRUE, parts, DECOMPOSED);
    for (gsize i = 0; i < MIN(n, DECOMPOSED); i++) {
        if (is_accent(parts[i]) || g_unichar_type(parts[i]) == G_UNICODE_FORMAT)
            continue;
        if (g_unichar_isalnum(parts[i]) || g_unichar_ismark(parts[i]))
            add_letter(r, parts[i], c, &shown);
        else
            end_word(r);
    }
}

static void read_text(reading *r, const char *text, unsigned weight,
                      unsigned letters_max)
{
    unsigned looked = 0;
    r->weight = weight;
    r->letters = 0;
    for (const char *p = text;
         *p && looked < CHARS_MAX && r->letters < letters_max;
         p = g_utf8_next_char(p), looked++)
        add_char(r, g_utf8_get_char(p));
    end_word(r);
}

/* ---- counts ---- */

static int by_hash(gconstpointer a, gconstpointer b)
{
    uint32_t x = ((const model_place *)a)->hash;
    uint32_t y = ((const model_place *)b)->hash;
    return x < y ? -1 : x > y;
}

static GArray *count_features(GArray *seen)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(model_feature));
    g_array_sort(seen, by_hash);
    for (guint i = 0; i < seen->len; i++) {
        const model_place *p = &g_array_index(seen, model_place, i);
        model_feature *last =
            all->len > 0 ? &g_array_index(all, model_feature, all->len - 1)
                         : NULL;
        if (last && last->hash == p->hash) {
            last->count = MIN(last->count + p->word, COUNT_MAX);
        } else if (all->len < MODEL_FEATURES_MAX) {
            model_feature f = {p->hash, p->word};
            g_array_append_val(all, f);
        }
    }
    return all;
}

model_text *model_read(const char *subject, const char *text,
                       const secret_key *key, bool words)
{
    model_text *t = g_new0(model_text, 1);
    g_autoptr(GArray) seen = g_array_new(FALSE, FALSE, sizeof(model_place));
    reading r = {.key = key, .seen = seen};
    if (words) {
        r.words = t->words = g_ptr_array_new_with_free_func(g_free);
        r.places = t->places = g_array_new(FALSE, FALSE, sizeof(model_place));
    }
    if (subject)
        read_text(&r, subject, SUBJECT_TWO, SUBJECT_MAX);
    read_text(&r, text, 1, LETTERS_MAX);
    t->features = count_features(seen);
    return t;
}

static bool says_something(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return true;
    return false;
}

model_text *model_read_letter(const letter *l, const secret_key *key,
                              bool words)
{
    return model_read(l->subject,
                      says_something(l->new_text) ? l->new_text : l->text, key,
                      words);
}

void model_text_free(model_text *t)
{
    if (!t)
        return;
    g_array_unref(t->features);
    if (t->places)
        g_array_unref(t->places);
    if (t->words)
        g_ptr_array_unref(t->words);
    g_free(t);
}

/* ---- as octets ---- */

static void put_number(GByteArray *out, uint32_t number)
{
    for (; number >= 0x80; number >>= 7) {
        guint8 octet = (guint8)(number | 0x80);
        g_byte_array_append(out, &octet, 1);
    }
    guint8 octet = (guint8)number;
    g_byte_array_append(out, &octet, 1);
}

/* Hashes by their distance from the one before, twice, and one more if a count
 * other than 1 follows. */
GBytes *model_text_to_bytes(const model_text *t)
{
    GByteArray *out = g_byte_array_new();
    uint32_t before = 0;
    put_number(out, LESSON_SHAPE);
    for (guint i = 0; i < t->features->len; i++) {
        const model_feature *f = &g_array_index(t->features, model_feature, i);
        put_number(out, (f->hash - before) << 1 | (f->count > 1));
        if (f->count > 1)
            put_number(out, f->count);
        before = f->hash;
    }
    return g_byte_array_free_to_bytes(out);
}

static bool take_number(const guint8 **p, const guint8 *end, uint32_t *number)
{
    *number = 0;
    for (unsigned shift = 0; *p < end && shift < 28; shift += 7) {
        guint8 octet = *(*p)++;
        *number |= (uint32_t)(octet & 0x7f) << shift;
        if (octet < 0x80)
            return true;
    }
    return false;
}

static bool take_feature(const guint8 **p, const guint8 *end, GArray *into)
{
    const model_feature *last =
        into->len > 0 ? &g_array_index(into, model_feature, into->len - 1)
                      : NULL;
    uint32_t step;
    model_feature f = {last ? last->hash : 0, 1};
    if (!take_number(p, end, &step) || (last && step >> 1 == 0) ||
        ((step & 1) && !take_number(p, end, &f.count)))
        return false;
    f.hash += step >> 1;
    if (f.hash >> MODEL_HASH_BITS || f.count < 1 || f.count > COUNT_MAX ||
        ((step & 1) && f.count == 1) || into->len >= MODEL_FEATURES_MAX)
        return false;
    g_array_append_val(into, f);
    return true;
}

model_text *model_text_from_bytes(GBytes *bytes)
{
    gsize size;
    const guint8 *p = g_bytes_get_data(bytes, &size), *end;
    uint32_t shape;
    if (!p)
        return NULL; /* no octets have no address */
    end = p + size;
    if (size > MODEL_LESSON_MAX || !take_number(&p, end, &shape) ||
        shape != LESSON_SHAPE)
        return NULL;
    g_autoptr(model_text) t = g_new0(model_text, 1);
    t->features = g_array_new(FALSE, FALSE, sizeof(model_feature));
    while (p < end)
        if (!take_feature(&p, end, t->features))
            return NULL;
    return g_steal_pointer(&t);
}
