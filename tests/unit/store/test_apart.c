/* test_apart: what is kept apart from articles: no public view shows it until it
 * is adopted, and stores that had it among the articles. */
#include "lib/store_fixture.h"
#include "store/public.h"
#include "store/schema.h"

#include <sqlite3.h>

#define NOW INT64_C(1795000000000)
#define PER "per@example.com"

static store_entry *stranger(int64_t ticket, const char *text)
{
    store_entry *e = sample_entry(ticket, STORE_APART, text, NOW + 5);

    e->by = STORE_BY_STRANGER;
    g_free(e->author);
    e->author = g_strdup(PER);
    e->author_name = g_strdup("Per");
    e->message_id = g_strdup("per-1@example.com");
    e->subject = g_strdup("Confirm your address");
    g_ptr_array_add(e->attachments, sample_attachment("2", "aa"));
    return e;
}

/* A ticket with an article and, as 2, what a stranger wrote. */
static int64_t put(store *s, bool marked)
{
    GError *error = NULL;
    int64_t ticket = put_ticket(s, "Cannot log in", NOW);
    g_autoptr(store_entry) first =
        sample_entry(ticket, STORE_ARTICLE, "help", NOW);
    g_autoptr(store_entry) second = stranger(ticket, "CODE884213");
    g_autoptr(GBytes) data = g_bytes_new_static("data", 4);

    second->marked = marked;
    store_begin_deciding(s, &error);
    store_entry_add(s, first, &error);
    store_entry_add(s, second, &error);
    store_blob_put(s, "aa", data, &error);
    store_commit(s, &error);
    assert_fine(error);
    assert_int_equal(second->n, 2);
    return ticket;
}

static void adopt(store *s, int64_t ticket, int64_t n)
{
    GError *error = NULL;

    store_begin_deciding(s, &error);
    assert_true(store_entry_adopt(s, ticket, n, &error));
    store_commit(s, &error);
    assert_fine(error);
}

static void test_members(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t ticket = put(f->s, true);
    g_autoptr(store_entry) e = store_entry_get(f->s, ticket, 2, &error);
    g_autoptr(GPtrArray) all = store_entry_list(f->s, ticket, 0, false, &error);

    assert_fine(error);
    assert_int_equal(e->kind, STORE_APART);
    assert_int_equal(e->by, STORE_BY_STRANGER);
    assert_string_equal(e->subject, "Confirm your address");
    assert_true(e->marked);
    assert_int_equal(e->attachments->len, 1);
    assert_int_equal(all->len, 2);
    assert_null(((store_entry *)all->pdata[0])->subject);
    assert_string_equal(((store_entry *)all->pdata[1])->text, "CODE884213");
    store_ticket_filter found = {.words = "code884213 confirm"};
    g_autoptr(GPtrArray) tickets = store_ticket_list(f->s, &found, &error);
    assert_fine(error);
    assert_int_equal(tickets->len, 1);
}

/* Neither text, number, hour nor attachment, until somebody adopts it. */
static void test_public(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t ticket = put(f->s, false);
    store_public *p = store_public_open(FILE_OF(f->path), &error);

    assert_fine(error);
    g_autoptr(GPtrArray) before = store_public_articles(p, ticket, 0, &error);
    assert_int_equal(before->len, 1);
    g_autoptr(store_ticket) t = store_public_ticket(p, ticket, &error);
    assert_int_equal(t->last_entry, 1);
    assert_int_equal(t->updated_ms, NOW);
    assert_null(store_public_attachment(p, ticket, 2, "2", &error));
    assert_class(error, ERR_NOT_FOUND);
    assert_false(store_public_try(p, "SELECT text FROM apart", &error));
    assert_class(error, ERR_DENIED);

    adopt(f->s, ticket, 2);
    g_autoptr(GPtrArray) after = store_public_articles(p, ticket, 0, &error);
    assert_fine(error);
    assert_int_equal(after->len, 2);
    const store_entry *e = after->pdata[1];
    assert_int_equal(e->n, 2);
    assert_int_equal(e->by, STORE_BY_CUSTOMER);
    assert_string_equal(e->author, PER);
    assert_string_equal(e->author_name, "Per");
    assert_string_equal(e->message_id, "per-1@example.com");
    assert_int_equal(e->created_ms, NOW + 5);
    g_autoptr(GBytes) data = store_public_attachment(p, ticket, 2, "2", &error);
    assert_non_null(data);
    store_public_close(p);
}

static void test_adopt(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    int64_t ticket = put(f->s, false);
    g_autoptr(store_ticket) before = store_ticket_get(f->s, ticket, &error);

    adopt(f->s, ticket, 2);
    g_autoptr(store_ticket) after = store_ticket_get(f->s, ticket, &error);
    assert_true(after->version > before->version);
    assert_int_equal(after->last_entry, 2);
    g_autoptr(store_entry) e = store_entry_get(f->s, ticket, 2, &error);
    assert_int_equal(e->kind, STORE_ARTICLE);
    store_begin_deciding(f->s, &error);
    assert_false(store_entry_adopt(f->s, ticket, 2, &error));
    assert_class(error, ERR_NOT_FOUND); /* nor is an article adopted again */
    assert_false(store_entry_adopt(f->s, ticket, 1, &error));
    assert_class(error, ERR_NOT_FOUND);
    store_rollback(f->s);
}

