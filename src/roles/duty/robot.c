/* robot: what robots do. Jobs that events asked for; requests that were in a status
 * for so long; and all open requests, from time to time, which become jobs, some at
 * a time, so that a restart goes on where it was. */
#include "roles/duty/duty.h"

#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "desk/facts/robot.h"
#include "desk/robot.h"
#include "store/job.h"
#include "store/robot.h"

#include <string.h>

#define JOBS_MAX  100 /* in one transaction */
#define EVERY_MAX 200 /* requests that become jobs in one plan */
#define ROWS_MAX  10000

/* ---- one robot, one request ---- */

/* What is there no more has nothing done to it. */
static plan *nothing(const char *robot, int64_t ticket, int64_t job,
                     const char *why)
{
    plan *p = plan_new();
    store_robot_act *act = g_new0(store_robot_act, 1);

    act->robot = g_strdup(robot);
    act->ticket = ticket;
    act->result = STORE_ROBOT_LOOKED;
    plan_robot(p, job, act, why);
    return p;
}

static plan *act(const duty_desk *d, const char *name, int64_t ticket,
                 const store_job *job, GError **error)
{
    GError *local = NULL;
    int64_t id = job ? job->id : 0;
    decide_robot_ask ask = {.robot = config_robot_by_id(d->config, name),
                            .job = id,
                            .event = job ? job->event : NULL,
                            .again = job && job->result};

    if (!ask.robot)
        return nothing(name, ticket, id, "there is no such robot any more");
    if (facts_robot(d->f->store, d->config, ticket, d->now_ms, &ask, &local)) {
        plan *p = decide_robot(d->config, &ask, d->now_ms);
        snapshot_ticket_free((snapshot_ticket *)ask.t);
        return p;
    }
    if (!g_error_matches(local, ERR_DOMAIN, ERR_NOT_FOUND)) {
        g_propagate_error(error, local);
        return NULL;
    }
    g_error_free(local);
    return nothing(name, ticket, id, "there is no such request any more");
}

/* ---- jobs ---- */

static void due(const config *c, GArray *all)
{
    store_due rows = {.kind = STORE_DUE_JOB, .queue = STORE_JOB_ROBOT};

    g_array_append_val(all, rows);
}

static GPtrArray *look(const duty_desk *d, GError **error)
{
    return store_job_due(d->f->store, STORE_JOB_ROBOT, d->now_ms, JOBS_MAX,
                         NULL, error);
}

static plan *decide_job_due(const duty_desk *d, void *item, GError **error)
{
    const store_job *job = item;

    return act(d, job->name, job->ticket, job, error);
}

static char *say(const void *item)
{
    const store_job *job = item;

    return g_strdup_printf("robot %s for ticket #%" G_GINT64_FORMAT, job->name,
                           job->ticket);
}

const duty duty_robot = {.name = "robots",
                         .due = due,
                         .look = look,
                         .decide = decide_job_due,
                         .say = say};

/* ---- after a while ---- */

/* "NAME/#1042" or "NAME": NAME. Caller frees. */
static char *name_of(const store_wait *w)
{
    return g_strndup(w->ref, strcspn(w->ref, "/"));
}

static plan *decide_waited(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    g_autofree char *name = name_of(w);

    return act(d, name, w->ticket, NULL, error);
}

const duty duty_robot_after = {
    .name = "robot", .waits = STORE_WAIT_ROBOT, .decide = decide_waited};

/* ---- from time to time ---- */

static void add_job(plan *p, const config_robot *r, int64_t ticket)
{
    store_job *job = g_new0(store_job, 1);

    job->kind = g_strdup(STORE_JOB_ROBOT);
    job->name = g_strdup(r->id);
    job->ticket = ticket;
    job->event = g_strdup("{}");
    plan_job(p, PLAN_END, job);
}

/* Open ones after this number; what the store can say of `if` is asked of it. */
static store_ticket_filter filter_of(const duty_desk *d, const config_robot *r,
                                     int64_t after)
{
    store_ticket_filter f = {0};

    if (r->when && r->when->parts->len == 1) {
        const condition_part *p = r->when->parts->pdata[0];
        f = p->filter->f;
        f.overdue_ms = p->overdue ? d->now_ms : 0;
    }
    f.openness = STORE_OPEN;
    f.after = after > 0 ? after : -1;
    f.limit = EVERY_MAX;
    return f;
}

/* Requests after this number; where there may be more, a row brings us back. */
static plan *sweep(const duty_desk *d, const config_robot *r, int64_t after,
                   GError **error)
{
    store_ticket_filter f = filter_of(d, r, after);
    g_autoptr(GPtrArray) all = store_ticket_list(d->f->store, &f, error);
    plan *p = all ? plan_new() : NULL;

    for (unsigned i = 0; all && i < all->len; i++) {
        const store_ticket *t = all->pdata[i];
        if (config_robot_serves(r, t->queue))
            add_job(p, r, t->id);
        after = t->id;
    }
    if (all && all->len == EVERY_MAX) {
        g_autofree char *ref =
            g_strdup_printf("%s/%" G_GINT64_FORMAT, r->id, after);
        plan_wait(p, STORE_WAIT_EVERY, ref, 0, d->now_ms);
    }
    return p;
}

