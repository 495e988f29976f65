/* commands/held: what becomes of a held reply, or of held messages by their
 * numbers. Carried out by decide/held.c and decide/whole.c. */
#include "desk/decide/room.h"

const command_row command_send = {
    .name = "send",
    .also = {[COMMAND_RU] = "отправить"},
    .chapter = COMMAND_ABOUT_ANSWER,
    .traits = COMMAND_SENDS_HELD | COMMAND_LETS_IN,
    .operator_ = {.right = RIGHT_ANY,
                  .help =
                      "send my reply that is on hold; N: let these messages "
                      "in",
                  .type = COMMAND_HELD,
                  .optional = true,
                  .shown = "[N...]"},
};

const command_row command_drop = {
    .name = "drop",
    .also = {[COMMAND_RU] = "удалить", [COMMAND_NB] = "forkast"},
    .chapter = COMMAND_ABOUT_ANSWER,
    .traits = COMMAND_DROPS_HELD | COMMAND_THROWS_AWAY,
    .operator_ = {.right = RIGHT_ANY,
                  .help = "discard my reply that is on hold; N: discard these "
                          "messages",
                  .type = COMMAND_HELD,
                  .optional = true,
                  .shown = "[N...]"},
};
