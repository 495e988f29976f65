/* decide_undo: the undo window: stopped by /undo, or over. */
#include "base/planted.h"
#include "desk/decide/room.h"

#include <string.h>

#define MS_A_SECOND 1000
#define STOPPED     "This has not been sent:"

void decide_withdraw(decide_job *j, const store_entry *e)
{
    plan_withdraw(j->plan, decide_ticket(j), e->n);
    /* It was set when she wrote; the customer waits after all. */
    decide_status(j, status_after_customer(j->statuses, j->state.status));
}

static bool may_stop(const decide_job *j, const store_entry *e)
{
    if (e->by != STORE_BY_OPERATOR)
        return false;
    if (j->cap && j->cap->kind == TAG_UNDO)
        return e->n == j->about;
    return strcmp(e->author, j->op->id) == 0;
}

void decide_stop(decide_job *j, const store_entry *e)
{
    const config_operator *author = config_operator_by_id(j->c, e->author);
    decide_withdraw(j, e);
    decide_event(j, "stopped the reply of %s",
                 e->author_name ? e->author_name : e->author);
    decide_notice_entry(j, j->op, "reply stopped", STOPPED, e);
    if (author && author != j->op)
        decide_notice_entry(j, author, "your reply was stopped", STOPPED, e);
}

bool decide_undo(decide_job *j)
{
    bool stopped = false;

    for (unsigned i = 0; i < j->st->pending->len; i++) {
        const store_entry *e = j->st->pending->pdata[i];
        if (PLANTED(undo_ignored) || !may_stop(j, e))
            continue;
        decide_stop(j, e);
        stopped = true;
    }
    return stopped;
}

static char *when(int64_t ms)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(ms / MS_A_SECOND);
    return at ? g_date_time_format(at, "%Y-%m-%d %H:%M UTC")
              : g_strdup("an unknown time");
}

void decide_undo_too_late(decide_job *j)
{
    g_autofree char *text = g_strdup("No reply of yours is waiting here.");

    for (unsigned i = j->st->entries->len; i > 0; i--) {
        const store_head *e = j->st->entries->pdata[i - 1];
        bool meant = j->cap && j->cap->kind == TAG_UNDO
                         ? e->n == j->about
                         : strcmp(e->author, j->op->id) == 0;
        if (e->kind != STORE_ARTICLE || e->by != STORE_BY_OPERATOR || !meant ||
            e->state != STORE_PUBLISHED)
            continue;
        g_autofree char *at = when(MAX(e->publish_ms, e->created_ms));
        g_free(text);
        text = g_strdup_printf("It was already sent at %s.", at);
        break;
    }
    decide_notice(j, j->op, "nothing stopped", text);
}

plan *decide_publish(const config *c, const snapshot_ticket *t,
                     const store_entry *entry, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    g_autofree char *stale =
        decide_stale(t, entry->author, entry->seen, entry->n);

    if (entry->state != STORE_PENDING)
        return decide_job_end(j);
    if (!stale) {
        plan_publish(j->plan, decide_ticket(j), entry->n);
        decide_call_back(j, entry->author, entry->n);
        return decide_job_end(j);
    }
    decide_text text = {.text = entry->text,
                        .attachments = entry->attachments,
                        .author = config_operator_by_id(c, entry->author),
                        .seen = entry->seen,
                        .ledger = entry->ledger ? entry->ledger : ""};
    decide_withdraw(j, entry);
    decide_event(j, "reply of %s put on hold: %s",
                 entry->author_name ? entry->author_name : entry->author,
                 stale);
    decide_hold(j, STORE_HELD_STALE, &text, stale);
    return decide_job_end(j);
}

plan *decide_close(const config *c, const store_ticket *t, int64_t now_ms)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    snapshot_ticket st = {.t = (store_ticket *)t,
                          .participants = none,
                          .watchers = none,
                          .entries = none,
                          .pending = none,
                          .held = none};
    decide_job *j = decide_job_new(c, &st, now_ms);
    const config_queue *q = config_queue_by_id(c, t->queue);

    if (q && status_is(j->statuses, t->status, STATUS_RESOLVED) &&
        now_ms - t->status_ms >= q->close_ms)
        decide_status(j, status_first(j->statuses, STATUS_CLOSED));
    return decide_job_end(j);
}
