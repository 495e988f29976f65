/* test_face: how mail looks: every template, from a real store, held to the rules
 * of src/write/face.h. FACE_DIR=FOLDER writes each mail's HTML there, to be looked
 * at (tests/face takes pictures of them). */
#include "lib/store_fixture.h"

#include "config/site.h"
#include "desk/notify/notify.h"
#include "desk/notify/shown.h"
#include "desk/notify/words.h"
#include "desk/operator_config.h"
#include "desk/statement_desk.h"
#include "desk/statement_json.h"
#include "desk/status.h"
#include "mail/flowed.h"
#include "mail/html/text.h"
#include "mail/words.h"
#include "quote/account.h"
#include "quote/token.h"
#include "roles/sections.h"
#include "store/change.h"
#include "store/company.h"
#include "store/handover.h"
#include "store/rate.h"
#include "store/rating.h"
#include "store/statement.h"
#include "store/time.h"
#include "write/compose.h"
#include "write/face.h"
#include "write/picture.h"
#include <gmime/gmime.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>

#define T0   G_GINT64_CONSTANT(1795428134000) /* 23 Nov 2026, 10:02:14 UTC */
#define HOUR G_GINT64_CONSTANT(3600000)

static const char configuration[] =
    "[site]\n"
    "language = %s\n"
    "name = Example\n"
    "key_file = /nonexistent/key\n"
    "state = /nonexistent\n"
    "admin = root@example.org\n"
    "[smtp]\n"
    "host = localhost\n"
    "[queue support]\n"
    "address = support@example.org\n"
    "name = Example Support\n"
    "hours = Monday to Friday, 10:00 to 19:00 Moscow time\n"
    "[line 1]\nname = first line\n"
    "[line 2]\nname = engineers\n"
    "[category account]\n"
    "title = Account & password\n"
    "[faq password-reset]\ntitle = How do I get a new password?\n"
    "text = Open the page https://portal.example.org/forgot and enter your "
    "address.\\n\\n- The letter comes within five minutes.\\n- Look among "
    "spam as well.\\n\\nThe link in it is good for *one hour*.\n"
    "checklist = Is it the owner who asks?\\nIs the account open?\n"
    "offer = ack\n"
    "[faq refund]\ntitle = When does my money come back?\n"
    "text = Within ten working days.\noffer = customers\n"
    "[field order]\ntitle = Order\npublic = yes\n"
    "[field cause]\ntitle = Cause\n"
    "[partner acme]\n"
    "name = Acme Maps\naddress = help@acme.example\n"
    "[board changes]\n"
    "name = Change board\nmembers = olga\n"
    "[operator anna]\nname = Anna Larsen\naddress = anna@example.org\n"
    "[operator olga]\nname = Olga Petrova\naddress = olga@example.org\n"
    "lines = 2\n"
    "[operator lena]\nname = Lena Frolova\naddress = lena@example.org\n"
    "roles = lead, manager\n"
    "language = %s\n"
    "[report weekly]\ntitle = The week\ntitle.ru = Неделя\n"
    "title.nb = Uken\n";

static const secret_key site = {.bytes = {7}};
static const char sha_a[] =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static const char *language; /* of all that people get */

typedef struct desk {
    fixture *f;
    config *c;
    store_public *pub;
    int64_t ticket, first, second, last, reply, pending;
} desk;

static desk d;

/* ---- a request with all that may stand in one ---- */

static const char question[] =
    "Здравствуйте! Since this morning I get \"session expired\" right after\n"
    "logging in at https://portal.example.org/login?next=%2Faccount and no\n"
    "page of the portal opens any more. My colleague Øystein sees the same on\n"
    "his machine, so it is not only my browser that does it.\n"
    "\n"
    "What I tried:\n"
    "- another browser\n"
    "- *all* cookies deleted\n"
    "\n"
    "day\ttime\tresult\n"
    "Mon\t08:10\t<b>expired</b>\n"
    "Tue\t09:45\texpired & gone\n"
    "\n"
    "[screenshot.png]\n"
    "\n"
    "Your reply stays internal. javascript:alert(1)\n"
    "Мария Кузнецова\n";

/* A picture of 900 by 300 pixels, grey. */
static GBytes *picture(void)
{
    static const guint8 head[] =
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\3\x84\0\0\1\x2c\x08\0\0\0\0";

    return g_bytes_new(head, sizeof head - 1);
}

static void begin(void)
{
    GError *error = NULL;
    store_begin_deciding(d.f->s, &error);
    assert_fine(error);
}

static void commit(void)
{
    GError *error = NULL;
    store_commit(d.f->s, &error);
    assert_fine(error);
}

static int64_t entry(int64_t ticket, store_entry_kind kind, store_author by,
                     const char *who, const char *name, const char *text,
                     int64_t ms)
{
    GError *error = NULL;
    g_autoptr(store_entry) e = sample_entry(ticket, kind, text, ms);
    e->by = by;
    g_free(e->author);
    e->author = g_strdup(who);
    e->author_name = g_strdup(name);
    e->message_id = g_strdup_printf("m%d@example.com", (int)(ms / 1000));
    if (strstr(text, "[screenshot.png]")) {
        store_attachment *a = sample_attachment("2", sha_a);
        a->content_id = g_strdup("shot@laptop");
        a->size = 84000;
        g_ptr_array_add(e->attachments, a);
        e->removed = g_strdup("> one\n> two\n");
    }
    begin();
    store_entry_add(d.f->s, e, &error);
    assert_fine(error);
    commit();
    return e->n;
}

/* The reply asks how it went, and has arrived. */
static void asked_and_sent(const char *to)
{
    GError *error = NULL;
    const store_rating asks = {.ticket = d.ticket,
                               .n = d.reply,
                               .person = (char *)to,
                               .operator_id = (char *)"anna",
                               .line = 1,
                               .best = 5,
                               .words = (char *)"",
                               .asked_ms = T0 + 2 * HOUR};
    g_autoptr(store_outgoing) o =
        sample_outgoing(d.ticket, d.reply, to, T0 + 2 * HOUR);
    o->state = STORE_OUT_SENT;
    o->sent_ms = T0 + 2 * HOUR;
    o->delivered_ms = T0 + 2 * HOUR;
    begin();
    store_rating_put(d.f->s, &asks, &error);
    assert_fine(error);
    store_outgoing_add(d.f->s, o, &error);
    assert_fine(error);
    commit();
}

