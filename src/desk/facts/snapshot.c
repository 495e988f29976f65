/* snapshot: reads from the store what decide must know about one letter. */
#include "desk/facts/snapshot.h"

#include "base/address.h"

#include "base/err.h"
#include "base/handle.h"
#include "base/span.h"
#include "desk/book_store.h"
#include "desk/notify/shown.h"
#include "store/entry.h"
#include "store/revoked.h"
#include "store/shown.h"
#include "store/task.h"
#include "write/coupon.h"

/* Operators whose entries a decision may ask about. */
enum { ABOUT_LOGIN, ABOUT_SENDER, ABOUT_OWNER, ABOUT_HELD };
G_STATIC_ASSERT(ABOUT_HELD < STORE_HEADS_OPERATORS);

#define SNAPSHOT_OWN_MAX      50 /* tickets of the sender that are looked at */
#define SNAPSHOT_ANSWERED_MAX 5  /* Message-IDs that may be of our mail */

typedef struct reader {
    store *s;
    const config *c;
    int64_t epoch;
    snapshot *out;
    store_heads_wanted wanted;
    bool books; /* an operator may book time with it */
    GError **error;
} reader;

static void booked_free(snapshot_booked *b)
{
    if (!b)
        return;
    g_clear_pointer(&b->rows, g_ptr_array_unref);
    g_clear_pointer(&b->services, g_ptr_array_unref);
    g_clear_pointer(&b->rates, g_ptr_array_unref);
    g_free(b);
}

void snapshot_ticket_free(snapshot_ticket *t)
{
    if (!t)
        return;
    store_ticket_free(t->t);
    g_clear_pointer(&t->participants, g_ptr_array_unref);
    g_clear_pointer(&t->watchers, g_ptr_array_unref);
    g_clear_pointer(&t->entries, g_ptr_array_unref);
    g_clear_pointer(&t->pending, g_ptr_array_unref);
    g_clear_pointer(&t->held, g_ptr_array_unref);
    g_clear_pointer(&t->values, g_ptr_array_unref);
    store_stay_free(t->stay);
    g_clear_pointer(&t->co, g_ptr_array_unref);
    assign_staff_free(t->staff);
    g_clear_pointer(&t->links, g_ptr_array_unref);
    g_clear_pointer(&t->from, g_array_unref);
    g_clear_pointer(&t->handovers, g_ptr_array_unref);
    g_clear_pointer(&t->clocks, g_ptr_array_unref);
    g_clear_pointer(&t->stays, g_ptr_array_unref);
    store_terms_free(t->terms);
    store_terms_free(t->listed);
    g_clear_pointer(&t->forwarded, g_ptr_array_unref);
    store_ticket_free(t->asker);
    g_clear_pointer(&t->approvals, g_ptr_array_unref);
    g_clear_pointer(&t->reviews, g_ptr_array_unref);
    g_clear_pointer(&t->timers, g_ptr_array_unref);
    booked_free(t->booked);
    g_clear_pointer(&t->consents, g_ptr_array_unref);
    g_free(t);
}

/* ---- time that is booked ---- */

static gint by_id(gconstpointer a, gconstpointer b)
{
    const store_time *const *x = a, *const *y = b;

    return (*x)->id < (*y)->id ? -1 : (*x)->id > (*y)->id;
}

static bool has_service(const snapshot_booked *b, int64_t service)
{
    for (guint i = 0; i < b->services->len; i++)
        if (((const store_service *)b->services->pdata[i])->id == service)
            return true;
    return false;
}

static void add_rates(snapshot_booked *b, GPtrArray *more)
{
    while (more->len > 0)
        g_ptr_array_add(b->rates, g_ptr_array_steal_index(more, 0));
}

/* One that is no more has no rates. */
static bool read_service(store *s, snapshot_booked *b, int64_t service,
                         GError **error)
{
    GError *local = NULL;
    bool known = false;
    if (service == 0 || has_service(b, service))
        return true;
    g_autofree char *name = g_strdup_printf("#%" G_GINT64_FORMAT, service);
    store_service *one = store_service_find(s, name, &local);
    if (!one) {
        if (g_error_matches(local, ERR_DOMAIN, ERR_NOT_FOUND)) {
            g_error_free(local);
            return true;
        }
        g_propagate_error(error, local);
        return false;
    }
    for (guint i = 0; i < b->services->len; i++)
        known |= ((const store_service *)b->services->pdata[i])->contract ==
                 one->contract;
    g_ptr_array_add(b->services, one);
    g_autoptr(GPtrArray) rates =
        known ? g_ptr_array_new() : store_rate_list(s, one->contract, error);
    if (rates)
        add_rates(b, rates);
    return rates != NULL;
}

