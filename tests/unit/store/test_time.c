/* test_time: time that is booked once, timers, statements that freeze it, and
 * payments that are known once. */
#include "lib/store_fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store/company.h"
#include "store/rate.h"
#include "store/schema.h"
#include "store/statement.h"
#include "store/time.h"

#define NOW INT64_C(1795000000000)
#define DAY INT64_C(86400000)

static store_time row_of(int64_t ticket, int64_t min, const char *ledger,
                         int64_t pos)
{
    return (store_time){.ticket = ticket,
                        .service = 1,
                        .who = (char *)"anna",
                        .work = (char *)"travel",
                        .at_ms = NOW,
                        .booked_ms = NOW,
                        .min = min,
                        .bill_min = 2 * min,
                        .ledger = (char *)ledger,
                        .pos = pos};
}

static void add(store *s, store_time t, bool booked)
{
    GError *error = NULL;

    assert_true(store_time_add(s, &t, &error));
    assert_int_equal(t.id != 0, booked);
}

static void sums(store *s, int64_t ticket, int64_t min, int64_t bill)
{
    GError *error = NULL;
    int64_t is_min, is_bill;

    assert_true(store_time_of(s, ticket, &is_min, &is_bill, &error));
    assert_int_equal(is_min, min);
    assert_int_equal(is_bill, bill);
}

static void test_booked_once(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t t = put_ticket(f->s, "Cannot log in", NOW), min, bill;

    store_begin_deciding(f->s, &error);
    sums(f->s, t, 0, 0);
    add(f->s, row_of(t, 25, "m1", 1), true);
    add(f->s, row_of(t, 25, "m1", 1), false); /* the same message again */
    add(f->s, row_of(t, 5, "m1", 2), true);
    add(f->s, row_of(t, -25, NULL, 0), true); /* by no message: as often as */
    add(f->s, row_of(t, -1, NULL, 0), true);  /* somebody says it */
    sums(f->s, t, 4, 8);
    assert_true(store_time_of_work(f->s, t, "travel", &min, &bill, &error));
    assert_int_equal(min, 4);
    assert_true(store_time_of_work(f->s, t, "", &min, &bill, &error));
    assert_int_equal(bill, 0);
    store_rollback(f->s);
}

static guint count_of(store *s, const store_time_filter *filter)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) all = store_time_list(s, filter, &error);

    assert_non_null(all);
    return all->len;
}

static void test_filter(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t t = put_ticket(f->s, "Cannot log in", NOW);

    store_begin_deciding(f->s, &error);
    add(f->s, row_of(t, 25, "m1", 1), true);
    store_time later = row_of(t, 5, "m1", 2);
    later.at_ms = NOW + DAY;
    later.work = (char *)"";
    add(f->s, later, true);
    const struct {
        store_time_filter filter;
        guint count;
    } table[] = {
        {{0}, 2},
        {{.ticket = t}, 2},
        {{.ticket = t + 1}, 0},
        {{.service = 1, .unsent = true}, 2},
        {{.contract = 9}, 0},
        {{.who = "anna", .work = ""}, 1},
        {{.who = "tom"}, 0},
        {{.from_ms = NOW, .to_ms = NOW + DAY}, 1},
        {{.from_ms = NOW + 1}, 1},
        {{.statement = 7}, 0},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(table); i++)
        assert_int_equal(count_of(f->s, &table[i].filter), table[i].count);
    store_rollback(f->s);
}

static void test_timer(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    store_timer t = {.operator_id = (char *)"anna",
                     .ticket = 1001,
                     .from_ms = NOW,
                     .what = (char *)"looks"};

    store_begin_deciding(f->s, &error);
    assert_true(store_timer_put(f->s, &t, &error));
    t.ticket = 1002;
    assert_true(store_timer_put(f->s, &t, &error));
    g_autoptr(store_timer) is = store_timer_get(f->s, "anna", &error);
    assert_int_equal(is->ticket, 1002);
    assert_string_equal(is->what, "looks");
    t.from_ms = 0;
    assert_true(store_timer_put(f->s, &t, &error));
    assert_null(store_timer_get(f->s, "anna", &error));
    assert_fine(error);
    store_rollback(f->s);
}

static void test_statement(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t t = put_ticket(f->s, "Cannot log in", NOW);
    store_statement paper = {.no = (char *)"2026-0009",
                             .contract = 1,
                             .sent_ms = NOW,
                             .minor = 1050,
                             .currency = (char *)"EUR",
                             .json = (char *)"{}"};
    store_statement_line line = {.service = 1, .used_min = 25, .minor = 1050};
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    g_autoptr(GArray) rows =
        g_array_new(FALSE, FALSE, sizeof(store_statement_time));

    store_begin_deciding(f->s, &error);
    store_time row = row_of(t, 25, "m1", 1);
    assert_true(store_time_add(f->s, &row, &error));
    g_ptr_array_add(lines, &line);
    store_statement_time stands = {.time = row.id, .over_min = 10};
    g_array_append_val(rows, stands);
    assert_true(store_statement_add(f->s, &paper, lines, rows, &error));
    assert_int_equal(count_of(f->s, &(store_time_filter){.unsent = true}), 0);
    assert_int_equal(
        count_of(f->s, &(store_time_filter){.statement = paper.id}), 1);
    g_autoptr(GPtrArray) sent = store_time_list(
        f->s, &(store_time_filter){.statement = paper.id}, &error);
    assert_int_equal(((store_time *)sent->pdata[0])->over_min, 10);
    g_autofree char *last = store_statement_last_no(f->s, "2026-", &error);
    assert_string_equal(last, "2026-0009");
    g_autofree char *none = store_statement_last_no(f->s, "2025-", &error);
    assert_null(none);
    g_autoptr(GPtrArray) kept = store_statement_lines(f->s, paper.id, &error);
    assert_int_equal(((store_statement_line *)kept->pdata[0])->minor, 1050);
    /* what stands in one stands in no other */
    paper.no = (char *)"2026-0010";
    assert_false(store_statement_add(f->s, &paper, lines, rows, &error));
    assert_class(error, ERR_DENIED);
    store_rollback(f->s);
}

