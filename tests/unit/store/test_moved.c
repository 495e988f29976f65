/* test_moved: entries that went to another ticket: where their old numbers lead,
 * and what goes along; links. */
#include "lib/store_fixture.h"
#include "store/db.h"
#include "store/head.h"
#include "store/link.h"
#include "store/lookup.h"
#include "store/moved.h"
#include "store/people.h"
#include "store/public.h"
#include "store/rating.h"
#include "store/rows.h"
#include "store/time.h"
#include "store/waits.h"
#include "store/wall.h"

#define NOW INT64_C(1795000000000)

typedef struct desk {
    fixture *f;
    store *s;
    int64_t a, b;
} desk;

/* Two tickets: a has entries 1 to 5 (article, note, event, article of Anna, what
 * is apart), b has 1 to 3. */
static int64_t put(store *s, int64_t ticket, store_entry_kind kind,
                   store_author by, const char *text)
{
    GError *error = NULL;
    g_autoptr(store_entry) e = sample_entry(ticket, kind, text, NOW);
    e->by = by;
    if (by == STORE_BY_OPERATOR) {
        g_free(e->author);
        e->author = g_strdup("anna");
    }
    e->message_id = g_strdup_printf("%s@example.com", text);
    e->seen = 1;
    if (kind != STORE_EVENT)
        g_ptr_array_add(e->attachments, sample_attachment("2", text));
    store_entry_add(s, e, &error);
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
    d->s = d->f->s;
    d->a = put_ticket(d->s, "A", NOW);
    d->b = put_ticket(d->s, "B", NOW);
    store_begin_deciding(d->s, &error);
    put(d->s, d->a, STORE_ARTICLE, STORE_BY_CUSTOMER, "a1");
    put(d->s, d->a, STORE_NOTE, STORE_BY_OPERATOR,
        "a2 she pays late and the bank has written twice");
    put(d->s, d->a, STORE_EVENT, STORE_BY_SYSTEM, "a3");
    put(d->s, d->a, STORE_ARTICLE, STORE_BY_OPERATOR, "a4");
    put(d->s, d->a, STORE_APART, STORE_BY_STRANGER, "a5");
    put(d->s, d->b, STORE_ARTICLE, STORE_BY_CUSTOMER, "b1");
    put(d->s, d->b, STORE_EVENT, STORE_BY_SYSTEM, "b2");
    put(d->s, d->b, STORE_ARTICLE, STORE_BY_OPERATOR, "b3");
    store_commit(d->s, &error);
    assert_fine(error);
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk *d = *state;
    void *inner = d->f;
    fixture_teardown(&inner);
    g_free(d);
    return 0;
}

static void set_merged(store *s, int64_t from, int64_t into)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(s, from, &error);
    t->merged_into = into;
    store_ticket_update(s, t, &error);
    assert_fine(error);
}

static void merge(desk *d, int64_t from, int64_t into)
{
    GError *error = NULL;
    store_begin_deciding(d->s, &error);
    assert_true(store_merge(d->s, from, into, &error));
    set_merged(d->s, from, into);
    store_commit(d->s, &error);
    assert_fine(error);
}

static void split(desk *d, int64_t from, int64_t first, int64_t to)
{
    GError *error = NULL;
    store_begin_deciding(d->s, &error);
    assert_true(store_split(d->s, from, first, to, &error));
    store_commit(d->s, &error);
    assert_fine(error);
}

static void leads(desk *d, int64_t ticket, int64_t n, int64_t to, int64_t to_n,
                  int64_t seen)
{
    GError *error = NULL;
    store_place at;
    assert_true(store_lead(d->s, ticket, n, &at, &error));
    if (at.ticket != to || at.n != to_n || at.seen != seen)
        fail_msg("#%d/%d leads to #%d/%d, seen %d", (int)ticket, (int)n,
                 (int)at.ticket, (int)at.n, (int)at.seen);
}

