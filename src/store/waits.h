/* waits: moments at which something is to be done, one row each. `kind` names the
 * duty that does it, `ref` what it is about within that ("1042", "1042/first").
 * There is one row of a kind and a ref: setting it again moves it. */
#ifndef POSTERN_STORE_WAITS_H
#define POSTERN_STORE_WAITS_H

#include "store/store.h"

/* Kinds whose `ref` is the ticket's number. */
#define STORE_WAIT_CUSTOMER "waiting" /* he is to be reminded */
#define STORE_WAIT_LATER    "later"   /* it is out of sight until then */

/* Of an operator, whose id is `ref`: her next working day begins. */
#define STORE_WAIT_MORNING "morning"

/* "#1042": it goes to somebody when somebody is on duty. */
#define STORE_WAIT_ASSIGN "assign"

#define STORE_WAIT_CONTRACT "contract" /* "#3": a contract is to be looked at */
#define STORE_WAIT_TERMS    "terms" /* "#1042": what it is entitled to, too */

typedef struct store_wait {
    char *kind, *ref;
    int64_t ticket; /* 0: about none */
    int64_t at_ms;
} store_wait;
void store_wait_free(store_wait *w);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_wait, store_wait_free)

/* In a transaction. at_ms 0: it waits no longer. */
bool store_wait_set(store *s, const store_wait *w, GError **error);
/* All tickets of this queue that have this status wait with this kind, so long since
 * they got it; ref is "#1042". In a transaction. */
bool store_wait_fill(store *s, const char *kind, const char *queue,
                     const char *status, int64_t after_ms, GError **error);
/* All open tickets of a company wait with this kind; ref is "#1042". In a
 * transaction. */
bool store_wait_company(store *s, const char *kind, int64_t company,
                        int64_t at_ms, GError **error);
/* Of a kind, what is due at `now_ms`, the earliest first. store_wait*. */
GPtrArray *store_wait_due(store *s, const char *kind, int64_t now_ms,
                          unsigned limit, GError **error);
/* All of a ticket. store_wait*. */
GPtrArray *store_wait_list(store *s, int64_t ticket, GError **error);

#endif
