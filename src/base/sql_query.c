/* sql_query: statements of SQLite, their values and rows. */
#include "base/sql.h"

#include "base/sql_link.h"

#include <string.h>

#define PLACES_MAX 1000 /* of texts: far more than are written in the program */

struct sql_query {
    sql_conn *owner;
    sqlite3_stmt *statement;
    bool cached, busy;
    int column;
};

void sql_query_free(void *query)
{
    sql_query *q = query;
    sqlite3_finalize(q->statement);
    g_free(q);
}

bool sql_script(sql_conn *c, const char *text, GError **error)
{
    int code = sqlite3_exec(c->handle, text, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return true;
    sql_tell(c, code, NULL, error);
    return false;
}

/* ---- statements ---- */

static sqlite3_stmt *prepare(sql_conn *c, const char *text, bool keep,
                             GError **error)
{
    sqlite3_stmt *statement = NULL;
    const char *tail = "";
    int code = sqlite3_prepare_v3(c->handle, text, -1,
                                  keep ? SQLITE_PREPARE_PERSISTENT : 0,
                                  &statement, &tail);
    if (code != SQLITE_OK) {
        sql_tell(c, code, text, error);
        return NULL;
    }
    if (statement && !*tail)
        return statement;
    sqlite3_finalize(statement);
    sql_tell_kind(c, SQL_DENIED, "this is not one statement", text, error);
    return NULL;
}

/* Nearly all texts are literals: where one stands tells which it is sooner than
 * its letters do. Others may stand there later, so it is compared. */
static sql_query *find_query(sql_conn *c, const char *text)
{
    sql_query *known = g_hash_table_lookup(c->places, text);
    if (known && strcmp(sqlite3_sql(known->statement), text) == 0)
        return known;
    known = g_hash_table_lookup(c->queries, text);
    if (g_hash_table_size(c->places) >= PLACES_MAX)
        g_hash_table_remove_all(c->places);
    if (known)
        g_hash_table_insert(c->places, (gpointer)text, known);
    return known;
}

/* A statement that is being read may be asked once more: then a second one is
 * made, and thrown away after use. */
static sql_query *take_query(sql_conn *c, const char *text, GError **error)
{
    sql_query *known = find_query(c, text);
    if (known && !known->busy)
        return known;
    sqlite3_stmt *statement = prepare(c, text, !known, error);
    if (!statement)
        return NULL;
    sql_query *q = g_new0(sql_query, 1);
    q->owner = c;
    q->statement = statement;
    q->cached = !known;
    if (q->cached)
        g_hash_table_insert(c->queries, (gpointer)sqlite3_sql(statement), q);
    return q;
}

static int bind_one(sqlite3_stmt *statement, int n, const sql_value *v,
                    sqlite3_destructor_type life)
{
    if (v->type == 'i')
        return sqlite3_bind_int64(statement, n, v->i);
    if (v->type == 't' && v->t)
        return sqlite3_bind_text(statement, n, v->t, -1, life);
    if (v->type == 'b' && v->b) {
        gsize size = 0;
        const void *data = g_bytes_get_data(v->b, &size);
        /* a NULL pointer would bind SQL's NULL */
        return sqlite3_bind_blob64(statement, n, size ? data : "", size, life);
    }
    return sqlite3_bind_null(statement, n);
}

static sql_query *start(sql_conn *c, const char *text, const sql_value *values,
                        sqlite3_destructor_type life, GError **error)
{
    sql_query *q = take_query(c, text, error);
    if (!q)
        return NULL;
    q->busy = true;
    int code = SQLITE_OK;
    for (int i = 0; values[i].type && code == SQLITE_OK; i++)
        code = bind_one(q->statement, i + 1, &values[i], life);
    if (code == SQLITE_OK)
        return q;
    sql_tell(c, code, text, error);
    sql_done(q);
    return NULL;
}

sql_query *sql_ask_values(sql_conn *c, GError **error, const char *text,
                          const sql_value *values)
{
    return start(c, text, values, SQLITE_TRANSIENT, error);
}

int sql_next(sql_query *q, GError **error)
{
    int code = sqlite3_step(q->statement);
    q->column = 0;
    if (code == SQLITE_ROW)
        return 1;
    if (code != SQLITE_DONE)
        sql_tell(q->owner, code, sqlite3_sql(q->statement), error);
    sql_done(q);
    return code == SQLITE_DONE ? 0 : -1;
}

void sql_done(sql_query *q)
{
    if (!q)
        return;
    if (!q->cached) {
        sql_query_free(q);
        return;
    }
    sqlite3_reset(q->statement);
    sqlite3_clear_bindings(q->statement);
    q->busy = false;
}

/* The values outlive the statement's run: a message is not copied for it. */
bool sql_write_values(sql_conn *c, GError **error, const char *text,
                      const sql_value *values)
{
    sql_query *q = start(c, text, values, SQLITE_STATIC, error);
    if (!q)
        return false;
    int more;
    while ((more = sql_next(q, error)) == 1)
        ;
    return more == 0;
}

int64_t sql_changes(sql_conn *c)
{
    return sqlite3_changes64(c->handle);
}

int64_t sql_total_changes(sql_conn *c)
{
    return sqlite3_total_changes64(c->handle);
}

int64_t sql_last_row(sql_conn *c)
{
    return sqlite3_last_insert_rowid(c->handle);
}

bool sql_number_values(sql_conn *c, GError **error, int64_t none, int64_t *out,
                       const char *text, const sql_value *values)
{
    *out = none;
    sql_query *q = sql_ask_values(c, error, text, values);
    int more = q ? sql_next(q, error) : -1;
    if (more == 1) {
        if (!sql_is_null(q))
            *out = sql_take_int(q);
        sql_done(q);
    }
    return more >= 0;
}

/* ---- columns ---- */

bool sql_is_null(sql_query *q)
{
    return sqlite3_column_type(q->statement, q->column) == SQLITE_NULL;
}

int64_t sql_take_int(sql_query *q)
{
    return sqlite3_column_int64(q->statement, q->column++);
}

char *sql_take_text(sql_query *q)
{
    return g_strdup(
        (const char *)sqlite3_column_text(q->statement, q->column++));
}

const char *sql_see_text(sql_query *q)
{
    return (const char *)sqlite3_column_text(q->statement, q->column++);
}

char *sql_take_string(sql_query *q)
{
    char *text = sql_take_text(q);
    return text ? text : g_strdup("");
}

GBytes *sql_take_bytes(sql_query *q)
{
    int column = q->column++;
    if (sqlite3_column_type(q->statement, column) == SQLITE_NULL)
        return NULL;
    const void *data = sqlite3_column_blob(q->statement, column);
    return g_bytes_new(data, (gsize)sqlite3_column_bytes(q->statement, column));
}
