/* hours: time that counts, by the hours of a queue: all of it, as long as no
 * calendar says which hours are worked in. */
#include "desk/hours.h"

int64_t hours_between(const config *c, const char *queue, int64_t from_ms,
                      int64_t to_ms)
{
    return to_ms > from_ms ? to_ms - from_ms : 0;
}

int64_t hours_later(const config *c, const char *queue, int64_t from_ms,
                    int64_t span_ms)
{
    return from_ms + span_ms;
}
