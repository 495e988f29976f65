/* test_store: each subject of the store, transactions, locks and kills. */
#include "lib/store_fixture.h"
#include "store/alarm.h"
#include "store/db.h"
#include "store/due.h"
#include "store/people.h"
#include "store/raw.h"
#include "store/shown.h"
#include "store/value.h"
#include "store/waits.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW INT64_C(1795000000000)

static void begin(store *s)
{
    GError *error = NULL;
    store_begin_deciding(s, &error);
    assert_fine(error);
}

static void commit(store *s)
{
    GError *error = NULL;
    store_commit(s, &error);
    assert_fine(error);
}

static int64_t put_entry(store *s, store_entry *e)
{
    GError *error = NULL;
    begin(s);
    store_entry_add(s, e, &error);
    assert_fine(error);
    commit(s);
    int64_t n = e->n;
    store_entry_free(e);
    return n;
}

/* ---- the database ---- */

static void test_create(void **state)
{
    fixture *f = *state;
    GError *error = NULL;

    assert_false(store_create(FILE_OF(f->path), &error));
    assert_class(error, ERR_DENIED);

    g_autofree char *none = g_build_filename(f->folder, "none.db", NULL);
    assert_null(store_open(FILE_OF(none), &error));
    assert_class(error, ERR_NOT_FOUND);
    assert_false(g_file_test(none, G_FILE_TEST_EXISTS));

    g_autofree char *junk = g_build_filename(f->folder, "junk.db", NULL);
    g_file_set_contents(junk, "this is no database, whatever it says", -1,
                        &error);
    assert_null(store_open(FILE_OF(junk), &error));
    assert_class(error, ERR_DATA);

    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(store_epoch(f->s), 1);

    GPtrArray *problems = NULL;
    assert_true(store_verify(f->s, &problems, &error));
    assert_int_equal(problems->len, 0);
    g_ptr_array_unref(problems);
}

static void test_transactions(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    g_autoptr(store_ticket) t = sample_ticket("one", NOW);

    assert_false(store_ticket_add(f->s, t, &error)); /* no transaction */
    assert_class(error, ERR_INTERNAL);
    assert_false(store_commit(f->s, &error));
    assert_class(error, ERR_INTERNAL);

    begin(f->s);
    assert_false(store_begin_deciding(f->s, &error));
    g_clear_error(&error);
    assert_true(store_savepoint(f->s, &error));
    assert_true(store_ticket_add(f->s, t, &error));
    assert_int_equal(t->id, 1001);
    store_savepoint_rollback(f->s);
    assert_true(store_savepoint(f->s, &error));
    assert_true(store_ticket_add(f->s, t, &error));
    assert_int_equal(t->id, 1001); /* a number that was undone is free */
    assert_true(store_savepoint_release(f->s, &error));
    commit(f->s);

    begin(f->s);
    assert_true(store_ticket_add(f->s, t, &error));
    store_rollback(f->s);
    assert_int_equal(store_ticket_count_since(f->s, 0, &error), 1);
    assert_null(store_ticket_get(f->s, 1002, &error));
    assert_class(error, ERR_NOT_FOUND);
}

/* One moment's view that keeps nobody from writing, and writes nothing. */
static void test_reading(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    g_autoptr(store_ticket) t = sample_ticket("one", NOW);
    store *other = store_open(FILE_OF(f->path), &error);
    assert_fine(error);

    assert_true(store_begin_reading(other, &error));
    assert_int_equal(store_ticket_count_since(other, 0, &error), 0);
    put_ticket(f->s, "one", NOW);
    assert_int_equal(store_ticket_count_since(other, 0, &error), 0);
    assert_false(store_ticket_add(other, t, &error));
    assert_class(error, ERR_INTERNAL);
    store_rollback(other);
    assert_int_equal(store_ticket_count_since(other, 0, &error), 1);
    store_close(other);
}

/* Another file stands where the store was: a backup that was put back, say. */
static void test_moved(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    g_autofree char *away = g_strconcat(f->path, "-away", NULL);
    g_autoptr(store_ticket) t = sample_ticket("one", NOW);

    begin(f->s);
    assert_true(store_ticket_add(f->s, t, &error));
    assert_int_equal(g_rename(f->path, away), 0);
    assert_false(store_commit(f->s, &error));
    assert_class(error, ERR_LOST);
    assert_false(store_begin_deciding(f->s, &error));
    assert_class(error, ERR_LOST);
    assert_false(store_begin_reading(f->s, &error));
    assert_class(error, ERR_LOST);
    assert_int_equal(g_rename(away, f->path), 0);
    begin(f->s);
    store_rollback(f->s);
    assert_int_equal(store_ticket_count_since(f->s, 0, &error), 0);
}

static void test_texts(void **state)
{
    static const struct {
        const char *sql, *dollars;
    } table[] = {
        {"SELECT 1", "SELECT 1"},
        {"a = ? AND b = ?", "a = $1 AND b = $2"},
        {"a = ?2 OR b = ?1 OR c = ?12", "a = $2 OR b = $1 OR c = $12"},
        {"a = '?' AND b = ?", "a = '?' AND b = $1"},
        {"a = 'it''s ?' OR b = ?", "a = 'it''s ?' OR b = $1"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *got = db_dollars(table[i].sql);
        assert_string_equal(got, table[i].dollars);
    }
}

/* ---- tickets ---- */

static int64_t version_of(store *s, int64_t ticket)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(s, ticket, &error);
    assert_fine(error);
    return t->version;
}

/* All that a snapshot of a ticket shows makes its version another. */
static void test_version(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t id = put_ticket(f->s, "one", NOW);
    int64_t two = put_ticket(f->s, "two", NOW);
    store_participant p = {.address = (char *)"per@example.com"};
    g_autoptr(store_ticket) t = store_ticket_get(f->s, id, &error);
    g_autoptr(store_entry) e = sample_entry(id, STORE_ARTICLE, "a", NOW);
    g_autoptr(store_held) h = sample_held(id, "text", NOW);
    int64_t before = version_of(f->s, id);
    assert_int_equal(before, 0);
#define CHANGES(call)                               \
    do {                                            \
        assert_true(call);                          \
        assert_true(version_of(f->s, id) > before); \
        before = version_of(f->s, id);              \
    } while (0)

    begin(f->s);
    CHANGES(store_ticket_update(f->s, t, &error));
    CHANGES(store_entry_add(f->s, e, &error));
    CHANGES(store_entry_set_state(f->s, id, e->n, STORE_WITHDRAWN, &error));
    CHANGES(store_participant_add(f->s, id, &p, &error));
    CHANGES(store_participant_remove(f->s, id, p.address, &error));
    CHANGES(store_watcher_set(f->s, id, "anna", true, &error));
    CHANGES(store_watcher_set(f->s, id, "anna", false, &error));
    CHANGES(store_held_add(f->s, h, &error));
    CHANGES(store_held_update(f->s, h, &error));
    commit(f->s);
    assert_int_equal(version_of(f->s, two), 0);

    begin(f->s);
    assert_true(store_ticket_update(f->s, t, &error));
    store_rollback(f->s);
    assert_int_equal(version_of(f->s, id), before);
}

