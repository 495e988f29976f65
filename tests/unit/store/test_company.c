/* test_company: who is whose, which contract holds, and a coupon that is spent
 * once. */
#include "lib/store_fixture.h"

#include "store/clock.h"
#include "store/company.h"

#define NOW INT64_C(1795000000000)
#define DAY INT64_C(86400000)

static int64_t company(store *s, const char *name, const char *ext)
{
    GError *error = NULL;
    store_company k = {.name = (char *)name, .ext = (char *)ext};

    assert_true(store_company_put(s, &k, &error));
    return k.id;
}

static int64_t contract(store *s, int64_t of, const char *sla, int64_t from,
                        int64_t until)
{
    GError *error = NULL;
    store_contract k = {
        .company = of, .sla = (char *)sla, .from_ms = from, .until_ms = until};

    assert_true(store_contract_put(s, &k, &error));
    return k.id;
}

static void test_whose(void **state)
{
    fixture *f = *state;
    GError *error = NULL;

    store_begin_deciding(f->s, &error);
    int64_t acme = company(f->s, "Acme", "A-1");
    int64_t other = company(f->s, "Other", NULL);
    assert_true(store_domain_set(f->s, "example.com", acme, &error));
    assert_true(store_handle_set(f->s, "per@example.com", other, &error));
    assert_int_equal(store_company_for(f->s, "kari@example.com", true, &error),
                     acme);
    /* a domain alone is no proof */
    assert_int_equal(store_company_for(f->s, "kari@example.com", false, &error),
                     0);
    /* a listed address goes before its domain */
    assert_int_equal(store_company_for(f->s, "per@example.com", true, &error),
                     other);
    assert_int_equal(store_company_for(f->s, "per@example.com", false, &error),
                     other);
    assert_int_equal(store_company_for(f->s, "x@sub.example.com", true, &error),
                     0);
    assert_true(store_domain_set(f->s, "example.com", 0, &error));
    assert_int_equal(store_company_for(f->s, "kari@example.com", true, &error),
                     0);
    store_company again = {.name = (char *)"Twin", .ext = (char *)"A-1"};
    assert_false(store_company_put(f->s, &again, &error));
    assert_class(error, ERR_DENIED);
    store_rollback(f->s);
}

static void expect_sla(store *s, int64_t of, int64_t at_ms, const char *sla)
{
    GError *error = NULL;
    g_autoptr(store_terms) t = store_terms_read(s, of, 0, 0, at_ms, &error);

    assert_fine(error);
    if (g_strcmp0(t->contract_sla, sla) != 0)
        fail_msg("%s, not %s", t->contract_sla, sla);
}

static void test_contracts(void **state)
{
    fixture *f = *state;
    GError *error = NULL;

    store_begin_deciding(f->s, &error);
    int64_t acme = company(f->s, "Acme", NULL);
    contract(f->s, acme, "standard", NOW, NOW + 10 * DAY);
    contract(f->s, acme, "vip", NOW + 8 * DAY, 0);
    expect_sla(f->s, acme, NOW - 1, NULL);
    expect_sla(f->s, acme, NOW, "standard");
    expect_sla(f->s, acme, NOW + 8 * DAY - 1, "standard");
    expect_sla(f->s, acme, NOW + 8 * DAY, "vip");
    expect_sla(f->s, acme, NOW + 1000 * DAY, "vip");
    expect_sla(f->s, 0, NOW, NULL);
    store_rollback(f->s);
}

