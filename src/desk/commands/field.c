/* commands/field: what a desk's own fields hold, and what everybody is to see
 * first. */
#include "desk/field.h"
#include "desk/decide/room.h"

#include <string.h>

#define PIN_MAX 500 /* characters */

/* ---- /set ---- */

/* "FIELD=VALUE"; NULL: it has no =. Caller frees; *value is within it. */
static char *split(const char *argument, char **value)
{
    char *name = g_strdup(argument);
    char *sign = strchr(name, '=');

    if (!sign) {
        g_free(name);
        return NULL;
    }
    *sign = '\0';
    *value = g_strstrip(sign + 1);
    g_strchomp(name);
    return name;
}

static fault *no_field(const decide_job *j, const command_call *call,
                       const char *name)
{
    GPtrArray *all = j->c->fields;
    g_autofree const char **names = g_new0(const char *, all->len + 1);
    unsigned count = 0;

    for (unsigned i = 0; i < all->len; i++) {
        const config_field *f = all->pdata[i];
        if (field_applies(f, j->queue ? j->queue->id : NULL, j->state.type))
            names[count++] = f->id;
    }
    return count > 0 ? decide_near(call->row->name, name, names)
                     : fault_new(FAULT_NO_FIELDS, NULL);
}

static store_value *read_value(decide_job *j, const config_field *f,
                               const char *value, fault **wrong)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    const when_ask ask = {j->now_ms, zone, 0, false};

    return field_read(f, value, &ask, wrong);
}

static fault *check_set(decide_job *j, const command_call *call)
{
    char *value = NULL;
    g_autofree char *name = split(call->argument, &value);
    fault *wrong = NULL;

    if (!name)
        return fault_new(FAULT_FIELD_FORM, call->row->name, NULL);
    const config_field *f = field_named(j->c, name);
    if (!f)
        return no_field(j, call, name);
    decide_promise(j, f->id, *value);
    if (!*value)
        return NULL;
    if (!field_applies(f, j->queue ? j->queue->id : NULL, j->state.type))
        return fault_new(FAULT_FIELD_NOT, f->title, NULL);
    g_autoptr(store_value) row = read_value(j, f, value, &wrong);
    return wrong;
}

static void run_set(decide_job *j, const command_call *call)
{
    char *value = NULL;
    g_autofree char *name = split(call->argument, &value);
    const config_field *f = name ? field_named(j->c, name) : NULL;
    g_autoptr(fault) wrong = NULL;
    store_value *row;

    if (!f)
        return;
    if (*value) {
        row = read_value(j, f, value, &wrong);
    } else {
        row = g_new0(store_value, 1);
        row->field = g_strdup(f->id);
    }
    if (row)
        decide_value_set(j, f->title, row);
}

/* ---- /pin ---- */

static fault *check_pin(decide_job *j, const command_call *call)
{
    return g_utf8_strlen(call->argument, -1) <= PIN_MAX
               ? NULL
               : fault_new(FAULT_FIELD_LONG, "what is pinned",
                           G_STRINGIFY(PIN_MAX), NULL);
}

/* Its words are a note's: no event repeats them. */
static void run_pin(decide_job *j, const command_call *call)
{
    const char *to = *call->argument ? call->argument : NULL;

    if (g_strcmp0(j->state.pinned, to) == 0)
        return;
    decide_set(j, PLAN_PINNED, to);
    decide_event(j, to ? "pinned a text" : "took the pinned text off");
    j->state.pinned = to;
}

const command_row command_set = {
    .name = "set",
    .also = {[COMMAND_RU] = "поле", [COMMAND_NB] = "sett"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLASSIFY,
                  .help = "set a field of the desk; FIELD= empties it",
                  .type = COMMAND_FIELD,
                  .shown = "FIELD=VALUE",
                  .more = "FIELD is its name or title.",
                  .check = check_set,
                  .run = run_set},
};

const command_row command_pin = {
    .name = "pin",
    .also = {[COMMAND_RU] = "закрепить", [COMMAND_NB] = "fest"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_NOTE,
                  .help = "a line that every operator sees first; alone: take "
                          "it off",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[TEXT]",
                  .check = check_pin,
                  .run = run_pin},
};
