/* place: which attachments stand in place in a text. Pure. */
#ifndef POSTERN_PLACE_H
#define POSTERN_PLACE_H

#include "write/compose.h"

/* Can `id` (without <>) be a Content-ID of ours? NULL cannot. */
bool place_is_content_id(const char *id);

/* Is it shown in place where there is HTML: a picture with a Content-ID, and [name]
 * stands in the text? */
bool place_is_inline(const char *text, const compose_attachment *a);

#endif
