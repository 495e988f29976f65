/* decide_customer: letters of people whom a ticket knows, and of strangers who
 * have its tag: what these write is kept apart from articles. */
#include "desk/decide/room.h"

#include <string.h>

#include "base/address.h"
#include "base/planted.h"
#include "filters/thanks.h"

/* For operators: of a command that a customer's mail had. */
#define UNSURE                                                            \
    "its commands were not carried out: it is not authenticated, though " \
    "other mail of this customer was"

const char *decide_from(const decide_job *j)
{
    return j->in->trust->from ? j->in->trust->from : "";
}

static const char *name_of(const letter_address *a)
{
    return a->name && *a->name ? a->name : NULL;
}

/* The name that stands beside this mailbox. */
static const char *name_beside(const GPtrArray *all, const char *mailbox)
{
    for (unsigned i = 0; i < all->len; i++) {
        const letter_address *a = all->pdata[i];
        if (address_equal(a->address, mailbox))
            return name_of(a);
    }
    return NULL;
}

const char *decide_name_of(const decide_job *j, const char *mailbox)
{
    const letter *l = j->in->letter;
    const char *name = name_beside(l->reply_to, mailbox);

    return name ? name : name_beside(l->cc, mailbox);
}

const char *decide_from_name(const decide_job *j)
{
    const letter *l = j->in->letter;
    const trust_facts *t = j->in->trust;
    const letter_address *a = l->from->len > 0 ? l->from->pdata[0] : NULL;

    if (t->source)
        return t->source->name || !j->in->snapshot->person
                   ? t->source->name
                   : j->in->snapshot->person->name;
    if (t->found) {
        const char *name = decide_name_of(j, t->from);
        return name ? name : a ? name_of(a) : NULL;
    }
    /* Of several Froms none is the author's. */
    return t->from && a ? name_of(a) : NULL;
}

void decide_answer(decide_job *j, const char *template)
{
    const char *no = decide_unsendable(j, decide_from(j));

    if (no) {
        decide_detail(j, "unanswered", "%s: %s", template, no);
        return;
    }
    decide_acknowledge(j, template, decide_from(j));
}

const char *decide_marked(const decide_job *j)
{
    if (j->in->letter->sign_up)
        return j->in->letter->sign_up;
    return decide_voted_mark(j, "code") ? "rules say so" : NULL;
}

/* What a stranger wrote, and what is marked, is no article. */
static void add_entry(decide_job *j, store_author by, const char *text)
{
    bool marked = decide_marked(j) != NULL;
    bool apart =
        marked || (by == STORE_BY_STRANGER && !PLANTED(stranger_article));
    store_entry *e = decide_entry(j, apart ? STORE_APART : STORE_ARTICLE, by,
                                  decide_from(j), decide_from_name(j), text);

    g_ptr_array_unref(e->attachments);
    e->attachments = decide_attachments(j->in->letter);
    e->marked = marked;
    if (apart)
        e->subject = g_strdup(j->in->letter->subject);
    e->removed = g_strdup(decide_removed(j));
    plan_entry(j->plan, e);
    if (marked)
        decide_detail(j, "marked", "looks like a sign-up or a code: %s",
                      decide_marked(j));
}

/* What may have gone wrong is filed, but not hidden. */
static void note_doubts(decide_job *j)
{
    const evidence *v = j->in->evidence;

    if (j->doubt)
        decide_event(j, "evidence disagrees: %s", j->doubt);
    if (v->capability_found && v->capability.kind != TAG_BOUNCE)
        decide_event(j, "it was sent to an address that is for an operator "
                        "only");
}

/* Those whom he may thank by name, and who may sign it. */
static GPtrArray *known_names(const decide_job *j)
{
    GPtrArray *names = g_ptr_array_new();

    for (unsigned i = 0; i < j->c->operators->len; i++) {
        const config_operator *o = j->c->operators->pdata[i];
        g_ptr_array_add(names, o->name);
    }
    if (j->st->t->customer_name)
        g_ptr_array_add(names, j->st->t->customer_name);
    if (decide_from_name(j))
        g_ptr_array_add(names, (char *)decide_from_name(j));
    return names;
}

/* Nothing but thanks, for something that is answered or done: nobody has to do
 * anything about it. */
static bool only_thanks(const decide_job *j)
{
    const letter *l = j->in->letter;
    g_autoptr(command_result) r =
        command_read(l->new_text, COMMAND_FOR_CUSTOMER);
    g_autoptr(GPtrArray) names = known_names(j);
    int stage = status_stage_of(j->statuses, j->state.status);

    return (stage == STATUS_ANSWERED || stage == STATUS_RESOLVED ||
            stage == STATUS_CLOSED) &&
           r->calls->len == 0 && l->attachments->len == 0 && !j->doubt &&
           !decide_marked(j) &&
           thanks_alone(*r->text ? r->text : l->text, names);
}

bool decide_closed_too_long(const decide_job *j)
{
    return j->queue &&
           (status_is(j->statuses, j->state.status, STATUS_CLOSED) ||
            status_is(j->statuses, j->state.status, STATUS_SPAM)) &&
           j->now_ms - j->st->t->status_ms > j->queue->reopen_ms &&
           !only_thanks(j);
}

/* Filed and shown; where the request stands does not change. */
static void file_thanks(decide_job *j, const char *text)
{
    g_autofree char *number = decide_number(j);
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);

    note_doubts(j);
    add_entry(j, STORE_BY_CUSTOMER, text);
    decide_notify(j, all, "thanks", NULL, -1);
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    decide_fate(j, "article", "thanks, added to %s, which stays as it is",
                number);
}

