/* decide_sla: what a plan does to the clocks of its ticket. One function
 * looks at what has happened, after all else, whoever it was that did it. */
#include "desk/sla.h"
#include "desk/contract.h"
#include "desk/decide/room.h"
#include "desk/promise.h"
#include "desk/queue_config.h"
#include "worktime/calendar_config.h"
#include "worktime/zone.h"

#include <string.h>

/* One ticket: the job's, or the one that the plan makes. */
typedef struct about {
    decide_job *j;
    int64_t id;                /* 0: the new one */
    const snapshot_ticket *st; /* NULL: the new one */
    const store_ticket *t;     /* as it was, or as it is made */
    const store_terms *terms;  /* NULL */
    const char *status, *type, *priority, *queue;
    sla_promise promise;
    bool asked, replied, placed; /* placed: type or priority was set */
    const char *coupon;          /* SLA of the one that is spent; NULL */
    int64_t service;             /* as the plan leaves it */
} about;

static const char *coupon_sla(const decide_job *j, const char *mac)
{
    const GPtrArray *all = j->in ? j->in->snapshot->coupons : NULL;

    for (unsigned i = 0; all && i < all->len; i++) {
        const snapshot_coupon *k = all->pdata[i];
        if (k->row && strcmp(k->row->mac, mac) == 0)
            return k->row->sla;
    }
    return NULL;
}

static void look_at_set(about *a, const plan_step *s)
{
    const char *text = s->set.value.text;

    if (s->set.ticket != a->id)
        return;
    if (s->set.field == PLAN_COMPANY && a->st && a->st->listed)
        a->terms = a->st->listed;
    else if (s->set.field == PLAN_SERVICE)
        a->service = s->set.value.number;
    else if (s->set.field == PLAN_STATUS)
        a->status = text;
    else if (s->set.field == PLAN_TYPE)
        a->type = text;
    else if (s->set.field == PLAN_PRIORITY)
        a->priority = text;
    else
        return;
    a->placed |= s->set.field != PLAN_STATUS;
}

static void look_at_entry(about *a, const store_entry *e)
{
    if (e->ticket != a->id || e->kind != STORE_ARTICLE ||
        e->state != STORE_PUBLISHED)
        return;
    a->asked |= e->by == STORE_BY_CUSTOMER;
    a->replied |= e->by == STORE_BY_OPERATOR;
}

static void look(about *a)
{
    const GPtrArray *steps = a->j->plan->steps;

    for (unsigned i = 0; i < steps->len; i++) {
        const plan_step *s = steps->pdata[i];
        if (s->what == PLAN_SET)
            look_at_set(a, s);
        else if (s->what == PLAN_ENTRY)
            look_at_entry(a, s->entry);
        else if (s->what == PLAN_PUBLISH)
            a->replied |= s->publish.ticket == a->id;
        else if (s->what == PLAN_ADOPT)
            a->asked |= s->adopt.ticket == a->id;
        else if (s->what == PLAN_COUPON && s->coupon.ticket == a->id)
            a->coupon = coupon_sla(a->j, s->coupon.mac);
    }
}

/* ---- what follows ---- */

static int64_t received(const decide_job *j)
{
    int64_t at_ms = j->in ? j->in->entry->accepted_ms : 0;

    return at_ms > 0 && at_ms < j->now_ms ? at_ms : j->now_ms;
}

/* What the row of a clock waits for. */
static void wait_for(about *a, const store_clock *k)
{
    g_autofree char *ref =
        a->id ? g_strdup_printf("#%" G_GINT64_FORMAT "/%s", a->id, k->kind)
              : g_strdup_printf(PLAN_NEW "/%s", k->kind);
    int64_t at_ms = a->promise.sla
                        ? sla_next_ms(k, a->promise.sla, a->promise.calendar)
                        : 0;

    if (at_ms != 0 || (a->id != 0 && k->seq > 0))
        plan_wait(a->j->plan, DECIDE_SLA_WAIT, ref, a->id, at_ms);
}

