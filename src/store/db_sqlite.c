/* db_sqlite: the store's database on SQLite: handles, statements, rows. */
#include "store/db_sqlite.h"

#include "base/err.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>

#define DB_LIKE_MAX     1000       /* octets of a search word */
#define DB_WAL_KEEP_MAX "67108864" /* octets of a WAL kept between commits */

struct db_query {
    db *owner;
    sqlite3_stmt *statement;
    bool cached, busy;
    int column;
};

/* ---- errors ---- */

static err_class class_of(db *d, int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_FULL:
        return ERR_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ERR_DENIED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_DATA;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: {
        int number = d->handle ? sqlite3_system_errno(d->handle) : 0;
        if (number == ENOSPC || number == EDQUOT)
            return ERR_FULL;
        return number == EACCES || number == EROFS ? ERR_DENIED : ERR_IO;
    }
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_FOREIGNKEY ? ERR_NOT_FOUND
                                                    : ERR_INTERNAL;
    default:
        return ERR_INTERNAL;
    }
}

static const char *advice(err_class class)
{
    switch (class) {
    case ERR_BUSY:
        return "; another process holds it for too long";
    case ERR_FULL:
        return "; make room on its disk";
    case ERR_DENIED:
        return "; check its owner and mode, and that its disk is writable";
    case ERR_DATA:
        return "; it is damaged or no store: restore a backup";
    default:
        return "";
    }
}

static void set_error(db *d, int code, GError **error)
{
    err_class class = class_of(d, code);
    const char *words =
        d->handle ? sqlite3_errmsg(d->handle) : sqlite3_errstr(code);
    err_set(error, class, "store %s: %s%s", d->path, words,
            d->mode == DB_PUBLIC ? "" : advice(class));
}

/* ---- open and close ---- */

/* SQL's lower() as PostgreSQL has it: for all of Unicode. */
static void sql_lower(sqlite3_context *context, int count,
                      sqlite3_value **values)
{
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (!text) {
        sqlite3_result_null(context);
        return;
    }
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    char *folded = g_utf8_casefold(valid, -1);
    sqlite3_result_text(context, folded, -1, g_free);
}

static bool configure(db *d, GError **error)
{
    sqlite3_extended_result_codes(d->handle, 1);
    sqlite3_busy_timeout(d->handle, STORE_BUSY_MS);
    sqlite3_db_config(d->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(d->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (d->mode == DB_PUBLIC) {
        if (!db_script(d, "PRAGMA query_only = ON;", error))
            return false;
        db_guard(d);
        return true;
    }
    int code = sqlite3_create_function(d->handle, "lower", 1,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                       sql_lower, NULL, NULL);
    if (code != SQLITE_OK) {
        set_error(d, code, error);
        return false;
    }
    return db_script(d,
                     "PRAGMA journal_mode = WAL;"
                     "PRAGMA synchronous = FULL;"
                     "PRAGMA foreign_keys = ON;"
                     "PRAGMA journal_size_limit = " DB_WAL_KEEP_MAX ";",
                     error);
}

db *db_open(const char *path, db_mode mode, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        err_set(error, ERR_NOT_FOUND,
                "there is no store %s; `postern init' makes one", path);
        return NULL;
    }
    db *d = g_new0(db, 1);
    d->path = g_strdup(path);
    d->mode = mode;
    d->queries = g_hash_table_new(g_str_hash, g_str_equal);
    int flags =
        SQLITE_OPEN_NOMUTEX |
        (mode == DB_PUBLIC ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    int code = sqlite3_open_v2(path, &d->handle, flags, NULL);
    if (code != SQLITE_OK) {
        set_error(d, code, error);
        db_close(d);
        return NULL;
    }
    if (!configure(d, error)) {
        db_close(d);
        return NULL;
    }
    return d;
}

void db_close(db *d)
{
    if (!d)
        return;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, d->queries);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        db_query *q = value;
        sqlite3_finalize(q->statement);
        g_free(q);
    }
    g_hash_table_unref(d->queries);
    sqlite3_close_v2(d->handle);
    g_free(d->path);
    g_free(d);
}

