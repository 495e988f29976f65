/* test_statement_words: what a statement says: JSON without what customers may not
 * read, tables for spreadsheets, words by language. */
#include "lib/statement_fixture.h"

#include "base/csv.h"
#include "desk/notify/statement.h"
#include "desk/operator_config.h"
#include "desk/statement_json.h"
#include "desk/statement_words.h"
#include "roles/sections.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char configuration[] =
    "[site]\n"
    "name = Example\nkey_file = /nonexistent/key\nstate = /nonexistent\n"
    "[smtp]\nhost = localhost\n"
    "[queue support]\naddress = support@example.org\n"
    "[work travel]\ntitle = Travel\ntitle.ru = Поездка\n"
    "[operator anna]\nname = Anna Larsen\naddress = anna@example.org\n";

static config *load(void)
{
    g_autofree char *path = NULL;
    GError *error = NULL;
    int fd = g_file_open_tmp("postern-XXXXXX", &path, NULL);

    close(fd);
    assert_true(g_file_set_contents(path, configuration, -1, NULL));
    config *c = role_config_load(path, NULL, &error);
    if (error)
        fail_msg("%s", error->message);
    g_unlink(path);
    return c;
}

#define SECRET "a remark that nobody outside reads"

/* A formula as a subject and as a name; a remark and a cost that stay inside. */
static json_t *sample(const config *c, world *w)
{
    world_init(w, "Europe/Oslo");
    w->contract.from_ms = world_at(w, "2026-10-01");
    world_service(w, 1, "=Support", 60, false);
    world_rate(w, 0, "", "2026-01-01", 123450);
    store_time *row =
        world_book(w, "2026-10-05", 1001, 1, "anna", "travel", 90);
    row->cost_minor = 777777;
    row->min = 33;
    g_free(row->what);
    row->what = g_strdup(SECRET);
    world_book(w, "2026-10-06", 1002, 1, "-1+2", "", -30);
    world_book(w, "2026-09-06", 1002, 1, "anna", "", 15);
    world_pay(w, "+R-1", 12345);
    statement_ask ask =
        world_ask(w, world_at(w, "2026-10-01"), world_at(w, "2026-11-01"));
    g_autoptr(GHashTable) subjects =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    static const int64_t tickets[] = {1001, 1002};
    g_hash_table_insert(subjects, g_memdup2(&tickets[0], sizeof tickets[0]),
                        g_strdup("=HYPERLINK(\"http://x\";\"y\")"));
    g_hash_table_insert(subjects, g_memdup2(&tickets[1], sizeof tickets[1]),
                        g_strdup("two\tcells; \"quoted\"\n%end"));
    ask.subjects = subjects;
    g_autoptr(statement) t = statement_make(&ask, NULL);
    return statement_json(t, c, w->zone, 0);
}

static char *dumped(const json_t *o)
{
    char *raw = json_dumps(o, JSON_COMPACT), *text = g_strdup(raw);

    free(raw);
    return text;
}

/* ---- JSON ---- */

static void test_json(void **state)
{
    g_autoptr(config) c = load();
    g_auto(world) w;
    json_t *o = sample(c, &w);
    g_autofree char *text = dumped(o);

    assert_null(strstr(text, SECRET));
    assert_null(strstr(text, "7777"));
    assert_null(strstr(text, ":33"));
    assert_null(strstr(text, "margin"));
    assert_null(strstr(text, "cost"));
    assert_string_equal(json_string_value(json_object_get(o, "from")),
                        "2026-10-01");
    assert_string_equal(json_string_value(json_object_get(o, "to")),
                        "2026-10-31");
    assert_int_equal(json_integer_value(json_object_get(o, "min")), 75);
    assert_int_equal(json_array_size(json_object_get(o, "rows")), 3);
    const json_t *first = json_array_get(json_object_get(o, "rows"), 0);
    assert_true(json_is_true(json_object_get(first, "earlier")));
    assert_string_equal(json_string_value(json_object_get(first, "who")),
                        "Anna Larsen");
    json_decref(o);
}

/* ---- spreadsheets ---- */

static void test_csv(void **state)
{
    g_autoptr(config) c = load();
    g_auto(world) w;
    json_t *o = sample(c, &w);
    g_autofree char *en = statement_csv(o, c, "en");
    g_autofree char *nb = statement_csv(o, c, "nb");
    g_autofree char *ru = statement_csv(o, c, "ru");

    assert_string_equal(
        en,
        "Day,Request,Subject,Service,Work,By,Minutes,Beyond prepaid time,Price "
        "of an hour\r\n"
        "2026-09-06,1002,\"two\tcells; "
        "\"\"quoted\"\"\n%end\",'=Support,without "
        "a type,Anna Larsen,15,0,1234.50\r\n"
        "2026-10-05,1001,\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\",'=Support,"
        "Travel,Anna Larsen,90,45,1234.50\r\n"
        "2026-10-06,1002,\"two\tcells; "
        "\"\"quoted\"\"\n%end\",'=Support,without "
        "a type,'-1+2,-30,-30,1234.50\r\n");
    assert_true(g_str_has_prefix(nb, CSV_BOM "Dag;Sak;Emne;"));
    assert_non_null(strstr(nb, ";-30;-30;\"1234,50\"\r\n"));
    assert_non_null(strstr(ru, "Поездка"));
    /* and it is read again as it was */
    g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) rows = csv_read(ru, strlen(ru), wrong);
    assert_non_null(rows);
    assert_int_equal(rows->len, 4);
    const csv_row *second = rows->pdata[2];
    g_autofree char *subject = csv_unguard(second->cells->pdata[2]);
    assert_string_equal(subject, "=HYPERLINK(\"http://x\";\"y\")");
    json_decref(o);
}

