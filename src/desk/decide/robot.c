/* decide_robot: what a robot does to a request, if its conditions hold now, it may
 * act, and all that it says can be done. It is no person: it holds nothing, and
 * what it writes to customers is automatic mail. */
#include "desk/robot.h"
#include "base/span.h"
#include "desk/decide/room.h"
#include "desk/faq.h"
#include "desk/queue_config.h"
#include "desk/type_config.h"

#include <string.h>

typedef struct robot_job {
    decide_job *j;
    decide_hand hand;
    const config_robot *r;
    const decide_robot_ask *ask;
    GPtrArray *keep; /* char* that events point to */
    GArray *events;
    bool timed; /* nothing but time made it act */
} robot_job;

static void begin(robot_job *x, const config *c, const decide_robot_ask *a,
                  int64_t now_ms)
{
    *x = (robot_job){.j = decide_job_new(c, a->t, now_ms),
                     .hand = {STORE_ACTOR_ROBOT, a->robot->id},
                     .r = a->robot,
                     .ask = a,
                     .keep = g_ptr_array_new_with_free_func(g_free),
                     .timed = true};
    x->j->hand = &x->hand;
    x->j->op = a->robot->as;
    x->j->seen = a->t->t->last_entry;
    if (a->event)
        x->events = robot_event_read(a->event, x->keep, &x->timed);
}

static plan *end(robot_job *x, store_robot_result result, const char *words)
{
    store_robot_act *act = g_new0(store_robot_act, 1);
    plan *p = decide_job_end(x->j);

    act->robot = g_strdup(x->r->id);
    act->ticket = x->ask->t->t->id;
    act->result = result;
    plan_robot(p, x->ask->job, act, words);
    g_ptr_array_unref(x->keep);
    if (x->events)
        g_array_unref(x->events);
    return p;
}

/* ---- does it act? ---- */

/* Why it has nothing to do here, whatever its conditions are; NULL. */
static const char *is_out(const robot_job *x)
{
    const store_ticket *t = x->ask->t->t;
    const decide_job *j = x->j;

    if (t->merged_into)
        return "it is part of another request";
    if (!j->queue || !config_robot_serves(x->r, t->queue))
        return "it is in no queue of the robot's";
    if (status_is(j->statuses, t->status, STATUS_SPAM))
        return "it is spam";
    if (x->r->status && strcmp(x->r->status, t->status) != 0)
        return "it is in another status by now";
    if (x->r->every && !status_is_open(j->statuses, t->status))
        return "it is not open";
    return NULL;
}

static const char *fails(const robot_job *x)
{
    condition_ask ask = {.c = x->j->c,
                         .t = x->ask->t,
                         .events = x->events,
                         .words = x->ask->words,
                         .now_ms = x->j->now_ms};

    if (x->r->when && !condition_holds(x->r->when, &ask))
        return "what its if asks for does not hold";
    ask.words = x->ask->never_words;
    return x->r->never && condition_holds(x->r->never, &ask)
               ? "what its unless asks for holds"
               : NULL;
}

/* Why it may not act any more; NULL: it may. */
static const char *is_over(const robot_job *x)
{
    const store_robot_counts *n = &x->ask->counts;

    if (n->here >= x->r->limit)
        return "it has acted on this request as often as it may within an hour";
    if (n->all >= x->r->limit_hour)
        return "it has acted as often as it may within an hour";
    if (x->timed && !x->r->every && n->since >= x->r->limit)
        return "it has acted on this request as often as it may before a "
               "person does something there";
    return NULL;
}

char *decide_robot_cause(const char *robot, bool limit)
{
    return g_strdup_printf("robot %s %s", robot,
                           limit ? "acts too often" : "fails");
}

/* Told once, and written into the request. */
static plan *stop(robot_job *x, const char *why)
{
    g_autofree char *cause = decide_robot_cause(x->r->id, true);
    g_autofree char *text = g_strdup_printf(
        "Robot %s did nothing to #%" G_GINT64_FORMAT ": %s (limit, limit_hour "
        "of [robot %s]). `postern robot try %s %" G_GINT64_FORMAT "' shows "
        "what it would do.",
        x->r->id, decide_ticket(x->j), why, x->r->id, x->r->id,
        decide_ticket(x->j));

    if (!x->ask->counts.told) {
        decide_event(x->j, "did nothing: %s", why);
        plan_alarm(x->j->plan, cause, text);
    }
    return end(x, STORE_ROBOT_STOPPED, why);
}

/* ---- can it? ---- */

/* It is so already. */
static bool is_idle(const fault *f)
{
    return f->code == FAULT_SAME_LINE || f->code == FAULT_SAME_QUEUE;
}

