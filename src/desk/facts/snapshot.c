/* snapshot: reads from the store what decide must know about one letter. */
#include "desk/facts/snapshot.h"

#include "base/err.h"
#include "store/entry.h"

#define SNAPSHOT_OWN_MAX 50 /* tickets of the sender that are looked at */
#define HOUR_MS          (3600 * 1000)
#define MINUTE_MS        (60 * 1000)

typedef struct reader {
    store *s;
    snapshot *out;
    GError **error;
} reader;

void snapshot_ticket_free(snapshot_ticket *t)
{
    if (!t)
        return;
    store_ticket_free(t->t);
    g_clear_pointer(&t->participants, g_ptr_array_unref);
    g_clear_pointer(&t->watchers, g_ptr_array_unref);
    g_clear_pointer(&t->entries, g_ptr_array_unref);
    g_clear_pointer(&t->held, g_ptr_array_unref);
    g_free(t);
}

snapshot_ticket *snapshot_ticket_read(store *s, int64_t id, GError **error)
{
    store_ticket *t = store_ticket_get(s, id, error);
    if (!t)
        return NULL;
    snapshot_ticket *out = g_new0(snapshot_ticket, 1);
    out->t = t;
    if ((out->participants = store_participants(s, id, error)) &&
        (out->watchers = store_watchers(s, id, error)) &&
        (out->entries = store_entry_list(s, id, 0, false, error)) &&
        (out->held = store_held_list(s, id, error)))
        return out;
    snapshot_ticket_free(out);
    return NULL;
}

const snapshot_ticket *snapshot_find(const snapshot *s, int64_t ticket)
{
    for (unsigned i = 0; i < s->tickets->len; i++) {
        const snapshot_ticket *t = s->tickets->pdata[i];
        if (t->t->id == ticket)
            return t;
    }
    return NULL;
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

/* *found becomes `id` if there is such a ticket, which is then read in full. */
static bool read_ticket(reader *r, int64_t id, int64_t *found)
{
    GError *local = NULL;
    if (id <= 0)
        return true;
    if (!snapshot_find(r->out, id)) {
        snapshot_ticket *t = snapshot_ticket_read(r->s, id, &local);
        if (!t)
            return absent(&local, r->error);
        g_ptr_array_add(r->out->tickets, t);
    }
    if (found)
        *found = id;
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
    bool fine = read_ticket(r, h->ticket, ticket);
    if (r->out->held)
        store_held_free(h);
    else
        r->out->held = h;
    return fine;
}

static bool read_bounced(reader *r, const evidence *v)
{
    GError *local = NULL;
    if (v->bounce_found && v->bounced > 0) {
        r->out->bounced = store_outgoing_get(r->s, v->bounced, &local);
        if (!r->out->bounced && !absent(&local, r->error))
            return false;
    }
    if (!r->out->bounced && v->returned) {
        r->out->bounced =
            store_outgoing_by_message_id(r->s, v->returned, &local);
        if (local) {
            g_propagate_error(r->error, local);
            return false;
        }
    }
    return !r->out->bounced || read_ticket(r, r->out->bounced->ticket, NULL);
}

/* The ticket that a claim names, whatever kind it is of. */
static bool read_claim(reader *r, const tag_claim *claim, int64_t *ticket)
{
    switch (claim->kind) {
    case TAG_HELD:
        return read_held(r, claim->number, ticket);
    case TAG_BOUNCE:
        if (r->out->bounced)
            *ticket = r->out->bounced->ticket;
        return true;
    default:
        return read_ticket(r, claim->number, ticket);
    }
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

static bool read_references(reader *r, const evidence *v)
{
    for (unsigned i = 0; i < v->ids->len; i++) {
        int64_t ticket = store_msgid_ticket(r->s, v->ids->pdata[i], r->error);
        if (ticket < 0)
            return false;
        if (ticket)
            return read_ticket(r, ticket, &r->out->by_reference);
    }
    return true;
}

static bool read_person(reader *r, const char *from, int64_t now_ms)
{
    snapshot *out = r->out;
    GError *local = NULL;
    out->tickets_last_minute =
        store_ticket_count_since(r->s, now_ms - MINUTE_MS, r->error);
    if (out->tickets_last_minute < 0)
        return false;
    if (!from) {
        out->own = g_ptr_array_new();
        return true;
    }
    out->person = store_person_get(r->s, from, &local);
    if (local) {
        g_propagate_error(r->error, local);
        return false;
    }
    out->mails_to_person =
        store_outgoing_count_since(r->s, from, now_ms - HOUR_MS, r->error);
    store_ticket_filter his = {.customer = from, .limit = SNAPSHOT_OWN_MAX};
    return out->mails_to_person >= 0 &&
           (out->own = store_ticket_list(r->s, &his, r->error));
}

static bool read_first(reader *r, const char *queue, const char *identity)
{
    GError *local = NULL;
    r->out->first = store_ledger_first(r->s, queue, identity, &local);
    if (!local)
        return true;
    g_propagate_error(r->error, local);
    return false;
}

static bool read_asked(reader *r, const evidence *v)
{
    for (unsigned i = 0; v->asked && i < v->asked->len; i++)
        if (!read_ticket(r, g_array_index(v->asked, int64_t, i), NULL))
            return false;
    return true;
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

snapshot *snapshot_read(store *s, const config *c, const secret_key *site,
                        const evidence *v, const trust_facts *t,
                        const char *identity, int64_t now_ms, GError **error)
{
    snapshot *out = g_new0(snapshot, 1);
    reader r = {s, out, error};
    out->tickets =
        g_ptr_array_new_with_free_func((GDestroyNotify)snapshot_ticket_free);
    out->holders = g_ptr_array_new_with_free_func(g_free);
    if (read_first(&r, v->queue->id, identity) && read_bounced(&r, v) &&
        (!v->capability_found ||
         read_claim(&r, &v->capability, &out->by_capability)) &&
        (!v->claim_found || read_claim(&r, &v->claim, &out->by_claim)) &&
        read_tags(&r, site, v) && read_references(&r, v) && read_asked(&r, v) &&
        read_named(&r, v, t) && read_released(&r, v) &&
        read_person(&r, t->from, now_ms))
        return out;
    snapshot_free(out);
    return NULL;
}

void snapshot_free(snapshot *s)
{
    if (!s)
        return;
    store_ledger_free(s->first);
    g_ptr_array_unref(s->tickets);
    store_outgoing_free(s->bounced);
    store_held_free(s->held);
    store_held_free(s->released);
    g_clear_pointer(&s->named, g_ptr_array_unref);
    store_person_free(s->person);
    g_clear_pointer(&s->own, g_ptr_array_unref);
    g_ptr_array_unref(s->holders);
    g_free(s);
}
