/* decide_failed: mail of ours that does not arrive, whether a server refused it
 * or it came back later. */
#include "desk/decide/room.h"

#include <string.h>

/* In a flood acknowledgements to made-up addresses fail by the dozen: the request
 * says so, and a reply to one will be told of. */
void decide_tell_undelivered(decide_job *j, const store_outgoing *row,
                             const char *status, bool flood)
{
    if (flood && strcmp(row->template, "ack") == 0)
        return;
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);

    for (unsigned i = 0; i < all->len; i++)
        decide_tell(j, all->pdata[i], "bounced", row->entry, 0,
                    json_pack("{s:s,s:s}", "recipient", row->recipient,
                              "status", status));
}

char *decide_failed_cause(const store_outgoing *row)
{
    return g_strdup_printf("mail to %s fails", row->recipient);
}

static void raise_alarm(decide_job *j, const store_outgoing *row,
                        const char *status)
{
    g_autofree char *cause = decide_failed_cause(row);
    g_autofree char *text = g_strdup_printf(
        "Mail \"%s\"%s to %s was refused and is not tried again: %s\n\n"
        "Correct the address in the configuration if it is wrong, then run: "
        "postern reload",
        row->template, row->audience == STORE_TO_ADMIN ? " (an alarm)" : "",
        row->recipient, status);

    plan_alarm(j->plan, cause, text);
}

/* Mail to operators and administrators has nobody behind it but the alarm. */
plan *decide_failed(const config *c, const snapshot_ticket *t,
                    const store_outgoing *row, const char *status, bool flood,
                    int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);
    bool to_customer = row->audience == STORE_TO_CUSTOMER;

    plan_bounced(j->plan, row->ticket, row->id, status);
    if (to_customer && t && flood)
        decide_event(j, "mail to %s was refused: %s", row->recipient, status);
    if (to_customer && t)
        decide_tell_undelivered(j, row, status, flood);
    if (row->audience == STORE_TO_OUTSIDER && t)
        decide_tell_forward(j, row, "was refused", status);
    bool told = plan_find(j->plan, PLAN_SEND) || plan_find(j->plan, PLAN_ENTRY);
    if (!told && (!to_customer || row->ticket > 0))
        raise_alarm(j, row, status);
    return decide_job_end(j);
}
