/* known: numbers that are remembered for others. */
#include "spool/room.h"

typedef struct known {
    const char *const *names;
    const int64_t *values;
    unsigned count;
} known;

static bool known_rows(spool *s, void *context, GError **error)
{
    const known *k = context;
    for (unsigned i = 0; i < k->count; i++)
        if (!sql_write(s->writer, error,
                       "INSERT INTO known (name, value) VALUES (?1, ?2)"
                       " ON CONFLICT (name) DO UPDATE"
                       " SET value = max(value, excluded.value)",
                       SQL_T(k->names[i]), SQL_I(k->values[i])))
            return false;
    return true;
}

bool spool_known_set(spool *s, const char *const *names, const int64_t *values,
                     unsigned count, GError **error)
{
    known k = {names, values, count};
    return spool_write(s, known_rows, &k, false, error);
}

bool spool_known_get(spool *s, const char *const *names, int64_t *values,
                     unsigned count, GError **error)
{
    bool fine = true;
    pthread_mutex_lock(&s->read_lock);
    for (unsigned i = 0; i < count && fine; i++)
        fine = sql_number(s->reader, error, 0, &values[i],
                          "SELECT value FROM known WHERE name = ?",
                          SQL_T(names[i]));
    pthread_mutex_unlock(&s->read_lock);
    return fine;
}