static void test_ticket(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t id = put_ticket(f->s, "Cannot log in", NOW);

    g_autoptr(store_ticket) t = store_ticket_get(f->s, id, &error);
    assert_fine(error);
    assert_string_equal(t->subject, "Cannot log in");
    assert_string_equal(t->customer_name, "Kari Nordmann");
    assert_null(t->holder);
    assert_null(t->category);
    assert_int_equal(t->epoch, 1);

    t->holder = g_strdup("anna");
    g_free(t->status);
    t->status = g_strdup("in-progress");
    t->line = 2;
    t->spent_min = 25;
    t->returned_from = 1;
    begin(f->s);
    assert_true(store_ticket_update(f->s, t, &error));
    t->id = 9999;
    assert_false(store_ticket_update(f->s, t, &error));
    assert_class(error, ERR_NOT_FOUND);
    commit(f->s);

    g_autoptr(store_ticket) u = store_ticket_get(f->s, id, &error);
    assert_string_equal(u->holder, "anna");
    assert_string_equal(u->status, "in-progress");
    assert_int_equal(u->line, 2);
    assert_int_equal(u->spent_min, 25);
    assert_int_equal(u->returned_from, 1);
    assert_int_equal(store_ticket_count_since(f->s, NOW, &error), 1);
    assert_int_equal(store_ticket_count_since(f->s, NOW + 1, &error), 0);
}

static unsigned count_tickets(store *s, store_ticket_filter filter)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) list = store_ticket_list(s, &filter, &error);
    assert_fine(error);
    return list->len;
}

static void test_ticket_list(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t first = put_ticket(s, "Пароль 100%", NOW);
    int64_t second = put_ticket(s, "Invoice_of October", NOW + 10);
    put_entry(s, sample_entry(first, STORE_NOTE, "secret Hint", NOW + 20));
    put_entry(s, sample_entry(second, STORE_ARTICLE, "ÆRLIG talt", NOW + 5));

    store_ticket_filter all = {0};
    g_autoptr(GPtrArray) list = store_ticket_list(s, &all, &error);
    assert_fine(error);
    assert_int_equal(list->len, 2);
    /* the note changed the first one last */
    assert_int_equal(((store_ticket *)list->pdata[0])->id, first);

    assert_int_equal(count_tickets(s, (store_ticket_filter){.limit = 1}), 1);
    static const char *const nothing[] = {NULL},
                             *const new_ones[] = {"new", NULL},
                             *const done[] = {"closed", "resolved", NULL};
    const struct {
        store_ticket_filter filter;
        unsigned count;
    } rows[] = {
        {{.queue = "support"}, 2},
        {{.queue = "sales"}, 0},
        {{.in = new_ones, .line = 1, .not_in = done}, 2},
        {{.in = done}, 0},
        {{.not_in = new_ones}, 0},
        {{.in = nothing}, 0},
        {{.not_in = nothing}, 2},
        {{.line = 2}, 0},
        {{.holder = "anna"}, 0},
        {{.customer = "kari@example.com"}, 2},
        {{.words = "пароль"}, 1},
        {{.words = "ПАРОЛЬ 100%"}, 1},
        {{.words = "hint"}, 1},
        {{.words = "ærlig invoice"}, 1},
        {{.words = "ærlig hint"}, 0},
        {{.words = "1%0"}, 0}, /* no wildcards */
        {{.words = "invoice_of"}, 1},
        {{.words = "e_of"}, 0}, /* words, not letters */
        {{.words = "nordmann"}, 2},
        {{.words = "kari@example.com -hint"}, 1},
        {{.words = "!!!"}, 0},
        {{.words = "'; DROP TABLE ticket"}, 0},
        {{.words = ""}, 2},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (count_tickets(s, rows[i].filter) != rows[i].count)
            fail_msg("row %zu: %u tickets", i,
                     count_tickets(s, rows[i].filter));

    g_autoptr(store_ticket) t = store_ticket_get(s, first, &error);
    g_free(t->status);
    t->status = g_strdup("resolved");
    begin(s);
    store_ticket_update(s, t, &error);
    commit(s);
    assert_int_equal(count_tickets(s, (store_ticket_filter){.not_in = done}),
                     1);
}

/* Written as it is to be: nothing else of a ticket changes. */
static void set_ticket(store *s, int64_t id, int line, const char *holder,
                       const char *priority, int64_t due_ms)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(s, id, &error);

    t->line = line;
    g_free(t->holder);
    t->holder = g_strdup(holder);
    g_free(t->priority);
    t->priority = g_strdup(priority);
    t->due_ms = due_ms;
    t->open = true;
    begin(s);
    assert_true(store_ticket_update(s, t, &error));
    commit(s);
}

/* "312" for the third, the first and the second of them. */
static char *order_of(store *s, const store_ticket_filter *f, int64_t first)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) all = store_ticket_list(s, f, &error);
    GString *out = g_string_new(NULL);

    assert_fine(error);
    for (guint i = 0; i < all->len; i++)
        g_string_append_printf(
            out, "%d", (int)(((store_ticket *)all->pdata[i])->id - first + 1));
    return g_string_free(out, FALSE);
}

