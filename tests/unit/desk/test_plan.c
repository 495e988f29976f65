/* test_plan: each verb as explain prints it, and formats. */
#include "lib/desk_fixture.h"

#include "desk/plan_verb.h"

#include <jansson.h>

static store_ticket *some_ticket(void)
{
    store_ticket *t = g_new0(store_ticket, 1);

    t->queue = g_strdup("support");
    t->subject = g_strdup("Printer");
    t->status = g_strdup("new");
    t->line = 1;
    t->customer = g_strdup("kari@example.com");
    t->priority = g_strdup("normal");
    t->language = g_strdup("en");
    t->staff = true;
    return t;
}

static store_entry *some_entry(bool waits)
{
    store_entry *e = g_new0(store_entry, 1);
    store_attachment *a = g_new0(store_attachment, 1);

    e->ticket = 1001;
    e->kind = STORE_ARTICLE;
    e->state = waits ? STORE_PENDING : STORE_PUBLISHED;
    e->publish_ms = waits ? 60000 : 0;
    e->by = STORE_BY_OPERATOR;
    e->author = g_strdup("anna");
    e->text = g_strdup("Hello,\nit is mended.");
    e->attachments =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_attachment_free);
    a->part = g_strdup("2");
    a->size = 7;
    strcpy(a->sha256, "ab");
    if (waits)
        g_ptr_array_add(e->attachments, a);
    else
        store_attachment_free(a);
    return e;
}

static store_rating *some_rating(int value)
{
    const store_rating r = {.ticket = 1001,
                            .n = 2,
                            .person = (char *)"kari@example.com",
                            .operator_id = (char *)"anna",
                            .line = 1,
                            .best = 5,
                            .value = value,
                            .words = (char *)(value ? "slow" : NULL)};
    return store_rating_copy(&r);
}

static store_review *some_review(void)
{
    const store_review r = {.ticket = 1001,
                            .n = 2,
                            .lead = (char *)"lena",
                            .why = (char *)"breach",
                            .best = 5,
                            .score = 4,
                            .words = (char *)"fine"};
    return store_review_copy(&r);
}

static store_consent *some_consent(store_consent_state state)
{
    bool answered = state != STORE_CONSENT_ASKED;
    const store_consent k = {.ticket = 1001,
                             .entry = 2,
                             .service = 5,
                             .what = (char *)"hours",
                             .value = (char *)"20",
                             .person = (char *)"kari@example.com",
                             .state = state,
                             .operator_id = answered ? (char *)"olga" : NULL,
                             .reason =
                                 answered ? (char *)"too many" : (char *)""};
    return store_consent_copy(&k);
}

static store_outgoing *some_mail(const char *data)
{
    store_outgoing *o = g_new0(store_outgoing, 1);

    o->audience = STORE_TO_OPERATOR;
    o->template = g_strdup("held");
    o->queue = g_strdup("support");
    o->ticket = 1001;
    o->entry = 3;
    o->held = PLAN_LATEST;
    o->recipient = g_strdup("anna@example.org");
    o->operator_id = g_strdup("anna");
    o->state = STORE_OUT_READY;
    o->data = g_strdup(data);
    return o;
}

static store_held *some_hold(void)
{
    store_held *h = g_new0(store_held, 1);

    h->ticket = 1001;
    h->kind = STORE_HELD_STALE;
    h->note = true;
    h->text = g_strdup("Yes.");
    h->reason = g_strdup("Kari wrote while you were writing");
    h->seen = 2;
    return h;
}

static store_participant *some_participant(void)
{
    store_participant *p = g_new0(store_participant, 1);

    p->address = g_strdup("per@example.com");
    p->part = STORE_CC;
    return p;
}

static store_person *some_person(bool off)
{
    store_person *p = g_new0(store_person, 1);

    p->address = g_strdup("kari@example.com");
    p->ack_off = off;
    return p;
}

typedef struct row {
    const char *json, *line;
} row;

/* Every verb, those with a choice once each way. */
static store_value *some_value(const char *text)
{
    store_value *v = g_new0(store_value, 1);

    v->field = g_strdup("order");
    v->text = g_strdup(text);
    v->num = text ? 17000 : 0;
    v->is_public = text != NULL;
    return v;
}

