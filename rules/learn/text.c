/* count_text: words of running text: as written and folded, numbers by their
 * size, money, and neighbours in pairs. */
#include "rules/learn/room.h"

#include <string.h>

#define FOLDED_MAX   (COUNT_WORD_MAX * 6) /* octets of a folded word */
#define PREFIX_CHARS 8                    /* of a word that is too long */
#define DIGITS_EXACT 4 /* digits of a number that is kept as written */
#define MARKS_MAX    3 /* "!!!!!" is "!!!" */

typedef struct text_state {
    count_sink *sink;
    const char *kind;
    char pair_kind[16];
    bool pairs;
    GString *word, *folded; /* of the word that is being read */
    unsigned chars, digits, letters;
    GString *before; /* the folded word before, for a pair */
} text_state;

/* Chinese, Japanese and Thai have no blanks between words: pairs of characters
 * stand for words. */
static bool without_blanks(gunichar c)
{
    return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x2e80 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* The next character; an octet that is not UTF-8 stands for itself. */
static gunichar next_char(const char **p, const char *end)
{
    unsigned char c = (unsigned char)**p;
    gunichar u = c;
    size_t size = 1;
    if (c >= 0x80) {
        u = g_utf8_get_char_validated(*p, end - *p);
        if (u >= 0x110000)
            u = c;
        else
            size = g_unichar_to_utf8(u, NULL) > 0
                       ? (size_t)g_unichar_to_utf8(u, NULL)
                       : 1;
    }
    *p += size;
    return u;
}

static void forget_pair(text_state *t)
{
    g_string_truncate(t->before, 0);
}

static void add_pair(text_state *t, const GString *word)
{
    if (!t->pairs)
        return;
    if (t->before->len > 0) {
        g_string_append_c(t->before, ' ');
        g_string_append_len(t->before, word->str, (gssize)word->len);
        count_group group = t->sink->group;
        t->sink->group = COUNT_PAIR;
        count_add(t->sink, t->pair_kind, t->before->str, t->before->len);
        t->sink->group = group;
    }
    g_string_assign(t->before, word->str);
}

/* "12500" becomes "a number of five digits", "2500" stays. */
static void add_number(text_state *t)
{
    if (t->digits > DIGITS_EXACT) {
        g_string_printf(t->folded, "#%u", MIN(t->digits, 20));
        g_string_assign(t->word, t->folded->str);
    }
    count_add(t->sink, t->kind, t->word->str, t->word->len);
    add_pair(t, t->folded);
}

static void end_word(text_state *t)
{
    if (t->chars == 0)
        return;
    if (t->chars > COUNT_WORD_MAX) {
        const char *cut =
            g_utf8_validate(t->folded->str, -1, NULL)
                ? g_utf8_offset_to_pointer(t->folded->str, PREFIX_CHARS)
                : t->folded->str + PREFIX_CHARS;
        g_string_truncate(t->folded, (gsize)(cut - t->folded->str));
        g_string_append_printf(t->folded, "~%u", t->chars / 10 * 10);
        g_string_assign(t->word, t->folded->str);
    }
    if (t->letters == 0 && t->digits > 0) {
        add_number(t);
    } else {
        count_add(t->sink, t->kind, t->word->str, t->word->len);
        if (strcmp(t->word->str, t->folded->str) != 0)
            count_add(t->sink, t->kind, t->folded->str, t->folded->len);
        add_pair(t, t->folded);
    }
    g_string_truncate(t->word, 0);
    g_string_truncate(t->folded, 0);
    t->chars = t->digits = t->letters = 0;
}

static void add_char(text_state *t, gunichar c, const char *at, size_t size)
{
    if (t->folded->len < FOLDED_MAX) {
        g_string_append_len(t->word, at, (gssize)size);
        if (c < 0x80)
            g_string_append_c(t->folded, g_ascii_tolower((char)c));
        else if (size == 1)
            g_string_append_c(t->folded, *at);
        else
            g_string_append_unichar(t->folded, g_unichar_tolower(c));
    }
    t->chars++;
    bool digit = c < 0x80 && g_ascii_isdigit((char)c);
    t->digits += digit;
    t->letters += !digit && (c >= 0x80 || g_ascii_isalpha((char)c));
    /* each character of a script without blanks is a word, and so a pair */
    if (without_blanks(c))
        end_word(t);
}

/* Signs that belong to a word if they stand inside: don't, e-mail, 1,000.50,
 * and money before a number. */
static bool inside_word(gunichar c, const text_state *t, const char *next,
                        const char *end)
{
    bool word_next = next < end && (g_ascii_isalnum(*next) || *next < 0);
    if (c == '$' || c == 0x20ac || c == 0xa3 || c == 0xa5)
        return t->chars == 0 && next < end && g_ascii_isdigit(*next);
    if (c == '\'' || c == '-' || c == '.' || c == ',' || c == '_' ||
        c == 0x2019)
        return t->chars > 0 && word_next &&
               (c != ',' || g_ascii_isdigit(*next));
    return c == '%' && t->digits > 0;
}

static bool word_char(gunichar c)
{
    return c < 0x80 ? g_ascii_isalnum((char)c)
                    : g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* "free!!!" says more than "free". */
static void add_marks(text_state *t, char mark, const char **p, const char *end)
{
    unsigned n = 1;
    for (; *p < end && **p == mark; (*p)++)
        n++;
    if (t->chars > 0 && t->chars <= COUNT_WORD_MAX) {
        g_autoptr(GString) marked = g_string_new(t->folded->str);
        for (unsigned i = 0; i < MIN(n, MARKS_MAX); i++)
            g_string_append_c(marked, mark);
        count_add(t->sink, t->kind, marked->str, marked->len);
    }
    end_word(t);
}

void count_text(count_sink *s, const char *kind, const char *data, size_t size,
                bool pairs)
{
    const char *p = data, *end = data + MIN(size, COUNT_TEXT_MAX);
    text_state t = {.sink = s,
                    .kind = kind,
                    .pairs = pairs,
                    .word = g_string_new(NULL),
                    .folded = g_string_new(NULL),
                    .before = g_string_new(NULL)};
    g_snprintf(t.pair_kind, sizeof t.pair_kind, "%s2", kind);
    while (p < end) {
        const char *at = p;
        gunichar c = next_char(&p, end);
        if (word_char(c) || inside_word(c, &t, p, end)) {
            add_char(&t, c, at, (size_t)(p - at));
        } else if (c == '!') {
            add_marks(&t, '!', &p, end);
        } else {
            end_word(&t);
            if (c == '\n' && p < end && *p == '\n')
                forget_pair(&t);
        }
    }
    end_word(&t);
    g_string_free(t.word, TRUE);
    g_string_free(t.folded, TRUE);
    g_string_free(t.before, TRUE);
}
