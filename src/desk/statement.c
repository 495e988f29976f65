/* statement: what a customer is billed for a period of a contract. */
#include "desk/statement.h"

#include "base/err.h"
#include "base/money.h"

#include <stdlib.h>
#include <string.h>

/* ---- freeing ---- */

static void row_free(void *data)
{
    statement_row *r = data;

    g_free(r->who);
    g_free(r->work);
    g_free(r);
}

static void line_free(void *data)
{
    statement_line *l = data;

    g_free(l->work);
    g_free(l);
}

static void service_free(void *data)
{
    statement_service *s = data;

    g_free(s->name);
    g_free(s);
}

static void sum_free(void *data)
{
    statement_sum *s = data;

    g_free(s->subject);
    g_free(s->work);
    g_free(s->who);
    if (s->parts)
        g_ptr_array_unref(s->parts);
    g_free(s);
}

void statement_free(statement *t)
{
    if (!t)
        return;
    g_free(t->no);
    g_free(t->company);
    g_free(t->contract_name);
    g_free(t->currency);
    g_ptr_array_unref(t->rows);
    g_ptr_array_unref(t->services);
    g_ptr_array_unref(t->lines);
    g_ptr_array_unref(t->tickets);
    g_ptr_array_unref(t->works);
    g_ptr_array_unref(t->paid);
    g_free(t);
}

static statement *new_draft(const statement_ask *a)
{
    statement *t = g_new0(statement, 1);

    t->contract = a->contract->id;
    t->company = g_strdup(a->company);
    t->contract_name = g_strdup(a->contract->name ? a->contract->name : "");
    t->currency = g_strdup(a->contract->currency);
    t->from_ms = a->from_ms;
    t->to_ms = a->to_ms;
    t->rows = g_ptr_array_new_with_free_func(row_free);
    t->services = g_ptr_array_new_with_free_func(service_free);
    t->lines = g_ptr_array_new_with_free_func(line_free);
    t->tickets = g_ptr_array_new_with_free_func(sum_free);
    t->works = g_ptr_array_new_with_free_func(sum_free);
    t->paid =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_settlement_free);
    t->has_prices = a->rates->len > 0;
    return t;
}

/* ---- what stands in it ---- */

static const store_statement_line *last_line(const statement_ask *a,
                                             int64_t service)
{
    for (guint i = 0; a->last_lines && i < a->last_lines->len; i++) {
        const store_statement_line *l = a->last_lines->pdata[i];
        if (l->service == service)
            return l;
    }
    return NULL;
}

/* How far statements have come. */
static int64_t reached(const statement_ask *a)
{
    int64_t ms = 0;

    for (guint i = 0; i < a->earlier->len; i++)
        ms = MAX(ms, ((const store_statement *)a->earlier->pdata[i])->to_ms);
    return ms;
}

static prepaid_terms terms_of(const statement_ask *a, const store_service *s)
{
    return prepaid_terms_of(s, a->contract, a->zone, reached(a),
                            last_line(a, s->id));
}

/* store_time*, borrowed. */
static GPtrArray *rows_of(const statement_ask *a, int64_t service)
{
    GPtrArray *rows = g_ptr_array_new();

    for (guint i = 0; i < a->rows->len; i++)
        if (((const store_time *)a->rows->pdata[i])->service == service)
            g_ptr_array_add(rows, a->rows->pdata[i]);
    return rows;
}

static void add_row(statement *t, const statement_ask *a, const store_time *row,
                    int64_t over)
{
    const store_rate *rate =
        store_rate_at(a->rates, row->service, row->work, row->at_ms);
    statement_row *r = g_new0(statement_row, 1);

    r->time = row->id;
    r->ticket = row->ticket;
    r->service = row->service;
    r->who = g_strdup(row->who);
    r->work = g_strdup(row->work);
    r->at_ms = row->at_ms;
    r->min = row->min;
    r->bill_min = row->bill_min;
    r->over_min = over;
    r->priced = rate != NULL;
    r->hour_minor = rate ? rate->minor : 0;
    r->norm = rate && rate->mode == STORE_RATE_NORM;
    r->earlier = row->at_ms < a->from_ms;
    g_ptr_array_add(t->rows, r);
    t->bill_min += r->bill_min;
    t->over_min += over;
    if (t->has_prices && !r->priced)
        t->unpriced_min += over;
}

/* Months before the period that no statement had give it what it takes from them:
 * what stayed for it, and what late bookings used. What was lost in them is not its
 * to tell. */
