/* known: is the store that is here the one that was here?
 *
 * How old the store is (store/age.h) is remembered in three places that a backup
 * of it does not hold: in the spool, in STATE/known, and in RUN/known-now. A store
 * that is behind them was put back from a backup, or emptied; one that nothing
 * remembers comes from elsewhere; and if STATE/known was copied, all of it was. In
 * each case a new epoch begins: numbers and secret addresses that may be given out
 * twice are told apart, and mail that the store has to send waits for
 * `postern resume`.
 */
#ifndef POSTERN_KNOWN_H
#define POSTERN_KNOWN_H

#include "config/config.h"
#include "spool/spool.h"
#include "store/age.h"

/* For whoever opens the store to change it, right after that and outside of any
 * transaction. It begins the new epoch if there is to be one, and says so in the
 * log and by an alarm. False: what is known could not be read, or the store could
 * not be changed: it is not to be used. */
bool known_guard(const config *c, store *s, int64_t now_ms, GError **error);

/* The store has come to `age`: after a commit, at least each second while there
 * are some. `p` may be NULL. Durable when it returns true. */
bool known_keep(const config *c, spool *p, const store_age *age,
                GError **error);

/* The cause of the alarm, which is over when an administrator resumes. */
#define KNOWN_CAUSE "older store"

#endif
