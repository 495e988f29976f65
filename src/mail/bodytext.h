/* bodytext: which parts of a message are its text, and which are attached. */
#ifndef POSTERN_BODYTEXT_H
#define POSTERN_BODYTEXT_H

#include "mail/letter.h"
#include "mail/part.h"

/* Fills l->text, html, history, attachments; adds to l->defects. */
void bodytext_read(part *root, letter *l);

/* Octets of an attachment by number, also of files that stand uuencoded in a
 * text ("1.1": the first one in part 1). NULL if there is none. Caller unrefs. */
GBytes *bodytext_extract(part *root, const char *number);

/* A text/plain part's text: charset, line ends, format=flowed (RFC 3676). Caller
 * frees. */
char *bodytext_plain(part *p, GPtrArray *defects);

#endif
