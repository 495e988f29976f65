/* test_doors: what stands before the desk's own door, and what becomes of mail
 * that comes through it: lists, groups, forms, calendars, responders. */
#include "desk/facts/door.h"
#include "lib/desk_fixture.h"

#define PER  "per@example.com"
#define KARI "kari@example.com"
#define LINE " notify/new>anna notify/new>olga"
#define NEW  "article:customer =ticket ack>" PER

static head *read_head(const char *lines)
{
    return head_read(lines, strlen(lines));
}

/* ---- facts ---- */

static void test_lists(void **state)
{
    static const struct {
        const char *header;
        door_list is;
    } rows[] = {
        {"To: x@example.net\n\n", DOOR_PLAIN},
        {"List-Unsubscribe: <mailto:x@example.net>\n\n", DOOR_MARKED},
        /* whoever leaves our newsletter writes to us; that makes it no list */
        {"List-Unsubscribe: <mailto:support@example.org>\n\n", DOOR_MARKED},
        {"List-Post: NO\n\n", DOOR_MARKED},
        {"List-Post: <mailto:support@example.org>\n\n", DOOR_OURS},
        {"List-Post: <https://groups.example.net/a@b>, "
         "<MAILTO:Support@Example.ORG?subject=x>\n\n",
         DOOR_OURS},
        {"Mailing-list: list support@example.org; contact o@example.net\n\n",
         DOOR_OURS},
        {"X-BeenThere: help@example.org\n\n", DOOR_OURS},
        {"List-Id: Support <support.example.org>\n\n", DOOR_OURS},
        {"List-Id: HELP.example.org\n\n", DOOR_OURS},
        {"List-Id: <support.example.org.evil.example>\n\n", DOOR_NEWS},
        {"List-Id: <news.example.org>\n\n", DOOR_NEWS},
        {"List-Id: <news.example.org>\nList-Post: NO\n\n", DOOR_NEWS},
        {"List-Id: <talk.example.net>\n"
         "List-Post: <mailto:talk@example.net>\n\n",
         DOOR_OTHERS},
        {"X-Mailing-List: talk@example.net\n\n", DOOR_OTHERS},
    };
    config *c = fixture_config(FALSE);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(head) h = read_head(rows[i].header);
        print_message("%s", rows[i].header);
        assert_int_equal(door_list_of(c, h), rows[i].is);
    }
    config_free(c);
}

static void test_addressed(void **state)
{
    static const struct {
        const char *header;
        bool is;
    } rows[] = {
        {"To: A <a@example.net>, support@example.org\n\n", true},
        {"Cc: Support+o-x@Example.org\n\n", true},
        {"To: a@example.net\nCc: b@example.net\nCc: help@example.org\n\n",
         true},
        {"To: talk@example.net\nResent-To: support@example.org\n\n", true},
        {"To: \"support@example.org\" <a@example.net>\n\n", false},
        {"To: undisclosed-recipients:;\n\n", false},
        {"Delivered-To: support@example.org\n\n", false},
    };
    config *c = fixture_config(FALSE);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(head) h = read_head(rows[i].header);
        print_message("%s", rows[i].header);
        assert_int_equal(door_addressed(c, h), rows[i].is);
    }
    config_free(c);
}

/* The author behind a From of ours, and the field that names him. */
static void test_author(void **state)
{
    static const struct {
        const char *header, *author, *field;
    } rows[] = {
        {"Reply-To: Kari <Kari@Example.com>\n\n", KARI, "Reply-To"},
        {"Reply-To: support@example.org, kari@example.com\n\n", KARI,
         "Reply-To"},
        {"Reply-To: a@example.com, b@example.com\n\n", NULL, NULL},
        {"X-Original-Sender: kari@example.com\nReply-To: x@example.com\n\n",
         KARI, "X-Original-Sender"},
        {"X-Original-From: Kari <kari@example.com>\n"
         "Reply-To: x@example.com\n\n",
         KARI, "X-Original-From"},
        {"Author: kari@example.com\n\n", KARI, "Author"},
        {"X-Original-From: support@example.org\nReply-To: " KARI "\n\n", KARI,
         "Reply-To"},
        {"Cc: kari@example.com\n\n", NULL, NULL},
        {"Cc: kari@example.com\nX-BeenThere: support@example.org\n\n", KARI,
         "Cc"},
        {"\n", NULL, NULL},
    };
    config *c = fixture_config(FALSE);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *field = NULL;
        g_autoptr(head) h = read_head(rows[i].header);
        g_autofree char *author = door_author(c, h, &field);
        print_message("%s", rows[i].header);
        if (!rows[i].author) {
            assert_null(author);
            continue;
        }
        assert_string_equal(author, rows[i].author);
        assert_string_equal(field, rows[i].field);
    }
    config_free(c);
}

