/* charset_weigh: how much a decoded text looks like one of a language: its
 * letters count for it, frequent ones more, everyday words too; letters of other
 * languages, scripts mixed inside a word, capitals inside words and signs where
 * they do not belong count against it. */
#include <string.h>

#include "mail/charset/room.h"

#define WEIGH_WORDS_MAX 100 /* words that are looked at */
#define WEIGH_WORD_SIZE 40  /* octets of a word that can be an everyday one */

static bool in_script(charset_script s, gunichar c)
{
    switch (s) {
    case SCRIPT_LATIN:
        return (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7);
    case SCRIPT_CYRILLIC:
        return c >= 0x400 && c <= 0x491;
    case SCRIPT_GREEK:
        return c >= 0x386 && c <= 0x3ce;
    case SCRIPT_HEBREW:
        return c >= 0x5d0 && c <= 0x5ea;
    case SCRIPT_ARABIC:
        return c >= 0x621 && c <= 0x652;
    case SCRIPT_THAI:
        return c >= 0xe01 && c <= 0xe5b;
    case SCRIPT_KANA:
    case SCRIPT_HAN:
        return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3041 && c <= 0x30ff);
    case SCRIPT_HANGUL:
        return c >= 0xac00 && c <= 0xd7a3;
    }
    return false;
}

/* Signs that texts in any language have. */
static bool is_sign(gunichar c)
{
    return c == 0xa7 || c == 0xb4 || c == 0xbd || c == 0x2116 || c == 0x60c ||
           c == 0x61f || c == 0x2122 || (c >= 0x2010 && c <= 0x2026);
}

/* Punctuation of East Asian texts. */
static bool is_wide_sign(gunichar c)
{
    return (c >= 0x3000 && c <= 0x3011) || (c >= 0xff01 && c <= 0xff5e);
}

static bool is_east_asian(charset_script s)
{
    return s == SCRIPT_KANA || s == SCRIPT_HAN || s == SCRIPT_HANGUL;
}

static bool is_ascii_letter(gunichar c)
{
    return c < 0x80 && g_ascii_isalpha((char)c);
}

/* How much a letter by itself speaks for the language. */
static double frequency_weight(const charset_language *l, gunichar c)
{
    const char *found;
    double place;

    if (l->script == SCRIPT_KANA && c >= 0x3041 && c <= 0x30ff)
        return 1.5;
    found = g_utf8_strchr(l->letters, -1, c);
    if (!found)
        found = g_utf8_strchr(l->letters, -1, g_unichar_tolower(c));
    if (is_east_asian(l->script) && !found)
        return l->script == SCRIPT_HANGUL ? 0.95 : /* the fewest places */
                   l->script == SCRIPT_HAN ? 0.8
                                           : 0.7;
    if (is_east_asian(l->script))
        return 1.4;
    if (!found)
        return l->script == SCRIPT_LATIN ? -1 : -0.5;
    place = (double)(found - l->letters) / (double)strlen(l->letters);
    return l->script == SCRIPT_LATIN ? 1.8 - 0.6 * place : 2.2 - 2.4 * place;
}

static bool is_word(gunichar c)
{
    return g_unichar_isalnum(c);
}

/* The letters that it may stand beside. */
static double place_weight(const charset_language *l, gunichar c,
                           gunichar before, gunichar after)
{
    double w = c == before || c == after ? -1.2 : 0; /* a line of dots */

    if (is_east_asian(l->script))
        return is_ascii_letter(before) ? w - 1 : w;
    if (g_unichar_isdigit(after) || g_unichar_isdigit(before))
        w -= 1;
    if (l->script == SCRIPT_LATIN) {
        if (before >= 0x80 && g_unichar_isalpha(before))
            w -= 0.7; /* accented letters stand among plain ones */
        if (g_unichar_islower(c) && g_unichar_isupper(before) &&
            g_unichar_isupper(after))
            w -= 1.5;
        if (!is_word(before) && !is_word(after))
            w -= 0.8; /* alone: words_score() knows those that may be */
    } else if (is_ascii_letter(before)) {
        w -= 3;
    } else if (!in_script(l->script, before) && !in_script(l->script, after)) {
        w -= 1.2; /* alone */
    }
    if (g_unichar_isupper(c) && g_unichar_islower(before))
        w -= 2;
    else if (g_unichar_isupper(c) && g_unichar_isupper(before))
        w -= 0.4;
    else if (g_unichar_isupper(before) && before >= 0x80 &&
             l->script != SCRIPT_LATIN)
        w += 0.2; /* a name or a sentence begins */
    if (g_utf8_strchr("ךםןףץς", -1, c))
        w += g_unichar_isalpha(after) ? -1.5 : 0.5; /* ends a word */
    return w;
}

