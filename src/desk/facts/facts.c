/* facts: head, identity, trust, evidence, snapshot, and whose words
 * the letter is made of, in the order in which each needs the ones before. */
#include "desk/facts/facts.h"

#include "desk/facts/sources.h"

#include <string.h>

/* ---- whose words ---- */

static void replace(char **where, const char *text)
{
    g_free(*where);
    *where = g_strdup(text);
}

/* Where something is known that it may quote, its words are accounted; what trim
 * made of it alone stays for first messages, which quote nothing of ours. */
static bool account_words(facts *f, const facts_from *from, letter *l,
                          GError **error)
{
    g_autoptr(GPtrArray) sources = sources_read(from->s, from->c, f->evidence,
                                                f->trust, f->snapshot, error);
    const trust_facts *t = f->trust;
    const account_answer answer = {.text = l->text,
                                   .subject = l->subject,
                                   .new_text = l->new_text,
                                   .quoted = l->quoted,
                                   .signature = l->signature,
                                   .copies = !t->operator_ && !t->sasl};

    if (!sources || sources->len == 0)
        return sources != NULL;
    f->account = account_read(&answer, sources);
    replace(&l->new_text, f->account->text);
    replace(&l->quoted, f->account->removed);
    replace(&l->signature, f->account->signature);
    if (answer.copies && !f->evidence->capability_found &&
        !f->evidence->outside_found)
        return true;
    f->files =
        files_judge(from->s, from->c, from->site, l,
                    sources_ticket(f->snapshot), sources, f->account, error);
    return f->files != NULL;
}

/* A list or a calendar may bring a person's words. */
static bool is_report(const letter *l)
{
    return l->kind == LETTER_BOUNCE || l->kind == LETTER_AUTO_REPLY ||
           l->kind == LETTER_FEEDBACK;
}

/* ---- what came by a source ---- */

/* Where it goes is the source's to say; and what is said under one id is one
 * message, though its Date or words may differ. */
static void take_source(facts *f, const facts_from *from)
{
    const source_facts *s = f->trust->source;
    const config_queue *q = config_queue_by_id(from->c, s->source->queue);

    if (q)
        f->evidence->queue = q;
    if (!s->id)
        return;
    uint8_t mac[32];
    g_autofree char *text =
        g_strdup_printf("source %s\n%s", s->source->id, s->id);
    secret_mac(from->identity, text, strlen(text), mac, sizeof mac);
    for (unsigned i = 0; i < sizeof mac; i++)
        g_snprintf(f->identity + 2 * i, 3, "%02x", mac[i]);
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
    out->evidence =
        evidence_find(from->c, from->site, from->s ? store_epoch(from->s) : 1,
                      e, out->head, l);
    if (!broken)
        trust_read_source(out->trust, from->c, e, out->head, l);
    if (out->trust->source)
        take_source(out, from);
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
        .new_text = l->new_text,
        .book_kinds = book_lines(l->new_text ? l->new_text : ""),
        .now_ms = now_ms,
    };
    out->snapshot = snapshot_read(from->s, &ask, error);
    return out->snapshot && (broken || is_report(l) || out->trust->source ||
                             account_words(out, from, l, error));
}

void facts_clear(facts *f)
{
    g_clear_pointer(&f->head, head_free);
    g_clear_pointer(&f->trust, trust_free);
    g_clear_pointer(&f->evidence, evidence_free);
    g_clear_pointer(&f->snapshot, snapshot_free);
    g_clear_pointer(&f->account, account_free);
    g_clear_pointer(&f->files, g_ptr_array_unref);
}
