/* jobs_end: what becomes of a job when its command has ended. */
#include "roles/jobs_room.h"

#include "base/err.h"
#include "base/log.h"
#include "roles/now.h"

#include <string.h>

#define JOBS_STRAYS_MAX 10000

typedef struct ending {
    store_job_state state;
    int64_t next_ms;
    char *result;          /* words */
    lookup_answer *answer; /* NULL: it is none's, or there is none */
} ending;

static void ending_clear(ending *e)
{
    g_free(e->result);
    lookup_answer_free(e->answer);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ending, ending_clear)

/* ---- in words ---- */

static char *with_line(const char *words, const char *line)
{
    return g_strdup_printf("%s%s%s", words, *words && *line ? ": " : "", line);
}

/* How the command failed, NULL: it did not; what it said goes to *line. */
static char *failure(const jobs_run *r, char **line)
{
    g_autoptr(GError) why = NULL;

    *line = r->task ? task_last_line(r->task, JOBS_RESULT_MAX) : g_strdup("");
    if (r->words)
        return g_strdup(r->words);
    return task_is_fine(r->task, &why) ? NULL : g_strdup(why->message);
}

/* ---- decided ---- */

static ending after_failure(const config *c, const store_job *job, char *words,
                            int64_t now_ms)
{
    hook_call call;
    ending e = {STORE_JOB_OPEN, 0, words, NULL};

    if (config_hook_call(c, job->kind, job->name, &call))
        e.next_ms = hook_call_again_ms(&call, job->tries + 1, now_ms);
    if (e.next_ms == 0)
        e.state = STORE_JOB_GIVEN_UP;
    return e;
}

static ending read_answer(const config *c, const jobs_run *r, int64_t now_ms)
{
    const GByteArray *out = task_output(r->task);
    g_autoptr(GError) why = NULL;
    lookup_answer *a = lookup_read(out->data, out->len, &why);

    if (!a)
        return after_failure(c, r->job, g_strdup(why->message), now_ms);
    return (ending){STORE_JOB_DONE, 0, g_strdup(""), a};
}

static ending decide_ending(const config *c, const jobs_run *r, int64_t now_ms)
{
    g_autofree char *line = NULL;
    g_autofree char *words = failure(r, &line);

    if (r->idle)
        return (ending){STORE_JOB_DROPPED, 0, g_steal_pointer(&words), NULL};
    if (words)
        return after_failure(c, r->job, with_line(words, line), now_ms);
    if (strcmp(r->job->kind, STORE_JOB_LOOKUP) == 0)
        return read_answer(c, r, now_ms);
    return (ending){STORE_JOB_DONE, 0, g_steal_pointer(&line), NULL};
}

/* ---- written ---- */

/* Somebody may have dropped it meanwhile: then that stands. */
static bool is_open(store *s, const store_job *job, bool *is, GError **error)
{
    GError *why = NULL;
    g_autoptr(store_job) now = store_job_get(s, job->id, &why);

    *is = now && now->state == STORE_JOB_OPEN;
    if (why)
        g_propagate_error(error, why);
    return !why;
}

static bool in_transaction(jobs_role *k, const jobs_run *r, ending *e,
                           int64_t now_ms, GError **error)
{
    store *s = k->f.store;
    bool is = false;

    if (!is_open(s, r->job, &is, error))
        return false;
    if (!is)
        return true;
    if (e->answer) {
        g_clear_pointer(&e->result, g_free);
        if (!jobs_take_answer(k, r->job, e->answer, now_ms, &e->result, error))
            return false;
    }
    return store_job_tried(s, r->job->id, e->state, e->next_ms, e->result,
                           now_ms, error);
}

static bool write_ending(jobs_role *k, const jobs_run *r, ending *e,
                         int64_t now_ms, GError **error)
{
    if (!store_begin_deciding(k->f.store, error))
        return false;
    if (in_transaction(k, r, e, now_ms, error) &&
        store_commit(k->f.store, error))
        return true;
    store_rollback(k->f.store);
    return false;
}

/* An answer that the store cannot take is no trouble of the store: it is tried
 * again, as one that did not come. */
static bool write_or_fail(jobs_role *k, const jobs_run *r, ending *e,
                          int64_t now_ms, GError **error)
{
    g_autoptr(GError) why = NULL;

    if (write_ending(k, r, e, now_ms, &why))
        return true;
    if (!e->answer || trouble_is_outside(why)) {
        g_propagate_error(error, g_steal_pointer(&why));
        return false;
    }
    ending_clear(e);
    *e = after_failure(k->f.x->config, r->job, g_strdup(why->message), now_ms);
    return write_ending(k, r, e, now_ms, error);
}

/* ---- told ---- */

