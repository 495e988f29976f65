/* cmd_queue: what waits to be decided or sent; send it now. */
#include "cli/desk.h"

#include "base/bell.h"
#include "base/file.h"
#include "spool/spool.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define QUEUE_LIMIT 10000 /* rows looked at */

static void ring(const config *c, const char *role)
{
    g_autofree char *bell = config_bell_socket(c, role);

    bell_ring(bell);
}

static bool spool_counts(const config *c, int64_t now, int64_t *waiting,
                         int64_t *oldest_ms, GError **error)
{
    g_autofree char *folder = config_spool_folder(c);
    spool *s = spool_open(folder, error);
    bool ok = s != NULL && spool_status(s, now, waiting, oldest_ms, error);

    if (s != NULL)
        spool_close(s);
    return ok;
}

static void print_spool(const cli *x, int64_t waiting, int64_t oldest_ms)
{
    g_autofree char *age = cli_span(oldest_ms);

    if (x->json)
        cli_json(json_pack("{s:s, s:I, s:I}", "where", "spool", "waiting",
                           (json_int_t)waiting, "oldest_s",
                           (json_int_t)(oldest_ms / 1000)));
    else if (waiting > 0)
        printf("%" G_GINT64_FORMAT " messages wait in the spool to be decided, "
               "the oldest for %s\n",
               waiting, age);
    else
        puts("No message waits in the spool.");
}

static void print_row(const store_outgoing *o, int64_t now)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, o->id);
    g_autofree char *ticket =
        o->ticket != 0 ? g_strdup_printf("#%" G_GINT64_FORMAT, o->ticket)
                       : g_strdup("-");
    g_autofree char *age = cli_span(now - o->created_ms);
    g_autofree char *due = cli_span(o->next_ms - now);
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
    if (o->result != NULL)
        cli_field(15, "", 0, o->result);
}

static void print_rows(const cli *x, const GPtrArray *rows, int64_t now)
{
    if (!x->json && rows->len == 0)
        puts("No mail waits to be sent.");
    else if (!x->json)
        printf("%u mails wait to be sent:\n", rows->len);
    for (guint i = 0; i < rows->len; i++) {
        json_t *object;

        if (!x->json) {
            print_row(rows->pdata[i], now);
            continue;
        }
        object = desk_outgoing_json(rows->pdata[i]);
        json_object_set_new(object, "where", json_string("outgoing"));
        cli_json(object);
    }
}

/* Rows that wait for their next try become due at once. */
static bool flush_rows(store *s, const GPtrArray *rows, int64_t now,
                       GError **error)
{
    if (!store_begin(s, error))
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

static int work(cli *x, store *s, bool flush, GError **error)
{
    const config *c = cli_config(x);
    int64_t now = file_clock_ms(), waiting = 0, oldest_ms = 0, next_ms;
    g_autoptr(GPtrArray) rows =
        store_outgoing_due(s, INT64_MAX, QUEUE_LIMIT, &next_ms, error);

    if (rows == NULL)
        return -1;
    if (flush) {
        if (!flush_rows(s, rows, now, error))
            return -1;
        ring(c, "send");
        ring(c, "process");
        if (!x->json)
            printf("%u mails are due now.\n", rows->len);
        return EX_OK;
    }
    if (!spool_counts(c, now, &waiting, &oldest_ms, error))
        return -1;
    print_spool(x, waiting, oldest_ms);
    print_rows(x, rows, now);
    return EX_OK;
}

int cmd_queue(cli *x, int argc, char **argv)
{
    GError *error = NULL;
    bool flush;
    int code;
    store *s;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    flush = argc == 2 && strcmp(argv[1], "flush") == 0;
    if (argc > 2 || (argc == 2 && !flush && strcmp(argv[1], "list") != 0))
        return cli_usage(x, "say list or flush");
    s = desk_open(x, &code);
    if (s == NULL)
        return code;
    code = work(x, s, flush, &error);
    store_close(s);
    return code >= 0 ? code : cli_fail(x, error);
}
