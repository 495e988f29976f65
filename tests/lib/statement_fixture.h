/* statement_fixture: contracts with bookings, and statements of them one after
 * another, without a store. */
#ifndef POSTERN_STATEMENT_FIXTURE_H
#define POSTERN_STATEMENT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/statement.h"

#define INT "%" G_GINT64_FORMAT

typedef struct world {
    GTimeZone *zone;
    store_contract contract;
    GPtrArray *services, *rates, *rows, *earlier, *last_lines, *settlements;
    int64_t last_time;
} world;

static inline void world_init(world *w, const char *zone)
{
    *w = (world){
        .zone = g_time_zone_new_identifier(zone),
        .contract = {.id = 1,
                     .currency = (char *)"EUR",
                     .name = (char *)"Care"},
        .services =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_service_free),
        .rates =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_rate_free),
        .rows = g_ptr_array_new_with_free_func((GDestroyNotify)store_time_free),
        .earlier = g_ptr_array_new_with_free_func(
            (GDestroyNotify)store_statement_free),
        .last_lines = g_ptr_array_new_with_free_func(g_free),
        .settlements = g_ptr_array_new_with_free_func(
            (GDestroyNotify)store_settlement_free)};
    assert_non_null(w->zone);
}

static inline void world_clear(world *w)
{
    g_time_zone_unref(w->zone);
    g_ptr_array_unref(w->services);
    g_ptr_array_unref(w->rates);
    g_ptr_array_unref(w->rows);
    g_ptr_array_unref(w->earlier);
    g_ptr_array_unref(w->last_lines);
    g_ptr_array_unref(w->settlements);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(world, world_clear)

/* "2026-10-05", at its beginning there; "2026-10-05T12:00:00" */
static inline int64_t world_at(const world *w, const char *day)
{
    g_autofree char *iso =
        strchr(day, 'T') ? g_strdup(day) : g_strconcat(day, "T00:00:00", NULL);
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, w->zone);
    assert_non_null(t);
    return g_date_time_to_unix(t) * 1000;
}

static inline void world_service(world *w, int64_t id, const char *name,
                                 int64_t prepaid, bool carry)
{
    store_service *s = g_new0(store_service, 1);
    s->id = id;
    s->contract = 1;
    s->name = g_strdup(name);
    s->prepaid_min = prepaid;
    s->carry = carry;
    g_ptr_array_add(w->services, s);
}

static inline void world_rate(world *w, int64_t service, const char *work,
                              const char *from, int64_t minor)
{
    store_rate *r = g_new0(store_rate, 1);
    r->contract = 1;
    r->service = service;
    r->work = g_strdup(work);
    r->from_ms = world_at(w, from);
    r->minor = minor;
    r->factor_pct = 100;
    g_ptr_array_add(w->rates, r);
}

static inline int compare_times(gconstpointer a, gconstpointer b)
{
    const store_time *x = *(store_time *const *)a, *y = *(store_time *const *)b;
    if (x->at_ms != y->at_ms)
        return x->at_ms < y->at_ms ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* Without sorting. */
static inline store_time *world_add(world *w, int64_t at_ms, int64_t ticket,
                                    int64_t service, const char *who,
                                    const char *work, int64_t min)
{
    store_time *t = g_new0(store_time, 1);
    t->id = ++w->last_time;
    t->ticket = ticket;
    t->service = service;
    t->who = g_strdup(who);
    t->work = g_strdup(work);
    t->at_ms = at_ms;
    t->min = t->bill_min = min;
    g_ptr_array_add(w->rows, t);
    return t;
}

/* At noon of a day. */
static inline store_time *world_book(world *w, const char *day, int64_t ticket,
                                     int64_t service, const char *who,
                                     const char *work, int64_t min)
{
    g_autofree char *noon = g_strconcat(day, "T12:00:00", NULL);
    store_time *t =
        world_add(w, world_at(w, noon), ticket, service, who, work, min);
    g_ptr_array_sort(w->rows, compare_times);
    return t;
}

static inline void world_pay(world *w, const char *ref, int64_t minor)
{
    store_settlement *p = g_new0(store_settlement, 1);
    p->contract = 1;
    p->ref = g_strdup(ref);
    p->minor = minor;
    g_ptr_array_add(w->settlements, p);
}

static inline statement_ask world_ask(const world *w, int64_t from_ms,
                                      int64_t to_ms)
{
    return (statement_ask){.contract = &w->contract,
                           .company = "Acme AS",
                           .services = w->services,
                           .rates = w->rates,
                           .rows = w->rows,
                           .earlier = w->earlier,
                           .last_lines = w->last_lines,
                           .settlements = w->settlements,
                           .zone = w->zone,
                           .from_ms = from_ms,
                           .to_ms = to_ms};
}

static inline statement *world_draft(const world *w, int64_t from_ms,
                                     int64_t to_ms)
{
    GError *error = NULL;
    statement_ask ask = world_ask(w, from_ms, to_ms);
    statement *t = statement_make(&ask, &error);
    if (error)
        fail_msg("%s", error->message);
    return t;
}

static inline store_time *world_row(const world *w, int64_t id)
{
    for (guint i = 0; i < w->rows->len; i++)
        if (((store_time *)w->rows->pdata[i])->id == id)
            return w->rows->pdata[i];
    fail_msg("no row " INT, id);
    return NULL;
}

/* What the store writes when it is sent. */
static inline void world_keep(world *w, const statement *t)
{
    g_autoptr(GArray) times = statement_store_times(t);
    store_statement *sent = g_new0(store_statement, 1);

    sent->id = w->earlier->len + 1;
    sent->from_ms = t->from_ms;
    sent->to_ms = t->to_ms;
    sent->minor = t->minor;
    g_ptr_array_add(w->earlier, sent);
    for (guint i = 0; i < times->len; i++) {
        const store_statement_time *one =
            &g_array_index(times, store_statement_time, i);
        store_time *row = world_row(w, one->time);
        assert_int_equal(row->statement, 0);
        row->statement = sent->id;
        row->over_min = one->over_min;
    }
    for (guint i = 0; i < w->settlements->len; i++) {
        store_settlement *p = w->settlements->pdata[i];
        p->statement = p->statement ? p->statement : sent->id;
    }
    g_ptr_array_unref(w->last_lines);
    w->last_lines = statement_store_lines(t);
}

#endif
