/* place: which attachments stand in place in a text. Pure. */
#ifndef POSTERN_PLACE_H
#define POSTERN_PLACE_H

#include "write/compose.h"

/* Can `id` (without <>) be a Content-ID of ours? NULL cannot. */
bool place_is_content_id(const char *id);

/* Octets of the mark at `p` that it stands at: [name], or [image: name] as Gmail
 * has it in plain text; 0: none of it. */
size_t place_mark(const char *p, const char *end, const compose_attachment *a);

/* Is it shown in place where there is HTML: a picture with a Content-ID, and its
 * mark stands in the text? */
bool place_is_inline(const char *text, const compose_attachment *a);

#endif