static void sum_months(statement_service *s, const GArray *months,
                       int64_t first, bool carry)
{
    s->carried_in_min = g_array_index(months, prepaid_month, 0).carried_in_min;
    for (guint i = 0; i < months->len; i++) {
        const prepaid_month *m = &g_array_index(months, prepaid_month, i);
        if (m->month < first)
            s->carried_in_min += m->granted_min - (carry ? 0 : m->left_min);
        else
            s->granted_min += m->granted_min;
        s->used_min += m->used_min;
        s->over_min += m->over_min;
    }
    /* what was given back to a month that is lost is lost with it */
    s->carried_in_min = MAX(0, s->carried_in_min);
}

/* What was there is used, beyond it, carried on or lost. */
static void add_service(statement *t, const statement_ask *a,
                        const store_service *service)
{
    g_autoptr(GPtrArray) rows = rows_of(a, service->id);
    g_autofree int64_t *over = g_new0(int64_t, rows->len + 1);
    prepaid_terms terms = terms_of(a, service);
    g_autoptr(GArray) months = prepaid_walk(&terms, rows, a->to_ms, over);
    statement_service *s = g_new0(statement_service, 1);

    s->service = service->id;
    s->name = g_strdup(service->name);
    s->prepaid = terms.month_min > 0 || terms.carried_min > 0;
    sum_months(s, months, prepaid_month_at(a->zone, a->from_ms), terms.carry);
    s->carried_out_min = prepaid_carried_out(&terms, months, a->to_ms);
    s->lost_min = s->granted_min + s->carried_in_min + s->over_min -
                  s->used_min - s->carried_out_min;
    g_ptr_array_add(t->services, s);
    for (guint i = 0; i < rows->len; i++) {
        const store_time *row = rows->pdata[i];
        if (row->statement == 0 && row->at_ms < a->to_ms)
            add_row(t, a, row, over[i]);
    }
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    const statement_row *x = *(statement_row *const *)a;
    const statement_row *y = *(statement_row *const *)b;

    if (x->at_ms != y->at_ms)
        return x->at_ms < y->at_ms ? -1 : 1;
    return x->time < y->time ? -1 : x->time > y->time;
}

/* ---- lines ---- */

static int compare_lines(gconstpointer a, gconstpointer b)
{
    const statement_line *x = *(statement_line *const *)a;
    const statement_line *y = *(statement_line *const *)b;
    int by_work = strcmp(x->work, y->work);

    if (x->service != y->service)
        return x->service < y->service ? -1 : 1;
    if (by_work != 0)
        return by_work;
    return x->hour_minor < y->hour_minor ? -1 : x->hour_minor > y->hour_minor;
}

static statement_line *line_of(statement *t, GHashTable *known,
                               const statement_row *r)
{
    g_autofree char *key =
        g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                        r->service, r->hour_minor, r->work);
    statement_line *l = g_hash_table_lookup(known, key);

    if (!l) {
        l = g_new0(statement_line, 1);
        l->service = r->service;
        l->work = g_strdup(r->work);
        l->hour_minor = r->hour_minor;
        g_ptr_array_add(t->lines, l);
        g_hash_table_insert(known, g_steal_pointer(&key), l);
    }
    return l;
}

static statement_service *service_of(const statement *t, int64_t service)
{
    for (guint i = 0; i < t->services->len; i++) {
        statement_service *s = t->services->pdata[i];
        if (s->service == service)
            return s;
    }
    return NULL;
}

static bool too_much(GError **error)
{
    err_set(error, ERR_LIMIT, "an amount is more than can be billed");
    return false;
}

static bool price_line(statement *t, statement_line *l, GError **error)
{
    if (!money_of_minutes(l->min, l->hour_minor, &l->minor) ||
        !money_add(&t->minor, l->minor) ||
        !money_add(&service_of(t, l->service)->minor, l->minor))
        return too_much(error);
    return true;
}

static bool add_lines(statement *t, GError **error)
{
    g_autoptr(GHashTable) known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < t->rows->len; i++) {
        const statement_row *r = t->rows->pdata[i];
        if (r->over_min != 0 && r->priced)
            line_of(t, known, r)->min += r->over_min;
    }
    for (guint i = t->lines->len; i > 0; i--)
        if (((statement_line *)t->lines->pdata[i - 1])->min == 0)
            g_ptr_array_remove_index(t->lines, i - 1);
    g_ptr_array_sort(t->lines, compare_lines);
    for (guint i = 0; i < t->lines->len; i++)
        if (!price_line(t, t->lines->pdata[i], error))
            return false;
    return true;
}

