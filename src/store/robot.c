/* robot: what robots did to tickets. */
#include "store/robot.h"

#include "base/span.h"
#include "store/change.h"
#include "store/entry.h"
#include "store/rows.h"

const char *const store_robot_results[] = {[STORE_ROBOT_ACTED] = "acted",
                                           [STORE_ROBOT_LOOKED] = "looked",
                                           [STORE_ROBOT_STOPPED] = "stopped",
                                           [STORE_ROBOT_FAILED] = "failed",
                                           [STORE_ROBOT_RESULTS] = NULL};

void store_robot_act_free(store_robot_act *a)
{
    if (!a)
        return;
    g_free(a->robot);
    g_free(a);
}

static bool count(store *s, const char *robot, int64_t ticket, int64_t from_ms,
                  store_robot_result result, int64_t *out, GError **error)
{
    return db_number(s->db, error, 0, out,
                     "SELECT count(*) FROM robot_act WHERE robot = ?"
                     " AND ticket = ? AND at_ms > ? AND result = ?",
                     DB_T(robot), DB_I(ticket), DB_I(from_ms), DB_I(result));
}

/* The last change by a person, and the last text. */
static bool person(store *s, int64_t ticket, int64_t *ms, GError **error)
{
    int64_t change_ms = 0, article_ms = 0, note_ms = 0;

    if (!db_number(s->db, error, 0, &change_ms,
                   "SELECT max(at_ms) FROM change WHERE ticket = ?"
                   " AND actor_kind IN (?, ?, ?, ?)",
                   DB_I(ticket), DB_I(STORE_ACTOR_OPERATOR),
                   DB_I(STORE_ACTOR_CUSTOMER), DB_I(STORE_ACTOR_PARTNER),
                   DB_I(STORE_ACTOR_ADMIN)) ||
        !db_number(s->db, error, 0, &article_ms,
                   "SELECT max(created_ms) FROM article WHERE ticket = ?"
                   " AND author_kind IN (?, ?, ?)",
                   DB_I(ticket), DB_I(STORE_BY_OPERATOR),
                   DB_I(STORE_BY_CUSTOMER), DB_I(STORE_BY_PARTNER)) ||
        !db_number(s->db, error, 0, &note_ms,
                   "SELECT max(created_ms) FROM note WHERE ticket = ?"
                   " AND author_kind IN (?, ?, ?)",
                   DB_I(ticket), DB_I(STORE_BY_OPERATOR),
                   DB_I(STORE_BY_CUSTOMER), DB_I(STORE_BY_PARTNER)))
        return false;
    *ms = MAX(change_ms, MAX(article_ms, note_ms));
    return true;
}

bool store_robot_count(store *s, const char *robot, int64_t ticket,
                       int64_t now_ms, store_robot_counts *out, GError **error)
{
    int64_t hour_ms = now_ms - SPAN_HOUR, stopped = 0, failed = 0;

    *out = (store_robot_counts){0};
    if (!person(s, ticket, &out->person_ms, error) ||
        !count(s, robot, ticket, hour_ms, STORE_ROBOT_ACTED, &out->here,
               error) ||
        !count(s, robot, ticket, out->person_ms - 1, STORE_ROBOT_ACTED,
               &out->since, error) ||
        !count(s, robot, ticket, hour_ms, STORE_ROBOT_STOPPED, &stopped,
               error) ||
        !count(s, robot, ticket, out->person_ms - 1, STORE_ROBOT_FAILED,
               &failed, error) ||
        !db_number(s->db, error, 0, &out->all,
                   "SELECT count(*) FROM robot_act WHERE robot = ?"
                   " AND at_ms > ? AND result = ?",
                   DB_T(robot), DB_I(hour_ms), DB_I(STORE_ROBOT_ACTED)))
        return false;
    out->told = stopped > 0;
    out->failed = failed > 0;
    return true;
}

/* What it did, or could not do, since a person acted stays. */
static bool forget(store *s, const store_robot_act *a, int64_t now_ms,
                   GError **error)
{
    int64_t person_ms = 0;

    return person(s, a->ticket, &person_ms, error) &&
           db_write(s->db, error,
                    "DELETE FROM robot_act WHERE robot = ? AND ticket = ?"
                    " AND at_ms <= ? AND (at_ms < ?"
                    " OR result NOT IN (?, ?))",
                    DB_S(a->robot), DB_I(a->ticket), DB_I(now_ms - SPAN_HOUR),
                    DB_I(person_ms), DB_I(STORE_ROBOT_ACTED),
                    DB_I(STORE_ROBOT_FAILED));
}

bool store_robot_mended(store *s, GError **error)
{
    return db_write(s->db, error, "DELETE FROM robot_act WHERE result = ?",
                    DB_I(STORE_ROBOT_FAILED));
}

bool store_robot_add(store *s, const store_robot_act *a, int64_t now_ms,
                     GError **error)
{
    return forget(s, a, now_ms, error) &&
           db_write(s->db, error,
                    "INSERT INTO robot_act (robot, ticket, at_ms, result)"
                    " VALUES (?,?,?,?)",
                    DB_S(a->robot), DB_I(a->ticket), DB_I(now_ms),
                    DB_I(a->result));
}

bool store_robot_fill(store *s, const char *robot, const char *queue,
                      const char *status, int64_t after_ms, GError **error)
{
    return db_write(s->db, error,
                    "INSERT INTO due (kind, ref, ticket, at_ms)"
                    " SELECT ?1, ?2 || '/#' || id, id, status_ms + ?3"
                    " FROM ticket WHERE status = ?4 AND queue = ?5"
                    " AND NOT EXISTS (SELECT 1 FROM robot_act a"
                    " WHERE a.robot = ?2 AND a.ticket = ticket.id"
                    " AND a.at_ms >= ticket.status_ms)"
                    " ON CONFLICT (kind, ref) DO UPDATE SET"
                    " at_ms = excluded.at_ms",
                    DB_T(STORE_WAIT_ROBOT), DB_T(robot), DB_I(after_ms),
                    DB_T(status), DB_T(queue));
}
