/* wall: the last wall's handle. */
#include "store/wall.h"

#include "store/db.h"
#include "store/store_config.h"

#define AT_ONCE 64 /* numbers that one statement looks for */

struct store_wall {
    db *db;
};

store_wall *store_wall_open(const config_store *where, GError **error)
{
    db *d = db_open(where, DB_WALL, error);
    store_wall *w = d ? g_new0(store_wall, 1) : NULL;

    if (w)
        w->db = d;
    return w;
}

void store_wall_close(store_wall *w)
{
    if (!w)
        return;
    db_close(w->db);
    g_free(w);
}

bool store_wall_any(store_wall *w, int64_t ticket, bool *any, GError **error)
{
    int64_t one;
    bool fine = db_number(w->db, error, 0, &one,
                          "SELECT 1 FROM wall_shingle WHERE ticket = ? LIMIT 1",
                          DB_I(ticket));

    *any = fine && one != 0;
    return fine;
}

/* ---- marks ---- */

static GArray *marks_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(store_wall_mark));
}

static store_wall_mark take_mark(db_query *q)
{
    store_wall_mark m = {0};

    m.n = db_take_int(q);
    m.size = db_take_int(q);
    m.hash = db_take_int(q);
    return m;
}

/* All rows; q NULL: false. */
static bool take_all(db_query *q, GArray *marks, GError **error)
{
    int more = q ? 1 : -1;

    while (more > 0 && (more = db_next(q, error)) > 0) {
        store_wall_mark m = take_mark(q);
        g_array_append_val(marks, m);
    }
    return more == 0;
}

GArray *store_wall_short(store_wall *w, int64_t ticket, GError **error)
{
    g_autoptr(GArray) marks = marks_new();

    if (!take_all(db_ask(w->db, error,
                         "SELECT n, size, hash FROM wall_shingle"
                         " WHERE ticket = ? AND size > 0",
                         DB_I(ticket)),
                  marks, error))
        return NULL;
    return g_steal_pointer(&marks);
}

#define Q4  "?, ?, ?, ?"
#define Q16 Q4 ", " Q4 ", " Q4 ", " Q4
#define Q64 Q16 ", " Q16 ", " Q16 ", " Q16

/* Numbers [from, from + AT_ONCE), or as many as there are: the last again and
 * again. */
static bool look_up(store_wall *w, int64_t ticket, const GArray *hashes,
                    guint from, GArray *marks, GError **error)
{
    db_value values[AT_ONCE + 2];

    values[0] = DB_I(ticket);
    for (guint i = 0; i < AT_ONCE; i++)
        values[i + 1] = DB_I(
            g_array_index(hashes, int64_t, MIN(from + i, hashes->len - 1)));
    values[AT_ONCE + 1] = DB_END;
    return take_all(db_ask_values(w->db, error,
                                  "SELECT n, size, hash FROM wall_shingle"
                                  " WHERE ticket = ? AND size = 0"
                                  " AND hash IN (" Q64 ")",
                                  values),
                    marks, error);
}

static bool is_among(const GArray *hashes, int64_t hash)
{
    guint from = 0, to = hashes->len;

    while (from < to) {
        guint middle = from + (to - from) / 2;
        int64_t at = g_array_index(hashes, int64_t, middle);

        if (at == hash)
            return true;
        if (at < hash)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

static bool read_through(store_wall *w, int64_t ticket, const GArray *hashes,
                         GArray *marks, GError **error)
{
    db_query *q = db_ask(w->db, error,
                         "SELECT n, size, hash FROM wall_shingle"
                         " WHERE ticket = ? AND size = 0",
                         DB_I(ticket));
    int more = q ? 1 : -1;

    while (more > 0 && (more = db_next(q, error)) > 0) {
        store_wall_mark m = take_mark(q);
        if (is_among(hashes, m.hash))
            g_array_append_val(marks, m);
    }
    return more == 0;
}

GArray *store_wall_find(store_wall *w, int64_t ticket, const GArray *hashes,
                        GError **error)
{
    g_autoptr(GArray) marks = marks_new();
    bool fine = true;

    if (hashes->len > STORE_WALL_LOOK_UP)
        fine = read_through(w, ticket, hashes, marks, error);
    else
        for (guint i = 0; fine && i < hashes->len; i += AT_ONCE)
            fine = look_up(w, ticket, hashes, i, marks, error);
    return fine ? g_steal_pointer(&marks) : NULL;
}

static void *take_text(db_query *q, void *context, GError **error)
{
    return db_take_string(q);
}

char *store_wall_note(store_wall *w, int64_t ticket, int64_t n, GError **error)
{
    return db_one(db_ask(w->db, error,
                         "SELECT text FROM wall_note WHERE ticket = ?"
                         " AND n = ?",
                         DB_I(ticket), DB_I(n)),
                  take_text, NULL, NULL, error);
}

/* ---- for tests ---- */

bool store_wall_try(store_wall *w, const char *sql, GError **error)
{
    db_query *q = db_ask(w->db, error, sql, DB_END);
    int more = q ? 1 : -1;

    while (more == 1)
        more = db_next(q, error);
    return more == 0;
}

void store_wall_listen(store_wall *w,
                       void (*listener)(const char *sql, void *context),
                       void *context)
{
    db_listen(w->db, listener, context);
}
