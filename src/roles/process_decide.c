/* process_decide: one message from its answer to the store: facts, snapshot,
 * plan, and everything that the plan changes. */
#include "roles/process_room.h"

#include "base/err.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "desk/facts/facts.h"
#include "mail/head.h"
#include "roles/now.h"
#include "store/raw.h"

#include <string.h>

/* All that one decision is made from; borrowed ones belong to the item. */
typedef struct decision {
    const config *c;
    const spool_entry *e;
    letter *letter; /* of the answer, or broken */
    letter *broken; /* owned: made by us, NULL otherwise */
    verdict *no_verdict;
    facts facts;
    plan *plan;
    char *fate; /* in words */
} decision;

/* ---- a letter that nobody can parse ---- */

static char *header_text(const head *h, const char *data, size_t size)
{
    g_autofree char *octets = g_strndup(data, MIN(h->body, size));
    char *text = g_utf8_make_valid(octets, -1);
    GString *lines = g_string_new(text);
    g_free(text);
    g_string_replace(lines, "\r\n", "\n", 0);
    g_strdelimit(lines->str, "\r", '\n');
    return g_string_free(lines, FALSE);
}

static char *valid_field(const head *h, const char *name)
{
    const char *value = head_get(h, name, 0);
    return value ? g_utf8_make_valid(value, -1) : NULL;
}

letter *process_broken_letter(const void *data, size_t size)
{
    g_autoptr(head) h = head_read(data, size);
    letter *l = letter_new();
    g_autofree char *from = head_from(h);
    const char *id = head_get(h, "Message-ID", 0);
    g_autoptr(GPtrArray) ids = id ? head_message_ids(id, 1) : NULL;
    if (from)
        g_ptr_array_add(l->from, letter_address_new(NULL, from));
    if (ids && ids->len > 0)
        l->message_id = g_utf8_make_valid(ids->pdata[0], -1);
    l->subject = valid_field(h, "Subject");
    g_free(l->text);
    g_free(l->new_text);
    l->text = header_text(h, data, size);
    l->new_text = g_strdup(l->text);
    g_ptr_array_add(l->defects,
                    g_strdup("The process that read it died each time."));
    return l;
}

/* ---- facts ---- */

static bool read_facts(process *p, decision *d, int64_t now_ms, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(d->e->raw, &size);
    const facts_from from = {d->c, &p->f.x->site, &p->identity, p->f.store};

    if (!d->letter)
        d->letter = d->broken = process_broken_letter(data ? data : "", size);
    return facts_read(&d->facts, &from, d->e, d->letter, d->broken != NULL,
                      now_ms, error);
}

/* ---- what goes into the store with the plan ---- */

static bool put_blobs(store *s, const GPtrArray *attachments,
                      GHashTable *contents, GError **error)
{
    for (unsigned i = 0; attachments && i < attachments->len; i++) {
        const store_attachment *a = attachments->pdata[i];
        GBytes *data = g_hash_table_lookup(contents, a->sha256);
        if (data && !store_blob_put(s, a->sha256, data, error))
            return false;
    }
    return true;
}

/* Contents only of attachments that an entry or a held item keeps. */
static bool put_contents(store *s, const plan *pl, GHashTable *contents,
                         GError **error)
{
    for (unsigned i = 0; contents && i < pl->steps->len; i++) {
        const GPtrArray *of = plan_attachments(pl->steps->pdata[i]);
        if (!put_blobs(s, of, contents, error))
            return false;
    }
    return true;
}

static char *joined(const GPtrArray *texts)
{
    GString *all = g_string_new(NULL);
    for (unsigned i = 0; texts && i < texts->len; i++) {
        g_autofree char *one = g_utf8_make_valid(texts->pdata[i], -1);
        g_string_append_printf(all, "%s%s", i ? "," : "", one);
    }
    return g_string_free(all, FALSE);
}

static char *first_from(const decision *d)
{
    if (d->facts.trust->from)
        return g_strdup(d->facts.trust->from);
    if (d->letter->from->len == 0)
        return NULL;
    return g_strdup(((letter_address *)d->letter->from->pdata[0])->address);
}