/* "1:b1 3:b3 4:a1 ..." of what is no event; events too if asked for. */
static char *entries(desk *d, int64_t ticket, bool events)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) all =
        store_entry_list(d->s, ticket, 0, events, &error);
    g_autoptr(GString) out = g_string_new(NULL);
    assert_fine(error);
    for (unsigned i = 0; i < all->len; i++) {
        const store_entry *e = all->pdata[i];
        for (unsigned k = 0; k < e->attachments->len; k++) { /* they go along */
            const store_attachment *a = e->attachments->pdata[k];
            assert_true(g_str_has_prefix(e->text, a->sha256));
        }
        assert_int_equal(e->attachments->len, e->kind != STORE_EVENT);
        g_string_append_printf(out, "%s%d:%.2s", i ? " " : "", (int)e->n,
                               e->text);
    }
    return g_strdup(out->str);
}

#define assert_entries(ticket, events, wanted)            \
    do {                                                  \
        g_autofree char *is = entries(d, ticket, events); \
        assert_string_equal(is, wanted);                  \
    } while (0)

/* ---- merges ---- */

static void test_merge(void **state)
{
    desk *d = *state;

    leads(d, d->a, 4, d->a, 4, 4);
    merge(d, d->a, d->b);
    assert_entries(d->a, true, "3:a3"); /* its history stays */
    assert_entries(d->b, false, "1:b1 3:b3 4:a1 5:a2 7:a4 8:a5");
    leads(d, d->a, 4, d->b, 7, 0);
    leads(d, d->a, 3, d->b, 6, 0);
    leads(d, d->a, 0, d->b, 0, 0);
    leads(d, d->a, 9, d->b, 0, 0); /* an event of after it */
    leads(d, d->b, 3, d->b, 3, 3);
    leads(d, 4711, 1, 4711, 1, 1); /* there is none */
}

static void rate(desk *d, int64_t ticket, int64_t n, const char *words)
{
    GError *error = NULL;
    const store_rating r = {.ticket = ticket,
                            .n = n,
                            .person = (char *)"k@example.com",
                            .best = 5,
                            .words = (char *)words};
    const store_review v = {.ticket = ticket, .n = n, .lead = (char *)"lena"};

    store_begin_deciding(d->s, &error);
    store_rating_put(d->s, &r, &error);
    store_review_put(d->s, &v, &error);
    store_commit(d->s, &error);
    assert_fine(error);
}

static void assert_rated(desk *d, int64_t ticket, int64_t n, const char *words)
{
    GError *error = NULL;
    g_autoptr(store_rating) r = store_rating_get(d->s, ticket, n, &error);

    assert_fine(error);
    assert_non_null(r);
    assert_string_equal(r->words, words);
}

/* A rating goes with the reply that it is about. */
static void test_ratings_go(void **state)
{
    desk *d = *state;
    GError *error = NULL;

    rate(d, d->a, 2, "of a2");
    rate(d, d->a, 5, "of a5");
    int64_t c = put_ticket(d->s, "C", NOW);
    split(d, d->a, 4, c);
    assert_rated(d, d->a, 2, "of a2");
    assert_rated(d, c, 2, "of a5");
    merge(d, d->a, d->b);
    assert_rated(d, d->b, 5, "of a2");
    assert_null(store_rating_get(d->s, d->a, 2, &error));
    g_autoptr(GPtrArray) reviews = store_review_list(d->s, d->b, &error);
    assert_int_equal(reviews->len, 1);
    assert_fine(error);
}

