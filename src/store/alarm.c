/* alarm: what is wrong now, each cause once. */
#include "store/alarm.h"

#include "store/db.h"

bool store_alarm_raise(store *s, const char *cause, const char *text,
                       int64_t now_ms, bool *first, GError **error)
{
    int64_t open = 0;
    if (!db_number(s->db, error, 0, &open,
                   "SELECT count(*) FROM alarm WHERE cause = ?", DB_S(cause)))
        return false;
    if (first)
        *first = open == 0;
    return db_write(s->db, error,
                    "INSERT INTO alarm (cause, text, raised_ms)"
                    " VALUES (?, ?, ?)"
                    " ON CONFLICT (cause) DO UPDATE SET text = excluded.text",
                    DB_S(cause), DB_S(text), DB_I(now_ms));
}

bool store_alarm_clear(store *s, const char *cause, GError **error)
{
    return db_write(s->db, error, "DELETE FROM alarm WHERE cause = ?",
                    DB_S(cause));
}

static void *take_line(db_query *q, void *context, GError **error)
{
    g_autofree char *cause = db_take_string(q);
    g_autofree char *text = db_take_string(q);
    return g_strdup_printf("%s\t%s", cause, text);
}

GPtrArray *store_alarm_list(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT cause, text FROM alarm"
                         " ORDER BY raised_ms, cause",
                         DB_END),
                  take_line, NULL, g_free, error);
}