static void test_orders(void **state)
{
    static const char *const priorities[] = {"low", "normal", "high", NULL};
    static const struct {
        store_ticket_filter f;
        const char *is;
    } rows[] = {
        {{.order = STORE_ORDER_CHANGE}, "321"},
        {{.order = STORE_ORDER_CHANGE, .reversed = true}, "123"},
        {{.order = STORE_ORDER_DUE}, "213"},
        {{.order = STORE_ORDER_DUE, .reversed = true}, "312"},
        {{.order = STORE_ORDER_AGE}, "123"},
        {{.order = STORE_ORDER_NUMBER}, "321"},
        {{.order = STORE_ORDER_PRIORITY, .priorities = priorities}, "132"},
        {{.order = STORE_ORDER_HOLDER}, "321"},
        {{.order = STORE_ORDER_AGE, .limit = 1, .offset = 1}, "2"},
        {{.order = STORE_ORDER_AGE, .limit = 5, .offset = 3}, ""},
    };
    fixture *f = *state;
    int64_t first = put_ticket(f->s, "a", NOW);

    set_ticket(f->s, first, 1, "olga", "high", NOW + 20);
    set_ticket(f->s, put_ticket(f->s, "b", NOW + 1), 1, "anna", "low",
               NOW + 10);
    set_ticket(f->s, put_ticket(f->s, "c", NOW + 2), 2, NULL, "normal", 0);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is = order_of(f->s, &rows[i].f, first);
        if (strcmp(is, rows[i].is) != 0)
            fail_msg("row %zu: %s", i, is);
    }
}

static void test_scopes(void **state)
{
    static const struct {
        store_scope_part part;
        const char *is;
    } rows[] = {
        {{.on = 1 << 1}, "1"},
        {{.was = 1 << 1}, "12"},
        {{.on = 1 << 2}, "23"},
        {{.on = 6}, "123"},
        {{.hers = true}, "34"},
        {{.queue = "sales", .on = 6}, ""},
        {{.queue = "support"}, ""},
        {{.old = true}, ""},
        {{.queue = "support", .on = 4, .hers = true}, "234"},
    };
    fixture *f = *state;
    GError *error = NULL;
    int64_t first = put_ticket(f->s, "a", NOW);
    int64_t moved = put_ticket(f->s, "b", NOW + 1);
    g_autoptr(GArray) parts =
        g_array_new(FALSE, FALSE, sizeof(store_scope_part));
    store_scope scope = {"anna", parts};
    store_ticket_filter all = {.order = STORE_ORDER_AGE, .scope = &scope};
    store_ticket_counts counts;

    set_ticket(f->s, first, 1, "olga", "low", NOW);
    set_ticket(f->s, moved, 2, NULL, "low", 0); /* from line 1 */
    begin(f->s);
    g_autoptr(store_ticket) here = store_ticket_get(f->s, first, &error);
    for (int i = 0; i < 2; i++) { /* never on line 1 */
        g_autoptr(store_ticket) t = store_ticket_get(f->s, first, &error);
        t->line = 2 + i;
        t->created_ms = NOW + 2 + i;
        t->holder = i == 0 ? (g_free(t->holder), g_strdup("anna")) : t->holder;
        assert_true(store_ticket_add(f->s, t, &error));
        if (i == 1)
            assert_true(store_watcher_set(f->s, t->id, "anna", true, &error));
    }
    commit(f->s);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_array_set_size(parts, 0);
        g_array_append_val(parts, rows[i].part);
        g_autofree char *is = order_of(f->s, &all, first);
        if (strcmp(is, rows[i].is) != 0)
            fail_msg("row %zu: %s", i, is);
        assert_true(store_ticket_count(f->s, &all, NOW + 1, &counts, &error));
        assert_int_equal(counts.all, strlen(is));
    }
    g_array_set_size(parts, 0); /* nothing at all */
    assert_true(store_ticket_count(f->s, &all, NOW + 1, &counts, &error));
    assert_int_equal(counts.all, 0);
    all.scope = NULL;
    assert_true(store_ticket_count(f->s, &all, NOW + 1, &counts, &error));
    assert_int_equal(counts.all, 4);
    assert_int_equal(counts.open, 4);
    assert_int_equal(counts.overdue, 3);
    assert_true(store_ticket_count(f->s, &all, NOW, &counts, &error));
    assert_int_equal(counts.overdue, 0);
}

static void test_wait_fill(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t first = put_ticket(s, "one", NOW), second = put_ticket(s, "b", NOW);
    g_autofree char *ref = g_strdup_printf("#%" G_GINT64_FORMAT, first);
    store_wait mine = {(char *)"k", ref, first, NOW + 7};

    begin(s);
    assert_true(store_wait_set(s, &mine, &error));
    assert_true(store_wait_fill(s, "k", "support", "new", 500, &error));
    assert_true(store_wait_fill(s, "other", "sales", "new", 500, &error));
    assert_true(store_wait_fill(s, "other", "support", "old", 500, &error));
    commit(s);
    g_autoptr(GPtrArray) all = store_wait_due(s, "k", NOW + 500, 10, &error);
    assert_int_equal(all->len, 2);
    const store_wait *w = all->pdata[1];
    assert_int_equal(w->ticket, second);
    assert_int_equal(w->at_ms, NOW + 500);
    g_autoptr(GPtrArray) none = store_wait_due(s, "other", NOW * 2, 9, &error);
    assert_int_equal(none->len, 0);
    g_autoptr(GPtrArray) early = store_wait_due(s, "k", NOW + 499, 9, &error);
    assert_int_equal(early->len, 0);
}

static void put_value(store *s, int64_t ticket, const char *field,
                      const char *text)
{
    GError *error = NULL;
    store_value v = {ticket, (char *)field, (char *)text, 0, false};
    begin(s);
    store_value_set(s, STORE_VALUE_OF_TICKET, &v, &error);
    commit(s);
    assert_fine(error);
}

