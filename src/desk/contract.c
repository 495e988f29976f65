/* contract: when something is to be told of a contract's end. */
#include "desk/contract.h"

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

    if (goes_on(k, others))
        return 0;
    for (unsigned i = G_N_ELEMENTS(moments); i > 0; i--)
        if (due & moments[i - 1].told)
            return moments[i - 1].told;
    return 0;
}
