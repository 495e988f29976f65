/* test_account_mail: what stands in a customer's account: hours and money
 * beside a calculation by hand, and nothing of what is the desk's or
 * another's. */
#include "lib/store_fixture.h"

#include "desk/notify/notify.h"
#include "desk/notify/shown.h"
#include "roles/sections.h"
#include "store/company.h"
#include "store/people.h"
#include "store/rate.h"
#include "store/time.h"

#define T0   INT64_C(1795428134000) /* 23 Nov 2026, 10:02:14 UTC */
#define HOUR INT64_C(3600000)
#define NOVEMBER                                                   \
    "{\"ask\":[{\"what\":\"report\",\"year\":2026,\"month\":11,"   \
    "\"from\":1793487600000,\"to\":1796079600000,\"company\":%s}," \
    "{\"what\":\"balance\"}]}"

static const char configuration[] =
    "[site]\nname = Example\nkey_file = /nonexistent/key\n"
    "state = /nonexistent\nadmin = root@example.org\n"
    "[smtp]\nhost = localhost\n"
    "[queue support]\naddress = support@example.org\n"
    "name = Example Support\n"
    "[operator anna]\nname = Anna Larsen\naddress = anna@example.org\n";

static const secret_key site = {.bytes = {7}};

typedef struct desk {
    fixture *f;
    config *c;
    store_public *pub;
    int64_t kari, per, contract, service;
} desk;

static desk d;

static int64_t ticket(const char *subject, const char *customer, int64_t at_ms)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = sample_ticket(subject, at_ms);
    g_autoptr(store_entry) e = NULL;

    g_free(t->customer);
    t->customer = g_strdup(customer);
    t->company = 1;
    store_ticket_add(d.f->s, t, &error);
    assert_fine(error);
    e = sample_entry(t->id, STORE_ARTICLE, "It says \"wrong house\".", at_ms);
    store_entry_add(d.f->s, e, &error);
    assert_fine(error);
    return t->id;
}

static void work(int64_t on, int64_t min, int64_t at_ms)
{
    GError *error = NULL;
    store_time t = {.ticket = on,
                    .service = d.service,
                    .who = (char *)"anna",
                    .work = (char *)"",
                    .at_ms = at_ms,
                    .booked_ms = at_ms,
                    .booked_by = (char *)"anna",
                    .min = min,
                    .bill_min = min,
                    .cost_minor = 7777,
                    .what = (char *)"A-FOOL"};

    store_time_add(d.f->s, &t, &error);
    assert_fine(error);
}

static void person(const char *address, bool contact)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) handles = g_ptr_array_new();
    store_registered p = {.id = (char *)address,
                          .handles = handles,
                          .contact = contact,
                          .company = 1};

    g_ptr_array_add(handles, (char *)address);
    store_registered_put(d.f->s, &p, &error);
    assert_fine(error);
}

/* 60 minutes a month are paid for, another hour is 100.00 EUR. */
static void entitle(bool costs)
{
    GError *error = NULL;
    store_company k = {.name = (char *)"Acme"};
    store_contract deal = {.company = 1,
                           .name = (char *)"Care",
                           .from_ms = T0 - 23 * 24 * HOUR,
                           .currency = (char *)"EUR",
                           .costs = costs};
    store_service s = {.name = (char *)"Hosting", .prepaid_min = 60};
    store_rate r = {.work = (char *)"", .minor = 10000, .factor_pct = 100};

    store_company_put(d.f->s, &k, &error);
    store_contract_put(d.f->s, &deal, &error);
    r.contract = s.contract = d.contract = deal.id;
    store_service_put(d.f->s, &s, &error);
    d.service = s.id;
    store_rate_put(d.f->s, &r, &error);
    assert_fine(error);
    person("kari@example.com", true);
    person("per@example.com", false);
}

