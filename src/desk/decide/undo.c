/* decide_undo: a reply is stopped in its undo window. */
#include "base/planted.h"
#include "desk/decide/room.h"

#include <string.h>

#define MS_A_SECOND 1000
#define STOPPED     "This has not been sent:"

void decide_withdraw(decide_job *j, const store_entry *e)
{
    plan_withdraw(j->plan, decide_ticket(j), e->n);
    if (e->state == STORE_PENDING)
        return; /* it has changed nothing yet */
    j->cause = "reply taken back";
    decide_status(j, status_after_customer(j->statuses, j->state.status));
    j->cause = NULL;
}

static bool may_stop(const decide_job *j, const store_entry *e)
{
    if (e->by != STORE_BY_OPERATOR)
        return false;
    if (j->cap && j->cap->kind == TAG_UNDO)
        return e->n == j->about;
    return strcmp(e->author, j->op->id) == 0;
}

/* What has not happened, before the text; caller frees. */
static char *stopped_words(const store_entry *e)
{
    return e->commands ? g_strdup_printf("None of this has been done, and the "
                                         "text below has not been sent:\n\n%s",
                                         e->commands)
                       : g_strdup(STOPPED);
}

void decide_stop(decide_job *j, const store_entry *e)
{
    const config_operator *author = config_operator_by_id(j->c, e->author);
    g_autofree char *words = stopped_words(e);

    decide_withdraw(j, e);
    decide_event(j, "stopped the reply of %s",
                 e->author_name ? e->author_name : e->author);
    decide_notice_entry(j, j->op, "reply stopped", words, e);
    if (author && author != j->op)
        decide_notice_entry(j, author, "your reply was stopped", words, e);
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
