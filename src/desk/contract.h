/* contract: when something is to be told of a contract's end, and what. Pure.
 *
 * People are reminded CONTRACT_SOON and CONTRACT_NEAR before it, and told when
 * it has ended; each once, and of two that are due at once the later. One that
 * was prolonged, or after which another of its company goes on, is silent, and
 * so is what ended longer ago than that: it is no news. */
#ifndef POSTERN_DESK_CONTRACT_H
#define POSTERN_DESK_CONTRACT_H

#include "base/span.h"
#include "store/company.h"

#define CONTRACT_SOON (30 * SPAN_DAY)
#define CONTRACT_NEAR (7 * SPAN_DAY)

/* What was told of it: store_contract.told. */
typedef enum {
    CONTRACT_TOLD_SOON = 1 << 0,
    CONTRACT_TOLD_NEAR = 1 << 1,
    CONTRACT_TOLD_END = 1 << 2,
    CONTRACT_TOLD_BEGUN = 1 << 3 /* it holds: clocks know that */
} contract_told;

/* Does it hold? */
bool contract_holds(const store_contract *k, int64_t now_ms);
/* When the next of these is due; 0: nothing more is. */
int64_t contract_next_ms(const store_contract *k);
/* All whose moment is over: what `told` becomes when something is told, or when
 * it is written down, for nobody is told of what was so when it was. */
int64_t contract_past(const store_contract *k, int64_t now_ms);
/* Of those that are due and were not told the one that is: a contract_told; 0:
 * nothing. `others`: store_contract*, of its company. */
int64_t contract_due(const store_contract *k, const GPtrArray *others,
                     int64_t now_ms);

/* ---- what a request is entitled to ---- */

/* What of its terms holds at a moment. Where they name no contracts they were
 * read for that moment. */
typedef struct contract_now {
    const store_contract *contract; /* NULL: none holds, or they name none */
    const char *sla;                /* of that; NULL */
    const char *fallback; /* of the one that ended last, if none holds; NULL */
    bool service;         /* its service does, as far as it has one */
} contract_now;
contract_now contract_at(const store_terms *t, int64_t now_ms);
/* Those of contracts that hold: const store_service*; caller unrefs. */
GPtrArray *contract_services(const store_terms *t, int64_t now_ms);
/* One of these: by name in any case, number or ext; NULL. Borrowed. */
const store_service *contract_service_named(const GPtrArray *services,
                                            const char *name);
/* The service becomes another (NULL: none): a copy whose strings are borrowed
 * from both. */
store_terms contract_with_service(const store_terms *t, const store_service *k);
/* Who answers for a contract: its manager, else the company's; NULL. */
const char *contract_manager(const store_terms *t, const store_contract *k);

#endif
