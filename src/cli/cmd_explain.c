/* cmd_explain: what this desk would do with a message, and why. Changes
 * nothing: the plan is made and printed, never applied. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/file.h"
#include "desk/decide.h"
#include "mail/head.h"
#include "net/scanclient.h"

#define EXPLAIN_FILE_MAX ((size_t)256 << 20)

/* All that the explanation of one message is made from. */
typedef struct explained {
    const config *c;
    secret_key site, identity_key;
    store *s; /* NULL: this desk has none yet */
    spool_entry entry;
    head *head;
    trust_facts *trust;
    evidence *evidence;
    snapshot *snapshot;
    scan_answer *answer;
    plan *plan;
} explained;

static snapshot *empty_snapshot(void)
{
    snapshot *s = g_new0(snapshot, 1);

    s->tickets =
        g_ptr_array_new_with_free_func((GDestroyNotify)snapshot_ticket_free);
    s->own = g_ptr_array_new();
    s->holders = g_ptr_array_new_with_free_func(g_free);
    return s;
}

/* One transaction, so that all of it is of one moment; it is rolled back. */
static snapshot *read_snapshot(explained *x, const char *identity,
                               int64_t now_ms, GError **error)
{
    if (!x->s)
        return empty_snapshot();
    if (!store_begin(x->s, error))
        return NULL;
    snapshot *s = snapshot_read(x->s, x->c, &x->site, x->evidence, x->trust,
                                identity, now_ms, error);
    store_rollback(x->s);
    return s;
}

/* What the MTA wrote at delivery stands in for the envelope. */
static void guess_sender(explained *x)
{
    const char *path = head_get(x->head, "Return-Path", 0);

    if (x->entry.sender || !path)
        return;
    if (strcmp(path, "<>") == 0) {
        x->entry.sender = g_strdup("");
        return;
    }
    g_autoptr(GPtrArray) all = head_addresses(path, 1);
    if (all->len > 0)
        x->entry.sender = g_strdup(all->pdata[0]);
}

static bool explain(explained *x, GBytes *raw, GError **error)
{
    int64_t now_ms = file_clock_ms();
    gsize size = 0;
    const void *data = g_bytes_get_data(raw, &size);
    char identity[65];

    data = data ? data : "";
    x->entry.raw = raw;
    x->entry.accepted_ms = now_ms;
    x->head = head_read(data, size);
    guess_sender(x);
    head_identity(&x->identity_key, x->head, data, size, identity);
    x->trust = trust_read(x->c, &x->entry, x->head);
    x->evidence =
        evidence_find(x->c, &x->site, &x->entry, x->head, x->answer->letter);
    x->snapshot = read_snapshot(x, identity, now_ms, error);
    if (!x->snapshot)
        return false;
    decide_input in = {x->c,        &x->entry,   x->answer->letter,
                       x->trust,    x->evidence, x->answer->verdict,
                       x->snapshot, false,       now_ms};
    x->plan = decide_letter(&in);
    return true;
}

/* ---- as JSON ---- */

static json_t *claim_json(bool found, const tag_claim *claim, const config *c)
{
    const char kind[2] = {(char)claim->kind, '\0'};
    const char *who = NULL;

    if (!found)
        return json_null();
    for (guint i = 0; i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        if (config_operator_number(o->id) == claim->who)
            who = o->id;
    }
    return json_pack("{s:s, s:o, s:I, s:I}", "kind", kind, "operator",
                     cli_json_text(who), "number", (json_int_t)claim->number,
                     "entry", (json_int_t)claim->entry);
}

static json_t *texts_json(const GPtrArray *texts)
{
    json_t *all = json_array();

    for (guint i = 0; i < texts->len; i++)
        json_array_append_new(all, cli_json_text(texts->pdata[i]));
    return all;
}

static json_t *ticket_json(int64_t ticket)
{
    return ticket ? json_integer(ticket) : json_null();
}

static json_t *facts_json(const explained *x)
{
    const letter *l = x->answer->letter;
    const evidence *v = x->evidence;
    const snapshot *s = x->snapshot;

    return json_pack(
        "{s:s, s:o, s:o, s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o}",
        "kind", letter_kind_name(l->kind), "because",
        cli_json_text(l->kind_reason), "language", cli_json_text(l->language),
        "queue", v->queue->id, "capability",
        claim_json(v->capability_found, &v->capability, x->c), "claim",
        claim_json(v->claim_found, &v->claim, x->c), "own", v->own,
        "by_capability", ticket_json(s->by_capability), "by_claim",
        ticket_json(s->by_claim), "by_tag", ticket_json(s->by_tag),
        "by_reference", ticket_json(s->by_reference), "copy_of",
        cli_json_text(s->first ? s->first->id : NULL), "others",
        texts_json(v->others));
}

static json_t *trust_json(const trust_facts *t)
{
    static const char *const auth[] = {"none", "pass", "fail"};

    return json_pack("{s:o, s:s, s:o, s:o, s:o, s:b}", "from",
                     cli_json_text(t->from), "authentication", auth[t->auth],
                     "words", cli_json_text(t->auth_words), "operator",
                     cli_json_text(t->operator_ ? t->operator_->id : NULL),
                     "login", cli_json_text(t->sasl ? t->sasl->id : NULL),
                     "authserv_known", t->authserv_known);
}

