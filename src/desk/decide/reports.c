/* decide_reports: who gets a report whose time has come. */
#include "desk/decide/room.h"
#include "desk/report/report.h"

static json_t *data_of(const config_report *r, const report_period *p)
{
    g_autofree char *name = period_name(p);

    return json_pack("{s:s, s:s}", "report", r->id, "period", name);
}

/* Those who may see nothing of it get nothing. */
static void tell(decide_job *j, const config_report *r, const report_period *p)
{
    g_autoptr(GPtrArray) told = report_operators(j->c, r);

    for (guint i = 0; i < told->len; i++) {
        const config_operator *o = told->pdata[i];
        g_autoptr(GPtrArray) queues = report_queues_for(j->c, r, o);
        if (!queues || queues->len > 0)
            decide_tell(j, o, "report", 0, 0, data_of(r, p));
    }
}

static void tell_administrators(decide_job *j, const config_report *r,
                                const report_period *p)
{
    g_autoptr(GPtrArray) addresses = report_addresses(j->c, r);

    for (guint i = 0; i < addresses->len; i++) {
        store_outgoing *o =
            decide_mail(j, STORE_TO_ADMIN, "report", addresses->pdata[i]);
        o->ticket = PLAN_NONE;
        g_free(o->data);
        o->data = decide_dump(data_of(r, p));
        plan_send(j->plan, o);
    }
}

static const config_queue *queue_of(const config *c, const config_report *r)
{
    const config_queue *q =
        r->queues->len > 0 ? config_queue_by_id(c, r->queues->pdata[0]) : NULL;

    return q ? q : c->queues->pdata[0];
}

plan *decide_report_due(const config *c, const config_report *r,
                        int64_t made_ms, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    g_autoptr(GTimeZone) zone = report_zone(c, r);
    report_period p = period_last((period_kind)r->period, zone, now_ms);
    int64_t next_ms = report_next(c, r, now_ms);

    j->queue = queue_of(c, r);
    if (p.from_ms > made_ms) {
        tell(j, r, &p);
        tell_administrators(j, r, &p);
        plan_wait(j->plan, DECIDE_REPORT_MADE, r->id, 0, p.from_ms);
    }
    if (next_ms > 0)
        plan_wait(j->plan, DECIDE_REPORT, r->id, 0, next_ms);
    return decide_job_end(j);
}
