/* board_page: the desk on one page of HTML. */
#include "desk/board_page.h"

#include "base/file.h"
#include "config/site.h"
#include "desk/operator_config.h"
#include "desk/queue_config.h"
#include "desk/say.h"
#include "desk/speech.h"
#include "desk/status.h"
#include "desk/status_config.h"
#include "worktime/zone.h"
#include "write/html.h"

#include <string.h>

#define BOARD_READ 1000 /* rows that are sorted */
/* Nobody but whom the folder lets in; its group is a web server's. */
#define BOARD_MODE 0640

/* As far as the desk has something to do, or waits. */
static const status_stage stages[] = {STATUS_CLASSIFICATION, STATUS_WORK,
                                      STATUS_INTERNAL,       STATUS_FEEDBACK,
                                      STATUS_WAITING,        STATUS_ANSWERED};

void board_column_free(board_column *k)
{
    if (!k)
        return;
    g_ptr_array_unref(k->tickets);
    g_free(k);
}

/* ---- reading ---- */

/* What is due first; then what is oldest. */
static int by_due(gconstpointer a, gconstpointer b)
{
    const store_ticket *x = *(const store_ticket *const *)a;
    const store_ticket *y = *(const store_ticket *const *)b;
    int64_t x_ms = x->next_due_ms ? x->next_due_ms : G_MAXINT64;
    int64_t y_ms = y->next_due_ms ? y->next_due_ms : G_MAXINT64;

    if (x_ms != y_ms)
        return x_ms < y_ms ? -1 : 1;
    return (x->created_ms > y->created_ms) - (x->created_ms < y->created_ms);
}

static board_column *read_column(store *s, const config *c,
                                 const board_ask *ask, status_stage stage,
                                 GError **error)
{
    const store_ticket_filter f = {
        .in = status_of_stage(status_model_of(c), stage),
        .queue = ask->queue,
        .line = ask->line,
        .now_ms = ask->now_ms,
        .limit = BOARD_READ + 1};
    GPtrArray *tickets = store_ticket_list(s, &f, error);

    if (!tickets)
        return NULL;
    board_column *k = g_new0(board_column, 1);
    k->stage = stage;
    k->tickets = tickets;
    k->more = tickets->len > BOARD_CARDS;
    g_ptr_array_sort(tickets, by_due);
    if (k->more)
        g_ptr_array_remove_range(tickets, BOARD_CARDS,
                                 tickets->len - BOARD_CARDS);
    return k;
}

GPtrArray *board_read(store *s, const config *c, const board_ask *ask,
                      GError **error)
{
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)board_column_free);

    for (unsigned i = 0; i < G_N_ELEMENTS(stages); i++) {
        board_column *k;
        if (!status_first(status_model_of(c), stages[i]))
            continue;
        k = read_column(s, c, ask, stages[i], error);
        if (!k)
            return NULL;
        g_ptr_array_add(all, k);
    }
    return g_steal_pointer(&all);
}

/* ---- the page ---- */

/* Contrast of text is 4.5:1 or more in both schemes; what a colour says is said
 * by a word, too. */
static const char style[] =
    ":root{color-scheme:light dark;--ink:#1f2328;--soft:#57606a;"
    "--ground:#f3f4f6;--card:#fff;--line:#d0d7de;--late:#b42318;"
    "--soon:#8a4b08;--focus:#1d4ed8}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#b4bcc8;"
    "--ground:#0f1318;--card:#1b2128;--line:#3d444d;--late:#ff9b8f;"
    "--soon:#f2c063;--focus:#93c5fd}}"
    "*{box-sizing:border-box}"
    "body{margin:0;padding:16px;background:var(--ground);color:var(--ink);"
    "font:15px/1.45 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,"
    "sans-serif}"
    "h1{font-size:22px;margin:0}header p{margin:4px 0 16px;"
    "color:var(--soft)}"
    "main{display:grid;gap:16px;"
    "grid-template-columns:repeat(auto-fit,minmax(min(100%,240px),1fr));"
    "align-items:start}"
    "h2{font-size:16px;margin:0 0 8px}h2 span{color:var(--soft);"
    "font-weight:normal}"
    "ol{list-style:none;margin:0;padding:0}"
    "li{background:var(--card);border:1px solid var(--line);"
    "border-left:5px solid var(--line);border-radius:4px;"
    "padding:8px 10px;margin:0 0 8px;overflow-wrap:anywhere}"
    "li.late{border-left-color:var(--late)}"
    "li.soon{border-left-color:var(--soon)}"
    "h3{font-size:15px;margin:0}h3 a{color:inherit}"
    "li p{margin:2px 0 0;font-size:14px;color:var(--soft)}"
    "li.late p.due{color:var(--late);font-weight:bold}"
    "li.soon p.due{color:var(--soon);font-weight:bold}"
    "a:focus-visible{outline:3px solid var(--focus);outline-offset:2px}"
    ".skip{position:absolute;left:-999px}"
    ".skip:focus{left:16px;top:8px;background:var(--card);padding:6px}"
    ".none{color:var(--soft)}";

