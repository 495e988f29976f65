/* test_billing: statements of a real store: numbers without gaps, also of two
 * programs at once, what is kept of them, and the drafts of each month. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/role_fixture.h"

#include "base/err.h"
#include "desk/apply.h"
#include "desk/statement_desk.h"
#include "desk/statement_json.h"
#include "roles/duty/duty.h"
#include "store/outgoing.h"
#include "store/ticket.h"
#include "store/waits.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef role_desk desk;

static const char sections[] = "zone = Europe/Oslo\n"
                               "statements = %s\n"
                               "[calendar office]\nzone = Europe/Oslo\n"
                               "weekdays = 09:00-17:00\n"
                               "[operator maria]\nname = Maria Boss\n"
                               "address = maria@example.org\n"
                               "roles = manager:*\n"
                               "[line 1]\nname = first\n";

static int setup_with(void **state, const char *statements)
{
    g_autofree char *text = g_strdup_printf(sections, statements);
    *state = role_desk_new(text);
    return 0;
}

static int setup(void **state)
{
    return setup_with(state, "draft");
}

static int setup_send(void **state)
{
    return setup_with(state, "send");
}

static int setup_no(void **state)
{
    return setup_with(state, "no");
}

static int teardown(void **state)
{
    return role_desk_free(*state) ? 0 : -1;
}

static int64_t at(const char *iso)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Oslo");
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, zone);
    assert_non_null(t);
    return g_date_time_to_unix(t) * 1000;
}

static void begin(desk *d)
{
    GError *error = NULL;
    store_begin_deciding(d->store, &error);
    role_desk_fine(error);
}

static void commit(desk *d)
{
    GError *error = NULL;
    store_commit(d->store, &error);
    role_desk_fine(error);
}

/* ---- a contract ---- */

static void put_rate(desk *d, int64_t contract, const char *work)
{
    const store_rate r = {.contract = contract,
                          .work = (char *)work,
                          .from_ms = at("2026-01-01T00:00:00"),
                          .minor = 12000,
                          .factor_pct = 100};
    GError *error = NULL;
    store_rate_put(d->store, &r, &error);
    role_desk_fine(error);
}

/* With a service of its own, whose number is the contract's. */
static int64_t put_contract(desk *d, const char *company, const char *manager)
{
    store_company k = {.name = (char *)company, .manager = (char *)manager};
    store_contract c = {.name = (char *)"", .currency = (char *)"EUR"};
    store_service s = {.name = (char *)"Support"};
    GError *error = NULL;

    begin(d);
    store_company_put(d->store, &k, &error);
    role_desk_fine(error);
    c.company = k.id;
    c.from_ms = at("2026-10-01T00:00:00");
    store_contract_put(d->store, &c, &error);
    role_desk_fine(error);
    s.contract = c.id;
    store_service_put(d->store, &s, &error);
    role_desk_fine(error);
    put_rate(d, c.id, "remote");
    commit(d);
    assert_int_equal(s.id, c.id);
    return c.id;
}

static void put_time(desk *d, int64_t service, const char *work, int64_t min,
                     const char *day)
{
    store_time t = {.ticket = 1001,
                    .service = service,
                    .who = (char *)"anna",
                    .work = (char *)work,
                    .at_ms = at(day),
                    .booked_by = (char *)"",
                    .min = min,
                    .bill_min = min,
                    .cost_minor = 4000,
                    .what = (char *)"inside"};
    GError *error = NULL;
    begin(d);
    store_time_add(d->store, &t, &error);
    role_desk_fine(error);
    commit(d);
}

static statement_source *source_of(store *s, const config *c, int64_t contract)
{
    g_autofree char *name = g_strdup_printf("%d", (int)contract);
    GError *error = NULL;
    store_contract *k = statement_contract(s, name, &error);
    role_desk_fine(error);
    statement_source *source = statement_source_read(s, c, k, &error);
    role_desk_fine(error);
    return source;
}

/* Its number, or NULL and *class. Caller frees. */
static char *send_from(store *s, const config *c, int64_t contract,
                       const char *month, int64_t now_ms, err_class *class)
{
    g_autoptr(GPtrArray) to = g_ptr_array_new();
    GError *error = NULL;
    statement_sending x = {.now_ms = now_ms, .to = to};
    char *no = NULL;

    g_ptr_array_add(to, (void *)"kari@example.com");
    store_begin_deciding(s, &error);
    role_desk_fine(error);
    g_autoptr(statement_source) source = source_of(s, c, contract);
    statement_month(source, month, &x.from_ms, &x.to_ms);
    g_autoptr(statement) t = statement_send(s, c, source, &x, &error);
    if (t) {
        no = g_strdup(t->no);
        store_commit(s, &error);
        role_desk_fine(error);
    } else {
        *class = err_class_of(error);
        g_clear_error(&error);
        store_rollback(s);
    }
    return no;
}

