/* report: a report of a period, beside the period before. */
#include "desk/report/room.h"

#include "base/err.h"
#include "config/section.h"
#include "desk/queue_config.h"
#include "desk/rights.h"
#include "store/company.h"

#include <string.h>

void report_free(report *r)
{
    if (!r)
        return;
    g_time_zone_unref(r->zone);
    if (r->queues)
        g_ptr_array_unref(r->queues);
    g_ptr_array_unref(r->tables);
    g_array_unref(r->pieces);
    g_hash_table_unref(r->names);
    g_free(r);
}

/* ---- what somebody may see ---- */

#define LINES 9 /* [line N] */

/* "support", or where she may not see each of its lines "support/1", ...; whether
 * it is all of it. A manager answers for all of a queue, whatever lines are
 * hers. */
static bool add_queue(GPtrArray *all, const config *c, const config_operator *o,
                      const char *queue)
{
    unsigned lines = rights_is(c, o, ROLE_MANAGER, queue, 0) ? LINES : 0;

    for (int n = 1; n <= LINES && lines < LINES; n++)
        lines += rights_can(c, o, RIGHT_REPORT, queue, n);
    if (lines == LINES) {
        g_ptr_array_add(all, g_strdup(queue));
        return true;
    }
    for (int n = 1; lines > 0 && n <= LINES; n++)
        if (rights_can(c, o, RIGHT_REPORT, queue, n))
            g_ptr_array_add(all, g_strdup_printf("%s/%d", queue, n));
    return false;
}

GPtrArray *report_queues_for(const config *c, const config_report *r,
                             const config_operator *o)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
    bool every = true;

    for (guint i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        if (r->queues->len > 0 && !config_listed(r->queues, q->id))
            continue;
        if (o)
            every = add_queue(all, c, o, q->id) && every;
        else
            g_ptr_array_add(all, g_strdup(q->id));
    }
    if (!every || r->queues->len > 0)
        return all;
    /* also those that the configuration has lost */
    g_ptr_array_unref(all);
    return NULL;
}

/* Those that have a name in the store; others count nothing. NULL without *error:
 * all. */
static GArray *companies_of(store *s, const config_report *r, GError **error)
{
    GArray *all;

    if (r->companies->len == 0)
        return NULL;
    all = g_array_new(FALSE, FALSE, sizeof(int64_t));
    for (guint i = 0; i < r->companies->len; i++) {
        GError *local = NULL;
        g_autoptr(store_company) k =
            store_company_find(s, r->companies->pdata[i], &local);
        if (k)
            g_array_append_val(all, k->id);
        else if (local && !g_error_matches(local, ERR_DOMAIN, ERR_NOT_FOUND))
            g_propagate_error(error, g_steal_pointer(&local));
        g_clear_error(&local);
    }
    return all;
}

static bool read_names(report *r, store *s, GError **error)
{
    g_autoptr(GPtrArray) all = store_company_list(s, error);

    for (guint i = 0; all && i < all->len; i++) {
        const store_company *k = all->pdata[i];
        g_hash_table_insert(r->names, g_memdup2(&k->id, sizeof k->id),
                            g_strdup(k->name));
    }
    return all != NULL;
}

/* ---- beside the period before ---- */

/* What a number is of which there is no row: counts are 0, times are not known. */
static report_value nothing(report_unit unit)
{
    return (report_value){unit == REPORT_COUNT || unit == REPORT_MINUTES, 0};
}

static void join(report_table *now, const report_table *before)
{
    unsigned columns = report_columns(now->block);

    for (guint i = 0; i < before->rows->len; i++) {
        const report_row *was = before->rows->pdata[i];
        if (table_find(now, was))
            continue;
        report_row *row = table_row(now, was->about, was->key);
        for (unsigned n = 0; n < columns; n++)
            row->now[n] = nothing(now->block->columns[n].unit);
    }
    for (guint i = 0; i < now->rows->len; i++) {
        report_row *row = now->rows->pdata[i];
        const report_row *was = table_find(before, row);
        for (unsigned n = 0; n < columns; n++)
            row->before[n] =
                was ? was->now[n] : nothing(now->block->columns[n].unit);
    }
    if (now->block->sorted)
        table_sort(now);
    if (now->block->most > 0 && now->rows->len > now->block->most)
        g_ptr_array_set_size(now->rows, (gint)now->block->most);
}