/* He is nobody proved, and never an operator. */
static void test_behind(void **state)
{
    static const struct {
        const char *header, *from, *found;
        trust_auth auth;
        bool authserv;
    } rows[] = {
        {"From: support@example.org\nReply-To: kari@example.com\n\n", KARI,
         "Reply-To", TRUST_NONE, false},
        {"From: Anna <help@example.org>\nReply-To: anna@example.org\n\n",
         "anna@example.org", "Reply-To", TRUST_NONE, false},
        {"From: support@example.org\n\n", "support@example.org", "", TRUST_NONE,
         false},
        {"From: kari@example.com\nReply-To: x@example.com\n\n", KARI, NULL,
         TRUST_NONE, false},
        {"From: support@example.org\nReply-To: kari@example.com\n\n", KARI,
         "Reply-To", TRUST_FAIL, true},
        {"Authentication-Results: mx.example.org; dmarc=pass "
         "header.from=example.org\n"
         "From: support@example.org\nReply-To: kari@example.com\n\n",
         KARI, "Reply-To", TRUST_NONE, true},
        {"Authentication-Results: mx.example.org; dmarc=pass "
         "header.from=example.com\n"
         "From: kari@example.com\nReply-To: x@example.com\n\n",
         KARI, NULL, TRUST_PASS, true},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        config *c = fixture_config(rows[i].authserv);
        spool_entry e = {.door = (char *)"milter",
                         .client = (char *)"10.0.0.1"};
        g_autoptr(head) h = read_head(rows[i].header);
        g_autoptr(trust_facts) t = trust_read(c, &e, h);
        print_message("%s", rows[i].header);
        assert_string_equal(t->from, rows[i].from);
        if (rows[i].found)
            assert_string_equal(t->found, rows[i].found);
        else
            assert_null(t->found);
        assert_int_equal(t->auth, rows[i].auth);
        assert_null(t->operator_);
        config_free(c);
    }
}

static void test_spf(void **state)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    g_ptr_array_add(ids, (char *)"mx.example.org");
    assert_true(trust_spf_failed("mx.example.org; dkim=none; spf=fail "
                                 "smtp.mailfrom=example.com",
                                 ids));
    assert_false(trust_spf_failed("mx.example.org; spf=softfail", ids));
    assert_false(trust_spf_failed("mx.example.net; spf=fail", ids));
}

/* ---- decisions ---- */

