/* hours: time that counts, by the calendar of a queue; all of it where the
 * queue has none. */
#include "desk/hours.h"

#include "base/span.h"
#include "desk/queue_config.h"
#include "worktime/calendar_config.h"

static const calendar *calendar_of(const config *c, const char *queue)
{
    const config_queue *q = config_queue_by_id(c, queue);
    const calendar *k = config_calendar_find(c, q ? q->calendar : NULL);

    return k ? k : calendar_always();
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

    if (span_ms <= 0 || span_ms % SPAN_WEEK == 0)
        return from_ms + span_ms;
    at_ms = span_ms % SPAN_DAY == 0
                ? calendar_days_after(k, from_ms, (int)(span_ms / SPAN_DAY))
                : calendar_after(k, from_ms, span_ms);
    return at_ms == CALENDAR_NEVER ? from_ms + span_ms : at_ms;
}