static void test_fields(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t first = put_ticket(s, "One", NOW);
    int64_t second = put_ticket(s, "Two", NOW);
    g_autoptr(store_ticket) t = store_ticket_get(s, first, &error);
    t->type = g_strdup("incident");
    t->category = g_strdup("map");
    t->complexity = g_strdup("high");
    t->holder = g_strdup("anna");
    t->due_ms = NOW + 100;
    g_free(t->priority);
    t->priority = g_strdup("urgent");
    g_autoptr(store_ticket) u = store_ticket_get(s, second, &error);
    u->next_due_ms = NOW + 200;
    u->open = false;
    begin(s);
    store_ticket_update(s, t, &error);
    store_ticket_update(s, u, &error);
    commit(s);
    assert_fine(error);
    put_value(s, first, "order", "A-17");
    put_value(s, first, "floor", "3");
    put_value(s, second, "order", "Б-2");
    put_value(s, first, "floor", NULL);
    put_value(s, first, "order", "A-18");

    g_autoptr(GPtrArray) all =
        store_values(s, STORE_VALUE_OF_TICKET, first, &error);
    assert_fine(error);
    assert_int_equal(all->len, 1);
    assert_string_equal(store_value_find(all, "order")->text, "A-18");
    assert_null(store_value_find(all, "floor"));

    const struct {
        store_ticket_filter filter;
        unsigned count;
    } rows[] = {
        {{.type = "incident"}, 1},
        {{.type = "question"}, 0},
        {{.category = "map"}, 1},
        {{.priority = "urgent"}, 1},
        {{.priority = "normal"}, 1},
        {{.complexity = "high"}, 1},
        {{.unassigned = true}, 1},
        {{.unassigned = true, .holder = "anna"}, 0},
        {{.openness = STORE_OPEN}, 1},
        {{.openness = STORE_DONE}, 1},
        {{.overdue_ms = NOW + 100}, 0},
        {{.overdue_ms = NOW + 101}, 1},
        {{.overdue_ms = NOW + 201}, 2},
        {{.overdue_ms = NOW + 201, .type = "incident"}, 1},
        {{.field = "order"}, 2},
        {{.field = "order", .value = "a-18"}, 1},
        {{.field = "order", .value = "б-2"}, 1},
        {{.field = "order", .value = "A-17"}, 0},
        {{.field = "floor"}, 0},
        {{.words = "a-18 one"}, 1},
        {{.words = "a-18 two"}, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (count_tickets(s, rows[i].filter) != rows[i].count)
            fail_msg("row %zu: %u tickets", i,
                     count_tickets(s, rows[i].filter));
}

static void test_people(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);
    store_participant kari = {(char *)"kari@example.com", NULL, STORE_CUSTOMER,
                              0};
    store_participant named = {(char *)"kari@example.com", (char *)"Kari",
                               STORE_ADDED, 0};
    store_participant per = {(char *)"per@example.com", (char *)"Per", STORE_CC,
                             0};

    begin(s);
    assert_true(store_participant_add(s, id, &kari, &error));
    assert_true(store_participant_add(s, id, &per, &error));
    assert_true(store_participant_add(s, id, &named, &error));
    assert_false(store_participant_add(s, 4242, &per, &error));
    assert_class(error, ERR_NOT_FOUND);
    assert_true(store_watcher_set(s, id, "anna", true, &error));
    assert_true(store_watcher_set(s, id, "anna", true, &error));
    assert_true(store_watcher_set(s, id, "ola", true, &error));
    assert_true(store_watcher_set(s, id, "ola", false, &error));
    commit(s);

    g_autoptr(GPtrArray) list = store_participants(s, id, &error);
    assert_int_equal(list->len, 2);
    const store_participant *first = list->pdata[0];
    assert_string_equal(first->address, "kari@example.com");
    assert_string_equal(first->name, "Kari"); /* learned later */
    assert_int_equal(first->part, STORE_CUSTOMER);
    g_autoptr(GPtrArray) watchers = store_watchers(s, id, &error);
    assert_int_equal(watchers->len, 1);
    assert_string_equal(watchers->pdata[0], "anna");

    begin(s);
    assert_true(store_participant_remove(s, id, "per@example.com", &error));
    commit(s);
    g_autoptr(GPtrArray) fewer = store_participants(s, id, &error);
    assert_int_equal(fewer->len, 1);

    assert_null(store_person_get(s, "kari@example.com", &error));
    assert_fine(error);
    store_person p = {.address = (char *)"kari@example.com",
                      .language = (char *)"nb"};
    begin(s);
    assert_true(store_person_put(s, &p, &error));
    p.ack_off = p.chosen = true;
    assert_true(store_person_put(s, &p, &error));
    commit(s);
    store_person *back = store_person_get(s, "kari@example.com", &error);
    assert_string_equal(back->language, "nb");
    assert_null(back->name);
    assert_true(back->ack_off);
    assert_true(back->chosen);
    store_person_free(back);
}

/* ---- entries ---- */

static void test_entries(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW);
    int64_t other = put_ticket(s, "two", NOW);

    store_entry *e = sample_entry(id, STORE_ARTICLE, "first", NOW + 1);
    g_ptr_array_add(e->attachments, sample_attachment("2", "aa"));
    g_ptr_array_add(e->attachments, sample_attachment("2", "bb"));
    e->message_id = g_strdup("m1@example.com");
    assert_int_equal(put_entry(s, e), 1);
    assert_int_equal(
        put_entry(s, sample_entry(id, STORE_EVENT, "taken", NOW + 2)), 2);
    assert_int_equal(
        put_entry(s, sample_entry(id, STORE_NOTE, "hidden", NOW + 3)), 3);
    assert_int_equal(
        put_entry(s, sample_entry(other, STORE_NOTE, "x", NOW + 4)), 1);

    begin(s);
    g_autoptr(store_entry) lost = sample_entry(4242, STORE_NOTE, "x", NOW);
    assert_false(store_entry_add(s, lost, &error));
    assert_class(error, ERR_NOT_FOUND);
    store_rollback(s);

    g_autoptr(GPtrArray) all = store_entry_list(s, id, 0, true, &error);
    assert_int_equal(all->len, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(((store_entry *)all->pdata[i])->n, i + 1);
    const store_entry *first = all->pdata[0];
    assert_string_equal(first->message_id, "m1@example.com");
    assert_int_equal(first->attachments->len, 2);
    assert_string_equal(
        ((store_attachment *)first->attachments->pdata[1])->sha256, "bb");
    g_autoptr(GPtrArray) spoken = store_entry_list(s, id, 1, false, &error);
    assert_int_equal(spoken->len, 1);
    assert_int_equal(((store_entry *)spoken->pdata[0])->kind, STORE_NOTE);

    g_autoptr(store_entry) event = store_entry_get(s, id, 2, &error);
    assert_int_equal(event->kind, STORE_EVENT);
    assert_null(store_entry_get(s, id, 9, &error));
    assert_class(error, ERR_NOT_FOUND);
    g_autoptr(store_ticket) t = store_ticket_get(s, id, &error);
    assert_int_equal(t->last_entry, 3);
    assert_int_equal(t->updated_ms, NOW + 3);
}

static void test_undo_window(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t id = put_ticket(s, "one", NOW), next = 0;
    for (int i = 0; i < 2; i++) {
        store_entry *e = sample_entry(id, STORE_ARTICLE, "reply", NOW);
        e->state = STORE_PENDING;
        e->publish_ms = NOW + 60000 * (i + 1);
        e->seen = 7;
        e->by = STORE_BY_OPERATOR;
        e->sender = g_strdup(i == 0 ? "olga" : NULL);
        e->commands = g_strdup(i == 0 ? "/close\n/line 2 odd" : NULL);
        put_entry(s, e);
    }
    g_autoptr(GPtrArray) none = store_entry_due(s, NOW, &next, &error);
    assert_int_equal(none->len, 0);
    assert_int_equal(next, NOW + 60000);
    g_autoptr(GPtrArray) due = store_entry_due(s, NOW + 60000, &next, &error);
    assert_int_equal(due->len, 1);
    const store_entry *first = due->pdata[0];
    assert_int_equal(first->seen, 7);
    assert_string_equal(first->sender, "olga");
    assert_string_equal(first->commands, "/close\n/line 2 odd");
    g_autoptr(GPtrArray) pending = store_entry_pending(s, id, &error);
    assert_string_equal(((store_entry *)pending->pdata[0])->sender, "olga");
    assert_null(((store_entry *)pending->pdata[1])->sender);
    assert_null(((store_entry *)pending->pdata[1])->commands);
    assert_int_equal(next, NOW + 120000);

    begin(s);
    assert_true(store_entry_set_state(s, id, 1, STORE_PUBLISHED, &error));
    assert_true(store_entry_set_state(s, id, 2, STORE_WITHDRAWN, &error));
    assert_false(store_entry_set_state(s, id, 3, STORE_WITHDRAWN, &error));
    assert_class(error, ERR_NOT_FOUND);
    commit(s);
    g_autoptr(GPtrArray) over = store_entry_due(s, NOW * 2, &next, &error);
    assert_int_equal(over->len, 0);
    assert_true(next == INT64_MAX);
    g_autoptr(store_entry) one = store_entry_get(s, id, 1, &error);
    assert_int_equal(one->publish_ms, 0);
}

static void test_contents(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    g_autoptr(GBytes) data = g_bytes_new_static("a\0b\xff", 4);
    g_autoptr(GBytes) empty = g_bytes_new_static("", 0);
    char hash[65], again[65], none[65];

    begin(s);
    assert_true(store_blob_put(s, "aa", data, &error));
    assert_true(store_blob_put(s, "aa", empty, &error)); /* first one stays */
    assert_true(store_raw_put(s, data, hash, &error));
    assert_true(store_raw_put(s, data, again, &error));
    assert_true(store_raw_put(s, empty, none, &error));
    commit(s);
    assert_string_equal(hash, again);
    g_autoptr(GBytes) blob = store_blob_get(s, "aa", &error);
    assert_true(g_bytes_equal(blob, data));
    assert_null(store_blob_get(s, "bb", &error));
    assert_class(error, ERR_NOT_FOUND);
    g_autoptr(GBytes) raw = store_raw_get(s, hash, &error);
    assert_true(g_bytes_equal(raw, data));
    g_autoptr(GBytes) raw_empty = store_raw_get(s, none, &error);
    assert_true(g_bytes_equal(raw_empty, empty));
    assert_null(store_raw_get(s, "00", &error));
    assert_class(error, ERR_NOT_FOUND);

    g_autofree char *big = g_malloc(3 << 20);
    for (size_t i = 0; i < 3 << 20; i++)
        big[i] = (char)(i * 2654435761u >> 13);
    g_autoptr(GBytes) large = g_bytes_new(big, 3 << 20);
    begin(s);
    assert_true(store_raw_put(s, large, hash, &error));
    commit(s);
    g_autoptr(GBytes) back = store_raw_get(s, hash, &error);
    assert_true(g_bytes_equal(back, large));
}

static void take_part(store *s, int64_t ticket, const char *address)
{
    GError *error = NULL;
    store_participant p = {.address = (char *)address, .part = STORE_CC};
    assert_true(store_participant_add(s, ticket, &p, &error));
    assert_fine(error);
}

/* Whom a Message-ID leads where: ancestors only those who take part. */
static void test_msgids(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t one = put_ticket(s, "one", NOW), two = put_ticket(s, "two", NOW);
    const struct {
        const char *id;
        int64_t ticket;
        store_id_origin origin;
    } ids[] = {
        {"news@x", one, STORE_ID_ANCESTOR},
        {"news@x", two, STORE_ID_ANCESTOR},
        {"sent@x", one, STORE_ID_SENT},
        {"sent@x", two, STORE_ID_RECEIVED}, /* repeated by somebody */
        {"kari@x", one, STORE_ID_RECEIVED},
        {"kari@x", one, STORE_ID_ANCESTOR}, /* what is stronger stays */
        {"both@x", one, STORE_ID_ANCESTOR},
        {"both@x", two, STORE_ID_RECEIVED},
        {"grown@x", two, STORE_ID_ANCESTOR},
        {"grown@x", two, STORE_ID_SENT},
    };
    const struct {
        const char *id, *address;
        int64_t ticket;
    } rows[] = {
        {"news@x", NULL, 0},       {"news@x", "kari@x", one},
        {"news@x", "per@x", two},  {"news@x", "mallory@x", 0},
        {"news@x", "both@x", two}, {"sent@x", NULL, one},
        {"sent@x", "kari@x", one}, {"sent@x", "per@x", two},
        {"sent@x", "both@x", one}, {"sent@x", "mallory@x", 0},
        {"kari@x", NULL, one},     {"both@x", NULL, two},
        {"both@x", "kari@x", one}, {"grown@x", NULL, two},
        {"unknown@x", NULL, 0},    {"unknown@x", "kari@x", 0},
    };

    begin(s);
    take_part(s, one, "kari@x");
    take_part(s, two, "per@x");
    take_part(s, one, "both@x");
    take_part(s, two, "both@x");
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
        assert_true(store_msgid_add(s, ids[i].id, ids[i].ticket, ids[i].origin,
                                    &error));
    commit(s);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t got =
            store_msgid_ticket(s, rows[i].id, rows[i].address, &error);
        assert_fine(error);
        if (got != rows[i].ticket)
            fail_msg("%s for %s: %d", rows[i].id,
                     rows[i].address ? rows[i].address : "anybody", (int)got);
    }
}

