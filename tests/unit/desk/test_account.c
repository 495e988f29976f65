/* test_account: what customers ask about their account, how it is read, and
 * where the answer goes. */
#include "lib/desk_fixture.h"

#include "desk/account.h"
#include "desk/status_config.h"

#define KARI "kari@example.com"
#define HOME "kari@home.example"
#define PER  "per@example.com"
#define LINE " notify/new>anna notify/new>olga"
#define NEW  "article:customer =ticket ack>"

/* ---- where it goes ---- */

static void fresh(world *w)
{
    w->st = NULL;
}
static void tagged(world *w)
{
    w->s->by_tag = 1001;
}
static void his(world *w, const char *record, bool proved)
{
    store_account *a = g_new0(store_account, 1);

    a->address = g_strdup(w->trust->from);
    a->person = g_strdup(w->trust->from);
    a->record = g_strdup(record);
    a->handles = g_ptr_array_new_with_free_func(g_free);
    a->companies = g_array_new(FALSE, FALSE, sizeof(int64_t));
    a->proved = proved;
    w->s->account = a;
}
static void authserv(world *w, trust_auth auth)
{
    w->trust->authserv_known = true;
    w->trust->auth = auth;
}
static void has_own(world *w)
{
    fresh(w);
    his(w, NULL, false);
    g_ptr_array_add(w->s->own, w->s->tickets->pdata[0]);
}
static void own_proved(world *w)
{
    has_own(w);
    authserv(w, TRUST_PASS);
}
static void own_missing(world *w)
{
    has_own(w);
    authserv(w, TRUST_NONE);
}
static void own_failed(world *w)
{
    has_own(w);
    authserv(w, TRUST_FAIL);
}
static void own_unsure(world *w)
{
    own_missing(w);
    w->s->account->proved = true;
}
static void second_open(world *w)
{
    fresh(w);
    his(w, KARI, false);
}
static void second_proved(world *w)
{
    second_open(w);
    authserv(w, TRUST_PASS);
}
static void second_missing(world *w)
{
    second_open(w);
    authserv(w, TRUST_NONE);
}
static void second_full(world *w)
{
    second_open(w);
    w->s->mails_to_record = 1000;
}
static void second_full_proved(world *w)
{
    second_proved(w);
    w->s->mails_to_record = 1000;
}
static void by_telephone(world *w)
{
    fresh(w);
    his(w, "tel:+4722334455", false);
}
static void unknown(world *w)
{
    fresh(w);
    his(w, NULL, false);
}
static void unknown_proved(world *w)
{
    unknown(w);
    authserv(w, TRUST_PASS);
}
static void of_domain(world *w)
{
    unknown_proved(w);
    w->s->account->company = 1;
}
static void of_domain_unproved(world *w)
{
    unknown(w);
    w->s->account->company = 1;
}
static void reply_to(world *w)
{
    own_missing(w);
    w->v->reply_to = g_strdup(PER);
}
static void several_froms(world *w)
{
    has_own(w);
    g_clear_pointer(&w->trust->from, g_free);
}
static void behind_a_list(world *w)
{
    has_own(w);
    w->v->bulk = "List-Id";
}
static void in_thread(world *w)
{
    tagged(w);
    his(w, NULL, false);
}
static void in_thread_unsure(world *w)
{
    in_thread(w);
    authserv(w, TRUST_NONE);
    w->s->account->proved = true;
}
static void in_thread_first(world *w)
{
    in_thread(w);
    authserv(w, TRUST_NONE);
}
static void in_thread_proved(world *w)
{
    in_thread_unsure(w);
    authserv(w, TRUST_PASS);
}
static void in_thread_open(world *w)
{
    in_thread(w);
    w->s->account->proved = true;
}

#define FILED                                                       \
    "article:customer =article notify/article>anna notify/article>" \
    "olga"
#define CLOSED "status=resolved event[status new -> resolved]"
#define TOLD   " notice>anna notice>olga"

