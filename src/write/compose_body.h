/* compose_body: the MIME tree of a composed message; only compose.c uses it. */
#ifndef POSTERN_COMPOSE_BODY_H
#define POSTERN_COMPOSE_BODY_H

#include "write/compose.h"
#include <gmime/gmime.h>

/* multipart/mixed (multipart/related (multipart/alternative (text, HTML),
 * pictures), attachments), each level only where it has something to hold. The
 * caller unrefs. */
GMimeObject *compose_body(const compose_mail *m, GError **error);

/* Is it shown in place where there is HTML: a picture with a Content-ID,
 * and [name] stands in the text? */
bool compose_is_inline(const char *text, const compose_attachment *a);

#endif
