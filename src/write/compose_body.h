/* compose_body: the MIME tree of a composed message; only compose.c uses it. */
#ifndef POSTERN_COMPOSE_BODY_H
#define POSTERN_COMPOSE_BODY_H

#include "write/compose.h"
#include <gmime/gmime.h>

/* multipart/mixed (multipart/related (multipart/alternative (text, HTML),
 * pictures), attachments), each level only where it has something to hold. The
 * caller unrefs. */
GMimeObject *compose_body(const compose_mail *m, GError **error);

#endif
