/* decide_steps: makes the steps of a plan that are not mail. */
#include "desk/decide/room.h"
#include "desk/hours.h"
#include "desk/queue_config.h"
#include "desk/type_config.h"

#include <string.h>

static bool acts_as_operator(const decide_job *j)
{
    return j->op && j->who != DECIDE_DOUBTFUL && j->who != DECIDE_CUSTOMER;
}

static void read_people(decide_job *j)
{
    g_ptr_array_set_size(j->people, 0);
    for (unsigned i = 0; j->st && i < j->st->participants->len; i++) {
        const store_participant *p = j->st->participants->pdata[i];
        g_ptr_array_add(j->people, g_strdup(p->address));
    }
}

static void read_values(decide_job *j)
{
    const GPtrArray *from = j->st ? j->st->values : NULL;

    g_ptr_array_set_size(j->values, 0);
    for (unsigned i = 0; from && i < from->len; i++) {
        const store_value *v = from->pdata[i];
        store_value *copy = g_new0(store_value, 1);
        copy->field = g_strdup(v->field);
        copy->text = g_strdup(v->text);
        g_ptr_array_add(j->values, copy);
    }
}

/* A ticket of an older program has only the line. */
static void read_stack(decide_job *j)
{
    const GPtrArray *all = j->st ? j->st->handovers : NULL;

    g_ptr_array_set_size(j->stack, 0);
    for (unsigned i = 0; all && i < all->len; i++) {
        const store_handover *h = all->pdata[i];
        g_ptr_array_add(j->stack, store_handover_new(h->line, h->holder));
    }
    if (j->st && j->stack->len == 0 && j->st->t->returned_from != 0)
        g_ptr_array_add(j->stack,
                        store_handover_new(j->st->t->returned_from, NULL));
}

void decide_job_ticket(decide_job *j, const snapshot_ticket *st)
{
    j->st = st;
    if (!st)
        j->state = (decide_state){.line = 0};
    if (st) {
        const store_ticket *t = st->t;
        j->state = (decide_state){
            t->status,    t->holder,        t->priority,     t->category,
            t->line,      t->returned_from, t->type,         t->complexity,
            t->pinned,    t->due_ms,        t->estimate_min, t->later_ms,
            t->wait_days, t->timeouts};
        j->queue_id = t->queue;
        j->service = t->service;
        const config_queue *q = config_queue_by_id(j->c, t->queue);
        if (q)
            j->queue = q;
    }
    read_people(j);
    read_values(j);
    read_stack(j);
}

decide_job *decide_job_new(const config *c, const snapshot_ticket *st,
                           int64_t now_ms)
{
    decide_job *j = g_new0(decide_job, 1);

    j->c = c;
    j->statuses = status_model_of(c);
    j->now_ms = now_ms;
    j->plan = plan_new();
    j->people = g_ptr_array_new_with_free_func(g_free);
    j->values =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_value_free);
    j->promised = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    j->stack =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_handover_free);
    j->left = g_ptr_array_new();
    decide_job_ticket(j, st);
    return j;
}

static const char *queue_of(const decide_job *j)
{
    return j->queue ? j->queue->id : j->st ? j->st->t->queue : "";
}

int64_t decide_work_ms(const decide_job *j, int64_t from_ms, int64_t to_ms)
{
    return hours_between(j->c, queue_of(j), from_ms, to_ms);
}

int64_t decide_later_ms(const decide_job *j, int64_t from_ms, int64_t span_ms)
{
    return hours_later(j->c, queue_of(j), from_ms, span_ms);
}

static int64_t stayed_ms(const decide_job *j)
{
    const store_stay *y = j->st ? j->st->stay : NULL;

    return y ? decide_work_ms(j, y->from_ms, j->now_ms) : 0;
}

static void end_ticket(decide_job *j)
{
    decide_board_due(j);
    decide_task_done(j);
    decide_ask_rating(j);
    decide_review_closed(j);
    decide_clocks(j);
    if (j->moved)
        plan_stay(j->plan, decide_ticket(j), stayed_ms(j));
    j->moved = false;
    if (j->st && strcmp(j->state.status, j->st->t->status) != 0)
        decide_after_plan(j, j->st->t->status, j->now_ms);
    else if (j->st && g_strcmp0(j->queue_id, j->st->t->queue) != 0)
        decide_robot_waits(j, NULL, j->st->t->status_ms);
}