/* Time that is booked, its sum, and a timer that runs go along. */
static void test_time_goes(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    store_time row = {.ticket = d->a,
                      .who = (char *)"anna",
                      .work = (char *)"",
                      .booked_by = (char *)"anna",
                      .what = (char *)"",
                      .min = 25,
                      .bill_min = 30};
    const store_timer runs = {.operator_id = (char *)"tom",
                              .ticket = d->a,
                              .from_ms = 5,
                              .work = (char *)"",
                              .what = (char *)""};
    int64_t min, bill;

    store_begin_deciding(d->s, &error);
    assert_true(store_time_add(d->s, &row, &error));
    row.ticket = d->b;
    assert_true(store_time_add(d->s, &row, &error));
    assert_true(store_timer_put(d->s, &runs, &error));
    for (int i = 0; i < 2; i++) {
        g_autoptr(store_ticket) t =
            store_ticket_get(d->s, i ? d->a : d->b, &error);
        t->spent_min = 25;
        store_ticket_update(d->s, t, &error);
    }
    store_commit(d->s, &error);
    merge(d, d->a, d->b);
    assert_true(store_time_of(d->s, d->b, &min, &bill, &error));
    assert_int_equal(min, 50);
    assert_int_equal(bill, 60);
    assert_true(store_time_of(d->s, d->a, &min, &bill, &error));
    assert_int_equal(min, 0);
    g_autoptr(store_ticket) a = store_ticket_get(d->s, d->a, &error);
    g_autoptr(store_ticket) b = store_ticket_get(d->s, d->b, &error);
    assert_int_equal(a->spent_min, 0);
    assert_int_equal(b->spent_min, 50);
    g_autoptr(store_timer) t = store_timer_get(d->s, "tom", &error);
    assert_int_equal(t->ticket, d->b);
    assert_fine(error);
}

static void test_merge_twice(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    int64_t c = put_ticket(d->s, "C", NOW);

    merge(d, d->a, d->b);
    merge(d, d->b, c);
    assert_entries(c, false, "1:b1 3:b3 4:a1 5:a2 7:a4 8:a5");
    leads(d, d->a, 4, c, 7, 0);
    leads(d, d->b, 3, c, 3, 3); /* nothing stood there before */
    g_autoptr(GArray) merged = store_merged(d->s, c, &error);
    assert_int_equal(merged->len, 2); /* the first one straight, too */
    g_autoptr(GArray) from = store_moved_from(d->s, c, &error);
    assert_int_equal(from->len, 1);
}

/* What a merge makes of rows that are about entries. */
static void test_merge_rows(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    g_autoptr(store_outgoing) reply = sample_outgoing(d->a, 4, "a@b", NOW);
    g_autoptr(store_outgoing) told = sample_outgoing(d->a, 4, "o@d", NOW);
    g_autoptr(store_outgoing) list = sample_outgoing(d->a, 0, "o@d", NOW);
    store_wait w = {(char *)"remind", (char *)"1", d->a, NOW};
    store_link l = {d->a, 1001, (char *)STORE_LINK_RELATED, NOW};
    int64_t c = put_ticket(d->s, "C", NOW);

    l.b = c;
    told->audience = list->audience = STORE_TO_OPERATOR;
    told->operator_id = g_strdup("anna");
    list->operator_id = g_strdup("anna");
    g_free(told->template);
    told->template = g_strdup("notify");
    store_begin_deciding(d->s, &error);
    store_outgoing_add(d->s, reply, &error);
    store_outgoing_add(d->s, told, &error);
    store_outgoing_add(d->s, list, &error);
    store_outgoing_set_message_id(d->s, reply->id, "sent@d", &error);
    store_wait_set(d->s, &w, &error);
    store_link_add(d->s, &l, &error);
    store_commit(d->s, &error);
    assert_fine(error);
    merge(d, d->a, d->b);
    g_autoptr(store_outgoing) r = store_outgoing_get(d->s, reply->id, &error);
    g_autoptr(store_outgoing) t = store_outgoing_get(d->s, told->id, &error);
    g_autoptr(store_outgoing) i = store_outgoing_get(d->s, list->id, &error);
    assert_int_equal(r->ticket, d->b);
    assert_int_equal(r->entry, 7);
    assert_int_equal(r->state, STORE_OUT_READY);
    assert_int_equal(t->state, STORE_OUT_CANCELLED);
    assert_int_equal(i->state, STORE_OUT_READY);
    g_autoptr(GPtrArray) waits = store_wait_list(d->s, d->a, &error);
    assert_int_equal(waits->len, 0);
    g_autoptr(GPtrArray) links = store_links(d->s, d->b, &error);
    assert_int_equal(links->len, 1);
    assert_int_equal(((store_link *)links->pdata[0])->b, c);
    /* customers know the reply by the Message-ID that it had */
    store_public *p = store_public_open(FILE_OF(d->f->path), &error);
    g_autoptr(GPtrArray) all = store_public_articles(p, d->b, 7, &error);
    assert_string_equal(((store_entry *)all->pdata[0])->sent_id, "sent@d");
    store_public_close(p);
}

