/* decide_robots: what a plan makes happen becomes work for robots: a job each,
 * written with the plan. What robots and hooks do starts no robot. */
#include "desk/decide/room.h"
#include "desk/queue_config.h"
#include "desk/robot.h"

#include <string.h>

/* ---- robots that act on events ---- */

static bool has_job(const plan *p, const char *kind, const char *name,
                    int64_t ticket)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_JOB && s->job->ticket == ticket &&
            strcmp(s->job->kind, kind) == 0 && strcmp(s->job->name, name) == 0)
            return true;
    }
    return false;
}

/* Those that it acts on; borrowed. */
static GPtrArray *its_events(const config_robot *r, const GPtrArray *all)
{
    GPtrArray *its = g_ptr_array_new();

    for (unsigned i = 0; i < all->len; i++) {
        const happening *h = all->pdata[i];
        if (r->events & 1u << h->what)
            g_ptr_array_add(its, (void *)h);
    }
    return its;
}

/* Whether an automatic mail may answer what came is known now alone. */
static const char *why_silent(const decide_job *j)
{
    bool works = j->who == DECIDE_OPERATOR || j->who == DECIDE_COLLEAGUE ||
                 j->who == DECIDE_OUTSIDER;

    return j->in && !works ? decide_unsendable(j, j->in->trust->from) : NULL;
}

static void start(decide_job *j, const config_robot *r, int64_t ticket,
                  const GPtrArray *events)
{
    store_job *job = g_new0(store_job, 1);

    job->kind = g_strdup(STORE_JOB_ROBOT);
    job->name = g_strdup(r->id);
    job->ticket = ticket;
    job->event = robot_event_write(events, why_silent(j));
    plan_job(j->plan, PLAN_END, job);
}

static void start_robots(decide_job *j, const char *queue, int64_t ticket,
                         const GPtrArray *happened)
{
    for (unsigned i = 0; i < j->c->robots->len; i++) {
        const config_robot *r = j->c->robots->pdata[i];
        g_autoptr(GPtrArray) its = its_events(r, happened);
        if (its->len > 0 && config_robot_serves(r, queue) &&
            !has_job(j->plan, STORE_JOB_ROBOT, r->id, ticket))
            start(j, r, ticket, its);
    }
}

/* As the plan leaves it. */
static const char *queue_of(const decide_job *j, const snapshot_ticket *st)
{
    const plan_step *made = st ? NULL : plan_find(j->plan, PLAN_TICKET);
    const char *queue = st ? st->t->queue : made->ticket->queue;
    int64_t id = st ? st->t->id : 0;

    for (unsigned i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_SET && s->set.ticket == id &&
            s->set.field == PLAN_QUEUE)
            queue = s->set.value.text;
    }
    return queue;
}

void decide_robots(decide_job *j, const snapshot_ticket *st)
{
    if (j->hand || j->c->robots->len == 0)
        return;
    g_autoptr(GPtrArray) all = happen_of(j->plan, st, j->statuses);
    start_robots(j, queue_of(j, st), st ? st->t->id : 0, all);
}

/* ---- robots that act after a while ---- */

static void wait_for(decide_job *j, const config_robot *r, const char *before,
                     int64_t since_ms)
{
    g_autofree char *number = decide_number(j);
    g_autofree char *ref = g_strdup_printf("%s/%s", r->id, number);
    bool is = g_strcmp0(r->status, j->state.status) == 0;

    if (is && j->queue && config_robot_serves(r, j->queue->id))
        plan_wait(j->plan, STORE_WAIT_ROBOT, ref, decide_ticket(j),
                  decide_later_ms(j, since_ms, r->after_ms));
    else if (before && g_strcmp0(r->status, before) == 0)
        plan_wait(j->plan, STORE_WAIT_ROBOT, ref, decide_ticket(j), 0);
}

void decide_robot_waits(decide_job *j, const char *before, int64_t since_ms)
{
    for (unsigned i = 0; i < j->c->robots->len; i++) {
        const config_robot *r = j->c->robots->pdata[i];
        if (r->status)
            wait_for(j, r, before, since_ms);
    }
}
