/* test_delivery: did he get it? What a row says of a mail, what reports and receipts
 * change, and what they must not. */
#include "lib/desk_fixture.h"
#include "lib/store_fixture.h"

#include "desk/delivery.h"
#include "desk/happen.h"
#include "desk/status_config.h"

#define KARI  "kari@example.com"
#define PER   "per@example.com"
#define ID    "m55@example.org"
#define HOUR  ((int64_t)3600000)
#define LATER (FIXTURE_NOW - 1000) /* when the letter came in */

/* ---- what a row says ---- */

static const struct {
    const char *what;
    store_out_state state;
    int64_t sent, deferred, relayed, delivered, read, deleted, failed;
    delivery_state is;
    int64_t at;
    bool trouble;
} rows[] = {
    {"in its undo window", STORE_OUT_WAITING, 0, 0, 0, 0, 0, 0, 0,
     DELIVERY_WAITING, 0, false},
    {"to be tried", STORE_OUT_READY, 0, 0, 0, 0, 0, 0, 0, DELIVERY_WAITING, 0,
     false},
    {"put off", STORE_OUT_READY, 0, 3, 0, 0, 0, 0, 0, DELIVERY_DEFERRED, 3,
     true},
    {"stopped", STORE_OUT_CANCELLED, 0, 3, 0, 0, 0, 0, 0, DELIVERY_NONE, 0,
     false},
    {"handed over", STORE_OUT_SENT, 4, 0, 0, 0, 0, 0, 0, DELIVERY_HANDED, 4,
     false},
    {"put off further on", STORE_OUT_SENT, 4, 5, 0, 0, 0, 0, 0,
     DELIVERY_DELAYED, 5, true},
    {"went on after that", STORE_OUT_SENT, 4, 5, 6, 0, 0, 0, 0,
     DELIVERY_RELAYED, 6, false},
    {"put off where it went on to", STORE_OUT_SENT, 4, 7, 6, 0, 0, 0, 0,
     DELIVERY_DELAYED, 7, true},
    {"arrived after a delay", STORE_OUT_SENT, 4, 5, 0, 6, 0, 0, 0,
     DELIVERY_DELIVERED, 6, false},
    {"read; the report came last", STORE_OUT_SENT, 4, 0, 0, 8, 6, 0, 0,
     DELIVERY_READ, 6, false},
    {"deleted", STORE_OUT_SENT, 4, 0, 0, 5, 0, 6, 0, DELIVERY_DELETED, 6,
     false},
    {"deleted when it had been read", STORE_OUT_SENT, 4, 0, 0, 5, 6, 7, 0,
     DELIVERY_READ, 6, false},
    {"said to have failed, without proof", STORE_OUT_SENT, 4, 0, 0, 0, 0, 0, 5,
     DELIVERY_HANDED, 4, false},
    {"came back", STORE_OUT_FAILED, 4, 0, 0, 0, 0, 0, 5, DELIVERY_BOUNCED, 5,
     true},
    {"refused", STORE_OUT_FAILED, 0, 0, 0, 0, 0, 0, 5, DELIVERY_REFUSED, 5,
     true},
    {"one arrived, another did not", STORE_OUT_FAILED, 4, 0, 0, 5, 0, 0, 6,
     DELIVERY_BOUNCED, 6, true},
    {"one did not, another arrived", STORE_OUT_FAILED, 4, 0, 0, 7, 0, 0, 6,
     DELIVERY_DELIVERED, 7, false},
    {"and was read", STORE_OUT_FAILED, 4, 0, 0, 5, 7, 0, 6, DELIVERY_READ, 7,
     false},
    {"and was deleted", STORE_OUT_FAILED, 4, 0, 0, 5, 0, 7, 6, DELIVERY_DELETED,
     7, false},
};

static store_outgoing row_of(size_t i)
{
    return (store_outgoing){.state = rows[i].state,
                            .sent_ms = rows[i].sent,
                            .deferred_ms = rows[i].deferred,
                            .relayed_ms = rows[i].relayed,
                            .delivered_ms = rows[i].delivered,
                            .read_ms = rows[i].read,
                            .deleted_ms = rows[i].deleted,
                            .failed_ms = rows[i].failed,
                            .next_ms = 99,
                            .result = (char *)"answer",
                            .report = (char *)"report"};
}

