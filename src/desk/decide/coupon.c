/* decide_coupon: a coupon in the new words of a customer is spent for his
 * request. Whoever may be anybody is told nothing of why one is not: only of
 * his own company's he learns that it was used, or is over. */
#include "desk/decide/room.h"
#include "desk/sla.h"

/* The reason in words for operators; NULL: it can be spent. *own: he may
 * know. */
static const char *wrong(const decide_job *j, const snapshot_coupon *k,
                         bool *own)
{
    const store_terms *his = j->in->snapshot->terms;
    const store_coupon *row = k->row;

    *own = row && his && row->company == his->company && his->company != 0;
    if (!k->ours || !row)
        return "it is none of ours";
    if (!*own)
        return "it is another company's";
    if (row->revoked_ms)
        return "it was revoked";
    if (row->used_ms)
        return "it was used before";
    if (row->expires_ms <= j->now_ms)
        return "it has expired";
    return config_sla_by_id(j->c, row->sla) ? NULL : "its SLA is gone";
}

static void answer(decide_job *j, const char *recipient, json_t *data)
{
    const char *no = decide_unsendable(j, recipient);

    if (no) {
        decide_detail(j, "unanswered", "coupon: %s", no);
        json_decref(data);
        return;
    }
    store_outgoing *o = decide_mail(j, STORE_TO_CUSTOMER, "coupon", recipient);
    o->in_reply_to = g_strdup(j->in->letter->message_id);
    g_free(o->data);
    o->data = decide_dump(data);
    plan_send(j->plan, o);
}

static void refuse(decide_job *j, const char *recipient, const char *why,
                   bool own)
{
    decide_event(j, "a coupon was not accepted: %s", why);
    answer(j, recipient,
           own ? json_pack("{s:b,s:s}", "refused", 1, "why", why)
               : json_pack("{s:b}", "refused", 1));
}

static void spend(decide_job *j, const char *recipient, const store_coupon *row)
{
    plan_coupon(j->plan, decide_ticket(j), row->mac);
    decide_event(j, "a coupon was spent: SLA %s",
                 sla_title(j->c, row->sla, NULL));
    json_t *data = json_pack("{s:b,s:s}", "spent", 1, "sla", row->sla);
    decide_planned(j, data);
    answer(j, recipient, data);
}

void decide_coupon(decide_job *j, const char *recipient)
{
    const GPtrArray *all = j->in->snapshot->coupons;
    bool own;

    if (!all || all->len == 0)
        return;
    const snapshot_coupon *k = all->pdata[0];
    const char *why = wrong(j, k, &own);

    if (k->row && k->row->used_ms && j->st && k->row->ticket == j->st->t->id)
        return; /* it says it again */
    if (why)
        refuse(j, recipient, why, own);
    else
        spend(j, recipient, k->row);
}