static bool read_services(store *s, const store_ticket *t, snapshot_booked *b,
                          GError **error)
{
    bool fine = read_service(s, b, t->service, error);

    for (guint i = 0; fine && i < b->rows->len; i++)
        fine = read_service(
            s, b, ((const store_time *)b->rows->pdata[i])->service, error);
    return fine;
}

static bool read_booked(store *s, snapshot_ticket *t, GError **error)
{
    const store_time_filter f = {.ticket = t->t->id};
    if (t->booked)
        return true;
    snapshot_booked *b = t->booked = g_new0(snapshot_booked, 1);
    b->rows = store_time_list(s, &f, error);
    b->services =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_service_free);
    b->rates = g_ptr_array_new_with_free_func((GDestroyNotify)store_rate_free);
    if (!b->rows)
        return false;
    g_ptr_array_sort(b->rows, by_id);
    return read_services(s, t->t, b, error);
}

static bool read_timers(store *s, snapshot_ticket *t, GError **error)
{
    t->timers = store_timer_list(s, error);
    for (guint i = t->timers ? t->timers->len : 0; i > 0; i--)
        if (((const store_timer *)t->timers->pdata[i - 1])->ticket != t->t->id)
            g_ptr_array_remove_index(t->timers, i - 1);
    return t->timers && (t->timers->len == 0 || read_booked(s, t, error));
}

/* A domain proves nothing here: nobody wrote just now. */
static bool read_listed(store *s, snapshot_ticket *out, GError **error)
{
    const store_ticket *t = out->t;
    int64_t company =
        t->company ? 0 : store_company_for(s, t->customer, false, error);

    if (company > 0)
        out->listed =
            store_terms_read(s, company, 0, t->id, t->created_ms, error);
    return company == 0 || out->listed;
}

snapshot_ticket *snapshot_ticket_read(store *s, int64_t id,
                                      const store_heads_wanted *w,
                                      GError **error)
{
    static const store_heads_wanted nobody = {0};
    store_ticket *t = store_ticket_get(s, id, error);
    if (!t)
        return NULL;
    snapshot_ticket *out = g_new0(snapshot_ticket, 1);
    out->t = t;
    GError *local = NULL;
    out->stay = store_stay_open(s, id, &local);
    if (!local)
        out->asker = store_task_asker(s, id, &local);
    if (local) {
        g_propagate_error(error, local);
        snapshot_ticket_free(out);
        return NULL;
    }
    if ((out->participants = store_participants(s, id, error)) &&
        (out->watchers = store_watchers(s, id, error)) &&
        (out->entries = store_heads(s, id, w ? w : &nobody, error)) &&
        (out->pending = store_entry_pending(s, id, error)) &&
        (out->co = store_co_holders(s, id, error)) &&
        (out->held = store_held_list(s, id, error)) &&
        (out->links = store_links(s, id, error)) &&
        (out->from = store_moved_from(s, id, error)) &&
        (out->values = store_values(s, STORE_VALUE_OF_TICKET, id, error)) &&
        (out->handovers = store_handover_list(s, id, error)) &&
        (out->forwarded = store_forwarded_list(s, id, error)) &&
        (out->approvals = store_approval_list(s, id, error)) &&
        (out->reviews = store_review_list(s, id, error)) &&
        (out->consents = store_consent_list(s, id, error)) &&
        store_rating_asked(s, t->customer, &out->asked_ms, error) &&
        (out->clocks = store_clock_list(s, id, error)) &&
        (out->stays = store_stay_list(s, id, error)) &&
        store_clock_asked(s, id, &out->asked, error) &&
        (out->terms = store_terms_read(s, t->company, t->service, id,
                                       t->created_ms, error)) &&
        read_listed(s, out, error) && read_timers(s, out, error))
        return out;
    snapshot_ticket_free(out);
    return NULL;
}

snapshot_ticket *snapshot_ticket_alone(store *s, const config *c, int64_t id,
                                       const store_heads_wanted *w,
                                       GError **error)
{
    snapshot_ticket *t = snapshot_ticket_read(s, id, w, error);

    if (t && !(t->staff = assign_staff_read(s, c, error)))
        g_clear_pointer(&t, snapshot_ticket_free);
    return t;
}

/* Itself, whatever it is part of. */
static snapshot_ticket *find_itself(const snapshot *s, int64_t ticket)
{
    for (unsigned i = 0; i < s->tickets->len; i++) {
        snapshot_ticket *t = s->tickets->pdata[i];
        if (t->t->id == ticket)
            return t;
    }
    return NULL;
}

