/* charset_detect: which charset 8-bit octets without a (true) label have.
 *
 * Each candidate decodes a sample, and the letters that come out are weighed:
 * those of its script count for it, everyday ones more; letters of other scripts,
 * scripts mixed inside a word, and capitals inside words count against it.
 */
#include <string.h>

#include "mail/charset.h"

#define DETECT_MAX 4096 /* octets that are looked at */

typedef enum {
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_GREEK,
    SCRIPT_HEBREW,
    SCRIPT_ARABIC,
    SCRIPT_THAI,
    SCRIPT_KANA, /* Japanese: kana among Han characters */
    SCRIPT_HAN,  /* Chinese */
    SCRIPT_HANGUL
} script;

typedef struct candidate {
    const char *name;
    script script;
    const char *common; /* everyday letters beyond ASCII, lower case */
    const char
        *words; /* everyday ASCII words of the languages, blanks around */
} candidate;

#define CYRILLIC "оеаинтсрвлкмдпуяыьгзі"
#define GREEK    "αοιετσνηυρπκμλςίάό"
#define CENTRAL  "ąćęłńóśźżěščřžýáíéůúňťďőűöüäôľĺŕâăîșțđ"
#define WESTERN  "éèàçêùâîôûëïœäöüßåøæñáíóúìòõã"
#define NORDIC   "øæåðþ"
#define ROMANCE  "èìùòêîûñãõ"

static const candidate candidates[] = {
    {"CP1252", SCRIPT_LATIN, WESTERN, NULL},
    {"CP1250", SCRIPT_LATIN, CENTRAL,
     " za az jsou bude tak mert csak nie jest prosz prosze mam przez dzie jak "
     "dobry jsem bych prosim dekuji "
     "nemohu nemam hogy egy nem szeretn nisam mogu pentru multumesc "},
    {"ISO-8859-2", SCRIPT_LATIN, CENTRAL, NULL}, /* words as above */
    {"CP1254", SCRIPT_LATIN, "ışğçöüİâî",
     " ve bir bu merhaba ile olarak ne mi musunuz istiyorum olan iyi gibi "},
    {"CP1251", SCRIPT_CYRILLIC, CYRILLIC, NULL},
    {"KOI8-R", SCRIPT_CYRILLIC, CYRILLIC, NULL},
    {"KOI8-U", SCRIPT_CYRILLIC, CYRILLIC, NULL},
    {"ISO-8859-5", SCRIPT_CYRILLIC, CYRILLIC, NULL},
    {"CP866", SCRIPT_CYRILLIC, CYRILLIC, NULL},
    {"CP1253", SCRIPT_GREEK, GREEK, NULL},
    {"CP1255", SCRIPT_HEBREW, "יוהלאתרמבשנ", NULL},
    {"CP1256", SCRIPT_ARABIC, "اليمونرتةبعد", NULL},
    {"ISO-8859-6", SCRIPT_ARABIC, "اليمونرتةبعد", NULL},
    {"CP874", SCRIPT_THAI, "าันกรอ่เงมี้ยลวดทสตะปบคหแจพชขใไ", NULL},
    {"EUC-JP", SCRIPT_KANA, NULL, NULL},
    {"CP932", SCRIPT_KANA, NULL, NULL},
    {"GB18030", SCRIPT_HAN,
     "的一是不了在人有我他这中大来上个们到说和为你您好请谢单号没订户账密码无法"
     "发"
     "会能要就可以时也对生下过学后多家心年然",
     NULL},
    {"BIG5-HKSCS", SCRIPT_HAN,
     "的一是不了在人有我他這中大來上個們到說和為你您好請謝單號沒訂戶帳密碼無法"
     "發"
     "會能要就可以時也對生下過學後多家心年然",
     NULL},
    {"EUC-KR", SCRIPT_HANGUL, NULL, NULL},
};

static bool in_script(script s, gunichar c)
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
    return c == 0xa0 || c == 0xab || c == 0xbb || c == 0xa9 || c == 0xae ||
           c == 0xb0 || c == 0xa7 || c == 0xbf || c == 0xa1 || c == 0x2116 ||
           c == 0x20ac || c == 0x60c || c == 0x61f || c == 0xb7 ||
           (c >= 0x2010 && c <= 0x2026) || (c >= 0x3000 && c <= 0x3011) ||
           (c >= 0xff01 && c <= 0xff5e);
}

static bool is_east_asian(script s)
{
    return s == SCRIPT_KANA || s == SCRIPT_HAN || s == SCRIPT_HANGUL;
}

static bool is_common(const candidate *k, gunichar c)
{
    if (k->script == SCRIPT_KANA)
        return c >= 0x3041 && c <= 0x30ff;
    if (k->script == SCRIPT_HANGUL)
        return true;
    return g_utf8_strchr(k->common, -1, g_unichar_tolower(c)) != NULL;
}

