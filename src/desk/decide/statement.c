/* decide_statement: on the first working hours of a month, what was worked in the
 * one before. */
#include "config/site.h"
#include "desk/decide/room.h"
#include "desk/hours.h"
#include "desk/queue_config.h"
#include "desk/rights.h"
#include "desk/statement_desk.h"
#include "worktime/zone.h"

static int64_t month_at(const config *c, int64_t at_ms)
{
    g_autoptr(GTimeZone) zone = zone_by_name(c->site->zone);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

    return prepaid_month_at(zone ? zone : utc, at_ms);
}

/* When the desk's first queue opens in that month. */
static int64_t opening_of(const config *c, int64_t month)
{
    g_autoptr(GTimeZone) zone = zone_by_name(c->site->zone);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    const config_queue *q = c->queues->pdata[0];

    return hours_opening(c, q->id,
                         prepaid_month_start(zone ? zone : utc, month));
}

int64_t decide_statements_next(const config *c, int64_t now_ms)
{
    int64_t month = month_at(c, now_ms);
    int64_t at_ms = opening_of(c, month);

    return at_ms > now_ms ? at_ms : opening_of(c, month + 1);
}

int64_t decide_statements_month(const config *c, int64_t now_ms)
{
    return month_at(c, now_ms) - 1;
}

plan *decide_statements(const config *c, const GPtrArray *contracts,
                        int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);

    for (guint i = 0; i < contracts->len; i++) {
        const store_contract *k = contracts->pdata[i];
        g_autofree char *ref = g_strdup_printf("#%" G_GINT64_FORMAT, k->id);
        plan_wait(j->plan, DECIDE_STATEMENTS, ref, 0, now_ms);
    }
    plan_wait(j->plan, DECIDE_STATEMENTS, DECIDE_STATEMENTS_MONTH, 0,
              decide_statements_next(c, now_ms));
    return decide_job_end(j);
}

static void tell(decide_job *j, const config_operator *o, int64_t contract,
                 const char *month, const char *why)
{
    g_autofree char *name = g_strdup_printf("#%" G_GINT64_FORMAT, contract);
    json_t *data = json_pack("{s:s,s:s}", "contract", name, "month", month);

    if (why)
        json_object_set_new(data, "why", json_string(why));
    decide_tell(j, o, "statement_desk", 0, 0, data);
}

/* To its manager; where it has none, to all managers. */
plan *decide_statement_draft(const config *c, const statement_source *s,
                             int64_t month, const char *why, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    const config_operator *his = statement_manager(c, s);
    g_autoptr(GPtrArray) all = rights_with(c, ROLE_MANAGER, NULL, 0);
    g_autofree char *name = prepaid_month_write(month);

    if (his)
        tell(j, his, s->contract->id, name, why);
    for (guint i = 0; !his && i < all->len; i++)
        tell(j, all->pdata[i], s->contract->id, name, why);
    return decide_job_end(j);
}

plan *decide_statement_waits(const config *c, int64_t contract,
                             int64_t until_ms, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    const config_queue *q = c->queues->pdata[0];
    g_autofree char *ref = g_strdup_printf("#%" G_GINT64_FORMAT, contract);

    if (until_ms > now_ms)
        plan_wait(j->plan, DECIDE_STATEMENTS, ref, 0,
                  hours_opening(c, q->id, until_ms));
    return decide_job_end(j);
}
