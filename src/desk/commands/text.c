/* commands/text: where the text beside it goes. */
#include "desk/decide/room.h"

const command_row command_note = {
    .name = "note",
    .also = {[COMMAND_RU] = "заметка", [COMMAND_NB] = "notat"},
    .chapter = COMMAND_ABOUT_ANSWER,
    .traits = COMMAND_IS_NOTE | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_NOTE,
                  .help = "keep this text internal; it never reaches the "
                          "customer"},
};

const command_row command_reply = {
    .name = "reply",
    .also = {[COMMAND_RU] = "ответ ответить", [COMMAND_NB] = "svar"},
    .chapter = COMMAND_ABOUT_ANSWER,
    .traits = COMMAND_IS_REPLY | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_REPLY,
                  .help = "send this text to the customer"},
};