static void test_states(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const store_outgoing o = row_of(i);
        const delivery d = delivery_of(&o);
        if (d.state != rows[i].is || d.at_ms != rows[i].at ||
            delivery_is_trouble(d.state) != rows[i].trouble)
            fail_msg("%s: %s since %d", rows[i].what, delivery_name(d.state),
                     (int)d.at_ms);
        assert_int_equal(d.next_ms, d.state == DELIVERY_DEFERRED ? 99 : 0);
        if (d.state == DELIVERY_HANDED || d.state == DELIVERY_DEFERRED ||
            d.state == DELIVERY_BOUNCED)
            assert_string_equal(d.words, "answer");
        if (d.state == DELIVERY_DELAYED || d.state == DELIVERY_DELIVERED)
            assert_string_equal(d.words, "report");
    }
}

static void test_asked(void **state)
{
    static const struct {
        config_dsn dsn;
        store_audience audience;
        const char *template;
        delivery_ask ask;
    } asked[] = {
        {CONFIG_DSN_SUCCESS, STORE_TO_CUSTOMER, "reply", DELIVERY_ASK_ALL},
        {CONFIG_DSN_FAILURE, STORE_TO_CUSTOMER, "reply", DELIVERY_ASK_TROUBLE},
        {CONFIG_DSN_NEVER, STORE_TO_CUSTOMER, "reply", DELIVERY_ASK_NOTHING},
        /* nothing that is sent by itself is reported when all is well */
        {CONFIG_DSN_SUCCESS, STORE_TO_CUSTOMER, "ack", DELIVERY_ASK_FAILURE},
        {CONFIG_DSN_SUCCESS, STORE_TO_OPERATOR, "notify", DELIVERY_ASK_FAILURE},
        {CONFIG_DSN_SUCCESS, STORE_TO_ADMIN, "alarm", DELIVERY_ASK_FAILURE},
        {CONFIG_DSN_SUCCESS, STORE_TO_OUTSIDER, "forward",
         DELIVERY_ASK_FAILURE},
        {CONFIG_DSN_NEVER, STORE_TO_CUSTOMER, "ack", DELIVERY_ASK_NOTHING},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(asked); i++) {
        const config_queue q = {.dsn = asked[i].dsn};
        const store_outgoing o = {.audience = asked[i].audience,
                                  .template = (char *)asked[i].template};
        if (delivery_asks(&q, &o) != asked[i].ask)
            fail_msg("row %d asks %d", (int)i, (int)delivery_asks(&q, &o));
    }
}

/* ---- what reports change ---- */

static void sent(world *w)
{
    store_outgoing *o = g_new0(store_outgoing, 1);

    o->id = 55;
    o->audience = STORE_TO_CUSTOMER;
    o->template = g_strdup("reply");
    o->queue = g_strdup("support");
    o->ticket = 1001;
    o->entry = 1;
    o->recipient = g_strdup(KARI);
    o->data = g_strdup("{}");
    o->message_id = g_strdup(ID);
    o->state = STORE_OUT_SENT;
    o->sent_ms = FIXTURE_NOW - HOUR;
    w->s->bounced = o;
    w->entry.sender = (char *)"";
}

/* By the address that reports go to, or by the name of the envelope. */
static void by_row(world *w)
{
    w->v->bounced = 55;
}

static void by_message_id(world *w, bool alone)
{
    w->v->returned = g_strdup(ID);
    w->s->bounced_alone = alone;
}

static void group(world *w, const char *who, const char *action,
                  const char *status)
{
    w->l->kind = LETTER_BOUNCE;
    g_ptr_array_add(w->l->bounces, letter_bounce_new(who, action, status));
}

