/* sources: what a letter may quote: what our mails showed its author, and what
 * stands in its request. */
#ifndef POSTERN_SOURCES_H
#define POSTERN_SOURCES_H

#include "desk/facts/snapshot.h"
#include "quote/account.h"

#define SOURCES_SHOWN 6 /* of our latest mails to the author */

/* The request that a letter is most likely about; 0: none. */
int64_t sources_ticket(const snapshot *n);

/* account_source*: mails that are answered first, then others; empty if nothing
 * is known. Read in the same transaction as the snapshot. */
GPtrArray *sources_read(store *s, const config *c, const evidence *v,
                        const trust_facts *t, const snapshot *n,
                        GError **error);

#endif
