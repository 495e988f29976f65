/* commands/undo: a reply that has not left yet. Carried out by decide/undo.c. */
#include "desk/decide/room.h"

const command_row command_undo = {
    .name = "undo",
    .also = {[COMMAND_RU] = "отмена", [COMMAND_NB] = "angre"},
    .chapter = COMMAND_ABOUT_ANSWER,
    .traits = COMMAND_STOPS_REPLY,
    .operator_ = {.right = RIGHT_ANY,
                  .help = "stop my reply that has not been sent yet"},
};