static store_time *some_time(int64_t min)
{
    store_time *t = g_new0(store_time, 1);

    t->ticket = 1001;
    t->service = 4;
    t->who = g_strdup("anna");
    t->work = g_strdup("travel");
    t->at_ms = 5000;
    t->min = t->bill_min = min;
    t->corrects = min < 0 ? 3 : 0;
    t->what = g_strdup("to Oslo");
    t->pos = 1;
    return t;
}

static store_timer *some_timer(const store_timer *t)
{
    store_timer *copy = g_memdup2(t, sizeof *t);

    copy->operator_id = g_strdup(t->operator_id);
    copy->work = g_strdup(t->work);
    copy->what = g_strdup("");
    return copy;
}

static plan *every_verb(void)
{
    plan *p = plan_new();

    plan_fate(p, 1001, 3, "note", "note of Anna");
    plan_detail(p, PLAN_END, "queue", "support, line 1");
    plan_ticket(p, some_ticket());
    plan_entry(p, some_entry(true));
    plan_entry(p, some_entry(false));
    plan_set(p, 1001, PLAN_HOLDER, plan_text("anna"));
    plan_set(p, 1001, PLAN_CATEGORY, plan_text(NULL));
    plan_set(p, 0, PLAN_RETURNED_FROM, plan_number(0));
    plan_rule(p, PLAN_CATEGORY, "account", "ACC_PASSWORD");
    plan_participant(p, 1001, some_participant());
    plan_unparticipant(p, 1001, "per@example.com");
    plan_watch(p, 1001, "anna", true);
    plan_watch(p, 1001, "anna", false);
    plan_revoke(p, 1001, "anna", 3);
    plan_msgid(p, 1001, "m1@example.com", STORE_ID_RECEIVED);
    plan_adopt(p, 1001, 3);
    plan_send(p, some_mail("{\"remind\":0}"));
    plan_send(p, some_mail("{}"));
    plan_hold(p, some_hold());
    plan_held(p, 1001, 7, STORE_HELD_OPEN, 1);
    plan_held(p, 0, 7, STORE_HELD_SENT, 0);
    plan_publish(p, 1001, 3);
    plan_withdraw(p, 1001, 3);
    plan_bounced(p, 1001, 55, "5.1.1");
    plan_reported(p, 1001, 55, STORE_REPORT_DELIVERED, 5000, "2.0.0");
    plan_reported(p, 1001, 55, STORE_REPORT_READ, 5000, NULL);
    plan_person(p, some_person(true));
    plan_person(p, some_person(false));
    plan_alarm(p, "bounce x", "Mail to x comes back.");
    plan_learn(p, 1001, "L1", STORE_ABOUT_SPAM, "ham");
    plan_learn(p, 1001, "L1", STORE_ABOUT_CATEGORY, NULL);
    plan_set_why(
        p, 1001, PLAN_STATUS, plan_text("waiting"),
        &(plan_cause){STORE_ACTOR_OPERATOR, "anna", "/wait", "a quote"});
    plan_wait(p, "remind", "#1001", 1001, 5000);
    plan_wait(p, "remind", "#1001", 1001, 0);
    plan_field_value(p, 1001, some_value("A-17"),
                     &(plan_cause){STORE_ACTOR_RULE, NULL, "ORDER", NULL});
    plan_field_value(p, 0, some_value(NULL),
                     &(plan_cause){STORE_ACTOR_OPERATOR, "anna", "/set", NULL});
    plan_stay(p, 1001, 60000);
    plan_join(p, 1001, 1002);
    plan_part(p, 1001, 3);
    plan_link(p, 0, 1001, "follows", true);
    plan_link(p, 1001, 1002, "related", false);
    plan_handover(p, 1001, store_handover_new(1, "anna"));
    plan_handback(p, 1001);
    plan_clock(p, store_clock_copy(&(store_clock){.ticket = 1001,
                                                  .kind = (char *)"first",
                                                  .seq = 1,
                                                  .sla = (char *)"vip",
                                                  .target_ms = 7200000,
                                                  .since_ms = 1000,
                                                  .due_ms = 7201000}));
    plan_coupon(p, 1001, "5f");
    store_absence *a = g_new0(store_absence, 1);
    a->operator_id = g_strdup("anna");
    a->until_ms = 5000;
    a->deputy = g_strdup("tom");
    plan_away(p, a);
    plan_turn(p, "support/1", "anna");
    plan_co(p, 1001, "anna", true);
    store_news *n = g_new0(store_news, 1);
    n->operator_id = g_strdup("anna");
    n->ticket = 1001;
    n->entry = 4;
    n->why = g_strdup("note");
    n->due_ms = 5000;
    plan_news(p, n);
    plan_news_told(p, "anna", 7);
    store_job job = {.kind = (char *)"hook",
                     .name = (char *)"crm",
                     .ticket = 1001,
                     .event = (char *)"{\"event\":\"new\"}"};
    plan_job(p, PLAN_END, store_job_copy(&job));
    store_robot_act *act = g_new0(store_robot_act, 1);
    act->robot = g_strdup("nag");
    act->ticket = 1001;
    act->result = STORE_ROBOT_FAILED;
    plan_robot(p, 3, act, "/line 9: there is none");
    store_forwarded f = {.ticket = 1001,
                         .partner = (char *)"integrator",
                         .operator_id = (char *)"anna",
                         .away = true};
    plan_forwarded(p, store_forwarded_copy(&f));
    plan_task(p, 1001);
    plan_approval(p, store_approval_new(1001, 2, "olga", STORE_APPROVAL_NO,
                                        "too costly", 0));
    plan_rating(p, some_rating(0));
    plan_rating(p, some_rating(2));
    plan_review(p, some_review());
    plan_time(p, some_time(25),
              &(plan_cause){STORE_ACTOR_OPERATOR, "anna", NULL, NULL});
    plan_time(p, some_time(-10),
              &(plan_cause){STORE_ACTOR_OPERATOR, "lena", "/spend", NULL});
    store_timer run = {.operator_id = (char *)"anna",
                       .ticket = 1001,
                       .from_ms = 5000,
                       .work = (char *)"travel"};
    plan_timer(p, some_timer(&run));
    run.asked_ms = 6000;
    plan_timer(p, some_timer(&run));
    run.from_ms = run.asked_ms = 0;
    plan_timer(p, some_timer(&run));
    plan_book(p, json_pack("{s:s,s:I}", "kind", "company", "id", 3));
    plan_contract(p, 4, 7, 3);
    plan_contract(p, 4, 1, 0);
    plan_consent(p, some_consent(STORE_CONSENT_ASKED));
    plan_consent(p, some_consent(STORE_CONSENT_REFUSED));
    plan_warned(p, 4, 24322, 80);
    return p;
}

