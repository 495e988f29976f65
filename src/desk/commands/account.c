/* commands/account: what is left of what a customer has paid for. His
 * requests are in ask.c and report.c. */
#include "desk/decide/room.h"

static void customer_balance(decide_job *j, const command_call *call)
{
    decide_account_ask(j, json_pack("{s:s}", "what", "balance"));
}

/* Managers ask how their customers stand. */
static void run_balance(decide_job *j, const command_call *call)
{
    decide_tell(j, j->op, "balance_desk", 0, 0,
                *call->argument ? json_pack("{s:s}", "name", call->argument)
                                : NULL);
}

const command_row command_balance = {
    .name = "balance",
    .also = {[COMMAND_RU] = "баланс", [COMMAND_NB] = "saldo"},
    .chapter = COMMAND_ASKS,
    .traits = COMMAND_ANSWERS | COMMAND_ACCOUNT,
    .operator_ = {.right = RIGHT_MONEY,
                  .help = "how contracts stand: prepaid time, work that is not "
                          "billed, what is owed",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[COMPANY]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .run = run_balance},
    .customer = {.help = "what is left of the hours that we have paid for",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_balance},
};
