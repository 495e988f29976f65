/* commands/merge: a request becomes part of another.
 *
 * Its entries go over, so that all that knows of notes, people and what somebody
 * has seen knows of them as of any others; its number, tag, references and secret
 * addresses lead on (store/moved.h). Who saw one of both has not seen the other:
 * an older answer is held, and shown what is new. */
#include "base/planted.h"
#include "desk/decide/room.h"
#include "desk/rights.h"

#include <string.h>

/* ---- whether it may be ---- */

static const snapshot_ticket *target(const decide_job *j,
                                     const command_call *call)
{
    g_autofree char *number = command_without(call->argument, "all", NULL);
    int64_t ticket = command_ticket(number);
    const snapshot_ticket *st =
        j->in ? snapshot_find(j->in->snapshot, ticket) : NULL;

    return st && rights_can_ticket(j->c, j->op, RIGHT_MERGE, st->t,
                                   st->watchers)
               ? st
               : NULL;
}

static bool says_all(const command_call *call)
{
    bool all;

    g_free(command_without(call->argument, "all", &all));
    return all;
}

static int64_t company_of(const snapshot_ticket *st, const char *address)
{
    for (unsigned i = 0; i < st->participants->len; i++) {
        const store_participant *p = st->participants->pdata[i];
        if (strcmp(p->address, address) == 0)
            return p->company;
    }
    return 0;
}

static bool same_company(int64_t a, int64_t b)
{
    return a && a == b;
}

/* Two customers are one if they are one address, or of one company that the desk
 * knows. A domain alone says nothing: many people have one provider. */
static bool same_customer(const snapshot_ticket *a, const snapshot_ticket *b)
{
    const char *one = a->t->customer, *other = b->t->customer;

    return strcmp(one, other) == 0 || PLANTED(merge_unasked) ||
           same_company(company_of(a, one), company_of(b, other));
}

/* Would he read what he took no part in? Not if he took part in both, or is of
 * the other's company. */
static bool is_outsider(const store_participant *p, const snapshot_ticket *of)
{
    return !decide_is_participant(of, p->address) &&
           !same_company(p->company, company_of(of, of->t->customer));
}

/* Those of `st` who are outsiders in `of`; caller frees, NULL if there are none. */
static char *outsiders(const snapshot_ticket *st, const snapshot_ticket *of)
{
    g_autoptr(GString) list = g_string_new(NULL);

    for (unsigned i = 0; i < st->participants->len; i++) {
        const store_participant *p = st->participants->pdata[i];
        if (is_outsider(p, of))
            g_string_append_printf(list, "%s%s", list->len ? ", " : "",
                                   p->address);
    }
    return list->len ? g_strdup(list->str) : NULL;
}

static bool is_spam(const decide_job *j, const char *status)
{
    return status_is(j->statuses, status, STATUS_SPAM);
}

static fault *check_merge(decide_job *j, const command_call *call)
{
    const snapshot_ticket *into = target(j, call);
    g_autofree char *asked = command_without(call->argument, "all", NULL);

    if (!into)
        return fault_new(FAULT_NO_TICKET, asked + (*asked == '#'), NULL);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, into->t->id);
    if (into->t->id == j->st->t->id)
        return fault_new(FAULT_MERGE_SELF, asked + (*asked == '#'), NULL);
    if (is_spam(j, into->t->status) || is_spam(j, j->state.status))
        return fault_new(FAULT_MERGE_SPAM, NULL);
    if (!same_customer(j->st, into))
        return fault_new(FAULT_MERGE_CUSTOMERS, number, into->t->customer,
                         j->st->t->customer, NULL);
    g_autofree char *readers = outsiders(into, j->st);
    if (readers && !says_all(call) && !PLANTED(merge_unasked))
        return fault_new(FAULT_MERGE_PEOPLE, number, readers, NULL);
    return NULL;
}

/* ---- what waits in the one that goes ---- */

/* What she wrote along with /merge, or before it, she sends knowing of both; of
 * others' replies nobody can say that. */
static bool goes_on(const decide_job *j, const store_entry *e)
{
    return strcmp(e->author, j->op->id) == 0;
}

/* True if one was. */
static bool withdraw(decide_job *j)
{
    bool any = false;

    for (unsigned i = 0; i < j->st->pending->len; i++) {
        const store_entry *e = j->st->pending->pdata[i];
        if (goes_on(j, e))
            continue;
        plan_withdraw(j->plan, decide_ticket(j), e->n);
        any = true;
    }
    return any;
}

