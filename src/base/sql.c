/* sql: connections to SQLite, their transactions, and what its results mean. */
#include "base/sql.h"

#include "base/sql_link.h"

#include <errno.h>
#include <sys/stat.h>

#define WAL_KEEP_OCTETS "67108864" /* of a WAL kept between commits */
#define WAL_RETRY_US    20000

/* ---- what went wrong ---- */

err_class sql_class(sql_kind kind)
{
    switch (kind) {
    case SQL_BUSY:
        return ERR_BUSY;
    case SQL_CONFLICT:
        return ERR_CONFLICT;
    case SQL_FULL:
    case SQL_MEMORY:
        return ERR_FULL;
    case SQL_IO:
    case SQL_UNOPENED:
        return ERR_IO;
    case SQL_DENIED:
        return ERR_DENIED;
    case SQL_DAMAGED:
        return ERR_DATA;
    case SQL_LIMIT:
        return ERR_LIMIT;
    case SQL_MISSING:
        return ERR_NOT_FOUND;
    case SQL_MOVED:
        return ERR_LOST;
    default:
        return ERR_INTERNAL;
    }
}

static sql_kind kind_of_errno(int number, sql_kind other)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return SQL_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
        return SQL_DENIED;
    default:
        return other;
    }
}

static sql_kind kind_of(int code, int os)
{
    if (code == SQLITE_BUSY_SNAPSHOT)
        return SQL_CONFLICT;
    if (code == SQLITE_IOERR_SHMSIZE)
        return SQL_FULL;
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY)
        return SQL_MISSING;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SQL_BUSY;
    case SQLITE_FULL:
        return SQL_FULL;
    case SQLITE_IOERR:
        return kind_of_errno(os, SQL_IO);
    case SQLITE_CANTOPEN:
        return kind_of_errno(os, SQL_UNOPENED);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return SQL_DENIED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SQL_DAMAGED;
    case SQLITE_NOMEM:
        return SQL_MEMORY;
    case SQLITE_TOOBIG:
        return SQL_LIMIT;
    default:
        return SQL_FAULT;
    }
}

void sql_tell(sql_conn *c, int code, const char *statement, GError **error)
{
    int os = c->handle ? sqlite3_system_errno(c->handle) : 0;
    sql_trouble t = {
        .kind = kind_of(code, os),
        .path = c->path,
        .said = c->handle ? sqlite3_errmsg(c->handle) : sqlite3_errstr(code),
        .statement = statement,
        .code = code,
        .os = os,
    };
    c->tell(&t, error);
}

void sql_tell_kind(sql_conn *c, sql_kind kind, const char *said,
                   const char *statement, GError **error)
{
    sql_trouble t = {
        .kind = kind, .path = c->path, .said = said, .statement = statement};
    c->tell(&t, error);
}

/* ---- open and close ---- */

/* SQLite does not wait for its busy timeout when two processes switch a new
 * database to WAL at the same moment. */
static bool use_wal(sql_conn *c, int busy_ms, GError **error)
{
    for (int tries = 0;; tries++) {
        int code = sqlite3_exec(c->handle, "PRAGMA journal_mode = WAL", NULL,
                                NULL, NULL);
        if (code == SQLITE_OK)
            return true;
        if ((code & 0xff) != SQLITE_BUSY ||
            tries >= busy_ms * 1000 / WAL_RETRY_US) {
            sql_tell(c, code, NULL, error);
            return false;
        }
        g_usleep(WAL_RETRY_US);
    }
}

static bool configure(sql_conn *c, const sql_setup *setup, GError **error)
{
    sqlite3_extended_result_codes(c->handle, 1);
    sqlite3_busy_timeout(c->handle, setup->busy_ms);
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (setup->mode == SQL_READER)
        return sql_script(c, "PRAGMA query_only = ON", error);
    return use_wal(c, setup->busy_ms, error) &&
           sql_script(c,
                      "PRAGMA synchronous = FULL;"
                      "PRAGMA journal_size_limit = " WAL_KEEP_OCTETS,
                      error);
}

/* Before SQLite opens it: whoever is faster than that is found out later. */
static bool remember_file(sql_conn *c, GError **error)
{
    struct stat st;
    if (stat(c->path, &st) == 0) {
        c->dev = st.st_dev;
        c->ino = st.st_ino;
        return true;
    }
    sql_trouble t = {.kind = kind_of_errno(errno, SQL_UNOPENED),
                     .path = c->path,
                     .said = g_strerror(errno),
                     .os = errno};
    c->tell(&t, error);
    return false;
}