static void test_coupon(void **state)
{
    fixture *f = *state;
    GError *error = NULL;

    store_begin_deciding(f->s, &error);
    g_autoptr(store_ticket) t = sample_ticket("one", NOW);
    g_autoptr(store_ticket) other = sample_ticket("two", NOW);
    assert_true(store_ticket_add(f->s, t, &error));
    assert_true(store_ticket_add(f->s, other, &error));
    int64_t of = contract(f->s, company(f->s, "Acme", NULL), "vip", NOW, 0);
    store_coupon good = {.mac = (char *)"aa11",
                         .contract = of,
                         .sla = (char *)"special",
                         .expires_ms = NOW + DAY};
    store_coupon gone = good;
    gone.mac = (char *)"bb22";
    assert_true(store_coupon_add(f->s, &good, &error));
    assert_true(store_coupon_add(f->s, &gone, &error));
    assert_int_equal(store_coupon_revoke(f->s, "bb", NOW, &error), 1);
    assert_false(store_coupon_spend(f->s, "bb22", t->id, NOW, &error));
    assert_class(error, ERR_NOT_FOUND);
    assert_true(store_coupon_spend(f->s, "aa11", t->id, NOW, &error));
    assert_false(store_coupon_spend(f->s, "aa11", other->id, NOW, &error));
    assert_class(error, ERR_NOT_FOUND);
    g_autoptr(store_terms) his =
        store_terms_read(f->s, 0, 0, t->id, NOW, &error);
    g_autoptr(store_terms) none =
        store_terms_read(f->s, 0, 0, other->id, NOW, &error);
    assert_string_equal(his->coupon_sla, "special");
    assert_null(none->coupon_sla);
    /* what is used cannot be revoked */
    assert_int_equal(store_coupon_revoke(f->s, "aa", NOW, &error), 0);
    store_rollback(f->s);
}

static int64_t service(store *s, int64_t of, const char *name, const char *ext)
{
    GError *error = NULL;
    store_service k = {
        .contract = of, .name = (char *)name, .ext = (char *)ext};

    assert_true(store_service_put(s, &k, &error));
    return k.id;
}

static void ticket_of(store *s, int64_t company, int64_t service,
                      const char *source)
{
    int64_t id = put_ticket(s, "x", NOW);
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(s, id, &error);

    t->company = company;
    t->service = service;
    t->source = g_strdup(source);
    store_begin_deciding(s, &error);
    assert_true(store_ticket_update(s, t, &error));
    assert_true(store_commit(s, &error));
}

/* Requests are found by whose they are, under what, and how they came. */
static void test_listed(void **state)
{
    fixture *f = *state;
    GError *error = NULL;
    store_begin_deciding(f->s, &error);
    int64_t acme = company(f->s, "Acme AS", "A-1");
    int64_t tron = company(f->s, "Acmetron", NULL);
    int64_t bad = company(f->s, "Ærlig Øl", NULL);
    int64_t hosting =
        service(f->s, contract(f->s, acme, NULL, 0, 0), "Hosting", "H-1");
    assert_true(store_commit(f->s, &error));
    ticket_of(f->s, acme, hosting, NULL);
    ticket_of(f->s, acme, 0, "shop");
    ticket_of(f->s, tron, 0, "mail");
    ticket_of(f->s, bad, 0, "shop");
    ticket_of(f->s, 0, 0, NULL);
    g_autofree char *number = g_strdup_printf("#%" G_GINT64_FORMAT, tron);
    const struct {
        store_ticket_filter filter;
        unsigned count;
    } rows[] = {
        {{.company = "Acme AS"}, 2},
        {{.company = "acme as"}, 2},
        {{.company = "A-1"}, 2},
        {{.company = "acme"}, 2},
        {{.company = "acmetron"}, 1},
        {{.company = number}, 1},
        {{.company = number + 1}, 1},
        {{.company = "acm"}, 0},
        {{.company = "Ærlig Øl"}, 1},
        {{.company = "ærlig"}, 1},
        {{.company = "%"}, 0},
        {{.company = "none"}, 1},
        {{.service = "hosting"}, 1},
        {{.service = "H-1"}, 1},
        {{.service = "none"}, 4},
        {{.service = "host"}, 0},
        {{.source = "shop"}, 2},
        {{.source = "mail"}, 3},
        {{.source = "chat"}, 0},
        {{.from_ms = NOW}, 5},
        {{.from_ms = NOW + 1}, 0},
        {{.until_ms = NOW}, 0},
        {{.until_ms = NOW + 1}, 5},
        {{.company = "acme", .source = "shop"}, 1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) all =
            store_ticket_list(f->s, &rows[i].filter, &error);
        assert_fine(error);
        if (all->len != rows[i].count)
            fail_msg("row %zu: %u tickets", i, all->len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_listed, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_whose, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_contracts, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_coupon, fixture_setup,
                                        fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
