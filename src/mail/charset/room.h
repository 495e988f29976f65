/* charset_room: what the files of charset share among themselves. */
#ifndef POSTERN_CHARSET_ROOM_H
#define POSTERN_CHARSET_ROOM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define CHARSET_NAME_MAX 40 /* octets of a label that are looked at */

/* A message's label as iconv may know it; "" if it says nothing. */
void charset_label_name(const char *label, char out[CHARSET_NAME_MAX + 1]);

/* 7-bit codes that shift between alphabets (RFC 1468, RFC 1843), which iconv
 * reads too strictly or not at all: the same text in an 8-bit code, whose name
 * becomes *name; NULL if `name` is none of them. */
GByteArray *charset_unshift(const char *data, size_t size, const char **name);

/* By iconv; octets that do not fit become U+FFFD, *bad counts them. NUL octets
 * are left out. NULL: iconv does not know the charset. */
char *charset_convert(const char *data, size_t size, const char *name,
                      size_t *bad);

/* Octets that `name` could be, but that look wrong in it and right in another
 * charset: that one, else NULL. Static. */
const char *charset_rather(const char *data, size_t size, const char *name);

/* ---- what is known of languages (charset_languages.c) ---- */

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
} charset_script;

/* Languages that one charset writes. */
typedef enum {
    REGION_WEST,
    REGION_CENTRAL,
    REGION_TURKEY,
    REGION_BALTIC,
    REGION_CYRILLIC,
    REGION_GREECE,
    REGION_ISRAEL,
    REGION_ARABIA,
    REGION_THAILAND,
    REGION_JAPAN,
    REGION_CHINA,
    REGION_TAIWAN,
    REGION_KOREA
} charset_region;

typedef struct charset_language {
    charset_region region;
    charset_script script;
    const char *letters; /* beyond ASCII, lower case, most frequent first */
    const char *words;   /* everyday ones, lower case, blanks around each */
} charset_language;

/* How well a text fits the best of a region's languages: about 1 to 3 if it is
 * one, below 0 if not. */
double charset_weigh(charset_region region, const char *text);

extern const charset_language charset_languages[];
extern const size_t charset_languages_count;

#endif
