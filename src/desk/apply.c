/* apply: carries out a plan, step by step, in the caller's transaction. */
#include "desk/apply.h"
#include "base/planted.h"
#include "desk/book_store.h"
#include "desk/plan_verb.h"

#include "base/err.h"
#include "store/company.h"
#include "store/link.h"
#include "store/moved.h"
#include "store/report.h"
#include "store/revoked.h"
#include "store/task.h"
#include "store/teaching.h"
#include "store/warned.h"

#include <string.h>

typedef struct applier {
    store *s;
    store_ledger *ledger; /* NULL: the clock's plan */
    int64_t now_ms;
    int64_t ticket; /* that the plan made, 0 */
    int64_t entry;  /* that its latest PLAN_ENTRY made, 0 */
    int64_t held;   /* that its latest PLAN_HOLD made, 0 */
    int64_t fated;  /* entry that the fate is about, 0 */
    GArray *times;  /* int64_t: rows that its PLAN_TIMEs made, 0: none */
    unsigned fates;
    unsigned sends;
    GError **error;
} applier;

/* ---- references within a plan ---- */

static int64_t ticket_of(const applier *a, int64_t ticket)
{
    return ticket > 0 ? ticket : ticket == PLAN_NONE ? 0 : a->ticket;
}

static int64_t entry_of(const applier *a, int64_t entry)
{
    return entry == PLAN_LATEST ? a->entry : entry;
}

static int64_t held_of(const applier *a, int64_t held)
{
    return held == PLAN_LATEST ? a->held : held;
}

/* Words of ours with the new ticket's number in them; caller frees. */
static char *with_number(const applier *a, const char *words)
{
    if (!words || !a->ticket || !strstr(words, PLAN_NEW))
        return g_strdup(words);
    g_autofree char *number = g_strdup_printf("#%" G_GINT64_FORMAT, a->ticket);
    GString *text = g_string_new(words);
    g_string_replace(text, PLAN_NEW, number, 0);
    return g_string_free(text, FALSE);
}

static int64_t or_now(const applier *a, int64_t ms)
{
    return ms ? ms : a->now_ms;
}

/* ---- tickets ---- */

static bool do_ticket(applier *a, const plan_step *step)
{
    store_ticket t = *step->ticket;
    t.created_ms = or_now(a, t.created_ms);
    t.updated_ms = or_now(a, t.updated_ms);
    t.status_ms = or_now(a, t.status_ms);
    store_participant customer = {
        .address = t.customer, .name = t.customer_name, .part = STORE_CUSTOMER};
    if (!store_ticket_add(a->s, &t, a->error) ||
        !store_participant_add(a->s, t.id, &customer, a->error) ||
        !store_stay_next(a->s, &t, t.created_ms, 0, a->error))
        return false;
    a->ticket = t.id;
    return true;
}

static void replace(char **where, const char *words)
{
    g_free(*where);
    *where = g_strdup(words);
}

static bool set_text(store_ticket *t, plan_field field, const char *text,
                     int64_t now_ms)
{
    switch (field) {
    case PLAN_STATUS:
        replace(&t->status, text);
        t->status_ms = now_ms;
        return text != NULL;
    case PLAN_PRIORITY:
        replace(&t->priority, text);
        return text != NULL;
    case PLAN_HOLDER:
        replace(&t->holder, text);
        return true;
    case PLAN_CATEGORY:
        replace(&t->category, text);
        return true;
    case PLAN_CUSTOMER:
        replace(&t->customer, text);
        return text != NULL;
    case PLAN_QUEUE:
        replace(&t->queue, text);
        return text != NULL;
    case PLAN_LANGUAGE:
        replace(&t->language, text);
        return text != NULL;
    case PLAN_TYPE:
        replace(&t->type, text);
        return true;
    case PLAN_COMPLEXITY:
        replace(&t->complexity, text);
        return true;
    case PLAN_SLA:
        replace(&t->sla, text);
        return true;
    case PLAN_PINNED:
        replace(&t->pinned, text);
        return true;
    default:
        return false;
    }
}

