/* apply: a plan into one store transaction. The caller has begun it. */
#ifndef POSTERN_APPLY_H
#define POSTERN_APPLY_H

#include "desk/plan.h"

/* `ledger` (NULL for plans of the clock) gets fate, ticket and entry from the
 * plan and is added; its raw is stored by the caller before. Applying the same
 * ledger id a second time changes nothing and returns true. On error the caller
 * rolls back. *sends, *publishes (either may be NULL) get counts, so that the
 * caller knows whom to ring. */
bool apply_plan(store *s, const plan *p, store_ledger *ledger, int64_t now_ms,
                unsigned *sends, GError **error);

#endif