static void hold_withdrawn(decide_job *j, const snapshot_ticket *from,
                           const char *why)
{
    for (unsigned i = 0; i < from->pending->len; i++) {
        const store_entry *e = from->pending->pdata[i];
        g_autoptr(command_result) r =
            command_read(e->commands, COMMAND_FOR_OPERATOR);
        decide_text text = {.text = e->text,
                            .attachments = e->attachments,
                            .calls = r->calls,
                            .author = config_operator_by_id(j->c, e->author),
                            .shown = PLAN_LATEST,
                            .ledger = e->ledger ? e->ledger : ""};
        if (!goes_on(j, e))
            decide_hold(j, STORE_HELD_STALE, &text, why);
    }
}

static bool is_reply(const store_held *h)
{
    return h->state == STORE_HELD_OPEN && h->operator_id &&
           (h->kind == STORE_HELD_STALE || h->kind == STORE_HELD_DOUBT ||
            h->kind == STORE_HELD_COMMAND || h->kind == STORE_HELD_NOTE ||
            h->kind == STORE_HELD_WALL);
}

/* On hold once more, of the request that it goes to now. */
static void hold_again(decide_job *j, const snapshot_ticket *from,
                       const char *why)
{
    for (unsigned i = 0; i < from->held->len; i++) {
        const store_held *h = from->held->pdata[i];
        if (!is_reply(h))
            continue;
        g_autoptr(GPtrArray) keep =
            g_ptr_array_new_with_free_func((GDestroyNotify)command_result_free);
        g_autoptr(GPtrArray) calls = decide_held_calls(h, keep);
        g_autofree char *reason = g_strdup_printf("%s; %s", why, h->reason);
        decide_text text = {
            .text = h->text,
            .attachments = h->attachments,
            .calls = calls,
            .note = h->note,
            .author = config_operator_by_id(j->c, h->operator_id),
            .about = h->data ? json_loads(h->data, 0, NULL) : NULL,
            .shown = PLAN_LATEST,
            .ledger = h->ledger};
        json_object_del(text.about, "commands");
        plan_held(j->plan, from->t->id, h->id, STORE_HELD_DROPPED, 0);
        decide_hold(j, (store_held_kind)h->kind, &text, reason);
        json_decref(text.about);
    }
}

/* ---- people ---- */

static void take_part(decide_job *j, const store_participant *from)
{
    store_participant *p = g_new0(store_participant, 1);

    p->address = g_strdup(from->address);
    p->name = g_strdup(from->name);
    p->part = from->part == STORE_CUSTOMER ? STORE_ADDED : from->part;
    plan_participant(j->plan, decide_ticket(j), p);
    g_ptr_array_add(j->people, g_strdup(from->address));
}

/* Of `from`, into the job's ticket. Those who would read what they took no part in
 * are named instead, so that one word adds them; caller frees. */
static char *join_people(decide_job *j, const snapshot_ticket *from, bool all)
{
    const snapshot_ticket *into = j->st;
    g_autoptr(GString) left = g_string_new(NULL);

    for (unsigned i = 0; i < from->participants->len; i++) {
        const store_participant *p = from->participants->pdata[i];
        if (decide_is_participant(into, p->address))
            continue;
        if ((all || !is_outsider(p, into)) &&
            j->people->len < DECIDE_PARTICIPANTS_MAX)
            take_part(j, p);
        else
            g_string_append_printf(left, "%s%s", left->len ? " " : "",
                                   p->address);
    }
    return left->len ? g_strdup(left->str) : NULL;
}

static void watch(decide_job *j, const char *operator_id)
{
    const snapshot_ticket *into = j->st;

    if (g_strcmp0(j->state.holder, operator_id) != 0 &&
        config_operator_by_id(j->c, operator_id) &&
        !g_ptr_array_find_with_equal_func(into->watchers, operator_id,
                                          g_str_equal, NULL))
        plan_watch(j->plan, decide_ticket(j), operator_id, true);
}

/* Who had one of them goes on hearing of what becomes of it. */
static void join_operators(decide_job *j, const snapshot_ticket *from,
                           const char *holder)
{
    if (holder && !j->state.holder) {
        decide_set(j, PLAN_HOLDER, holder);
        j->state.holder = holder;
    } else if (holder) {
        watch(j, holder);
    }
    for (unsigned i = 0; i < from->watchers->len; i++)
        watch(j, from->watchers->pdata[i]);
}

/* ---- its state ---- */

