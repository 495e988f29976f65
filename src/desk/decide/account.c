/* decide_account: what a customer asks about his account, and where the
 * answer goes.
 *
 * Whoever is proved gets it where he wrote from. Else it goes to the address
 * on record, whoever asked: then it is no use to forge his. What he may see
 * is read of the one to whom it goes, when the mail is made
 * (notify/account.c). */
#include "desk/account.h"
#include "desk/decide/room.h"
#include "desk/notify/notify.h"

#include <string.h>

/* ---- where it goes ---- */

static bool is_known(const decide_job *j)
{
    const snapshot *s = j->in->snapshot;

    return s->own->len > 0 || s->person || (s->account && s->account->record) ||
           decide_is_participant(j->st, j->in->trust->from) ||
           (j->strong && s->account && s->account->company);
}

const char *decide_account_to(const decide_job *j)
{
    const store_account *a = j->in->snapshot->account;
    const char *record = a ? a->record : NULL;

    if (!is_known(j))
        return NULL;
    return j->strong || !record || !strchr(record, '@') ? decide_from(j)
                                                        : record;
}

/* The limit of an hour is that of the address, whoever asks. */
const char *decide_account_unsendable(const decide_job *j)
{
    const char *to = decide_account_to(j);
    const char *no =
        to ? decide_unsendable(j, to) : "nobody whom the desk knows";

    if (no || strcmp(to, decide_from(j)) == 0)
        return no;
    return j->queue &&
                   j->in->snapshot->mails_to_record >= j->queue->ack_per_hour
               ? "enough automatic mail to that address this hour"
               : NULL;
}

/* ---- what is asked ---- */

void decide_account_ask(decide_job *j, json_t *part)
{
    size_t i;
    json_t *before;

    if (!j->account)
        j->account = json_array();
    json_array_foreach(j->account, i, before)
    {
        if (json_equal(before, part)) {
            json_decref(part);
            return;
        }
    }
    json_array_append_new(j->account, part);
}

/* A month of his requests. */
void decide_account_report(decide_job *j, const command_call *call)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    account_month m;

    account_month_read(call->argument, j->now_ms, zone, &m);
    decide_account_ask(j, json_pack("{s:s,s:b,s:i,s:i,s:I,s:I,s:s*}", "what",
                                    "report", "company", m.company, "year",
                                    m.year, "month", m.month, "from",
                                    (json_int_t)m.from_ms, "to",
                                    (json_int_t)m.to_ms, "wrong", m.wrong));
    account_month_clear(&m);
}

/* The request that the answer is about, so that the last wall knows its
 * notes, and answers find it; 0: none that he takes part in, or several. */
static int64_t about(const decide_job *j)
{
    const json_t *first = json_array_get(j->account, 0);
    int64_t ticket = json_integer_value(json_object_get(first, "ticket"));
    const snapshot_ticket *st = ticket == decide_ticket(j)
                                    ? j->st
                                    : snapshot_find(j->in->snapshot, ticket);

    return json_array_size(j->account) == 1 && st &&
                   decide_is_participant(st, decide_from(j))
               ? st->t->id
               : 0;
}

void decide_account_end(decide_job *j)
{
    const char *no = j->account ? decide_account_unsendable(j) : NULL;

    if (no)
        decide_detail(j, "unanswered", "account: %s", no);
    if (j->account && !no) {
        g_autofree char *language = decide_language(j);
        store_outgoing *o = decide_mail(j, STORE_TO_CUSTOMER, NOTIFY_ACCOUNT,
                                        decide_account_to(j));
        o->ticket = about(j);
        o->in_reply_to = g_strdup(j->in->letter->message_id);
        g_free(o->data);
        o->data =
            decide_dump(json_pack("{s:b,s:s,s:O}", "proved", j->strong,
                                  "language", language, "ask", j->account));
        plan_send(j->plan, o);
    }
    g_clear_pointer(&j->account, json_decref);
}

/* ---- doubt ---- */

/* Whoever holds one mail of a request can write as if he were its customer.
 * Where mail of this customer was proved once, and the site could tell, what
 * is not is perhaps not his: it is filed, and changes nothing else. */
bool decide_is_unsure(const decide_job *j)
{
    const store_account *a = j->in->snapshot->account;

    return j->proof == TRUST_MISSING && a && a->proved;
}

static bool only_asks(const command_call *call)
{
    return call->row->traits & (COMMAND_ANSWERS | COMMAND_RATES);
}

bool decide_unsure_acts(const decide_job *j, const GPtrArray *calls)
{
    for (unsigned i = 0; decide_is_unsure(j) && i < calls->len; i++)
        if (!only_asks(calls->pdata[i]))
            return true;
    return false;
}