static void fill(void)
{
    GError *error = NULL;
    const char *maria = "maria.kuznetsova@example.com";

    for (int i = 0; i < 8; i++)
        entry(d.ticket, STORE_ARTICLE, STORE_BY_CUSTOMER, maria,
              "Мария Кузнецова", "One more thing that I forgot to say.",
              T0 - (20 - i) * HOUR);
    entry(d.ticket, STORE_ARTICLE, STORE_BY_OPERATOR, "anna", NULL,
          "Please clear the cookies of portal.example.org and try again.",
          T0 - 2 * HOUR);
    entry(d.ticket, STORE_NOTE, STORE_BY_OPERATOR, "olga", NULL,
          "Her account was moved by hand last night. Ask Tom before you "
          "promise anything.\n\n- session store refuses the cookie\n- see "
          "https://wiki.example.org/sessions",
          T0 - HOUR);
    d.first = entry(d.ticket, STORE_ARTICLE, STORE_BY_CUSTOMER, maria,
                    "Мария Кузнецова", question, T0);
    d.second =
        entry(d.ticket, STORE_NOTE, STORE_BY_OPERATOR, "olga", NULL,
              "The certificate has *lapsed*. I renew it now.", T0 + HOUR);
    d.reply = entry(d.ticket, STORE_ARTICLE, STORE_BY_OPERATOR, "anna", NULL,
                    "Hi Maria,\n\nwe have renewed the certificate. Please:\n\n"
                    "1. close the browser\n2. log in again\n\nIf it still "
                    "fails, tell me *which page* you see, or have a look at "
                    "our page of known problems <https://example.org/status>.",
                    T0 + 2 * HOUR);
    d.last =
        entry(d.ticket, STORE_APART, STORE_BY_STRANGER, "mallory@example.net",
              "Mallory", "I am Maria's brother.", T0 + 3 * HOUR);
    asked_and_sent(maria);
    begin();
    const store_handover over = {.line = 1, .holder = (char *)"anna"};
    store_handover_push(d.f->s, d.ticket, &over, T0, &error);
    assert_fine(error);
    commit();
}

static int64_t put_one(const char *subject, const char *name)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = sample_ticket(subject, T0);
    g_free(t->customer);
    t->customer = g_strdup("maria.kuznetsova@example.com");
    g_free(t->customer_name);
    t->customer_name = g_strdup(name);
    t->authenticated = true;
    g_free(t->language);
    t->language = g_strdup(language);
    begin();
    store_ticket_add(d.f->s, t, &error);
    assert_fine(error);
    const store_participant p = {.address = t->customer,
                                 .name = t->customer_name,
                                 .part = STORE_CUSTOMER};
    store_participant_add(d.f->s, t->id, &p, &error);
    assert_fine(error);
    commit();
    return t->id;
}

/* 1 000 minutes a month, two bookings and a correction, a timer. */
static int64_t entitled(void)
{
    GError *error = NULL;
    store_company k = {.name = (char *)"Acme AS"};
    store_contract contract = {.name = (char *)"Support 2026"};
    store_service service = {.name = (char *)"Basic", .prepaid_min = 1000};
    const store_timer runs = {.operator_id = (char *)"anna",
                              .ticket = d.ticket,
                              .from_ms = T0 - HOUR,
                              .work = (char *)"",
                              .what = (char *)""};
    begin();
    store_company_put(d.f->s, &k, &error);
    contract.company = k.id;
    store_contract_put(d.f->s, &contract, &error);
    service.contract = contract.id;
    store_service_put(d.f->s, &service, &error);
    for (int i = 0; i < 3; i++) {
        store_time t = {.ticket = d.ticket,
                        .service = service.id,
                        .who = (char *)(i ? "anna" : "olga"),
                        .work = (char *)(i ? "travel" : ""),
                        .at_ms = T0 - HOUR,
                        .booked_by = (char *)"anna",
                        .min = i == 2 ? -10 : 60 - 13 * i,
                        .bill_min = 60,
                        .what = (char *)(i == 1 ? "to the customer" : "")};
        store_time_add(d.f->s, &t, &error);
    }
    store_timer_put(d.f->s, &runs, &error);
    commit();
    assert_fine(error);
    return service.id;
}

static void ticket_details(void)
{
    int64_t service = entitled();
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(d.f->s, d.ticket, &error);
    t->category = g_strdup("account");
    g_free(t->priority);
    t->priority = g_strdup("high");
    t->holder = g_strdup("olga");
    t->spent_min = 97;
    t->estimate_min = 80;
    t->service = service;
    t->due_ms = T0 + 30 * HOUR;
    t->pinned = g_strdup("Call her before you change anything.");
    begin();
    store_ticket_update(d.f->s, t, &error);
    assert_fine(error);
    commit();
}

/* ---- a contract with a month of work ---- */

static void put_rate(int64_t contract, int64_t service, const char *work,
                     store_rate_mode mode, int64_t minor)
{
    const store_rate r = {.contract = contract,
                          .service = service,
                          .work = (char *)work,
                          .from_ms = T0 - 100 * 24 * HOUR,
                          .mode = mode,
                          .minor = minor,
                          .norm_min = 30,
                          .factor_pct = 100};
    GError *error = NULL;
    store_rate_put(d.f->s, &r, &error);
    assert_fine(error);
}

static void put_time(int64_t ticket, int64_t service, const char *who,
                     const char *work, int64_t min, int64_t days)
{
    store_time t = {.ticket = ticket,
                    .service = service,
                    .who = (char *)who,
                    .work = (char *)work,
                    .at_ms = T0 + days * 24 * HOUR,
                    .booked_by = (char *)"",
                    .min = min,
                    .bill_min = min,
                    .cost_minor = 4500,
                    .what = (char *)"a remark that nobody outside reads"};
    GError *error = NULL;
    store_time_add(d.f->s, &t, &error);
    assert_fine(error);
}