const snapshot_ticket *snapshot_find(const snapshot *s, int64_t ticket)
{
    const snapshot_ticket *t = find_itself(s, ticket);

    for (int i = 0; t && t->t->merged_into && i < STORE_LEAD_MAX; i++)
        t = find_itself(s, t->t->merged_into);
    return t;
}

/* What is not there says nothing: a number may come from before a restore. */
static bool absent(GError **local, GError **error)
{
    if (g_error_matches(*local, ERR_DOMAIN, ERR_NOT_FOUND)) {
        g_clear_error(local);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(local));
    return false;
}

/* Adds it, if there is such a ticket. */
static bool read_itself(reader *r, int64_t id, const snapshot_ticket **st)
{
    GError *local = NULL;
    *st = id > 0 ? find_itself(r->out, id) : NULL;
    if (*st || id <= 0)
        return true;
    snapshot_ticket *t = snapshot_ticket_read(r->s, id, &r->wanted, &local);
    if (!t)
        return absent(&local, r->error);
    g_ptr_array_add(r->out->tickets, t);
    *st = t;
    return !r->books || read_booked(r->s, t, r->error);
}

/* *found becomes the id of such a ticket if there is one, or of the one that it
 * is part of, which is then read in full. */
static bool read_ticket(reader *r, int64_t id, int64_t *found)
{
    const snapshot_ticket *st = NULL;
    for (int i = 0; id && i < STORE_LEAD_MAX; i++) {
        if (!read_itself(r, id, &st))
            return false;
        id = st ? st->t->merged_into : 0;
    }
    if (found && st)
        *found = st->t->id;
    return true;
}

/* Its commands may name tickets when it is sent. */
static bool read_asked_by(reader *r, const store_held *h)
{
    g_autoptr(GArray) asked = g_array_new(FALSE, FALSE, sizeof(int64_t));
    evidence_add_asked(asked, h->data);
    for (unsigned i = 0; i < asked->len; i++)
        if (!read_ticket(r, g_array_index(asked, int64_t, i), NULL))
            return false;
    return true;
}

/* The first one that is named is the snapshot's; another one, which a claim may
 * name beside a capability, only says a ticket. */
static bool read_held(reader *r, int64_t id, int64_t *ticket)
{
    GError *local = NULL;
    if (r->out->held && r->out->held->id == id)
        return read_ticket(r, r->out->held->ticket, ticket);
    store_held *h = store_held_get(r->s, id, &local);
    if (!h)
        return absent(&local, r->error);
    if (!r->wanted.operators[ABOUT_HELD])
        r->wanted.operators[ABOUT_HELD] = h->operator_id;
    bool fine = read_ticket(r, h->ticket, ticket) && read_asked_by(r, h);
    if (r->out->held)
        store_held_free(h);
    else
        r->out->held = h;
    return fine;
}

static bool is_reported(const evidence *v, const store_outgoing *row)
{
    for (guint i = 0; v->reports && i < v->reports->len; i++)
        if (address_equal(v->reports->pdata[i], row->recipient))
            return true;
    return false;
}

/* One reply to several people has one Message-ID: the row is that of the recipient
 * whom the report names, else the first. */
static bool read_returned(reader *r, const evidence *v)
{
    g_autoptr(GPtrArray) rows =
        store_outgoing_same_id(r->s, v->returned, r->error);
    guint chosen = 0;

    for (guint i = rows ? rows->len : 0; i > 0; i--)
        if (is_reported(v, rows->pdata[i - 1]))
            chosen = i - 1;
    if (rows && rows->len > 0) {
        r->out->bounced_alone = rows->len == 1;
        r->out->bounced = g_steal_pointer(&rows->pdata[chosen]);
    }
    return rows != NULL;
}

static bool read_bounced(reader *r, const evidence *v)
{
    GError *local = NULL;
    if (v->bounced > 0) {
        r->out->bounced = store_outgoing_get(r->s, v->bounced, &local);
        if (!r->out->bounced && !absent(&local, r->error))
            return false;
    }
    if (!r->out->bounced && v->returned && !read_returned(r, v))
        return false;
    return !r->out->bounced || read_ticket(r, r->out->bounced->ticket, NULL);
}

static bool lead_answered(reader *r, store_outgoing *row)
{
    store_place at;
    if (!row->ticket)
        return true;
    if (!store_lead(r->s, row->ticket, row->entry, &at, r->error))
        return false;
    row->ticket = at.ticket;
    row->entry = at.n;
    return true;
}