static void tagged(world *w)
{
    w->s->by_tag = 1001;
}
static void by_list(world *w, door_list list, bool addressed)
{
    w->l->kind = LETTER_LIST;
    w->v->list = list;
    w->v->addressed = addressed;
}
static void group(world *w)
{
    by_list(w, DOOR_OURS, false);
}
static void group_tagged(world *w)
{
    group(w);
    tagged(w);
}
static void group_spam(world *w)
{
    group(w);
    w->verdict->score = 10;
}
static void provider(world *w)
{
    by_list(w, DOOR_MARKED, true);
}
static void provider_tagged(world *w)
{
    provider(w);
    tagged(w);
}
static void leaflet(world *w)
{
    by_list(w, DOOR_MARKED, false);
}
static void talk(world *w)
{
    by_list(w, DOOR_OTHERS, true);
}
static void talk_spam(world *w)
{
    talk(w);
    w->verdict->score = 10;
}
static void talk_tagged(world *w)
{
    talk(w);
    tagged(w);
}
static void overheard(world *w)
{
    by_list(w, DOOR_OTHERS, false);
}
static void news(world *w)
{
    by_list(w, DOOR_NEWS, true);
}
static void news_let_in(world *w)
{
    news(w);
    w->entry.released = (char *)"earlier";
}
static void invited(world *w)
{
    w->l->kind = LETTER_CALENDAR;
}
static void invited_tagged(world *w)
{
    invited(w);
    tagged(w);
}
static void accepted(world *w)
{
    invited(w);
    w->l->bare = true;
}
static void accepted_tagged(world *w)
{
    accepted(w);
    tagged(w);
}
static void report_let_in(world *w)
{
    w->l->kind = LETTER_AUTO_REPLY;
    w->entry.released = (char *)"earlier";
}
static void ours(world *w)
{
    w->v->own = w->v->from_us = true;
    w->v->own_kind = TAG_REPLY;
}
static void ours_as_list(world *w)
{
    ours(w);
    w->l->kind = LETTER_LIST;
}
static void report_of_ours(world *w)
{
    ours(w);
    w->v->from_us = false;
    w->l->kind = LETTER_BOUNCE;
}
static void answer_with_our_id(world *w)
{
    ours(w);
    w->v->from_us = false;
    w->l->kind = LETTER_AUTO_REPLY;
    tagged(w);
}
static void sent_on(world *w)
{
    ours(w);
    w->v->from_us = false;
}
static void sent_on_by_operator(world *w)
{
    sent_on(w);
    tagged(w);
}
static void sent_on_by_customer(world *w)
{
    sent_on_by_operator(w);
    w->v->own_kind = TAG_CUSTOMER;
}
static void rewritten(world *w)
{
    w->trust->found = "Reply-To";
    w->v->from_us = true;
    g_ptr_array_add(w->l->reply_to, letter_address_new("Per Hansen", PER));
}
static void rewritten_tagged(world *w)
{
    rewritten(w);
    w->trust->authserv_known = true;
    w->trust->auth = TRUST_FAIL;
    tagged(w);
}
static void form(world *w)
{
    w->v->reply_to = g_strdup(KARI);
}
static void form_trusted(world *w)
{
    form(w);
    ((config_queue *)w->v->queue)->reply_to = CONFIG_REPLY_TO_TRUST;
}
static void form_for_operator(world *w)
{
    form_trusted(w);
    g_free(w->v->reply_to);
    w->v->reply_to = g_strdup("anna@example.org");
}
static void subject(world *w, const char *words)
{
    g_free(w->l->subject);
    w->l->subject = g_strdup(words);
}
static void responder(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    subject(w, "Automatisch antwoord: #1001 Printer [#1001-AAAAAAAA]");
}
static void responder_by_filter(world *w)
{
    responder(w);
    w->l->kind = LETTER_AUTO_REPLY;
}
static void responder_says_so(world *w)
{
    responder_by_filter(w);
    w->v->automatic = true;
}
static void responder_to_hold(world *w)
{
    responder(w);
    world_capability(w, TAG_HELD, "anna", 0);
    w->s->held = world_held(w, "anna", STORE_HELD_DOUBT);
}
static void responder_of_customer(world *w)
{
    subject(w, "Automatic reply: Re: Printer [#1001-AAAAAAAA]");
    tagged(w);
}
static void about_responders(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    subject(w, "Re: #1001 Automatic reply: it is broken [#1001-AAAAAAAA]");
}

#define HIS "article:customer =article notify/article>anna notify/article>olga"
#define TOLD                                                            \
    "event[list mail of " KARI ": Hello] =machine notify/machine>anna " \
    "notify/machine>olga"
#define AWAY                                                             \
    "hold:doubt event[Anna Larsen is away, and this automatic reply of " \
    "hers is on hold: Automatisch antwoord: #1001 Printer "              \
    "[#1001-AAAAAAAA]] "

