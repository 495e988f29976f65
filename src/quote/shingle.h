/* shingle: runs of words as numbers, by which a text is found again in another
 * that repeats some of it, however it is wrapped, quoted or capitalised. Pure. */
#ifndef POSTERN_SHINGLE_H
#define POSTERN_SHINGLE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "quote/token.h"

/* A shingle is eight words, of scripts that put no blanks twice as many signs. A
 * text of three to seven words is one as a whole. */
#define SHINGLE_WEIGHT       16
#define SHINGLE_SHORT_WEIGHT 6

/* Words as token.h has them, of all of a text, at most `max`. Caller unrefs. */
GArray *shingle_words(const char *text, size_t max); /* token */

/* How many words from `at` on are a shingle; 0: too few are left. */
guint shingle_size(const GArray *words, guint at);
/* Number of words [at, at + n). */
gint64 shingle_of(const GArray *words, guint at, guint n);
/* Numbers of all shingles, one for each word but the last seven. Caller unrefs. */
GArray *shingle_all(const GArray *words); /* gint64 */

/* A text of so few words? */
bool shingle_is_short(const GArray *words);

/* Is it among the common words of a language (lang/XX/common.txt)? Thread-safe. */
bool shingle_is_common(const token *t);

#endif
