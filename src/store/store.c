/* store: making, opening, and transactions of the desk's database. */
#include "store/store.h"

#include "base/err.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/search_index.h"
#include "store/store_config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define STORE_MODE 0600 /* of a new store: it holds customers' mail */

/* The schema in an empty file that nobody knows yet. */
static bool make(const config_store *where, const char *path, GError **error)
{
    config_store fresh = *where;
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, STORE_MODE);
    if (fd < 0) {
        err_set_errno(error, errno, "cannot make store %s", path);
        return false;
    }
    close(fd);
    fresh.path = (char *)path;
    db *d = db_open(&fresh, DB_DESK, error);
    bool fine = d && schema_update(d, error);
    if (d)
        db_close(d);
    return fine;
}

/* Whole or not at all: a file that a crash left half made is no store. */
bool store_create(const config_store *where, GError **error)
{
    const char *path = where->path;
    g_autofree char *fresh = g_strconcat(path, ".new", NULL);
    bool fine = make(where, fresh, error);
    if (fine && link(fresh, path) != 0) {
        if (errno == EEXIST)
            err_set(error, ERR_DENIED,
                    "store %s is there already and was left as it is", path);
        else
            err_set_errno(error, errno, "cannot make store %s", path);
        fine = false;
    }
    unlink(fresh);
    return fine;
}

static bool is_current(db *d, const char *path, GError **error)
{
    bool fine = schema_check(d, error);
    if (!fine)
        g_prefix_error(error, "%s: ", path);
    return fine;
}

/* SQLite would begin a database of its own in an empty file. What emptied it shall
 * be noticed, and the file stay as it is. */
static db *open_filled(const config_store *where, GError **error)
{
    const char *path = where->path;
    struct stat st;
    if (stat(path, &st) == 0 && st.st_size == 0) {
        err_set(error, ERR_DATA,
                "the store %s is empty: restore a backup, or take it away and "
                "run `postern init'",
                path);
        return NULL;
    }
    return db_open(where, DB_DESK, error);
}

/* A name that stands for nothing yet: STORE.v4, STORE.v4.2, ... */
static char *copy_name(const char *path, int64_t version)
{
    char *name = g_strdup_printf("%s.v%d", path, (int)version);
    for (int i = 2; access(name, F_OK) == 0; i++) {
        g_free(name);
        name = g_strdup_printf("%s.v%d.%d", path, (int)version, i);
    }
    return name;
}

/* How far a copy has come. */
typedef struct copying {
    const char *copy;
    int64_t total;
    store_progress tell;
    void *context;
} copying;

static void tell_copying(void *context)
{
    const copying *k = context;
    struct stat st;

    if (stat(k->copy, &st) == 0)
        k->tell(MIN(st.st_size, k->total), k->total, k->context);
}

static bool copy_to(db *d, const char *copy, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(copy, "'", -1);
    g_autofree char *quoted = g_strjoinv("''", parts);
    g_autofree char *sql = g_strdup_printf("VACUUM INTO '%s'", quoted);
    return db_script(d, sql, error);
}

static bool copy_telling(db *d, const char *path, const char *copy,
                         store_progress tell, void *context, GError **error)
{
    struct stat st;
    copying k = {.copy = copy, .tell = tell, .context = context};

    if (tell && stat(path, &st) == 0) {
        k.total = st.st_size;
        db_on_tick(d, tell_copying, &k);
    }
    bool fine = copy_to(d, copy, error);
    db_on_tick(d, NULL, NULL);
    return fine;
}

bool store_upgrade_telling(const config_store *where, char **copy,
                           store_progress tell, void *context, GError **error)
{
    const char *path = where->path;
    g_autoptr(GError) why = NULL;
    db *d = open_filled(where, error);
    bool fine = d != NULL;
    *copy = NULL;
    if (fine && !is_current(d, path, &why)) {
        fine = err_class_of(why) == ERR_CONFIG;
        if (!fine)
            g_propagate_error(error, g_steal_pointer(&why));
        *copy = fine ? copy_name(path, db_version(d, NULL)) : NULL;
        fine = fine && copy_telling(d, path, *copy, tell, context, error) &&
               schema_update(d, error);
    }
    if (d)
        db_close(d);
    if (!fine)
        g_clear_pointer(copy, g_free);
    return fine;
}

bool store_upgrade(const config_store *where, char **copy, GError **error)
{
    return store_upgrade_telling(where, copy, NULL, NULL, error);
}

store *store_open(const config_store *where, GError **error)
{
    db *d = open_filled(where, error);
    if (!d)
        return NULL;
    store *s = g_new0(store, 1);
    s->db = d;
    if (!is_current(d, where->path, error) ||
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
    search_index_close(s->index);
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
