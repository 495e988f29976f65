/* report_zone: whose days the periods of a report are. */
#include "desk/report_config.h"

#include "desk/hours.h"
#include "desk/queue_config.h"
#include "worktime/calendar_config.h"

static const config_queue *queue_of(const config *c, const config_report *r)
{
    const config_queue *q =
        r->queues->len > 0 ? config_queue_by_id(c, r->queues->pdata[0]) : NULL;

    return q ? q : c->queues->len > 0 ? c->queues->pdata[0] : NULL;
}

GTimeZone *report_zone(const config *c, const config_report *r)
{
    const config_queue *q = queue_of(c, r);
    const calendar *k = q && q->calendar && !q->zone
                            ? config_calendar_find(c, q->calendar)
                            : NULL;

    return k && k != calendar_always() ? g_time_zone_ref(calendar_zone(k))
                                       : config_zone_for(c, NULL, q);
}
