/* test_whole: messages held as a whole: what is kept of them, the digest, and
 * operators' answers to it. */
#include "lib/desk_fixture.h"

#include "desk/roles_config.h"

#define ANNA "anna@example.org"
#define PER  "per@example.com"

/* ---- what is kept ---- */

static void add_hit(verdict *v, const char *rule, double score)
{
    verdict_hit *h = g_new0(verdict_hit, 1);

    h->rule = g_strdup(rule);
    h->count = 1;
    h->score = score;
    v->score += score;
    g_ptr_array_add(v->hits, h);
}

static const store_held *held_of(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_HOLD)
            return s->hold;
    }
    fail_msg("nothing is held");
    return NULL;
}

static void test_kept(void **state)
{
    world *w = world_new(PER, "Buy.");

    w->entry.client = (char *)"192.0.2.7";
    add_hit(w->verdict, "LOW", 0.5);
    add_hit(w->verdict, "NICE", -1);
    add_hit(w->verdict, "HIGH", 4);
    add_hit(w->verdict, "__PART", 0);
    add_hit(w->verdict, "MIDDLE", 2);
    g_autoptr(plan) p = world_decide(w);
    const store_held *h = held_of(p);
    assert_string_equal(h->data,
                        "{\"commands\":[],\"client\":\"192.0.2.7\","
                        "\"from\":\"Somebody <" PER ">\",\"subject\":\"Hello\","
                        "\"score\":5.5,"
                        "\"rules\":\"HIGH 4.0, MIDDLE 2.0, LOW 0.5\"}");
    world_free(w);
}

/* ---- the digest ---- */

static GPtrArray *spam_items(unsigned count)
{
    GPtrArray *all =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_held_free);

    for (unsigned i = 0; i < count; i++) {
        store_held *h = world_held(NULL, NULL, STORE_HELD_SPAM);
        h->id = 7 + i;
        h->ticket = 0;
        g_free(h->data);
        h->data = g_strdup_printf("{\"score\":%u.5,\"rules\":\"R 1.0\","
                                  "\"from\":\"a@b.c\",\"subject\":\"S\"}",
                                  20 - MIN(i, 15));
        h->created_ms = FIXTURE_NOW - 3600000 + i;
        g_ptr_array_add(all, h);
    }
    return all;
}

static void digest_is(world *w, unsigned items, int64_t now_ms,
                      const char *wanted)
{
    g_autoptr(GPtrArray) all = spam_items(items);
    g_autoptr(plan) p =
        decide_digest(w->c, w->c->queues->pdata[0], all, now_ms);
    g_autofree char *is = plan_summary(p);

    if (strcmp(is, wanted) != 0)
        fail_msg("is  %s\n           not %s", is, wanted);
}

static void test_digest(void **state)
{
    world *w = world_new(PER, "");
    config_queue *q = w->c->queues->pdata[0];

    digest_is(w, 0, FIXTURE_NOW, "");
    digest_is(w, 2, FIXTURE_NOW - 1, "");
    digest_is(w, 2, FIXTURE_NOW,
              "digest>anna digest>olga held7=open/reminded=1 "
              "held8=open/reminded=1");
    q->line = 2;
    digest_is(w, 1, FIXTURE_NOW, "digest>tom held7=open/reminded=1");
    q->spam_digest_ms = 0;
    digest_is(w, 1, FIXTURE_NOW + 100 * 3600000LL, "");
    world_free(w);
}

/* What is aside makes no digest before a day has gone, but goes with one. */
static void test_digest_aside(void **state)
{
    world *w = world_new(PER, "");
    const config_queue *q = w->c->queues->pdata[0];
    g_autoptr(GPtrArray) both = spam_items(2), alone = spam_items(1);
    store_held *news = both->pdata[1], *old = alone->pdata[0];

    news->kind = old->kind = STORE_HELD_ASIDE;
    g_autoptr(plan) p = decide_digest(w->c, q, both, FIXTURE_NOW);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(is, "digest>anna digest>olga held7=open/reminded=1 "
                            "held8=open/reminded=3");
    assert_string_equal(((plan_step *)p->steps->pdata[0])->send->data,
                        "{\"items\":[{\"id\":7,\"score\":20.5,"
                        "\"rules\":\"R 1.0\",\"from\":\"a@b.c\","
                        "\"subject\":\"S\"}],\"more\":0,\"aside\":{"
                        "\"count\":1,\"items\":[{\"id\":8,\"score\":19.5,"
                        "\"rules\":\"R 1.0\",\"from\":\"a@b.c\","
                        "\"subject\":\"S\"}],\"more\":0}}");
    g_autoptr(plan) early =
        decide_digest(w->c, q, alone, FIXTURE_NOW + 22 * 3600000LL);
    assert_int_equal(early->steps->len, 0);
    g_autoptr(plan) late =
        decide_digest(w->c, q, alone, FIXTURE_NOW + 23 * 3600000LL);
    assert_int_equal(late->steps->len, 3);
    world_free(w);
}

