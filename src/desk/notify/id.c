/* notify_id: Message-IDs, claims and references of outgoing rows. */
#include "config/site.h"
#include "desk/notify/room.h"

#include <string.h>

#define ID_UNIQUE_BYTES 10

bool notify_is_public(const store_outgoing *o)
{
    return o->audience == STORE_TO_CUSTOMER || o->audience == STORE_TO_OUTSIDER;
}

/* One that shows requests, whose answer may name some. */
static bool is_list(const store_outgoing *o)
{
    static const char *const lists[] = {"list", "several", "morning", NULL};

    return o->audience == STORE_TO_OPERATOR && o->operator_id &&
           o->ticket <= 0 && g_strv_contains(lists, o->template);
}

/* What an answer to this row's mail is about. */
tag_claim notify_claim(const config *c, int64_t epoch, const store_outgoing *o)
{
    tag_claim claim = {
        .number = o->ticket, .entry = MAX(o->entry, 0), .epoch = epoch};
    if (o->operator_id)
        claim.who = config_operator_number(o->operator_id);
    if (notify_is_public(o)) {
        claim.kind = TAG_CUSTOMER;
        claim.entry = 0; /* gaps in the numbers would tell of notes */
    } else if (is_list(o)) {
        return tag_list_claim(claim.who, o->date_ms, epoch);
    } else if (o->held > 0) {
        claim.kind = TAG_HELD;
    } else {
        claim.kind =
            strcmp(o->template, "review") == 0 ? TAG_REVIEW : TAG_REPLY;
    }
    if (claim.kind == TAG_HELD) {
        claim.number = o->held;
    } else if (o->ticket <= 0 || o->audience == STORE_TO_ADMIN ||
               strcmp(o->template, "receipt") == 0) {
        /* Nothing that it could be an answer to: only a bounce finds the row.
         * A stranger learns no ticket. */
        claim.kind = TAG_BOUNCE;
        claim.number = o->id;
        claim.entry = 0;
        claim.who = 0;
    }
    return claim;
}

char *notify_article_id(const config *c, const secret_key *site,
                        const char *queue, int64_t epoch, int64_t ticket,
                        int64_t n, int64_t created_ms)
{
    secret_key key;
    secret_derive(site, "msgid...", 0, &key);
    g_autofree char *seed = g_strdup_printf(
        "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, queue,
        ticket, n, created_ms);
    uint8_t mac[16];
    secret_mac(&key, seed, strlen(seed), mac, sizeof mac);
    secret_wipe(&key, sizeof key);
    char unique[2 * ID_UNIQUE_BYTES + 1];
    for (int i = 0; i < ID_UNIQUE_BYTES; i++)
        g_snprintf(unique + 2 * i, 3, "%02x", mac[i]);
    tag_claim claim = {.kind = TAG_CUSTOMER, .number = ticket, .epoch = epoch};
    return tag_message_id(site, c->site->domain, queue, &claim, unique);
}

/* All who get one reply get it under one Message-ID; everything else is one
 * recipient's. */
char *notify_id_in(const config *c, const secret_key *site, int64_t epoch,
                   const store_outgoing *o)
{
    if (o->audience == STORE_TO_CUSTOMER && strcmp(o->template, "reply") == 0)
        return notify_article_id(c, site, o->queue, epoch, o->ticket, o->entry,
                                 o->created_ms);
    tag_claim claim = notify_claim(c, epoch, o);
    return tag_message_id(site, c->site->domain, o->queue, &claim, o->unique);
}

char *notify_message_id(const config *c, const secret_key *site, store *desk,
                        const store_outgoing *o, GError **error)
{
    if (!notify_is_public(o) || o->ticket <= 0)
        return notify_id_in(c, site, store_epoch(desk), o);
    g_autoptr(store_ticket) t = store_ticket_get(desk, o->ticket, error);
    return t ? notify_id_in(c, site, t->epoch, o) : NULL;
}

/* A Message-ID is its author's word: what looks like a secret address of ours
 * would stop every mail about the request. */
static bool may_go_out(const char *id)
{
    return id && compose_is_message_id(id) && !tag_has_syntax(id);
}

void notify_references(compose_mail *m, GPtrArray *ids, const char *last)
{
    g_autoptr(GPtrArray) good = g_ptr_array_new();
    for (guint i = 0; i < ids->len; i++) {
        const char *id = ids->pdata[i];
        if (may_go_out(id) && g_strcmp0(id, last) != 0 &&
            !g_ptr_array_find_with_equal_func(good, id, g_str_equal, NULL))
            g_ptr_array_add(good, (void *)id);
    }
    if (may_go_out(last))
        g_ptr_array_add(good, (void *)last);
    for (guint i = 0; i < good->len; i++)
        if (i == 0 || i + NOTIFY_REFERENCES >= good->len)
            g_ptr_array_add(m->references, g_strdup(good->pdata[i]));
}
