/* by: blocks that count requests by something that they are. */
#include "desk/report/room.h"

#include <string.h>

static void add_times(const report_facts *f, report_table *t,
                      report_about about, fact_key key)
{
    g_autoptr(GHashTable) all =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    GHashTableIter i;
    void *name, *values;

    for (guint n = 0; n < f->closed->len; n++) {
        const fact_close *c = FACT(f, closed, fact_close, n);
        const char *k = key(fact_of(f, c->ticket));
        GArray *of = g_hash_table_lookup(all, k);
        if (c->how != FACT_RESOLVED)
            continue;
        if (!of) {
            of = g_array_new(FALSE, FALSE, sizeof(int64_t));
            g_hash_table_insert(all, (char *)k, of);
        }
        g_array_append_val(of, c->open_ms);
    }
    g_hash_table_iter_init(&i, all);
    while (g_hash_table_iter_next(&i, &name, &values))
        row_set(table_row(t, about, name), 3, values_rank(values, 50));
}

/* Times are not known of those of whom none was resolved. */
static void unknown_times(report_table *t)
{
    for (guint i = 0; i < t->rows->len; i++) {
        report_row *row = t->rows->pdata[i];
        row->now[3].known = row->now[1].n > 0;
    }
}

void by_key(const report_facts *f, report_table *t, report_about about,
            fact_key key)
{
    g_autoptr(GHashTable) rows = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < f->tickets->len; i++) {
        const fact_ticket *one = fact_of(f, i);
        if (one->counted && one->opened)
            row_add(table_row_fast(t, rows, about, key(one)), 0, 1);
    }
    for (guint i = 0; i < f->closed->len; i++) {
        const fact_close *c = FACT(f, closed, fact_close, i);
        if (c->how == FACT_RESOLVED)
            row_add(table_row_fast(t, rows, about, key(fact_of(f, c->ticket))),
                    1, 1);
    }
    for (guint i = 0; i < f->open_end->len; i++) {
        const fact_open *o = FACT(f, open_end, fact_open, i);
        row_add(table_row(t, about, key(fact_of(f, o->ticket))), 2, 1);
    }
    add_times(f, t, about, key);
    unknown_times(t);
}

static const char *queue_key(const fact_ticket *t)
{
    return t->queue;
}

static const char *category_key(const fact_ticket *t)
{
    return t->category;
}

static const char *type_key(const fact_ticket *t)
{
    return t->type;
}

static const char *source_key(const fact_ticket *t)
{
    return t->source;
}

static const char *line_key(const fact_ticket *t)
{
    static const char *const numbers[] = {"",  "1", "2", "3", "4",
                                          "5", "6", "7", "8", "9"};

    return numbers[t->line > 0 && t->line < 10 ? t->line : 0];
}

static void by_queue(const report_facts *f, report_table *t)
{
    by_key(f, t, REPORT_QUEUE, queue_key);
}

static void by_category(const report_facts *f, report_table *t)
{
    by_key(f, t, REPORT_CATEGORY, category_key);
}

static void by_type(const report_facts *f, report_table *t)
{
    by_key(f, t, REPORT_TYPE, type_key);
}

static void by_line(const report_facts *f, report_table *t)
{
    by_key(f, t, REPORT_LINE, line_key);
}

static void by_source(const report_facts *f, report_table *t)
{
    by_key(f, t, REPORT_TEXT, source_key);
}

const report_block report_queue = {
    .name = "queue",
    .title = "By queue",
    .help = "Requests by queue: opened, resolved, open at the end, median "
            "time to resolution",
    .columns = REPORT_BY_COLUMNS,
    .compute = by_queue,
    .sorted = true,
};
const report_block report_category = {
    .name = "category",
    .title = "By category",
    .help = "The same by category",
    .columns = REPORT_BY_COLUMNS,
    .compute = by_category,
    .shown = 15,
    .sorted = true,
};
const report_block report_type = {
    .name = "type",
    .title = "By type",
    .help = "The same by type",
    .columns = REPORT_BY_COLUMNS,
    .compute = by_type,
    .shown = 15,
    .sorted = true,
};
const report_block report_line = {
    .name = "line",
    .title = "By support line",
    .help = "The same by the line on which they are at the end",
    .columns = REPORT_BY_COLUMNS,
    .compute = by_line,
    .sorted = true,
};
const report_block report_source = {
    .name = "source",
    .title = "By source",
    .help = "The same by where they came from",
    .columns = REPORT_BY_COLUMNS,
    .compute = by_source,
    .shown = 15,
    .sorted = true,
};
