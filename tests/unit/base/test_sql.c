/* test_sql: the one wrapper of SQLite: rows, transactions, and what went wrong. */
#include "base/sql.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>
// cmocka wants the headers above first
#include <cmocka.h>

#define BUSY_MS 50

typedef struct fixture {
    char *folder, *path;
    sql_conn *c;
    GError *error;
} fixture;

static sql_kind last_kind;

static void tell(const sql_trouble *t, GError **error)
{
    last_kind = t->kind;
    err_set(error, sql_class(t->kind), "%s: %s", t->path, t->said);
}

static sql_conn *connect_to(fixture *f, sql_mode mode)
{
    sql_setup setup = {
        .path = f->path, .mode = mode, .busy_ms = BUSY_MS, .tell = tell};
    return sql_open(&setup, &f->error);
}

/* It failed, and was told as this. */
static void expect_told(fixture *f, sql_kind kind)
{
    assert_non_null(f->error);
    assert_int_equal(last_kind, kind);
    assert_int_equal(f->error->code, sql_class(kind));
    g_clear_error(&f->error);
}

static int setup(void **state)
{
    fixture *f = g_new0(fixture, 1);
    f->folder = g_dir_make_tmp("postern-sql-XXXXXX", NULL);
    f->path = g_build_filename(f->folder, "a.db", NULL);
    assert_true(g_file_set_contents(f->path, "", 0, NULL));
    f->c = connect_to(f, SQL_WRITER);
    assert_non_null(f->c);
    assert_true(
        sql_script(f->c, "CREATE TABLE t (n INTEGER, s TEXT, b BLOB)", NULL));
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    sql_close(f->c);
    g_autoptr(GDir) dir = g_dir_open(f->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *file = g_build_filename(f->folder, name, NULL);
        g_unlink(file);
    }
    g_rmdir(f->folder);
    g_free(f->folder);
    g_free(f->path);
    g_clear_error(&f->error);
    g_free(f);
    return 0;
}

static void put(sql_conn *c, int64_t n)
{
    assert_true(sql_write(c, NULL, "INSERT INTO t (n) VALUES (?)", SQL_I(n)));
}

static int64_t count(sql_conn *c)
{
    int64_t n = -1;
    assert_true(sql_number(c, NULL, -1, &n, "SELECT count(*) FROM t", SQL_END));
    return n;
}

/* ---- rows ---- */

static void values_come_back(void **state)
{
    fixture *f = *state;
    g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
    g_autoptr(GBytes) octets = g_bytes_new("a\0b", 3);
    const char *insert = "INSERT INTO t (n, s, b) VALUES (?, ?, ?)";
    assert_true(sql_write(f->c, NULL, insert, SQL_I(INT64_MIN), SQL_T("\xc3"),
                          SQL_B(octets)));
    assert_true(
        sql_write(f->c, NULL, insert, SQL_I(0), SQL_T(NULL), SQL_B(nothing)));
    assert_int_equal(sql_last_row(f->c), 2);
    assert_true(
        sql_write(f->c, NULL, insert, SQL_I(1), SQL_T(""), SQL_B(NULL)));
    sql_query *q =
        sql_ask(f->c, NULL, "SELECT n, s, b FROM t ORDER BY n", SQL_END);

    assert_int_equal(sql_next(q, NULL), 1);
    assert_int_equal(sql_take_int(q), INT64_MIN);
    g_autofree char *s1 = sql_take_text(q);
    assert_string_equal(s1, "\xc3");
    g_autoptr(GBytes) b1 = sql_take_bytes(q);
    assert_true(g_bytes_equal(b1, octets));

    assert_int_equal(sql_next(q, NULL), 1);
    assert_int_equal(sql_take_int(q), 0);
    assert_true(sql_is_null(q));
    assert_null(sql_take_text(q));
    g_autoptr(GBytes) b2 = sql_take_bytes(q);
    assert_int_equal(g_bytes_get_size(b2), 0); /* empty, not NULL */

    assert_int_equal(sql_next(q, NULL), 1);
    sql_take_int(q);
    g_autofree char *s3 = sql_take_string(q);
    assert_string_equal(s3, "");
    assert_null(sql_take_bytes(q));
    assert_int_equal(sql_next(q, NULL), 0);
}

/* A statement may be asked while it is being read. */
static void a_query_within_itself(void **state)
{
    fixture *f = *state;
    const char *text = "SELECT n FROM t WHERE n > ? ORDER BY n";
    for (int64_t n = 1; n <= 3; n++)
        put(f->c, n);
    sql_query *outer = sql_ask(f->c, NULL, text, SQL_I(0));
    for (int64_t n = 1; n <= 3; n++) {
        assert_int_equal(sql_next(outer, NULL), 1);
        assert_int_equal(sql_take_int(outer), n);
        sql_query *inner = sql_ask(f->c, NULL, text, SQL_I(2));
        assert_int_equal(sql_next(inner, NULL), 1);
        assert_int_equal(sql_take_int(inner), 3);
        sql_done(inner);
    }
    assert_int_equal(sql_next(outer, NULL), 0);
}

static void a_number_or_none(void **state)
{
    fixture *f = *state;
    int64_t n;
    assert_true(sql_number(f->c, NULL, 7, &n, "SELECT n FROM t", SQL_END));
    assert_int_equal(n, 7);
    assert_true(sql_number(f->c, NULL, 7, &n, "SELECT max(n) FROM t", SQL_END));
    assert_int_equal(n, 7);
    put(f->c, 3);
    assert_true(sql_number(f->c, NULL, 7, &n, "SELECT max(n) FROM t", SQL_END));
    assert_int_equal(n, 3);
    assert_true(sql_write(f->c, NULL, "UPDATE t SET n = 4", SQL_END));
    assert_int_equal(sql_changes(f->c), 1);
}

