/* test_words: counts of words in the store: taught, corrected, forgotten,
 * expired; and a store of the version before. */
#include "lib/store_fixture.h"
#include "store/schema.h"
#include "store/teaching.h"
#include "store/words.h"

#include <sqlite3.h>

#define NOW INT64_C(1795000000000)
#define DAY (INT64_C(24) * 60 * 60 * 1000)

static const uint64_t low[] = {3, 5, 7};
/* with the highest bit, as half of all hashes */
static const uint64_t high[] = {5, UINT64_C(0x8000000000000001), UINT64_MAX};

/* One message in a transaction of its own. */
static store_learned teach(fixture *f, const char *identity,
                           store_subject about, int64_t class,
                           const uint64_t *words, int64_t now)
{
    GError *error = NULL;
    store_learned what;
    g_autoptr(store_lesson) l = store_lesson_new(f->s, now);
    assert_true(store_begin_deciding(f->s, &error));
    g_autoptr(GBytes) features = g_bytes_new_static("\1\2", 2);
    store_lesson_add(l, identity, about, class, words, 3, features, &what,
                     &error);
    assert_fine(error);
    store_lesson_write(l, &error);
    assert_fine(error);
    assert_int_equal(store_lesson_size(l), 0);
    assert_true(store_commit(f->s, &error));
    return what;
}

static void add_row(uint64_t hash, int64_t class, int64_t count, void *context)
{
    g_string_append_printf(context, "%" G_GINT64_MODIFIER "x/%d=%d ", hash,
                           (int)class, (int)count);
}

static void expect_words(fixture *f, const char *want)
{
    GError *error = NULL;
    g_autoptr(GString) got = g_string_new(NULL);
    store_words_each(f->s, add_row, got, &error);
    assert_fine(error);
    assert_string_equal(got->str, want);
}

static void expect_trained(fixture *f, const char *want)
{
    GError *error = NULL;
    g_autoptr(GString) got = g_string_new(NULL);
    g_autoptr(GPtrArray) classes = store_classes(f->s, &error);
    assert_fine(error);
    for (guint i = 0; i < classes->len; i++) {
        const store_class *c = classes->pdata[i];
        assert_int_equal(c->class, i);
        g_string_append_printf(got, "%s=%d ", c->name, (int)c->trained);
    }
    assert_string_equal(got->str, want);
}

static bool add_lesson(int64_t class, GBytes *features, void *context)
{
    assert_int_equal(g_bytes_get_size(features), 2);
    g_string_append_printf(context, "%d ", (int)class);
    return true;
}

/* Classes of what is kept, the latest first, and how much changed. */
static void expect_lessons(fixture *f, const char *want, int64_t changes)
{
    GError *error = NULL;
    int64_t changed;
    g_autoptr(GString) got = g_string_new(NULL);
    store_lessons_each(f->s, add_lesson, got, &error);
    assert_fine(error);
    store_lessons_changed(f->s, &changed, &error);
    assert_fine(error);
    assert_string_equal(got->str, want);
    assert_int_equal(changed, changes);
}

static void test_teach(void **state)
{
    fixture *f = *state;
    expect_trained(f, "spam=0 ham=0 ");
    assert_int_equal(teach(f, "a", STORE_ABOUT_SPAM, 0, low, NOW),
                     STORE_LEARNED_NEW);
    assert_int_equal(teach(f, "b", STORE_ABOUT_SPAM, 1, high, NOW),
                     STORE_LEARNED_NEW);
    const char *words = "3/0=1 5/0=1 5/1=1 7/0=1 8000000000000001/1=1 "
                        "ffffffffffffffff/1=1 ";
    expect_words(f, words);
    expect_trained(f, "spam=1 ham=1 ");

    /* the same again, and another message with the same words */
    assert_int_equal(teach(f, "a", STORE_ABOUT_SPAM, 0, low, NOW),
                     STORE_LEARNED_NOTHING);
    expect_words(f, words);
    assert_int_equal(teach(f, "c", STORE_ABOUT_SPAM, 0, low, NOW),
                     STORE_LEARNED_NEW);
    expect_words(f, "3/0=2 5/0=2 5/1=1 7/0=2 8000000000000001/1=1 "
                    "ffffffffffffffff/1=1 ");
    expect_trained(f, "spam=2 ham=1 ");
}

