/* write: a report as JSON, as CSV, and for a terminal. */
#include "desk/report/room.h"

#include "base/csv.h"
#include "base/fold.h"
#include "desk/say.h"
#include "desk/speech.h"

#include <jansson.h>
#include <string.h>

/* ---- JSON ---- */

static json_t *value_json(const report_value *v)
{
    return v->known ? json_integer(v->n) : json_null();
}

static json_t *values_json(const report_value *v, unsigned columns)
{
    json_t *all = json_array();

    for (unsigned i = 0; i < columns; i++)
        json_array_append_new(all, value_json(&v[i]));
    return all;
}

static json_t *text_json(const char *text)
{
    json_t *is = text ? json_string(text) : NULL;

    return is ? is : json_null();
}

static const char *unit_name(report_unit unit)
{
    static const char *const names[] = {[REPORT_COUNT] = "number",
                                        [REPORT_SPAN] = "milliseconds",
                                        [REPORT_MINUTES] = "minutes",
                                        [REPORT_PART] = "thousandths",
                                        [REPORT_SCORE] = "hundredths"};

    return names[unit];
}

static json_t *table_json(const report_table *t)
{
    json_t *columns = json_array(), *units = json_array(), *rows = json_array();
    unsigned count = report_columns(t->block);

    for (unsigned i = 0; i < count; i++) {
        json_array_append_new(columns, json_string(t->block->columns[i].name));
        json_array_append_new(
            units, json_string(unit_name(t->block->columns[i].unit)));
    }
    for (guint i = 0; i < t->rows->len; i++) {
        const report_row *row = t->rows->pdata[i];
        json_t *one = json_pack("{s:o, s:o, s:o}", "key", text_json(row->key),
                                "now", values_json(row->now, count), "before",
                                values_json(row->before, count));
        if (row->list)
            json_object_set_new(one, "list", text_json(row->list));
        json_array_append_new(rows, one);
    }
    return json_pack("{s:s, s:o, s:o, s:o}", "block", t->block->name, "columns",
                     columns, "units", units, "rows", rows);
}

static json_t *period_json(const report_period *p)
{
    g_autofree char *name = period_name(p);

    return json_pack("{s:s, s:I, s:I}", "name", name, "from_ms",
                     (json_int_t)p->from_ms, "to_ms", (json_int_t)p->to_ms);
}

static json_t *pieces_json(const report *r)
{
    json_t *all = json_array();

    for (guint i = 0; i < r->pieces->len; i++) {
        const report_piece *p = &g_array_index(r->pieces, report_piece, i);
        json_array_append_new(all, json_pack("{s:I, s:I, s:I, s:I}", "from_ms",
                                             (json_int_t)p->from_ms, "opened",
                                             (json_int_t)p->opened, "closed",
                                             (json_int_t)p->closed, "open",
                                             (json_int_t)p->open));
    }
    return all;
}

char *report_json(const report *r)
{
    json_t *blocks = json_array(), *queues = NULL, *all;
    char *raw, *text;

    for (guint i = 0; i < r->tables->len; i++)
        json_array_append_new(blocks, table_json(r->tables->pdata[i]));
    if (r->queues) {
        queues = json_array();
        for (guint i = 0; i < r->queues->len; i++)
            json_array_append_new(queues, text_json(r->queues->pdata[i]));
    }
    all = json_pack("{s:s, s:o, s:o, s:s, s:o*, s:o, s:o}", "report", r->of->id,
                    "period", period_json(&r->period), "before",
                    period_json(&r->before), "zone",
                    g_time_zone_get_identifier(r->zone), "queues", queues,
                    "series", pieces_json(r), "blocks", blocks);
    raw = json_dumps(all, JSON_COMPACT);
    text = g_strdup(raw ? raw : "{}");
    free(raw);
    json_decref(all);
    return text;
}

/* ---- CSV ---- */