static char *send(desk *d, int64_t contract, const char *month, const char *now,
                  err_class *class)
{
    return send_from(d->store, d->c, contract, month, at(now), class);
}

/* All mails, oldest first. */
static GPtrArray *mails(desk *d)
{
    GError *error = NULL;
    int64_t next;
    GPtrArray *all =
        store_outgoing_due(d->store, INT64_MAX - 1, 1000, &next, NULL, &error);
    role_desk_fine(error);
    return all;
}

static const store_outgoing *mail_to(const GPtrArray *all, const char *to)
{
    for (guint i = 0; i < all->len; i++) {
        const store_outgoing *o = all->pdata[i];
        if (strcmp(o->recipient, to) == 0)
            return o;
    }
    return NULL;
}

/* ---- sending ---- */

static void test_kept(void **state)
{
    desk *d = *state;
    err_class class = ERR_INTERNAL;
    GError *error = NULL;
    int64_t k = put_contract(d, "Acme", "maria");

    put_time(d, k, "remote", 90, "2026-10-05T12:00:00");
    /* not before it is over */
    assert_null(send(d, k, "2026-10", "2026-10-31T23:59:00", &class));
    assert_int_equal(class, ERR_DENIED);
    g_autofree char *no = send(d, k, "2026-10", "2026-11-01T00:00:00", &class);
    assert_string_equal(no, "2026-0001");
    assert_null(send(d, k, "2026-10", "2026-11-02T00:00:00", &class));
    assert_int_equal(class, ERR_DENIED);
    /* what is booked later changes nothing of it */
    put_time(d, k, "remote", -30, "2026-10-05T12:00:00");
    g_autoptr(store_statement) kept =
        store_statement_find(d->store, no, &error);
    role_desk_fine(error);
    assert_int_equal(kept->minor, 18000);
    json_t *o = json_loads(kept->json, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(o, "minor")), 18000);
    json_decref(o);
    /* but stands in the next one, as what it is */
    g_autofree char *next =
        send(d, k, "2026-11", "2026-12-01T00:00:00", &class);
    assert_string_equal(next, "2026-0002");
    g_autoptr(store_statement) credit =
        store_statement_find(d->store, next, &error);
    assert_int_equal(credit->minor, -6000);
    statement_margin m;
    assert_true(statement_sent_margin(d->store, credit, &m, &error));
    assert_int_equal(m.cost_minor, -2000);
    assert_int_equal(m.minor, -4000);
}

static void test_mails(void **state)
{
    desk *d = *state;
    err_class class = ERR_INTERNAL;
    int64_t k = put_contract(d, "Acme", "maria");

    put_time(d, k, "remote", 90, "2026-10-05T12:00:00");
    g_free(send(d, k, "2026-10", "2026-11-01T00:00:00", &class));
    g_autoptr(GPtrArray) all = mails(d);
    assert_int_equal(all->len, 2);
    const store_outgoing *his = mail_to(all, "kari@example.com");
    const store_outgoing *hers = mail_to(all, "maria@example.org");
    assert_int_equal(his->audience, STORE_TO_CUSTOMER);
    assert_non_null(strstr(his->data, "\"no\":\"2026-0001\""));
    assert_null(strstr(his->data, "cost"));
    assert_null(strstr(his->data, "inside"));
    assert_int_equal(hers->audience, STORE_TO_OPERATOR);
    assert_string_equal(hers->operator_id, "maria");
    assert_string_equal(hers->data, "{\"no\":\"2026-0001\"}");
}

static void test_without_price(void **state)
{
    desk *d = *state;
    err_class class = ERR_INTERNAL;
    int64_t k = put_contract(d, "Acme", NULL);

    put_time(d, k, "travel", 90, "2026-10-05T12:00:00");
    assert_null(send(d, k, "2026-10", "2026-11-02T00:00:00", &class));
    assert_int_equal(class, ERR_DATA);
}

