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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_whose, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_contracts, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_coupon, fixture_setup,
                                        fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