/* ---- links to lists ---- */

/* What the filter of a list can say of what is counted; NULL: not all of it. */
static char *scope_filter(const config_report *r)
{
    GString *out = g_string_new(NULL);

    if (r->companies->len > 0 || r->queues->len > 1 || r->lines->len > 1 ||
        r->types->len > 1 || r->categories->len > 1) {
        g_string_free(out, TRUE);
        return NULL;
    }
    if (r->queues->len == 1)
        g_string_append_printf(out, " queue:%s", (char *)r->queues->pdata[0]);
    if (r->lines->len == 1)
        g_string_append_printf(out, " line:%d",
                               g_array_index(r->lines, int, 0));
    if (r->types->len == 1)
        g_string_append_printf(out, " type:%s", (char *)r->types->pdata[0]);
    if (r->categories->len == 1)
        g_string_append_printf(out, " category:%s",
                               (char *)r->categories->pdata[0]);
    return g_string_free(out, FALSE);
}

static const char *filter_key(const report_row *row)
{
    switch (row->about) {
    case REPORT_QUEUE:
        return "queue";
    case REPORT_CATEGORY:
        return "category";
    case REPORT_TYPE:
        return "type";
    case REPORT_LINE:
        return "line";
    default:
        return NULL;
    }
}

static void add_list(report_table *t, report_row *row, const char *opened,
                     const char *scope)
{
    const char *key = filter_key(row);
    bool by = t->block->columns[0].name &&
              strcmp(t->block->columns[0].name, "opened") == 0;

    if (strcmp(row->key, "opened") == 0)
        row->list = g_strconcat(opened, scope, NULL);
    else if (by && key && *row->key && !strchr(row->key, ' '))
        row->list = g_strdup_printf("%s%s %s:%s", opened, scope, key, row->key);
}

/* Is all of each queue of the report counted? */
static bool are_whole(const report *r)
{
    for (guint i = 0; i < r->of->queues->len; i++)
        if (!config_listed(r->queues, r->of->queues->pdata[i]))
            return false;
    return r->queues->len == r->of->queues->len;
}

static void add_lists(report *r)
{
    g_autofree char *scope = scope_filter(r->of);
    g_autofree char *last = NULL, *opened = NULL;
    report_period day = period_at(PERIOD_DAY, r->zone, r->period.to_ms - 1);

    if (!scope || (r->queues && !are_whole(r)))
        return;
    last = period_name(&day);
    opened = g_strdup_printf("all from:%04d-%02d-%02d to:%s", r->period.year,
                             r->period.month, r->period.day, last);
    for (guint i = 0; i < r->tables->len; i++) {
        report_table *t = r->tables->pdata[i];
        for (guint n = 0; n < t->rows->len; n++)
            add_list(t, t->rows->pdata[n], opened, scope);
    }
}

/* ---- the time series ---- */

static report_piece *piece_of(GArray *pieces, int64_t at_ms)
{
    guint i = pieces->len;

    while (i > 0 && g_array_index(pieces, report_piece, i - 1).from_ms > at_ms)
        i--;
    return &g_array_index(pieces, report_piece, i > 0 ? i - 1 : 0);
}

static void add_pieces(report *r, const report_facts *f)
{
    g_autoptr(GArray) from = period_pieces(&r->period, r->zone);
    int64_t open = f->open_start->len;

    for (guint i = 0; i + 1 < from->len; i++) {
        const report_piece one = {.from_ms = g_array_index(from, int64_t, i)};
        g_array_append_val(r->pieces, one);
    }
    for (guint i = 0; i < f->tickets->len; i++)
        if (fact_of(f, i)->counted && fact_of(f, i)->opened)
            piece_of(r->pieces, fact_of(f, i)->created_ms)->opened++;
    for (guint i = 0; i < f->closed->len; i++)
        piece_of(r->pieces, FACT(f, closed, fact_close, i)->at_ms)->closed++;
    /* for `open` alone: opened again */
    g_autofree int64_t *again = g_new0(int64_t, r->pieces->len + 1);
    for (guint i = 0; i < f->reopened->len; i++) {
        const fact_again *a = FACT(f, reopened, fact_again, i);
        again[piece_of(r->pieces, a->at_ms) -
              (report_piece *)(void *)r->pieces->data]++;
    }
    for (guint i = 0; i < r->pieces->len; i++) {
        report_piece *p = &g_array_index(r->pieces, report_piece, i);
        open += p->opened + again[i] - p->closed;
        p->open = open;
    }
}

