/* commands/language: in which language a customer is written to. */
#include "desk/decide/room.h"
#include "desk/speech.h"

/* The answer is in the new one. */
static void set_language(decide_job *j, const command_call *call)
{
    decide_language_choose(j, speech_named(call->argument));
    decide_answer(j, "language");
}

const command_row command_tongue = {
    .name = "language",
    .also = {[COMMAND_RU] = "язык", [COMMAND_NB] = "språk"},
    .chapter = COMMAND_ASKS,
    .customer = {.help = "the language that we write to you in",
                 .more = "en, ru, nb, or its name; auto: the one that you "
                         "write in.",
                 .type = COMMAND_LANGUAGE,
                 .shown = "LANGUAGE",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = set_language},
};
