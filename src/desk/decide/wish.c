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

/* Is each of its lines perhaps one of a form? */
static bool is_form(const decide_job *j)
{
    return j->queue->form || decide_source(j);
}

static const config_type_row *type_of_form(const decide_job *j)
{
    const char *type = decide_form_value(j, FORM_TYPE);

    return type ? type_named(j->c, type) : NULL;
}

void decide_wishes(decide_job *j)
{
    if (decide_marked(j))
        return;
    const source_facts *s = decide_source(j);
    const config_type_row *type = type_of_form(j);
    if (type)
        j->wish_type = type->id;
    for (guint i = 0; s && i < s->values->len; i++)
        read_wish(j, s->values->pdata[i]);
    if (is_form(j)) {
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
    return is_form(j) ? field_named(j->c, label) : NULL;
}

/* What is set, and what could not be. */
typedef struct filling {
    GString *filled, *wrong;
} filling;

static void add_part(GString *all, const char *title, const char *what)
{
    g_string_append_printf(all, "%s%s: %s", all->len > 0 ? "; " : "", title,
                           what);
}

/* A value that somebody else wrote is no reason to refuse a request: what is wrong
 * is told to whoever asks why, and to those who get the request where a source
 * named the field; there the text has it still. */
static void fill(decide_job *j, const config_field *f, const char *text,
                 store_actor kind, const char *actor, const char *cause,
                 filling *to)
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
        if ((decide_source(j) || j->form) && kind == STORE_ACTOR_CUSTOMER)
            add_part(to->wrong, f->title, words);
        return;
    }
    add_part(to->filled, f->title, row->text);
    keep(j, kind, actor, cause, row);
}

/* What the source says of a field counts, not what a line of the text says. */
static bool is_said(const decide_job *j, const config_field *f)
{
    const source_facts *s = decide_source(j);

    for (guint i = 0; s && i < s->values->len; i++) {
        const field_line *l = s->values->pdata[i];
        if (field_of(j, l->label) == f)
            return true;
    }
    return false;
}

static void fill_from_source(decide_job *j, const char *customer, filling *to)
{
    const source_facts *s = decide_source(j);

    for (guint i = 0; s && i < s->values->len; i++) {
        const field_line *l = s->values->pdata[i];
        const config_field *f = field_of(j, l->label);
        if (f)
            fill(j, f, l->value, STORE_ACTOR_CUSTOMER, customer, CAUSE_FORM,
                 to);
    }
}

/* The form that the desk itself has sent. */
static void fill_from_ours(decide_job *j, const char *customer, filling *to)
{
    const decide_form *f = j->form;

    for (guint i = 0; f && i < f->rows->len; i++) {
        const form_row *r = f->rows->pdata[i];
        const char *value = f->answer->values->pdata[i];
        if (r->field && value)
            fill(j, r->field, value, STORE_ACTOR_CUSTOMER, customer, CAUSE_FORM,
                 to);
    }
}

static void fill_from_form(decide_job *j, const char *customer, filling *to)
{
    g_autoptr(GPtrArray) lines = field_lines(j->in->letter->text);

    for (guint i = 0; i < lines->len; i++) {
        const field_line *l = lines->pdata[i];
        const config_field *f = field_of(j, l->label);
        if (f && !is_said(j, f))
            fill(j, f, l->value, STORE_ACTOR_CUSTOMER, customer, CAUSE_FORM,
                 to);
    }
}

/* Votes come heaviest first. */
static void fill_from_rules(decide_job *j, filling *to)
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
            fill(j, f, v->name, STORE_ACTOR_RULE, "", CAUSE_RULE, to);
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
    g_autoptr(GString) wrong = g_string_new(NULL);
    filling to = {filled, wrong};

    if (decide_marked(j))
        return;
    keep_wish(j, customer, FIELD_WISH_TYPE, j->wish_type);
    keep_wish(j, customer, FIELD_WISH_PRIORITY, j->wish_priority);
    fill_from_ours(j, customer, &to);
    fill_from_source(j, customer, &to);
    if (!j->form) /* its lines have been read */
        fill_from_form(j, customer, &to);
    fill_from_rules(j, &to);
    if (filled->len > 0)
        decide_event(j, "set from the message: %s", filled->str);
    if (wrong->len > 0)
        decide_event(j, "not set, and left in the text: %s", wrong->str);
    keep_proposal(j, "faq", FIELD_PROPOSED_FAQ);
    keep_proposal(j, "ask", FIELD_PROPOSED_ASK);
}
