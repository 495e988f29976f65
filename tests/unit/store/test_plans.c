/* test_plans: how SQLite goes about the lists of the desk: none reads all
 * tickets, or sorts all that it reads, for a page of a hundred. */
#include "lib/store_fixture.h"
#include "store/search.h"

#include <sqlite3.h>

#define NOW INT64_C(1795000000000)

static GPtrArray *texts; /* char*: what was asked about tickets */

static void keep(const char *sql, void *context)
{
    if (strstr(sql, "FROM ticket WHERE merged_into = 0"))
        g_ptr_array_add(texts, g_strdup(sql));
}

/* Its steps, a line each. */
static char *plan_of(sqlite3 *own, const char *sql)
{
    g_autofree char *text = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
    GString *out = g_string_new(NULL);
    sqlite3_stmt *q = NULL;

    if (sqlite3_prepare_v2(own, text, -1, &q, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(own));
    while (sqlite3_step(q) == SQLITE_ROW)
        g_string_append_printf(out, "%s\n", sqlite3_column_text(q, 3));
    sqlite3_finalize(q);
    return g_string_free(out, FALSE);
}

static void lower(sqlite3_context *context, int count, sqlite3_value **values)
{
    sqlite3_result_value(context, values[0]);
}

static const char *const in[] = {"new", NULL};
static const char *const two[] = {"new", "waiting", NULL};

/* `index`: by which the tickets are found; "": their number. */
static const struct {
    const char *name;
    store_ticket_filter f;
    const char *index;
    bool sorts; /* few enough that it may */
} rows[] = {
    {"all", {0}, "ticket_updated", false},
    {"open", {.openness = STORE_OPEN}, "ticket_open", false},
    {"open, with all else",
     {.openness = STORE_OPEN,
      .queue = "q",
      .line = 2,
      .type = "t",
      .category = "c",
      .priority = "p",
      .in = two,
      .now_ms = NOW},
     "ticket_open",
     false},
    {"done", {.openness = STORE_DONE}, "ticket_updated", false},
    {"done, of a queue",
     {.openness = STORE_DONE, .queue = "q"},
     "ticket_queue",
     false},
    {"open of a holder",
     {.openness = STORE_OPEN, .holder = "anna", .in = in},
     "ticket_held",
     false},
    {"open, unassigned",
     {.openness = STORE_OPEN, .unassigned = true},
     "ticket_held",
     false},
    {"unassigned", {.unassigned = true}, "ticket_updated", false},
    {"of a holder", {.holder = "anna"}, "ticket_holder", false},
    {"of a customer",
     {.customer = "kari@example.com", .queue = "q"},
     "ticket_customer",
     false},
    {"of a company",
     {.company = "acme", .queue = "q"},
     "ticket_of_company",
     true},
    {"a status", {.in = in, .queue = "q"}, "ticket_state", false},
    {"two statuses", {.in = two}, "ticket_updated", false},
    {"no status", {.not_in = in}, "ticket_updated", false},
    {"a line", {.line = 3}, "ticket_line", false},
    {"a type", {.type = "t", .queue = "q"}, "ticket_type", false},
    {"a category", {.category = "c", .type = "t"}, "ticket_category", false},
    {"a priority", {.priority = "p", .queue = "q"}, "ticket_priority", false},
    {"a queue", {.queue = "q"}, "ticket_queue", false},
    {"a source", {.source = "s", .queue = "q"}, "ticket_source", false},
    {"a month",
     {.from_ms = 1, .until_ms = 2, .queue = "q"},
     "ticket_created",
     true},
    {"one", {.only = 7, .queue = "q", .openness = STORE_OPEN}, "", true},
    {"by number",
     {.after = 7, .queue = "q", .openness = STORE_OPEN},
     "",
     false},
    {"undelivered", {.undelivered = true, .openness = STORE_OPEN}, "", true},
    {"words", {.words = "a b", .queue = "q", .openness = STORE_OPEN}, "", true},
    {"words, by number",
     {.words = "a b", .queue = "q", .order = STORE_ORDER_NUMBER},
     "",
     true},
};

static void check(sqlite3 *own, const char *name, const char *index, bool sorts)
{
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *plan = plan_of(own, texts->pdata[i]);
        g_autofree char *by =
            *index ? g_strdup_printf("ticket USING INDEX %s", index)
                   : g_strdup("SEARCH ticket USING INTEGER PRIMARY KEY");
        if (!strstr(plan, by))
            fail_msg("%s:\n%s", name, plan);
        if (!sorts && strstr(plan, "USE TEMP B-TREE FOR ORDER BY"))
            fail_msg("%s sorts:\n%s", name, plan);
    }
}

static void test_lists(void **state)
{
    fixture *f = *state;
    sqlite3 *own = NULL;

    assert_int_equal(sqlite3_open(f->path, &own), SQLITE_OK);
    sqlite3_create_function(own, "lower", 1, SQLITE_UTF8, NULL, lower, NULL,
                            NULL);
    put_ticket(f->s, "a b", NOW); /* so that words are asked about */
    texts = g_ptr_array_new_with_free_func(g_free);
    store_listen(f->s, keep, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        store_ticket_counts counts;

        g_ptr_array_set_size(texts, 0);
        g_autoptr(GPtrArray) all = store_ticket_list(f->s, &rows[i].f, &error);
        assert_fine(error);
        assert_true(texts->len > 0);
        check(own, rows[i].name, rows[i].index, rows[i].sorts);
        g_ptr_array_set_size(texts, 0);
        store_ticket_count(f->s, &rows[i].f, NOW, &counts, &error);
        assert_fine(error);
        assert_true(texts->len > 0);
    }
    store_listen(f->s, NULL, NULL);
    g_ptr_array_unref(texts);
    sqlite3_close(own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lists, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
