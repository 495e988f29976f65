/* token: a text as words, for comparing what mail clients have handled. Pure. */
#ifndef POSTERN_TOKEN_H
#define POSTERN_TOKEN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Letters and digits, in any case, width and composition; what clients change is
 * punctuation, blanks, marks, and signs that nobody sees. A link is one word,
 * whoever wrapped it for safety. */
typedef struct token {
    guint64 hash;
    guint32 from, to; /* octets of the text */
    guint32 line;
    guint16 letters;
    guint8 weight; /* 2; 1 for a sign of a script that puts no blanks */
    bool digits;   /* has one */
} token;

/* Appends the words of text[from, to) to `words`, and to `soft` (may be NULL)
 * what clients add or change by themselves: "<https://...>" after a link's words,
 * pictures' references, emoji. Stops when `words` has `max`. */
void token_read(const char *text, size_t from, size_t to, guint32 line,
                size_t max, GArray *words, GArray *soft);

#endif
