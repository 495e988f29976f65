/* test_contract: what is told of a contract's end, and when; what holds of a
 * company's contracts; and what a customer may ask to have changed. */
#include "desk/consent.h"
#include "desk/contract.h"
#include "lib/desk_fixture.h"

#define UNTIL (20791 * SPAN_DAY)
#define ALL                                                        \
    (CONTRACT_TOLD_SOON | CONTRACT_TOLD_NEAR | CONTRACT_TOLD_END | \
     CONTRACT_TOLD_BEGUN)

static config *desk;

static int setup(void **state)
{
    fixture_more = "[operator boss]\nname = Bo Boss\naddress = "
                   "boss@example.org\nroles = manager:*\n"
                   "[sla vip]\nfirst_reply = 1h\n"
                   "[sla slow]\nfirst_reply = 9h\n";
    desk = fixture_config(FALSE);
    return 0;
}

static int teardown(void **state)
{
    config_free(desk);
    return 0;
}

/* ---- day by day ---- */

static const char *code(int64_t told)
{
    return told == CONTRACT_TOLD_SOON   ? "soon"
           : told == CONTRACT_TOLD_NEAR ? "near"
           : told == CONTRACT_TOLD_END  ? "end"
                                        : "-";
}

/* A clock that looks when it was told to, and some that sleep. */
static void test_days(void **state)
{
    static const struct {
        const char *what;
        int64_t
            sleeps_until; /* days before the end; the clock is away before */
        const char *told; /* "day:code", days before the end */
    } rows[] = {
        {"awake", 100, "30:soon 7:near 0:end"},
        {"back after 30", 20, "20:soon 7:near 0:end"},
        {"back on the day", 7, "7:near 0:end"},
        {"back after 7", 3, "3:near 0:end"},
        {"back at the end", 0, "0:end"},
        {"back later", -5, "-5:end"},
        {"back much later", -40, ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        store_contract k = {.id = 1,
                            .from_ms = SPAN_DAY,
                            .until_ms = UNTIL,
                            .told = CONTRACT_TOLD_BEGUN};
        g_autoptr(GString) told = g_string_new(NULL);
        for (int64_t day = 100; day >= -50; day--) {
            int64_t now = UNTIL - day * SPAN_DAY;
            if (day > rows[i].sleeps_until || contract_next_ms(&k) == 0 ||
                contract_next_ms(&k) > now)
                continue;
            int64_t due = contract_due(&k, NULL, now);
            if (due)
                g_string_append_printf(told, "%s%d:%s", told->len ? " " : "",
                                       (int)day, code(due));
            k.told |= contract_past(&k, now);
        }
        if (strcmp(told->str, rows[i].told) != 0)
            fail_msg("%s: %s", rows[i].what, told->str);
    }
}

static void test_silent(void **state)
{
    store_contract k = {.id = 1, .from_ms = 1, .until_ms = UNTIL};
    store_contract next = {.id = 2, .from_ms = UNTIL};
    store_contract later = {.id = 3, .from_ms = UNTIL + 1};
    g_autoptr(GPtrArray) others = g_ptr_array_new();

    /* what was so when it was written down is told to nobody */
    k.told = contract_past(&k, UNTIL - SPAN_DAY);
    assert_int_equal(contract_due(&k, NULL, UNTIL - SPAN_DAY), 0);
    assert_int_equal(contract_next_ms(&k), UNTIL);
    /* another goes on where it ends */
    g_ptr_array_add(others, &k);
    g_ptr_array_add(others, &later);
    assert_int_equal(contract_due(&k, others, UNTIL), CONTRACT_TOLD_END);
    g_ptr_array_add(others, &next);
    assert_int_equal(contract_due(&k, others, UNTIL), 0);
    /* one that does not end */
    assert_int_equal(contract_next_ms(&next), UNTIL);
    next.told = CONTRACT_TOLD_BEGUN;
    assert_int_equal(contract_next_ms(&next), 0);
    k.told = ALL;
    assert_int_equal(contract_next_ms(&k), 0);
}

/* ---- what holds ---- */

static store_contract *contract(int64_t id, int64_t from, int64_t until,
                                const char *sla, const char *fallback)
{
    store_contract *k = g_new0(store_contract, 1);

    k->id = id;
    k->company = 3;
    k->from_ms = from;
    k->until_ms = until;
    k->sla = g_strdup(sla);
    k->fallback = g_strdup(fallback);
    k->name = g_strdup("");
    return k;
}

static store_service *service(int64_t id, int64_t of, const char *name)
{
    store_service *k = g_new0(store_service, 1);

    k->id = id;
    k->contract = of;
    k->name = g_strdup(name);
    k->prepaid_min = 750;
    return k;
}

/* Contract 1 until 100, contract 2 from 50 to 200, contract 3 from 300. */
static store_terms *terms(void)
{
    store_terms *t = g_new0(store_terms, 1);

    t->company = 3;
    t->company_name = g_strdup("Acme");
    t->manager = g_strdup("boss");
    t->contracts =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_contract_free);
    t->services =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_service_free);
    g_ptr_array_add(t->contracts, contract(1, 1, 100, "vip", "slow"));
    g_ptr_array_add(t->contracts, contract(2, 50, 200, "slow", NULL));
    g_ptr_array_add(t->contracts, contract(3, 300, 0, NULL, NULL));
    g_ptr_array_add(t->services, service(11, 1, "Hosting"));
    g_ptr_array_add(t->services, service(12, 2, "Mail"));
    g_ptr_array_add(t->services, service(13, 2, "Web"));
    return t;
}

