/* attach: attachments of a message as rows of a letter, and their octets: where
 * `octets` is not NULL, it gets those of each row by its SHA-256 (char* ->
 * GBytes*). They may be the message's own or the tree's. */
#ifndef POSTERN_ATTACH_H
#define POSTERN_ATTACH_H

#include "mail/letter.h"
#include "mail/part.h"

/* Adds a row for a part, and for the files in a winmail.dat below it ("2.1").
 * NULL if there are too many. Borrowed. */
letter_attachment *attach_part(letter *l, part *p, GHashTable *octets);

/* Takes uuencoded files out of the text of part p and adds rows for them
 * ("1.1"). `text` is changed in place and returned. */
char *attach_uu(letter *l, part *p, char *text, GHashTable *octets);

/* By part number. */
void attach_sort(GPtrArray *list);

#endif
