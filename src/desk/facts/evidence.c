/* evidence: what a message says about where it belongs. */
#include "desk/facts/evidence.h"

#include <string.h>

#include "base/address.h"
#include "config/site.h"
#include "desk/form.h"

#define EVIDENCE_RECIPIENTS_MAX 1000 /* addresses of the header looked at */
#define ASKED_PREFIX_MAX        40   /* octets from the slash to the number */
#define ASKED_BARE_MIN          1001 /* the first ticket's number */

typedef struct finder {
    const config *c;
    const secret_key *site;
    const spool_entry *e;
    const head *h;
    evidence *v;
} finder;

static GPtrArray *header_addresses(const head *h, const char *const *names)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

    for (; *names; names++) {
        for (unsigned n = 0; all->len < EVIDENCE_RECIPIENTS_MAX; n++) {
            const char *value = head_get(h, *names, n);
            if (!value)
                break;
            g_autoptr(GPtrArray) some =
                head_addresses(value, EVIDENCE_RECIPIENTS_MAX - all->len);
            for (unsigned i = 0; i < some->len; i++)
                g_ptr_array_add(all, g_strdup(some->pdata[i]));
        }
    }
    return all;
}

static void keep_rate(evidence *v, const tag_claim *found)
{
    v->rate_unclear |= v->rate_found && !tag_same(&v->rate, found);
    v->rate_found = true;
    v->rate = *found;
}

static void keep_capability(evidence *v, const tag_claim *found)
{
    if (found->kind == TAG_RATE) {
        keep_rate(v, found);
        return;
    }
    if (found->kind == TAG_PARTNER || found->kind == TAG_BOARD) {
        if (!v->outside_found)
            v->outside = *found;
        v->outside_found = true;
        return;
    }
    if (found->kind == TAG_BOUNCE) {
        if (!v->bounce_found && found->epoch >= v->epoch) /* else another row */
            v->bounced = found->number;
        v->bounce_found = true;
        if (v->capability_found)
            return;
    } else if (v->capability_found && v->capability.kind != TAG_BOUNCE) {
        if (v->capability.number != found->number ||
            (v->capability.kind == TAG_HELD) != (found->kind == TAG_HELD))
            v->ambiguous = true;
        /* The one that promises less wins: a note never leaves. */
        if (found->kind == TAG_NOTE && !v->ambiguous)
            v->capability = *found;
        return;
    }
    v->capability_found = true;
    v->capability = *found;
}

/* Queue and capability of one recipient; true if it is an address of ours. */
static void look_at_recipient(finder *f, const char *mailbox, bool capability)
{
    g_autofree char *detail = NULL;
    const config_queue *q = config_queue_by_address(f->c, mailbox, &detail);
    tag_claim found;

    if (!q)
        return;
    if (!f->v->queue)
        f->v->queue = q;
    if (detail && g_ascii_strcasecmp(detail, FORM_DETAIL) == 0 && capability) {
        f->v->queue = q;
        f->v->form = true;
    }
    if (capability && detail &&
        tag_read_detail(f->site, f->c->site->domain, q->id, f->v->epoch, detail,
                        &found)) {
        if (!f->v->capability_found && !f->v->outside_found &&
            !f->v->rate_found)
            f->v->queue = q;
        keep_capability(f->v, &found);
    }
}

static void find_recipients(finder *f)
{
    static const char *const seen_by[] = {"Delivered-To", "To", "Cc", NULL};
    GPtrArray *envelope = f->e->recipients;
    bool has_envelope = envelope && envelope->len > 0;
    g_autoptr(GPtrArray) fields = header_addresses(f->h, seen_by);

    for (unsigned i = 0; has_envelope && i < envelope->len; i++)
        look_at_recipient(f, envelope->pdata[i], true);
    for (unsigned i = 0; i < fields->len; i++)
        look_at_recipient(f, fields->pdata[i], !has_envelope);
    if (!f->v->queue && f->e->queue)
        f->v->queue = config_queue_by_id(f->c, f->e->queue);
    if (!f->v->queue)
        f->v->queue = f->c->queues->pdata[0];
}