static void one_statement_at_a_time(void **state)
{
    fixture *f = *state;
    assert_null(sql_ask(f->c, &f->error, "SELECT 1; SELECT 2", SQL_END));
    expect_told(f, SQL_DENIED);
    assert_null(sql_ask(f->c, &f->error, "", SQL_END));
    expect_told(f, SQL_DENIED);
    assert_null(sql_ask(f->c, &f->error, "SELECT x FROM t", SQL_END));
    expect_told(f, SQL_FAULT);
}

static void lower_knows_unicode(void **state)
{
    fixture *f = *state;
    assert_true(sql_add_lower(f->c, NULL));
    sql_query *q = sql_ask(f->c, NULL, "SELECT lower(?), lower(NULL)",
                           SQL_T("\xd0\x90\xc3\x85Z"));
    assert_int_equal(sql_next(q, NULL), 1);
    g_autofree char *folded = sql_take_text(q);
    assert_string_equal(folded, "\xd0\xb0\xc3\xa5z");
    assert_null(sql_take_text(q));
    sql_done(q);
}

/* ---- transactions ---- */

static void a_savepoint_fails_alone(void **state)
{
    fixture *f = *state;
    assert_true(sql_begin_deciding(f->c, NULL));
    put(f->c, 1);
    assert_true(sql_savepoint(f->c, NULL));
    put(f->c, 2);
    assert_true(sql_savepoint_undo(f->c));
    assert_true(sql_savepoint(f->c, NULL));
    put(f->c, 3);
    assert_true(sql_savepoint_keep(f->c, NULL));
    assert_true(sql_commit(f->c, NULL));
    assert_int_equal(count(f->c), 2);
    assert_false(sql_savepoint_undo(f->c)); /* there is none any more */
    assert_false(sql_commit(f->c, &f->error));
    expect_told(f, SQL_FAULT);
}

static void one_decides_others_wait(void **state)
{
    fixture *f = *state;
    sql_conn *other = connect_to(f, SQL_WRITER);
    assert_true(sql_begin_deciding(f->c, NULL));
    assert_false(sql_begin_deciding(other, &f->error));
    expect_told(f, SQL_BUSY);
    assert_true(sql_begin_reading(other, NULL)); /* who reads does not wait */
    assert_int_equal(count(other), 0);
    put(f->c, 1);
    assert_true(sql_commit(f->c, NULL));
    assert_int_equal(count(other), 0); /* still one moment's view */
    sql_rollback(other);
    assert_int_equal(count(other), 1);
    sql_close(other);
}

static void what_was_read_has_changed(void **state)
{
    fixture *f = *state;
    sql_conn *other = connect_to(f, SQL_WRITER);
    assert_true(sql_begin_reading(other, NULL));
    assert_int_equal(count(other), 0);
    put(f->c, 1);
    assert_false(sql_write(other, &f->error, "UPDATE t SET n = 2", SQL_END));
    expect_told(f, SQL_CONFLICT);
    sql_close(other);
}

/* ---- files ---- */

static void a_moved_file_is_found_out(void **state)
{
    fixture *f = *state;
    g_autofree char *away = g_strconcat(f->path, "-away", NULL);
    assert_true(sql_in_place(f->c, NULL));
    assert_true(sql_begin_deciding(f->c, NULL));
    put(f->c, 1);
    assert_int_equal(g_rename(f->path, away), 0);
    assert_false(sql_commit(f->c, &f->error)); /* nobody would find it */
    expect_told(f, SQL_MOVED);
    assert_false(sql_in_transaction(f->c));
    assert_false(sql_begin_deciding(f->c, &f->error));
    expect_told(f, SQL_MOVED);
    assert_true(g_file_set_contents(f->path, "", 0, NULL)); /* another one */
    assert_false(sql_begin_reading(f->c, &f->error));
    expect_told(f, SQL_MOVED);
    assert_int_equal(g_rename(away, f->path), 0);
    assert_true(sql_begin_deciding(f->c, NULL));
    assert_int_equal(count(f->c), 0);
    sql_rollback(f->c);
}

static void files_that_are_none(void **state)
{
    fixture *f = *state;
    sql_setup setup = {.path = "/nowhere/a.db", .tell = tell};
    assert_null(sql_open(&setup, &f->error));
    expect_told(f, SQL_UNOPENED);
    g_autofree char *junk = g_build_filename(f->folder, "junk", NULL);
    assert_true(
        g_file_set_contents(junk, "this is no database at all", -1, NULL));
    setup.path = junk;
    assert_null(sql_open(&setup, &f->error));
    expect_told(f, SQL_DAMAGED);
}

static void a_reader_writes_nothing(void **state)
{
    fixture *f = *state;
    sql_conn *reader = connect_to(f, SQL_READER);
    assert_int_equal(count(reader), 0);
    assert_false(
        sql_write(reader, &f->error, "INSERT INTO t (n) VALUES (1)", SQL_END));
    expect_told(f, SQL_DENIED);
    sql_close(reader);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(values_come_back),          TEST(a_query_within_itself),
        TEST(a_number_or_none),          TEST(one_statement_at_a_time),
        TEST(lower_knows_unicode),       TEST(a_savepoint_fails_alone),
        TEST(one_decides_others_wait),   TEST(what_was_read_has_changed),
        TEST(a_moved_file_is_found_out), TEST(files_that_are_none),
        TEST(a_reader_writes_nothing),
    };
    return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