/* Those of the ticket as they are after `changed`; borrowed. */
static GPtrArray *after(const about *a, const GPtrArray *changed)
{
    const GPtrArray *before = a->st ? a->st->clocks : NULL;
    GPtrArray *all = g_ptr_array_new();

    for (unsigned i = 0; before && i < before->len; i++) {
        const store_clock *k = before->pdata[i];
        bool same = true;
        for (unsigned n = 0; n < changed->len; n++) {
            const store_clock *new = changed->pdata[n];
            same &= strcmp(k->kind, new->kind) != 0 || k->seq != new->seq;
        }
        if (same)
            g_ptr_array_add(all, (void *)k);
    }
    for (unsigned n = 0; n < changed->len; n++)
        g_ptr_array_add(all, changed->pdata[n]);
    return all;
}

static void set_next(about *a, const GPtrArray *changed)
{
    g_autoptr(GPtrArray) all = after(a, changed);
    int64_t next_ms = sla_first_due(all);

    if (next_ms != a->t->next_due_ms)
        plan_set(a->j->plan, a->id, PLAN_NEXT_DUE, plan_number(next_ms));
}

/* What a command said of the same clock in this plan stays. */
static void keep_excuse(const about *a, store_clock *k)
{
    const GPtrArray *steps = a->j->plan->steps;

    for (unsigned i = 0; i < steps->len; i++) {
        const plan_step *s = steps->pdata[i];
        if (s->what == PLAN_CLOCK && s->clock->ticket == a->id &&
            strcmp(s->clock->kind, k->kind) == 0 && s->clock->seq == k->seq &&
            s->clock->excused && !k->excused)
            k->excused = g_strdup(s->clock->excused);
    }
}

static void put(about *a, GPtrArray *changed)
{
    set_next(a, changed);
    for (unsigned i = 0; i < changed->len; i++) {
        store_clock *k = store_clock_copy(changed->pdata[i]);
        k->ticket = a->id;
        keep_excuse(a, k);
        wait_for(a, k);
        plan_clock(a->j->plan, k);
    }
}

/* People are told by when it is to be done from now on. */
static void say_anew(about *a, const GPtrArray *changed)
{
    g_autoptr(GPtrArray) all = after(a, changed);
    const store_clock *first = sla_first_clock(all);
    g_autoptr(GTimeZone) zone =
        sla_zone(a->j->c, NULL, a->j->queue, &a->promise);
    g_autofree char *words =
        first ? sla_words(NULL, first, a->promise.calendar, zone, a->j->now_ms)
              : NULL;

    if (a->id == 0)
        return;
    decide_event(a->j, "SLA %s (%s)%s%s",
                 a->promise.sla ? a->promise.sla->title : "none",
                 a->promise.by ? a->promise.by : "nothing is promised",
                 words ? ": " : "", words ? words : "");
}

static bool promise_changes(about *a)
{
    const char *name = a->promise.sla ? a->promise.sla->id : NULL;

    if (g_strcmp0(name, a->t->sla) == 0)
        return false;
    plan_cause why = {.cause = a->promise.by};
    plan_set_why(a->j->plan, a->id, PLAN_SLA, plan_text(name), &why);
    return true;
}

/* Does the configuration promise another time than a clock runs for? */
static bool is_stale(const about *a)
{
    const GPtrArray *clocks = a->st ? a->st->clocks : NULL;

    for (unsigned i = 0; a->promise.sla && clocks && i < clocks->len; i++) {
        const store_clock *k = clocks->pdata[i];
        sla_kind kind = sla_kind_named(k->kind);
        if (k->stopped_ms == 0 && kind < SLA_KINDS &&
            k->target_ms !=
                sla_limit(a->promise.sla, kind, a->type, a->priority))
            return true;
    }
    return false;
}

/* The service may be another by now. */
static store_terms terms_after(const about *a)
{
    const GPtrArray *all = a->terms ? a->terms->services : NULL;

    if (!a->terms || a->service == a->terms->service)
        return a->terms ? *a->terms : (store_terms){0};
    for (unsigned i = 0; all && i < all->len; i++) {
        const store_service *k = all->pdata[i];
        if (k->id == a->service)
            return contract_with_service(a->terms, k);
    }
    return contract_with_service(a->terms, NULL);
}