static void add_ids(GPtrArray *out, const char *value)
{
    g_autoptr(GPtrArray) some =
        value ? head_message_ids(value, EVIDENCE_IDS_MAX) : NULL;

    for (unsigned i = some ? some->len : 0; i > 0; i--) {
        const char *id = some->pdata[i - 1];
        if (!g_ptr_array_find_with_equal_func(out, id, g_str_equal, NULL))
            g_ptr_array_add(out, g_strdup(id));
    }
}

static bool is_ours(finder *f, const char *text, tag_kind *kind)
{
    g_autofree const char **ids = config_queue_ids(f->c);
    const char *queue;
    tag_claim claim;

    if (!text || !tag_read_message_id(f->site, f->c->site->domain, ids,
                                      f->v->epoch, text, &claim, &queue))
        return false;
    *kind = claim.kind;
    return true;
}

static void find_claims(finder *f)
{
    g_autofree const char **ids = config_queue_ids(f->c);
    evidence *v = f->v;
    const char *queue;

    add_ids(v->ids, head_get(f->h, "In-Reply-To", 0));
    add_ids(v->ids, head_get(f->h, "References", 0));
    for (unsigned i = 0; i < v->ids->len && !v->claim_found; i++)
        v->claim_found =
            tag_read_message_id(f->site, f->c->site->domain, ids, v->epoch,
                                v->ids->pdata[i], &v->claim, &queue);

    const char *own_id = head_get(f->h, "Message-ID", 0);
    g_autoptr(GPtrArray) own = own_id ? head_message_ids(own_id, 1) : NULL;
    v->own = (own && own->len > 0 && is_ours(f, own->pdata[0], &v->own_kind)) ||
             is_ours(f, head_get(f->h, TAG_HEADER, 0), &v->own_kind);
}

/* Secret addresses, also where they are of no use: somebody may have read them
 * there. */
