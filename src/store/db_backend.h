/* db_backend: what a database has to do for the store. Private to db.c and the
 * backends; all that is special to one database stands in its file.
 *
 * Functions return as those of db.h that are called alike. A backend's db and
 * db_query begin with the structs below.
 */
#ifndef POSTERN_STORE_DB_BACKEND_H
#define POSTERN_STORE_DB_BACKEND_H

#include "store/db.h"

typedef struct db_backend {
    db *(*open)(const struct config_store *where, db_mode mode, GError **error);
    void (*close)(db *d);
    /* What the schema's names of types are here: pairs, until NULL */
    const char *const (*types)[2];
    bool (*script)(db *d, const char *sql, GError **error);
    /* From now on changes are noted for search (search_index.h). */
    bool (*note_changes)(db *d, GError **error);
    bool (*version)(db *d, int64_t *version, GError **error);
    bool (*set_version)(db *d, int64_t version, GError **error);
    /* During a long statement, if the database can tell; NULL: it cannot. */
    void (*on_tick)(db *d, void (*tick)(void *context), void *context);
    bool (*is_empty)(db *d, bool *empty, GError **error);
    bool (*verify)(db *d, GPtrArray *problems, GError **error);

    bool (*begin_deciding)(db *d, GError **error);
    bool (*begin_reading)(db *d, GError **error);
    bool (*commit)(db *d, GError **error);
    void (*rollback)(db *d);
    bool (*in_transaction)(db *d);
    bool (*savepoint)(db *d, GError **error);
    bool (*savepoint_keep)(db *d, GError **error);
    void (*savepoint_undo)(db *d);

    db_query *(*ask)(db *d, GError **error, const char *sql,
                     const db_value *values);
    int (*next)(db_query *q, GError **error);
    void (*done)(db_query *q);
    /* *changed: rows */
    bool (*write)(db *d, GError **error, const char *sql,
                  const db_value *values, int64_t *changed);
    bool (*is_null)(db_query *q); /* the column that is taken next */
    int64_t (*take_int)(db_query *q);
    char *(*take_text)(db_query *q);
    const char *(*see_text)(db_query *q);
    GBytes *(*take_bytes)(db_query *q);
} db_backend;

struct db {
    const db_backend *backend;
    char *name;    /* of the database, for errors */
    bool deciding; /* within db_begin_deciding */
    bool wrote;    /* and something was written there */
    db_listener listener;
    void *context; /* of the listener */
};

struct db_query {
    db *owner;
};

extern const db_backend db_sqlite;

#endif
