/* db: opens the spool's database, makes its schema, and tells in the spool's
 * words what went wrong with it. */
#include "spool/room.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define WAL_CHECKPOINT_PAGES "2000"

#define SCAN_TABLE \
    "CREATE TABLE scan(seq INTEGER PRIMARY KEY, octets BLOB NOT NULL);"
#define KNOWN_TABLE \
    "CREATE TABLE known(name TEXT PRIMARY KEY, value INTEGER NOT NULL);"
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
    " PRIMARY KEY(place, uidvalidity, first)) WITHOUT "
    "ROWID;" KNOWN_TABLE SET_VERSION;

/* From schemas 1 and 2, with what waits in them. */
static const char upgrade_1[] = SCAN_TABLE KNOWN_TABLE SET_VERSION;
static const char upgrade_2[] = KNOWN_TABLE SET_VERSION;

/* What cannot be read or written comes back when its cause is mended: ERR_IO, so
 * that doors say "later". */
static void tell(const sql_trouble *t, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(t->path);

    switch (t->kind) {
    case SQL_BUSY:
    case SQL_CONFLICT:
        err_set(error, ERR_BUSY,
                "the spool %s is locked by another process; see which with: "
                "fuser -v %s",
                t->path, t->path);
        return;
    case SQL_FULL:
        err_set(error, ERR_FULL,
                "no space left for the spool in %s; make room (see: df -h %s)",
                folder, folder);
        return;
    case SQL_MEMORY:
        err_set(error, ERR_FULL, "no memory left for the spool %s", t->path);
        return;
    case SQL_IO:
        err_set(error, ERR_IO,
                "the spool %s cannot be read or written: %s (%s); look at the "
                "kernel's log for a failing disk",
                t->path, t->said,
                t->os ? g_strerror(t->os) : "no system error");
        return;
    case SQL_DENIED:
    case SQL_UNOPENED:
        err_set(error, ERR_IO,
                "the spool %s cannot be written: %s; give the user that runs "
                "Postern write access to %s, and see that its file system is "
                "not mounted read-only",
                t->path, t->said, folder);
        return;
    case SQL_DAMAGED:
        err_set(error, ERR_IO,
                "the spool %s is damaged: %s; stop Postern, keep a copy of %s, "
                "and recover it with: sqlite3 %s .recover",
                t->path, t->said, folder, t->path);
        return;
    case SQL_LIMIT:
        err_set(error, ERR_LIMIT, "the message is too large for the spool %s",
                t->path);
        return;
    case SQL_MOVED:
        err_set(error, ERR_IO,
                "the spool %s was moved or removed while Postern uses it; stop "
                "Postern before touching its files, and start it again",
                t->path);
        return;
    default:
        err_set(error, ERR_INTERNAL, "the spool %s: %s (%d)", t->path, t->said,
                t->code);
        return;
    }
}

static bool user_version(spool *s, int64_t *version, GError **error)
{
    return sql_number(s->writer, error, 0, version, "PRAGMA user_version",
                      SQL_END);
}

static bool make_tables(spool *s, GError **error)
{
    int64_t version; /* once more: another process may have made it */
    if (!user_version(s, &version, error))
        return false;
    if (version == SPOOL_SCHEMA)
        return true;
    if (version == 0)
        return sql_script(s->writer, schema, error);
    if (version == 1)
        return sql_script(s->writer, upgrade_1, error);
    if (version == 2)
        return sql_script(s->writer, upgrade_2, error);
    err_set(error, ERR_CONFIG,
            "the spool %s has schema %" G_GINT64_FORMAT
            ", and this Postern knows %d: "
            "install the Postern that made it, or a newer one",
            s->db_path, version, SPOOL_SCHEMA);
    return false;
}

static bool make_schema(spool *s, GError **error)
{
    int64_t version;
    if (!user_version(s, &version, error))
        return false;
    if (version == SPOOL_SCHEMA)
        return true;
    if (sql_begin_deciding(s->writer, error) && make_tables(s, error))
        return sql_commit(s->writer, error);
    sql_rollback(s->writer);
    return false;
}

/* Made here and not by SQLite, so that nobody else can read mail. A file that
 * is there already is not opened: closing it would drop the locks that another
 * handle of this process may hold on it (POSIX). */
static bool make_file(spool *s, GError **error)
{
    int fd = open(s->db_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    if (fd >= 0 || errno == EEXIST)
        return true;
    int number = errno;
    err_set(error, number == ENOSPC || number == EDQUOT ? ERR_FULL : ERR_IO,
            "the spool %s cannot be made: %s; give the user that runs Postern "
            "write access to %s, and see that its file system has room and is "
            "not mounted read-only",
            s->db_path, g_strerror(number), s->folder);
    return false;
}

bool spool_db_open(spool *s, GError **error)
{
    sql_setup setup = {
        .path = s->db_path,
        .mode = SQL_WRITER,
        .busy_ms = SPOOL_BUSY_MS,
        .extra = "PRAGMA wal_autocheckpoint = " WAL_CHECKPOINT_PAGES,
        .tell = tell,
    };
    if (!make_file(s, error) || !(s->writer = sql_open(&setup, error)) ||
        !make_schema(s, error))
        return false;
    setup.mode = SQL_READER;
    setup.extra = NULL;
    return (s->reader = sql_open(&setup, error)) != NULL;
}

void spool_db_close(spool *s)
{
    sql_close(s->reader);
    sql_close(s->writer);
}