static void put_contract(void)
{
    GError *error = NULL;
    g_autoptr(store_company) k = g_new0(store_company, 1);
    g_autoptr(store_contract) c = g_new0(store_contract, 1);
    g_autoptr(store_service) care = g_new0(store_service, 1);
    g_autoptr(store_service) more = g_new0(store_service, 1);
    store_settlement paid = {
        .minor = 40000, .at_ms = T0 - 3 * 24 * HOUR, .ref = (char *)"R-1093"};

    k->name = g_strdup("Nordlys Eiendom & Sønner AS");
    c->name = g_strdup("Care 2026");
    c->currency = g_strdup("EUR");
    c->costs = true;
    c->from_ms = T0 - 10 * 24 * HOUR;
    care->name = g_strdup("Support of the portal");
    care->prepaid_min = 600;
    care->carry = true;
    more->name = g_strdup("Development");
    begin();
    store_company_put(d.f->s, k, &error);
    assert_fine(error);
    c->company = k->id;
    store_contract_put(d.f->s, c, &error);
    assert_fine(error);
    care->contract = more->contract = c->id;
    store_service_put(d.f->s, care, &error);
    store_service_put(d.f->s, more, &error);
    assert_fine(error);
    put_rate(c->id, 0, "", STORE_RATE_ACTUAL, 123456);
    put_rate(c->id, 0, "travel", STORE_RATE_NORM, 6000);
    put_time(d.ticket, care->id, "anna", "remote", 300, -2);
    put_time(d.ticket, care->id, "olga", "travel", 345, -1);
    put_time(d.ticket - 1, more->id, "olga", "", 125, 0);
    put_time(d.ticket - 2, care->id, "anna", "remote", -15, -30);
    paid.contract = c->id;
    store_settlement_add(d.f->s, &paid, &error);
    assert_fine(error);
    commit();
}

/* She speaks for that company, and we wait for an answer of hers. */
static void wait_for_her(int64_t asked)
{
    GError *error = NULL;
    g_autoptr(store_ticket) one = store_ticket_get(d.f->s, asked, &error);

    entry(asked, STORE_ARTICLE, STORE_BY_OPERATOR, "anna", NULL,
          "Thank you. Which browser do you use, and which version?\n\nAnna",
          T0 - HOUR);
    g_free(one->status);
    one->status = g_strdup("waiting");
    one->stage = STATUS_WAITING;
    begin();
    store_ticket_update(d.f->s, one, &error);
    g_autoptr(GPtrArray) handles = g_ptr_array_new();
    g_ptr_array_add(handles, one->customer);
    store_registered maria = {
        .id = one->customer, .handles = handles, .contact = true, .company = 1};
    store_registered_put(d.f->s, &maria, &error);
    assert_fine(error);
    commit();
}

/* As it is kept when it is sent. */
static char *statement_data(void)
{
    GError *error = NULL;
    g_autoptr(store_contract) k =
        store_contract_find(d.f->s, "Care 2026", &error);
    g_autoptr(statement_source) s =
        statement_source_read(d.f->s, d.c, g_steal_pointer(&k), &error);
    assert_fine(error);
    int64_t from_ms, to_ms;
    statement_month(s, "2026-11", &from_ms, &to_ms);
    statement_ask ask = statement_source_ask(s, from_ms, to_ms);
    g_autoptr(statement) t = statement_make(&ask, &error);
    assert_fine(error);
    t->no = g_strdup("2026-0042");
    json_t *o = statement_json(t, d.c, s->zone, T0);
    json_object_set_new(o, "language", json_string(language));
    char *raw = json_dumps(o, 0), *text = g_strdup(raw);
    free(raw);
    json_decref(o);
    return text;
}

static int setup_in(void **state, const char *told)
{
    language = told;
    GError *error = NULL;
    fixture_setup(state);
    d.f = *state;
    g_autofree char *path = g_build_filename(d.f->folder, "p.conf", NULL);
    g_autofree char *text = g_strdup_printf(configuration, language, language);
    g_file_set_contents(path, text, -1, &error);
    assert_fine(error);
    d.c = role_config_load(path, NULL, &error);
    assert_fine(error);
    put_one("Invoice for October", "Мария Кузнецова");
    int64_t asked =
        put_one("Экспорт в таблицу падает с ошибкой", "Мария Кузнецова");
    d.ticket = put_one("Cannot log in since this morning, and neither can "
                       "anybody else of our department in Nizhny Novgorod, "
                       "which is rather bad",
                       "Мария Кузнецова");
    g_autoptr(GBytes) octets = picture();
    begin();
    store_blob_put(d.f->s, sha_a, octets, &error);
    assert_fine(error);
    commit();
    fill();
    ticket_details();
    put_contract();
    wait_for_her(asked);
    d.pub = store_public_open(FILE_OF(d.f->path), &error);
    assert_fine(error);
    return 0;
}

static int setup(void **state)
{
    const char *told = getenv("FACE_LANGUAGE");

    return setup_in(state, told ? told : "en");
}

static int setup_en(void **state)
{
    return setup_in(state, "en");
}

static int setup_ru(void **state)
{
    return setup_in(state, "ru");
}

static int setup_nb(void **state)
{
    return setup_in(state, "nb");
}

static int teardown(void **state)
{
    store_public_close(d.pub);
    config_free(d.c);
    return fixture_teardown(state);
}

/* ---- mails ---- */

typedef enum { NO_ENTRY, FIRST, SECOND, REPLY, LAST } which;

typedef struct mail {
    const char *name, *template;
    store_audience audience;
    which entry;
    const char *data;
    bool alone; /* about no ticket */
    int held;   /* store_held_kind + 1 */
} mail;

