/* search: full text over subjects, articles, notes, what is kept apart, names
 * of attachments, people and fields, for the desk and for customers.
 *
 * How questions are written: search_text.h. There are two indexes, of what
 * customers may see and of all, beside the store. Nobody waits for them:
 * whoever writes in the store leaves a note there of what is to be read again,
 * and an indexer does that later (role clock, duty search). What is not read
 * again yet is looked at in the store itself, so what has just come in is
 * found. What customers find is always held against what is public at that
 * moment. An index that is lost, damaged, or of another state of the store is
 * made anew.
 */
#ifndef POSTERN_STORE_SEARCH_H
#define POSTERN_STORE_SEARCH_H

#include "store/public.h"
#include "store/search_text.h"
#include "store/ticket.h"

/* ---- for the desk: store_ticket_filter.words ---- */

typedef struct store_search_state {
    int64_t done, total; /* tickets, about: of all that are older than others */
    int64_t waiting;     /* documents that have changed since */
} store_search_state;
/* done < total: "still being indexed", only the newest are found. */
bool store_search_state_get(store *s, store_search_state *state,
                            GError **error);
/* One line of an entry of the ticket that is found by these words, as it is
 * now; NULL: it is not found by what was written there. *n: the entry. Caller
 * frees. */
char *store_search_snippet(store *s, int64_t ticket, const char *words,
                           size_t width, int64_t *n, GError **error);

/* ---- for customers ---- */

/* Handles of its own, read-only: the public index, and the public views. */
typedef struct store_search store_search;
store_search *store_search_open(const struct config_store *where,
                                GError **error);
void store_search_close(store_search *x);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_search, store_search_close)
/* Whose tickets: those of a customer with one of these addresses, NULL ends
 * them, or of a company (0: of none). Who nobody is finds nothing. */
typedef struct store_search_who {
    const char *const *addresses;
    int64_t company;
} store_search_who;
/* int64_t: tickets that hold the words, best first, at most `limit`. Caller
 * unrefs. */
GArray *store_search_find(store_search *x, const store_search_who *who,
                          const char *words, unsigned limit, GError **error);
/* Does this ticket hold the words, in what is public of it now? Whoever asks
 * knows that it is shown to its own customer. */
bool store_public_holds(store_public *p, int64_t ticket, const char *words,
                        bool *holds, GError **error);
/* For the tests that try what they can read: the index, the views.
 * ERR_DENIED. */
bool store_search_try(store_search *x, bool index, const char *sql,
                      GError **error);
void store_search_listen(store_search *x,
                         void (*listener)(const char *sql, void *context),
                         void *context);

/* ---- the indexer ---- */

typedef struct store_indexer store_indexer;
store_indexer *store_indexer_new(const struct config_store *where);
void store_indexer_free(store_indexer *x);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_indexer, store_indexer_free)
/* Some of what is to be done, on this handle of the store, outside a
 * transaction: some dozens of documents, which takes some dozens of
 * milliseconds; what it writes in the store itself is a few rows at most.
 * *more: there is more. */
bool store_indexer_step(store_indexer *x, store *s, bool *more, GError **error);
/* The indexes are made from the beginning. */
bool store_indexer_renew(store_indexer *x, store *s, GError **error);
/* After the last step: brings them into the shape that is read fastest. *more
 * as above. */
bool store_indexer_tidy(store_indexer *x, bool *more, GError **error);

#endif
