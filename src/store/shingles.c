/* shingles: rows that find words of notes again. */
#include "store/shingles.h"

#include "quote/shingle.h"

#define RARE_LETTERS 3 /* a rare word has that many, or a digit */

/* ---- how common words are ---- */

static bool is_rare(db *d, const token *t, bool *rare, GError **error)
{
    int64_t articles;

    *rare = false;
    if (!t->digits && t->weight > 1 && t->letters < RARE_LETTERS)
        return true;
    if (shingle_is_common(t))
        return true;
    if (!db_number(d, error, 0, &articles,
                   "SELECT articles FROM public_word WHERE hash = ?",
                   DB_I((int64_t)t->hash)))
        return false;
    *rare = articles < SHINGLES_RARE;
    return true;
}

static bool has_rare(db *d, const GArray *words, bool *rare, GError **error)
{
    *rare = false;
    for (guint i = 0; i < words->len && !*rare; i++)
        if (!is_rare(d, &g_array_index(words, token, i), rare, error))
            return false;
    return true;
}

bool shingles_add_public(db *d, const char *text, GError **error)
{
    g_autoptr(GArray) words = shingle_words(text, SHINGLES_WORDS_MAX);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);

    for (guint i = 0;
         i < words->len && g_hash_table_size(seen) < SHINGLES_COUNTED; i++) {
        token *t = &g_array_index(words, token, i);

        /* numbers are rare whoever wrote them */
        if (t->digits || t->letters < RARE_LETTERS || shingle_is_common(t) ||
            !g_hash_table_add(seen, &t->hash))
            continue;
        if (!db_write(d, error,
                      "INSERT INTO public_word (hash, articles) VALUES (?, 1)"
                      " ON CONFLICT (hash) DO UPDATE SET articles ="
                      " public_word.articles + 1 WHERE public_word.articles"
                      " < ?",
                      DB_I((int64_t)t->hash), DB_I(SHINGLES_RARE)))
            return false;
    }
    return true;
}

/* ---- notes ---- */

static bool add_row(db *d, int64_t ticket, int64_t size, int64_t hash,
                    int64_t n, GError **error)
{
    return db_write(d, error,
                    "INSERT INTO shingle (ticket, size, hash, n)"
                    " VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (ticket, size, hash, n) DO NOTHING",
                    DB_I(ticket), DB_I(size), DB_I(hash), DB_I(n));
}

bool shingles_add_note(db *d, int64_t ticket, int64_t n, const char *text,
                       GError **error)
{
    g_autoptr(GArray) words = shingle_words(text, SHINGLES_WORDS_MAX);
    g_autoptr(GArray) all = shingle_all(words);
    bool rare = false;

    for (guint i = 0; i < all->len; i++)
        if (!add_row(d, ticket, 0, g_array_index(all, gint64, i), n, error))
            return false;
    if (!shingle_is_short(words))
        return true;
    return has_rare(d, words, &rare, error) &&
           (!rare || add_row(d, ticket, words->len,
                             shingle_of(words, 0, words->len), n, error));
}

/* ---- a store from before ---- */

typedef struct text_row {
    int64_t ticket, n;
    char *text;
} text_row;

static void text_row_free(void *data)
{
    text_row *r = data;

    g_free(r->text);
    g_free(r);
}

static void *take_row(db_query *q, void *context, GError **error)
{
    text_row *r = g_new0(text_row, 1);

    r->ticket = db_take_int(q);
    r->n = db_take_int(q);
    r->text = db_take_string(q);
    return r;
}

static bool fill_public(db *d, const text_row *r, GError **error)
{
    return shingles_add_public(d, r->text, error);
}

static bool fill_note(db *d, const text_row *r, GError **error)
{
    return shingles_add_note(d, r->ticket, r->n, r->text, error);
}

/* A ticket at a time: all texts of a store may be more than fits. */
static bool fill_from(db *d, const char *sql,
                      bool (*fill)(db *d, const text_row *r, GError **error),
                      int64_t last, GError **error)
{
    for (int64_t ticket = 1; ticket <= last; ticket++) {
        g_autoptr(GPtrArray) rows =
            db_all(db_ask(d, error, sql, DB_I(ticket)), take_row, NULL,
                   text_row_free, error);

        for (guint i = 0; rows && i < rows->len; i++)
            if (!fill(d, rows->pdata[i], error))
                return false;
        if (!rows)
            return false;
    }
    return true;
}

bool shingles_fill(db *d, GError **error)
{
    int64_t last;

    return db_number(d, error, 0, &last, "SELECT max(id) FROM ticket",
                     DB_END) &&
           fill_from(d,
                     "SELECT ticket, n, text FROM article WHERE ticket = ?"
                     " ORDER BY n",
                     fill_public, last, error) &&
           fill_from(d,
                     "SELECT ticket, n, text FROM note WHERE ticket = ?"
                     " AND finding = 0 ORDER BY n",
                     fill_note, last, error);
}