static void arrived(world *w)
{
    sent(w);
    by_row(w);
    group(w, KARI, "delivered", "2.0.0");
}
static void arrived_elsewhere_spelt(world *w)
{
    sent(w);
    by_row(w);
    group(w, "Kari@EXAMPLE.com", "Delivered", "2.0.0");
}
static void arrived_twice(world *w)
{
    arrived(w);
    w->s->bounced->delivered_ms = 5;
}
static void arrived_at_another(world *w)
{
    sent(w);
    by_row(w);
    group(w, PER, "delivered", "2.0.0");
}
static void arrived_somewhere(world *w)
{
    sent(w);
    by_row(w);
    group(w, NULL, "delivered", "2.0.0");
}
static void arrived_without_proof(world *w)
{
    sent(w);
    group(w, KARI, "delivered", "2.0.0");
    w->v->bounce_found = true; /* but of an older epoch */
}
static void arrived_by_id(world *w)
{
    sent(w);
    by_message_id(w, true);
    group(w, KARI, "delivered", "2.0.0");
}
static void arrived_by_shared_id(world *w)
{
    sent(w);
    by_message_id(w, false);
    group(w, KARI, "delivered", "2.0.0");
}
static void arrived_other_mail(world *w)
{
    arrived(w);
    w->v->returned = g_strdup("other@example.org");
}
static void arrived_before_it_left(world *w)
{
    arrived(w);
    w->s->bounced->state = STORE_OUT_WAITING;
}
/* the report was faster than our own writing down */
static void arrived_at_once(world *w)
{
    arrived(w);
    w->s->bounced->state = STORE_OUT_READY;
}
static void one_arrived_one_went_on(world *w)
{
    arrived(w);
    group(w, KARI, "relayed", "2.0.0");
}
static void one_arrived_one_failed(world *w)
{
    arrived(w);
    w->v->returned = g_strdup(ID);
    group(w, KARI, "failed", "5.1.1");
}
static void expanded(world *w)
{
    sent(w);
    by_row(w);
    group(w, KARI, "expanded", "2.0.0");
}
static void made_up_action(world *w)
{
    sent(w);
    by_row(w);
    group(w, KARI, "eaten", "2.0.0");
}
static void delayed(world *w)
{
    sent(w);
    by_row(w);
    group(w, KARI, "delayed", "4.4.1");
}
static void delayed_for_long(world *w)
{
    delayed(w);
    w->s->bounced->sent_ms = FIXTURE_NOW - 4 * HOUR;
}
static void delayed_and_told(world *w)
{
    delayed_for_long(w);
    w->s->bounced->warned_ms = 5;
}
static void delayed_and_held(world *w)
{
    delayed_for_long(w);
    w->st->t->holder = g_strdup("olga");
}
static void delayed_but_there(world *w)
{
    delayed_for_long(w);
    w->s->bounced->delivered_ms = 5;
}
static void delayed_without_proof(world *w)
{
    delayed_for_long(w);
    w->v->bounced = 0;
}
static void an_ack_is_delayed(world *w)
{
    delayed_for_long(w);
    g_free(w->s->bounced->template);
    w->s->bounced->template = g_strdup("ack");
}
static void failed_claimed_again(world *w)
{
    sent(w);
    w->v->bounced = 55;
    group(w, KARI, "failed", "5.1.1");
    w->s->bounced->failed_ms = 5;
}
static void with_words(world *w)
{
    sent(w);
    by_message_id(w, true);
    group(w, KARI, "failed", "5.1.1");
    ((letter_bounce *)w->l->bounces->pdata[0])->said =
        g_strdup("550 no such user");
}

