/* task: requests that another department was asked by. */
#include "store/task.h"

#include "store/rows.h"

bool store_task_add(store *s, int64_t asker, int64_t task, int64_t at_ms,
                    GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO link (a, b, kind, at_ms) VALUES (?,?,?,?)"
                    " ON CONFLICT (a, b, kind) DO NOTHING",
                    DB_I(asker), DB_I(task), DB_S(STORE_LINK_TASK),
                    DB_I(at_ms)) &&
           ticket_touch(s, asker, error);
}

store_ticket *store_task_asker(store *s, int64_t task, GError **error)
{
    int64_t asker = 0;
    bool fine = db_number(s->db, error, 0, &asker,
                          "SELECT a FROM link WHERE b = ? AND kind = ?",
                          DB_I(task), DB_S(STORE_LINK_TASK));

    return fine && asker > 0 ? store_ticket_get(s, asker, error) : NULL;
}