static const mail mails[] = {
    {"ack", "ack", STORE_TO_CUSTOMER, FIRST,
     "{\"planned\":\"Monday, 23 November, 14:00 (your time)\"}", false, 0},
    {"ack-opened", "ack", STORE_TO_CUSTOMER, FIRST,
     "{\"opened\":true,\"closed\":\"Thursday, 26 November\"}", false, 0},
    {"ack-answer", "ack", STORE_TO_CUSTOMER, FIRST,
     "{\"faqs\":[\"password-reset\"],\"asks\":[\"screenshot\",\"steps\"]}",
     false, 0},
    {"ack-form", "ack", STORE_TO_CUSTOMER, FIRST,
     "{\"understood\":[[\"In short\",\"It is <dark>\"],[\"Order\",\"A-17\"],"
     "[\"What it is about\",\"incident\"]]}",
     false, 0},
    {"form", "form", STORE_TO_CUSTOMER, NO_ENTRY, "{}", true, 0},
    {"form-again", "form", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"again\":true,\"rows\":{\"type\":{\"state\":2,\"value\":\"a lamp\"},"
     "\"field:order\":{\"state\":0,\"value\":\"A-17\"},\"text\":{\"state\":1}}"
     "}",
     true, 0},
    {"form-quiet", "form", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"again\":true,\"quiet\":true,\"rows\":{\"text\":{\"state\":1}}}", true,
     0},
    {"faq", "faq", STORE_TO_CUSTOMER, NO_ENTRY, "{\"query\":\"new password\"}",
     true, 0},
    {"faq-list", "faq", STORE_TO_CUSTOMER, NO_ENTRY, "{\"query\":\"umbrella\"}",
     true, 0},
    {"reply", "reply", STORE_TO_CUSTOMER, REPLY, "{}", false, 0},
    {"receipt", "receipt", STORE_TO_CUSTOMER, NO_ENTRY, "{}", true, 0},
    {"language", "language", STORE_TO_CUSTOMER, NO_ENTRY, "{}", false, 0},
    {"robot", "robot", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"text\":\"We are still working on your request, and will write "
     "again tomorrow.\"}",
     false, 0},
    {"coupon", "coupon", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"spent\":true,\"sla\":\"hour\",\"planned\":\"today 14:00\"}", false, 0},
    {"coupons", "coupons", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"company\":\"Acme AS\",\"sla\":\"hour\",\"coupons\":[\"K7QD-2M9X-DDRE-"
     "11A4\",\"K7QD-9M9X-DDRE-22B5\"],\"until_ms\":1798020134000}",
     true, 0},
    {"statement", "statement", STORE_TO_CUSTOMER, NO_ENTRY, NULL, true, 0},
    {"statement-desk", "statement_desk", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"contract\":\"Care 2026\",\"month\":\"2026-11\"}", true, 0},
    {"balance-desk", "balance_desk", STORE_TO_OPERATOR, NO_ENTRY, "{}", true,
     0},
    {"prepaid", "prepaid", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"company\":\"Acme AS\",\"service\":\"Basic\",\"month\":11,"
     "\"level\":80,\"left\":110,\"all\":600,\"over\":0}",
     true, 0},
    {"prepaid-over", "prepaid", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"company\":\"Acme AS\",\"service\":\"Basic\",\"month\":11,"
     "\"level\":100,\"left\":0,\"all\":600,\"over\":95}",
     true, 0},
    {"notify-timer", "notify", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"why\":\"timer\",\"words\":\"Your timer runs on this request since "
     "Mon 1 Mar 10:30. To stop it reply with /stop, which books the time until "
     "Mon 1 Mar 19:00; with /stop 2h30, which books that; or with /drop, which "
     "books nothing.\"}",
     false, 0},
    {"remind", "remind_customer", STORE_TO_CUSTOMER, NO_ENTRY, "{}", false, 0},
    {"unanswered", "unanswered", STORE_TO_CUSTOMER, NO_ENTRY, "{}", false, 0},
    {"status", "status", STORE_TO_CUSTOMER, NO_ENTRY, "{}", false, 0},
    {"account-list", "account", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"proved\":true,\"ask\":[{\"what\":\"list\",\"query\":\"all\"}]}", true,
     0},
    {"account-show", "account", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"ask\":[{\"what\":\"show\",\"ticket\":1003}]}", true, 0},
    {"account-report", "account", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"ask\":[{\"what\":\"report\",\"year\":2026,\"month\":11,"
     "\"from\":1793487600000,\"to\":1796079600000,\"wrong\":\"foo\"},"
     "{\"what\":\"list\",\"query\":\"status=nothing\"},"
     "{\"what\":\"balance\"},"
     "{\"what\":\"show\",\"ticket\":77}]}",
     true, 0},
    {"help", "help", STORE_TO_CUSTOMER, NO_ENTRY, "{}", true, 0},
    {"notify-new", "notify", STORE_TO_OPERATOR, FIRST,
     "{\"why\":\"new\",\"proposed\":\"per@example.com\",\"advice\":{\"faqs\":["
     "\"password-reset\"],\"asks\":[\"screenshot\"]}}",
     false, 0},
    {"notify-note", "notify", STORE_TO_OPERATOR, SECOND, "{\"why\":\"note\"}",
     false, 0},
    {"notify-stranger", "notify", STORE_TO_OPERATOR, LAST,
     "{\"why\":\"stranger\"}", false, 0},
    {"notify-line", "notify", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"why\":\"line\",\"words\":\"Anna Larsen hands it to line 2: the "
     "export has no rows.\",\"absent\":\"Olga Petrova is away.\"}",
     false, 0},
    {"ready", "ready", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"name\":\"password-reset\"}", false, 0},
    {"ready-list", "ready", STORE_TO_OPERATOR, NO_ENTRY, "{}", false, 0},
    {"show", "show", STORE_TO_OPERATOR, NO_ENTRY, "{\"full\":true}", false, 0},
    {"why", "why", STORE_TO_OPERATOR, NO_ENTRY, "{}", false, 0},
    {"rated", "rated", STORE_TO_OPERATOR, LAST,
     "{\"words\":\"Maria rated it: 1 of 5.\"}", false, 0},
    {"review", "review", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"why\":\"breach\",\"best\":5}", false, 0},
    {"list", "list", STORE_TO_OPERATOR, NO_ENTRY, "{}", true, 0},
    {"list-found", "list", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"query\":\"maria\",\"all\":true}", true, 0},
    {"morning", "morning", STORE_TO_OPERATOR, NO_ENTRY, "{}", true, 0},
    {"several", "several", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"rows\":[{\"number\":1001,\"done\":[\"status new -> resolved\"]},"
     "{\"number\":1002,\"held\":{\"fault\":\"wrote-since\",\"with\":["
     "\"Anna Larsen\"]},\"since\":0}],\"text\":\"Thank you all.\"}",
     true, 0},
    {"who", "who", STORE_TO_OPERATOR, NO_ENTRY, "{}", true, 0},
    {"news", "news", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"count\":2,\"requests\":[{\"ticket\":1003,\"events\":[{\"entry\":9,"
     "\"at\":1795428134000,\"why\":\"note\"},{\"entry\":0,\"at\":1795428134000,"
     "\"words\":\"Anna Larsen took it.\"}]}]}",
     true, 0},
    {"consent", "consent", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"code\":\"asked\",\"service\":\"Hosting\",\"what\":\"hours\",\"value\":"
     "\"20\",\"was\":\"12.50\"}",
     false, 0},
    {"consent-refused", "consent", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"code\":\"refused\",\"service\":\"Hosting\",\"what\":\"hours\","
     "\"value\":\"20\",\"why\":\"not before May\"}",
     false, 0},
    {"consent_ask", "consent_ask", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"code\":\"asked\",\"service\":\"Hosting\",\"what\":\"hours\",\"value\":"
     "\"20\",\"was\":\"12.50\",\"person\":\"maria.kuznetsova@example.com\","
     "\"company\":\"Northern Homes\"}",
     false, 0},
    {"ending", "ending", STORE_TO_CUSTOMER, NO_ENTRY,
     "{\"code\":\"near\",\"contract\":\"NH-25\",\"name\":\"Care\","
     "\"company\":\"Northern Homes\",\"until\":1798761600000,\"days\":7}",
     true, 0},
    {"contract", "contract", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"code\":\"near\",\"contract\":\"NH-25\",\"name\":\"Care\","
     "\"company\":\"Northern Homes\",\"until\":1798761600000,\"days\":7}",
     true, 0},
    {"contract-ended", "contract", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"code\":\"ended\",\"contract\":\"NH-25\",\"company\":"
     "\"Northern Homes\",\"until\":1798761600000,\"days\":0}",
     true, 0},
    {"book", "book", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"parts\":[{\"code\":\"added\",\"kind\":\"company\",\"count\":1,"
     "\"more\":0,"
     "\"rows\":[{\"name\":\"Northern Homes (NH)\",\"key\":\"NH\",\"cells\":["
     "{\"label\":\"name\",\"value\":\"Northern Homes\"},"
     "{\"label\":\"zone\",\"value\":\"Europe/Oslo\"}]}]},"
     "{\"code\":\"listed\",\"kind\":\"contract\",\"count\":2,\"more\":0,"
     "\"rows\":["
     "{\"name\":\"NH (NH-25)\",\"key\":\"NH-25\",\"cells\":["
     "{\"label\":\"sla\",\"value\":\"standard\"},"
     "{\"label\":\"until\",\"value\":\"2026-12-31\"}]},"
     "{\"name\":\"Acme (A-1)\",\"key\":\"A-1\",\"cells\":["
     "{\"label\":\"sla\",\"value\":\"vip\"}]}]}]}",
     true, 0},
    {"report", "report", STORE_TO_ADMIN, NO_ENTRY,
     "{\"report\":\"weekly\",\"period\":\"2026-W48\"}", true, 0},
    {"retired", "retired", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"who\":\"Tom Brown\",\"yours\":[1001,1003],\"watched\":[1002]}", true,
     0},
    {"flood", "flood", STORE_TO_OPERATOR, NO_ENTRY, "{\"since\":0}", true, 0},
    {"error", "error", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"lines\":[{\"line\":\"/assing olga\",\"fault\":\"near-command\","
     "\"with\":[\"assign olga\"]}],\"text\":\"/assing olga\\n/close\\n\\nHi "
     "Maria, please clear the cookies.\"}",
     false, 0},
    {"commands", "commands", STORE_TO_OPERATOR, NO_ENTRY, "{}", false, 0},
    {"guide", "guide", STORE_TO_OPERATOR, NO_ENTRY, "{\"roles\":5}", false, 0},
    {"bounced", "bounced", STORE_TO_OPERATOR, REPLY,
     "{\"recipient\":\"maria.kuznetsova@example.com\",\"status\":\"550 5.1.1 "
     "no such user\"}",
     false, 0},
    {"forwarded", "forwarded", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"partner\":\"acme\",\"upto\":13}", false, 0},
    {"notice", "notice", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"title\":\"done\",\"text\":\"Your note has been added.\"}", false, 0},
    {"held-stale", "held", STORE_TO_OPERATOR, NO_ENTRY, "{}", false,
     STORE_HELD_STALE + 1},
    {"held-note", "held", STORE_TO_OPERATOR, NO_ENTRY, "{}", false,
     STORE_HELD_NOTE + 1},
    {"held-spam", "held", STORE_TO_OPERATOR, NO_ENTRY, "{}", true,
     STORE_HELD_SPAM + 1},
    {"draft", "draft", STORE_TO_OPERATOR, NO_ENTRY, "{}", true,
     STORE_HELD_DRAFT + 1},
    {"digest", "digest", STORE_TO_OPERATOR, NO_ENTRY,
     "{\"items\":[{\"id\":17,\"score\":6.3,\"from\":\"Per <per@example.com>\","
     "\"subject\":\"Cheap watches\",\"rules\":\"A 3.0, B 2.0\"},{\"id\":18}],"
     "\"more\":2,\"aside\":{\"items\":[{\"id\":19,\"from\":\"news@example."
     "com\",\"subject\":\"Weekly\"}],\"count\":1,\"more\":0}}",
     true, STORE_HELD_SPAM + 1},
    {"forward", "forward", STORE_TO_OUTSIDER, FIRST,
     "{\"partner\":\"acme\",\"by\":\"anna\",\"asks\":\"Is your tile server "
     "down?\",\"upto\":13}",
     false, 0},
    {"board", "board", STORE_TO_OUTSIDER, FIRST,
     "{\"board\":\"changes\",\"member\":\"olga\",\"round\":1,\"by\":\"anna\","
     "\"asks\":\"May we open the port?\",\"upto\":13}",
     false, 0},
    {"alarm", "alarm", STORE_TO_ADMIN, NO_ENTRY,
     "{\"cause\":\"the smarthost is away\",\"text\":\"localhost:25 has not "
     "answered since 10:02. Mend it, then: postern status\"}",
     true, 0},
};

