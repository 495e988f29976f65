/* phrase: forms with words of many languages (mail/lang.h), compiled when first
 * needed.
 *
 * Most text is ASCII, and for that a pattern is matched without the classes of
 * Unicode (\s, \d, \b ...), which finds the same in less time. GRegex would
 * allocate more for a match than most of these matches take.
 */
#ifndef POSTERN_PHRASE_H
#define POSTERN_PHRASE_H

#include <glib.h>

typedef struct phrase { /* zeros to begin with, lives for ever */
    gsize once[2];
    struct pcre2_real_code_8 *code[2]; /* for ASCII, for all */
} phrase;

/* Compiles both. Whoever forks readers calls it before, for all of them. */
void phrase_ready(phrase *p, const char *form);

/* Place of the first match in `size` octets of valid UTF-8, or -1. `form` is a
 * literal (PCRE2, without regard to case) and always the same for one phrase.
 * Thread-safe. */
gssize phrase_find(phrase *p, const char *form, const char *text, gsize size);
/* What group `group` (0: all) of that match holds; NULL if there is none.
 * Caller frees. */
char *phrase_group(phrase *p, const char *form, const char *text, gsize size,
                   unsigned group);

#endif
