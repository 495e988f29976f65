/* notify_report: a report as mail: tables, bars, two pictures, all of it as CSV. */
#include "desk/report/report.h"
#include "desk/notify/report_mail.h"

#include "config/site.h"
#include "desk/notify/room.h"
#include "desk/notify/transcript.h"
#include "desk/notify/words.h"
#include "desk/say.h"
#include "desk/speech.h"
#include "write/chart.h"

#include <string.h>

#define BAR_WIDE    10 /* characters of the longest: compose_html.c draws it */
#define BAR_COLUMNS 2  /* more leave no room for bars on a phone */
#define LINES_NAME  "requests.png"
#define FIELD_NAME  "hours.png"

/* ---- tables ---- */

static void add_cell(json_t *cells, const char *text)
{
    json_array_append_new(cells, json_pack("{s:s, s:b}", "text", text, "first",
                                           json_array_size(cells) == 0));
}

static int64_t most_of(const report_table *t)
{
    int64_t most = 0;

    for (guint i = 0; i < t->rows->len; i++)
        most = MAX(most, ((report_row *)t->rows->pdata[i])->now[0].n);
    return most;
}

/* In eighths of a character; whoever has any has an eighth. Caller frees. */
static char *bar_of(int64_t n, int64_t most)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int64_t eighths =
        most > 0 && n > 0 ? (n * BAR_WIDE * 8 + most / 2) / most : 0;
    GString *out = g_string_new(NULL);

    if (n > 0 && eighths == 0)
        eighths = 1;
    for (; eighths >= 8; eighths -= 8)
        g_string_append(out, "█");
    g_string_append(out, parts[eighths]);
    return g_string_free(out, FALSE);
}

static unsigned columns_of(const report_table *t)
{
    return t->block->narrow > 0 ? t->block->narrow : report_columns(t->block);
}

static bool has_bars(const report_table *t)
{
    return columns_of(t) <= BAR_COLUMNS && most_of(t) > 0;
}

static char *align_of(const report_table *t)
{
    GString *out = g_string_new("wrr");

    for (unsigned i = 1; i < columns_of(t); i++)
        g_string_append_c(out, 'r');
    if (has_bars(t))
        g_string_append_c(out, 'b');
    return g_string_free(out, FALSE);
}

/* How the first column changed has one of its own. */
static json_t *head_of(const report_table *t, const char *language)
{
    json_t *cells = json_array();

    add_cell(cells, "");
    for (unsigned i = 0; i < columns_of(t); i++) {
        add_cell(cells,
                 say_about(language, "report", t->block->columns[i].name));
        if (i == 0)
            add_cell(cells, "±");
    }
    if (has_bars(t))
        add_cell(cells, "");
    return cells;
}

static json_t *row_of(const report *r, const report_table *t,
                      const report_row *row, const char *language)
{
    json_t *cells = json_array();
    g_autofree char *label = report_label(r, row, language);
    g_autofree char *brief = notify_brief(label, 60);

    g_strdelimit(brief, "\t", ' '); /* which parts cells */

    add_cell(cells, brief);
    for (unsigned i = 0; i < columns_of(t); i++) {
        report_unit unit = t->block->columns[i].unit;
        g_autofree char *now = report_say(&row->now[i], unit, language);
        g_autofree char *by =
            report_change(&row->now[i], &row->before[i], unit, language);
        add_cell(cells, now);
        if (i == 0)
            add_cell(cells, by);
    }
    if (has_bars(t)) {
        g_autofree char *bar = bar_of(row->now[0].n, most_of(t));
        add_cell(cells, bar);
    }
    return json_pack("{s:o}", "cells", cells);
}

