/* decide_timer: an operator's timer, which books how long she works on a ticket. It
 * never books a night by itself. */
#include "desk/decide/room.h"

#include "desk/hours.h"
#include "desk/speech.h"

#include <string.h>

/* Where a day has no end: around the clock, and outside of all hours. */
#define TIMER_DAY     (8 * SPAN_HOUR)
#define TIMER_EVENING (2 * SPAN_HOUR)

/* ---- which runs ---- */

static const store_timer *of(const GPtrArray *all, const char *operator_id)
{
    for (guint i = 0; all && i < all->len; i++) {
        const store_timer *t = all->pdata[i];
        if (strcmp(t->operator_id, operator_id) == 0)
            return t;
    }
    return NULL;
}

const store_timer *decide_timer(const decide_job *j, const char *operator_id)
{
    for (guint i = j->plan->steps->len; i > 0; i--) {
        const plan_step *s = j->plan->steps->pdata[i - 1];
        if (s->what == PLAN_TIMER &&
            strcmp(s->timer->operator_id, operator_id) == 0)
            return s->timer->from_ms ? s->timer : NULL;
    }
    return of(j->in   ? j->in->snapshot->timers
              : j->st ? j->st->timers
                      : NULL,
              operator_id);
}

/* ---- how long it counts ---- */

static const char *queue_of(const decide_job *j, const store_timer *t)
{
    const snapshot_ticket *st = j->st && j->st->t->id == t->ticket ? j->st
                                : j->in
                                    ? snapshot_find(j->in->snapshot, t->ticket)
                                    : j->st;

    return st ? st->t->queue : j->queue ? j->queue->id : NULL;
}

/* The end of the day in which it began. */
static int64_t ends_ms(const config *c, const char *queue, int64_t from_ms)
{
    int64_t end_ms = hours_day_end(c, queue, from_ms);

    if (end_ms)
        return end_ms;
    return from_ms + (hours_opening(c, queue, from_ms) == from_ms
                          ? TIMER_DAY
                          : TIMER_EVENING);
}

int64_t decide_timer_until(const decide_job *j, const store_timer *t)
{
    return MIN(j->now_ms, ends_ms(j->c, queue_of(j, t), t->from_ms));
}

/* A minute that has begun counts, of the first one. */
static int64_t minutes_of(const decide_job *j, const store_timer *t)
{
    int64_t ms = decide_timer_until(j, t) - t->from_ms;

    return MAX((ms + SPAN_MINUTE / 2) / SPAN_MINUTE, 1);
}

/* ---- starting and stopping ---- */

static void set(decide_job *j, const char *operator_id, int64_t ticket,
                int64_t from_ms, const char *work, const char *what,
                int64_t asked_ms)
{
    store_timer *t = g_new0(store_timer, 1);

    t->operator_id = g_strdup(operator_id);
    t->ticket = ticket;
    t->from_ms = from_ms;
    t->work = g_strdup(work);
    t->what = g_strdup(what);
    t->asked_ms = asked_ms;
    plan_timer(j->plan, t);
}

void decide_timer_start(decide_job *j, const char *work, const char *what)
{
    const char *queue = j->queue_id ? j->queue_id : j->st->t->queue;

    set(j, j->op->id, decide_ticket(j), j->now_ms, work, what, 0);
    plan_wait(j->plan, DECIDE_TIMER, j->op->id, PLAN_NONE,
              ends_ms(j->c, queue, j->now_ms));
    decide_event(j, "started the timer");
}

static void end(decide_job *j, const store_timer *t)
{
    g_autofree char *id = g_strdup(t->operator_id);

    set(j, id, t->ticket, 0, "", "", 0);
    plan_wait(j->plan, DECIDE_TIMER, id, PLAN_NONE, 0);
}

/* What is said of it now counts more than what was said when it began. */
static const char * or (const char *now, const char *then)
{
    return now && *now ? now : then;
}

/* On another ticket than the job's, which goes on. */
static void book_there(decide_job *j, const snapshot_ticket *there,
                       const decide_booking *row)
{
    const snapshot_ticket *here = j->st;
    decide_state state = j->state;
    int64_t service = j->service;

    j->st = there;
    j->service = there->t->service;
    j->state.holder = there->t->holder;
    j->state.estimate_min = there->t->estimate_min;
    decide_book(j, row);
    j->st = here;
    j->service = service;
    j->state = state;
}