/* ---- words ---- */

static const char *text_at(const json_t *o, const char *list, size_t i,
                           const char *key)
{
    const char *text = json_string_value(
        json_object_get(json_array_get(json_object_get(o, list), i), key));
    return text ? text : "";
}

static void test_words(void **state)
{
    g_autoptr(config) c = load();
    g_auto(world) w;
    json_t *o = sample(c, &w);
    json_t *ru = statement_words(o, c, "ru", true, NULL);

    assert_string_equal(json_string_value(json_object_get(ru, "period")),
                        "1 октября 2026 – 31 октября 2026");
    assert_string_equal(text_at(ru, "prepaid", 0, "granted"), "1:00");
    /* 45 min at 1234.50, less 30: 925.88 - 617.25 */
    assert_string_equal(json_string_value(json_object_get(ru, "amount")),
                        "308,63\302\240EUR");
    assert_string_equal(text_at(ru, "lines", 0, "what"), "=Support");
    assert_string_equal(text_at(ru, "lines", 1, "what"), "=Support, Поездка");
    assert_string_equal(text_at(ru, "tickets", 1, "subject"),
                        "two cells; \"quoted\" %end");
    assert_string_equal(text_at(ru, "paid", 0, "amount"), "-123,45");
    assert_null(json_object_get(ru, "margin"));
    json_decref(ru);
    json_decref(o);
}

/* What is owed to the customer is said so, without a sign. */
static void test_credit(void **state)
{
    g_autoptr(config) c = load();
    g_auto(world) w;
    const statement_margin m = {.cost_minor = 5, .minor = -5};

    world_init(&w, "UTC");
    world_service(&w, 1, "Support", 0, false);
    world_pay(&w, "R-1", 12345);
    g_autoptr(statement) t =
        world_draft(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    json_t *o = statement_json(t, c, w.zone, 0);
    json_t *en = statement_words(o, c, "en", true, &m);
    assert_true(json_is_true(json_object_get(en, "credit")));
    assert_string_equal(json_string_value(json_object_get(en, "balance")),
                        "123.45\302\240EUR");
    assert_string_equal(json_string_value(json_object_get(
                            json_object_get(en, "margin"), "margin")),
                        "-0.05\302\240EUR");
    json_decref(en);
    json_decref(o);
}

/* A mail has room for so many; the rest is summed up, and stands in the table. */
static void test_many(void **state)
{
    g_autoptr(config) c = load();
    g_auto(world) w;

    world_init(&w, "UTC");
    world_service(&w, 1, "Support", 0, false);
    for (int i = 0; i < 100; i++)
        world_add(&w, world_at(&w, i < 50 ? "2026-09-05" : "2026-10-05"),
                  1001 + i, 1, "anna", "", 10);
    g_autoptr(statement) t =
        world_draft(&w, world_at(&w, "2026-10-01"), world_at(&w, "2026-11-01"));
    json_t *o = statement_json(t, c, w.zone, 0);
    json_t *brief = statement_words(o, c, "en", true, NULL);
    json_t *whole = statement_words(o, c, "en", false, NULL);
    const json_t *more = json_object_get(brief, "tickets_more");

    assert_int_equal(json_array_size(json_object_get(brief, "tickets")), 60);
    assert_int_equal(json_integer_value(json_object_get(more, "count")), 40);
    assert_string_equal(json_string_value(json_object_get(more, "hours")),
                        "6:40");
    assert_int_equal(json_array_size(json_object_get(brief, "late")), 30);
    assert_non_null(json_object_get(brief, "late_more"));
    assert_int_equal(json_array_size(json_object_get(whole, "tickets")), 100);
    assert_null(json_object_get(whole, "tickets_more"));
    json_decref(brief);
    json_decref(whole);
    json_decref(o);
}

/* As the command line shows it. */
static void test_page(void **state)
{
    g_autoptr(config) c = load();
    g_auto(world) w;
    g_auto(notify_page) page = {0};
    GError *error = NULL;
    json_t *o = sample(c, &w);

    assert_true(notify_statement_page(c, o, "en", NULL, "postern statement",
                                      &page, &error));
    assert_true(g_str_has_prefix(page.text, "Draft of a statement: Acme AS"));
    assert_non_null(strstr(page.text, "    postern statement\n"));
    assert_non_null(strstr(page.html, "<th scope=\"col\""));
    assert_null(strstr(page.html, "Margin"));
    json_decref(o);
}

static void test_hours(void **state)
{
    static const struct {
        int64_t minutes;
        const char *wanted;
    } rows[] = {{0, "0:00"},
                {59, "0:59"},
                {60, "1:00"},
                {-5, "-0:05"},
                {-125, "-2:05"},
                {600000, "10000:00"},
                {INT64_MIN, "-153722867280912930:08"}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is = statement_hours(rows[i].minutes);
        assert_string_equal(is, rows[i].wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),  cmocka_unit_test(test_csv),
        cmocka_unit_test(test_words), cmocka_unit_test(test_credit),
        cmocka_unit_test(test_page),  cmocka_unit_test(test_many),
        cmocka_unit_test(test_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
