/* plan_print: a plan as JSON and as lines for people, for `explain`. */
#include "desk/plan.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define PLAN_WORDS_SHOWN 60 /* characters of a text in the lines for people */

static const char *const entry_kinds[] = {"article", "note", "event"};
static const char *const entry_states[] = {"pending", "published", "withdrawn"};
static const char *const authors[] = {"customer", "operator", "stranger",
                                      "system"};
static const char *const audiences[] = {"customer", "operator", "admin"};
static const char *const out_states[] = {"waiting", "ready", "sent", "failed",
                                         "cancelled"};
static const char *const parts[] = {"customer", "cc", "added"};

static void put(json_t *o, const char *key, const char *value)
{
    if (value)
        json_object_set_new(o, key, json_string(value));
}

static void put_number(json_t *o, const char *key, int64_t value)
{
    if (value != 0)
        json_object_set_new(o, key, json_integer(value));
}

static void put_bool(json_t *o, const char *key, bool value)
{
    json_object_set_new(o, key, json_boolean(value));
}

static void put_attachments(json_t *o, const GPtrArray *all)
{
    json_t *list = json_array();

    for (unsigned i = 0; all && i < all->len; i++) {
        const store_attachment *a = all->pdata[i];
        json_t *row = json_object();

        put(row, "part", a->part);
        put(row, "name", a->name);
        put(row, "type", a->type);
        json_object_set_new(row, "size", json_integer(a->size));
        put(row, "sha256", a->sha256);
        json_array_append_new(list, row);
    }
    json_object_set_new(o, "attachments", list);
}

static void put_ticket(json_t *o, const store_ticket *t)
{
    put(o, "queue", t->queue);
    put(o, "subject", t->subject);
    put(o, "status", t->status);
    put_number(o, "line", t->line);
    put(o, "holder", t->holder);
    put(o, "customer", t->customer);
    put(o, "customer_name", t->customer_name);
    put(o, "priority", t->priority);
    put(o, "category", t->category);
    put(o, "language", t->language);
    put_bool(o, "staff", t->staff);
    put_bool(o, "authenticated", t->authenticated);
}

static void put_entry(json_t *o, const store_entry *e)
{
    put(o, "kind", entry_kinds[e->kind]);
    put(o, "state", entry_states[e->state]);
    put(o, "by", authors[e->by]);
    put(o, "author", e->author);
    put(o, "text", e->text);
    put(o, "message_id", e->message_id);
    put_number(o, "publish_ms", e->publish_ms);
    put_number(o, "seen", e->seen);
    put_attachments(o, e->attachments);
}

static void put_send(json_t *o, const store_outgoing *s)
{
    json_t *data = s->data ? json_loads(s->data, 0, NULL) : NULL;

    put(o, "audience", audiences[s->audience]);
    put(o, "template", s->template);
    put(o, "queue", s->queue);
    put_number(o, "entry", s->entry);
    put_number(o, "held", s->held);
    put(o, "recipient", s->recipient);
    put(o, "operator", s->operator_id);
    put(o, "state", out_states[s->state]);
    put(o, "in_reply_to", s->in_reply_to);
    if (data)
        json_object_set_new(o, "data", data);
}

static void put_held(json_t *o, const store_held *h)
{
    put(o, "kind", store_held_kind_name(h->kind));
    put(o, "operator", h->operator_id);
    put_bool(o, "note", h->note);
    put(o, "text", h->text);
    put(o, "reason", h->reason);
    put_number(o, "seen", h->seen);
    put_attachments(o, h->attachments);
}

static json_t *step_json(const plan_step *s)
{
    json_t *o = json_object();

    put(o, "do", plan_do_name(s->what));
    if (s->what != PLAN_DETAIL && s->what != PLAN_ALARM &&
        s->what != PLAN_PERSON)
        json_object_set_new(o, "ticket", json_integer(s->ticket));
    put_number(o, "entry", s->entry);
    put(o, "code", s->code);
    put(o, "field", s->field);
    if (s->words || s->what == PLAN_SET)
        json_object_set_new(o, "words",
                            s->words ? json_string(s->words) : json_null());
    if (s->what == PLAN_WATCH)
        put_bool(o, "on", s->on);
    if (s->what == PLAN_HELD) {
        put_number(o, "held", s->held);
        put(o, "state", store_held_state_name(s->held_state));
    }
    if (s->ticket_new)
        put_ticket(o, s->ticket_new);
    if (s->entry_new)
        put_entry(o, s->entry_new);
    if (s->participant) {
        put(o, "address", s->participant->address);
        put(o, "name", s->participant->name);
        put(o, "part", parts[s->participant->part]);
    }
    if (s->send)
        put_send(o, s->send);
    if (s->held_new)
        put_held(o, s->held_new);
    if (s->person) {
        put(o, "address", s->person->address);
        put_bool(o, "ack_off", s->person->ack_off);
    }
    return o;
}