bool db_script(db *d, const char *sql, GError **error)
{
    int code = sqlite3_exec(d->handle, sql, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return true;
    set_error(d, code, error);
    return false;
}

int64_t db_version(db *d, GError **error)
{
    int64_t version = -1;
    if (!db_number(d, error, -1, &version, "PRAGMA user_version", DB_END))
        return -1;
    return version;
}

/* ---- transactions ---- */

bool db_in_transaction(db *d)
{
    return !sqlite3_get_autocommit(d->handle);
}

bool db_begin(db *d, GError **error)
{
    return db_script(d, "BEGIN IMMEDIATE", error);
}

bool db_commit(db *d, GError **error)
{
    if (!db_in_transaction(d)) {
        err_set(error, ERR_INTERNAL,
                "store %s: the transaction was rolled back before its commit",
                d->path);
        return false;
    }
    if (db_script(d, "COMMIT", error))
        return true;
    db_rollback(d);
    return false;
}

void db_rollback(db *d)
{
    if (db_in_transaction(d))
        sqlite3_exec(d->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- statements ---- */

db_value db_value_text(const char *text)
{
    return DB_T(text ? text : "");
}

db_value db_value_ref(int64_t id)
{
    return id ? DB_I(id) : DB_N;
}

static db_query *prepare(db *d, const char *sql, GError **error)
{
    db_query *known = g_hash_table_lookup(d->queries, sql);
    if (known && !known->busy)
        return known;
    sqlite3_stmt *statement = NULL;
    const char *tail = "";
    d->denied = d->mode == DB_PUBLIC && !db_guard_text(sql);
    int code = SQLITE_OK;
    if (!d->denied)
        code = sqlite3_prepare_v3(d->handle, sql, -1,
                                  known ? 0 : SQLITE_PREPARE_PERSISTENT,
                                  &statement, &tail);
    if (d->denied || (d->mode == DB_PUBLIC && *tail)) {
        sqlite3_finalize(statement);
        err_set(error, ERR_DENIED, "the public handle may not run: %s", sql);
        return NULL;
    }
    if (code != SQLITE_OK || !statement) {
        set_error(d, code, error);
        return NULL;
    }
    db_query *q = g_new0(db_query, 1);
    q->owner = d;
    q->statement = statement;
    q->cached = !known;
    if (q->cached)
        g_hash_table_insert(d->queries, (gpointer)sqlite3_sql(statement), q);
    return q;
}

static int bind(db_query *q, const db_value *values)
{
    int code = SQLITE_OK;
    for (int i = 0; values[i].type && code == SQLITE_OK; i++) {
        const db_value *v = &values[i];
        if (v->type == 'i')
            code = sqlite3_bind_int64(q->statement, i + 1, v->i);
        else if (v->type == 't' && v->t)
            code = sqlite3_bind_text(q->statement, i + 1, v->t, -1,
                                     SQLITE_TRANSIENT);
        else if (v->type == 'b' && v->b) {
            gsize size = 0;
            const void *data = g_bytes_get_data(v->b, &size);
            code = sqlite3_bind_blob64(q->statement, i + 1, data ? data : "",
                                       size, SQLITE_TRANSIENT);
        } else {
            code = sqlite3_bind_null(q->statement, i + 1);
        }
    }
    return code;
}

db_query *db_ask_values(db *d, GError **error, const char *sql,
                        const db_value *values)
{
    db_query *q = prepare(d, sql, error);
    if (!q)
        return NULL;
    q->busy = true;
    int code = bind(q, values);
    if (code != SQLITE_OK) {
        set_error(d, code, error);
        db_done(q);
        return NULL;
    }
    return q;
}

int db_next(db_query *q, GError **error)
{
    int code = sqlite3_step(q->statement);
    q->column = 0;
    if (code == SQLITE_ROW)
        return 1;
    if (code != SQLITE_DONE)
        set_error(q->owner, code, error);
    db_done(q);
    return code == SQLITE_DONE ? 0 : -1;
}

void db_done(db_query *q)
{
    if (!q)
        return;
    if (!q->cached) {
        sqlite3_finalize(q->statement);
        g_free(q);
        return;
    }
    sqlite3_reset(q->statement);
    sqlite3_clear_bindings(q->statement);
    q->busy = false;
}

bool db_write_values(db *d, GError **error, const char *sql,
                     const db_value *values)
{
    if (!db_in_transaction(d)) {
        err_set(error, ERR_INTERNAL, "store %s: a write outside a transaction",
                d->path);
        return false;
    }
    db_query *q = db_ask_values(d, error, sql, values);
    if (!q)
        return false;
    int more = db_next(q, error);
    if (more == 1)
        db_done(q);
    return more >= 0;
}

bool db_write_one_values(db *d, GError **error, const char *what,
                         const char *sql, const db_value *values)
{
    if (!db_write_values(d, error, sql, values))
        return false;
    if (sqlite3_changes(d->handle) == 1)
        return true;
    err_set(error, ERR_NOT_FOUND, "there is no %s in the store", what);
    return false;
}

bool db_number_values(db *d, GError **error, int64_t none, int64_t *out,
                      const char *sql, const db_value *values)
{
    *out = none;
    db_query *q = db_ask_values(d, error, sql, values);
    if (!q)
        return false;
    int more = db_next(q, error);
    if (more != 1)
        return more == 0;
    if (sqlite3_column_type(q->statement, 0) != SQLITE_NULL)
        *out = sqlite3_column_int64(q->statement, 0);
    db_done(q);
    return true;
}

int64_t db_next_id(db *d, const char *counter, GError **error)
{
    int64_t id = 0;
    if (!db_write_one(d, error, counter,
                      "UPDATE counter SET last = last + 1 WHERE name = ?",
                      DB_T(counter)) ||
        !db_number(d, error, 0, &id, "SELECT last FROM counter WHERE name = ?",
                   DB_T(counter)))
        return 0;
    return id;
}

/* ---- rows ---- */

int64_t db_take_int(db_query *q)
{
    return sqlite3_column_int64(q->statement, q->column++);
}

char *db_take_text(db_query *q)
{
    return g_strdup(
        (const char *)sqlite3_column_text(q->statement, q->column++));
}

char *db_take_string(db_query *q)
{
    char *text = db_take_text(q);
    return text ? text : g_strdup("");
}

GBytes *db_take_bytes(db_query *q)
{
    int column = q->column++;
    if (sqlite3_column_type(q->statement, column) == SQLITE_NULL)
        return NULL;
    const void *data = sqlite3_column_blob(q->statement, column);
    return g_bytes_new(data, (gsize)sqlite3_column_bytes(q->statement, column));
}

GPtrArray *db_all(db_query *q, db_taker take, void *context,
                  GDestroyNotify free_row, GError **error)
{
    if (!q)
        return NULL;
    GPtrArray *list = g_ptr_array_new_with_free_func(free_row);
    int more;
    while ((more = db_next(q, error)) == 1) {
        void *row = take(q, context, error);
        if (!row) {
            db_done(q);
            more = -1;
            break;
        }
        g_ptr_array_add(list, row);
    }
    if (more < 0)
        g_clear_pointer(&list, g_ptr_array_unref);
    return list;
}

void *db_one(db_query *q, db_taker take, void *context, const char *missing,
             GError **error)
{
    if (!q)
        return NULL;
    int more = db_next(q, error);
    if (more == 0 && missing)
        err_set(error, ERR_NOT_FOUND, "there is no %s in the store", missing);
    if (more != 1)
        return NULL;
    void *row = take(q, context, error);
    db_done(q);
    return row;
}

char *db_like(const char *word)
{
    g_autofree char *valid = g_utf8_make_valid(word, -1);
    g_autofree char *folded = g_utf8_casefold(valid, -1);
    GString *pattern = g_string_new("%");
    for (const char *p = folded; *p && pattern->len < DB_LIKE_MAX;
         p = g_utf8_next_char(p)) {
        if (strchr("%_\\", *p))
            g_string_append_c(pattern, '\\');
        g_string_append_len(pattern, p, g_utf8_next_char(p) - p);
    }
    g_string_append_c(pattern, '%');
    return g_string_free(pattern, FALSE);
}
