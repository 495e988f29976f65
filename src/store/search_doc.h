/* search_doc: what of a ticket is found by its words. Private to src/store. */
#ifndef POSTERN_STORE_SEARCH_DOC_H
#define POSTERN_STORE_SEARCH_DOC_H

#include "store/search_index.h"

#define SEARCH_ENTRY_MAX (32 << 10)  /* octets of one entry that are read */
#define SEARCH_DOC_MAX   (512 << 10) /* of words of a column; then no more are */

typedef struct search_doc {
    bool none;  /* there is no such ticket, or it is part of another */
    bool empty; /* a page but the first, of which nothing but the ticket is
                   found */
    int64_t pages;
    char *columns[SEARCH_COLUMNS]; /* none is NULL */
} search_doc;
void search_doc_clear(search_doc *doc);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(search_doc, search_doc_clear)

/* One page. Of the public index only public views are read, which a handle for
 * customers can do too; there is no note then, and `pages` ends with what is
 * public. */
bool search_doc_read(db *d, search_which which, int64_t ticket, int64_t page,
                     search_doc *doc, GError **error);
/* Does any page of the ticket hold it, as the store is now? */
bool search_doc_holds(db *d, search_which which, int64_t ticket,
                      const search_query *q, bool *holds, GError **error);

/* Keys: of which kind, SEARCH_KEY_... */
#define SEARCH_KEY_QUEUE      'q'
#define SEARCH_KEY_STATUS     's'
#define SEARCH_KEY_OPEN       'o' /* "1" or "0" */
#define SEARCH_KEY_HOLDER     'h' /* "" nobody */
#define SEARCH_KEY_LINE       'l'
#define SEARCH_KEY_TYPE       't'
#define SEARCH_KEY_CATEGORY   'k'
#define SEARCH_KEY_PRIORITY   'p'
#define SEARCH_KEY_COMPLEXITY 'x'
#define SEARCH_KEY_CUSTOMER   'c'
#define SEARCH_KEY_COMPANY    'f' /* its number */

#endif
