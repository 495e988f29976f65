/* sql_link: what sql.c and sql_query.c share. Private to these two. */
#ifndef POSTERN_SQL_LINK_H
#define POSTERN_SQL_LINK_H

#include "base/sql.h"

#include <sqlite3.h>
#include <sys/types.h>

struct sql_conn {
    sqlite3 *handle;
    char *path;
    dev_t dev; /* of the file that is open */
    ino_t ino;
    sql_teller tell;
    GHashTable *queries;         /* text -> sql_query*, prepared once */
    void (*tick)(void *context); /* NULL */
    void *tick_context;
    GHashTable *places; /* where a text stood last -> the same, borrowed */
};

/* Tells what `code` means on this connection. `statement` may be NULL. */
void sql_tell(sql_conn *c, int code, const char *statement, GError **error);
/* The same with a kind that is not SQLite's finding. */
void sql_tell_kind(sql_conn *c, sql_kind kind, const char *said,
                   const char *statement, GError **error);
void sql_query_free(void *query);

#endif
