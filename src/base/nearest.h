/* nearest: the name that a person probably meant. */
#ifndef POSTERN_NEAREST_H
#define POSTERN_NEAREST_H

#include <glib.h>

/* The one of `names` (NULL-terminated, UTF-8) with the smallest edit distance to
 * `word` (insert, delete, exchange, swap of neighbours; case is ignored), or that
 * alone begins with it; NULL if none is near. Borrowed. */
const char *nearest_name(const char *word, const char *const *names);

/* The same for words in somebody's mail, which may be no such name at all: one
 * slip, in words of more than four letters two; NULL if none is so near. */
const char *nearest_typed(const char *word, const char *const *names);

/* "; did you mean \"NAME\"?" or "" for the end of an error text. Caller frees. */
char *nearest_hint(const char *word, const char *const *names);

#endif