/* Words of its notes are looked for in mail of the other. */
static void put_lookup(desk *d, int64_t ticket, const char *name,
                       const char *text)
{
    GError *error = NULL;
    store_lookup row = {.title = (char *)"", .text = (char *)text};
    g_autoptr(GPtrArray) rows = g_ptr_array_new();

    g_ptr_array_add(rows, &row);
    g_ptr_array_add(rows, &row);
    store_begin_deciding(d->s, &error);
    store_lookup_put(d->s, ticket, name, rows, NOW, &error);
    store_commit(d->s, &error);
    assert_fine(error);
}

/* What other systems know of it goes along, if they were not asked there, too. */
static void test_merge_lookups(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    g_autoptr(GString) is = g_string_new(NULL);

    put_lookup(d, d->a, "orders", "a");
    put_lookup(d, d->b, "orders", "b");
    put_lookup(d, d->a, "shop", "a");
    merge(d, d->a, d->b);
    g_autoptr(GPtrArray) all = store_lookup_list(d->s, d->b, &error);
    for (guint i = 0; i < all->len; i++) {
        const store_lookup *l = all->pdata[i];
        g_string_append_printf(is, "%s=%s ", l->name, l->text);
    }
    assert_string_equal(is->str, "orders=b orders=b shop=a shop=a ");
}

static void test_merge_wall(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    store_wall *w = store_wall_open(FILE_OF(d->f->path), &error);
    bool any;

    store_wall_any(w, d->b, &any, &error);
    assert_false(any);
    merge(d, d->a, d->b);
    store_wall_any(w, d->b, &any, &error);
    assert_true(any);
    g_autofree char *text = store_wall_note(w, d->b, 5, &error);
    assert_true(g_str_has_prefix(text, "a2 she pays"));
    store_wall_any(w, d->a, &any, &error);
    assert_false(any);
    store_wall_close(w);
}

/* Whoever wrote there did not see what stood here. */
static void test_merge_heads(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    const store_heads_wanted nobody = {0};

    merge(d, d->a, d->b);
    g_autoptr(GPtrArray) all = store_heads(d->s, d->b, &nobody, &error);
    assert_fine(error);
    for (unsigned i = 0; i < all->len; i++) {
        const store_head *h = all->pdata[i];
        assert_int_equal(h->joined, h->n > 3);
    }
}

static void test_merge_lists(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    const store_ticket_filter any = {0};

    merge(d, d->a, d->b);
    g_autoptr(GPtrArray) all = store_ticket_list(d->s, &any, &error);
    assert_int_equal(all->len, 1);
    store_public *p = store_public_open(FILE_OF(d->f->path), &error);
    g_autoptr(GPtrArray) his =
        store_public_tickets_of(p, "kari@example.com", &error);
    assert_int_equal(his->len, 1);
    store_public_close(p);
}

/* ---- splits ---- */

static void test_split(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    int64_t c = put_ticket(d->s, "C", NOW);
    const struct {
        const char *id;
        bool moved;
    } ids[] = {{"a1@example.com", false},
               {"a4@example.com", true},
               {"other@example.com", false}};

    store_begin_deciding(d->s, &error);
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
        store_msgid_add(d->s, ids[i].id, d->a, STORE_ID_RECEIVED, &error);
    store_commit(d->s, &error);
    split(d, d->a, 4, c);
    assert_entries(d->a, true, "1:a1 2:a2 3:a3");
    assert_entries(c, true, "1:a4 2:a5");
    leads(d, d->a, 3, d->a, 3, 3);
    leads(d, d->a, 4, c, 1, 1);
    leads(d, d->a, 5, c, 2, 2);
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
        assert_int_equal(store_msgid_ticket(d->s, ids[i].id, NULL, &error),
                         ids[i].moved ? c : d->a);
    /* what is written there now has numbers of its own, in both */
    store_begin_deciding(d->s, &error);
    assert_int_equal(put(d->s, d->a, STORE_ARTICLE, STORE_BY_CUSTOMER, "a6"),
                     6);
    assert_int_equal(put(d->s, c, STORE_ARTICLE, STORE_BY_CUSTOMER, "c3"), 3);
    store_commit(d->s, &error);
    leads(d, d->a, 6, d->a, 6, 6);
}

