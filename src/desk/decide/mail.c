/* decide_mail: makes outgoing rows, and knows who is told of what. */
#include "desk/decide/room.h"

#include <string.h>

#include "base/address.h"
#include "base/handle.h"
#include "base/planted.h"
#include "desk/nobody.h"
#include "desk/rights.h"

#define DOMAIN_TIMES 10 /* mailboxes of one domain that have their limit each */

char *decide_dump(json_t *data)
{
    char *raw = data ? json_dumps(data, JSON_COMPACT) : NULL;
    char *text = g_strdup(raw ? raw : "{}");

    free(raw);
    if (data)
        json_decref(data);
    return text;
}

store_outgoing *decide_mail(const decide_job *j, store_audience audience,
                            const char *template, const char *recipient)
{
    store_outgoing *o = g_new0(store_outgoing, 1);

    o->audience = audience;
    o->template = g_strdup(template);
    o->queue =
        g_strdup(j->queue ? j->queue->id : (j->st ? j->st->t->queue : ""));
    o->ticket = decide_ticket(j);
    o->recipient = g_strdup(recipient);
    o->date_ms = o->next_ms = o->created_ms = j->now_ms;
    o->data = g_strdup("{}");
    o->state = STORE_OUT_READY;
    return o;
}

/* NULL if she has no address. `data` is taken over. */
static store_outgoing *mail_to(const decide_job *j, const config_operator *o,
                               const char *template, int64_t entry,
                               int64_t held, json_t *data)
{
    g_autofree char *text = decide_dump(data);

    if (o->addresses->len == 0)
        return NULL;
    store_outgoing *out =
        decide_mail(j, STORE_TO_OPERATOR, template, o->addresses->pdata[0]);
    out->operator_id = g_strdup(o->id);
    /* What shows nothing new leaves her where she was: an answer to it must not
     * cross what she has not seen. */
    out->entry = entry == 0 && o == j->op ? j->seen : entry;
    out->held = held;
    g_free(out->data);
    out->data = g_steal_pointer(&text);
    return out;
}

static void send(decide_job *j, store_outgoing *out)
{
    if (out)
        plan_send(j->plan, out);
}

/* One mail per event and person, and when she wants to hear of it. */
static void send_notification(decide_job *j, const config_operator *o,
                              store_outgoing *out)
{
    if (out && !decide_fold(j, o->id, out->ticket, out->data) &&
        !decide_defer(j, o, out))
        send(j, out);
    else
        store_outgoing_free(out);
}

void decide_tell(decide_job *j, const config_operator *o, const char *template,
                 int64_t entry, int64_t held, json_t *data)
{
    /* Who lost the queue is told no more of what happens there. */
    bool may = !j->st || rights_may_queue(j->c, o, j->queue_id);
    store_outgoing *out =
        may ? mail_to(j, o, template, entry, held, data) : NULL;

    if (!may && data)
        json_decref(data);
    if (strcmp(template, "notify") == 0)
        send_notification(j, o, out);
    else
        send(j, out);
}

void decide_tell_about(decide_job *j, const config_operator *o,
                       const char *template, int64_t ticket, int64_t entry,
                       json_t *data)
{
    store_outgoing *out = mail_to(j, o, template, entry, 0, data);

    if (out)
        out->ticket = ticket;
    send(j, out);
}

void decide_tell_there(decide_job *j, const config_operator *o,
                       const store_ticket *t, json_t *data)
{
    store_outgoing *out = mail_to(j, o, "notify", PLAN_LATEST, 0, data);

    if (!out)
        return;
    out->ticket = t->id;
    g_free(out->queue);
    out->queue = g_strdup(t->queue);
    send(j, out);
}

void decide_tell_words(decide_job *j, const config_operator *o, int64_t ticket,
                       const char *words)
{
    store_outgoing *out =
        mail_to(j, o, "notify", PLAN_LATEST, 0,
                json_pack("{s:s,s:s}", "why", "revoked", "words", words));

    if (out)
        out->ticket = ticket;
    send(j, out);
}

GPtrArray *decide_line(const decide_job *j, int line)
{
    /* a line without people swallows no request: desk/rights.h */
    return rights_who(j->c, RIGHT_TOLD,
                      j->queue ? j->queue->id : (j->st ? j->st->t->queue : ""),
                      line);
}

static bool is_new_to(const decide_job *j, const char *mailbox)
{
    return mailbox && g_strcmp0(mailbox, j->in->trust->from) != 0 &&
           !g_ptr_array_find_with_equal_func(j->people, mailbox, g_str_equal,
                                             NULL) &&
           !config_operator_by_address(j->c, mailbox);
}

void decide_add_author(const decide_job *j, json_t *data)
{
    const evidence *v = j->in ? j->in->evidence : NULL;
    const trust_facts *t = j->in ? j->in->trust : NULL;

    if (!v || t->source ||
        (j->who != DECIDE_CUSTOMER && j->who != DECIDE_STRANGER))
        return;
    if (t->found)
        json_object_set_new(
            data, "behind",
            json_pack("{s:s*}", "field", *t->found ? t->found : NULL));
    if (is_new_to(j, v->reply_to))
        json_object_set_new(data, "reply_to", json_string(v->reply_to));
    else if (is_new_to(j, v->original))
        json_object_set_new(data, "original", json_string(v->original));
}

