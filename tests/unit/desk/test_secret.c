/* test_secret: letter and snapshot -> steps: secret addresses that are dead, or
 * that somebody outside has seen, and operators without rights. */
#include "lib/desk_fixture.h"

#include "desk/rights.h"
#include "desk/roles_config.h"

#define KARI    "kari@example.com"
#define PER     "per@example.com"
#define MALLORY "mallory@example.net"
#define ANNA    "anna@example.org"
#define OLGA    "olga@example.org"
#define TOM     "tom@example.org"
#define REPLY   "article:anna~ =reply reply>" KARI "~"

#define DAY SPAN_DAY

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}

/* The letter has a secret address of this ticket somewhere. */
static snapshot_secret *secret(world *w, const char *who, int64_t ticket,
                               int64_t entry)
{
    snapshot_secret *s = g_new0(snapshot_secret, 1);
    const snapshot_ticket *st = snapshot_find(w->s, ticket);

    s->claim =
        (tag_claim){TAG_REPLY, config_operator_number(who), ticket, entry, 1};
    s->t = g_new0(store_ticket, 1);
    s->t->id = ticket;
    s->t->queue = g_strdup(st ? st->t->queue : "support");
    s->t->last_entry = 4;
    s->owner = config_operator_by_id(w->c, who);
    g_ptr_array_add(w->s->secrets, s);
    return s;
}

/* ---- dead ---- */

static void alive(world *w)
{
    cap(w);
    secret(w, "anna", 1001, 1);
}
static void revoked(world *w)
{
    cap(w);
    secret(w, "anna", 1001, 1)->dead = true;
}
static void revoked_proved(world *w)
{
    revoked(w);
    w->trust->sasl = w->trust->operator_;
}
static void another_is_revoked(world *w)
{
    alive(w);
    secret(w, "anna", 1001, 9)->dead = true;
}
static void revoked_note(world *w)
{
    world_capability(w, TAG_NOTE, "anna", 1);
    secret(w, "anna", 1001, 1)->dead = true;
    ((snapshot_secret *)w->s->secrets->pdata[0])->claim.kind = TAG_NOTE;
}
static void revoked_of_olga(world *w)
{
    world_capability(w, TAG_REPLY, "olga", 1);
    secret(w, "olga", 1001, 1)->dead = true;
}
static void older(world *w)
{
    cap(w);
    w->v->epoch = 2;
}
static void older_thread(world *w)
{
    older(w);
    w->v->capability_found = false;
    w->s->by_capability = 0;
    w->trust->sasl = w->trust->operator_;
}
static void as_new(world *w)
{
    older(w);
    w->v->capability.epoch = w->v->claim.epoch = 2;
}
static void closed(world *w, int64_t ago_ms)
{
    cap(w);
    world_status(w, "closed");
    w->st->t->status_ms = FIXTURE_NOW - ago_ms;
    ((store_head *)w->st->entries->pdata[0])->created_ms = 0;
}
static void closed_lately(world *w)
{
    closed(w, 30 * DAY);
}
static void closed_long_ago(world *w)
{
    closed(w, 30 * DAY + 1);
}
static void written_since(world *w)
{
    closed_long_ago(w);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
}
static void stranger_since(world *w)
{
    closed_long_ago(w);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_STRANGER, MALLORY);
}
static void held_of_closed(world *w)
{
    closed_long_ago(w);
    world_capability(w, TAG_HELD, "anna", 1);
    w->s->held = world_held(w, "anna", STORE_HELD_DOUBT);
}
static void resolved_long_ago(world *w)
{
    closed_long_ago(w);
    world_status(w, "resolved");
}
static void spam_long_ago(world *w)
{
    closed_long_ago(w);
    world_status(w, "spam");
}
static void held_and_revoked(world *w)
{
    world_capability(w, TAG_HELD, "anna", 1);
    w->s->held = world_held(w, "anna", STORE_HELD_DOUBT);
    secret(w, "anna", 1001, 1)->dead = true;
    ((snapshot_secret *)w->s->secrets->pdata[0])->claim = w->v->capability;
}
static void undo_and_revoked(world *w)
{
    world_capability(w, TAG_UNDO, "anna", 2);
    secret(w, "anna", 1001, 2)->dead = true;
    ((snapshot_secret *)w->s->secrets->pdata[0])->claim = w->v->capability;
}

#define HELD      "hold:doubt held>anna =held"
#define HELD_NOTE "hold:doubt(note) held>anna =held"

