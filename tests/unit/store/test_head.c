/* test_head: which entries of a long ticket are read for a decision. */
#include "lib/store_fixture.h"

#include "store/head.h"

#define NOW  INT64_C(1795000000000)
#define KARI "kari@example.com"
#define PER  "per@example.com"
#define LONG 400

/* A ticket of LONG entries by Olga, but for what `begin` says. */
typedef struct sketch {
    int64_t n;
    store_entry_kind kind;
    store_author by;
    const char *author;
    store_entry_state state;
} sketch;

static const sketch begin[] = {
    {1, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI, STORE_PUBLISHED},
    {2, STORE_ARTICLE, STORE_BY_OPERATOR, "anna", STORE_PUBLISHED},
    {3, STORE_APART, STORE_BY_STRANGER, PER, STORE_PUBLISHED},
    {4, STORE_NOTE, STORE_BY_OPERATOR, "tom", STORE_PUBLISHED},
    {5, STORE_ARTICLE, STORE_BY_OPERATOR, "anna", STORE_WITHDRAWN},
    {6, STORE_ARTICLE, STORE_BY_SYSTEM, "", STORE_PUBLISHED},
    {7, STORE_EVENT, STORE_BY_SYSTEM, "", STORE_PUBLISHED},
    {8, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI, STORE_PUBLISHED},
    {9, STORE_ARTICLE, STORE_BY_OPERATOR, "olga", STORE_PENDING},
};

static int64_t long_ticket(store *s)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = sample_ticket("long", NOW);

    store_begin_deciding(s, &error);
    store_ticket_add(s, t, &error);
    for (int64_t n = 1; n <= LONG; n++) {
        sketch p = {n, STORE_ARTICLE, STORE_BY_OPERATOR, "olga",
                    STORE_PUBLISHED};
        if ((size_t)n <= G_N_ELEMENTS(begin))
            p = begin[n - 1];
        g_autofree char *text = g_strdup_printf("text %d", (int)n);
        g_autoptr(store_entry) e = sample_entry(t->id, p.kind, text, NOW + n);
        e->by = p.by;
        e->state = p.state;
        g_free(e->author);
        e->author = g_strdup(p.author);
        e->message_id = g_strdup_printf("m%d@x", (int)n);
        store_entry_add(s, e, &error);
    }
    store_commit(s, &error);
    assert_fine(error);
    return t->id;
}

/* Numbers below the last ones, which are always there. */
static char *early(const GPtrArray *heads)
{
    GString *out = g_string_new(NULL);
    int64_t before = 0;

    for (unsigned i = 0; i < heads->len; i++) {
        const store_head *h = heads->pdata[i];
        assert_true(h->n > before);
        before = h->n;
        if (h->n <= LONG - STORE_HEADS_LAST)
            g_string_append_printf(out, "%s%d", out->len ? " " : "", (int)h->n);
    }
    return g_string_free(out, FALSE);
}

/* Always: 1 and 8 (the customer's), 3 (a stranger's), 4 (the last notes). */
static void test_wanted(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *name;
        store_heads_wanted wanted;
        const char *id, *early;
    } rows[] = {
        {"nobody", {.sender = NULL}, NULL, "1 3 4 8"},
        {"an operator's last that was sent",
         {.operators = {"anna"}},
         NULL,
         "1 2 3 4 8"},
        {"what others wrote before a long row of hers",
         {.operators = {"olga"}},
         NULL,
         "1 2 3 4 8"},
        {"an entry by number", {.numbers = {9}}, NULL, "1 3 4 8 9"},
        {"numbers of events name nothing", {.numbers = {7}}, NULL, "1 3 4 8"},
        {"by Message-ID", {.sender = NULL}, "m6@x", "1 3 4 6 8"},
        {"an unknown one", {.sender = NULL}, "m999@x", "1 3 4 8"},
    };
    int64_t id = long_ticket(f->s);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        store_heads_wanted w = rows[i].wanted;
        g_autoptr(GPtrArray) ids = g_ptr_array_new();
        print_message("%s\n", rows[i].name);
        /* one that is asked for beside others, and by a second query */
        for (int k = 0; rows[i].id && k < 20; k++)
            g_ptr_array_add(ids, (char *)"nothing@x");
        if (rows[i].id)
            g_ptr_array_add(ids, (char *)rows[i].id);
        w.message_ids = ids;
        g_autoptr(GPtrArray) heads = store_heads(f->s, id, &w, &error);
        assert_fine(error);
        g_autofree char *is = early(heads);
        assert_string_equal(is, rows[i].early);
        const store_head *last = heads->pdata[heads->len - 1];
        assert_int_equal(last->n, LONG);
    }
}

