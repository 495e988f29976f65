/* phrase: patterns of words in many languages, compiled when first needed.
 *
 * Most text is ASCII, and for that a pattern is matched in a form without the
 * classes of Unicode (\s, \d, \b ...), which finds the same in less time. GRegex
 * would allocate more for a match than most of these matches take.
 */
#ifndef POSTERN_PHRASE_H
#define POSTERN_PHRASE_H

#include <glib.h>

typedef struct phrase { /* zeros to begin with, lives for ever */
    gsize once[2];
    struct pcre2_real_code_8 *code[2]; /* for ASCII, for all */
} phrase;

/* Place of the first match in `size` octets of valid UTF-8, or -1. `pattern` is a
 * literal (PCRE2, without regard to case) and always the same for one phrase.
 * Thread-safe. */
gssize phrase_find(phrase *p, const char *pattern, const char *text,
                   gsize size);

#endif
