/* imap_wait.c: how long a poller waits after a failure, and when that is told. */
#include "roles/imap_wait.h"
#include "base/span.h"
#include "net/imap_refusal.h"

#define QUICK_MIN_MS 1000
#define QUICK_MAX_MS (5 * 60 * 1000)
#define LATER_MIN_MS (10 * 1000) /* the server said: not now */
#define LATER_MAX_MS (15 * 60 * 1000)
#define SLOW_MIN_MS  (60 * 1000) /* refused logins, wrong configuration */
#define SLOW_MAX_MS  (30 * 60 * 1000)
#define AWAY_MS      (5 * 60 * 1000) /* a server may be away for so long */
#define PUT_OFF_MS   SPAN_HOUR       /* and may put us off for so long */

bool imap_wait_is_slow(err_class class)
{
    return class == ERR_AUTH || class == ERR_CONFIG || class == ERR_TLS ||
           class == ERR_DENIED || class == ERR_NOT_FOUND;
}

int64_t imap_wait_ms(unsigned failures, err_class class, const char *words,
                     double jitter)
{
    bool slow = imap_wait_is_slow(class), later = class == ERR_LATER;
    int64_t ms = slow ? SLOW_MIN_MS : later ? LATER_MIN_MS : QUICK_MIN_MS;
    int64_t most = slow ? SLOW_MAX_MS : later ? LATER_MAX_MS : QUICK_MAX_MS;

    for (unsigned i = 1; i < failures && ms < most; i++)
        ms *= 2;
    ms = (int64_t)((double)MIN(ms, most) * jitter);
    if (later) /* not before what it asks for; that is never shortened */
        ms = MAX(ms, MIN(imap_refusal_wait_ms(words), SLOW_MAX_MS));
    return ms;
}

bool imap_wait_tells(unsigned failures, err_class class, int64_t failing_ms,
                     bool worked)
{
    if (class == ERR_AUTH && worked && failures < 2)
        return false;
    if (imap_wait_is_slow(class))
        return true;
    return failing_ms >= (class == ERR_LATER ? PUT_OFF_MS : AWAY_MS);
}
