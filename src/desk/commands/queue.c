/* commands/queue: to another queue, and a question to another department. */
#include "base/planted.h"
#include "desk/decide/room.h"
#include "desk/rights.h"

#include <string.h>

#define TASK_SUBJECT 70 /* characters */

/* "sales why"; *rest is what follows the name. NULL: there is none. */
static const config_queue *queue_of(const decide_job *j, const char *argument,
                                    char **name, const char **rest)
{
    size_t size = strcspn(argument, " \t");

    *name = g_strndup(argument, size);
    *rest = argument + size + strspn(argument + size, " \t");
    for (unsigned i = 0; i < j->c->queues->len; i++) {
        const config_queue *q = j->c->queues->pdata[i];
        if (g_ascii_strcasecmp(q->id, *name) == 0)
            return q;
    }
    return NULL;
}

static fault *no_queue(const decide_job *j, const char *command,
                       const char *name)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    for (unsigned i = 0; i < j->c->queues->len; i++)
        g_ptr_array_add(ids, ((config_queue *)j->c->queues->pdata[i])->id);
    g_ptr_array_add(ids, NULL);
    return decide_near(command, name, (const char *const *)ids->pdata);
}

/* ---- /queue ---- */

static fault *check_queue(decide_job *j, const command_call *call)
{
    g_autofree char *name = NULL;
    const char *why;
    const config_queue *q = queue_of(j, call->argument, &name, &why);

    if (!q)
        return no_queue(j, "queue", name);
    return q == j->queue ? fault_new(FAULT_SAME_QUEUE, q->id, NULL) : NULL;
}

static void run_queue(decide_job *j, const command_call *call)
{
    g_autofree char *name = NULL;
    const char *why;
    const config_queue *q = queue_of(j, call->argument, &name, &why);
    g_autoptr(GPtrArray) to = NULL;
    g_autofree char *words = NULL;

    if (q == j->queue)
        return; /* by a command before it */
    words = g_strdup_printf("%s moved it here from %s.", j->op->name,
                            j->queue ? j->queue->id : j->st->t->queue);
    j->reason = why;
    decide_move_queue(j, q);
    j->reason = NULL;
    to = decide_line_told(j, q->line);
    decide_tell_moved(j, to, why, "line", words);
}

/* ---- /task ---- */

static fault *check_task(decide_job *j, const command_call *call)
{
    g_autofree char *name = NULL;
    const char *text;
    const config_queue *q = queue_of(j, call->argument, &name, &text);

    if (!q)
        return no_queue(j, "task", name);
    return *text ? NULL
                 : fault_new(FAULT_NEEDS_MORE, "task", "QUEUE text", NULL);
}

static char *subject_of(const char *text)
{
    g_autofree char *cut = NULL;

    if (g_utf8_strlen(text, -1) <= TASK_SUBJECT)
        return g_strdup(text);
    cut = g_utf8_substring(text, 0, TASK_SUBJECT);
    return g_strconcat(cut, "...", NULL);
}

/* She who asks is its customer, as anybody of the staff is who writes afresh. */
static void open_task(decide_job *j, const config_queue *q, const char *text)
{
    store_ticket *t = g_new0(store_ticket, 1);
    const char *status = status_first(j->statuses, STATUS_CLASSIFICATION);
    bool has = j->op->addresses->len > 0;

    t->queue = g_strdup(q->id);
    t->subject = subject_of(text);
    t->status = g_strdup(status);
    t->stage = status_stage_of(j->statuses, status);
    t->open = status_is_open(j->statuses, status);
    t->line = q->line;
    t->customer = g_strdup(has ? j->op->addresses->pdata[0] : "");
    t->customer_name = g_strdup(j->op->name);
    t->priority = g_strdup(j->state.priority);
    t->language = g_strdup(j->op->language);
    t->source = g_strdup("task");
    t->staff = t->authenticated = true;
    t->created_ms = t->updated_ms = t->status_ms = j->now_ms;
    plan_ticket(j->plan, t);
}

static void add_question(decide_job *j, const char *text)
{
    store_entry *e = decide_entry(
        j, STORE_ARTICLE, STORE_BY_CUSTOMER,
        j->op->addresses->len > 0 ? j->op->addresses->pdata[0] : j->op->id,
        j->op->name, text);
    store_entry *link;
    g_autofree char *words = g_strdup_printf("%s asked for #%" G_GINT64_FORMAT
                                             "; answers go there as notes",
                                             j->op->name, j->st->t->id);

    e->ticket = 0;
    g_clear_pointer(&e->message_id, g_free);
    link = decide_entry(j, STORE_EVENT, STORE_BY_SYSTEM, "", NULL, words);
    link->ticket = 0;
    plan_entry(j->plan, link);
    plan_entry(j->plan, e);
}

/* Nothing of this request: what was written in the task is all. */
static void tell_department(decide_job *j, const config_queue *q)
{
    g_autoptr(GPtrArray) all =
        rights_with(j->c, ROLE_DISPATCHER, q->id, q->line);

    if (all->len == 0) {
        g_ptr_array_unref(all);
        all = rights_who(j->c, RIGHT_TOLD, q->id, q->line);
    }
    for (unsigned i = 0; i < all->len; i++) {
        const config_operator *o = all->pdata[i];
        if (o->addresses->len == 0)
            continue;
        store_outgoing *row =
            decide_mail(j, STORE_TO_OPERATOR, "notify", o->addresses->pdata[0]);
        row->ticket = 0;
        row->entry = PLAN_LATEST;
        row->operator_id = g_strdup(o->id);
        g_free(row->queue);
        row->queue = g_strdup(q->id);
        g_free(row->data);
        row->data = g_strdup("{\"why\":\"task\"}");
        plan_send(j->plan, row);
    }
}

static void run_task(decide_job *j, const command_call *call)
{
    g_autofree char *name = NULL;
    const char *text;
    const config_queue *q = queue_of(j, call->argument, &name, &text);

    decide_watch(j, true);
    open_task(j, q, text);
    plan_task(j->plan, j->st->t->id);
    add_question(j, text);
    tell_department(j, q);
    decide_event(j, "asked %s by task " PLAN_NEW ": %s", q->id, text);
    j->reason = text;
    decide_status(j, status_after_line(j->statuses, j->state.status));
    j->reason = NULL;
}

const command_row command_queue = {
    .name = "queue",
    .also = {[COMMAND_RU] = "очередь", [COMMAND_NB] = "kø"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_HOLDER | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_HANDOVER,
                  .help = "move it to another queue; why becomes an internal "
                          "note",
                  .more = "The customer sees the new address from the next "
                          "message on;\nthe old one still works.",
                  .type = COMMAND_WORDS,
                  .shown = "NAME [why]",
                  .check = check_queue,
                  .run = run_queue},
};

const command_row command_task = {
    .name = "task",
    .also = {[COMMAND_RU] = "задача", [COMMAND_NB] = "oppgave"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_STATUS,
    .operator_ = {.right = RIGHT_HANDOVER,
                  .help = "ask the department of another queue; answers come "
                          "back as internal notes",
                  .more = "It gets a request with this text and nothing of "
                          "this one.",
                  .type = COMMAND_WORDS,
                  .shown = "QUEUE text",
                  .check = check_task,
                  .run = run_task},
};