/* What holds after all that the plan does. */
static void promise_it(about *a)
{
    look(a);
    store_terms terms = terms_after(a);
    if (a->coupon)
        terms.coupon_sla = (char *)a->coupon;
    a->promise = sla_choose(a->j->c, &terms, a->type, a->queue, a->j->now_ms);
}

/* Its clocks that begin or change; caller unrefs. */
static GPtrArray *run(const about *a, bool anew)
{
    const sla_case what = {
        .promise = &a->promise,
        .statuses = a->j->statuses,
        .type = a->type,
        .priority = a->priority,
        .status = a->status,
        .now_ms = a->j->now_ms,
        .received_ms = a->st ? 0 : received(a->j),
        .asked_ms = a->st && a->asked ? received(a->j) : 0,
        .replied = a->replied,
        .anew = a->st && anew,
        .created_ms = a->t->created_ms,
        .before = a->st ? a->st->asked : (store_asked){0},
        .stays = a->st ? a->st->stays : NULL,
    };

    return sla_run(&what, a->st ? a->st->clocks : NULL);
}

/* ---- what became part of it ---- */

static void take_due(about *a, GPtrArray *changed, const store_clock *other)
{
    const calendar *cal = a->promise.calendar;
    g_autoptr(GPtrArray) all = after(a, changed);
    const store_clock *k = sla_running(all, other->kind);

    if (!k || other->due_ms >= k->due_ms)
        return;
    store_clock *sooner = store_clock_copy(k);
    sla_hasten(sooner, other, cal, a->j->now_ms);
    g_ptr_array_remove(changed, (void *)k);
    g_ptr_array_add(changed, sooner);
    g_autoptr(GTimeZone) zone =
        sla_zone(a->j->c, NULL, a->j->queue, &a->promise);
    g_autofree char *words = sla_words(NULL, sooner, cal, zone, a->j->now_ms);
    decide_event(a->j, "%s, as in #%" G_GINT64_FORMAT, words, other->ticket);
}

/* Of both requests the earlier moment holds. */
static void join_clocks(about *a, GPtrArray *changed)
{
    const GPtrArray *steps = a->j->plan->steps;

    for (unsigned i = 0, count = steps->len; a->j->in && i < count; i++) {
        const plan_step *s = steps->pdata[i];
        const snapshot_ticket *from =
            s->what == PLAN_JOIN && s->join.into == a->id
                ? snapshot_find(a->j->in->snapshot, s->join.ticket)
                : NULL;
        for (unsigned n = 0; from && from->clocks && n < from->clocks->len; n++)
            if (sla_runs(from->clocks->pdata[n]))
                take_due(a, changed, from->clocks->pdata[n]);
    }
}

/* Is a clock due at another time than it was? */
static bool moves(const about *a, const GPtrArray *changed)
{
    const GPtrArray *before = a->st ? a->st->clocks : NULL;

    for (unsigned i = 0; before && i < before->len; i++) {
        const store_clock *k = before->pdata[i];
        for (unsigned n = 0; n < changed->len; n++) {
            const store_clock *new = changed->pdata[n];
            if (strcmp(k->kind, new->kind) == 0 && k->seq == new->seq &&
                k->due_ms != new->due_ms)
                return true;
        }
    }
    return false;
}

/* The same SLA may be counted in other hours: those of the service. */
static bool is_counted_anew(const about *a)
{
    if (!a->st || (!a->j->terms && a->service == a->t->service))
        return false;
    g_autoptr(GPtrArray) changed = run(a, true);
    return moves(a, changed);
}

static void follow(about *a)
{
    bool anew;

    promise_it(a);
    anew = promise_changes(a) | is_stale(a) | is_counted_anew(a);
    g_autoptr(GPtrArray) changed = run(a, anew);
    if (anew)
        say_anew(a, changed);
    join_clocks(a, changed);
    put(a, changed);
    sla_promise_clear(&a->promise);
}

