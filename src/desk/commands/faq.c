/* commands/faq: ready answers. What /faq NAME puts into a text, decide/ready.c has
 * put there before this runs. */
#include "desk/faq.h"
#include "desk/decide/room.h"

static fault *check_faq(decide_job *j, const command_call *call)
{
    return decide_ready_wrong(j, call);
}

/* Those that fit the request, or are found by these words. */
static void tell_list(decide_job *j, const command_call *call)
{
    decide_tell(j, j->op, "ready", 0, 0,
                *call->argument ? json_pack("{s:s}", "query", call->argument)
                                : NULL);
}

static void run_faq(decide_job *j, const command_call *call)
{
    if (!faq_named(j->c, call->argument))
        tell_list(j, call);
}

static void run_template(decide_job *j, const command_call *call)
{
    const config_faq *f = faq_named(j->c, call->argument);

    if (f)
        decide_tell(j, j->op, "ready", 0, 0, json_pack("{s:s}", "name", f->id));
    else
        tell_list(j, call);
}

static void customer_faq(decide_job *j, const command_call *call)
{
    decide_answer_question(j, call->argument);
}

const command_row command_template = {
    .name = "template",
    .also = {[COMMAND_RU] = "шаблон", [COMMAND_NB] = "mal"},
    .chapter = COMMAND_ABOUT_ANSWER,
    .operator_ = {.right = RIGHT_ANY,
                  .help = "send me this ready answer, to be changed and sent; "
                          "alone: those that there are",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[NAME]",
                  .more = "It comes with its variables filled in, and with "
                          "what is to be done before\nit is sent.\n"
                          "The list begins with those that fit the request.",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = check_faq,
                  .run = run_template},
};

const command_row command_faq = {
    .name = "faq",
    .also = {[COMMAND_RU] = "вопросы", [COMMAND_NB] = "spørsmål"},
    .chapter = COMMAND_ABOUT_ANSWER,
    .traits = COMMAND_INSERTS | COMMAND_FOR_ROBOTS | COMMAND_ANSWERS,
    .operator_ =
        {.right = RIGHT_ANY,
         .help = "put this ready answer into my reply; WORDS: send me those "
                 "that have them",
         .more = "Alone it is the whole reply.\n"
                 "Beside a text it stands where the command stands: above the\n"
                 "text, but below its greeting; below the text; or, as a\n"
                 "paragraph of its own, between two others.\n"
                 "It is in the language of the request; if there is no such\n"
                 "text, another one is taken, and you are told.",
         .type = COMMAND_WORDS,
         .optional = true,
         .shown = "[NAME|WORDS]",
         .needs = COMMAND_NEEDS_NOTHING,
         .check = check_faq,
         .run = run_faq},
    .customer = {.help = "send me answers about this",
                 .more = "Without words it lists all.",
                 .type = COMMAND_WORDS,
                 .optional = true,
                 .shown = "[WORDS]",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_faq},
};
