/* charset_detect: which charset 8-bit octets without a (true) label have. */
#include <string.h>

#include "mail/charset.h"

#define DETECT_MAX 65536 /* octets that are looked at */

/* How well octets fit a double-byte charset: pairs whose lead and trail are of
 * its ranges, and how many of them are in its common rows. */
typedef struct pairs {
    size_t good, common, bad, high;
} pairs;

typedef struct pair_rule {
    const char *name;
    guchar lead_from, lead_to;     /* lead octets */
    guchar common_from, common_to; /* leads of everyday characters */
    guchar trail_from;
    bool low_trail; /* trails below 0x80 are usual */
} pair_rule;

static const pair_rule pair_rules[] = {
    {"CP932", 0x81, 0xfc, 0x82, 0x83, 0x40, true},
    {"EUC-JP", 0xa1, 0xfe, 0xa4, 0xa5, 0xa1, false},
    {"GB18030", 0x81, 0xfe, 0xb0, 0xd7, 0x40, false},
    {"CP949", 0x81, 0xfe, 0xb0, 0xc8, 0x41, false},
    {"BIG5-HKSCS", 0x81, 0xfe, 0xa4, 0xc6, 0x40, true},
};

static pairs count_pairs(const guchar *p, size_t n, const pair_rule *r)
{
    pairs out = {0, 0, 0, 0};

    for (size_t i = 0; i < n; i++) {
        if (p[i] < 0x80)
            continue;
        out.high++;
        if (p[i] < r->lead_from || p[i] > r->lead_to || i + 1 >= n ||
            p[i + 1] < r->trail_from || p[i + 1] == 0x7f || p[i + 1] == 0xff) {
            /* half-width katakana stand alone */
            if (strcmp(r->name, "CP932") != 0 || p[i] < 0xa1 || p[i] > 0xdf)
                out.bad++;
            continue;
        }
        out.good++;
        out.common += p[i] >= r->common_from && p[i] <= r->common_to;
        i++;
    }
    return out;
}

/* The double-byte charset that fits, or NULL. Single-byte text has odd runs and
 * leads before ASCII letters, so that a few bad pairs refute. */
static const char *detect_pairs(const guchar *p, size_t n)
{
    const char *best = NULL;
    double best_score = 0.5;

    for (size_t i = 0; i < G_N_ELEMENTS(pair_rules); i++) {
        pairs c = count_pairs(p, n, &pair_rules[i]);
        double score;

        if (c.good < 2 || c.bad * 20 > c.good)
            continue;
        score = (double)c.common / (double)c.good;
        if (!pair_rules[i].low_trail && c.good * 2 < c.high)
            score /= 2;
        if (score > best_score) {
            best_score = score;
            best = pair_rules[i].name;
        }
    }
    return best;
}

/* Cyrillic: letters by frequency; the one with most everyday lower-case letters
 * wins, capitals inside words cost. */
static double cyrillic_score(const guchar *p, size_t n, const char *name)
{
    g_autofree char *text = NULL;
    double score = 0;
    gunichar before = ' ';

    text =
        g_convert((const char *)p, (gssize)n, "UTF-8", name, NULL, NULL, NULL);
    if (!text)
        return -1;
    for (const char *q = text; *q; q = g_utf8_next_char(q)) {
        gunichar c = g_utf8_get_char(q);
        bool letter = c >= 0x400 && c <= 0x45f;

        if (c >= 0x80 && !letter && c != 0xa0 && !g_unichar_ispunct(c) &&
            c != 0x2116)
            score -= 2;
        else if (letter && g_unichar_islower(c))
            score += strchr("\xd0\xd1", *q) &&
                             g_utf8_strchr("оеаинтсрвлкмдпуя", -1, c)
                         ? 2
                         : 1;
        else if (letter && g_unichar_islower(before))
            score -= 2;
        else if (letter)
            score += g_unichar_isalpha(before) ? 0.3 : 1;
        before = c;
    }
    return score;
}

static const char *detect_cyrillic(const guchar *p, size_t n, double *score)
{
    static const char *const names[] = {"CP1251", "KOI8-R", "ISO-8859-5",
                                        "CP866"};
    const char *best = NULL;

    *score = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        double s = cyrillic_score(p, n, names[i]);

        if (s > *score) {
            *score = s;
            best = names[i];
        }
    }
    return best;
}

/* In Latin text 8-bit octets stand alone between ASCII letters; in Cyrillic,
 * Greek and double-byte text nearly all letters are 8-bit. */
static bool is_mostly_latin(const guchar *p, size_t n, size_t *high)
{
    size_t ascii = 0, runs = 0;

    *high = 0;
    for (size_t i = 0; i < n; i++) {
        if (g_ascii_isalpha(p[i]))
            ascii++;
        if (p[i] < 0x80)
            continue;
        ++*high;
        runs += i == 0 || p[i - 1] < 0x80;
    }
    return *high * 2 < 5 * runs && ascii > *high;
}

/* Escape sequences, and no octet above 0x7f. */
static bool is_iso_2022(const guchar *p, size_t n)
{
    bool escape = false;

    for (size_t i = 0; i < n; i++) {
        if (p[i] >= 0x80)
            return false;
        escape |=
            p[i] == 0x1b && i + 2 < n && (p[i + 1] == '$' || p[i + 1] == '(');
    }
    return escape;
}

const char *charset_detect(const char *data, size_t size)
{
    const guchar *p = (const guchar *)data;
    size_t n = MIN(size, DETECT_MAX), high;
    const char *name;
    double score;

    if (n >= 2 &&
        ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff)))
        return "UTF-16";
    if (is_iso_2022(p, n))
        return "ISO-2022-JP-3";
    if (is_mostly_latin(p, n, &high))
        return "CP1252";
    name = detect_cyrillic(p, n, &score);
    if (name && score > 1.2 * (double)high)
        return name;
    name = detect_pairs(p, n);
    return name ? name : "CP1252";
}