static json_t *verdict_json(const verdict *v)
{
    json_t *hits = json_array(), *votes = json_array();

    for (guint i = 0; i < v->hits->len; i++) {
        const verdict_hit *h = v->hits->pdata[i];
        json_array_append_new(
            hits, json_pack("{s:o, s:i, s:f}", "rule", cli_json_text(h->rule),
                            "count", (int)h->count, "score", h->score));
    }
    for (guint i = 0; i < v->categories->len; i++) {
        const verdict_vote *c = v->categories->pdata[i];
        json_array_append_new(votes, json_pack("{s:o, s:f}", "name",
                                               cli_json_text(c->name), "weight",
                                               c->weight));
    }
    return json_pack("{s:f, s:b, s:o, s:o, s:o}", "score", v->score, "spam",
                     v->spam, "rules", cli_json_text(v->rules), "hits", hits,
                     "categories", votes);
}

static json_t *loaded(char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

    g_free(text);
    return value ? value : json_null();
}

static void print_json(const explained *x, const char *file)
{
    cli_json(json_pack("{s:o, s:o, s:o, s:o, s:o}", "letter",
                       loaded(letter_to_json(x->answer->letter, file)), "facts",
                       facts_json(x), "trust", trust_json(x->trust), "verdict",
                       verdict_json(x->answer->verdict), "plan",
                       loaded(plan_to_json(x->plan))));
}

/* ---- for people ---- */

static void put_claim(const explained *x, const char *label, bool found,
                      const tag_claim *claim)
{
    if (!found)
        return;
    json_t *o = claim_json(found, claim, x->c);
    const char *who = json_string_value(json_object_get(o, "operator"));
    g_autofree char *text = g_strdup_printf(
        "kind %c%s%s, number %" G_GINT64_FORMAT ", saw entry %" G_GINT64_FORMAT,
        claim->kind, who ? " of " : "", who ? who : "", claim->number,
        claim->entry);

    cli_field(2, label, 12, text);
    json_decref(o);
}

static void put_ticket(const char *label, int64_t ticket)
{
    if (!ticket)
        return;
    g_autofree char *text = g_strdup_printf("#%" G_GINT64_FORMAT, ticket);
    cli_field(2, label, 12, text);
}

static void put_title(const cli *x, const char *title)
{
    printf("%s%s%s\n", cli_bold(x), title, cli_plain(x));
}

static void put_letter(const letter *l)
{
    const letter_address *from = l->from->len > 0 ? l->from->pdata[0] : NULL;

    cli_field(2, "from", 12, from ? from->address : "nobody");
    cli_field(2, "subject", 12, l->subject ? l->subject : "none");
    if (*l->new_text)
        cli_field(2, "new text", 12, l->new_text);
    for (guint i = 0; i < l->defects->len; i++)
        cli_field(2, "defect", 12, l->defects->pdata[i]);
}

static void put_facts(const explained *x)
{
    const letter *l = x->answer->letter;
    const evidence *v = x->evidence;
    g_autofree char *kind = g_strdup_printf(
        "%s%s%s", letter_kind_name(l->kind), l->kind_reason ? ": " : "",
        l->kind_reason ? l->kind_reason : "");

    cli_field(2, "kind", 12, kind);
    cli_field(2, "queue", 12, v->queue->id);
    put_claim(x, "capability", v->capability_found, &v->capability);
    put_claim(x, "claim", v->claim_found, &v->claim);
    put_ticket("by address", x->snapshot->by_capability);
    put_ticket("by claim", x->snapshot->by_claim);
    put_ticket("by tag", x->snapshot->by_tag);
    put_ticket("by thread", x->snapshot->by_reference);
    if (x->snapshot->first)
        cli_field(2, "copy of", 12, x->snapshot->first->id);
}

static void put_trust(const trust_facts *t)
{
    cli_field(2, "from", 12, t->from ? t->from : "nobody in particular");
    cli_field(2, "proof", 12, t->auth_words);
    if (t->operator_)
        cli_field(2, "address of", 12, t->operator_->id);
    if (t->sasl)
        cli_field(2, "login of", 12, t->sasl->id);
}

static void put_verdict(const verdict *v)
{
    g_autofree char *score =
        g_strdup_printf("%.1f%s", v->score, v->spam ? ", spam" : "");

    cli_field(2, "score", 12, score);
    for (guint i = 0; i < v->hits->len; i++) {
        const verdict_hit *h = v->hits->pdata[i];
        g_autofree char *text = g_strdup_printf("%s %.1f", h->rule, h->score);
        cli_field(2, "rule", 12, text);
    }
    for (guint i = 0; i < v->categories->len; i++) {
        const verdict_vote *c = v->categories->pdata[i];
        g_autofree char *text = g_strdup_printf("%s %.1f", c->name, c->weight);
        cli_field(2, "category", 12, text);
    }
}

