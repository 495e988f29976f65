/* mailbox: address lists for people to read, with display names (RFC 5322 3.4,
 * and what is sent instead). Nothing here decides who somebody is: head.h. */
#ifndef POSTERN_MAILBOX_H
#define POSTERN_MAILBOX_H

#include "mail/letter.h"

/* Appends letter_address* of a raw header value to `out`, at most
 * LETTER_ADDRESSES_MAX in all. Groups give their members; a name that holds
 * other addresses is only a name. `fallback`: the charset of the message, tried
 * for raw 8-bit names; may be NULL. False: something could not be read. */
bool mailbox_list(const char *value, const char *fallback, GPtrArray *out);

#endif