static void test_correct(void **state)
{
    fixture *f = *state;
    teach(f, "a", STORE_ABOUT_SPAM, 0, low, NOW);
    teach(f, "b", STORE_ABOUT_SPAM, 0, high, NOW);
    assert_int_equal(teach(f, "a", STORE_ABOUT_SPAM, 1, low, NOW),
                     STORE_LEARNED_CORRECTED);
    expect_words(f, "3/1=1 5/0=1 5/1=1 7/1=1 8000000000000001/0=1 "
                    "ffffffffffffffff/0=1 ");
    expect_trained(f, "spam=1 ham=1 ");
    assert_int_equal(
        teach(f, "a", STORE_ABOUT_SPAM, STORE_CLASS_NONE, low, NOW),
        STORE_LEARNED_FORGOTTEN);
    assert_int_equal(
        teach(f, "a", STORE_ABOUT_SPAM, STORE_CLASS_NONE, low, NOW),
        STORE_LEARNED_NOTHING);
    teach(f, "b", STORE_ABOUT_SPAM, STORE_CLASS_NONE, high, NOW);
    expect_words(f, "");
    expect_trained(f, "spam=0 ham=0 ");
}

/* Spam or not and the category are two questions. */
static void test_categories(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t billing, again, none;
    assert_true(store_begin_deciding(f->s, &error));
    store_class_number(f->s, "billing", true, 3, &billing, &error);
    assert_fine(error);
    store_class_number(f->s, "billing", true, 3, &again, &error);
    assert_fine(error);
    assert_int_equal(billing, 2);
    assert_int_equal(again, 2);
    assert_true(store_class_number(f->s, "fault", false, 3, &none, &error));
    assert_int_equal(none, STORE_CLASS_NONE);
    assert_false(store_class_number(f->s, "fault", true, 3, &none, &error));
    assert_class(error, ERR_LIMIT);
    assert_true(store_commit(f->s, &error));

    teach(f, "a", STORE_ABOUT_SPAM, 1, low, NOW);
    assert_int_equal(teach(f, "a", STORE_ABOUT_CATEGORY, billing, low, NOW),
                     STORE_LEARNED_NEW);
    expect_words(f, "3/1=1 5/1=1 7/1=1 ");
    expect_trained(f, "spam=0 ham=1 billing=1 ");
    expect_lessons(f, "2 ", 1);
    teach(f, "a", STORE_ABOUT_SPAM, STORE_CLASS_NONE, low, NOW);
    expect_words(f, "");
    expect_lessons(f, "2 ", 1);
}

/* A lesson is kept, moved, forgotten; of many the latest. */
static void test_lessons(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t one, two;
    assert_true(store_begin_deciding(f->s, &error));
    store_class_number(f->s, "one", true, 9, &one, &error);
    store_class_number(f->s, "two", true, 9, &two, &error);
    assert_true(store_commit(f->s, &error));
    teach(f, "a", STORE_ABOUT_CATEGORY, one, low, NOW);
    teach(f, "b", STORE_ABOUT_CATEGORY, one, low, NOW + 1);
    teach(f, "c", STORE_ABOUT_CATEGORY, two, low, NOW + 2);
    expect_lessons(f, "3 2 2 ", 3);
    teach(f, "c", STORE_ABOUT_CATEGORY, two, low, NOW + 3); /* known */
    expect_lessons(f, "3 2 2 ", 3);
    teach(f, "b", STORE_ABOUT_CATEGORY, two, low, NOW + 4);
    expect_lessons(f, "3 3 2 ", 4);
    expect_trained(f, "spam=0 ham=0 one=1 two=2 ");
    assert_true(store_begin_deciding(f->s, &error));
    store_lessons_expire(f->s, 1, &error);
    store_lessons_heard(f->s, 3, &error);
    assert_fine(error);
    assert_true(store_commit(f->s, &error));
    expect_lessons(f, "3 2 ", 1); /* the earlier of two went */
    teach(f, "c", STORE_ABOUT_CATEGORY, STORE_CLASS_NONE, low, NOW + 5);
    teach(f, "b", STORE_ABOUT_CATEGORY, STORE_CLASS_NONE, low, NOW + 5);
    expect_lessons(f, "2 ", 3);
    expect_trained(f, "spam=0 ham=0 one=1 two=0 ");
    expect_words(f, "");
}

static void expire(fixture *f, int64_t before)
{
    GError *error = NULL;
    assert_true(store_begin_deciding(f->s, &error));
    store_words_expire(f->s, before, &error);
    assert_fine(error);
    assert_true(store_commit(f->s, &error));
}