static const row rows[] = {
    {"{\"do\":\"fate\",\"ticket\":1001,\"entry\":3,\"code\":\"note\","
     "\"words\":\"note of Anna\"}",
     "fate          note of Anna"},
    {"{\"do\":\"detail\",\"field\":\"queue\",\"words\":\"support, line 1\"}",
     "detail        queue: support, line 1"},
    {"{\"do\":\"ticket\",\"ticket\":0,\"queue\":\"support\",\"subject\":"
     "\"Printer\",\"status\":\"new\",\"line\":1,\"customer\":"
     "\"kari@example.com\",\"priority\":\"normal\",\"language\":\"en\","
     "\"staff\":true,\"authenticated\":false}",
     "ticket        queue support, line 1, customer kari@example.com: Printer"},
    {"{\"do\":\"entry\",\"ticket\":1001,\"kind\":\"article\",\"state\":"
     "\"pending\",\"by\":\"operator\",\"author\":\"anna\",\"marked\":false,"
     "\"text\":"
     "\"Hello,\\nit is mended.\",\"publish_ms\":60000,\"attachments\":"
     "[{\"part\":\"2\",\"size\":7,\"sha256\":\"ab\"}]}",
     "entry         article in #1001 by operator anna, waits for the end of "
     "its undo window: Hello,... (+1 attached)"},
    {"{\"do\":\"entry\",\"ticket\":1001,\"kind\":\"article\",\"state\":"
     "\"published\",\"by\":\"operator\",\"author\":\"anna\",\"marked\":false,"
     "\"text\":"
     "\"Hello,\\nit is mended.\",\"attachments\":[]}",
     "entry         article in #1001 by operator anna: Hello,..."},
    {"{\"do\":\"set\",\"ticket\":1001,\"field\":\"holder\",\"words\":"
     "\"anna\","
     "\"by\":\"system\"}",
     "set           holder of #1001: anna"},
    {"{\"do\":\"set\",\"ticket\":1001,\"field\":\"category\",\"words\":null,"
     "\"by\":\"system\"}",
     "set           category of #1001: none"},
    {"{\"do\":\"set\",\"ticket\":0,\"field\":\"returned_from\",\"words\":0,"
     "\"by\":\"system\"}",
     "set           returned_from of the new ticket: 0"},
    {"{\"do\":\"rule\",\"field\":\"category\",\"words\":\"account\","
     "\"reason\":\"ACC_PASSWORD\"}",
     "rule          category: account (ACC_PASSWORD)"},
    {"{\"do\":\"participant\",\"ticket\":1001,\"address\":\"per@example.com\","
     "\"part\":\"cc\"}",
     "participant   per@example.com in #1001"},
    {"{\"do\":\"unparticipant\",\"ticket\":1001,\"words\":"
     "\"per@example.com\"}",
     "unparticipant per@example.com"},
    {"{\"do\":\"watch\",\"ticket\":1001,\"words\":\"anna\",\"on\":true}",
     "watch         anna watches #1001"},
    {"{\"do\":\"watch\",\"ticket\":1001,\"words\":\"anna\",\"on\":false}",
     "watch         anna no longer watches #1001"},
    {"{\"do\":\"revoke\",\"ticket\":1001,\"words\":\"anna\",\"entry\":3}",
     "revoke        anna of #1001 up to entry 3"},
    {"{\"do\":\"msgid\",\"ticket\":1001,\"words\":\"m1@example.com\","
     "\"origin\":\"received\"}",
     "msgid         m1@example.com (received)"},
    {"{\"do\":\"adopt\",\"ticket\":1001,\"entry\":3}",
     "adopt         entry 3 of #1001"},
    {"{\"do\":\"send\",\"ticket\":1001,\"audience\":\"operator\",\"template\":"
     "\"held\",\"queue\":\"support\",\"entry\":3,\"held\":-1,\"recipient\":"
     "\"anna@example.org\",\"operator\":\"anna\",\"state\":\"ready\","
     "\"data\":{\"remind\":0}}",
     "send          held to operator anna@example.org {\"remind\":0}"},
    {"{\"do\":\"send\",\"ticket\":1001,\"audience\":\"operator\",\"template\":"
     "\"held\",\"queue\":\"support\",\"entry\":3,\"held\":-1,\"recipient\":"
     "\"anna@example.org\",\"operator\":\"anna\",\"state\":\"ready\","
     "\"data\":{}}",
     "send          held to operator anna@example.org"},
    {"{\"do\":\"hold\",\"ticket\":1001,\"kind\":\"stale\",\"note\":true,"
     "\"text\":\"Yes.\",\"reason\":\"Kari wrote while you were writing\","
     "\"seen\":2,\"attachments\":[]}",
     "hold          stale: Kari wrote while you were writing"},
    {"{\"do\":\"held\",\"ticket\":1001,\"held\":7,\"state\":\"open\","
     "\"reminded\":1}",
     "held          item 7: open reminded 1"},
    {"{\"do\":\"held\",\"ticket\":0,\"held\":7,\"state\":\"sent\"}",
     "held          item 7: sent"},
    {"{\"do\":\"publish\",\"ticket\":1001,\"entry\":3}",
     "publish       entry 3 of #1001"},
    {"{\"do\":\"withdraw\",\"ticket\":1001,\"entry\":3}",
     "withdraw      entry 3 of #1001"},
    {"{\"do\":\"bounced\",\"ticket\":1001,\"outgoing\":55,\"words\":"
     "\"5.1.1\"}",
     "bounced       5.1.1"},
    {"{\"do\":\"reported\",\"ticket\":1001,\"outgoing\":55,\"report\":"
     "\"delivered\",\"at_ms\":5000,\"words\":\"2.0.0\"}",
     "reported      mail 55 of #1001: delivered (2.0.0)"},
    {"{\"do\":\"reported\",\"ticket\":1001,\"outgoing\":55,\"report\":"
     "\"read\",\"at_ms\":5000}",
     "reported      mail 55 of #1001: read"},
    {"{\"do\":\"person\",\"address\":\"kari@example.com\",\"chosen\":false,"
     "\"ack_off\":true}",
     "person        kari@example.com, acknowledgements off"},
    {"{\"do\":\"person\",\"address\":\"kari@example.com\",\"chosen\":false,"
     "\"ack_off\":false}",
     "person        kari@example.com, acknowledgements on"},
    {"{\"do\":\"alarm\",\"code\":\"bounce x\",\"words\":"
     "\"Mail to x comes back.\"}",
     "alarm         Mail to x comes back."},
    {"{\"do\":\"learn\",\"ticket\":1001,\"words\":\"L1\",\"field\":\"spam\","
     "\"code\":\"ham\"}",
     "learn         message L1 as ham"},
    {"{\"do\":\"learn\",\"ticket\":1001,\"words\":\"L1\",\"field\":"
     "\"category\"}",
     "learn         message L1 no longer as category"},
    {"{\"do\":\"set\",\"ticket\":1001,\"field\":\"status\",\"words\":"
     "\"waiting\",\"by\":\"operator\",\"actor\":\"anna\",\"cause\":"
     "\"/wait\",\"reason\":\"a quote\"}",
     "set           status of #1001: waiting (/wait)"},
    {"{\"do\":\"wait\",\"ticket\":1001,\"kind\":\"remind\",\"ref\":"
     "\"#1001\",\"at_ms\":5000}",
     "wait          remind #1001: 5000"},
    {"{\"do\":\"wait\",\"ticket\":1001,\"kind\":\"remind\",\"ref\":"
     "\"#1001\"}",
     "wait          remind #1001: no longer"},
    {"{\"do\":\"value\",\"ticket\":1001,\"by\":\"rule\","
     "\"cause\":\"ORDER\",\"field\":\"order\",\"words\":"
     "\"A-17\",\"num\":17000,\"public\":true}",
     "value         order of #1001: A-17 (ORDER)"},
    {"{\"do\":\"value\",\"ticket\":0,\"by\":\"operator\",\"actor\":"
     "\"anna\",\"cause\":\"/set\",\"field\":\"order\",\"public\":false}",
     "value         order of the new ticket: none (/set)"},
    {"{\"do\":\"stay\",\"ticket\":1001,\"work_ms\":60000}",
     "stay          of #1001, 60000 ms of working time"},
    {"{\"do\":\"join\",\"ticket\":1001,\"into\":1002}",
     "join          #1001 becomes part of #1002"},
    {"{\"do\":\"part\",\"ticket\":1001,\"entry\":3}",
     "part          of #1001, from entry 3 on"},
    {"{\"do\":\"link\",\"ticket\":0,\"other\":1001,\"kind\":\"follows\","
     "\"on\":true}",
     "link          the new ticket and #1001: follows"},
    {"{\"do\":\"link\",\"ticket\":1001,\"other\":1002,\"kind\":\"related\","
     "\"on\":false}",
     "link          #1001 and #1002: no longer"},
    {"{\"do\":\"handover\",\"ticket\":1001,\"line\":1,\"holder\":\"anna\"}",
     "handover      #1001 is to go back to line 1, anna"},
    {"{\"do\":\"handback\",\"ticket\":1001}",
     "handback      #1001 has gone back"},
    {"{\"do\":\"clock\",\"ticket\":1001,\"kind\":\"first\",\"seq\":1,"
     "\"sla\":\"vip\",\"target_ms\":7200000,\"since_ms\":1000,"
     "\"due_ms\":7201000}",
     "clock         first of #1001, sla vip"},
    {"{\"do\":\"coupon\",\"ticket\":1001,\"mac\":\"5f\"}",
     "coupon        is spent for #1001"},
    {"{\"do\":\"away\",\"operator\":\"anna\",\"until_ms\":5000,"
     "\"deputy\":\"tom\"}",
     "away          anna: until 5000, deputy tom"},
    {"{\"do\":\"turn\",\"field\":\"support/1\",\"operator\":\"anna\"}",
     "turn          support/1: it was that of anna"},
    {"{\"do\":\"co\",\"ticket\":1001,\"words\":\"anna\",\"on\":true}",
     "co            anna holds #1001 too"},
    {"{\"do\":\"news\",\"ticket\":1001,\"operator\":\"anna\",\"entry\":4,"
     "\"code\":\"note\",\"due_ms\":5000}",
     "news          of #1001 (note) to anna at 5000"},
    {"{\"do\":\"news_told\",\"operator\":\"anna\",\"until\":7}",
     "news_told     to anna, up to 7"},
    {"{\"do\":\"job\",\"kind\":\"hook\",\"name\":\"crm\",\"ticket\":1001,"
     "\"event\":{\"event\":\"new\"}}",
     "job           hook crm for #1001: {\"event\":\"new\"}"},
    {"{\"do\":\"robot\",\"job\":3,\"words\":\"/line 9: there is none\","
     "\"robot\":\"nag\",\"ticket\":1001,\"result\":\"failed\"}",
     "robot         nag failed at #1001: /line 9: there is none"},
    {"{\"do\":\"forwarded\",\"ticket\":1001,\"partner\":\"integrator\","
     "\"operator\":\"anna\",\"away\":true}",
     "forwarded     #1001 to integrator, away"},
    {"{\"do\":\"task\",\"asker\":1001}", "task          of #1001"},
    {"{\"do\":\"approval\",\"ticket\":1001,\"round\":2,\"member\":\"olga\","
     "\"answer\":\"no\",\"reason\":\"too costly\"}",
     "approval      round 2 of #1001, olga: no (too costly)"},
    {"{\"do\":\"rating\",\"ticket\":1001,\"entry\":2,\"person\":"
     "\"kari@example.com\",\"operator\":\"anna\",\"line\":1,\"best\":5}",
     "rating        entry 2 of #1001: kari@example.com is asked"},
    {"{\"do\":\"rating\",\"ticket\":1001,\"entry\":2,\"person\":"
     "\"kari@example.com\",\"operator\":\"anna\",\"line\":1,\"value\":2,"
     "\"best\":5,\"text\":\"slow\"}",
     "rating        entry 2 of #1001: kari@example.com gives 2 of 5: slow"},
    {"{\"do\":\"review\",\"ticket\":1001,\"entry\":2,\"operator\":\"lena\","
     "\"code\":\"breach\",\"value\":4,\"best\":5,\"text\":\"fine\"}",
     "review        #1001 by lena (breach): 4 of 5, fine"},
    {"{\"do\":\"time\",\"by\":\"operator\",\"actor\":\"anna\",\"ticket\":1001,"
     "\"service\":4,\"operator\":\"anna\",\"work\":\"travel\",\"at_ms\":5000,"
     "\"min\":25,\"bill_min\":25,\"text\":\"to Oslo\",\"pos\":1}",
     "time          25 min of anna for #1001, travel, charged 25: to Oslo"},
    {"{\"do\":\"time\",\"by\":\"operator\",\"actor\":\"lena\",\"cause\":"
     "\"/spend\",\"ticket\":1001,\"service\":4,\"operator\":\"anna\","
     "\"work\":\"travel\",\"at_ms\":5000,\"min\":-10,\"bill_min\":-10,"
     "\"corrects\":3,\"text\":\"to Oslo\",\"pos\":1}",
     "time          -10 min of anna for #1001, travel, charged -10: to Oslo"},
    {"{\"do\":\"timer\",\"operator\":\"anna\",\"ticket\":1001,"
     "\"from_ms\":5000,\"work\":\"travel\",\"text\":\"\"}",
     "timer         of anna: runs on #1001"},
    {"{\"do\":\"timer\",\"operator\":\"anna\",\"ticket\":1001,"
     "\"from_ms\":5000,\"work\":\"travel\",\"text\":\"\",\"asked_ms\":6000}",
     "timer         of anna: runs on #1001, she is asked"},
    {"{\"do\":\"timer\",\"operator\":\"anna\",\"ticket\":1001,"
     "\"work\":\"travel\",\"text\":\"\"}",
     "timer         of anna, no longer"},
    {"{\"do\":\"book\",\"data\":{\"kind\":\"company\",\"id\":3}}",
     "book          {\"kind\":\"company\",\"id\":3}"},
    {"{\"do\":\"contract\",\"contract\":4,\"told\":7,\"company\":3}",
     "contract      4: told 7, company 3 looks"},
    {"{\"do\":\"contract\",\"contract\":4,\"told\":1}",
     "contract      4: told 1"},
    {"{\"do\":\"consent\",\"ticket\":1001,\"entry\":2,\"service\":5,"
     "\"field\":\"hours\",\"value\":\"20\",\"person\":\"kari@example.com\","
     "\"state\":\"asked\",\"reason\":\"\"}",
     "consent       #1001, service 5: hours=20 of kari@example.com: asked"},
    {"{\"do\":\"consent\",\"ticket\":1001,\"entry\":2,\"service\":5,"
     "\"field\":\"hours\",\"value\":\"20\",\"person\":\"kari@example.com\","
     "\"state\":\"refused\",\"operator\":\"olga\",\"reason\":\"too many\"}",
     "consent       #1001, service 5: hours=20 of kari@example.com: refused "
     "by olga (too many)"},
    {"{\"do\":\"warned\",\"service\":4,\"month\":24322,\"percent\":80}",
     "warned        service 4: 80 % of month 24322"},
};

