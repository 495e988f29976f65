/* clock: the role that does what is due. What that is stands in roles/duty; here
 * is when it is done, and that one that cannot be done stops no other. */
#include "base/bell.h"
#include "base/log.h"
#include "base/steady.h"
#include "desk/apply.h"
#include "desk/queue_config.h"
#include "desk/status_config.h"
#include "roles/duty/duty.h"

#include <string.h>
#include <sysexits.h>

#define CLOCK_SLEEP_MAX_MS 60000 /* without a ring */
#define CLOCK_SLEEP_MIN_MS 20    /* several rings are one */
#define CLOCK_STEP_MS      1000  /* a clock that was set by less was not */
#define CLOCK_DUTIES_MAX   64
#define CLOCK_WAITS_MAX    100 /* rows in one transaction */

typedef struct clock_role {
    frame f;
    learner *learner;
    GHashTable *refused; /* char*: what could not be done, said once */
    int64_t worked_ms[CLOCK_DUTIES_MAX]; /* steady; 0: never */
    int64_t ahead_ms;  /* of the system's clock before steady_ms() */
    int64_t leapt_ms;  /* forward, and what is due by that is not done yet */
    bool paused;       /* store/age.h */
    bool staged;       /* tickets say what the configuration says of statuses */
    unsigned sends;    /* mails of the transaction at hand */
    GPtrArray *alarms; /* char*: cause and text of each, of the same */
    GPtrArray *robots; /* char*: those that acted in it */
    unsigned done;     /* plans that changed something */
} clock_role;

/* ---- one item, in a savepoint ---- */

/* It waits no longer, if the plan does not say when it will be due again. */
static void end_wait(plan *p, const store_wait *w)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_WAIT && strcmp(s->wait->kind, w->kind) == 0 &&
            strcmp(s->wait->ref, w->ref) == 0)
            return;
    }
    plan_wait(p, w->kind, w->ref, w->ticket, 0);
}

static void note_alarms(clock_role *k, const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_ROBOT && s->robot.act->result == STORE_ROBOT_ACTED)
            g_ptr_array_add(k->robots, g_strdup(s->robot.act->robot));
        if (s->what != PLAN_ALARM)
            continue;
        g_ptr_array_add(k->alarms, g_strdup(s->alarm.cause));
        g_ptr_array_add(k->alarms, g_strdup(s->alarm.text));
    }
}

/* After the commit; one that a crash swallows is raised by its next cause. */
static void tell_alarms(clock_role *k, int64_t now_ms)
{
    for (unsigned n = 0; n + 1 < k->alarms->len; n += 2) {
        g_autoptr(GError) error = NULL;
        const char *cause = k->alarms->pdata[n];
        if (!alarm_raise(k->f.alarms, k->f.x->config, k->f.store, cause,
                         k->alarms->pdata[n + 1], now_ms, &error))
            log_error("alarm \"%s\": %s", cause, error->message);
    }
    for (unsigned i = 0; i < k->robots->len; i++)
        duty_robot_works(&k->f, k->robots->pdata[i]);
    g_ptr_array_set_size(k->alarms, 0);
    g_ptr_array_set_size(k->robots, 0);
}

static bool apply_one(clock_role *k, const duty *y, const duty_desk *d,
                      void *item, GError **error)
{
    unsigned mails = 0;
    g_autoptr(plan) p = y->decide(d, item, error);
    if (p && y->waits)
        end_wait(p, item);
    if (!p || !apply_plan(k->f.store, p, NULL, d->now_ms, &mails, error))
        return false;
    note_alarms(k, p);
    k->sends += mails;
    k->done += p->steps->len > 0;
    return true;
}

/* One that cannot be decided does not stop the others; it is said once. */
static void refuse(clock_role *k, const char *name, GError *error)
{
    if (g_hash_table_add(k->refused, g_strdup(name)))
        log_error("%s is due and cannot be done: %s", name, error->message);
    g_error_free(error);
}

static char *say(const duty *y, const void *item)
{
    const store_wait *w = item;
    return y->waits ? g_strdup_printf("%s %s", y->name, w->ref) : y->say(item);
}

/* False: the store is in trouble, nothing of the transaction may stay. */
static bool do_one(clock_role *k, const duty *y, const duty_desk *d, void *item,
                   GError **error)
{
    GError *local = NULL;
    if (!store_savepoint(k->f.store, error))
        return false;
    if (apply_one(k, y, d, item, &local))
        return store_savepoint_release(k->f.store, error);
    store_savepoint_rollback(k->f.store);
    if (trouble_whose(local) == BLAME_OUTSIDE) {
        g_propagate_error(error, local);
        return false;
    }
    g_autofree char *name = say(y, item);
    refuse(k, name, local);
    return true;
}

/* ---- one duty ---- */

