/* table: rows of a report's block, and what is computed for them. */
#include "desk/report/room.h"

#include <string.h>

static void row_free(void *data)
{
    report_row *row = data;

    g_free(row->key);
    g_free(row->list);
    g_free(row);
}

report_table *report_table_new(const report_block *block)
{
    report_table *t = g_new0(report_table, 1);

    t->block = block;
    t->rows = g_ptr_array_new_with_free_func(row_free);
    t->index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return t;
}

void report_table_free(report_table *t)
{
    if (!t)
        return;
    g_hash_table_unref(t->index);
    g_ptr_array_unref(t->rows);
    g_free(t);
}

unsigned report_columns(const report_block *b)
{
    unsigned n = 0;

    while (n < REPORT_COLUMNS_MAX && b->columns[n].name)
        n++;
    return n;
}

report_row *table_row(report_table *t, report_about about, const char *key)
{
    g_autofree char *id = g_strdup_printf("%d %s", (int)about, key ? key : "");
    report_row *row = g_hash_table_lookup(t->index, id);

    if (row)
        return row;
    row = g_new0(report_row, 1);
    g_hash_table_insert(t->index, g_steal_pointer(&id), row);
    row->about = about;
    row->key = g_strdup(key ? key : "");
    for (unsigned i = 0; i < report_columns(t->block); i++)
        row->now[i].known = true;
    g_ptr_array_add(t->rows, row);
    return row;
}

report_row *table_row_fast(report_table *t, GHashTable *rows,
                           report_about about, const char *key)
{
    report_row *row = g_hash_table_lookup(rows, key);

    if (!row) {
        row = table_row(t, about, key);
        g_hash_table_insert(rows, (void *)key, row);
    }
    return row;
}

report_row *table_row_of(report_table *t, report_about about, int64_t key)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, key);

    return table_row(t, about, text);
}

void row_set(report_row *row, unsigned column, int64_t n)
{
    row->now[column] = (report_value){true, n};
}

void row_add(report_row *row, unsigned column, int64_t n)
{
    row->now[column].known = true;
    row->now[column].n += n;
}

static int larger(gconstpointer a, gconstpointer b)
{
    const report_row *x = *(report_row *const *)a, *y = *(report_row *const *)b;

    for (unsigned i = 0; i < REPORT_COLUMNS_MAX; i++)
        if (x->now[i].n != y->now[i].n)
            return x->now[i].n < y->now[i].n ? 1 : -1;
    return x->about != y->about ? (int)x->about - (int)y->about
                                : strcmp(x->key, y->key);
}

void table_sort(report_table *t)
{
    g_ptr_array_sort(t->rows, larger);
}

report_row *table_find(const report_table *t, const report_row *like)
{
    g_autofree char *id = g_strdup_printf("%d %s", (int)like->about, like->key);

    return g_hash_table_lookup(t->index, id);
}

/* ---- values ---- */

static void swap(int64_t *a, int64_t *b)
{
    int64_t was = *a;

    *a = *b;
    *b = was;
}

/* Value `at` of those in rising order, which it puts there; smaller ones stand
 * before it (Hoare's selection). */
static int64_t select_value(int64_t *v, guint count, guint at)
{
    guint from = 0, to = count - 1;

    while (from < to) {
        int64_t middle = v[from + (to - from) / 2];
        guint i = from, j = to;
        while (i <= j) {
            while (v[i] < middle)
                i++;
            while (v[j] > middle)
                j--;
            if (i > j)
                break;
            swap(&v[i], &v[j]);
            i++;
            if (j == 0)
                break;
            j--;
        }
        if (at <= j)
            to = j;
        else if (at >= i)
            from = i;
        else
            break;
    }
    return v[at];
}

int64_t values_rank(GArray *values, unsigned percent)
{
    guint64 rank = ((guint64)values->len * percent + 99) / 100;

    if (values->len == 0)
        return 0;
    return select_value((int64_t *)(void *)values->data, values->len,
                        rank > 0 ? (guint)rank - 1 : 0);
}

int64_t mean_of(int64_t sum, int64_t count)
{
    int64_t twice = 2 * sum + count;

    if (count == 0)
        return 0;
    return twice >= 0 ? twice / (2 * count)
                      : -((-twice + 2 * count - 1) / (2 * count));
}

int64_t values_mean(const GArray *values)
{
    int64_t sum = 0;

    for (guint i = 0; i < values->len; i++)
        sum += g_array_index(values, int64_t, i);
    return mean_of(sum, values->len);
}

void row_set_spread(report_row *row, unsigned column, GArray *values)
{
    bool any = values->len > 0;

    row_set(row, column, values->len);
    row->now[column + 1] = (report_value){any, values_rank(values, 50)};
    row->now[column + 2] = (report_value){any, values_rank(values, 90)};
    row->now[column + 3] = (report_value){any, values_mean(values)};
}

report_table *report_compute(const report_block *b, const report_facts *f)
{
    report_table *t = report_table_new(b);

    b->compute(f, t);
    if (b->sorted)
        table_sort(t);
    return t;
}
