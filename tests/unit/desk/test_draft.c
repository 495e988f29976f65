/* test_draft: letter and snapshot -> steps: requests that an operator opens for
 * somebody else, and replies to those who have a telephone. */
#include "lib/desk_fixture.h"

#include "config/site.h"
#include "quote/trim.h"

#include <jansson.h>

#define KARI "kari@example.com"
#define PER  "per@example.com"
#define ANNA "anna@example.org"

#define GMAIL                                  \
    "---------- Forwarded message ---------\n" \
    "From: Per Hansen <per@example.com>\n"     \
    "Date: Mon, 30 Nov 2026 at 09:00\n"        \
    "Subject: Printer\n"                       \
    "To: Anna <anna@example.org>\n\n"          \
    "It is silent.\n\n"                        \
    "/close\n"

static void logged_in(world *w)
{
    w->trust->sasl = w->trust->operator_;
    ((config_site *)w->c->site)->calling_code = g_strdup("47");
}
static void forged(world *w)
{
    w->trust->auth = TRUST_FAIL;
}
static void attached_message(world *w)
{
    letter_attachment *a = letter_attachment_new();

    logged_in(w);
    g_free(a->type);
    a->type = g_strdup("message/rfc822");
    a->claim = g_strdup("<m77@example.com>");
    a->text = g_strdup("Printer\nFrom: Per Hansen <per@example.com>\n"
                       "It is silent.\n");
    g_ptr_array_add(w->l->attachments, a);
}
static void ours_attached(world *w)
{
    attached_message(w);
    letter_attachment *a = w->l->attachments->pdata[0];
    g_free(a->text);
    a->text = g_strdup("#1001 Printer\nFrom: Kari via Support "
                       "<support@example.org>\nIt is silent.\n");
}
static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}

#define SHOWN "hold:draft draft>anna =held"
#define OPENS                                                 \
    "ticket(anna@example.org)staff article:customer =ticket " \
    "ack>anna@example.org notify/new>anna notify/new>olga"

