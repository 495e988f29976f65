/* decide_process: fields, dates and what a type asks for, as commands need them. */
#include "desk/decide/room.h"
#include "desk/field_config.h"
#include "desk/type_config.h"
#include "desk/when.h"

#include <string.h>

/* ---- dates ---- */

GTimeZone *decide_zone(const decide_job *j)
{
    return config_zone_for(j->c, j->op, j->queue);
}

fault *decide_date(decide_job *j, const command_call *call, int minute, when *w)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    const when_ask ask = {j->now_ms, zone, minute, false};
    when_result result = when_read(call->argument, &ask, w);
    g_autofree char *words = NULL;

    switch (result) {
    case WHEN_FINE:
        return NULL;
    case WHEN_TWO:
        words = when_two_words(w, zone);
        return fault_new(FAULT_TWO_DATES, words, NULL);
    case WHEN_PAST:
        words = when_words(w->at_ms, zone, w->has_time);
        return fault_new(FAULT_PAST_DATE, words, NULL);
    case WHEN_FAR:
        return fault_new(FAULT_FAR_DATE, NULL);
    default:
        return fault_new(FAULT_NO_DATE, call->row->name, "2026-12-24", NULL);
    }
}

/* ---- fields ---- */

const char *decide_value(const decide_job *j, const char *field)
{
    const store_value *v = store_value_find(j->values, field);

    return v ? v->text : NULL;
}

void decide_value_remember(decide_job *j, const store_value *row)
{
    for (guint i = 0; i < j->values->len; i++) {
        const store_value *v = j->values->pdata[i];
        if (strcmp(v->field, row->field) == 0) {
            g_ptr_array_remove_index(j->values, i);
            break;
        }
    }
    if (!row->text)
        return;
    store_value *copy = g_new0(store_value, 1);
    copy->field = g_strdup(row->field);
    copy->text = g_strdup(row->text);
    g_ptr_array_add(j->values, copy);
}

void decide_value_set(decide_job *j, const char *title, store_value *row)
{
    const char *was = decide_value(j, row->field);

    if (g_strcmp0(was, row->text) == 0) {
        store_value_free(row);
        return;
    }
    g_autofree char *words =
        g_strdup_printf("%s: %s -> %s", title, was ? was : "none",
                        row->text ? row->text : "none");
    decide_value_remember(j, row);
    decide_plan_value(j, row);
    decide_event(j, "%s", words);
}

/* ---- what a type asks for ---- */

void decide_promise(decide_job *j, const char *name, bool set)
{
    g_hash_table_insert(j->promised, g_strdup(name),
                        GINT_TO_POINTER(set ? 1 : -1));
}

/* What it is, or will be by a command before this one. */
static const char *type_then(const decide_job *j)
{
    return j->promised_type ? j->promised_type : j->state.type;
}

/* Is it set, or will it be by a command before this one? */
static bool is_set(const decide_job *j, const char *name)
{
    int promised = GPOINTER_TO_INT(g_hash_table_lookup(j->promised, name));

    if (promised != 0)
        return promised > 0;
    if (strcmp(name, "category") == 0)
        return j->state.category != NULL;
    if (strcmp(name, "complexity") == 0)
        return j->state.complexity != NULL;
    if (strcmp(name, "due") == 0)
        return j->state.due_ms != 0;
    if (strcmp(name, "estimate") == 0)
        return j->state.estimate_min != 0;
    return decide_value(j, name) != NULL;
}

/* "/estimate" or "/set cause=" */
static void say_command(GString *out, const char *name)
{
    bool own = g_strv_contains(type_needed, name);

    g_string_append_printf(out, "%s%s%s%s", out->len > 0 ? " and " : "",
                           own ? "/" : "/set ", name, own ? "" : "=...");
}

fault *decide_status_wrong(decide_job *j, const char *status)
{
    const char *to = type_status(j->c, type_then(j), j->statuses, status);
    g_autoptr(GPtrArray) needs = type_needs(j->c, type_then(j), to);
    g_autoptr(GString) missing = g_string_new(NULL);

    for (guint i = 0; i < needs->len; i++) {
        if (!is_set(j, needs->pdata[i]))
            say_command(missing, needs->pdata[i]);
    }
    return missing->len > 0 ? fault_new(FAULT_NEEDS_FIELDS,
                                        status_title(j->statuses, to, NULL),
                                        missing->str, NULL)
                            : NULL;
}

fault *decide_status_foreign(decide_job *j, const status_row *to)
{
    unsigned count;
    const status_row *const *rows = status_rows(j->statuses, &count);
    g_autoptr(GString) all = g_string_new(NULL);

    if (type_has_status(j->c, type_then(j), to))
        return NULL;
    for (unsigned i = 0; i < count; i++) {
        if (type_has_status(j->c, type_then(j), rows[i]))
            g_string_append_printf(all, "%s%s", all->len > 0 ? ", " : "",
                                   rows[i]->id);
    }
    const char *title = type_title(j->c, type_then(j), NULL);
    return fault_new(FAULT_TYPE_STATUS, title ? title : "none", to->title,
                     all->str, NULL);
}