static bool do_all(clock_role *k, const duty *y, const duty_desk *d,
                   GError **error)
{
    g_autoptr(GPtrArray) items =
        y->waits ? store_wait_due(k->f.store, y->waits, d->now_ms,
                                  CLOCK_WAITS_MAX, error)
                 : y->look(d, error);
    for (unsigned i = 0; items && i < items->len; i++)
        if (!do_one(k, y, d, items->pdata[i], error))
            return false;
    return items != NULL;
}

/* Reads and decides in one write transaction, so that nothing comes between. */
static bool in_transaction(clock_role *k, const duty *y, const duty_desk *d,
                           GError **error)
{
    k->sends = 0;
    g_ptr_array_set_size(k->alarms, 0);
    g_ptr_array_set_size(k->robots, 0);
    if (!store_begin_deciding(k->f.store, error))
        return false;
    if (!do_all(k, y, d, error)) {
        store_rollback(k->f.store);
        return false;
    }
    if (!store_commit(k->f.store, error))
        return false;
    if (k->sends > 0)
        frame_ring(k->f.x->config, "send");
    tell_alarms(k, d->now_ms);
    if (k->done > 0)
        frame_ring_jobs(k->f.x->config);
    return true;
}

/* As long as something is due and can be done. */
static bool do_due(clock_role *k, const duty *y, const duty_desk *d,
                   int64_t *again_ms, GError **error)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(store_due));
    bool due = true;
    int64_t next_ms = INT64_MAX;
    if (y->waits)
        g_array_append_val(
            all, ((store_due){.kind = STORE_DUE_WAIT, .queue = y->waits}));
    else
        y->due(d->config, all);
    while (due && !role_stopping()) {
        if (!store_due_next(k->f.store, (const store_due *)(void *)all->data,
                            all->len, d->now_ms, &due, &next_ms, error))
            return false;
        k->done = 0;
        if (due && !in_transaction(k, y, d, error))
            return false;
        due = k->done > 0;
    }
    if (next_ms < INT64_MAX)
        *again_ms = MIN(*again_ms, next_ms - d->now_ms);
    return true;
}

static bool do_work(clock_role *k, unsigned n, duty_desk *d, int64_t *again_ms,
                    GError **error)
{
    const duty *y = duty_all()[n];
    if (y->alone && k->worked_ms[n] > 0 &&
        steady_ms() - k->worked_ms[n] < y->every_ms) {
        *again_ms = MIN(*again_ms, k->worked_ms[n] + y->every_ms - steady_ms());
        return true;
    }
    k->worked_ms[n] = steady_ms();
    *again_ms = MIN(*again_ms, y->every_ms);
    return y->work(d, again_ms, error);
}

/* ---- all of them ---- */

/* What waits was written down by the old clock. */
static bool set_back(clock_role *k, int64_t back_ms, GError **error)
{
    log_warn("the clock was set back by %.0f s; what waits is done when it "
             "would have been",
             (double)back_ms / 1000);
    if (!store_begin_deciding(k->f.store, error))
        return false;
    if (store_due_set_back(k->f.store, back_ms, error) &&
        duty_robots_set_back(k->f.store, k->f.x->config, role_now_ms(),
                             error) &&
        store_commit(k->f.store, error))
        return true;
    store_rollback(k->f.store);
    return false;
}

/* The machine slept, or its clock was set: what looks late is given the time that
 * it takes to be done, before anybody raises an alarm. */
static void set_forward(clock_role *k, int64_t forward_ms)
{
    k->leapt_ms += forward_ms;
    for (unsigned n = 0; duty_all()[n]; n++)
        if (duty_all()[n]->alone)
            k->worked_ms[n] = steady_ms();
}

static bool follow_clock(clock_role *k, int64_t now_ms, GError **error)
{
    int64_t ahead_ms = now_ms - steady_ms();
    int64_t step_ms = k->ahead_ms != 0 ? ahead_ms - k->ahead_ms : 0;
    if (step_ms <= -CLOCK_STEP_MS && !set_back(k, -step_ms, error))
        return false;
    if (step_ms >= CLOCK_STEP_MS)
        set_forward(k, step_ms);
    k->ahead_ms = ahead_ms;
    return true;
}

static void say_leapt(clock_role *k)
{
    if (k->leapt_ms > 0)
        log_info("the clock went forward by %.0f s; what became due is done",
                 (double)k->leapt_ms / 1000);
    k->leapt_ms = 0;
}

/* While an older store waits for an administrator only what people do now goes
 * on: the rest may have been done already. */
static bool is_off(const clock_role *k, const duty *y)
{
    return k->paused && !y->work && !y->always;
}

static bool do_duty(clock_role *k, unsigned n, duty_desk *d, int64_t *again_ms,
                    GError **error)
{
    const duty *y = duty_all()[n];
    if (is_off(k, y))
        return true;
    return y->work ? do_work(k, n, d, again_ms, error)
                   : do_due(k, y, d, again_ms, error);
}

