/* decide_wish: what a first message itself says of fields, and what its sender
 * wishes: lines of web forms, priority headers, captures of rules. A wish is kept
 * as one, and counts as a vote (advice.c); it decides nothing by itself. */
#include "desk/decide/room.h"
#include "desk/field.h"
#include "desk/type_config.h"
#include "scan/scan_config.h"

#include <string.h>

#define CAUSE_WISH "customer's wish"
#define CAUSE_FORM "form"
#define CAUSE_RULE "rules"

/* ---- wishes ---- */

/* Labels of lines that say one, in small letters. */
static const char *const type_labels[] = {
    "type", "request type", "тип", "тип обращения", "type sak", NULL};
static const char *const priority_labels[] = {
    "priority", "urgency", "приоритет", "срочность", "prioritet", NULL};

static bool is_label(const char *label, const char *const *labels)
{
    g_autofree char *fold = g_utf8_strdown(label, -1);
    return g_strv_contains(labels, fold);
}

static void read_wish(decide_job *j, const field_line *l)
{
    if (is_label(l->label, type_labels)) {
        const config_type_row *t = type_named(j->c, l->value);
        if (t && !j->wish_type)
            j->wish_type = t->id;
    } else if (is_label(l->label, priority_labels)) {
        const char *priority = field_priority(l->value);
        if (priority && !j->wish_priority)
            j->wish_priority = priority;
    }
}

void decide_wishes(decide_job *j)
{
    if (decide_marked(j))
        return;
    if (j->queue->form) {
        g_autoptr(GPtrArray) lines = field_lines(j->in->letter->text);
        for (guint i = 0; i < lines->len; i++)
            read_wish(j, lines->pdata[i]);
    }
    if (!j->wish_priority)
        j->wish_priority = j->in->evidence->pressing;
}

static void keep(decide_job *j, store_actor kind, const char *actor,
                 const char *cause, store_value *row)
{
    const plan_cause why = {kind, actor, cause, NULL};

    decide_value_remember(j, row);
    plan_field_value(j->plan, decide_ticket(j), row, &why);
}

static store_value *plain_row(const char *field, const char *text)
{
    store_value *row = g_new0(store_value, 1);

    row->field = g_strdup(field);
    row->text = g_strdup(text);
    return row;
}

static void keep_wish(decide_job *j, const char *customer, const char *field,
                      const char *wish)
{
    if (!wish)
        return;
    keep(j, STORE_ACTOR_CUSTOMER, customer, CAUSE_WISH, plain_row(field, wish));
    decide_event(j, "the customer wishes %s %s", field + strlen(FIELD_WISH),
                 wish);
}

/* ---- fields ---- */

/* The field that a line of this label sets; NULL. A label of its own works in any
 * queue. */
static const config_field *field_of(const decide_job *j, const char *label)
{
    g_autofree char *fold = g_utf8_casefold(label, -1);

    for (guint i = 0; i < j->c->fields->len; i++) {
        const config_field *f = j->c->fields->pdata[i];
        g_autofree char *own =
            f->from_form ? g_utf8_casefold(f->from_form, -1) : NULL;
        if (g_strcmp0(own, fold) == 0)
            return f;
    }
    return j->queue->form ? field_named(j->c, label) : NULL;
}

/* A value that somebody else wrote is no reason to refuse a request: what is wrong
 * is told to whoever asks why. */
static void fill(decide_job *j, const config_field *f, const char *text,
                 store_actor kind, const char *actor, const char *cause,
                 GString *filled)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    const when_ask ask = {j->now_ms, zone, 0, false};
    g_autoptr(fault) wrong = NULL;
    store_value *row;

    if (decide_value(j, f->id) ||
        !field_applies(f, j->queue->id, j->state.type))
        return;
    row = field_read(f, text, &ask, &wrong);
    if (!row) {
        g_autofree char *words = fault_words(wrong);
        decide_detail(j, "field", "%s not set: %s", f->id, words);
        return;
    }
    g_string_append_printf(filled, "%s%s: %s", filled->len > 0 ? "; " : "",
                           f->title, row->text);
    keep(j, kind, actor, cause, row);
}

static void fill_from_form(decide_job *j, const char *customer, GString *filled)
{
    g_autoptr(GPtrArray) lines = field_lines(j->in->letter->text);

    for (guint i = 0; i < lines->len; i++) {
        const field_line *l = lines->pdata[i];
        const config_field *f = field_of(j, l->label);
        if (f)
            fill(j, f, l->value, STORE_ACTOR_CUSTOMER, customer, CAUSE_FORM,
                 filled);
    }
}

/* Votes come heaviest first. */
static void fill_from_rules(decide_job *j, GString *filled)
{
    const GPtrArray *all = j->in->verdict->votes;

    if (!config_listed(j->c->scan->acts, "field"))
        return;
    for (guint i = 0; i < all->len; i++) {
        const verdict_vote *v = all->pdata[i];
        if (!g_str_has_prefix(v->kind, VERDICT_FIELD) ||
            v->weight < j->c->scan->votes)
            continue;
        const config_field *f =
            field_by_id(j->c, v->kind + strlen(VERDICT_FIELD));
        if (f)
            fill(j, f, v->name, STORE_ACTOR_RULE, "", CAUSE_RULE, filled);
    }
}

/* ---- what is proposed, for those who look later ---- */

static void keep_proposal(decide_job *j, const char *kind, const char *field)
{
    g_autoptr(GString) names = g_string_new(NULL);
    const GPtrArray *all = j->in->verdict->votes;

    for (guint i = 0; i < all->len; i++) {
        const verdict_vote *v = all->pdata[i];
        if (strcmp(v->kind, kind) == 0 && v->weight >= j->c->scan->votes)
            g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "",
                                   v->name);
    }
    if (names->len > 0)
        keep(j, STORE_ACTOR_RULE, "", CAUSE_RULE, plain_row(field, names->str));
}

void decide_fill(decide_job *j, const char *customer)
{
    g_autoptr(GString) filled = g_string_new(NULL);

    if (decide_marked(j))
        return;
    keep_wish(j, customer, FIELD_WISH_TYPE, j->wish_type);
    keep_wish(j, customer, FIELD_WISH_PRIORITY, j->wish_priority);
    fill_from_form(j, customer, filled);
    fill_from_rules(j, filled);
    if (filled->len > 0)
        decide_event(j, "set from the message: %s", filled->str);
    keep_proposal(j, "faq", FIELD_PROPOSED_FAQ);
    keep_proposal(j, "ask", FIELD_PROPOSED_ASK);
}
