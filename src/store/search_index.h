/* search_index: an index of documents, as a database keeps it. Private to
 * src/store.
 *
 * A document is a page of a ticket: its entries of SEARCH_PAGE numbers, with
 * what belongs to all of it. An index is beside the store and not in it, so
 * that nobody who writes in the store waits for it, and can be made again from
 * the store at any time; how far it has come says search_about. There are two:
 * what customers may see, and all. SQLite's is in search_sqlite.c: a file each.
 */
#ifndef POSTERN_STORE_SEARCH_INDEX_H
#define POSTERN_STORE_SEARCH_INDEX_H

#include "store/db.h"
#include "store/search_text.h"

#define SEARCH_PAGE   128 /* numbers of entries in a document */
#define SEARCH_PAGES  1024
#define SEARCH_RANKED 10000 /* newest documents that are ranked */
#define SEARCH_PHRASES \
    2000                    /* of a question with a phrase: it is held against
                                   each document that has its words */
#define SEARCH_LETTER_MAX 4 /* the same, of one letter */
#define SEARCH_PREFIX_MAX \
    40 /* words that a beginning stands for, the most
                                   common ones */

typedef enum { SEARCH_PUBLIC, SEARCH_DESK, SEARCH_INDEXES } search_which;

typedef struct search_index search_index;

/* Of which store it is, how many batches of changes it has, and down to which
 * ticket all older ones are in it. */
typedef struct search_about {
    int64_t id, epoch, seq, below;
} search_about;

/* `place`: what the database of the store is called. To read. NULL without
 * *error: there is none. */
search_index *search_index_open(const char *place, search_which which,
                                GError **error);
/* To write. Empty (about.id is 0) if there was none, or `anew`: then what was
 * there is gone. */
search_index *search_index_open_writer(const char *place, search_which which,
                                       bool anew, GError **error);
void search_index_close(search_index *x);
/* Is it still the one that a reader would open? */
bool search_index_in_place(search_index *x);
bool search_index_get_about(search_index *x, search_about *about,
                            GError **error);

/* ---- writing ---- */

/* What is read and written from now on is one change; one writer at a time. */
bool search_index_begin(search_index *x, GError **error);
bool search_index_commit(search_index *x, const search_about *about,
                         GError **error);
void search_index_rollback(search_index *x);
/* The document is this, or is no more (columns NULL). */
bool search_index_put(search_index *x, int64_t ticket, int64_t page,
                      char *const columns[SEARCH_COLUMNS], GError **error);
/* Pages of a ticket from `page` on are no more. */
bool search_index_cut(search_index *x, int64_t ticket, int64_t page,
                      GError **error);
/* Brings it into the shape in which it is read fastest, a part at a time.
 * *more: not all is done. */
bool search_index_tidy(search_index *x, bool *more, GError **error);

/* ---- reading ---- */

typedef struct search_hit {
    int64_t ticket;
    double score; /* more is better */
} search_hit;
/* Hits among the newest SEARCH_RANKED (SEARCH_PHRASES) documents, by number of
 * ticket, that hold the question and one key of each of `keys` (char*: keys
 * with blanks between), each ticket once, best first, among equals the newest.
 * search_hit array; caller unrefs. */
GArray *search_index_find(search_index *x, const search_query *q,
                          const GPtrArray *keys, GError **error);
/* A store of SQLite notes which documents are to be read again, in the
 * transaction that changes what is in them, whoever writes it: rows of
 * search_todo and search_group (schema_search.c), by triggers. */
extern const char search_sqlite_marks[];
/* For the test that tries what this handle can read. ERR_DENIED. */
bool search_index_try(search_index *x, const char *sql, GError **error);

#endif