/* The newest mail of ours that it refers to. */
static bool read_answered(reader *r, const evidence *v, const trust_facts *t)
{
    bool hers = t->operator_ || t->sasl || v->capability_found;

    for (unsigned i = 0; hers && i < v->ids->len && i < SNAPSHOT_ANSWERED_MAX &&
                         !r->out->answered;
         i++) {
        GError *local = NULL;
        r->out->answered =
            store_outgoing_by_message_id(r->s, v->ids->pdata[i], &local);
        if (local) {
            g_propagate_error(r->error, local);
            return false;
        }
    }
    return !r->out->answered || lead_answered(r, r->out->answered);
}

/* A number is given out again after a restore: what an older epoch called so is
 * not this ticket. */
static bool is_meant(const tag_claim *claim, const store_ticket *t)
{
    int64_t epoch = MAX(claim->epoch, 1);
    return claim->kind == TAG_CUSTOMER ? MAX(t->epoch, 1) == epoch
                                       : t->epoch <= epoch;
}

/* The entries that it speaks of may have gone to another ticket. `about`: which of
 * the numbers that are asked about is its own. */
static bool lead(reader *r, int64_t ticket, const tag_claim *claim,
                 unsigned about, store_place *at)
{
    if (!store_lead(r->s, ticket, claim->entry, at, r->error))
        return false;
    r->wanted.numbers[about] = at->n;
    return true;
}

static bool read_named_ticket(reader *r, const tag_claim *claim, unsigned about,
                              int64_t *ticket, store_place *at)
{
    const snapshot_ticket *st = NULL;
    store_place place;
    if (!read_itself(r, claim->number, &st))
        return false;
    if (!st || !is_meant(claim, st->t))
        return true;
    if (!lead(r, claim->number, claim, about, &place))
        return false;
    *at = place;
    return read_ticket(r, place.ticket, ticket);
}

static bool read_held_claim(reader *r, const tag_claim *claim, unsigned about,
                            int64_t *ticket, store_place *at)
{
    GError *local = NULL;
    g_autoptr(store_held) h = store_held_get(r->s, claim->number, &local);
    if (!h)
        return absent(&local, r->error);
    return (!h->ticket || lead(r, h->ticket, claim, about, at)) &&
           read_held(r, claim->number, ticket);
}

enum { NUMBER_CAPABILITY, NUMBER_CLAIM, NUMBER_RATE };
G_STATIC_ASSERT(NUMBER_RATE < STORE_HEADS_NUMBERS);

/* The ticket that a claim names, whatever kind it is of. Held items and rows of
 * an older epoch are others by now. */
static bool read_claim(reader *r, const tag_claim *claim, unsigned about,
                       int64_t *ticket, store_place *at)
{
    switch (claim->kind) {
    case TAG_HELD:
        return claim->epoch < r->epoch ||
               read_held_claim(r, claim, about, ticket, at);
    case TAG_LIST:
        return true; /* of no ticket */
    case TAG_BOUNCE:
        return !r->out->bounced ||
               read_ticket(r, r->out->bounced->ticket, ticket);
    default:
        return read_named_ticket(r, claim, about, ticket, at);
    }
}

/* A number of an older epoch may be another ticket's by now. */
static bool read_rate(reader *r, const evidence *v)
{
    GError *local = NULL;
    store_place at = {0};
    if (!v->rate_found || v->rate.epoch < r->epoch)
        return true;
    if (!read_named_ticket(r, &v->rate, NUMBER_RATE, &r->out->by_rate, &at))
        return false;
    if (!r->out->by_rate)
        return true;
    r->out->rating = store_rating_get(r->s, at.ticket, at.n, &local);
    if (local)
        g_propagate_error(r->error, local);
    return !local;
}

/* The MAC of a tag depends on its ticket's epoch, so the ticket is read first;
 * only one whose tag is right is kept. */
static bool read_tags(reader *r, const secret_key *site, const evidence *v)
{
    for (unsigned i = 0; i < v->tags->len && !r->out->by_tag; i++) {
        const tag_found *tag = &g_array_index(v->tags, tag_found, i);
        GError *local = NULL;
        g_autoptr(store_ticket) t = store_ticket_get(r->s, tag->ticket, &local);
        if (!t && !absent(&local, r->error))
            return false;
        if (t && tag_check(site, t->epoch, tag) &&
            !read_ticket(r, tag->ticket, &r->out->by_tag))
            return false;
    }
    return true;
}

static bool read_references_as(reader *r, const evidence *v, const char *who)
{
    for (unsigned i = 0; i < v->ids->len && !r->out->by_reference; i++) {
        int64_t ticket =
            store_msgid_ticket(r->s, v->ids->pdata[i], who, r->error);
        if (ticket < 0 || !read_ticket(r, ticket, &r->out->by_reference))
            return false;
    }
    return true;
}