static int setup_with(void **state, bool costs)
{
    GError *error = NULL;
    fixture_setup(state);
    d.f = *state;
    g_autofree char *path = g_build_filename(d.f->folder, "p.conf", NULL);
    g_file_set_contents(path, configuration, -1, &error);
    assert_fine(error);
    d.c = role_config_load(path, NULL, &error);
    assert_fine(error);
    store_begin_deciding(d.f->s, &error);
    entitle(costs);
    d.per = ticket("Printer", "per@example.com", T0 - 50 * HOUR);
    d.kari = ticket("Invoice", "kari@example.com", T0 - 40 * HOUR);
    work(d.per, 50, T0 - 30 * HOUR);
    work(d.kari, 50, T0 - 20 * HOUR);
    work(d.kari, -10, T0 - 10 * HOUR); /* a correction */
    g_autoptr(store_entry) note =
        sample_entry(d.kari, STORE_NOTE, "WOMBAT pays late", T0);
    store_entry_add(d.f->s, note, &error);
    store_commit(d.f->s, &error);
    assert_fine(error);
    d.pub = store_public_open(FILE_OF(d.f->path), &error);
    assert_fine(error);
    return 0;
}

static int setup(void **state)
{
    return setup_with(state, true);
}

static int setup_no_costs(void **state)
{
    return setup_with(state, false);
}

static int teardown(void **state)
{
    store_public_close(d.pub);
    config_free(d.c);
    return fixture_teardown(state);
}

/* The text of the mail, one line; all of it is looked at for what must not
 * be in it. Caller frees. */
static char *account_of(const char *who, const char *data)
{
    GError *error = NULL;
    g_autoptr(store_outgoing) o = sample_outgoing(0, 0, who, T0);

    g_free(o->template);
    g_free(o->data);
    o->template = g_strdup("account");
    o->data = g_strdup(data);
    o->date_ms = T0;
    o->id = 17;
    o->unique = g_strdup("00112233445566778899aabbccddeeff");
    notify_mail *m = notify_compose(d.c, &site, d.pub, NULL, o, &error);
    assert_fine(error);
    g_autofree char *shown = shown_text(m->parts, false);
    g_auto(GStrv) words = g_strsplit_set(shown, " \n", -1);
    g_autoptr(GString) line = g_string_new(NULL);
    for (char **w = words; *w; w++)
        if (**w)
            g_string_append_printf(line, "%s ", *w);
    notify_mail_free(m);
    assert_null(strstr(line->str, "FOOL"));
    assert_null(strstr(line->str, "WOMBAT"));
    assert_null(strstr(line->str, "77.77"));
    return g_strdup(line->str);
}

static void has(const char *text, const char *words)
{
    if (!strstr(text, words))
        fail_msg("%s: not in %s", words, text);
}

static void lacks(const char *text, const char *words)
{
    if (strstr(text, words))
        fail_msg("%s: in %s", words, text);
}

static char *november(const char *who, bool company)
{
    g_autofree char *data =
        g_strdup_printf(NOVEMBER, company ? "true" : "false");

    return account_of(who, data);
}

/* Of 60 minutes per used 50, and kari 10 and 40 beyond, less a correction of
 * 10: 30 minutes are half an hour of 100.00 EUR. */
static void test_sums(void **state)
{
    g_autofree char *hers = november("kari@example.com", false);
    g_autofree char *his = november("per@example.com", false);
    g_autofree char *all = november("kari@example.com", true);

    has(hers, "Requests: 1 ");
    has(hers, "Time charged: 40 min ");
    has(hers, "40 min charged; to be paid: 50.00\u00a0"
              "EUR");
    has(hers, "used all 1 h in November. 30 min go beyond that.");
    has(hers, "Care: all is paid; not billed yet: 50.00\u00a0"
              "EUR");
    lacks(hers, "Printer");
    has(his, "Time charged: 50 min ");
    lacks(his,
          "EUR"); /* nothing of his goes beyond, and he speaks for nobody */
    has(his, "used all 1 h in November.");
    lacks(his, "Invoice");
    has(all, "Requests: 2 ");
    has(all, "Time charged: 1 h 30 min ");
    has(all, "To be paid: 50.00\u00a0"
             "EUR");
    has(all, "#1001 Printer");
    has(all, "#1002 Invoice");
}