/* Those of its commands that have something to do; *wrong gets why one cannot be
 * carried out (caller frees), or NULL. */
static GPtrArray *possible(robot_job *x, char **wrong)
{
    GPtrArray *calls = g_ptr_array_new();

    *wrong = NULL;
    for (unsigned i = 0; i < x->r->calls->len && !*wrong; i++) {
        const command_call *call = x->r->calls->pdata[i];
        g_autoptr(fault) f = decide_command_wrong(x->j, call);
        if (!f) {
            g_ptr_array_add(calls, (void *)call);
        } else if (!is_idle(f)) {
            g_autofree char *words = fault_words(f);
            *wrong = g_strdup_printf("%s: %s", call->line, words);
        }
    }
    return calls;
}

static plan *give_up(robot_job *x, const char *wrong)
{
    g_autofree char *cause = decide_robot_cause(x->r->id, false);
    g_autofree char *text = g_strdup_printf(
        "Robot %s could not act on #%" G_GINT64_FORMAT ": %s. Nothing of it "
        "was done, and it is not tried again there. Mend [robot %s]; `postern "
        "robot try %s %" G_GINT64_FORMAT "' shows what it would do.",
        x->r->id, decide_ticket(x->j), wrong, x->r->id, x->r->id,
        decide_ticket(x->j));

    decide_event(x->j, "did nothing: %s", wrong);
    plan_alarm(x->j->plan, cause, text);
    return end(x, STORE_ROBOT_FAILED, wrong);
}

/* ---- what it does ---- */

static void note(decide_job *j, const char *text)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    unsigned from;

    plan_entry(j->plan, decide_entry(j, STORE_NOTE, STORE_BY_OPERATOR,
                                     j->op->id, j->op->name, text));
    from = j->plan->steps->len;
    decide_notify(j, all, "note", NULL, -1);
    decide_about_words(j, from);
}

/* Was he proved, has a person answered him, or may what he wrote be answered by a
 * machine? Else whoever forged him aims our mail. */
static const char *unproved(const robot_job *x)
{
    const snapshot_ticket *t = x->ask->t;

    if (x->ask->event && !x->timed)
        return robot_event_silent(x->ask->event, x->keep);
    if (t->t->authenticated)
        return NULL;
    for (unsigned i = 0; i < t->entries->len; i++) {
        const store_head *e = t->entries->pdata[i];
        if (e->kind == STORE_ARTICLE && e->by == STORE_BY_OPERATOR &&
            e->state == STORE_PUBLISHED)
            return NULL;
    }
    return "nobody knows that he wrote, and no person has answered him";
}

/* Why he is sent nothing; NULL: he is. */
static const char *unsendable(const robot_job *x)
{
    const config_queue *q = x->j->queue;
    const char *no = decide_no_address(x->j, x->ask->t->t->customer);

    if (no)
        return no;
    if (q->ack_per_hour == 0)
        return "this queue sends no automatic mail";
    if (x->ask->mails >= q->ack_per_hour)
        return "enough automatic mail to that address this hour";
    return unproved(x);
}

static void tell_customer(robot_job *x, const char *text)
{
    decide_job *j = x->j;
    const char *no = unsendable(x);
    store_outgoing *o;

    if (no) {
        decide_event(j, "no message to the customer: %s", no);
        return;
    }
    o = decide_mail(j, STORE_TO_CUSTOMER, "robot", x->ask->t->t->customer);
    g_free(o->data);
    o->data = decide_dump(json_pack("{s:s}", "text", text));
    plan_send(j->plan, o);
    decide_event(j, "wrote to the customer: %s", text);
}

/* A ready answer in the customer's language. */
static void tell_ready(robot_job *x, const command_call *call)
{
    const store_ticket *t = x->ask->t->t;
    const config_faq *f = faq_named(x->j->c, call->argument);
    const faq_reader to = {.language = *t->language ? t->language : NULL,
                           .queue = t->queue,
                           .customer_name =
                               t->authenticated ? t->customer_name : NULL,
                           .ticket = t->id};
    g_autofree char *text = f ? faq_text(x->j->c, f, &to, NULL) : NULL;

    if (text)
        tell_customer(x, text);
}

static void carry_out(robot_job *x, const GPtrArray *calls)
{
    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        g_autoptr(GPtrArray) one = g_ptr_array_new();

        g_ptr_array_add(one, (void *)call);
        if (call->row->traits & COMMAND_IS_NOTE)
            note(x->j, call->argument);
        else if (call->row->traits & COMMAND_IS_REPLY)
            tell_customer(x, call->argument);
        else if (call->row->traits & COMMAND_INSERTS)
            tell_ready(x, call);
        else
            decide_commands_run(x->j, one,
                                DECIDE_BEFORE_TEXT | DECIDE_AFTER_TEXT);
    }
}