/* References are free text of their author: they lead him where he takes part,
 * and anybody to what he can have only from us or from somebody who does. Whose
 * address is forged takes part in nothing. */
static bool read_references(reader *r, const evidence *v, const trust_facts *t)
{
    const char *who = t->auth == TRUST_FAIL ? NULL : t->from;

    return (!who || read_references_as(r, v, who)) &&
           read_references_as(r, v, NULL);
}

/* Who would get an automatic answer. */
static const char *answered(const snapshot_ask *ask)
{
    const evidence *v = ask->evidence;

    if (ask->trust->source)
        return ask->trust->from;
    return v->queue->reply_to == CONFIG_REPLY_TO_TRUST && v->reply_to
               ? v->reply_to
               : ask->trust->from;
}

static bool read_mails(reader *r, const snapshot_ask *ask)
{
    snapshot *out = r->out;
    const char *to = answered(ask);
    int64_t since_ms = ask->now_ms - SPAN_HOUR;
    g_autoptr(address) a = to ? address_parse(to) : NULL;

    out->floods =
        store_outgoing_later(r->s, SNAPSHOT_FLOOD, ask->now_ms, r->error);
    if (!out->floods)
        return false;
    if (!a)
        return true;
    out->mails_to_person =
        store_outgoing_count_since(r->s, to, since_ms, r->error);
    if (out->mails_to_person < 0)
        return false;
    if (ask->trust->auth == TRUST_PASS)
        return true; /* nobody else is meant */
    out->mails_to_domain =
        store_outgoing_count_domain(r->s, a->domain, since_ms, r->error);
    return out->mails_to_domain >= 0;
}

/* Whose account he asks about, and how often that was answered where it goes if
 * nobody proved that he asks. */
static bool read_account(reader *r, const trust_facts *t, int64_t now_ms)
{
    snapshot *out = r->out;
    bool proved = t->auth == TRUST_PASS || t->sasl;
    out->account = store_account_of(r->s, t->from, proved, r->error);
    if (!out->account)
        return false;
    out->mails_to_record =
        out->account->record
            ? store_outgoing_count_since(r->s, out->account->record,
                                         now_ms - SPAN_HOUR, r->error)
            : 0;
    return out->mails_to_record >= 0;
}

/* By an address he is known by what he wrote from it; by a telephone or in a chat,
 * as the person whose that is. */
static store_person *person_of(store *s, const char *from, GError **error)
{
    g_autofree char *id =
        handle_is_one(from) ? store_person_of(s, from, error) : g_strdup(from);

    return id ? store_person_get(s, id, error) : NULL;
}

static bool read_person(reader *r, const trust_facts *t, int64_t now_ms)
{
    snapshot *out = r->out;
    const char *from = t->from;
    GError *local = NULL;
    out->tickets_last_minute =
        store_ticket_count_since(r->s, now_ms - SPAN_MINUTE, r->error);
    if (out->tickets_last_minute < 0)
        return false;
    if (!from)
        return true;
    out->person = person_of(r->s, from, &local);
    if (local) {
        g_propagate_error(r->error, local);
        return false;
    }
    if (!read_account(r, t, now_ms))
        return false;
    store_ticket_filter his = {.customer = from, .limit = SNAPSHOT_OWN_MAX};
    g_ptr_array_unref(out->own);
    out->own = store_ticket_list(r->s, &his, r->error);
    return out->own;
}

/* Does he speak for his company? By whatever of his addresses. */
static bool read_contact(reader *r, const char *from)
{
    GError *local = NULL;
    g_autofree char *id = store_person_of(r->s, from, &local);
    store_person *p = id && !local ? store_person_get(r->s, id, &local) : NULL;

    r->out->terms->contact = p && p->contact;
    store_person_free(p);
    if (local)
        g_propagate_error(r->error, local);
    return !local;
}

/* An address that may be forged is nobody's where the site can tell; a domain is
 * somebody's only for whom it is proved. */
static bool read_terms(reader *r, const trust_facts *t, int64_t now_ms)
{
    bool proved = t->auth == TRUST_PASS || t->sasl;
    int64_t company;
    if (!t->from || (!proved && t->authserv_known) || t->auth == TRUST_FAIL)
        return true;
    company = store_company_for(r->s, t->from, proved, r->error);
    if (company <= 0)
        return company == 0;
    r->out->terms = store_terms_read(r->s, company, 0, 0, now_ms, r->error);
    return r->out->terms && read_contact(r, t->from);
}

static void coupon_free(void *data)
{
    snapshot_coupon *k = data;

    store_coupon_free(k->row);
    g_free(k);
}