/* ---- ledger ---- */

static unsigned count_fates(store *s, const char *id, int64_t ticket,
                            const char *address, const char *words)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) list =
        store_ledger_find(s, id, ticket, address, words, 0, &error);
    assert_fine(error);
    return list->len;
}

static void test_ledger(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t ticket = put_ticket(s, "one", NOW);
    g_autoptr(store_ledger) l = sample_ledger("l1", NOW);
    l->ticket = ticket;
    l->entry = 1;

    begin(s);
    assert_true(store_ledger_add(s, l, &error));
    assert_false(store_ledger_add(s, l, &error));
    assert_class(error, ERR_DENIED);
    g_autoptr(store_ledger) copy = sample_ledger("l0", NOW - 5);
    copy->copy_of = g_strdup("l1");
    assert_true(store_ledger_add(s, copy, &error));
    g_autoptr(store_ledger) lost = sample_ledger("l2", NOW);
    lost->ticket = 4242;
    assert_false(store_ledger_add(s, lost, &error));
    assert_class(error, ERR_NOT_FOUND);
    g_autoptr(store_ledger) bare = sample_ledger("l3", NOW);
    g_clear_pointer(&bare->queue, g_free);
    g_clear_pointer(&bare->sender, g_free);
    g_clear_pointer(&bare->subject, g_free);
    *bare->identity = '\0';
    assert_true(store_ledger_add(s, bare, &error));
    commit(s);

    g_autoptr(store_ledger) back = store_ledger_get(s, "l1", &error);
    assert_string_equal(back->fate, "new ticket");
    assert_int_equal(back->ticket, ticket);
    assert_null(back->spam);
    assert_null(store_ledger_get(s, "nix", &error));
    assert_fine(error);
    g_autoptr(GPtrArray) same = store_ledger_same(s, "support", "i1", &error);
    assert_fine(error);
    assert_int_equal(same->len, 2); /* in the order in which they were added */
    assert_string_equal(((store_ledger *)same->pdata[0])->id, "l1");
    g_autoptr(GPtrArray) sales = store_ledger_same(s, "sales", "i1", &error);
    assert_int_equal(sales->len, 0);
    g_autoptr(GPtrArray) bares = store_ledger_same(s, "support", "", &error);
    assert_int_equal(bares->len, 0);
    g_autoptr(GPtrArray) none = store_ledger_same(s, NULL, "", &error);
    assert_int_equal(none->len, 0);
    assert_fine(error);

    assert_int_equal(count_fates(s, "l1", 0, NULL, NULL), 1);
    assert_int_equal(count_fates(s, "l0@example.com", 0, NULL, NULL), 1);
    assert_int_equal(count_fates(s, NULL, ticket, NULL, NULL), 1);
    assert_int_equal(count_fates(s, NULL, 0, "KARI@example", NULL), 3);
    assert_int_equal(count_fates(s, NULL, 0, "nobody", NULL), 0);
    assert_int_equal(count_fates(s, NULL, 0, NULL, "не МОГУ"), 2);
}

