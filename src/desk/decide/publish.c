/* decide_publish: the end of an undo window. What the reply changes, and
 * what was asked for beside it, happens now: until then /undo leaves nothing
 * behind. */
#include "desk/decide/room.h"
#include "desk/rights.h"

/* Whoever sent it acts, for what it says. */
static void act_for(decide_job *j, const store_entry *e)
{
    j->op = config_operator_by_id(j->c, e->sender ? e->sender : e->author);
    j->who = DECIDE_OPERATOR;
    j->seen = e->seen;
}

/* Others may have done something since she wrote. Those of `calls` that can
 * still be done; what is wrong with the others goes into `errors`. */
static GPtrArray *still_possible(decide_job *j, const GPtrArray *calls,
                                 GPtrArray *errors)
{
    GPtrArray *able = g_ptr_array_new();

    for (unsigned i = 0; i < calls->len; i++) {
        command_call *call = calls->pdata[i];
        fault *f = decide_may(j, j->op) ? decide_command_wrong(j, call)
                                        : fault_new(FAULT_NO_RIGHT, NULL);
        if (f)
            command_errors_add(errors, call->line, f);
        else
            g_ptr_array_add(able, call);
    }
    return able;
}

static void tell_undone(decide_job *j, const GPtrArray *errors)
{
    g_autoptr(GString) text = g_string_new(
        "Your reply has been sent. What you asked for beside it cannot be done "
        "any more:\n");

    for (unsigned i = 0; i < errors->len; i++) {
        const command_error *one = errors->pdata[i];
        g_autofree char *words = fault_words(one->fault);
        g_string_append_printf(text, "\n    %s         <- %s", one->line,
                               words);
        decide_event(j, "%s could not be done when the reply was sent",
                     one->line);
    }
    if (errors->len > 0)
        decide_notice(j, j->op, "sent, but not all was done", text->str);
}

/* Of an operator who has left meanwhile nothing is left but her reply. */
static void carry_out(decide_job *j, const store_entry *e)
{
    g_autoptr(command_result) r =
        command_read(e->commands, COMMAND_FOR_OPERATOR);
    const config_operator *author = config_operator_by_id(j->c, e->author);

    if (author && !rights_can_ticket(j->c, author, RIGHT_REPLY, j->st->t,
                                     j->st->watchers))
        author = NULL; /* it cannot be hers any more */
    act_for(j, e);
    if (!j->op) {
        decide_after_reply(j, author, NULL);
        return;
    }
    g_autoptr(GPtrArray) able = still_possible(j, r->calls, r->errors);
    decide_after_reply(j, author, able);
    decide_commands_run(j, able, DECIDE_AFTER_TEXT);
    tell_undone(j, r->errors);
}

/* It crossed something new. */
static void hold(decide_job *j, const store_entry *e, const char *stale)
{
    g_autoptr(command_result) r =
        command_read(e->commands, COMMAND_FOR_OPERATOR);
    decide_text text = {.text = e->text,
                        .attachments = e->attachments,
                        .calls = r->calls,
                        .author = config_operator_by_id(j->c, e->author),
                        .seen = e->seen,
                        .ledger = e->ledger ? e->ledger : ""};

    decide_withdraw(j, e);
    decide_event(j, "reply of %s put on hold: %s",
                 e->author_name ? e->author_name : e->author, stale);
    decide_hold(j, STORE_HELD_STALE, &text, stale);
}

plan *decide_publish(const config *c, const snapshot_ticket *t,
                     const store_entry *entry, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    g_autofree char *stale =
        decide_stale(t, entry->author, entry->seen, entry->n);

    if (entry->state != STORE_PENDING)
        return decide_job_end(j);
    if (stale) {
        hold(j, entry, stale);
    } else {
        plan_publish(j->plan, decide_ticket(j), entry->n);
        carry_out(j, entry);
        decide_call_back(j, entry->author, entry->n);
    }
    return decide_job_end(j);
}