static char *cause_of(const char *kind, const char *name)
{
    return g_strdup_printf("%s %s", kind, name);
}

static void tell_given_up(jobs_role *k, const store_job *job, const ending *e,
                          int64_t now_ms)
{
    g_autoptr(GError) why = NULL;
    g_autofree char *cause = cause_of(job->kind, job->name);
    g_autofree char *text = g_strdup_printf(
        "The %s %s was given up for #%" G_GINT64_FORMAT
        " after %" G_GINT64_FORMAT
        " %s: it %s.\n\n`postern jobs --given-up' lists all that was given "
        "up. When it is mended: `postern jobs retry %" G_GINT64_FORMAT
        "' tries it again, `postern jobs drop %" G_GINT64_FORMAT "' leaves it.",
        job->kind, job->name, job->ticket, job->tries + 1,
        job->tries == 0 ? "try" : "tries", e->result, job->id, job->id);

    if (!alarm_raise(k->f.alarms, k->f.x->config, k->f.store, cause, text,
                     now_ms, &why))
        log_error("alarm \"%s\": %s", cause, why->message);
    frame_ring(k->f.x->config, "send");
}

static void tell(jobs_role *k, const store_job *job, const ending *e,
                 int64_t now_ms)
{
    if (e->state == STORE_JOB_DONE || e->state == STORE_JOB_DROPPED)
        return;
    log_warn("%s %s for #%" G_GINT64_FORMAT " (job %" G_GINT64_FORMAT
             ") %s; it %s",
             job->kind, job->name, job->ticket, job->id, e->result,
             e->state == STORE_JOB_GIVEN_UP ? "is given up"
                                            : "is tried again later");
    if (e->state == STORE_JOB_GIVEN_UP)
        tell_given_up(k, job, e, now_ms);
}

bool jobs_end_all(jobs_role *k, GError **error)
{
    while (k->over->len > 0) {
        const jobs_run *r = k->over->pdata[0];
        int64_t now_ms = role_now_ms();
        g_auto(ending) e = decide_ending(k->f.x->config, r, now_ms);
        if (!write_or_fail(k, r, &e, now_ms, error))
            return false;
        tell(k, r->job, &e, now_ms);
        if (e.answer) { /* it may have set fields, and told of it */
            frame_ring(k->f.x->config, "send");
            frame_ring(k->f.x->config, "clock");
        }
        g_ptr_array_remove_index(k->over, 0);
    }
    return true;
}

/* ---- what nobody does any more ---- */

static bool is_stray(const config *c, const store_job *job)
{
    hook_call call;

    return (strcmp(job->kind, STORE_JOB_HOOK) == 0 ||
            strcmp(job->kind, STORE_JOB_LOOKUP) == 0) &&
           !config_hook_call(c, job->kind, job->name, &call);
}

static bool give_up_strays(store *s, const config *c, GError **error)
{
    g_autoptr(GPtrArray) open =
        store_job_list(s, STORE_JOB_OPEN, NULL, 0, JOBS_STRAYS_MAX, error);

    for (unsigned i = 0; open && i < open->len; i++) {
        const store_job *job = open->pdata[i];
        if (is_stray(c, job) &&
            !store_job_tried(s, job->id, STORE_JOB_GIVEN_UP, 0,
                             "has no section in the configuration any more",
                             role_now_ms(), error))
            return false;
    }
    return open != NULL;
}

bool jobs_end_strays(jobs_role *k, GError **error)
{
    store *s = k->f.store;

    if (k->sorted)
        return true;
    if (!store_begin_deciding(s, error))
        return false;
    if (!give_up_strays(s, k->f.x->config, error) || !store_commit(s, error)) {
        store_rollback(s);
        return false;
    }
    k->sorted = true;
    return true;
}

/* ---- alarms that are over ---- */

static bool clear_one(jobs_role *k, const char *kind, const char *name,
                      GError **error)
{
    g_autofree char *cause = cause_of(kind, name);
    int64_t left =
        store_job_count_of(k->f.store, kind, name, STORE_JOB_GIVEN_UP, error);

    return left > 0 || (left == 0 && alarm_clear(k->f.alarms, k->f.store, cause,
                                                 false, error));
}

bool jobs_clear_alarms(jobs_role *k, GError **error)
{
    const config *c = k->f.x->config;

    for (unsigned i = 0; i < c->hooks->len; i++) {
        const config_hook *h = c->hooks->pdata[i];
        if (!clear_one(k, STORE_JOB_HOOK, h->id, error))
            return false;
    }
    for (unsigned i = 0; i < c->lookups->len; i++) {
        const config_lookup *l = c->lookups->pdata[i];
        if (!clear_one(k, STORE_JOB_LOOKUP, l->id, error))
            return false;
    }
    return true;
}
