/* search_sqlite: an index of documents as a file of SQLite, with FTS5.
 *
 * `words` keeps no texts: what is in it is told again to be taken out, from
 * `doc`, which has it packed. `word` has each word and about how often it was
 * written, for beginnings: FTS5 itself would read all documents with one of the
 * words.
 */
#include "store/search_index.h"

#include "base/sql_rank.h"
#include "store/db_guard.h"
#include "store/pack.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WRITER_BUSY_MS 100  /* whoever indexes too does the work: no waiting */
#define INDEX_MODE     0600 /* it holds customers' words */
#define DOC_MAX        (64 << 20) /* octets that a document unpacks to */
#define TIDY_PAGES     "500"
#define LENGTH_B       0.75 /* of BM25: how much a long text counts less */
#define WEIGHED        500  /* best hits of which the length is looked up */
#define SCHEMA_INDEX   1

#define COLUMNS "keys, subject, people, fields, files, text, note, apart"
/* Of a hit in each of them. */
#define WEIGHTS "0, 8, 4, 4, 4, 1, 1, 0.5"

struct search_index {
    sql_conn *conn;
    db_search_guard guard; /* of one that reads */
    GHashTable *words;     /* char* -> how often, not written yet; or NULL */
};

static void tell(const sql_trouble *t, GError **error)
{
    err_set(error, sql_class(t->kind),
            "index %s: %s; `postern search rebuild' makes it anew", t->path,
            t->said);
}

/* ---- what is to be read again ---- */

/* clang-format off: SQL, a line a line */
#define TODO(ticket, page)                         \
    "INSERT INTO search_todo (ticket, page, mark)" \
    " VALUES (" ticket ", " page ", random())"     \
    " ON CONFLICT (ticket, page) DO UPDATE SET mark = excluded.mark;"
#define TODO_GROUP(kind, ref)                           \
    "INSERT INTO search_group (kind, ref, after, mark)" \
    " VALUES (" kind ", " ref ", 0, random())"          \
    " ON CONFLICT (kind, ref) DO UPDATE SET after = 0," \
    " mark = excluded.mark;"
#define HEAD(ticket) TODO(ticket, "-1")
#define PAGE(row)    TODO(row ".ticket", "min(" row ".n / 128, 1023)")
G_STATIC_ASSERT(SEARCH_PAGE == 128 && SEARCH_PAGES == 1024);

#define ON(name, event, when, body)                                       \
    "CREATE TRIGGER search_" name " AFTER " event " " when " BEGIN " body \
    " END;"
#define ROWS(table, columns, old, new)                          \
    ON(table "_in", "INSERT", "ON " table, new)                 \
    ON(table "_by", "UPDATE OF " columns, "ON " table, old new) \
    ON(table "_out", "DELETE", "ON " table, old)
#define CHANGED(column) "old." column " IS NOT new." column

