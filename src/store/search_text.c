/* search_text: words as the indexes know them, and what people search for. */
#include "store/search_text.h"

#include <libstemmer.h>
#include <string.h>

#define WORD_MAX    64 /* octets of a word; what is longer is cut */
#define GAP         "\xee\x80\x80 " /* U+E000, which is in no word */
#define KEY         "\xee\x80\x81"  /* U+E001, which begins a key */
#define KNOWN_MAX   20000 /* words of which it is kept what became of them */
#define QUERY_MAX   2000  /* octets that are read */
#define CYRILLIC(c) ((c) >= 0x400 && (c) < 0x530)

/* ---- one word ---- */

typedef enum { STEM_ENGLISH, STEM_NORWEGIAN, STEM_RUSSIAN, STEMS } stem;

/* Each thread has its own; they live as long as it does. */
static struct sb_stemmer *stemmer(stem which)
{
    static const char *const names[] = {"english", "norwegian", "russian"};
    static _Thread_local struct sb_stemmer *all[STEMS];

    if (!all[which])
        all[which] = sb_stemmer_new(names[which], "UTF_8");
    return all[which];
}

/* Length of the word without its ending, which is kept in the stemmer; 0:
 * none. */
static int cut(struct sb_stemmer *s, const sb_symbol *word, int size,
               const sb_symbol **out)
{
    *out = s ? sb_stemmer_stem(s, word, size) : NULL;
    return *out ? sb_stemmer_length(s) : 0;
}

/* Norwegian has two endings one after the other ("fakturaer", "faktura"). */
static void add_stem(GString *out, const char *word, size_t size, stem which)
{
    struct sb_stemmer *s = stemmer(which);
    const sb_symbol *bare;
    int length = cut(s, (const sb_symbol *)word, (int)size, &bare);
    gsize before = out->len;

    g_string_append_len(out, length > 0 ? (const char *)bare : word,
                        length > 0 ? length : (gssize)size);
    if (which != STEM_NORWEGIAN || length == (int)size)
        return;
    length = cut(s, (const sb_symbol *)out->str + before, length, &bare);
    if (length > 0) {
        g_string_truncate(out, before);
        g_string_append_len(out, (const char *)bare, length);
    }
}

static bool is_mark(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);

    return type == G_UNICODE_NON_SPACING_MARK ||
           type == G_UNICODE_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
}

/* Letters that are written otherwise where there is no key for them. */
static void add_plain(GString *out, gunichar c)
{
    if (c == 0xf8) /* o with a stroke */
        g_string_append_c(out, 'o');
    else if (c == 0xe6) /* ae */
        g_string_append(out, "ae");
    else if (c == 0xdf) /* sharp s */
        g_string_append(out, "ss");
    else if (!is_mark(c))
        g_string_append_unichar(out, c);
}

/* Accents go after the endings, which are known by them. */
static void add_bare(GString *out, const char *word)
{
    g_autofree char *apart = g_utf8_normalize(word, -1, G_NORMALIZE_NFKD);

    for (const char *p = apart ? apart : word; *p; p = g_utf8_next_char(p))
        add_plain(out, g_utf8_get_char(p));
}

static stem stem_for(search_language l)
{
    return l == SEARCH_NORWEGIAN ? STEM_NORWEGIAN : STEM_ENGLISH;
}

/* In small letters, composed, with Russian's two e as one. */
static char *small(const char *word, size_t size, bool *cyrillic)
{
    g_autofree char *whole =
        g_utf8_normalize(word, (gssize)size, G_NORMALIZE_NFKC);
    GString *out = g_string_new(NULL);

    for (const char *p = whole ? whole : ""; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_unichar_tolower(g_utf8_get_char(p));

        *cyrillic |= CYRILLIC(c);
        g_string_append_unichar(out, c == 0x451 ? 0x435 : c);
    }
    return g_string_free(out, FALSE);
}

static void add_letters(GString *out, const char *word, size_t size,
                        search_language l)
{
    bool cyrillic = false;
    g_autofree char *low = small(word, size, &cyrillic);
    g_autoptr(GString) cut = g_string_new(NULL);

    add_stem(cut, low, strlen(low), cyrillic ? STEM_RUSSIAN : stem_for(l));
    add_bare(out, cut->str);
}

/* Nearly all words of most desks are ASCII. */
static bool add_ascii(GString *out, const char *word, size_t size,
                      search_language l)
{
    char low[WORD_MAX] = {0};

    for (size_t i = 0; i < size; i++) {
        if (word[i] & 0x80)
            return false;
        low[i] = g_ascii_tolower(word[i]);
    }
    if (g_ascii_isdigit(low[0]))
        g_string_append_len(out, low, (gssize)size);
    else
        add_stem(out, low, size, stem_for(l));
    return true;
}

static void make_word(GString *out, const char *word, size_t size,
                      search_language l)
{
    if (!add_ascii(out, word, size, l))
        add_letters(out, word, size, l);
}

/* Most words of a text were in another just before: what became of them is
 * kept, by each thread. */
