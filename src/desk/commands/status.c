/* commands/status: the status of a ticket, by name, closed, open again. */
#include "desk/decide/room.h"

/* Is it what comes next, and is all there that it needs? */
static fault *may_be(decide_job *j, const char *to)
{
    fault *f = decide_next_wrong(j, to);

    return f ? f : decide_status_wrong(j, to);
}

static fault *check_status(decide_job *j, const command_call *call)
{
    unsigned count;
    const status_row *const *rows = status_rows(j->statuses, &count);
    g_autofree const char **names = g_new0(const char *, count + 1);

    if (!*call->argument)
        return NULL;
    const status_row *to = status_named(j->statuses, call->argument);
    fault *foreign = to ? decide_status_foreign(j, to) : NULL;
    if (to)
        return foreign ? foreign : may_be(j, to->id);
    for (unsigned i = 0; i < count; i++)
        names[i] = rows[i]->id;
    return decide_near(call->row->name, call->argument, names);
}

static void run_status(decide_job *j, const command_call *call)
{
    const status_row *to = status_named(j->statuses, call->argument);

    if (!*call->argument) {
        decide_show(j, decide_ticket(j), false);
    } else if (to->stage == STATUS_WAITING) {
        decide_status(j, to->id);
        decide_wait_begin(j, decide_wait_days(j), 0);
    } else if (to->stage == STATUS_SPAM) {
        decide_mark_spam(j, to->id);
    } else {
        decide_learn_forget_spam(j);
        decide_status(j, to->id);
    }
}

static fault *check_close(decide_job *j, const command_call *call)
{
    return status_is_open(j->statuses, j->state.status)
               ? may_be(j, status_first(j->statuses, STATUS_RESOLVED))
               : NULL;
}

static fault *check_reopen(decide_job *j, const command_call *call)
{
    const char *to = status_after_customer(j->statuses, j->state.status);

    return status_is_open(j->statuses, j->state.status)
               ? NULL
               : decide_next_wrong(j, to);
}

static void run_close(decide_job *j, const command_call *call)
{
    if (status_is_open(j->statuses, j->state.status))
        decide_status(j, status_first(j->statuses, STATUS_RESOLVED));
}

static void run_reopen(decide_job *j, const command_call *call)
{
    if (status_is_open(j->statuses, j->state.status))
        return;
    decide_learn_forget_spam(j);
    decide_status(j, status_after_customer(j->statuses, j->state.status));
}

/* ---- by customers ---- */

static void customer_status(decide_job *j, const command_call *call)
{
    if (j->st)
        decide_answer(j, "status");
    else
        decide_account_ask(j,
                           json_pack("{s:s,s:s}", "what", "list", "query", ""));
}

static void tell_closed(decide_job *j, const char *answer)
{
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    const char *name = decide_from_name(j);
    const char *who = name ? name : decide_from(j);
    g_autofree char *text =
        answer
            ? g_strdup_printf("%s closed it by mail. The acknowledgement had "
                              "answered it: %s.",
                              who, answer)
            : g_strdup_printf("%s closed it by mail.", who);

    for (unsigned i = 0; i < all->len; i++)
        decide_notice(j, all->pdata[i], "closed by the customer", text);
}

static void customer_close(decide_job *j, const command_call *call)
{
    const char *answer = decide_self_served(j);

    if (!status_is_open(j->statuses, j->state.status))
        return;
    if (answer) { /* reports count these */
        j->cause = "self-served";
        j->reason = answer;
    }
    run_close(j, call);
    j->reason = NULL;
    tell_closed(j, answer);
}

const command_row command_status = {
    .name = "status",
    .also = {[COMMAND_RU] = "статус"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_STATUS | COMMAND_FOR_ROBOTS | COMMAND_ANSWERS |
              COMMAND_ACCOUNT,
    .operator_ = {.right = RIGHT_CLOSE,
                  .alone = RIGHT_SEE,
                  .help = "set the status; without NAME: show the request",
                  .type = COMMAND_STATUS,
                  .optional = true,
                  .shown = "[NAME]",
                  .check = check_status,
                  .run = run_status},
    .customer = {.help = "where this request stands",
                 .needs = COMMAND_NEEDS_NOTHING,
                 .run = customer_status},
};

const command_row command_close = {
    .name = "close",
    .also = {[COMMAND_RU] = "закрыть", [COMMAND_NB] = "lukk"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_STATUS | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLOSE,
                  .help = "resolve the request; text in the same message is "
                          "sent first",
                  .check = check_close,
                  .run = run_close},
    .customer = {.help = "I need nothing more",
                 .more = "If you write again within two weeks, the request is "
                         "open again.",
                 .run = customer_close},
};

const command_row command_reopen = {
    .name = "reopen",
    .also = {[COMMAND_RU] = "переоткрыть", [COMMAND_NB] = "gjenåpne"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_STATUS | COMMAND_FOR_ROBOTS,
    .operator_ = {.right = RIGHT_CLOSE,
                  .help = "open a resolved or closed request again",
                  .check = check_reopen,
                  .run = run_reopen},
};
