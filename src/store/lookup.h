/* lookup: what other systems answered about a request, for operators; never in
 * what customers may see. And by which words other systems acted on one, so that
 * each acts once. */
#ifndef POSTERN_STORE_LOOKUP_H
#define POSTERN_STORE_LOOKUP_H

#include "store/store.h"

/* One row of an answer. */
typedef struct store_lookup {
    int64_t ticket;
    char *name; /* of [lookup NAME] */
    int64_t n;  /* its place in the answer, from 1 */
    char *title, *text;
    int64_t at_ms;
} store_lookup;
void store_lookup_free(store_lookup *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_lookup, store_lookup_free)

/* In a transaction: `rows` (store_lookup*, whose title and text count) are what
 * this lookup answers about the ticket from now on. */
bool store_lookup_put(store *s, int64_t ticket, const char *name,
                      const GPtrArray *rows, int64_t at_ms, GError **error);
/* By name of the lookup, each in its order. store_lookup*. */
GPtrArray *store_lookup_list(store *s, int64_t ticket, GError **error);

/* What a hook did by `postern ticket do`, under a key of its own. */
typedef struct store_hook_key {
    char *hook, *key;
    int64_t ticket;
    char *digest; /* of what it asked for */
    char *result; /* JSON that it was answered */
    int64_t at_ms;
} store_hook_key;
void store_hook_key_free(store_hook_key *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_hook_key, store_hook_key_free)

/* NULL without error: it never used this key. */
store_hook_key *store_hook_key_get(store *s, const char *hook, const char *key,
                                   GError **error);
/* In a transaction. */
bool store_hook_key_add(store *s, const store_hook_key *k, GError **error);

#endif