/* The lists that its numbers are of. */
static void add_links(const report *r, const report_table *t,
                      const char *language, json_t *links)
{
    for (guint i = 0; i < t->rows->len; i++) {
        const report_row *row = t->rows->pdata[i];
        if (!row->list || row->about != REPORT_WORD || row->now[0].n == 0)
            continue;
        g_autofree char *label = report_label(r, row, language);
        g_autofree char *all =
            g_strdup_printf("%s: %" G_GINT64_FORMAT, label, row->now[0].n);
        g_autofree char *big = say_capital(all);
        json_array_append_new(
            links, json_pack("{s:s, s:s}", "filter", row->list, "label", big));
    }
}

static json_t *table_json(const report *r, const report_table *t,
                          const char *language)
{
    json_t *rows = json_array(), *links = json_array();
    g_autofree char *align = align_of(t);

    for (guint i = 0; i < t->rows->len; i++)
        json_array_append_new(rows, row_of(r, t, t->rows->pdata[i], language));
    add_links(r, t, language, links);
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:b, s:b}", "title",
                     say_in(language, t->block->title), "align", align, "head",
                     head_of(t, language), "rows", rows, "links", links,
                     "hours", strcmp(t->block->name, "busy") == 0, "first",
                     false);
}

/* ---- pictures ---- */

static void attach(compose_mail *m, const char *name, const char *type,
                   const char *alt, GBytes *data)
{
    compose_attachment *a = compose_attachment_new();

    a->name = g_strdup(name);
    a->type = g_strdup(type);
    a->alt = g_strdup(alt);
    if (alt)
        a->content_id = g_strdup_printf("%s@postern", name);
    a->data = g_bytes_ref(data);
    g_ptr_array_add(m->attachments, a);
}

/* "opened: Mon 2 3, Tue 3 5, ..." */
static char *series_words(const char *name, char **labels,
                          const int64_t *values, unsigned count)
{
    GString *out = g_string_new(name);

    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(out, "%s %s %" G_GINT64_FORMAT,
                               i > 0 ? ";" : ":", labels[i], values[i]);
    return g_string_free(out, FALSE);
}

#define TREND_WHOLE \
    12 /* points; of more the words say the least and the most */

/* "opened: 10 to 12" */
static char *range_words(const char *name, const int64_t *values,
                         unsigned count, const char *language)
{
    int64_t least = values[0], most = values[0];

    for (unsigned i = 1; i < count; i++) {
        least = MIN(least, values[i]);
        most = MAX(most, values[i]);
    }
    return g_strdup_printf("%s: %" G_GINT64_FORMAT "%s%" G_GINT64_FORMAT, name,
                           least, speech_to(language), most);
}

typedef struct trend {
    char **labels;
    int64_t *opened, *closed, *open;
    unsigned count;
} trend;

static trend trend_of(const report *r, const char *language)
{
    unsigned count = r->pieces->len;
    trend t = {g_new0(char *, count + 1), g_new0(int64_t, count),
               g_new0(int64_t, count), g_new0(int64_t, count), count};

    for (unsigned i = 0; i < count; i++) {
        const report_piece *p = &g_array_index(r->pieces, report_piece, i);
        t.labels[i] =
            period_piece_name(&r->period, p->from_ms, language, r->zone);
        t.opened[i] = p->opened;
        t.closed[i] = p->closed;
        t.open[i] = p->open;
    }
    return t;
}

static void trend_clear(trend *t)
{
    g_strfreev(t->labels);
    g_free(t->opened);
    g_free(t->closed);
    g_free(t->open);
}

