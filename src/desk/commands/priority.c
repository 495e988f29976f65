/* commands/priority: how much a ticket presses. */
#include "desk/decide/room.h"
#include "desk/say.h"

#include <string.h>

/* NULL if there is none of that name. */
static const char *named(const char *argument)
{
    for (unsigned i = 0; config_priorities[i]; i++) {
        if (say_is(config_priorities[i], argument))
            return config_priorities[i];
    }
    return NULL;
}

static fault *check_priority(decide_job *j, const command_call *call)
{
    return named(call->argument) ? NULL
                                 : decide_near(call->row->name, call->argument,
                                               config_priorities);
}

static void run_priority(decide_job *j, const command_call *call)
{
    const char *to = named(call->argument);

    if (g_strcmp0(j->state.priority, to) == 0)
        return;
    decide_set(j, PLAN_PRIORITY, to);
    decide_event(j, "priority %s -> %s", j->state.priority, to);
    j->state.priority = to;
}

const command_row command_priority = {
    .name = "priority",
    .also = {[COMMAND_RU] = "приоритет", [COMMAND_NB] = "prioritet"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLASSIFY,
                  .help = "low, normal, high or urgent",
                  .type = COMMAND_PRIORITY,
                  .shown = "NAME",
                  .check = check_priority,
                  .run = run_priority},
};