/* A merge is taken back, and what was said before leads there. */
static void test_split_merged(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    int64_t c = put_ticket(d->s, "C", NOW);

    store_begin_deciding(d->s, &error);
    store_msgid_add(d->s, "a4@example.com", d->a, STORE_ID_SENT, &error);
    store_msgid_add(d->s, "a4@example.com", d->b, STORE_ID_ANCESTOR, &error);
    store_commit(d->s, &error);
    merge(d, d->a, d->b);
    split(d, d->b, 4, c);
    assert_entries(c, false, "1:a1 2:a2 4:a4 5:a5");
    leads(d, d->a, 4, c, 4, 0);
    leads(d, d->a, 1, c, 1, 0);
    leads(d, d->b, 3, d->b, 3, 3);
    leads(d, d->b, 7, c, 4, 4);
    assert_int_equal(store_msgid_ticket(d->s, "a4@example.com", NULL, &error),
                     c);
}

/* ---- companies ---- */

static void sql(desk *d, const char *text)
{
    GError *error = NULL;
    store_begin_deciding(d->s, &error);
    db_write(d->s->db, &error, text, DB_END);
    store_commit(d->s, &error);
    assert_fine(error);
}

static void test_company(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    static const struct {
        const char *address;
        int64_t company;
    } rows[] = {{"kari@acme.example", 1},     {"per@home.example", 2},
                {"per@acme.example", 2}, /* his address says more */
                {"kari@sub.acme.example", 0}, {"kari@notacme.example", 0},
                {"acme.example", 0}};

    sql(d, "INSERT INTO company (id, name) VALUES (1, 'Acme'), (2, 'Home')");
    sql(d, "INSERT INTO domain (domain, company) VALUES ('acme.example', 1)");
    sql(d, "INSERT INTO handle (handle, person, company) VALUES"
           " ('per@home.example', 'per', 2), ('per@acme.example', 'per', 2)");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t is = 99;
        assert_true(store_company_of(d->s, rows[i].address, &is, &error));
        if (is != rows[i].company)
            fail_msg("%s: %d", rows[i].address, (int)is);
    }
}

/* ---- links ---- */

static void test_links(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    store_link l = {d->a, d->b, (char *)STORE_LINK_FOLLOWS, NOW};

    store_begin_deciding(d->s, &error);
    assert_true(store_link_add(d->s, &l, &error));
    assert_true(store_link_add(d->s, &l, &error));
    g_autoptr(GPtrArray) here = store_links(d->s, d->a, &error);
    g_autoptr(GPtrArray) there = store_links(d->s, d->b, &error);
    assert_int_equal(here->len, 1);
    assert_int_equal(there->len, 1);
    assert_string_equal(((store_link *)there->pdata[0])->kind, "follows");
    assert_true(store_link_remove(d->s, d->b, d->a, &error));
    g_autoptr(GPtrArray) none = store_links(d->s, d->a, &error);
    assert_int_equal(none->len, 0);
    store_commit(d->s, &error);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_merge),        TEST(test_merge_twice),
        TEST(test_ratings_go),   TEST(test_time_goes),
        TEST(test_merge_rows),   TEST(test_merge_lookups),
        TEST(test_merge_wall),   TEST(test_merge_heads),
        TEST(test_merge_lists),  TEST(test_split),
        TEST(test_split_merged), TEST(test_company),
        TEST(test_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
