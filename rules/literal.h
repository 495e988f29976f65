/* literal: strings of which every match of a pattern must hold at least one.
 *
 * A walk over the pattern's syntax, conservative: where it is not sure it says
 * nothing.  All strings are in ASCII lower case and are to be searched in text
 * folded likewise; case-sensitive patterns are confirmed by PCRE2 anyway.
 */
#ifndef POSTERN_RULES_LITERAL_H
#define POSTERN_RULES_LITERAL_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define LITERAL_SET_MAX    48 /* strings of one pattern */
#define LITERAL_LENGTH_MAX 32 /* octets kept of one string */
#define LITERAL_CLASS_MAX  4  /* members of a class that is spelled out */
#define LITERAL_DEPTH_MAX  50 /* nesting of groups that is followed */

/* `extended`: the x modifier is on; `utf8`: pattern and text are letters, not
 * octets. Returns an array of GBytes*, shortest at least `least` octets long, or
 * NULL if nothing can be promised. */
GPtrArray *literal_required(const char *pattern, size_t size, bool extended,
                            bool utf8, size_t least);

#endif