static void test_holds(void **state)
{
    static const struct {
        int64_t now;
        int64_t contract;
        const char *sla, *fallback, *services;
        bool service; /* that of contract 1 */
    } rows[] = {
        {0, 0, NULL, NULL, "", false},
        {1, 1, "vip", NULL, "Hosting", true},
        {50, 2, "slow", NULL, "Hosting Mail Web", true},
        {99, 2, "slow", NULL, "Hosting Mail Web", true},
        {100, 2, "slow", NULL, "Mail Web", false},
        {200, 0, NULL, NULL, "", false},
        {300, 3, NULL, NULL, "", false},
    };
    g_autoptr(store_terms) t = terms();

    t->service_contract = 1;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        contract_now k = contract_at(t, rows[i].now);
        g_autoptr(GPtrArray) all = contract_services(t, rows[i].now);
        g_autoptr(GString) names = g_string_new(NULL);
        for (guint n = 0; n < all->len; n++)
            g_string_append_printf(names, "%s%s", n ? " " : "",
                                   ((store_service *)all->pdata[n])->name);
        assert_int_equal(k.contract ? k.contract->id : 0, rows[i].contract);
        assert_int_equal(g_strcmp0(k.sla, rows[i].sla), 0);
        assert_int_equal(g_strcmp0(k.fallback, rows[i].fallback), 0);
        assert_string_equal(names->str, rows[i].services);
        assert_int_equal(k.service, rows[i].service);
    }
    /* of two that ended the later */
    store_contract *second = t->contracts->pdata[1];
    second->until_ms = 90;
    assert_string_equal(contract_at(t, 250).fallback, "slow");
}

/* ---- who is told ---- */

/* Recipients of mail, "template:address". */
static char *told(const plan *p)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND)
            g_string_append_printf(out, "%s:%s ", s->send->template,
                                   s->send->recipient);
        if (s->what == PLAN_CONTRACT)
            g_string_append_printf(out, "told=%d looks=%d ",
                                   (int)s->contract.told,
                                   (int)s->contract.company);
        if (s->what == PLAN_WAIT)
            g_string_append_printf(out, "waits=%d ",
                                   (int)((UNTIL - s->wait->at_ms) / SPAN_DAY));
    }
    return g_strchomp(g_strdup(out->str));
}

