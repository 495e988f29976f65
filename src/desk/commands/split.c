/* commands/split: what was written from some message on is a request of its own. */
#include "desk/decide/room.h"
#include "store/link.h"

/* ---- where ---- */

static bool is_entry(const decide_job *j, int64_t n)
{
    for (unsigned i = 0; n > 0 && i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->n == n)
            return true;
    }
    return false;
}

/* An article must stay: a request without any is none. */
static bool is_first(const decide_job *j, int64_t n)
{
    for (unsigned i = 0; i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->n < n && e->kind == STORE_ARTICLE)
            return false;
    }
    return true;
}

static fault *check_split(decide_job *j, const command_call *call)
{
    if (!is_entry(j, j->about))
        return fault_new(FAULT_SPLIT_WHERE, NULL);
    return is_first(j, j->about) ? fault_new(FAULT_SPLIT_FIRST, NULL) : NULL;
}

/* ---- the new one ---- */

/* What it is stays; it is worked on, by the same people. */
static void add_ticket(decide_job *j, const store_ticket *from)
{
    store_ticket *t = g_new0(store_ticket, 1);
    const char *status = j->state.status;

    if (!status_is_open(j->statuses, status))
        status = status_first(j->statuses, STATUS_WORK);
    t->queue = g_strdup(from->queue);
    t->subject = g_strdup(from->subject);
    t->status = g_strdup(status);
    t->line = j->state.line;
    t->holder = g_strdup(j->state.holder);
    t->customer = g_strdup(from->customer);
    t->customer_name = g_strdup(from->customer_name);
    t->priority = g_strdup(j->state.priority);
    t->category = g_strdup(j->state.category);
    t->type = g_strdup(j->state.type);
    t->language = g_strdup(from->language);
    t->staff = from->staff;
    t->authenticated = from->authenticated;
    t->company = from->company;
    t->service = from->service;
    t->stage = status_stage_of(j->statuses, status);
    t->open = status_is_open(j->statuses, status);
    t->created_ms = t->updated_ms = t->status_ms = j->now_ms;
    plan_ticket(j->plan, t);
}

static void add_people(decide_job *j, const snapshot_ticket *from)
{
    for (unsigned i = 0; i < from->participants->len; i++) {
        const store_participant *p = from->participants->pdata[i];
        if (p->part == STORE_CUSTOMER)
            continue; /* the ticket brings him along */
        store_participant *copy = g_new0(store_participant, 1);
        copy->address = g_strdup(p->address);
        copy->name = g_strdup(p->name);
        copy->part = p->part;
        plan_participant(j->plan, 0, copy);
    }
    for (unsigned i = 0; i < from->watchers->len; i++)
        plan_watch(j->plan, 0, from->watchers->pdata[i], true);
}

static GPtrArray *told(decide_job *j)
{
    GPtrArray *all = decide_concerned(j, NULL);

    if (!g_ptr_array_find(all, j->op, NULL))
        g_ptr_array_add(all, (void *)j->op);
    return all;
}

static void run_split(decide_job *j, const command_call *call)
{
    const snapshot_ticket *from = j->st;
    g_autofree char *here = decide_number(j);
    g_autofree char *words =
        g_strdup_printf("%s took this out of %s: it is a request of its own "
                        "now. The customer learns of the number by your next "
                        "reply.",
                        j->op->name, here);
    g_autoptr(GPtrArray) all = told(j);

    decide_event(j,
                 "split: what was written from message %" G_GINT64_FORMAT
                 " on is " PLAN_NEW " now",
                 j->about);
    add_ticket(j, from->t);
    add_people(j, from);
    plan_part(j->plan, from->t->id, j->about);
    plan_link(j->plan, 0, from->t->id, STORE_LINK_PART, true);
    decide_turn(j, NULL);
    decide_event(j, "split from %s", here);
    for (unsigned i = 0; i < all->len; i++)
        decide_tell(j, all->pdata[i], "notify", PLAN_LATEST, 0,
                    json_pack("{s:s,s:s}", "why", "split", "words", words));
    decide_turn(j, from);
}

const command_row command_split = {
    .name = "split",
    .also = {[COMMAND_RU] = "разделить", [COMMAND_NB] = "del"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_ENDS,
    .operator_ = {.right = RIGHT_MERGE,
                  .help = "make a request of its own of this message, and of "
                          "all after it",
                  .more = "It begins with the message whose notification you\n"
                          "answer, and has the same customer and people; the\n"
                          "two are linked.\n"
                          "A text beside it is a reply in the new one.",
                  .check = check_split,
                  .run = run_split},
};
