/* rating: ratings by customers, reviews by leads. */
#include "store/rating.h"

#include "store/report.h"
#include "store/rows.h"

/* ---- ratings ---- */

#define RATING_COLUMNS                                                 \
    "ticket, n, person, operator, line, best, value, words, asked_ms," \
    " given_ms"

store_rating *store_rating_copy(const store_rating *r)
{
    store_rating *copy = g_memdup2(r, sizeof *r);

    copy->person = g_strdup(r->person);
    copy->operator_id = g_strdup(r->operator_id);
    copy->words = g_strdup(r->words);
    return copy;
}

void store_rating_free(store_rating *r)
{
    if (!r)
        return;
    g_free(r->person);
    g_free(r->operator_id);
    g_free(r->words);
    g_free(r);
}

static void *take_rating(db_query *q, void *context, GError **error)
{
    store_rating *r = g_new0(store_rating, 1);
    r->ticket = db_take_int(q);
    r->n = db_take_int(q);
    r->person = db_take_string(q);
    r->operator_id = db_take_string(q);
    r->line = (int)db_take_int(q);
    r->best = (int)db_take_int(q);
    r->value = (int)db_take_int(q);
    r->words = db_take_string(q);
    r->asked_ms = db_take_int(q);
    r->given_ms = db_take_int(q);
    return r;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* For reports, which count it when it was given. */
static bool remember_rating(store *s, const store_rating *r, GError **error)
{
    const store_report_score score = {.ticket = r->ticket,
                                      .n = r->n,
                                      .value = r->value,
                                      .best = r->best,
                                      .who = r->operator_id,
                                      .person = r->person};

    return store_report_score_add(s, &score, false, r->given_ms, error);
}

bool store_rating_put(store *s, const store_rating *r, GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM rating"
                    " WHERE ticket = ? AND n = ? AND person = ?",
                    DB_I(r->ticket), DB_I(r->n), DB_S(r->person)) &&
           db_write(s->db, error,
                    "INSERT INTO rating (" RATING_COLUMNS ")"
                    " VALUES (?,?,?,?,?,?,?,?,?,?)",
                    DB_I(r->ticket), DB_I(r->n), DB_S(r->person),
                    DB_S(or_empty(r->operator_id)), DB_I(r->line),
                    DB_I(r->best), DB_I(r->value), DB_S(or_empty(r->words)),
                    DB_I(r->asked_ms), DB_I(r->given_ms)) &&
           (r->value == 0 || remember_rating(s, r, error)) &&
           ticket_touch(s, r->ticket, error);
}

static GPtrArray *take_ratings(db_query *q, GError **error)
{
    return db_all(q, take_rating, NULL, (GDestroyNotify)store_rating_free,
                  error);
}

store_rating *store_rating_get(store *s, int64_t ticket, int64_t n,
                               GError **error)
{
    g_autoptr(GPtrArray) all =
        take_ratings(db_ask(s->db, error,
                            "SELECT " RATING_COLUMNS " FROM rating"
                            " WHERE ticket = ? AND n = ? ORDER BY person",
                            DB_I(ticket), DB_I(n)),
                     error);

    return all && all->len > 0 ? store_rating_copy(all->pdata[0]) : NULL;
}

GPtrArray *store_rating_list(store *s, int64_t ticket, GError **error)
{
    return take_ratings(db_ask(s->db, error,
                               "SELECT " RATING_COLUMNS " FROM rating"
                               " WHERE ticket = ? ORDER BY n, person",
                               DB_I(ticket)),
                        error);
}

bool store_rating_asked(store *s, const char *person, int64_t *asked_ms,
                        GError **error)
{
    return db_number(s->db, error, 0, asked_ms,
                     "SELECT max(r.asked_ms) FROM rating r"
                     " JOIN article a ON a.ticket = r.ticket AND a.n = r.n"
                     " AND a.state = 1 WHERE r.person = ?",
                     DB_S(person));
}

/* ---- reviews ---- */

#define REVIEW_COLUMNS \
    "ticket, n, lead, why, best, score, words, asked_ms, given_ms"

store_review *store_review_copy(const store_review *r)
{
    store_review *copy = g_memdup2(r, sizeof *r);

    copy->lead = g_strdup(r->lead);
    copy->why = g_strdup(r->why);
    copy->words = g_strdup(r->words);
    return copy;
}

void store_review_free(store_review *r)
{
    if (!r)
        return;
    g_free(r->lead);
    g_free(r->why);
    g_free(r->words);
    g_free(r);
}

static void *take_review(db_query *q, void *context, GError **error)
{
    store_review *r = g_new0(store_review, 1);
    r->ticket = db_take_int(q);
    r->n = db_take_int(q);
    r->lead = db_take_string(q);
    r->why = db_take_string(q);
    r->best = (int)db_take_int(q);
    r->score = (int)db_take_int(q);
    r->words = db_take_string(q);
    r->asked_ms = db_take_int(q);
    r->given_ms = db_take_int(q);
    return r;
}

static bool remember_review(store *s, const store_review *r, GError **error)
{
    const store_report_score score = {.ticket = r->ticket,
                                      .n = r->n,
                                      .value = r->score,
                                      .best = r->best,
                                      .who = r->why,
                                      .person = r->lead};

    return store_report_score_add(s, &score, true, r->given_ms, error);
}

bool store_review_put(store *s, const store_review *r, GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM review"
                    " WHERE ticket = ? AND n = ? AND lead = ?",
                    DB_I(r->ticket), DB_I(r->n), DB_S(r->lead)) &&
           db_write(s->db, error,
                    "INSERT INTO review (" REVIEW_COLUMNS ")"
                    " VALUES (?,?,?,?,?,?,?,?,?)",
                    DB_I(r->ticket), DB_I(r->n), DB_S(r->lead),
                    DB_S(or_empty(r->why)), DB_I(r->best), DB_I(r->score),
                    DB_S(or_empty(r->words)), DB_I(r->asked_ms),
                    DB_I(r->given_ms)) &&
           (r->score == 0 || remember_review(s, r, error)) &&
           ticket_touch(s, r->ticket, error);
}

GPtrArray *store_review_list(store *s, int64_t ticket, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT " REVIEW_COLUMNS " FROM review"
                         " WHERE ticket = ? ORDER BY asked_ms, n, lead",
                         DB_I(ticket)),
                  take_review, NULL, (GDestroyNotify)store_review_free, error);
}
