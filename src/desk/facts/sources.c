/* sources: texts that a letter is compared with. */
#include "desk/facts/sources.h"

#include "desk/notify/shown.h"
#include "store/shown.h"

int64_t sources_ticket(const snapshot *n)
{
    return n->by_capability  ? n->by_capability
           : n->by_outside   ? n->by_outside
           : n->by_claim     ? n->by_claim
           : n->by_reference ? n->by_reference
                             : n->by_tag;
}

/* To whom our mails went that this author may answer. */
static const char *reader(const config *c, const evidence *v,
                          const trust_facts *t)
{
    const config_operator *o = t->sasl ? t->sasl : t->operator_;

    if (!o && v->capability_found)
        o = evidence_operator(c, &v->capability);
    return o ? o->id : t->from;
}

static bool add_shown(GPtrArray *all, store *s, const config *c,
                      const evidence *v, const trust_facts *t,
                      const snapshot *n, GError **error)
{
    g_autoptr(GPtrArray) parts = store_shown_find(
        s, v->ids, sources_ticket(n), reader(c, v, t), SOURCES_SHOWN, error);

    for (unsigned i = 0; parts && i < parts->len; i++) {
        account_source *one = shown_source(parts->pdata[i], sources_ticket(n));
        if (one)
            g_ptr_array_add(all, one);
    }
    return parts != NULL;
}

/* ---- entries ---- */

static bool is_answered(const store_head *h, const GPtrArray *ids)
{
    return h->message_id &&
           g_ptr_array_find_with_equal_func((GPtrArray *)ids, h->message_id,
                                            g_str_equal, NULL);
}

/* store_head*: those that it answers and the newest, as many as there may be;
 * oldest first, as their texts come. */
static GPtrArray *most_likely(const snapshot_ticket *st, const GPtrArray *ids)
{
    GPtrArray *some = g_ptr_array_new();
    unsigned left = STORE_TEXTS_MAX, n = st->entries->len;
    g_autofree bool *taken = g_new0(bool, n + 1);

    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = n; i > 0 && left > 0; i--) {
            if (taken[i - 1] ||
                (pass == 0 && !is_answered(st->entries->pdata[i - 1], ids)))
                continue;
            taken[i - 1] = true;
            left--;
        }
    }
    for (unsigned i = 0; i < n; i++)
        if (taken[i])
            g_ptr_array_add(some, st->entries->pdata[i]);
    return some;
}

/* His own words a customer may repeat. */
static bool is_own(const store_head *h, const trust_facts *t)
{
    return h->by == STORE_BY_CUSTOMER && g_strcmp0(h->author, t->from) == 0;
}

static void add_entry(GPtrArray *all, const store_head *h, int64_t ticket,
                      const trust_facts *t, bool same, const char *text)
{
    account_origin origin = shown_origin(h->kind, h->state, h->by, h->finding);
    account_source *one = account_source_new();

    if (origin == ACCOUNT_PUBLIC && is_own(h, t))
        origin = ACCOUNT_OWN;
    if (origin == ACCOUNT_PUBLIC && !same)
        origin = ACCOUNT_STRANGER;
    account_source_add(one, origin, ticket, h->n, text);
    if (origin == ACCOUNT_PUBLIC)
        g_ptr_array_insert(all, 0, one);
    else
        g_ptr_array_add(all, one);
}

/* Public ones first. */
static bool add_entries(GPtrArray *all, store *s, const snapshot_ticket *st,
                        const evidence *v, const trust_facts *t, bool same,
                        GError **error)
{
    g_autoptr(GPtrArray) some = most_likely(st, v->ids);
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) texts = NULL;

    for (unsigned i = 0; i < some->len; i++)
        g_array_append_val(numbers, ((store_head *)some->pdata[i])->n);
    if (numbers->len == 0)
        return true;
    texts = store_entry_texts(s, st->t->id, numbers, error);
    for (unsigned i = 0; texts && i < texts->len && i < some->len; i++)
        add_entry(all, some->pdata[i], st->t->id, t, same, texts->pdata[i]);
    return texts != NULL;
}

GPtrArray *sources_read(store *s, const config *c, const evidence *v,
                        const trust_facts *t, const snapshot *n, GError **error)
{
    GDestroyNotify done = (GDestroyNotify)account_source_free;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(done);
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(done);

    if (!add_shown(all, s, c, v, t, n, error))
        return NULL;
    for (unsigned i = 0; i < n->tickets->len; i++) {
        const snapshot_ticket *st = n->tickets->pdata[i];
        if (!add_entries(entries, s, st, v, t, st->t->id == sources_ticket(n),
                         error))
            return NULL;
    }
    g_ptr_array_extend_and_steal(all, g_steal_pointer(&entries));
    return g_steal_pointer(&all);
}
