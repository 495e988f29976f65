/* sla: which promise holds, and what becomes of clocks. */
#include "desk/sla.h"

#include "config/site.h"
#include "desk/contract.h"
#include "desk/type_config.h"
#include "worktime/calendar_config.h"

#include "desk/say.h"
#include "desk/speech.h"

#include <string.h>

/* ---- what is promised ---- */

void sla_promise_clear(sla_promise *p)
{
    g_clear_pointer(&p->by, g_free);
}

/* The first of them that the configuration has. */
static bool take(sla_promise *p, const config *c, const char *name,
                 const char *by, const char *of)
{
    p->sla = config_sla_by_id(c, name);
    if (p->sla)
        p->by = of ? g_strdup_printf("%s of %s", by, of) : g_strdup(by);
    return p->sla != NULL;
}

static bool take_terms(sla_promise *p, const config *c, const store_terms *t,
                       int64_t now_ms)
{
    if (!t)
        return false;
    const contract_now k = contract_at(t, now_ms);
    return take(p, c, t->coupon_sla, "coupon", NULL) ||
           (k.service &&
            take(p, c, t->service_sla, "service", t->service_name)) ||
           take(p, c, k.sla, "contract", t->company_name) ||
           take(p, c, k.fallback, "after the contract", t->company_name);
}

static bool take_type(sla_promise *p, const config *c, const char *type)
{
    const config_type_row *t = type_by_id(c, type);

    return t && take(p, c, t->sla, "type", type);
}

static void count_in(sla_promise *p, const config *c, const store_terms *terms,
                     const config_queue *q, int64_t now_ms)
{
    const char *name = p->sla->calendar;

    if (!name && terms && contract_at(terms, now_ms).service &&
        config_calendar_by_id(c, terms->service_calendar) != NULL)
        name = terms->service_calendar;
    if (!name && q)
        name = q->calendar;
    p->calendar_name = name;
    p->calendar = config_calendar_find(c, name);
    if (!p->calendar)
        p->calendar = calendar_always();
}

sla_promise sla_choose(const config *c, const store_terms *terms,
                       const char *type, const char *queue, int64_t now_ms)
{
    const config_queue *q = config_queue_by_id(c, queue);
    sla_promise p = {.calendar = calendar_always()};

    if (take_terms(&p, c, terms, now_ms) || take_type(&p, c, type) ||
        (q && take(&p, c, q->sla, "queue", q->id)))
        count_in(&p, c, terms, q, now_ms);
    return p;
}

/* ---- one clock ---- */

bool sla_runs(const store_clock *k)
{
    return k->since_ms > 0 && k->stopped_ms == 0;
}

const store_clock *sla_running(const GPtrArray *clocks, const char *kind)
{
    for (unsigned i = 0; clocks && i < clocks->len; i++) {
        const store_clock *k = clocks->pdata[i];
        if (sla_runs(k) && strcmp(k->kind, kind) == 0)
            return k;
    }
    return NULL;
}

void sla_hasten(store_clock *k, const store_clock *other, const calendar *cal,
                int64_t now_ms)
{
    int64_t left = other->due_ms > now_ms
                       ? calendar_work(cal, now_ms, other->due_ms)
                       : -calendar_work(cal, other->due_ms, now_ms);

    k->used_ms = k->target_ms - left;
    k->since_ms = now_ms;
    k->from_ms = MIN(k->from_ms, other->from_ms);
    k->due_ms = other->due_ms;
    k->breached_ms = other->breached_ms;
    k->told = other->told;
}

int64_t sla_left(const store_clock *k, const calendar *cal, int64_t now_ms)
{
    int64_t used = k->used_ms;

    if (sla_runs(k))
        used += calendar_work(cal, k->since_ms, now_ms);
    return k->target_ms - used;
}

/* It runs no longer: what it has used, and whether that was too much. */
static void halt(const sla_case *c, store_clock *k)
{
    int64_t left = sla_left(k, c->promise->calendar, c->now_ms);

    if (left < 0 && k->breached_ms == 0)
        k->breached_ms = sla_runs(k) ? k->due_ms : c->now_ms;
    k->used_ms = k->target_ms - left;
    k->since_ms = 0;
}

