/* db_guard: lets a connection of SQLite read some views and nothing else. */
#ifndef POSTERN_STORE_DB_GUARD_H
#define POSTERN_STORE_DB_GUARD_H

#include "store/db.h"

/* From now on the connection reads nothing but the views of that mode (not
 * DB_DESK). *denied becomes true when a statement would do more; only while
 * `own` may a transaction begin or end. The state must outlive the
 * connection. */
typedef struct db_guard_state {
    bool denied, own;
} db_guard_state;
void db_guard(sql_conn *c, db_mode mode, db_guard_state *g);
/* The connection reads an index of words (search_index.h) and nothing else: the
 * table itself when a statement is made, and what it is made of only while it
 * runs (*running). The same with *denied. */
typedef struct db_search_guard {
    bool denied, running;
} db_search_guard;
void db_guard_search(sql_conn *c, db_search_guard *g);
/* False for a text that may not even be prepared by a guarded connection. */
bool db_guard_text(const char *sql);

#endif
