/* due: when something that waits for its time is next. */
#include "store/due.h"

#include "store/db.h"

/* Each kind is asked for a number of rows that are due, and for the earliest
 * moment after now (INT64_MAX: none). */
#define OPEN_HELD "FROM held WHERE state = 0 AND kind <> 3 AND reminded < 2"
#define NEW_SPAM \
    "FROM held WHERE state = 0 AND kind = 3 AND reminded = 0 AND queue = ?"

#define NEW_ASIDE                                               \
    "FROM held WHERE state = 0 AND ticket IS NULL AND kind = 6" \
    " AND reminded = 2 AND queue = ?"

static bool ask_publish(store *s, int64_t now_ms, int64_t *due, int64_t *next,
                        GError **error)
{
    return db_number(s->db, error, 0, due,
                     "SELECT count(*) FROM article WHERE state = 0"
                     " AND (publish_ms <= ? OR created_ms > ?)",
                     DB_I(now_ms), DB_I(now_ms + STORE_DUE_BACK_MS)) &&
           db_number(s->db, error, INT64_MAX, next,
                     "SELECT min(publish_ms) FROM article"
                     " WHERE state = 0 AND publish_ms > ?",
                     DB_I(now_ms));
}

static bool ask_remind(store *s, const store_due *d, int64_t now_ms,
                       int64_t *due, int64_t *next, GError **error)
{
    int64_t since_ms = now_ms - d->after_ms;
    return db_number(s->db, error, 0, due,
                     "SELECT count(*) " OPEN_HELD " AND created_ms <= ?",
                     DB_I(since_ms)) &&
           db_number(s->db, error, INT64_MAX, next,
                     "SELECT min(created_ms) + ? " OPEN_HELD
                     " AND created_ms > ?",
                     DB_I(d->after_ms), DB_I(since_ms));
}

/* The oldest alone counts: when it has waited, all go. */
static bool ask_digest(store *s, const store_due *d, int64_t now_ms,
                       int64_t *due, int64_t *next, GError **error)
{
    int64_t oldest_ms = 0;
    if (!db_number(s->db, error, INT64_MAX, &oldest_ms,
                   d->kind == STORE_DUE_ASIDE
                       ? "SELECT created_ms " NEW_ASIDE " ORDER BY id LIMIT 1"
                       : "SELECT created_ms " NEW_SPAM " ORDER BY id LIMIT 1",
                   DB_S(d->queue)))
        return false;
    *due = oldest_ms <= now_ms - d->after_ms;
    *next =
        *due || oldest_ms == INT64_MAX ? INT64_MAX : oldest_ms + d->after_ms;
    return true;
}

static bool ask_wait(store *s, const store_due *d, int64_t now_ms, int64_t *due,
                     int64_t *next, GError **error)
{
    int64_t first_ms = INT64_MAX;
    if (!db_number(s->db, error, INT64_MAX, &first_ms,
                   "SELECT min(at_ms) FROM due WHERE kind = ?", DB_S(d->queue)))
        return false;
    *due = first_ms <= now_ms;
    *next = *due ? INT64_MAX : first_ms;
    return true;
}

static bool ask_job(store *s, const store_due *d, int64_t now_ms, int64_t *due,
                    int64_t *next, GError **error)
{
    int64_t first_ms = INT64_MAX;
    if (!db_number(s->db, error, INT64_MAX, &first_ms,
                   "SELECT min(next_ms) FROM job WHERE state = 0 AND kind = ?",
                   DB_S(d->queue)))
        return false;
    *due = first_ms <= now_ms;
    *next = *due ? INT64_MAX : first_ms;
    return true;
}

static bool ask(store *s, const store_due *d, int64_t now_ms, int64_t *due,
                int64_t *next, GError **error)
{
    switch (d->kind) {
    case STORE_DUE_PUBLISH:
        return ask_publish(s, now_ms, due, next, error);
    case STORE_DUE_REMIND:
        return ask_remind(s, d, now_ms, due, next, error);
    case STORE_DUE_DIGEST:
    case STORE_DUE_ASIDE:
        return ask_digest(s, d, now_ms, due, next, error);
    case STORE_DUE_JOB:
        return ask_job(s, d, now_ms, due, next, error);
    case STORE_DUE_WAIT:
        break;
    }
    return ask_wait(s, d, now_ms, due, next, error);
}

bool store_due_next(store *s, const store_due *all, unsigned count,
                    int64_t now_ms, bool *due, int64_t *next_ms, GError **error)
{
    *due = false;
    *next_ms = INT64_MAX;
    for (unsigned i = 0; i < count; i++) {
        int64_t rows = 0, next = INT64_MAX;
        if (!ask(s, &all[i], now_ms, &rows, &next, error))
            return false;
        *due |= rows > 0;
        *next_ms = MIN(*next_ms, next);
    }
    return true;
}

bool store_due_set_back(store *s, int64_t back_ms, GError **error)
{
    return db_write(s->db, error,
                    "UPDATE article SET publish_ms = publish_ms - ?1,"
                    " created_ms = created_ms - ?1 WHERE state = 0",
                    DB_I(back_ms)) &&
           db_write(s->db, error,
                    "UPDATE held SET created_ms = created_ms - ?"
                    " WHERE state = 0 AND (reminded < 2 OR kind = 6)",
                    DB_I(back_ms)) &&
           db_write(s->db, error,
                    "UPDATE outgoing SET next_ms = next_ms - ?"
                    " WHERE state = 1",
                    DB_I(back_ms)) &&
           db_write(s->db, error,
                    "UPDATE job SET next_ms = next_ms - ? WHERE state = 0",
                    DB_I(back_ms)) &&
           db_write(s->db, error, "UPDATE teaching SET next_ms = next_ms - ?",
                    DB_I(back_ms));
}