static bool set_number(store_ticket *t, plan_field field, int64_t number)
{
    switch (field) {
    case PLAN_LINE:
        t->line = (int)number;
        return true;
    case PLAN_RETURNED_FROM:
        t->returned_from = (int)number;
        return true;
    case PLAN_STAGE:
        t->stage = (int)number;
        return true;
    case PLAN_OPEN:
        t->open = number != 0;
        return true;
    case PLAN_SERVICE:
        t->service = number;
        return true;
    case PLAN_COMPANY:
        t->company = number;
        return true;
    case PLAN_DUE:
        t->due_ms = number;
        return true;
    case PLAN_ESTIMATE:
        t->estimate_min = number;
        return true;
    case PLAN_MERGED_INTO:
        t->merged_into = number;
        return true;
    case PLAN_LATER:
        t->later_ms = number;
        return true;
    case PLAN_NEXT_DUE:
        t->next_due_ms = number;
        return true;
    case PLAN_WAIT_DAYS:
        t->wait_days = (int)number;
        return true;
    case PLAN_REMINDED:
        t->reminded = (int)number;
        return true;
    case PLAN_TIMEOUTS:
        t->timeouts = (int)number;
        return true;
    default:
        return false;
    }
}

static char *number_words(int64_t number)
{
    return number ? g_strdup_printf("%" G_GINT64_FORMAT, number) : NULL;
}