static void test_expire(void **state)
{
    fixture *f = *state;
    teach(f, "a", STORE_ABOUT_SPAM, 0, low, NOW);
    teach(f, "b", STORE_ABOUT_SPAM, 1, high, NOW + 10 * DAY);
    expire(f, NOW);
    expect_words(f, "3/0=1 5/0=1 5/1=1 7/0=1 8000000000000001/1=1 "
                    "ffffffffffffffff/1=1 ");
    /* 5 was seen twice */
    expire(f, NOW + 5 * DAY);
    expect_words(f, "5/0=1 5/1=1 8000000000000001/1=1 ffffffffffffffff/1=1 ");
    /* what is gone is not taken back below nothing */
    teach(f, "a", STORE_ABOUT_SPAM, 1, low, NOW + 20 * DAY);
    expect_words(f, "3/1=1 5/1=2 7/1=1 8000000000000001/1=1 "
                    "ffffffffffffffff/1=1 ");
    expect_trained(f, "spam=0 ham=2 ");
}

static void test_rollback(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    store_learned what;
    g_autoptr(store_lesson) l = store_lesson_new(f->s, NOW);
    assert_true(store_begin_deciding(f->s, &error));
    store_lesson_add(l, "a", STORE_ABOUT_SPAM, 0, low, 3, NULL, &what, &error);
    store_lesson_write(l, &error);
    assert_fine(error);
    store_rollback(f->s);
    expect_words(f, "");
    expect_trained(f, "spam=0 ham=0 ");
    assert_int_equal(teach(f, "a", STORE_ABOUT_SPAM, 0, low, NOW),
                     STORE_LEARNED_NEW);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *d = NULL;
    assert_int_equal(sqlite3_open(path, &d), SQLITE_OK);
    assert_int_equal(sqlite3_exec(d, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(d);
}

static void expect_learned_as(fixture *f, const char *identity,
                              const char *want)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) names = store_learned_as(f->s, identity, &error);
    assert_fine(error);
    g_ptr_array_add(names, NULL);
    g_autofree char *got = g_strjoinv(" ", (char **)names->pdata);
    assert_string_equal(got, want);
}

static void test_learned_as(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t class = 0;
    assert_true(store_begin_deciding(f->s, &error));
    store_class_number(f->s, "billing", true, 9, &class, &error);
    assert_true(store_commit(f->s, &error));
    expect_learned_as(f, "a", "");
    teach(f, "a", STORE_ABOUT_CATEGORY, class, low, NOW);
    teach(f, "a", STORE_ABOUT_SPAM, 1, low, NOW);
    teach(f, "b", STORE_ABOUT_SPAM, 0, high, NOW);
    expect_learned_as(f, "a", "ham billing");
    expect_learned_as(f, "b", "spam");
    teach(f, "a", STORE_ABOUT_SPAM, STORE_CLASS_NONE, low, NOW);
    expect_learned_as(f, "a", "billing");
}

/* A store as version 1 left it: every later step is taken by opening it. */
static void test_migration(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t ticket = 1001;
    store_close(f->s);
    f->s = NULL;
    assert_int_equal(g_unlink(f->path), 0);
    run_sql(f->path, schema_step(0));
    run_sql(
        f->path,
        "INSERT INTO ticket VALUES (1001, 'support', 1, 'kept', 'new', 1,"
        " NULL, 'kari@example.com', NULL, 'normal', NULL, 'en', 0, 0, 1, 1,"
        " 1, 0, 0, 0); UPDATE counter SET last = 1001 WHERE name = 'ticket';"
        "PRAGMA user_version = 1;");
    /* who only looks leaves it as it is */
    assert_null(store_open(FILE_OF(f->path), &error));
    assert_class(error, ERR_CONFIG);
    g_autofree char *copy = NULL, *again = NULL;
    assert_true(store_upgrade(FILE_OF(f->path), &copy, &error));
    assert_fine(error);
    assert_null(store_open(FILE_OF(copy), &error)); /* it is the old one */
    assert_class(error, ERR_CONFIG);
    assert_true(store_upgrade(FILE_OF(f->path), &again, &error));
    assert_null(again); /* nothing was to be done */
    f->s = store_open(FILE_OF(f->path), &error);
    assert_fine(error);
    g_autoptr(store_ticket) t = store_ticket_get(f->s, ticket, &error);
    assert_fine(error);
    assert_string_equal(t->subject, "kept");
    teach(f, "a", STORE_ABOUT_SPAM, 0, low, NOW);
    expect_trained(f, "spam=1 ham=0 ");
}