/* Only in the right charset signs stand where they belong. */
static double sign_weight(gunichar c, gunichar before, gunichar after)
{
    switch (c) {
    case 0x2018: /* opening quotes */
    case 0x201c:
    case 0x201e:
    case 0xab:
        return !is_word(before) && is_word(after) ? 1.5 : -0.5;
    case 0xbf: /* a Spanish question begins */
    case 0xa1:
        return !is_word(before) && is_word(after) ? 2.2 : -0.5;
    case 0x201d: /* closing quotes */
    case 0xbb:
        return is_word(after) ? -0.5 : 1.2;
    case 0x2019: /* apostrophe */
        return is_word(before) ? 1.5 : -0.5;
    case 0x2013: /* dashes */
    case 0x2014:
        return g_unichar_isalpha(before) != g_unichar_isalpha(after) ? -0.5
                                                                     : 1.2;
    case 0x2026: /* ellipsis */
    case 0x2122:
        return is_word(after) ? -0.5 : 0.8;
    case 0x20ac: /* currencies */
    case 0xa3:
        return g_unichar_isdigit(before) || g_unichar_isdigit(after) ||
                       (!is_word(before) && !is_word(after))
                   ? 1.5
                   : -1;
    case 0x2022: /* list items */
    case 0xb7:
        return is_word(before) ? -0.5 : 1.5;
    case 0xa0: /* blanks of HTML */
        return 1.5;
    case 0xa9: /* copyright */
        return is_word(before) || g_unichar_isalpha(after) ? -1 : 1.5;
    case 0xae: /* registered */
        return is_word(before) && !is_word(after) ? 1.5 : -1;
    case 0xb0:
        return g_unichar_isdigit(before) || before == 'n' ? 1.2 : -0.5;
    default:
        if (!is_sign(c))
            return -2;
        return g_unichar_islower(before) && g_unichar_isalpha(after) ? -1 : 0;
    }
}

static double beyond_ascii_weight(const charset_language *l, gunichar c,
                                  gunichar before, gunichar after)
{
    if (in_script(l->script, c))
        return frequency_weight(l, c) + place_weight(l, c, before, after);
    if (is_wide_sign(c))
        return !is_east_asian(l->script) ? -1 : c == 0x3000 ? 0 : 1;
    return sign_weight(c, before, after);
}

static double letters_score(const charset_language *l, const char *text)
{
    double sum = 0;
    size_t n = 0;
    gunichar before = ' ';

    for (const char *p = text; *p;) {
        const char *next = g_utf8_next_char(p);
        gunichar c = g_utf8_get_char(p), after = g_utf8_get_char(next);

        if (c >= 0x80) {
            n++;
            sum += beyond_ascii_weight(l, c, before, after);
        } else if (l->script != SCRIPT_LATIN && is_ascii_letter(c) &&
                   in_script(l->script, before) && !is_east_asian(l->script)) {
            sum -= 1; /* scripts mixed inside a word */
        }
        before = c;
        p = next;
    }
    return n > 0 ? sum / (double)n : 0;
}

/* The first words of a text, in lower case with a blank on both sides. */
typedef struct word_list {
    GPtrArray *padded; /* char*, without those that are too long */
    unsigned count;    /* of all */
} word_list;

static word_list words_of(const char *text)
{
    word_list list = {g_ptr_array_new_with_free_func(g_free), 0};
    const char *p = text;

    while (*p && list.count < WEIGH_WORDS_MAX) {
        const char *start = p;

        while (g_unichar_isalpha(g_utf8_get_char(p)))
            p = g_utf8_next_char(p);
        if (p == start) {
            p = g_utf8_next_char(p);
            continue;
        }
        list.count++;
        if (p - start <= WEIGH_WORD_SIZE) {
            g_autofree char *low = g_utf8_strdown(start, p - start);

            g_ptr_array_add(list.padded, g_strconcat(" ", low, " ", NULL));
        }
    }
    return list;
}

/* The share of words that are everyday ones of the language. */
static double words_score(const charset_language *l, const word_list *list)
{
    double known = 0;

    if (!l->words)
        return 0;
    for (guint i = 0; i < list->padded->len; i++) {
        const char *word = list->padded->pdata[i];

        if (strstr(l->words, word)) /* a single letter proves little */
            known += g_utf8_strlen(word, -1) > 3 ? 1 : 0.4;
    }
    return list->count > 0 ? known / list->count : 0;
}

double charset_weigh(charset_region region, const char *text)
{
    word_list words = words_of(text);
    double best = -10;

    for (size_t i = 0; i < charset_languages_count; i++) {
        const charset_language *l = &charset_languages[i];
        double score;

        if (l->region != region)
            continue;
        score = letters_score(l, text) + 2 * words_score(l, &words);
        best = MAX(best, score);
    }
    g_ptr_array_unref(words.padded);
    return best;
}