/* ---- hours ---- */

static void count(statement_sum *s, const statement_row *r)
{
    s->bill_min += r->bill_min;
    s->norm_min += r->norm ? r->bill_min : 0;
}

static statement_sum *sum_of(GPtrArray *all, GHashTable *known, char *key,
                             int64_t ticket, const char *work, const char *who)
{
    statement_sum *s = g_hash_table_lookup(known, key);

    if (s) {
        g_free(key);
        return s;
    }
    s = g_new0(statement_sum, 1);
    s->ticket = ticket;
    s->work = g_strdup(work);
    s->who = g_strdup(who);
    g_ptr_array_add(all, s);
    g_hash_table_insert(known, key, s);
    return s;
}

static int compare_sums(gconstpointer a, gconstpointer b)
{
    const statement_sum *x = *(statement_sum *const *)a;
    const statement_sum *y = *(statement_sum *const *)b;
    int by_work = g_strcmp0(x->work, y->work);

    if (x->ticket != y->ticket)
        return x->ticket < y->ticket ? -1 : 1;
    return by_work != 0 ? by_work : g_strcmp0(x->who, y->who);
}

static void add_works(statement *t)
{
    g_autoptr(GHashTable) known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < t->rows->len; i++) {
        const statement_row *r = t->rows->pdata[i];
        char *key = g_strdup_printf("%s\n%s", r->work, r->who);
        count(sum_of(t->works, known, key, 0, r->work, r->who), r);
    }
    g_ptr_array_sort(t->works, compare_sums);
}

static void add_tickets(statement *t, const statement_ask *a)
{
    g_autoptr(GHashTable) known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < t->rows->len; i++) {
        const statement_row *r = t->rows->pdata[i];
        char *key = g_strdup_printf("%" G_GINT64_FORMAT, r->ticket);
        char *part = g_strdup_printf("%s\n%s", key, r->work);
        statement_sum *s =
            sum_of(t->tickets, known, key, r->ticket, NULL, NULL);
        if (!s->parts) {
            s->parts = g_ptr_array_new_with_free_func(sum_free);
            s->subject = g_strdup(
                a->subjects ? g_hash_table_lookup(a->subjects, &r->ticket)
                            : NULL);
        }
        count(s, r);
        count(sum_of(s->parts, known, part, 0, r->work, NULL), r);
    }
    g_ptr_array_sort(t->tickets, compare_sums);
    for (guint i = 0; i < t->tickets->len; i++)
        g_ptr_array_sort(((statement_sum *)t->tickets->pdata[i])->parts,
                         compare_sums);
}

/* ---- money ---- */

static store_settlement *settlement_copy(const store_settlement *p)
{
    store_settlement *copy = g_memdup2(p, sizeof *p);

    copy->ref = g_strdup(p->ref);
    return copy;
}

/* What stood in statements before is in the balance before. */
static bool add_account(statement *t, const statement_ask *a, GError **error)
{
    bool fits = true;

    for (guint i = 0; i < a->earlier->len; i++)
        fits =
            fits && money_add(&t->before_minor,
                              ((store_statement *)a->earlier->pdata[i])->minor);
    for (guint i = 0; i < a->settlements->len; i++) {
        const store_settlement *p = a->settlements->pdata[i];
        fits =
            fits && (p->statement != 0 ? money_add(&t->before_minor, -p->minor)
                                       : money_add(&t->paid_minor, p->minor));
        if (p->statement == 0)
            g_ptr_array_add(t->paid, settlement_copy(p));
    }
    t->balance_minor = t->before_minor;
    return (fits && money_add(&t->balance_minor, t->minor) &&
            money_add(&t->balance_minor, -t->paid_minor)) ||
           too_much(error);
}

/* ---- the whole ---- */

statement *statement_make(const statement_ask *a, GError **error)
{
    g_autoptr(statement) t = new_draft(a);

    for (guint i = 0; i < a->services->len; i++)
        add_service(t, a, a->services->pdata[i]);
    g_ptr_array_sort(t->rows, compare_rows);
    add_works(t);
    add_tickets(t, a);
    return add_lines(t, error) && add_account(t, a, error) ? g_steal_pointer(&t)
                                                           : NULL;
}

