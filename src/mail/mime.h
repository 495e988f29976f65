/* mime: octets to letter. The only reader that knows GMime (of which it takes
 * the reading of dates; why the tree is our own: part.h) (RFC 5322,
 * 2045-2049, 2231, 3676). Run it in a process that may die. Not thread-safe. */
#ifndef POSTERN_MIME_H
#define POSTERN_MIME_H

#include "mail/letter.h"

/* Once a process. */
void mime_init(void);

/* Parse one message (CRLF or LF line ends). Always gives a letter: whatever is
 * damaged or over a limit becomes a defect. kind, bounces and new_text are not
 * yet filled in; filters_run() (filters/filter.h) and trim_letter() do that. */
letter *mime_parse(const void *data, size_t size);

/* The same from a tree that is already there; `defects` are those that making
 * it found (copied). */
struct part; /* mail/part.h */
letter *mime_letter(struct part *root, const GPtrArray *defects);

/* Decoded octets of one part of the message ("2.1"), ERR_NOT_FOUND if there is
 * none. The caller unrefs. */
GBytes *mime_extract(const void *data, size_t size, const char *number,
                     GError **error);

#endif
