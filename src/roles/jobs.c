/* jobs: the role that runs the commands of hooks and lookups. They run outside of
 * any transaction, some at once, of one ticket and hook one after the other; what
 * they do is written when they have ended. Killed at any moment it begins those
 * again that had not ended, or whose end was not written: at least once. */
#include "roles/jobs_room.h"

#include "base/bell.h"
#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "desk/hook_event.h"
#include "roles/now.h"

#include <string.h>
#include <sysexits.h>

void jobs_run_free(jobs_run *r)
{
    if (!r)
        return;
    store_job_free(r->job);
    task_free(r->task);
    g_free(r->words);
    g_free(r);
}

/* ---- starting ---- */

static char **environment(const jobs_role *k, const store_job *job)
{
    char **all = g_new0(char *, 7);
    g_autofree char *id = hook_event_id(job);
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);

    all[0] = g_strdup_printf("POSTERN_CONFIG=%s", k->f.x->config_path);
    all[1] = g_strdup_printf("POSTERN_NAME=%s", job->name);
    all[2] = g_strdup_printf("POSTERN_EVENT=%s", id);
    all[3] = g_strdup_printf("POSTERN_TICKET=%" G_GINT64_FORMAT, job->ticket);
    all[4] = g_strdup_printf("POSTERN_TRY=%" G_GINT64_FORMAT, job->tries + 1);
    all[5] = g_strdup_printf("POSTERN=%s", program ? program : "postern");
    return all;
}

static void launch(jobs_role *k, const hook_call *call, jobs_run *r,
                   const char *input)
{
    g_autoptr(GError) why = NULL;
    g_auto(GStrv) env = environment(k, r->job);
    const task_ask ask = {call->command, input, (const char *const *)env,
                          call->timeout_ms};

    if (!tasks_start(k->tasks, &ask, r, &why))
        r->words = g_strdup(why->message);
}

/* What cannot be started, or asks for nothing any more, is over. */
static bool start(jobs_role *k, const hook_call *call, const store_job *job,
                  GError **error)
{
    g_autofree char *input = NULL;
    bool wanted;

    if (!jobs_event(k, call, job, &input, &wanted, error))
        return false;
    jobs_run *r = g_new0(jobs_run, 1);
    r->job = store_job_copy(job);
    r->idle = !input;
    if (input)
        launch(k, call, r, input);
    else
        r->words =
            g_strdup(wanted ? "the request is gone" : "its if does not hold");
    g_ptr_array_add(r->words ? k->over : k->running, r);
    return true;
}

static bool runs(const jobs_role *k, int64_t id)
{
    for (unsigned i = 0; i < k->running->len; i++)
        if (((const jobs_run *)k->running->pdata[i])->job->id == id)
            return true;
    return false;
}

static int running_of(const jobs_role *k, const hook_call *call)
{
    int count = 0;

    for (unsigned i = 0; i < k->running->len; i++) {
        const store_job *j = ((const jobs_run *)k->running->pdata[i])->job;
        count += strcmp(j->kind, call->kind) == 0 &&
                 strcmp(j->name, call->name) == 0;
    }
    return count;
}

/* One that is slow takes no other's place. */
static bool start_of(jobs_role *k, const hook_call *call, int64_t now_ms,
                     GError **error)
{
    int room = call->at_once - running_of(k, call);

    if (room <= 0)
        return true;
    g_autoptr(GPtrArray) due =
        store_job_first(k->f.store, call->kind, call->name, now_ms,
                        (unsigned)call->at_once + 1, error);
    for (unsigned i = 0; due && i < due->len && room > 0; i++) {
        const store_job *job = due->pdata[i];
        if (runs(k, job->id) || k->running->len >= JOBS_MAX)
            continue;
        if (!start(k, call, job, error))
            return false;
        room--;
    }
    return due != NULL;
}

static bool start_due(jobs_role *k, int64_t now_ms, GError **error)
{
    const config *c = k->f.x->config;
    hook_call call;

    for (unsigned i = 0; i < c->hooks->len; i++) {
        const config_hook *h = c->hooks->pdata[i];
        if (config_hook_call(c, STORE_JOB_HOOK, h->id, &call) &&
            !start_of(k, &call, now_ms, error))
            return false;
    }
    for (unsigned i = 0; i < c->lookups->len; i++) {
        const config_lookup *l = c->lookups->pdata[i];
        if (config_hook_call(c, STORE_JOB_LOOKUP, l->id, &call) &&
            !start_of(k, &call, now_ms, error))
            return false;
    }
    return true;
}

/* ---- ending ---- */

static void take_ended(jobs_role *k)
{
    task *t;

    tasks_step(k->tasks);
    while ((t = tasks_take(k->tasks))) {
        jobs_run *r = task_owner(t);
        guint at = 0;
        r->task = t;
        if (g_ptr_array_find(k->running, r, &at))
            g_ptr_array_add(k->over, g_ptr_array_steal_index(k->running, at));
    }
}

