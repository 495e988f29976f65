/* field_config: [field NAME], what a desk wants to know of its requests. */
#include "desk/field_config.h"

#include "config/section.h"
#include "desk/book.h"
#include "desk/queue_config.h"
#include "desk/type_config.h"
#include "rules/pattern/pattern.h"

#include <string.h>

const char *const field_type_words[] = {"text",   "number", "date",
                                        "choice", "link",   NULL};
const char *const field_form_words[] = {"auto", "no", "optional", "required",
                                        NULL};

const char *const field_of_words[] = {"ticket",   "company", "person",
                                      "contract", "service", NULL};

/* ---- look-ups ---- */

const config_field *field_by_id(const config *c, const char *id)
{
    return config_by_id(c->fields, id);
}

const config_field *field_named(const config *c, const char *words)
{
    for (guint i = 0; *words && i < c->fields->len; i++) {
        const config_field *f = c->fields->pdata[i];

        if (f->of == FIELD_OF_TICKET &&
            config_is_titled(f->id, f->title, f->titles, words))
            return f;
    }
    return NULL;
}

const char *field_title(const config *c, const char *id, const char *language)
{
    const config_field *f = field_by_id(c, id);

    return f ? config_in(f->titles, language, f->title) : id;
}

bool field_applies(const config_field *f, const char *queue, const char *type)
{
    return f->of == FIELD_OF_TICKET &&
           (f->queues->len == 0 ||
            (queue && config_listed(f->queues, queue))) &&
           (f->types->len == 0 || (type && config_listed(f->types, type)));
}

/* ---- the section ---- */

static char **split_choices(const char *text)
{
    g_auto(GStrv) all = g_strsplit(text, ";", -1);
    g_autoptr(GPtrArray) out = g_ptr_array_new();

    for (char **one = all; *one; one++) {
        if (*g_strstrip(*one))
            g_ptr_array_add(out, g_strdup(*one));
    }
    g_ptr_array_add(out, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&out), FALSE);
}

static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->fields->len; i++) {
        config_field *f = r->config->fields->pdata[i];

        if (!f->title)
            f->title = g_strdup(f->id);
        if (f->choices && !f->choice_list)
            f->choice_list = split_choices(f->choices);
    }
}

/* Commands and filters have these names. */
static const char *const taken[] = {
    "type",     "category", "priority", "complexity", "due",
    "estimate", "line",     "holder",   "status",     "queue",
    "customer", "subject",  "pin",      "pinned",     "sla",
    "overdue",  "stage",    "field",    "limit",      NULL};

static void check_name(config_reading *r, const config_field *f)
{
    if (g_strv_contains(taken, f->id) || strpbrk(f->id, ":="))
        config_bad(r, f, "",
                   "[field %s]: every request has that already, or the name "
                   "cannot be written in a command; choose another",
                   f->id);
}

/* Columns that all of its kind have. */
static void check_column(config_reading *r, const config_field *f)
{
    book_kind kind = book_kind_named(field_of_words[f->of]);

    for (const book_column *k = book_kinds[kind].columns; k->name; k++)
        if (strcmp(k->name, f->id) == 0)
            config_bad(r, f, "of",
                       "[field %s]: every %s has that already; choose another "
                       "name",
                       f->id, book_kinds[kind].name);
}

static void check_of(config_reading *r, const config_field *f)
{
    if (f->of == FIELD_OF_TICKET)
        return;
    check_column(r, f);
    if (f->queues->len > 0 || f->types->len > 0 || f->from_form)
        config_bad(r, f, "of",
                   "[field %s] of: queues, types and from_form are of requests",
                   f->id);
}

static void check_choices(config_reading *r, const config_field *f)
{
    bool has = f->choice_list && f->choice_list[0];

    if (f->type == FIELD_CHOICE && !has)
        config_bad(r, f, "choices",
                   "[field %s] choices: a choice needs them, as in choices = "
                   "sale; rent",
                   f->id);
    if (f->type != FIELD_CHOICE && has)
        config_bad(r, f, "choices",
                   "[field %s] choices: only type = choice has them", f->id);
}

static void check_pattern(config_reading *r, config_field *f)
{
    g_autoptr(GError) error = NULL;

    if (!f->pattern)
        return;
    if (f->type != FIELD_TEXT && f->type != FIELD_LINK)
        config_bad(r, f, "pattern",
                   "[field %s] pattern: only texts and links have one", f->id);
    g_autofree char *whole = g_strdup_printf("\\A(?:%s)\\z", f->pattern);
    f->made = pattern_compile_text(whole, 0, true, &error);
    if (!f->made)
        config_bad(r, f, "pattern", "[field %s] pattern: %s", f->id,
                   error->message);
}

static void check_lists(config_reading *r, config_field *f)
{
    g_autofree char *where = g_strdup_printf("field %s", f->id);

    for (guint i = 0; i < f->queues->len; i++)
        config_check_queue_name(r, f, "queues", where, f->queues->pdata[i]);
    for (guint i = 0; i < f->types->len; i++)
        config_check_type_name(r, f, "types", where, f->types->pdata[i]);
}

static void check(config_reading *r)
{
    for (guint i = 0; i < r->config->fields->len; i++) {
        config_field *f = r->config->fields->pdata[i];

        check_name(r, f);
        check_of(r, f);
        check_choices(r, f);
        check_pattern(r, f);
        check_lists(r, f);
    }
}

static void forget(config *c)
{
    for (guint i = 0; i < c->fields->len; i++) {
        config_field *f = c->fields->pdata[i];

        g_clear_pointer(&f->choice_list, g_strfreev);
        g_clear_pointer(&f->made, pattern_free);
    }
}

static const config_key keys[] = {
    CONFIG_FIELD_KEYS(CONFIG_ROW, config_field){.key = NULL},
};

const config_section config_field_section = {
    .name = "field",
    .argument = "NAME",
    .help = "What a desk wants to know of its requests beside what every "
            "request has",
    .at = offsetof(config, fields),
    .size = sizeof(config_field),
    .keys = keys,
    .complete = complete,
    .check = check,
    .forget = forget,
};