void decide_follow_up(decide_job *j, const char *text)
{
    g_autoptr(command_result) r =
        command_read(j->in->letter->new_text, COMMAND_FOR_CUSTOMER);
    bool unsure = decide_unsure_acts(j, r->calls);
    bool reopens = !status_is_open(j->statuses, j->state.status);
    const char *to = status_after_customer(j->statuses, j->state.status);

    j->cause = "customer wrote";
    if (reopens)
        decide_status(j, to);
    note_doubts(j);
    decide_status(j, to);
    decide_customer_wrote(j);
    j->cause = NULL;
    add_entry(j, STORE_BY_CUSTOMER, text);
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    decide_notify(j, all, reopens ? "reopened" : "article",
                  unsure && !j->doubt ? UNSURE : j->doubt, -1);
    if (!decide_marked(j))
        decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
}

/* A service that takes part, or whose address somebody has used. */
static void follow_up_marked(decide_job *j)
{
    g_autofree char *number = decide_number(j);
    const char *text = j->in->letter->text;

    decide_follow_up(j, text ? text : "");
    decide_fate(j, "article",
                "kept apart in %s: it looks like a sign-up or a code", number);
}

/* Why the answer to it cannot be sent; NULL: it can, or there is none. */
static const char *unanswerable(const decide_job *j, const command_call *call)
{
    unsigned traits = call->row->traits;

    if (!(traits & COMMAND_ANSWERS))
        return NULL;
    /* where this request stands is told to whom it knows */
    return traits & COMMAND_ACCOUNT && !(traits & COMMAND_SAYS_STATUS && j->st)
               ? decide_account_unsendable(j)
               : decide_unsendable(j, decide_from(j));
}

/* A question that no answer may be sent to is for people. */
static bool asks_in_vain(const decide_job *j, const GPtrArray *calls)
{
    for (unsigned i = 0; i < calls->len; i++)
        if (unanswerable(j, calls->pdata[i]))
            return true;
    return false;
}

void decide_customer(decide_job *j)
{
    const letter *l = j->in->letter;
    g_autoptr(command_result) r =
        command_read(l->new_text, COMMAND_FOR_CUSTOMER);
    g_autofree char *number = decide_number(j);
    bool unsure = decide_unsure_acts(j, r->calls);
    bool lost = command_any(r->calls, COMMAND_RATES) || /* answers nothing */
                unsure || asks_in_vain(j, r->calls);
    bool content =
        *r->text || l->attachments->len > 0 || r->calls->len == 0 || lost;
    /* Where trimming left nothing the whole text is better than none. */
    const char *text = lost                            ? l->new_text
                       : *r->text || r->calls->len > 0 ? r->text
                                                       : l->text;

    if (decide_rated(j, r))
        return;

    if (content && only_thanks(j)) {
        file_thanks(j, text ? text : "");
        return;
    }
    if (content && decide_closed_too_long(j)) {
        decide_new_ticket(j, j->st);
        return;
    }
    if (decide_marked(j)) {
        follow_up_marked(j);
        return;
    }
    if (content)
        decide_follow_up(j, text ? text : "");
    if (content) {
        decide_coupon(j, decide_from(j));
        decide_language_remember(j);
    }
    if (unsure)
        decide_detail(j, "unsure", "%s", UNSURE);
    else
        decide_obey(j, r->calls);
    if (content)
        decide_fate(j, "article", "added to %s", number);
    else
        decide_fate(j, "command", "command of the customer in %s", number);
}

bool decide_known_person(decide_job *j)
{
    const letter *l = j->in->letter;
    g_autoptr(command_result) r =
        command_read(l->new_text, COMMAND_FOR_CUSTOMER);

    if (decide_marked(j) || r->calls->len == 0 || *r->text ||
        l->attachments->len > 0 || j->in->trust->auth == TRUST_FAIL ||
        decide_lack_ticket(j, r->calls, COMMAND_FOR_CUSTOMER) ||
        (!decide_account_to(j) && !decide_questions_only(j, r->calls)) ||
        decide_unsure_acts(j, r->calls) || asks_in_vain(j, r->calls))
        return false;
    decide_obey(j, r->calls);
    decide_fate(j, "command", "command of %s", decide_from(j));
    return true;
}

static bool wrote_before(const decide_job *j)
{
    for (unsigned i = 0; i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->kind == STORE_APART && e->by == STORE_BY_STRANGER &&
            strcmp(e->author, decide_from(j)) == 0)
            return true;
    }
    return false;
}

void decide_stranger(decide_job *j)
{
    const letter *l = j->in->letter;
    g_autofree char *number = decide_number(j);
    bool trimmed = l->new_text && l->new_text[strspn(l->new_text, " \t\n")];
    const char *text = trimmed ? l->new_text : l->text;

    if (PLANTED(stranger_obeyed))
        decide_obey(j, command_read(l->new_text, COMMAND_FOR_CUSTOMER)->calls);
    note_doubts(j);
    add_entry(j, STORE_BY_STRANGER, text ? text : "");
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    decide_notify(j, all, "stranger", NULL, -1);
    /* A forged address gets nothing: its owner did not write. */
    if (!wrote_before(j) && !decide_marked(j) &&
        j->in->trust->auth != TRUST_FAIL)
        decide_answer(j, "receipt");
    decide_fate(j, "stranger", "added to %s as from a stranger", number);
}
