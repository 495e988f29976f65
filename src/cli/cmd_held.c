/* cmd_held: what waits for a person's decision: list, show, release, drop. */
#include "cli/desk.h"

#include "base/span.h"
#include "desk/apply.h"
#include "desk/decide/decide.h"
#include "roles/frame.h"
#include "store/raw.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

/* ---- list and show ---- */

static void list_row(const store_held *h, int64_t now)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, h->id);
    g_autofree char *ticket =
        h->ticket != 0 ? g_strdup_printf("#%" G_GINT64_FORMAT, h->ticket)
                       : g_strdup("-");
    g_autofree char *age = span_rough(now - h->created_ms);
    g_autofree char *words = desk_held_words(h);

    cli_put(id, 6);
    cli_put(store_held_kind_name(h->kind), 9);
    cli_put(ticket, 8);
    cli_put(h->operator_id ? h->operator_id : "-", 10);
    cli_put(age, 8);
    cli_put(words, -39);
    putchar('\n');
}

static int list(const cli *x, store *s, GError **error)
{
    g_autoptr(GPtrArray) rows = store_held_list(s, 0, error);
    int64_t now = role_now_ms();

    if (!rows)
        return -1;
    if (!x->json && rows->len == 0)
        puts("Nothing is held.");
    for (guint i = 0; i < rows->len; i++) {
        if (x->json)
            cli_json(desk_held_json(rows->pdata[i]));
        else
            list_row(rows->pdata[i], now);
    }
    return EX_OK;
}

static void show_text(const store_held *h, const store_ledger *l)
{
    g_autofree char *when = cli_time(h->created_ms);
    g_autofree char *ticket = g_strdup_printf("#%" G_GINT64_FORMAT, h->ticket);

    cli_field(0, "held", 10, when);
    cli_field(0, "kind", 10, store_held_kind_name(h->kind));
    cli_field(0, "reason", 10, h->reason);
    if (h->ticket != 0)
        cli_field(0, "ticket", 10, ticket);
    if (h->operator_id)
        cli_field(0, "operator", 10, h->operator_id);
    if (l && l->from)
        cli_field(0, "from", 10, l->from);
    if (l && l->subject)
        cli_field(0, "subject", 10, l->subject);
    for (guint i = 0; i < h->attachments->len; i++)
        cli_field(0, "attached", 10,
                  ((const store_attachment *)h->attachments->pdata[i])->name);
    putchar('\n');
    cli_field(4, "", 0, h->text);
}

static GBytes *raw_of(store *s, const store_ledger *l, GError **error)
{
    if (l && l->raw)
        return store_raw_get(s, l->raw, error);
    err_set(error, ERR_NOT_FOUND, "its raw message is not kept");
    return NULL;
}

static int show(const cli *x, store *s, const store_held *h, bool raw,
                GError **error)
{
    g_autoptr(store_ledger) l = store_ledger_get(s, h->ledger, error);
    g_autoptr(GBytes) bytes = NULL;

    if (raw) {
        bytes = raw_of(s, l, error);
        if (!bytes)
            return -1;
        fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes),
               stdout);
        return EX_OK;
    }
    if (error && *error)
        return -1;
    if (x->json)
        cli_json(desk_held_json(h));
    else
        show_text(h, l);
    return EX_OK;
}

/* ---- release and drop ---- */

static bool in_transaction(store *s, const config *c, const store_held *h,
                           bool release, GError **error)
{
    int64_t now = role_now_ms();
    snapshot_ticket *t = NULL;
    g_autoptr(plan) p = NULL;
    bool ok;

    if (h->ticket != 0) {
        const store_heads_wanted about = {.operators = {h->operator_id}};
        t = snapshot_ticket_read(s, h->ticket, &about, error);
        if (!t)
            return false;
    }
    p = decide_held(c, t, h, release, now);
    ok = apply_plan(s, p, NULL, now, NULL, error);
    if (t)
        snapshot_ticket_free(t);
    return ok;
}

static bool decide(store *s, const config *c, const store_held *h, bool release,
                   GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    if (in_transaction(s, c, h, release, error) && store_commit(s, error))
        return true;
    store_rollback(s);
    return false;
}

/* A message that was held as a whole goes through the spool once more: the process
 * role brings it there, from what the store keeps of it. */
static bool has_raw(store *s, const store_held *h, GError **error)
{
    g_autoptr(store_ledger) l = store_ledger_get(s, h->ledger, error);
    g_autoptr(GBytes) raw = NULL;

    if (!l && error && *error)
        return false;
    raw = raw_of(s, l, error);
    return raw != NULL;
}

static int settle(const cli *x, store *s, const config *c, const store_held *h,
                  bool release, GError **error)
{
    bool whole = h->kind == STORE_HELD_SPAM || h->kind == STORE_HELD_BROKEN ||
                 h->kind == STORE_HELD_ASIDE;

    if (h->state != STORE_HELD_OPEN) {
        err_set(error, ERR_NOT_FOUND,
                "item %" G_GINT64_FORMAT " has been settled already", h->id);
        return -1;
    }
    if (release && h->kind == STORE_HELD_DRAFT) {
        err_set(error, ERR_NOT_FOUND,
                "item %" G_GINT64_FORMAT
                " is a request that %s is to open: only she can say so, by a "
                "reply with /send; it can be dropped",
                h->id, h->operator_id);
        return -1;
    }
    if ((release && whole && !has_raw(s, h, error)) ||
        !decide(s, c, h, release, error))
        return -1;
    frame_ring(c, "process");
    frame_ring(c, "send");
    frame_ring(c, "clock"); /* it may be a lesson */
    frame_ring_jobs(c);
    if (!x->json)
        printf("%" G_GINT64_FORMAT " is %s.\n", h->id,
               release ? "released" : "dropped");
    return EX_OK;
}

/* ---- the command ---- */

static int work(cli *x, store *s, const char *verb, const char *number,
                bool raw, GError **error)
{
    const config *c = cli_config(x);
    g_autoptr(store_held) h = NULL;

    if (strcmp(verb, "list") == 0)
        return list(x, s, error);
    h = store_held_get(s, desk_number(number), error);
    if (!h)
        return -1;
    if (strcmp(verb, "show") == 0)
        return show(x, s, h, raw, error);
    return settle(x, s, c, h, strcmp(verb, "release") == 0, error);
}

int cmd_held(cli *x, int argc, char **argv)
{
    static const char *const verbs[] = {"show", "release", "drop", NULL};
    gboolean raw = FALSE;
    const GOptionEntry entries[] = {{"raw", 0, 0, G_OPTION_ARG_NONE, &raw,
                                     "With show: the message as it came in",
                                     NULL},
                                    {NULL}};
    const char *verb;
    GError *error = NULL;
    int code;
    store *s;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    verb = argc > 1 ? argv[1] : "list";
    if (strcmp(verb, "list") == 0 ? argc > 2
                                  : argc != 3 || !g_strv_contains(verbs, verb))
        return cli_usage(x, "say list, show N, release N or drop N");
    if (argc == 3 && desk_number(argv[2]) == 0)
        return cli_usage(x, "\"%s\" is not a number of `postern held list`",
                         argv[2]);
    s = desk_open(x, &code);
    if (!s)
        return code;
    code = work(x, s, verb, argc == 3 ? argv[2] : "", raw, &error);
    store_close(s);
    return code >= 0 ? code : cli_fail(x, error);
}
