/* db: opens the spool's database, makes its schema, and says in words what
 * SQLite's results mean. */
#include "spool/room.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAL_CHECKPOINT_PAGES "2000"
#define WAL_KEEP_OCTETS      "67108864"
#define WAL_RETRY_US         20000

#define SCAN_TABLE \
    "CREATE TABLE scan(seq INTEGER PRIMARY KEY, octets BLOB NOT NULL);"
#define SET_VERSION "PRAGMA user_version = " G_STRINGIFY(SPOOL_SCHEMA) ";"

static const char schema[] =
    "CREATE TABLE entry("
    " seq INTEGER PRIMARY KEY AUTOINCREMENT," /* never used twice */
    " id TEXT NOT NULL UNIQUE,"
    " accepted_ms INTEGER NOT NULL,"
    " door TEXT NOT NULL,"
    " queue TEXT, sender TEXT, login TEXT, client TEXT, mta_id TEXT,"
    " released TEXT,"
    " recipients BLOB NOT NULL," /* one a line */
    " size INTEGER NOT NULL,"
    " in_file INTEGER NOT NULL,"
    " claimed INTEGER NOT NULL DEFAULT 0,"
    " deaths INTEGER NOT NULL DEFAULT 0,"
    " reason TEXT,"
    " next_ms INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX entry_waiting ON entry(seq) WHERE claimed = 0;"
    "CREATE INDEX entry_died ON entry(seq) WHERE claimed = 0 AND deaths > 0;"
    "CREATE INDEX entry_due ON entry(next_ms) WHERE claimed = 0;"
    "CREATE INDEX entry_claimed ON entry(seq) WHERE claimed = 1;"
    /* apart, so that walking over entries does not read their octets */
    "CREATE TABLE raw(seq INTEGER PRIMARY KEY, octets BLOB NOT "
    "NULL);" SCAN_TABLE "CREATE TABLE place("
    " place INTEGER PRIMARY KEY,"
    " account TEXT NOT NULL, mailbox TEXT NOT NULL,"
    " uidvalidity INTEGER NOT NULL,"
    " uid INTEGER NOT NULL,"
    " UNIQUE(account, mailbox));"
    /* UIDs that were accepted, as ranges */
    "CREATE TABLE seen("
    " place INTEGER NOT NULL, uidvalidity INTEGER NOT NULL,"
    " first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " PRIMARY KEY(place, uidvalidity, first)) WITHOUT ROWID;" SET_VERSION;

/* From schema 1, with what waits in it. */
static const char upgrade[] = SCAN_TABLE SET_VERSION;

static bool full_errno(int number)
{
    return number == ENOSPC || number == EDQUOT;
}

void spool_db_error(spool *s, spool_conn *c, int rc, GError **error)
{
    int os = c->db ? sqlite3_system_errno(c->db) : 0;
    const char *said = c->db ? sqlite3_errmsg(c->db) : sqlite3_errstr(rc);

    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        err_set(error, ERR_BUSY,
                "the spool %s is locked by another process; see which with: "
                "fuser -v %s",
                s->db_path, s->db_path);
        return;
    case SQLITE_FULL:
        break;
    case SQLITE_IOERR:
        if (full_errno(os) || rc == SQLITE_IOERR_SHMSIZE)
            break;
        err_set(error, ERR_IO,
                "the spool %s cannot be read or written: %s (%s); look at the "
                "kernel's log for a failing disk",
                s->db_path, said, os ? g_strerror(os) : "no system error");
        return;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        err_set(error, ERR_IO,
                "the spool %s cannot be written: %s; give the user that runs "
                "Postern write access to %s, and see that its file system is "
                "not mounted read-only",
                s->db_path, said, s->folder);
        return;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        err_set(error, ERR_IO,
                "the spool %s is damaged: %s; stop Postern, keep a copy of %s, "
                "and recover it with: sqlite3 %s .recover",
                s->db_path, said, s->folder, s->db_path);
        return;
    case SQLITE_TOOBIG:
        err_set(error, ERR_LIMIT, "the message is too large for the spool %s",
                s->db_path);
        return;
    default:
        err_set(error, ERR_INTERNAL, "the spool %s: %s (%d)", s->db_path, said,
                rc);
        return;
    }
    err_set(error, ERR_FULL,
            "no space left for the spool in %s; make room (see: df -h %s)",
            s->folder, s->folder);
}

sqlite3_stmt *spool_stmt(spool *s, spool_conn *c, const char *sql,
                         GError **error)
{
    for (unsigned i = 0; i < c->cached; i++)
        if (c->cache[i].sql == sql) {
            sqlite3_reset(c->cache[i].stmt);
            sqlite3_clear_bindings(c->cache[i].stmt);
            return c->cache[i].stmt;
        }
    g_assert(c->cached < SPOOL_STATEMENTS);

    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                &stmt, NULL);
    if (rc != SQLITE_OK) {
        spool_db_error(s, c, rc, error);
        return NULL;
    }
    c->cache[c->cached].sql = sql;
    c->cache[c->cached++].stmt = stmt;
    return stmt;
}

