/* decide_who: which ticket a letter belongs to, who wrote it, and whether that
 * evidence agrees. */
#include "base/planted.h"
#include "desk/decide/room.h"

#include <string.h>

bool decide_is_participant(const snapshot_ticket *st, const char *address)
{
    for (unsigned i = 0; address && st && i < st->participants->len; i++) {
        const store_participant *p = st->participants->pdata[i];
        if (strcmp(p->address, address) == 0 || PLANTED(anybody_takes_part))
            return true;
    }
    return false;
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
    return h && !decide_is_older(j, claim) && h->id == claim->number ? h->ticket
                                                                     : 0;
}

typedef struct witness {
    const char *what;
    int64_t ticket;
} witness;

#define WITNESSES 6

/* He may have kept the address that asked him, for something new: then only a
 * rating goes there. */
static int64_t rate_ticket(const decide_job *j)
{
    const evidence *v = j->in->evidence;
    const snapshot *s = j->in->snapshot;
    bool answers = v->claim_found || s->by_tag || s->by_reference;

    return s->by_rate && (answers || decide_says_rating(j)) ? s->by_rate : 0;
}

static unsigned witnesses(const decide_job *j, witness out[WITNESSES])
{
    const evidence *v = j->in->evidence;
    const snapshot *s = j->in->snapshot;
    unsigned n = 0;
    witness all[WITNESSES] = {
        {"the address", v->capability_found
                            ? ticket_of(j, &v->capability, s->by_capability)
                            : 0},
        {"the address", s->by_outside},
        {"the address", rate_ticket(j)},
        {"the thread",
         v->claim_found ? ticket_of(j, &v->claim, s->by_claim) : 0},
        {"the thread", s->by_reference},
        {"the subject", s->by_tag},
    };

    for (unsigned i = 0; i < WITNESSES; i++) {
        const snapshot_ticket *st =
            all[i].ticket > 0 ? snapshot_find(s, all[i].ticket) : NULL;
        if (st) /* of what became part of another, that one */
            out[n++] = (witness){all[i].what, st->t->id};
    }
    return n;
}

/* Did `ticket` get entries of `from`? */
static bool came_from(const snapshot *s, int64_t ticket, int64_t from)
{
    const GArray *all = snapshot_find(s, ticket)->from;

    for (unsigned i = 0; all && i < all->len; i++)
        if (g_array_index(all, int64_t, i) == from)
            return true;
    return false;
}

/* What parted from a ticket is meant by its own mails, though a subject, or an
 * older claim, names the ticket. */
static unsigned parted(const snapshot *s, const witness *w, unsigned n,
                       unsigned chosen)
{
    for (unsigned i = 0; i < n; i++)
        if (came_from(s, w[i].ticket, w[chosen].ticket))
            chosen = i;
    return chosen;
}

/* The first witness is believed; a customer's letter goes rather where he is a
 * participant. */