/* The weight of one letter beyond ASCII, by itself and after `before`. */
static double letter_weight(const candidate *k, gunichar c, gunichar before)
{
    double w = is_common(k, c) ? 1.5 : is_east_asian(k->script) ? 0.6 : 0.4;
    bool latin_before = before < 0x80 && g_ascii_isalpha((char)before);

    if (k->script == SCRIPT_LATIN) {
        /* accented letters stand alone among plain ones */
        if (before >= 0x80 && g_unichar_isalpha(before))
            w -= 1.5;
    } else if (latin_before) {
        w -= 3;
    }
    if (g_unichar_isupper(c) && g_unichar_islower(before))
        w -= 2;
    else if (g_unichar_isupper(c) && g_unichar_isupper(before))
        w -= 1;
    return w;
}

static double text_score(const candidate *k, const char *text)
{
    double sum = 0;
    size_t n = 0;
    gunichar before = ' ';

    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);

        if (c >= 0x80) {
            n++;
            if (in_script(k->script, c))
                sum += letter_weight(k, c, before);
            else if (!is_sign(c))
                sum -= 2;
            else if ((c == 0xbf || c == 0xa1) &&
                     g_unichar_isupper(g_utf8_get_char(g_utf8_next_char(p))))
                sum += 1.5; /* a Spanish question begins */
        } else if (k->script != SCRIPT_LATIN && g_ascii_isalpha((char)c) &&
                   in_script(k->script, before) && !is_east_asian(k->script)) {
            sum -= 1; /* scripts mixed inside a word */
        }
        before = c;
    }
    return n > 0 ? sum / (double)n : 0;
}

static bool has_any(const char *text, const char *letters)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if ((guchar)*p >= 0x80 &&
            g_utf8_strchr(letters, -1, g_unichar_tolower(g_utf8_get_char(p))))
            return true;
    }
    return false;
}

/* No language of Western Europe has both: it is one of the east. */
static bool is_mixed_west(const candidate *k, const char *text)
{
    return k == &candidates[0] && has_any(text, NORDIC) &&
           has_any(text, ROMANCE);
}

/* How many of the words (separated by blanks) stand in the sample? */
static unsigned count_words(const char *words, const char *sample, size_t n)
{
    unsigned found = 0;

    for (size_t i = 0; i < n;) {
        char word[16];
        size_t len = 0;

        while (i < n && g_ascii_isalpha(sample[i])) {
            if (len + 3 < sizeof word)
                word[++len] = g_ascii_tolower(sample[i]);
            i++;
        }
        if (len > 0) {
            word[0] = ' ';
            word[len + 1] = ' ';
            word[len + 2] = '\0';
            found += strstr(words, word) != NULL;
        }
        i++;
    }
    return found;
}

static const char *words_of(size_t i)
{
    /* the two charsets of Central Europe share theirs */
    return strcmp(candidates[i].name, "ISO-8859-2") == 0
               ? candidates[i - 1].words
               : candidates[i].words;
}

/* Strictly decoded, or NULL; the last octets may be half a character. */
static char *decode(const char *data, size_t n, const char *name)
{
    for (size_t cut = 0; cut < 4 && cut < n; cut++) {
        char *text =
            g_convert(data, (gssize)(n - cut), "UTF-8", name, NULL, NULL, NULL);

        if (text)
            return text;
        if (n < DETECT_MAX)
            return NULL; /* nothing was cut off */
    }
    return NULL;
}

/* Escape sequences, and no octet above 0x7f. */
static bool is_iso_2022(const char *p, size_t n)
{
    bool escape = false;

    for (size_t i = 0; i < n; i++) {
        if ((guchar)p[i] >= 0x80)
            return false;
        escape |=
            p[i] == 0x1b && i + 2 < n && (p[i + 1] == '$' || p[i + 1] == '(');
    }
    return escape;
}

static bool is_utf16(const char *p, size_t n)
{
    return n >= 2 && ((p[0] == '\xff' && p[1] == '\xfe') ||
                      (p[0] == '\xfe' && p[1] == '\xff'));
}

const char *charset_detect(const char *data, size_t size)
{
    size_t n = MIN(size, DETECT_MAX);
    const char *best = "CP1252";
    double best_score = -10;

    if (is_utf16(data, n))
        return "UTF-16";
    if (is_iso_2022(data, n))
        return "ISO-2022-JP-3";
    for (size_t i = 0; i < G_N_ELEMENTS(candidates); i++)
        charset_keep(candidates[i].name);
    for (size_t i = 0; i < G_N_ELEMENTS(candidates); i++) {
        g_autofree char *text = decode(data, n, candidates[i].name);
        double score;

        if (!text)
            continue;
        score = text_score(&candidates[i], text);
        if (is_mixed_west(&candidates[i], text))
            score -= 1;
        if (words_of(i))
            score += MIN(0.5 * count_words(words_of(i), data, n), 1.5) - 0.3;
        if (score > best_score + 0.001) {
            best_score = score;
            best = candidates[i].name;
        }
    }
    return best;
}