typedef struct page {
    const config *c;
    const board_ask *ask;
    const char *language;
    GTimeZone *zone;
    GString *out;
} page;

static void put(page *p, const char *html)
{
    g_string_append(p->out, html);
}

static void put_text(page *p, const char *text)
{
    html_append(p->out, text, -1);
}

/* <p class="due">Text</p>; takes over `text`. */
static void put_line(page *p, const char *class, char *text)
{
    g_string_append_printf(p->out, "<p%s%s%s>", class ? " class=\"" : "",
                           class ? class : "", class ? "\"" : "");
    put_text(p, text);
    put(p, "</p>");
    g_free(text);
}

/* A message to the desk that asks for this request. */
static void put_link(page *p, const store_ticket *t)
{
    const config_queue *q = config_queue_by_id(p->c, t->queue);
    g_autofree char *number = g_strdup_printf("#%" G_GINT64_FORMAT, t->id);

    if (!q || !q->address) {
        put_text(p, number);
        return;
    }
    g_autofree char *to = g_uri_escape_string(q->address, "@", FALSE);
    put(p, "<a href=\"mailto:");
    put_text(p, to);
    g_string_append_printf(
        p->out, "?body=%%2Fshow%%20%%23%" G_GINT64_FORMAT "\">", t->id);
    put_text(p, number);
    put(p, "</a>");
}

#define SOON_MS INT64_C(14400000) /* four hours */

static const char *urgency(const page *p, const store_ticket *t)
{
    int64_t left = t->next_due_ms - p->ask->now_ms;

    return t->next_due_ms == 0 ? NULL
           : left < 0          ? "late"
           : left < SOON_MS    ? "soon"
                               : NULL;
}

static char *due_words(const page *p, const store_ticket *t)
{
    g_autofree char *when =
        speech_soon_here(p->language, t->next_due_ms, p->zone);

    return say_with(p->language,
                    t->next_due_ms < p->ask->now_ms ? "overdue since %1"
                                                    : "due %1",
                    when, NULL);
}

static char *holder_words(const page *p, const store_ticket *t)
{
    const config_operator *o =
        t->holder ? config_operator_by_id(p->c, t->holder) : NULL;

    return t->holder ? g_strdup(o && o->name ? o->name : t->holder)
                     : g_strdup(say_in(p->language, "nobody holds it"));
}

static char *age_words(const page *p, const store_ticket *t)
{
    int64_t ms = MAX(p->ask->now_ms - t->created_ms, 0);
    g_autofree char *span = speech_span(p->language, ms, true);

    return say_with(p->language, "%1 old", span, NULL);
}

static void put_card(page *p, const store_ticket *t)
{
    const char *class = urgency(p, t);
    g_autofree char *holder = holder_words(p, t);
    g_autofree char *age = age_words(p, t);
    const char *customer = t->customer_name ? t->customer_name : t->customer;

    g_string_append_printf(p->out, "<li%s%s%s><h3>", class ? " class=\"" : "",
                           class ? class : "", class ? "\"" : "");
    put_link(p, t);
    put(p, " ");
    put_text(p, t->subject);
    put(p, "</h3>");
    if (t->next_due_ms)
        put_line(p, "due", due_words(p, t));
    put_line(p, NULL, g_strdup(customer));
    put_line(p, NULL, g_strdup_printf("%s · %s", holder, age));
    if (g_strcmp0(t->priority, "normal") != 0)
        put_line(p, NULL,
                 say_with(p->language, "priority %1",
                          say_about(p->language, "priority", t->priority),
                          NULL));
    put(p, "</li>");
}

