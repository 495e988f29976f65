/* frame: what roles have in common. A role file holds what is special about its
 * role; opening, reading the configuration anew, waiting out trouble, and the
 * doorbell are here.
 */
#ifndef POSTERN_FRAME_H
#define POSTERN_FRAME_H

#include "desk/alarm.h"
#include "roles/role.h"
#include "roles/trouble.h"
#include "spool/spool.h"
#include "store/age.h"

typedef struct frame_bell {
    char *path;
    int fd;         /* -1: it could not be had */
    uint64_t inode; /* of the socket that we bound */
    trouble trouble;
} frame_bell;

typedef struct frame {
    role_context *x;
    spool *spool;          /* NULL: away, or not asked for */
    store *store;          /* the same */
    uint64_t store_inode;  /* of the first that was opened */
    store_age age;         /* of the store, as it was last remembered */
    int64_t remembered_ms; /* steady */
    trouble spool_trouble, store_trouble;
    alarms *alarms;
    frame_bell bell;
} frame;

/* `then` are what happens to mail meanwhile: "it waits in the spool". */
void frame_init(frame *f, role_context *x, const char *spool_then,
                const char *store_then);
void frame_clear(frame *f);

/* True: it is open and may be used now. False: it is away, and that was said. */
bool frame_spool(frame *f);
bool frame_store(frame *f);
/* It failed, and is tried again when its waiting is over. The store is closed and
 * opened anew; the spool stays open, since what is in hand is claimed by this
 * handle's process. Take the error. */
void frame_spool_failed(frame *f, GError *error);
void frame_store_failed(frame *f, GError *error);

/* How far the store has come is remembered beside it (roles/known.h), at most each
 * second; `soon`: now. Outside of any transaction; cheap if nothing changed. */
void frame_remember(frame *f, bool soon);

/* The doorbell of a role is heard from now on. */
void frame_listen(frame *f, const char *name);
/* Listens anew if somebody took the socket away. */
void frame_keep_bell(frame *f);
/* Ring other roles of this configuration. */
void frame_ring(const config *c, const char *name);
/* The role that runs commands, if there are any. */
void frame_ring_jobs(const config *c);

/* Is the socket at `path` still the one of this inode? Somebody may have taken it
 * away, and then nobody reaches us. */
bool frame_in_place(const char *path, uint64_t inode);
uint64_t frame_inode(const char *path); /* 0: there is none */

/* ---- the loop ---- */

typedef struct frame_work {
    /* Some work, and waiting for more (role_wait). False: the role ends. */
    bool (*step)(void *self);
    /* After a SIGHUP: use `fresh`, which becomes the role's. False: the role
     * ends. NULL: it takes the old one's place in the context. */
    bool (*reload)(void *self, config *fresh);
} frame_work;

/* Until the role is stopped. A configuration with an error changes nothing. */
void frame_loop(role_context *x, const frame_work *work, void *self);
/* The role goes on with this one; another store is opened when it is next wanted. */
void frame_reload(frame *f, config *fresh);
/* What `reload` NULL does. */
void frame_take_config(role_context *x, config *fresh);
/* An error that ends the role: logged; its exit code. */
int frame_fail(const GError *error);

#endif
