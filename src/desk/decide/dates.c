/* decide_dates: dates as people write them after a command. */
#include "desk/decide/room.h"
#include "desk/when.h"

GTimeZone *decide_zone(const decide_job *j)
{
    return g_time_zone_ref(calendar_zone(decide_calendar(j)));
}

fault *decide_read_date(decide_job *j, const command_call *call, int minute, when *w)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    const when_ask ask = {j->now_ms, zone, minute};
    when_result result = when_read(call->argument, &ask, w);
    g_autofree char *words = NULL;

    switch (result) {
    case WHEN_FINE:
        return NULL;
    case WHEN_TWO:
        words = when_two_words(w, zone);
        return fault_new(FAULT_TWO_DATES, words, NULL);
    case WHEN_PAST:
        words = when_words(w->at_ms, zone, w->has_time);
        return fault_new(FAULT_PAST_DATE, words, NULL);
    case WHEN_FAR:
        return fault_new(FAULT_FAR_DATE, NULL);
    default:
        return fault_new(FAULT_NO_DATE, call->row->name, "2026-12-24", NULL);
    }
}