static const char *column_title(const page *p, int stage)
{
    const status_model *m = status_model_of(p->c);

    return status_title(m, status_first(m, (status_stage)stage), p->language);
}

static void put_column(page *p, const board_column *k)
{
    g_autofree char *title = say_capital(column_title(p, k->stage));

    g_string_append_printf(p->out,
                           "<section aria-labelledby=\"s%d\"><h2 id=\"s%d\">",
                           k->stage, k->stage);
    put_text(p, title);
    g_string_append_printf(p->out, " <span>%u%s</span></h2>", k->tickets->len,
                           k->more ? "+" : "");
    if (k->tickets->len == 0)
        put_line(p, "none", g_strdup(say_in(p->language, "nothing here")));
    put(p, "<ol>");
    for (guint i = 0; i < k->tickets->len; i++)
        put_card(p, k->tickets->pdata[i]);
    put(p, "</ol></section>");
}

static void put_head(page *p, const char *title)
{
    put(p, "<!DOCTYPE html>\n<html lang=\"");
    put_text(p, p->language);
    put(p, "\"><head><meta charset=\"utf-8\">"
           "<meta http-equiv=\"Content-Security-Policy\" content=\""
           "default-src 'none'; style-src 'unsafe-inline'\">"
           "<meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\">"
           "<meta name=\"referrer\" content=\"no-referrer\">");
    if (p->c->site->board_reload)
        put(p, "<meta http-equiv=\"refresh\" content=\"60\">");
    put(p, "<title>");
    put_text(p, title);
    put(p, "</title><style>");
    put(p, style);
    put(p, "</style></head>\n<body><a class=\"skip\" href=\"#board\">");
    put_text(p, say_in(p->language, "To the requests"));
    put(p, "</a>");
}

/* How many there are, and how many are late. */
static char *summary(const page *p, const GPtrArray *columns)
{
    unsigned count = 0, late = 0;
    bool more = false;
    g_autofree char *when = speech_moment(p->language, p->ask->now_ms, p->zone);

    for (guint i = 0; i < columns->len; i++) {
        const board_column *k = columns->pdata[i];
        count += k->tickets->len;
        more = more || k->more;
        for (guint n = 0; n < k->tickets->len; n++)
            late += g_strcmp0(urgency(p, k->tickets->pdata[n]), "late") == 0;
    }
    g_autofree char *all = g_strdup_printf("%u%s", count, more ? "+" : "");
    g_autofree char *overdue = g_strdup_printf("%u", late);
    return say_with(p->language, "Requests: %1, overdue: %2. As of %3.", all,
                    overdue, when, NULL);
}

char *board_page(const config *c, const board_ask *ask,
                 const GPtrArray *columns)
{
    g_autoptr(GTimeZone) zone = zone_by_name(c->site->zone);
    page p = {c, ask, c->site->language, zone, g_string_new(NULL)};
    g_autofree char *title =
        say_with(p.language, "%1: requests", c->site->name, NULL);

    put_head(&p, title);
    put(&p, "<header><h1>");
    put_text(&p, title);
    put(&p, "</h1>");
    put_line(&p, NULL, summary(&p, columns));
    put(&p, "</header>\n<main id=\"board\">");
    for (guint i = 0; i < columns->len; i++) {
        put(&p, "\n");
        put_column(&p, columns->pdata[i]);
    }
    put(&p, "\n</main></body></html>\n");
    return g_string_free(p.out, FALSE);
}

bool board_write(const config *c, const board_ask *ask,
                 const GPtrArray *columns, const char *folder, GError **error)
{
    g_autofree char *html = board_page(c, ask, columns);
    g_autofree char *path = g_build_filename(folder, "index.html", NULL);

    return file_write_durable(path, html, strlen(html), BOARD_MODE, error);
}
