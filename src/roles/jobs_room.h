/* jobs_room: what the files of the jobs role share; nobody else includes it. */
#ifndef POSTERN_JOBS_ROOM_H
#define POSTERN_JOBS_ROOM_H

#include "desk/hook_config.h"
#include "desk/lookup.h"
#include "hooks/task.h"
#include "roles/frame.h"
#include "store/job.h"

#define JOBS_RESULT_MAX 300            /* characters of what a command said */
#define JOBS_KEEP_MS    (7 * SPAN_DAY) /* jobs that are over are listed */
#define JOBS_SLEEP_MS   60000          /* without a ring */
#define JOBS_MAX        64             /* commands at once, of all */

/* A job whose command runs, or has run. */
typedef struct jobs_run {
    store_job *job;
    task *task;  /* NULL: it runs, or could not be started */
    char *words; /* why it could not; NULL: it was */
    bool idle;   /* it asks for nothing, `words` say why */
} jobs_run;

typedef struct jobs_role {
    frame f;
    tasks *tasks;
    GPtrArray *running; /* jobs_run*, whose commands run */
    GPtrArray *over;    /* jobs_run*, whose result is yet to be written */
    int64_t forgot_ms; /* steady: when old jobs were last forgotten; 0: never */
    bool recalled;     /* alarms of earlier runs are known */
    bool sorted;       /* none is left of what is no longer configured */
} jobs_role;

void jobs_run_free(jobs_run *r);

/* ---- jobs_event.c ---- */
/* *text: what its command is told, which the caller frees; NULL if its ticket is
 * gone, or (not *wanted) its `if` does not hold. */
bool jobs_event(jobs_role *k, const hook_call *call, const store_job *job,
                char **text, bool *wanted, GError **error);

/* ---- jobs_lookup.c ---- */
/* In a transaction: what a lookup answered is known from now on, if there are the
 * ticket and the lookup yet; *result gets what of it could not be used (""). */
bool jobs_take_answer(jobs_role *k, const store_job *job,
                      const lookup_answer *a, int64_t now_ms, char **result,
                      GError **error);

/* ---- jobs_end.c ---- */
/* Writes what became of those that are over. False: the store is in trouble, and
 * the rest is written later. */
bool jobs_end_all(jobs_role *k, GError **error);
/* Alarms of which nothing is given up any more are over. */
bool jobs_clear_alarms(jobs_role *k, GError **error);
/* The jobs of what is no longer configured are given up. */
bool jobs_end_strays(jobs_role *k, GError **error);

#endif
