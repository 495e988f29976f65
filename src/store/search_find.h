/* search_find: which tickets hold words, for lists of the desk. Private to
 * src/store. */
#ifndef POSTERN_STORE_SEARCH_FIND_H
#define POSTERN_STORE_SEARCH_FIND_H

#include "store/ticket.h"

#define SEARCH_FRESH_MAX \
    500 /* tickets that are looked at in the store itself */
#define SEARCH_FOUND_MAX 10500 /* of these and of the index */

/* int64_t, SEARCH_FOUND_MAX at most: tickets that hold f->words and may have
 * what else it asks for, best first. *all: no other has; never true for words
 * without a letter. In a transaction. Caller unrefs. */
GArray *search_find(store *s, const store_ticket_filter *f, bool *all,
                    GError **error);

#endif
