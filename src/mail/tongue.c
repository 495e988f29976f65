/* tongue: tells languages apart. What speaks for a language are its everyday
 * words and the ends of its words, against it letters that it does not have. It is
 * told if enough speaks for it, and against each other language clearly more
 * than for that one: so near languages, and texts in two, are passed over in
 * silence where they must be. */
#include "mail/tongue.h"

#include "mail/lang.h"
#include "mail/plain.h"

#include <string.h>

#define WORDS_MAX 300  /* different words that are looked at */
#define TEXT_MAX  8000 /* octets of a text that are looked at */

#define WEIGHT_WORD   1.0 /* of an everyday word */
#define WEIGHT_PAIR   0.6 /* of one with two letters */
#define WEIGHT_LETTER 0.3 /* of one with one */
#define WEIGHT_FOLDED 0.8 /* the same without its accents, of the above */
#define WEIGHT_PART   0.4
#define WEIGHT_ALIEN  1.0 /* of a word with a letter that it does not have */
#define WEIGHT_NEEDED 1.5 /* of letters that no text of it is without */

#define ENOUGH      1.2  /* more than for any other language */
#define ENOUGH_HINT 0.6  /* the same where the header says so */
#define CLEARLY     2.5  /* times what speaks for the other */
#define SHARE       0.24 /* of all words: of a language unknown here few are */

typedef struct tongue {
    const char *name;  /* interned */
    bool cyrillic;     /* else Latin */
    bool beside;       /* known only to tell others from it */
    GString *letters;  /* beyond a to z */
    GString *needs;    /* one of them stands in each text */
    GHashTable *words; /* char* -> double* */
    GPtrArray *parts;  /* char*: "*ing", "wh*", "*sch*" */
} tongue;

/* ---- data ---- */

static double weight_of(const char *word)
{
    glong n = g_utf8_strlen(word, -1);

    return n == 1 ? WEIGHT_LETTER : n == 2 ? WEIGHT_PAIR : WEIGHT_WORD;
}

static void learn(tongue *t, const char *word, double weight)
{
    const double *known = g_hash_table_lookup(t->words, word);

    if (known && *known >= weight)
        return;
    double *w = g_new(double, 1);
    *w = weight;
    g_hash_table_insert(t->words, g_strdup(word), w);
}

/* As people write it whose keyboard has no such letter. */
static const char *const folds[][3] = {
    {"å", "a", "aa"},  {"ä", "a", "ae"}, {"æ", "ae", "a"},
    {"ø", "o", "oe"},  {"ö", "o", "oe"}, {"ü", "u", "ue"},
    {"ß", "ss", "ss"}, {"ł", "l", "l"},  {"ё", "е", "е"},
};

/* `way` 1: one letter for each, 2: two. */
static char *folded(const char *word, int way)
{
    GString *out = g_string_new(word);

    for (size_t i = 0; i < G_N_ELEMENTS(folds); i++)
        g_string_replace(out, folds[i][0], folds[i][way], 0);
    g_autofree char *apart = g_utf8_normalize(out->str, -1, G_NORMALIZE_NFD);
    g_string_truncate(out, 0);
    for (const char *p = apart; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_ismark(c))
            g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static void learn_all(tongue *t, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);

    for (char **w = words; *w; w++) {
        if (**w == '\0')
            continue;
        learn(t, *w, weight_of(*w));
        for (int way = 1; !t->cyrillic && way <= 2; way++) {
            g_autofree char *plain = folded(*w, way);
            if (g_utf8_strlen(plain, -1) > 1)
                learn(t, plain, weight_of(plain) * WEIGHT_FOLDED);
        }
    }
}

static void learn_parts(tongue *t, const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, " ", -1);

    for (char **p = parts; *p; p++) {
        if (strlen(*p) > 1)
            g_ptr_array_add(t->parts, g_strdup(*p));
    }
}

static tongue *tongue_new(const char *name)
{
    tongue *t = g_new0(tongue, 1);

    t->name = g_intern_string(name);
    t->letters = g_string_new(NULL);
    t->needs = g_string_new(NULL);
    t->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    t->parts = g_ptr_array_new_with_free_func(g_free);
    return t;
}

static tongue *find(GPtrArray *all, const char *name, bool cyrillic)
{
    for (guint i = 0; i < all->len; i++) {
        tongue *t = all->pdata[i];
        if (strcmp(t->name, name) == 0 && t->cyrillic == cyrillic)
            return t;
    }
    tongue *t = tongue_new(name);
    t->cyrillic = cyrillic;
    g_ptr_array_add(all, t);
    return t;
}

static bool is_cyrillic(gunichar c)
{
    return c >= 0x400 && c <= 0x52f;
}

