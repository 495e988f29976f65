/* store: making, opening, and transactions of the desk's database. */
#include "store/store.h"

#include "store/db.h"
#include "store/schema.h"
#include "store/store_config.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define STORE_MODE 0600 /* of a new store: it holds customers' mail */

bool store_create(const config_store *where, GError **error)
{
    const char *path = where->path;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, STORE_MODE);
    if (fd < 0) {
        if (errno == EEXIST)
            err_set(error, ERR_DENIED,
                    "store %s is there already and was left as it is", path);
        else
            err_set_errno(error, errno, "cannot make store %s", path);
        return false;
    }
    close(fd);
    /* A file left empty by a crash here becomes a store when it is opened. */
    store *s = store_open(where, error);
    store_close(s);
    return s != NULL;
}

store *store_open(const config_store *where, GError **error)
{
    db *d = db_open(where, DB_DESK, error);
    if (!d)
        return NULL;
    store *s = g_new0(store, 1);
    s->db = d;
    if (!schema_update(d, error) ||
        !db_number(d, error, 1, &s->epoch,
                   "SELECT value FROM meta WHERE name = 'epoch'", DB_END)) {
        store_close(s);
        return NULL;
    }
    return s;
}

void store_close(store *s)
{
    if (!s)
        return;
    db_close(s->db);
    g_free(s);
}

bool store_begin_deciding(store *s, GError **error)
{
    return db_begin_deciding(s->db, error);
}

bool store_begin_reading(store *s, GError **error)
{
    return db_begin_reading(s->db, error);
}

/* Each commit makes the store older by one (age.h). */
bool store_commit(store *s, GError **error)
{
    if (db_has_written(s->db) &&
        !db_write(s->db, error,
                  "UPDATE meta SET value = value + 1 WHERE name = 'generation'",
                  DB_END))
        return false;
    return db_commit(s->db, error);
}

void store_rollback(store *s)
{
    db_rollback(s->db);
}

bool store_savepoint(store *s, GError **error)
{
    return db_savepoint(s->db, error);
}

bool store_savepoint_release(store *s, GError **error)
{
    return db_savepoint_keep(s->db, error);
}

void store_savepoint_rollback(store *s)
{
    db_savepoint_undo(s->db);
}

int64_t store_epoch(store *s)
{
    return s->epoch;
}

bool store_verify(store *s, GPtrArray **problems, GError **error)
{
    *problems = g_ptr_array_new_with_free_func(g_free);
    if (db_verify(s->db, *problems, error))
        return true;
    g_clear_pointer(problems, g_ptr_array_unref);
    return false;
}

void store_listen(store *s, void (*listener)(const char *sql, void *context),
                  void *context)
{
    db_listen(s->db, listener, context);
}
