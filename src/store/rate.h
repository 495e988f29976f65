/* rate: what an hour of work costs a customer, from a day on. */
#ifndef POSTERN_STORE_RATE_H
#define POSTERN_STORE_RATE_H

#include "store/store.h"

typedef enum {
    STORE_RATE_ACTUAL, /* as long as it took */
    STORE_RATE_NORM /* norm_min, once for each ticket, however long it took */
} store_rate_mode;

typedef struct store_rate {
    int64_t contract;
    int64_t service; /* 0: all of the contract that have none of their own */
    char *work;      /* type; "": all that have none of their own */
    int64_t from_ms; /* it holds from then until the next of these begins */
    store_rate_mode mode;
    int64_t minor; /* an hour, in the smallest unit of the contract's money */
    int64_t norm_min;   /* of STORE_RATE_NORM */
    int64_t factor_pct; /* time is charged so much; 100: as it is */
} store_rate;
void store_rate_free(store_rate *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_rate, store_rate_free)

/* One of the same contract, service, work and day is written again. */
bool store_rate_put(store *s, const store_rate *r, GError **error);
/* Of a contract (0: of all), by service, work and day. store_rate*. */
GPtrArray *store_rate_list(store *s, int64_t contract, GError **error);
/* Of such a list of one contract (in its order), the one that holds for work of
 * this type and service at a moment: the service's for the type, the service's for
 * all, the contract's for the type, the contract's for all; NULL: none is known.
 * Pure; borrowed from the list. */
const store_rate *store_rate_at(const GPtrArray *rates, int64_t service,
                                const char *work, int64_t at_ms);

#endif