const char
    search_sqlite_marks
        [] =
            ROWS(
                "article", "ticket, n, state, author, author_name, text",
                PAGE("old"),
                PAGE("new")) ROWS("note",
                                  "ticket, n, author, author_name, text",
                                  PAGE("old"), PAGE("new")) ROWS("apart", "ticket, n, author, author_name, subject, text", PAGE("old"), PAGE("new")) ROWS("attachment", "ticket, n, name", PAGE("old"), PAGE("new")) ROWS("participant", "ticket, address, name", HEAD("old.ticket"), HEAD("new.ticket")) ON("ticket_in",
                                                                                                                                                                                                                                                                                                             "INSERT",
                                                                                                                                                                                                                                                                                                             "ON ticket", HEAD("new.id")) ON("ticket_out",
                                                                                                                                                                                                                                                                                                                                             "DELETE",
                                                                                                                                                                                                                                                                                                                                             "ON ticket",
                                                                                                                                                                                                                                                                                                                                             HEAD("old.id")) ON("ticket_by",
                                                                                                                                                                                                                                                                                                                                                                "UPDATE",
                                                                                                                                                                                                                                                                                                                                                                "ON ticket WHEN " CHANGED("subject") " OR " CHANGED("langua"
                                                                                                                                                                                                                                                                                                                                                                                                                    "ge") " OR " CHANGED("queue") " OR " CHANGED("status") " OR " CHANGED("open") " OR " CHANGED("line") " OR " CHANGED("holder") " OR " CHANGED("customer") " OR " CHANGED("cu"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "st"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "om"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "er"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "_n"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "am"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "e") " OR " CHANGED("company") " OR " CHANGED("priority") " OR " CHANGED("category") " OR " CHANGED("type") " OR " CHANGED("complexity") " OR " CHANGED("merged_into"),
                                                                                                                                                                                                                                                                                                                                                                HEAD(
                                                                                                                                                                                                                                                                                                                                                                    "new.id"))
                ON("value_in", "INSERT",
                   "ON field_value WHEN new.owner_kind = 0", HEAD("new.owner"))
                    ON("value_by", "UPDATE",
                       "ON field_value WHEN new.owner_kind = 0 OR "
                       "old.owner_kind = 0",
                       HEAD("old.owner") HEAD("new.owner"))
                        ON("value_out", "DELETE",
                           "ON field_value WHEN old.owner_kind = 0",
                           HEAD("old.owner"))
                            ON("person_in", "INSERT",
                               "ON person WHEN new.name IS NOT NULL",
                               TODO_GROUP("0", "new.address"))
                                ON("person_by", "UPDATE",
                                   "ON person WHEN " CHANGED(
                                       "name") " OR " CHANGED("address"),
                                   TODO_GROUP("0", "old.address")
                                       TODO_GROUP("0", "new.address"))
                                    ON("person_out", "DELETE", "ON person",
                                       TODO_GROUP("0", "old.address"))
                                        ON("company_by", "UPDATE",
                                           "ON company WHEN " CHANGED("name"),
                                           TODO_GROUP("1", "new.id"));
/* clang-format on */

/* ---- opening ---- */

static char *path_of(const char *place, search_which which)
{
    return g_strconcat(
        place, which == SEARCH_PUBLIC ? ".search-public" : ".search", NULL);
}

static search_index *open_file(const char *path, sql_mode mode, GError **error)
{
    sql_setup setup = {
        .path = path,
        .mode = mode,
        .busy_ms = mode == SQL_WRITER ? WRITER_BUSY_MS : STORE_BUSY_MS,
        .extra = mode == SQL_WRITER ? "PRAGMA cache_size = -32768"
                                    : "PRAGMA cache_size = -16384",
        .tell = tell,
    };
    sql_conn *conn = sql_open(&setup, error);
    /* A table that SQLite does not know yet may not be made known by one who
     * only reads: before the guard. */
    if (!conn || !sql_add_rank(conn, error) ||
        (mode == SQL_READER &&
         !sql_script(conn, "SELECT rowid FROM words LIMIT 0", error))) {
        sql_close(conn);
        return NULL;
    }
    search_index *x = g_new0(search_index, 1);
    x->conn = conn;
    if (mode == SQL_READER)
        db_guard_search(conn, &x->guard);
    else
        x->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return x;
}

search_index *search_index_open(const char *place, search_which which,
                                GError **error)
{
    g_autofree char *path = path_of(place, which);

    return access(path, F_OK) == 0 ? open_file(path, SQL_READER, error) : NULL;
}

static const char schema[] =
    "CREATE TABLE about (name TEXT PRIMARY KEY, value INTEGER NOT NULL);"
    "CREATE TABLE doc (id INTEGER PRIMARY KEY, size INTEGER NOT NULL,"
    " packed BLOB NOT NULL);"
    "CREATE TABLE word (word TEXT PRIMARY KEY, docs INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE INDEX word_common ON word (word, docs) WHERE docs >= 100;"
    "CREATE VIRTUAL TABLE words USING fts5(" COLUMNS
    ", content = '', tokenize = 'ascii');";

