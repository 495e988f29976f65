/* words: what the filter that learns has counted: how many messages of each
 * class had a word, and which message was taught as what. */
#include "store/words.h"

#include "base/span.h"
#include "store/db.h"

#include <stdlib.h>

typedef struct word_delta {
    uint64_t hash;
    int64_t class, delta;
} word_delta;

struct store_lesson {
    store *s;
    int64_t now_ms;
    GHashTable *deltas; /* word_delta* -> itself */
};

/* A hash as a signed number of the same order. */
static int64_t hash_number(uint64_t hash)
{
    return (int64_t)(hash ^ (UINT64_C(1) << 63));
}

static uint64_t number_hash(int64_t number)
{
    return (uint64_t)number ^ (UINT64_C(1) << 63);
}

/* ---- classes ---- */

void store_class_free(store_class *c)
{
    if (!c)
        return;
    g_free(c->name);
    g_free(c);
}

static void *take_class(db_query *q, void *context, GError **error)
{
    store_class *c = g_new0(store_class, 1);
    c->class = db_take_int(q);
    c->name = db_take_string(q);
    c->trained = db_take_int(q);
    c->lessons = db_take_int(q);
    return c;
}

GPtrArray *store_classes(store *s, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT class, name, trained,"
                         " (SELECT count(*) FROM lesson l"
                         "  WHERE l.class = word_class.class)"
                         " FROM word_class ORDER BY class",
                         DB_END),
                  take_class, NULL, (GDestroyNotify)store_class_free, error);
}

bool store_class_number(store *s, const char *name, bool make, unsigned max,
                        int64_t *class, GError **error)
{
    int64_t count = 0;
    if (!db_number(s->db, error, -1, class,
                   "SELECT class FROM word_class WHERE name = ?", DB_S(name)))
        return false;
    if (*class >= 0 || !make)
        return true;
    if (!db_number(s->db, error, 0, &count, "SELECT count(*) FROM word_class",
                   DB_END))
        return false;
    if (count >= max) {
        err_set(error, ERR_LIMIT,
                "there are %u classes of learned words already: \"%s\" cannot "
                "be one more",
                max, name);
        return false;
    }
    *class = count;
    return db_write(s->db, error,
                    "INSERT INTO word_class (class, name, trained)"
                    " VALUES (?, ?, 0)",
                    DB_I(count), DB_S(name));
}

/* ---- lessons ---- */

static guint delta_hash(gconstpointer p)
{
    const word_delta *d = p;
    return (guint)(d->hash >> 8) ^ (guint)d->class;
}

static gboolean delta_equal(gconstpointer a, gconstpointer b)
{
    const word_delta *x = a, *y = b;
    return x->hash == y->hash && x->class == y->class;
}

static int delta_order(const void *a, const void *b)
{
    const word_delta *x = *(word_delta *const *)a, *y = *(word_delta *const *)b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->class < y->class ? -1 : x->class > y->class;
}

store_lesson *store_lesson_new(store *s, int64_t now_ms)
{
    store_lesson *l = g_new0(store_lesson, 1);
    l->s = s;
    l->now_ms = now_ms;
    l->deltas = g_hash_table_new_full(delta_hash, delta_equal, g_free, NULL);
    return l;
}

void store_lesson_free(store_lesson *l)
{
    if (!l)
        return;
    g_hash_table_unref(l->deltas);
    g_free(l);
}

static bool add_trained(store_lesson *l, int64_t class, int64_t by,
                        GError **error)
{
    return db_write_one(l->s->db, error, "such class of words",
                        "UPDATE word_class SET trained = trained + ?"
                        " WHERE class = ?",
                        DB_I(by), DB_I(class));
}

static void count_words(store_lesson *l, int64_t class, int64_t by,
                        const uint64_t *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        word_delta key = {words[i], class, by};
        word_delta *d = g_hash_table_lookup(l->deltas, &key);
        if (d) {
            d->delta += by;
        } else {
            d = g_memdup2(&key, sizeof key);
            g_hash_table_add(l->deltas, d);
        }
    }
}