static int64_t hold(store_held_kind kind)
{
    GError *error = NULL;
    g_autoptr(store_held) h =
        sample_held(kind == STORE_HELD_SPAM ? 0 : d.ticket,
                    "Hi Maria, her account was moved by hand last night.", T0);
    h->kind = kind;
    h->seen = d.second;
    if (kind == STORE_HELD_NOTE) {
        g_free(h->data);
        h->data = g_strdup_printf(
            "{\"leaks\":[{\"ticket\":%d,\"entry\":10,\"words\":\"account was "
            "moved by hand\"}]}",
            (int)d.ticket);
    }
    if (kind == STORE_HELD_DRAFT) {
        g_free(h->data);
        h->data = g_strdup("{\"draft\":{\"subject\":\"Cannot log in\","
                           "\"customer\":\"maria.kuznetsova@example.com\","
                           "\"name\":\"Мария Кузнецова\",\"ack\":true,"
                           "\"offered\":true,\"note\":\"Please take this.\"}}");
    }
    begin();
    store_held_add(d.f->s, h, &error);
    assert_fine(error);
    commit();
    return h->id;
}

static int64_t entry_of(which w)
{
    return w == FIRST    ? d.first
           : w == SECOND ? d.second
           : w == REPLY  ? d.reply
           : w == LAST   ? d.last
                         : 0;
}