static void test_digest_data(void **state)
{
    world *w = world_new(PER, "");
    g_autoptr(GPtrArray) few = spam_items(2), many = spam_items(60);
    const config_queue *q = w->c->queues->pdata[0];
    g_autoptr(plan) p = decide_digest(w->c, q, few, FIXTURE_NOW);
    const store_outgoing *o = ((plan_step *)p->steps->pdata[0])->send;

    assert_int_equal(o->held, 7);
    assert_int_equal(o->entry, 2);
    assert_int_equal(o->ticket, 0);
    assert_int_equal(o->audience, STORE_TO_OPERATOR);
    assert_string_equal(o->data, /* the least certain first */
                        "{\"items\":[{\"id\":8,\"score\":19.5,"
                        "\"rules\":\"R 1.0\",\"from\":\"a@b.c\","
                        "\"subject\":\"S\"},{\"id\":7,\"score\":20.5,"
                        "\"rules\":\"R 1.0\",\"from\":\"a@b.c\","
                        "\"subject\":\"S\"}],\"more\":0}");
    g_autoptr(plan) large = decide_digest(w->c, q, many, FIXTURE_NOW);
    assert_non_null(strstr(((plan_step *)large->steps->pdata[0])->send->data,
                           "\"more\":10}"));
    assert_int_equal(large->steps->len, 2 + 60);
    world_free(w);
}

/* ---- answers ---- */

typedef void (*change)(world *w);

static store_held *item(world *w, int64_t id, store_held_kind kind)
{
    store_held *h = world_held(w, NULL, kind);

    h->id = id;
    h->ticket = 0;
    return h;
}

/* An answer of hers to a digest of 7, 8 and 9. */
static void digest(world *w)
{
    world_capability(w, TAG_HELD, "anna", 3);
    w->s->by_capability = w->s->by_claim = w->s->by_tag = 0;
    w->s->held = item(w, 7, STORE_HELD_SPAM);
    w->s->named =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_held_free);
    for (int64_t id = 7; id < 10; id++)
        g_ptr_array_add(w->s->named, item(w, id, STORE_HELD_SPAM));
}
static store_held *named(world *w, unsigned i)
{
    return w->s->named->pdata[i];
}
static void of_one(world *w)
{
    digest(w);
    w->v->capability.entry = w->v->claim.entry = 1;
}
static void of_broken(world *w)
{
    of_one(w);
    w->v->capability.entry = w->v->claim.entry = 0;
    w->s->held->kind = named(w, 0)->kind = STORE_HELD_BROKEN;
}
static void one_let_in(world *w)
{
    digest(w);
    named(w, 0)->state = STORE_HELD_RELEASED;
}
static void one_dropped(world *w)
{
    digest(w);
    named(w, 0)->state = STORE_HELD_DROPPED;
}
static void one_a_reply(world *w)
{
    digest(w);
    named(w, 0)->kind = STORE_HELD_STALE;
}
static void not_her_queue(world *w)
{
    config_operator *anna = w->c->operators->pdata[0];
    digest(w);
    g_ptr_array_add(anna->queues, g_strdup("sales"));
    config_roles_complete(anna);
}
static void not_authenticated(world *w)
{
    digest(w);
    w->trust->authserv_known = true;
}
static void without_capability(world *w)
{
    digest(w);
    w->v->capability_found = w->v->claim_found = false;
    g_clear_pointer(&w->s->held, store_held_free);
}
static void without_but_authenticated(world *w)
{
    without_capability(w);
    w->trust->auth = TRUST_PASS;
}
static void with_file(world *w)
{
    digest(w);
    world_attach(w, false);
}

static void not_teaching(world *w)
{
    digest(w);
    ((config_operator *)w->c->operators->pdata[0])->teach = false;
}

#define IN(n)   "held" #n "=released learn(H)=ham "
#define AWAY(n) "held" #n "=dropped learn(H)=spam "