static void stop(const sla_case *c, store_clock *k)
{
    halt(c, k);
    k->stopped_ms = c->now_ms;
}

static bool is_paused(const status_model *m, const char *status)
{
    const status_row *row = status_find(m, status);

    return row && row->paused;
}

/* It runs or is paused, as the status says. True if that is new. */
static bool follow(const sla_case *c, store_clock *k)
{
    bool paused = is_paused(c->statuses, c->status);

    if (k->stopped_ms != 0 || paused != (k->since_ms > 0))
        return false;
    if (paused) {
        halt(c, k);
        k->due_ms = 0;
    } else {
        k->since_ms = c->now_ms;
        k->due_ms = calendar_after(c->promise->calendar, k->since_ms,
                                   k->target_ms - k->used_ms);
    }
    return true;
}

/* Its history, by where the request was. */
static GArray *legs_of(const sla_case *c, const store_clock *k)
{
    GArray *legs = g_array_new(FALSE, FALSE, sizeof(work_leg));
    work_leg leg = work_leg_of(c->promise->calendar, k->from_ms, k->target_ms);

    g_array_append_val(legs, leg);
    for (unsigned i = 0; c->stays && i < c->stays->len; i++) {
        const store_stay *y = c->stays->pdata[i];
        if (y->to_ms != 0 && y->to_ms <= k->from_ms)
            continue;
        leg.from_ms = MAX(y->from_ms, k->from_ms);
        leg.runs = !is_paused(c->statuses, y->status);
        g_array_append_val(legs, leg);
    }
    leg.from_ms = MAX(c->now_ms, k->from_ms);
    leg.runs = !is_paused(c->statuses, c->status);
    g_array_append_val(legs, leg);
    return legs;
}

/* By its target, from its beginning. */
static void count(const sla_case *c, store_clock *k)
{
    g_autoptr(GArray) legs = legs_of(c, k);
    const work_leg *all = (const work_leg *)(void *)legs->data;
    bool runs = all[legs->len - 1].runs;

    k->used_ms = work_used(all, legs->len, c->now_ms);
    k->since_ms = runs ? c->now_ms : 0;
    k->due_ms = runs ? work_due(all, legs->len) : 0;
    if (k->due_ms > c->now_ms)
        k->told = SLA_TOLD_NOTHING;
}

/* ---- all of a request ---- */

typedef struct runner {
    const sla_case *c;
    const GPtrArray *before;
    GPtrArray *out;
} runner;

/* The latest of a kind, as it is by now; NULL. */
static const store_clock *latest(const runner *r, sla_kind kind)
{
    const store_clock *found = NULL;

    for (unsigned i = 0; r->before && i < r->before->len; i++) {
        const store_clock *k = r->before->pdata[i];
        if (strcmp(k->kind, sla_kinds[kind].name) == 0)
            found = k;
    }
    return found;
}

static int64_t limit(const runner *r, sla_kind kind)
{
    const config_sla *s = r->c->promise->sla;

    return s ? sla_limit(s, kind, r->c->type, r->c->priority) : 0;
}

static void begin(runner *r, sla_kind kind, const store_clock *last,
                  int64_t from_ms)
{
    int64_t target = limit(r, kind);

    if (target == 0 || from_ms == 0)
        return;
    store_clock *k = g_new0(store_clock, 1);
    k->kind = g_strdup(sla_kinds[kind].name);
    k->seq = last ? last->seq + 1 : 1;
    k->sla = g_strdup(r->c->promise->sla->id);
    k->target_ms = target;
    k->from_ms = from_ms;
    count(r->c, k);
    g_ptr_array_add(r->out, k);
}

static bool is_done(const sla_case *c)
{
    int stage = status_stage_of(c->statuses, c->status);

    return stage == STATUS_RESOLVED || stage == STATUS_CLOSED ||
           stage == STATUS_SPAM;
}

