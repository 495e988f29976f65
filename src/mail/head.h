/* head: a small reader of header fields for what must be trusted.
 *
 * The parser that makes letters may be taken over by a message; who a message is
 * from, which capability it carries and what it is identified by are therefore
 * read here, from the raw octets, by few lines of code (RFC 5322 2.2, 3.6).
 * Nothing here decodes MIME. Pure, thread-safe.
 */
#ifndef POSTERN_HEAD_H
#define POSTERN_HEAD_H

#include "base/secret.h"

#define HEAD_SIZE_MAX   (256u << 10) /* octets of the fields that are kept */
#define HEAD_FIELDS_MAX 1000

typedef struct head_field {
    char *name;  /* as written */
    char *value; /* unfolded, leading and trailing blanks off, NULs and bare
                    CRs as blanks; octets otherwise as sent (no UTF-8 promise) */
} head_field;

typedef struct head {
    GPtrArray *fields; /* head_field*, in order of appearance */
    size_t body;       /* offset of the body in the message */
    size_t stray;      /* offset of lines before it that are not fields, with no
                          field after them: text, if an empty line was
                          forgotten; 0: there are none */
    unsigned dropped;  /* fields over one of the limits; later ones that fit
                          are kept */
} head;

head *head_read(const void *data, size_t size);
void head_free(head *h);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(head, head_free)

/* Value of the nth (0: topmost) field of that name (any case), or NULL. */
const char *head_get(const head *h, const char *name, unsigned nth);
unsigned head_count(const head *h, const char *name);

/* addr-specs in an address-list value (To, Cc, From): display names, comments,
 * groups are skipped; at most `max`. char* array, caller unrefs. Quoted strings
 * and comments never yield an address. */
GPtrArray *head_addresses(const char *value, unsigned max);

/* The one From address: NULL unless there is exactly one From field with exactly
 * one mailbox. Normal form. Caller frees. */
char *head_from(const head *h);

/* msg-ids in a value, without <>; at most max. */
GPtrArray *head_message_ids(const char *value, unsigned max);

/* Identity of a message: keyed hash over Message-ID, From, Date,
 * Subject (each as relaxed by DKIM, RFC 6376 3.4.2) and the body (relaxed,
 * 3.4.4). 64 hex digits and NUL. */
void head_identity(const secret_key *key, const head *h, const void *data,
                   size_t size, char out[65]);

#endif