/* ---- outgoing ---- */

static void test_outgoing(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t ticket = put_ticket(s, "one", NOW), next = 0;
    g_autoptr(store_outgoing) now = sample_outgoing(ticket, 1, "a@x", NOW);
    g_autoptr(store_outgoing) later = sample_outgoing(0, 0, "a@x", NOW + 5);
    g_autoptr(store_outgoing) waits = sample_outgoing(ticket, 2, "b@x", NOW);
    waits->state = STORE_OUT_WAITING;
    g_free(later->template);
    later->template = g_strdup("ack");

    begin(s);
    assert_true(store_outgoing_add(s, now, &error));
    assert_true(store_outgoing_add(s, later, &error));
    assert_true(store_outgoing_add(s, waits, &error));
    commit(s);
    assert_int_equal(strlen(now->unique), 32);

    g_autoptr(GPtrArray) due =
        store_outgoing_due(s, NOW, 10, &next, NULL, &error);
    assert_int_equal(due->len, 1);
    assert_int_equal(next, NOW + 5);
    assert_string_equal(((store_outgoing *)due->pdata[0])->unique, now->unique);

    begin(s);
    assert_true(store_outgoing_set_message_id(s, now->id, "m1@us", &error));
    assert_true(store_outgoing_result(s, now->id, STORE_OUT_READY, NOW + 50,
                                      "450 later", NOW + 1, &error));
    assert_true(store_outgoing_result(s, now->id, STORE_OUT_SENT, 0, "250 ok",
                                      NOW + 50, &error));
    assert_false(
        store_outgoing_result(s, 99, STORE_OUT_SENT, 0, "", 0, &error));
    assert_class(error, ERR_NOT_FOUND);
    assert_true(store_outgoing_release(s, ticket, 2, STORE_OUT_READY, NOW + 60,
                                       &error));
    commit(s);

    assert_int_equal(store_msgid_ticket(s, "m1@us", NULL, &error), ticket);
    g_autoptr(store_outgoing) sent =
        store_outgoing_by_message_id(s, "m1@us", &error);
    assert_int_equal(sent->state, STORE_OUT_SENT);
    assert_int_equal(sent->tries, 2);
    assert_int_equal(sent->sent_ms, NOW + 50);
    assert_string_equal(sent->result, "250 ok");
    assert_null(store_outgoing_by_message_id(s, "m2@us", &error));
    assert_fine(error);
    g_autoptr(store_outgoing) released =
        store_outgoing_get(s, waits->id, &error);
    assert_int_equal(released->state, STORE_OUT_READY);
    assert_int_equal(released->date_ms, NOW + 60);
    /* until it is sent, customers' mail can be cancelled; others' goes */
    g_autoptr(store_outgoing) inside =
        sample_outgoing(ticket, 2, "anna@us", NOW + 6);
    inside->audience = STORE_TO_OPERATOR;
    begin(s);
    assert_true(store_outgoing_add(s, inside, &error));
    assert_true(store_outgoing_release(s, ticket, 2, STORE_OUT_CANCELLED,
                                       NOW + 70, &error));
    commit(s);
    g_autoptr(store_outgoing) gone = store_outgoing_get(s, waits->id, &error);
    g_autoptr(store_outgoing) goes = store_outgoing_get(s, inside->id, &error);
    g_autoptr(store_outgoing) still = store_outgoing_get(s, now->id, &error);
    assert_int_equal(gone->state, STORE_OUT_CANCELLED);
    assert_int_equal(goes->state, STORE_OUT_READY);
    assert_int_equal(still->state, STORE_OUT_SENT);
    bool is_gone = false;
    assert_true(store_outgoing_is_gone(s, ticket, 1, &is_gone, &error));
    assert_true(is_gone);
    assert_true(store_outgoing_is_gone(s, ticket, 2, &is_gone, &error));
    assert_false(is_gone);
    g_autoptr(GPtrArray) rows = store_outgoing_of_ticket(s, ticket, &error);
    assert_int_equal(rows->len, 3);

    int64_t ready, failed, oldest;
    assert_true(store_outgoing_status(s, &ready, &failed, &oldest, &error));
    assert_int_equal(ready, 2);
    assert_int_equal(failed, 0);
    assert_int_equal(oldest, NOW + 5);
}