void decide_turn(decide_job *j, const snapshot_ticket *st)
{
    end_ticket(j);
    g_ptr_array_add(j->left, (void *)j->st);
    decide_job_ticket(j, st);
}

plan *decide_job_end(decide_job *j)
{
    plan *p = j->plan;

    decide_new_clocks(j);
    end_ticket(j);
    decide_happened(j);
    g_ptr_array_unref(j->left);
    g_ptr_array_unref(j->people);
    g_ptr_array_unref(j->values);
    g_hash_table_unref(j->promised);
    g_ptr_array_unref(j->stack);
    book_free(j->book);
    g_clear_pointer(&j->said, g_hash_table_unref);
    g_free(j->doubt);
    g_clear_pointer(&j->account, json_decref);
    g_free(j->place);
    g_free(j->ready);
    g_free(j);
    return p;
}

int64_t decide_ticket(const decide_job *j)
{
    return j->st ? j->st->t->id : 0;
}

char *decide_number(const decide_job *j)
{
    return j->st ? g_strdup_printf("#%" G_GINT64_FORMAT, j->st->t->id)
                 : g_strdup(PLAN_NEW);
}

void decide_fate(decide_job *j, const char *code, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    g_autofree char *words = g_strdup_vprintf(format, ap);
    va_end(ap);
    plan_fate(j->plan, decide_ticket(j), PLAN_LATEST, code, words);
}

void decide_fate_about(decide_job *j, const char *code, const char *what)
{
    if (j->st)
        decide_fate(j, code, "%s about #%" G_GINT64_FORMAT, what, j->st->t->id);
    else
        decide_fate(j, code, "%s", what);
}

void decide_detail(decide_job *j, const char *field, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    g_autofree char *words = g_strdup_vprintf(format, ap);
    va_end(ap);
    plan_detail(j->plan, PLAN_END, field, words);
}

static plan_cause cause_of(const decide_job *j)
{
    plan_cause why = {.cause = j->cause, .reason = j->reason};

    if (j->hand) {
        why.kind = j->hand->kind;
        why.actor = j->hand->name;
    } else if (j->admin) {
        why.kind = STORE_ACTOR_ADMIN;
    } else if (acts_as_operator(j)) {
        why.kind = STORE_ACTOR_OPERATOR;
        why.actor = j->op->id;
    } else if (j->in && j->who == DECIDE_OUTSIDER) {
        why.kind = STORE_ACTOR_PARTNER;
        why.actor = j->outside.id;
    } else if (j->in && j->who == DECIDE_CUSTOMER) {
        why.kind = STORE_ACTOR_CUSTOMER;
        why.actor = j->in->trust->from;
    } else {
        why.kind = j->in ? STORE_ACTOR_SYSTEM : STORE_ACTOR_CLOCK;
    }
    return why;
}

static void set(decide_job *j, plan_field field, plan_value value)
{
    plan_cause why = cause_of(j);

    plan_set_why(j->plan, decide_ticket(j), field, value, &why);
    if (field == PLAN_STATUS || field == PLAN_LINE || field == PLAN_HOLDER)
        j->moved = true;
}

void decide_set(decide_job *j, plan_field field, const char *text)
{
    set(j, field, plan_text(text));
}

void decide_set_number(decide_job *j, plan_field field, int64_t number)
{
    set(j, field, plan_number(number));
}

void decide_plan_value(decide_job *j, store_value *row)
{
    plan_cause why = cause_of(j);

    plan_field_value(j->plan, decide_ticket(j), row, &why);
}

static void attachment_free(void *data)
{
    store_attachment *a = data;

    g_free(a->part);
    g_free(a->name);
    g_free(a->type);
    g_free(a->content_id);
    g_free(a);
}

