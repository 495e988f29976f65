/* news: what an operator is to be told of later. */
#include "store/news.h"

#include "store/rows.h"

void store_news_free(store_news *n)
{
    if (!n)
        return;
    g_free(n->operator_id);
    g_free(n->why);
    g_free(n->words);
    g_free(n);
}

static void *take(db_query *q, void *context, GError **error)
{
    store_news *n = g_new0(store_news, 1);
    n->operator_id = db_take_string(q);
    n->n = db_take_int(q);
    n->ticket = db_take_int(q);
    n->entry = db_take_int(q);
    n->why = db_take_string(q);
    n->words = db_take_text(q);
    n->at_ms = db_take_int(q);
    return n;
}

/* The earliest of what waits decides. */
static bool set_due(store *s, const store_news *n, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO due (kind, ref, ticket, at_ms)"
                    " VALUES (?,?,0,?) ON CONFLICT (kind, ref) DO UPDATE SET"
                    " at_ms = CASE WHEN excluded.at_ms < due.at_ms"
                    " THEN excluded.at_ms ELSE due.at_ms END",
                    DB_S(STORE_WAIT_NEWS), DB_S(n->operator_id),
                    DB_I(n->due_ms));
}

bool store_news_add(store *s, const store_news *n, GError **error)
{
    int64_t last = 0;
    return db_number(s->db, error, 0, &last,
                     "SELECT max(n) FROM news WHERE operator = ?",
                     DB_S(n->operator_id)) &&
           db_write(s->db, error,
                    "INSERT INTO news (operator, n, ticket, entry, why, words,"
                    " at_ms) VALUES (?,?,?,?,?,?,?)",
                    DB_S(n->operator_id), DB_I(last + 1), DB_I(n->ticket),
                    DB_I(n->entry), DB_S(n->why), DB_T(n->words),
                    DB_I(n->at_ms)) &&
           set_due(s, n, error);
}

GPtrArray *store_news_list(store *s, const char *operator_id, unsigned limit,
                           GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT operator, n, ticket, entry, why, words, at_ms"
                         " FROM news WHERE operator = ? ORDER BY n LIMIT ?",
                         DB_S(operator_id), DB_I(limit)),
                  take, NULL, (GDestroyNotify)store_news_free, error);
}

bool store_news_told(store *s, const char *operator_id, int64_t n,
                     GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM news WHERE operator = ? AND n <= ?",
                    DB_S(operator_id), DB_I(n));
}