static void test_doors(void **state)
{
    static const plan_row rows[] = {
        {"a group before the desk is a door, but gets no answer", PER, "Hi.",
         group, "ticket(" PER ") article:customer =ticket" LINE},
        {"a customer's answer through it", KARI, "Hi.", group_tagged, HIS},
        {"spam through it", PER, "Buy.", group_spam, "hold:spam =spam"},
        {"a form that a provider carried", PER, "Hi.", provider,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"a customer whose program adds such marks", KARI, "Hi.",
         provider_tagged, HIS},
        {"an operator's, too", "anna@example.org", "/note\nA", provider,
         "ticket(anna@example.org)staff article:customer =ticket" LINE},
        {"not to us", PER, "Buy.", leaflet, "hold:aside =machine"},
        {"a list's, and to us", PER, "Hi.", talk,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"spam of a list", PER, "Buy.", talk_spam, "hold:spam =spam"},
        {"a list never answers", KARI, "Hi.", talk_tagged, TOLD},
        {"a list's, not to us", PER, "Hi.", overheard, "hold:aside =machine"},
        {"somebody's newsletter", PER, "News.", news, "hold:aside =machine"},
        {"that was let in", PER, "News.", news_let_in,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"an automatic reply that was let in", PER, "Hi.", report_let_in,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"an invitation", PER, "Come.", invited,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"in a request", KARI, "Come.", invited_tagged, HIS},
        {"accepted, without a word", PER, "Per accepts.", accepted,
         "hold:aside =machine"},
        {"accepted in a request", KARI, "Kari accepts.", accepted_tagged,
         "event[calendar mail of " KARI ": Hello] =machine "
         "notify/machine>anna notify/machine>olga"},
        {"an operator's own invitation", "anna@example.org", "Come.", invited,
         "ticket(anna@example.org)staff article:customer =ticket" LINE},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_ours(void **state)
{
    static const plan_row rows[] = {
        {"our own mail came back", "support@example.org", "Hi.", ours,
         "=machine"},
        {"by a list", "support@example.org", "Hi.", ours_as_list, "=machine"},
        {"a report that names itself as what it is about", PER, "No.",
         report_of_ours, "hold:aside =bounce"},
        {"a responder that takes our Message-ID", KARI, "Away.",
         answer_with_our_id,
         "event[automatic reply of " KARI ": Hello] =machine"},
        {"sent on, of no request", PER, "Hi.", sent_on, "hold:aside =machine"},
        {"sent on by an operator's mailbox: no mail about mail", PER, "Hi.",
         sent_on_by_operator,
         "event[our own mail, sent on of " PER ": Hello] =machine"},
        {"sent on by a customer's", PER, "Hi.", sent_on_by_customer,
         "event[our own mail, sent on of " PER ": Hello] =machine "
         "notify/machine>anna notify/machine>olga"},
        {"rewritten by a forwarder", PER, "Hi.", rewritten,
         "ticket(" PER ") article:customer =ticket" LINE},
        {"in a request, and not proved: he is a stranger", KARI, "Hi.",
         rewritten_tagged,
         "apart:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga"},
        {"a form: Reply-To is shown", PER, "Hi.", form,
         "ticket(" PER ") " NEW LINE},
        {"a queue of forms", PER, "Hi.", form_trusted,
         "ticket(" KARI ") article:customer =ticket ack>" KARI LINE},
        {"but no operator is made of a form", PER, "Hi.", form_for_operator,
         "ticket(" PER ") " NEW LINE},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_responders(void **state)
{
    static const plan_row rows[] = {
        {"an operator's responder is no reply", "anna@example.org",
         "Tot maandag.", responder, AWAY "=held notify/machine>olga"},
        {"as the filter knows it", "anna@example.org", "Tot maandag.",
         responder_by_filter, AWAY "=machine notify/machine>olga"},
        {"that says so needs no hold", "anna@example.org", "Tot maandag.",
         responder_says_so,
         "event[Anna Larsen is away: Automatisch antwoord: #1001 Printer "
         "[#1001-AAAAAAAA]] =machine notify/machine>olga"},
        {"empty: nothing to hold", "anna@example.org", "", responder,
         "event[Anna Larsen is away: Automatisch antwoord: #1001 Printer "
         "[#1001-AAAAAAAA]] =machine notify/machine>olga"},
        {"nor what answers a hold's own mail", "anna@example.org",
         "Tot maandag.", responder_to_hold,
         "event[Anna Larsen is away: Automatisch antwoord: #1001 Printer "
         "[#1001-AAAAAAAA]] =machine"},
        {"a customer may write so", KARI, "Hi.", responder_of_customer, HIS},
        {"a request about responders", "anna@example.org", "/note\nA",
         about_responders, "note:anna =note notify/note>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* What operators read of the author. */
static void test_shown(void **state)
{
    static const struct {
        void (*change)(world *w);
        const char *data;
    } rows[] = {
        {form, "\"reply_to\":\"" KARI "\""},
        {rewritten, "\"behind\":{\"field\":\"Reply-To\"}"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(PER, "Hi.");
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        bool shown = false;
        for (unsigned k = 0; k < p->steps->len; k++) {
            const plan_step *s = p->steps->pdata[k];
            shown = shown || (s->what == PLAN_SEND &&
                              s->send->audience == STORE_TO_OPERATOR &&
                              strstr(s->send->data, rows[i].data));
        }
        assert_true(shown);
        world_free(w);
    }
}

/* What may go to somebody else has no words of whoever wrote. */
static void test_quiet(void **state)
{
    for (int known = 0; known < 2; known++) {
        world *w = world_new(PER, "Hi.");
        w->trust->authserv_known = true;
        w->trust->auth = known ? TRUST_PASS : TRUST_NONE;
        g_autoptr(plan) p = world_decide(w);
        for (unsigned k = 0; k < p->steps->len; k++) {
            const plan_step *s = p->steps->pdata[k];
            if (s->what == PLAN_SEND && strcmp(s->send->template, "ack") == 0)
                assert_string_equal(s->send->data,
                                    known ? "{}" : "{\"quiet\":true}");
        }
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),  cmocka_unit_test(test_addressed),
        cmocka_unit_test(test_author), cmocka_unit_test(test_behind),
        cmocka_unit_test(test_spf),    cmocka_unit_test(test_doors),
        cmocka_unit_test(test_ours),   cmocka_unit_test(test_responders),
        cmocka_unit_test(test_shown),  cmocka_unit_test(test_quiet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
