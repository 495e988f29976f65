/* part: the MIME tree of a message as plain values, within limits.
 *
 * A splitter of our own, because the limits (octets of header, parts, depth)
 * must hold while parsing, also in embedded messages. GMime's parser (3.2) has
 * no limits: 1.4 MB with 200,000 parts took 253 MiB. It reads address fields by
 * recursion and crashes on "To: a:a:a:..." with tens of thousands of groups, far
 * fewer on a small stack; and it reads those of each embedded message, so that a
 * look at the message's own header does not help.
 */
#ifndef POSTERN_PART_H
#define POSTERN_PART_H

#include "mail/head.h"
#include "mail/words.h"

typedef struct part part;
struct part {
    char *number; /* "2.1" as IMAP counts; "" for a multipart at the top */
    head *head;
    char *type;      /* "text/plain", lower case; never NULL */
    bool type_given; /* false: there was none, or an unreadable one */
    words_params *content_type;
    words_params *disposition; /* value "" if there is none */
    char *encoding;            /* lower case; NULL */
    char *content_id;          /* without <>; NULL */
    const char *raw;           /* its body in the message, borrowed */
    size_t raw_size;
    GBytes *data;        /* decoded octets, of leaves and message/...; NULL: not
                          yet: part_data() */
    GBytes *owner;       /* what raw points into, if not the message */
    GPtrArray *children; /* part*; one for a message/rfc822 and for signed
                            data; never NULL */
    part *parent;        /* NULL: the message itself */
    bool embedded;       /* the root of a message/rfc822 */
};

/* `defects` gets sentences (char*). Never NULL. `data` must outlive it. */
part *part_parse(const void *data, size_t size, GPtrArray *defects);
void part_free(part *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(part, part_free)

/* Lines at the end of the header that are not fields become the body's first
 * (head.h: stray). This is already done for inner parts. For the message itself
 * its readers do it, because others count such lines to the header. Not after
 * part_data(). */
void part_take_stray(part *p);

/* Decoded octets of a leaf or an embedded message, kept in the part. */
GBytes *part_data(part *p, GPtrArray *defects);

bool part_is_multipart(const part *p);
bool part_is_type(const part *p, const char *type);
/* S/MIME that may have what is signed inside; then that is its only child. */
bool part_is_signed_data(const part *p);

/* Add a defect once. */
void part_defect(GPtrArray *defects, const char *text);

#endif