int64_t decide_timer_stop(decide_job *j, const decide_booking *b,
                          int64_t *ticket)
{
    const store_timer *t = decide_timer(j, b->who);
    const snapshot_ticket *here = j->st, *there = here;

    if (!t)
        return 0;
    if (j->in && (!here || here->t->id != t->ticket))
        there = snapshot_find(j->in->snapshot, t->ticket);
    g_autofree char *what = g_strdup(or (b->what, t->what));
    g_autofree char *work = g_strdup(or (b->work, t->work));
    decide_booking row = {.who = b->who,
                          .name = b->name,
                          .work = work,
                          .what = what,
                          .at_ms = t->from_ms,
                          .min = b->min < 0 ? minutes_of(j, t) : b->min};
    *ticket = t->ticket;
    end(j, t);
    if (!there || row.min == 0)
        return 0;
    if (there == here)
        decide_book(j, &row);
    else
        book_there(j, there, &row);
    return row.min;
}

void decide_timer_drop(decide_job *j, const char *operator_id)
{
    const store_timer *t = decide_timer(j, operator_id);

    if (t)
        end(j, t);
}

/* What is joined to another goes on there. */
static bool is_joined(const decide_job *j)
{
    for (guint i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_SET && s->set.field == PLAN_MERGED_INTO &&
            s->set.ticket == decide_ticket(j))
            return true;
    }
    return false;
}

void decide_timer_closed(decide_job *j)
{
    const store_timer *t =
        j->op && !j->hand ? decide_timer(j, j->op->id) : NULL;
    const decide_booking all = {.who = j->op ? j->op->id : "",
                                .name = j->op ? j->op->name : "",
                                .work = "",
                                .what = "",
                                .min = -1};
    int64_t ticket;

    if (t && j->st && t->ticket == j->st->t->id && !is_joined(j))
        decide_timer_stop(j, &all, &ticket);
}

/* ---- the end of the day ---- */

/* Is this the mail that asked? */
static bool answers_question(const decide_job *j)
{
    const store_outgoing *o = j->in ? j->in->snapshot->answered : NULL;

    return o && o->data && strstr(o->data, "\"why\":\"timer\"") &&
           g_strcmp0(o->operator_id, j->op->id) == 0;
}

bool decide_timer_asked(const decide_job *j)
{
    const store_timer *t = j->op ? decide_timer(j, j->op->id) : NULL;

    return t && t->asked_ms && (!j->st || t->ticket == j->st->t->id) &&
           (answers_question(j) || !decide_held_open(j));
}

static void ask(decide_job *j, const config_operator *o, const store_timer *t)
{
    g_autoptr(GTimeZone) zone = config_zone_for(j->c, o, j->queue);
    g_autofree char *since = speech_soon_here(NULL, t->from_ms, zone);
    g_autofree char *until =
        speech_soon_here(NULL, decide_timer_until(j, t), zone);
    g_autofree char *words = g_strdup_printf(
        "Your timer runs on this request since %s. To stop it reply with "
        "/stop, "
        "which books the time until %s; with /stop 2h30, which books that; or "
        "with /drop, which books nothing.",
        since, until);

    decide_event(j, "asked %s about the timer", o->name);
    decide_tell(j, o, "notify", PLAN_LATEST, 0,
                json_pack("{s:s,s:s}", "why", "timer", "words", words));
    set(j, o->id, t->ticket, t->from_ms, t->work, t->what, j->now_ms);
}

plan *decide_timer_due(const config *c, const snapshot_ticket *st,
                       const char *operator_id, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, st, now_ms);
    const store_timer *t = decide_timer(j, operator_id);
    const config_operator *o = config_operator_by_id(c, operator_id);
    int64_t end_ms = t ? ends_ms(c, queue_of(j, t), t->from_ms) : 0;
    const decide_booking all = {.who = operator_id,
                                .name = operator_id,
                                .work = "",
                                .what = "",
                                .min = -1};
    int64_t ticket;

    j->cause = "timer";
    if (t && end_ms > now_ms)
        plan_wait(j->plan, DECIDE_TIMER, operator_id, PLAN_NONE, end_ms);
    else if (t && !o) /* nobody can be asked */
        decide_timer_stop(j, &all, &ticket);
    else if (t && !t->asked_ms)
        ask(j, o, t);
    return decide_job_end(j);
}