static void find_ticket(decide_job *j)
{
    const snapshot *s = j->in->snapshot;
    const evidence *v = j->in->evidence;
    witness w[WITNESSES];
    bool list = v->capability_found && v->capability.kind == TAG_LIST;
    unsigned n = list ? 0 : witnesses(j, w), chosen = 0;

    if (n == 0)
        return; /* an answer to a list says by itself what it is about */
    for (unsigned i = 0; i < n && !v->capability_found; i++) {
        const snapshot_ticket *st = snapshot_find(s, w[i].ticket);
        if (decide_is_participant(st, j->in->trust->from)) {
            chosen = i;
            break;
        }
    }
    chosen = parted(s, w, n, chosen);
    decide_job_ticket(j, snapshot_find(s, w[chosen].ticket));
    for (unsigned i = 0; i < n && !j->doubt; i++) {
        if (w[i].ticket != w[chosen].ticket &&
            !came_from(s, w[chosen].ticket, w[i].ticket))
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

static bool is_hers(const store_head *e, const config_operator *op)
{
    return e->by == STORE_BY_OPERATOR && strcmp(e->author, op->id) == 0;
}

/* Whoever wrote or read what came from another ticket has not seen what stands
 * before it here. */
static bool may_count(const store_head *e)
{
    return !e->joined || PLANTED(merge_seen);
}

/* A reply of hers went through this check, so she knows what stood before it. */
static int64_t seen_by_reply(const decide_job *j, const config_operator *op)
{
    int64_t seen = 0;

    for (unsigned i = 0; j->st && i < j->st->entries->len; i++) {
        const store_head *e = j->st->entries->pdata[i];
        if (is_hers(e, op) && e->kind == STORE_ARTICLE &&
            e->state != STORE_WITHDRAWN && may_count(e))
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
        const store_head *e = j->st->entries->pdata[i];
        if (e->kind != STORE_APART && e->message_id && may_count(e) &&
            g_ptr_array_find_with_equal_func(v->ids, e->message_id, g_str_equal,
                                             NULL))
            seen = MAX(seen, e->n);
    }
    return seen;
}

static const char *from_words(const decide_job *j)
{
    return j->in->trust->from ? j->in->trust->from : "an unclear From";
}

/* Why she who is meant must be asked. */
static char *doubt_words(const decide_job *j, const config_operator *sender,
                         const config_operator *owner)
{
    const trust_facts *t = j->in->trust;

    if (j->in->evidence->capability_found && !owner)
        return g_strdup_printf("%s used the reply address of somebody who is "
                               "not an operator any more",
                               from_words(j));
    if (!sender || (owner && sender != owner))
        return g_strdup_printf("%s wrote to the personal reply address of %s",
                               from_words(j), owner ? owner->name : "nobody");
    if (j->proof == TRUST_CONTRADICTED || j->cap)
        return g_strdup_printf("it claims to be from %s, but that is not "
                               "authenticated (%s)",
                               from_words(j), t->auth_words);
    return g_strdup_printf("it was not sent to your own reply address, and it "
                           "is not authenticated (%s)",
                           t->auth_words);
}

/* Her secret address is asked about by its owner; all else by her whom From, or
 * the login, names. */
static void doubt(decide_job *j, const config_operator *sender)
{
    const config_operator *owner = j->in->evidence->capability_found && j->cap
                                       ? evidence_operator(j->c, j->cap)
                                       : sender;

    j->op = owner;
    g_free(j->doubt);
    j->doubt = doubt_words(j, sender, owner);
}

/* Where what the capability or claim speaks of is now; ticket 0: it says so
 * itself. */
static const store_place *place_of(const decide_job *j)
{
    return j->cap == &j->in->evidence->capability
               ? &j->in->snapshot->capability_at
               : &j->in->snapshot->claim_at;
}

int64_t decide_shown_by(const decide_job *j)
{
    const store_place *at = place_of(j);

    if (PLANTED(merge_seen))
        return MAX(j->cap->entry, at->n);
    return at->ticket ? at->seen : j->cap->entry;
}

static int64_t seen_of(const decide_job *j, const config_operator *op)
{
    int64_t seen = seen_by_reply(j, op);

    if (j->cap && !decide_is_older(j, j->cap)) /* numbers are others by now */
        return MAX(decide_shown_by(j), seen);
    return j->st ? MAX(seen_by_thread(j), seen) : 0;
}

static void add_outside(const decide_job *j, trust_signs *s)
{
    const evidence *v = j->in->evidence;
    const char *from = j->in->trust->from;
    outsider o;

    s->partner = from && config_partner_by_address(j->c, from);
    s->outside_found = v->outside_found;
    if (!v->outside_found)
        return;
    s->outside_gone = !outsider_of(j->c, &v->outside, &o);
    s->outside_his = !s->outside_gone && outsider_has(j->c, &o, from);
}

static trust_signs signs_of(const decide_job *j)
{
    const evidence *v = j->in->evidence;
    trust_signs s = {.participant =
                         decide_is_participant(j->st, j->in->trust->from),
                     .request = j->st != NULL};

    s.capability_found =
        v->capability_found && v->capability.kind != TAG_BOUNCE;
    s.claim_found = v->claim_found && v->claim.kind != TAG_CUSTOMER;
    if (s.capability_found)
        s.capability = evidence_operator(j->c, &v->capability);
    if (s.claim_found)
        s.claim = evidence_operator(j->c, &v->claim);
    add_outside(j, &s);
    return s;
}

/* With a dead address she is not whom the table took her for, unless she proved
 * it; what would leave is held in any case. */
static void take_dead(decide_job *j)
{
    const char *dead =
        decide_is_listed(j) ? decide_list_dead(j) : decide_dead(j);

    if (!dead)
        return;
    j->dead = true;
    g_free(j->doubt);
    j->doubt = g_strdup(dead);
    if (j->who == DECIDE_COLLEAGUE && !j->strong)
        j->who = DECIDE_DOUBTFUL;
}

/* Who is asked outside. Where his address is of no use any more, it may be he. */
static void take_outsider(decide_job *j, const trust_signs *s)
{
    const evidence *v = j->in->evidence;
    const trust_facts *t = j->in->trust;
    const char *dead = decide_dead_outside(j);

    if (v->outside_found)
        outsider_of(j->c, &v->outside, &j->outside);
    if (!j->outside.id && s->partner) {
        j->outside.partner = config_partner_by_address(j->c, t->from);
        j->outside.id = j->outside.partner->id;
        j->outside.name = j->outside.partner->name;
    }
    if (j->who == DECIDE_OUTSIDER && !dead && !j->doubt)
        return;
    j->who = DECIDE_ALLEGED;
    if (j->doubt)
        return;
    if (dead)
        j->doubt = g_strdup(dead);
    else if (!v->outside_found)
        j->doubt = g_strdup("it was not sent to the address that he was given");
    else if (!s->outside_his)
        j->doubt = g_strdup_printf(
            "%s wrote to the personal reply address of %s", from_words(j),
            j->outside.id ? j->outside.name : "nobody");
    else
        j->doubt =
            g_strdup_printf("that is not authenticated (%s)", t->auth_words);
}

/* What the table (desk/facts/trust.h) says of the author. */
static void find_author(decide_job *j)
{
    const trust_facts *t = j->in->trust;
    trust_signs s = signs_of(j);
    const config_operator *sender = trust_sender(t, &s);

    j->proof = trust_proof_of(t, &s);
    j->strong = j->proof == TRUST_PROVED;
    j->who = trust_judge(t, &s).who;
    if (j->who == DECIDE_STRANGER || j->who == DECIDE_CUSTOMER)
        return;
    if (j->who == DECIDE_OUTSIDER || j->who == DECIDE_ALLEGED) {
        take_outsider(j, &s);
        return;
    }
    j->cap = operators_claim(j->in->evidence);
    if (j->cap) {
        const store_place *at = place_of(j);
        j->about = at->ticket ? at->n : j->cap->entry;
    }
    if (j->who == DECIDE_DOUBTFUL) {
        doubt(j, sender);
        return;
    }
    j->op = sender;
    take_dead(j);
    if (j->who != DECIDE_OPERATOR)
        return;
    j->seen = seen_of(j, sender);
    if (!j->doubt && lonely(j))
        j->doubt =
            g_strdup("it is not a reply to a message of this "
                     "request; perhaps an address book filled in the address");
}

/* What a form says opens a request of the customer whom it names, whatever is
 * written in it: anybody may fill it in, in anybody's name. */
static void find_source(decide_job *j)
{
    const trust_facts *t = j->in->trust;

    j->who = DECIDE_STRANGER;
    j->proof = trust_prove(t->login, t->auth, t->authserv_known);
    j->strong = j->proof == TRUST_PROVED;
}

const source_facts *decide_source(const decide_job *j)
{
    return j->in ? j->in->trust->source : NULL;
}

void decide_find(decide_job *j)
{
    j->queue = j->in->evidence->queue;
    if (decide_source(j)) {
        find_source(j);
        return;
    }
    find_ticket(j);
    find_author(j);
}