/* ---- a store of version 6 ---- */

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *d = NULL;
    char *words = NULL;

    assert_int_equal(sqlite3_open(path, &d), SQLITE_OK);
    if (sqlite3_exec(d, sql, NULL, NULL, &words) != SQLITE_OK)
        fail_msg("%s", words);
    sqlite3_close(d);
}

static const char version_6[] =
    "INSERT INTO ticket VALUES (1001, 'support', 1, 'kept', 'new', 1, NULL,"
    " 'kari@example.com', NULL, 'normal', NULL, 'en', 0, 0, 1, 1, 1, 5, 0, 0,"
    " 0);"
    "UPDATE counter SET last = 1001 WHERE name = 'ticket';"
    "INSERT INTO participant VALUES (1001, 'kari@example.com', NULL, 0),"
    " (1001, 'eva@example.com', NULL, 2);"
    "INSERT INTO ledger (id, seq, accepted_ms, decided_ms, door, recipients,"
    " subject, identity, kind, trust, fate, fate_code, detail, entry) VALUES"
    " ('l2', 1, 1, 1, 'milter', '', 'His subject', '', 'normal', '', '',"
    " 'stranger', '', 2);"
    "INSERT INTO article VALUES"
    " (1001, 1, 1, 0, 'kari@example.com', NULL, 'first', 'k@x', NULL, 1, 0, 0),"
    " (1001, 2, 1, 2, 'per@example.com', 'Per', 'strange', 'p@x', 'l2', 2, 0,"
    "  0),"
    " (1001, 3, 1, 2, 'eva@example.com', 'Eva', 'adopted', 'e@x', NULL, 3, 0,"
    "  0);"
    "INSERT INTO note VALUES"
    " (1001, 4, 1, 1, 'anna', NULL, 'hidden', 'n@x', NULL, 4, 0, 0);"
    "INSERT INTO outgoing (id, audience, template, queue, ticket, entry,"
    " recipient, unique_id, message_id, date_ms, data, state, tries, next_ms,"
    " created_ms, sent_ms) VALUES (1, 0, 'ack', 'support', 1001, 1,"
    " 'kari@example.com', 'u', 'ours@x', 1, '{}', 2, 1, 1, 1, 1);"
    "INSERT INTO msgid VALUES ('k@x', 1001), ('p@x', 1001), ('e@x', 1001),"
    " ('n@x', 1001), ('ours@x', 1001), ('old@x', 1001);"
    "PRAGMA user_version = 6;";

static void test_migration(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    static const struct {
        int64_t n;
        store_entry_kind kind;
        store_author by;
    } entries[] = {
        {1, STORE_ARTICLE, STORE_BY_CUSTOMER},
        {2, STORE_APART, STORE_BY_STRANGER},
        {3, STORE_ARTICLE, STORE_BY_CUSTOMER},
        {4, STORE_NOTE, STORE_BY_OPERATOR},
    };
    static const struct {
        const char *id;
        bool anybody, kari;
    } ids[] = {
        {"k@x", true, true},    {"p@x", false, false}, {"e@x", true, true},
        {"ours@x", true, true}, {"n@x", true, true},   {"old@x", false, true},
    };

    store_close(f->s);
    f->s = NULL;
    assert_int_equal(g_unlink(f->path), 0);
    for (unsigned i = 0; i < 6; i++)
        run_sql(f->path, schema_step(i));
    run_sql(f->path, version_6);
    g_autofree char *copy = NULL;
    assert_true(store_upgrade(FILE_OF(f->path), &copy, &error));
    assert_fine(error);
    f->s = store_open(FILE_OF(f->path), &error);
    assert_fine(error);
    for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
        g_autoptr(store_entry) e =
            store_entry_get(f->s, 1001, entries[i].n, &error);
        assert_fine(error);
        assert_int_equal(e->kind, entries[i].kind);
        assert_int_equal(e->by, entries[i].by);
        if (e->kind == STORE_APART)
            assert_string_equal(e->subject, "His subject");
    }
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        print_message("%s\n", ids[i].id);
        assert_int_equal(store_msgid_ticket(f->s, ids[i].id, NULL, &error),
                         ids[i].anybody ? 1001 : 0);
        assert_int_equal(
            store_msgid_ticket(f->s, ids[i].id, "kari@example.com", &error),
            ids[i].kari ? 1001 : 0);
    }
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_members),
        TEST(test_public),
        TEST(test_adopt),
        TEST(test_migration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
