/* commands/board: a board is asked, and its members answer. */
#include "desk/decide/room.h"

#include <string.h>

/* NULL: there is none of this name; *why is what follows it. */
static const config_board *board_of(const decide_job *j, const char *argument,
                                    char **name, const char **why)
{
    size_t size = strcspn(argument, " \t");

    *name = g_strndup(argument, size);
    *why = argument + size + strspn(argument + size, " \t");
    for (unsigned i = 0; i < j->c->boards->len; i++) {
        const config_board *b = j->c->boards->pdata[i];
        if (g_ascii_strcasecmp(b->id, *name) == 0)
            return b;
    }
    return NULL;
}

static fault *check_board(decide_job *j, const command_call *call)
{
    g_autofree char *name = NULL;
    const char *why;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    if (board_of(j, call->argument, &name, &why))
        return NULL;
    if (j->c->boards->len == 0)
        return fault_new(FAULT_NO_BOARDS, NULL);
    for (unsigned i = 0; i < j->c->boards->len; i++)
        g_ptr_array_add(ids, ((config_board *)j->c->boards->pdata[i])->id);
    g_ptr_array_add(ids, NULL);
    return decide_near("board", name, (const char *const *)ids->pdata);
}

static void run_board(decide_job *j, const command_call *call)
{
    g_autofree char *name = NULL;
    const char *why;
    const config_board *b = board_of(j, call->argument, &name, &why);

    decide_ask_board(j, b, why);
}

/* ---- voices ---- */

/* Is it about a customer's wish? A board that she is on goes before. */
static bool is_consent(const decide_job *j, const config_board *b)
{
    return !b ||
           (decide_consent_waits(j) && !config_listed(b->members, j->op->id));
}

static fault *check_voice(decide_job *j, const command_call *call)
{
    const config_board *b = decide_board_open(j);

    if (is_consent(j, b))
        return decide_consent_wrong(j);
    return config_listed(b->members, j->op->id)
               ? NULL
               : fault_new(FAULT_NO_MEMBER, b->name, NULL);
}

static void count(decide_job *j, const command_call *call, bool yes)
{
    const config_board *b = decide_board_open(j);

    if (is_consent(j, b))
        decide_consent_answered(j, yes, call->argument);
    else if (b && !j->asked) /* else commands before it have asked anew */
        decide_count(j, b, j->op->id, j->op->name, yes, call->argument);
}

static void run_approve(decide_job *j, const command_call *call)
{
    count(j, call, true);
}

static void run_reject(decide_job *j, const command_call *call)
{
    count(j, call, false);
}

const command_row command_board = {
    .name = "board",
    .also = {[COMMAND_RU] = "комиссия", [COMMAND_NB] = "utvalg"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_ASKS_BOARD | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_HANDOVER,
                  .help = "ask a board to decide about it",
                  .type = COMMAND_WORDS,
                  .shown = "NAME [why]",
                  .check = check_board,
                  .run = run_board},
};

const command_row command_approve = {
    .name = "approve",
    .also = {[COMMAND_RU] = "одобрить", [COMMAND_NB] = "godkjenn"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_APPROVES,
    .operator_ = {.right = RIGHT_APPROVE,
                  .help = "my voice in the board that is asked: yes",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[why]",
                  .check = check_voice,
                  .run = run_approve},
};

const command_row command_reject = {
    .name = "reject",
    .also = {[COMMAND_RU] = "отклонить", [COMMAND_NB] = "avvis"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_REJECTS,
    .operator_ = {.right = RIGHT_APPROVE,
                  .help = "the same: no",
                  .type = COMMAND_WORDS,
                  .shown = "why",
                  .check = check_voice,
                  .run = run_reject},
};