static bool is_made(search_index *x, bool *made, GError **error)
{
    int64_t version;

    if (!sql_number(x->conn, error, 0, &version, "PRAGMA user_version",
                    SQL_END))
        return false;
    *made = version == SCHEMA_INDEX;
    return true;
}

/* If nobody was faster. */
static bool make(search_index *x, GError **error)
{
    bool made = false;

    if (sql_begin_deciding(x->conn, error) && is_made(x, &made, error) &&
        (made || (sql_script(x->conn, schema, error) &&
                  sql_script(x->conn, "PRAGMA user_version = 1", error))) &&
        sql_commit(x->conn, error))
        return true;
    sql_rollback(x->conn);
    return false;
}

/* Whoever has the old files open goes on reading them, and finds out by
 * itself. */
static void remove_files(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm"};

    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *name = g_strconcat(path, ends[i], NULL);
        unlink(name);
    }
}

search_index *search_index_open_writer(const char *place, search_which which,
                                       bool anew, GError **error)
{
    g_autofree char *path = path_of(place, which);
    bool made = false;

    if (anew)
        remove_files(path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, INDEX_MODE);
    if (fd < 0) {
        err_set_errno(error, errno, "cannot make index %s", path);
        return NULL;
    }
    close(fd);
    search_index *x = open_file(path, SQL_WRITER, error);
    if (x && is_made(x, &made, error) && (made || make(x, error)))
        return x;
    search_index_close(x);
    return NULL;
}

void search_index_close(search_index *x)
{
    if (!x)
        return;
    sql_close(x->conn);
    if (x->words)
        g_hash_table_unref(x->words);
    g_free(x);
}

bool search_index_in_place(search_index *x)
{
    return sql_in_place(x->conn, NULL);
}

static bool get_about(search_index *x, const char *name, int64_t *value,
                      GError **error)
{
    return sql_number(x->conn, error, 0, value,
                      "SELECT value FROM about WHERE name = ?1", SQL_T(name));
}

bool search_index_get_about(search_index *x, search_about *about,
                            GError **error)
{
    return get_about(x, "id", &about->id, error) &&
           get_about(x, "epoch", &about->epoch, error) &&
           get_about(x, "seq", &about->seq, error) &&
           get_about(x, "below", &about->below, error);
}

/* ---- writing ---- */

bool search_index_begin(search_index *x, GError **error)
{
    return sql_begin_deciding(x->conn, error);
}

static bool set_about(search_index *x, const char *name, int64_t value,
                      GError **error)
{
    return sql_write(x->conn, error,
                     "INSERT OR REPLACE INTO about (name, value)"
                     " VALUES (?1, ?2)",
                     SQL_T(name), SQL_I(value));
}

static bool write_words(search_index *x, GError **error)
{
    GHashTableIter at;
    void *word, *often;

    g_hash_table_iter_init(&at, x->words);
    while (g_hash_table_iter_next(&at, &word, &often))
        if (!sql_write(x->conn, error,
                       "INSERT INTO word (word, docs) VALUES (?1, ?2)"
                       " ON CONFLICT (word) DO UPDATE SET docs = docs + ?2",
                       SQL_T(word), SQL_I(GPOINTER_TO_INT(often))))
            return false;
    g_hash_table_remove_all(x->words);
    return true;
}

bool search_index_commit(search_index *x, const search_about *about,
                         GError **error)
{
    if (write_words(x, error) && set_about(x, "id", about->id, error) &&
        set_about(x, "epoch", about->epoch, error) &&
        set_about(x, "seq", about->seq, error) &&
        set_about(x, "below", about->below, error) &&
        sql_commit(x->conn, error))
        return true;
    search_index_rollback(x);
    return false;
}

void search_index_rollback(search_index *x)
{
    g_hash_table_remove_all(x->words);
    sql_rollback(x->conn);
}

static int64_t number_of(int64_t ticket, int64_t page)
{
    return ticket * SEARCH_PAGES + page;
}

