/* words: text in header fields: encoded words (RFC 2047), raw 8-bit (RFC 6532
 * or wrong), parameters (RFC 2045, 2231). Pure, thread-safe. */
#ifndef POSTERN_WORDS_H
#define POSTERN_WORDS_H

#include <glib.h>
#include <stdbool.h>

/* A header value (head_field.value) as one line of UTF-8. *repaired, if not
 * NULL, becomes true where a charset had to be guessed. Caller frees. */
char *words_decode(const char *value, bool *repaired);
/* The same; raw 8-bit that is not UTF-8 is tried as `fallback`, the charset of
 * the message's text, before it is guessed. May be NULL. */
char *words_decode_as(const char *value, const char *fallback, bool *repaired);

/* "text/plain; charset=x; name*0*=..." */
typedef struct words_params {
    char *value;       /* "text/plain", lower case, blanks off; may be "";
                          octets as sent (no UTF-8 promise) */
    GHashTable *names; /* char* lower case -> char* UTF-8 */
} words_params;
words_params *words_params_read(const char *value, bool *repaired);
void words_params_free(words_params *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(words_params, words_params_free)
/* NULL if there is none. Borrowed. */
const char *words_param(const words_params *p, const char *name);

#endif
