/* commands/line: over to another support line, and back. */
#include "desk/decide/room.h"

#include <string.h>

/* NULL if there is no such line; *why is what follows its number. */
static const config_line *line_of(const decide_job *j, const char *argument,
                                  const char **why)
{
    char *end;
    gint64 number = g_ascii_strtoll(argument, &end, 10);

    if (number <= 0 || number >= 1000 || (*end && *end != ' '))
        return NULL;
    *why = end + strspn(end, " ");
    return config_line_by_number(j->c, (int)number);
}

static fault *no_line(const decide_job *j)
{
    g_autoptr(GString) all = g_string_new(NULL);

    for (unsigned i = 0; i < j->c->lines->len; i++) {
        const config_line *one = j->c->lines->pdata[i];
        g_string_append_printf(all, "%s/line %d", i > 0 ? " " : "",
                               one->number);
    }
    return fault_new(FAULT_NO_LINE, all->str, NULL);
}

static fault *check_line(decide_job *j, const command_call *call)
{
    const char *why;
    const config_line *row = line_of(j, call->argument, &why);

    if (!row)
        return no_line(j);
    if (row->number != j->state.line)
        return NULL;
    g_autofree char *number = g_strdup_printf("%d", row->number);
    return fault_new(FAULT_SAME_LINE, number, NULL);
}

static void run_line(decide_job *j, const command_call *call)
{
    const char *why;
    const config_line *row = line_of(j, call->argument, &why);

    if (row->number == j->state.line)
        return; /* by a command before it */
    g_autofree char *words = g_strdup_printf("%s handed it over from line %d.",
                                             j->op->name, j->state.line);
    g_autoptr(GPtrArray) to = NULL;
    /* Line 1 interprets what the next one finds, so she hears of it. */
    decide_watch(j, true);
    j->reason = why;
    decide_hand_over(j, row->number);
    j->reason = NULL;
    to = decide_responsible(j);
    decide_tell_moved(j, to, why, "line", words);
}

static fault *check_return(decide_job *j, const command_call *call)
{
    return decide_can_return(j) ? NULL : fault_new(FAULT_NO_RETURN, NULL);
}

static void run_return(decide_job *j, const command_call *call)
{
    g_autoptr(GPtrArray) to = NULL;
    g_autofree char *words = g_strdup_printf("%s handed it back from line %d.",
                                             j->op->name, j->state.line);

    if (!decide_can_return(j))
        return; /* commands before it have */
    j->reason = call->argument;
    decide_hand_back(j);
    j->reason = NULL;
    to = decide_responsible(j);
    decide_tell_moved(j, to, call->argument, "returned", words);
}

const command_row command_line = {
    .name = "line",
    .also = {[COMMAND_RU] = "линия", [COMMAND_NB] = "linje"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_HOLDER | COMMAND_SAYS_STATUS | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_HANDOVER,
                  .help = "hand it over to support line N; why becomes an "
                          "internal note",
                  .type = COMMAND_LINE,
                  .shown = "N [why]",
                  .check = check_line,
                  .run = run_line},
};

const command_row command_return = {
    .name = "return",
    .also = {[COMMAND_RU] = "вернуть", [COMMAND_NB] = "returner"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_HOLDER | COMMAND_SAYS_STATUS | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_HANDOVER,
                  .help = "hand it back to the line that it came from",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[why]",
                  .check = check_return,
                  .run = run_return},
};