static void find_seen(finder *f, const letter *l)
{
    static const char *const fields[] = {
        "From", "To", "Cc", "Reply-To", "In-Reply-To", "References"};
    g_autofree const char **ids = config_queue_ids(f->c);
    const GPtrArray *recipients = f->e->recipients;
    g_autoptr(GString) all = g_string_new(NULL);

    for (unsigned i = 0; recipients && i < recipients->len; i++)
        g_string_append_printf(all, "%s\n", (char *)recipients->pdata[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS(fields); i++) {
        const char *value = head_get(f->h, fields[i], 0);
        g_string_append_printf(all, "%s\n", value ? value : "");
    }
    g_string_append_printf(all, "%s\n%s\n", l->subject ? l->subject : "",
                           l->text ? l->text : "");
    tag_find_claims(f->site, f->c->site->domain, ids, f->v->epoch, all->str,
                    f->v->seen);
}

static void find_others(finder *f)
{
    static const char *const shown_to[] = {"To", "Cc", NULL};
    g_autoptr(GPtrArray) all = header_addresses(f->h, shown_to);

    for (unsigned i = 0; i < all->len; i++) {
        char *one = address_normal(all->pdata[i]);
        if (!one || config_is_own_address(f->c, one) ||
            g_ptr_array_find_with_equal_func(f->v->others, one, g_str_equal,
                                             NULL))
            g_free(one);
        else
            g_ptr_array_add(f->v->others, one);
    }
}

static char *but(char *mailbox, const char *from)
{
    if (g_strcmp0(mailbox, from) == 0)
        g_clear_pointer(&mailbox, g_free);
    return mailbox;
}

static bool is_automatic(const head *h)
{
    const char *value = head_get(h, "Auto-Submitted", 0);

    return value && g_ascii_strncasecmp(value, "auto-", 5) == 0;
}

/* Old, and still what many programs write that are no lists (RFC 3834 2). */
static bool is_bulk(const head *h)
{
    static const char *const words[] = {"bulk", "junk", "list", NULL};
    const char *value = head_get(h, "Precedence", 0);
    g_autofree char *word = value ? g_ascii_strdown(value, -1) : NULL;

    return word && g_strv_contains(words, g_strstrip(word));
}

/* What mail programs offer a sender, as one of config_priorities: X-Priority from 1
 * to 5, or Importance (RFC 4021 2.1.41). Most write that it is normal unasked. */
static const char *pressing(const head *h)
{
    static const char *const fields[] = {"X-Priority", "Importance",
                                         "X-MSMail-Priority", NULL};
    const char *value = NULL;

    for (unsigned i = 0; fields[i] && !value; i++)
        value = head_get(h, fields[i], 0);
    g_autofree char *word = g_ascii_strdown(value ? value : "", -1);
    g_strstrip(word);
    if (*word == '1' || *word == '2' || g_str_has_prefix(word, "high"))
        return "high";
    return *word == '4' || *word == '5' || g_str_has_prefix(word, "low") ? "low"
                                                                         : NULL;
}

static void find_door(finder *f)
{
    evidence *v = f->v;
    g_autofree char *from = head_from(f->h);

    v->from_us = from && config_is_own_address(f->c, from);
    v->list = door_list_of(f->c, f->h);
    v->addressed = door_addressed(f->c, f->h);
    v->automatic = is_automatic(f->h);
    v->bulk = is_bulk(f->h) && v->list != DOOR_OURS;
    v->pressing = pressing(f->h);
    v->reply_to = but(door_other(f->c, f->h, "Reply-To"), from);
    v->original = but(door_original(f->c, f->h), from);
}

/* ---- reports ---- */

static void add_reported(GPtrArray *all, const char *mailbox)
{
    char *one = mailbox ? address_normal(mailbox) : NULL;

    if (one)
        g_ptr_array_add(all, one);
}

/* An ENVID of an older epoch is that of another row by now. */
static void find_envelope(finder *f, const char *id)
{
    g_autofree const char **ids = config_queue_ids(f->c);
    const char *queue;
    tag_claim claim;

    if (f->v->bounced == 0 && id &&
        tag_read_message_id(f->site, f->c->site->domain, ids, f->v->epoch, id,
                            &claim, &queue) &&
        claim.kind == TAG_BOUNCE && claim.epoch >= f->v->epoch)
        f->v->bounced = claim.number;
}

static void find_report(finder *f, const letter *l)
{
    f->v->returned = g_strdup(l->returned_id);
    f->v->reports = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < l->bounces->len; i++) {
        const letter_bounce *b = l->bounces->pdata[i];
        add_reported(f->v->reports, b->recipient);
    }
    add_reported(f->v->reports, l->receipt_for);
    find_envelope(f, l->envelope_id);
}

/* Is there a slash between the beginning of the line and `at`? */
static bool behind_slash(const char *text, const char *at)
{
    for (unsigned i = 0; i < ASKED_PREFIX_MAX && at > text; i++) {
        at--;
        if (*at == '\n')
            return false;
        if (*at == '/' || *at == '\\' || g_str_has_prefix(at, "／"))
            return true;
    }
    return false;
}

static void ask_most(GArray *asked, int64_t ticket, guint most)
{
    bool full = asked->len >= most;

    for (unsigned i = 0; !full && i < asked->len; i++)
        full = g_array_index(asked, int64_t, i) == ticket;
    if (!full && ticket > 0 && ticket <= UINT32_MAX)
        g_array_append_val(asked, ticket);
}

static void ask(GArray *asked, int64_t ticket)
{
    ask_most(asked, ticket, EVIDENCE_ASKED_MAX);
}

static bool begins_with_slash(const char *line)
{
    line += strspn(line, " \t");
    return *line == '/' || *line == '\\' || g_str_has_prefix(line, "／");
}

