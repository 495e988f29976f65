/* decide_after: what a status becomes by itself, and when: `after` of [status
 * NAME]. A row of store/waits.h brings the clock to it. */
#include "base/span.h"
#include "desk/decide/room.h"
#include "desk/queue_config.h"

#include <string.h>

/* How long in this status; 0: nothing happens by itself. */
static int64_t span_of(const decide_job *j, const status_row *row)
{
    if (!row || !row->after_to)
        return 0;
    if (row->after_ms != STATUS_AFTER_QUEUE)
        return row->after_ms;
    return j->queue ? j->queue->close_ms : 0;
}

/* A queue may close what is resolved at once. */
static bool has_after(const decide_job *j, const char *status)
{
    const status_row *row = status_find(j->statuses, status);

    return row && row->after_to &&
           (row->after_ms != STATUS_AFTER_QUEUE || j->queue);
}

static int64_t due_ms(const decide_job *j, const char *status, int64_t since_ms)
{
    const status_row *row = status_find(j->statuses, status);

    /* what a queue promises its customers is no working time */
    if (row->after_ms == STATUS_AFTER_QUEUE)
        return since_ms + span_of(j, row);
    return decide_later_ms(j, since_ms, span_of(j, row));
}

static void plan_own(decide_job *j, const char *before, int64_t since_ms)
{
    g_autofree char *ref = decide_number(j);

    if (has_after(j, j->state.status))
        plan_wait(j->plan, DECIDE_AFTER, ref, decide_ticket(j),
                  due_ms(j, j->state.status, since_ms));
    else if (before && has_after(j, before))
        plan_wait(j->plan, DECIDE_AFTER, ref, decide_ticket(j), 0);
}

void decide_after_plan(decide_job *j, const char *before, int64_t since_ms)
{
    plan_own(j, before, since_ms);
    decide_robot_waits(j, before, since_ms);
}

/* "7d", as people write it; caller frees. */
static char *span_words(int64_t span_ms)
{
    return span_ms % SPAN_DAY == 0 && span_ms > 0
               ? g_strdup_printf("%" G_GINT64_FORMAT "d", span_ms / SPAN_DAY)
               : span_unit_write(span_units, span_ms);
}

/* It is work again: somebody has to know. */
static void tell(decide_job *j, const char *was, const char *span)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    g_autofree char *words =
        g_strdup_printf("It was %s for %s, and is %s now.",
                        status_title(j->statuses, was, NULL), span,
                        status_title(j->statuses, j->state.status, NULL));

    decide_notify(j, all, "after", words, -1);
}

static void go_on(decide_job *j)
{
    const char *was = j->state.status;
    const status_row *row = status_find(j->statuses, was);
    g_autofree char *span = span_words(span_of(j, row));
    g_autofree char *cause = g_strdup_printf("after %s", span);

    j->cause = cause;
    decide_status(j, row->after_to);
    j->cause = NULL;
    if (status_is_open(j->statuses, j->state.status))
        tell(j, was, span);
}

plan *decide_after(const config *c, const snapshot_ticket *t, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    int64_t since_ms = t->t->status_ms;

    if (!has_after(j, j->state.status))
        return decide_job_end(j);
    if (due_ms(j, j->state.status, since_ms) > now_ms)
        plan_own(j, NULL, since_ms);
    else
        go_on(j);
    return decide_job_end(j);
}