static const plan_row wheres[] = {
    {"one who asked before", KARI, "/list", has_own,
     "account>" KARI " =command"},
    {"proved: where he wrote from", KARI, "/list", own_proved,
     "account>" KARI " =command"},
    {"not proved: on record, which is his", KARI, "/report last month",
     own_missing, "account>" KARI " =command"},
    {"forged: for people", KARI, "/list", own_failed,
     "ticket(" KARI ") article:customer =ticket" LINE},
    {"a second address, where nobody can be proved", HOME, "/list", second_open,
     "account>" KARI " =command"},
    {"the same where he could, and is not", HOME, "/balance", second_missing,
     "account>" KARI " =command"},
    {"and proved", HOME, "/list company", second_proved,
     "account>" HOME " =command"},
    {"the address on record has enough for an hour", HOME, "/list", second_full,
     "ticket(" HOME ") " NEW HOME LINE},
    {"which is nothing to who is proved", HOME, "/list", second_full_proved,
     "account>" HOME " =command"},
    {"one on record by telephone alone", KARI, "/list", by_telephone,
     "account>" KARI " =command"},
    {"nobody knows him", PER, "/list", unknown,
     "ticket(" PER ") " NEW PER LINE},
    {"nor if he is proved", PER, "/list company", unknown_proved,
     "ticket(" PER ") " NEW PER LINE},
    {"but one of a company's domain", PER, "/balance", of_domain,
     "account>" PER " =command"},
    {"if he is proved", PER, "/balance", of_domain_unproved,
     "ticket(" PER ") " NEW PER LINE},
    {"never to Reply-To", KARI, "/list", reply_to, "account>" KARI " =command"},
    {"several in From", KARI, "/list", several_froms,
     "ticket(" KARI ") article:customer =ticket" LINE},
    {"through a list", KARI, "/list", behind_a_list,
     "ticket(" KARI ") article:customer =ticket" LINE},
    {"several are one mail", KARI, "/list\n/report\n/balance\n/show #1001",
     has_own, "account>" KARI " =command"},
    {"in answer to any mail", KARI, "/show", in_thread,
     "account>" KARI " =command"},
    {"and beside a text", KARI, "/balance\nMore.", in_thread,
     FILED " account>" KARI},
    /* proved once, and not now */
    {"/close of one who was proved", KARI, "/close", in_thread_unsure, FILED},
    {"and says more", KARI, "Thanks!\n/close", in_thread_unsure, FILED},
    {"what is asked goes to the address on record", KARI, "/list",
     in_thread_unsure, "account>" KARI " =command"},
    {"together nothing is done", KARI, "/list\n/close", in_thread_unsure,
     FILED},
    {"his language stays", KARI, "/language nb", in_thread_unsure, FILED},
    {"from a fresh message, too", KARI, "/ack off", own_unsure,
     "ticket(" KARI ") " NEW KARI LINE},
    {"one who never was proved closes", KARI, "/close", in_thread_first,
     CLOSED " =command" TOLD},
    {"one who is closes", KARI, "/close", in_thread_proved,
     CLOSED " =command" TOLD},
    {"and where no site can tell", KARI, "/close", in_thread_open,
     CLOSED " =command" TOLD},
};

static void test_where(void **state)
{
    check_plans(wheres, G_N_ELEMENTS(wheres));
}

/* What the row says of the answer. */
static const store_outgoing *answer_of(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND && strcmp(s->send->template, "account") == 0)
            return s->send;
    }
    fail_msg("no answer");
    return NULL;
}

