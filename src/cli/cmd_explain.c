/* cmd_explain: what this desk would do with a message, and why. Changes
 * nothing: the plan is made and printed, never applied. */
#include "cli/explain.h"
#include "cli/rules.h"

#include <string.h>
#include <sysexits.h>

#include "base/file.h"
#include "config/site.h"
#include "desk/facts/source.h"
#include "roles/now.h"
#include "scan/scan_config.h"
#include "store/store_config.h"

#define EXPLAIN_FILE_MAX ((size_t)256 << 20)

/* What the MTA wrote at delivery stands in for the envelope. */
static void guess_sender(explained *x)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(x->entry.raw, &size);
    g_autoptr(head) h = head_read(data ? data : "", size);
    const char *path = head_get(h, "Return-Path", 0);

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

/* One transaction, so that all of it is of one moment. Reading alone: it stands
 * in nobody's way, and nobody in its. */
static bool read_facts(explained *x, int64_t now_ms, GError **error)
{
    const facts_from from = {x->c, &x->site, &x->identity_key, x->s};

    if (x->s && !store_begin_reading(x->s, error))
        return false;
    bool fine = facts_read(&x->facts, &from, &x->entry, x->answer->letter,
                           false, now_ms, error);
    if (x->s)
        store_rollback(x->s);
    return fine;
}

static bool explain(explained *x, GBytes *raw, GError **error)
{
    int64_t now_ms = role_now_ms();

    x->entry.raw = raw;
    x->entry.accepted_ms = now_ms;
    guess_sender(x);
    if (!read_facts(x, now_ms, error))
        return false;
    decide_input in = {
        .config = x->c,
        .entry = &x->entry,
        .letter = x->answer->letter,
        .trust = x->facts.trust,
        .evidence = x->facts.evidence,
        .verdict = x->answer->verdict,
        .snapshot = x->facts.snapshot,
        .account = x->facts.account,
        .files = x->facts.files,
        .now_ms = now_ms,
    };
    x->plan = decide_letter(&in);
    return true;
}

/* ---- the command ---- */

static void clear(explained *e)
{
    facts_clear(&e->facts);
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
    const scan_limits limits = {.memory = c->scan->memory,
                                .cpu_ms = c->scan->cpu_ms,
                                .wall_ms = c->scan->wall_ms,
                                .say = cli_say};
    GPtrArray *all = g_ptr_array_new_with_free_func(scanned_free);
    int code;
    g_autoptr(judge) rules = rules_judge(x, NULL, 0, &code);
    scan_local *scanner = scan_local_new(
        &limits, rules, SCAN_WANT_LETTER | SCAN_WANT_VERDICT | SCAN_WANT_HITS);

    if (!rules) /* goes on without, as the desk itself does */
        *worst = code;

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
        explain_json(&e, one->file);
    } else {
        explain_text(x, &e, one->file);
    }
    clear(&e);
    return code;
}

/* The key and, if there is one, the store. */
static bool open_desk(explained *e, GError **error)
{
    GError *local = NULL;

    if (!secret_init(error) ||
        !secret_key_load(e->c->site->key_file, &e->site, error))
        return false;
    secret_derive(&e->site, "identity", 0, &e->identity_key);
    e->s = store_open(e->c->store, &local);
    if (!e->s && err_class_of(local) != ERR_NOT_FOUND) {
        g_propagate_error(error, local);
        return false;
    }
    g_clear_error(&local);
    return true;
}

int cmd_explain(cli *x, int argc, char **argv)
{
    g_autofree char *sender = NULL, *login = NULL, *client = NULL;
    g_autofree char *source = NULL, *door = NULL;
    g_auto(GStrv) to = NULL;
    const GOptionEntry entries[] = {
        {"sender", 'f', 0, G_OPTION_ARG_FILENAME, &sender,
         "Envelope sender (else Return-Path)", "ADDRESS"},
        {"recipient", 't', 0, G_OPTION_ARG_FILENAME_ARRAY, &to,
         "Envelope recipient (else Delivered-To, To, Cc); may be repeated",
         "ADDRESS"},
        {"login", 0, 0, G_OPTION_ARG_FILENAME, &login,
         "SASL login that it came with", "NAME"},
        {"client", 0, 0, G_OPTION_ARG_FILENAME, &client,
         "IP address of the host that handed it over", "IP"},
        {"source", 's', 0, G_OPTION_ARG_FILENAME, &source,
         "It came by deliver --source NAME", "NAME"},
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
    if (source && !source_by_id(e.c, source))
        return cli_usage(x, "there is no [source %s]", source);
    if (source)
        e.entry.door = door = g_strconcat(SOURCE_DOOR, source, NULL);
    e.entry.login = login;
    e.entry.client = client;
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
