/* task: commands of the administrator that run beside others, each with input,
 * deadline and a cap on what it prints; the caller never waits for one of them.
 *
 * A command is run by /bin/sh -c in / and in a process group of its own, with an
 * environment of PATH, LANG and what it is given, and default signals. When it has
 * ended, when its time is over, when it has printed too much, and when we die, it
 * is killed with all that it started and that is still in its group. For one
 * thread. */
#ifndef POSTERN_TASK_H
#define POSTERN_TASK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define TASK_PRINT_MAX \
    (1 << 20) /* octets of either output, then it is killed */

typedef struct tasks tasks; /* all of a process */
typedef struct task task;   /* one of them */

typedef struct task_ask {
    const char *command, *input;
    const char *const *environment; /* "NAME=value", NULL ends it */
    int64_t timeout_ms;
} task_ask;

/* NULL: no room for it. */
tasks *tasks_new(GError **error);
void tasks_free(tasks *all); /* kills those that run */
/* Readable when tasks_step has something to do. */
int tasks_fd(const tasks *all);
/* Until the next deadline; INT64_MAX: nothing runs. */
int64_t tasks_wait_ms(const tasks *all);
unsigned tasks_running(const tasks *all);

/* `owner` is what tasks_step gives back. ERR_IO: it cannot be started. */
bool tasks_start(tasks *all, const task_ask *ask, void *owner, GError **error);
/* Reads what was printed, ends what is over. */
void tasks_step(tasks *all);
/* The next that is over, NULL if there is none. The caller frees it. */
task *tasks_take(tasks *all);
void task_free(task *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(task, task_free)

/* What tasks_start got as `owner`. */
void *task_owner(const task *t);
/* ERR_CRASH: it ended badly; ERR_LIMIT: no end in time, or too much printed; in
 * words that follow its name ("ended with exit code 3"). */
bool task_is_fine(const task *t, GError **error);
/* What stands on its output so far, octets. Borrowed. */
const GByteArray *task_output(const task *t);
/* The last line of its errors, else of its output, as clean UTF-8 of at most `max`
 * characters; "" if it printed nothing. Caller frees. */
char *task_last_line(const task *t, unsigned max);

#endif
