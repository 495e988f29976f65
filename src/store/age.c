/* age: how far a store has come, and what waits in an older one. */
#include "store/age.h"

#include "store/db.h"

static bool number(store *s, const char *name, int64_t *out, GError **error)
{
    return db_number(s->db, error, 0, out,
                     "SELECT value FROM meta WHERE name = ?", DB_S(name));
}

static bool set_number(store *s, const char *name, int64_t value,
                       GError **error)
{
    return db_write_one(s->db, error, name,
                        "UPDATE meta SET value = ? WHERE name = ?", DB_I(value),
                        DB_S(name));
}

bool store_age_get(store *s, store_age *age, GError **error)
{
    return number(s, "epoch", &age->epoch, error) &&
           number(s, "generation", &age->generation, error) &&
           db_number(s->db, error, 0, &age->ticket,
                     "SELECT last FROM counter WHERE name = 'ticket'", DB_END);
}

bool store_is_older(const store_age *a, const store_age *b)
{
    return a->epoch < b->epoch || a->generation < b->generation ||
           a->ticket < b->ticket;
}

bool store_begin_epoch(store *s, const store_age *known, int64_t now_ms,
                       GError **error)
{
    store_age own;
    int64_t last;
    if (!store_age_get(s, &own, error) ||
        !db_number(s->db, error, 0, &last,
                   "SELECT last FROM counter WHERE name = 'outgoing'", DB_END))
        return false;
    int64_t epoch = MAX(own.epoch, known->epoch) + 1;
    if (!set_number(s, "epoch", epoch, error) ||
        !set_number(s, "generation", MAX(own.generation, known->generation),
                    error) ||
        !set_number(s, "paused_last", last, error) ||
        !set_number(s, "paused_ms", now_ms, error) ||
        !db_write_one(s->db, error, "counter of tickets",
                      "UPDATE counter SET last = ? WHERE name = 'ticket'",
                      DB_I(MAX(own.ticket, known->ticket))))
        return false;
    s->epoch = epoch;
    return true;
}

bool store_paused(store *s, int64_t *since_ms, GError **error)
{
    return number(s, "paused_ms", since_ms, error);
}

bool store_resume(store *s, bool drop, int64_t now_ms, int64_t *count,
                  GError **error)
{
    int64_t last;
    if (!number(s, "paused_last", &last, error) ||
        !db_number(s->db, error, 0, count,
                   "SELECT count(*) FROM outgoing WHERE id <= ?"
                   " AND state IN (0, 1)",
                   DB_I(last)))
        return false;
    if (drop && !db_write(s->db, error,
                          "UPDATE outgoing SET state = 4, sent_ms = ?"
                          " WHERE id <= ? AND state IN (0, 1)",
                          DB_I(now_ms), DB_I(last)))
        return false;
    return set_number(s, "paused_last", 0, error) &&
           set_number(s, "paused_ms", 0, error);
}
