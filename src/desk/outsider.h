/* outsider: who has a secret address of a request and is no operator of it: a
 * partner whom it was forwarded to, or a member of a board that decides about it.
 * Pure. */
#ifndef POSTERN_DESK_OUTSIDER_H
#define POSTERN_DESK_OUTSIDER_H

#include "desk/board_config.h"
#include "desk/partner_config.h"
#include "write/tag.h"

typedef struct outsider {
    const config_partner *partner; /* NULL: a member of a board */
    const config_board *board;
    const char *member; /* operator id, or address */
    const char *id;     /* as the author of an entry */
    const char *name;   /* as operators read it */
} outsider;

/* Whom a capability of kind p or a is of. False: nobody who is that now. All
 * borrowed from the configuration. */
bool outsider_of(const config *c, const tag_claim *claim, outsider *out);
/* A capability of his; its `entry` is the last that he is shown, or the round of
 * the board. */
tag_claim outsider_claim(const outsider *o, int64_t ticket, int64_t entry,
                         int64_t epoch);
/* Is this mailbox (NULL: none) one of his? */
bool outsider_has(const config *c, const outsider *o, const char *mailbox);
/* Where his mail goes; NULL: nowhere. */
const char *outsider_address(const config *c, const outsider *o);
/* "partner integrator": whose addresses are revoked. Caller frees. */
char *outsider_key(const outsider *o);

#endif
