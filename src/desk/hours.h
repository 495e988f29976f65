/* hours: time that counts, by the hours of a queue. One place says which hours those
 * are. Pure. Moments in UTC milliseconds, lengths in milliseconds. */
#ifndef POSTERN_DESK_HOURS_H
#define POSTERN_DESK_HOURS_H

#include "base/span.h"
#include "config/config.h"

#include <stdint.h>

/* Working time from one moment to another; 0 if `to` is not later. `queue`: an id,
 * of one that the configuration may have lost. */
int64_t hours_between(const config *c, const char *queue, int64_t from_ms,
                      int64_t to_ms);
/* So much later: hours that are worked, days that are worked on; whole weeks are
 * weeks. */
int64_t hours_later(const config *c, const char *queue, int64_t from_ms,
                    int64_t span_ms);
/* Then, or when the queue opens next. */
int64_t hours_opening(const config *c, const char *queue, int64_t at_ms);

/* When the working day ends that it is then, or that begins within HOURS_BREAK: its
 * last closing, after which nothing opens for so long. 0: it is no working day, or the
 * queue never closes. */
#define HOURS_BREAK (4 * SPAN_HOUR)
int64_t hours_day_end(const config *c, const char *queue, int64_t at_ms);

#endif