static void add_trend(const report *r, const char *language, compose_mail *m,
                      json_t *data)
{
    trend t = trend_of(r, language);
    const chart_series series[] = {
        {say_about(language, "report", "opened"), t.opened},
        {say_about(language, "report", "closed"), t.closed},
        {say_about(language, "report", "open"), t.open}};
    const chart_lines lines = {(const char *const *)t.labels, t.count, series,
                               G_N_ELEMENTS(series)};
    g_autoptr(GBytes) png = chart_lines_png(&lines);
    json_t *words = json_array();
    g_autoptr(GString) alt = g_string_new(NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(series); i++) {
        g_autofree char *one =
            series_words(series[i].name, t.labels, series[i].values, t.count);
        g_autofree char *range =
            range_words(series[i].name, series[i].values, t.count, language);
        json_array_append_new(
            words,
            json_pack("{s:s}", "words", t.count > TREND_WHOLE ? range : one));
        g_string_append_printf(alt, "%s%s", i > 0 ? ". " : "", one);
    }
    if (png) {
        attach(m, LINES_NAME, "image/png", alt->str, png);
        notify_set(data, "lines_png", LINES_NAME);
    }
    notify_set_list(data, "trend", words);
    trend_clear(&t);
}

static const report_table *find_busy(const report *r)
{
    for (guint i = 0; i < r->tables->len; i++) {
        const report_table *t = r->tables->pdata[i];
        if (strcmp(t->block->name, "busy") == 0)
            return t;
    }
    return NULL;
}

/* Hours of weekdays; what it says is said by the table of the busiest. */
static void add_field(const report *r, const char *language, compose_mail *m,
                      json_t *data)
{
    const report_table *t = find_busy(r);
    unsigned columns = t ? report_columns(t->block) : 0;
    g_autofree const char **hours = g_new0(const char *, columns + 1);
    g_autofree int64_t *values = NULL;
    g_auto(GStrv) days = NULL;
    int64_t all = 0;

    if (!t)
        return;
    values = g_new0(int64_t, t->rows->len * columns);
    days = g_new0(char *, t->rows->len + 1);
    for (unsigned i = 0; i < columns; i++)
        hours[i] = t->block->columns[i].name;
    for (guint i = 0; i < t->rows->len; i++) {
        const report_row *row = t->rows->pdata[i];
        days[i] = report_label(r, row, language);
        for (unsigned n = 0; n < columns; n++)
            all += values[i * columns + n] = row->now[n].n;
    }
    const chart_field field = {(const char *const *)days, hours, t->rows->len,
                               columns, values};
    g_autoptr(GBytes) png = all > 0 ? chart_field_png(&field) : NULL;
    if (!png)
        return;
    g_autoptr(report_table) brief = report_brief(t);
    g_autoptr(GString) alt = g_string_new(say_in(language, t->block->title));
    for (guint i = 0; i < brief->rows->len; i++) {
        const report_row *row = brief->rows->pdata[i];
        g_autofree char *label = report_label(r, row, language);
        g_string_append_printf(alt, "%s %s %" G_GINT64_FORMAT,
                               i > 0 ? ";" : ":", label, row->now[0].n);
    }
    attach(m, FIELD_NAME, "image/png", alt->str, png);
    notify_set(data, "hours_png", FIELD_NAME);
}

/* ---- all of it ---- */

/* "Support", of "support/2" "Support, line 2". Caller frees. */
static char *queue_words(const report *r, const char *part,
                         const char *language)
{
    const char *slash = strrchr(part, '/');
    g_autofree char *id =
        g_strndup(part, slash ? (gsize)(slash - part) : strlen(part));
    const config_queue *q = config_queue_by_id(r->c, id);
    g_autofree char *line =
        slash ? say_with(language, "line %1", slash + 1, NULL) : NULL;

    return g_strconcat(q ? q->name : id, line ? ", " : "", line ? line : "",
                       NULL);
}

static void add_queues(const report *r, const char *language, json_t *data)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; r->queues && i < r->queues->len; i++) {
        g_autofree char *one = queue_words(r, r->queues->pdata[i], language);
        g_string_append_printf(names, "%s%s", i > 0 ? "; " : "", one);
    }
    if (names->len > 0)
        notify_set(data, "queues", names->str);
}

