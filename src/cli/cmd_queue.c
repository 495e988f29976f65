/* cmd_queue: what waits to be decided or sent; send it now. */
#include "cli/desk.h"

#include "base/mask.h"
#include "base/span.h"
#include "config/site.h"
#include "roles/frame.h"
#include "spool/spool.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define QUEUE_LIMIT 10000 /* rows looked at */

static GPtrArray *spool_rows(const config *c, GError **error)
{
    g_autofree char *folder = config_spool_folder(c);
    spool *s = spool_open(folder, error);
    GPtrArray *rows = NULL;

    if (!s)
        return NULL;
    if (!spool_list(s, QUEUE_LIMIT, &rows, error))
        rows = NULL;
    spool_close(s);
    return rows;
}

static void spool_json(const spool_entry *e)
{
    json_t *recipients = json_array();

    for (guint i = 0; i < e->recipients->len; i++) {
        g_autofree char *safe = mask_copy(e->recipients->pdata[i]);
        json_array_append_new(recipients, cli_json_text(safe));
    }
    cli_json(
        json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:i, s:o}", "where", "spool",
                  "id", e->id, "accepted", cli_json_time(e->accepted_ms),
                  "door", cli_json_text(e->door), "sender",
                  cli_json_text(e->sender), "recipients", recipients, "deaths",
                  (int)e->deaths, "reason", cli_json_text(e->reason)));
}

static void spool_text(const spool_entry *e, int64_t now)
{
    g_autofree char *age = span_rough(now - e->accepted_ms);
    const char *sender = !e->sender             ? "?"
                         : e->sender[0] == '\0' ? "<>"
                                                : e->sender;

    cli_put(e->id, 33);
    cli_put(e->door, 13);
    cli_put(sender, 24);
    printf(" %s old\n", age);
    if (e->reason)
        cli_field(4, "", 0, e->reason);
}

static void print_spool(const cli *x, const GPtrArray *rows, int64_t now)
{
    if (!x->json && rows->len == 0)
        puts("No message waits in the spool.");
    else if (!x->json)
        printf("In the spool, to be decided: %u\n", rows->len);
    for (guint i = 0; i < rows->len; i++) {
        if (x->json)
            spool_json(rows->pdata[i]);
        else
            spool_text(rows->pdata[i], now);
    }
}

static void print_row(const store_outgoing *o, int64_t now)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, o->id);
    g_autofree char *ticket =
        o->ticket != 0 ? g_strdup_printf("#%" G_GINT64_FORMAT, o->ticket)
                       : g_strdup("-");
    g_autofree char *age = span_rough(now - o->created_ms);
    g_autofree char *due = span_rough(o->next_ms - now);
    g_autofree char *next = o->next_ms > now
                                ? g_strdup_printf("next try in %s", due)
                                : g_strdup("due now");

    cli_put(id, 7);
    cli_put(ticket, 8);
    cli_put(desk_template_words(o->template), 16);
    cli_put(o->recipient, 30);
    printf(" %s old\n", age);
    if (o->tries == 0)
        return;
    printf("%15stried %u times, %s\n", "", o->tries, next);
    if (o->result) {
        g_autofree char *safe = mask_copy(o->result);
        cli_field(15, "", 0, safe);
    }
}

static void print_rows(const cli *x, const GPtrArray *rows, int64_t now,
                       const char *where)
{
    for (guint i = 0; i < rows->len; i++) {
        json_t *object;

        if (!x->json) {
            print_row(rows->pdata[i], now);
            continue;
        }
        object = desk_outgoing_json(rows->pdata[i]);
        json_object_set_new(object, "where", json_string(where));
        cli_json(object);
    }
}

/* What a store from a backup was to send. */
static bool list_paused(const cli *x, store *s, int64_t now, GError **error)
{
    g_autoptr(GPtrArray) rows = store_outgoing_paused(s, QUEUE_LIMIT, error);

    if (!rows)
        return false;
    if (!x->json && rows->len > 0)
        printf("Waiting for `postern resume', or `postern resume --drop': %u\n",
               rows->len);
    print_rows(x, rows, now, "paused");
    return true;
}

/* Rows that wait for their next try become due at once. */
static bool flush_rows(store *s, const GPtrArray *rows, int64_t now,
                       GError **error)
{
    if (!store_begin_deciding(s, error))
        return false;
    for (guint i = 0; i < rows->len; i++) {
        const store_outgoing *o = rows->pdata[i];

        if (o->next_ms > now &&
            !store_outgoing_result(s, o->id, STORE_OUT_READY, now, o->result,
                                   now, error)) {
            store_rollback(s);
            return false;
        }
    }
    return store_commit(s, error);
}

static int flush(cli *x, store *s, GError **error)
{
    const config *c = cli_config(x);
    int64_t now = role_now_ms(), next_ms;
    g_autoptr(GPtrArray) rows =
        store_outgoing_due(s, INT64_MAX, QUEUE_LIMIT, &next_ms, NULL, error);

    if (!rows || !flush_rows(s, rows, now, error))
        return -1;
    frame_ring(c, "send");
    frame_ring(c, "process");
    if (!x->json)
        printf("Due now: %u\n", rows->len);
    return EX_OK;
}

static void print_damaged(const cli *x, const GArray *damaged)
{
    for (guint i = 0; i < damaged->len && !x->json; i++)
        printf("Mail %" G_GINT64_FORMAT " cannot be read: the store is damaged "
               "there; `postern check' says more.\n",
               g_array_index(damaged, int64_t, i));
}

static int list(cli *x, store *s, GError **error)
{
    int64_t now = role_now_ms(), next_ms;
    g_autoptr(GPtrArray) in = spool_rows(cli_config(x), error);
    g_autoptr(GArray) damaged = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) out = NULL;

    if (!in)
        return -1;
    out =
        store_outgoing_due(s, INT64_MAX, QUEUE_LIMIT, &next_ms, damaged, error);
    if (!out)
        return -1;
    print_damaged(x, damaged);
    print_spool(x, in, now);
    if (!x->json && out->len == 0)
        puts("No mail waits to be sent.");
    else if (!x->json)
        printf("To be sent: %u\n", out->len);
    print_rows(x, out, now, "outgoing");
    return list_paused(x, s, now, error) ? EX_OK : -1;
}

int cmd_queue(cli *x, int argc, char **argv)
{
    GError *error = NULL;
    bool wants_flush;
    int code;
    store *s;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    wants_flush = argc == 2 && strcmp(argv[1], "flush") == 0;
    if (argc > 2 || (argc == 2 && !wants_flush && strcmp(argv[1], "list") != 0))
        return cli_usage(x, "say list or flush");
    s = desk_open(x, &code);
    if (!s)
        return code;
    code = wants_flush ? flush(x, s, &error) : list(x, s, &error);
    store_close(s);
    return code >= 0 ? code : cli_fail(x, error);
}
