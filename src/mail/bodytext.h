/* bodytext: which parts of a message are its text, and which are attached. */
#ifndef POSTERN_BODYTEXT_H
#define POSTERN_BODYTEXT_H

#include "mail/letter.h"
#include "mail/part.h"

/* Fills l->text, html, history, attachments; adds to l->defects. `octets` as in
 * attach.h. */
void bodytext_read(part *root, letter *l, GHashTable *octets);

#endif
