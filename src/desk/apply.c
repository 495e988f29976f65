/* apply: carries out a plan, step by step, in the caller's transaction. */
#include "desk/apply.h"

#include "base/err.h"
#include "store/teaching.h"

#include <string.h>

typedef struct applier {
    store *s;
    store_ledger *ledger; /* NULL: the clock's plan */
    int64_t now_ms;
    int64_t ticket; /* that the plan made, 0 */
    int64_t entry;  /* that its latest PLAN_ENTRY made, 0 */
    int64_t held;   /* that its latest PLAN_HOLD made, 0 */
    int64_t fated;  /* entry that the fate is about, 0 */
    unsigned sends;
    GError **error;
} applier;

/* ---- references within a plan ---- */

static int64_t ticket_of(const applier *a, int64_t ticket)
{
    return ticket > 0 ? ticket : a->ticket;
}

static int64_t entry_of(const applier *a, int64_t entry)
{
    return entry == -1 ? a->entry : entry;
}

static int64_t held_of(const applier *a, int64_t held)
{
    return held == -1 ? a->held : held;
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
    store_ticket t = *step->ticket_new;
    t.created_ms = or_now(a, t.created_ms);
    t.updated_ms = or_now(a, t.updated_ms);
    t.status_ms = or_now(a, t.status_ms);
    store_participant customer = {t.customer, t.customer_name, STORE_CUSTOMER};
    if (!store_ticket_add(a->s, &t, a->error) ||
        !store_participant_add(a->s, t.id, &customer, a->error))
        return false;
    a->ticket = t.id;
    return true;
}

static void replace(char **where, const char *words)
{
    g_free(*where);
    *where = g_strdup(words);
}

static bool set_field(store_ticket *t, const char *field, const char *words,
                      int64_t now_ms)
{
    int64_t number = words ? g_ascii_strtoll(words, NULL, 10) : 0;
    if (g_str_equal(field, "status")) {
        replace(&t->status, words);
        t->status_ms = now_ms;
        return words != NULL;
    }
    if (g_str_equal(field, "priority")) {
        replace(&t->priority, words);
        return words != NULL;
    }
    if (g_str_equal(field, "holder"))
        replace(&t->holder, words);
    else if (g_str_equal(field, "category"))
        replace(&t->category, words);
    else if (g_str_equal(field, "line"))
        t->line = (int)number;
    else if (g_str_equal(field, "returned_from"))
        t->returned_from = (int)number;
    else if (g_str_equal(field, "spent"))
        t->spent_min = MAX(t->spent_min + number, 0);
    else
        return false;
    return true;
}

static bool do_set(applier *a, const plan_step *step)
{
    g_autoptr(store_ticket) t =
        store_ticket_get(a->s, ticket_of(a, step->ticket), a->error);
    if (!t)
        return false;
    if (!step->field || !set_field(t, step->field, step->words, a->now_ms)) {
        err_set(a->error, ERR_INTERNAL, "a plan sets %s of a ticket to %s",
                step->field ? step->field : "nothing",
                step->words ? step->words : "nothing");
        return false;
    }
    t->updated_ms = MAX(t->updated_ms, a->now_ms);
    return store_ticket_update(a->s, t, a->error);
}

/* ---- entries ---- */

