/* decide_lines: a request on its way from line to line. A hand-over is put on a
 * stack, and what goes back goes to whoever is on top of it. */
#include "desk/decide/room.h"

#include "desk/rights.h"

#include <string.h>

static const store_handover *top(const decide_job *j)
{
    return j->stack->len > 0 ? j->stack->pdata[j->stack->len - 1] : NULL;
}

bool decide_can_return(const decide_job *j)
{
    return top(j) != NULL;
}

/* She who handed it over, if she still works there; NULL: the line is meant. */
static const config_operator *back_to(const decide_job *j,
                                      const store_handover *h)
{
    const char *queue = j->st ? j->queue_id : "";
    const config_operator *o =
        h->holder ? config_operator_by_id(j->c, h->holder) : NULL;

    return o && rights_may_queue(j->c, o, queue) &&
                   config_operator_on_line(o, h->line, queue)
               ? o
               : NULL;
}

GPtrArray *decide_back_to(const decide_job *j)
{
    const store_handover *h = top(j);
    const config_operator *o = back_to(j, h);
    GPtrArray *all;

    if (!o)
        return decide_line_told(j, h->line);
    all = g_ptr_array_new();
    decide_add_for(j, all, o);
    return all;
}

bool decide_answers_for_line(const decide_job *j, const config_operator *o)
{
    return g_strcmp0(j->state.holder, o->id) == 0 ||
           config_operator_on_line(o, j->state.line, j->st->t->queue);
}

static void set_holder(decide_job *j, const char *holder)
{
    if (g_strcmp0(j->state.holder, holder) == 0)
        return;
    decide_set(j, PLAN_HOLDER, holder);
    j->state.holder = holder;
}

/* The line is written beside the stack, for those who know only that. */
static void move(decide_job *j, int line)
{
    const store_handover *h = top(j);
    int from = h ? h->line : 0;

    decide_set_number(j, PLAN_LINE, line);
    decide_set_number(j, PLAN_RETURNED_FROM, from);
    j->state.line = line;
    j->state.returned_from = from;
}

void decide_hand_over(decide_job *j, int line)
{
    int before = j->state.line;
    /* what comes back to no person comes back to whoever had it */
    const char *by = j->hand ? j->state.holder : j->op->id;

    plan_handover(j->plan, decide_ticket(j), store_handover_new(before, by));
    g_ptr_array_add(j->stack, store_handover_new(before, by));
    move(j, line);
    decide_event(j, "line %d -> %d", before, line);
    set_holder(j, NULL);
    decide_status(j, status_after_line(j->statuses, j->state.status));
    decide_later_ends(j);
    decide_assign(j);
}

void decide_hand_back(decide_job *j)
{
    int before = j->state.line, line = top(j)->line;
    const config_operator *o = back_to(j, top(j));

    plan_handback(j->plan, decide_ticket(j));
    g_ptr_array_set_size(j->stack, (int)j->stack->len - 1);
    move(j, line);
    if (o)
        decide_event(j, "line %d -> %d, back to %s", before, line, o->name);
    else
        decide_event(j, "line %d -> %d", before, line);
    set_holder(j, o ? o->id : NULL);
    decide_status(j, status_after_return(j->statuses, j->state.status));
    decide_later_ends(j);
    decide_assign(j);
}

void decide_move_queue(decide_job *j, const config_queue *q)
{
    const config_operator *holder =
        j->state.holder ? config_operator_by_id(j->c, j->state.holder) : NULL;

    for (; j->stack->len > 0;
         g_ptr_array_set_size(j->stack, (int)j->stack->len - 1))
        plan_handback(j->plan, decide_ticket(j));
    decide_set(j, PLAN_QUEUE, q->id);
    decide_event(j, "queue %s -> %s", j->queue_id, q->id);
    j->queue = q;
    j->queue_id = q->id;
    if (j->state.line != q->line || j->state.returned_from != 0)
        move(j, q->line);
    if (holder && !rights_may_queue(j->c, holder, q->id))
        set_holder(j, NULL);
}

void decide_tell_moved(decide_job *j, GPtrArray *to, const char *why,
                       const char *code, const char *words)
{
    if (*why) {
        store_entry *e = decide_entry(j, STORE_NOTE, STORE_BY_OPERATOR,
                                      j->op->id, j->op->name, why);
        g_clear_pointer(&e->message_id, g_free);
        plan_entry(j->plan, e);
    }
    g_ptr_array_remove(to, (void *)j->op);
    unsigned from = j->plan->steps->len;
    decide_notify(j, to, code, words, -1);
    decide_about_words(j, from);
}
