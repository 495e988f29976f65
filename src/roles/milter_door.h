/* milter_door: what all sessions of the milter share: the configuration of the
 * moment, the spool, and how it is. Thread-safe. */
#ifndef POSTERN_MILTER_DOOR_H
#define POSTERN_MILTER_DOOR_H

#include "config/config.h"
#include "spool/spool.h"

typedef struct milter_door milter_door;

/* A configuration that lives as long as somebody holds it. */
typedef struct milter_view {
    config *config;
    char *bell; /* the process role's */
    int holders;
} milter_view;

/* Takes c. */
milter_door *milter_door_new(config *c);
/* After all sessions have ended. Returns the configuration, the caller's. */
config *milter_door_free(milter_door *d);
/* New messages see `c` from now on; takes it. */
void milter_door_reload(milter_door *d, config *c);

milter_view *milter_view_take(milter_door *d);
void milter_view_drop(milter_door *d, milter_view *v);

/* Could a message be accepted now? Asked of the disk at most once a second. */
bool milter_door_healthy(milter_door *d);
/* spool_accept and the doorbell. Errors are logged here. */
bool milter_door_accept(milter_door *d, const milter_view *v,
                        const spool_incoming *in, char id[33]);

/* Messages at hand, so that a stop can wait for them. */
void milter_door_busy(milter_door *d, int change);
int milter_door_at_hand(milter_door *d);
/* From now on nothing of ours is taken. */
void milter_door_stop(milter_door *d);

#endif
