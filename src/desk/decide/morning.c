/* decide_morning: an operator's working day begins. */
#include "desk/morning.h"
#include "desk/decide/room.h"
#include "store/waits.h"

plan *decide_morning(const config *c, const char *operator_id,
                     const assign_staff *staff, bool any, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    const config_operator *o = config_operator_by_id(c, operator_id);
    int64_t next_ms =
        o && morning_wanted(c, o) ? morning_next(c, o, now_ms) : CALENDAR_NEVER;

    if (next_ms == CALENDAR_NEVER)
        return decide_job_end(j); /* she wants none any more */
    plan_wait(j->plan, STORE_WAIT_MORNING, o->id, 0, next_ms);
    /* what the clock comes to too late is of no use */
    if (any && morning_is_now(c, o, now_ms) && !assign_away(staff, o, now_ms))
        decide_tell_about(j, o, "morning", PLAN_NONE, 0, NULL);
    return decide_job_end(j);
}