static void fill(const report *r, const char *language, compose_mail *m,
                 json_t *data)
{
    json_t *tables = json_array();
    g_autofree char *name = period_name(&r->period);

    notify_set(data, "title", report_title(r->of, language));
    notify_set(data, "report", r->of->id);
    notify_set(data, "name", name);
    notify_set_free(data, "period", report_when(&r->period, language, r->zone));
    notify_set_free(data, "before", report_when(&r->before, language, r->zone));
    json_object_set_new(data, "over", json_boolean(r->over));
    add_queues(r, language, data);
    add_trend(r, language, m, data);
    add_field(r, language, m, data);
    for (guint i = 0; i < r->tables->len; i++) {
        g_autoptr(report_table) t = report_brief(r->tables->pdata[i]);
        if (t->rows->len > 0)
            json_array_append_new(tables, table_json(r, t, language));
    }
    json_object_set_new(data, "tables", tables);
}

static void attach_csv(const report *r, const char *language, compose_mail *m)
{
    g_autofree char *text = report_csv(r, language);
    g_autofree char *period = period_name(&r->period);
    g_autofree char *name = g_strdup_printf("%s-%s.csv", r->of->id, period);
    g_autoptr(GBytes) data = g_bytes_new(text, strlen(text));

    attach(m, name, "text/csv", NULL, data);
}

/* ---- of a row ---- */

static report *made(notify_job *j, const config_report *of, GPtrArray *queues,
                    GError **error)
{
    g_autoptr(GTimeZone) zone = report_zone(j->c, of);
    const char *text = notify_row_text(j, "period");
    report_period p;
    report *r;

    if (!text ||
        !period_read(text, (period_kind)of->period, zone, j->o->date_ms, &p))
        p = period_last((period_kind)of->period, zone, j->o->date_ms);
    if (!store_begin_reading(j->desk, error))
        return NULL;
    r = report_make(j->desk, j->c, of, queues, &p, j->o->date_ms, error);
    store_rollback(j->desk);
    return r;
}

bool notify_make_report(notify_job *j, GError **error)
{
    const char *id = notify_row_text(j, "report");
    const config_report *of = id ? config_report_by_id(j->c, id) : NULL;
    g_autoptr(GPtrArray) queues = NULL;

    if (j->o->audience == STORE_TO_OPERATOR && !j->op)
        of = NULL; /* she has left */
    if (of)
        queues = report_queues_for(j->c, of, j->op);
    if (!of || (queues && queues->len == 0)) {
        json_object_set_new(j->data, "nothing", json_true());
        notify_set(j->data, "title", id ? id : "");
        return true;
    }
    g_autoptr(report) r = made(j, of, queues, error);
    if (!r)
        return false;
    fill(r, j->language, j->m, j->data);
    attach_csv(r, j->language, j->m);
    return true;
}

/* ---- as a page ---- */

/* Its pictures are in it. */
static char *with_pictures(const compose_mail *m, char *html)
{
    GString *out = g_string_new(html);

    g_free(html);
    for (guint i = 0; i < m->attachments->len; i++) {
        const compose_attachment *a = m->attachments->pdata[i];
        gsize size;
        const void *data = g_bytes_get_data(a->data, &size);
        g_autofree char *base = g_base64_encode(data, size);
        g_autofree char *from = g_strdup_printf("cid:%s", a->content_id);
        g_autofree char *to =
            g_strdup_printf("data:%s;base64,%s", a->type, base);
        g_string_replace(out, from, to, 0);
    }
    return g_string_free(out, FALSE);
}

char *notify_report_html(const report *r, const char *language, GError **error)
{
    g_autoptr(compose_mail) m = compose_new();
    json_t *data = json_object();
    char *html = NULL;

    m->sheet = m->html = true;
    m->language = g_strdup(language);
    fill(r, language, m, data);
    if (notify_words(r->c->site->templates, language, "report", data,
                     &m->subject, &m->text, m->layout, error))
        html = with_pictures(m, compose_html(m, m->text));
    json_decref(data);
    return html;
}
