/* decide_draft: a request that an operator opens for somebody else: by /new, or by
 * a message that she forwards. She is shown what it will be before it is, and
 * before anybody hears of it; whom a forwarded message names is offered, and only
 * her word makes him the customer. */
#include "desk/decide/room.h"

#include "mail/tongue.h"

#include "base/address.h"
#include "base/handle.h"
#include "base/phone.h"
#include "config/site.h"
#include "desk/rights.h"
#include "desk/speech.h"
#include "mail/filetext.h"
#include "quote/forwarded.h"
#include "write/tag.h"

#include <string.h>

#define DRAFT_NAME_MAX    100 /* characters of a customer's name */
#define DRAFT_SUBJECT_MAX 70  /* of a subject made from the text */

typedef struct draft {
    char *customer;   /* handle: normal address or tel:; NULL: nobody yet */
    char *name;       /* NULL */
    char *subject;    /* NULL: made from the text */
    char *text;       /* of the customer's message */
    char *note;       /* what she wrote above what she forwards; "" */
    char *message_id; /* of an attached message; NULL */
    bool offered;     /* the customer is whom a forwarded message names */
    bool ours;        /* ... and that is we ourselves */
    bool ack;
} draft;

static void draft_free(draft *d)
{
    g_free(d->customer);
    g_free(d->name);
    g_free(d->subject);
    g_free(d->text);
    g_free(d->note);
    g_free(d->message_id);
    g_free(d);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(draft, draft_free)

static void take(char **where, char *text)
{
    g_free(*where);
    *where = text;
}

/* ---- /new ADDRESS|PHONE [name] ---- */

static const command_call *opens(const GPtrArray *calls)
{
    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        if (call->row->traits & COMMAND_OPENS)
            return call;
    }
    return NULL;
}

/* Where the handle ends and the name begins. */
static size_t handle_size(const char *argument)
{
    size_t word = strcspn(argument, " \t");

    if (memchr(argument, '@', word))
        return word;
    size_t scheme =
        g_ascii_strncasecmp(argument, PHONE_SCHEME, strlen(PHONE_SCHEME)) == 0
            ? strlen(PHONE_SCHEME)
            : 0;
    return scheme + strspn(argument + scheme, "+0123456789 \t()-./");
}

static fault *take_address(const decide_job *j, const char *text, draft *d)
{
    char *normal = address_normal(text);

    if (!normal)
        return fault_new(FAULT_NO_ADDRESS, text, NULL);
    take(&d->customer, normal);
    return config_is_own_address(j->c, normal)
               ? fault_new(FAULT_OWN_ADDRESS, normal, NULL)
               : NULL;
}

static fault *take_customer(const decide_job *j, const char *argument, draft *d)
{
    size_t size = handle_size(argument);
    g_autofree char *handle = g_strndup(argument, size);
    g_autofree char *name = g_strdup(argument + size);

    g_strstrip(handle);
    g_strstrip(name);
    take(&d->name,
         *name ? g_utf8_substring(name, 0,
                                  MIN(g_utf8_strlen(name, -1), DRAFT_NAME_MAX))
               : NULL);
    d->offered = false;
    if (strchr(handle, '@'))
        return take_address(j, handle, d);
    if (!phone_looks_so(handle))
        return fault_new(FAULT_NEW_WHOM, NULL);
    take(&d->customer, phone_handle(handle, j->c->site->calling_code));
    return d->customer ? NULL : fault_new(FAULT_PHONE, handle, NULL);
}

/* ---- what is forwarded ---- */

static void offer(const decide_job *j, draft *d, const char *mailbox,
                  const char *name)
{
    char *normal = mailbox ? address_normal(mailbox) : NULL;

    d->ours = normal && config_is_own_address(j->c, normal);
    if (!normal || config_is_own_address(j->c, normal) ||
        config_operator_by_address(j->c, normal)) {
        g_free(normal);
        return;
    }
    take(&d->customer, normal);
    take(&d->name, g_strdup(name));
    d->offered = true;
}

static bool by_text(const decide_job *j, draft *d)
{
    const letter *l = j->in->letter;
    forwarded f;

    if (!forwarded_find(l->new_text, l->subject, &f) &&
        !forwarded_find(l->text, l->subject, &f))
        return false;
    offer(j, d, f.address, f.name);
    take(&d->subject, g_strdup(f.subject));
    take(&d->note, g_strdup(f.above));
    take(&d->text, g_strdup(f.text));
    forwarded_clear(&f);
    return true;
}

