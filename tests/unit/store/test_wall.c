/* test_wall: the last wall's handle sees words of internal notes and nothing else;
 * every table and view of the schema is tried. Which notes have words there. */
#include "lib/store_fixture.h"
#include "quote/shingle.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/wall.h"

#include <sqlite3.h>
#include <stdio.h>

#define NOW INT64_C(1795000000000)

typedef struct desk {
    fixture *f;
    store_wall *w;
    int64_t ticket;
} desk;

static int64_t put(store *s, int64_t ticket, store_entry_kind kind,
                   const char *text, bool finding)
{
    GError *error = NULL;
    g_autoptr(store_entry) e = sample_entry(ticket, kind, text, NOW);
    e->finding = finding;
    store_begin_deciding(s, &error);
    store_entry_add(s, e, &error);
    store_commit(s, &error);
    assert_fine(error);
    return e->n;
}

static int setup(void **state)
{
    GError *error = NULL;
    desk *d = g_new0(desk, 1);
    void *inner = NULL;
    fixture_setup(&inner);
    d->f = inner;
    d->ticket = put_ticket(d->f->s, "Cannot log in", NOW);
    d->w = store_wall_open(FILE_OF(d->f->path), &error);
    assert_fine(error);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk *d = *state;
    void *inner = d->f;
    store_wall_close(d->w);
    fixture_teardown(&inner);
    g_free(d);
    return 0;
}

/* ---- what it finds ---- */

#define LONG "Her account was moved by hand last night, ask Tom"

static GArray *numbers_of(const char *text)
{
    g_autoptr(GArray) words = shingle_words(text, 1000);
    return shingle_all(words);
}

static int by_number(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return x < y ? -1 : x > y;
}

static guint found(desk *d, const char *text)
{
    GError *error = NULL;
    g_autoptr(GArray) all = numbers_of(text);
    g_array_sort(all, by_number);
    g_autoptr(GArray) marks = store_wall_find(d->w, d->ticket, all, &error);
    assert_fine(error);
    return marks->len;
}

static guint brief(desk *d)
{
    GError *error = NULL;
    g_autoptr(GArray) marks = store_wall_short(d->w, d->ticket, &error);
    assert_fine(error);
    return marks->len;
}

static bool any(desk *d)
{
    GError *error = NULL;
    bool is;
    store_wall_any(d->w, d->ticket, &is, &error);
    assert_fine(error);
    return is;
}

static void test_notes(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    assert_false(any(d));
    put(d->f->s, d->ticket, STORE_ARTICLE, LONG, false);
    put(d->f->s, d->ticket, STORE_NOTE, LONG, true); /* a finding */
    put(d->f->s, d->ticket, STORE_EVENT, LONG, false);
    assert_false(any(d));
    int64_t n = put(d->f->s, d->ticket, STORE_NOTE, LONG, false);
    assert_true(any(d));
    assert_int_equal(found(d, LONG), 3);
    assert_int_equal(found(d, "Dear, HER account\nwas moved > by hand LAST "
                              "night."),
                     1);
    assert_int_equal(found(d, "Her account is there since last night."), 0);
    assert_int_equal(found(d, ""), 0);
    g_autofree char *text = store_wall_note(d->w, d->ticket, n, &error);
    assert_string_equal(text, LONG);
    assert_null(store_wall_note(d->w, d->ticket, n - 1, &error));
    assert_null(store_wall_note(d->w, d->ticket, n - 2, &error));
    assert_fine(error);
    int64_t other = put_ticket(d->f->s, "Another", NOW);
    d->ticket = other;
    assert_int_equal(found(d, LONG), 0);
}

/* As many numbers as make it read all. */
static void test_many(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    put(d->f->s, d->ticket, STORE_NOTE, LONG, false);
    g_autoptr(GArray) all = numbers_of(LONG);
    for (gint64 i = 0; i <= STORE_WALL_LOOK_UP; i++)
        g_array_append_val(all, i);
    g_array_sort(all, by_number);
    g_autoptr(GArray) marks = store_wall_find(d->w, d->ticket, all, &error);
    assert_int_equal(marks->len, 3);
}

static void test_short(void **state)
{
    desk *d = *state;
    static const struct {
        const char *text;
        guint rows;
    } rows[] = {
        {"I will check", 0},
        {"We wait for the customer", 0},
        {"Suspect fraud", 0},
        {"Suspect of fraud", 1},
        {"It is case 4711", 1},
        {"and we are there with you now", 0},
        {"He owes us seven hundred", 1},
    };
    guint all = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        put(d->f->s, d->ticket, STORE_NOTE, rows[i].text, false);
        all += rows[i].rows;
        if (brief(d) != all)
            fail_msg("%s: %u rows", rows[i].text, brief(d));
    }
}