/* ---- all of it ---- */

static const report_block *block_at(const config_report *of, guint i)
{
    if (of->blocks->len == 0)
        return report_blocks()[i];
    return i < of->blocks->len ? report_block_by_name(of->blocks->pdata[i])
                               : NULL;
}

static void add_tables(report *r, const report_facts *now,
                       const report_facts *before)
{
    const report_block *b;

    for (guint i = 0; (b = block_at(r->of, i)); i++) {
        g_autoptr(report_table) was = report_compute(b, before);
        report_table *t = report_compute(b, now);
        join(t, was);
        g_ptr_array_add(r->tables, t);
    }
    add_pieces(r, now);
    add_lists(r);
}

/* What is read of one period. */
typedef struct part {
    store *s;
    const config *c;
    const report_scope *scope;
    store_period period;
    GTimeZone *zone;
    report_facts *facts; /* NULL: `error` says why */
    GError *error;
} part;

static void *read_part(void *context)
{
    part *p = context;

    p->facts =
        report_gather(p->s, p->c, p->scope, &p->period, p->zone, &p->error);
    return NULL;
}

/* Both, one after the other or at the same time. */
static void read_parts(part *now, part *before)
{
    GThread *other =
        now->s != before->s ? g_thread_new("report", read_part, before) : NULL;

    read_part(now);
    if (other)
        g_thread_join(other);
    else
        read_part(before);
}

static bool fill_parts(report *r, part *now, part *before, GError **error)
{
    bool fine;

    read_parts(now, before);
    fine = now->facts && before->facts;
    if (fine)
        add_tables(r, now->facts, before->facts);
    else
        g_propagate_error(error, now->error ? g_steal_pointer(&now->error)
                                            : g_steal_pointer(&before->error));
    g_clear_error(&now->error);
    g_clear_error(&before->error);
    g_clear_pointer(&now->facts, report_facts_free);
    g_clear_pointer(&before->facts, report_facts_free);
    return fine;
}

static bool fill(report *r, store *s, store *second, GError **error)
{
    GError *local = NULL;
    g_autoptr(GArray) companies = companies_of(s, r->of, &local);
    const report_scope scope = {r->of, r->queues, companies};
    part now = {.s = s,
                .c = r->c,
                .scope = &scope,
                .period = {r->period.from_ms, r->period.to_ms},
                .zone = r->zone};
    part before = now;

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    before.s = second;
    before.period = (store_period){r->before.from_ms, r->before.to_ms};
    return read_names(r, s, error) && fill_parts(r, &now, &before, error);
}

report *report_make_fast(store *s, store *second, const config *c,
                         const config_report *of, GPtrArray *queues,
                         const report_period *p, int64_t now_ms, GError **error)
{
    report *r = g_new0(report, 1);

    r->c = c;
    r->of = of;
    r->period = *p;
    r->zone = report_zone(c, of);
    r->before = period_before(p, r->zone);
    r->over = now_ms >= p->to_ms;
    r->queues = queues ? g_ptr_array_ref(queues) : NULL;
    r->tables =
        g_ptr_array_new_with_free_func((GDestroyNotify)report_table_free);
    r->pieces = g_array_new(FALSE, TRUE, sizeof(report_piece));
    r->names =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    if (fill(r, s, second, error))
        return r;
    report_free(r);
    return NULL;
}

report *report_make(store *s, const config *c, const config_report *of,
                    GPtrArray *queues, const report_period *p, int64_t now_ms,
                    GError **error)
{
    return report_make_fast(s, s, c, of, queues, p, now_ms, error);
}