/* The lines that filetext.h puts above the text of an attached message. */
static const char *take_head(const decide_job *j, draft *d, const char *text)
{
    size_t line = strcspn(text, "\n");
    bool from = g_str_has_prefix(text, FILETEXT_FROM);

    if (!from) { /* its subject */
        take(&d->subject, g_strndup(text, line));
        text += line + (text[line] == '\n');
        line = strcspn(text, "\n");
        from = g_str_has_prefix(text, FILETEXT_FROM);
    }
    if (from) {
        g_autofree char *value = g_strndup(text + strlen(FILETEXT_FROM),
                                           line - strlen(FILETEXT_FROM));
        g_autofree char *name = NULL, *mailbox = NULL;
        forwarded_author(value, &name, &mailbox);
        offer(j, d, mailbox, name);
        text += line + (text[line] == '\n');
    }
    return text;
}

/* The only one. */
static const letter_attachment *attached(const decide_job *j)
{
    const GPtrArray *all = j->in->letter->attachments;
    const letter_attachment *found = NULL;

    for (unsigned i = 0; i < all->len; i++) {
        const letter_attachment *a = all->pdata[i];
        if (strcmp(a->type, "message/rfc822") != 0 || !a->text)
            continue;
        if (found)
            return NULL;
        found = a;
    }
    return found;
}

static bool by_attachment(const decide_job *j, draft *d)
{
    const letter_attachment *a = attached(j);

    if (!a)
        return false;
    take(&d->note, g_strdup(j->in->letter->new_text));
    take(&d->text, g_strdup(take_head(j, d, a->text)));
    g_strchomp(d->text);
    if (a->claim && strchr(a->claim, '@')) {
        const char *start = a->claim + strspn(a->claim, "< ");
        take(&d->message_id, g_strndup(start, strcspn(start, "> ")));
    }
    return true;
}

/* ---- put there ---- */

static char *subject_of(const draft *d)
{
    g_autofree char *text = g_strstrip(g_strdup(d->text));

    text[strcspn(text, "\n")] = '\0';
    if (g_utf8_strlen(text, -1) <= DRAFT_SUBJECT_MAX)
        return g_strdup(*text ? text : "(no subject)");
    g_autofree char *cut = g_utf8_substring(text, 0, DRAFT_SUBJECT_MAX);
    return g_strconcat(cut, "...", NULL);
}

static json_t *draft_json(const draft *d)
{
    return json_pack("{s:{s:s*,s:s*,s:s,s:s,s:s*,s:b,s:b}}", "draft",
                     "customer", d->customer, "name", d->name, "subject",
                     d->subject, "note", d->note, "message_id", d->message_id,
                     "offered", d->offered, "ack", d->ack);
}

static char *string_of(const json_t *o, const char *key)
{
    return g_strdup(json_string_value(json_object_get(o, key)));
}

static draft *draft_of(const store_held *h)
{
    draft *d = g_new0(draft, 1);
    json_t *data = h->data ? json_loads(h->data, 0, NULL) : NULL;
    const json_t *o = json_object_get(data, "draft");

    d->customer = string_of(o, "customer");
    d->name = string_of(o, "name");
    d->subject = string_of(o, "subject");
    d->note = string_of(o, "note");
    d->message_id = string_of(o, "message_id");
    d->offered = json_is_true(json_object_get(o, "offered"));
    d->ack = json_is_true(json_object_get(o, "ack"));
    d->text = g_strdup(h->text);
    if (data)
        json_decref(data);
    return d;
}

/* `ledger`: the message that it came with, whose files it has; NULL: this. */
static void show(decide_job *j, draft *d, const config_operator *o,
                 const GPtrArray *files, const char *ledger)
{
    if (!d->subject)
        d->subject = subject_of(d);
    decide_text t = {.text = d->text,
                     .attachments = files,
                     .author = o,
                     .about = draft_json(d),
                     .ledger = ledger};
    decide_hold(j, STORE_HELD_DRAFT, &t,
                "a request that is to be opened for somebody else");
    decide_fate(j, "held", "held: %s is shown the request that she opens",
                o->name);
    json_decref(t.about);
}

/* What the lines above say; NULL: all is well. */
static fault *obey(decide_job *j, const GPtrArray *calls, draft *d)
{
    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        unsigned traits = call->row->traits;
        fault *f = NULL;
        if (traits & COMMAND_OPENS)
            f = take_customer(j, call->argument, d);
        else if (traits & COMMAND_ACKNOWLEDGES)
            d->ack = !speech_is_off(call->argument);
        else if (!(traits & (COMMAND_SENDS_HELD | COMMAND_DROPS_HELD)))
            f = fault_new(FAULT_WHICH_REQUEST, NULL);
        if (f)
            return f;
    }
    return NULL;
}

/* Nobody else is asked about it: whoever forged her From reaches her mailbox and
 * no more. */
