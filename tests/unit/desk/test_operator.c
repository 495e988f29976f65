/* test_operator: letter and snapshot -> steps: operators, their replies, notes,
 * commands, what is held, undo; and the clock's plans. */
#include "lib/desk_fixture.h"

#include "desk/role.h"
#include "desk/roles_config.h"

#define KARI             "kari@example.com"
#define PER              "per@example.com"
#define ANNA             "anna@example.org"
#define OLGA             "olga@example.org"
#define TOM              "tom@example.org"
#define REPLY            "article:anna~ =reply reply>" KARI "~"
#define BESIDE(commands) "article:anna~{" commands "} =reply reply>" KARI "~"
#define AT_ONCE                               \
    "holder=anna event[took it by replying] " \
    "status=answered event[status new -> answered]"

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}

/* ---- replies ---- */

static void held_by_olga(world *w)
{
    cap(w);
    w->st->t->holder = g_strdup("olga");
    g_ptr_array_add(w->st->watchers, g_strdup("tom"));
}
static void watched(world *w)
{
    cap(w);
    g_ptr_array_add(w->st->watchers, g_strdup("tom"));
}
static void no_undo(world *w)
{
    cap(w);
    ((config_queue *)w->c->queues->pdata[0])->undo_ms = 0;
}
static void two_people(world *w)
{
    cap(w);
    world_participant(w->st, PER, STORE_CC);
    world_participant(w->st, "support@example.org", STORE_CC);
}
static void nobody(world *w)
{
    cap(w);
    g_ptr_array_set_size(w->st->participants, 0);
}
static void resolved(world *w)
{
    cap(w);
    world_status(w, "resolved");
}
static void returned_cap(world *w)
{
    cap(w);
    w->st->t->returned_from = 2;
}
static void attached(world *w)
{
    cap(w);
    world_attach(w, false);
}
static void logo(world *w)
{
    cap(w);
    world_attach(w, true);
}
static void to_others(world *w)
{
    cap(w);
    g_ptr_array_add(w->v->others, g_strdup(ANNA));
    g_ptr_array_add(w->v->others, g_strdup(OLGA));
    g_ptr_array_add(w->v->others, g_strdup(PER));
}
static void by_line2(world *w)
{
    world_capability(w, TAG_REPLY, "tom", 1);
    w->st->t->line = 2;
}
static void said_inside(world *w)
{
    cap(w);
    w->s->inside = true;
}
static void note_address(world *w)
{
    world_capability(w, TAG_NOTE, "anna", 1);
}
static void colleague(world *w)
{
    world_capability(w, TAG_REPLY, "olga", 1);
}

