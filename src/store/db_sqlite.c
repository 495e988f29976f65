/* db_sqlite: the store's database as a file of SQLite. */
#include "store/db_backend.h"

#include "store/db_guard.h"
#include "store/search_index.h"
#include "store/store.h"
#include "store/store_config.h"

#include <errno.h>
#include <sys/stat.h>

typedef struct sqlite_db {
    db base;
    sql_conn *conn;
    bool guarded;
    db_guard_state guard; /* `denied`: what was asked last */
} sqlite_db;

typedef struct sqlite_query {
    db_query base;
    sql_query *query;
} sqlite_query;

static sql_conn *conn_of(db *d)
{
    return ((sqlite_db *)d)->conn;
}

static sql_query *query_of(db_query *q)
{
    return ((sqlite_query *)q)->query;
}

/* ---- errors ---- */

static const char *advice(sql_kind kind)
{
    switch (kind) {
    case SQL_BUSY:
        return "; another process holds it for too long";
    case SQL_FULL:
        return "; make room on its disk";
    case SQL_DENIED:
        return "; check its owner and mode, and that its disk is writable";
    case SQL_DAMAGED:
        return "; it is damaged or no store: restore a backup";
    case SQL_MOVED:
        return "; stop Postern before touching its files, and start it again";
    default:
        return "";
    }
}

static void tell(const sql_trouble *t, GError **error)
{
    err_set(error, sql_class(t->kind), "store %s: %s%s", t->path, t->said,
            advice(t->kind));
}

static void tell_public(const sql_trouble *t, GError **error)
{
    err_set(error, sql_class(t->kind), "store %s: %s", t->path, t->said);
}

/* ---- the database ---- */

static db *open_file(const config_store *where, db_mode mode, GError **error)
{
    const char *path = where->path;
    struct stat st;
    if (stat(path, &st) != 0) {
        if (errno == ENOENT)
            err_set(error, ERR_NOT_FOUND,
                    "there is no store %s; `postern init' makes one", path);
        else
            err_set_errno(error, errno, "store %s cannot be reached", path);
        return NULL;
    }
    bool guarded = mode != DB_DESK;
    sql_setup setup = {
        .path = path,
        .mode = guarded ? SQL_READER : SQL_WRITER,
        .busy_ms = STORE_BUSY_MS,
        .extra = guarded ? NULL : "PRAGMA foreign_keys = ON",
        .tell = guarded ? tell_public : tell,
    };
    sql_conn *conn = sql_open(&setup, error);
    if (!conn)
        return NULL;
    if (!guarded && !sql_add_lower(conn, error)) {
        sql_close(conn);
        return NULL;
    }
    sqlite_db *d = g_new0(sqlite_db, 1);
    if (guarded)
        db_guard(conn, mode, &d->guard);
    d->base.backend = &db_sqlite;
    d->base.name = g_strdup(path);
    d->conn = conn;
    d->guarded = guarded;
    return &d->base;
}

static void close_file(db *d)
{
    sql_close(conn_of(d));
    g_free(d->name);
    g_free(d);
}

static void on_tick(db *d, void (*tick)(void *context), void *context)
{
    sql_on_tick(conn_of(d), tick, context);
}

static bool script(db *d, const char *sql, GError **error)
{
    return sql_script(conn_of(d), sql, error);
}

static bool note_changes(db *d, GError **error)
{
    return sql_script(conn_of(d), search_sqlite_marks, error);
}

static bool version(db *d, int64_t *out, GError **error)
{
    return sql_number(conn_of(d), error, 0, out, "PRAGMA user_version",
                      SQL_END);
}

static bool set_version(db *d, int64_t number, GError **error)
{
    g_autofree char *text =
        g_strdup_printf("PRAGMA user_version = %" G_GINT64_FORMAT, number);
    return sql_script(conn_of(d), text, error);
}

static bool is_empty(db *d, bool *empty, GError **error)
{
    int64_t tables;
    bool fine = sql_number(conn_of(d), error, 0, &tables,
                           "SELECT count(*) FROM sqlite_master", SQL_END);
    *empty = tables == 0;
    return fine;
}

static bool check_pages(db *d, GPtrArray *problems, GError **error)
{
    sql_query *q = sql_ask(conn_of(d), error, "PRAGMA quick_check", SQL_END);
    int more = q ? 1 : -1;
    while (more > 0 && (more = sql_next(q, error)) > 0) {
        g_autofree char *words = sql_take_string(q);
        if (!g_str_equal(words, "ok"))
            g_ptr_array_add(problems, g_steal_pointer(&words));
    }
    return more == 0;
}

