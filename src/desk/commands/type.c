/* commands/type: what kind of process a request goes through, and how hard it is. */
#include "desk/decide/room.h"
#include "desk/say.h"
#include "desk/type_config.h"

#include <string.h>

static const char *or_none(const char *text)
{
    return text ? text : "none";
}

/* ---- /type ---- */

static fault *check_type(decide_job *j, const command_call *call)
{
    GPtrArray *all = j->c->types;
    g_autofree const char **names = g_new0(const char *, all->len + 1);
    const config_type_row *to = type_named(j->c, call->argument);

    if (to) {
        j->promised_type = to->id;
        return NULL;
    }
    for (unsigned i = 0; i < all->len; i++)
        names[i] = ((const config_type_row *)all->pdata[i])->id;
    return decide_near(call->row->name, call->argument, names);
}

/* What it was before stays in its history, and it stays in its stage. */
static void run_type(decide_job *j, const command_call *call)
{
    const config_type_row *to = type_named(j->c, call->argument);

    if (g_strcmp0(j->state.type, to->id) == 0)
        return;
    decide_set(j, PLAN_TYPE, to->id);
    decide_event(j, "type %s -> %s", or_none(j->state.type), to->id);
    j->state.type = to->id;
    decide_status(j, j->state.status);
}

const command_row command_type_row = {
    .name = "type",
    .also = {[COMMAND_RU] = "тип"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLASSIFY,
                  .help = "set the type: incident, change-request, ...",
                  .type = COMMAND_KIND,
                  .shown = "NAME",
                  .more = "A request that has had another type keeps its "
                          "history and its stage:\nif the new type does not "
                          "know its status, it gets the first one of the same\n"
                          "stage that the type knows.",
                  .check = check_type,
                  .run = run_type},
};

/* ---- /complexity ---- */

static bool is_complexity(const char *name, const char *argument)
{
    g_autofree char *key = g_strconcat("complexity|", name, NULL);

    return say_is(name, argument) || say_is(key, argument);
}

static const char *complexity_of(const char *argument)
{
    for (unsigned i = 0; type_complexities[i]; i++) {
        if (is_complexity(type_complexities[i], argument))
            return type_complexities[i];
    }
    return NULL;
}

static fault *check_complexity(decide_job *j, const command_call *call)
{
    if (*call->argument && !complexity_of(call->argument))
        return decide_near(call->row->name, call->argument, type_complexities);
    decide_promise(j, "complexity", *call->argument);
    return NULL;
}

static void run_complexity(decide_job *j, const command_call *call)
{
    const char *to = complexity_of(call->argument);

    if (g_strcmp0(j->state.complexity, to) == 0)
        return;
    decide_set(j, PLAN_COMPLEXITY, to);
    decide_event(j, "complexity %s -> %s", or_none(j->state.complexity),
                 or_none(to));
    j->state.complexity = to;
}

const command_row command_complexity = {
    .name = "complexity",
    .also = {[COMMAND_RU] = "сложность", [COMMAND_NB] = "kompleksitet"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLASSIFY,
                  .help = "low, medium or high; alone: not known",
                  .type = COMMAND_COMPLEXITY,
                  .optional = true,
                  .shown = "[NAME]",
                  .check = check_complexity,
                  .run = run_complexity},
};