/* Since when a clock of this kind counts that is not there; 0: it does not. */
static int64_t begins(const runner *r, sla_kind kind, const store_clock *last)
{
    const sla_case *c = r->c;
    const store_clock *first = latest(r, SLA_FIRST);
    bool waits = first && first->stopped_ms == 0;

    switch (kind) {
    case SLA_FIRST:
        if (last || (c->anew && (c->before.replied || c->replied)))
            return 0;
        return c->received_ms ? c->received_ms : c->anew ? c->created_ms : 0;
    case SLA_NEXT:
        if (c->received_ms || waits || c->replied || is_done(c))
            return 0;
        if (c->asked_ms)
            return c->asked_ms;
        return c->anew && c->before.replied ? c->before.since_ms : 0;
    case SLA_RESOLUTION:
        if (last || is_done(c))
            return 0;
        return c->received_ms ? c->received_ms : c->anew ? c->created_ms : 0;
    default:
        if (status_stage_of(c->statuses, c->status) != sla_kinds[kind].stage)
            return 0;
        return c->received_ms ? c->received_ms : c->now_ms;
    }
}

/* Is it over by what has happened? */
static bool ends(const runner *r, sla_kind kind)
{
    const sla_case *c = r->c;

    switch (kind) {
    case SLA_FIRST:
    case SLA_NEXT:
        return c->replied;
    case SLA_RESOLUTION:
        return is_done(c);
    default:
        return status_stage_of(c->statuses, c->status) != sla_kinds[kind].stage;
    }
}

/* What is promised may have become another thing. True if it has. */
static bool promise_anew(const runner *r, sla_kind kind, store_clock *k)
{
    int64_t target = limit(r, kind);

    if (!r->c->anew)
        return false;
    if (target == 0) {
        stop(r->c, k);
        return true;
    }
    if (sla_runs(k) && r->c->now_ms > k->due_ms && k->breached_ms == 0)
        k->breached_ms = k->due_ms; /* a longer target does not undo it */
    g_free(k->sla);
    k->sla = g_strdup(r->c->promise->sla->id);
    k->target_ms = target;
    count(r->c, k);
    return true;
}

/* Not again after it was given up because nothing was promised any more. */
static bool opens_again(const runner *r, sla_kind kind, const store_clock *last)
{
    return kind == SLA_RESOLUTION && !is_done(r->c) && limit(r, kind) > 0 &&
           last->stopped_ms != 0;
}

static void run_kind(runner *r, sla_kind kind)
{
    const store_clock *last = latest(r, kind);

    if (last && (last->stopped_ms == 0 || opens_again(r, kind, last))) {
        g_autoptr(store_clock) k = store_clock_copy(last);
        bool changed = k->stopped_ms != 0;
        k->stopped_ms = 0;
        if (ends(r, kind)) {
            stop(r->c, k);
            changed = true;
        } else {
            changed |= promise_anew(r, kind, k);
            changed |= follow(r->c, k);
        }
        if (changed)
            g_ptr_array_add(r->out, g_steal_pointer(&k));
        return;
    }
    begin(r, kind, last, begins(r, kind, last));
}

GPtrArray *sla_run(const sla_case *c, const GPtrArray *clocks)
{
    runner r = {
        c, clocks,
        g_ptr_array_new_with_free_func((GDestroyNotify)store_clock_free)};

    for (sla_kind k = 0; k < SLA_KINDS; k++)
        run_kind(&r, k);
    return r.out;
}

/* ---- when to tell ---- */

/* So early that it would come with the request itself is no warning. */
static int64_t warn_ms(const store_clock *k, const config_sla *s,
                       const calendar *cal)
{
    int64_t left = s->warning.is_percent
                       ? k->target_ms * (100 - s->warning.amount) / 100
                       : s->warning.amount;
    work_leg leg = work_leg_of(cal, k->since_ms, k->target_ms - k->used_ms);

    if (!s->warns || left >= k->target_ms || leg.target_ms <= 0)
        return CALENDAR_NEVER;
    return work_warn(&leg, 1, (work_warning){false, left});
}

