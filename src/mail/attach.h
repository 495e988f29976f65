/* attach: attachments of a message as rows of a letter, and their octets. */
#ifndef POSTERN_ATTACH_H
#define POSTERN_ATTACH_H

#include "mail/letter.h"
#include "mail/part.h"

/* Adds a row for a part, and for the files in a winmail.dat below it ("2.1").
 * NULL if there are too many. Borrowed. */
letter_attachment *attach_part(letter *l, part *p);

/* Takes uuencoded files out of the text of part p and adds rows for them
 * ("1.1"). `text` is changed in place and returned. */
char *attach_uu(letter *l, part *p, char *text);

/* By part number. */
void attach_sort(GPtrArray *list);

/* Octets of an attachment by number. NULL if there is none. Caller unrefs; they
 * may be the message's own, which must outlive them. */
GBytes *attach_extract(part *root, const char *number);

#endif