static GHashTable *known_words(void)
{
    static _Thread_local GHashTable *known;

    if (!known)
        known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (g_hash_table_size(known) > KNOWN_MAX)
        g_hash_table_remove_all(known);
    return known;
}

/* A word of the text as the index knows it. */
static void add_word(GString *out, const char *word, size_t size,
                     search_language l)
{
    GHashTable *known = known_words();
    char key[WORD_MAX + 2];

    if (size > WORD_MAX) {
        size = WORD_MAX;
        while (size > 0 && (word[size] & 0xc0) == 0x80)
            size--;
    }
    key[0] = (char)('0' + l);
    memcpy(key + 1, word, size);
    key[1 + size] = '\0';
    const char *made = g_hash_table_lookup(known, key);
    if (!made) {
        g_autoptr(GString) fresh = g_string_new(NULL);
        make_word(fresh, word, size, l);
        made = g_strndup(fresh->str, fresh->len);
        g_hash_table_insert(known, g_strdup(key), (char *)made);
    }
    g_string_append(out, made);
}

/* ---- the words of a text ---- */

/* The next one from *p on, before `end`; NULL: there is none. *p is set after
 * it. */
static const char *next_word(const char **p, const char *end, size_t *size)
{
    const char *begin = NULL;

    while (*p < end) {
        gunichar c = (unsigned char)**p;
        size_t step = 1;

        if (c >= 0x80) {
            c = g_utf8_get_char_validated(*p, end - *p);
            if (c >= (gunichar)-2)
                c = 0;
            else
                step = (size_t)(g_utf8_next_char(*p) - *p);
        }
        bool part = c < 0x80 ? g_ascii_isalnum((char)c)
                             : g_unichar_isalnum(c) || (begin && is_mark(c));
        if (part && !begin)
            begin = *p;
        if (!part && begin)
            break;
        *p += step;
    }
    *size = begin ? (size_t)(*p - begin) : 0;
    return begin;
}

search_language search_language_of(const char *language)
{
    static const char *const norwegian[] = {"nb", "nn", "no", "da"};

    for (size_t i = 0; language && i < G_N_ELEMENTS(norwegian); i++)
        if (g_ascii_strncasecmp(language, norwegian[i], 2) == 0)
            return SEARCH_NORWEGIAN;
    return SEARCH_ENGLISH;
}

void search_add(GString *out, const char *text, size_t max, search_language l)
{
    const char *p = text ? text : "", *end = p + strnlen(p, max), *word;
    bool gap = out->len > 0;
    size_t size;

    while ((word = next_word(&p, end, &size))) {
        if (out->len == 0)
            g_string_append_c(out, ' ');
        if (gap)
            g_string_append(out, GAP);
        gap = false;
        add_word(out, word, size, l);
        g_string_append_c(out, ' ');
    }
}

/* FNV-1a: two values that have the same are told apart by the store's rows. */
void search_add_key(GString *out, char kind, const char *value)
{
    guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325);

    for (const char *p = value; *p; p++)
        hash = (hash ^ (unsigned char)*p) * G_GUINT64_CONSTANT(0x100000001b3);
    g_string_append_printf(out, "%s" KEY "%c%" G_GINT64_MODIFIER "x ",
                           out->len == 0 ? " " : "", kind, hash);
}

/* ---- what somebody searches for ---- */

static void term_free(void *data)
{
    search_term *t = data;

    for (int i = 0; i < SEARCH_LANGUAGES; i++)
        g_free(t->forms[i]);
    g_free(t);
}

static char *form_of(const char *text, size_t size, search_language l)
{
    GString *out = g_string_new(NULL);
    search_add(out, text, size, l);
    return g_string_free(out, FALSE);
}

/* A term without a letter or digit is none. */
static void add_term(search_query *q, const char *text, size_t size,
                     bool without, bool prefix)
{
    search_term *t;

    if (q->terms->len >= SEARCH_TERMS_MAX)
        return;
    t = g_new0(search_term, 1);
    t->without = without;
    t->prefix = prefix;
    for (int i = 0; i < SEARCH_LANGUAGES; i++)
        t->forms[i] = form_of(text, size, (search_language)i);
    if (g_str_equal(t->forms[0], t->forms[1]))
        g_clear_pointer(&t->forms[1], g_free);
    if (*t->forms[0])
        g_ptr_array_add(q->terms, t);
    else
        term_free(t);
}

/* The text up to the other quote, or to the end where it is missing. */
static const char *read_quoted(search_query *q, const char *p, bool without)
{
    size_t size = strcspn(p, "\"");

    add_term(q, p, size, without, false);
    return p[size] ? p + size + 1 : p + size;
}

static const char *read_bare(search_query *q, const char *p, bool without)
{
    size_t size = strcspn(p, " \t\r\n\"");

    add_term(q, p, size, without, size > 0 && p[size - 1] == '*');
    return p + size;
}

/* A question of nothing but what must not be there is one for these words. */
static void need_one(search_query *q)
{
    for (guint i = 0; i < q->terms->len; i++)
        if (!((search_term *)q->terms->pdata[i])->without)
            return;
    for (guint i = 0; i < q->terms->len; i++)
        ((search_term *)q->terms->pdata[i])->without = false;
}

