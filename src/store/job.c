/* job: work that a change of a ticket asked for. */
#include "store/job.h"

#include "store/rows.h"

#define COLUMNS                                                              \
    "id, kind, name, ticket, entry, event, state, tries, next_ms, made_ms, " \
    "ended_ms, result"

store_job *store_job_copy(const store_job *j)
{
    store_job *out = g_memdup2(j, sizeof *j);

    out->kind = g_strdup(j->kind);
    out->name = g_strdup(j->name);
    out->event = g_strdup(j->event);
    out->result = g_strdup(j->result);
    return out;
}

void store_job_free(store_job *j)
{
    if (!j)
        return;
    g_free(j->kind);
    g_free(j->name);
    g_free(j->event);
    g_free(j->result);
    g_free(j);
}

static void *take(db_query *q, void *context, GError **error)
{
    store_job *j = g_new0(store_job, 1);
    j->id = db_take_int(q);
    j->kind = db_take_string(q);
    j->name = db_take_string(q);
    j->ticket = db_take_int(q);
    j->entry = db_take_int(q);
    j->event = db_take_string(q);
    j->state = (store_job_state)db_take_int(q);
    j->tries = db_take_int(q);
    j->next_ms = db_take_int(q);
    j->made_ms = db_take_int(q);
    j->ended_ms = db_take_int(q);
    j->result = db_take_string(q);
    return j;
}

static GPtrArray *all(db_query *q, GError **error)
{
    return db_all(q, take, NULL, (GDestroyNotify)store_job_free, error);
}

bool store_job_add(store *s, store_job *j, GError **error)
{
    j->id = db_next_id(s->db, "job", error);
    return j->id > 0 &&
           db_write(s->db, error,
                    "INSERT INTO job (" COLUMNS
                    ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                    DB_I(j->id), DB_S(j->kind), DB_S(j->name), DB_I(j->ticket),
                    DB_I(j->entry), DB_S(j->event), DB_I(STORE_JOB_OPEN),
                    DB_I(0), DB_I(j->next_ms), DB_I(j->made_ms), DB_I(0), DB_N);
}

store_job *store_job_get(store *s, int64_t id, GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT " COLUMNS " FROM job WHERE id = ?", DB_I(id)),
                  take, NULL, NULL, error);
}

GPtrArray *store_job_due(store *s, const char *kind, int64_t now_ms,
                         unsigned limit, int64_t *next_ms, GError **error)
{
    if (next_ms) {
        *next_ms = INT64_MAX;
        if (!db_number(s->db, error, INT64_MAX, next_ms,
                       "SELECT min(next_ms) FROM job WHERE state = 0"
                       " AND kind = ? AND next_ms > ?",
                       DB_T(kind), DB_I(now_ms)))
            return NULL;
    }
    return all(db_ask(s->db, error,
                      "SELECT " COLUMNS " FROM job WHERE state = 0"
                      " AND kind = ? AND next_ms <= ? ORDER BY id LIMIT ?",
                      DB_T(kind), DB_I(now_ms), DB_I(limit)),
               error);
}

GPtrArray *store_job_first(store *s, const char *kind, const char *name,
                           int64_t now_ms, unsigned limit, GError **error)
{
    return all(db_ask(s->db, error,
                      "SELECT " COLUMNS " FROM job WHERE state = 0"
                      " AND kind = ?1 AND name = ?2 AND next_ms <= ?3"
                      " AND NOT EXISTS (SELECT 1 FROM job AS e"
                      " WHERE e.ticket = job.ticket AND e.id < job.id"
                      " AND e.state = 0 AND e.kind = ?1 AND e.name = ?2)"
                      " ORDER BY id LIMIT ?4",
                      DB_S(kind), DB_S(name), DB_I(now_ms), DB_I(limit)),
               error);
}

bool store_job_next(store *s, const char *kind, int64_t now_ms,
                    int64_t *next_ms, GError **error)
{
    *next_ms = INT64_MAX;
    return db_number(s->db, error, INT64_MAX, next_ms,
                     "SELECT min(next_ms) FROM job WHERE state = 0"
                     " AND kind = ? AND next_ms > ?",
                     DB_S(kind), DB_I(now_ms));
}

bool store_job_tried(store *s, int64_t id, store_job_state state,
                     int64_t next_ms, const char *result, int64_t now_ms,
                     GError **error)
{
    return db_write_one(s->db, error, "job",
                        "UPDATE job SET state = ?, tries = tries + 1,"
                        " next_ms = ?, result = ?, ended_ms = ? WHERE id = ?",
                        DB_I(state), DB_I(next_ms), DB_S(result),
                        DB_I(state == STORE_JOB_OPEN ? 0 : now_ms), DB_I(id));
}

GPtrArray *store_job_list(store *s, store_job_state state, const char *name,
                          int64_t ticket, unsigned limit, GError **error)
{
    return all(db_ask(s->db, error,
                      "SELECT " COLUMNS " FROM job WHERE state = ?"
                      " AND (? = '' OR name = ?)"
                      " AND ticket >= ? AND ticket <= ?"
                      " ORDER BY id DESC LIMIT ?",
                      DB_I(state), DB_T(name ? name : ""),
                      DB_T(name ? name : ""), DB_I(ticket),
                      DB_I(ticket ? ticket : INT64_MAX), DB_I(limit)),
               error);
}

int64_t store_job_count(store *s, store_job_state state, GError **error)
{
    int64_t count = -1;

    return db_number(s->db, error, 0, &count,
                     "SELECT count(*) FROM job WHERE state = ?", DB_I(state))
               ? count
               : -1;
}

int64_t store_job_count_of(store *s, const char *kind, const char *name,
                           store_job_state state, GError **error)
{
    int64_t count = -1;

    return db_number(s->db, error, 0, &count,
                     "SELECT count(*) FROM job WHERE state = ? AND kind = ?"
                     " AND name = ?",
                     DB_I(state), DB_S(kind), DB_S(name))
               ? count
               : -1;
}

bool store_job_retry(store *s, int64_t id, int64_t now_ms, GError **error)
{
    return db_write_one(s->db, error, "job",
                        "UPDATE job SET state = 0, tries = 0, next_ms = ?,"
                        " ended_ms = 0 WHERE id = ?",
                        DB_I(now_ms), DB_I(id));
}

bool store_job_drop(store *s, int64_t id, int64_t now_ms, GError **error)
{
    return db_write_one(s->db, error, "job",
                        "UPDATE job SET state = ?, ended_ms = ? WHERE id = ?",
                        DB_I(STORE_JOB_DROPPED), DB_I(now_ms), DB_I(id));
}

bool store_job_forget(store *s, const char *kind, int64_t before_ms,
                      GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM job WHERE kind = ? AND ended_ms > 0"
                    " AND ended_ms < ? AND (state = ? OR state = ?)",
                    DB_S(kind), DB_I(before_ms), DB_I(STORE_JOB_DONE),
                    DB_I(STORE_JOB_DROPPED));
}
