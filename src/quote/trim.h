/* trim: parts a text into what was written now, what is quoted, and the
 * signature. Pure, thread-safe. */
#ifndef POSTERN_TRIM_H
#define POSTERN_TRIM_H

#include "mail/letter.h"

/* Compiles all patterns: once, before a process forks readers. */
void trim_ready(void);

/* Parts l->text into l->new_text (trailing blank lines off), quoted, and
 * signature (after "-- ", RFC 3676 4.3, and of phones). Looks at what HTML said
 * (l->marks), and at the subject: below "FW: ..." a header block heads content.
 *
 * Each letter and digit of the text is in one of the three; blanks, blank lines
 * and rules of dashes may be left out. Inline answers stay together with the
 * quote lines that they answer; a quote that nothing follows, with its
 * attribution line, is history and goes to `quoted`. Where in doubt the text is
 * kept. */
void trim_letter(letter *l);

#endif