static store_outgoing *row_of(const mail *m)
{
    const char *to = m->audience == STORE_TO_OPERATOR ? "anna@example.org"
                     : m->audience == STORE_TO_ADMIN  ? "root@example.org"
                     : m->audience == STORE_TO_OUTSIDER
                         ? "help@acme.example"
                         : "maria.kuznetsova@example.com";
    store_outgoing *o = sample_outgoing(m->alone ? 0 : d.ticket,
                                        entry_of(m->entry), to, T0 + 4 * HOUR);
    o->audience = m->audience;
    g_free(o->template);
    o->template = g_strdup(m->template);
    g_free(o->data);
    o->data = m->data ? g_strdup(m->data) : statement_data();
    o->id = 17;
    o->unique = g_strdup("00112233445566778899aabbccddeeff");
    if (m->audience == STORE_TO_OPERATOR)
        o->operator_id = g_strdup("anna");
    if (strcmp(m->template, "statement_desk") == 0 ||
        strcmp(m->template, "balance_desk") == 0) { /* for managers */
        g_free(o->operator_id);
        o->operator_id = g_strdup("lena");
    }
    if (m->held > 0)
        o->held = hold((store_held_kind)(m->held - 1));
    return o;
}

typedef struct seen {
    char *subject, *text, *html, *parts;
    unsigned pictures;
} seen;

static void seen_clear(seen *s)
{
    g_free(s->subject);
    g_free(s->text);
    g_free(s->html);
    g_free(s->parts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(seen, seen_clear)

static void see_part(GMimeObject *parent, GMimeObject *part, void *context)
{
    seen *s = context;
    GMimeContentType *type = g_mime_object_get_content_type(part);

    if (g_mime_content_type_is_type(type, "image", "*"))
        s->pictures++;
    if (!GMIME_IS_TEXT_PART(part) || g_mime_object_get_disposition(part))
        return;
    g_autofree char *raw = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    g_auto(GStrv) lines = g_strsplit(raw, "\r\n", -1);
    g_autofree char *text = g_strjoinv("\n", lines);
    const char *format = g_mime_content_type_get_parameter(type, "format");
    if (g_mime_content_type_is_type(type, "text", "html"))
        s->html = g_steal_pointer(&text);
    else
        s->text = format ? flowed_join(text, false) : g_steal_pointer(&text);
    for (char **line = lines; *line && !s->html; line++)
        if (g_utf8_strlen(*line, -1) > 78 && strchr(g_strchug(*line), ' '))
            fail_msg("a long line: %s", *line);
}

/* By our own reader: GMime's stops at a padded word that another one follows. */
static char *subject_of(GMimeMessage *message)
{
    GMimeHeader *h = g_mime_header_list_get_header(
        g_mime_object_get_header_list(GMIME_OBJECT(message)), "Subject");
    g_auto(GStrv) lines = g_strsplit(g_mime_header_get_raw_value(h), "\n", -1);
    g_autofree char *line = g_strjoinv("", lines);

    return words_decode(g_strchug(line), NULL);
}

static void read_mail(const notify_mail *m, seen *s)
{
    gsize size;
    const char *data = g_bytes_get_data(m->message, &size);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
    GMimeParser *p = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(p, NULL);
    GMimeObject *body = g_mime_message_get_mime_part(message);

    if (GMIME_IS_MULTIPART(body))
        g_mime_multipart_foreach(GMIME_MULTIPART(body), see_part, s);
    else
        see_part(NULL, body, s);
    s->parts = g_strdup(m->parts);
    s->subject = subject_of(message);
    g_object_unref(message);
    g_object_unref(p);
    g_object_unref(stream);
}

/* For looking at, with the picture beside it, and the text to be read. */
static void write_files(const char *name, const seen *s)
{
    const char *folder = getenv("FACE_DIR");

    if (!folder)
        return;
    g_autofree char *path = g_strdup_printf("%s/%s.html", folder, name);
    g_autofree char *beside = g_strdup_printf("%s/%s.txt", folder, name);
    g_auto(GStrv) parts = g_strsplit(s->html, "cid:shot@laptop", -1);
    g_autofree char *local = g_strjoinv("shot.png", parts);
    g_autofree char *text =
        g_strdup_printf("Subject: %s\n\n%s", s->subject, s->text);
    g_file_set_contents(path, local, -1, NULL);
    g_file_set_contents(beside, text, -1, NULL);
}

static void compose(const mail *m, seen *s)
{
    GError *error = NULL;
    g_autoptr(store_outgoing) o = row_of(m);
    bool outside =
        m->audience == STORE_TO_CUSTOMER || m->audience == STORE_TO_OUTSIDER;
    notify_mail *got =
        notify_compose(d.c, &site, d.pub, outside ? NULL : d.f->s, o, &error);
    assert_fine(error);
    read_mail(got, s);
    notify_mail_free(got);
    if (!s->html)
        fail_msg("%s has no HTML", m->name);
    write_files(m->name, s);
}

/* ---- rules ---- */

static void is_sound(const mail *m, const char *html)
{
    htmlDocPtr doc = htmlReadMemory(html, (int)strlen(html), NULL, "utf-8",
                                    HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                        HTML_PARSE_NOWARNING);
    xmlErrorPtr error = xmlGetLastError();

    if (!doc || error)
        fail_msg("%s: line %d: %s", m->name, error ? error->line : 0,
                 error ? error->message : "no document");
    xmlFreeDoc(doc);
    g_auto(GStrv) lines = g_strsplit(html, "\n", -1);
    for (char **line = lines; *line; line++)
        if (strlen(*line) > 998)
            fail_msg("%s: %zu octets in a line", m->name, strlen(*line));
    assert_true(strlen(html) <= COMPOSE_HTML_MAX);
}

static void lacks_what_clients_refuse(const mail *m, const char *html)
{
    static const char *const bad[] = {"<script",
                                      "<link",
                                      "<iframe",
                                      "<form",
                                      "<svg",
                                      "<object",
                                      "@import",
                                      "url(",
                                      "src=\"h",
                                      "position:",
                                      "float:",
                                      "flex",
                                      "javascript:alert(1)\"",
                                      "<b>expired</b>",
                                      "href=\"javascript",
                                      "<ol start" /* a date: 23. november */};

    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        if (strstr(html, bad[i]))
            fail_msg("%s: `%s'", m->name, bad[i]);
    g_autofree char *head = g_strdup_printf("<html lang=\"%s\">", language);
    if (!strstr(html, head) || !strstr(html, "<title>") ||
        !strstr(html, "name=\"color-scheme\""))
        fail_msg("%s: its head", m->name);
}

static bool is_ours(const char *colour)
{
    for (guint i = 0; i < FACES; i++) {
        const face_colours *c[] = {&face_rows[i].light, &face_rows[i].dark};
        for (guint k = 0; k < 2; k++)
            if (g_strcmp0(c[k]->ink, colour) == 0 ||
                g_strcmp0(c[k]->ground, colour) == 0 ||
                g_strcmp0(c[k]->line, colour) == 0)
                return true;
    }
    return false;
}

static void has_our_colours(const mail *m, const char *html)
{
    g_autoptr(GRegex) one =
        g_regex_new("(?:color:|bgcolor=\"|solid )(#?[0-9a-zA-Z]+)", 0, 0, NULL);
    g_autoptr(GMatchInfo) at = NULL;

    for (g_regex_match(one, html, 0, &at); g_match_info_matches(at);
         g_match_info_next(at, NULL)) {
        g_autofree char *colour = g_match_info_fetch(at, 1);
        if (!is_ours(colour))
            fail_msg("%s: colour %s", m->name, colour);
    }
}

/* Tables that lay out say so, for who listens to the mail. */
static void tables_say_what_they_are(const mail *m, const char *html)
{
    for (const char *p = html; (p = strstr(p, "<table")); p++) {
        g_autofree char *tag = g_strndup(p, strcspn(p, ">"));
        if (!strstr(tag, "role=\"presentation\"") &&
            !strstr(tag, face_rows[FACE_TABLE].css) &&
            !strstr(tag, face_rows[FACE_GRID].css))
            fail_msg("%s: %s", m->name, tag);
    }
}

/* ---- words ---- */

static GArray *words_of(const char *text)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(token));
    GArray *soft = g_array_new(FALSE, FALSE, sizeof(token));

    token_read(text, 0, strlen(text), 0, 1000000, all, soft);
    g_array_unref(soft);
    return all;
}