/* "latin": the same language in the other script, as it is typed abroad. */
static void read_line(GPtrArray *all, const lang_line *l)
{
    const char *section = l->section + strlen("tell.");
    g_autofree char *name = g_strndup(l->file, strcspn(l->file, "/"));
    const char *star = l->text + (*l->text == '*');
    tongue *t = find(all, name,
                     strcmp(section, "latin") != 0 &&
                         is_cyrillic(g_utf8_get_char(star)));

    if (strcmp(section, "letters") == 0) {
        g_string_append(t->letters, l->text);
    } else if (strcmp(section, "needs") == 0) {
        g_string_append(t->needs, l->text);
    } else if (strcmp(section, "part") == 0) {
        learn_parts(t, l->text);
    } else {
        t->beside |= strcmp(section, "beside") == 0;
        learn_all(t, l->text);
    }
}

static const GPtrArray *tongues(void) /* tongue* */
{
    static GPtrArray *all;
    static gsize done;

    if (g_once_init_enter(&done)) {
        const GPtrArray *lines = lang_lines();
        all = g_ptr_array_new();
        for (guint i = 0; i < lines->len; i++) {
            const lang_line *l = lines->pdata[i];
            if (g_str_has_prefix(l->section, "tell."))
                read_line(all, l);
        }
        g_once_init_leave(&done, 1);
    }
    return all;
}

void tongue_ready(void)
{
    tongues();
}

/* ---- the words of a text ---- */

typedef struct reading {
    GPtrArray *words; /* char*, lower case, each once */
    GHashTable *seen;
    unsigned latin, cyrillic, other; /* letters */
    bool wants_cyrillic;             /* which of the words are looked at */
} reading;

static void take_word(reading *r, const char *start, const char *end)
{
    g_autofree char *low = g_utf8_strdown(start, end - start);
    g_autofree char *word = g_utf8_normalize(low, -1, G_NORMALIZE_NFC);
    bool capital = g_unichar_isupper(g_utf8_get_char(start));

    if (!word || r->words->len >= WORDS_MAX ||
        is_cyrillic(g_utf8_get_char(word)) != r->wants_cyrillic ||
        g_hash_table_contains(r->seen, word))
        return;
    g_hash_table_add(r->seen, g_strdup(word));
    /* What begins with a capital may be a name: its letters prove nothing. */
    g_ptr_array_add(r->words, g_strconcat(capital ? "^" : "", word, NULL));
}

static bool is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019;
}

static void count(reading *r, gunichar c)
{
    if (is_cyrillic(c))
        r->cyrillic++;
    else if (c < 0x250 || (c >= 0x1e00 && c <= 0x1eff))
        r->latin++;
    else
        r->other++;
}

static void count_letters(reading *r, const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c))
            count(r, c);
    }
}

/* "don't" is one word, "l'imprimante" two. */
static void cut_words(reading *r, const char *text)
{
    for (const char *p = text; *p;) {
        const char *start = p;
        while (g_unichar_isalpha(g_utf8_get_char(p)) ||
               (p > start && is_apostrophe(g_utf8_get_char(p)) &&
                (g_str_has_prefix(g_utf8_next_char(p), "t") ||
                 g_str_has_prefix(g_utf8_next_char(p), "s") ||
                 g_str_has_prefix(g_utf8_next_char(p), "m") ||
                 g_str_has_prefix(g_utf8_next_char(p), "ve")) &&
                !g_unichar_isalpha(
                    g_utf8_get_char(g_utf8_next_char(g_utf8_next_char(p))))))
            p = g_utf8_next_char(p);
        if (p > start)
            take_word(r, start, p);
        else
            p = g_utf8_next_char(p);
    }
}

static void reading_clear(reading *r)
{
    g_clear_pointer(&r->words, g_ptr_array_unref);
    g_clear_pointer(&r->seen, g_hash_table_unref);
}

/* Latin names stand in texts of any script, Cyrillic words hardly in Latin ones.
 * False: too short, or of a script that is not known here, or of two. */
static bool read_text(reading *r, const char *text)
{
    unsigned all;

    count_letters(r, text);
    all = r->latin + r->cyrillic + r->other;
    r->words = g_ptr_array_new_with_free_func(g_free);
    r->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    r->wants_cyrillic = r->cyrillic * 3 >= all;
    cut_words(r, text);
    return all >= TONGUE_LETTERS && r->other * 10 <= all &&
           (r->wants_cyrillic || r->cyrillic * 10 <= all);
}

/* ---- what speaks for a language ---- */

static bool has_alien(const tongue *t, const char *word)
{
    for (const char *p = word; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c >= 0x80 && g_unichar_isalpha(c) &&
            !g_utf8_strchr(t->letters->str, -1, c))
            return true;
    }
    return false;
}

/* "*x": it ends so, "x*": it begins so, "*x*": that stands in it. */
static bool fits(const char *word, const char *part)
{
    size_t n = strlen(part);
    bool open = part[0] == '*', more = part[n - 1] == '*';
    char middle[40];

    g_strlcpy(middle, part + open, MIN(sizeof middle, n - open - more + 1));
    if (open && more)
        return strstr(word, middle) != NULL;
    return strlen(word) > strlen(middle) + 1 &&
           (open ? g_str_has_suffix(word, middle)
                 : g_str_has_prefix(word, middle));
}

