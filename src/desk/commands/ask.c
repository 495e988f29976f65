/* commands/ask: commands that change nothing and are answered by mail. */
#include "desk/decide/room.h"
#include "desk/rights.h"

/* ---- /show ---- */

static int64_t ticket_of(const decide_job *j, const command_call *call)
{
    g_autofree char *number = command_without_full(call->argument, NULL);
    const char *digits = number + (*number == '#');

    return *digits ? g_ascii_strtoll(digits, NULL, 10) : decide_ticket(j);
}

static fault *check_show(decide_job *j, const command_call *call)
{
    int64_t ticket = ticket_of(j, call);
    const snapshot_ticket *st = ticket != decide_ticket(j) && j->in
                                    ? snapshot_find(j->in->snapshot, ticket)
                                    : NULL;

    /* What she may not see is not there. */
    if (ticket == decide_ticket(j) ||
        (st && rights_may(j->c, j->op, st->t, st->watchers)))
        return NULL;
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, ticket);
    return fault_new(FAULT_NO_TICKET, number, NULL);
}

void decide_show(decide_job *j, int64_t ticket, bool full)
{
    int64_t entry = j->st && j->st->t->id == ticket ? j->st->t->last_entry : 0;
    const snapshot_ticket *st =
        j->in ? snapshot_find(j->in->snapshot, ticket) : NULL;

    if (st)
        entry = st->t->last_entry;
    decide_tell_about(j, j->op, "show", ticket, entry,
                      full ? json_pack("{s:b}", "full", true) : NULL);
}

static void run_show(decide_job *j, const command_call *call)
{
    bool full;
    g_free(command_without_full(call->argument, &full));
    decide_show(j, ticket_of(j, call), full);
}

static void customer_show(decide_job *j, const command_call *call)
{
    decide_answer(j, j->st ? "status" : "tickets");
}

/* ---- /list and /help ---- */

static void run_list(decide_job *j, const command_call *call)
{
    decide_tell(j, j->op, "list", 0, 0, NULL);
}

static void customer_list(decide_job *j, const command_call *call)
{
    decide_answer(j, "tickets");
}

static void run_help(decide_job *j, const command_call *call)
{
    decide_tell(j, j->op, "commands", 0, 0, NULL);
}

static void customer_help(decide_job *j, const command_call *call)
{
    decide_answer(j, "help");
}

const command_row command_show = {
    .name = "show",
    .also = {[COMMAND_RU] = "показать", [COMMAND_NB] = "vis"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "send me the request",
                  .type = COMMAND_SHOWN,
                  .optional = true,
                  .shown = "[#N] [full]",
                  .more = "It comes whole, with its internal notes; with full "
                          "also what was cut\nfrom messages as quoted.",
                  .needs = COMMAND_NEEDS_NAME,
                  .check = check_show,
                  .run = run_show},
    .customer = {.help = "send me the request",
                 .type = COMMAND_TICKET,
                 .optional = true,
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_show},
};

const command_row command_list = {
    .name = "list",
    .also = {[COMMAND_RU] = "список", [COMMAND_NB] = "liste"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "send me a list of my requests",
                  .more = "Those on your lines that nobody holds are among "
                          "them.",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .run = run_list},
    .customer = {.help = "send me a list of my requests",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_list},
};

const command_row command_help_row = {
    .name = "help",
    .also = {[COMMAND_RU] = "помощь", [COMMAND_NB] = "hjelp"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_ANY,
                  .help = "send me this list",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .run = run_help},
    .customer = {.help = "send me this list",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_help},
};
