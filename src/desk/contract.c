/* contract: when something is to be told of a contract's end. */
#include "desk/contract.h"

#include "base/fold.h"

#include <string.h>

/* In the order in which they come. */
static const struct moment {
    contract_told told;
    int64_t before_ms;
} moments[] = {
    {CONTRACT_TOLD_SOON, CONTRACT_SOON},
    {CONTRACT_TOLD_NEAR, CONTRACT_NEAR},
    {CONTRACT_TOLD_END, 0},
};

bool contract_holds(const store_contract *k, int64_t now_ms)
{
    return k->from_ms <= now_ms && (k->until_ms == 0 || k->until_ms > now_ms);
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

int64_t contract_next_ms(const store_contract *k)
{
    int64_t next_ms = 0;

    if (!(k->told & CONTRACT_TOLD_BEGUN))
        next_ms = MAX(k->from_ms, 1);
    for (unsigned i = 0; k->until_ms && i < G_N_ELEMENTS(moments); i++)
        if (!(k->told & moments[i].told))
            next_ms =
                sooner(next_ms, MAX(k->until_ms - moments[i].before_ms, 1));
    return next_ms;
}

int64_t contract_past(const store_contract *k, int64_t now_ms)
{
    int64_t told = k->from_ms <= now_ms ? CONTRACT_TOLD_BEGUN : 0;

    for (unsigned i = 0; k->until_ms && i < G_N_ELEMENTS(moments); i++)
        if (k->until_ms - moments[i].before_ms <= now_ms)
            told |= moments[i].told;
    return told;
}

/* Does another take its place when it ends? */
static bool goes_on(const store_contract *k, const GPtrArray *others)
{
    for (unsigned i = 0; others && i < others->len; i++) {
        const store_contract *other = others->pdata[i];
        if (other->id != k->id && contract_holds(other, k->until_ms))
            return true;
    }
    return false;
}

int64_t contract_due(const store_contract *k, const GPtrArray *others,
                     int64_t now_ms)
{
    int64_t due = contract_past(k, now_ms) & ~k->told;

    if (goes_on(k, others) ||
        (k->until_ms && now_ms - k->until_ms > CONTRACT_SOON))
        return 0;
    for (unsigned i = G_N_ELEMENTS(moments); i > 0; i--)
        if (due & moments[i - 1].told)
            return moments[i - 1].told;
    return 0;
}

/* ---- what a request is entitled to ---- */

/* The newest of those that hold: one that was renewed before it ended has two.
 * */
static const store_contract *holding(const GPtrArray *all, int64_t now_ms)
{
    const store_contract *found = NULL;

    for (unsigned i = 0; i < all->len; i++) {
        const store_contract *k = all->pdata[i];
        if (contract_holds(k, now_ms) &&
            (!found || k->from_ms >= found->from_ms))
            found = k;
    }
    return found;
}

static const store_contract *last_ended(const GPtrArray *all, int64_t now_ms)
{
    const store_contract *found = NULL;

    for (unsigned i = 0; i < all->len; i++) {
        const store_contract *k = all->pdata[i];
        if (k->until_ms != 0 && k->until_ms <= now_ms &&
            (!found || k->until_ms >= found->until_ms))
            found = k;
    }
    return found;
}

static const store_contract *by_id(const GPtrArray *all, int64_t id)
{
    for (unsigned i = 0; i < all->len; i++) {
        const store_contract *k = all->pdata[i];
        if (k->id == id)
            return k;
    }
    return NULL;
}

contract_now contract_at(const store_terms *t, int64_t now_ms)
{
    contract_now out = {.sla = t->contract_sla, .service = true};

    if (!t->contracts)
        return out;
    out.contract = holding(t->contracts, now_ms);
    const store_contract *ended =
        out.contract ? NULL : last_ended(t->contracts, now_ms);
    const store_contract *of = by_id(t->contracts, t->service_contract);
    out.sla = out.contract ? out.contract->sla : NULL;
    out.fallback = ended ? ended->fallback : NULL;
    out.service = !of || contract_holds(of, now_ms);
    return out;
}

GPtrArray *contract_services(const store_terms *t, int64_t now_ms)
{
    GPtrArray *all = g_ptr_array_new();

    for (unsigned i = 0; t && t->services && i < t->services->len; i++) {
        const store_service *k = t->services->pdata[i];
        const store_contract *of = by_id(t->contracts, k->contract);
        if (of && contract_holds(of, now_ms))
            g_ptr_array_add(all, (void *)k);
    }
    return all;
}

static bool is_called(const store_service *k, const char *name)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, k->id);

    return fold_same(k->name, name) || (k->ext && fold_same(k->ext, name)) ||
           strcmp(number, name + (*name == '#')) == 0;
}

const store_service *contract_service_named(const GPtrArray *services,
                                            const char *name)
{
    for (unsigned i = 0; i < services->len; i++)
        if (is_called(services->pdata[i], name))
            return services->pdata[i];
    return NULL;
}

store_terms contract_with_service(const store_terms *t, const store_service *k)
{
    store_terms out = t ? *t : (store_terms){0};

    out.service = k ? k->id : 0;
    out.service_contract = k ? k->contract : 0;
    out.service_name = k ? k->name : NULL;
    out.service_sla = k ? k->sla : NULL;
    out.service_calendar = k ? k->calendar : NULL;
    return out;
}

const char *contract_manager(const store_terms *t, const store_contract *k)
{
    return k && k->manager ? k->manager : t->manager;
}
