/* thanks: does a text say nothing but thanks? Conservative: each word of it
 * must be one that people thank with (lang/XX/thanks.txt), or a name; a
 * question, a number, a "but", anything else that is not known, and it is
 * more than that. Pure, thread-safe. */
#ifndef POSTERN_THANKS_H
#define POSTERN_THANKS_H

#include <glib.h>
#include <stdbool.h>

#define THANKS_TEXT_MAX 300 /* octets; a longer text says more */

/* Does it ask something, by a sign for it? Valid UTF-8. */
bool thanks_asks(const char *text);
/* `text`: what was written now, without quotes and signature; `names`
 * (char*, NULL: none): of those who may stand in it, each with all its
 * words. */
bool thanks_alone(const char *text, const GPtrArray *names);

#endif