/* ---- a round ---- */

static bool forget_old(jobs_role *k, int64_t now_ms, GError **error)
{
    static const char *const kinds[] = {STORE_JOB_HOOK, STORE_JOB_LOOKUP};
    store *s = k->f.store;
    bool fine = true;

    if (k->forgot_ms > 0 && steady_ms() - k->forgot_ms < SPAN_HOUR)
        return true;
    if (!store_begin_deciding(s, error))
        return false;
    for (unsigned i = 0; fine && i < G_N_ELEMENTS(kinds); i++)
        fine = store_job_forget(s, kinds[i], now_ms - JOBS_KEEP_MS, error);
    if (!fine || !store_commit(s, error)) {
        store_rollback(s);
        return false;
    }
    k->forgot_ms = steady_ms();
    return true;
}

static bool recall(jobs_role *k, GError **error)
{
    if (!k->recalled)
        k->recalled = alarm_recall(k->f.alarms, k->f.store, error);
    return k->recalled;
}

/* An older store in the place of ours may have asked for what was done already. */
static bool is_paused(jobs_role *k, bool *paused, GError **error)
{
    int64_t since_ms = 0;

    if (!store_paused(k->f.store, &since_ms, error))
        return false;
    *paused = since_ms > 0;
    return true;
}

static bool when_next(jobs_role *k, int64_t now_ms, int64_t *wait_ms,
                      GError **error)
{
    static const char *const kinds[] = {STORE_JOB_HOOK, STORE_JOB_LOOKUP};

    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
        int64_t next_ms = INT64_MAX;
        if (!store_job_next(k->f.store, kinds[i], now_ms, &next_ms, error))
            return false;
        if (next_ms < INT64_MAX)
            *wait_ms = MIN(*wait_ms, next_ms - now_ms);
    }
    return true;
}

static bool work(jobs_role *k, int64_t *wait_ms, GError **error)
{
    int64_t now_ms = role_now_ms();
    bool paused = true;

    if (!recall(k, error) || !jobs_end_all(k, error) ||
        !jobs_clear_alarms(k, error) || !is_paused(k, &paused, error))
        return false;
    if (paused)
        return true;
    if (!jobs_end_strays(k, error) || !forget_old(k, now_ms, error) ||
        !start_due(k, now_ms, error) || !when_next(k, now_ms, wait_ms, error))
        return false;
    if (k->over->len > 0)
        *wait_ms = 0; /* it could not be started */
    return true;
}

static void rest(jobs_role *k, int64_t ms)
{
    int fds[] = {k->f.bell.fd, tasks_fd(k->tasks)};

    role_wait_any(fds, G_N_ELEMENTS(fds), MIN(ms, tasks_wait_ms(k->tasks)));
    if (k->f.bell.fd >= 0)
        bell_drain(k->f.bell.fd);
}

static bool step(void *self)
{
    jobs_role *k = self;
    int64_t wait_ms = JOBS_SLEEP_MS;
    GError *error = NULL;

    frame_keep_bell(&k->f);
    frame_remember(&k->f, false);
    take_ended(k);
    if (frame_store(&k->f)) {
        if (work(k, &wait_ms, &error))
            trouble_over(&k->f.store_trouble);
        else
            frame_store_failed(&k->f, error);
    }
    if (k->f.store_trouble.failures)
        wait_ms = MIN(wait_ms, trouble_wait_ms(&k->f.store_trouble));
    rest(k, wait_ms);
    return true;
}

/* ---- the role ---- */

static bool reload(void *self, config *fresh)
{
    jobs_role *k = self;

    frame_reload(&k->f, fresh);
    k->sorted = false;
    return true;
}

static int run(role_context *x)
{
    static const frame_work loop = {.step = step, .reload = reload};
    g_autoptr(GError) error = NULL;
    jobs_role k = {.tasks = tasks_new(&error)};

    if (!k.tasks)
        return frame_fail(error);
    k.running = g_ptr_array_new_with_free_func((GDestroyNotify)jobs_run_free);
    k.over = g_ptr_array_new_with_free_func((GDestroyNotify)jobs_run_free);
    frame_init(&k.f, x, "", "hooks and lookups wait");
    frame_listen(&k.f, "jobs");
    frame_loop(x, &loop, &k);
    tasks_free(k.tasks);
    g_ptr_array_unref(k.running);
    g_ptr_array_unref(k.over);
    frame_clear(&k.f);
    return EX_OK;
}

const role role_jobs = {
    .name = "jobs",
    .describe = "runs the commands of hooks and lookups",
    .needs_key = false,
    .wanted = config_has_calls,
    .run = run,
};
