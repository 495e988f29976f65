/* received: who handed a message over, as one Received value tells. Pure.
 *
 * For trust, so by few lines and strictly: the name that a client gave itself
 * never counts (rules/view has a reader that understands far more). */
#ifndef POSTERN_RECEIVED_H
#define POSTERN_RECEIVED_H

#include <stdbool.h>

/* The IP address of the client that the receiving host saw; NULL if it does not
 * tell. Caller frees. */
char *received_client(const char *value);
/* Are these the same IP address, in whatever spelling? */
bool received_same_ip(const char *a, const char *b);

#endif
