/* store: making, opening, and transactions of the desk's database. */
#include "store/store.h"

#include "base/err.h"
#include "store/db.h"
#include "store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define STORE_MODE 0600 /* of a new store: it holds customers' mail */

bool store_create(const char *path, GError **error)
{
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
    store *s = store_open(path, error);
    store_close(s);
    return s != NULL;
}

store *store_open(const char *path, GError **error)
{
    db *d = db_open(path, DB_DESK, error);
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

bool store_begin(store *s, GError **error)
{
    return db_begin(s->db, error);
}

bool store_commit(store *s, GError **error)
{
    return db_commit(s->db, error);
}

void store_rollback(store *s)
{
    db_rollback(s->db);
}

bool store_savepoint(store *s, GError **error)
{
    return db_script(s->db, "SAVEPOINT message", error);
}

bool store_savepoint_release(store *s, GError **error)
{
    return db_script(s->db, "RELEASE message", error);
}

/* If a full disk ended the whole transaction there is nothing left to undo, and
 * store_commit says so. */
void store_savepoint_rollback(store *s)
{
    if (db_in_transaction(s->db))
        db_script(s->db, "ROLLBACK TO message; RELEASE message", NULL);
}

int64_t store_epoch(store *s)
{
    return s->epoch;
}

static bool verify_with(store *s, const char *pragma, bool rows_are_words,
                        GPtrArray *problems, GError **error)
{
    db_query *q = db_ask(s->db, error, pragma, DB_END);
    if (!q)
        return false;
    int more;
    while ((more = db_next(q, error)) == 1) {
        g_autofree char *table = db_take_string(q);
        if (rows_are_words && g_str_equal(table, "ok"))
            continue;
        if (rows_are_words) {
            g_ptr_array_add(problems, g_steal_pointer(&table));
            continue;
        }
        int64_t row = db_take_int(q);
        g_autofree char *parent = db_take_string(q);
        g_ptr_array_add(problems,
                        g_strdup_printf("table %s, row %" G_GINT64_FORMAT
                                        ": its %s is missing",
                                        table, row, parent));
    }
    return more == 0;
}

bool store_verify(store *s, GPtrArray **problems, GError **error)
{
    *problems = g_ptr_array_new_with_free_func(g_free);
    if (verify_with(s, "PRAGMA quick_check", true, *problems, error) &&
        verify_with(s, "PRAGMA foreign_key_check", false, *problems, error))
        return true;
    g_clear_pointer(problems, g_ptr_array_unref);
    return false;
}
