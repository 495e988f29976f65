/* db_sqlite: what db_sqlite.c and db_guard.c share. Private to these two. */
#ifndef POSTERN_STORE_DB_SQLITE_H
#define POSTERN_STORE_DB_SQLITE_H

#include "store/db.h"

#include <sqlite3.h>

struct db {
    sqlite3 *handle;
    char *path;
    db_mode mode;
    bool denied; /* by the guard, while the last statement was prepared */
    GHashTable *queries; /* SQL text -> db_query*, prepared once */
};

/* From now on the handle reads nothing but the public views. */
void db_guard(db *d);
/* False for a text that may not even be prepared by a guarded handle. */
bool db_guard_text(const char *sql);

#endif
