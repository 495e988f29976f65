/* decide_who: which ticket a letter belongs to, who wrote it, and whether that
 * evidence agrees (DESIGN 6). */
#include "desk/decide/room.h"

#include <string.h>

bool decide_is_participant(const snapshot_ticket *st, const char *address)
{
    for (unsigned i = 0; address && st && i < st->participants->len; i++) {
        const store_participant *p = st->participants->pdata[i];
        if (strcmp(p->address, address) == 0)
            return true;
    }
    return false;
}

const config_operator *decide_operator_by_number(const config *c,
                                                 uint16_t number)
{
    for (unsigned i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        if (config_operator_number(o->id) == number)
            return o;
    }
    return NULL;
}

/* Some kinds name a held item or an outgoing row, and through it a ticket. */
static int64_t ticket_of(const decide_job *j, const tag_claim *claim,
                         int64_t by_snapshot)
{
    const store_held *h = j->in->snapshot->held;
    const store_outgoing *row = j->in->snapshot->bounced;

    if (claim->kind == TAG_BOUNCE)
        return row ? row->ticket : 0;
    if (claim->kind != TAG_HELD)
        return by_snapshot;
    return h && h->id == claim->number ? h->ticket : 0;
}

typedef struct witness {
    const char *what;
    int64_t ticket;
} witness;

static unsigned witnesses(const decide_job *j, witness out[4])
{
    const evidence *v = j->in->evidence;
    const snapshot *s = j->in->snapshot;
    unsigned n = 0;
    witness all[4] = {
        {"the address", v->capability_found
                            ? ticket_of(j, &v->capability, s->by_capability)
                            : 0},
        {"the thread",
         v->claim_found ? ticket_of(j, &v->claim, s->by_claim) : 0},
        {"the thread", s->by_reference},
        {"the subject", s->by_tag},
    };

    for (unsigned i = 0; i < 4; i++) {
        if (all[i].ticket > 0 && snapshot_find(s, all[i].ticket))
            out[n++] = all[i];
    }
    return n;
}

/* The first witness is believed; a customer's letter goes rather where he is a
 * participant. */
static void find_ticket(decide_job *j)
{
    const snapshot *s = j->in->snapshot;
    const evidence *v = j->in->evidence;
    witness w[4];
    unsigned n = witnesses(j, w), chosen = 0;

    if (n == 0)
        return;
    for (unsigned i = 0; i < n && !v->capability_found; i++) {
        const snapshot_ticket *st = snapshot_find(s, w[i].ticket);
        if (decide_is_participant(st, j->in->trust->from)) {
            chosen = i;
            break;
        }
    }
    decide_job_ticket(j, snapshot_find(s, w[chosen].ticket));
    for (unsigned i = 0; i < n && !j->doubt; i++) {
        if (w[i].ticket != w[chosen].ticket)
            j->doubt = g_strdup_printf(
                "%s says #%" G_GINT64_FORMAT ", but %s says #%" G_GINT64_FORMAT,
                w[chosen].what, w[chosen].ticket, w[i].what, w[i].ticket);
    }
    if (v->ambiguous && !j->doubt)
        j->doubt = g_strdup("it was sent to addresses of several requests");
}

static const tag_claim *operators_claim(const evidence *v)
{
    if (v->capability_found && v->capability.kind != TAG_BOUNCE)
        return &v->capability;
    if (v->claim_found && v->claim.kind != TAG_CUSTOMER)
        return &v->claim;
    return NULL;
}

/* An address alone was perhaps completed by an address book. A held item and an
 * undo name one thing only, and ask for it by words. */
static bool lonely(const decide_job *j)
{
    const snapshot *s = j->in->snapshot;
    const evidence *v = j->in->evidence;

    return v->capability_found &&
           (j->cap->kind == TAG_REPLY || j->cap->kind == TAG_NOTE) &&
           !v->claim_found && s->by_tag == 0 && s->by_reference == 0;
}

static bool is_hers(const store_entry *e, const config_operator *op)
{
    return e->by == STORE_BY_OPERATOR && strcmp(e->author, op->id) == 0;
}

