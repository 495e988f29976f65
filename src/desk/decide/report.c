/* decide_report: what is reported of mail of ours that did not fail: it arrived, it
 * is put off, it was read. Nothing changes but by proof, nobody is told of what is
 * well, and the first report of a kind stays. */
#include "desk/decide/room.h"

#include <string.h>

#include "base/address.h"

int64_t decide_arrived_ms(const decide_job *j)
{
    int64_t at_ms = j->in ? j->in->entry->accepted_ms : 0;

    return at_ms > 0 ? MIN(at_ms, j->now_ms) : j->now_ms;
}

char *decide_report_words(const letter_bounce *b)
{
    const char *status = b->status ? b->status : NULL;

    if (!b->said)
        return g_strdup(status ? status : "no status given");
    return status && !strstr(b->said, status)
               ? g_strdup_printf("%s, %s", status, b->said)
               : g_strdup(b->said);
}

static char *about_number(const decide_job *j)
{
    return j->st ? decide_number(j) : g_strdup("no request");
}

/* ---- proof ---- */

/* Everybody who got a reply knows its Message-ID; where only one did, it is as good
 * as the address that his mail's reports go to. Whoever knows that address, or the
 * name of its envelope, has the mail, or carried it. What gives back another mail is
 * not about this one. */
static bool is_proven(const decide_job *j, const store_outgoing *row)
{
    const evidence *v = j->in->evidence;
    bool same = v->returned && g_strcmp0(v->returned, row->message_id) == 0;

    if (row->state == STORE_OUT_WAITING || row->state == STORE_OUT_CANCELLED ||
        (v->returned && row->message_id && !same))
        return false; /* it has not left, or it was another */
    return v->bounced == row->id || (same && j->in->snapshot->bounced_alone);
}

/* ---- reports of delivery ---- */

/* What matters of several about one address, which may stand for more, last: he has
 * it all only when all have it. */
static const struct {
    const char *action;
    store_report report;
    const char *words; /* in the fate */
} actions[] = {
    {"delivered", STORE_REPORT_DELIVERED, "arrived"},
    {"relayed", STORE_REPORT_RELAYED, "went on"},
    {"expanded", STORE_REPORT_RELAYED, "went on to several"},
    {"delayed", STORE_REPORT_DELAYED, "is put off"},
};
#define UNKNOWN G_N_ELEMENTS(actions)

static size_t action_of(const letter_bounce *b)
{
    size_t i = 0;

    while (i < UNKNOWN && g_ascii_strcasecmp(b->action, actions[i].action) != 0)
        i++;
    return i;
}

/* The report about the mail's recipient, not about whomever else the mail reached by
 * his address; one that names nobody counts where it is alone. */
static const letter_bounce *about(const letter *l, const store_outgoing *row)
{
    const letter_bounce *found = NULL;

    for (unsigned i = 0; i < l->bounces->len; i++) {
        const letter_bounce *b = l->bounces->pdata[i];
        bool his = b->recipient ? address_equal(b->recipient, row->recipient)
                                : l->bounces->len == 1;
        if (his && action_of(b) < UNKNOWN &&
            (!found || action_of(b) > action_of(found)))
            found = b;
    }
    return found;
}

static bool is_known(const store_outgoing *row, store_report report)
{
    bool arrived = row->delivered_ms || row->read_ms || row->deleted_ms;

    switch (report) {
    case STORE_REPORT_DELIVERED:
        return row->delivered_ms > 0;
    case STORE_REPORT_RELAYED:
        return arrived || row->relayed_ms > 0;
    case STORE_REPORT_READ:
        return row->read_ms > 0;
    case STORE_REPORT_DELETED:
        return row->read_ms > 0 || row->deleted_ms > 0;
    default:
        return arrived || row->state == STORE_OUT_FAILED;
    }
}

static bool is_reply(const store_outgoing *row)
{
    return row->audience == STORE_TO_CUSTOMER &&
           strcmp(row->template, "reply") == 0;
}

/* Servers put mail off for a while every day; whoever holds the request hears of it
 * once, and when it has lasted. */