static void test_answers(void **state)
{
    static const struct {
        const char *name, *from, *text;
        change change;
        const char *plan;
    } rows[] = {
        {"one", ANNA, "/send 7", digest, IN(7) "=command"},
        {"two", ANNA, "/send 7, 9", digest, IN(7) IN(9) "=command"},
        {"some in, some away", ANNA, "/send #7\n/drop 8 9", digest,
         IN(7) AWAY(8) AWAY(9) "=command"},
        {"in her language", ANNA, "/отправить 7", digest, IN(7) "=command"},
        {"twice the same", ANNA, "/send 7 7", digest, IN(7) "=command"},
        {"which?", ANNA, "/send", digest, "error>anna =error"},
        {"the only one", ANNA, "/send", of_one, IN(7) "=command"},
        {"the only one, away", ANNA, "/drop", of_one, AWAY(7) "=command"},
        {"what could not be read", ANNA, "/send", of_broken,
         "held7=released =command"},
        {"both", ANNA, "/send 7\n/drop 7", digest, "error>anna =error"},
        {"let in already", ANNA, "/send 7 8", one_let_in, IN(8) "=command"},
        {"let in: too late to drop", ANNA, "/drop 7 8", one_let_in,
         "error>anna =error"},
        {"discarded", ANNA, "/send 7 8", one_dropped, "error>anna =error"},
        {"unless it was no spam after all", ANNA, "/ham 7 8", one_dropped,
         IN(7) IN(8) "=command"},
        {"spam, and none", ANNA, "/spam 7 8\n/ham 9", digest,
         IN(9) AWAY(7) AWAY(8) "=command"},
        {"spam, the only one", ANNA, "/spam", of_one, AWAY(7) "=command"},
        {"no spam, the only one", ANNA, "/ham", of_one, IN(7) "=command"},
        {"spam that was let in is a request", ANNA, "/spam 7", one_let_in,
         "error>anna =error"},
        {"let in teaches no more", ANNA, "/ham 7", one_let_in, "=command"},
        {"what could not be read teaches nothing", ANNA, "/spam", of_broken,
         "held7=dropped =command"},
        {"she may not teach", ANNA, "/drop 7", not_teaching,
         "held7=dropped =command"},
        {"away twice", ANNA, "/drop 7 8", one_dropped, AWAY(8) "=command"},
        {"no such number", ANNA, "/send 7 10", digest, "error>anna =error"},
        {"a held reply is no message", ANNA, "/send 7", one_a_reply,
         "error>anna =error"},
        {"not her queue", ANNA, "/send 7", not_her_queue, "error>anna =error"},
        {"no numbers", ANNA, "/send it", digest, "error>anna =error"},
        {"thanks", ANNA, "Thanks.", digest, "error>anna =error"},
        {"a text beside it", ANNA, "/send 7\nHi Per.", digest,
         "error>anna =error"},
        {"a file beside it", ANNA, "/send 7", with_file, "error>anna =error"},
        {"another command beside it", ANNA, "/send 7\n/close", digest,
         "error>anna =error"},
        {"a stranger has her address", PER, "/send 7", digest,
         "hold:doubt held>anna =held"},
        {"not authenticated", ANNA, "/send 7", not_authenticated,
         "hold:doubt held>anna =held"},
        {"a colleague has her address", "olga@example.org", "/send 7", digest,
         "error>olga =error"},
        {"From alone", ANNA, "/send 7", without_capability,
         "ticket(" ANNA ")staff article:customer =ticket ack>" ANNA
         " notify/new>anna notify/new>olga"},
        {"authenticated alone", ANNA, "/send 7", without_but_authenticated,
         IN(7) "=command"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(rows[i].from, rows[i].text);
        print_message("%s\n", rows[i].name);
        rows[i].change(w);
        assert_plan(w, rows[i].plan);
        world_free(w);
    }
}

/* The mended answer must find the digest again. */
static void test_error(void **state)
{
    world *w = world_new(ANNA, "/send 7 10");

    digest(w);
    g_autoptr(plan) p = world_decide(w);
    const store_outgoing *o = NULL;
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND)
            o = s->send;
    }
    assert_non_null(o);
    assert_int_equal(o->held, 7);
    assert_int_equal(o->entry, 3);
    assert_non_null(strstr(o->data, "\"no-item\",\"with\":[\"10\"]"));
    world_free(w);
}

/* ---- through the spool once more ---- */

static void test_released(void **state)
{
    static const struct {
        store_held_state state;
        bool broken;
        const char *plan;
    } rows[] = {
        {STORE_HELD_RELEASED, false,
         "ticket(" PER ") article:customer =ticket ack>" PER
         " notify/new>anna notify/new>olga held7=sent"},
        {STORE_HELD_RELEASED, true,
         "hold:broken held>anna held>olga =held held7=sent"},
        {STORE_HELD_SENT, false, "=copy"},
        {STORE_HELD_SENT, true, "=copy"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(PER, "Buy.");
        w->entry.released = (char *)"first";
        w->verdict->score = 10;
        w->broken = rows[i].broken;
        w->s->released = item(w, 7, STORE_HELD_SPAM);
        w->s->released->state = rows[i].state;
        assert_plan(w, rows[i].plan);
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_digest_data), cmocka_unit_test(test_digest_aside),
        cmocka_unit_test(test_answers),     cmocka_unit_test(test_error),
        cmocka_unit_test(test_released),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
