/* commands/statement: what a customer is billed, for managers. */
#include "desk/decide/room.h"
#include "desk/prepaid.h"

#include <string.h>

/* "Acme AS 2026-10": the name; *month: from the argument, NULL. Caller frees. */
static char *contract_of(const char *argument, const char **month)
{
    const char *last = strrchr(argument, ' ');

    *month = last && prepaid_month_read(last + 1) >= 0 ? last + 1 : NULL;
    char *name = *month ? g_strndup(argument, (gsize)(last - argument))
                        : g_strdup(argument);
    return g_strstrip(name);
}

/* Whether there is such a contract is known when the mail is made. */
static void run_statement(decide_job *j, const command_call *call)
{
    const char *month;
    g_autofree char *name = contract_of(call->argument, &month);
    json_t *data = json_pack("{s:s}", "contract", name);

    if (month)
        json_object_set_new(data, "month", json_string(month));
    decide_tell(j, j->op, "statement_desk", 0, 0, data);
}

const command_row command_statement = {
    .name = "statement",
    .also = {[COMMAND_RU] = "расчёт", [COMMAND_NB] = "oversikt"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_MONEY,
                  .help = "send me the draft of a statement, with its margin",
                  .more =
                      "CONTRACT is a number, an id, a name, or the name of\n"
                      "a company that has one contract.\n"
                      "Without a month it is the last one.",
                  .type = COMMAND_WORDS,
                  .shown = "CONTRACT [2026-10]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .run = run_statement},
};
