/* charset: octets of any or no charset to valid UTF-8. Pure, thread-safe. */
#ifndef POSTERN_CHARSET_H
#define POSTERN_CHARSET_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* What had to be done; worst one wins. */
typedef enum {
    CHARSET_RIGHT,    /* the label was right, or all was ASCII */
    CHARSET_DETECTED, /* no label: the charset was guessed */
    CHARSET_UNKNOWN,  /* the label names no charset that iconv knows */
    CHARSET_LYING     /* the octets do not fit the label */
} charset_state;

/* `size` octets as UTF-8 without NULs. `label` as the message has it, may be
 * NULL. *state and *used (static or interned name of the charset taken) may be
 * NULL. Never fails: what no charset can say becomes U+FFFD. Caller frees. */
char *charset_to_utf8(const char *data, size_t size, const char *label,
                      charset_state *state, const char **used);

/* The most likely charset of octets that are not valid UTF-8 ("windows-1251");
 * never NULL. Static. */
const char *charset_detect(const char *data, size_t size);

/* Takes out what letter.h forbids: makes valid UTF-8 of it, line ends of any kind
 * (U+0085, U+2028 and U+2029 are some) become \n (in a line: blanks), other
 * control characters but TAB go; in a line also those that turn the direction of
 * what follows. Caller frees. */
char *charset_clean_text(const char *text, gssize size);
char *charset_clean_line(const char *text, gssize size);

/* Does a character turn the direction of writing, or mark one (U+202E and its
 * like)? Names of files and people need none of them. */
bool charset_is_direction(gunichar c);
/* Does a text (UTF-8) show nothing: blanks, marks without width? */
bool charset_shows_nothing(const char *text);

/* Leaves at most `max` octets of valid UTF-8, all of them whole characters. */
void charset_cut(char *text, gsize max);

#endif