static void test_dead(void **state)
{
    static const plan_row rows[] = {
        {"an address that lives", ANNA, "Yes.", alive, REPLY},
        {"one that was revoked", ANNA, "Yes.", revoked, HELD},
        {"another one was", ANNA, "Yes.", another_is_revoked, REPLY},
        {"with commands", ANNA, "Yes.\n\n/close", revoked, HELD},
        {"commands alone", ANNA, "/close", revoked, HELD},
        {"not even a note", ANNA, "/note\nHm.", revoked, HELD_NOTE},
        {"nor by the notes' address", ANNA, "Hm.", revoked_note, HELD_NOTE},
        {"what she proves stays inside", ANNA, "/note\nHm.", revoked_proved,
         "note:anna =note notify/note>olga"},
        {"and leaves only by her word", ANNA, "Yes.", revoked_proved, HELD},
        {"a colleague with it is asked", ANNA, "Hm.", revoked_of_olga, HELD},
        {"of an older epoch", ANNA, "Yes.", older, HELD},
        {"a thread of an older epoch", ANNA, "Yes.", older_thread, HELD},
        {"of this epoch", ANNA, "Yes.", as_new, REPLY},
        {"closed 30 days ago", ANNA, "Yes.", closed_lately, REPLY},
        {"closed longer ago", ANNA, "Yes.", closed_long_ago, HELD},
        {"but she wrote since", ANNA, "Yes.", written_since, REPLY},
        {"a stranger did", ANNA, "Yes.", stranger_since, HELD},
        {"what waits is of today", ANNA, "/send", held_of_closed,
         REPLY " held7=sent"},
        {"resolved is not closed", ANNA, "Yes.", resolved_long_ago, REPLY},
        {"spam is", ANNA, "/ham\nYes.", spam_long_ago, HELD},
        {"/send by a dead address: the hold comes once more", ANNA, "/send",
         held_and_revoked, "held>anna =held"},
        {"a new text to it comes back", ANNA, "/send\nOther words.",
         held_and_revoked, "error>anna =error"},
        {"nor does it stop anything", ANNA, "", undo_and_revoked,
         "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- seen outside ---- */

static void by_customer(world *w)
{
    secret(w, "anna", 1001, 1);
    secret(w, "anna", 1001, 3);
    w->v->claim_found = true;
    w->v->claim = (tag_claim){TAG_CUSTOMER, 0, 1001, 0, 1};
    w->s->by_claim = 1001;
}
static void by_customer_again(world *w)
{
    by_customer(w);
    for (unsigned i = 0; i < 2; i++)
        ((snapshot_secret *)w->s->secrets->pdata[i])->dead = true;
}
static void of_two(world *w)
{
    by_customer(w);
    secret(w, "olga", 1001, 1);
}
static void of_another_ticket(world *w)
{
    by_customer(w);
    g_ptr_array_set_size(w->s->secrets, 0);
    world_ticket(w, 1002, PER);
    secret(w, "olga", 1002, 1);
}
static void nobodys(world *w)
{
    by_customer(w);
    for (unsigned i = 0; i < 2; i++)
        ((snapshot_secret *)w->s->secrets->pdata[i])->owner = NULL;
}
static void older_by_customer(world *w)
{
    by_customer(w);
    w->v->epoch = 2;
}
static void used_by_mallory(world *w)
{
    cap(w);
    secret(w, "anna", 1001, 1);
}
static void machine(world *w)
{
    by_customer(w);
    w->l->kind = LETTER_AUTO_REPLY;
}
static void to_others(world *w)
{
    alive(w);
    g_ptr_array_add(w->v->others, g_strdup(ANNA));
    g_ptr_array_add(w->v->others, g_strdup(OLGA));
    g_ptr_array_add(w->v->others, g_strdup(KARI));
}
static void to_colleagues(world *w)
{
    to_others(w);
    g_ptr_array_set_size(w->v->others, 2);
}
static void colleague_to_others(world *w)
{
    world_capability(w, TAG_REPLY, "olga", 1);
    secret(w, "olga", 1001, 1);
    g_ptr_array_add(w->v->others, g_strdup(KARI));
}

#define SEEN                                                           \
    "revoke:anna@#1001/4 event[a reply address was seen in a message " \
    "from " KARI ", and does not work any more] notify/revoked>anna"
#define SENT(who)                                                     \
    " revoke:" who "@#1001/4 event[a reply address was sent to " KARI \
    ", and does not work any more] notify/revoked>" who

static void test_seen_outside(void **state)
{
    static const plan_row rows[] = {
        {"a customer's words hold it, twice", KARI, "See below.", by_customer,
         "article:customer =article notify/article>anna "
         "notify/article>olga " SEEN},
        {"it is dead already", KARI, "See below.", by_customer_again,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"it was nobody's", KARI, "See below.", nobodys,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"it is of an older epoch", KARI, "See below.", older_by_customer,
         "article:customer =article notify/article>anna notify/article>olga"},
        {"her others live", KARI, "See below.", of_another_ticket,
         "article:customer =article notify/article>anna notify/article>olga "
         "revoke:olga@#1002/4 event[a reply address was seen in a message "
         "from " KARI ", and does not work any more] notify/revoked>olga"},
        {"of two operators", KARI, "See below.", of_two,
         "article:customer =article notify/article>anna "
         "notify/article>olga " SEEN
         " revoke:olga@#1001/4 event[a reply address was seen in a message "
         "from " KARI ", and does not work any more] notify/revoked>olga"},
        {"who used it was not she", MALLORY, "Send it all to me.",
         used_by_mallory,
         "hold:doubt held>anna =held revoke:anna@#1001/4 event[a reply address "
         "was seen in a message from " MALLORY
         ", and does not work any more] notify/revoked>anna"},
        {"a machine has read it", KARI, "Away.", machine,
         "event[automatic reply of " KARI ": Hello] =machine"},
        {"her own Cc", ANNA, "Yes.", to_others, REPLY SENT("anna")},
        {"to colleagues only", ANNA, "Yes.", to_colleagues, REPLY},
        {"a colleague's Cc", ANNA, "Hm.", colleague_to_others,
         "note:anna =note notify/note>olga" SENT("olga")},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_command(void **state)
{
    static const plan_row rows[] = {
        {"/revoke", ANNA, "/revoke", cap,
         "revoke:anna@#1001/1 event[revoked her reply addresses] "
         "=command notify/revoked>anna"},
        {"with a reply", ANNA, "/revoke\nYes.", cap,
         REPLY " revoke:anna@#1001/1 event[revoked her reply addresses] "
               "notify/revoked>anna"},
        {"a customer's words", KARI, "/revoke", NULL,
         "ticket(" KARI ") article:customer =ticket ack>" KARI
         " notify/new>anna notify/new>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- rights ---- */

static void queues(world *w, const char *who, const char *queue)
{
    config_operator *o = (config_operator *)config_operator_by_id(w->c, who);
    g_ptr_array_add(o->queues, g_strdup(queue));
    config_roles_complete(o);
}
static void of_sales(world *w)
{
    cap(w);
    queues(w, "anna", "sales");
}
static void asks_for_sales(world *w)
{
    cap(w);
    queues(w, "anna", "support");
    queues(w, "olga", "sales");
    snapshot_ticket *st = world_ticket(w, 1002, PER);
    g_free(st->t->queue);
    st->t->queue = g_strdup("sales");
}
static void colleague_of_sales(world *w)
{
    world_capability(w, TAG_REPLY, "olga", 1);
    queues(w, "anna", "sales");
}
static void stolen_from_sales(world *w)
{
    of_sales(w);
}
static void held_by_sales(world *w)
{
    by_customer(w);
    g_ptr_array_set_size(w->s->secrets, 0);
    queues(w, "anna", "sales");
    w->st->t->holder = g_strdup("anna");
    g_ptr_array_add(w->st->watchers, g_strdup("anna"));
}
static void line2_only(world *w)
{
    cap(w);
    w->st->t->line = 2;
    w->st->t->lines = 1 << 2;
}
static void line2_from_1(world *w)
{
    line2_only(w);
    w->st->t->lines |= 1 << 1;
}
static void line2_watched(world *w)
{
    line2_only(w);
    g_ptr_array_add(w->st->watchers, g_strdup("anna"));
}
static void to_sales(world *w)
{
    cap(w);
    queues(w, "olga", "sales");
}

static void test_rights(void **state)
{
    static const plan_row rows[] = {
        {"she lost the queue", ANNA, "Yes.", of_sales, "error>anna =error"},
        {"not even a note", ANNA, "/note\nHm.", of_sales, "error>anna =error"},
        {"nor a command", ANNA, "/close", of_sales, "error>anna =error"},
        {"nor a look", ANNA, "/show", of_sales, "error>anna =error"},
        {"nor as a colleague", ANNA, "Hm.", colleague_of_sales,
         "error>anna =error"},
        {"her address in other hands", MALLORY, "Yes.", stolen_from_sales,
         "hold:doubt held>olga =held"},
        {"a look into another queue", ANNA, "/show #1002", asks_for_sales,
         "error>anna =error"},
        {"into her own", ANNA, "/show", asks_for_sales, "show>anna =command"},
        {"told no more of what she held", KARI, "More.", held_by_sales,
         "article:customer =article notify/article>olga"},
        {"it never was on her line", ANNA, "Yes.", line2_only,
         "error>anna =error"},
        {"it once was", ANNA, "/note\nHm.", line2_from_1,
         "note:anna =note notify/note>tom"},
        {"she watches it", ANNA, "/note\nHm.", line2_watched,
         "note:anna =note notify/note>tom"},
        {"nobody outside can have it", ANNA, "/assign olga", to_sales,
         "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* What must not be swallowed is everybody's. */
static void test_unserved(void **state)
{
    world *w = world_new(ANNA, "");
    const config_operator *anna = config_operator_by_id(w->c, "anna");

    queues(w, "anna", "sales");
    queues(w, "olga", "sales");
    assert_false(rights_may(w->c, anna, w->st->t, NULL));
    queues(w, "tom", "sales");
    assert_true(rights_may(w->c, anna, w->st->t, NULL));
    assert_true(rights_may_queue(w->c, anna, "support"));
    w->st->t->lines = w->st->t->line = 5; /* bits 0 and 2 */
    assert_true(rights_may(w->c, anna, w->st->t, NULL));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dead),     cmocka_unit_test(test_seen_outside),
        cmocka_unit_test(test_command),  cmocka_unit_test(test_rights),
        cmocka_unit_test(test_unserved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
