/* prepaid: what is left of the minutes that a service has paid for in advance. */
#include "desk/prepaid.h"

#include <stdio.h>
#include <string.h>

/* A contract without a sensible first day does not make us count for ever. */
#define MONTHS_MAX 2400

/* ---- months ---- */

int64_t prepaid_month_at(GTimeZone *zone, int64_t at_ms)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_ms / 1000);
    g_autoptr(GDateTime) t = utc ? g_date_time_to_timezone(utc, zone) : NULL;

    return t ? g_date_time_get_year(t) * 12 + g_date_time_get_month(t) - 1 : 0;
}

int64_t prepaid_month_start(GTimeZone *zone, int64_t month)
{
    g_autoptr(GDateTime) t = g_date_time_new(zone, (int)(month / 12),
                                             (int)(month % 12) + 1, 1, 0, 0, 0);

    return t ? g_date_time_to_unix(t) * 1000 : 0;
}

int64_t prepaid_month_read(const char *text)
{
    int year = 0, month = 0, used = 0;

    if (sscanf(text, "%4d-%2d%n", &year, &month, &used) != 2 || used != 7 ||
        text[used] != '\0' || year < 1970 || month < 1 || month > 12)
        return -1;
    return year * 12 + month - 1;
}

char *prepaid_month_write(int64_t month)
{
    return g_strdup_printf("%04d-%02d", (int)(month / 12),
                           (int)(month % 12) + 1);
}

/* The month that was asked for last: rows come in the order of time. */
typedef struct cursor {
    GTimeZone *zone;
    int64_t month, from_ms, to_ms;
} cursor;

static int64_t month_of(cursor *c, int64_t at_ms)
{
    if (at_ms >= c->from_ms && at_ms < c->to_ms)
        return c->month;
    c->month = prepaid_month_at(c->zone, at_ms);
    c->from_ms = prepaid_month_start(c->zone, c->month);
    c->to_ms = prepaid_month_start(c->zone, c->month + 1);
    return c->month;
}

/* ---- a walk from month to month ---- */

typedef struct walk {
    const prepaid_terms *t;
    bool metered;     /* nothing is prepaid */
    int64_t pool;     /* left of the month that is open */
    GArray *months;   /* prepaid_month; the last one is open */
    GHashTable *over; /* month -> minutes beyond, so far: int64_t */
} walk;

static int64_t *over_of(walk *w, int64_t month)
{
    int64_t *over = g_hash_table_lookup(w->over, &month);

    if (!over) {
        int64_t *key = g_new(int64_t, 1);
        *key = month;
        over = g_new0(int64_t, 1);
        g_hash_table_insert(w->over, key, over);
    }
    return over;
}

static prepaid_month *open_month(walk *w)
{
    return &g_array_index(w->months, prepaid_month, w->months->len - 1);
}

static bool is_entitled(const prepaid_terms *t, int64_t month)
{
    return prepaid_month_start(t->zone, month + 1) > t->from_ms &&
           (t->until_ms == 0 ||
            prepaid_month_start(t->zone, month) < t->until_ms);
}

static void begin_month(walk *w, int64_t month, bool is_new)
{
    prepaid_month m = {.month = month, .carried_in_min = w->pool};

    if (is_new && is_entitled(w->t, month))
        m.granted_min = w->t->month_min;
    w->pool += m.granted_min;
    m.left_min = w->pool;
    g_array_append_val(w->months, m);
}

static void go_on_to(walk *w, int64_t month)
{
    while (open_month(w)->month < month) {
        if (!w->t->carry)
            w->pool = 0;
        begin_month(w, open_month(w)->month + 1, true);
    }
}

/* How much of a booking goes beyond; the rest is in the pool, or goes back. */
static int64_t beyond(walk *w, int64_t month, int64_t bill)
{
    int64_t over;

    if (w->metered)
        over = bill;
    else if (bill > 0)
        over = bill - MIN(w->pool, bill);
    else
        over = -MIN(MAX(*over_of(w, month), 0), -bill);
    *over_of(w, month) += over;
    w->pool -= bill - over;
    return over;
}

