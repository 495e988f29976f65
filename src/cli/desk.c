/* desk: opens the store for a command; rows as JSON. */
#include "cli/desk.h"

#include "base/mask.h"
#include "desk/delivery.h"
#include "desk/field_config.h"
#include "store/store_config.h"

#include <string.h>
#include <sysexits.h>

store *desk_open(cli *x, int *code)
{
    const config *c = cli_config_running(x);
    GError *error = NULL;
    store *s;

    *code = EX_CONFIG;
    if (!c)
        return NULL;
    s = cli_become_owner(c, false, &error) ? store_open(c->store, &error)
                                           : NULL;
    if (!s)
        *code = cli_fail(x, error);
    return s;
}

int64_t desk_number(const char *text)
{
    const char *digits = text[0] == '#' ? text + 1 : text;
    size_t size = strlen(digits);

    if (size == 0 || size > 18 || strspn(digits, "0123456789") != size)
        return 0;
    return g_ascii_strtoll(digits, NULL, 10);
}

static json_t *number_or_null(int64_t number)
{
    return number != 0 ? json_integer(number) : json_null();
}

/* What it waits for. */
static json_t *add_waits(json_t *o, const store_ticket *t)
{
    json_object_set_new(o, "later",
                        t->later_ms ? cli_json_time(t->later_ms) : json_null());
    json_object_set_new(o, "wait_days", number_or_null(t->wait_days));
    json_object_set_new(o, "reminded", json_integer(t->reminded));
    json_object_set_new(o, "timeouts", json_integer(t->timeouts));
    return o;
}

json_t *desk_ticket_json(const store_ticket *t)
{
    json_t *o = json_pack(
        "{s:I, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b, "
        "s:o, s:o, s:I, s:I, s:o, s:o, s:b, s:o, s:I, s:o, s:o, s:o, s:I, "
        "s:o}",
        "id", (json_int_t)t->id, "queue", cli_json_text(t->queue), "subject",
        cli_json_text(t->subject), "status", cli_json_text(t->status), "line",
        t->line, "holder", cli_json_text(t->holder), "customer",
        cli_json_text(t->customer), "customer_name",
        cli_json_text(t->customer_name), "priority", cli_json_text(t->priority),
        "category", cli_json_text(t->category), "language",
        cli_json_text(t->language), "staff", t->staff, "authenticated",
        t->authenticated, "created", cli_json_time(t->created_ms), "updated",
        cli_json_time(t->updated_ms), "last_entry", (json_int_t)t->last_entry,
        "spent_min", (json_int_t)t->spent_min, "type", cli_json_text(t->type),
        "complexity", cli_json_text(t->complexity), "open", t->open, "due",
        cli_json_time(t->due_ms), "estimate_min", (json_int_t)t->estimate_min,
        "pinned", cli_json_text(t->pinned), "sla", cli_json_text(t->sla),
        "sla_due", cli_json_time(t->next_due_ms), "company",
        (json_int_t)t->company, "source", cli_json_text(t->source));

    return add_waits(o, t);
}

void desk_values_json(json_t *object, const GPtrArray *values)
{
    json_t *fields = json_object(), *wishes = json_object();

    for (guint i = 0; i < values->len; i++) {
        const store_value *v = values->pdata[i];
        bool wish = g_str_has_prefix(v->field, FIELD_WISH);
        json_object_set_new(wish ? wishes : fields,
                            wish ? v->field + strlen(FIELD_WISH) : v->field,
                            cli_json_text(v->text));
    }
    json_object_set_new(object, "fields", fields);
    json_object_set_new(object, "wishes", wishes);
}

static json_t *attachments_json(const GPtrArray *attachments)
{
    json_t *all = json_array();

    for (guint i = 0; i < attachments->len; i++) {
        const store_attachment *a = attachments->pdata[i];

        json_array_append_new(all, json_pack("{s:o, s:o, s:o, s:I, s:s}",
                                             "part", cli_json_text(a->part),
                                             "name", cli_json_text(a->name),
                                             "type", cli_json_text(a->type),
                                             "size", (json_int_t)a->size,
                                             "sha256", a->sha256));
    }
    return all;
}