static bool has_part(const tongue *t, const char *word)
{
    for (guint i = 0; i < t->parts->len; i++)
        if (fits(word, t->parts->pdata[i]))
            return true;
    return false;
}

static double speaks(const tongue *t, const char *marked)
{
    bool capital = *marked == '^';
    const char *word = marked + capital;
    const double *known = g_hash_table_lookup(t->words, word);

    if (known)
        return *known;
    if (!capital && has_alien(t, word))
        return -WEIGHT_ALIEN;
    return has_part(t, word) ? WEIGHT_PART : 0;
}

/* Is it a text of this language that has none of its commonest letters? */
static double lacks(const tongue *t, const reading *r)
{
    if (t->needs->len == 0)
        return 0;
    for (guint i = 0; i < r->words->len; i++) {
        for (const char *p = r->words->pdata[i]; *p; p = g_utf8_next_char(p))
            if (g_utf8_strchr(t->needs->str, -1, g_utf8_get_char(p)))
                return 0;
    }
    return WEIGHT_NEEDED;
}

static double speaks_for(const tongue *t, const reading *r)
{
    double sum = -lacks(t, r);

    for (guint i = 0; i < r->words->len; i++)
        sum += speaks(t, r->words->pdata[i]);
    return sum;
}

/* What speaks for `a` and not for `b`, and the other way. */
static void compare(const tongue *a, const tongue *b, const reading *r,
                    double *more, double *less)
{
    *more = lacks(b, r);
    *less = lacks(a, r);
    for (guint i = 0; i < r->words->len; i++) {
        double d =
            speaks(a, r->words->pdata[i]) - speaks(b, r->words->pdata[i]);
        *(d > 0 ? more : less) += d > 0 ? d : -d;
    }
}

static const tongue *best_of(const reading *r, double *sum)
{
    const GPtrArray *all = tongues();
    const tongue *best = NULL;

    *sum = 0;
    for (guint i = 0; i < all->len; i++) {
        const tongue *t = all->pdata[i];
        double one = t->cyrillic == r->wants_cyrillic ? speaks_for(t, r) : -1;
        if (one > *sum) {
            *sum = one;
            best = t;
        }
    }
    return best;
}

/* By how much is it surer than needed, of the language that comes nearest
 * (*other)? Below 0: not sure. */
static double margin(const tongue *best, const reading *r, double enough,
                     const tongue **other)
{
    const GPtrArray *all = tongues();
    double least = G_MAXDOUBLE;

    for (guint i = 0; i < all->len; i++) {
        const tongue *t = all->pdata[i];
        double more, less;
        if (t->name == best->name || t->cyrillic != best->cyrillic)
            continue;
        compare(best, t, r, &more, &less);
        if (more - CLEARLY * less - enough < least) {
            least = more - CLEARLY * less - enough;
            *other = t;
        }
    }
    return least;
}

static bool is_hinted(const tongue *t, const char *hint)
{
    g_autofree char *code = hint ? tongue_code(hint) : NULL;

    return g_strcmp0(code, t->name) == 0;
}

static char *own_words(const char *text)
{
    g_autofree char *start = g_strndup(text, TEXT_MAX);
    g_autofree char *valid = g_utf8_make_valid(start, -1);

    return plain_words(valid);
}

const char *tongue_told(const char *text, const char *hint)
{
    g_autofree char *own = own_words(text);
    reading r = {NULL};
    const tongue *best = NULL, *other;
    double sum = 0;

    if (read_text(&r, own))
        best = best_of(&r, &sum);
    if (best && (best->beside || sum < SHARE * r.words->len ||
                 margin(best, &r, is_hinted(best, hint) ? ENOUGH_HINT : ENOUGH,
                        &other) < 0))
        best = NULL;
    reading_clear(&r);
    return best ? best->name : NULL;
}

char *tongue_why(const char *text)
{
    g_autofree char *own = own_words(text);
    reading r = {NULL};
    const tongue *best = NULL, *other = NULL;
    double sum = 0, sure = 0;
    bool fit = read_text(&r, own);

    best = best_of(&r, &sum);
    if (best)
        sure = margin(best, &r, ENOUGH, &other);
    char *out = g_strdup_printf(
        "%s %s %.1f of %u words, %.1f above %s; %u letters",
        fit ? "fit" : "unfit", best ? best->name : "none", sum, r.words->len,
        sure, other ? other->name : "none", r.latin + r.cyrillic + r.other);
    reading_clear(&r);
    return out;
}

char *tongue_code(const char *tag)
{
    size_t n =
        strspn(tag, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    g_autofree char *code = g_ascii_strdown(tag, (gssize)n);

    if (n < 2 || n > 3 || (tag[n] && !strchr("-_, ;\t", tag[n])))
        return NULL;
    return g_strdup(strcmp(code, "no") == 0 ? "nb" : code);
}