/* "/merge 1042": the number is a word of its own, right after the command. */
static void ask_bare(GArray *asked, const char *line)
{
    const char *word = line + strcspn(line, " \t\n");
    word += strspn(word, " \t");
    size_t digits = strspn(word, "0123456789");
    int64_t ticket = g_ascii_strtoll(word, NULL, 10);

    if (digits > 0 && strchr(" \t\r\n", word[digits]) &&
        ticket >= ASKED_BARE_MIN)
        ask(asked, ticket);
}

void evidence_add_asked(GArray *asked, const char *text)
{
    for (const char *at = text ? strchr(text, '#') : NULL; at;
         at = strchr(at + 1, '#'))
        if (behind_slash(text, at))
            ask(asked, g_ascii_strtoll(at + 1, NULL, 10));
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (begins_with_slash(line))
            ask_bare(asked, line + strspn(line, " \t"));
    }
}

/* All numbers of its lines of commands: an answer to a list names many. */
static void add_listed(GArray *asked, const char *text)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t size = strcspn(line, "\n");
        if (!begins_with_slash(line))
            continue;
        for (const char *p = line; p < line + size; p++) {
            if (!g_ascii_isdigit(*p) || (p > line && g_ascii_isdigit(p[-1])))
                continue;
            ask_most(asked, g_ascii_strtoll(p, NULL, 10), EVIDENCE_LISTED_MAX);
        }
    }
}

static void find_held(evidence *v, const char *text)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        size_t size = strcspn(line, "\n");
        if (!begins_with_slash(line))
            continue;
        for (size_t i = strcspn(line, "0123456789\n"); i < size;
             i += strcspn(line + i, "0123456789\n")) {
            char *end;
            int64_t id = g_ascii_strtoll(line + i, &end, 10);
            if (v->held->len >= EVIDENCE_HELD_MAX)
                return;
            if (id > 0 && id <= UINT32_MAX)
                g_array_append_val(v->held, id);
            i = (size_t)(end - line);
        }
    }
}

evidence *evidence_find(const config *c, const secret_key *site, int64_t epoch,
                        const spool_entry *e, const head *h, const letter *l)
{
    evidence *v = g_new0(evidence, 1);
    finder f = {c, site, e, h, v};

    v->epoch = epoch;
    v->seen = g_array_new(FALSE, TRUE, sizeof(tag_claim));
    v->ids = g_ptr_array_new_with_free_func(g_free);
    v->others = g_ptr_array_new_with_free_func(g_free);
    v->asked = g_array_new(FALSE, FALSE, sizeof(int64_t));
    v->held = g_array_new(FALSE, FALSE, sizeof(int64_t));
    v->tags = l->subject ? tag_find(l->subject)
                         : g_array_new(FALSE, FALSE, sizeof(tag_found));
    find_recipients(&f);
    find_claims(&f);
    find_others(&f);
    find_seen(&f, l);
    find_door(&f);
    evidence_add_asked(v->asked, l->new_text);
    if (v->capability_found && v->capability.kind == TAG_LIST)
        add_listed(v->asked, l->new_text);
    find_held(v, l->new_text);
    v->released = e->released;
    if (l->kind != LETTER_NORMAL)
        find_report(&f, l);
    return v;
}

void evidence_free(evidence *v)
{
    if (!v)
        return;
    g_array_unref(v->tags);
    g_array_unref(v->asked);
    g_clear_pointer(&v->held, g_array_unref);
    g_clear_pointer(&v->seen, g_array_unref);
    g_ptr_array_unref(v->ids);
    g_ptr_array_unref(v->others);
    g_free(v->returned);
    g_clear_pointer(&v->reports, g_ptr_array_unref);
    g_free(v->reply_to);
    g_free(v->original);
    g_free(v);
}

const config_operator *evidence_operator(const config *c,
                                         const tag_claim *claim)
{
    for (unsigned i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        if (config_operator_number(o->id) == claim->who)
            return o;
    }
    return NULL;
}
