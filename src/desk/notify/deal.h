/* deal: a contract, with all that may be told of it to its people: read
 * through the composer's handle, as statements are made of what the desk
 * knows. */
#ifndef POSTERN_NOTIFY_DEAL_H
#define POSTERN_NOTIFY_DEAL_H

#include "desk/notify/room.h"
#include "desk/statement.h"
#include "store/account.h"

typedef struct notify_deal {
    store_contract *contract;
    GPtrArray *services, *rates, *rows, *earlier, *last_lines, *settlements;
    GTimeZone *zone; /* of the company, else of the queue */
} notify_deal;
void notify_deal_free(notify_deal *d);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(notify_deal, notify_deal_free)

/* notify_deal*: of the company that he speaks for, those that hold in some
 * part of the span. NULL on error. */
GPtrArray *notify_deals(notify_job *j, const store_account *a, int64_t from_ms,
                        int64_t to_ms, GError **error);
/* What statements are made of; borrowed. */
statement_ask notify_deal_ask(const notify_deal *d, const store_account *a);

/* notify_cost.c: what each of its requests cost in the span, beyond what is
 * prepaid: ticket (int64_t*) -> smallest units (int64_t*). NULL on error. */
GHashTable *notify_deal_costs(const notify_deal *d, int64_t from_ms,
                              int64_t to_ms, GError **error);

#endif
