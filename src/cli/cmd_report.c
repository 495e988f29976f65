/* cmd_report: a report of a period, on a terminal, as JSON, CSV or a page. */
#include "cli/desk.h"

#include "config/site.h"
#include "desk/notify/report_mail.h"
#include "desk/report/report.h"
#include "roles/now.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define WIDTH 80

typedef struct asked {
    char *period, *html, *language;
    gboolean csv;
} asked;

/* The one that is named; else the first. NULL: it was said that there is none. */
static const config_report *find(cli *x, const config *c, const char *name)
{
    const config_report *r = name ? config_report_named(c, name)
                             : c->reports->len > 0 ? c->reports->pdata[0]
                                                   : NULL;

    if (!r && name)
        cli_usage(x, "there is no [report %s] in %s", name, c->file);
    else if (!r)
        cli_usage(x, "there is no [report NAME] in %s", c->file);
    return r;
}

static bool read_period(cli *x, const config *c, const config_report *r,
                        const asked *a, report_period *out)
{
    g_autoptr(GTimeZone) zone = report_zone(c, r);
    int64_t now_ms = role_now_ms();

    if (period_read(a->period ? a->period : "last", (period_kind)r->period,
                    zone, now_ms, out))
        return true;
    cli_usage(x,
              "\"%s\" is no period: write 2026-03-14, 2026-W11, 2026-03, "
              "2026-Q1, 2026, last or this",
              a->period);
    return false;
}

/* With two handles a large desk is read by two threads. */
static report *make(store *s, store *second, const config *c,
                    const config_report *r, const report_period *p,
                    GError **error)
{
    g_autoptr(GPtrArray) queues = report_queues_for(c, r, NULL);
    report *made = NULL;

    if (!store_begin_reading(s, error))
        return NULL;
    if (store_begin_reading(second, error)) {
        made =
            report_make_fast(s, second, c, r, queues, p, role_now_ms(), error);
        store_rollback(second);
    }
    store_rollback(s);
    return made;
}

static int put_html(const cli *x, const report *r, const char *file,
                    const char *language)
{
    GError *error = NULL;
    g_autofree char *html = notify_report_html(r, language, &error);

    if (!html)
        return cli_fail(x, error);
    if (g_file_set_contents(file, html, -1, &error))
        return EX_OK;
    fprintf(stderr, "postern: %s\n", error->message);
    g_error_free(error);
    return EX_CANTCREAT;
}

static int put(const cli *x, const report *r, const asked *a)
{
    const char *language = a->language ? a->language : r->c->site->language;

    if (a->html)
        return put_html(x, r, a->html, language);
    g_autofree char *text = x->json  ? report_json(r)
                            : a->csv ? report_csv(r, language)
                                     : report_text(r, language, WIDTH);

    fputs(text, stdout);
    if (x->json)
        putchar('\n');
    return EX_OK;
}

int cmd_report(cli *x, int argc, char **argv)
{
    asked a = {NULL};
    const GOptionEntry entries[] = {
        {"period", 0, 0, G_OPTION_ARG_STRING, &a.period, "2026-03, last, this",
         "PERIOD"},
        {"html", 0, 0, G_OPTION_ARG_FILENAME, &a.html,
         "A page with its charts, to FILE", "FILE"},
        {"csv", 0, 0, G_OPTION_ARG_NONE, &a.csv, "All rows, for spreadsheets",
         NULL},
        {"language", 0, 0, G_OPTION_ARG_STRING, &a.language, "en, ru, nb",
         "LANG"},
        {NULL}};
    GError *error = NULL;
    report_period p;
    int code = EX_USAGE;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    const config *c = cli_config_running(x);
    if (!c)
        return EX_CONFIG;
    const config_report *r = find(x, c, argc > 1 ? argv[1] : NULL);
    if (!r || !read_period(x, c, r, &a, &p))
        return EX_USAGE;
    store *s = desk_open(x, &code);
    if (!s)
        return code;
    store *second = store_open(c->store, &error);
    g_autoptr(report) made = second ? make(s, second, c, r, &p, &error) : NULL;
    code = made ? put(x, made, &a) : cli_fail(x, error);
    store_close(second);
    store_close(s);
    g_free(a.period);
    g_free(a.html);
    g_free(a.language);
    return code;
}
