/* commands/new: a request for somebody who did not write to us. Carried out by
 * decide/draft.c. */
#include "desk/decide/room.h"

/* It opens one; in one that there is it has no meaning. */
static fault *check_new(decide_job *j, const command_call *call)
{
    return fault_new(FAULT_NEW_FRESH, NULL);
}

const command_row command_new = {
    .name = "new",
    .also =
        {[COMMAND_EN] = "open", [COMMAND_RU] = "новая", [COMMAND_NB] = "ny"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .traits = COMMAND_OPENS,
    .operator_ =
        {.right = RIGHT_REPLY,
         .help = "open a request for a customer who telephoned, or "
                 "wrote elsewhere",
         .more = "In a fresh message to the desk; the text beside it is the\n"
                 "customer's message.\n"
                 "A customer's message that you forward to the desk is\n"
                 "understood too.\n"
                 "You are shown the request, and nothing happens before you\n"
                 "answer with /send; /acknowledge tells the customer of it.\n"
                 "With a telephone number your replies come back to you, to\n"
                 "be told by telephone.",
         .type = COMMAND_WORDS,
         .shown = "ADDRESS|PHONE [name]",
         .needs = COMMAND_NEEDS_NOTHING,
         .check = check_new},
};

const command_row command_acknowledge = {
    .name = "acknowledge",
    .also = {[COMMAND_RU] = "подтвердить", [COMMAND_NB] = "bekreft"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .traits = COMMAND_ACKNOWLEDGES,
    .operator_ = {.right = RIGHT_REPLY,
                  .help = "the customer of a request that I open by /new is "
                          "told of it, or not",
                  .type = COMMAND_ON_OFF,
                  .optional = true,
                  .shown = "[on|off]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = check_new},
};
