/* apply: a plan into one store transaction. The caller has begun it. */
#ifndef POSTERN_APPLY_H
#define POSTERN_APPLY_H

#include "desk/plan.h"
#include "store/ledger.h"

/* `ledger` (NULL for plans of the clock) gets fate, ticket and entry from the
 * plan and is added; its raw is stored by the caller before. Applying the same
 * ledger id a second time changes nothing and returns true. On error the caller
 * rolls back. *sends (may be NULL) gets the count of mails that are ready, so
 * that the caller knows whom to ring. PLAN_ALARM is left to the caller: it is
 * told outside the transaction (desk/alarm.h). */
bool apply_plan(store *s, const plan *p, store_ledger *ledger, int64_t now_ms,
                unsigned *sends, GError **error);

#endif
