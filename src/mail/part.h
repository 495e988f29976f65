/* part: the MIME tree of a message as plain values, within limits.
 *
 * A splitter of our own, because the limits (octets of header, parts, depth)
 * must hold while parsing, also in embedded messages, and because a library
 * that reads every address field by recursion cannot be kept from the fields of
 * an embedded message.
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

/* Lines at the end of the header that are no fields become the body's first
 * (head.h: stray). Inner parts have that done already; the message itself has it
 * done for its readers, as others count such lines to the header. Not after
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