GPtrArray *decide_attachments(const letter *l)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(attachment_free);

    for (unsigned i = 0; l && i < l->attachments->len; i++) {
        const letter_attachment *from = l->attachments->pdata[i];
        store_attachment *a = g_new0(store_attachment, 1);
        a->part = g_strdup(from->part);
        a->name = g_strdup(from->name);
        a->type = g_strdup(from->type);
        a->content_id = g_strdup(from->content_id);
        a->shown_inline = from->shown_inline;
        a->size = (int64_t)from->size;
        memcpy(a->sha256, from->sha256, sizeof a->sha256);
        g_ptr_array_add(out, a);
    }
    return out;
}

GPtrArray *decide_attachments_copy(const GPtrArray *from)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(attachment_free);

    for (unsigned i = 0; from && i < from->len; i++) {
        const store_attachment *one = from->pdata[i];
        store_attachment *a = g_new(store_attachment, 1);
        *a = *one;
        a->part = g_strdup(one->part);
        a->name = g_strdup(one->name);
        a->type = g_strdup(one->type);
        a->content_id = g_strdup(one->content_id);
        g_ptr_array_add(out, a);
    }
    return out;
}

store_entry *decide_entry(decide_job *j, store_entry_kind kind, store_author by,
                          const char *author, const char *name,
                          const char *text)
{
    store_entry *e = g_new0(store_entry, 1);

    e->ticket = decide_ticket(j);
    e->kind = kind;
    e->state = STORE_PUBLISHED;
    e->by = j->hand && by == STORE_BY_OPERATOR ? STORE_BY_SYSTEM : by;
    e->author = g_strdup(author ? author : "");
    e->author_name = g_strdup(name);
    e->text = g_strdup(text);
    e->created_ms = j->now_ms;
    e->attachments = decide_attachments(NULL);
    if (j->in) {
        e->ledger = g_strdup(j->in->entry->id);
        if (kind != STORE_EVENT)
            e->message_id = g_strdup(j->in->letter->message_id);
    }
    return e;
}

void decide_event_of(decide_job *j, store_author by, const char *author,
                     const char *name, const char *words)
{
    plan_entry(j->plan, decide_entry(j, STORE_EVENT, by, author, name, words));
}

static const char *sender_name(const decide_job *j)
{
    const letter *l = j->in->letter;
    const letter_address *from = l->from->len > 0 ? l->from->pdata[0] : NULL;

    if (j->in->trust->from && from && from->name && *from->name)
        return from->name;
    return j->in->trust->from ? j->in->trust->from : "somebody";
}

void decide_event(decide_job *j, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    g_autofree char *what = g_strdup_vprintf(format, ap);
    va_end(ap);
    if (j->hand)
        decide_event_of(j, STORE_BY_SYSTEM, j->op->id, j->op->name, what);
    else if (acts_as_operator(j))
        decide_event_of(j, STORE_BY_OPERATOR, j->op->id, j->op->name, what);
    else if (j->in && j->who == DECIDE_CUSTOMER)
        decide_event_of(j, STORE_BY_CUSTOMER, j->in->trust->from,
                        sender_name(j), what);
    else
        decide_event_of(j, STORE_BY_SYSTEM, "", NULL, what);
}

/* What every status leads to is said without types: of the same stage, a ticket
 * goes to the first that its type knows. */
void decide_status(decide_job *j, const char *to)
{
    to = type_status(j->c, j->state.type, j->statuses, to);
    if (strcmp(j->state.status, to) == 0)
        return;
    decide_set(j, PLAN_STATUS, to);
    decide_set_number(j, PLAN_STAGE, status_stage_of(j->statuses, to));
    decide_set_number(j, PLAN_OPEN, status_is_open(j->statuses, to));
    decide_event(j, "status %s -> %s", j->state.status, to);
    j->state.status = to;
    if (!status_is(j->statuses, to, STATUS_WAITING))
        decide_wait_ends(j);
    if (!status_is_open(j->statuses, to)) {
        decide_later_ends(j);
        if (acts_as_operator(j))
            decide_timer_closed(j);
    }
}

void decide_watch(decide_job *j, bool on)
{
    if (!j->hand)
        plan_watch(j->plan, decide_ticket(j), j->op->id, on);
}

void decide_msgid(decide_job *j, const char *message_id, store_id_origin origin)
{
    if (message_id && *message_id)
        plan_msgid(j->plan, decide_ticket(j), message_id, origin);
}