/* What is quoted spends none. */
static bool read_coupons(reader *r, const snapshot_ask *ask)
{
    g_autoptr(GPtrArray) found =
        coupon_find(ask->new_text ? ask->new_text : "");
    for (unsigned i = 0; i < found->len; i++) {
        GError *local = NULL;
        snapshot_coupon *k = g_new0(snapshot_coupon, 1);
        if (!r->out->coupons)
            r->out->coupons = g_ptr_array_new_with_free_func(coupon_free);
        g_ptr_array_add(r->out->coupons, k);
        k->ours = coupon_check(ask->site, found->pdata[i]);
        if (!k->ours)
            continue;
        g_autofree char *key = coupon_key(ask->site, found->pdata[i]);
        k->row = store_coupon_get(r->s, key, &local);
        if (local) {
            g_propagate_error(r->error, local);
            return false;
        }
    }
    return true;
}

static void copy_free(void *data)
{
    snapshot_copy *c = data;

    store_ledger_free(c->row);
    store_held_free(c->held);
    g_free(c);
}

void snapshot_add_copy(snapshot *s, store_ledger *row, store_held *held)
{
    snapshot_copy *c = g_new(snapshot_copy, 1);

    *c = (snapshot_copy){row, held};
    g_ptr_array_add(s->copies, c);
}

const store_ledger *snapshot_first(const snapshot *s)
{
    return s->copies->len > 0 ? ((snapshot_copy *)s->copies->pdata[0])->row
                              : NULL;
}

static bool read_copies(reader *r, const char *queue, const char *identity)
{
    g_autoptr(GPtrArray) rows =
        store_ledger_same(r->s, queue, identity, r->error);

    while (rows && rows->len > 0) {
        GError *local = NULL;
        store_ledger *row = g_ptr_array_steal_index(rows, 0);
        snapshot_add_copy(r->out, row,
                          store_held_by_ledger(r->s, row->id, &local));
        if (local) {
            g_propagate_error(r->error, local);
            return false;
        }
    }
    return rows != NULL;
}

static bool read_companies(reader *r, const snapshot_ticket *st)
{
    for (unsigned i = 0; i < st->participants->len; i++) {
        store_participant *p = st->participants->pdata[i];
        if (!store_company_of(r->s, p->address, &p->company, r->error))
            return false;
    }
    return true;
}

/* Who names a ticket may want to join it to his, which must not bring together
 * who does not belong together. */
static bool read_asked(reader *r, const evidence *v)
{
    bool asks = v->asked && v->asked->len > 0;
    const GPtrArray *tickets = r->out->tickets;

    for (unsigned i = 0; asks && i < v->asked->len; i++)
        if (!read_ticket(r, g_array_index(v->asked, int64_t, i), NULL))
            return false;
    asks |= r->out->held != NULL;
    for (unsigned i = 0; asks && i < tickets->len; i++)
        if (!read_companies(r, tickets->pdata[i]))
            return false;
    return true;
}

/* Only for who may be an operator. */
static bool read_book(reader *r, const snapshot_ask *ask)
{
    const trust_facts *t = ask->trust;
    unsigned kinds = t->operator_ || t->sasl || ask->evidence->capability_found
                         ? ask->book_kinds
                         : 0;
    if (kinds == 0)
        return true;
    r->out->book = book_read(r->s, r->c, kinds, r->error);
    return r->out->book != NULL;
}

/* Only for those who may settle them. */
static bool read_named(reader *r, const evidence *v, const trust_facts *t)
{
    if (!v->held || v->held->len == 0 || (!t->operator_ && !t->sasl))
        return true;
    r->out->named =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_held_free);
    for (unsigned i = 0; i < v->held->len; i++) {
        GError *local = NULL;
        store_held *h =
            store_held_get(r->s, g_array_index(v->held, int64_t, i), &local);
        if (h)
            g_ptr_array_add(r->out->named, h);
        else if (!absent(&local, r->error))
            return false;
    }
    return true;
}

static void secret_free(void *data)
{
    snapshot_secret *s = data;

    store_ticket_free(s->t);
    g_free(s);
}

/* 0: of none that there is. False: error. */
static bool secret_ticket(reader *r, const tag_claim *claim, int64_t *ticket)
{
    GError *local = NULL;
    *ticket = claim->kind == TAG_HELD ? 0 : claim->number;
    if (claim->kind != TAG_HELD || claim->epoch < r->epoch)
        return true;
    store_held *h = store_held_get(r->s, claim->number, &local);
    *ticket = h ? h->ticket : 0;
    store_held_free(h);
    return h || absent(&local, r->error);
}