static bool check_references(db *d, GPtrArray *problems, GError **error)
{
    sql_query *q =
        sql_ask(conn_of(d), error, "PRAGMA foreign_key_check", SQL_END);
    int more = q ? 1 : -1;
    while (more > 0 && (more = sql_next(q, error)) > 0) {
        g_autofree char *table = sql_take_string(q);
        int64_t row = sql_take_int(q);
        g_autofree char *parent = sql_take_string(q);
        g_ptr_array_add(problems,
                        g_strdup_printf("table %s, row %" G_GINT64_FORMAT
                                        ": its %s is missing",
                                        table, row, parent));
    }
    return more == 0;
}

static bool verify(db *d, GPtrArray *problems, GError **error)
{
    return check_pages(d, problems, error) &&
           check_references(d, problems, error);
}

/* ---- transactions ---- */

static bool begin_deciding(db *d, GError **error)
{
    return sql_begin_deciding(conn_of(d), error);
}

static bool begin_reading(db *d, GError **error)
{
    sqlite_db *own = (sqlite_db *)d;
    own->guard.own = true;
    bool fine = sql_begin_reading(conn_of(d), error);
    own->guard.own = false;
    return fine;
}

static bool commit(db *d, GError **error)
{
    return sql_commit(conn_of(d), error);
}

static void rollback(db *d)
{
    sqlite_db *own = (sqlite_db *)d;
    own->guard.own = true;
    sql_rollback(conn_of(d));
    own->guard.own = false;
}

static bool in_transaction(db *d)
{
    return sql_in_transaction(conn_of(d));
}

static bool savepoint(db *d, GError **error)
{
    return sql_savepoint(conn_of(d), error);
}

static bool savepoint_keep(db *d, GError **error)
{
    return sql_savepoint_keep(conn_of(d), error);
}

/* If a full disk ended the whole transaction there is nothing left to undo, and
 * the commit says so. */
static void savepoint_undo(db *d)
{
    sql_savepoint_undo(conn_of(d));
}

/* ---- statements ---- */

/* Of a guarded handle: one statement that the guard lets through. */
static sql_query *ask_guarded(sqlite_db *d, GError **error, const char *sql,
                              const db_value *values)
{
    g_autoptr(GError) why = NULL;
    sql_query *query = NULL;
    d->guard.denied = !db_guard_text(sql);
    if (!d->guard.denied)
        query = sql_ask_values(d->conn, &why, sql, values);
    if (!query && d->guard.denied)
        err_set(error, ERR_DENIED, "this handle may not run: %s", sql);
    else if (!query)
        g_propagate_error(error, g_steal_pointer(&why));
    return query;
}

static db_query *ask(db *d, GError **error, const char *sql,
                     const db_value *values)
{
    sqlite_db *own = (sqlite_db *)d;
    sql_query *query = own->guarded
                           ? ask_guarded(own, error, sql, values)
                           : sql_ask_values(own->conn, error, sql, values);
    if (!query)
        return NULL;
    sqlite_query *q = g_new0(sqlite_query, 1);
    q->base.owner = d;
    q->query = query;
    return &q->base;
}

static int next(db_query *q, GError **error)
{
    int more = sql_next(query_of(q), error);
    if (more != 1)
        g_free(q); /* sql_next is done with its own */
    return more;
}

static void done(db_query *q)
{
    sql_done(query_of(q));
    g_free(q);
}

static bool write_rows(db *d, GError **error, const char *sql,
                       const db_value *values, int64_t *changed)
{
    if (!sql_write_values(conn_of(d), error, sql, values))
        return false;
    *changed = sql_changes(conn_of(d));
    return true;
}

static bool is_null(db_query *q)
{
    return sql_is_null(query_of(q));
}

static int64_t take_int(db_query *q)
{
    return sql_take_int(query_of(q));
}

static const char *see_text(db_query *q)
{
    return sql_see_text(query_of(q));
}

static char *take_text(db_query *q)
{
    return sql_take_text(query_of(q));
}

static GBytes *take_bytes(db_query *q)
{
    return sql_take_bytes(query_of(q));
}

/* INTEGER and not BIGINT: such a primary key is SQLite's own row number. */
static const char *const types[][2] = {
    {"BIGINT", "INTEGER"},
    {"BYTES", "BLOB"},
    {NULL, NULL},
};

const db_backend db_sqlite = {
    .open = open_file,
    .close = close_file,
    .types = types,
    .script = script,
    .note_changes = note_changes,
    .version = version,
    .set_version = set_version,
    .on_tick = on_tick,
    .is_empty = is_empty,
    .verify = verify,
    .begin_deciding = begin_deciding,
    .begin_reading = begin_reading,
    .commit = commit,
    .rollback = rollback,
    .in_transaction = in_transaction,
    .savepoint = savepoint,
    .savepoint_keep = savepoint_keep,
    .savepoint_undo = savepoint_undo,
    .ask = ask,
    .next = next,
    .done = done,
    .write = write_rows,
    .is_null = is_null,
    .take_int = take_int,
    .take_text = take_text,
    .see_text = see_text,
    .take_bytes = take_bytes,
};