static const char *no_picture(const char *id, bool quoted, void *context)
{
    /* charts of ours are named by their ids */
    return strcmp(id, "requests.png@postern") == 0 ? "requests.png"
           : strcmp(id, "hours.png@postern") == 0  ? "hours.png"
                                                   : "screenshot.png";
}

/* Without buttons, whose words are told by themselves. */
static char *without_buttons(const char *html)
{
    g_autofree char *pattern =
        g_strconcat("<p style=\"(", face_rows[FACE_ACTIONS].css, "|",
                    face_rows[FACE_LINKS].css, ")\">.*?</p>", NULL);
    g_autoptr(GRegex) buttons = g_regex_new(pattern, G_REGEX_DOTALL, 0, NULL);

    return g_regex_replace_literal(buttons, html, -1, 0, "", 0, NULL);
}

/* Who answers quotes one of the two: both must be known again. */
static void says_what_the_text_says(const mail *m, const seen *s)
{
    g_autofree char *bare = without_buttons(s->html);
    g_autofree char *read =
        htmltext_for_readers(bare, strlen(bare), 1 << 20, no_picture, NULL);
    g_autoptr(GArray) a = words_of(s->text), b = words_of(read);

    for (guint i = 0; i < a->len && i < b->len; i++) {
        const token *x = &g_array_index(a, token, i);
        const token *y = &g_array_index(b, token, i);
        if (x->hash != y->hash)
            fail_msg("%s: word %u: `%.60s', but in HTML `%.60s'", m->name, i,
                     s->text + x->from, read + y->from);
    }
    if (a->len != b->len)
        fail_msg("%s: %u words, and %u in HTML", m->name, a->len, b->len);
}

static void every_mail_keeps_the_rules(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
        const mail *m = &mails[i];
        g_auto(seen) s = {0};

        xmlResetLastError();
        compose(m, &s);
        is_sound(m, s.html);
        lacks_what_clients_refuse(m, s.html);
        has_our_colours(m, s.html);
        tables_say_what_they_are(m, s.html);
        if (strcmp(m->template, "news") != 0) /* its links are text as well */
            says_what_the_text_says(m, &s);
    }
}

/* A template that nobody has put into the table above is looked at by nobody. */
static void every_template_is_looked_at(void **state)
{
    for (const notify_builtin *b = notify_builtins; b->name; b++) {
        const char *name = strchr(b->name, '/') + 1;
        bool known = false;

        if (!g_str_has_prefix(b->text, "Subject: "))
            continue; /* a part of others */
        for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
            known = known || strcmp(mails[i].template, name) == 0;
        if (!known)
            fail_msg("no mail is made of %s", b->name);
    }
}

/* ---- what comes back ---- */

static const char mine[] = "I have had a look: it works again since ten.";

/* How a client writes a link of ours into plain text: %1 label, %2 link. */
typedef enum { LINK_AFTER, LINK_STUCK, LINK_BARE, LINK_NONE } links;

static char *link_text(const char *label, const char *link, links how)
{
    const char *bare =
        link + (g_str_has_prefix(link, "mailto:") ? strlen("mailto:") : 0);

    switch (how) {
    case LINK_AFTER:
        return g_strdup_printf("%s <%s>", label, link);
    case LINK_STUCK:
        return g_strdup_printf("%s<%s>", label, link);
    case LINK_BARE:
        return g_strdup_printf("%s <%s>", label, bare);
    default:
        return g_strdup(label);
    }
}

static gboolean write_link(const GMatchInfo *at, GString *out, gpointer how)
{
    g_autofree char *link = g_match_info_fetch(at, 1);
    g_autofree char *label = g_match_info_fetch(at, 2);
    g_auto(GStrv) parts = g_strsplit(link, "&amp;", -1);
    g_autofree char *clean = g_strjoinv("&", parts);
    bool ours = g_str_has_prefix(clean, "mailto:");
    g_autofree char *text =
        ours ? link_text(label, clean, *(links *)how) : g_strdup(label);

    g_string_append(out, text);
    return FALSE;
}

static char *replaced(char *text, const char *pattern, const char *with)
{
    g_autofree char *old = text;
    g_autoptr(GRegex) r = g_regex_new(pattern, G_REGEX_DOTALL, 0, NULL);

    return g_regex_replace(r, old, -1, 0, with, 0, NULL);
}

static gboolean number_item(const GMatchInfo *at, GString *out, gpointer count)
{
    g_autofree char *tag = g_match_info_fetch(at, 0);
    int *n = count;

    if (!g_str_has_prefix(tag, "<li"))
        *n = g_str_has_prefix(tag, "<ol") ? 1 : 0;
    else if (*n > 0)
        g_string_append_printf(out, "  %d. ", (*n)++);
    else
        g_string_append(out, "  * ");
    return FALSE;
}

