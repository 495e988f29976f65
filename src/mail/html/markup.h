/* htmlmarkup: all words of an HTML document, wherever they stand: attributes,
 * comments, text that is hidden. For who must know what a document carries; what
 * people see of it is html/text.h's. Pure.
 *
 * No parser, because one stops somewhere: the source as it is, and the source
 * without its tags, both with character references decoded. */
#ifndef POSTERN_HTMLMARKUP_H
#define POSTERN_HTMLMARKUP_H

#include <glib.h>
#include <stddef.h>

/* Of `size` octets of UTF-8 HTML at most `max` octets of UTF-8; caller frees. */
char *htmlmarkup_text(const char *html, size_t size, size_t max);

#endif
