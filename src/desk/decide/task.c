/* decide_task: what a department answers goes to the request that asked it. */
#include "desk/decide/room.h"

#include "desk/rights.h"

#include <string.h>

bool decide_is_task(const decide_job *j)
{
    return j->st && j->st->asker;
}

/* Who has the request that asked, else its line. */
static GPtrArray *askers(const decide_job *j)
{
    const store_ticket *a = j->st->asker;
    const config_operator *o =
        a->holder ? config_operator_by_id(j->c, a->holder) : NULL;
    GPtrArray *all;

    if (!o || !rights_may_queue(j->c, o, a->queue))
        return rights_who(j->c, RIGHT_TOLD, a->queue, a->line);
    all = g_ptr_array_new();
    g_ptr_array_add(all, (void *)o);
    return all;
}

/* About the latest entry that was added there. */
static void tell(decide_job *j, const char *words)
{
    g_autoptr(GPtrArray) all = askers(j);

    for (unsigned i = 0; i < all->len; i++) {
        json_t *data = json_pack("{s:s}", "why", "answer");
        if (words)
            json_object_set_new(data, "words", json_string(words));
        decide_tell_there(j, all->pdata[i], j->st->asker, data);
    }
}

/* Of the asking request, which stands beside the job's. */
static void set(decide_job *j, plan_field field, plan_value value)
{
    const plan_cause why = {.kind = STORE_ACTOR_OPERATOR,
                            .actor = j->op ? j->op->id : "",
                            .cause = "task"};

    plan_set_why(j->plan, j->st->asker->id, field, value, &why);
}

static void back_to_feedback(decide_job *j)
{
    const store_ticket *a = j->st->asker;
    const char *to = status_after_return(j->statuses, a->status);

    if (!a->open || strcmp(to, a->status) == 0)
        return;
    set(j, PLAN_STATUS, plan_text(to));
    set(j, PLAN_STAGE, plan_number(status_stage_of(j->statuses, to)));
    set(j, PLAN_OPEN, plan_number(status_is_open(j->statuses, to)));
    plan_stay(j->plan, a->id, MAX(j->now_ms - a->status_ms, 0));
}

void decide_task_answer(decide_job *j, const decide_text *t)
{
    store_entry *e =
        decide_entry(j, STORE_NOTE, STORE_BY_OPERATOR, t->author->id,
                     t->author->name, t->text ? t->text : "");

    e->ticket = j->st->asker->id;
    g_clear_pointer(&e->message_id, g_free);
    g_ptr_array_unref(e->attachments);
    e->attachments = decide_attachments_copy(t->attachments);
    e->finding = true;
    plan_entry(j->plan, e);
    tell(j, NULL);
    back_to_feedback(j);
}

void decide_task_done(decide_job *j)
{
    g_autofree char *words = NULL;
    store_entry *e;

    if (!decide_is_task(j) || !status_is_open(j->statuses, j->st->t->status) ||
        status_is_open(j->statuses, j->state.status))
        return;
    words = g_strdup_printf("Task #%" G_GINT64_FORMAT " (%s) is %s.",
                            j->st->t->id, j->st->t->subject,
                            status_title(j->statuses, j->state.status, NULL));
    e = decide_entry(j, STORE_EVENT, STORE_BY_SYSTEM, "", NULL, words);
    e->ticket = j->st->asker->id;
    plan_entry(j->plan, e);
    tell(j, words);
}
