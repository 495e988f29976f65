/* commands/ask: commands that change nothing and are answered by mail. */
#include "desk/decide/room.h"
#include "desk/list_filter.h"
#include "desk/rights.h"

/* ---- /show ---- */

static int64_t ticket_of(const decide_job *j, const command_call *call)
{
    g_autofree char *number = command_without(call->argument, "full", NULL);
    int64_t ticket = command_ticket(number);

    return ticket ? ticket : decide_ticket(j);
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

    if (st) {
        ticket = st->t->id; /* that it became part of */
        entry = st->t->last_entry;
    }
    decide_tell_about(j, j->op, "show", ticket, entry,
                      full ? json_pack("{s:b}", "full", true) : NULL);
}

static void run_show(decide_job *j, const command_call *call)
{
    bool full;
    g_free(command_without(call->argument, "full", &full));
    decide_show(j, ticket_of(j, call), full);
}

static void customer_show(decide_job *j, const command_call *call)
{
    int64_t ticket = command_ticket(call->argument);

    if (!ticket)
        ticket = decide_ticket(j);
    decide_account_ask(
        j, ticket ? json_pack("{s:s,s:I}", "what", "show", "ticket",
                              (json_int_t)ticket)
                  : json_pack("{s:s,s:s}", "what", "list", "query", ""));
}

/* ---- /list and /help ---- */

static list_filter *read_filter(const decide_job *j, const command_call *call,
                                fault **wrong)
{
    const list_ask ask = {.c = j->c,
                          .command = call->row->name,
                          .me = j->op->id,
                          .now_ms = j->now_ms};

    return list_filter_read(&ask, call->argument, wrong);
}

static fault *check_list(decide_job *j, const command_call *call)
{
    fault *wrong = NULL;

    list_filter_free(read_filter(j, call, &wrong));
    return wrong;
}

/* What is asked for is looked for when the mail is made. */
static void tell_found(decide_job *j, const command_call *call, bool all)
{
    decide_tell(j, j->op, "list", 0, 0,
                json_pack("{s:s,s:b}", "query", call->argument, "all", all));
}

static void run_list(decide_job *j, const command_call *call)
{
    if (*call->argument)
        tell_found(j, call, false);
    else
        decide_tell(j, j->op, "list", 0, 0, NULL);
}

static void run_search(decide_job *j, const command_call *call)
{
    tell_found(j, call, true);
}

static void customer_list(decide_job *j, const command_call *call)
{
    decide_account_ask(
        j, json_pack("{s:s,s:s}", "what", "list", "query", call->argument));
}

/* "role": hers; or the name of one. 0: neither. */
static unsigned roles_of(const decide_job *j, const char *argument)
{
    role_id role = role_named(argument);
    unsigned roles = 0;

    if (role != ROLES)
        return 1u << role;
    for (unsigned i = 0; g_ascii_strcasecmp(argument, "role") == 0 && i < ROLES;
         i++)
        roles |= role_granted(j->op->grants, 1u << i, NULL, 0) ? 1u << i : 0;
    return roles;
}

static fault *check_help(decide_job *j, const command_call *call)
{
    static const char *const words[] = {
        "role", "operator", "dispatcher", "lead", "manager", "observer", NULL};

    return *call->argument && roles_of(j, call->argument) == 0
               ? decide_near(call->row->name, call->argument, words)
               : NULL;
}

static void run_help(decide_job *j, const command_call *call)
{
    unsigned roles = *call->argument ? roles_of(j, call->argument) : 0;

    if (roles == 0)
        decide_tell(j, j->op, "commands", 0, 0, NULL);
    else
        decide_tell(j, j->op, "guide", 0, 0,
                    json_pack("{s:i}", "roles", (int)roles));
}

static void customer_help(decide_job *j, const command_call *call)
{
    decide_answer(j, "help");
}

/* What it tells shows no entry, so she has seen no more than before; of another
 * request, nothing but that there is one. */
static void run_why(decide_job *j, const command_call *call)
{
    int64_t ticket = ticket_of(j, call);

    decide_tell_about(j, j->op, "why", ticket, ticket != decide_ticket(j),
                      NULL);
}

const command_row command_why = {
    .name = "why",
    .also = {[COMMAND_RU] = "почему", [COMMAND_NB] = "hvorfor"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "send me what became of the request",
                  .type = COMMAND_TICKET,
                  .optional = true,
                  .shown = "[#N]",
                  .more = "What was changed, when, by whom and why; and how "
                          "long it was where.",
                  .needs = COMMAND_NEEDS_NAME,
                  .check = check_show,
                  .run = run_why},
};

const command_row command_show = {
    .name = "show",
    .also = {[COMMAND_RU] = "показать", [COMMAND_NB] = "vis"},
    .chapter = COMMAND_ASKS,
    .traits = COMMAND_ANSWERS | COMMAND_ACCOUNT,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "send me the request",
                  .type = COMMAND_SHOWN,
                  .optional = true,
                  .shown = "[#N] [full]",
                  .more =
                      "It comes whole, with its internal notes; with full "
                      "also what was cut\nfrom messages as quoted, and what "
                      "became of it.",
                  .needs = COMMAND_NEEDS_NAME,
                  .check = check_show,
                  .run = run_show},
    .customer = {.help = "send me the request",
                 .type = COMMAND_TICKET,
                 .optional = true,
                 .shown = "[#N]",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_show},
};

const command_row command_list = {
    .name = "list",
    .also = {[COMMAND_RU] = "список", [COMMAND_NB] = "liste"},
    .chapter = COMMAND_ASKS,
    .traits = COMMAND_ANSWERS | COMMAND_ACCOUNT,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "send me a list of my requests, or of those that I "
                          "ask for",
                  .type = COMMAND_FILTER,
                  .optional = true,
                  .shown = "[VIEW] [FILTER]",
                  .more = "Those on your lines that nobody holds are among\n"
                          "them.\n"
                          "With a filter all open ones that you may see are\n"
                          "looked through; see\n.Sx Lists .",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = check_list,
                  .run = run_list},
    .customer = {.help = "send me a list of my open requests, of all, or of "
                         "those that I ask for",
                 .more = "The filters are status=, service=, type=, text=\n"
                         "and, for when a request was opened, from= and to=,\n"
                         "as in from=2026-10-01 text=\"wrong house\".\n"
                         "A contact person gets those of the whole company by\n"
                         "company before it.",
                 .type = COMMAND_FILTER,
                 .optional = true,
                 .shown = "[FILTER]",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_list},
};

const command_row command_search = {
    .name = "search",
    .also = {[COMMAND_RU] = "найти", [COMMAND_NB] = "søk"},
    .chapter = COMMAND_ASKS,
    .operator_ = {.right = RIGHT_SEE,
                  .help = "the same of all requests, closed ones too; words "
                          "must stand in them",
                  .type = COMMAND_FILTER,
                  .shown = "WORDS",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = check_list,
                  .run = run_search},
};

const command_row command_help_row = {
    .name = "help",
    .also = {[COMMAND_RU] = "помощь", [COMMAND_NB] = "hjelp"},
    .chapter = COMMAND_ASKS,
    .traits = COMMAND_ANSWERS,
    .operator_ = {.right = RIGHT_ANY,
                  .help = "send me this list; role: what I do here, and how",
                  .type = COMMAND_WORDS,
                  .optional = true,
                  .shown = "[role]",
                  .needs = COMMAND_NEEDS_NOTHING,
                  .check = check_help,
                  .run = run_help},
    .customer = {.help = "send me this list",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_help},
};