char *plan_to_json(const plan *p)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < p->steps->len; i++)
        json_array_append_new(list, step_json(p->steps->pdata[i]));
    char *dump = json_dumps(list, JSON_COMPACT);
    char *text = g_strdup(dump ? dump : "[]");

    free(dump);
    json_decref(list);
    return text;
}

/* First line of a text, cut, so that a step stays one line. */
static char *brief(const char *text)
{
    g_autofree char *line = g_strndup(text, strcspn(text, "\r\n"));

    if (g_utf8_strlen(line, -1) <= PLAN_WORDS_SHOWN && !text[strlen(line)])
        return g_steal_pointer(&line);
    g_autofree char *cut = g_utf8_substring(
        line, 0, MIN(PLAN_WORDS_SHOWN, g_utf8_strlen(line, -1)));
    return g_strconcat(cut, "...", NULL);
}

static char *number(int64_t ticket)
{
    return ticket ? g_strdup_printf("#%" G_GINT64_FORMAT, ticket)
                  : g_strdup("the new ticket");
}

static void entry_line(GString *out, const plan_step *s, const char *ticket)
{
    const store_entry *e = s->entry_new;
    g_autofree char *text = brief(e->text);

    g_string_append_printf(out, "%s in %s by %s %s", entry_kinds[e->kind],
                           ticket, authors[e->by], e->author);
    if (e->state == STORE_PENDING)
        g_string_append(out, ", waits for the end of its undo window");
    g_string_append_printf(out, ": %s", text);
    if (e->attachments->len > 0)
        g_string_append_printf(out, " (+%u attached)", e->attachments->len);
}

static void send_line(GString *out, const plan_step *s)
{
    const store_outgoing *o = s->send;

    g_string_append_printf(out, "%s to %s %s", o->template,
                           audiences[o->audience], o->recipient);
    if (o->data && strcmp(o->data, "{}") != 0) {
        g_autofree char *data = brief(o->data);
        g_string_append_printf(out, " %s", data);
    }
}

static void step_line(GString *out, const plan_step *s)
{
    g_autofree char *ticket = number(s->ticket);

    g_string_append_printf(out, "%-13s ", plan_do_name(s->what));
    switch (s->what) {
    case PLAN_TICKET:
        g_string_append_printf(out, "queue %s, line %d, customer %s: %s",
                               s->ticket_new->queue, s->ticket_new->line,
                               s->ticket_new->customer, s->ticket_new->subject);
        break;
    case PLAN_ENTRY:
        entry_line(out, s, ticket);
        break;
    case PLAN_SEND:
        send_line(out, s);
        break;
    case PLAN_SET:
        g_string_append_printf(out, "%s of %s: %s", s->field, ticket,
                               s->words ? s->words : "none");
        break;
    case PLAN_PARTICIPANT:
        g_string_append_printf(out, "%s in %s", s->participant->address,
                               ticket);
        break;
    case PLAN_HOLD:
        g_string_append_printf(out, "%s: %s",
                               store_held_kind_name(s->held_new->kind),
                               s->held_new->reason);
        break;
    case PLAN_HELD:
        g_string_append_printf(out, "item %" G_GINT64_FORMAT ": %s %s %s",
                               s->held, store_held_state_name(s->held_state),
                               s->field ? s->field : "",
                               s->words ? s->words : "");
        break;
    case PLAN_PUBLISH:
    case PLAN_WITHDRAW:
        g_string_append_printf(out, "entry %" G_GINT64_FORMAT " of %s",
                               s->entry, ticket);
        break;
    case PLAN_PERSON:
        g_string_append_printf(out, "%s, acknowledgements %s",
                               s->person->address,
                               s->person->ack_off ? "off" : "on");
        break;
    case PLAN_WATCH:
        g_string_append_printf(out, "%s %s %s", s->words,
                               s->on ? "watches" : "no longer watches", ticket);
        break;
    case PLAN_LEARN:
        g_string_append_printf(out, "message %s %s %s", s->words,
                               s->code ? "as" : "no longer as",
                               s->code ? s->code : s->field);
        break;
    case PLAN_DETAIL:
        g_string_append_printf(out, "%s: %s", s->field, s->words);
        break;
    default:
        g_string_append(out, s->words ? s->words : "");
        break;
    }
    g_string_append_c(out, '\n');
}

char *plan_to_text(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < p->steps->len; i++)
        step_line(out, p->steps->pdata[i]);
    return g_string_free(out, FALSE);
}