bool statement_is_empty(const statement *t)
{
    for (guint i = 0; i < t->services->len; i++)
        if (((statement_service *)t->services->pdata[i])->granted_min != 0)
            return false;
    return t->rows->len == 0 && t->paid->len == 0;
}

GPtrArray *statement_store_lines(const statement *t)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < t->services->len; i++) {
        const statement_service *s = t->services->pdata[i];
        store_statement_line *l = g_new0(store_statement_line, 1);
        l->service = s->service;
        l->prepaid_min = s->granted_min;
        l->carried_in_min = s->carried_in_min;
        l->used_min = s->used_min;
        l->over_min = s->over_min;
        l->carried_out_min = s->carried_out_min;
        l->minor = s->minor;
        g_ptr_array_add(lines, l);
    }
    return lines;
}

GArray *statement_store_times(const statement *t)
{
    GArray *times = g_array_new(FALSE, FALSE, sizeof(store_statement_time));

    for (guint i = 0; i < t->rows->len; i++) {
        const statement_row *r = t->rows->pdata[i];
        store_statement_time one = {.time = r->time, .over_min = r->over_min};
        g_array_append_val(times, one);
    }
    return times;
}

/* ---- margin ---- */

GPtrArray *statement_times(const statement_ask *a)
{
    GPtrArray *times = g_ptr_array_new();

    for (guint i = 0; i < a->rows->len; i++) {
        const store_time *t = a->rows->pdata[i];
        if (t->statement == 0 && t->at_ms < a->to_ms)
            g_ptr_array_add(times, a->rows->pdata[i]);
    }
    return times;
}

/* By what an hour costs: minutes. */
static GHashTable *minutes_by_cost(const GPtrArray *times, int64_t *unknown)
{
    GHashTable *all =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);

    for (guint i = 0; i < times->len; i++) {
        store_time *t = times->pdata[i];
        int64_t *sum = g_hash_table_lookup(all, &t->cost_minor);
        if (t->cost_minor == 0) {
            *unknown += t->min;
            continue;
        }
        if (!sum) {
            sum = g_new0(int64_t, 1);
            g_hash_table_insert(all, &t->cost_minor, sum);
        }
        *sum += t->min;
    }
    return all;
}

/* Rounded once for each price of an hour. */
bool statement_margin_of(const GPtrArray *times, int64_t asked_minor,
                         statement_margin *out, GError **error)
{
    *out = (statement_margin){.minor = asked_minor};
    g_autoptr(GHashTable) minutes = minutes_by_cost(times, &out->unknown_min);
    GHashTableIter iter;
    gpointer cost, sum;

    g_hash_table_iter_init(&iter, minutes);
    while (g_hash_table_iter_next(&iter, &cost, &sum)) {
        int64_t one;
        if (!money_of_minutes(*(int64_t *)sum, *(int64_t *)cost, &one) ||
            !money_add(&out->cost_minor, one))
            return too_much(error);
    }
    return money_add(&out->minor, -out->cost_minor) || too_much(error);
}

/* ---- numbers ---- */

char *statement_next_no(int year, const char *last)
{
    const char *sign = last ? strchr(last, '-') : NULL;
    gint64 n = sign ? g_ascii_strtoll(sign + 1, NULL, 10) : 0;

    return g_strdup_printf("%04d-%04" G_GINT64_FORMAT, year, n + 1);
}

/* ---- now ---- */

void statement_balance_clear(statement_balance *b)
{
    g_clear_pointer(&b->months, g_array_unref);
}

bool statement_balance_of(const statement_ask *ask, int64_t now_ms,
                          statement_balance *out, GError **error)
{
    statement_ask a = *ask;

    a.from_ms = prepaid_month_start(a.zone, prepaid_month_at(a.zone, now_ms));
    a.to_ms = now_ms + 1;
    g_autoptr(statement) t = statement_make(&a, error);
    if (!t)
        return false;
    *out = (statement_balance){
        .owed_minor = t->balance_minor - t->minor,
        .unsent_minor = t->minor,
        .months = g_array_new(FALSE, FALSE, sizeof(prepaid_month)),
    };
    for (guint i = 0; i < a.services->len; i++) {
        const store_service *s = a.services->pdata[i];
        g_autoptr(GPtrArray) rows = rows_of(&a, s->id);
        prepaid_terms terms = terms_of(&a, s);
        prepaid_month m = prepaid_at(&terms, rows, now_ms);
        g_array_append_val(out->months, m);
    }
    return true;
}
