/* test_public: the composer's handle reads the public views and nothing else;
 * every table and view of the schema is tried, those added later too. */
#include "lib/store_fixture.h"
#include "store/public.h"
#include "store/rating.h"

#include <sqlite3.h>

#define NOW INT64_C(1795000000000)

static const char *const views[] = {
    "pub_ticket",     "pub_article", "pub_participant", "pub_person",
    "pub_attachment", "pub_value",   "pub_rate",        "pub_handle",
    "pub_domain",     "pub_contact", "pub_company",     "pub_contract",
    "pub_service",    "pub_time",    "pub_statement",   "pub_statement_line",
    "pub_settlement", "pub_price",   "pub_account",     "pub_clock",
};

typedef struct desk {
    fixture *f;
    store_public *p;
    int64_t ticket;
} desk;

static void put(store *s, store_entry *e)
{
    GError *error = NULL;
    store_entry_add(s, e, &error);
    assert_fine(error);
    store_entry_free(e);
}

static int setup(void **state)
{
    GError *error = NULL;
    desk *d = g_new0(desk, 1);
    void *inner = NULL;
    fixture_setup(&inner);
    d->f = inner;
    store *s = d->f->s;
    d->ticket = put_ticket(s, "Cannot log in", NOW);
    g_autoptr(store_ticket) t = store_ticket_get(s, d->ticket, &error);
    t->holder = g_strdup("anna");
    t->category = g_strdup("account");
    t->line = 2;
    t->spent_min = 9;
    t->updated_ms = NOW + 99;
    store_participant kari = {(char *)"kari@example.com", (char *)"Kari",
                              STORE_CUSTOMER, 0};
    g_autoptr(GBytes) open = g_bytes_new_static("open", 4);
    g_autoptr(GBytes) shut = g_bytes_new_static("shut", 4);

    store_begin_deciding(s, &error);
    store_ticket_update(s, t, &error);
    store_participant_add(s, d->ticket, &kari, &error);
    store_blob_put(s, "aa", open, &error);
    store_blob_put(s, "bb", shut, &error);
    store_entry *first = sample_entry(d->ticket, STORE_ARTICLE, "help", NOW);
    g_ptr_array_add(first->attachments, sample_attachment("2", "aa"));
    g_ptr_array_add(first->attachments, sample_attachment("3", "cc"));
    put(s, first);
    store_entry *note = sample_entry(d->ticket, STORE_NOTE, "a fool", NOW + 1);
    g_ptr_array_add(note->attachments, sample_attachment("2", "bb"));
    put(s, note);
    store_entry *pending =
        sample_entry(d->ticket, STORE_ARTICLE, "not yet", NOW + 2);
    pending->state = STORE_PENDING;
    pending->publish_ms = NOW + 60000;
    g_ptr_array_add(pending->attachments, sample_attachment("2", "bb"));
    put(s, pending);
    store_entry *gone =
        sample_entry(d->ticket, STORE_ARTICLE, "stopped", NOW + 3);
    gone->state = STORE_WITHDRAWN;
    put(s, gone);
    store_value order = {d->ticket, (char *)"order", (char *)"A-17", 0, true};
    store_value cause = {d->ticket, (char *)"cause", (char *)"a fool", 0,
                         false};
    store_value_set(s, STORE_VALUE_OF_TICKET, &order, &error);
    store_value_set(s, STORE_VALUE_OF_TICKET, &cause, &error);
    store_commit(s, &error);
    assert_fine(error);
    d->p = store_public_open(FILE_OF(d->f->path), &error);
    assert_fine(error);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk *d = *state;
    void *inner = d->f;
    store_public_close(d->p);
    fixture_teardown(&inner);
    g_free(d);
    return 0;
}

static void assert_denied(desk *d, const char *sql)
{
    GError *error = NULL;
    if (store_public_try(d->p, sql, &error))
        fail_msg("was allowed: %s", sql);
    if (!g_error_matches(error, ERR_DOMAIN, ERR_DENIED))
        fail_msg("%s: class %d: %s", sql, error->code, error->message);
    g_clear_error(&error);
}

/* Denied, or impossible anyway. */
static void assert_fails(desk *d, const char *sql)
{
    if (store_public_try(d->p, sql, NULL))
        fail_msg("was allowed: %s", sql);
}

static void assert_allowed(desk *d, const char *sql)
{
    GError *error = NULL;
    if (!store_public_try(d->p, sql, &error))
        fail_msg("%s: %s", sql, error->message);
}

/* ---- what it shows ---- */

