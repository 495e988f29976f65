/* imap_wait: how long a poller waits after a failure, and when that is told. Pure.
 */
#ifndef POSTERN_IMAP_WAIT_H
#define POSTERN_IMAP_WAIT_H

#include "base/err.h"

#include <stdint.h>

/* Is this waited for slowly, since somebody must mend it? */
bool imap_wait_is_slow(err_class class);
/* Until the next try after so many failures in a row, of which `words` are the
 * last one's: doubling up to a limit, and as long as a server asks for, within
 * reason. `jitter` is a factor, so that mailboxes that were lost together do not
 * come back together. */
int64_t imap_wait_ms(unsigned failures, err_class class, const char *words,
                     double jitter);
/* Is it time to tell an administrator? A server that puts us off (ERR_LATER) is
 * given an hour; `worked`: this poller has logged in before, so that one refused
 * login may be the server's fault. */
bool imap_wait_tells(unsigned failures, err_class class, int64_t failing_ms,
                     bool worked);

#endif