typedef struct heard {
    unsigned times;
    int64_t done, total;
} heard;

static void hear(int64_t done, int64_t total, void *context)
{
    heard *h = context;

    assert_in_range(done, h->done, total);
    h->times++;
    h->done = done;
    h->total = total;
}

/* While a large store is copied, it is told how far that has come. */
static void test_migration_told(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    g_autofree char *copy = NULL;
    heard h = {0};
    store_close(f->s);
    f->s = NULL;
    assert_int_equal(g_unlink(f->path), 0);
    run_sql(f->path, schema_step(0));
    run_sql(f->path,
            "CREATE TABLE ballast AS WITH RECURSIVE n(i) AS (SELECT 1 UNION"
            " ALL SELECT i + 1 FROM n WHERE i < 20000)"
            " SELECT i, hex(zeroblob(400)) AS text FROM n;"
            "PRAGMA user_version = 1;");
    assert_true(
        store_upgrade_telling(FILE_OF(f->path), &copy, hear, &h, &error));
    assert_fine(error);
    assert_true(h.times > 2);
    assert_true(h.total > 10000000);
    assert_true(h.done > h.total / 2);
    f->s = store_open(FILE_OF(f->path), &error);
    assert_fine(error);
}

/* What version 12 counted for a category is asked for again, if it is there, and
 * then its words are taken back. */
static void test_counted_before(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    g_autofree char *copy = NULL;
    store_close(f->s);
    f->s = NULL;
    assert_int_equal(g_unlink(f->path), 0);
    for (unsigned i = 0; i < 12; i++)
        run_sql(f->path, schema_step(i));
    run_sql(
        f->path,
        "INSERT INTO word_class VALUES (2, 'billing', 3);"
        "INSERT INTO word_trained VALUES ('a', 1, 2, 1), ('b', 1, 2, 2),"
        " ('c', 1, 2, 3), ('a', 0, 1, 1);"
        "UPDATE word_class SET trained = 1 WHERE class = 1;"
        "INSERT INTO word VALUES (-9223372036854775805, 2, 3, 0);"
        "INSERT INTO raw VALUES ('h', 1, x'00');"
        "INSERT INTO ledger (id, seq, accepted_ms, decided_ms, door,"
        " recipients, identity, kind, trust, fate, fate_code, detail, entry,"
        " raw) VALUES"
        " ('l1', 1, 1, 1, '', '', 'a', '', '', '', '', '', 0, 'h'),"
        " ('l2', 2, 1, 1, '', '', 'a', '', '', '', '', '', 0, 'h'),"
        " ('l3', 3, 1, 1, '', '', 'b', '', '', '', '', '', 0, NULL);"
        "PRAGMA user_version = 12;");
    assert_true(store_upgrade(FILE_OF(f->path), &copy, &error));
    assert_fine(error);
    f->s = store_open(FILE_OF(f->path), &error);
    assert_fine(error);
    assert_int_equal(store_teaching_count(f->s, &error), 1);
    g_autoptr(store_teaching) t = store_teaching_next(f->s, NOW, &error);
    assert_string_equal(t->identity, "a");
    assert_string_equal(t->ledger, "l1");
    assert_string_equal(t->class, "billing");
    assert_int_equal(t->about, STORE_ABOUT_CATEGORY);
    expect_lessons(f, "", 0);
    assert_int_equal(teach(f, "a", STORE_ABOUT_CATEGORY, 2, low, NOW),
                     STORE_LEARNED_NOTHING);
    expect_words(f, "3/2=2 ");
    expect_lessons(f, "2 ", 1);
    g_autoptr(GPtrArray) classes = store_classes(f->s, &error);
    assert_int_equal(((store_class *)classes->pdata[2])->trained, 3);
    assert_int_equal(((store_class *)classes->pdata[2])->lessons, 1);
    teach(f, "b", STORE_ABOUT_CATEGORY, STORE_CLASS_NONE, low, NOW);
    expect_words(f, "3/2=1 ");
    expect_trained(f, "spam=0 ham=1 billing=2 ");
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_teach),      TEST(test_correct),
        TEST(test_categories), TEST(test_learned_as),
        TEST(test_expire),     TEST(test_rollback),
        TEST(test_migration),  TEST(test_migration_told),
        TEST(test_lessons),    TEST(test_counted_before),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
