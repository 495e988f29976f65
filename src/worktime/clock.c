/* clock: clocks that run in working time. */
#include "worktime/clock.h"

#define PERCENT 100

work_leg work_leg_of(const calendar *c, int64_t from_ms, int64_t target_ms)
{
    return (work_leg){.from_ms = from_ms,
                      .runs = true,
                      .calendar = c,
                      .target_ms = target_ms};
}

/* Where leg `i` ends: where the next begins, which may be at once. */
static int64_t end_of(const work_leg *legs, unsigned count, unsigned i)
{
    return i + 1 < count ? MAX(legs[i + 1].from_ms, legs[i].from_ms)
                         : CALENDAR_NEVER;
}

int64_t work_used(const work_leg *legs, unsigned count, int64_t at)
{
    int64_t used = 0;

    for (unsigned i = 0; i < count && legs[i].from_ms < at; i++)
        if (legs[i].runs)
            used += calendar_work(legs[i].calendar, legs[i].from_ms,
                                  MIN(at, end_of(legs, count, i)));
    return used;
}

int64_t work_left(const work_leg *legs, unsigned count, int64_t at)
{
    int64_t target = count > 0 ? legs[count - 1].target_ms : 0;

    return target - work_used(legs, count, at);
}

/* In leg `i`, before which `before` was used: when it is `used`; NEVER if not
 * in this leg. */
static int64_t reached_in(const work_leg *legs, unsigned count, unsigned i,
                          int64_t before, int64_t used)
{
    int64_t then;

    if (!legs[i].runs)
        return CALENDAR_NEVER;
    then = calendar_after(legs[i].calendar, legs[i].from_ms, used - before);
    return then <= end_of(legs, count, i) ? then : CALENDAR_NEVER;
}

static int64_t used_in(const work_leg *legs, unsigned count, unsigned i)
{
    return legs[i].runs ? calendar_work(legs[i].calendar, legs[i].from_ms,
                                        end_of(legs, count, i))
                        : 0;
}

int64_t work_reached(const work_leg *legs, unsigned count, int64_t used_ms)
{
    int64_t before = 0;

    for (unsigned i = 0; i < count; i++) {
        int64_t then = reached_in(legs, count, i, before, used_ms);

        if (then != CALENDAR_NEVER)
            return then;
        before += used_in(legs, count, i);
    }
    return CALENDAR_NEVER;
}

int64_t work_due(const work_leg *legs, unsigned count)
{
    return count > 0 ? work_reached(legs, count, legs[count - 1].target_ms)
                     : CALENDAR_NEVER;
}

int64_t work_breached(const work_leg *legs, unsigned count, int64_t at)
{
    int64_t before = 0;

    for (unsigned i = 0; i < count && legs[i].from_ms <= at; i++) {
        int64_t then = reached_in(legs, count, i, before, legs[i].target_ms);

        if (then <= at)
            return then;
        before += used_in(legs, count, i);
    }
    return CALENDAR_NEVER;
}

static int64_t used_at(const work_leg *last, work_warning w)
{
    int64_t used = w.is_percent
                       ? last->target_ms / PERCENT * w.amount +
                             last->target_ms % PERCENT * w.amount / PERCENT
                       : last->target_ms - w.amount;

    return CLAMP(used, 0, last->target_ms);
}

/* The first moment of working time, in a leg that runs, with so much used. */
static int64_t worked_with(const work_leg *legs, unsigned count, int64_t used)
{
    int64_t before = 0;

    for (unsigned i = 0; i < count; i++) {
        int64_t then = reached_in(legs, count, i, before, used);

        if (then != CALENDAR_NEVER)
            then = calendar_opens(legs[i].calendar, then);
        if (then < end_of(legs, count, i))
            return then;
        before += used_in(legs, count, i);
    }
    return CALENDAR_NEVER;
}

int64_t work_warn(const work_leg *legs, unsigned count, work_warning warning)
{
    int64_t then;

    if (count == 0)
        return CALENDAR_NEVER;
    then = worked_with(legs, count, used_at(&legs[count - 1], warning));
    return MIN(then, work_due(legs, count));
}