static void test_reports(void **state)
{
    static const char daemon[] = "mailer-daemon@example.com";
    static const plan_row plans[] = {
        {"it arrived: nobody is told", daemon, "Yes.", arrived,
         "delivered55 =bounce"},
        {"in any spelling", daemon, "Yes.", arrived_elsewhere_spelt,
         "delivered55 =bounce"},
        {"once", daemon, "Yes.", arrived_twice, "=bounce"},
        {"at another's", daemon, "Yes.", arrived_at_another, "=bounce"},
        {"at one who is not named", daemon, "Yes.", arrived_somewhere,
         "delivered55 =bounce"},
        {"without proof", daemon, "Yes.", arrived_without_proof, "=bounce"},
        {"by its Message-ID", daemon, "Yes.", arrived_by_id,
         "delivered55 =bounce"},
        {"which others have as well", daemon, "Yes.", arrived_by_shared_id,
         "=bounce"},
        {"with another mail", daemon, "Yes.", arrived_other_mail, "=bounce"},
        {"before it has left", daemon, "Yes.", arrived_before_it_left,
         "=bounce"},
        {"at once", daemon, "Yes.", arrived_at_once, "delivered55 =bounce"},
        {"his address stands for two", daemon, "Yes.", one_arrived_one_went_on,
         "relayed55 =bounce"},
        {"of whom one gets nothing", daemon, "No.", one_arrived_one_failed,
         "bounced55 event[mail to " KARI " came back: 5.1.1] =bounce "
         "bounced>anna bounced>olga"},
        {"a list", daemon, "Yes.", expanded, "relayed55 =bounce"},
        {"a word of nobody's", daemon, "Yes.", made_up_action, "=bounce"},
        {"a delay", daemon, "Wait.", delayed, "delayed55 =bounce"},
        {"a long one: the line, of nobody's", daemon, "Wait.", delayed_for_long,
         "delayed55 event[mail to " KARI " is put off: 4.4.1] =bounce "
         "bounced>anna bounced>olga told55"},
        {"its holder alone", daemon, "Wait.", delayed_and_held,
         "delayed55 event[mail to " KARI " is put off: 4.4.1] =bounce "
         "bounced>olga told55"},
        {"once", daemon, "Wait.", delayed_and_told, "delayed55 =bounce"},
        {"after it arrived", daemon, "Wait.", delayed_but_there, "=bounce"},
        {"without proof", daemon, "Wait.", delayed_without_proof, "=bounce"},
        {"of what is sent by itself", daemon, "Wait.", an_ack_is_delayed,
         "delayed55 =bounce"},
        {"a failure without proof is told once", daemon, "No.",
         failed_claimed_again, "=bounce"},
        {"what the server said", daemon, "No.", with_words,
         "bounced55 event[mail to " KARI
         " came back: 5.1.1, 550 no such user] =bounce "
         "bounced>anna bounced>olga"},
    };

    check_plans(plans, G_N_ELEMENTS(plans));
}

/* ---- receipts ---- */

static void receipt(world *w)
{
    sent(w);
    by_row(w);
    w->l->kind = LETTER_AUTO_REPLY;
    w->l->receipt = LETTER_RECEIPT_DISPLAYED;
}
static void receipt_deleted(world *w)
{
    receipt(w);
    w->l->receipt = LETTER_RECEIPT_DELETED;
}
static void receipt_twice(world *w)
{
    receipt(w);
    w->s->bounced->read_ms = 5;
}
static void deleted_when_read(world *w)
{
    receipt_deleted(w);
    w->s->bounced->read_ms = 5;
}
static void receipt_for_him(world *w)
{
    receipt(w);
    w->l->receipt_for = g_strdup(KARI);
}
static void receipt_other(world *w)
{
    receipt(w);
    w->l->receipt = LETTER_RECEIPT_OTHER;
}
static void receipt_forged(world *w)
{
    receipt(w);
    w->trust->auth = TRUST_FAIL;
}
static void receipt_without_proof(world *w)
{
    receipt(w);
    w->v->bounced = 0;
    w->s->by_tag = 1001;
}
static void receipt_by_id(world *w)
{
    receipt(w);
    w->v->bounced = 0;
    by_message_id(w, true);
}
static void receipt_of_ack(world *w)
{
    receipt(w);
    g_free(w->s->bounced->template);
    w->s->bounced->template = g_strdup("ack");
    w->s->by_tag = 1001;
}
static void operators_receipt(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    w->l->kind = LETTER_AUTO_REPLY;
    w->l->receipt = LETTER_RECEIPT_DISPLAYED;
}
/* A receipt in words that nobody knows here, from nobody, to the address that
 * reports go to. */
static void receipt_unknown(world *w)
{
    sent(w);
    by_row(w);
    w->v->bounce_found = true;
    w->s->by_tag = 1001;
}

