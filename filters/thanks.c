/* thanks: whether a text says nothing but thanks. */
#include "filters/thanks.h"

#include "mail/phrase.h"

#include <string.h>

/* A word ends here; signs have no words beside them. */
#define END "(?![\\p{L}\\p{N}])"
/* Between words: no question, which is punctuation too. Joiners, variants and
 * the colours of hands belong to signs. */
#define BETWEEN                                                      \
    "[\\s\\p{P}~^|\\x{fe0f}\\x{200b}-\\x{200d}\\x{1f3fb}-\\x{1f3ff}" \
    "\\x{2640}\\x{2642}]"

/* "thank you", anywhere; and a text of such phrases, signs and what stands beside
 * them, to its end. */
static const char say_form[] = "(?<![\\p{L}\\p{N}])%{thanks.say}" END;
static const char all_form[] =
    "\\A(?:" BETWEEN "++|%{thanks.say}" END "|%{thanks.beside}" END
    "|:-?[)D]|;-?\\)|<3)*\\z";

static bool says(phrase *p, const char *form, const char *text)
{
    return phrase_find(p, form, text, strlen(text)) >= 0;
}

/* "that's", with whatever sign for it, is "thats". */
static bool is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019 || c == 0x2bc || c == 0x2018 || c == '`';
}

static bool is_word(gunichar c)
{
    return g_unichar_isalpha(c) || g_unichar_ismark(c);
}

static bool is_name(const char *word, const GPtrArray *names)
{
    g_autofree char *folded = g_utf8_casefold(word, -1);

    for (unsigned i = 0; names && i < names->len; i++) {
        g_autofree char *name = g_utf8_casefold(names->pdata[i], -1);
        for (const char *at = strstr(name, folded); at;
             at = strstr(at + 1, folded)) {
            const char *before = g_utf8_find_prev_char(name, at);
            if ((!before || !is_word(g_utf8_get_char(before))) &&
                !is_word(g_utf8_get_char(at + strlen(folded))))
                return true;
        }
    }
    return false;
}

/* A name is written as one. */
static void take_word(GString *out, const GString *word, const GPtrArray *names)
{
    if (word->len == 0)
        return;
    if (!g_unichar_isupper(g_utf8_get_char(word->str)) ||
        !is_name(word->str, names))
        g_string_append(out, word->str);
}

/* Without apostrophes and names. */
static char *plain(const char *text, const GPtrArray *names)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GString) word = g_string_new(NULL);

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_apostrophe(c) && word->len > 0)
            continue;
        if (is_word(c)) {
            g_string_append_unichar(word, c);
            continue;
        }
        take_word(out, word, names);
        g_string_truncate(word, 0);
        g_string_append_unichar(out, c);
    }
    take_word(out, word, names);
    return g_string_free(out, FALSE);
}

bool thanks_asks(const char *text)
{
    static const gunichar marks[] = {'?',    0xbf,   0x37e,  0x61f,
                                     0xff1f, 0x203d, 0x2048, 0x2049};

    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (g_utf8_strchr(text, -1, marks[i]))
            return true;
    }
    return false;
}

/* ":-(" and its like. */
static bool is_sad(const char *text)
{
    for (const char *p = strpbrk(text, ":;="); p; p = strpbrk(p + 1, ":;=")) {
        const char *mouth = p + 1 + (p[1] == '-' || p[1] == '\'');
        if (*mouth && strchr("([/|\\<cC", *mouth))
            return true;
    }
    return false;
}

bool thanks_alone(const char *text, const GPtrArray *names)
{
    static phrase say, all;

    if (!text || strlen(text) > THANKS_TEXT_MAX ||
        !g_utf8_validate(text, -1, NULL) || thanks_asks(text) || is_sad(text))
        return false;
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    g_autofree char *words = plain(normal, names);
    return says(&say, say_form, words) && says(&all, all_form, words);
}