/* What a field says, as words for the history; caller frees. */
static char *words_of(const store_ticket *t, plan_field field)
{
    switch (field) {
    case PLAN_STATUS:
        return g_strdup(t->status);
    case PLAN_PRIORITY:
        return g_strdup(t->priority);
    case PLAN_HOLDER:
        return g_strdup(t->holder);
    case PLAN_CATEGORY:
        return g_strdup(t->category);
    case PLAN_CUSTOMER:
        return g_strdup(t->customer);
    case PLAN_QUEUE:
        return g_strdup(t->queue);
    case PLAN_TYPE:
        return g_strdup(t->type);
    case PLAN_COMPLEXITY:
        return g_strdup(t->complexity);
    case PLAN_SLA:
        return g_strdup(t->sla);
    case PLAN_PINNED:
        return g_strdup(t->pinned);
    case PLAN_LINE:
        return number_words(t->line);
    case PLAN_SPENT:
        return number_words(t->spent_min);
    case PLAN_SERVICE:
        return number_words(t->service);
    case PLAN_COMPANY:
        return number_words(t->company);
    case PLAN_DUE:
        return number_words(t->due_ms);
    case PLAN_ESTIMATE:
        return number_words(t->estimate_min);
    case PLAN_MERGED_INTO:
        return number_words(t->merged_into);
    case PLAN_LATER:
        return number_words(t->later_ms);
    default:
        return NULL;
    }
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* A change is history; what follows from another field is none. */
static bool note_change(applier *a, const plan_step *step, const char *old,
                        const store_ticket *t)
{
    g_autofree char *new = words_of(t, step->set.field);
    store_change c = {.ticket = t->id,
                      .field = (char *)plan_field_name(step->set.field),
                      .old = (char *)old,
                      .new = new,
                      .kind = step->set.kind,
                      .actor = (char *)or_empty(step->set.actor),
                      .cause = (char *)or_empty(step->set.cause),
                      .reason = (char *)or_empty(step->set.reason),
                      .at_ms = a->now_ms};
    return g_strcmp0(old, new) == 0 || store_change_add(a->s, &c, a->error);
}

static bool do_set(applier *a, const plan_step *step)
{
    const plan_value *v = &step->set.value;
    g_autoptr(store_ticket) t =
        store_ticket_get(a->s, ticket_of(a, step->set.ticket), a->error);
    if (!t)
        return false;
    g_autofree char *old = words_of(t, step->set.field);
    if (!(v->is_number ? set_number(t, step->set.field, v->number)
                       : set_text(t, step->set.field, v->text, a->now_ms))) {
        err_set(a->error, ERR_INTERNAL, "a plan sets %s of a ticket to %s",
                plan_field_name(step->set.field),
                v->is_number ? "a number"
                : v->text    ? v->text
                             : "nothing");
        return false;
    }
    t->updated_ms = MAX(t->updated_ms, a->now_ms);
    return store_ticket_update(a->s, t, a->error) &&
           note_change(a, step, old, t);
}

/* The ticket has it already: this is how it came to it. */
static bool do_rule(applier *a, const plan_step *step)
{
    store_change c = {.ticket = a->ticket,
                      .field = (char *)plan_field_name(step->rule.field),
                      .new = step->rule.value,
                      .kind = STORE_ACTOR_RULE,
                      .actor = (char *)"",
                      .cause = (char *)"rule",
                      .reason = (char *)or_empty(step->rule.reason),
                      .at_ms = a->now_ms};
    return store_change_add(a->s, &c, a->error);
}

/* As for any other field of it. */
static bool touch(applier *a, int64_t ticket)
{
    g_autoptr(store_ticket) t = store_ticket_get(a->s, ticket, a->error);
    if (!t)
        return false;
    t->updated_ms = MAX(t->updated_ms, a->now_ms);
    return store_ticket_update(a->s, t, a->error);
}

/* The value that is there; NULL without an error: none. */
static char *value_now(applier *a, int64_t ticket, const char *field,
                       bool *fine)
{
    g_autoptr(GPtrArray) all =
        store_values(a->s, STORE_VALUE_OF_TICKET, ticket, a->error);
    const store_value *v = store_value_find(all, field);

    *fine = all != NULL;
    return g_strdup(v ? v->text : NULL);
}

static bool do_value(applier *a, const plan_step *step)
{
    store_value v = *step->value.row;
    v.owner = ticket_of(a, step->value.ticket);
    bool fine;
    g_autofree char *old = value_now(a, v.owner, v.field, &fine);
    store_change c = {.ticket = v.owner,
                      .field = v.field,
                      .old = old,
                      .new = v.text,
                      .kind = step->value.kind,
                      .actor = (char *)or_empty(step->value.actor),
                      .cause = (char *)or_empty(step->value.cause),
                      .reason = (char *)or_empty(step->value.reason),
                      .at_ms = a->now_ms};
    return fine && store_value_set(a->s, STORE_VALUE_OF_TICKET, &v, a->error) &&
           (g_strcmp0(old, v.text) == 0 ||
            store_change_add(a->s, &c, a->error)) &&
           touch(a, v.owner);
}

/* ---- time ---- */

/* What is spent counts all rows, and is never less than nothing. */
static bool add_spent(applier *a, const plan_step *step, const store_time *row)
{
    g_autoptr(store_ticket) t = store_ticket_get(a->s, row->ticket, a->error);
    if (!t)
        return false;
    g_autofree char *old = words_of(t, PLAN_SPENT);
    t->spent_min += row->min;
    if (t->spent_min < 0) {
        err_set(a->error, ERR_INTERNAL,
                "a plan leaves less than no time of ticket #%" G_GINT64_FORMAT,
                t->id);
        return false;
    }
    t->updated_ms = MAX(t->updated_ms, a->now_ms);
    g_autofree char *new = words_of(t, PLAN_SPENT);
    const store_change c = {.ticket = t->id,
                            .field = (char *)plan_field_name(PLAN_SPENT),
                            .old = old,
                            .new = new,
                            .kind = step->time.kind,
                            .actor = (char *)or_empty(step->time.actor),
                            .cause = (char *)or_empty(step->time.cause),
                            .reason = row->what,
                            .at_ms = a->now_ms};
    return store_ticket_update(a->s, t, a->error) &&
           store_change_add(a->s, &c, a->error);
}

/* Below 0: of that PLAN_TIME of the same plan, counted from 1. */
static int64_t time_of(const applier *a, int64_t row)
{
    return row < 0 && (uint64_t)-row <= a->times->len
               ? g_array_index(a->times, int64_t, (guint)(-row - 1))
               : row;
}

static bool do_time(applier *a, const plan_step *step)
{
    store_time t = *step->time.row;
    t.ticket = ticket_of(a, t.ticket);
    t.booked_ms = or_now(a, t.booked_ms);
    t.at_ms = or_now(a, t.at_ms);
    t.corrects = time_of(a, t.corrects);
    t.ledger = a->ledger && t.pos > 0 ? a->ledger->id : NULL;
    if (!store_time_add(a->s, &t, a->error))
        return false;
    g_array_append_val(a->times, t.id);
    return t.id == 0 || add_spent(a, step, &t);
}

static bool do_timer(applier *a, const plan_step *step)
{
    store_timer t = *step->timer;
    t.ticket = ticket_of(a, t.ticket);
    return store_timer_put(a->s, &t, a->error);
}

static bool do_warned(applier *a, const plan_step *step)
{
    const store_warned w = {step->warned.service, step->warned.month,
                            step->warned.percent};

    return store_warned_put(a->s, &w, a->error);
}

static bool do_stay(applier *a, const plan_step *step)
{
    g_autoptr(store_ticket) t =
        store_ticket_get(a->s, ticket_of(a, step->stay.ticket), a->error);
    return t &&
           store_stay_next(a->s, t, a->now_ms, step->stay.work_ms, a->error);
}

static bool do_handover(applier *a, const plan_step *step)
{
    return store_handover_push(a->s, ticket_of(a, step->handover.ticket),
                               step->handover.from, a->now_ms, a->error);
}

static bool do_handback(applier *a, const plan_step *step)
{
    return store_handover_pop(a->s, ticket_of(a, step->handback.ticket),
                              a->error);
}

static bool do_clock(applier *a, const plan_step *step)
{
    store_clock k = *step->clock;
    k.ticket = ticket_of(a, k.ticket);
    return store_report_measure_add(a->s, &k, a->now_ms, a->error) &&
           store_clock_put(a->s, &k, a->error);
}

static bool do_coupon(applier *a, const plan_step *step)
{
    return store_coupon_spend(a->s, step->coupon.mac,
                              ticket_of(a, step->coupon.ticket), a->now_ms,
                              a->error);
}

static bool do_forwarded(applier *a, const plan_step *step)
{
    store_forwarded f = *step->forwarded;
    f.ticket = ticket_of(a, f.ticket);
    return store_forwarded_put(a->s, &f, a->error);
}

static bool do_job(applier *a, const plan_step *step)
{
    store_job j = *step->job;
    j.ticket = ticket_of(a, j.ticket);
    j.entry = entry_of(a, j.entry);
    j.made_ms = or_now(a, j.made_ms);
    j.next_ms = or_now(a, j.next_ms);
    return store_job_add(a->s, &j, a->error);
}

static bool do_task(applier *a, const plan_step *step)
{
    return store_task_add(a->s, step->task.asker, a->ticket, a->now_ms,
                          a->error);
}

static bool do_approval(applier *a, const plan_step *step)
{
    store_approval v = *step->approval;
    v.ticket = ticket_of(a, v.ticket);
    return store_approval_put(a->s, &v, a->error);
}

/* One that could not do its work is shown to an administrator; it is not tried
 * again by itself. */
static store_job_state robot_job_state(store_robot_result result)
{
    return result == STORE_ROBOT_FAILED    ? STORE_JOB_GIVEN_UP
           : result == STORE_ROBOT_STOPPED ? STORE_JOB_DROPPED
                                           : STORE_JOB_DONE;
}

static bool do_robot(applier *a, const plan_step *step)
{
    const store_robot_act *act = step->robot.act;
    /* that it looked counts where its time has come: it does so once */
    bool counts = act->result != STORE_ROBOT_LOOKED || step->robot.job == 0;

    return (!counts || store_robot_add(a->s, act, a->now_ms, a->error)) &&
           (step->robot.job == 0 ||
            store_job_tried(a->s, step->robot.job, robot_job_state(act->result),
                            a->now_ms, step->robot.words, a->now_ms, a->error));
}

static bool do_rating(applier *a, const plan_step *step)
{
    store_rating r = *step->rating;
    r.ticket = ticket_of(a, r.ticket);
    r.n = entry_of(a, r.n);
    return store_rating_put(a->s, &r, a->error);
}

static bool do_book(applier *a, const plan_step *step)
{
    json_t *data = json_loads(step->book.data, 0, NULL);
    bool fine = book_save(a->s, data, a->now_ms, a->error);

    json_decref(data);
    return fine;
}

static bool do_contract(applier *a, const plan_step *step)
{
    return store_contract_tell(a->s, step->contract.contract,
                               step->contract.told, a->error) &&
           store_wait_company(a->s, STORE_WAIT_TERMS, step->contract.company,
                              a->now_ms, a->error);
}

static bool do_consent(applier *a, const plan_step *step)
{
    store_consent k = *step->consent;
    k.ticket = ticket_of(a, k.ticket);
    k.entry = entry_of(a, k.entry);
    return store_consent_put(a->s, &k, a->error);
}

static bool do_review(applier *a, const plan_step *step)
{
    store_review r = *step->review;
    r.ticket = ticket_of(a, r.ticket);
    return store_review_put(a->s, &r, a->error);
}

static bool do_wait(applier *a, const plan_step *step)
{
    store_wait w = *step->wait;
    w.ticket = ticket_of(a, w.ticket);
    g_autofree char *ref = with_number(a, w.ref);
    w.ref = ref;
    return store_wait_set(a->s, &w, a->error);
}

/* ---- tickets together ---- */

static bool do_join(applier *a, const plan_step *step)
{
    return store_merge(a->s, step->join.ticket, step->join.into, a->error);
}

static bool do_part(applier *a, const plan_step *step)
{
    return store_split(a->s, step->part.ticket, step->part.entry, a->ticket,
                       a->error);
}

static bool do_link(applier *a, const plan_step *step)
{
    const store_link l = {.a = ticket_of(a, step->link.ticket),
                          .b = ticket_of(a, step->link.other),
                          .kind = step->link.kind,
                          .at_ms = a->now_ms};

    return step->link.on ? store_link_add(a->s, &l, a->error)
                         : store_link_remove(a->s, l.a, l.b, a->error);
}

/* ---- people ---- */

static bool do_participant(applier *a, const plan_step *step)
{
    return store_participant_add(a->s, ticket_of(a, step->participant.ticket),
                                 step->participant.who, a->error);
}

static bool do_unparticipant(applier *a, const plan_step *step)
{
    return store_participant_remove(a->s,
                                    ticket_of(a, step->unparticipant.ticket),
                                    step->unparticipant.address, a->error);
}

static bool do_watch(applier *a, const plan_step *step)
{
    return store_watcher_set(a->s, ticket_of(a, step->watch.ticket),
                             step->watch.operator_id, step->watch.on, a->error);
}

static bool do_revoke(applier *a, const plan_step *step)
{
    if (step->revoke.ticket == PLAN_NONE)
        return store_lists_revoke(a->s, step->revoke.operator_id,
                                  step->revoke.entry, a->error);
    return store_revoke(a->s, ticket_of(a, step->revoke.ticket),
                        step->revoke.operator_id, step->revoke.entry, a->error);
}

static bool do_away(applier *a, const plan_step *step)
{
    return store_absence_set(a->s, step->away, a->error);
}

static bool do_turn(applier *a, const plan_step *step)
{
    return store_turn_set(a->s, step->turn.place, step->turn.operator_id,
                          a->error);
}

static bool do_co(applier *a, const plan_step *step)
{
    return store_co_holder_set(a->s, ticket_of(a, step->co.ticket),
                               step->co.operator_id, step->co.on, a->error);
}

static bool do_news(applier *a, const plan_step *step)
{
    store_news n = *step->news;
    n.ticket = ticket_of(a, n.ticket);
    n.entry = entry_of(a, n.entry);
    return store_news_add(a->s, &n, a->error);
}

static bool do_news_told(applier *a, const plan_step *step)
{
    return store_news_told(a->s, step->news_told.operator_id, step->news_told.n,
                           a->error);
}

static bool do_person(applier *a, const plan_step *step)
{
    return store_person_put(a->s, step->person, a->error);
}

/* ---- entries ---- */

static bool do_entry(applier *a, const plan_step *step)
{
    store_entry e = *step->entry;
    e.ticket = ticket_of(a, e.ticket);
    e.created_ms = or_now(a, e.created_ms);
    if (!e.ledger && a->ledger)
        e.ledger = a->ledger->id;
    /* Only our own words name the new ticket: what people wrote stays. */
    g_autofree char *words =
        e.kind == STORE_EVENT ? with_number(a, e.text) : NULL;
    if (words)
        e.text = words;
    if (!store_entry_add(a->s, &e, a->error))
        return false;
    a->entry = e.n;
    return true;
}

static bool do_msgid(applier *a, const plan_step *step)
{
    const char *id = step->msgid.message_id;
    return !id || !*id ||
           store_msgid_add(a->s, id, ticket_of(a, step->msgid.ticket),
                           step->msgid.origin, a->error);
}

static bool do_adopt(applier *a, const plan_step *step)
{
    return store_entry_adopt(a->s, step->adopt.ticket, step->adopt.entry,
                             a->error);
}

/* An article that waited, and its mails with it. */
static bool settle(applier *a, int64_t ticket, int64_t entry,
                   store_entry_state state, store_out_state mails)
{
    ticket = ticket_of(a, ticket);
    entry = entry_of(a, entry);
    return store_entry_set_state(a->s, ticket, entry, state, a->error) &&
           store_outgoing_release(a->s, ticket, entry, mails, a->now_ms,
                                  a->error);
}

static bool do_publish(applier *a, const plan_step *step)
{
    a->sends++;
    return settle(a, step->publish.ticket, step->publish.entry, STORE_PUBLISHED,
                  STORE_OUT_READY);
}

static bool do_withdraw(applier *a, const plan_step *step)
{
    return settle(a, step->withdraw.ticket, step->withdraw.entry,
                  STORE_WITHDRAWN, STORE_OUT_CANCELLED);
}

/* ---- outgoing mail ---- */

/* A customer's mail about a pending article waits with it. */
static bool must_wait(applier *a, const store_outgoing *o, bool *wait)
{
    *wait = false;
    if (o->audience != STORE_TO_CUSTOMER || !o->ticket || o->entry <= 0)
        return true;
    g_autoptr(store_entry) e =
        store_entry_get(a->s, o->ticket, o->entry, a->error);
    if (!e)
        return false;
    *wait = e->kind == STORE_ARTICLE && e->state == STORE_PENDING;
    return true;
}

static bool do_send(applier *a, const plan_step *step)
{
    store_outgoing o = *step->send;
    o.unique = NULL;
    o.ticket = ticket_of(a, o.ticket);
    o.entry = entry_of(a, o.entry);
    o.held = held_of(a, o.held);
    o.date_ms = or_now(a, o.date_ms);
    o.next_ms = or_now(a, o.next_ms);
    o.created_ms = or_now(a, o.created_ms);
    bool wait = false;
    if (!must_wait(a, &o, &wait))
        return false;
    o.state = wait ? STORE_OUT_WAITING : STORE_OUT_READY;
    g_autofree char *data = with_number(a, o.data);
    o.data = data ? data : (char *)"{}";
    bool fine = store_outgoing_add(a->s, &o, a->error);
    g_free(o.unique);
    if (fine && !wait)
        a->sends++;
    return fine;
}

static bool do_bounced(applier *a, const plan_step *step)
{
    return store_outgoing_result(a->s, step->bounced.outgoing, STORE_OUT_FAILED,
                                 0, step->bounced.status, a->now_ms, a->error);
}

static bool do_reported(applier *a, const plan_step *step)
{
    return store_outgoing_report(a->s, step->reported.outgoing,
                                 step->reported.report, step->reported.at_ms,
                                 step->reported.words, a->error);
}

/* ---- held items ---- */

static bool do_hold(applier *a, const plan_step *step)
{
    store_held h = *step->hold;
    h.ticket = ticket_of(a, h.ticket);
    h.created_ms = or_now(a, h.created_ms);
    if ((!h.ledger || !*h.ledger) && a->ledger)
        h.ledger = a->ledger->id;
    g_autofree char *reason = with_number(a, h.reason);
    h.reason = reason;
    if (!store_held_add(a->s, &h, a->error))
        return false;
    a->held = h.id;
    return true;
}

static bool do_held(applier *a, const plan_step *step)
{
    g_autoptr(store_held) h =
        store_held_get(a->s, held_of(a, step->held.held), a->error);
    if (!h)
        return false;
    h->state = step->held.state;
    if (step->held.reminded)
        h->reminded = step->held.reminded;
    return store_held_update(a->s, h, a->error);
}

/* ---- lessons ---- */

static bool do_learn(applier *a, const plan_step *step)
{
    return store_teach(a->s, step->learn.ledger, step->learn.about,
                       step->learn.class, a->error);
}

/* ---- the ledger ---- */

static bool do_fate(applier *a, const plan_step *step)
{
    a->fates++;
    a->fated = entry_of(a, step->fate.entry);
    return true;
}

static void tell_fate(applier *a, const plan_step *step)
{
    g_free(a->ledger->fate);
    a->ledger->fate = with_number(a, step->fate.words);
    replace(&a->ledger->fate_code, step->fate.code);
    a->ledger->ticket = ticket_of(a, step->fate.ticket);
    a->ledger->entry = a->fated;
}

static void tell_detail(applier *a, const plan_step *step)
{
    const char *field = step->detail.field;
    g_autofree char *words = with_number(a, step->detail.words);
    if (strcmp(field, "trust") == 0) {
        replace(&a->ledger->trust, words);
    } else if (strcmp(field, "spam") == 0) {
        replace(&a->ledger->spam, words);
    } else {
        char *before = a->ledger->detail;
        g_strdelimit(words, "\r\n\t", ' ');
        a->ledger->detail = g_strdup_printf("%s%s\t%s\n", before, field, words);
        g_free(before);
    }
}

/* ---- all steps ---- */

/* What a verb does. `run` comes in the order of the plan; `tell` writes the
 * ledger when all numbers are known. PLAN_ALARM does nothing here: the caller
 * tells it, after the commit (desk/alarm.h). */
typedef struct verb_row {
    bool (*run)(applier *a, const plan_step *step);
    void (*tell)(applier *a, const plan_step *step);
} verb_row;

static const verb_row verbs[PLAN_VERBS] = {
    [PLAN_FATE] = {do_fate, tell_fate},
    [PLAN_DETAIL] = {NULL, tell_detail},
    [PLAN_TICKET] = {do_ticket},
    [PLAN_ENTRY] = {do_entry},
    [PLAN_SET] = {do_set},
    [PLAN_RULE] = {do_rule},
    [PLAN_PARTICIPANT] = {do_participant},
    [PLAN_UNPARTICIPANT] = {do_unparticipant},
    [PLAN_WATCH] = {do_watch},
    [PLAN_REVOKE] = {do_revoke},
    [PLAN_MSGID] = {do_msgid},
    [PLAN_ADOPT] = {do_adopt},
    [PLAN_SEND] = {do_send},
    [PLAN_HOLD] = {do_hold},
    [PLAN_HELD] = {do_held},
    [PLAN_PUBLISH] = {do_publish},
    [PLAN_WITHDRAW] = {do_withdraw},
    [PLAN_BOUNCED] = {do_bounced},
    [PLAN_REPORTED] = {do_reported},
    [PLAN_PERSON] = {do_person},
    [PLAN_LEARN] = {do_learn},
    [PLAN_WAIT] = {do_wait},
    [PLAN_VALUE] = {do_value},
    [PLAN_STAY] = {do_stay},
    [PLAN_CLOCK] = {do_clock},
    [PLAN_COUPON] = {do_coupon},
    [PLAN_AWAY] = {do_away},
    [PLAN_TURN] = {do_turn},
    [PLAN_CO] = {do_co},
    [PLAN_NEWS] = {do_news},
    [PLAN_NEWS_TOLD] = {do_news_told},
    [PLAN_JOIN] = {do_join},
    [PLAN_PART] = {do_part},
    [PLAN_LINK] = {do_link},
    [PLAN_HANDOVER] = {do_handover},
    [PLAN_HANDBACK] = {do_handback},
    [PLAN_FORWARDED] = {do_forwarded},
    [PLAN_APPROVAL] = {do_approval},
    [PLAN_TASK] = {do_task},
    [PLAN_RATING] = {do_rating},
    [PLAN_REVIEW] = {do_review},
    [PLAN_BOOK] = {do_book},
    [PLAN_CONTRACT] = {do_contract},
    [PLAN_CONSENT] = {do_consent},
    [PLAN_JOB] = {do_job},
    [PLAN_ROBOT] = {do_robot},
    [PLAN_TIME] = {do_time},
    [PLAN_TIMER] = {do_timer},
    [PLAN_WARNED] = {do_warned},
};

static bool run_steps(applier *a, const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *step = p->steps->pdata[i];
        const verb_row *v = &verbs[step->what];
        if (v->run && !v->run(a, step))
            return false;
    }
    return true;
}