static void test_receipts(void **state)
{
    static const plan_row plans[] = {
        {"he has read it", KARI, "Read.", receipt, "read55 =machine"},
        {"he deleted it", KARI, "Not read.", receipt_deleted,
         "deleted55 =machine"},
        {"once", KARI, "Read.", receipt_twice, "=machine"},
        {"deleted when it was read", KARI, "Not read.", deleted_when_read,
         "=machine"},
        {"his server says so", "receipts@example.com", "Read.", receipt_for_him,
         "read55 =machine"},
        {"somebody to whom it was passed on", PER, "Read.", receipt,
         "=machine"},
        {"it says something else", KARI, "Faxed.", receipt_other, "=machine"},
        {"From is forged", KARI, "Read.", receipt_forged, "=machine"},
        {"without proof it is any machine's letter", KARI, "Read.",
         receipt_without_proof,
         "event[automatic reply of " KARI ": Hello] =machine"},
        {"by the Message-ID", KARI, "Read.", receipt_by_id, "read55 =machine"},
        {"of an acknowledgement", KARI, "Read.", receipt_of_ack,
         "event[automatic reply of " KARI ": Hello] =machine"},
        {"an operator is not away for it", "anna@example.org", "Read.",
         operators_receipt, "=machine"},
        {"in words of no language", KARI, "Lugesin.", receipt_unknown,
         "event[automatic mail of " KARI ": Hello] =machine "
         "notify/machine>anna notify/machine>olga"},
    };

    check_plans(plans, G_N_ELEMENTS(plans));
}

/* Moments are those of the letter, and words go into the row. */
static void test_details(void **state)
{
    world *w = world_new("mailer-daemon@example.com", "Yes.");

    arrived(w);
    g_autoptr(plan) p = world_decide(w);
    const plan_step *s = plan_find(p, PLAN_REPORTED);
    g_autoptr(GPtrArray) all = happen_of(p, w->st, status_model_of(w->c));
    assert_non_null(s);
    assert_int_equal(s->reported.at_ms, LATER);
    assert_string_equal(s->reported.words, "2.0.0");
    assert_int_equal(all->len, 1);
    assert_int_equal(((happening *)all->pdata[0])->what, HAPPEN_DELIVERED);
    world_free(w);
}

/* ---- put off by our own server ---- */