static void test_row(void **state)
{
    static const struct {
        const char *text;
        void (*change)(world *w);
        int64_t ticket;
        const char *has, *lacks;
    } rows[] = {
        {"/list all text=x", has_own, 0, "\"query\":\"all text=x\"", "true"},
        {"/list", own_proved, 0, "\"proved\":true", "company"},
        {"/list\n/list", has_own, 0,
         "\"ask\":[{\"what\":\"list\","
         "\"query\":\"\"}]",
         "},{"},
        {"/show #77", has_own, 0, "\"ticket\":77", "1001"},
        {"/show", in_thread, 1001, "\"ticket\":1001", "list"},
        {"/show #77", in_thread, 0, "\"ticket\":77", "1001"},
        {"/show\n/list", in_thread, 0, "\"what\":\"list\"", "report"},
        {"/отчёт компания октябрь", has_own, 0, "\"company\":true", "wrong"},
        {"/rapport tull", has_own, 0, "\"wrong\":\"tull\"", "true"},
        {"/saldo", has_own, 0, "balance", "list"},
        {"/report company=other", has_own, 0, "\"company\":false", "true"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(KARI, rows[i].text);
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        const store_outgoing *o = answer_of(p);
        print_message("%s: %s\n", rows[i].text, o->data);
        assert_int_equal(o->ticket, rows[i].ticket);
        assert_non_null(strstr(o->data, rows[i].has));
        assert_null(strstr(o->data, rows[i].lacks));
        world_free(w);
    }
}

/* ---- how it is read ---- */

static int64_t at(GTimeZone *zone, int year, int month, int day)
{
    g_autoptr(GDateTime) t = g_date_time_new(zone, year, month, day, 0, 0, 0);

    return g_date_time_to_unix(t) * 1000;
}

static void test_month(void **state)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Oslo");
    int64_t now = at(zone, 2026, 11, 1) + 60000; /* in UTC it is October yet */
    static const struct {
        const char *text;
        int year, month;
        bool company, wrong;
    } rows[] = {
        {"", 2026, 11, false, false},
        {"2026-10", 2026, 10, false, false},
        {"2025-01", 2025, 1, false, false},
        {"2027-03", 2027, 3, false, false},
        {"october", 2026, 10, false, false},
        {"Oct", 2026, 10, false, false},
        {"December", 2025, 12, false, false}, /* the last one */
        {"november", 2026, 11, false, false},
        {"october 2024", 2024, 10, false, false},
        {"last month", 2026, 10, false, false},
        {"Last  Month ", 2026, 10, false, false},
        {"company", 2026, 11, true, false},
        {"company 2026-10", 2026, 10, true, false},
        {"компания октябрь", 2026, 10, true, false},
        {"ОКТЯБРЬ", 2026, 10, false, false},
        {"прошлый месяц", 2026, 10, false, false},
        {"firma desember", 2025, 12, true, false},
        {"forrige måned", 2026, 10, false, false},
        {"mai", 2026, 5, false, false},
        {"2026-13", 2026, 11, false, true},
        {"2026-1", 2026, 11, false, true},
        {"202610", 2026, 11, false, true},
        {"oc", 2026, 11, false, true},
        {"octobre?", 2026, 11, false, true},
        {"company=other", 2026, 11, false, true},
        {"company other", 2026, 11, true, true},
        {"october 2026 2025", 2026, 11, false, true},
        {"october 99999", 2026, 11, false, true},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        account_month m;
        account_month_read(rows[i].text, now, zone, &m);
        if (m.year != rows[i].year || m.month != rows[i].month ||
            m.company != rows[i].company || !m.wrong == rows[i].wrong)
            fail_msg("%s: %d-%d%s%s", rows[i].text, m.year, m.month,
                     m.company ? ", company" : "", m.wrong ? ", wrong" : "");
        assert_int_equal(m.from_ms, at(zone, m.year, m.month, 1));
        assert_int_equal(m.to_ms, at(zone, m.month == 12 ? m.year + 1 : m.year,
                                     m.month % 12 + 1, 1));
        account_month_clear(&m);
    }
    g_autofree char *en = account_month_words("en", 2026, 10);
    g_autofree char *ru = account_month_words("ru", 2026, 10);
    g_autofree char *nb = account_month_words("nb", 2026, 10);
    assert_string_equal(en, "October 2026");
    assert_string_equal(ru, "октябрь 2026");
    assert_string_equal(nb, "oktober 2026");
}

