/* commands/spend: working time. */
#include "base/span.h"
#include "desk/decide/room.h"

#include <string.h>

/* "1h 30m mended the thing": as many words as are a time; -1 if none is. */
static int time_of(const char *argument, const char **what)
{
    int found = -1;

    for (const char *p = argument; *p;) {
        p += strspn(p, " ");
        p += strcspn(p, " ");
        g_autofree char *start = g_strndup(argument, (gsize)(p - argument));
        int minutes = span_said_minutes(start);
        if (minutes < 0)
            continue;
        found = minutes;
        *what = p + strspn(p, " ");
    }
    return found;
}

static fault *check_spend(decide_job *j, const command_call *call)
{
    const char *what;

    return time_of(call->argument, &what) > 0 ? NULL
                                              : fault_new(FAULT_NO_TIME, NULL);
}

static void run_spend(decide_job *j, const command_call *call)
{
    const char *what = "";
    int minutes = time_of(call->argument, &what);

    decide_set_number(j, PLAN_SPENT, minutes);
    decide_event(j, "spent %d min%s%s", minutes, *what ? ": " : "", what);
}

const command_row command_spend = {
    .name = "spend",
    .also = {[COMMAND_RU] = "потрачено", [COMMAND_NB] = "brukt"},
    .chapter = COMMAND_ABOUT_TICKET,
    .operator_ = {.right = RIGHT_NOTE,
                  .help = "add working time: 25m, 1h 30m, 1.5h, or minutes",
                  .type = COMMAND_TIME,
                  .shown = "TIME [what]",
                  .check = check_spend,
                  .run = run_spend},
};