static void test_ticket(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_public_ticket(d->p, d->ticket, &error);
    assert_fine(error);
    assert_string_equal(t->subject, "Cannot log in");
    assert_string_equal(t->customer, "kari@example.com");
    assert_string_equal(t->priority, "");
    assert_null(t->holder);
    assert_null(t->category);
    assert_int_equal(t->line, 0);
    assert_int_equal(t->spent_min, 0);
    assert_int_equal(t->last_entry, 1);   /* the note does not show */
    assert_int_equal(t->updated_ms, NOW); /* nor its hour */
    assert_null(store_public_ticket(d->p, 1, &error));
    assert_class(error, ERR_NOT_FOUND);
    g_autoptr(GPtrArray) his =
        store_public_tickets_of(d->p, "kari@example.com", &error);
    assert_int_equal(his->len, 1);
    g_autoptr(GPtrArray) none =
        store_public_tickets_of(d->p, "per@example.com", &error);
    assert_int_equal(none->len, 0);
    g_autoptr(GPtrArray) people =
        store_public_participants(d->p, d->ticket, &error);
    assert_int_equal(people->len, 1);
}

/* That he is asked, and on which scale; not what anybody answered. */
static void test_rate(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    int64_t best;
    const store_rating r = {.ticket = d->ticket,
                            .n = 1,
                            .person = (char *)"kari@example.com",
                            .best = 5,
                            .value = 1,
                            .words = (char *)"a fool"};

    store_begin_deciding(d->f->s, &error);
    store_rating_put(d->f->s, &r, &error);
    store_commit(d->f->s, &error);
    assert_fine(error);
    assert_true(store_public_asks(d->p, d->ticket, 1, "kari@example.com", &best,
                                  &error));
    assert_int_equal(best, 5);
    store_public_asks(d->p, d->ticket, 1, "per@example.com", &best, &error);
    assert_int_equal(best, 0);
    store_public_asks(d->p, d->ticket, 2, "kari@example.com", &best, &error);
    assert_int_equal(best, 0);
    assert_fine(error);
}

static void test_articles(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    g_autoptr(GPtrArray) all =
        store_public_articles(d->p, d->ticket, 0, &error);
    assert_fine(error);
    assert_int_equal(all->len, 1);
    const store_entry *e = all->pdata[0];
    assert_string_equal(e->text, "help");
    assert_int_equal(e->attachments->len, 2);
    for (int64_t n = 2; n <= 4; n++) {
        g_autoptr(GPtrArray) hidden =
            store_public_articles(d->p, d->ticket, n, &error);
        assert_int_equal(hidden->len, 0);
        assert_null(store_public_attachment(d->p, d->ticket, n, "2", &error));
        assert_class(error, ERR_NOT_FOUND);
    }
    g_autoptr(GBytes) data =
        store_public_attachment(d->p, d->ticket, 1, "2", &error);
    assert_int_equal(g_bytes_get_size(data), 4);
    assert_null(store_public_attachment(d->p, d->ticket, 1, "3", &error));
    assert_class(error, ERR_NOT_FOUND); /* contents were never stored */

    store_begin_deciding(d->f->s, &error);
    store_entry_set_state(d->f->s, d->ticket, 3, STORE_PUBLISHED, &error);
    store_commit(d->f->s, &error);
    g_autoptr(GPtrArray) more =
        store_public_articles(d->p, d->ticket, 0, &error);
    assert_int_equal(more->len, 2);
    g_autoptr(GBytes) now =
        store_public_attachment(d->p, d->ticket, 3, "2", &error);
    assert_non_null(now);
}

static void test_values(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    g_autoptr(GPtrArray) all = store_public_values(d->p, d->ticket, &error);
    assert_fine(error);
    assert_int_equal(all->len, 1);
    const store_value *v = all->pdata[0];
    assert_string_equal(v->field, "order");
    assert_string_equal(v->text, "A-17");
    assert_denied(d, "SELECT text FROM field_value");
}

/* ---- what it denies ---- */

static bool is_public(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(views); i++)
        if (strcmp(views[i], name) == 0)
            return true;
    return false;
}

static int try_name(void *context, int count, char **values, char **names)
{
    desk *d = context;
    static const char *const forms[] = {
        "SELECT * FROM %s",
        "SELECT 1 FROM %s",
        "SELECT count(*) FROM %s",
        "SELECT rowid FROM main.%s",
        "SELECT * FROM (SELECT * FROM %s) AS pub_article",
        "SELECT * FROM %s AS pub_ticket",
        "SELECT (SELECT 1 FROM %s LIMIT 1) FROM pub_ticket",
        "SELECT id FROM pub_ticket WHERE EXISTS (SELECT 1 FROM %s)",
        "SELECT id FROM pub_ticket UNION SELECT 1 FROM %s",
        "SELECT p.id FROM pub_ticket p JOIN %s x ON 1 = 1",
        "SELECT id FROM pub_ticket ORDER BY (SELECT count(*) FROM %s)",
        "INSERT INTO %s DEFAULT VALUES",
        "DELETE FROM %s",
        "DROP TABLE %s",
    };
    const char *name = values[0];
    bool public_ = is_public(name);
    for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_auto(GStrv) parts = g_strsplit(forms[i], "%s", -1);
        g_autofree char *sql = g_strjoinv(name, parts);
        bool view = public_ || g_str_has_prefix(name, "wall_");
        if (view && !g_str_has_prefix(sql, "SELECT"))
            assert_fails(d, sql);
        else if (!public_)
            assert_denied(d, sql);
        else if (i == 0)
            assert_allowed(d, sql);
    }
    return 0;
}