static void test_told(void **state)
{
    static const struct {
        int64_t before; /* days before the end */
        int64_t told;
        const char *manager, *is;
    } rows[] = {
        {40, 8, "boss", "waits=30"},
        {30, 8, "boss",
         "told=9 looks=0 ending:kari@example.com contract:boss@example.org "
         "waits=7"},
        {7, 9, "olga",
         "told=11 looks=0 ending:kari@example.com contract:olga@example.org "
         "waits=0"},
        {7, 9, "gone",
         "told=11 looks=0 ending:kari@example.com contract:boss@example.org "
         "waits=0"},
        {0, 11, NULL, "told=15 looks=3 contract:boss@example.org"},
        {0, 15, NULL, ""},
        {100, 0, "boss", "told=8 looks=3 waits=30"},
    };
    store_company of = {.id = 3, .name = (char *)"Acme"};
    store_person kari = {.address = (char *)"kari@example.com",
                         .contact = true};
    store_person phone = {.address = (char *)"tel:+4722334455",
                          .contact = true};
    store_person ours = {.address = (char *)"support@example.org",
                         .contact = true};
    g_autoptr(GPtrArray) contacts = g_ptr_array_new();
    g_autoptr(GPtrArray) others = g_ptr_array_new();

    g_ptr_array_add(contacts, &kari);
    g_ptr_array_add(contacts, &phone);
    g_ptr_array_add(contacts, &ours);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        store_contract k = {.id = 4,
                            .company = 3,
                            .name = (char *)"",
                            .from_ms = 1,
                            .until_ms = UNTIL,
                            .manager = (char *)rows[i].manager,
                            .told = rows[i].told};
        const decide_contract_ask ask = {&k, &of, others, contacts};
        g_autoptr(plan) p =
            decide_contract(desk, &ask, UNTIL - rows[i].before * SPAN_DAY);
        g_autofree char *is = told(p);
        if (strcmp(is, rows[i].is) != 0)
            fail_msg("%d days before: %s", (int)rows[i].before, is);
    }
}

/* ---- wishes ---- */

static void test_wishes(void **state)
{
    static const struct {
        const char *text;
        bool proved, contact;
        int64_t now;
        const char *result, *said;
    } rows[] = {
        {"hours=20", true, true, 10, "asked", "Hosting hours=20 was 12.50"},
        {"hosting hours=20", true, true, 60, "asked",
         "Hosting hours=20 was 12.50"},
        {"\"Mail\" HOURS=1,5", true, true, 60, "asked",
         "Mail hours=1.50 was 12.50"},
        {"hours=20", true, true, 60, "which", "Hosting, Mail, Web"},
        {"Wbe hours=20", true, true, 60, "which", "Hosting, Mail, Web"},
        {"Hosting hours=20", true, true, 150, "which", "Mail, Web"},
        {"hours=20", true, true, 250, "nothing", ""},
        {"hours=12:30", true, true, 10, "same",
         "Hosting hours=12.50 was 12.50"},
        {"hours=25", true, true, 10, "again", "Hosting hours=25 was 12.50"},
        {"hours=-1", true, true, 10, "unread", "Hosting hours=-1"},
        {"hours=many", true, true, 10, "unread", "Hosting hours=many"},
        {"hours=1000000", true, true, 10, "unread", "Hosting hours=1000000"},
        {"sla=vip", true, true, 10, "unread", "Hosting sla=vip"},
        {"price=0", true, true, 10, "unread", "Hosting price=0"},
        {"hours=20", false, true, 10, "unproved", "hours=20"},
        {"hours=20", true, false, 10, "stranger", "hours=20"},
        {"hours=20", false, false, 10, "unproved", "hours=20"},
    };
    store_consent before = {
        .id = 1, .service = 11, .what = (char *)"hours", .value = (char *)"25"};
    g_autoptr(GPtrArray) all = g_ptr_array_new();

    g_ptr_array_add(all, &before);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(store_terms) t = terms();
        const consent_ask ask = {.c = desk,
                                 .terms = t,
                                 .before = all,
                                 .proved = rows[i].proved,
                                 .text = rows[i].text,
                                 .now_ms = rows[i].now};
        g_auto(consent_said) s = {0};
        t->contact = rows[i].contact;
        consent_read(&ask, &s);
        g_autofree char *said =
            s.names ? g_strdup(s.names)
            : s.result == CONSENT_NOTHING
                ? g_strdup("")
                : g_strdup_printf("%s%s%s=%s%s%s",
                                  s.service ? s.service->name : "",
                                  s.service ? " " : "", s.what, s.value,
                                  s.was ? " was " : "", s.was ? s.was : "");
        if (strcmp(consent_results[s.result], rows[i].result) != 0 ||
            strcmp(said, rows[i].said) != 0)
            fail_msg("row %zu, %s: %s, %s", i, rows[i].text,
                     consent_results[s.result], said);
    }
    /* who has no company speaks for none */
    const consent_ask nobody = {
        .c = desk, .proved = true, .text = "hours=20", .now_ms = 10};
    g_auto(consent_said) s = {0};
    consent_read(&nobody, &s);
    assert_int_equal(s.result, CONSENT_STRANGER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),   cmocka_unit_test(test_silent),
        cmocka_unit_test(test_holds),  cmocka_unit_test(test_told),
        cmocka_unit_test(test_wishes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