/* What it leads to may be another ticket by now, where it was revoked. */
static bool look_there(reader *r, snapshot_secret *s)
{
    store_place at;
    int64_t revoked = -1;
    if (!store_lead(r->s, s->t->id, s->claim.entry, &at, r->error))
        return false;
    if (at.ticket == s->t->id)
        return true;
    if (!store_revoked(r->s, at.ticket, s->owner->id, &revoked, r->error))
        return false;
    s->dead = at.n <= revoked;
    return true;
}

static bool read_secret(reader *r, const tag_claim *claim)
{
    GError *local = NULL;
    g_autofree char *key = NULL;
    int64_t ticket, revoked = -1;
    if (!secret_ticket(r, claim, &ticket))
        return false;
    store_ticket *t = ticket ? store_ticket_get(r->s, ticket, &local) : NULL;
    if (!t)
        return !local || absent(&local, r->error);
    if (!is_meant(claim, t)) {
        store_ticket_free(t);
        return true;
    }
    snapshot_secret *s = g_new0(snapshot_secret, 1);
    s->claim = *claim;
    s->t = t;
    if (outsider_of(r->c, claim, &s->outside))
        key = outsider_key(&s->outside);
    else
        s->owner = evidence_operator(r->c, claim);
    g_ptr_array_add(r->out->secrets, s);
    if ((s->owner || key) &&
        !store_revoked(r->s, t->id, key ? key : s->owner->id, &revoked,
                       r->error))
        return false;
    s->dead = claim->entry <= revoked;
    return s->dead || !s->owner || look_there(r, s);
}

static bool read_list(reader *r, const tag_claim *claim)
{
    snapshot_list *one = g_new0(snapshot_list, 1);
    int64_t revoked_ms = -1;

    g_ptr_array_add(r->out->lists, one);
    one->claim = *claim;
    one->owner = evidence_operator(r->c, claim);
    if (one->owner &&
        !store_lists_revoked(r->s, one->owner->id, &revoked_ms, r->error))
        return false;
    one->dead = tag_list_ms(claim) <= revoked_ms;
    return true;
}

static bool read_secrets(reader *r, const evidence *v)
{
    for (unsigned i = 0; v->seen && i < v->seen->len; i++) {
        const tag_claim *claim = &g_array_index(v->seen, tag_claim, i);
        if (claim->kind == TAG_LIST ? !read_list(r, claim)
                                    : !read_secret(r, claim))
            return false;
    }
    return true;
}

/* What a mail promised holds, whatever has become of the request since. */
static bool read_inside(reader *r, const evidence *v, const trust_facts *t)
{
    if (!t->operator_ && !t->sasl)
        return true;
    g_autoptr(GPtrArray) parts =
        store_shown_find(r->s, v->ids, 0, NULL, 0, r->error);
    if (parts && parts->len > 0)
        r->out->inside = shown_says_inside(parts->pdata[0]);
    return parts != NULL;
}

static const char *id_of(const config_operator *o)
{
    return o ? o->id : NULL;
}

static const config_operator *owner(const snapshot_ask *ask)
{
    const evidence *v = ask->evidence;

    if (v->capability_found && v->capability.kind != TAG_BOUNCE)
        return evidence_operator(ask->c, &v->capability);
    return v->claim_found ? evidence_operator(ask->c, &v->claim) : NULL;
}

static bool is_hers(const snapshot_ask *ask, const char *operator_id)
{
    return g_strcmp0(id_of(ask->trust->sasl), operator_id) == 0 ||
           g_strcmp0(id_of(ask->trust->operator_), operator_id) == 0 ||
           g_strcmp0(id_of(owner(ask)), operator_id) == 0;
}

static bool is_staff(const snapshot_ask *ask)
{
    return ask->trust->operator_ || ask->trust->sasl || owner(ask);
}

/* Is there what may be a command? */
static bool may_book(const snapshot_ask *ask)
{
    const char *text = ask->new_text ? ask->new_text : "";

    return is_staff(ask) && (strpbrk(text, "/\\") || strstr(text, "\uff0f"));
}

/* Her timer may run on another ticket than the one that she writes about. */
static bool read_her_timer(reader *r, const snapshot_ask *ask)
{
    if (!is_staff(ask))
        return true;
    r->out->timers = store_timer_list(r->s, r->error);
    for (guint i = 0; r->books && r->out->timers && i < r->out->timers->len;
         i++) {
        const store_timer *t = r->out->timers->pdata[i];
        if (is_hers(ask, t->operator_id) && !read_ticket(r, t->ticket, NULL))
            return false;
    }
    return r->out->timers != NULL;
}

