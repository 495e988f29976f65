/* charset_label: the labels of charsets in all the ways people write them. */
#include <string.h>

#include "mail/charset/room.h"

/* Labels that iconv does not know, or that mean more than their standard says;
 * only their letters and digits, in lower case. "": it says nothing. */
static const struct {
    const char *label, *name;
} aliases[] = {
    {"utf8", "UTF-8"},
    {"unicode11utf8", "UTF-8"},
    {"utf8mac", "UTF-8"},
    {"utf8mb4", "UTF-8"},
    {"utf8sig", "UTF-8"},
    {"cp65001", "UTF-8"},
    {"windows65001", "UTF-8"},
    {"iso10646ucs2", "UCS-2BE"},
    {"unicode11utf7", "UTF-7"},
    {"utf7", "UTF-7"},
    {"iso88591", "CP1252"},
    {"88591", "CP1252"},
    {"isolatin1", "CP1252"},
    {"latin1", "CP1252"},
    {"l1", "CP1252"},
    {"ansi", "CP1252"},
    {"western", "CP1252"},
    {"isolatin2", "ISO-8859-2"},
    {"latin2", "ISO-8859-2"},
    {"latin9", "ISO-8859-15"},
    {"latin0", "ISO-8859-15"},
    {"iso88599", "CP1254"},
    {"latin5", "CP1254"},
    {"iso885911", "CP874"},
    {"tis620", "CP874"},
    {"tis6202533", "CP874"},
    {"windows874", "CP874"},
    {"iso88598i", "CP1255"},
    {"iso88598e", "CP1255"},
    {"iso88598", "CP1255"},
    {"iso88596i", "ISO-8859-6"},
    {"iso88596e", "ISO-8859-6"},
    {"logical", "CP1255"},
    {"visual", "CP1255"},
    {"gb2312", "GB18030"},
    {"gb231280", "GB18030"},
    {"csgb2312", "GB18030"},
    {"csiso58gb231280", "GB18030"},
    {"gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"euccn", "GB18030"},
    {"gb", "GB18030"},
    {"hz", "HZ"},
    {"hzgb2312", "HZ"},
    {"ksc56011987", "CP949"},
    {"ksc56011989", "CP949"},
    {"ksc5601", "CP949"},
    {"euckr", "CP949"},
    {"korean", "CP949"},
    {"uhc", "CP949"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"mskanji", "CP932"},
    {"cp31j", "CP932"},
    {"windows31j", "CP932"},
    {"csshiftjis", "CP932"},
    {"eucjp", "EUC-JP-MS"},
    {"ujis", "EUC-JP-MS"},
    {"cp51932", "EUC-JP-MS"},
    {"iso2022jp", "ISO-2022-JP"},
    {"iso2022jpms", "ISO-2022-JP"},
    {"iso2022jp1", "ISO-2022-JP"},
    {"csiso2022jp", "ISO-2022-JP"},
    {"cp50220", "ISO-2022-JP"},
    {"cp50221", "ISO-2022-JP"},
    {"cp50222", "ISO-2022-JP"},
    {"jis", "ISO-2022-JP"},
    {"big5", "BIG5-HKSCS"},
    {"cnbig5", "BIG5-HKSCS"},
    {"csbig5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"xbig5", "BIG5-HKSCS"},
    {"chinesebig5", "BIG5-HKSCS"},
    {"koi8", "KOI8-R"},
    {"koi", "KOI8-R"},
    {"koi8ru", "KOI8-U"},
    {"macroman", "MACINTOSH"},
    {"mac", "MACINTOSH"},
    {"applemacintosh", "MACINTOSH"},
    {"macce", "MAC-CENTRALEUROPE"},
    {"maccentraleurope", "MAC-CENTRALEUROPE"},
    {"macukraine", "MAC-UK"},
    {"maccentraleurroman", "MAC-CENTRALEUROPE"},
    {"maccyrillic", "MAC-CYRILLIC"},
    {"macukrainian", "MAC-UK"},
    {"dos", "CP850"},
    {"", ""},
    {"usascii", ""},
    {"ascii", ""},
    {"usascii7bit", ""},
    {"ansix341968", ""},
    {"ansix341986", ""},
    {"ansix31101983", ""},
    {"ansix3110", ""},
    {"iso646us", ""},
    {"isoir6", ""},
    {"us", ""},
    {"unknown", ""},
    {"unknown8bit", ""},
    {"8bitunknown", ""},
    {"default", ""},
    {"defaultcharset", ""},
    {"userdefined", ""},
    {"none", ""},
    {"null", ""},
    {"auto", ""},
    {"7bit", ""},
    {"8bit", ""},
    {"binary", ""},
    {"charset", ""},
};

static bool find_alias(const char *key, char out[CHARSET_NAME_MAX + 1])
{
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++) {
        if (strcmp(aliases[i].label, key) == 0) {
            g_strlcpy(out, aliases[i].name, CHARSET_NAME_MAX + 1);
            return true;
        }
    }
    return false;
}

/* "windows1251", "wincp1251", "ibm850": a word and a number of a code page. */
static bool code_page(const char *key, char out[CHARSET_NAME_MAX + 1])
{
    static const char *const words[] = {
        "windowscp", "windows",  "wincp", "win", "microsoftcp", "mscp", "ms",
        "cp",        "codepage", "ibmcp", "ibm", "dos",         "",     NULL};

    for (size_t i = 0; words[i]; i++) {
        size_t n = strlen(words[i]);
        const char *digits = key + n;

        if (strncmp(key, words[i], n) != 0 || strlen(digits) < 3 ||
            strlen(digits) > 5 ||
            strspn(digits, "0123456789") != strlen(digits))
            continue;
        if (strlen(digits) == 5 && g_str_has_prefix(digits, "286"))
            g_snprintf(out, CHARSET_NAME_MAX + 1, "ISO-8859-%s", digits + 3);
        else if (strlen(digits) == 5 && g_str_has_prefix(digits, "2859"))
            g_snprintf(out, CHARSET_NAME_MAX + 1, "ISO-8859-%s", digits + 4);
        else
            g_snprintf(out, CHARSET_NAME_MAX + 1, "CP%s", digits);
        return true;
    }
    return false;
}

/* "iso88592", "iso8859_2", "88592" */
static bool iso_8859(const char *key, char out[CHARSET_NAME_MAX + 1])
{
    const char *part = g_str_has_prefix(key, "iso") ? key + 3 : key;

    if (!g_str_has_prefix(part, "8859"))
        return false;
    part += 4;
    if (!*part || strlen(part) > 2 ||
        strspn(part, "0123456789") != strlen(part))
        return false;
    g_snprintf(out, CHARSET_NAME_MAX + 1, "ISO-8859-%s", part);
    return true;
}

/* Letters and digits of a label, lower case; "x-" and "charset=" before it off. */
static void make_key(const char *label, char key[CHARSET_NAME_MAX + 1])
{
    static const char *const before[] = {"charset", "x", "cs", NULL};
    size_t n = 0;

    for (const char *p = label; *p && n < CHARSET_NAME_MAX; p++) {
        if (g_ascii_isalnum(*p))
            key[n++] = g_ascii_tolower(*p);
    }
    key[n] = '\0';
    for (size_t i = 0; before[i]; i++) {
        size_t m = strlen(before[i]);
        char known[CHARSET_NAME_MAX + 1];

        if (n > m && strncmp(key, before[i], m) == 0 &&
            !find_alias(key, known)) {
            memmove(key, key + m, n - m + 1);
            n -= m;
        }
    }
}

static bool known_key(const char *label, char out[CHARSET_NAME_MAX + 1])
{
    char key[CHARSET_NAME_MAX + 1];

    make_key(label, key);
    return find_alias(key, out) || code_page(key, out) || iso_8859(key, out);
}

void charset_label_name(const char *label, char out[CHARSET_NAME_MAX + 1])
{
    char first[CHARSET_NAME_MAX + 1];
    size_t n = 0;

    out[0] = '\0';
    if (!label || known_key(label, out))
        return;
    /* what stands after the name is not needed: "utf-8; format=flowed" */
    while (*label && !g_ascii_isalnum(*label))
        label++;
    for (; *label && n < CHARSET_NAME_MAX && !strchr(";,/()$*|'\" \t", *label);
         label++) {
        if (g_ascii_isalnum(*label) || strchr("-_.:+", *label))
            first[n++] = g_ascii_tolower(*label);
    }
    while (n > 0 && !g_ascii_isalnum(first[n - 1]))
        n--;
    first[n] = '\0';
    if (known_key(first, out))
        return;
    g_strlcpy(out, g_str_has_prefix(first, "x-") ? first + 2 : first,
              CHARSET_NAME_MAX + 1);
}
