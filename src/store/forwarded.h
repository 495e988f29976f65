/* forwarded: what was sent to partners: one row a request and partner. */
#ifndef POSTERN_STORE_FORWARDED_H
#define POSTERN_STORE_FORWARDED_H

#include "store/store.h"

typedef struct store_forwarded {
    int64_t ticket;
    char *partner;     /* id in the configuration */
    char *operator_id; /* who forwarded it last */
    int64_t at_ms;
    int64_t answered_ms; /* when he answered last, 0 */
    int64_t ended_ms;    /* his address does not work any more, since; 0 */
    bool away;           /* his responder was told of, since it was forwarded */
} store_forwarded;
store_forwarded *store_forwarded_copy(const store_forwarded *f);
void store_forwarded_free(store_forwarded *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_forwarded, store_forwarded_free)
/* Adds it, or writes it anew. In a transaction. */
bool store_forwarded_put(store *s, const store_forwarded *f, GError **error);
/* store_forwarded*, the oldest first. */
GPtrArray *store_forwarded_list(store *s, int64_t ticket, GError **error);

#endif