static void tell_put_off(decide_job *j, const store_outgoing *row,
                         const char *words)
{
    g_autoptr(GPtrArray) all = decide_responsible(j);

    decide_event(j, "mail to %s is put off: %s", row->recipient, words);
    for (unsigned i = 0; i < all->len; i++)
        decide_tell(j, all->pdata[i], "bounced", row->entry, 0,
                    json_pack("{s:s,s:s,s:b}", "recipient", row->recipient,
                              "status", words, "later", 1));
    plan_reported(j->plan, row->ticket, row->id, STORE_REPORT_WARNED, j->now_ms,
                  NULL);
}

static bool has_lasted(const store_outgoing *row, int64_t since_ms,
                       int64_t now_ms)
{
    return is_reply(row) && row->warned_ms == 0 && since_ms > 0 &&
           now_ms - since_ms >= DECIDE_PUT_OFF_LONG;
}

void decide_report(decide_job *j, const store_outgoing *row)
{
    const letter_bounce *b = about(j->in->letter, row);
    size_t i = b ? action_of(b) : UNKNOWN;

    if (!b || !is_proven(j, row)) {
        decide_fate_about(j, "bounce",
                          b ? "report of delivery, without proof"
                            : "report of delivery, not about him");
        return;
    }
    g_autofree char *words = decide_report_words(b);
    g_autofree char *number = about_number(j);
    if (!is_known(row, actions[i].report))
        plan_reported(j->plan, row->ticket, row->id, actions[i].report,
                      decide_arrived_ms(j), words);
    if (actions[i].report == STORE_REPORT_DELAYED &&
        !is_known(row, STORE_REPORT_DELAYED) && j->st &&
        has_lasted(row, row->sent_ms, j->now_ms))
        tell_put_off(j, row, words);
    decide_detail(j, "reported", "%s to %s: %s (%s)", row->template,
                  row->recipient, actions[i].action, words);
    decide_fate(j, "bounce", "report about %s: the mail to %s %s", number,
                row->recipient, actions[i].words);
}

/* ---- put off by our own server ---- */

bool decide_is_put_off(const store_outgoing *row, int64_t now_ms)
{
    return has_lasted(row, row->deferred_ms, now_ms);
}

plan *decide_put_off(const config *c, const snapshot_ticket *t,
                     const store_outgoing *row, const char *answer,
                     int64_t now_ms)
{
    decide_job *j = decide_job_new(c, t, now_ms);

    if (t && decide_is_put_off(row, now_ms))
        tell_put_off(j, row, answer);
    return decide_job_end(j);
}

/* ---- receipts ---- */

/* From him to whom it went, or about his mailbox; whose From is forged says
 * nothing. */
static bool is_his(const decide_job *j, const store_outgoing *row)
{
    const trust_facts *t = j->in->trust;

    return t->auth != TRUST_FAIL &&
           (address_equal(t->from, row->recipient) ||
            address_equal(j->in->letter->receipt_for, row->recipient));
}

static void read_receipt(decide_job *j, const store_outgoing *row)
{
    bool read = j->in->letter->receipt == LETTER_RECEIPT_DISPLAYED;
    store_report report = read ? STORE_REPORT_READ : STORE_REPORT_DELETED;
    g_autofree char *number = about_number(j);

    if (!is_known(row, report))
        plan_reported(j->plan, row->ticket, row->id, report,
                      decide_arrived_ms(j), NULL);
    decide_fate(j, "machine", "receipt about %s: %s %s", number, row->recipient,
                read ? "has read it" : "deleted it");
}

bool decide_receipt(decide_job *j, const config_operator *o)
{
    const letter *l = j->in->letter;
    const store_outgoing *row = j->in->snapshot->bounced;

    if (l->receipt == LETTER_RECEIPT_NONE)
        return false;
    if (o) { /* nobody asked her for one */
        decide_fate_about(j, "machine", "receipt of an operator");
        return true;
    }
    if (!row || !is_reply(row) || !is_proven(j, row))
        return false;
    if (!is_his(j, row))
        decide_fate_about(j, "machine", "receipt of somebody else");
    else if (l->receipt == LETTER_RECEIPT_OTHER)
        decide_fate_about(j, "machine", "receipt that says nothing");
    else
        read_receipt(j, row);
    return true;
}