static bool remember(store_lesson *l, const char *identity, store_subject about,
                     int64_t class, GError **error)
{
    if (class == STORE_CLASS_NONE)
        return db_write(l->s->db, error,
                        "DELETE FROM word_trained"
                        " WHERE identity = ? AND subject = ?",
                        DB_S(identity), DB_I(about));
    return db_write(l->s->db, error,
                    "INSERT INTO word_trained"
                    " (identity, subject, class, trained_ms)"
                    " VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (identity, subject) DO UPDATE"
                    " SET class = excluded.class,"
                    " trained_ms = excluded.trained_ms",
                    DB_S(identity), DB_I(about), DB_I(class), DB_I(l->now_ms));
}

static bool keep_lesson(store_lesson *l, const char *identity, int64_t class,
                        GBytes *features, GError **error)
{
    if (class == STORE_CLASS_NONE)
        return db_write(l->s->db, error,
                        "DELETE FROM lesson WHERE identity = ?",
                        DB_S(identity));
    return db_write(l->s->db, error,
                    "INSERT INTO lesson (identity, class, features, taught_ms)"
                    " VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (identity) DO UPDATE"
                    " SET class = excluded.class,"
                    " features = excluded.features,"
                    " taught_ms = excluded.taught_ms",
                    DB_S(identity), DB_I(class), DB_B(features),
                    DB_I(l->now_ms));
}

static bool is_kept(store_lesson *l, const char *identity, bool *kept,
                    GError **error)
{
    int64_t count = 0;
    bool fine = db_number(l->s->db, error, 0, &count,
                          "SELECT count(*) FROM lesson WHERE identity = ?",
                          DB_S(identity));
    *kept = count > 0;
    return fine;
}

static bool move_trained(store_lesson *l, int64_t before, int64_t class,
                         GError **error)
{
    return (before == STORE_CLASS_NONE || add_trained(l, before, -1, error)) &&
           (class == STORE_CLASS_NONE || add_trained(l, class, 1, error));
}

static store_learned change_of(int64_t before, int64_t class)
{
    return before == class              ? STORE_LEARNED_NOTHING
           : before == STORE_CLASS_NONE ? STORE_LEARNED_NEW
           : class == STORE_CLASS_NONE  ? STORE_LEARNED_FORGOTTEN
                                        : STORE_LEARNED_CORRECTED;
}

bool store_lesson_add(store_lesson *l, const char *identity,
                      store_subject about, int64_t class, const uint64_t *words,
                      size_t n, GBytes *features, store_learned *what,
                      GError **error)
{
    int64_t before;
    bool category = about == STORE_ABOUT_CATEGORY, kept = false;
    *what = STORE_LEARNED_NOTHING;
    if (!db_number(l->s->db, error, STORE_CLASS_NONE, &before,
                   "SELECT class FROM word_trained"
                   " WHERE identity = ? AND subject = ?",
                   DB_S(identity), DB_I(about)) ||
        (category && !is_kept(l, identity, &kept, error)))
        return false;
    if (before == class && (!category || kept || class == STORE_CLASS_NONE))
        return true;
    if (before != STORE_CLASS_NONE && !kept)
        count_words(l, before, -1, words, n);
    if (class != STORE_CLASS_NONE && !category)
        count_words(l, class, 1, words, n);
    *what = change_of(before, class);
    return move_trained(l, before, class, error) &&
           remember(l, identity, about, class, error) &&
           (!category ||
            (keep_lesson(l, identity, class, features, error) &&
             db_write_one(l->s->db, error, "count of changed lessons",
                          "UPDATE meta SET value = value + 1"
                          " WHERE name = 'lessons_changed'",
                          DB_END)));
}

static bool write_delta(db *d, const word_delta *w, int64_t day, GError **error)
{
    db_value hash = DB_I(hash_number(w->hash));
    if (w->delta > 0)
        return db_write(d, error,
                        "INSERT INTO word (hash, class, count, seen_day)"
                        " VALUES (?, ?, ?, ?)"
                        " ON CONFLICT (hash, class) DO UPDATE"
                        " SET count = word.count + excluded.count,"
                        " seen_day = excluded.seen_day",
                        hash, DB_I(w->class), DB_I(w->delta), DB_I(day));
    if (w->delta == 0)
        return true;
    /* what was expired meanwhile cannot be taken back */
    return db_write(d, error,
                    "UPDATE word SET count = count + ?"
                    " WHERE hash = ? AND class = ?",
                    DB_I(w->delta), hash, DB_I(w->class)) &&
           db_write(d, error,
                    "DELETE FROM word"
                    " WHERE hash = ? AND class = ? AND count <= 0",
                    hash, DB_I(w->class));
}