/* A mailbox is one whatever its plus-part; wildcards are letters. */
static void test_automatic(void **state)
{
    static const char *const sent[] = {"per@x.example",   "per+1@x.example",
                                       "per+2@x.example", "p_r@x.example",
                                       "per+@y.example",  "perx@x.example"};
    static const struct {
        const char *to;
        int64_t count;
    } rows[] = {{"per@x.example", 3},   {"per+9@x.example", 3},
                {"Per+1@X.example", 3}, {"p_r@x.example", 1},
                {"p_r+1@x.example", 1}, {"per@y.example", 1},
                {"%@x.example", 0},     {"no address", 0}};
    fixture *f = *state;
    GError *error = NULL;
    int64_t ticket = put_ticket(f->s, "one", NOW);

    begin(f->s);
    for (size_t i = 0; i < G_N_ELEMENTS(sent); i++) {
        g_autoptr(store_outgoing) o = sample_outgoing(ticket, 1, sent[i], NOW);
        g_free(o->template);
        o->template = g_strdup("ack");
        assert_true(store_outgoing_add(f->s, o, &error));
    }
    g_autoptr(store_outgoing) reply =
        sample_outgoing(ticket, 1, "per@x.example", NOW);
    assert_true(store_outgoing_add(f->s, reply, &error));
    g_autoptr(store_outgoing) notice =
        sample_outgoing(ticket, 1, "per@x.example", NOW);
    notice->audience = STORE_TO_OPERATOR;
    g_free(notice->template);
    notice->template = g_strdup("notify");
    notice->next_ms = NOW + 5;
    assert_true(store_outgoing_add(f->s, notice, &error));
    commit(f->s);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(
            store_outgoing_count_since(f->s, rows[i].to, NOW, &error),
            rows[i].count);
    assert_int_equal(
        store_outgoing_count_since(f->s, "per@x.example", NOW + 1, &error), 0);
    assert_int_equal(
        store_outgoing_count_domain(f->s, "x.example", NOW, &error), 5);
    assert_int_equal(store_outgoing_count_domain(f->s, "example", NOW, &error),
                     0);
    g_autoptr(GPtrArray) later =
        store_outgoing_later(f->s, "notify", NOW, &error);
    assert_int_equal(later->len, 1);
    g_autoptr(GPtrArray) none =
        store_outgoing_later(f->s, "notify", NOW + 5, &error);
    assert_int_equal(none->len, 0);
}

/* What is aside stands in a digest after spam, and only once. */
static void test_aside(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    g_autoptr(store_held) aside = sample_held(0, "News", NOW);
    g_autoptr(store_held) spam = sample_held(0, "Buy", NOW);
    store_due d = {STORE_DUE_ASIDE, "support", 1000};
    bool due;
    int64_t next;

    aside->kind = STORE_HELD_ASIDE;
    aside->reminded = STORE_ASIDE_NEW;
    spam->kind = STORE_HELD_SPAM;
    begin(f->s);
    assert_true(store_held_add(f->s, aside, &error));
    assert_true(store_held_add(f->s, spam, &error));
    commit(f->s);
    g_autoptr(GPtrArray) asked = store_held_unanswered(f->s, &error);
    assert_int_equal(asked->len, 0);
    g_autoptr(GPtrArray) both = store_held_undigested(f->s, "support", &error);
    assert_int_equal(both->len, 2);
    assert_int_equal(((store_held *)both->pdata[0])->id, spam->id);
    assert_true(store_due_next(f->s, &d, 1, NOW + 999, &due, &next, &error));
    assert_false(due);
    assert_int_equal(next, NOW + 1000);
    assert_true(store_due_next(f->s, &d, 1, NOW + 1000, &due, &next, &error));
    assert_true(due);

    aside->reminded = STORE_ASIDE_TOLD;
    begin(f->s);
    assert_true(store_held_update(f->s, aside, &error));
    commit(f->s);
    g_autoptr(GPtrArray) one = store_held_undigested(f->s, "support", &error);
    assert_int_equal(one->len, 1);
    assert_true(store_due_next(f->s, &d, 1, NOW + 9999, &due, &next, &error));
    assert_false(due);
}

/* ---- held and alarms ---- */

static void read_shown(store *s, const char *id, int64_t ticket,
                       const char *reader, const char *expected)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GString) all = g_string_new(NULL);

    g_ptr_array_add(ids, (char *)id);
    g_autoptr(GPtrArray) parts =
        store_shown_find(s, ids, ticket, reader, 2, &error);
    assert_fine(error);
    for (unsigned i = 0; i < parts->len; i++)
        g_string_append_printf(all, "%s%s", i > 0 ? " " : "",
                               (char *)parts->pdata[i]);
    assert_string_equal(all->str, expected);
}

/* What is answered comes first, then the latest to the same reader. */
static void test_shown(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t ticket = put_ticket(f->s, "Shown", NOW);
    static const char *const parts[] = {"one", "two", "three", "four"};

    store_begin_deciding(f->s, &error);
    for (int i = 0; i < 4; i++) {
        g_autoptr(store_outgoing) o =
            sample_outgoing(ticket, i, "anna@example.org", NOW);
        g_autofree char *id = g_strdup_printf("m%d@example.org", i + 1);
        g_free(o->operator_id);
        o->operator_id = g_strdup(i == 3 ? "olga" : "anna");
        store_outgoing_add(f->s, o, &error);
        store_outgoing_set_message_id(f->s, o->id, id, &error);
        store_shown_put(f->s, o, "before", &error);
        store_shown_put(f->s, o, parts[i], &error);
    }
    store_commit(f->s, &error);
    assert_fine(error);
    read_shown(f->s, "m1@example.org", ticket, "anna", "one three two");
    read_shown(f->s, "m3@example.org", ticket, "anna", "three two");
    read_shown(f->s, "m4@example.org", ticket, "anna", "four three two");
    read_shown(f->s, "none@example.org", ticket, "olga", "four");
    read_shown(f->s, "none@example.org", 0, "olga", "");
    read_shown(f->s, "none@example.org", ticket, NULL, "");
}

