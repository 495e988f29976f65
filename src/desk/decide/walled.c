/* decide_walled: mail in which the last wall saw what must not leave the desk. */
#include "desk/decide/room.h"

#include <string.h>

static json_t *about(const wall_hit *hit)
{
    g_autofree char *text = wall_hit_json(hit);

    return json_loads(text, 0, NULL);
}

/* What has become of the status is taken back with the reply, so that is done
 * again when the text goes after all; whose the ticket is stays. */
static GPtrArray *status_calls(const command_result *r)
{
    GPtrArray *all = g_ptr_array_new();

    for (unsigned i = 0; i < r->calls->len; i++) {
        const command_call *call = r->calls->pdata[i];
        if ((call->row->traits & COMMAND_WAITS) == COMMAND_SAYS_STATUS)
            g_ptr_array_add(all, r->calls->pdata[i]);
    }
    return all;
}

/* It has left its undo window, and is taken back before anybody has got it. */
static void hold_reply(decide_job *j, const store_entry *e, const wall_hit *hit)
{
    g_autoptr(command_result) r =
        command_read(e->commands, COMMAND_FOR_OPERATOR);
    g_autoptr(GPtrArray) calls = status_calls(r);
    json_t *data = about(hit);
    decide_text text = {.text = e->text,
                        .attachments = e->attachments,
                        .calls = calls,
                        .author = config_operator_by_id(j->c, e->author),
                        .seen = e->seen,
                        .about = data,
                        .ledger = e->ledger ? e->ledger : ""};

    decide_withdraw(j, e);
    decide_event(j, "reply of %s put on hold: %s",
                 e->author_name ? e->author_name : e->author, wall_reason(hit));
    decide_hold(j, STORE_HELD_WALL, &text, wall_reason(hit));
    json_decref(data);
}

/* The words themselves are nothing for an alarm, which may leave the desk, too. */
static void raise_alarm(decide_job *j, const store_outgoing *row,
                        const wall_hit *hit)
{
    const wall_leak *first = hit->leaks->len ? hit->leaks->pdata[0] : NULL;
    g_autofree char *cause = decide_failed_cause(row);
    g_autofree char *where =
        first ? g_strdup_printf(" (entry %" G_GINT64_FORMAT ")", first->entry)
              : g_strdup("");
    g_autofree char *about =
        row->ticket > 0
            ? g_strdup_printf(" about #%" G_GINT64_FORMAT, row->ticket)
            : g_strdup("");
    g_autofree char *text = g_strdup_printf(
        "Mail \"%s\"%s to %s was not sent: %s%s.\n\nPostern made this mail by "
        "itself. Look for the words in templates, signatures and names, and "
        "answer the customer by hand. See: postern why %s",
        row->template, about, row->recipient, wall_reason(hit), where,
        row->recipient);

    plan_alarm(j->plan, cause, text);
}

static void keep_back(decide_job *j, const store_outgoing *row,
                      const wall_hit *hit)
{
    g_autofree char *status = g_strdup_printf("not sent: %s", wall_reason(hit));

    plan_bounced(j->plan, row->ticket, row->id, status);
    if (j->st)
        decide_event(j, "mail \"%s\" to %s was not sent: %s", row->template,
                     row->recipient, wall_reason(hit));
    raise_alarm(j, row, hit);
}

/* She who asked him hears of it: she can ask in other words. */
static void keep_forward(decide_job *j, const store_outgoing *row,
                         const wall_hit *hit)
{
    const wall_leak *first = hit->leaks->len ? hit->leaks->pdata[0] : NULL;
    g_autofree char *status =
        first ? g_strdup_printf("%s (entry %" G_GINT64_FORMAT ")",
                                wall_reason(hit), first->entry)
              : g_strdup(wall_reason(hit));
    g_autofree char *result = g_strdup_printf("not sent: %s", wall_reason(hit));

    plan_bounced(j->plan, row->ticket, row->id, result);
    decide_tell_forward(j, row, "was held back", status);
}

plan *decide_walled(const config *c, const snapshot_ticket *t,
                    const store_entry *entry, const store_outgoing *row,
                    const wall_hit *hit, bool gone, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    bool reply = strcmp(row->template, "reply") == 0 && t && entry;

    if (reply && gone)
        decide_event(j, "mail to %s goes on, though %s: others have it already",
                     row->recipient, wall_reason(hit));
    else if (reply)
        hold_reply(j, entry, hit);
    else if (row->audience == STORE_TO_OUTSIDER && t)
        keep_forward(j, row, hit);
    else
        keep_back(j, row, hit);
    return decide_job_end(j);
}
