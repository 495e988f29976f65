/* role_fixture: a desk on disk for tests of roles: configuration, key, spool and
 * store in a folder of its own, and roles that run in processes of their own. */
#ifndef POSTERN_TEST_ROLE_FIXTURE_H
#define POSTERN_TEST_ROLE_FIXTURE_H

#include "roles/role.h"
#include "spool/spool.h"
#include "store/store.h"

#include <sys/types.h>

#define ROLE_WAIT_TEST_MS 20000 /* for what must happen */

typedef struct role_desk {
    char *folder, *file, *log;
    config *c;
    secret_key site;
    spool *spool;
    store *store;
    pid_t scan, process; /* roles that the test has started; 0: none */
} role_desk;

/* A desk of queue support@example.org and operator anna, with `sections` below
 * [site] and above these ("" or whole sections). Fails the test if it cannot. */
role_desk *role_desk_new(const char *sections);
/* Stops roles, closes and removes everything. False: a role did not end as it
 * should. */
bool role_desk_free(role_desk *d);

/* Its configuration, read once more; the caller frees. */
config *role_desk_config(const role_desk *d);
/* All that roles have logged. Caller frees. */
char *role_desk_log(const role_desk *d);

/* Runs a role in a child, as `postern role` does, with its log in d->log. */
pid_t role_desk_start(role_desk *d, const role *r);
/* Ends it by a signal and waits. True if it ended as a role should; a leak that
 * a sanitizer finds is none. 0 at *child: nothing to do. */
bool role_desk_stop(pid_t *child, int number);
/* Waits for a file (a socket) to be there. */
void role_desk_wait_file(const char *path);

/* Fails the test with its words, unless NULL. */
void role_desk_fine(GError *error);

#endif