/* What is booked under no service is nobody's, and is counted. */
static void test_outside(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    int64_t min = -1;
    store_ticket t = {.queue = (char *)"support",
                      .subject = (char *)"Lamp",
                      .status = (char *)"new",
                      .line = 1,
                      .customer = (char *)"kari@example.com",
                      .priority = (char *)"normal",
                      .language = (char *)"en",
                      .company = put_contract(d, "Acme", NULL)};

    begin(d);
    store_ticket_add(d->store, &t, &error);
    role_desk_fine(error);
    commit(d);
    assert_int_equal(t.id, 1001); /* put_time's */
    put_time(d, 0, "remote", 40, "2026-10-05T12:00:00");
    put_time(d, 1, "remote", 20, "2026-10-05T12:00:00");
    put_time(d, 0, "remote", 10, "2026-11-05T12:00:00");
    assert_true(store_statement_outside(d->store, 1, at("2026-11-01T00:00:00"),
                                        &min, &error));
    assert_int_equal(min, 40);
    assert_true(store_statement_outside(d->store, 2, at("2026-11-01T00:00:00"),
                                        &min, &error));
    assert_int_equal(min, 0);
}

/* What is owed in one currency is no debt in another. */
static void test_other_money(void **state)
{
    desk *d = *state;
    err_class class = ERR_INTERNAL;
    GError *error = NULL;
    int64_t k = put_contract(d, "Acme", NULL);

    put_time(d, k, "remote", 10, "2026-10-05T12:00:00");
    g_free(send(d, k, "2026-10", "2026-11-01T00:00:00", &class));
    g_autoptr(store_contract) c = store_contract_find(d->store, "1", &error);
    g_free(c->currency);
    c->currency = g_strdup("JPY");
    begin(d);
    store_contract_put(d->store, c, &error);
    role_desk_fine(error);
    commit(d);
    put_time(d, k, "remote", 10, "2026-11-05T12:00:00");
    assert_null(send(d, k, "2026-11", "2026-12-01T00:00:00", &class));
    assert_int_equal(class, ERR_DATA);
}

/* The year is that of the desk's own day. */
static void test_years(void **state)
{
    desk *d = *state;
    err_class class = ERR_INTERNAL;
    int64_t k = put_contract(d, "Acme", NULL);

    put_time(d, k, "remote", 10, "2026-10-05T12:00:00");
    put_time(d, k, "remote", 10, "2026-11-05T12:00:00");
    g_autofree char *a = send(d, k, "2026-10", "2026-12-31T23:59:00", &class);
    g_autofree char *b = send(d, k, "2026-11", "2027-01-01T00:00:00", &class);
    assert_string_equal(a, "2026-0001");
    assert_string_equal(b, "2027-0001");
}

static void test_names(void **state)
{
    static const struct {
        const char *name;
        int class; /* 0: found */
    } rows[] = {
        {"1", 0},
        {"#1", 0},
        {"Acme", 0},
        {"Other", ERR_DATA},
        {"4", ERR_NOT_FOUND},
        {"Nobody", ERR_NOT_FOUND},
        {"Lonely", ERR_NOT_FOUND},
    };
    desk *d = *state;
    store_company lonely = {.name = (char *)"Lonely"};
    GError *error = NULL;

    put_contract(d, "Acme", NULL);
    put_contract(d, "Other", NULL);
    store_contract second = {.name = (char *)"", .company = 2};
    begin(d);
    store_contract_put(d->store, &second, &error);
    store_company_put(d->store, &lonely, &error);
    role_desk_fine(error);
    commit(d);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(store_contract) k =
            statement_contract(d->store, rows[i].name, &error);
        if (k ? rows[i].class != 0 : (int)err_class_of(error) != rows[i].class)
            fail_msg("%s: %s", rows[i].name, k ? "found" : error->message);
        g_clear_error(&error);
    }
}

/* ---- two at once ---- */

#define CONTRACTS 24

/* Every second contract; what it got is of no interest here. */
static int child(const desk *d, int first)
{
    GError *error = NULL;
    err_class class = ERR_INTERNAL;
    store *s = store_open(d->c->store, &error);

    for (int k = first; s && k <= CONTRACTS; k += 2) {
        g_autofree char *no =
            send_from(s, d->c, k, "2026-10", at("2026-11-02T00:00:00"), &class);
        if (!no)
            return 1;
    }
    store_close(s);
    return s ? 0 : 1;
}