/* For sums: minutes of a length of time; per cent and scores with a point. */
static char *csv_number(const report_value *v, report_unit unit, char point)
{
    if (!v->known)
        return g_strdup("");
    switch (unit) {
    case REPORT_SPAN:
        return g_strdup_printf("%" G_GINT64_FORMAT, mean_of(v->n, 60000));
    case REPORT_PART:
        return g_strdup_printf("%" G_GINT64_FORMAT "%c%" G_GINT64_FORMAT,
                               v->n / 10, point, v->n % 10);
    case REPORT_SCORE:
        return g_strdup_printf("%" G_GINT64_FORMAT "%c%02" G_GINT64_FORMAT,
                               v->n / 100, point, v->n % 100);
    default:
        return g_strdup_printf("%" G_GINT64_FORMAT, v->n);
    }
}

static const char *csv_unit(report_unit unit, const char *language)
{
    switch (unit) {
    case REPORT_SPAN:
    case REPORT_MINUTES:
        return say_in(language, "minutes");
    case REPORT_PART:
        return "%";
    default:
        return "";
    }
}

typedef struct csv {
    GString *out;
    const report *r;
    const char *language;
    char separator, point;
} csv;

static void put_texts(const csv *o, const char *const *cells)
{
    for (unsigned i = 0; cells[i]; i++) {
        g_autofree char *safe = csv_guard(cells[i]);
        csv_put(o->out, i > 0 ? o->separator : 0, safe);
    }
}

static void put_value(const csv *o, const report_table *t,
                      const report_row *row, unsigned column)
{
    const report_column *c = &t->block->columns[column];
    g_autofree char *label = report_label(o->r, row, o->language);
    g_autofree char *now = csv_number(&row->now[column], c->unit, o->point);
    g_autofree char *before =
        csv_number(&row->before[column], c->unit, o->point);

    put_texts(o, (const char *const[]){
                     say_in(o->language, t->block->title), label,
                     say_about(o->language, "report", c->name), NULL});
    csv_put(o->out, o->separator, now);
    csv_put(o->out, o->separator, before);
    csv_put(o->out, o->separator, csv_unit(c->unit, o->language));
    csv_end(o->out);
}

char *report_csv(const report *r, const char *language)
{
    GString *out = g_string_new(CSV_BOM);
    bool comma = language &&
                 (strcmp(language, "ru") == 0 || strcmp(language, "nb") == 0);
    const csv o = {out, r, language, comma ? ';' : ',', comma ? ',' : '.'};
    g_autofree char *now = period_name(&r->period);
    g_autofree char *before = period_name(&r->before);

    put_texts(&o, (const char *const[]){say_in(language, "block"),
                                        say_in(language, "row"),
                                        say_in(language, "column"), now, before,
                                        say_in(language, "unit"), NULL});
    csv_end(out);
    for (guint i = 0; i < r->tables->len; i++) {
        const report_table *t = r->tables->pdata[i];
        for (guint n = 0; n < t->rows->len; n++)
            for (unsigned k = 0; k < report_columns(t->block); k++)
                put_value(&o, t, t->rows->pdata[n], k);
    }
    return g_string_free(out, FALSE);
}

/* ---- a terminal ---- */

#define LABEL_WIDTH 27
#define BAR_MIN     8

/* As many columns as a terminal shows it in. */
static int width_of(const char *text)
{
    int width = 0;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

static void put_blanks(GString *out, int n)
{
    for (; n > 0; n--)
        g_string_append_c(out, ' ');
}

/* Cut where it is too long; `left` or right in its column. */
static void put_cell(GString *out, const char *text, int width, bool left)
{
    g_autofree char *cut = g_strdup(text);

    if (width_of(cut) > width) {
        while (*cut && width_of(cut) > width - 1)
            *g_utf8_find_prev_char(cut, cut + strlen(cut)) = '\0';
        g_autofree char *more = g_strconcat(cut, "…", NULL);
        g_free(cut);
        cut = g_steal_pointer(&more);
    }
    if (!left)
        put_blanks(out, width - width_of(cut));
    g_string_append(out, cut);
    if (left)
        put_blanks(out, width - width_of(cut));
}

/* In eighths of a character. */
static void put_bar(GString *out, int64_t n, int64_t most, int width)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int64_t eighths = most > 0 ? mean_of(MAX(n, 0) * width * 8, most) : 0;

    for (; eighths >= 8; eighths -= 8)
        g_string_append(out, "█");
    g_string_append(out, parts[eighths]);
}

