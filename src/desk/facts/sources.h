/* sources: what a letter may quote: what our mails showed its author, and what
 * stands in its request. */
#ifndef POSTERN_SOURCES_H
#define POSTERN_SOURCES_H

#include "desk/facts/snapshot.h"
#include "quote/account.h"

#define SOURCES_SHOWN 6 /* of our latest mails to the author */

/* account_source*: mails that are answered first, then others; empty if nothing
 * is known. Read in the same transaction as the snapshot. */
GPtrArray *sources_read(store *s, const config *c, const evidence *v,
                        const trust_facts *t, const snapshot *n,
                        GError **error);

#endif