static void test_every_table(void **state)
{
    desk *d = *state;
    sqlite3 *plain = NULL;
    assert_int_equal(
        sqlite3_open_v2(d->f->path, &plain, SQLITE_OPEN_READONLY, NULL),
        SQLITE_OK);
    char *words = NULL;
    int code = sqlite3_exec(plain,
                            "SELECT name FROM sqlite_master"
                            " WHERE type IN ('table', 'view')",
                            try_name, d, &words);
    if (code != SQLITE_OK)
        fail_msg("%s", words);
    sqlite3_close(plain);
}

static void test_tricks(void **state)
{
    desk *d = *state;
    static const char *const denied[] = {
        "SELECT * FROM sqlite_master",
        "SELECT * FROM sqlite_schema",
        "SELECT * FROM sqlite_temp_master",
        "SELECT * FROM pragma_table_info('note')",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM json_each('[1]')",
        "SELECT * FROM json_tree('[1]')",
        "SELECT 1 FROM json_each('[1]')",
        "SELECT json_group_array(text) FROM pub_article",
        "SELECT load_extension('x')",
        "SELECT lower(text) FROM pub_article",
        "SELECT randomblob(100000000)",
        "SELECT hex(zeroblob(100))",
        "PRAGMA table_info(note)",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = 1",
        "ATTACH ':memory:' AS other",
        "ATTACH 'store.db' AS other",
        "DETACH main",
        "VACUUM INTO 'copy.db'",
        "CREATE TEMP VIEW pub_mine AS SELECT * FROM note",
        "CREATE TEMP TABLE pub_mine (a)",
        "CREATE TEMP TABLE pub_ticket AS SELECT * FROM note",
        "BEGIN",
        "SAVEPOINT a",
        "ANALYZE",
        "REINDEX",
        "EXPLAIN SELECT * FROM note",
        "SELECT * FROM pub_ticket; SELECT * FROM note",
        /* a name of a view for what is none */
        "WITH pub_article AS (SELECT * FROM article) SELECT * FROM pub_article",
        "WITH pub_article AS (SELECT * FROM note) SELECT * FROM pub_article",
        "with pub_ticket as (select * from outgoing) select * from pub_ticket",
        "SELECT * FROM (WITH pub_article AS (SELECT * FROM article)"
        " SELECT * FROM pub_article)",
        "SELECT id FROM pub_ticket UNION ALL"
        " SELECT * FROM (/**/WITH/**/pub_article(a) AS"
        " (SELECT text FROM article) SELECT a FROM pub_article)",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
        " SELECT * FROM c",
        "SELECT * FROM article AS pub_article",
        "SELECT pub_article.* FROM article pub_article",
        "SELECT state FROM article JOIN pub_article",
        "SELECT a.text FROM pub_article p, article a",
        "SELECT * FROM pub_article WHERE text IN (SELECT text FROM note)",
        "SELECT * FROM pub_article WHERE text IN note",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(denied); i++)
        assert_denied(d, denied[i]);
    static const char *const absent[] = {
        "SELECT * FROM sqlite_dbpage",
        "SELECT * FROM dbstat",
        "UPDATE pub_ticket SET subject = 'x'",
        "INSERT INTO pub_person VALUES ('a', 'b', 'c', 1)",
        "SELECT * FROM sqlite_sequence",
        "SELECT holder FROM pub_ticket",
        "SELECT value FROM pub_rate",
        "SELECT words FROM pub_rate",
        "SELECT operator FROM pub_rate",
        "SELECT words FROM rating",
        "SELECT words FROM review",
        "SELECT state FROM pub_article",
        "SELECT * FROM generate_series(1, 2)",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++) {
        assert_fails(d, absent[i]);
    }
    static const char *const allowed[] = {
        "SELECT * FROM pub_ticket t JOIN pub_article a ON a.ticket = t.id",
        "SELECT * FROM (SELECT text FROM pub_article) UNION"
        " SELECT address FROM pub_person",
        "SELECT max(n) FROM pub_article",
        "SELECT data FROM pub_attachment",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++)
        assert_allowed(d, allowed[i]);
}

/* Nothing of a view leads on to the rows of its table. */
static void test_rowid(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    store_public_try(d->p, "SELECT rowid FROM pub_article", &error);
    g_clear_error(&error);
    assert_denied(d, "SELECT text FROM article WHERE rowid ="
                     " (SELECT rowid FROM pub_article)");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_ticket), TEST(test_articles),    TEST(test_rate),
        TEST(test_values), TEST(test_every_table), TEST(test_tricks),
        TEST(test_rowid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