json_t *desk_entry_json(const store_entry *e)
{
    static const char *const kinds[] = {"article", "note", "event", "apart"};
    static const char *const states[] = {"pending", "published", "withdrawn"};
    static const char *const authors[] = {"customer", "operator", "stranger",
                                          "system", "partner"};

    return json_pack(
        "{s:I, s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o}",
        "n", (json_int_t)e->n, "kind", kinds[e->kind], "state",
        states[e->state], "by", authors[e->by], "author",
        cli_json_text(e->author), "author_name", cli_json_text(e->author_name),
        "subject", cli_json_text(e->subject), "marked", e->marked, "text",
        cli_json_text(e->text), "message_id", cli_json_text(e->message_id),
        "ledger", cli_json_text(e->ledger), "created",
        cli_json_time(e->created_ms), "attachments",
        attachments_json(e->attachments));
}

const char *desk_template_words(const char *template)
{
    static const struct {
        const char *template, *words;
    } table[] = {{"ack", "acknowledgement"},
                 {"notify", "notification"},
                 {"reply", "reply"}};

    for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
        if (strcmp(table[i].template, template) == 0)
            return table[i].words;
    return template;
}

const char *desk_out_state(store_out_state state)
{
    static const char *const names[] = {"waiting", "ready", "sent", "failed",
                                        "cancelled"};

    return names[state];
}

/* A secret address in it is cut. */
static json_t *safe_json(const char *text)
{
    g_autofree char *safe = mask_copy(text);

    return cli_json_text(safe);
}

/* What became of it: in one word, and each thing that is known of it. */
static json_t *delivery_json(const store_outgoing *o)
{
    const delivery d = delivery_of(o);

    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "state",
        delivery_name(d.state), "at", cli_json_time(d.at_ms), "words",
        safe_json(d.words), "next", cli_json_time(d.next_ms), "deferred",
        cli_json_time(o->deferred_ms), "relayed", cli_json_time(o->relayed_ms),
        "delivered", cli_json_time(o->delivered_ms), "read",
        cli_json_time(o->read_ms), "deleted", cli_json_time(o->deleted_ms),
        "failed",
        cli_json_time(o->state == STORE_OUT_FAILED ? o->failed_ms : 0));
}

json_t *desk_outgoing_json(const store_outgoing *o)
{
    return json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:o, s:s, s:i, s:o, s:o, s:o, s:o, s:o}",
        "id", (json_int_t)o->id, "template", cli_json_text(o->template),
        "recipient", cli_json_text(o->recipient), "ticket",
        number_or_null(o->ticket), "entry", number_or_null(o->entry),
        "message_id", safe_json(o->message_id), "state",
        desk_out_state(o->state), "tries", (int)o->tries, "next",
        o->state == STORE_OUT_READY ? cli_json_time(o->next_ms) : json_null(),
        "result", safe_json(o->result), "created", cli_json_time(o->created_ms),
        "sent", cli_json_time(o->sent_ms), "delivery", delivery_json(o));
}

char *desk_delivery_words(const store_outgoing *o)
{
    static const char *const words[DELIVERY_STATES] = {
        [DELIVERY_WAITING] = "not sent yet",
        [DELIVERY_DEFERRED] = "put off since",
        [DELIVERY_HANDED] = "handed over",
        [DELIVERY_DELAYED] = "put off further on since",
        [DELIVERY_RELAYED] = "taken by the other side",
        [DELIVERY_DELIVERED] = "delivered",
        [DELIVERY_DELETED] = "deleted, perhaps unread,",
        [DELIVERY_READ] = "read",
        [DELIVERY_BOUNCED] = "came back",
        [DELIVERY_REFUSED] = "refused"};
    const delivery d = delivery_of(o);
    GString *out = g_string_new(words[d.state]);

    if (d.at_ms > 0) {
        g_autofree char *at = cli_time(d.at_ms);
        g_string_append_printf(out, " %s", at);
    }
    if (d.next_ms > 0) {
        g_autofree char *next = cli_time(d.next_ms);
        g_string_append_printf(out, ", next try %s", next);
    }
    if (d.words && *d.words)
        g_string_append_printf(out, ": %s", d.words);
    g_string_append_printf(out, " (%s)", o->recipient);
    mask_secrets(out);
    return g_string_free(out, FALSE);
}