int spool_step(spool *s, spool_conn *c, sqlite3_stmt *stmt, GError **error)
{
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc == SQLITE_DONE) {
        sqlite3_reset(stmt);
        return 0;
    }
    spool_db_error(s, c, rc, error);
    sqlite3_reset(stmt);
    return -1;
}

bool spool_run(spool *s, spool_conn *c, sqlite3_stmt *stmt, GError **error)
{
    int stepped;
    while ((stepped = spool_step(s, c, stmt, error)) > 0)
        ;
    return stepped == 0;
}

bool spool_exec(spool *s, spool_conn *c, const char *sql, GError **error)
{
    int rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        return true;
    spool_db_error(s, c, rc, error);
    return false;
}

char *spool_column_text(sqlite3_stmt *stmt, int column)
{
    return g_strdup((const char *)sqlite3_column_text(stmt, column));
}

static bool conn_open(spool *s, spool_conn *c, GError **error)
{
    int rc = sqlite3_open_v2(s->db_path, &c->db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK) {
        spool_db_error(s, c, rc, error);
        return false;
    }
    sqlite3_extended_result_codes(c->db, 1);
    sqlite3_busy_timeout(c->db, SPOOL_BUSY_MS);
    return true;
}

static void conn_close(spool_conn *c)
{
    for (unsigned i = 0; i < c->cached; i++)
        sqlite3_finalize(c->cache[i].stmt);
    c->cached = 0;
    sqlite3_close(c->db);
    c->db = NULL;
}

/* SQLite does not wait for its busy timeout when two processes switch a new
 * database to WAL at the same moment. */
static bool use_wal(spool *s, GError **error)
{
    for (int tries = 0;; tries++) {
        int rc = sqlite3_exec(s->writer.db, "PRAGMA journal_mode = WAL", NULL,
                              NULL, NULL);
        if (rc == SQLITE_OK)
            return true;
        if ((rc & 0xff) != SQLITE_BUSY ||
            tries >= SPOOL_BUSY_MS * 1000 / WAL_RETRY_US) {
            spool_db_error(s, &s->writer, rc, error);
            return false;
        }
        g_usleep(WAL_RETRY_US);
    }
}

static int user_version(spool *s, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(s->writer.db, "PRAGMA user_version", -1, &stmt,
                                NULL);
    int version = -1;
    if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
        version = sqlite3_column_int(stmt, 0);
    else
        spool_db_error(s, &s->writer, rc, error);
    sqlite3_finalize(stmt);
    return version;
}

static bool make_schema(spool *s, GError **error)
{
    int version = user_version(s, error);
    if (version < 0 || version == SPOOL_SCHEMA)
        return version == SPOOL_SCHEMA;
    if (!spool_exec(s, &s->writer, "BEGIN IMMEDIATE", error))
        return false;
    version = user_version(s, error); /* another process may have made it */
    bool ok = version == SPOOL_SCHEMA;
    if (version == 0)
        ok = spool_exec(s, &s->writer, schema, error);
    else if (version == 1)
        ok = spool_exec(s, &s->writer, upgrade, error);
    else if (version > 0 && !ok)
        err_set(error, ERR_CONFIG,
                "the spool %s has schema %d, and this Postern knows %d: "
                "install the Postern that made it, or a newer one",
                s->db_path, version, SPOOL_SCHEMA);
    ok = ok && spool_exec(s, &s->writer, "COMMIT", error);
    if (!ok)
        sqlite3_exec(s->writer.db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

/* Made here and not by SQLite, so that nobody else can read mail. A file that
 * is there already is not opened: closing it would drop the locks that another
 * handle of this process may hold on it (POSIX). */
static bool make_file(spool *s, GError **error)
{
    int fd = open(s->db_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    struct stat st;
    if ((fd >= 0 || errno == EEXIST) && stat(s->db_path, &st) == 0) {
        s->dev = st.st_dev;
        s->ino = st.st_ino;
        return true;
    }
    int number = errno;
    err_set(error, full_errno(number) ? ERR_FULL : ERR_IO,
            "the spool %s cannot be made: %s; give the user that runs Postern "
            "write access to %s, and see that its file system has room and is "
            "not mounted read-only",
            s->db_path, g_strerror(number), s->folder);
    return false;
}

bool spool_db_open(spool *s, GError **error)
{
    return make_file(s, error) && conn_open(s, &s->writer, error) &&
           use_wal(s, error) &&
           spool_exec(s, &s->writer,
                      "PRAGMA synchronous = FULL;"
                      "PRAGMA wal_autocheckpoint = " WAL_CHECKPOINT_PAGES ";"
                      "PRAGMA journal_size_limit = " WAL_KEEP_OCTETS ";",
                      error) &&
           make_schema(s, error) && conn_open(s, &s->reader, error) &&
           spool_exec(s, &s->reader, "PRAGMA query_only = 1", error);
}

void spool_db_close(spool *s)
{
    conn_close(&s->reader);
    conn_close(&s->writer);
}

bool spool_db_in_place(spool *s, GError **error)
{
    struct stat st;
    if (stat(s->db_path, &st) == 0 && st.st_dev == s->dev &&
        st.st_ino == s->ino)
        return true;
    err_set(error, ERR_IO,
            "the spool %s was moved or removed while Postern uses it; stop "
            "Postern before touching its files, and start it again",
            s->db_path);
    return false;
}