static void test_held(void **state)
{
    fixture *f = *state;
    store *s = f->s;
    GError *error = NULL;
    int64_t ticket = put_ticket(s, "one", NOW);
    g_autoptr(store_held) h = sample_held(ticket, "my answer", NOW);
    g_ptr_array_add(h->attachments, sample_attachment("2", "aa"));
    g_autoptr(store_held) loose = sample_held(0, "Subject: x", NOW);
    loose->kind = STORE_HELD_BROKEN;

    begin(s);
    assert_true(store_held_add(s, h, &error));
    assert_true(store_held_add(s, loose, &error));
    commit(s);
    g_autoptr(GPtrArray) all = store_held_list(s, 0, &error);
    assert_int_equal(all->len, 2);
    g_autoptr(GPtrArray) of_ticket = store_held_list(s, ticket, &error);
    assert_int_equal(of_ticket->len, 1);

    g_autoptr(store_held) back = store_held_get(s, h->id, &error);
    assert_int_equal(back->attachments->len, 1);
    assert_string_equal(store_held_kind_name(back->kind), "stale");
    back->state = STORE_HELD_SENT;
    back->reminded = 2;
    begin(s);
    assert_true(store_held_update(s, back, &error));
    commit(s);
    g_autoptr(GPtrArray) open = store_held_list(s, ticket, &error);
    assert_int_equal(open->len, 0);
    g_autoptr(store_held) after = store_held_get(s, h->id, &error);
    assert_int_equal(after->reminded, 2);
    assert_int_equal(after->attachments->len, 1);
    assert_null(store_held_get(s, 99, &error));
    assert_class(error, ERR_NOT_FOUND);
    for (int i = 0; i < STORE_HELD_KINDS; i++)
        assert_non_null(store_held_kind_name((store_held_kind)i));
}

static void test_alarms(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    bool first = false;
    begin(f->s);
    assert_true(store_alarm_raise(f->s, "smtp", "a", NOW, &first, &error));
    assert_true(first);
    assert_true(store_alarm_raise(f->s, "smtp", "b", NOW, &first, &error));
    assert_false(first);
    g_autoptr(GPtrArray) list = store_alarm_list(f->s, &error);
    assert_int_equal(list->len, 1);
    assert_string_equal(list->pdata[0], "smtp\tb");
    assert_true(store_alarm_clear(f->s, "smtp", &error));
    assert_true(store_alarm_raise(f->s, "smtp", "c", NOW, &first, &error));
    assert_true(first);
    commit(f->s);
}

/* ---- other processes ---- */

/* A child that opens its own handle and runs `work`; killed by SIGKILL when it
 * has written one octet to the pipe, unless `work` returns first. */
static void run_child_and_kill(const char *path,
                               void (*work)(store *s, int ready))
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        store *s = store_open(FILE_OF(path), NULL);
        if (s)
            work(s, ends[1]);
        _exit(1);
    }
    close(ends[1]);
    char c;
    assert_int_equal(read(ends[0], &c, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
}

static void half_a_message(store *s, int ready)
{
    for (int i = 0; i < 20; i++) {
        store_begin_deciding(s, NULL);
        g_autoptr(store_ticket) t = sample_ticket("of the child", NOW);
        store_ticket_add(s, t, NULL);
        g_autoptr(store_entry) e =
            sample_entry(t->id, STORE_ARTICLE, "text", NOW);
        store_entry_add(s, e, NULL);
        if (i == 19)
            break;
        store_commit(s, NULL);
    }
    if (write(ready, "x", 1) == 1)
        pause();
}

static void test_kill_between_commits(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    store_close(f->s);
    run_child_and_kill(f->path, half_a_message);
    f->s = store_open(FILE_OF(f->path), &error);
    assert_fine(error);
    store_ticket_filter all = {.limit = 1000};
    g_autoptr(GPtrArray) list = store_ticket_list(f->s, &all, &error);
    assert_int_equal(list->len, 19);
    for (unsigned i = 0; i < list->len; i++) {
        const store_ticket *t = list->pdata[i];
        g_autoptr(GPtrArray) entries =
            store_entry_list(f->s, t->id, 0, true, &error);
        assert_int_equal(entries->len, 1);
    }
    GPtrArray *problems = NULL;
    assert_true(store_verify(f->s, &problems, &error));
    assert_int_equal(problems->len, 0);
    g_ptr_array_unref(problems);
}

static void test_lock(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        store *s = store_open(FILE_OF(f->path), NULL);
        store_begin_deciding(s, NULL);
        if (write(ends[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    char c;
    assert_int_equal(read(ends[0], &c, 1), 1);
    gint64 start = g_get_monotonic_time();
    assert_false(store_begin_deciding(f->s, &error));
    assert_class(error, ERR_BUSY);
    gint64 waited = (g_get_monotonic_time() - start) / 1000;
    assert_in_range(waited, STORE_BUSY_MS - 1500, STORE_BUSY_MS + 5000);
    assert_int_equal(store_ticket_count_since(f->s, 0, &error), 0);
    assert_fine(error); /* readers are not stopped */
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
    close(ends[1]);
    put_ticket(f->s, "afterwards", NOW);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_create),
        TEST(test_transactions),
        TEST(test_reading),
        TEST(test_moved),
        TEST(test_texts),
        TEST(test_version),
        TEST(test_ticket),
        TEST(test_ticket_list),
        TEST(test_wait_fill),
        TEST(test_orders),
        TEST(test_scopes),
        TEST(test_fields),
        TEST(test_people),
        TEST(test_entries),
        TEST(test_contents),
        TEST(test_undo_window),
        TEST(test_msgids),
        TEST(test_ledger),
        TEST(test_outgoing),
        TEST(test_automatic),
        TEST(test_shown),
        TEST(test_held),
        TEST(test_aside),
        TEST(test_alarms),
        TEST(test_kill_between_commits),
        TEST(test_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