static bool waits_for_us(const decide_job *j, const char *status)
{
    return status_is_open(j->statuses, status) &&
           !status_is(j->statuses, status, STATUS_WAITING);
}

/* Where the customer waited for us in one of them, he does. */
static void join_state(decide_job *j, const snapshot_ticket *from, bool waits)
{
    int64_t due_ms = from->t->due_ms;

    if (waits && !waits_for_us(j, j->state.status)) {
        decide_status(j, status_after_customer(j->statuses, j->state.status));
        if (!waits_for_us(j, j->state.status))
            decide_status(j, status_first(j->statuses, STATUS_WORK));
    }
    if (due_ms && (!j->state.due_ms || due_ms < j->state.due_ms)) {
        decide_set_number(j, PLAN_DUE, due_ms);
        j->state.due_ms = due_ms;
    }
}

static void close_it(decide_job *j, const char *why)
{
    j->reason = why;
    if (!status_is(j->statuses, j->state.status, STATUS_CLOSED))
        decide_status(j, status_first(j->statuses, STATUS_CLOSED));
    j->reason = NULL;
}

/* ---- who is told, once ---- */

static void add_once(GPtrArray *all, const config_operator *o)
{
    if (o && !g_ptr_array_find(all, o, NULL))
        g_ptr_array_add(all, (void *)o);
}

static void add_concerned(decide_job *j, const snapshot_ticket *st,
                          const char *holder, GPtrArray *all)
{
    if (holder)
        add_once(all, config_operator_by_id(j->c, holder));
    for (unsigned i = 0; i < st->watchers->len; i++)
        add_once(all, config_operator_by_id(j->c, st->watchers->pdata[i]));
}

/* Holders and watchers of both, and who did it: they need the new address. Where
 * nobody holds it, its line: what it was to be told of the other is not sent. */
static void tell(decide_job *j, const snapshot_ticket *from,
                 const char *from_holder, const char *words, const char *left)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);

    add_concerned(j, from, from_holder, all);
    add_once(all, j->op);
    for (unsigned i = 0; i < all->len; i++)
        decide_tell(j, all->pdata[i], "notify", PLAN_LATEST, 0,
                    json_pack("{s:s,s:s,s:s*}", "why", "merged", "words", words,
                              "left_out", left));
}

/* ---- all of it ---- */

static void run_merge(decide_job *j, const command_call *call)
{
    const snapshot_ticket *from = j->st, *into = target(j, call);
    g_autofree char *here = decide_number(j);
    g_autofree char *there = g_strdup_printf("#%" G_GINT64_FORMAT, into->t->id);
    g_autofree char *why = g_strdup_printf("merged into %s", there);
    g_autofree char *held =
        g_strdup_printf("%s became part of %s", here, there);
    g_autofree char *words = g_strdup_printf(
        "%s is part of this request now (%s). Its messages stand last here; "
        "to take them out again, reply to the first of them with /split.",
        here, j->op->name);
    const char *holder = j->state.holder;
    bool waits = waits_for_us(j, j->state.status);

    waits |= withdraw(j);
    decide_set_number(j, PLAN_MERGED_INTO, into->t->id);
    close_it(j, why);
    decide_event(j, "%s", why);
    decide_turn(j, into);
    g_autofree char *left = join_people(j, from, says_all(call));
    join_operators(j, from, holder);
    join_state(j, from, waits);
    plan_join(j->plan, from->t->id, into->t->id);
    decide_event(j, "%s is part of it now", here);
    hold_withdrawn(j, from, held);
    hold_again(j, from, held);
    tell(j, from, holder, words, left);
    decide_turn(j, from);
}

const command_row command_merge = {
    .name = "merge",
    .also = {[COMMAND_EN] = "join",
             [COMMAND_RU] = "объединить",
             [COMMAND_NB] = "slå-sammen"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_ENDS,
    .operator_ = {.right = RIGHT_MERGE,
                  .help = "make this request part of #N, which stays",
                  .more =
                      "What was written here then stands there, and answers\n"
                      "to mail about this request go there.\n"
                      "Both must be of one customer, or of one company that\n"
                      "the desk knows; else use /link.\n"
                      "Whoever takes part in #N alone would read what was\n"
                      "written here: all says that this is right, and that\n"
                      "all who took part here take part there.\n"
                      "/split takes it out again.",
                  .type = COMMAND_JOINED,
                  .shown = "#N [all]",
                  .check = check_merge,
                  .run = run_merge},
};
