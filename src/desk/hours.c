/* hours: time that counts, by the hours of a queue: those of its calendar. */
#include "desk/hours.h"

#include "desk/queue_config.h"
#include "worktime/calendar_config.h"

static const calendar *calendar_of(const config *c, const char *queue)
{
    const config_queue *q = queue ? config_queue_by_id(c, queue) : NULL;

    return config_calendar_find(c, q ? q->calendar : NULL);
}

int64_t hours_between(const config *c, const char *queue, int64_t from_ms,
                      int64_t to_ms)
{
    return calendar_work(calendar_of(c, queue), from_ms, to_ms);
}

int64_t hours_later(const config *c, const char *queue, int64_t from_ms,
                    int64_t span_ms)
{
    const calendar *k = calendar_of(c, queue);
    int64_t at_ms;

    if (span_ms % SPAN_WEEK == 0)
        at_ms = calendar_opens(k, from_ms + span_ms);
    else if (span_ms % SPAN_DAY == 0)
        at_ms = calendar_days_after(k, from_ms, (int)(span_ms / SPAN_DAY));
    else
        at_ms = calendar_after(k, from_ms, span_ms);
    /* where nobody ever works, all hours count */
    return at_ms == CALENDAR_NEVER ? from_ms + span_ms : at_ms;
}

int64_t hours_opening(const config *c, const char *queue, int64_t at_ms)
{
    int64_t opens_ms = calendar_opens(calendar_of(c, queue), at_ms);

    return opens_ms == CALENDAR_NEVER ? at_ms : opens_ms;
}

#define DAY_PARTS 100 /* openings of one day */

int64_t hours_day_end(const config *c, const char *queue, int64_t at_ms)
{
    const calendar *k = calendar_of(c, queue);
    int64_t end_ms = 0, opens_ms = calendar_opens(k, at_ms);

    for (int i = 0; i < DAY_PARTS && opens_ms != CALENDAR_NEVER &&
                    opens_ms - (end_ms ? end_ms : at_ms) < HOURS_BREAK;
         i++) {
        end_ms = calendar_closes(k, opens_ms);
        if (end_ms == CALENDAR_NEVER)
            return 0;
        opens_ms = calendar_opens(k, end_ms);
    }
    return end_ms;
}