static bool do_entry(applier *a, const plan_step *step)
{
    store_entry e = *step->entry_new;
    e.ticket = ticket_of(a, step->ticket ? step->ticket : e.ticket);
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

static bool do_publish(applier *a, const plan_step *step, bool publish)
{
    int64_t ticket = ticket_of(a, step->ticket);
    int64_t entry = entry_of(a, step->entry);
    if (publish)
        a->sends++;
    return store_entry_set_state(a->s, ticket, entry,
                                 publish ? STORE_PUBLISHED : STORE_WITHDRAWN,
                                 a->error) &&
           store_outgoing_release(a->s, ticket, entry,
                                  publish ? STORE_OUT_READY
                                          : STORE_OUT_CANCELLED,
                                  a->now_ms, a->error);
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
    o.ticket = ticket_of(a, step->ticket ? step->ticket : o.ticket);
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

/* ---- held items ---- */

static bool do_hold(applier *a, const plan_step *step)
{
    store_held h = *step->held_new;
    h.ticket = ticket_of(a, step->ticket ? step->ticket : h.ticket);
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
    store_held *h = store_held_get(a->s, held_of(a, step->held), a->error);
    if (!h)
        return false;
    h->state = step->held_state;
    int64_t number = step->words ? g_ascii_strtoll(step->words, NULL, 10) : 0;
    if (g_strcmp0(step->field, "reminded") == 0)
        h->reminded = (int)number;
    else if (g_strcmp0(step->field, "seen") == 0)
        h->seen = number;
    else if (g_strcmp0(step->field, "text") == 0)
        replace(&h->text, step->words ? step->words : "");
    bool fine = store_held_update(a->s, h, a->error);
    store_held_free(h);
    return fine;
}

/* ---- lessons ---- */

static bool do_learn(applier *a, const plan_step *step)
{
    bool spam = g_strcmp0(step->field, "spam") == 0;
    return store_teach(a->s, step->words,
                       spam ? STORE_ABOUT_SPAM : STORE_ABOUT_CATEGORY,
                       step->code, a->error);
}

/* ---- the ledger ---- */

static void add_detail(applier *a, const plan_step *step)
{
    g_autofree char *words = with_number(a, step->words ? step->words : "");
    if (g_strcmp0(step->field, "trust") == 0) {
        replace(&a->ledger->trust, words);
    } else if (g_strcmp0(step->field, "spam") == 0) {
        replace(&a->ledger->spam, words);
    } else {
        char *before = a->ledger->detail;
        g_strdelimit(words, "\r\n\t", ' ');
        a->ledger->detail =
            g_strdup_printf("%s%s\t%s\n", before ? before : "",
                            step->field ? step->field : "", words);
        g_free(before);
    }
}

/* Last of all, so that its numbers are known; the row is what makes a second
 * application of this message impossible. */
static bool write_ledger(applier *a, const plan *p)
{
    unsigned fates = 0;
    replace(&a->ledger->detail, "");
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *step = p->steps->pdata[i];
        if (step->what == PLAN_DETAIL)
            add_detail(a, step);
        if (step->what != PLAN_FATE)
            continue;
        fates++;
        g_free(a->ledger->fate);
        a->ledger->fate = with_number(a, step->words);
        replace(&a->ledger->fate_code, step->code);
        a->ledger->ticket = ticket_of(a, step->ticket);
        a->ledger->entry = a->fated;
    }
    if (fates != 1) {
        err_set(a->error, ERR_INTERNAL,
                "message %s: its plan has %u fates instead of one",
                a->ledger->id, fates);
        return false;
    }
    a->ledger->decided_ms = a->now_ms;
    return store_ledger_add(a->s, a->ledger, a->error);
}

/* ---- all steps ---- */

static bool do_step(applier *a, const plan_step *step)
{
    store *s = a->s;
    int64_t ticket = ticket_of(a, step->ticket);
    switch (step->what) {
    case PLAN_FATE: /* the rest of both: write_ledger */
        a->fated = entry_of(a, step->entry);
        return true;
    case PLAN_DETAIL:
        return true;
    case PLAN_TICKET:
        return do_ticket(a, step);
    case PLAN_ENTRY:
        return do_entry(a, step);
    case PLAN_SET:
        return do_set(a, step);
    case PLAN_PARTICIPANT:
        return store_participant_add(s, ticket, step->participant, a->error);
    case PLAN_UNPARTICIPANT:
        return store_participant_remove(s, ticket, step->words, a->error);
    case PLAN_WATCH:
        return store_watcher_set(s, ticket, step->words, step->on, a->error);
    case PLAN_MSGID:
        return !step->words || !*step->words ||
               store_msgid_add(s, step->words, ticket, a->error);
    case PLAN_SEND:
        return do_send(a, step);
    case PLAN_HOLD:
        return do_hold(a, step);
    case PLAN_HELD:
        return do_held(a, step);
    case PLAN_PUBLISH:
        return do_publish(a, step, true);
    case PLAN_WITHDRAW:
        return do_publish(a, step, false);
    case PLAN_BOUNCED:
        return store_outgoing_result(s, step->entry, STORE_OUT_FAILED, 0,
                                     step->words, a->now_ms, a->error);
    case PLAN_PERSON:
        return store_person_put(s, step->person, a->error);
    case PLAN_LEARN:
        return do_learn(a, step);
    case PLAN_ALARM: /* the caller's, after the commit: desk/alarm.h */
        return true;
    default:
        err_set(a->error, ERR_INTERNAL, "a plan has a step of kind %d",
                (int)step->what);
        return false;
    }
}

bool apply_plan(store *s, const plan *p, store_ledger *ledger, int64_t now_ms,
                unsigned *sends, GError **error)
{
    applier a = {.s = s, .ledger = ledger, .now_ms = now_ms, .error = error};
    if (sends)
        *sends = 0;
    if (ledger) {
        GError *local = NULL;
        g_autoptr(store_ledger) known = store_ledger_get(s, ledger->id, &local);
        if (local) {
            g_propagate_error(error, local);
            return false;
        }
        if (known)
            return true;
    }
    for (unsigned i = 0; i < p->steps->len; i++)
        if (!do_step(&a, p->steps->pdata[i]))
            return false;
    if (ledger && !write_ledger(&a, p))
        return false;
    if (sends)
        *sends = a.sends;
    return true;
}
