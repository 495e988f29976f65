/* test_teach: letter and snapshot -> steps: what operators teach, and what that
 * does to a request marked as spam. */
#include "lib/desk_fixture.h"

#define KARI  "kari@example.com"
#define ANNA  "anna@example.org"
#define TOM   "tom@example.org"
#define SPAM  "status=spam event[status new -> spam]"
#define AGAIN "status=in-progress event[status spam -> in-progress]"

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void by_tom(world *w)
{
    world_capability(w, TAG_REPLY, "tom", 1);
    w->st->t->line = 2;
}
static void marked(world *w)
{
    cap(w);
    world_status(w, "spam");
}
static void wrote_more(world *w)
{
    world_entry(w->st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
    world_entry(w->st, STORE_APART, STORE_BY_STRANGER, "x@y.z");
    world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "olga");
    world_capability(w, TAG_REPLY, "anna", 4);
}
static void replied(world *w)
{
    world_pending(w->st, "olga", "Hello.");
    world_status(w, "answered");
    world_capability(w, TAG_REPLY, "anna", 2);
}
static void not_teaching(world *w)
{
    cap(w);
    ((config_operator *)w->c->operators->pdata[0])->teach = false;
}
static void colleague(world *w)
{
    world_capability(w, TAG_REPLY, "olga", 1);
}
static void not_authenticated(world *w)
{
    cap(w);
    w->trust->authserv_known = true;
}
static void has_category(world *w)
{
    cap(w);
    w->st->t->category = g_strdup("account");
}
static void by_customer(world *w)
{
    w->s->by_tag = 1001;
}

static void test_spam(void **state)
{
    static const plan_row rows[] = {
        {"/spam", ANNA, "/spam", cap, SPAM " =command learn(L1)=spam"},
        {"in her language", ANNA, "/спам", cap,
         SPAM " =command learn(L1)=spam"},
        {"as a status", ANNA, "/status spam", cap,
         SPAM " =command learn(L1)=spam"},
        {"all that the customer wrote", ANNA, "/spam", wrote_more,
         SPAM " =command learn(L1)=spam learn(L2)=spam"},
        {"nothing is sent to a spammer", ANNA, "/spam\nPlease stop.", cap,
         "error>anna =error"},
        {"a note stays here", ANNA, "/spam\n/note\nThe third today.", cap,
         "note:anna =note notify/note>olga " SPAM " learn(L1)=spam"},
        {"line 2 writes notes anyway", TOM, "/spam\nThe third today.", by_tom,
         "note:tom =note " SPAM " learn(L1)=spam"},
        {"not even what was on its way", ANNA, "/spam", replied,
         "withdraw2 event[stopped the reply of olga] notice>anna notice>olga "
         "status=spam event[status answered -> spam] =command learn(L1)=spam"},
        {"again", ANNA, "/spam", marked, "learn(L1)=spam =command"},
        {"whoever may not teach", ANNA, "/spam", not_teaching,
         "status=spam event[status new -> spam] =command"},
        {"a colleague's address", ANNA, "/spam", colleague,
         "error>anna =error"},
        {"nobody proved that it is she", ANNA, "/spam", not_authenticated,
         "hold:doubt held>anna =held"},
        {"a customer's /spam is text", KARI, "/spam", by_customer,
         "article:customer =article notify/article>anna "
         "notify/article>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_ham(void **state)
{
    static const plan_row rows[] = {
        {"/ham", ANNA, "/ham", marked, AGAIN " =command learn(L1)=ham"},
        {"with the answer", ANNA, "/ham\nSorry!", marked,
         "article:anna~ =reply reply>" KARI "~ status=in-progress "
         "event[status spam -> in-progress] learn(L1)=ham"},
        {"of what nobody marked", ANNA, "/ham", cap,
         "event[said that it is not spam] =command learn(L1)=ham"},
        {"both", ANNA, "/ham\n/spam", marked, "error>anna =error"},
        {"an answer to spam", ANNA, "Thanks.", marked, "error>anna =error"},
        {"a note on spam", ANNA, "/note\nHm.", marked,
         "note:anna =note notify/note>olga"},
        {"/reopen forgets", ANNA, "/reopen", marked,
         "learn(L1)=none " AGAIN " =command"},
        {"/status forgets", ANNA, "/status in-progress", marked,
         "learn(L1)=none " AGAIN " =command"},
        {"/close is silent about it", ANNA, "/close", marked, "=command"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_category(void **state)
{
    static const plan_row rows[] = {
        {"/category", ANNA, "/category account", cap,
         "category=account event[category none -> account] "
         "=command learn(L1)=account"},
        {"what it is already is a lesson too", ANNA, "/category account",
         has_category, "learn(L1)=account =command"},
        {"the first letter alone", ANNA, "/category account", wrote_more,
         "category=account event[category none -> account] "
         "=command learn(L1)=account"},
        {"whoever may not teach", ANNA, "/category account", not_teaching,
         "category=account event[category none -> account] =command"},
        {"there is none", ANNA, "/category x", cap, "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void held(world *w)
{
    world_capability(w, TAG_HELD, "anna", 1);
    w->s->held = world_held(w, "anna", STORE_HELD_STALE);
    world_status(w, "spam");
}

/* What was held does not leave when it has become spam meanwhile. */
static void test_held(void **state)
{
    static const plan_row rows[] = {
        {"/send", ANNA, "/send", held, "error>anna =error"},
        {"/drop", ANNA, "/drop", held,
         "held7=dropped event[discarded the reply on hold] =dropped"},
        {"as a note", ANNA, "/send\n/note", held,
         "note:anna =note notify/note>olga held7=sent"},
        {"it is none", ANNA, "/send\n/ham", held,
         "article:anna~ =reply reply>" KARI "~ status=in-progress "
         "event[status spam -> in-progress] learn(L1)=ham held7=sent"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- the customer of spam writes again ---- */

static void writes_again(world *w)
{
    world_status(w, "spam");
    w->s->by_tag = w->s->by_claim = 1001;
    w->v->claim_found = true;
    w->trust->auth = TRUST_PASS;
}
static void scores_again(world *w)
{
    writes_again(w);
    w->verdict->score = 7;
}
static void scores(world *w)
{
    scores_again(w);
    world_status(w, "new");
}

static void test_customer(void **state)
{
    static const plan_row rows[] = {
        {"as of any closed request", KARI, "Hello?", writes_again,
         AGAIN " article:customer =article notify/reopened>anna "
               "notify/reopened>olga"},
        {"but judged like anybody", KARI, "Buy!", scores_again,
         "hold:spam =spam"},
        {"as others are not", KARI, "Buy!", scores,
         "article:customer =article notify/article>anna "
         "notify/article>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spam),     cmocka_unit_test(test_ham),
        cmocka_unit_test(test_category), cmocka_unit_test(test_held),
        cmocka_unit_test(test_customer),
    };
    return cmocka_run_group_tests_name("teach", tests, NULL, NULL);
}
