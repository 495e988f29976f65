/* trouble: what a role cannot change (a store that is locked, a full disk, another
 * role that is away) is waited out: said once, then now and then, and tried again
 * later and later. */
#ifndef POSTERN_TROUBLE_H
#define POSTERN_TROUBLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define TROUBLE_WAIT_MIN_MS 1000
#define TROUBLE_WAIT_MAX_MS 30000
#define TROUBLE_REPEAT_MS   (10 * 60 * 1000) /* the same words are logged again */

typedef struct trouble {
    const char *what; /* "the store" */
    const char *then; /* "mail waits in the spool and nothing is lost" */
    unsigned failures;
    int64_t until_ms; /* monotonic: not tried before */
    int64_t said_ms;
    char *words; /* of the failure that was logged last */
} trouble;

/* Logs it, unless it was just said, and sets when to try again. Frees error. */
void trouble_met(trouble *t, GError *error);
void trouble_over(trouble *t);
bool trouble_is_waiting(const trouble *t);
void trouble_clear(trouble *t);

/* Is this the store's or the disk's fault, and not that of one message? */
bool trouble_is_outside(const GError *error);

#endif