static void test_shown(void **state)
{
    static const plan_row rows[] = {
        {"an address", ANNA, "/new per@example.com Per\nIt is silent.",
         logged_in, SHOWN},
        {"a telephone", ANNA, "/new 22 33 44 55 Per\nIt is silent.", logged_in,
         SHOWN},
        {"of no country", ANNA, "/new 22 33 44 55 Per\nIt is silent.", NULL,
         "error>anna =error"},
        {"nobody proved who she is: she is asked", ANNA,
         "/new per@example.com\nIt is silent.", NULL, SHOWN},
        {"a forged one is not", ANNA, "/new per@example.com\nIt is silent.",
         forged,
         "ticket(" ANNA ") article:customer =ticket notify/new>anna "
         "notify/new>olga"},
        {"a forwarded message", ANNA, GMAIL, logged_in, SHOWN},
        {"with words above it", ANNA, "For us.\n\n" GMAIL, logged_in, SHOWN},
        {"and for somebody else", ANNA, "/new " KARI "\n\n" GMAIL, logged_in,
         SHOWN},
        {"an attached message", ANNA, "For us.", attached_message, SHOWN},
        {"one of ours is none", ANNA, "Look.", ours_attached, OPENS},
        {"for nobody", ANNA, "/new Per\nIt is silent.", logged_in,
         "error>anna =error"},
        {"for us", ANNA, "/new support@example.org\nIt is silent.", logged_in,
         "error>anna =error"},
        {"without a word", ANNA, "/new per@example.com", logged_in,
         "error>anna =error"},
        {"with a command for a request", ANNA,
         "/new per@example.com\n/close\nIt is silent.", logged_in,
         "error>anna =error"},
        {"in an answer", ANNA, "/new per@example.com\nIt is silent.", cap,
         "error>anna =error"},
        {"a customer's is text", KARI, "/new per@example.com\nIt is silent.",
         NULL,
         "ticket(" KARI ") article:customer =ticket ack>" KARI
         " notify/new>anna notify/new>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* What she is shown is what is kept. */
static void test_data(void **state)
{
    static const struct {
        const char *text, *subject, *customer, *name, *about, *note, *said;
        bool offered, ack;
    } rows[] = {
        {"/new per@example.com Per Hansen\n/acknowledge\nIt is silent.",
         "Hello", PER, "Per Hansen", "Hello", "", "It is silent.", false, true},
        {"/new per@example.com\n/подтвердить выкл\nIt is silent.", "Hello", PER,
         NULL, "Hello", "", "It is silent.", false, false},
        {"/new per@example.com\n/bekreft på\nIt is silent.", "Hello", PER, NULL,
         "Hello", "", "It is silent.", false, true},
        {"/new 22334455\nIt is silent.", "", "tel:+4722334455", NULL,
         "It is silent.", "", "It is silent.", false, false},
        {"For us.\n\n" GMAIL, "Fwd: Printer", PER, "Per Hansen", "Printer",
         "For us.", "It is silent.\n\n/close", true, false},
        {"/new " KARI "\nFor us.\n\n" GMAIL, "Fwd: Printer", KARI, NULL,
         "Printer", "For us.", "It is silent.\n\n/close", false, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, rows[i].text);
        logged_in(w);
        g_free(w->l->subject);
        w->l->subject = g_strdup(rows[i].subject);
        g_autoptr(plan) p = world_decide(w);
        const plan_step *s = plan_find(p, PLAN_HOLD);
        assert_non_null(s);
        json_t *data = json_loads(s->hold->data, 0, NULL);
        const json_t *d = json_object_get(data, "draft");
#define SAYS(key) json_string_value(json_object_get(d, key))
        print_message("%s\n", s->hold->data);
        assert_string_equal(SAYS("customer"), rows[i].customer);
        assert_int_equal(g_strcmp0(SAYS("name"), rows[i].name), 0);
        assert_string_equal(SAYS("subject"), rows[i].about);
        assert_string_equal(SAYS("note"), rows[i].note);
        assert_string_equal(s->hold->text, rows[i].said);
        assert_int_equal(json_is_true(json_object_get(d, "offered")),
                         rows[i].offered);
        assert_int_equal(json_is_true(json_object_get(d, "ack")), rows[i].ack);
        json_decref(data);
        world_free(w);
    }
}

/* ---- her word ---- */

static void shown_to(world *w, const char *who, const char *draft)
{
    world_capability(w, TAG_HELD, "anna", 0);
    w->s->held = world_held(w, who, STORE_HELD_DRAFT);
    w->s->held->ticket = 0;
    w->s->by_capability = w->s->by_claim = w->s->by_tag = 0;
    g_free(w->s->held->data);
    w->s->held->data = g_strdup(draft);
}
static void for_per(world *w)
{
    shown_to(w, "anna",
             "{\"draft\":{\"customer\":\"per@example.com\",\"subject\":\"S\","
             "\"note\":\"\"}}");
}
static void with_note(world *w)
{
    shown_to(w, "anna",
             "{\"draft\":{\"customer\":\"per@example.com\",\"subject\":\"S\","
             "\"note\":\"For us.\",\"ack\":true}}");
}
static void for_nobody(world *w)
{
    shown_to(w, "anna", "{\"draft\":{\"subject\":\"S\",\"note\":\"\"}}");
}
static void for_phone(world *w)
{
    shown_to(w, "anna",
             "{\"draft\":{\"customer\":\"tel:+4722334455\",\"subject\":\"S\","
             "\"note\":\"\",\"ack\":true}}");
}
static void olgas(world *w)
{
    for_per(w);
    g_free(w->s->held->operator_id);
    w->s->held->operator_id = g_strdup("olga");
}
static void opened(world *w)
{
    for_per(w);
    w->s->held->state = STORE_HELD_SENT;
}

#define OPENED                                                      \
    "ticket(per@example.com) event[opened it for per@example.com] " \
    "article:customer =ticket "

static void test_answers(void **state)
{
    static const plan_row rows[] = {
        {"/send opens it", ANNA, "/send", for_per,
         OPENED "notify/new>anna held7=sent"},
        {"with an acknowledgement", ANNA, "/send\n/acknowledge", for_per,
         OPENED "ack>per@example.com notify/new>anna held7=sent"},
        {"and her note", ANNA, "/send", with_note,
         "ticket(per@example.com) event[opened it for per@example.com] "
         "article:customer =ticket ack>per@example.com notify/new>anna "
         "held7=sent note:anna"},
        {"/drop does not", ANNA, "/drop", for_per, "held7=dropped =dropped"},
        {"for somebody else", ANNA, "/new " KARI "\n/send", for_per,
         "ticket(" KARI ") event[opened it for " KARI "] article:customer "
         "=ticket notify/new>anna held7=sent"},
        {"which is shown first", ANNA, "/new " KARI, for_per,
         "held7=dropped hold:draft draft>anna =held"},
        {"another text, too", ANNA, "It is dumb.", for_per,
         "held7=dropped hold:draft draft>anna =held"},
        {"somebody must be named", ANNA, "/send", for_nobody,
         "error>anna =error"},
        {"a telephone gets no mail", ANNA, "/send", for_phone,
         "ticket(tel:+4722334455) event[opened it for +4722334455] "
         "article:customer =ticket notify/new>anna held7=sent"},
        {"a word is needed", ANNA, "", for_per, "error>anna =error"},
        {"both are not", ANNA, "/send\n/drop", for_per, "error>anna =error"},
        {"a colleague's", ANNA, "/send", olgas, "error>anna =error"},
        {"once", ANNA, "/send", opened, "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* A customer's own words say in which language he is written to; who telephones
 * said none of them. */
static void test_language(void **state)
{
    static const struct {
        const char *text;
        void (*about)(world *w);
        const char *language;
    } rows[] = {
        {"It is silent.", for_per, "en"},
        {"Hei, jeg får ikke logget inn på kontoen min. Kan dere hjelpe?",
         for_per, "nb"},
        {"Hei, jeg får ikke logget inn på kontoen min. Kan dere hjelpe?",
         for_phone, "en"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, "/send\n/acknowledge");
        rows[i].about(w);
        g_free(w->s->held->text);
        w->s->held->text = g_strdup(rows[i].text);
        w->l->language = g_strdup("ru"); /* hers */
        g_autoptr(plan) p = world_decide(w);
        const plan_step *made = plan_find(p, PLAN_TICKET);
        assert_non_null(made);
        assert_string_equal(made->ticket->language, rows[i].language);
        world_free(w);
    }
}

static void test_remind(void **state)
{
    world *w = world_new(ANNA, "");
    g_autoptr(store_held) h = world_held(w, "anna", STORE_HELD_DRAFT);
    g_autoptr(plan) early = NULL;

    h->ticket = 0;
    h->created_ms = FIXTURE_NOW - DECIDE_REMIND_AUTHOR_MS;
    g_autoptr(plan) p = decide_remind(w->c, NULL, h, FIXTURE_NOW);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(is, "held7=open/reminded=2 draft>anna");
    early = decide_remind(w->c, NULL, h, FIXTURE_NOW - 1);
    g_autofree char *nothing = plan_summary(early);
    assert_string_equal(nothing, "");
    world_free(w);
}

/* ---- calls ---- */

static void by_phone(world *w)
{
    store_participant *p = w->st->participants->pdata[0];

    world_capability(w, TAG_REPLY, "anna", 1);
    g_free(p->address);
    p->address = g_strdup("tel:+4722334455");
    ((config_queue *)w->c->queues->pdata[0])->undo_ms = 0;
}
static void of_olga(world *w)
{
    by_phone(w);
    w->st->t->holder = g_strdup("olga");
}
static void with_undo(world *w)
{
    by_phone(w);
    ((config_queue *)w->c->queues->pdata[0])->undo_ms = 60000;
}

static void test_calls(void **state)
{
    static const plan_row rows[] = {
        {"a reply is a call", ANNA, "Press the button.", by_phone,
         "article:anna =reply notify/call>anna holder=anna event[took it by "
         "replying] status=answered event[status new -> answered]"},
        {"of her who holds it", ANNA, "Press the button.", of_olga,
         "article:anna =reply notify/reply>olga "
         "status=answered event[status new -> answered]"},
        {"when it cannot be stopped any more", ANNA, "Press the button.",
         with_undo, "article:anna~ =reply"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_call_published(void **state)
{
    world *w = world_new(ANNA, "");

    with_undo(w);
    store_entry *e = world_pending(w->st, "anna", "Press the button.");
    e->seen = 1;
    g_autoptr(plan) p = decide_publish(w->c, w->st, e, FIXTURE_NOW);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(is, "publish2 holder=anna event[took it by replying] "
                            "status=answered event[status new -> answered] "
                            "notify/call>anna");
    world_free(w);
}

int main(void)
{
    trim_ready();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shown),          cmocka_unit_test(test_data),
        cmocka_unit_test(test_answers),        cmocka_unit_test(test_language),
        cmocka_unit_test(test_remind),         cmocka_unit_test(test_calls),
        cmocka_unit_test(test_call_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