static const config_operator *author_of(const decide_job *j)
{
    const trust_facts *t = j->in->trust;

    if (j->who == DECIDE_OPERATOR)
        return j->op;
    return j->who == DECIDE_STRANGER && t->auth != TRUST_FAIL && !t->found
               ? t->operator_
               : NULL;
}

bool decide_draft(decide_job *j)
{
    const config_operator *o = author_of(j);
    g_autoptr(draft) d = g_new0(draft, 1);
    bool forward;

    if (j->st || j->cap || !o || decide_marked(j))
        return false;
    forward = by_attachment(j, d) || by_text(j, d);
    g_autoptr(command_result) r = command_read(
        forward ? d->note : j->in->letter->new_text, COMMAND_FOR_OPERATOR);
    /* Our own mail is none that a customer wrote. */
    if ((!forward || d->ours) && !opens(r->calls))
        return false;
    j->op = o;
    take(forward ? &d->note : &d->text, g_strdup(r->text));
    if (!d->note)
        d->note = g_strdup("");
    if (!forward && j->in->letter->subject && *j->in->letter->subject)
        take(&d->subject, tag_base_subject(j->in->letter->subject));
    g_autoptr(fault) wrong = r->errors->len > 0 ? NULL : obey(j, r->calls, d);
    g_autoptr(GPtrArray) files = decide_attachments(j->in->letter);
    if (!wrong && !rights_can(j->c, o, RIGHT_REPLY, j->queue->id, 0))
        wrong = fault_new(FAULT_NO_RIGHT, NULL);
    if (!wrong && r->errors->len == 0 && !decide_has_content(d->text, files))
        wrong = fault_new(FAULT_NO_TEXT, NULL);
    if (r->errors->len > 0)
        decide_error(j, NULL, r->errors, j->in->letter->new_text);
    else if (wrong)
        decide_error_one(j, "", g_steal_pointer(&wrong),
                         j->in->letter->new_text);
    else
        show(j, d, o, files, NULL);
    return true;
}

/* ---- her word about it ---- */

static void add_ticket(decide_job *j, const draft *d)
{
    store_ticket *t = g_new0(store_ticket, 1);
    bool mail = !phone_is_handle(d->customer);
    /* What is told by telephone an operator wrote down in words of her own. */
    const char *told = mail && d->text ? tongue_told(d->text, NULL) : NULL;

    t->queue = g_strdup(j->queue->id);
    t->subject = g_strdup(d->subject);
    t->status = g_strdup(status_first(j->statuses, STATUS_CLASSIFICATION));
    t->line = j->queue->line;
    t->holder = g_strdup(j->op->id);
    t->customer = g_strdup(d->customer);
    t->customer_name = g_strdup(d->name);
    t->priority = g_strdup("normal");
    t->language = g_strdup(told ? told : j->queue->language);
    t->staff = mail && config_operator_by_address(j->c, d->customer);
    t->source = g_strdup(mail ? "operator" : "telephone");
    t->stage = status_stage_of(j->statuses, t->status);
    t->open = status_is_open(j->statuses, t->status);
    t->created_ms = t->updated_ms = t->status_ms = j->now_ms;
    plan_ticket(j->plan, t);
}

static void add_article(decide_job *j, const draft *d, const store_held *h)
{
    store_entry *e = decide_entry(j, STORE_ARTICLE, STORE_BY_CUSTOMER,
                                  d->customer, d->name, d->text);

    g_ptr_array_unref(e->attachments);
    e->attachments = decide_attachments_copy(h->attachments);
    g_free(e->message_id);
    e->message_id = g_strdup(d->message_id);
    g_free(e->ledger);
    e->ledger = g_strdup(h->ledger);
    plan_entry(j->plan, e);
}

/* Nobody has proved that it is his: he is told nothing of what it says. */
static void acknowledge(decide_job *j, const draft *d)
{
    const char *no = phone_is_handle(d->customer)
                         ? "it has a telephone only"
                         : decide_unsendable(j, d->customer);

    if (!d->ack)
        return;
    if (no) {
        decide_detail(j, "unacknowledged", "%s", no);
        return;
    }
    store_outgoing *o = decide_mail(j, STORE_TO_CUSTOMER, "ack", d->customer);
    o->entry = PLAN_LATEST;
    g_free(o->data);
    o->data = g_strdup("{\"quiet\":true,\"opened\":true}");
    plan_send(j->plan, o);
}

