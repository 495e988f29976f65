/* facts: head, identity, trust, evidence, snapshot, and the letter without what
 * others wrote, in the order in which each needs the ones before. */
#include "desk/facts/facts.h"

#include "quote/trim.h"

#include <string.h>

/* ---- copies ---- */

static bool is_own(const facts *f, const store_head *h)
{
    const trust_facts *t = f->trust;
    const config_operator *o = t->sasl ? t->sasl : t->operator_;

    return g_strcmp0(h->author, t->from) == 0 ||
           (o && strcmp(h->author, o->id) == 0);
}

/* Those that it answers, and the newest: what a reply quotes. */
static GArray *likely(const facts *f, const snapshot_ticket *st)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    const GPtrArray *ids = f->evidence->ids;

    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = st->entries->len; i > 0; i--) {
            const store_head *h = st->entries->pdata[i - 1];
            bool answered = h->message_id &&
                            g_ptr_array_find_with_equal_func((GPtrArray *)ids,
                                                             h->message_id,
                                                             g_str_equal, NULL);
            if (!is_own(f, h) && answered == (pass == 0) &&
                numbers->len < STORE_TEXTS_MAX)
                g_array_append_val(numbers, h->n);
        }
    }
    return numbers;
}

static bool add_texts(store *s, const facts *f, const snapshot_ticket *st,
                      GPtrArray *all, GError **error)
{
    g_autoptr(GArray) numbers = likely(f, st);

    if (numbers->len == 0)
        return true;
    GPtrArray *texts = store_entry_texts(s, st->t->id, numbers, error);
    if (texts)
        g_ptr_array_extend_and_steal(all, texts);
    return texts != NULL;
}

/* What others wrote in the tickets that the letter may belong to: a copy of it is
 * history whatever the separator looks like. His own words a person may repeat. */
static bool trim_copies(store *s, const facts *f, letter *l, GError **error)
{
    g_autoptr(GPtrArray) earlier = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *tickets = f->snapshot->tickets;

    if (!l->new_text || !*l->new_text)
        return true;
    for (unsigned i = 0; i < tickets->len; i++)
        if (!add_texts(s, f, tickets->pdata[i], earlier, error))
            return false;
    if (earlier->len == 0)
        return true;
    g_ptr_array_add(earlier, NULL);
    trim_letter_against(l, (const char *const *)earlier->pdata);
    return true;
}

/* ---- all of it ---- */

bool facts_read(facts *out, const facts_from *from, const spool_entry *e,
                letter *l, bool broken, int64_t now_ms, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(e->raw, &size);

    memset(out, 0, sizeof *out);
    data = data ? data : ""; /* GLib gives no pointer for no octets */
    out->head = head_read(data, size);
    head_identity(from->identity, out->head, data, size, out->identity);
    out->trust = trust_read(from->c, e, out->head);
    out->evidence = evidence_find(from->c, from->site, e, out->head, l);
    if (!from->s) {
        out->snapshot = snapshot_empty();
        return true;
    }
    const snapshot_ask ask = {
        .c = from->c,
        .site = from->site,
        .evidence = out->evidence,
        .trust = out->trust,
        .message_id = l->message_id,
        .identity = out->identity,
        .now_ms = now_ms,
    };
    out->snapshot = snapshot_read(from->s, &ask, error);
    return out->snapshot && (broken || trim_copies(from->s, out, l, error));
}

void facts_clear(facts *f)
{
    g_clear_pointer(&f->head, head_free);
    g_clear_pointer(&f->trust, trust_free);
    g_clear_pointer(&f->evidence, evidence_free);
    g_clear_pointer(&f->snapshot, snapshot_free);
}