/* Last of all, so that its numbers are known; the row is what makes a second
 * application of this message impossible. */
static bool write_ledger(applier *a, const plan *p)
{
    if (a->fates != 1) {
        err_set(a->error, ERR_INTERNAL,
                "message %s: its plan has %u fates instead of one",
                a->ledger->id, a->fates);
        return false;
    }
    replace(&a->ledger->detail, "");
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *step = p->steps->pdata[i];
        if (verbs[step->what].tell)
            verbs[step->what].tell(a, step);
    }
    a->ledger->decided_ms = a->now_ms;
    return store_ledger_add(a->s, a->ledger, a->error);
}

bool apply_plan(store *s, const plan *p, store_ledger *ledger, int64_t now_ms,
                unsigned *sends, GError **error)
{
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    applier a = {.s = s,
                 .ledger = ledger,
                 .now_ms = now_ms,
                 .times = times,
                 .error = error};
    if (sends)
        *sends = 0;
    if (ledger) {
        GError *local = NULL;
        g_autoptr(store_ledger) known = store_ledger_get(s, ledger->id, &local);
        if (local) {
            g_propagate_error(error, local);
            return false;
        }
        if (known && !PLANTED(applied_twice))
            return true;
    }
    if (!run_steps(&a, p) || (ledger && !write_ledger(&a, p)))
        return false;
    if (sends)
        *sends = a.sends;
    return true;
}
