/* sql: SQLite, as the spool and the store use it: one connection to one file,
 * its transactions, statements, values and rows.
 *
 * No SQLite type is visible here. A connection and its queries are used by one
 * thread at a time. Statements are prepared once and kept, by their text. What
 * went wrong is told to the room's own teller, who knows the words and the
 * class; functions return false, NULL or -1 then.
 */
#ifndef POSTERN_SQL_H
#define POSTERN_SQL_H

#include "base/err.h"

#include <stdint.h>

typedef struct sql_conn sql_conn;
typedef struct sql_query sql_query;

/* ---- what went wrong ---- */

typedef enum {
    SQL_FAULT,    /* our own: a wrong statement, a constraint */
    SQL_BUSY,     /* locked by another process for longer than busy_ms */
    SQL_CONFLICT, /* what was read is no longer so: begin again */
    SQL_FULL,     /* no space left */
    SQL_MEMORY,   /* no memory left, at this moment */
    SQL_IO,
    SQL_UNOPENED, /* the file cannot be opened, for no reason known here */
    SQL_DENIED,   /* not writable, not readable, or refused by a guard */
    SQL_DAMAGED,  /* no database, or a broken one */
    SQL_LIMIT,    /* a value is too large */
    SQL_MISSING,  /* a row that is referred to is not there */
    SQL_MOVED     /* another file, or none, stands at the path */
} sql_kind;

typedef struct sql_trouble {
    sql_kind kind;
    const char *path;
    const char *said;      /* SQLite's words */
    const char *statement; /* that was prepared; NULL: another step */
    int code;              /* SQLite's extended result, 0: not its doing */
    int os;                /* errno, 0 if none is known */
} sql_trouble;
typedef void (*sql_teller)(const sql_trouble *t, GError **error);

/* The class that most callers want for it. */
err_class sql_class(sql_kind kind);

/* ---- connections ---- */

typedef enum {
    SQL_WRITER, /* WAL, synchronous=FULL: durable when a commit returns */
    SQL_READER  /* the file itself is opened read-only */
} sql_mode;

typedef struct sql_setup {
    const char *path; /* of a file that is there; it is never made here */
    sql_mode mode;
    int busy_ms;       /* how long to wait for another process's lock */
    const char *extra; /* statements to begin with, NULL: none */
    sql_teller tell;
} sql_setup;

sql_conn *sql_open(const sql_setup *setup, GError **error);
void sql_close(sql_conn *c); /* NULL is allowed */
void sql_set_busy(sql_conn *c, int busy_ms);
/* Is the file that is open here still the one at its path? SQL_MOVED if not: what
 * is written to it then nobody will find again. */
bool sql_in_place(sql_conn *c, GError **error);
/* SQL's lower() as PostgreSQL has it: for all of Unicode. */
bool sql_add_lower(sql_conn *c, GError **error);
/* Called now and then during a long statement, until it is NULL; `tick` may not use
 * the connection. */
void sql_on_tick(sql_conn *c, void (*tick)(void *context), void *context);
/* For the file that sets an authorizer; it alone knows the type. */
struct sqlite3;
struct sqlite3 *sql_handle(sql_conn *c);

/* ---- transactions ---- */

/* What is read from now on stays true until the end, because nobody else can
 * write: for those who decide by what they read. Checks sql_in_place. */
bool sql_begin_deciding(sql_conn *c, GError **error);
/* One moment's view, without a lock; nothing may be written. */
bool sql_begin_reading(sql_conn *c, GError **error);
/* Durable when it returns true. False: rolled back. Checks sql_in_place. */
bool sql_commit(sql_conn *c, GError **error);
void sql_rollback(sql_conn *c);
/* False also after a full disk rolled all of it back by itself. */
bool sql_in_transaction(sql_conn *c);
/* Part of a transaction that may fail alone. Not nested. undo: false if the whole
 * transaction is lost already. */
bool sql_savepoint(sql_conn *c, GError **error);
bool sql_savepoint_keep(sql_conn *c, GError **error);
bool sql_savepoint_undo(sql_conn *c);

/* ---- statements ---- */

typedef struct sql_value {
    char type; /* 'i', 't', 'b', 0: end */
    int64_t i;
    const char *t;
    GBytes *b;
} sql_value;
#define SQL_I(x) ((sql_value){.type = 'i', .i = (x)})
#define SQL_T(x) ((sql_value){.type = 't', .t = (x)}) /* NULL is SQL's NULL */
#define SQL_B(x) ((sql_value){.type = 'b', .b = (x)}) /* the same */
#define SQL_END  ((sql_value){.type = 0})

/* Several statements without values (schema, pragmas). */
bool sql_script(sql_conn *c, const char *text, GError **error);

/* One statement, its values bound in order (copied); SQL_END where there are none.
 * A query that was not read to its end needs sql_done. */
sql_query *sql_ask_values(sql_conn *c, GError **error, const char *text,
                          const sql_value *values);
#define sql_ask(c, error, text, ...) \
    sql_ask_values(c, error, text, (const sql_value[]){__VA_ARGS__, SQL_END})
/* 1: a row; 0: no more (the query is done); -1: error (the query is done). */
int sql_next(sql_query *q, GError **error);
void sql_done(sql_query *q); /* NULL is allowed */

/* A statement whose rows, if any, do not matter, run to its end. */
bool sql_write_values(sql_conn *c, GError **error, const char *text,
                      const sql_value *values);
#define sql_write(c, error, text, ...) \
    sql_write_values(c, error, text, (const sql_value[]){__VA_ARGS__, SQL_END})
/* Rows that the last statement of this connection changed. */
int64_t sql_changes(sql_conn *c);
/* Rows that all statements of this connection changed so far. */
int64_t sql_total_changes(sql_conn *c);
int64_t sql_last_row(sql_conn *c); /* number of the row last inserted */

/* The one number that a query gives; `none` if it gives no row or NULL. */
bool sql_number_values(sql_conn *c, GError **error, int64_t none, int64_t *out,
                       const char *text, const sql_value *values);
#define sql_number(c, error, none, out, text, ...) \
    sql_number_values(c, error, none, out, text,   \
                      (const sql_value[]){__VA_ARGS__, SQL_END})

/* ---- columns of the current row, each call taking the next one ---- */

bool sql_is_null(sql_query *q);         /* takes nothing */
int64_t sql_take_int(sql_query *q);     /* NULL becomes 0 */
char *sql_take_text(sql_query *q);      /* NULL stays NULL; caller frees */
const char *sql_see_text(sql_query *q); /* the same, until the next row */
char *sql_take_string(sql_query *q);    /* NULL becomes ""; caller frees */
GBytes *sql_take_bytes(sql_query *q);   /* NULL stays NULL; caller unrefs */

#endif