/* Of a whole message on hold, or NULL. Caller frees. */
static char *data_text(const store_held *h, const char *key)
{
    json_t *data = json_loads(h->data ? h->data : "{}", 0, NULL);
    char *text = g_strdup(json_string_value(json_object_get(data, key)));

    json_decref(data);
    return text;
}

char *desk_held_words(const store_held *h)
{
    g_autofree char *from = data_text(h, "from");
    g_autofree char *subject = data_text(h, "subject");

    return from ? g_strdup_printf("%s: %s, %s", h->reason, from,
                                  subject ? subject : "")
                : g_strdup(h->reason);
}

json_t *desk_held_json(const store_held *h)
{
    g_autofree char *from = data_text(h, "from");
    g_autofree char *subject = data_text(h, "subject");

    return json_pack(
        "{s:I, s:s, s:s, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o,"
        " s:o}",
        "id", (json_int_t)h->id, "kind", store_held_kind_name(h->kind), "state",
        store_held_state_name(h->state), "queue", cli_json_text(h->queue),
        "ticket", number_or_null(h->ticket), "operator",
        cli_json_text(h->operator_id), "note", h->note, "reason",
        cli_json_text(h->reason), "text", cli_json_text(h->text), "attachments",
        attachments_json(h->attachments), "ledger", cli_json_text(h->ledger),
        "created", cli_json_time(h->created_ms), "from", cli_json_text(from),
        "subject", cli_json_text(subject));
}

static json_t *words_json(const char *list)
{
    g_auto(GStrv) parts = g_strsplit(list ? list : "", ",", -1);
    json_t *all = json_array();

    for (char **part = parts; *part; part++)
        if (*g_strstrip(*part) != '\0')
            json_array_append_new(all, safe_json(*part));
    return all;
}

static json_t *detail_json(const char *detail)
{
    g_auto(GStrv) lines = g_strsplit(detail, "\n", -1);
    json_t *all = json_array();

    for (char **line = lines; *line; line++) {
        g_auto(GStrv) pair = g_strsplit(*line, "\t", 2);

        if (pair[0] && pair[1])
            json_array_append_new(all, json_pack("{s:o, s:o}", "key",
                                                 safe_json(pair[0]), "words",
                                                 safe_json(pair[1])));
    }
    return all;
}

json_t *desk_ledger_json(const store_ledger *l)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
        "s:o, s:o, s:o, s:o, s:o, s:o}",
        "id", cli_json_text(l->id), "accepted", cli_json_time(l->accepted_ms),
        "decided", cli_json_time(l->decided_ms), "door", cli_json_text(l->door),
        "queue", cli_json_text(l->queue), "sender", safe_json(l->sender),
        "recipients", words_json(l->recipients), "message_id",
        safe_json(l->message_id), "from", safe_json(l->from), "subject",
        safe_json(l->subject), "copy_of", safe_json(l->copy_of), "kind",
        cli_json_text(l->kind), "trust", safe_json(l->trust), "spam",
        safe_json(l->spam), "fate", safe_json(l->fate), "fate_code",
        cli_json_text(l->fate_code), "detail", detail_json(l->detail), "ticket",
        number_or_null(l->ticket), "entry", number_or_null(l->entry));
}

json_t *desk_clocks_json(const GPtrArray *clocks)
{
    json_t *all = json_array();

    for (guint i = 0; i < clocks->len; i++) {
        const store_clock *k = clocks->pdata[i];
        json_array_append_new(
            all, json_pack("{s:s, s:I, s:s, s:I, s:I, s:b, s:o, s:o, s:o, s:o}",
                           "kind", k->kind, "seq", (json_int_t)k->seq, "sla",
                           k->sla, "target_ms", (json_int_t)k->target_ms,
                           "used_ms", (json_int_t)k->used_ms, "runs",
                           k->since_ms > 0, "due", cli_json_time(k->due_ms),
                           "stopped", cli_json_time(k->stopped_ms), "breached",
                           cli_json_time(k->breached_ms), "excused",
                           cli_json_text(k->excused)));
    }
    return all;
}