void decide_notify(decide_job *j, GPtrArray *operators, const char *why,
                   const char *words, int64_t entry)
{
    for (unsigned i = 0; i < operators->len; i++) {
        json_t *data = json_pack("{s:s}", "why", why);
        decide_add_author(j, data);
        decide_add_absence(j, data);
        if (words)
            json_object_set_new(data, "words", json_string(words));
        decide_tell(j, operators->pdata[i], "notify", entry, 0, data);
    }
}

/* What answers a letter says so, so that clients show both together. */
static void answer(decide_job *j, const config_operator *o,
                   const char *template, int64_t held, json_t *data)
{
    store_outgoing *out = mail_to(j, o, template, 0, held, data);

    if (out && j->in)
        out->in_reply_to = g_strdup(j->in->letter->message_id);
    send(j, out);
}

void decide_tell_back(decide_job *j, const config_operator *o,
                      const char *template, json_t *data)
{
    answer(j, o, template, 0, data);
}

/* To somebody who is told of the same anyway it is a line of that mail. */
static bool fold_notice(decide_job *j, const config_operator *o,
                        const char *text)
{
    json_t *data = json_pack("{s:s}", "words", text);
    char *raw = json_dumps(data, JSON_COMPACT);
    bool done = o != j->op && decide_fold(j, o->id, decide_ticket(j), raw);

    free(raw);
    json_decref(data);
    return done;
}

void decide_notice(decide_job *j, const config_operator *o, const char *title,
                   const char *text)
{
    if (fold_notice(j, o, text))
        return;
    answer(j, o, "notice", 0,
           json_pack("{s:s,s:s}", "title", title, "text", text));
}

void decide_notice_entry(decide_job *j, const config_operator *o,
                         const char *title, const char *text,
                         const store_entry *e)
{
    answer(j, o, "notice", 0,
           json_pack("{s:s,s:s,s:I}", "title", title, "text", text, "shown",
                     (json_int_t)e->n));
}

/* The mended answer must find the held message that this one was about, where no
 * ticket leads to it. */
static int64_t answered_hold(const decide_job *j)
{
    return !j->st && j->cap && j->cap->kind == TAG_HELD ? j->cap->number : 0;
}

static json_t *error_line(const command_error *e)
{
    json_t *line = fault_to_json(e->fault);

    json_object_set_new(line, "line", json_string(e->line));
    return line;
}

void decide_error(decide_job *j, const fault *title, const GPtrArray *errors,
                  const char *text)
{
    const command_error *first = errors->pdata[0];
    json_t *lines = json_array();
    json_t *data = json_pack("{s:s,s:o}", "text", text, "lines", lines);
    g_autofree char *words =
        fault_title(title ? title : first->fault, title ? "" : first->line);

    for (unsigned i = 0; i < errors->len; i++)
        json_array_append_new(lines, error_line(errors->pdata[i]));
    if (title)
        json_object_set_new(data, "title", fault_to_json(title));
    answer(j, j->op, "error", answered_hold(j), data);
    decide_fate(j, "error", "returned to %s: %s", j->op->name, words);
}

void decide_error_one(decide_job *j, const char *line, fault *f,
                      const char *text)
{
    g_autoptr(GPtrArray) errors = command_errors_new();

    command_errors_add(errors, line, f);
    decide_error(j, f, errors, text);
}

void decide_refuse(decide_job *j, fault_code code)
{
    const char *text = j->in->letter->new_text;

    decide_error_one(
        j, "", fault_new(code, code == FAULT_DOUBT ? j->doubt : NULL, NULL),
        text ? text : "");
}

/* Who can be aimed at by whoever forges a sender. */
static const char *unproved(const decide_job *j)
{
    const trust_facts *t = j->in->trust;

    if (!t->from)
        return "not exactly one From address";
    if (t->found)
        return "From is an address of ours";
    if (t->auth == TRUST_FAIL)
        return "the sender failed authentication";
    return t->spf_failed && t->auth != TRUST_PASS ? "SPF failed" : NULL;
}

/* Whoever is proved has really written; who might be forged, and with him the
 * mailboxes of his domain, shares a limit. Where nobody can be proved it is wide:
 * many people have the same provider. */
static bool too_many(const decide_job *j)
{
    const snapshot *s = j->in->snapshot;
    int most = j->queue ? j->queue->ack_per_hour : 0;
    bool could = j->in->trust->authserv_known && !decide_source(j);

    if (!j->queue || PLANTED(ack_uncapped))
        return false;
    return s->mails_to_person >= most ||
           (!j->strong &&
            s->mails_to_domain >= (could ? most : most * DOMAIN_TIMES));
}

const char *decide_no_address(const decide_job *j, const char *recipient)
{
    if (!recipient || !*recipient)
        return "no address";
    if (handle_is_one(recipient))
        return "it is no mail address";
    if (config_is_own_address(j->c, recipient))
        return "an address of ours";
    return nobody_reads(recipient) ? "no person reads that address" : NULL;
}

const char *decide_unsendable(const decide_job *j, const char *recipient)
{
    const decide_input *in = j->in;
    const char *no = decide_no_address(j, recipient);

    if (no)
        return no;
    if (decide_source(j)) /* a program sent it, for him */
        return too_many(j) ? "enough automatic mail to that address this hour"
                           : NULL;
    if (in->entry->sender && !*in->entry->sender)
        return "null sender";
    if (in->letter->kind != LETTER_NORMAL)
        return "written by a machine";
    if (in->evidence->bulk && !PLANTED(machine_acked))
        return "sent to many";
    if (too_many(j))
        return "enough automatic mail to that address this hour";
    return unproved(j);
}