static plan *decide_every(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    g_autofree char *name = name_of(w);
    const char *rest = strchr(w->ref, '/');
    const config_robot *r = config_robot_by_id(d->config, name);
    plan *p;

    if (!r || !r->every)
        return plan_new();
    p = sweep(d, r, rest ? g_ascii_strtoll(rest + 1, NULL, 10) : 0, error);
    if (p && !rest)
        plan_wait(p, STORE_WAIT_EVERY, r->id, 0,
                  config_robot_next(d->config, r, d->now_ms));
    return p;
}

const duty duty_robot_every = {
    .name = "robot", .waits = STORE_WAIT_EVERY, .decide = decide_every};

/* ---- alarms that are over ---- */

static void clear(frame *f, const char *robot, bool limit, bool force)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *cause = decide_robot_cause(robot, limit);

    if (!alarm_clear(f->alarms, f->store, cause, force, &error))
        log_warn("alarm \"%s\" stays open: %s", cause, error->message);
}

void duty_robot_works(frame *f, const char *robot)
{
    clear(f, robot, false, false);
}

void duty_robots_clear(frame *f, const config *c)
{
    for (unsigned i = 0; i < c->robots->len; i++) {
        const config_robot *r = c->robots->pdata[i];
        clear(f, r->id, false, true);
        clear(f, r->id, true, true);
    }
}

/* ---- what is over ---- */

#define KEEP_MS (7 * SPAN_DAY) /* as those of hooks */

static bool forget(store *s, int64_t now_ms, GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    if (store_job_forget(s, STORE_JOB_ROBOT, now_ms - KEEP_MS, error) &&
        store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

static bool work(duty_desk *d, int64_t *again_ms, GError **error)
{
    static int64_t forgot_ms; /* steady */

    if (forgot_ms > 0 && steady_ms() - forgot_ms < SPAN_HOUR)
        return true;
    if (!forget(d->f->store, d->now_ms, error))
        return false;
    forgot_ms = steady_ms();
    return true;
}

const duty duty_robot_over = {
    .name = "what robots did", .every_ms = SPAN_HOUR, .work = work};

/* ---- as the configuration has it ---- */

static bool fill_after(store *s, const config *c, const config_robot *r,
                       GError **error)
{
    for (unsigned i = 0; r->status && i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        if (config_robot_serves(r, q->id) &&
            !store_robot_fill(s, r->id, q->id, r->status, r->after_ms, error))
            return false;
    }
    return true;
}

/* What is due already is done, whatever its time was changed to. */
static bool is_due(const GPtrArray *rows, const char *ref, int64_t now_ms)
{
    for (unsigned i = 0; i < rows->len; i++) {
        const store_wait *w = rows->pdata[i];
        if (strcmp(w->ref, ref) == 0)
            return w->at_ms <= now_ms;
    }
    return false;
}

static bool fill_every(store *s, const config *c, const config_robot *r,
                       const GPtrArray *rows, int64_t now_ms, GError **error)
{
    store_wait w = {.kind = (char *)STORE_WAIT_EVERY, .ref = r->id};

    if (!r->every || is_due(rows, r->id, now_ms))
        return true;
    w.at_ms = config_robot_next(c, r, now_ms);
    return store_wait_set(s, &w, error);
}

bool duty_robots_fill(store *s, const config *c, int64_t now_ms, GError **error)
{
    g_autoptr(GPtrArray) rows = NULL;

    if (c->robots->len == 0)
        return true;
    rows = store_wait_due(s, STORE_WAIT_EVERY, INT64_MAX, ROWS_MAX, error);
    if (!rows || !store_robot_mended(s, error))
        return false;
    for (unsigned i = 0; i < c->robots->len; i++) {
        const config_robot *r = c->robots->pdata[i];
        if (!fill_after(s, c, r, error) ||
            !fill_every(s, c, r, rows, now_ms, error))
            return false;
    }
    return true;
}

/* A row of the old clock that is more than a turn too late. One that is the turn
 * after the next stays: the next was done before the clock was set. */
static bool is_far(const config *c, const config_robot *r, const store_wait *w,
                   int64_t now_ms)
{
    int64_t next_ms = config_robot_next(c, r, now_ms);

    return w->at_ms > config_robot_next(c, r, next_ms);
}

bool duty_robots_set_back(store *s, const config *c, int64_t now_ms,
                          GError **error)
{
    g_autoptr(GPtrArray) rows =
        store_wait_due(s, STORE_WAIT_EVERY, INT64_MAX, ROWS_MAX, error);

    for (unsigned i = 0; rows && i < rows->len; i++) {
        store_wait *w = rows->pdata[i];
        const config_robot *r = config_robot_by_id(c, w->ref);
        if (!r || !r->every || !is_far(c, r, w, now_ms))
            continue;
        w->at_ms = config_robot_next(c, r, now_ms);
        if (!store_wait_set(s, w, error))
            return false;
    }
    return rows != NULL;
}