static store_ledger *make_ledger(const decision *d, bool copy)
{
    const store_ledger *first = snapshot_first(d->facts.snapshot);
    store_ledger *l = g_new0(store_ledger, 1);
    l->id = g_strdup(d->e->id);
    l->accepted_ms = d->e->accepted_ms;
    l->door = g_strdup(d->e->door);
    l->queue = g_strdup(d->facts.evidence->queue->id);
    l->sender = d->e->sender ? g_utf8_make_valid(d->e->sender, -1) : NULL;
    l->recipients = joined(d->e->recipients);
    l->message_id = g_strdup(d->letter->message_id);
    l->from = first_from(d);
    l->subject = g_strdup(d->letter->subject);
    l->identity = g_strdup(d->facts.identity);
    l->copy_of = g_strdup(copy && first ? first->id : NULL);
    l->kind = g_strdup(letter_kind_name(d->letter->kind));
    l->trust =
        g_strdup(d->facts.trust->auth_words ? d->facts.trust->auth_words : "");
    return l;
}

static void note_alarms(process *p, const plan *pl)
{
    for (unsigned i = 0; i < pl->steps->len; i++) {
        const plan_step *step = pl->steps->pdata[i];
        if (step->what != PLAN_ALARM)
            continue;
        g_ptr_array_add(p->alarms, g_strdup(step->alarm.cause));
        g_ptr_array_add(p->alarms, g_strdup(step->alarm.text));
    }
}

static bool carry_out(process *p, decision *d, GHashTable *contents,
                      int64_t now_ms, unsigned *sends, GError **error)
{
    const plan_step *fate = plan_find(d->plan, PLAN_FATE);
    bool copy = fate && strcmp(fate->fate.code, "copy") == 0;
    g_autoptr(store_ledger) l = make_ledger(d, copy);
    char hash[65];
    if (!copy) {
        if (!put_contents(p->f.store, d->plan, contents, error) ||
            !store_raw_put(p->f.store, d->e->raw, hash, error))
            return false;
        l->raw = g_strdup(hash);
    }
    if (!apply_plan(p->f.store, d->plan, l, now_ms, sends, error))
        return false;
    d->fate = g_strdup(l->fate);
    note_alarms(p, d->plan);
    return true;
}

static void clear(decision *d)
{
    letter_free(d->broken);
    verdict_free(d->no_verdict);
    facts_clear(&d->facts);
    plan_free(d->plan);
}

bool process_decide(process *p, process_item *i, unsigned *sends,
                    GError **error)
{
    int64_t now_ms = role_now_ms();
    GError *local = NULL;
    g_autoptr(store_ledger) known =
        store_ledger_get(p->f.store, i->e->id, &local);
    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    if (known) /* decided before a crash; only the spool does not know yet */
        return true;
    decision d = {.c = p->f.x->config, .e = i->e};
    if (i->answer)
        d.letter = i->answer->letter;
    else
        d.no_verdict = verdict_new();
    unsigned mails = 0;
    bool fine = read_facts(p, &d, now_ms, error);
    if (fine) {
        decide_input in = {
            .config = d.c,
            .entry = d.e,
            .letter = d.letter,
            .trust = d.facts.trust,
            .evidence = d.facts.evidence,
            .verdict = i->answer ? i->answer->verdict : d.no_verdict,
            .snapshot = d.facts.snapshot,
            .account = d.facts.account,
            .files = d.facts.files,
            .broken = !i->answer,
            .now_ms = now_ms,
        };
        d.plan = decide_letter(&in);
        fine = carry_out(p, &d, i->answer ? i->answer->contents : NULL, now_ms,
                         &mails, error);
    }
    if (i->answer) {
        g_free(p->rules);
        p->rules = g_strdup(i->answer->verdict->rules);
    }
    g_free(i->fate);
    i->fate = d.fate;
    clear(&d);
    *sends += mails;
    return fine;
}