/* A reply of hers went through this check, so she knows what stood before it. */
static int64_t seen_by_reply(const decide_job *j, const config_operator *op)
{
    int64_t seen = 0;

    for (unsigned i = 0; j->st && i < j->st->entries->len; i++) {
        const store_entry *e = j->st->entries->pdata[i];
        if (is_hers(e, op) && e->kind == STORE_ARTICLE &&
            e->state != STORE_WITHDRAWN)
            seen = MAX(seen, e->n);
    }
    return seen;
}

/* Without a capability only what her letter refers to says more. */
static int64_t seen_by_thread(const decide_job *j)
{
    const evidence *v = j->in->evidence;
    int64_t seen = 0;

    for (unsigned i = 0; i < j->st->entries->len; i++) {
        const store_entry *e = j->st->entries->pdata[i];
        if (e->message_id && g_ptr_array_find_with_equal_func(
                                 v->ids, e->message_id, g_str_equal, NULL))
            seen = MAX(seen, e->n);
    }
    return seen;
}

static void doubt(decide_job *j, const config_operator *asked, char *why)
{
    j->who = DECIDE_DOUBTFUL;
    j->op = asked;
    g_free(j->doubt);
    j->doubt = why;
}

static const char *from_words(const decide_job *j)
{
    return j->in->trust->from ? j->in->trust->from : "an unclear From";
}

static void judge_capability(decide_job *j, const config_operator *sender)
{
    const trust_facts *t = j->in->trust;
    const config_operator *owner = decide_operator_by_number(j->c, j->cap->who);
    bool known =
        sender && (j->strong || (!t->authserv_known && t->auth != TRUST_FAIL));

    if (!owner)
        doubt(j, NULL,
              g_strdup_printf("%s used the reply address of somebody "
                              "who is not an operator any more",
                              from_words(j)));
    else if (known && (sender == owner)) {
        j->who = DECIDE_OPERATOR;
        j->op = owner;
        j->seen = MAX(j->cap->entry, seen_by_reply(j, owner));
    } else if (known) {
        j->who = DECIDE_COLLEAGUE;
        j->op = sender;
    } else if (sender == owner)
        doubt(j, owner,
              g_strdup_printf("it claims to be from %s, but that is "
                              "not authenticated (%s)",
                              from_words(j), t->auth_words));
    else
        doubt(j, owner,
              g_strdup_printf("%s wrote to the personal reply address of %s",
                              from_words(j), owner->name));
    if (j->who == DECIDE_OPERATOR && !j->doubt && lonely(j))
        j->doubt =
            g_strdup("it is not a reply to a message of this "
                     "request; perhaps an address book filled in the address");
}

static void judge_address(decide_job *j, const config_operator *sender)
{
    const trust_facts *t = j->in->trust;

    if (decide_is_participant(j->st, t->from) &&
        (t->auth != TRUST_FAIL || j->strong)) {
        j->who = DECIDE_CUSTOMER;
    } else if (sender && j->strong) {
        j->who = DECIDE_OPERATOR;
        j->op = sender;
        if (j->st)
            j->seen = MAX(seen_by_thread(j), seen_by_reply(j, sender));
    } else if (sender && j->st && t->auth != TRUST_FAIL) {
        doubt(j, sender,
              g_strdup_printf("it was not sent to your own reply "
                              "address, and it is not authenticated (%s)",
                              t->auth_words));
    }
}

void decide_find(decide_job *j)
{
    const trust_facts *t = j->in->trust;
    const config_operator *sender = t->sasl ? t->sasl : t->operator_;
    const evidence *v = j->in->evidence;

    j->queue = v->queue;
    j->strong = t->sasl || t->auth == TRUST_PASS;
    find_ticket(j);
    j->cap = operators_claim(v);
    /* A claim in the thread alone proves nothing about others: they may have got
     * a copy. And what a customer writes stays inside, wherever he sends it. */
    if (j->cap && !sender &&
        (!v->capability_found ||
         (decide_is_participant(j->st, t->from) && t->auth != TRUST_FAIL)))
        j->cap = NULL;
    if (j->cap)
        judge_capability(j, sender);
    else
        judge_address(j, sender);
}
