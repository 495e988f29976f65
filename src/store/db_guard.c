/* db_guard: the composer's handle reads what is public, the last wall's what it
 * looks for, and SQLite sees to it.
 *
 * SQLite asks the authorizer about everything that a statement would touch when
 * it is prepared. All is denied but SELECT, reading a view of that handle, and
 * reading those tables that a view is made of from inside that view.
 */
#include "store/db_guard.h"

#include <sqlite3.h>
#include <string.h>

typedef struct guard_row {
    const char *view, *table;
} guard_row;

static const guard_row public_table[] = {
    {"pub_ticket", "ticket"},
    {"pub_ticket", "article"},
    {"pub_article", "article"},
    {"pub_participant", "participant"},
    {"pub_person", "person"},
    {"pub_attachment", "attachment"},
    {"pub_attachment", "article"},
    {"pub_attachment", "blob"},
    {"pub_value", "field_value"},
    {"pub_rate", "rating"},
    {"pub_handle", "handle"},
    {"pub_domain", "domain"},
    {"pub_contact", "person"},
    {"pub_company", "company"},
    {"pub_contract", "contract"},
    {"pub_service", "service"},
    {"pub_time", "time"},
    {"pub_statement", "statement"},
    {"pub_statement_line", "statement_line"},
    {"pub_statement_line", "statement"},
    {"pub_settlement", "settlement"},
    {"pub_price", "rate"},
    {"pub_price", "contract"},
    {"pub_account", "ticket"},
    {"pub_clock", "clock"},
    {NULL, NULL},
};

static const guard_row wall_table[] = {
    {"wall_shingle", "shingle"},
    {"wall_note", "note"},
    {NULL, NULL},
};

/* Functions that the views themselves use. */
static const char *const guard_functions[] = {"coalesce", "max"};

static bool is_view(const guard_row *rows, const char *name)
{
    for (; rows->view; rows++)
        if (strcmp(rows->view, name) == 0)
            return true;
    return false;
}

static bool may_read(const guard_row *rows, const char *table,
                     const char *from_view)
{
    if (!from_view)
        return is_view(rows, table);
    for (; rows->view; rows++)
        if (strcmp(rows->view, from_view) == 0 &&
            strcmp(rows->table, table) == 0)
            return true;
    return false;
}

static bool may_call(const char *function)
{
    for (size_t i = 0; i < G_N_ELEMENTS(guard_functions); i++)
        if (g_ascii_strcasecmp(guard_functions[i], function) == 0)
            return true;
    return false;
}

static int authorize(const guard_row *rows, db_guard_state *g, int action,
                     const char *first, const char *second,
                     const char *database, const char *view)
{
    bool allowed = false;
    if (action == SQLITE_SELECT)
        allowed = true;
    else if (action == SQLITE_TRANSACTION)
        allowed = g->own;
    else if (action == SQLITE_READ)
        allowed = first && g_strcmp0(database, "main") == 0 &&
                  may_read(rows, first, view);
    else if (action == SQLITE_FUNCTION)
        allowed = second && may_call(second);
    if (!allowed)
        g->denied = true;
    return allowed ? SQLITE_OK : SQLITE_DENY;
}

static int authorize_public(void *context, int action, const char *first,
                            const char *second, const char *database,
                            const char *view)
{
    return authorize(public_table, context, action, first, second, database,
                     view);
}

static int authorize_wall(void *context, int action, const char *first,
                          const char *second, const char *database,
                          const char *view)
{
    return authorize(wall_table, context, action, first, second, database,
                     view);
}

void db_guard(sql_conn *c, db_mode mode, db_guard_state *g)
{
    sqlite3_set_authorizer(
        sql_handle(c), mode == DB_WALL ? authorize_wall : authorize_public, g);
}

/* ---- an index of words ---- */

static bool is_one_of(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static bool may_search(const db_search_guard *g, const char *table)
{
    static const char *const named[] = {"words", "word", "doc", "about", NULL};
    static const char *const parts[] = {"words_data", "words_idx",
                                        "words_docsize", "words_config", NULL};

    return is_one_of(named, table) || (g->running && is_one_of(parts, table));
}

static int authorize_search(void *context, int action, const char *first,
                            const char *second, const char *database,
                            const char *view)
{
    static const char *const functions[] = {"match", "rank_of", NULL};
    db_search_guard *g = context;
    bool allowed = false;

    if (action == SQLITE_SELECT)
        allowed = true;
    else if (action == SQLITE_READ)
        allowed = first && may_search(g, first);
    else if (action == SQLITE_FUNCTION)
        allowed = second && is_one_of(functions, second);
    else if (action == SQLITE_PRAGMA) /* that FTS5 itself asks */
        allowed = first && strcmp(first, "data_version") == 0;
    if (!allowed)
        g->denied = true;
    return allowed ? SQLITE_OK : SQLITE_DENY;
}

void db_guard_search(sql_conn *c, db_search_guard *g)
{
    sqlite3_set_authorizer(sql_handle(c), authorize_search, g);
}

static bool in_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$' || (c & 0x80);
}

/* A common table expression may bear a view's name, and SQLite then reports
 * what it reads as read by that view. So a guarded handle takes no text with
 * the word WITH, not even in a comment or a name. */
bool db_guard_text(const char *sql)
{
    for (const char *p = sql; *p; p++)
        if (g_ascii_strncasecmp(p, "with", 4) == 0 && !in_word(p[4]) &&
            (p == sql || !in_word(p[-1])))
            return false;
    return true;
}