static about new_one(decide_job *j, const store_ticket *t)
{
    const store_terms *terms = j->st   ? j->st->terms
                               : j->in ? j->in->snapshot->terms
                                       : NULL;

    return (about){.j = j,
                   .t = t,
                   .terms = terms,
                   .status = t->status,
                   .type = t->type,
                   .priority = t->priority,
                   .queue = t->queue,
                   .service = t->service};
}

static about old_one(decide_job *j)
{
    const store_ticket *t = j->st->t;

    return (about){.j = j,
                   .id = t->id,
                   .st = j->st,
                   .t = t,
                   .terms = j->st->terms,
                   .status = t->status,
                   .type = t->type,
                   .priority = t->priority,
                   .queue = t->queue,
                   .service = t->service};
}

void decide_clocks(decide_job *j)
{
    bool has = j->st && j->st->clocks && j->st->clocks->len > 0;

    if (j->st && j->plan->steps->len > 0 && (j->c->slas->len > 0 || has)) {
        about a = old_one(j);
        follow(&a);
    }
}

void decide_new_clocks(decide_job *j)
{
    const plan_step *made = plan_find(j->plan, PLAN_TICKET);

    if (made && j->c->slas->len > 0) {
        about a = new_one(j, made->ticket);
        follow(&a);
    }
}

/* ---- what customers are told ---- */

/* His company's, else that of dates in the queue's mail. */
static GTimeZone *zone_of(const about *a)
{
    GTimeZone *zone =
        a->terms && a->terms->zone ? zone_by_name(a->terms->zone) : NULL;

    return zone ? zone : sla_zone(a->j->c, NULL, a->j->queue, &a->promise);
}

/* When the first clock is due that a person's reply ends; 0: none. */
static int64_t reply_due(const GPtrArray *clocks)
{
    int64_t due_ms = 0;

    for (unsigned i = 0; i < clocks->len; i++) {
        const store_clock *k = clocks->pdata[i];
        sla_kind kind = sla_kind_named(k->kind);
        if ((kind == SLA_FIRST || kind == SLA_NEXT) && sla_runs(k) &&
            k->due_ms != CALENDAR_NEVER && (!due_ms || k->due_ms < due_ms))
            due_ms = k->due_ms;
    }
    return due_ms;
}

/* Of the request that the customer hears of: the new one, else the job's. */
static char *language_of(const decide_job *j)
{
    const plan_step *made = plan_find(j->plan, PLAN_TICKET);

    return made    ? g_strdup(made->ticket->language)
           : j->st ? g_strdup(j->st->t->language)
                   : decide_language(j);
}

void decide_planned(decide_job *j, json_t *data)
{
    const plan_step *made = plan_find(j->plan, PLAN_TICKET);

    if (!made && !j->st)
        return;
    about a = made ? new_one(j, made->ticket) : old_one(j);
    promise_it(&a);
    bool anew =
        g_strcmp0(a.promise.sla ? a.promise.sla->id : NULL, a.t->sla) != 0;
    g_autoptr(GPtrArray) changed = run(&a, anew);
    g_autoptr(GPtrArray) all = after(&a, changed);
    int64_t due_ms = reply_due(all);
    g_autoptr(GTimeZone) zone = zone_of(&a);
    if (due_ms) {
        g_autofree char *language = language_of(a.j);
        g_autofree char *words = promise_moment(language, due_ms, zone);
        json_object_set_new(data, "planned", json_string(words));
    }
    sla_promise_clear(&a.promise);
}

json_t *decide_promises(decide_job *j)
{
    json_t *data = json_object();
    const config_calendar *k = config_calendar_by_id(j->c, j->queue->calendar);
    g_autofree char *language = language_of(j);
    g_autofree char *open = k ? promise_hours(language, k, j->now_ms) : NULL;
    g_autofree char *closed = k ? promise_closed(language, k, j->now_ms) : NULL;

    decide_planned(j, data);
    if (open)
        json_object_set_new(data, "open", json_string(open));
    if (closed)
        json_object_set_new(data, "closed", json_string(closed));
    return data;
}