static char *numbered(char *text)
{
    g_autofree char *old = text;
    g_autoptr(GRegex) r = g_regex_new("<(?:/?[ou]l|li)[^>]*>", 0, 0, NULL);
    int n = 0;

    return g_regex_replace_eval(r, old, -1, 0, 0, number_item, &n, NULL);
}

/* Plain text as a client makes it of our HTML: each cell, paragraph and item in a
 * line of its own. */
static char *plain_of(const char *html, links how)
{
    g_autoptr(GRegex) link = g_regex_new("<a href=\"([^\"]*)\"[^>]*>(.*?)</a>",
                                         G_REGEX_DOTALL, 0, NULL);
    char *text = g_regex_replace_eval(link, strstr(html, "<body>"), -1, 0, 0,
                                      write_link, &how, NULL);
    text = replaced(text, "<(mailto:[^>]*|[^ >]*@[^>]*\\?subject[^>]*)>",
                    "\xef\xbf\xb9\\1\xef\xbf\xba");
    text = replaced(text, "\n", " ");
    text = replaced(text, "<br>|</t[dh]>|</p>|</li>|</h2>|</div>", "\n");
    text = numbered(text);
    text = replaced(text, "<[^>]*>", "");
    text = replaced(text, "&lt;", "<");
    text = replaced(text, "&gt;", ">");
    text = replaced(text, "&quot;", "\"");
    text = replaced(text, "&amp;", "&");
    text = replaced(text, "\xef\xbf\xb9", "<");
    return replaced(text, "\xef\xbf\xba", ">");
}

static char *with_marks(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_new(NULL);

    for (char **line = lines; *line; line++)
        g_string_append_printf(out, "> %s\n", g_strstrip(*line));
    return g_string_free(out, FALSE);
}

static const char *const heads[] = {
    "On Mon, 23 Nov 2026 at 11:03, Example Support <support@example.org> "
    "wrote:\n\n",
    "________________________________\nFrom: Example Support "
    "<support@example.org>\nSent: Monday, November 23, 2026 11:03 AM\nTo: Anna "
    "Larsen <anna@example.org>\nSubject: Re: it\n\n",
};

static void is_accounted(const mail *m, const seen *s, const char *quote,
                         bool marks, const char *client)
{
    g_autofree char *body = marks ? with_marks(quote) : g_strdup(quote);
    g_autofree char *answer =
        g_strconcat(mine, "\n\n", heads[marks ? 0 : 1], body, NULL);
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    g_ptr_array_add(all, shown_source(s->parts, d.ticket));
    g_autoptr(account) a = account_read(&(account_answer){.text = answer}, all);

    g_strstrip(a->text);
    if (strcmp(a->text, mine) != 0)
        fail_msg("%s, %s %d: what is left is [%s]", m->name, client, marks,
                 a->text);
    assert_int_equal(a->leaks->len, 0);
    assert_false(a->doubt);
}

/* Whatever a client makes of our HTML, nothing of it is taken for hers: neither
 * cells in lines of their own, nor the words of buttons, nor their links. */
static void what_comes_back_is_known(void **state)
{
    static const char *const names[] = {"after", "stuck", "bare", "none"};

    for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
        const mail *m = &mails[i];
        g_auto(seen) s = {0};

        if (m->audience == STORE_TO_ADMIN)
            continue;
        compose(m, &s);
        for (links how = LINK_AFTER; how <= LINK_NONE; how++) {
            g_autofree char *plain = plain_of(s.html, how);
            is_accounted(m, &s, plain, true, names[how]);
            is_accounted(m, &s, plain, false, names[how]);
        }
        g_autofree char *read = htmltext_for_readers(s.html, strlen(s.html),
                                                     1 << 20, no_picture, NULL);
        is_accounted(m, &s, read, true, "HTML");
        if (m->audience !=
            STORE_TO_CUSTOMER) /* whose quote is seen by markup */
            is_accounted(m, &s, read, false, "HTML");
        is_accounted(m, &s, s.text, true, "text");
    }
}

/* ---- much of it ---- */

static const mail handed = {"notify-long",
                            "notify",
                            STORE_TO_OPERATOR,
                            NO_ENTRY,
                            "{\"why\":\"line\",\"words\":\"Anna Larsen hands "
                            "it over.\"}",
                            false,
                            0};
static const mail shown = {
    "show-long", "show", STORE_TO_OPERATOR, NO_ENTRY, "{}", false, 0};

static void compose_long(const mail *m, seen *s)
{
    GError *error = NULL;
    g_autoptr(store_outgoing) o = row_of(m);
    notify_mail *got = notify_compose(d.c, &site, d.pub, d.f->s, o, &error);

    assert_fine(error);
    read_mail(got, s);
    notify_mail_free(got);
}

/* A long history is cut so that the HTML fits; what was asked for whole comes as
 * text, which nobody clips, and has all of it. */
static void long_histories_fit(void **state)
{
    g_autoptr(GString) items = g_string_new("FIRST\n");
    g_auto(seen) over = {0}, all = {0};

    for (int i = 0; i < 40; i++)
        g_string_append(items, "- an item & another\n");
    for (int i = 0; i < 100; i++)
        entry(d.ticket, STORE_ARTICLE, STORE_BY_CUSTOMER,
              "maria.kuznetsova@example.com", "Мария Кузнецова", items->str,
              T0 + (i + 5) * HOUR);
    compose_long(&handed, &over);
    assert_non_null(over.html);
    assert_true(strlen(over.html) <= COMPOSE_HTML_MAX);
    assert_true(strlen(over.html) > COMPOSE_HTML_MAX / 4);
    assert_non_null(strstr(over.html, " earlier: /show</p>"));
    compose_long(&shown, &all);
    assert_null(all.html);
    assert_non_null(strstr(all.text, "One more thing that I forgot"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_template_is_looked_at),
        cmocka_unit_test_setup_teardown(long_histories_fit, setup_en, teardown),
        cmocka_unit_test_setup_teardown(what_comes_back_is_known, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_mail_keeps_the_rules, setup_ru,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_comes_back_is_known, setup_ru,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_mail_keeps_the_rules, setup_nb,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_comes_back_is_known, setup_nb,
                                        teardown),
        cmocka_unit_test_setup_teardown(every_mail_keeps_the_rules, setup,
                                        teardown),
    };
    g_mime_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
