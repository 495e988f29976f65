/* decide_prepaid: people are warned when prepaid time runs out. */
#include "desk/decide/room.h"

#include "desk/speech.h"

/* Told once a month each, the highest that is reached. */
static const int levels[] = {100, 80};

static int level_of(int percent)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(levels); i++)
        if (percent >= levels[i])
            return levels[i];
    return 0;
}

static char *hours(int64_t minutes)
{
    return speech_span(NULL, minutes * SPAN_MINUTE, false);
}

/* Who answers for the contract: its manager, else the company's. */
static const config_operator *manager(const config *c, const prepaid_now *p)
{
    const char *id =
        p->contract->manager ? p->contract->manager : p->company->manager;

    return id ? config_operator_by_id(c, id) : NULL;
}

/* "Acme, service Basic: 2 h of 10 h are left in November." Caller frees. */
static char *words_of(const prepaid_now *p, int level)
{
    g_autofree char *all = hours(prepaid_now_has(p));
    g_autofree char *left = hours(p->month.left_min);
    g_autofree char *over = hours(MAX(p->month.over_min, 0));
    const char *month = speech_month(NULL, (int)(p->month.month % 12) + 1);
    const char *company = p->company->name, *service = p->service->name;

    if (level < 100)
        return g_strdup_printf("%s, service %s: %s of %s are left in %s.",
                               company, service, left, all, month);
    return p->month.over_min > 0
               ? g_strdup_printf("%s, service %s: all %s of %s are used, %s "
                                 "beyond that.",
                                 company, service, all, month, over)
               : g_strdup_printf("%s, service %s: all %s of %s are used.",
                                 company, service, all, month);
}

static void tell_manager(decide_job *j, const prepaid_now *p, int level)
{
    const config_operator *o = manager(j->c, p);
    g_autofree char *text = words_of(p, level);
    g_autofree char *title =
        level == 100
            ? g_strdup_printf("%s: prepaid time is used up", p->company->name)
            : g_strdup_printf("%s: %d %% of the prepaid time is used",
                              p->company->name, level);

    if (o)
        decide_notice(j, o, title, text);
    else
        plan_alarm(j->plan, "prepaid", text);
}

/* Hours alone: what they cost is not everybody's. */
static void tell_contact(decide_job *j, const prepaid_now *p, int level,
                         const char *address)
{
    store_outgoing *o;

    if (decide_no_address(j, address))
        return;
    o = decide_mail(j, STORE_TO_CUSTOMER, "prepaid", address);
    g_free(o->data);
    o->data = decide_dump(json_pack(
        "{s:s, s:s, s:i, s:i, s:I, s:I, s:I}", "company", p->company->name,
        "service", p->service->name, "month", (int)(p->month.month % 12) + 1,
        "level", level, "left", (json_int_t)p->month.left_min, "all",
        (json_int_t)prepaid_now_has(p), "over",
        (json_int_t)MAX(p->month.over_min, 0)));
    o->ticket = PLAN_NONE;
    plan_send(j->plan, o);
}

plan *decide_prepaid(const config *c, const prepaid_now *p,
                     const GPtrArray *contacts, int told, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    int level = level_of(p->percent);

    j->queue = c->queues->len > 0 ? c->queues->pdata[0] : NULL;
    if (level > told) {
        tell_manager(j, p, level);
        for (guint i = 0; i < contacts->len; i++)
            tell_contact(j, p, level, contacts->pdata[i]);
        plan_warned(j->plan, p->service->id, p->month.month, level);
    }
    return decide_job_end(j);
}
