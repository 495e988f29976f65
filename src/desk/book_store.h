/* book_store: a book read from the store, and its rows written back. */
#ifndef POSTERN_DESK_BOOK_STORE_H
#define POSTERN_DESK_BOOK_STORE_H

#include "desk/book.h"
#include "store/store.h"

/* What rows of `kinds` (bits) need besides is read as well. NULL on error. */
book *book_read(store *s, const config *c, unsigned kinds, GError **error);
#define BOOK_BIT(kind) (1u << (kind))

/* Keeps a row of book_row_data; of a service with "patch" only what its values
 * name. What it changes of promises that hold is looked at anew at `now_ms` by
 * the clock. In a transaction. */
bool book_save(store *s, const json_t *data, int64_t now_ms, GError **error);
/* All rows of a book that have changed. In a transaction. */
bool book_save_all(store *s, const book *b, int64_t now_ms, GError **error);

#endif
