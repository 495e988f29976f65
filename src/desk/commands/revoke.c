/* commands/revoke: an end to her own secret addresses of a ticket. */
#include "desk/decide/room.h"

static void run_revoke(decide_job *j, const command_call *call)
{
    if (!j->st) {
        decide_revoke_lists(j, j->op);
        decide_notice(j, j->op, "your lists",
                      "The lists that you got until now can not be answered "
                      "any more. Send /list for a new one.");
        return;
    }
    decide_revoke(j, j->op, j->st->t, "revoked her reply addresses",
                  "Your reply addresses in earlier messages about this request "
                  "do not work any more. Reply to this message instead.");
}

const command_row command_revoke = {
    .name = "revoke",
    .also = {[COMMAND_RU] = "отозвать", [COMMAND_NB] = "trekktilbake"},
    .chapter = COMMAND_ABOUT_PEOPLE,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "end my reply addresses of this request; a message "
                          "with a new one comes",
                  .more = "For one that somebody else may have seen.\nWhat is "
                          "sent to a revoked address is put on hold.\nIn an "
                          "answer to a list, or where no request is\nmeant, it "
                          "ends the addresses of all lists so far.",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .run = run_revoke},
};