static void test_put_off(void **state)
{
    static const struct {
        const char *what;
        int64_t deferred, warned;
        const char *template, *plan;
    } cases[] = {
        {"not for long", FIXTURE_NOW - 4 * HOUR + 1, 0, "reply", ""},
        {"for long", FIXTURE_NOW - 4 * HOUR, 0, "reply",
         "event[mail to " KARI " is put off: 450 grey] bounced>anna "
         "bounced>olga told55"},
        {"told", FIXTURE_NOW - 9 * HOUR, 5, "reply", ""},
        {"never yet", 0, 0, "reply", ""},
        {"an acknowledgement", FIXTURE_NOW - 9 * HOUR, 0, "ack", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        world *w = world_new(KARI, "x");
        sent(w);
        store_outgoing *o = w->s->bounced;
        o->state = STORE_OUT_READY;
        o->deferred_ms = cases[i].deferred;
        o->warned_ms = cases[i].warned;
        g_free(o->template);
        o->template = g_strdup(cases[i].template);
        g_autoptr(plan) p =
            decide_put_off(w->c, w->st, o, "450 grey", FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        if (strcmp(is, cases[i].plan) != 0)
            fail_msg("%s: is %s", cases[i].what, is);
        assert_int_equal(decide_is_put_off(o, FIXTURE_NOW),
                         *cases[i].plan != 0);
        world_free(w);
    }
}

/* ---- in the store ---- */

static store_ticket *ticket_in(store *s)
{
    store_ticket *t = sample_ticket("Hello", 9);
    GError *error = NULL;

    store_ticket_add(s, t, &error);
    assert_fine(error);
    return t;
}

/* What a list finds is what is said of the row itself. */
static void test_found(void **state)
{
    fixture *f = *state;
    GError *error = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const store_ticket_filter filter = {.undelivered = true, .limit = 1000};
        store_begin_deciding(f->s, &error);
        g_autoptr(store_ticket) t = ticket_in(f->s);
        g_autoptr(store_outgoing) old = sample_outgoing(t->id, 1, KARI, 9);
        g_autoptr(store_outgoing) o = sample_outgoing(t->id, 2, KARI, 9);
        const struct {
            store_report report;
            int64_t at_ms;
        } reports[] = {
            {STORE_REPORT_DELAYED, rows[i].deferred},
            {STORE_REPORT_RELAYED, rows[i].relayed},
            {STORE_REPORT_DELIVERED, rows[i].delivered},
            {STORE_REPORT_READ, rows[i].read},
            {STORE_REPORT_DELETED, rows[i].deleted},
            {STORE_REPORT_FAILED, rows[i].failed},
        };
        old->state = STORE_OUT_FAILED; /* an earlier one is of no account */
        o->state = rows[i].state;
        o->sent_ms = rows[i].sent;
        store_outgoing_add(f->s, old, &error);
        store_outgoing_add(f->s, o, &error);
        for (size_t k = 0; k < G_N_ELEMENTS(reports); k++)
            if (reports[k].at_ms > 0)
                store_outgoing_report(f->s, o->id, reports[k].report,
                                      reports[k].at_ms, NULL, &error);
        g_autoptr(GPtrArray) all = store_ticket_list(f->s, &filter, &error);
        assert_fine(error);
        bool found = false;
        for (guint k = 0; k < all->len; k++)
            found |= ((store_ticket *)all->pdata[k])->id == t->id;
        if (rows[i].state != STORE_OUT_CANCELLED && found != rows[i].trouble)
            fail_msg("%s: %s", rows[i].what, found ? "found" : "not found");
        store_commit(f->s, &error);
        assert_fine(error);
    }
}

static void is_state(store *s, int64_t id, delivery_state state, int64_t at_ms)
{
    GError *error = NULL;
    g_autoptr(store_outgoing) o = store_outgoing_get(s, id, &error);
    assert_fine(error);
    const delivery d = delivery_of(o);
    if (d.state != state || d.at_ms != at_ms)
        fail_msg("is %s since %d", delivery_name(d.state), (int)d.at_ms);
}

/* A row's way, one step after the other. */
static void test_way(void **state)
{
    fixture *f = *state;
    GError *error = NULL;

    store_begin_deciding(f->s, &error);
    g_autoptr(store_ticket) t = ticket_in(f->s);
    g_autoptr(store_outgoing) o = sample_outgoing(t->id, 1, KARI, 9);
    o->state = STORE_OUT_READY;
    store_outgoing_add(f->s, o, &error);
#define RESULT(state, at) \
    store_outgoing_result(f->s, o->id, state, 77, "words", at, &error)
#define REPORT(what, at) \
    store_outgoing_report(f->s, o->id, STORE_REPORT_##what, at, "2.0.0", &error)
    RESULT(STORE_OUT_READY, 10);
    is_state(f->s, o->id, DELIVERY_DEFERRED, 10);
    RESULT(STORE_OUT_READY, 20); /* since the first time */
    is_state(f->s, o->id, DELIVERY_DEFERRED, 10);
    RESULT(STORE_OUT_SENT, 30);
    is_state(f->s, o->id, DELIVERY_HANDED, 30);
    REPORT(DELAYED, 40);
    REPORT(DELAYED, 45);
    is_state(f->s, o->id, DELIVERY_DELAYED, 40);
    REPORT(DELIVERED, 50);
    REPORT(DELIVERED, 55);
    is_state(f->s, o->id, DELIVERY_DELIVERED, 50);
    RESULT(STORE_OUT_FAILED, 60);
    is_state(f->s, o->id, DELIVERY_BOUNCED, 60);
    RESULT(STORE_OUT_FAILED, 65);
    is_state(f->s, o->id, DELIVERY_BOUNCED, 60);
    RESULT(STORE_OUT_READY, 70); /* an administrator tries it again */
    is_state(f->s, o->id, DELIVERY_DEFERRED, 70);
    /* a bounce that comes before we have written down that it went */
    RESULT(STORE_OUT_FAILED, 80);
    RESULT(STORE_OUT_SENT, 90);
    is_state(f->s, o->id, DELIVERY_BOUNCED, 80);
    store_rollback(f->s);
    assert_fine(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_reports),
        cmocka_unit_test(test_receipts),
        cmocka_unit_test(test_details),
        cmocka_unit_test(test_put_off),
        cmocka_unit_test_setup_teardown(test_found, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_way, fixture_setup,
                                        fixture_teardown),
    };
    return cmocka_run_group_tests_name("delivery", tests, NULL, NULL);
}