static void put_plan(const plan *p)
{
    g_autofree char *all = plan_to_text(p);
    g_auto(GStrv) lines = g_strsplit(all, "\n", -1);

    for (char **line = lines; *line && **line; line++) {
        g_autofree char *clean = cli_clean(*line, false);
        printf("  %s\n", clean);
    }
}

static void print_text(const cli *x, const explained *e, const char *file)
{
    put_title(x, file);
    put_letter(e->answer->letter);
    put_title(x, "Facts");
    put_facts(e);
    put_title(x, "Trust");
    put_trust(e->trust);
    put_title(x, "Verdict");
    put_verdict(e->answer->verdict);
    put_title(x, e->s ? "Plan" : "Plan (without a store: all is new)");
    put_plan(e->plan);
}

/* ---- the command ---- */

static void clear(explained *e)
{
    g_clear_pointer(&e->head, head_free);
    g_clear_pointer(&e->trust, trust_free);
    g_clear_pointer(&e->evidence, evidence_free);
    g_clear_pointer(&e->snapshot, snapshot_free);
    g_clear_pointer(&e->plan, plan_free);
    g_free(e->entry.sender);
}

/* One file, read and scanned. */
typedef struct scanned {
    const char *file;
    GBytes *raw;
    scan_answer *answer;
} scanned;

static void scanned_free(void *data)
{
    scanned *one = data;

    g_clear_pointer(&one->raw, g_bytes_unref);
    g_clear_pointer(&one->answer, scan_answer_free);
    g_free(one);
}

/* All files before anything secret is read: what parses them holds no key. */
static GPtrArray *scan_files(cli *x, char **files, int *worst)
{
    const config *c = cli_config(x);
    const scan_limits limits = {c->scan_memory, c->scan_cpu_ms,
                                c->scan_wall_ms};
    GPtrArray *all = g_ptr_array_new_with_free_func(scanned_free);
    scan_local *scanner = scan_local_new(&limits);

    for (; *files; files++) {
        GError *error = NULL;
        scanned *one = g_new0(scanned, 1);
        one->file = *files;
        one->raw = file_read(*files, EXPLAIN_FILE_MAX, &error);
        if (one->raw)
            one->answer = scan_local_ask(scanner, one->raw, &error);
        if (one->answer) {
            g_ptr_array_add(all, one);
            continue;
        }
        scanned_free(one);
        g_prefix_error(&error, "%s: ", *files);
        *worst = cli_fail(x, error);
    }
    scan_local_free(scanner);
    return all;
}

static int explain_one(cli *x, const explained *base, const scanned *one,
                       const char *sender)
{
    GError *error = NULL;
    explained e = *base;
    int code = EX_OK;

    e.entry.sender = g_strdup(sender);
    e.answer = one->answer;
    if (!explain(&e, one->raw, &error)) {
        g_prefix_error(&error, "%s: ", one->file);
        code = cli_fail(x, error);
    } else if (x->json) {
        print_json(&e, one->file);
    } else {
        print_text(x, &e, one->file);
    }
    clear(&e);
    return code;
}

/* The key and, if there is one, the store. */
static bool open_desk(explained *e, GError **error)
{
    GError *local = NULL;

    if (!secret_init(error) ||
        !secret_key_load(e->c->key_file, &e->site, error))
        return false;
    secret_derive(&e->site, "identity", 0, &e->identity_key);
    e->s = store_open(e->c->store_path, &local);
    if (!e->s && err_class_of(local) != ERR_NOT_FOUND) {
        g_propagate_error(error, local);
        return false;
    }
    g_clear_error(&local);
    return true;
}

int cmd_explain(cli *x, int argc, char **argv)
{
    g_autofree char *sender = NULL;
    g_auto(GStrv) to = NULL;
    const GOptionEntry entries[] = {
        {"sender", 'f', 0, G_OPTION_ARG_FILENAME, &sender,
         "Envelope sender (else Return-Path)", "ADDRESS"},
        {"recipient", 't', 0, G_OPTION_ARG_FILENAME_ARRAY, &to,
         "Envelope recipient (else Delivered-To, To, Cc); may be repeated",
         "ADDRESS"},
        {NULL}};
    explained e = {.entry = {.door = (char *)"explain"}};
    GError *error = NULL;
    int worst = EX_OK;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc < 2)
        return cli_usage(x, "needs a FILE, or - for standard input");
    e.c = cli_config(x);
    if (!e.c)
        return EX_CONFIG;
    g_autoptr(GPtrArray) all = scan_files(x, argv + 1, &worst);
    if (!open_desk(&e, &error))
        return cli_fail(x, error);
    e.entry.recipients = g_ptr_array_new();
    for (char **one = to; one && *one; one++)
        g_ptr_array_add(e.entry.recipients, *one);
    for (guint i = 0; i < all->len; i++) {
        int code = explain_one(x, &e, all->pdata[i], sender);
        if (code != EX_OK)
            worst = code;
    }
    g_ptr_array_unref(e.entry.recipients);
    if (e.s)
        store_close(e.s);
    secret_wipe(&e.site, sizeof e.site);
    secret_wipe(&e.identity_key, sizeof e.identity_key);
    return worst;
}