/* When it becomes another by itself, at the earliest: working time, which is
 * longer, is looked at when the row is due. */
static bool write_after(store *s, const config *c, const status_row *row,
                        GError **error)
{
    for (unsigned i = 0; row->after_to && i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        int64_t span_ms =
            row->after_ms == STATUS_AFTER_QUEUE ? q->close_ms : row->after_ms;
        if (!store_wait_fill(s, DECIDE_AFTER, q->id, row->id, span_ms, error))
            return false;
    }
    return true;
}

static bool write_stages(store *s, const config *c, GError **error)
{
    unsigned count;
    const status_row *const *rows = status_rows(status_model_of(c), &count);
    for (unsigned i = 0; i < count; i++)
        if (!store_ticket_restage(s, rows[i]->id, rows[i]->stage, rows[i]->open,
                                  error) ||
            !write_after(s, c, rows[i], error))
            return false;
    return true;
}

/* What a status is may have been changed while tickets had it. */
static bool restage(clock_role *k, GError **error)
{
    if (k->staged)
        return true;
    if (!store_begin_deciding(k->f.store, error))
        return false;
    if (!write_stages(k->f.store, k->f.x->config, error) ||
        !duty_robots_fill(k->f.store, k->f.x->config, role_now_ms(), error) ||
        !duty_reports_fill(k->f.store, k->f.x->config, role_now_ms(), error) ||
        !duty_statements_fill(k->f.store, k->f.x->config, role_now_ms(),
                              error) ||
        !duty_morning_fill(k->f.store, k->f.x->config, role_now_ms(), error) ||
        !store_commit(k->f.store, error)) {
        store_rollback(k->f.store);
        return false;
    }
    k->staged = true;
    duty_robots_clear(&k->f, k->f.x->config);
    return true;
}

static bool look_at_pause(clock_role *k, GError **error)
{
    int64_t since_ms;
    if (!store_paused(k->f.store, &since_ms, error))
        return false;
    k->paused = since_ms > 0;
    return true;
}

/* All that can be done now; when there will be more. */
static int64_t do_duties(clock_role *k)
{
    int64_t again_ms = CLOCK_SLEEP_MAX_MS;
    GError *error = NULL;
    duty_desk d = {.f = &k->f,
                   .config = k->f.x->config,
                   .learner = k->learner,
                   .now_ms = role_now_ms()};
    bool able = frame_store(&k->f) && follow_clock(k, d.now_ms, &error) &&
                restage(k, &error) && look_at_pause(k, &error);
    for (unsigned n = 0; duty_all()[n]; n++) {
        const duty *y = duty_all()[n];
        if (y->alone || (able && !error))
            do_duty(k, n, &d, &again_ms, &error);
    }
    if (error) {
        frame_store_failed(&k->f, error);
    } else if (able) {
        trouble_over(&k->f.store_trouble);
        say_leapt(k);
    }
    if (k->f.store_trouble.failures)
        again_ms = MIN(again_ms, trouble_wait_ms(&k->f.store_trouble));
    return MAX(again_ms, CLOCK_SLEEP_MIN_MS);
}

/* ---- the role ---- */

/* Woken by the bell, or by an answer that the learner waits for. One that nobody
 * can take up must not wake us again and again. */
static void rest(clock_role *k, int64_t ms)
{
    int fds[] = {k->f.bell.fd, k->f.store ? learner_fd(k->learner) : -1};
    role_wait_any(fds, G_N_ELEMENTS(fds), ms);
    if (k->f.bell.fd >= 0)
        bell_drain(k->f.bell.fd);
}

static bool step(void *self)
{
    clock_role *k = self;
    frame_keep_bell(&k->f);
    frame_remember(&k->f, false);
    rest(k, do_duties(k));
    return true;
}

/* What was refused may be mended. */
static bool reload(void *self, config *fresh)
{
    clock_role *k = self;
    frame_reload(&k->f, fresh);
    g_hash_table_remove_all(k->refused);
    k->staged = false;
    return true;
}

static int run(role_context *x)
{
    static const frame_work work = {.step = step, .reload = reload};
    clock_role k = {
        .learner = learner_new(&x->site),
        .refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .alarms = g_ptr_array_new_with_free_func(g_free),
        .robots = g_ptr_array_new_with_free_func(g_free),
    };
    frame_init(&k.f, x, "nobody watches it", "what is due waits");
    frame_listen(&k.f, "clock");
    frame_loop(x, &work, &k);
    learner_free(k.learner);
    g_hash_table_unref(k.refused);
    g_ptr_array_unref(k.alarms);
    g_ptr_array_unref(k.robots);
    frame_clear(&k.f);
    return EX_OK;
}

static bool wanted(const config *c)
{
    return true;
}

const role role_clock = {
    .name = "clock",
    .describe = "does what is due: replies, reminders, learning, alarms",
    .needs_key = true,
    .wanted = wanted,
    .run = run,
};
