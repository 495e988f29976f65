/* db: what is the same on every database: transactions, rows, texts. */
#include "store/db.h"

#include "store/db_backend.h"
#include "store/store_config.h"

#include <string.h>

#define DB_LIKE_MAX 1000 /* octets of a search word */

db_value db_value_text(const char *text)
{
    return DB_T(text ? text : "");
}

db_value db_value_ref(int64_t id)
{
    return id ? DB_I(id) : DB_N;
}

/* ---- the database ---- */

db *db_open(const config_store *where, db_mode mode, GError **error)
{
    return db_sqlite.open(where, mode, error);
}

void db_close(db *d)
{
    if (d)
        d->backend->close(d);
}

/* Names of types are words in capitals, and nothing else is spelled so. */
static char *with_types(const db_backend *backend, const char *sql)
{
    GString *text = g_string_new(sql);
    for (const char *const(*t)[2] = backend->types; (*t)[0]; t++)
        g_string_replace(text, (*t)[0], (*t)[1], 0);
    return g_string_free(text, FALSE);
}

void db_on_tick(db *d, void (*tick)(void *context), void *context)
{
    if (d->backend->on_tick)
        d->backend->on_tick(d, tick, context);
}

bool db_script(db *d, const char *sql, GError **error)
{
    g_autofree char *text = with_types(d->backend, sql);
    return d->backend->script(d, text, error);
}

bool db_note_changes(db *d, GError **error)
{
    return d->backend->note_changes(d, error);
}

const char *db_name(const db *d)
{
    return d->name;
}

int64_t db_version(db *d, GError **error)
{
    int64_t version = -1;
    return d->backend->version(d, &version, error) ? version : -1;
}

bool db_set_version(db *d, int64_t version, GError **error)
{
    return d->backend->set_version(d, version, error);
}

bool db_is_empty(db *d, bool *empty, GError **error)
{
    return d->backend->is_empty(d, empty, error);
}

bool db_verify(db *d, GPtrArray *problems, GError **error)
{
    return d->backend->verify(d, problems, error);
}

/* ---- transactions ---- */

bool db_begin_deciding(db *d, GError **error)
{
    if (!d->backend->begin_deciding(d, error))
        return false;
    d->deciding = true;
    d->wrote = false;
    return true;
}

bool db_in_transaction(db *d)
{
    return d->backend->in_transaction(d);
}

bool db_has_written(const db *d)
{
    return d->wrote;
}

bool db_begin_reading(db *d, GError **error)
{
    return d->backend->begin_reading(d, error);
}

bool db_commit(db *d, GError **error)
{
    d->deciding = false;
    return d->backend->commit(d, error);
}

void db_rollback(db *d)
{
    d->deciding = false;
    d->backend->rollback(d);
}

bool db_savepoint(db *d, GError **error)
{
    return d->backend->savepoint(d, error);
}

bool db_savepoint_keep(db *d, GError **error)
{
    return d->backend->savepoint_keep(d, error);
}

void db_savepoint_undo(db *d)
{
    d->backend->savepoint_undo(d);
}

/* ---- statements ---- */

void db_listen(db *d, db_listener listener, void *context)
{
    d->listener = listener;
    d->context = context;
}

static void heard(db *d, const char *sql)
{
    if (d->listener)
        d->listener(sql, d->context);
}

db_query *db_ask_values(db *d, GError **error, const char *sql,
                        const db_value *values)
{
    heard(d, sql);
    return d->backend->ask(d, error, sql, values);
}

int db_next(db_query *q, GError **error)
{
    return q->owner->backend->next(q, error);
}

void db_done(db_query *q)
{
    if (q)
        q->owner->backend->done(q);
}

static bool write_rows(db *d, GError **error, const char *sql,
                       const db_value *values, int64_t *changed)
{
    heard(d, sql);
    if (d->deciding && d->backend->in_transaction(d)) {
        d->wrote = true;
        return d->backend->write(d, error, sql, values, changed);
    }
    err_set(error, ERR_INTERNAL, "store %s: a write outside a transaction",
            d->name);
    return false;
}

bool db_write_values(db *d, GError **error, const char *sql,
                     const db_value *values)
{
    int64_t changed;
    return write_rows(d, error, sql, values, &changed);
}

bool db_write_one_values(db *d, GError **error, const char *what,
                         const char *sql, const db_value *values)
{
    int64_t changed = 0;
    if (!write_rows(d, error, sql, values, &changed))
        return false;
    if (changed == 1)
        return true;
    err_set(error, ERR_NOT_FOUND, "there is no %s in the store", what);
    return false;
}

bool db_number_values(db *d, GError **error, int64_t none, int64_t *out,
                      const char *sql, const db_value *values)
{
    *out = none;
    db_query *q = db_ask_values(d, error, sql, values);
    int more = q ? db_next(q, error) : -1;
    if (more == 1) {
        if (!d->backend->is_null(q))
            *out = db_take_int(q);
        db_done(q);
    }
    return more >= 0;
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
    return q->owner->backend->take_int(q);
}

const char *db_see_text(db_query *q)
{
    return q->owner->backend->see_text(q);
}

char *db_take_text(db_query *q)
{
    return q->owner->backend->take_text(q);
}

char *db_take_string(db_query *q)
{
    char *text = db_take_text(q);
    return text ? text : g_strdup("");
}

GBytes *db_take_bytes(db_query *q)
{
    return q->owner->backend->take_bytes(q);
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

/* ---- texts ---- */

char *db_dollars(const char *sql)
{
    GString *out = g_string_new(NULL);
    bool quoted = false;
    unsigned last = 0;
    for (const char *p = sql; *p; p++) {
        quoted ^= *p == '\'';
        if (quoted || *p != '?')
            g_string_append_c(out, *p);
        else if (g_ascii_isdigit(p[1]))
            g_string_append_c(out, '$'); /* its number follows */
        else
            g_string_append_printf(out, "$%u", ++last);
    }
    return g_string_free(out, FALSE);
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