static void open_it(decide_job *j, const draft *d, const store_held *h)
{
    const config_queue *q = config_queue_by_id(j->c, h->queue);

    if (q)
        j->queue = q;
    add_ticket(j, d);
    decide_event(j, "opened it for %s", phone_number(d->customer));
    add_article(j, d, h);
    acknowledge(j, d);
    decide_tell(j, j->op, "notify", PLAN_LATEST, 0,
                json_pack("{s:s}", "why", "new"));
    if (d->message_id)
        plan_msgid(j->plan, 0, d->message_id, STORE_ID_ANCESTOR);
    decide_msgid(j, j->in->letter->message_id, STORE_ID_RECEIVED);
    decide_held_close(j, h, STORE_HELD_SENT);
    decide_fate(j, "ticket", "new ticket " PLAN_NEW " for %s by %s",
                phone_number(d->customer), j->op->name);
    if (*d->note)
        plan_entry(j->plan, decide_entry(j, STORE_NOTE, STORE_BY_OPERATOR,
                                         j->op->id, j->op->name, d->note));
}

static fault_code refusal(const decide_job *j, const store_held *h,
                          const command_result *r)
{
    bool send = command_any(r->calls, COMMAND_SENDS_HELD);
    bool drop = command_any(r->calls, COMMAND_DROPS_HELD);

    if (g_strcmp0(h->operator_id, j->op->id) != 0)
        return FAULT_NOT_HELD;
    if (h->state == STORE_HELD_SENT)
        return FAULT_HELD_SENT;
    if (h->state == STORE_HELD_DROPPED)
        return FAULT_HELD_DROPPED;
    if (j->doubt)
        return FAULT_DOUBT;
    if (send && drop)
        return FAULT_SEND_AND_DROP;
    return !*r->text && r->calls->len == 0 ? FAULT_HELD_SILENT : FAULT_NONE;
}

static void answer(decide_job *j, const store_held *h, const command_result *r)
{
    g_autoptr(draft) d = draft_of(h);
    g_autoptr(fault) wrong = obey(j, r->calls, d);
    bool send = command_any(r->calls, COMMAND_SENDS_HELD);

    if (!wrong && send && !d->customer)
        wrong = fault_new(FAULT_NEW_WHOM, NULL);
    if (wrong) {
        decide_error_one(j, "", g_steal_pointer(&wrong),
                         j->in->letter->new_text);
        return;
    }
    if (*r->text)
        take(&d->text, g_strdup(r->text));
    if (command_any(r->calls, COMMAND_DROPS_HELD)) {
        decide_held_close(j, h, STORE_HELD_DROPPED);
        decide_fate(j, "dropped",
                    "request that was to be opened discarded by "
                    "%s",
                    j->op->name);
    } else if (send) {
        open_it(j, d, h);
    } else {
        decide_held_close(j, h, STORE_HELD_DROPPED);
        show(j, d, j->op, h->attachments, h->ledger);
    }
}

bool decide_draft_answer(decide_job *j)
{
    const store_held *h = j->in->snapshot->held;
    g_autoptr(command_result) r = NULL;

    if (!j->cap || j->cap->kind != TAG_HELD || !h || h->id != j->cap->number ||
        h->kind != STORE_HELD_DRAFT)
        return false;
    r = decide_read(j, false);
    fault_code no = refusal(j, h, r);
    if (r->errors->len > 0)
        decide_error(j, NULL, r->errors, j->in->letter->new_text);
    else if (no)
        decide_refuse(j, no);
    else
        answer(j, h, r);
    return true;
}

/* ---- a reply to somebody who has a telephone ---- */

static const char *name_of(const snapshot_ticket *st, const char *handle)
{
    for (unsigned i = 0; i < st->participants->len; i++) {
        const store_participant *p = st->participants->pdata[i];
        if (strcmp(p->address, handle) == 0)
            return p->name;
    }
    return NULL;
}

/* By whatever he can be reached. */
static char *call_words(const char *handle, const char *name)
{
    g_autofree char *who =
        g_strdup_printf("%s%s%s%s", handle_shown(handle), name ? " (" : "",
                        name ? name : "", name ? ")" : "");

    if (handle_is_chat(handle))
        return g_strdup_printf("Write this to %s in the chat. Then note what "
                               "came of it: reply with /note, or with /close.",
                               who);
    return g_strdup_printf("Call %s and say this. Then note what came of it: "
                           "reply with /note, or with /close.",
                           who);
}

void decide_call_back(decide_job *j, const char *author, int64_t entry)
{
    const char *who = j->state.holder ? j->state.holder : author;
    const config_operator *o = who ? config_operator_by_id(j->c, who) : NULL;

    for (unsigned i = 0; o && i < j->people->len; i++) {
        const char *handle = j->people->pdata[i];
        const char *name = name_of(j->st, handle);
        if (!handle_is_one(handle))
            continue;
        g_autofree char *words = call_words(handle, name);
        decide_tell(j, o, "notify", entry, 0,
                    json_pack("{s:s,s:s}", "why", "call", "words", words));
    }
}