sql_conn *sql_open(const sql_setup *setup, GError **error)
{
    sql_conn *c = g_new0(sql_conn, 1);
    c->path = g_strdup(setup->path);
    c->tell = setup->tell;
    c->queries =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, sql_query_free);
    c->places = g_hash_table_new(NULL, NULL);
    int flags = SQLITE_OPEN_NOMUTEX |
                (setup->mode == SQL_READER ? SQLITE_OPEN_READONLY
                                           : SQLITE_OPEN_READWRITE);
    bool fine = remember_file(c, error);
    int code =
        fine ? sqlite3_open_v2(c->path, &c->handle, flags, NULL) : SQLITE_OK;
    if (code != SQLITE_OK)
        sql_tell(c, code, NULL, error);
    if (fine && code == SQLITE_OK && configure(c, setup, error) &&
        (!setup->extra || sql_script(c, setup->extra, error)))
        return c;
    sql_close(c);
    return NULL;
}

void sql_close(sql_conn *c)
{
    if (!c)
        return;
    g_hash_table_unref(c->places);
    g_hash_table_unref(c->queries);
    sqlite3_close_v2(c->handle);
    g_free(c->path);
    g_free(c);
}

void sql_set_busy(sql_conn *c, int busy_ms)
{
    sqlite3_busy_timeout(c->handle, busy_ms);
}

bool sql_in_place(sql_conn *c, GError **error)
{
    struct stat st;
    if (stat(c->path, &st) == 0 && st.st_dev == c->dev && st.st_ino == c->ino)
        return true;
    sql_tell_kind(c, SQL_MOVED, "its file was moved or removed", NULL, error);
    return false;
}

struct sqlite3 *sql_handle(sql_conn *c)
{
    return c->handle;
}

static void lower(sqlite3_context *context, int count, sqlite3_value **values)
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

bool sql_add_lower(sql_conn *c, GError **error)
{
    int code = sqlite3_create_function(c->handle, "lower", 1,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                       lower, NULL, NULL);
    if (code == SQLITE_OK)
        return true;
    sql_tell(c, code, NULL, error);
    return false;
}

#define TICK_STEPS 20000 /* of SQLite's machine: some milliseconds */

static int on_tick(void *context)
{
    sql_conn *c = context;
    c->tick(c->tick_context);
    return 0; /* go on */
}

void sql_on_tick(sql_conn *c, void (*tick)(void *context), void *context)
{
    c->tick = tick;
    c->tick_context = context;
    sqlite3_progress_handler(c->handle, TICK_STEPS, tick ? on_tick : NULL, c);
}

/* ---- transactions ---- */

bool sql_in_transaction(sql_conn *c)
{
    return !sqlite3_get_autocommit(c->handle);
}

bool sql_begin_deciding(sql_conn *c, GError **error)
{
    return sql_in_place(c, error) &&
           sql_write(c, error, "BEGIN IMMEDIATE", SQL_END);
}

bool sql_begin_reading(sql_conn *c, GError **error)
{
    return sql_in_place(c, error) &&
           sql_write(c, error, "BEGIN DEFERRED", SQL_END);
}

bool sql_commit(sql_conn *c, GError **error)
{
    if (!sql_in_transaction(c)) {
        sql_tell_kind(c, SQL_FAULT,
                      "the transaction was rolled back before its commit", NULL,
                      error);
        return false;
    }
    if (sql_in_place(c, error) && sql_write(c, error, "COMMIT", SQL_END))
        return true;
    sql_rollback(c);
    return false;
}

void sql_rollback(sql_conn *c)
{
    if (sql_in_transaction(c))
        sqlite3_exec(c->handle, "ROLLBACK", NULL, NULL, NULL);
}

bool sql_savepoint(sql_conn *c, GError **error)
{
    return sql_write(c, error, "SAVEPOINT part", SQL_END);
}

bool sql_savepoint_keep(sql_conn *c, GError **error)
{
    return sql_write(c, error, "RELEASE part", SQL_END);
}

bool sql_savepoint_undo(sql_conn *c)
{
    return sql_in_transaction(c) &&
           sql_script(c, "ROLLBACK TO part; RELEASE part", NULL);
}
