/* lock: one `postern run` per desk; who it is. */
#ifndef POSTERN_LOCK_H
#define POSTERN_LOCK_H

#include "config/config.h"

#include <sys/types.h>

/* Make the run folder and take the lock: RUN/postern.pid holds our process id,
 * STATE/lock is locked as well, so that two configurations cannot share a
 * state. ERR_BUSY: another one runs. Roles inherit the lock: while one of a
 * supervisor that was killed still runs, we wait for it, LOCK_WAIT_MS at most.
 */
#define LOCK_WAIT_MS 15000
bool lock_take(const config *c, GError **error);
/* In a role: do not hand the lock on to what it executes. */
void lock_keep_from_exec(void);
void lock_release(const config *c);

/* Process id of the `postern run` that holds the lock; 0 if none runs. */
pid_t lock_owner(const config *c);

#endif