static void test_lines(void **state)
{
    g_autoptr(plan) p = every_verb();
    g_autofree char *text = plan_to_text(p);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    assert_int_equal(g_strv_length(lines), G_N_ELEMENTS(rows) + 1);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_string_equal(lines[i], rows[i].line);
}

static void test_json(void **state)
{
    g_autoptr(plan) p = every_verb();
    g_autofree char *text = plan_to_json(p);
    json_t *all = json_loads(text, 0, NULL);

    assert_int_equal(json_array_size(all), G_N_ELEMENTS(rows));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        char *is = json_dumps(json_array_get(all, i), JSON_COMPACT);
        assert_string_equal(is, rows[i].json);
        free(is);
    }
    json_decref(all);
}

/* A verb that was forgotten here is missed. */
static void test_every_verb(void **state)
{
    g_autoptr(plan) p = every_verb();

    for (int what = 0; what < PLAN_VERBS; what++) {
        if (!plan_find(p, (plan_do)what))
            fail_msg("no row for %s", plan_do_name((plan_do)what));
    }
}

static void test_fate_stands(void **state)
{
    g_autoptr(plan) p = plan_new();

    store_entry *elsewhere = some_entry(false);

    elsewhere->ticket = 1002;
    plan_entry(p, some_entry(true));
    plan_send(p, some_mail("{}"));
    plan_entry(p, elsewhere);
    plan_detail(p, 0, "queue", "first");
    plan_fate(p, 1001, PLAN_LATEST, "article", "added");
    const plan_step *fate = p->steps->pdata[2];
    assert_int_equal(((plan_step *)p->steps->pdata[0])->what, PLAN_DETAIL);
    assert_int_equal(fate->what, PLAN_FATE);
    assert_int_equal(fate->fate.entry, PLAN_LATEST);
    assert_int_equal(plan_attachments(p->steps->pdata[1])->len, 1);
    assert_null(plan_attachments(p->steps->pdata[3]));

    g_autoptr(plan) none = plan_new();
    plan_send(none, some_mail("{}"));
    plan_entry(none, some_entry(true)); /* of another ticket */
    plan_fate(none, 1002, PLAN_LATEST, "command", "done");
    assert_int_equal(plan_find(none, PLAN_FATE)->fate.entry, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_every_verb),
        cmocka_unit_test(test_fate_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
