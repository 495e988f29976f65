/* teaching: lessons that operators gave and nobody has learned yet. */
#include "store/teaching.h"

#include "store/db.h"
#include "store/ledger.h"

void store_teaching_free(store_teaching *t)
{
    if (!t)
        return;
    g_free(t->identity);
    g_free(t->class);
    g_free(t->ledger);
    g_free(t->raw);
    g_free(t);
}

static void *take_teaching(db_query *q, void *context, GError **error)
{
    store_teaching *t = g_new0(store_teaching, 1);
    t->id = db_take_int(q);
    t->identity = db_take_string(q);
    t->about = (store_subject)db_take_int(q);
    t->class = db_take_text(q);
    t->tries = (unsigned)db_take_int(q);
    t->ledger = db_take_string(q);
    t->raw = db_take_text(q);
    return t;
}

/* Whoever changes her mind while the first lesson waits, or is being read, gives
 * one lesson: the last. */
static bool replace(store *s, const store_ledger *l, store_subject about,
                    const char *class, GError **error)
{
    int64_t id = db_next_id(s->db, "teaching", error);
    return id &&
           db_write(s->db, error,
                    "DELETE FROM teaching WHERE identity = ? AND subject = ?",
                    DB_S(l->identity), DB_I(about)) &&
           db_write(s->db, error,
                    "INSERT INTO teaching (id, identity, subject, ledger,"
                    " class, tries, next_ms) VALUES (?, ?, ?, ?, ?, 0, 0)",
                    DB_I(id), DB_S(l->identity), DB_I(about), DB_S(l->id),
                    DB_T(class));
}

bool store_teach(store *s, const char *ledger, store_subject about,
                 const char *class, GError **error)
{
    GError *local = NULL;
    g_autoptr(store_ledger) l = store_ledger_get(s, ledger, &local);
    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    if (!l || !l->raw || l->identity[0] == '\0')
        return true;
    return replace(s, l, about, class, error);
}

store_teaching *store_teaching_next(store *s, int64_t now_ms, GError **error)
{
    return db_one(db_ask(s->db, error,
                         "SELECT t.id, t.identity, t.subject, t.class,"
                         " t.tries, t.ledger, l.raw"
                         " FROM teaching t JOIN ledger l ON l.id = t.ledger"
                         " WHERE t.next_ms <= ? ORDER BY t.id LIMIT 1",
                         DB_I(now_ms)),
                  take_teaching, NULL, NULL, error);
}

bool store_teaching_later(store *s, int64_t id, int64_t next_ms, GError **error)
{
    return db_write(s->db, error,
                    "UPDATE teaching SET tries = tries + 1, next_ms = ?"
                    " WHERE id = ?",
                    DB_I(next_ms), DB_I(id));
}

bool store_teaching_end(store *s, int64_t id, bool *was, GError **error)
{
    int64_t count = 0;
    if (!db_number(s->db, error, 0, &count,
                   "SELECT count(*) FROM teaching WHERE id = ?", DB_I(id)))
        return false;
    *was = count > 0;
    return db_write(s->db, error, "DELETE FROM teaching WHERE id = ?",
                    DB_I(id));
}

int64_t store_teaching_count(store *s, GError **error)
{
    int64_t count = 0;
    return db_number(s->db, error, 0, &count, "SELECT count(*) FROM teaching",
                     DB_END)
               ? count
               : -1;
}
