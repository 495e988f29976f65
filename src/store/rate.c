/* rate: what an hour of work costs a customer, from a day on. */
#include "store/rate.h"

#include "store/rows.h"

#include <string.h>

void store_rate_free(store_rate *r)
{
    if (!r)
        return;
    g_free(r->work);
    g_free(r);
}

void *rate_take(db_query *q, void *context, GError **error)
{
    store_rate *r = g_new0(store_rate, 1);
    r->contract = db_take_int(q);
    r->service = db_take_int(q);
    r->work = db_take_string(q);
    r->from_ms = db_take_int(q);
    r->mode = (store_rate_mode)db_take_int(q);
    r->minor = db_take_int(q);
    r->norm_min = db_take_int(q);
    r->factor_pct = db_take_int(q);
    return r;
}

bool store_rate_put(store *s, const store_rate *r, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO rate (contract, service, work, from_ms, mode,"
                    " minor, norm_min, factor_pct) VALUES (?,?,?,?,?,?,?,?)"
                    " ON CONFLICT (contract, service, work, from_ms)"
                    " DO UPDATE SET mode = excluded.mode,"
                    " minor = excluded.minor, norm_min = excluded.norm_min,"
                    " factor_pct = excluded.factor_pct",
                    DB_I(r->contract), DB_I(r->service), DB_S(r->work),
                    DB_I(r->from_ms), DB_I(r->mode), DB_I(r->minor),
                    DB_I(r->norm_min), DB_I(r->factor_pct));
}

GPtrArray *store_rate_list(store *s, int64_t contract, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT contract, service, work, from_ms, mode,"
                         " minor, norm_min, factor_pct FROM rate"
                         " WHERE ?1 = 0 OR contract = ?1"
                         " ORDER BY contract, service, work, from_ms",
                         DB_I(contract)),
                  rate_take, NULL, (GDestroyNotify)store_rate_free, error);
}

/* The latest that has begun. */
static const store_rate *latest(const GPtrArray *rates, int64_t service,
                                const char *work, int64_t at_ms)
{
    const store_rate *found = NULL;

    for (guint i = 0; i < rates->len; i++) {
        const store_rate *r = rates->pdata[i];
        if (r->service == service && strcmp(r->work, work) == 0 &&
            r->from_ms <= at_ms && (!found || r->from_ms > found->from_ms))
            found = r;
    }
    return found;
}

const store_rate *store_rate_at(const GPtrArray *rates, int64_t service,
                                const char *work, int64_t at_ms)
{
    const store_rate *r = latest(rates, service, work, at_ms);

    if (!r)
        r = latest(rates, service, "", at_ms);
    if (!r)
        r = latest(rates, 0, work, at_ms);
    return r ? r : latest(rates, 0, "", at_ms);
}