size_t store_lesson_size(const store_lesson *l)
{
    return g_hash_table_size(l->deltas);
}

bool store_lesson_write(store_lesson *l, GError **error)
{
    guint n;
    g_autofree gpointer *rows = g_hash_table_get_keys_as_array(l->deltas, &n);
    qsort(rows, n, sizeof *rows, delta_order); /* neighbours share pages */
    for (guint i = 0; i < n; i++)
        if (!write_delta(l->s->db, rows[i], l->now_ms / SPAN_DAY, error))
            return false;
    g_hash_table_remove_all(l->deltas);
    return n == 0 || store_words_set_changed(l->s, true, error);
}

static void *take_name(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

GPtrArray *store_learned_as(store *s, const char *identity, GError **error)
{
    return db_all(db_ask(s->db, error,
                         "SELECT c.name FROM word_trained t"
                         " JOIN word_class c ON c.class = t.class"
                         " WHERE t.identity = ? ORDER BY t.subject",
                         DB_S(identity)),
                  take_name, NULL, g_free, error);
}

/* ---- all of them ---- */

bool store_words_expire(store *s, int64_t before_ms, GError **error)
{
    return db_write(s->db, error,
                    "DELETE FROM word WHERE count = 1 AND seen_day < ?"
                    " AND NOT EXISTS (SELECT 1 FROM word other"
                    "  WHERE other.hash = word.hash"
                    "  AND other.class <> word.class)",
                    DB_I(before_ms / SPAN_DAY));
}

bool store_words_set_changed(store *s, bool changed, GError **error)
{
    return db_write_one(s->db, error, "mark of changed words",
                        "UPDATE meta SET value = ?"
                        " WHERE name = 'words_changed'",
                        DB_I(changed));
}

bool store_words_changed(store *s, bool *changed, GError **error)
{
    int64_t value = 0;
    bool fine = db_number(s->db, error, 0, &value,
                          "SELECT value FROM meta"
                          " WHERE name = 'words_changed'",
                          DB_END);
    *changed = value != 0;
    return fine;
}

bool store_words_each(store *s, store_word_reader read, void *context,
                      GError **error)
{
    db_query *q = db_ask(s->db, error,
                         "SELECT hash, class, count FROM word"
                         " ORDER BY hash, class",
                         DB_END);
    if (!q)
        return false;
    int more;
    while ((more = db_next(q, error)) == 1) {
        uint64_t hash = number_hash(db_take_int(q));
        int64_t class = db_take_int(q);
        read(hash, class, db_take_int(q), context);
    }
    return more == 0;
}

/* ---- lessons of categories ---- */

bool store_lessons_each(store *s, store_lesson_reader read, void *context,
                        GError **error)
{
    db_query *q = db_ask(s->db, error,
                         "SELECT class, features FROM lesson"
                         " WHERE features IS NOT NULL"
                         " ORDER BY taught_ms DESC, identity",
                         DB_END);
    if (!q)
        return false;
    int more;
    while ((more = db_next(q, error)) == 1) {
        int64_t class = db_take_int(q);
        g_autoptr(GBytes) features = db_take_bytes(q);
        if (read(class, features, context))
            continue;
        db_done(q);
        return true;
    }
    return more == 0;
}

bool store_lessons_expire(store *s, int64_t kept, GError **error)
{
    return db_write(s->db, error,
                    "UPDATE lesson SET features = NULL WHERE identity IN"
                    " (SELECT identity FROM (SELECT identity, row_number()"
                    "   OVER (PARTITION BY class"
                    "         ORDER BY taught_ms DESC, identity) AS nth"
                    "  FROM lesson WHERE features IS NOT NULL) AS ordered"
                    "  WHERE nth > ?)",
                    DB_I(kept));
}

bool store_lessons_changed(store *s, int64_t *changed, GError **error)
{
    return db_number(s->db, error, 0, changed,
                     "SELECT value FROM meta WHERE name = 'lessons_changed'",
                     DB_END);
}

bool store_lessons_heard(store *s, int64_t heard, GError **error)
{
    return db_write_one(s->db, error, "count of changed lessons",
                        "UPDATE meta SET value = value - ?"
                        " WHERE name = 'lessons_changed'",
                        DB_I(heard));
}