static void test_no_costs(void **state)
{
    g_autofree char *all = november("kari@example.com", true);

    has(all, "1 h 30 min");
    lacks(all, "EUR");
    lacks(all, "100.00");
}

static void test_refused(void **state)
{
    g_autofree char *his = november("per@example.com", true);
    g_autofree char *nobody = november("eve@evil.example", true);

    has(his, "Only a contact person");
    lacks(his, "Printer");
    lacks(his, "Invoice");
    lacks(nobody, "Acme");
    lacks(nobody, "Hosting");
    has(nobody, "no prepaid hours");
}

/* What a filter finds is what was published. */
static void test_filters(void **state)
{
    static const struct {
        const char *query;
        bool found;
    } rows[] = {
        {"text=invoice", true},
        {"text=\\\"wrong house\\\"", true},
        {"text=WRONG", true},
        {"text=wombat", false},
        {"text=\\\"pays late\\\"", false},
        {"text=A-FOOL", false},
        {"text=printer", false},
        {"service=Hosting", false},
        {"status=received", true},
        {"status=waiting", false},
        {"status=\\\"waiting for you\\\"", false},
        {"статус=получено", true},
        {"status=received", true},
        {"status=nonsense", true}, /* not understood: all open ones */
        {"from=2026-11-20", true},
        {"to=2026-11-01", false},
        {"from=2026-11-22", false},
        {"all", true},
        {"closed", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *data = g_strdup_printf(
            "{\"ask\":[{\"what\":\"list\",\"query\":\"%s\"}]}", rows[i].query);
        g_autofree char *text = account_of("kari@example.com", data);
        print_message("%s\n", rows[i].query);
        (rows[i].found ? has : lacks)(text, "#1002 Invoice");
        lacks(text, "Printer");
    }
}

/* A long list says how to get the rest. */
static void test_long(void **state)
{
    GError *error = NULL;

    store_begin_deciding(d.f->s, &error);
    for (int i = 0; i < 60; i++)
        ticket("Many", "kari@example.com", T0 - HOUR + i);
    store_commit(d.f->s, &error);
    assert_fine(error);
    g_autofree char *text = account_of(
        "kari@example.com", "{\"ask\":[{\"what\":\"list\",\"query\":\"\"}]}");
    has(text, "11 more are not shown. To see them, ask for less at a time");
    has(text, "#1062 Many");
    lacks(text, "#1002 Invoice");
}

/* So many in a message, and no more; that is said. */
static void test_many_asked(void **state)
{
    g_autoptr(GString) data = g_string_new("{\"ask\":[");

    for (int i = 0; i < 11; i++)
        g_string_append_printf(data, "%s{\"what\":\"show\",\"ticket\":%d}",
                               i ? "," : "", 2000 + i);
    g_string_append(data, "]}");
    g_autofree char *text = account_of("kari@example.com", data->str);
    has(text, "#2009");
    lacks(text, "#2010");
    has(text, "Only the first 10 commands");
}

/* Whatever a row says, it is about whom it goes to. */
static void test_row(void **state)
{
    static const char *const rows[] = {
        "{\"proved\":true,\"ask\":[{\"what\":\"show\",\"ticket\":1001}]}",
        "{\"proved\":true,\"ask\":[{\"what\":\"show\",\"ticket\":\"1001\"}]}",
        "{\"proved\":true,\"person\":\"per@example.com\",\"company\":true,"
        "\"ask\":[{\"what\":\"list\",\"query\":\"company all\"}]}",
        "{\"ask\":[{\"what\":\"all\"}]}",
        "{\"ask\":[1,null,[]]}",
        "{\"ask\":{}}",
        "{}",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = account_of("eve@evil.example", rows[i]);
        lacks(text, "Printer");
        lacks(text, "Invoice");
        lacks(text, "wrong house");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sums, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_costs, setup_no_costs,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_filters, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_asked, setup, teardown),
        cmocka_unit_test_setup_teardown(test_row, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
