/* decide_customer: letters of people whom a ticket knows, and of strangers who
 * have its tag. */
#include "desk/decide/room.h"

#include <string.h>

static const char *from(const decide_job *j)
{
    return j->in->trust->from ? j->in->trust->from : "";
}

static const char *from_name(const decide_job *j)
{
    const GPtrArray *all = j->in->letter->from;
    const letter_address *a = all->len > 0 ? all->pdata[0] : NULL;
    /* Of several Froms none is the author's. */
    return j->in->trust->from && a && a->name && *a->name ? a->name : NULL;
}

static void answer(decide_job *j, const char *template)
{
    const char *no = decide_unsendable(j, from(j));

    if (no) {
        decide_detail(j, "unanswered", "%s: %s", template, no);
        return;
    }
    decide_acknowledge(j, template, from(j));
}

static void set_ack(decide_job *j, bool off)
{
    const store_person *known = j->in->snapshot->person;
    store_person *p = g_new0(store_person, 1);

    p->address = g_strdup(from(j));
    p->name = g_strdup(known && known->name ? known->name : from_name(j));
    p->language = g_strdup(known ? known->language : NULL);
    p->ack_off = off;
    plan_person(j->plan, p);
}

static void tell_closed(decide_job *j)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    const char *name = from_name(j) ? from_name(j) : from(j);
    g_autofree char *text = g_strdup_printf("%s closed it by mail.", name);

    for (unsigned i = 0; i < all->len; i++)
        decide_notice(j, all->pdata[i], "closed by the customer", text);
}

static void close_it(decide_job *j)
{
    const status_row *now = status_by_id(j->state.status);

    if (now && !now->open)
        return;
    decide_status(j, status_resolved());
    tell_closed(j);
}

static void obey(decide_job *j, const command_result *r)
{
    for (unsigned i = 0; i < r->calls->len; i++) {
        const command_call *call = r->calls->pdata[i];
        switch (call->row->id) {
        case COMMAND_STATUS:
        case COMMAND_SHOW:
            answer(j, j->st ? "status" : "tickets");
            break;
        case COMMAND_LIST:
            answer(j, "tickets");
            break;
        case COMMAND_HELP:
            answer(j, "help");
            break;
        case COMMAND_ACK:
            set_ack(j, g_ascii_strcasecmp(call->argument, "off") == 0);
            break;
        case COMMAND_CLOSE:
            if (j->st)
                close_it(j);
            break;
        default:
            break;
        }
    }
}

static void add_article(decide_job *j, store_author by, const char *text)
{
    store_entry *e =
        decide_entry(j, STORE_ARTICLE, by, from(j), from_name(j), text);

    g_ptr_array_unref(e->attachments);
    e->attachments = decide_attachments(j->in->letter);
    plan_entry(j->plan, e);
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

static bool closed_too_long(const decide_job *j)
{
    return j->queue &&
           (strcmp(j->state.status, status_closed()) == 0 ||
            strcmp(j->state.status, status_spam()) == 0) &&
           j->now_ms - j->st->t->status_ms > j->queue->reopen_ms;
}

static void follow_up(decide_job *j, const char *text)
{
    const status_row *now = status_by_id(j->state.status);
    bool reopens = now && !now->open;

    if (reopens)
        decide_status(j, status_after_customer(j->state.status));
    note_doubts(j);
    if (strcmp(j->state.status, "waiting") == 0)
        decide_status(j, status_after_customer(j->state.status));
    add_article(j, STORE_BY_CUSTOMER, text);
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    decide_notify(j, all, reopens ? "reopened" : "article", j->doubt, -1);
    decide_msgid(j, j->in->letter->message_id);
}

void decide_customer(decide_job *j)
{
    const letter *l = j->in->letter;
    g_autoptr(command_result) r =
        command_read(l->new_text, COMMAND_FOR_CUSTOMER);
    g_autofree char *number = decide_number(j);
    bool content = *r->text || l->attachments->len > 0 || r->calls->len == 0;
    /* Where trimming left nothing the whole text is better than none. */
    const char *text = *r->text || r->calls->len > 0 ? r->text : l->text;

    if (content && closed_too_long(j)) {
        decide_new_ticket(j, j->st);
        return;
    }
    if (content)
        follow_up(j, text ? text : "");
    obey(j, r);
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

    if (j->in->snapshot->own->len == 0 || r->calls->len == 0 || *r->text ||
        l->attachments->len > 0 || j->in->trust->auth == TRUST_FAIL ||
        decide_has_call(r->calls, COMMAND_CLOSE))
        return false;
    obey(j, r);
    decide_fate(j, "command", "command of %s", from(j));
    return true;
}

static bool wrote_before(const decide_job *j)
{
    for (unsigned i = 0; i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (e->by == STORE_BY_STRANGER && strcmp(e->author, from(j)) == 0)
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

    note_doubts(j);
    add_article(j, STORE_BY_STRANGER, text ? text : "");
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    decide_notify(j, all, "stranger", NULL, -1);
    decide_msgid(j, l->message_id);
    /* A forged address gets nothing: its owner did not write. */
    if (!wrote_before(j) && j->in->trust->auth != TRUST_FAIL)
        answer(j, "receipt");
    decide_fate(j, "stranger", "added to %s as from a stranger", number);
}