static void test_reply(void **state)
{
    static const plan_row rows[] = {
        {"a reply", ANNA, "Yes.", cap, REPLY},
        {"at once where there is no undo", ANNA, "Yes.", no_undo,
         "article:anna =reply reply>" KARI " " AT_ONCE},
        {"and so does what stands beside it", ANNA, "Yes.\n/close", no_undo,
         "article:anna =reply reply>" KARI
         " holder=anna event[took it by replying] "
         "status=resolved event[status new -> resolved]"},
        {"to all participants, never to us", ANNA, "Yes.", two_people,
         "article:anna~ =reply reply>" KARI "~ reply>" PER "~"},
        {"nobody to send to", ANNA, "Yes.", nobody, "error>anna =error"},
        {"somebody holds it already", ANNA, "Yes.", held_by_olga,
         REPLY " notify/reply>olga notify/reply>tom"},
        {"watchers may stop it", ANNA, "Yes.", watched,
         REPLY " notify/reply>tom"},
        {"a resolved one", ANNA, "Welcome.", resolved, REPLY},
        {"/close acts when it is sent", ANNA, "Done.\n\n/close", cap,
         BESIDE("/close")},
        {"so does whose it shall be", ANNA, "/assign olga\nYes.", cap,
         BESIDE("/assign olga")},
        {"and where it goes", ANNA, "/line 2 odd\nYes.\n/return", returned_cap,
         BESIDE("/line 2 odd\n/return")},
        {"the rest at once", ANNA, "/priority high\n/close\nYes.", cap,
         BESIDE("/close") " priority=high event[priority normal -> high]"},
        {"beside a note all is", ANNA, "/note\nHm.\n/close", cap,
         "note:anna =note notify/note>olga status=resolved "
         "event[status new -> resolved]"},
        {"empty", ANNA, " \n", cap, "error>anna =error"},
        {"only a file", ANNA, "", attached, REPLY},
        {"only a logo", ANNA, "", logo, "error>anna =error"},
        {"a command with a logo", ANNA, "/take", logo,
         "holder=anna event[took it] =command"},
        {"others got it too", ANNA, "Yes.", to_others, REPLY " notice>anna"},
        {"of a note as well", ANNA, "/note\nYes.", to_others,
         "note:anna =note notify/note>olga notice>anna"},
        {"/note", ANNA, "/note\nHm.", cap, "note:anna =note notify/note>olga"},
        {"/note and /reply", ANNA, "/note\n/reply\nHm.", cap,
         "error>anna =error"},
        {"/note alone", ANNA, "/note", cap, "error>anna =error"},
        {"line 2 notes", TOM, "Column seven.", by_line2, "note:tom =note"},
        {"line 2 says /reply", TOM, "/reply\nColumn seven.", by_line2,
         "article:tom~ =reply reply>" KARI "~"},
        {"the mail said that it stays inside", ANNA, "Hm.", said_inside,
         "note:anna =note notify/note>olga"},
        {"and /reply says more", ANNA, "/reply\nYes.", said_inside, REPLY},
        {"the note address", ANNA, "Hm.", note_address,
         "note:anna =note notify/note>olga"},
        {"which never replies", ANNA, "/reply\nHm.", note_address,
         "error>anna =error"},
        {"a colleague's answer to all is a note", ANNA, "Hm.", colleague,
         "note:anna =note notify/note>olga"},
        {"and no command", ANNA, "/close", colleague, "error>anna =error"},
        {"nor a reply", ANNA, "/reply\nHm.", colleague, "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_reply_fields(void **state)
{
    world *w = world_new(ANNA, "Yes.");
    cap(w);
    g_autoptr(plan) p = world_decide(w);
    unsigned found = 0;
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_ENTRY && s->entry->kind == STORE_ARTICLE) {
            assert_int_equal(s->entry->publish_ms, FIXTURE_NOW + 60000);
            assert_int_equal(s->entry->seen, 1);
            assert_string_equal(s->entry->message_id, "letter@example.com");
            found++;
        }
        if (s->what == PLAN_SEND) {
            assert_int_equal(s->send->date_ms, FIXTURE_NOW + 60000);
            assert_int_equal(s->send->entry, PLAN_LATEST);
            assert_int_equal(s->send->ticket, 1001);
            assert_string_equal(s->send->in_reply_to, "m1@example.com");
            found++;
        }
        if (s->what == PLAN_FATE) {
            assert_int_equal(s->fate.entry, PLAN_LATEST);
            found++;
        }
    }
    assert_int_equal(found, 3);
    world_free(w);
}

/* ---- who is believed ---- */

static void need_auth(world *w)
{
    cap(w);
    w->trust->authserv_known = true;
}
static void need_auth_passed(world *w)
{
    need_auth(w);
    w->trust->auth = TRUST_PASS;
}
static void need_auth_login(world *w)
{
    need_auth(w);
    w->trust->sasl = config_operator_by_id(w->c, "anna");
}
static void other_login(world *w)
{
    need_auth(w);
    w->trust->login = TRUST_LOGIN_OTHERS;
    w->trust->auth = TRUST_FAIL;
}
static void nobodys_login(world *w)
{
    cap(w);
    w->trust->login = TRUST_LOGIN_NOBODYS;
}
static void nobodys_login_known(world *w)
{
    nobodys_login(w);
    w->trust->authserv_known = true;
    w->trust->auth = TRUST_PASS; /* whoever wrote that */
}
static void fails(world *w)
{
    cap(w);
    w->trust->auth = TRUST_FAIL;
}
static void lonely(world *w)
{
    cap(w);
    w->v->claim_found = false;
    w->s->by_claim = w->s->by_tag = 0;
}
static void tag_only(world *w)
{
    w->s->by_tag = 1001;
}
static void tag_passed(world *w)
{
    w->s->by_tag = 1001;
    w->trust->auth = TRUST_PASS;
    g_ptr_array_add(w->v->ids, g_strdup("m1@example.com"));
}
static void tag_passed_unseen(world *w)
{
    w->s->by_tag = 1001;
    w->trust->auth = TRUST_PASS;
}
static void claim_only(world *w)
{
    cap(w);
    w->v->capability_found = false;
    w->s->by_capability = 0;
}
static void claim_passed(world *w)
{
    claim_only(w);
    w->trust->auth = TRUST_PASS;
}
static void claim_of_tom(world *w)
{
    claim_passed(w);
    w->v->claim.who = config_operator_number("tom");
}
static void disagrees(world *w)
{
    cap(w);
    world_ticket(w, 1002, PER);
    w->s->by_tag = 1002;
}
static void ambiguous(world *w)
{
    cap(w);
    w->v->ambiguous = true;
}
static void no_operator(world *w)
{
    cap(w);
    w->v->capability.who = w->v->claim.who = 1;
}
static void no_ticket(world *w)
{
    cap(w);
    w->s->by_capability = w->s->by_claim = w->s->by_tag = 0;
}
static void staff_customer(world *w)
{
    w->s->by_tag = 1001;
    world_participant(w->st, ANNA, STORE_CC);
}

static void test_trust(void **state)
{
    static const plan_row rows[] = {
        {"token alone where results are trusted", ANNA, "Yes.", need_auth,
         "hold:doubt held>anna =held"},
        {"with a pass", ANNA, "Yes.", need_auth_passed, REPLY},
        {"with a login", ANNA, "Yes.", need_auth_login, REPLY},
        {"with a colleague's login", ANNA, "Yes.", other_login,
         "hold:doubt held>anna =held"},
        {"with nobody's login", ANNA, "Yes.", nobodys_login, REPLY},
        {"which is no proof where there could be one", ANNA, "Yes.",
         nobodys_login_known, "hold:doubt held>anna =held"},
        {"failed", ANNA, "Yes.", fails, "hold:doubt held>anna =held"},
        {"another From", PER, "Yes.", cap, "hold:doubt held>anna =held"},
        {"no command of that", PER, "/cc x@example.net\n/close\nYes.", cap,
         "hold:doubt held>anna =held"},
        {"completed by an address book", ANNA, "Lunch?", lonely,
         "hold:doubt held>anna =held"},
        {"a note stays inside", ANNA, "/note\nLunch?", lonely,
         "note:anna =note notify/note>olga"},
        {"but no command of it", ANNA, "/note\n/close\nLunch?", lonely,
         "hold:doubt(note) held>anna =held"},
        {"a tag alone", ANNA, "/close", tag_only, "hold:doubt held>anna =held"},
        {"a tag and a pass", ANNA, "Yes.", tag_passed, REPLY},
        {"but what has she seen?", ANNA, "Yes.", tag_passed_unseen,
         "hold:stale held>anna =held"},
        {"the claim in her thread alone", ANNA, "Yes.", claim_only,
         "hold:doubt held>anna =held"},
        {"and no command of it", ANNA, "/cc x@example.net\n/close", claim_only,
         "hold:doubt held>anna =held"},
        {"the claim and a pass", ANNA, "Yes.", claim_passed, REPLY},
        {"the claim of a colleague, and a pass", ANNA, "Yes.", claim_of_tom,
         "note:anna =note notify/note>olga"},
        {"the claim in a stranger's thread", PER, "Yes.", claim_only,
         "apart:stranger =stranger notify/stranger>anna "
         "notify/stranger>olga receipt>" PER},
        {"evidence disagrees", ANNA, "Yes.", disagrees,
         "hold:doubt held>anna =held"},
        {"two addresses", ANNA, "Yes.", ambiguous,
         "hold:doubt held>anna =held"},
        {"an operator who is none any more", ANNA, "Yes.", no_operator,
         "hold:doubt held>anna held>olga =held"},
        {"a ticket that is not there", ANNA, "Yes.", no_ticket,
         "error>anna =error"},
        {"an operator as customer", ANNA, "More.", staff_customer,
         "article:customer =article notify/article>anna "
         "notify/article>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- stale replies, and what was held ---- */

static void customer_wrote(world *w)
{
    cap(w);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
}
static void olga_noted(world *w)
{
    cap(w);
    world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "olga");
}
static void she_noted(world *w)
{
    cap(w);
    world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "anna");
}
static void olga_withdrew(world *w)
{
    cap(w);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "olga")->state =
        STORE_WITHDRAWN;
}
static void system_wrote(world *w)
{
    cap(w);
    world_entry(w->st, STORE_NOTE, STORE_BY_SYSTEM, "");
}
static void she_replied_after(world *w)
{
    customer_wrote(w);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
}
static void hold(world *w, const char *who, store_held_kind kind, int64_t seen)
{
    world_entry(w->st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
    world_capability(w, TAG_HELD, "anna", seen);
    w->s->held = world_held(w, who, kind);
}
static void held(world *w)
{
    hold(w, "anna", STORE_HELD_STALE, 2);
}
static void held_stale_again(world *w)
{
    hold(w, "anna", STORE_HELD_STALE, 1);
}
static void held_with_command(world *w)
{
    held(w);
    g_free(w->s->held->data);
    w->s->held->data = g_strdup("{\"commands\":[\"/close\"]}");
}
static void held_bad_command(world *w)
{
    held(w);
    g_free(w->s->held->data);
    w->s->held->data = g_strdup("{\"commands\":[\"/assign peter\"]}");
}
static void held_sent(world *w)
{
    held(w);
    w->s->held->state = STORE_HELD_SENT;
}
static void held_note(world *w)
{
    held(w);
    w->s->held->note = true;
}
static void held_of_olga(world *w)
{
    hold(w, "olga", STORE_HELD_STALE, 2);
}
static void held_gone(world *w)
{
    held(w);
    g_clear_pointer(&w->s->held, store_held_free);
}
static void open_hold(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 2);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
    g_ptr_array_add(w->st->held, world_held(w, "anna", STORE_HELD_STALE));
}
static void open_hold_stale(world *w)
{
    open_hold(w);
    w->v->capability.entry = 1;
}

static void stranger_since(world *w)
{
    cap(w);
    world_entry(w->st, STORE_APART, STORE_BY_STRANGER, PER);
}
static void marked_since(world *w)
{
    cap(w);
    world_entry(w->st, STORE_APART, STORE_BY_CUSTOMER, KARI)->marked = true;
}

static void test_stale(void **state)
{
    static const plan_row rows[] = {
        {"the customer wrote", ANNA, "Yes.\n/close", customer_wrote,
         "hold:stale held>anna =held"},
        {"a colleague noted", ANNA, "Yes.", olga_noted,
         "hold:stale held>anna =held"},
        {"her own note", ANNA, "Yes.", she_noted, REPLY},
        {"withdrawn", ANNA, "Yes.", olga_withdrew, REPLY},
        {"the desk itself", ANNA, "Yes.", system_wrote, REPLY},
        {"a stranger", ANNA, "Yes.", stranger_since, REPLY},
        {"a customer, whose message is marked", ANNA, "Yes.", marked_since,
         "hold:stale held>anna =held"},
        {"her later reply says that she has seen it", ANNA, "Yes.",
         she_replied_after, REPLY},
        {"a note crosses what it likes", ANNA, "/note\nHm.", customer_wrote,
         "note:anna =note notify/note>olga"},
        {"a command too", ANNA, "/take", customer_wrote,
         "holder=anna event[took it] =command"},
        {"/send", ANNA, "/send", held, REPLY " held7=sent"},
        {"/send with what waited", ANNA, "/send", held_with_command,
         BESIDE("/close") " held7=sent"},
        {"/send with a command that went wrong", ANNA, "/send",
         held_bad_command, "error>anna =error"},
        {"/send that crosses the next one", ANNA, "/send", held_stale_again,
         "held7=dropped hold:stale held>anna =held"},
        {"/send twice", ANNA, "/send", held_sent, "error>anna =error"},
        {"/send of a note", ANNA, "/send", held_note,
         "note:anna =note notify/note>olga held7=sent"},
        {"/send for a colleague", ANNA, "/send", held_of_olga,
         "article:olga~ =reply reply>" KARI "~ held7=sent event[sent the "
         "reply on hold of Olga Ivanova]"},
        {"/drop", ANNA, "/drop", held,
         "held7=dropped event[discarded the reply on hold] =dropped"},
        {"/drop and /send", ANNA, "/drop\n/send", held, "error>anna =error"},
        {"/drop with a text", ANNA, "/drop\nNew.", held, "error>anna =error"},
        {"a new text", ANNA, "New.", held, REPLY " held7=dropped"},
        {"a new text that is stale", ANNA, "New.", held_stale_again,
         "held7=dropped hold:stale held>anna =held"},
        {"a colleague's text leaves hers", ANNA, "New.", held_of_olga, REPLY},
        {"nothing", ANNA, "", held, "error>anna =error"},
        {"gone", ANNA, "/send", held_gone, "error>anna =error"},
        {"she writes again", ANNA, "New.", open_hold, REPLY " held7=dropped"},
        {"stale again", ANNA, "New.", open_hold_stale,
         "held7=dropped hold:stale held>anna =held"},
        {"a note leaves it", ANNA, "/note\nHm.", open_hold,
         "note:anna =note notify/note>olga"},
        {"/send to the ticket", ANNA, "/send", open_hold, REPLY " held7=sent"},
        {"nothing is held", ANNA, "/send", cap, "error>anna =error"},
        {"a command in the text", ANNA, "one\n/close\ntwo", cap,
         "hold:command held>anna =held"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- undo ---- */

static void pend(world *w, const char *who)
{
    world_pending(w->st, who, "Oh no.");
}
static void pending(world *w)
{
    cap(w);
    pend(w, "anna");
}
static void pending_of_olga(world *w)
{
    cap(w);
    pend(w, "olga");
}
static void undo_address(world *w)
{
    world_capability(w, TAG_UNDO, "anna", 2);
    pend(w, "olga");
}
static void undo_too_late(world *w)
{
    undo_address(w);
    ((store_head *)w->st->entries->pdata[1])->state = STORE_PUBLISHED;
    g_ptr_array_set_size(w->st->pending, 0);
}

#define STOPPED "withdraw2 event[stopped the reply of "

static void test_undo(void **state)
{
    static const plan_row rows[] = {
        {"/undo", ANNA, "/undo", pending, STOPPED "anna] =command notice>anna"},
        {"/undo and the right text", ANNA, "/undo\nYes.", pending,
         STOPPED "anna] notice>anna " REPLY},
        {"not a colleague's", ANNA, "/undo", pending_of_olga,
         "notice>anna =command"},
        {"too late, with a text", ANNA, "/undo\nYes.", cap,
         "error>anna =error"},
        {"by its address", ANNA, "", undo_address,
         STOPPED "olga] =command notice>anna notice>olga"},
        {"with a text", ANNA, "Stop!", undo_address,
         STOPPED "olga] =error notice>anna notice>olga error>anna"},
        {"too late", ANNA, "", undo_too_late, "notice>anna =command"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- commands ---- */

static void by_tom(world *w)
{
    world_capability(w, TAG_REPLY, "tom", 1);
    w->st->t->line = 2;
    w->st->t->returned_from = 1;
    world_status(w, "internal");
}
static void stranger_wrote(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 2);
    world_entry(w->st, STORE_APART, STORE_BY_STRANGER, PER);
}
/* Her letter answers our mail about this entry. */
static void answers(world *w, int64_t entry)
{
    store_outgoing *o = g_new0(store_outgoing, 1);

    o->template = g_strdup("notify");
    o->ticket = 1001;
    o->entry = entry;
    w->s->answered = o;
}
static void two_strangers(world *w)
{
    stranger_wrote(w);
    world_entry(w->st, STORE_APART, STORE_BY_STRANGER, "mallory@example.net");
}
static void told_of_two(world *w)
{
    two_strangers(w);
    w->v->capability.entry = 3;
}
static void told_of_first(world *w)
{
    told_of_two(w);
    answers(w, 2);
}
static void told_of_second(world *w)
{
    told_of_two(w);
    answers(w, 3);
}
static void twice(world *w)
{
    stranger_wrote(w);
    world_entry(w->st, STORE_APART, STORE_BY_STRANGER, PER);
    w->v->capability.entry = 3;
}
static void adopted_before(world *w)
{
    stranger_wrote(w);
    world_participant(w->st, PER, STORE_ADDED);
    answers(w, 2);
}
static void told_of_code(world *w)
{
    stranger_wrote(w);
    ((store_head *)w->st->entries->pdata[1])->marked = true;
    answers(w, 2);
}
static void asks_other(world *w)
{
    cap(w);
    world_ticket(w, 1002, PER);
}
static void login(world *w)
{
    w->trust->sasl = config_operator_by_id(w->c, "anna");
}

static void login_asks_other(world *w)
{
    login(w);
    world_ticket(w, 1002, PER);
}

#define ADOPTS                                   \
    "+" PER " event[" PER " takes part] adopt2 " \
    "event[what " PER " wrote is part of the request] =command"

static void test_commands(void **state)
{
    static const plan_row rows[] = {
        {"/take from a colleague", ANNA, "/take", held_by_olga,
         "holder=anna event[took it] =command notice>olga"},
        {"/assign by name", ANNA, "/assign Olga", cap,
         "holder=olga event[assigned it to Olga Ivanova] "
         "=command notify/assigned>olga"},
        {"/assign by address", ANNA, "/assign TOM@example.org", cap,
         "holder=tom event[assigned it to Tom Hansen] =command "
         "notify/assigned>tom"},
        {"/assign nobody", ANNA, "/assign peter", cap, "error>anna =error"},
        {"an error stops all", ANNA, "/take\n/assing olga\nYes.", cap,
         "error>anna =error"},
        {"a wrong argument too", ANNA, "/take\n/line 9\nYes.", cap,
         "error>anna =error"},
        {"/release", ANNA, "/release", held_by_olga,
         "holder=none event[released it] =command "
         "notify/released>olga notify/released>tom"},
        {"/line", ANNA, "/line 2 needs a cable", cap,
         "watch=anna push(1 anna) line=2 returned_from=1 event[line 1 -> 2] "
         "status=internal event[status new -> internal] "
         "note:anna =command notify/line>tom"},
        {"/line with its holder", ANNA, "/line 2", held_by_olga,
         "watch=anna push(1 anna) line=2 returned_from=1 event[line 1 -> 2] "
         "holder=none status=internal event[status new -> "
         "internal] =command notify/line>tom"},
        {"/line where it is", ANNA, "/line 1", cap, "error>anna =error"},
        {"/return", TOM, "/return cable sent", by_tom,
         "pop line=1 returned_from=0 event[line 2 -> 1] status=feedback "
         "event[status internal -> feedback] note:tom =command "
         "notify/returned>anna notify/returned>olga"},
        {"/return from nowhere", ANNA, "/return", cap, "error>anna =error"},
        {"/status by title", ANNA, "/status In Progress", cap,
         "status=in-progress event[status new -> in-progress] "
         "=command"},
        {"/status wrong", ANNA, "/status done", cap, "error>anna =error"},
        {"/status shows", ANNA, "/status", cap, "show>anna =command"},
        {"/reopen", ANNA, "/reopen", resolved,
         "status=in-progress event[status resolved -> "
         "in-progress] =command"},
        {"/close twice", ANNA, "/close", resolved, "=command"},
        {"/priority", ANNA, "/priority HIGH", cap,
         "priority=high event[priority normal -> high] "
         "=command"},
        {"/priority wrong", ANNA, "/priority hihg", cap, "error>anna =error"},
        {"/category by title", ANNA, "/category account and password", cap,
         "category=account event[category none -> account] "
         "=command learn(L1)=account"},
        {"/category by its title in another language", ANNA, "/category пароль",
         cap,
         "category=account event[category none -> account] "
         "=command learn(L1)=account"},
        {"/spend", ANNA, "/spend 1h 30m on the phone", cap,
         "time(90 anna) event[spent 90 min: on the phone] =command"},
        {"/spend nothing", ANNA, "/spend 0", cap, "error>anna =error"},
        {"/cc before the text", ANNA,
         "/cc per@example.com <mailto:per@example.com>, b@example.com\nYes.",
         cap,
         "+" PER " event[" PER " takes part] +b@example.com "
         "event[b@example.com takes part] article:anna~ =reply "
         "reply>" KARI "~ reply>" PER "~ reply>b@example.com~"},
        {"/cc adopts the stranger", ANNA, "/cc", stranger_wrote, ADOPTS},
        {"not him who wrote since", ANNA, "/cc", two_strangers, ADOPTS},
        {"of two it is asked which", ANNA, "/cc", told_of_two,
         "error>anna =error"},
        {"unless the mail answered is about one", ANNA, "/cc", told_of_first,
         ADOPTS},
        {"the other", ANNA, "/cc", told_of_second,
         "+mallory@example.net event[mallory@example.net takes part] adopt3 "
         "event[what mallory@example.net wrote is part of the request] "
         "=command"},
        {"the only one's newest", ANNA, "/cc", twice,
         "+" PER " event[" PER " takes part] adopt3 "
         "event[what " PER " wrote is part of the request] =command"},
        {"by his address", ANNA, "/cc " PER, told_of_two, ADOPTS},
        {"once only", ANNA, "/cc\n/cc " PER, stranger_wrote, ADOPTS},
        {"more of one who is in", ANNA, "/cc", adopted_before,
         "adopt2 event[what " PER " wrote is part of the request] =command"},
        {"a code stays here", ANNA, "/cc", told_of_code, "error>anna =error"},
        {"also with its sender's address", ANNA, "/cc " PER, told_of_code,
         "+" PER " event[" PER " takes part] =command"},
        {"/cc whom?", ANNA, "/cc", cap, "error>anna =error"},
        {"/cc of the desk", ANNA, "/cc support@example.org", cap,
         "error>anna =error"},
        {"/cc of an operator", ANNA, "/cc olga@example.org", cap,
         "error>anna =error"},
        {"/cc of no address", ANNA, "/cc per", cap, "error>anna =error"},
        {"/uncc", ANNA, "/uncc PER@example.com\nYes.", two_people,
         "-" PER " event[" PER " no longer takes part] " REPLY},
        {"/uncc of the customer", ANNA, "/uncc " KARI, cap,
         "error>anna =error"},
        {"/uncc of nobody", ANNA, "/uncc x@example.com", cap,
         "error>anna =error"},
        {"/watch", ANNA, "/watch", cap, "watch=anna =command"},
        {"/unwatch", ANNA, "/unwatch", cap, "unwatch=anna =command"},
        {"/show, /list, /help", ANNA, "/show\n/list\n/help", cap,
         "show>anna list>anna commands>anna =command"},
        {"/show another", ANNA, "/show #1002", asks_other,
         "show>anna =command"},
        {"/why", ANNA, "/why", cap, "why>anna =command"},
        {"/why of another", ANNA, "/why #1002", asks_other,
         "why>anna =command"},
        {"/why of what is not there", ANNA, "/why #1003", cap,
         "error>anna =error"},
        {"/show what is not there", ANNA, "/show #1003", cap,
         "error>anna =error"},
        {"a fresh letter with /show of another", ANNA, "/show #1002",
         login_asks_other, "show>anna =command"},
        {"a fresh letter with /show of nothing", ANNA, "/show", login,
         "error>anna =error"},
        {"a reply and /line", ANNA, "Wait, please.\n/line 2", cap,
         BESIDE("/line 2")},
        {"a reply to whom /cc adds", ANNA, "/cc per@example.com\nYes.", nobody,
         "+per@example.com event[per@example.com takes part] article:anna~ "
         "=reply reply>" PER "~"},
        {"a fresh letter with /list", ANNA, "/list", login,
         "list>anna =command"},
        {"a fresh letter with /close", ANNA, "/close", login,
         "error>anna =error"},
        {"a fresh letter", ANNA, "Hi.", login,
         "ticket(" ANNA ")staff article:customer =ticket ack>" ANNA
         " notify/new>anna notify/new>olga"},
        {"/list of whoever says to be her", ANNA, "/list", NULL,
         "ticket(" ANNA ")staff article:customer =ticket ack>" ANNA
         " notify/new>anna notify/new>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* Codes, what their words name, and the whole text. */
static void test_error_data(void **state)
{
    static const struct {
        const char *text, *data;
    } rows[] = {
        {"/assing olga", "\"fault\":\"near-command\",\"with\":["
                         "\"assign olga\"],\"line\":\"/assing olga\""},
        {"/assign oga", "\"near-name\",\"with\":[\"assign\",\"olga\"]"},
        {"/assign peter", "\"no-operator\",\"with\":[\"peter\","
                          "\"anna, olga, tom\"]"},
        {"/line 3", "\"no-line\",\"with\":[\"/line 1 /line 2\"]"},
        {"/status waitin", "\"near-name\",\"with\":[\"status\",\"waiting\"]"},
        {"/priority much", "\"no-name\",\"with\":[\"priority\",\"much\","
                           "\"low, normal, high, urgent\"]"},
        {"/category acount",
         "\"near-name\",\"with\":[\"category\",\"account\"]"},
        {"/note\n/reply\nHm.", "\"title\":{\"fault\":\"note-and-reply\""},
        {"/close\n/frob\nThe text.", "The text."},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, rows[i].text);
        const char *data = "nothing";
        cap(w);
        g_autoptr(plan) p = world_decide(w);
        for (unsigned k = 0; k < p->steps->len; k++) {
            const plan_step *s = p->steps->pdata[k];
            if (s->what == PLAN_SEND)
                data = s->send->data;
        }
        if (!strstr(data, rows[i].data))
            fail_msg("%s: no %s in %s", rows[i].text, rows[i].data, data);
        world_free(w);
    }
}

/* The error's mail shows nothing new, so an answer to it has seen no more. */
static void test_error_seen(void **state)
{
    world *w = world_new(ANNA, "/assing olga");
    customer_wrote(w);
    g_autoptr(plan) p = world_decide(w);
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND)
            assert_int_equal(s->send->entry, 1);
    }
    world_free(w);
}

/* A held letter that is not hers keeps no command. */
static void test_doubtful_data(void **state)
{
    world *w = world_new(PER, "/cc x@example.net\nYes.");
    cap(w);
    g_autoptr(plan) p = world_decide(w);
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what != PLAN_HOLD)
            continue;
        assert_string_equal(s->hold->text, "Yes.");
        assert_null(strstr(s->hold->data, "/cc"));
        assert_non_null(strstr(s->hold->reason, "not carried out"));
    }
    world_free(w);
}

/* ---- the clock ---- */

#define assert_clock(made, wanted)                              \
    do {                                                        \
        g_autoptr(plan) plan_ = made;                           \
        g_autofree char *is_ = plan_summary(plan_);             \
        if (strcmp(is_, wanted) != 0)                           \
            fail_msg("is  %s\n           not %s", is_, wanted); \
    } while (0)

/* What the end of an undo window does with a reply of anna's. */
static void check_publish(const char *name, void (*change)(world *w),
                          const char *commands, const char *wanted)
{
    world *w = world_new(ANNA, "");
    store_entry *e = world_pending(w->st, "anna", "Yes.");

    e->seen = 1;
    e->commands = g_strdup(commands);
    print_message("%s\n", name);
    if (change)
        change(w);
    assert_clock(decide_publish(w->c, w->st, e, FIXTURE_NOW), wanted);
    world_free(w);
}

static store_entry *the_pending(world *w)
{
    return w->st->pending->pdata[0];
}
static void kari_wrote(world *w)
{
    world_entry(w->st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
}
static void kari_wrote_before(world *w)
{
    kari_wrote(w);
    the_pending(w)->seen = 3;
}
static void withdrawn_already(world *w)
{
    the_pending(w)->state = STORE_WITHDRAWN;
}
static void olga_holds(world *w)
{
    w->st->t->holder = g_strdup("olga");
}
static void closed_meanwhile(world *w)
{
    world_status(w, "resolved");
}
static void on_line_2(world *w)
{
    w->st->t->line = 2;
    world_status(w, "internal");
}
static void tom_holds(world *w)
{
    on_line_2(w);
    w->st->t->holder = g_strdup("tom");
}
static void tom_wrote(world *w)
{
    tom_holds(w);
    g_free(the_pending(w)->author);
    the_pending(w)->author = g_strdup("tom");
}
static void may_only_read(world *w)
{
    config_operator *anna =
        (config_operator *)config_operator_by_id(w->c, "anna");

    g_array_unref(anna->grants);
    anna->grants = role_grants_new();
    role_grants_add(anna->grants, ROLE_OBSERVER, NULL, 0);
}
static void may_not_even(world *w)
{
    may_only_read(w);
    g_array_set_size(
        ((config_operator *)config_operator_by_id(w->c, "anna"))->grants, 0);
}
static void olga_sent_it(world *w)
{
    the_pending(w)->sender = g_strdup("olga");
}
static void anna_left(world *w)
{
    g_free(the_pending(w)->author);
    the_pending(w)->author = g_strdup("berit");
}

static void test_publish(void **state)
{
    static const struct {
        const char *name;
        void (*change)(world *w);
        const char *commands, *plan;
    } rows[] = {
        {"a reply", NULL, NULL, "publish2 " AT_ONCE},
        {"/close beside it", NULL, "/close",
         "publish2 holder=anna event[took it by replying] status=resolved "
         "event[status new -> resolved]"},
        {"whose it shall be", NULL, "/assign olga",
         "publish2 status=answered event[status new -> answered] holder=olga "
         "event[assigned it to Olga Ivanova] notify/assigned>olga"},
        {"where it goes", NULL, "/line 2 odd",
         "publish2 watch=anna push(1 anna) line=2 returned_from=1 "
         "event[line 1 -> 2] "
         "status=internal event[status new -> internal] note:anna "
         "notify/line>tom"},
        {"it crossed something: on hold, and all with it", kari_wrote, "/close",
         "withdraw2 event[reply of anna put on hold: " KARI
         " wrote while you were writing] hold:stale held>anna"},
        {"which she had seen", kari_wrote_before, NULL, "publish2 " AT_ONCE},
        {"stopped", withdrawn_already, "/close", ""},
        {"a colleague took it", olga_holds, NULL,
         "publish2 status=answered event[status new -> answered]"},
        {"a colleague closed it", closed_meanwhile, NULL,
         "publish2 holder=anna event[took it by replying]"},
        {"and so does she", closed_meanwhile, "/close",
         "publish2 holder=anna event[took it by replying]"},
        {"a colleague handed it over", on_line_2, "/line 2 odd",
         "publish2 holder=anna event[took it by replying] event[/line 2 odd "
         "could not be done when the reply was sent] notice>anna"},
        {"a word from the line that handed it over", tom_holds, NULL,
         "publish2"},
        {"a word from the line that has it", tom_wrote, NULL,
         "publish2 status=answered event[status internal -> answered]"},
        {"what can be done is", on_line_2, "/line 2 odd\n/close",
         "publish2 holder=anna event[took it by replying] status=resolved "
         "event[status internal -> resolved] event[/line 2 odd could not be "
         "done when the reply was sent] notice>anna"},
        {"she may only read by now", may_only_read, "/close",
         "publish2 status=answered event[status new -> answered] event[/close "
         "could not be done when the reply was sent] notice>anna"},
        {"she may not even that", may_not_even, "/close",
         "publish2 status=answered event[status new -> answered] event[/close "
         "could not be done when the reply was sent] notice>anna"},
        {"a colleague sent what was held", olga_sent_it, "/close",
         "publish2 holder=anna event[took it by replying] status=resolved "
         "event[status new -> resolved]"},
        {"she has left", anna_left, "/close",
         "publish2 status=answered event[status new -> answered]"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        check_publish(rows[i].name, rows[i].change, rows[i].commands,
                      rows[i].plan);
}

/* Who did it, and for which reason. */
static void test_publish_cause(void **state)
{
    static const struct {
        const char *commands, *sender, *field, *actor, *cause;
    } rows[] = {
        {NULL, NULL, "status", "anna", "reply"},
        {NULL, NULL, "holder", "anna", "reply"},
        {"/close", NULL, "status", "anna", "/close"},
        {"/close", "olga", "status", "olga", "/close"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, "");
        store_entry *e = world_pending(w->st, "anna", "Yes.");
        e->seen = 1;
        e->commands = g_strdup(rows[i].commands);
        e->sender = g_strdup(rows[i].sender);
        g_autoptr(plan) p = decide_publish(w->c, w->st, e, FIXTURE_NOW);
        g_autofree char *wanted = g_strdup_printf(
            "\"field\":\"%s\",*\"actor\":\"%s\",\"cause\":\"%s\"",
            rows[i].field, rows[i].actor, rows[i].cause);
        g_autofree char *pattern = g_strdup_printf("*%s*", wanted);
        g_autofree char *json = plan_to_json(p);
        if (!g_pattern_match_simple(pattern, json))
            fail_msg("%s not in %s", pattern, json);
        world_free(w);
    }
}

/* What could not be done is held with the text, to be done when it is sent. */
static void test_publish_held(void **state)
{
    world *w = world_new(ANNA, "");
    store_entry *e = world_pending(w->st, "anna", "Yes.");
    e->seen = 1;
    e->commands = g_strdup("/close\n/line 2 odd");
    kari_wrote(w);
    g_autoptr(plan) p = decide_publish(w->c, w->st, e, FIXTURE_NOW);
    assert_string_equal(plan_find(p, PLAN_HOLD)->hold->data,
                        "{\"commands\":[\"/close\",\"/line 2 odd\"]}");
    world_free(w);
}

static void test_remind(void **state)
{
    static const struct {
        const char *who;
        store_held_kind kind;
        int minutes, reminded;
        const char *plan;
    } rows[] = {
        {"anna", STORE_HELD_STALE, 14, 0, ""},
        {"anna", STORE_HELD_STALE, 15, 0, "held7=open/reminded=1 held>anna"},
        {"anna", STORE_HELD_STALE, 59, 1, ""},
        {"anna", STORE_HELD_STALE, 60, 1,
         "held7=open/reminded=2 held>anna held>olga"},
        {"tom", STORE_HELD_DOUBT, 60, 0,
         "held7=open/reminded=2 held>anna held>olga held>tom"},
        {NULL, STORE_HELD_DOUBT, 59, 0, ""},
        {"anna", STORE_HELD_STALE, 600, 2, ""},
        {"anna", STORE_HELD_SPAM, 600, 0, ""},
    };
    world *w = world_new(ANNA, "");

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(store_held) h = world_held(w, rows[i].who, rows[i].kind);
        h->created_ms = FIXTURE_NOW - rows[i].minutes * 60000LL;
        h->reminded = rows[i].reminded;
        assert_clock(decide_remind(w->c, w->st, h, FIXTURE_NOW), rows[i].plan);
    }
    /* her responder would answer, and her line knows that she is away */
    g_autoptr(store_held) away = world_held(w, "anna", STORE_HELD_DOUBT);
    away->created_ms = FIXTURE_NOW - 60 * 60000LL;
    away->reminded = 1;
    g_free(away->data);
    away->data = g_strdup("{\"commands\":[],\"away\":true}");
    assert_clock(decide_remind(w->c, w->st, away, FIXTURE_NOW),
                 "held7=open/reminded=2 held>olga");
    world_free(w);
}

static void test_after(void **state)
{
    static const struct {
        const char *status;
        int64_t days, more_ms;
        const char *plan, *wait;
    } rows[] = {
        {"new", 100, 0, "", NULL},
        {"waiting", 100, 0, "", NULL}, /* another duty's */
        {"closed", 100, 0, "", NULL},
        {"resolved", 7, -1, "", "\"at_ms\":1800000000001"},
        {"resolved", 7, 0, "status=closed event[status resolved -> closed]",
         NULL},
        {"answered", 7, -1, "", "\"at_ms\":1800000000001"},
        {"answered", 7, 0, "status=resolved event[status answered -> resolved]",
         "\"at_ms\":1800604800000"}, /* and is closed in its turn */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, "");
        world_status(w, rows[i].status);
        w->st->t->status_ms =
            FIXTURE_NOW - rows[i].days * SPAN_DAY - rows[i].more_ms;
        print_message("%s\n", rows[i].status);
        assert_clock(decide_after(w->c, w->st, FIXTURE_NOW), rows[i].plan);
        g_autoptr(plan) p = decide_after(w->c, w->st, FIXTURE_NOW);
        g_autofree char *json = plan_to_json(p);
        if (rows[i].wait)
            assert_non_null(strstr(json, rows[i].wait));
        else
            assert_null(strstr(json, "\"at_ms\""));
        world_free(w);
    }
}

#define WAITS_NO_MORE                                              \
    "\"do\":\"wait\",\"ticket\":1001,\"kind\":\"status\",\"ref\":" \
    "\"#1001\"}"

/* What time will do is planned when it gets there, and no more when it leaves. */
static void test_after_planned(void **state)
{
    static const struct {
        const char *from, *text, *status, *wait;
    } rows[] = {
        {ANNA, "/close", "new", "\"at_ms\":1800604800000"},
        {ANNA, "/reopen", "resolved", WAITS_NO_MORE},
        {ANNA, "/priority high", "resolved", NULL},
        {ANNA, "/status in-progress", "new", NULL},
        {KARI, "More.", "answered", WAITS_NO_MORE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(rows[i].from, rows[i].text);
        if (strcmp(rows[i].from, ANNA) == 0)
            cap(w);
        w->s->by_tag = 1001;
        world_status(w, rows[i].status);
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *json = plan_to_json(p);
        if (rows[i].wait ? !strstr(json, rows[i].wait)
                         : strstr(json, "\"do\":\"wait\"") != NULL)
            fail_msg("%s in %s: %s", rows[i].text, rows[i].status, json);
        world_free(w);
    }
}

static void test_admin(void **state)
{
    world *w = world_new(ANNA, "");
    g_autoptr(store_held) h = world_held(w, "anna", STORE_HELD_STALE);
    g_autoptr(store_held) spam = world_held(w, NULL, STORE_HELD_SPAM);
    g_autoptr(store_held) nobodys = world_held(w, NULL, STORE_HELD_DOUBT);

    assert_clock(
        decide_held(w->c, w->st, h, true, FIXTURE_NOW),
        "article:anna~ reply>" KARI "~"
        " held7=sent event[an administrator released the text on hold]");
    assert_clock(decide_held(w->c, w->st, h, false, FIXTURE_NOW),
                 "held7=dropped event[an administrator dropped the text on "
                 "hold]");
    assert_clock(decide_held(w->c, NULL, spam, true, FIXTURE_NOW),
                 "held7=released learn(H)=ham");
    assert_clock(decide_held(w->c, NULL, spam, false, FIXTURE_NOW),
                 "held7=dropped learn(H)=spam");
    assert_clock(decide_held(w->c, w->st, nobodys, true, FIXTURE_NOW),
                 "event[an administrator could not release the text on hold]");
    h->state = STORE_HELD_SENT;
    assert_clock(decide_held(w->c, w->st, h, true, FIXTURE_NOW), "");
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reply),
        cmocka_unit_test(test_reply_fields),
        cmocka_unit_test(test_trust),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_undo),
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_error_data),
        cmocka_unit_test(test_error_seen),
        cmocka_unit_test(test_doubtful_data),
        cmocka_unit_test(test_publish),
        cmocka_unit_test(test_publish_cause),
        cmocka_unit_test(test_publish_held),
        cmocka_unit_test(test_remind),
        cmocka_unit_test(test_after),
        cmocka_unit_test(test_after_planned),
        cmocka_unit_test(test_admin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