/* What comes to an end at the very moment is in time. */
static int64_t breach_ms(const store_clock *k)
{
    return k->due_ms == CALENDAR_NEVER ? CALENDAR_NEVER : k->due_ms + 1;
}

int64_t sla_next_ms(const store_clock *k, const config_sla *s,
                    const calendar *cal)
{
    int64_t at_ms = CALENDAR_NEVER;

    if (!sla_runs(k) || k->told >= SLA_TOLD_MANAGER)
        return 0;
    if (k->told == SLA_TOLD_NOTHING)
        at_ms = warn_ms(k, s, cal);
    if (k->told <= SLA_TOLD_WARNING)
        at_ms = MIN(at_ms, breach_ms(k));
    else if (breach_ms(k) != CALENDAR_NEVER)
        at_ms = calendar_after(cal, breach_ms(k), s->escalate_ms);
    return at_ms == CALENDAR_NEVER ? 0 : at_ms;
}

int sla_level(const store_clock *k, const config_sla *s, const calendar *cal,
              int64_t now_ms)
{
    store_clock after = *k;
    int level = SLA_TOLD_NOTHING;

    if (!sla_runs(k))
        return SLA_TOLD_NOTHING;
    if (now_ms >= breach_ms(k)) {
        after.told = SLA_TOLD_BREACH;
        level = SLA_TOLD_BREACH;
        if (now_ms >= sla_next_ms(&after, s, cal))
            level = SLA_TOLD_MANAGER;
    } else if (now_ms >= warn_ms(k, s, cal)) {
        level = SLA_TOLD_WARNING;
    }
    return level > k->told ? level : SLA_TOLD_NOTHING;
}

const store_clock *sla_first_clock(const GPtrArray *clocks)
{
    const store_clock *first = NULL;

    for (unsigned i = 0; clocks && i < clocks->len; i++) {
        const store_clock *k = clocks->pdata[i];
        if (sla_runs(k) && k->due_ms != CALENDAR_NEVER &&
            (!first || k->due_ms < first->due_ms))
            first = k;
    }
    return first;
}

int64_t sla_first_due(const GPtrArray *clocks)
{
    const store_clock *first = sla_first_clock(clocks);

    return first ? first->due_ms : 0;
}

/* ---- for people ---- */

char *sla_span(const char *language, int64_t ms)
{
    int64_t length = ABS(ms);

    if (length >= SPAN_MINUTE)
        length += SPAN_SECOND / 2; /* a moment is some milliseconds late */
    return speech_span(language, length, false);
}

static bool is_said(const config *c, const config_operator *o,
                    const config_queue *q)
{
    return (o && o->zone) || (q && q->zone) ||
           (c->site->zone && strcmp(c->site->zone, "UTC") != 0);
}

GTimeZone *sla_zone(const config *c, const config_operator *o,
                    const config_queue *q, const sla_promise *p)
{
    const config_calendar *k = config_calendar_by_id(c, p->calendar_name);
    bool always = k ? k->always : p->calendar == calendar_always();
    const calendar *hours =
        always && q ? config_calendar_find(c, q->calendar) : p->calendar;

    if (is_said(c, o, q) || !hours)
        return config_zone_for(c, o, q);
    return g_time_zone_ref(calendar_zone(hours));
}

char *sla_words(const char *language, const store_clock *k, const calendar *cal,
                GTimeZone *zone, int64_t now_ms)
{
    sla_kind kind = sla_kind_named(k->kind);
    const char *what =
        kind < SLA_KINDS ? say_in(language, sla_kinds[kind].words) : k->kind;
    int64_t left = sla_left(k, cal, now_ms);
    g_autofree char *span = sla_span(language, left), *when = NULL;

    if (!sla_runs(k))
        return say_with(
            language, left < 0 ? "%1: %2 over, paused" : "%1: %2 left, paused",
            what, span, NULL);
    when = speech_soon_here(language, k->due_ms, zone);
    return say_with(language,
                    left < 0 ? "%1 overdue by %2 (%3)" : "%1 due in %2 (%3)",
                    what, span, when, NULL);
}
