/* decide_commands: checks commands and carries them out, each by its row. */
#include "base/nearest.h"
#include "desk/decide/room.h"

fault *decide_near(const char *command, const char *wrong,
                   const char *const *names)
{
    const char *name = nearest_typed(wrong, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);

    return name ? fault_new(FAULT_NEAR_NAME, command, name, NULL)
                : fault_new(FAULT_NO_NAME, command, wrong, all, NULL);
}

/* Does it lack the ticket that it needs? */
static bool lacks_ticket(const decide_job *j, const command_call *call,
                         const command_use *use)
{
    return !j->st && (use->needs == COMMAND_NEEDS_TICKET ||
                      (use->needs == COMMAND_NEEDS_NAME && !*call->argument));
}

bool decide_lack_ticket(const decide_job *j, const GPtrArray *calls,
                        command_right right)
{
    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        if (lacks_ticket(j, call, command_use_of(call->row, right)))
            return true;
    }
    return false;
}

fault *decide_command_wrong(decide_job *j, const command_call *call)
{
    const command_use *use = &call->row->operator_;

    if (lacks_ticket(j, call, use))
        return fault_new(FAULT_WHICH_REQUEST, NULL);
    fault *no_role = decide_no_role_for(j, call);
    if (no_role)
        return no_role;
    return use->check ? use->check(j, call) : NULL;
}

GPtrArray *decide_commands_check(decide_job *j, const GPtrArray *calls)
{
    GPtrArray *errors = command_errors_new();
    bool ends = false;

    for (unsigned i = 0; calls && i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        fault *f = decide_command_wrong(j, call);
        bool last = call->row->traits & COMMAND_ENDS;
        if (!f && last && ends)
            f = fault_new(FAULT_ENDS_TWICE, NULL);
        ends |= last;
        if (f)
            command_errors_add(errors, call->line, f);
    }
    return errors;
}

/* What it sets has it as its cause. */
static void run(decide_job *j, const command_call *call,
                void (*does)(decide_job *j, const command_call *call))
{
    g_autofree char *cause = g_strconcat("/", call->row->name, NULL);

    j->cause = cause;
    does(j, call);
    j->cause = NULL;
}

static decide_when when_of(const command_call *call)
{
    return call->row->traits & COMMAND_BEFORE_TEXT ? DECIDE_BEFORE_TEXT
           : call->row->traits & COMMAND_WAITS     ? DECIDE_WITH_REPLY
                                                   : DECIDE_AT_ONCE;
}

/* Those that end the ticket's part in a mail come last. */
static void run_those(decide_job *j, const GPtrArray *calls, unsigned when,
                      bool last)
{
    for (unsigned i = 0; calls && i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        bool ends = call->row->traits & COMMAND_ENDS;
        if (call->row->operator_.run && (when_of(call) & when) && ends == last)
            run(j, call, call->row->operator_.run);
    }
}

void decide_commands_run(decide_job *j, const GPtrArray *calls, unsigned when)
{
    run_those(j, calls, when, false);
    run_those(j, calls, when, true);
}

char *decide_commands_kept(const GPtrArray *calls)
{
    g_autoptr(GString) lines = g_string_new(NULL);

    for (unsigned i = 0; calls && i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        if (when_of(call) == DECIDE_WITH_REPLY)
            g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "",
                                   call->line);
    }
    return lines->len ? g_strdup(lines->str) : NULL;
}

void decide_obey(decide_job *j, const GPtrArray *calls)
{
    for (unsigned i = 0; i < calls->len; i++) {
        const command_call *call = calls->pdata[i];
        const command_use *use = &call->row->customer;
        if (!lacks_ticket(j, call, use))
            run(j, call, use->run);
    }
    decide_account_end(j);
}
