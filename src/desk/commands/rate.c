/* commands/rate: what a customer says of a reply, in an answer to the mail that
 * asked for it. decide/rating.c reads it there; anywhere else it is text. A
 * manager's is another one: commands/book.c. */
#include "desk/decide/room.h"

static void run_rate(decide_job *j, const command_call *call)
{
}

const command_row command_rate = {
    .name = "rate",
    .also = {[COMMAND_RU] = "оценка", [COMMAND_NB] = "vurder"},
    .chapter = COMMAND_ABOUT_ANSWER,
    .traits = COMMAND_RATES,
    .customer = {.help = "how it went, in a reply to the message that asks",
                 .more = "Whatever stands after the number is a comment.",
                 .type = COMMAND_WORDS,
                 .shown = "N [why]",
                 .needs = COMMAND_NEEDS_TICKET,
                 .run = run_rate},
};
