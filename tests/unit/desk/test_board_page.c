/* test_board_page: the page of open requests: each in its column, what is late
 * first and in words, and nothing of what people write is HTML. */
#include "lib/desk_fixture.h"

#include "config/site.h"
#include "desk/board_page.h"
#include "desk/status.h"

#define HOUR INT64_C(3600000)

static store_ticket *ticket(int64_t id, const char *subject, int64_t due_ms)
{
    store_ticket *t = g_new0(store_ticket, 1);

    t->id = id;
    t->queue = g_strdup("support");
    t->subject = g_strdup(subject);
    t->status = g_strdup("new");
    t->customer = g_strdup("kari@example.com");
    t->customer_name = g_strdup("Kari Nordmann");
    t->priority = g_strdup("normal");
    t->created_ms = FIXTURE_NOW - 26 * HOUR;
    t->next_due_ms = due_ms;
    return t;
}

static board_column *column(int stage)
{
    board_column *k = g_new0(board_column, 1);

    k->stage = stage;
    k->tickets =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_ticket_free);
    return k;
}

static char *page_of(const config *c, GPtrArray *columns)
{
    const board_ask ask = {.now_ms = FIXTURE_NOW};

    return board_page(c, &ask, columns);
}

static GPtrArray *columns_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)board_column_free);
}

static void has(const char *page, const char *words)
{
    if (!strstr(page, words))
        fail_msg("the page has no %s:\n%s", words, page);
}

static void test_cards(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);
    g_autoptr(GPtrArray) columns = columns_new();
    board_column *new = column(STATUS_CLASSIFICATION);
    board_column *work = column(STATUS_WORK);
    store_ticket *held = ticket(1043, "Export fails", FIXTURE_NOW + HOUR);

    held->holder = g_strdup("anna");
    g_free(held->priority);
    held->priority = g_strdup("high");
    g_ptr_array_add(new->tickets,
                    ticket(1042, "Cannot log in", FIXTURE_NOW - HOUR));
    g_ptr_array_add(work->tickets, held);
    work->more = true;
    g_ptr_array_add(columns, new);
    g_ptr_array_add(columns, work);
    g_ptr_array_add(columns, column(STATUS_WAITING));
    g_autofree char *page = page_of(c, columns);
    has(page, "<h2 id=\"s0\">New <span>1</span>");
    has(page, "<li class=\"late\"><h3><a href=\"mailto:support@example.org?"
              "body=%2Fshow%20%231042\">#1042</a> Cannot log in</h3>");
    has(page, "<p class=\"due\">overdue since ");
    has(page, "nobody holds it · 1 d 2 h old");
    has(page, "In progress <span>1+</span>");
    has(page, "<li class=\"soon\">");
    has(page, "Anna Larsen");
    has(page, "priority high");
    has(page, "nothing here");
    has(page, "Requests: 2+, overdue: 1. As of ");
    assert_null(strstr(page, "refresh"));
}

/* A name, a subject, an address: none of it can be HTML or a link of its own. */
static void test_hostile(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);
    g_autoptr(GPtrArray) columns = columns_new();
    board_column *new = column(STATUS_CLASSIFICATION);
    store_ticket *t =
        ticket(1042, "</title><script>alert(1)</script>\"'&amp;", 0);

    g_free(t->customer_name);
    t->customer_name = g_strdup("<img src=x onerror=y>");
    g_ptr_array_add(new->tickets, t);
    g_ptr_array_add(columns, new);
    g_autofree char *page = page_of(c, columns);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "<img"));
    has(page, "&lt;script&gt;");
    has(page, "&amp;amp;");
    assert_null(strstr(page, "http:"));
    assert_null(strstr(page, "https:"));
    assert_null(strstr(page, "url("));
}

static void test_languages(void **state)
{
    static const char *const table[][3] = {
        {"ru", "Обращений: 1, просрочено: 1.", "просрочено с "},
        {"nb", "Saker: 1, forfalte: 1.", "forfalt "},
    };
    g_autoptr(config) c = fixture_config(FALSE);
    g_autoptr(GPtrArray) columns = columns_new();
    board_column *new = column(STATUS_CLASSIFICATION);

    g_ptr_array_add(new->tickets, ticket(1042, "x", FIXTURE_NOW - HOUR));
    g_ptr_array_add(columns, new);
    for (unsigned i = 0; i < G_N_ELEMENTS(table); i++) {
        g_free(c->site->language);
        c->site->language = g_strdup(table[i][0]);
        g_autofree char *page = page_of(c, columns);
        has(page, table[i][1]);
        has(page, table[i][2]);
        assert_null(strstr(page, "overdue since"));
    }
}

static void test_reload(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);
    g_autoptr(GPtrArray) columns = columns_new();

    c->site->board_reload = true;
    g_autofree char *page = page_of(c, columns);
    has(page, "<meta http-equiv=\"refresh\" content=\"60\">");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cards),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_reload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
