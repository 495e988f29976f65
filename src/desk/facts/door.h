/* door: what stood before the desk's own door: a group or list whose address is
 * the desk's, somebody else's list, a forwarder or a web form that writes in
 * another's name. From raw header fields only. Pure.
 *
 * Anybody can write all of this: it says who may be meant and what kind of mail
 * it is, never who it is from.
 */
#ifndef POSTERN_DOOR_H
#define POSTERN_DOOR_H

#include "config/config.h"
#include "desk/queue_config.h"
#include "mail/head.h"

typedef enum {
    DOOR_PLAIN,  /* no field of a list */
    DOOR_MARKED, /* List-Unsubscribe and the like, as mail providers add to all
                    that they carry; no list is named */
    DOOR_OURS,   /* a list or group whose address is one of ours: an ordinary
                    way to the desk */
    DOOR_OTHERS, /* another list, on which people talk */
    DOOR_NEWS    /* another list, to which readers cannot post */
} door_list;

/* What the list fields say (RFC 2369, 2919, and those of list managers). */
door_list door_list_of(const config *c, const head *h);

/* Is an address of ours in To or Cc, also those of somebody who sent it on? */
bool door_addressed(const config *c, const head *h);

/* The one mailbox, none of ours, that a field names (all fields of that name);
 * normal form. NULL if there is none, or several. Caller frees. */
char *door_other(const config *c, const head *h, const char *field);

/* Of a letter whose From is ours: who wrote it before a group, a forwarder or a
 * form put our address there. *field gets the field's name. NULL: not said.
 * Caller frees. */
char *door_author(const config *c, const head *h, const char **field);

/* The one mailbox at which From's own author is said to be, where a forwarder
 * wrote another From. As door_other(). */
char *door_original(const config *c, const head *h);

#endif