static int64_t book(walk *w, int64_t month, int64_t bill)
{
    go_on_to(w, month);
    int64_t over = beyond(w, month, bill);
    prepaid_month *m = open_month(w);
    m->used_min += bill;
    m->over_min += over;
    m->left_min = w->pool;
    return over;
}

/* Where the first open month begins: where statements have come to, else with
 * the contract, else with the first work. */
static int64_t first_moment(const prepaid_terms *t, const GPtrArray *rows,
                            int64_t to_ms)
{
    int64_t at = to_ms - 1;

    if (t->reached_ms != 0)
        return t->reached_ms;
    if (t->from_ms != 0)
        return t->from_ms;
    if (rows->len > 0)
        at = MIN(at, ((const store_time *)rows->pdata[0])->at_ms);
    return at;
}

/* Statements may have come further than what is asked for. */
static void begin(walk *w, const GPtrArray *rows, int64_t to_ms)
{
    const prepaid_terms *t = w->t;
    int64_t from_ms = first_moment(t, rows, to_ms);
    int64_t last = prepaid_month_at(t->zone, to_ms - 1);
    int64_t first = MAX(prepaid_month_at(t->zone, from_ms), last - MONTHS_MAX);
    bool is_new = t->reached_ms == 0 ||
                  t->reached_ms == prepaid_month_start(t->zone, first);

    w->pool = t->carried_min;
    w->metered = t->month_min == 0 && t->carried_min == 0;
    begin_month(w, MIN(first, last), is_new && first <= last);
}

static void remember_sent(walk *w, const GPtrArray *rows)
{
    cursor c = {.zone = w->t->zone};

    for (guint i = 0; i < rows->len; i++) {
        const store_time *row = rows->pdata[i];
        if (row->statement != 0 && row->over_min != 0)
            *over_of(w, month_of(&c, row->at_ms)) += row->over_min;
    }
}

GArray *prepaid_walk(const prepaid_terms *t, const GPtrArray *rows,
                     int64_t to_ms, int64_t *over)
{
    walk w = {
        .t = t,
        .months = g_array_new(FALSE, FALSE, sizeof(prepaid_month)),
        .over =
            g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free),
    };
    cursor c = {.zone = t->zone};

    begin(&w, rows, to_ms);
    remember_sent(&w, rows);
    for (guint i = 0; i < rows->len; i++) {
        const store_time *row = rows->pdata[i];
        bool counts = row->statement == 0 && row->at_ms < to_ms;
        int64_t beyond =
            counts ? book(&w, month_of(&c, row->at_ms), row->bill_min) : 0;
        if (over)
            over[i] = beyond;
    }
    go_on_to(&w, prepaid_month_at(t->zone, to_ms - 1));
    g_hash_table_unref(w.over);
    return w.months;
}

int64_t prepaid_carried_out(const prepaid_terms *t, const GArray *months,
                            int64_t to_ms)
{
    int64_t end = MAX(to_ms, t->reached_ms);
    int64_t left =
        g_array_index(months, prepaid_month, months->len - 1).left_min;
    int64_t month = prepaid_month_at(t->zone, end);
    bool is_over = prepaid_month_start(t->zone, month) == end;

    return is_over && !t->carry ? 0 : left;
}

prepaid_month prepaid_at(const prepaid_terms *t, const GPtrArray *rows,
                         int64_t at_ms)
{
    int64_t month = prepaid_month_at(t->zone, at_ms);
    g_autoptr(GArray) months =
        prepaid_walk(t, rows, prepaid_month_start(t->zone, month + 1), NULL);

    return g_array_index(months, prepaid_month, months->len - 1);
}

int prepaid_percent(const prepaid_month *m)
{
    int64_t all = m->granted_min + m->carried_in_min;

    if (all <= 0)
        return -1;
    return (int)CLAMP(m->used_min * 100 / all, 0, 100000);
}

prepaid_terms prepaid_terms_of(const store_service *service,
                               const store_contract *contract, GTimeZone *zone,
                               int64_t reached_ms,
                               const store_statement_line *last)
{
    return (prepaid_terms){
        .month_min = service->prepaid_min,
        .carry = service->carry,
        .from_ms = contract->from_ms,
        .until_ms = contract->until_ms,
        .zone = zone,
        .reached_ms = reached_ms,
        .carried_min = last ? last->carried_out_min : 0,
    };
}