static void test_two_at_once(void **state)
{
    desk *d = *state;
    pid_t children[2];
    GError *error = NULL;

    for (int i = 1; i <= CONTRACTS; i++) {
        g_autofree char *name = g_strdup_printf("Company %d", i);
        put_time(d, put_contract(d, name, NULL), "remote", i,
                 "2026-10-05T12:00:00");
    }
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(child(d, i + 1));
    }
    for (int i = 0; i < 2; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    g_autoptr(GPtrArray) all = store_statement_list(d->store, 0, &error);
    role_desk_fine(error);
    assert_int_equal(all->len, CONTRACTS);
    for (int i = 1; i <= CONTRACTS; i++) {
        g_autofree char *no = g_strdup_printf("2026-%04d", i);
        g_autoptr(store_statement) one =
            store_statement_find(d->store, no, &error);
        role_desk_fine(error); /* none is left out */
    }
}

/* ---- each month ---- */

static void fill(desk *d, const char *now)
{
    GError *error = NULL;
    begin(d);
    duty_statements_fill(d->store, d->c, at(now), &error);
    role_desk_fine(error);
    commit(d);
}

/* As the clock does it; how many rows were due. */
static unsigned tick(desk *d, const char *now)
{
    GError *error = NULL;
    frame f = {.store = d->store};
    duty_desk work = {.f = &f, .config = d->c, .now_ms = at(now)};

    begin(d);
    g_autoptr(GPtrArray) due = store_wait_due(d->store, duty_statement.waits,
                                              work.now_ms, 100, &error);
    role_desk_fine(error);
    for (guint i = 0; i < due->len; i++) {
        const store_wait *w = due->pdata[i];
        g_autoptr(plan) p = duty_statement.decide(&work, due->pdata[i], &error);
        role_desk_fine(error);
        if (strcmp(w->ref, DECIDE_STATEMENTS_MONTH) != 0)
            plan_wait(p, w->kind, w->ref, 0, 0); /* the clock: end_wait */
        apply_plan(d->store, p, NULL, work.now_ms, NULL, &error);
        role_desk_fine(error);
    }
    commit(d);
    return due->len;
}

static void test_month(void **state)
{
    desk *d = *state;
    int64_t k = put_contract(d, "Acme", "maria");

    put_contract(d, "Idle", "maria");
    put_time(d, k, "remote", 90, "2026-10-05T12:00:00");
    fill(d, "2026-10-20T12:00:00");
    assert_int_equal(tick(d, "2026-10-31T23:59:00"), 0);
    /* a Sunday; the queue has no calendar, so it opens at midnight */
    assert_int_equal(tick(d, "2026-11-01T00:00:00"), 1);
    assert_int_equal(tick(d, "2026-11-01T00:00:00"), 2); /* each contract */
    assert_int_equal(tick(d, "2026-11-01T00:00:00"), 0);
    g_autoptr(GPtrArray) all = mails(d);
    assert_int_equal(all->len, 1);
    const store_outgoing *o = all->pdata[0];
    assert_string_equal(o->template, "statement_desk");
    assert_string_equal(o->recipient, "maria@example.org");
    assert_string_equal(o->data, "{\"contract\":\"#1\",\"month\":\"2026-10\"}");
    /* and a month later again */
    assert_int_equal(tick(d, "2026-11-30T23:59:00"), 0);
    assert_int_equal(tick(d, "2026-12-01T00:00:00"), 1);
}

/* Nobody speaks for the company: its manager hears why it was not sent. */
static void test_month_sends(void **state)
{
    desk *d = *state;
    int64_t k = put_contract(d, "Acme", "maria");

    put_time(d, k, "remote", 90, "2026-10-05T12:00:00");
    fill(d, "2026-10-20T12:00:00");
    tick(d, "2026-11-01T00:00:00");
    tick(d, "2026-11-01T00:00:00");
    g_autoptr(GPtrArray) all = mails(d);
    assert_int_equal(all->len, 1);
    assert_non_null(strstr(((store_outgoing *)all->pdata[0])->data,
                           "nobody speaks for this company"));
}

static void test_month_is_off(void **state)
{
    desk *d = *state;

    fill(d, "2026-10-20T12:00:00");
    assert_int_equal(tick(d, "2026-11-01T00:00:00"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_kept),
        TEST(test_mails),
        TEST(test_without_price),
        TEST(test_outside),
        TEST(test_other_money),
        TEST(test_years),
        TEST(test_names),
        TEST(test_two_at_once),
        TEST(test_month),
        cmocka_unit_test_setup_teardown(test_month_sends, setup_send, teardown),
        cmocka_unit_test_setup_teardown(test_month_is_off, setup_no, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
