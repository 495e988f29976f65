/* commands/spam: it is spam, or it is none; both are learned. With numbers they
 * are about held messages: decide/whole.c. */
#include "desk/decide/room.h"

/* Nothing may go to a spammer, not even what was on its way. */
static void stop_replies(decide_job *j)
{
    for (unsigned i = 0; i < j->st->pending->len; i++)
        decide_stop(j, j->st->pending->pdata[i]);
}

void decide_mark_spam(decide_job *j, const char *status)
{
    stop_replies(j);
    decide_status(j, status);
    decide_learn_spam(j, true);
}

static void run_spam(decide_job *j, const command_call *call)
{
    decide_mark_spam(j, status_first(j->statuses, STATUS_SPAM));
}

static void run_ham(decide_job *j, const command_call *call)
{
    if (status_is(j->statuses, j->state.status, STATUS_SPAM))
        decide_status(j, status_after_customer(j->statuses, j->state.status));
    else
        decide_event(j, "said that it is not spam");
    decide_learn_spam(j, false);
}

const command_row command_spam = {
    .name = "spam",
    .also = {[COMMAND_RU] = "спам", [COMMAND_NB] = "søppel"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_MARKS_SPAM | COMMAND_THROWS_AWAY | COMMAND_FOR_SEVERAL,
    .operator_ = {.right = RIGHT_RELEASE,
                  .help = "mark it as spam: closed and learned, nothing is "
                          "sent; N: these messages",
                  .type = COMMAND_HELD,
                  .optional = true,
                  .shown = "[N...]",
                  .run = run_spam},
};

const command_row command_ham = {
    .name = "ham",
    .also = {[COMMAND_RU] = "неспам", [COMMAND_NB] = "ikkespam"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_MARKS_HAM | COMMAND_LETS_IN | COMMAND_FOR_SEVERAL,
    .operator_ = {.right = RIGHT_RELEASE,
                  .help = "it is not spam: open again and learned; N: let "
                          "these messages in",
                  .type = COMMAND_HELD,
                  .optional = true,
                  .shown = "[N...]",
                  .run = run_ham},
};