/* Quotes as phones write them are quotes. */
static char *straight(const char *text)
{
    static const char *const curly[] = {"\xe2\x80\x9c", "\xe2\x80\x9d",
                                        "\xe2\x80\x9e", "\xc2\xab", "\xc2\xbb"};
    GString *out = g_string_new_len(text, (gssize)strnlen(text, QUERY_MAX));

    for (size_t i = 0; i < G_N_ELEMENTS(curly); i++)
        g_string_replace(out, curly[i], "\"", 0);
    return g_string_free(out, FALSE);
}

search_query *search_query_read(const char *text)
{
    search_query *q = g_new0(search_query, 1);
    g_autofree char *plain = straight(text ? text : "");

    q->terms = g_ptr_array_new_with_free_func(term_free);
    for (const char *p = plain; *p;) {
        bool without = false;

        p += strspn(p, " \t\r\n");
        if (*p == '-' && p[1] && !strchr(" \t\r\n-", p[1])) {
            without = true;
            p++;
        }
        p = *p == '"' ? read_quoted(q, p + 1, without)
                      : read_bare(q, p, without);
    }
    need_one(q);
    return q;
}

void search_query_free(search_query *q)
{
    if (!q)
        return;
    g_ptr_array_unref(q->terms);
    g_free(q);
}

/* ---- does a text hold it? ---- */

/* The form ends with a blank; what may go on does so before it. */
static bool stands_in(const char *form, bool prefix, const char *column)
{
    g_autofree char *begin = prefix ? g_strndup(form, strlen(form) - 1) : NULL;

    return strstr(column, begin ? begin : form) != NULL;
}

static bool term_holds(const search_term *t, search_language l,
                       const char *const columns[SEARCH_COLUMNS])
{
    const char *form = t->forms[l] ? t->forms[l] : t->forms[0];

    for (int c = SEARCH_SUBJECT; c < SEARCH_COLUMNS; c++)
        if (columns[c] && stands_in(form, t->prefix, columns[c]))
            return true;
    return false;
}

static bool holds_in(const search_query *q, search_language l,
                     const char *const columns[SEARCH_COLUMNS])
{
    for (guint i = 0; i < q->terms->len; i++) {
        const search_term *t = q->terms->pdata[i];

        if (term_holds(t, l, columns) == t->without)
            return false;
    }
    return q->terms->len > 0;
}

/* The words of a ticket are all of one language. */
bool search_query_holds(const search_query *q,
                        const char *const columns[SEARCH_COLUMNS])
{
    for (int l = 0; l < SEARCH_LANGUAGES; l++)
        if (holds_in(q, (search_language)l, columns))
            return true;
    return false;
}

/* ---- where it stands ---- */

/* Do the words of the form stand here, from this one on? */
static bool stands_here(const char *form, bool prefix, search_language l,
                        const char *word, size_t size, const char *end)
{
    const char *p = word + size;

    for (form++; *form && word; word = next_word(&p, end, &size)) {
        g_autoptr(GString) own = g_string_new(NULL);
        size_t first = strcspn(form, " ");
        bool open = prefix && !form[first + 1];

        add_word(own, word, size, l);
        if (strncmp(own->str, form, first) != 0 || (own->len != first && !open))
            return false;
        form += first + 1;
    }
    return !*form;
}

/* Does anything that is searched for stand here? */
static bool is_wanted(const search_query *q, const char *word, size_t size,
                      const char *end)
{
    for (guint i = 0; i < q->terms->len; i++) {
        const search_term *t = q->terms->pdata[i];

        for (int l = 0; l < SEARCH_LANGUAGES && !t->without; l++)
            if (stands_here(t->forms[l] ? t->forms[l] : t->forms[0], t->prefix,
                            (search_language)l, word, size, end))
                return true;
    }
    return false;
}

/* `back` characters before `at`, from the beginning of a word on. */
static const char *go_back(const char *text, const char *at, size_t back)
{
    const char *p = at;

    while (back-- > 0 && p > text)
        p = g_utf8_prev_char(p);
    while (p > text && p < at && !g_ascii_isspace(*p))
        p++;
    while (p < at && g_ascii_isspace(*p))
        p++;
    return p;
}

static char *line_around(const char *text, const char *at, size_t width)
{
    const char *p = go_back(text, at, width / 3);
    GString *out = g_string_new(p > text ? "\xe2\x80\xa6" : NULL);
    bool blank = false;

    for (; *p && width-- > 0; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (!g_unichar_isspace(c) && !g_unichar_iscntrl(c))
            g_string_append_unichar(out, c);
        else if (!blank)
            g_string_append_c(out, ' ');
        blank = g_unichar_isspace(c) || g_unichar_iscntrl(c);
    }
    if (*p)
        g_string_append(out, "\xe2\x80\xa6");
    return g_string_free(out, FALSE);
}

char *search_snippet(const search_query *q, const char *text, size_t width)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    const char *p = valid, *end = p + strlen(p), *word;
    size_t size;

    while ((word = next_word(&p, end, &size)))
        if (is_wanted(q, word, size, end))
            return line_around(valid, word, width);
    return NULL;
}