static void test_members(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    const store_heads_wanted w = {.sender = PER, .numbers = {9}};
    g_autoptr(GPtrArray) heads =
        store_heads(f->s, long_ticket(f->s), &w, &error);
    const store_head *per = heads->pdata[1], *waits = heads->pdata[4];

    assert_int_equal(per->n, 3);
    assert_int_equal(per->kind, STORE_APART);
    assert_int_equal(per->by, STORE_BY_STRANGER);
    assert_string_equal(per->author, PER);
    assert_string_equal(per->message_id, "m3@x");
    assert_int_equal(per->created_ms, NOW + 3);
    assert_int_equal(waits->n, 9);
    assert_int_equal(waits->state, STORE_PENDING);
}

static void test_texts(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t id = long_ticket(f->s), numbers[] = {8, 4, 7, 3, 999};
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(int64_t));

    g_array_append_vals(wanted, numbers, G_N_ELEMENTS(numbers));
    g_autoptr(GPtrArray) texts = store_entry_texts(f->s, id, wanted, &error);
    assert_fine(error);
    assert_int_equal(texts->len, 3); /* events have none for this */
    assert_string_equal(texts->pdata[0], "text 3");
    assert_string_equal(texts->pdata[1], "text 4");
    assert_string_equal(texts->pdata[2], "text 8");

    g_autoptr(GPtrArray) waits = store_entry_pending(f->s, id, &error);
    assert_int_equal(waits->len, 1);
    assert_string_equal(((store_entry *)waits->pdata[0])->text, "text 9");
}

static void count(const char *sql, void *context)
{
    unsigned *statements = context;
    ++*statements;
}

/* Files of all entries of a list come by one query, each to its entry. */
static void test_attachments(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    static const unsigned files[] = {0, 2, 0, 1};
    unsigned statements = 0;
    g_autoptr(store_ticket) t = sample_ticket("files", NOW);

    store_begin_deciding(f->s, &error);
    store_ticket_add(f->s, t, &error);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(store_entry) e =
            sample_entry(t->id, i % 2 ? STORE_NOTE : STORE_ARTICLE, "x", NOW);
        for (unsigned k = 0; k < files[i]; k++) {
            g_autofree char *part = g_strdup_printf("%zu.%u", i, k);
            g_ptr_array_add(e->attachments, sample_attachment(part, "aa"));
        }
        store_entry_add(f->s, e, &error);
    }
    store_commit(f->s, &error);
    assert_fine(error);
    store_listen(f->s, count, &statements);
    g_autoptr(GPtrArray) all = store_entry_list(f->s, t->id, 0, true, &error);
    store_listen(f->s, NULL, NULL);
    assert_fine(error);
    assert_int_equal(statements, 2);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        const store_entry *e = all->pdata[i];
        assert_int_equal(e->attachments->len, files[i]);
    }
    const store_entry *second = all->pdata[1];
    const store_attachment *a = second->attachments->pdata[1];
    assert_string_equal(a->part, "1.1");
    g_autoptr(GPtrArray) late = store_entry_list(f->s, t->id, 3, true, &error);
    assert_int_equal(late->len, 1);
    assert_int_equal(((store_entry *)late->pdata[0])->attachments->len, 1);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_wanted),
        TEST(test_members),
        TEST(test_texts),
        TEST(test_attachments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