static plan *act(robot_job *x)
{
    g_autofree char *wrong = NULL;
    g_autoptr(GPtrArray) calls = possible(x, &wrong);

    if (wrong)
        return give_up(x, wrong);
    carry_out(x, calls);
    if (x->j->plan->steps->len == 0)
        return end(x, STORE_ROBOT_LOOKED, "all that it does is so already");
    return end(x, STORE_ROBOT_ACTED, NULL);
}

/* Its time in the status, which is worked time, is not over. */
static bool is_early(const robot_job *x, int64_t *at_ms)
{
    if (!x->r->status)
        return false;
    *at_ms = decide_later_ms(x->j, x->ask->t->t->status_ms, x->r->after_ms);
    return *at_ms > x->j->now_ms;
}

static plan *wait_on(robot_job *x, int64_t at_ms)
{
    g_autofree char *ref =
        g_strdup_printf("%s/#%" G_GINT64_FORMAT, x->r->id, decide_ticket(x->j));
    plan *p;

    plan_wait(x->j->plan, STORE_WAIT_ROBOT, ref, decide_ticket(x->j), at_ms);
    p = decide_job_end(x->j);
    g_ptr_array_unref(x->keep);
    if (x->events)
        g_array_unref(x->events);
    return p;
}

plan *decide_robot(const config *c, const decide_robot_ask *a, int64_t now_ms)
{
    robot_job x;
    int64_t at_ms = 0;
    const char *why;

    begin(&x, c, a, now_ms);
    if ((why = is_out(&x)))
        return end(&x, STORE_ROBOT_LOOKED, why);
    if (is_early(&x, &at_ms))
        return wait_on(&x, at_ms);
    if ((why = fails(&x)))
        return end(&x, STORE_ROBOT_LOOKED, why);
    if (a->counts.failed)
        return end(&x, STORE_ROBOT_LOOKED,
                   "it could not do its work here, and no person has done "
                   "anything since");
    if ((why = is_over(&x)))
        return stop(&x, why);
    return act(&x);
}

/* ---- before there is a request ---- */

/* What depends on how a request stands is found when it acts. */
static bool is_of_request(const fault *f)
{
    switch (f->code) {
    case FAULT_SAME_LINE:
    case FAULT_SAME_QUEUE:
    case FAULT_NO_RETURN:
    case FAULT_NEXT:
    case FAULT_NO_NEXT:
    case FAULT_NEEDS_FIELDS:
    case FAULT_TYPE_STATUS:
    case FAULT_FIELD_NOT:
    case FAULT_PAST_DATE:
    case FAULT_FAR_DATE:
    case FAULT_NO_PART:
    case FAULT_ANSWERED:
        return true;
    default:
        return false;
    }
}

/* One as it comes in. */
static snapshot_ticket *model(const config *c, const config_robot *r)
{
    snapshot_ticket *st = g_new0(snapshot_ticket, 1);
    store_ticket *t = g_new0(store_ticket, 1);
    const status_model *m = status_model_of(c);
    const config_queue *q =
        r->queues->len > 0 ? config_queue_by_id(c, r->queues->pdata[0]) : NULL;

    if (!q && c->queues->len > 0)
        q = c->queues->pdata[0];
    t->queue = g_strdup(q ? q->id : "");
    t->status = g_strdup(status_first(m, STATUS_CLASSIFICATION));
    t->line = q ? q->line : 1;
    t->customer = g_strdup("");
    t->priority = g_strdup("normal");
    t->language = g_strdup("");
    t->subject = g_strdup("");
    st->t = t;
    st->participants = g_ptr_array_new();
    st->watchers = g_ptr_array_new();
    st->entries = g_ptr_array_new();
    st->pending = g_ptr_array_new();
    st->held = g_ptr_array_new();
    return st;
}

fault *decide_robot_wrong(const config *c, const config_robot *r,
                          const command_call *call)
{
    snapshot_ticket *st = model(c, r);
    const decide_hand hand = {STORE_ACTOR_ROBOT, r->id};
    decide_job *j = decide_job_new(c, st, 0);
    fault *f;

    j->hand = &hand;
    j->op = r->as;
    f = decide_command_wrong(j, call);
    plan_free(decide_job_end(j));
    snapshot_ticket_free(st);
    if (f && is_of_request(f))
        g_clear_pointer(&f, fault_free);
    return f;
}