static int64_t most_of(const report_table *t)
{
    int64_t most = 0;

    for (guint i = 0; i < t->rows->len; i++) {
        const report_row *row = t->rows->pdata[i];
        most = MAX(most, row->now[0].n);
    }
    return most;
}

/* "12 (+3)" */
static char *cell_of(const report_row *row, unsigned column,
                     const report_column *c, const char *language, bool change)
{
    g_autofree char *now = report_say(&row->now[column], c->unit, language);
    g_autofree char *by = report_change(&row->now[column], &row->before[column],
                                        c->unit, language);

    return change && *by ? g_strdup_printf("%s (%s)", now, by)
                         : g_steal_pointer(&now);
}

static void put_line_end(GString *out)
{
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

/* Of each column: its widest cell, and two blanks before it. */
static void measure(const report_table *t, const char *language, int *widths)
{
    for (unsigned i = 0; i < report_columns(t->block); i++) {
        const report_column *c = &t->block->columns[i];
        widths[i] = width_of(say_about(language, "report", c->name));
        for (guint n = 0; n < t->rows->len; n++) {
            g_autofree char *text =
                cell_of(t->rows->pdata[n], i, c, language, i == 0);
            widths[i] = MAX(widths[i], width_of(text));
        }
        widths[i] += 2;
    }
}

static void put_row(GString *out, const report *r, const report_table *t,
                    const report_row *row, const char *language,
                    const int *widths)
{
    g_autofree char *label = report_label(r, row, language);

    put_cell(out, label, LABEL_WIDTH, true);
    for (unsigned i = 0; i < report_columns(t->block); i++) {
        g_autofree char *text =
            cell_of(row, i, &t->block->columns[i], language, i == 0);
        put_cell(out, text, widths[i], false);
    }
}

/* The change stands beside the first column alone; bars where there is room. */
static void put_table(GString *out, const report *r, const report_table *t,
                      const char *language, int width)
{
    int widths[REPORT_COLUMNS_MAX], used = LABEL_WIDTH + 2;

    measure(t, language, widths);
    g_string_append_printf(out, "\n%s\n", say_in(language, t->block->title));
    put_cell(out, "", LABEL_WIDTH, true);
    for (unsigned i = 0; i < report_columns(t->block); i++) {
        put_cell(out, say_about(language, "report", t->block->columns[i].name),
                 widths[i], false);
        used += widths[i];
    }
    put_line_end(out);
    for (guint n = 0; n < t->rows->len; n++) {
        const report_row *row = t->rows->pdata[n];
        put_row(out, r, t, row, language, widths);
        if (width - used >= BAR_MIN) {
            g_string_append(out, "  ");
            put_bar(out, row->now[0].n, most_of(t), width - used);
        }
        put_line_end(out);
    }
}

/* Broken at blanks. */
static void put_words(GString *out, const char *words, int width)
{
    g_auto(GStrv) all = g_strsplit(words, " ", -1);
    int at = 0;

    for (guint i = 0; all[i]; i++) {
        int size = width_of(all[i]);
        if (at > 0 && at + 1 + size > width) {
            g_string_append_c(out, '\n');
            at = 0;
        }
        g_string_append_printf(out, "%s%s", at > 0 ? " " : "", all[i]);
        at += size + (at > 0);
    }
    g_string_append_c(out, '\n');
}

static void put_head(GString *out, const report *r, const char *language,
                     int width)
{
    g_autofree char *now = report_when(&r->period, language, r->zone);
    g_autofree char *before = report_when(&r->before, language, r->zone);
    g_autofree char *words =
        say_with(language, "%1, beside %2 (in brackets: how it changed)", now,
                 before, NULL);

    put_words(out, report_title(r->of, language), width);
    put_words(out, words, width);
    if (!r->over)
        g_string_append_printf(out, "%s\n",
                               say_in(language, "The period is not over yet."));
}

char *report_text(const report *r, const char *language, unsigned width)
{
    GString *out = g_string_new(NULL);

    put_head(out, r, language, (int)width);
    for (guint i = 0; i < r->tables->len; i++) {
        g_autoptr(report_table) t = report_brief(r->tables->pdata[i]);
        if (t->rows->len > 0)
            put_table(out, r, t, language, (int)width);
    }
    return g_string_free(out, FALSE);
}
