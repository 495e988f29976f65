/* commands/account: what is left of what a customer has paid for. His
 * requests are in ask.c and report.c. */
#include "desk/decide/room.h"

static void customer_balance(decide_job *j, const command_call *call)
{
    decide_account_ask(j, json_pack("{s:s}", "what", "balance"));
}

const command_row command_balance = {
    .name = "balance",
    .also = {[COMMAND_RU] = "баланс", [COMMAND_NB] = "saldo"},
    .chapter = COMMAND_ASKS,
    .traits = COMMAND_ANSWERS | COMMAND_ACCOUNT,
    .customer = {.help = "what is left of the hours that we have paid for",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_balance},
};