/* What `doc` has of it; NULL without *error: nothing. */
static char *old_text(search_index *x, int64_t id, GError **error)
{
    sql_query *q =
        sql_ask(x->conn, error, "SELECT size, packed FROM doc WHERE id = ?1",
                SQL_I(id));
    if (!q || sql_next(q, error) != 1)
        return NULL;
    int64_t size = sql_take_int(q);
    g_autoptr(GBytes) packed = sql_take_bytes(q);
    sql_done(q);
    g_autoptr(GBytes) raw = unpack_octets(packed, size, DOC_MAX, error);
    return raw ? g_strndup(g_bytes_get_data(raw, NULL), g_bytes_get_size(raw))
               : NULL;
}

#define FTS_VALUES                                                   \
    SQL_T(c[0]), SQL_T(c[1]), SQL_T(c[2]), SQL_T(c[3]), SQL_T(c[4]), \
        SQL_T(c[5]), SQL_T(c[6]), SQL_T(c[7])

static bool take_out(search_index *x, int64_t id, const char *text,
                     GError **error)
{
    g_auto(GStrv) c = g_strsplit(text, "\n", SEARCH_COLUMNS);

    if (g_strv_length(c) != SEARCH_COLUMNS) {
        err_set(error, ERR_DATA,
                "the index is damaged; `postern search "
                "rebuild' makes it anew");
        return false;
    }
    return sql_write(x->conn, error,
                     "INSERT INTO words (words, rowid, " COLUMNS ") VALUES"
                     " ('delete', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     SQL_I(id), FTS_VALUES) &&
           sql_write(x->conn, error, "DELETE FROM doc WHERE id = ?1",
                     SQL_I(id));
}

static void count_words(search_index *x, const char *column)
{
    for (const char *p = column; *p;) {
        size_t size = strcspn(p, " ");
        if (size > 0) {
            g_autofree char *word = g_strndup(p, size);
            int often =
                GPOINTER_TO_INT(g_hash_table_lookup(x->words, word)) + 1;
            g_hash_table_insert(x->words, g_steal_pointer(&word),
                                GINT_TO_POINTER(often));
        }
        p += size + (p[size] != 0);
    }
}

static bool put_in(search_index *x, int64_t id, char *const c[SEARCH_COLUMNS],
                   const char *text, GError **error)
{
    g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
    g_autoptr(GBytes) packed = pack_octets(raw, error);

    if (!packed ||
        !sql_write(x->conn, error,
                   "INSERT INTO words (rowid, " COLUMNS ") VALUES"
                   " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                   SQL_I(id), FTS_VALUES) ||
        !sql_write(x->conn, error,
                   "INSERT INTO doc (id, size, packed) VALUES (?1, ?2, ?3)",
                   SQL_I(id), SQL_I((int64_t)strlen(text)), SQL_B(packed)))
        return false;
    for (int i = SEARCH_SUBJECT; i < SEARCH_COLUMNS; i++)
        count_words(x, c[i]);
    return true;
}

bool search_index_put(search_index *x, int64_t ticket, int64_t page,
                      char *const columns[SEARCH_COLUMNS], GError **error)
{
    int64_t id = number_of(ticket, page);
    GError *local = NULL;
    g_autofree char *old = old_text(x, id, &local);
    g_autofree char *text =
        columns
            ? g_strjoin("\n", columns[0], columns[1], columns[2], columns[3],
                        columns[4], columns[5], columns[6], columns[7], NULL)
            : NULL;

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    if (g_strcmp0(old, text) == 0)
        return true;
    return (!old || take_out(x, id, old, error)) &&
           (!text || put_in(x, id, columns, text, error));
}

bool search_index_cut(search_index *x, int64_t ticket, int64_t page,
                      GError **error)
{
    int64_t id = 0;

    for (;;) {
        if (!sql_number(x->conn, error, 0, &id,
                        "SELECT min(id) FROM doc WHERE id >= ?1 AND id < ?2",
                        SQL_I(number_of(ticket, page)),
                        SQL_I(number_of(ticket + 1, 0))))
            return false;
        if (id == 0)
            return true;
        if (!search_index_put(x, ticket, id % SEARCH_PAGES, NULL, error))
            return false;
    }
}

bool search_index_tidy(search_index *x, bool *more, GError **error)
{
    int64_t before = sql_total_changes(x->conn);

    if (!sql_begin_deciding(x->conn, error))
        return false;
    if (!sql_write(x->conn, error,
                   "INSERT INTO words (words, rank) VALUES ('merge'," TIDY_PAGES
                   ")",
                   SQL_END) ||
        !sql_commit(x->conn, error)) {
        sql_rollback(x->conn);
        return false;
    }
    *more = sql_total_changes(x->conn) - before >= 2;
    return true;
}

/* ---- reading ---- */

static sql_query *ask(search_index *x, GError **error, const char *sql,
                      const sql_value *values)
{
    sql_query *q = NULL;

    x->guard.denied = !db_guard_text(sql);
    x->guard.running = false;
    if (!x->guard.denied)
        q = sql_ask_values(x->conn, error, sql, values);
    else
        err_set(error, ERR_DENIED, "this handle may not run: %s", sql);
    x->guard.running = true;
    return q;
}

#define IN_RANGE "word >= ?1 AND word < ?2"

/* Appends the words that a beginning stands for, quoted, after `before` each,
 * as long as *left. */
static bool add_range(search_index *x, GString *out, const char *before,
                      const char *begin, const char *sql, int64_t *left,
                      GError **error)
{
    g_autofree char *end = g_strconcat(begin, "\xf4\x8f\xbf\xbf", NULL);
    sql_query *q = ask(
        x, error, sql,
        (const sql_value[]){SQL_T(begin), SQL_T(end), SQL_I(*left), SQL_END});
    int more = q ? sql_next(q, error) : -1;

    for (; more == 1; more = sql_next(q, error), --*left) {
        g_autofree char *word = sql_take_string(q);
        g_string_append_printf(out, "%s\"%s%s\"", out->len > 0 ? " OR " : "",
                               before, word);
    }
    return more == 0;
}

/* A letter begins hundreds of thousands of words: the common ones have an index
 * of their own, and of the others some are looked at. */
static bool add_expanded(search_index *x, GString *out, const char *before,
                         const char *begin, GError **error)
{
    static const char common[] = "SELECT word FROM word WHERE " IN_RANGE
                                 " AND docs >= 100 ORDER BY docs DESC LIMIT ?3";
    static const char others[] =
        "SELECT word FROM (SELECT word, docs FROM word WHERE " IN_RANGE
        " LIMIT 2000) WHERE docs < 100 ORDER BY docs DESC LIMIT ?3";
    int64_t left = begin[1] ? SEARCH_PREFIX_MAX : SEARCH_LETTER_MAX;

    return add_range(x, out, before, begin, common, &left, error) &&
           (left == 0 ||
            add_range(x, out, before, begin, others, &left, error));
}

static const char *form_of(const search_term *t, search_language l)
{
    return t->forms[l] ? t->forms[l] : t->forms[0];
}

/* Is each word in a document? What is written in one language mostly is not in
 * the form of another, and that takes as long to look for as what is. */
static bool is_known(search_index *x, const char *form, bool *known,
                     GError **error)
{
    g_auto(GStrv) words = g_strsplit(form, " ", -1);

    *known = true;
    for (char **word = words; *word && *known; word++) {
        if (!**word)
            continue;
        sql_query *q = ask(x, error, "SELECT docs FROM word WHERE word = ?1",
                           (const sql_value[]){SQL_T(*word), SQL_END});
        int more = q ? sql_next(q, error) : -1;
        if (more < 0)
            return false;
        if (more == 1)
            sql_done(q);
        *known = more == 1;
    }
    return true;
}

/* Words hold no quotes. *out gets "" if it is in no document. */
static bool term_expression(search_index *x, const search_term *t,
                            search_language l, GString *out, GError **error)
{
    g_autofree char *words = g_strstrip(g_strdup(form_of(t, l)));
    char *last = strrchr(words, ' ');
    bool known;

    g_string_truncate(out, 0);
    if (!t->prefix) {
        if (!is_known(x, words, &known, error))
            return false;
        if (known)
            g_string_printf(out, "\"%s\"", words);
        return true;
    }
    g_autofree char *begin = g_strdup(last ? last + 1 : words);
    *(last ? last + 1 : words) = '\0';
    return add_expanded(x, out, words, begin, error);
}

static void add_keys(GString *out, const GPtrArray *keys)
{
    for (guint i = 0; keys && i < keys->len; i++) {
        g_auto(GStrv) any = g_strsplit(keys->pdata[i], " ", -1);
        bool first = true;

        g_string_append(out, " AND (");
        for (char **key = any; *key; key++) {
            if (**key)
                g_string_append_printf(out, "%s\"%s\"", first ? "" : " OR ",
                                       *key);
            first = first && !**key;
        }
        g_string_append(out, ")");
    }
}

/* All terms in the forms of one language, as documents are. *out gets "" if
 * none can hold them. */
static bool expression(search_index *x, const search_query *q,
                       search_language l, const GPtrArray *keys, GString *out,
                       GError **error)
{
    g_autoptr(GString) without = g_string_new(NULL), one = g_string_new(NULL);
    bool possible = true;

    for (guint i = 0; i < q->terms->len && possible; i++) {
        const search_term *t = q->terms->pdata[i];
        GString *to = t->without ? without : out;

        if (!term_expression(x, t, l, one, error))
            return false;
        possible = one->len > 0 || t->without;
        if (one->len > 0)
            g_string_append_printf(to, "%s(%s)",
                                   to->len == 0 ? ""
                                   : t->without ? " OR "
                                                : " AND ",
                                   one->str);
    }
    add_keys(out, keys);
    if (without->len > 0) {
        g_string_prepend_c(out, '(');
        g_string_append_printf(out, ") NOT (%s)", without->str);
    }
    if (!possible)
        g_string_truncate(out, 0);
    return true;
}

/* The pages of a ticket are neighbours. */
static void add_hit(GArray *hits, int64_t ticket, double score)
{
    search_hit *last =
        hits->len > 0 ? &g_array_index(hits, search_hit, hits->len - 1) : NULL;

    if (last && last->ticket == ticket)
        last->score = MAX(last->score, score);
    else
        g_array_append_val(hits, ((search_hit){ticket, score}));
}

static int by_score(const void *a, const void *b)
{
    const search_hit *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->ticket < y->ticket ? 1 : x->ticket > y->ticket ? -1 : 0;
}

/* BM25's length of a document, 1: as long as most, put into a score that was
 * made without. What is hit how often is not known any more, but about: as if
 * all `terms` were hit alike. */
static double with_length(double score, unsigned terms, double length)
{
    double most = SQL_RANK_K1 + 1;
    double one = MIN(score / SQL_RANK_SCALE / terms, most - 0.001);
    double hits = one * SQL_RANK_K1 / (most - one);

    return terms * hits * most /
           (hits + SQL_RANK_K1 * (1 - LENGTH_B + LENGTH_B * length));
}

static bool read_length(search_index *x, int64_t ticket, int64_t *size,
                        GError **error)
{
    sql_query *q =
        ask(x, error, "SELECT size FROM doc WHERE id = ?1",
            (const sql_value[]){SQL_I(number_of(ticket, 0)), SQL_END});
    int more = q ? sql_next(q, error) : -1;

    *size = 0;
    if (more == 1) {
        *size = sql_take_int(q);
        sql_done(q);
    }
    return more >= 0;
}

/* How long the best are is looked up for these alone. */
static bool weigh(search_index *x, GArray *hits, unsigned terms, GError **error)
{
    guint count = MIN(hits->len, WEIGHED);
    g_autofree int64_t *sizes = g_new0(int64_t, count + 1);
    double sum = 0;

    for (guint i = 0; i < count; i++) {
        search_hit *h = &g_array_index(hits, search_hit, i);
        if (!read_length(x, h->ticket, &sizes[i], error))
            return false;
        sum += (double)sizes[i];
    }
    for (guint i = 0; i < count; i++) {
        search_hit *h = &g_array_index(hits, search_hit, i);
        h->score = with_length(h->score, terms,
                               (double)sizes[i] * count / MAX(sum, 1));
    }
    if (count > 0)
        qsort(hits->data, count, sizeof(search_hit), by_score);
    return true;
}

/* A name with a dash or an address is a phrase, too. */
static bool has_phrase(const search_query *q)
{
    for (guint i = 0; i < q->terms->len; i++) {
        const search_term *t = q->terms->pdata[i];

        if (!t->without && strchr(t->forms[0] + 1, ' ')[1])
            return true;
    }
    return false;
}

static bool differs(const search_query *q, search_language l)
{
    for (guint i = 0; i < q->terms->len; i++)
        if (((search_term *)q->terms->pdata[i])->forms[l])
            return true;
    return false;
}

/* Of documents after *after, which is moved to the last of them if there are
 * `most`. */
static bool add_found(search_index *x, const char *match, int64_t most,
                      int64_t *after, GArray *hits, GError **error)
{
    int64_t id = 0, rows = 0;
    sql_query *q = ask(
        x, error,
        "SELECT rowid, rank_of(words, " WEIGHTS ") FROM words"
        " WHERE words MATCH ?1 AND rowid > ?2"
        " ORDER BY rowid DESC LIMIT ?3",
        (const sql_value[]){SQL_T(match), SQL_I(*after), SQL_I(most), SQL_END});
    int more = q ? sql_next(q, error) : -1;

    for (; more == 1; more = sql_next(q, error), rows++) {
        id = sql_take_int(q);
        add_hit(hits, id / SEARCH_PAGES, (double)sql_take_int(q));
    }
    if (rows == most)
        *after = id;
    return more == 0;
}

static int by_ticket(const void *a, const void *b)
{
    const search_hit *x = a, *y = b;

    return x->ticket < y->ticket ? 1 : x->ticket > y->ticket ? -1 : 0;
}

/* A form that few documents have is looked for no further down than need be. */
GArray *search_index_find(search_index *x, const search_query *q,
                          const GPtrArray *keys, GError **error)
{
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(search_hit));
    g_autoptr(GString) match = g_string_new(NULL);
    int64_t most = has_phrase(q) ? SEARCH_PHRASES : SEARCH_RANKED, after = 0;

    for (int l = 0; l < SEARCH_LANGUAGES; l++) {
        if (l > 0 && !differs(q, (search_language)l))
            break;
        g_string_truncate(match, 0);
        if (!expression(x, q, (search_language)l, keys, match, error) ||
            (match->len > 0 &&
             !add_found(x, match->str, most, &after, hits, error)))
            return NULL;
    }
    g_array_sort(hits, by_ticket);
    if (hits->len > most)
        g_array_set_size(hits, (guint)most);
    g_array_sort(hits, by_score);
    return weigh(x, hits, q->terms->len, error) ? g_steal_pointer(&hits) : NULL;
}

bool search_index_try(search_index *x, const char *sql, GError **error)
{
    g_autoptr(GError) why = NULL;
    sql_query *q = ask(x, &why, sql, (const sql_value[]){SQL_END});
    int more = q ? sql_next(q, &why) : -1;

    while (more == 1)
        more = sql_next(q, &why);
    if (more != 0 && x->guard.denied)
        err_set(error, ERR_DENIED, "this handle may not run: %s", sql);
    else if (more != 0)
        g_propagate_error(error, g_steal_pointer(&why));
    return more == 0;
}
