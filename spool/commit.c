/* commit: writes of many threads share one transaction and one fsync.
 *
 * Who finds nobody leading takes all jobs that wait, runs each in a savepoint,
 * commits, and wakes the others; meanwhile the next jobs gather.
 */
#include "spool/room.h"

#include <errno.h>
#include <unistd.h>

/* False if the transaction itself is lost, not only this job. */
static bool run_one(spool *s, spool_job *job)
{
    g_clear_error(&job->error);
    job->ok = false;
    if (!sql_savepoint(s->writer, &job->error))
        return false;
    if (job->run(s, job->context, &job->error)) {
        job->ok = sql_savepoint_keep(s->writer, &job->error);
        return job->ok;
    }
    return sql_savepoint_undo(s->writer);
}

static bool sync_files(spool *s, const spool_job *jobs, GError **error)
{
    for (const spool_job *j = jobs; j; j = j->next)
        if (j->ok && j->has_file) {
            if (fsync(s->files_fd) == 0)
                return true;
            err_set_errno(error, errno, "cannot sync the folder %s",
                          s->files_path);
            return false;
        }
    return true;
}

/* All of it was lost: nobody may believe that his part was written. */
static void fail_all(spool_job *jobs, const GError *why)
{
    for (spool_job *j = jobs; j; j = j->next) {
        j->ok = false;
        if (!j->error)
            j->error = why ? g_error_copy(why)
                           : g_error_new_literal(ERR_DOMAIN, ERR_INTERNAL,
                                                 "the spool's commit failed");
    }
}

static bool try_batch(spool *s, spool_job *jobs)
{
    g_autoptr(GError) error = NULL;
    bool whole = sql_begin_deciding(s->writer, &error);
    for (spool_job *j = jobs; j && whole; j = j->next)
        if (!run_one(s, j)) {
            whole = false;
            error = j->error ? g_error_copy(j->error) : NULL;
        }
    whole =
        whole && sync_files(s, jobs, &error) && sql_commit(s->writer, &error);
    if (whole)
        return true;
    sql_rollback(s->writer);
    fail_all(jobs, error);
    return false;
}

static void commit_batch(spool *s, spool_job *jobs)
{
    s->commits++;
    if (try_batch(s, jobs) || !jobs->next)
        return;
    /* One large message may be what no longer fits: each by itself. When the
     * database is locked that would only wait again. */
    bool full = false;
    for (spool_job *j = jobs; j; j = j->next)
        full |= g_error_matches(j->error, ERR_DOMAIN, ERR_FULL);
    for (spool_job *j = full ? jobs : NULL, *next; j; j = next) {
        next = j->next;
        j->next = NULL;
        s->commits++;
        try_batch(s, j);
        j->next = next;
    }
}

/* Called and returns with queue_lock held. */
static void lead(spool *s)
{
    spool_job *batch = s->first, *last = batch;
    for (int n = 1; n < SPOOL_BATCH_MAX && last->next; n++)
        last = last->next;
    s->first = last->next;
    if (!s->first)
        s->end = &s->first;
    last->next = NULL;
    s->leading = true;
    pthread_mutex_unlock(&s->queue_lock);

    commit_batch(s, batch);

    pthread_mutex_lock(&s->queue_lock);
    s->leading = false;
    g_clear_error(&s->sick);
    if (!batch->ok && batch->error)
        s->sick = g_error_copy(batch->error);
    for (spool_job *j = batch, *next; j; j = next) {
        next = j->next;
        j->done = true;
    }
    pthread_cond_broadcast(&s->changed);
}

bool spool_write(spool *s, spool_work run, void *context, bool has_file,
                 GError **error)
{
    spool_job job = {.run = run, .context = context, .has_file = has_file};

    pthread_mutex_lock(&s->queue_lock);
    s->jobs++;
    *s->end = &job;
    s->end = &job.next;
    while (!job.done)
        if (s->leading)
            pthread_cond_wait(&s->changed, &s->queue_lock);
        else
            lead(s);
    pthread_mutex_unlock(&s->queue_lock);

    if (job.error)
        g_propagate_error(error, job.error);
    return job.ok;
}

bool spool_lead_probe(spool *s, GError **error)
{
    pthread_mutex_lock(&s->queue_lock);
    if (s->leading) { /* somebody is writing right now: as it went last */
        bool well = !s->sick;
        if (!well && error)
            *error = g_error_copy(s->sick);
        pthread_mutex_unlock(&s->queue_lock);
        return well;
    }
    s->leading = true;
    pthread_mutex_unlock(&s->queue_lock);

    sql_set_busy(s->writer, SPOOL_PROBE_MS);
    bool ok = sql_begin_deciding(s->writer, error);
    sql_rollback(s->writer);
    sql_set_busy(s->writer, SPOOL_BUSY_MS);

    pthread_mutex_lock(&s->queue_lock);
    s->leading = false;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->queue_lock);
    return ok;
}
