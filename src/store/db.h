/* db: the store's own small view of a database: statements, values, rows.
 *
 * Private to src/store. What differs between databases stands in their backends
 * (db_backend.h); the files of the subjects hold plain SQL that each of them
 * can run: no row numbers, no functions of one database, ? or ?1 for values. A
 * db belongs to one thread. Statements are prepared once and kept.
 */
#ifndef POSTERN_STORE_DB_H
#define POSTERN_STORE_DB_H

#include "base/sql.h"

typedef struct db db;
typedef struct db_query db_query;

typedef enum {
    DB_DESK,   /* reads and writes everything */
    DB_PUBLIC, /* reads only, and only through the public views */
    DB_WALL    /* the same through the last wall's views */
} db_mode;

struct search_index;
struct store {
    db *db;
    int64_t epoch;
    struct search_index *index; /* to read; NULL: not open (search_find.h) */
};

/* One bound value. DB_T: NULL is SQL's NULL; DB_S: NULL is "". */
typedef sql_value db_value;
#define DB_I(x) SQL_I(x)
#define DB_T(x) SQL_T(x)
#define DB_S(x) db_value_text(x)
#define DB_B(x) SQL_B(x)
#define DB_N    SQL_T(NULL)
/* A reference that is 0 where there is none. */
#define DB_REF(x) db_value_ref(x)
#define DB_END    SQL_END

db_value db_value_text(const char *text);
db_value db_value_ref(int64_t id);

/* ERR_NOT_FOUND if there is none. Free with db_close. */
struct config_store;
db *db_open(const struct config_store *where, db_mode mode, GError **error);
void db_close(db *d);
/* Several statements without values, in the words of the schema (schema.c): a
 * backend puts its own names of types in. */
bool db_script(db *d, const char *sql, GError **error);
/* What changes is noted for search from now on (schema_search.c). */
bool db_note_changes(db *d, GError **error);
/* What the database is called, for what is kept beside it. */
const char *db_name(const db *d);
/* `tick` is called now and then during long statements, if the database can do
 * that; it may not use the database. NULL: no longer. */
void db_on_tick(db *d, void (*tick)(void *context), void *context);
/* Of the schema; 0: none was made. -1 on error. */
int64_t db_version(db *d, GError **error);
bool db_set_version(db *d, int64_t version, GError **error);
/* Are there tables, of whomever? */
bool db_is_empty(db *d, bool *empty, GError **error);
/* Adds what is unsound to `problems` (char*). */
bool db_verify(db *d, GPtrArray *problems, GError **error);

/* See store.h. */
bool db_begin_deciding(db *d, GError **error);
bool db_begin_reading(db *d, GError **error);
bool db_commit(db *d, GError **error);
void db_rollback(db *d);
/* Is one open, of whichever kind? */
bool db_in_transaction(db *d);
/* Was anything written since db_begin_deciding? */
bool db_has_written(const db *d);
bool db_savepoint(db *d, GError **error);
bool db_savepoint_keep(db *d, GError **error);
void db_savepoint_undo(db *d);

/* Called with each text before it is asked: for a test of what the store asks.
 * NULL: nobody. */
typedef void (*db_listener)(const char *sql, void *context);
void db_listen(db *d, db_listener listener, void *context);

/* Bind and start; values end with the list. NULL on error. A query that was not
 * read to its end needs db_done. */
db_query *db_ask_values(db *d, GError **error, const char *sql,
                        const db_value *values);
#define db_ask(d, error, sql, ...) \
    db_ask_values(d, error, sql, (const db_value[]){__VA_ARGS__, DB_END})
/* 1: a row; 0: no more (the query is done); -1: error (the query is done). */
int db_next(db_query *q, GError **error);
void db_done(db_query *q); /* NULL is allowed */

/* A change: run to the end. ERR_INTERNAL outside db_begin_deciding: a write
 * that is not part of one could be left half done. */
bool db_write_values(db *d, GError **error, const char *sql,
                     const db_value *values);
#define db_write(d, error, sql, ...) \
    db_write_values(d, error, sql, (const db_value[]){__VA_ARGS__, DB_END})
/* As db_write, and exactly one row must be changed; else ERR_NOT_FOUND with
 * `what` ("ticket 1042") as words. */
bool db_write_one_values(db *d, GError **error, const char *what,
                         const char *sql, const db_value *values);
#define db_write_one(d, error, what, sql, ...) \
    db_write_one_values(d, error, what, sql,   \
                        (const db_value[]){__VA_ARGS__, DB_END})
/* The one number that a query gives; `none` if it gives no row or NULL. False
 * on error. */
bool db_number_values(db *d, GError **error, int64_t none, int64_t *out,
                      const char *sql, const db_value *values);
#define db_number(d, error, none, out, sql, ...) \
    db_number_values(d, error, none, out, sql,   \
                     (const db_value[]){__VA_ARGS__, DB_END})
/* The next number of a named counter, 0 on error. */
int64_t db_next_id(db *d, const char *counter, GError **error);

/* Columns of the current row, each call taking the next one. */
int64_t db_take_int(db_query *q);
char *db_take_text(db_query *q);      /* NULL stays NULL; caller frees */
const char *db_see_text(db_query *q); /* the same, until the next row */
char *db_take_string(db_query *q);    /* NULL becomes ""; caller frees */
GBytes *db_take_bytes(db_query *q);   /* NULL stays NULL; caller unrefs */

/* Makes a struct of the current row; NULL with *error set if it cannot. */
typedef void *(*db_taker)(db_query *q, void *context, GError **error);
/* All rows, each made by `take`, in an array that frees them by `free_row`. q
 * NULL (an error already set) gives NULL. */
GPtrArray *db_all(db_query *q, db_taker take, void *context,
                  GDestroyNotify free_row, GError **error);
/* The first row. None: NULL, and ERR_NOT_FOUND with the words `missing` unless
 * these are NULL. q NULL gives NULL. */
void *db_one(db_query *q, db_taker take, void *context, const char *missing,
             GError **error);

/* ?, ?1 as $1: values as PostgreSQL names them. Caller frees. */
char *db_dollars(const char *sql);

/* `word` as a LIKE pattern (ESCAPE '\') that finds it anywhere, in the folded
 * form that SQL's lower() gives. Caller frees. */
char *db_like(const char *word);

#endif
