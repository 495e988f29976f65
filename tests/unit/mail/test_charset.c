/* test_charset: labels in all spellings, and texts in more than one charset. Texts
 * of many languages with wrong labels are in tests/letters/charsets.txt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/charset/charset.h"

static void try_label(const char *octets, size_t size, const char *charset,
                      const char *label, const char *text, charset_state want)
{
    charset_state state;
    const char *used;
    g_autofree char *got = charset_to_utf8(octets, size, label, &state, &used);

    if (strcmp(got, text) != 0 || state != want)
        fail_msg("%s labelled %s was read as %s, state %d: '%s', not '%s'",
                 charset, label ? label : "(nothing)", used, state, got, text);
}

static void test_aliases(void **state)
{
    static const struct {
        const char *label, *octets, *text;
    } rows[] = {
        {"utf8", "\xc3\xa9", "é"},
        {"UTF-8;", "\xc3\xa9", "é"},
        {"\"utf-8\"", "\xc3\xa9", "é"},
        {"'utf-8'", "\xc3\xa9", "é"},
        {"utf_8", "\xc3\xa9", "é"},
        {"utf-8; format=flowed", "\xc3\xa9", "é"},
        {"charset=utf-8", "\xc3\xa9", "é"},
        {"unicode-1-1-utf-8", "\xc3\xa9", "é"},
        {"unicode-1-1-utf-7", "+AOk-", "é"},
        {"windows1251", "\xc4\xe0", "Да"},
        {"win-1251", "\xc4\xe0", "Да"},
        {"windows-cp1251", "\xc4\xe0", "Да"},
        {"x-cp1251", "\xc4\xe0", "Да"},
        {"1251", "\xc4\xe0", "Да"},
        {"cp-1252", "\xe9\x80", "é€"},
        {"ISO_8859-1:1987", "\xe9", "é"},
        {"iso 8859-1", "\xe9", "é"},
        {"iso8859_2", "\xbe", "ž"},
        {"latin2", "\xbe", "ž"},
        {"iso-8859-15", "\xa4 \x93q\x94", "€ “q”"},
        {"iso-8859-2", "\x9a\x9e", "šž"},
        {"iso-8859-8-i", "\xf9", "ש"},
        {"windows-28592", "\xbe", "ž"},
        {"ansi_x3.110-1983", "x", "x"},
        {"_iso-2022-jp$ESC", "\x1b$BF|\x1b(B", "日"},
        {"iso-2022-jp", "\x1b$B-!\x1b(I1\x1b(B.", "①ｱ."},
        {"iso-2022-jp", "\x1b$BF|\nx", "日\nx"},
        {"cp50221", "\x1b$BF|\x1b(B", "日"},
        {"hz-gb-2312", "~{VP~}~~x", "中~x"},
        {"x-sjis", "\x87\x40\xfb\xfc", "①髙"},
        {"euc-jp", "\xad\xa1", "①"},
        {"gb2312", "\xe9\x46", "镕"},
        {"x-gbk", "\xd6\xd0", "中"},
        {"ks_c_5601-1987", "\x8c\x63", "똠"},
        {"big5", "\xa4\xa4", "中"},
        {"chinesebig5", "\xa4\xa4", "中"},
        {"big5-hkscs", "\xfa\x40", "𠕇"},
        {"tis-620", "\xe4\xb7\xc2", "ไทย"},
        {"koi8-u", "\xeb\xc9\xa7\xd7", "Київ"},
        {"cp850", "\x94", "ö"},
        {"ibm866", "\x9f", "Я"},
        {"x-mac-cyrillic", "\x9f", "Я"},
        {"x-mac-roman", "\x8e", "é"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        try_label(rows[i].octets, strlen(rows[i].octets), rows[i].label,
                  rows[i].label, rows[i].text, CHARSET_RIGHT);
}

static void test_mixed(void **state)
{
    static const struct {
        const char *label, *octets, *text;
        charset_state state;
    } rows[] = {
        /* a list's footer in another charset */
        {"utf-8", "Grüße aus Köln, schöne\nUnsubscribe: se\xf1or\n",
         "Grüße aus Köln, schöne\nUnsubscribe: señor\n", CHARSET_LYING},
        {NULL, "Grüße aus Köln, schöne\nUnsubscribe: se\xf1or\n",
         "Grüße aus Köln, schöne\nUnsubscribe: señor\n", CHARSET_DETECTED},
        /* the letters stand far behind */
        {NULL, "Dear all,\nplease find the minutes below.\nRegards, Bj\xf8rn\n",
         "Dear all,\nplease find the minutes below.\nRegards, Bjørn\n",
         CHARSET_DETECTED},
        /* signs only: Windows' */
        {NULL, "It\x92s \x93here\x94 \x96 50 \x80", "It’s “here” – 50 €",
         CHARSET_DETECTED},
        {NULL, "\xb7\xa0\xa0 one\n\xb7\xa0\xa0 two\n",
         "·\u00a0\u00a0 one\n·\u00a0\u00a0 two\n", CHARSET_DETECTED},
        {"iso-8859-1", "\xa0\n\xa0\n\xa0\n\xa0\n\xa0\n\xa0\n\xa0\n",
         "\u00a0\n\u00a0\n\u00a0\n\u00a0\n\u00a0\n\u00a0\n\u00a0\n",
         CHARSET_RIGHT},
        /* UTF-8 under other labels */
        {"koi8-r", "Привет", "Привет", CHARSET_LYING},
        {"utf-16", "Привет", "Привет", CHARSET_LYING},
        {"iso-2022-jp", "日本", "日本", CHARSET_LYING},
        /* a terminal's colours */
        {NULL, "\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m", CHARSET_RIGHT},
        /* damage */
        {"big5",
         "\xa4\xa4\xa4\xe5\xa4\xa4\xa4\xe5\xa4\xa4\xa4\xe5\xa4\xa4\xa4\xe5"
         "\xa4\xa4\xa4\xe5 \xa4",
         "中文中文中文中文中文 \ufffd", CHARSET_LYING},
        {"utf-8", "\xff\xfe", "", CHARSET_LYING},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        try_label(rows[i].octets, strlen(rows[i].octets), "mixed",
                  rows[i].label, rows[i].text, rows[i].state);
}

/* NULs inside: octets are counted. */
static void test_utf16(void **state)
{
    static const char little[] = "\xff\xfeh\0i\0\xe9";
    static const char big[] = "\xfe\xff\0h\0i\0\xe9";

    try_label(little, 8, "UTF-16", NULL, "hié", CHARSET_RIGHT);
    try_label(big, 8, "UTF-16", "us-ascii", "hié", CHARSET_RIGHT);
    try_label(little, 8, "UTF-16", "utf-16", "hié", CHARSET_RIGHT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_mixed),
        cmocka_unit_test(test_utf16),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