static void test_paid_once(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    store_settlement paid = {
        .contract = 1, .minor = 500, .at_ms = NOW, .ref = (char *)"R-1"};

    store_begin_deciding(f->s, &error);
    assert_true(store_settlement_add(f->s, &paid, &error));
    assert_int_not_equal(paid.id, 0);
    assert_true(store_settlement_add(f->s, &paid, &error));
    assert_int_equal(paid.id, 0);
    paid.minor = 600;
    assert_false(store_settlement_add(f->s, &paid, &error));
    assert_class(error, ERR_DENIED);
    error = NULL;
    paid.contract = 2; /* another's number is its own */
    assert_true(store_settlement_add(f->s, &paid, &error));
    store_rollback(f->s);
}

/* ---- a store of before there were rows ---- */

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *d = NULL;
    char *words = NULL;

    assert_int_equal(sqlite3_open(path, &d), SQLITE_OK);
    if (sqlite3_exec(d, sql, NULL, NULL, &words) != SQLITE_OK)
        fail_msg("%s", words);
    sqlite3_close(d);
}

/* 1001 has all in its history, 1002 a part, 1003 nothing, 1004 no time at all. */
#define OLD_TICKET(id, spent)                                                 \
    "INSERT INTO ticket (id, queue, epoch, subject, status, line, customer,"  \
    " priority, language, staff, authenticated, created_ms, updated_ms,"      \
    " status_ms, last_entry, spent_min, returned_from) VALUES (" id           \
    ", 'support', 1, 's', 'new', 1, 'k@x', 'normal', 'en', 0, 0, 5, 5, 5, 0," \
    " " spent ", 0);"
static const char version_13[] = OLD_TICKET("1001", "35")
    OLD_TICKET("1002", "60") OLD_TICKET("1003", "7") OLD_TICKET(
        "1004",
        "0") "INSERT INTO change (ticket, n, field, old, new, actor_kind, "
             "actor,"
             " cause, reason, at_ms) VALUES"
             " (1001, 1, 'spent', NULL, '25', 1, 'anna', '/spend', '', 10),"
             " (1002, 1, 'spent', '20', '60', 1, 'tom', '/spend', '', 20),"
             " (1001, 2, 'spent', '25', '35', 1, 'tom', '/spend', 'why', 30),"
             " (1001, 3, 'status', 'new', 'open', 1, 'tom', '', '', 30);"
             "PRAGMA user_version = 13;";

static void test_upgrade(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    static const struct {
        int64_t ticket, min, at_ms;
        const char *who, *what;
    } rows[] = {
        {1002, 20, 5, "", ""},        {1003, 7, 5, "", ""},
        {1001, 25, 10, "anna", ""},   {1002, 40, 20, "tom", ""},
        {1001, 10, 30, "tom", "why"},
    };

    store_close(f->s);
    f->s = NULL;
    assert_int_equal(g_unlink(f->path), 0);
    for (unsigned i = 0; i < 13; i++)
        run_sql(f->path, schema_step(i));
    run_sql(f->path, version_13);
    g_autofree char *copy = NULL;
    assert_true(store_upgrade(FILE_OF(f->path), &copy, &error));
    f->s = store_open(FILE_OF(f->path), &error);
    assert_fine(error);
    g_autoptr(GPtrArray) all =
        store_time_list(f->s, &(store_time_filter){0}, &error);
    assert_fine(error);
    assert_int_equal(all->len, G_N_ELEMENTS(rows));
    for (guint i = 0; i < all->len; i++) {
        const store_time *t = all->pdata[i];
        assert_int_equal(t->ticket, rows[i].ticket);
        assert_int_equal(t->min, rows[i].min);
        assert_int_equal(t->at_ms, rows[i].at_ms);
        assert_string_equal(t->who, rows[i].who);
        assert_string_equal(t->what, rows[i].what);
        assert_int_equal(t->bill_min + t->service + t->statement, 0);
    }
    /* the next one has a number of its own */
    store_begin_deciding(f->s, &error);
    store_time next = row_of(1004, 5, "m", 1);
    assert_true(store_time_add(f->s, &next, &error));
    assert_int_equal(next.id, G_N_ELEMENTS(rows) + 1);
    store_rollback(f->s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_upgrade, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_booked_once, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_filter, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_timer, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_statement, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_paid_once, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
