/* clock: clocks that run in working time: how much is used, when it is used up,
 * and when to warn. Pure: the moment it is asked about is an argument.
 *
 * A clock's history is its legs, in order: each lasts until the next begins,
 * the last goes on. A leg runs or is paused, in a calendar and with a target of
 * its own: what an agreement, a contract or a priority changed begins a new
 * leg. Working time that is used stays used; the target and the calendar of the
 * last leg say what is left. To count all anew by another agreement, give all
 * legs its calendar and its target.
 *
 * The first leg begins when the request was received, not when it was read:
 * what an acknowledgement promises is work_due of that one leg.
 *
 * Moments are UTC in milliseconds, amounts working time in milliseconds; see
 * worktime/calendar.h. CALENDAR_NEVER: it does not come, as far as is known.
 */
#ifndef POSTERN_WORKTIME_CLOCK_H
#define POSTERN_WORKTIME_CLOCK_H

#include "worktime/calendar.h"

typedef struct work_leg {
    int64_t from_ms;
    bool runs;
    const calendar *calendar; /* borrowed */
    int64_t target_ms;
} work_leg;

/* The one leg of a clock that has run since `from_ms`. */
work_leg work_leg_of(const calendar *calendar, int64_t from_ms,
                     int64_t target_ms);

/* Working time used until `at`. */
int64_t work_used(const work_leg *legs, unsigned count, int64_t at);
/* What is left of the last target at `at`; negative: it is over by so much. */
int64_t work_left(const work_leg *legs, unsigned count, int64_t at);

/* The first moment at which so much is used, in the past or to come. What is
 * used when a day closes is used at the closing. */
int64_t work_reached(const work_leg *legs, unsigned count, int64_t used_ms);
/* When the last target is used up: what comes to an end until then, at that
 * very moment too, is in time. NEVER while it is paused, if it was not used up
 * before. No legs: NEVER. */
int64_t work_due(const work_leg *legs, unsigned count);
/* When a target was first used up that held then, until `at` (with it); NEVER
 * if none was. A later, longer target does not undo it. What stopped a clock
 * ends its history: give `at` that moment, and that it came in time is due >=
 * at. */
int64_t work_breached(const work_leg *legs, unsigned count, int64_t at);

/* When somebody is to be warned. */
typedef struct work_warning {
    bool is_percent; /* of the target that is used; else what is left of it */
    int64_t amount;  /* 0 to 100, or working time */
} work_warning;
/* The first moment of working time, while the clock runs, at which that is so:
 * what was left when a day closed is told when the next opens. Not after
 * work_due. Of what is so from the beginning, the first opening. NEVER as
 * work_due. */
int64_t work_warn(const work_leg *legs, unsigned count, work_warning warning);

#endif
