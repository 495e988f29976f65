/* milter_spam: may a message be refused as spam, as long as its sender is still
 * on the line? */
#ifndef POSTERN_MILTER_SPAM_H
#define POSTERN_MILTER_SPAM_H

#include "config/config.h"

/* One message all of whose recipients are ours. Borrowed. */
typedef struct milter_offer {
    const char *sender, *login; /* login NULL: none */
    const char *mta_id;         /* NULL */
    const GPtrArray *served;    /* char*: recipients */
    GBytes *raw;
} milter_offer;

/* The words to refuse it with, or NULL: take it; then *kept gets what the scan
 * role said, to go into the spool with it (NULL: it was not asked). Asks the scan role, and waits
 * for it no longer than MILTER_SCAN_MS; a role that is away refuses nothing.
 * Needs neither key nor store: what only looks as if it answered mail of ours, or
 * went to a capability, is taken too, and held by its score later. Thread-safe;
 * logs. Caller frees both. */
#define MILTER_SCAN_MS 15000
char *milter_refusal(const config *c, const milter_offer *o, GBytes **kept);

#endif
