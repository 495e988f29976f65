/* filetext: what can be read in an attached file: texts, HTML, Rich Text, and
 * messages with all that is in them, however they are called. Pure. */
#ifndef POSTERN_FILETEXT_H
#define POSTERN_FILETEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "mail/part.h"

/* Of a file with this type (lower case) and charset (NULL: not said), at most
 * `max` octets of text as letter.h has texts; NULL: nothing can be read. *claim
 * gets what an attached message says it is, its X-Postern-Claim or Message-ID
 * (one line); NULL if it is none. Caller frees both. */
/* Above the text of an attached message stand its subject, and its author after
 * this. */
#define FILETEXT_FROM "From: "
char *filetext_read(GBytes *data, const char *type, const char *charset,
                    size_t max, char **claim);
/* The same for who must know all that it carries: header fields and names of
 * attached messages, HTML with its markup, files in files as deep as there are any.
 * *cut becomes true if that was more than `max`. */
char *filetext_read_all(GBytes *data, const char *type, const char *charset,
                        size_t max, bool *cut);

#endif
