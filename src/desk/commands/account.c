/* commands/account: what a customer asks about his account by mail: his requests, a
 * month of them, what is left of what he has paid for. */
#include "desk/account.h"
#include "desk/decide/room.h"

static void customer_report(decide_job *j, const command_call *call)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    account_month m;

    account_month_read(call->argument, j->now_ms, zone, &m);
    decide_account_ask(j, json_pack("{s:s,s:b,s:i,s:i,s:I,s:I,s:s*}", "what",
                                    "report", "company", m.company, "year",
                                    m.year, "month", m.month, "from",
                                    (json_int_t)m.from_ms, "to",
                                    (json_int_t)m.to_ms, "wrong", m.wrong));
    account_month_clear(&m);
}

static void customer_balance(decide_job *j, const command_call *call)
{
    decide_account_ask(j, json_pack("{s:s}", "what", "balance"));
}

const command_row command_report = {
    .name = "report",
    .also = {[COMMAND_RU] = "отчёт отчет", [COMMAND_NB] = "rapport"},
    .chapter = COMMAND_ASKS,
    .traits = COMMAND_ANSWERS | COMMAND_ACCOUNT,
    .customer = {.help = "send me a report of this month, or of another",
                 .more = "2026-10, october, last month.\n"
                         "A contact person gets one of the whole company by\n"
                         "company before it.",
                 .type = COMMAND_WORDS,
                 .optional = true,
                 .shown = "[company] [MONTH]",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_report},
};

const command_row command_balance = {
    .name = "balance",
    .also = {[COMMAND_RU] = "баланс", [COMMAND_NB] = "saldo"},
    .chapter = COMMAND_ASKS,
    .traits = COMMAND_ANSWERS | COMMAND_ACCOUNT,
    .customer = {.help = "what is left of the hours that we have paid for",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_balance},
};
