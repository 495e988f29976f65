/* mime: octets to letter. The only reader that knows GMime (of which it takes
 * the reading of dates; why the tree is our own: part.h) (RFC 5322,
 * 2045-2049, 2231, 3676). Run it in a process that may die. Not thread-safe. */
#ifndef POSTERN_MIME_H
#define POSTERN_MIME_H

#include "mail/letter.h"

/* Once a process. */
void mime_init(void);

/* The tree that a message was parsed to, and the decoded octets of its
 * attachments. Some of these are the message's own, or the tree's: both must
 * outlive them. */
typedef struct mime_contents {
    struct part *root;  /* mail/part.h; NULL before */
    GHashTable *octets; /* SHA-256 of a row -> GBytes*; NULL: not wanted */
} mime_contents;

mime_contents *mime_contents_new(void); /* octets are wanted */
void mime_contents_free(mime_contents *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(mime_contents, mime_contents_free)

/* Parse one message (CRLF or LF line ends). Always gives a letter: whatever is
 * damaged or over a limit becomes a defect. kind, bounces and new_text are not
 * yet filled in: filters_letter() (filters/filter.h) does that. `contents` gets
 * the tree, and what it wants; it may be NULL. */
letter *mime_parse(const void *data, size_t size, mime_contents *contents);

#endif