/* What many write in public is rare no more; a number stays so. */
static void test_rare(void **state)
{
    desk *d = *state;
    for (int i = 0; i < 5; i++) {
        put(d->f->s, d->ticket, STORE_NOTE, "The zebra 77 is here", false);
        put(d->f->s, d->ticket, STORE_NOTE, "The zebra is here", false);
        assert_int_equal(brief(d), 2 * i + 2);
        put(d->f->s, d->ticket, STORE_ARTICLE, "My zebra. Zebra 77!", false);
    }
    put(d->f->s, d->ticket, STORE_NOTE, "Here the zebra is", false);
    assert_int_equal(brief(d), 10);
    put(d->f->s, d->ticket, STORE_NOTE, "Here the zebra 77 is", false);
    assert_int_equal(brief(d), 11);
}

/* A store from before has its rows when it is brought up to date. */
static void test_upgrade(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    put(d->f->s, d->ticket, STORE_NOTE, LONG, false);
    put(d->f->s, d->ticket, STORE_NOTE, LONG, true);
    put(d->f->s, d->ticket, STORE_NOTE, "Suspect of fraud", false);
    g_clear_pointer(&d->w, store_wall_close);
    db *old = db_open(FILE_OF(d->f->path), DB_DESK, &error);
    db_script(old,
              "DROP VIEW wall_note; DROP VIEW wall_shingle;"
              "DROP TABLE shingle; DROP TABLE public_word;",
              &error);
    int64_t version = 0;
    const char *step;
    while ((step = schema_step(version)) && !strstr(step, "wall_note"))
        version++;
    assert_non_null(step);
    if (schema_step(version + 1)) { /* later steps cannot be taken twice */
        db_close(old);
        d->w = store_wall_open(FILE_OF(d->f->path), &error);
        return;
    }
    db_set_version(old, version, &error);
    assert_true(schema_update(old, &error));
    db_close(old);
    assert_fine(error);
    d->w = store_wall_open(FILE_OF(d->f->path), &error);
    assert_int_equal(found(d, LONG), 3);
    assert_int_equal(brief(d), 1);
}

/* ---- what it denies ---- */

static void assert_denied(desk *d, const char *sql)
{
    GError *error = NULL;
    if (store_wall_try(d->w, sql, &error))
        fail_msg("was allowed: %s", sql);
    if (!g_error_matches(error, ERR_DOMAIN, ERR_DENIED))
        fail_msg("%s: class %d: %s", sql, error->code, error->message);
    g_clear_error(&error);
}

static unsigned tried;

static int try_name(void *context, int count, char **values, char **names)
{
    desk *d = context;
    static const char *const forms[] = {
        "SELECT * FROM %s",
        "SELECT 1 FROM %s",
        "SELECT count(*) FROM %s",
        "SELECT rowid FROM main.%s",
        "SELECT * FROM (SELECT * FROM %s) AS wall_note",
        "SELECT * FROM %s AS wall_note",
        "SELECT n FROM wall_note WHERE EXISTS (SELECT 1 FROM %s)",
        "SELECT n FROM wall_note UNION SELECT 1 FROM %s",
        "SELECT p.n FROM wall_note p JOIN %s x ON 1 = 1",
        "INSERT INTO %s DEFAULT VALUES",
        "DELETE FROM %s",
        "DROP TABLE %s",
    };
    const char *name = values[0];
    bool seen =
        strcmp(name, "wall_shingle") == 0 || strcmp(name, "wall_note") == 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_auto(GStrv) parts = g_strsplit(forms[i], "%s", -1);
        g_autofree char *sql = g_strjoinv(name, parts);
        if (!g_str_has_prefix(sql, "SELECT"))
            assert_false(store_wall_try(d->w, sql, NULL));
        else if (!seen)
            assert_denied(d, sql);
        else if (i == 0)
            assert_true(store_wall_try(d->w, sql, NULL));
    }
    tried++;
    return 0;
}

static void test_every_table(void **state)
{
    desk *d = *state;
    sqlite3 *plain = NULL;
    char *words = NULL;
    assert_int_equal(
        sqlite3_open_v2(d->f->path, &plain, SQLITE_OPEN_READONLY, NULL),
        SQLITE_OK);
    int code = sqlite3_exec(plain,
                            "SELECT name FROM sqlite_master"
                            " WHERE type IN ('table', 'view')",
                            try_name, d, &words);
    if (code != SQLITE_OK)
        fail_msg("%s", words);
    sqlite3_close(plain);
    assert_true(tried > 20);
}

static void test_tricks(void **state)
{
    desk *d = *state;
    static const char *const denied[] = {
        "SELECT * FROM sqlite_master",
        "SELECT author FROM note",
        "PRAGMA query_only = OFF",
        "ATTACH ':memory:' AS other",
        "CREATE TEMP VIEW wall_mine AS SELECT * FROM article",
        "WITH wall_note AS (SELECT * FROM outgoing) SELECT * FROM wall_note",
        "SELECT * FROM pub_article",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(denied); i++)
        assert_denied(d, denied[i]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_notes),  TEST(test_many),    TEST(test_short),
        TEST(test_rare),   TEST(test_upgrade), TEST(test_every_table),
        TEST(test_tricks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