static bool read_released(reader *r, const evidence *v)
{
    GError *local = NULL;
    if (!v->released)
        return true;
    r->out->released = store_held_of_ledger(r->s, v->released, &local);
    if (!local)
        return true;
    g_propagate_error(r->error, local);
    return false;
}

/* ---- who and what is asked about ---- */

/* What it answers, and its own: a copy of it may have been acted on. */
static GPtrArray *message_ids(const snapshot_ask *ask)
{
    const GPtrArray *answers = ask->evidence->ids;
    GPtrArray *ids = g_ptr_array_new();

    if (ask->message_id)
        g_ptr_array_add(ids, (char *)ask->message_id);
    for (unsigned i = 0; i < answers->len; i++)
        g_ptr_array_add(ids, answers->pdata[i]);
    return ids;
}

static store_heads_wanted wanted(const snapshot_ask *ask, const GPtrArray *ids)
{
    const evidence *v = ask->evidence;
    const trust_facts *t = ask->trust;

    return (store_heads_wanted){
        .operators = {[ABOUT_LOGIN] = id_of(t->sasl),
                      [ABOUT_SENDER] = id_of(t->operator_),
                      [ABOUT_OWNER] = id_of(owner(ask))},
        .sender = t->from,
        .numbers = {v->capability_found ? v->capability.entry : 0,
                    v->claim_found ? v->claim.entry : 0},
        .message_ids = ids,
    };
}

/* ---- all of it ---- */

snapshot *snapshot_empty(void)
{
    snapshot *out = g_new0(snapshot, 1);

    out->tickets =
        g_ptr_array_new_with_free_func((GDestroyNotify)snapshot_ticket_free);
    out->copies = g_ptr_array_new_with_free_func(copy_free);
    out->own = g_ptr_array_new();
    out->secrets = g_ptr_array_new_with_free_func(secret_free);
    out->lists = g_ptr_array_new_with_free_func(g_free);
    return out;
}

snapshot *snapshot_read(store *s, const snapshot_ask *ask, GError **error)
{
    const evidence *v = ask->evidence;
    g_autoptr(GPtrArray) ids = message_ids(ask);
    g_autoptr(snapshot) out = snapshot_empty();
    reader r = {.s = s,
                .c = ask->c,
                .epoch = v->epoch,
                .out = out,
                .wanted = wanted(ask, ids),
                .books = may_book(ask),
                .error = error};
    store_place outside_at;

    if ((out->staff = assign_staff_read(s, ask->c, error)) &&
        read_copies(&r, v->queue->id, ask->identity) && read_bounced(&r, v) &&
        (!v->capability_found ||
         read_claim(&r, &v->capability, NUMBER_CAPABILITY, &out->by_capability,
                    &out->capability_at)) &&
        (!v->outside_found || read_claim(&r, &v->outside, NUMBER_CLAIM,
                                         &out->by_outside, &outside_at)) &&
        read_rate(&r, v) &&
        (!v->claim_found || read_claim(&r, &v->claim, NUMBER_CLAIM,
                                       &out->by_claim, &out->claim_at)) &&
        read_tags(&r, ask->site, v) && read_references(&r, v, ask->trust) &&
        read_answered(&r, v, ask->trust) && read_asked(&r, v) &&
        read_book(&r, ask) && read_named(&r, v, ask->trust) &&
        read_her_timer(&r, ask) && read_released(&r, v) &&
        read_secrets(&r, v) && read_inside(&r, v, ask->trust) &&
        read_person(&r, ask->trust, ask->now_ms) &&
        read_terms(&r, ask->trust, ask->now_ms) && read_coupons(&r, ask) &&
        read_mails(&r, ask))
        return g_steal_pointer(&out);
    return NULL;
}

void snapshot_free(snapshot *s)
{
    if (!s)
        return;
    g_ptr_array_unref(s->copies);
    g_ptr_array_unref(s->tickets);
    store_rating_free(s->rating);
    store_outgoing_free(s->bounced);
    store_outgoing_free(s->answered);
    store_held_free(s->held);
    store_held_free(s->released);
    g_clear_pointer(&s->named, g_ptr_array_unref);
    g_clear_pointer(&s->floods, g_ptr_array_unref);
    store_person_free(s->person);
    store_account_free(s->account);
    store_terms_free(s->terms);
    book_free(s->book);
    g_clear_pointer(&s->coupons, g_ptr_array_unref);
    g_clear_pointer(&s->timers, g_ptr_array_unref);
    g_clear_pointer(&s->own, g_ptr_array_unref);
    g_clear_pointer(&s->secrets, g_ptr_array_unref);
    g_clear_pointer(&s->lists, g_ptr_array_unref);
    assign_staff_free(s->staff);
    g_free(s);
}
