/* rows: readers of rows that several subjects have. Private to src/store. */
#ifndef POSTERN_STORE_ROWS_H
#define POSTERN_STORE_ROWS_H

#include "store/attachment.h"
#include "store/db.h"
#include "store/people.h"
#include "store/public.h"

#define ATTACHMENT_COLUMNS \
    "part, name, type, content_id, shown_inline, size, sha256"
#define ATTACHMENT_VALUES(a)                                                  \
    DB_S((a)->part), DB_S((a)->name), DB_S((a)->type), DB_T((a)->content_id), \
        DB_I((a)->shown_inline), DB_I((a)->size), DB_S((a)->sha256)

/* A db_taker of ATTACHMENT_COLUMNS: store_attachment*. */
void *attachment_take(db_query *q, void *context, GError **error);
/* All rows of a query of them; store_attachment* array. q NULL
 * gives NULL. */
GPtrArray *attachment_take_all(db_query *q, GError **error);
/* The same of "address, name, part"; store_participant* array. */
GPtrArray *participant_take_all(db_query *q, GError **error);
/* What a snapshot shows of this ticket (0: of none) has changed: its version goes
 * up. */
bool ticket_touch(store *s, int64_t id, GError **error);
/* A db_taker of one column of octets: GBytes*. */
void *bytes_take(db_query *q, void *context, GError **error);

/* db_takers of all columns of a statement's line and of a rate, in
 * the order of their structs. */
void *statement_line_take(db_query *q, void *context, GError **error);
void *rate_take(db_query *q, void *context, GError **error);

/* What it reads through. */
db *public_db(store_public *p);

#endif
