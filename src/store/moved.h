/* moved: entries that went from one ticket to another, and where what names them
 * by their old number leads.
 *
 * Entries go in ranges, with the numbers that they get: what was entry n is now
 * entry n + by of `to`. A number is never given out again in the ticket that they
 * left, so that a secret address or a mail of before says what it said. Articles,
 * notes and what is kept apart go, with their attachments, mails to customers,
 * what was shown, and what the last wall looks for; events, changes, stays and the
 * ledger stay: that is the history of the ticket they were in.
 */
#ifndef POSTERN_STORE_MOVED_H
#define POSTERN_STORE_MOVED_H

#include "store/store.h"

#define STORE_LEAD_MAX 16 /* steps from a ticket to another */

/* Where something is now. */
typedef struct store_place {
    int64_t ticket;
    int64_t n; /* entry there, 0: none */
    int64_t
        seen; /* whoever had seen all up to the entry has seen all up to this
                     one there */
} store_place;

/* Where entry n (0: none is named) of `ticket` is now, and where mail to that
 * ticket goes. What is not there leads to itself. */
bool store_lead(store *s, int64_t ticket, int64_t n, store_place *place,
                GError **error);

/* In a transaction: `from` becomes part of `into`: its entries come after those
 * that are there. What waits for a moment in `from` waits no longer, its unsent
 * notifications are cancelled, its links and co-holders go along. merged_into and
 * the status are set by the caller. Neither may be part of another. */
bool store_merge(store *s, int64_t from, int64_t into, GError **error);
/* The same: the entries of `from` from number `first` on are those of `to`, which
 * has none. */
bool store_split(store *s, int64_t from, int64_t first, int64_t to,
                 GError **error);

/* int64_t: tickets whose entries `ticket` got, each once, by number. */
GArray *store_moved_from(store *s, int64_t ticket, GError **error);
/* int64_t: tickets that became part of this one. */
GArray *store_merged(store *s, int64_t ticket, GError **error);

#endif
