/* db_guard: lets a connection of SQLite read what is public and nothing else. */
#ifndef POSTERN_STORE_DB_GUARD_H
#define POSTERN_STORE_DB_GUARD_H

#include "base/sql.h"

/* From now on the connection reads nothing but the public views. *denied becomes
 * true when a statement would do more; it must outlive the connection. */
void db_guard(sql_conn *c, bool *denied);
/* False for a text that may not even be prepared by a guarded connection. */
bool db_guard_text(const char *sql);

#endif
