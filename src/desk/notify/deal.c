/* notify_deal: a contract, with all that may be told of it to its people. */
#include "desk/notify/deal.h"

void notify_deal_free(notify_deal *d)
{
    GPtrArray **lists[] = {&d->services, &d->rates,      &d->rows,
                           &d->earlier,  &d->last_lines, &d->settlements};

    for (unsigned i = 0; i < G_N_ELEMENTS(lists); i++)
        g_clear_pointer(lists[i], g_ptr_array_unref);
    store_contract_free(d->contract);
    g_time_zone_unref(d->zone);
    g_free(d);
}

/* Months are those of the company, as in its statements. */
static GTimeZone *zone_of(const notify_job *j, const store_account *a)
{
    GTimeZone *zone =
        a->company_zone ? g_time_zone_new_identifier(a->company_zone) : NULL;

    return zone ? zone : config_zone_for(j->c, NULL, j->q);
}

/* Of each of its services, in their order. */
static bool read_rows(notify_deal *d, store_public *p, GError **error)
{
    d->rows = g_ptr_array_new_with_free_func((GDestroyNotify)store_time_free);
    for (unsigned i = 0; i < d->services->len; i++) {
        const store_service *s = d->services->pdata[i];
        GPtrArray *some = store_public_times(p, 0, s->id, 0, 0, error);
        if (!some)
            return false;
        g_ptr_array_extend_and_steal(d->rows, some);
    }
    return true;
}

static bool read_statements(notify_deal *d, store_public *p, GError **error)
{
    int64_t id = d->contract->id;

    d->earlier = store_public_statements(p, id, error);
    if (!d->earlier)
        return false;
    /* that of the latest period may not be the one that was sent last */
    int64_t last = 0;
    for (guint i = 0; i < d->earlier->len; i++)
        last = MAX(last, ((const store_statement *)d->earlier->pdata[i])->id);
    d->last_lines = store_public_statement_lines(p, last, error);
    return d->last_lines &&
           (d->settlements = store_public_settlements(p, id, error));
}

/* Takes `contract` over. */
static notify_deal *read_deal(notify_job *j, const store_account *a,
                              store_contract *contract, GError **error)
{
    g_autoptr(notify_deal) d = g_new0(notify_deal, 1);
    int64_t id = contract->id;

    d->contract = contract;
    d->zone = zone_of(j, a);
    d->services = store_public_services(j->pub, id, error);
    d->rates = d->services ? store_public_rates(j->pub, id, error) : NULL;
    return d->rates && read_rows(d, j->pub, error) &&
                   read_statements(d, j->pub, error)
               ? g_steal_pointer(&d)
               : NULL;
}

GPtrArray *notify_deals(notify_job *j, const store_account *a, int64_t from_ms,
                        int64_t to_ms, GError **error)
{
    GPtrArray *out =
        g_ptr_array_new_with_free_func((GDestroyNotify)notify_deal_free);
    g_autoptr(GPtrArray) all =
        a->company ? store_public_contracts(j->pub, a->company, error)
                   : g_ptr_array_new();

    while (out && all && all->len > 0) {
        store_contract *k = g_ptr_array_steal_index(all, 0);
        if (k->from_ms >= to_ms || (k->until_ms && k->until_ms <= from_ms)) {
            store_contract_free(k);
            continue;
        }
        notify_deal *d = read_deal(j, a, k, error);
        if (d)
            g_ptr_array_add(out, d);
        else
            g_clear_pointer(&out, g_ptr_array_unref);
    }
    if (!all)
        g_clear_pointer(&out, g_ptr_array_unref);
    return out;
}

statement_ask notify_deal_ask(const notify_deal *d, const store_account *a)
{
    return (statement_ask){
        .contract = d->contract,
        .company = a->company_name,
        .services = d->services,
        .rates = d->rates,
        .rows = d->rows,
        .earlier = d->earlier,
        .last_lines = d->last_lines,
        .settlements = d->settlements,
        .zone = d->zone,
    };
}
