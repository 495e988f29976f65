/* search_find: which tickets hold words, for lists of the desk. Private to
 * src/store. */
#ifndef POSTERN_STORE_SEARCH_FIND_H
#define POSTERN_STORE_SEARCH_FIND_H

#include "store/ticket.h"

/* int64_t: tickets that hold f->words and may have what else it asks for, best
 * first. In a transaction. Caller unrefs. */
GArray *search_find(store *s, const store_ticket_filter *f, GError **error);

#endif