static void test_list(void **state)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Oslo");
    config *c = fixture_config(FALSE);
    const list_ask ask = {.c = c,
                          .command = "list",
                          .now_ms = FIXTURE_NOW,
                          .allow = LIST_CUSTOMERS,
                          .language = "en",
                          .zone = zone};
    static const struct {
        const char *text;
        bool company, filtered, wrong;
        const char *words, *service;
        bool openness;
    } rows[] = {
        {"", false, false, false, NULL, NULL, false},
        {"all", false, false, false, NULL, NULL, true},
        {"ВСЕ", false, false, false, NULL, NULL, true},
        {"company", true, false, false, NULL, NULL, false},
        {"firma alle", true, false, false, NULL, NULL, true},
        {"company text=\"wrong house\" all", true, true, false,
         "\"wrong house\"", NULL, true},
        {"текст=«не тот дом»", false, true, false, "\"не тот дом\"", NULL,
         false},
        {"tjeneste=\"Web hosting\"", false, true, false, NULL, "Web hosting",
         false},
        {"service:hosting", false, true, false, NULL, "hosting", false},
        {"\"company\"", false, true, false, "company", NULL, false},
        {"holder=anna", false, true, true, NULL, NULL, false},
        {"line=2", false, true, true, NULL, NULL, false},
        {"customer=" KARI, false, true, true, NULL, NULL, false},
        {"company=Other", false, true, true, NULL, NULL, false},
        {"queue=sales", false, true, true, NULL, NULL, false},
        {"category=account", false, true, true, NULL, NULL, false},
        {"from=2026-10-01 to=2026-10-31", false, true, false, NULL, NULL,
         false},
        {"from=whenever", false, true, true, NULL, NULL, false},
        {"overdue", false, true, false, "overdue", NULL, false},
        {"mine", false, true, false, "mine", NULL, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(account_list) l = account_list_read(&ask, rows[i].text);
        const list_filter *f = l->filter;
        if (l->company != rows[i].company || l->filtered != rows[i].filtered ||
            !f != rows[i].wrong || !l->wrong == rows[i].wrong)
            fail_msg("%s: %d %d %s", rows[i].text, l->company, !f,
                     l->wrong ? fault_words(l->wrong) : "");
        if (!f)
            continue;
        if (g_strcmp0(f->f.words, rows[i].words) != 0 ||
            g_strcmp0(f->f.service, rows[i].service) != 0 ||
            f->says_openness != rows[i].openness)
            fail_msg("%s: words %s, service %s", rows[i].text, f->f.words,
                     f->f.service);
        assert_null(f->f.holder);
        assert_null(f->f.company);
        assert_false(f->f.unassigned);
        assert_int_equal(f->f.overdue_ms, 0);
    }
    config_free(c);
}

/* ---- what he is told ---- */

static void test_question(void **state)
{
    static const struct {
        const char *text, *question;
    } rows[] = {
        {"Hello Kari,\n\nthank you. Which browser do you use?\n\nAnna",
         "Which browser do you use?"},
        {"Does it work now? And which version is it, 1.2 or 1.3? Thanks.",
         "And which version is it, 1.2 or 1.3?"},
        {"Please send a screenshot.", "Please send a screenshot."},
        {"See https://x.example/?a=b for it.", "See https://x.example/?"},
        {"", ""},
        {"какой у вас браузер?", "какой у вас браузер?"},
        {"0123456789012345678901234567890123456789abc", "01234567890123456789"
                                                        "01234567890123456789"
                                                        " ..."},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is = account_question(rows[i].text, 40);
        assert_string_equal(is, rows[i].question);
    }
}

/* An id that nobody has any more is no word for a customer. */
static void test_status(void **state)
{
    config *c = fixture_config(FALSE);
    const status_model *m = status_model_of(c);
    store_ticket t = {.status = (char *)"secret-vip-list",
                      .stage = STATUS_WORK};
    const char *words = account_status(m, &t, "en");

    assert_null(strstr(words, "secret"));
    assert_true(*words);
    t.status = (char *)"internal";
    assert_string_equal(account_status(m, &t, "en"), words);
    config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_where),    cmocka_unit_test(test_row),
        cmocka_unit_test(test_month),    cmocka_unit_test(test_list),
        cmocka_unit_test(test_question), cmocka_unit_test(test_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
