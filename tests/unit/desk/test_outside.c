/* test_outside: letter and snapshot -> steps: partners whom a request is forwarded
 * to, and boards that decide about it. */
#include "lib/desk_fixture.h"

#include "desk/status.h"

#define KARI  "kari@example.com"
#define ANNA  "anna@example.org"
#define OLGA  "olga@example.org"
#define TOM   "tom@example.org"
#define HELP  "help@integrator.example"
#define OTHER "desk@integrator.example"
#define BOSS  "boss@example.com"

/* ---- partners ---- */

/* The configuration forgets them; they are kept for whoever looks for leaks. */
static void without_partners(config *c)
{
    static GPtrArray *kept;

    kept = kept ? kept : g_ptr_array_new();
    while (c->partners->len > 0)
        g_ptr_array_add(kept, g_ptr_array_steal_index(c->partners, 0));
}

static store_forwarded *forwarded(world *w)
{
    store_forwarded *f = g_new0(store_forwarded, 1);

    f->ticket = 1001;
    f->partner = g_strdup("integrator");
    f->operator_id = g_strdup("olga");
    f->at_ms = FIXTURE_NOW - 1000;
    w->st->forwarded =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_forwarded_free);
    g_ptr_array_add(w->st->forwarded, f);
    return f;
}

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
}
static void asked(world *w)
{
    cap(w);
    forwarded(w);
}
static void held_open(world *w)
{
    cap(w);
    world_status(w, "spam");
}
static void no_partners(world *w)
{
    cap(w);
    without_partners(w->c);
}
static void may_see(world *w)
{
    cap(w);
    ((config_partner *)w->c->partners->pdata[0])->customer = true;
}

#define FORWARD(seen)                                                         \
    "watch=anna event[forwarded to Integrator (" HELP "): the conversation "  \
    "with the customer up to entry 1" seen ", no internal notes; why: which " \
    "cable?] forward>" HELP " forwarded forwarded>anna "                      \
    "status=internal event[status new -> internal] =command"

static void test_forward(void **state)
{
    static const plan_row rows[] = {
        {"/forward", ANNA, "/forward integrator which cable?", cap,
         FORWARD(" without name and address")},
        {"in any case", ANNA, "/forward Integrator which cable?", cap,
         FORWARD(" without name and address")},
        {"to one who may see him", ANNA, "/forward integrator which cable?",
         may_see, FORWARD("")},
        {"beside a reply, when that leaves", ANNA,
         "We ask.\n/forward integrator", cap,
         "article:anna~{/forward integrator} =reply reply>" KARI "~"},
        {"to nobody whom we know", ANNA, "/forward integrater x", cap,
         "error>anna =error"},
        {"where there is none", ANNA, "/forward integrator x", no_partners,
         "error>anna =error"},
        {"alone", ANNA, "/forward", cap, "error>anna =error"},
        {"spam", ANNA, "/forward integrator x", held_open, "error>anna =error"},
        {"off", ANNA, "/forward integrator off", asked,
         "revoke:partner integrator@#1001/1 "
         "event[ended what was forwarded to Integrator: the reply address does "
         "not work any more] =command forwarded"},
        {"off, and it never was", ANNA, "/forward integrator off", cap,
         "error>anna =error"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* A letter to the address that he was given. */
static void outside(world *w, tag_kind kind, uint16_t who, int64_t entry)
{
    w->v->outside_found = true;
    w->v->outside = (tag_claim){kind, who, 1001, entry, 1};
    w->s->by_outside = 1001;
    world_status(w, "internal");
}
static void to_partner(world *w)
{
    outside(w, TAG_PARTNER, config_operator_number("integrator"), 2);
}
static void his(world *w)
{
    to_partner(w);
    forwarded(w);
}
static void his_held(world *w)
{
    his(w);
    w->st->t->holder = g_strdup("anna");
}
static void his_by_olga(world *w)
{
    his(w);
    w->st->t->holder = g_strdup("olga");
}
static void his_resolved(world *w)
{
    his_held(w);
    world_status(w, "resolved");
}
static void his_failed(world *w)
{
    his_held(w);
    w->trust->authserv_known = true;
    w->trust->auth = TRUST_FAIL;
}
static void his_missing(world *w)
{
    his_held(w);
    w->trust->authserv_known = true;
}
static void his_proved(world *w)
{
    his_missing(w);
    w->trust->auth = TRUST_PASS;
}
static void his_revoked(world *w)
{
    snapshot_secret *s = g_new0(snapshot_secret, 1);

    his_held(w);
    s->claim = w->v->outside;
    s->t = g_new0(store_ticket, 1);
    s->t->id = 1001;
    s->t->last_entry = 1;
    outsider_of(w->c, &s->claim, &s->outside);
    s->dead = true;
    g_ptr_array_add(w->s->secrets, s);
}
static void his_and_others(world *w)
{
    his_revoked(w);
    ((snapshot_secret *)w->s->secrets->pdata[0])->dead = false;
    g_ptr_array_add(w->v->others, g_strdup(KARI));
}
static void his_and_his_own(world *w)
{
    his_and_others(w);
    g_ptr_array_set_size(w->v->others, 0);
    g_ptr_array_add(w->v->others, g_strdup(OTHER));
}
static void seen_by_all(world *w)
{
    his_and_others(w);
    g_ptr_array_set_size(w->v->others, 0);
}
static void by_thread(world *w)
{
    forwarded(w);
    w->s->by_reference = 1001;
    w->st->t->holder = g_strdup("anna");
    world_status(w, "internal");
}
static void gone(world *w)
{
    his_held(w);
    without_partners(w->c);
}
static void both(world *w)
{
    his_held(w);
    w->s->by_tag = 1002;
    world_ticket(w, 1002, "per@example.com");
}
static void his_files(world *w)
{
    his_held(w);
    world_attach(w, false);
}

#define BACK "forwarded status=feedback event[status internal -> feedback]"

static void test_partner(void **state)
{
    static const plan_row rows[] = {
        {"his answer is a note", HELP, "Cable B.", his_held,
         "note:partner =note notify/partner>anna notify/partner>olga " BACK},
        {"whoever asked him hears of it once", HELP, "Cable B.", his_by_olga,
         "note:partner =note notify/partner>olga " BACK},
        {"the line, if nobody has it", HELP, "Cable B.", his,
         "note:partner =note notify/partner>anna notify/partner>olga " BACK},
        {"from another address of his", OTHER, "Cable B.", his_held,
         "note:partner =note notify/partner>anna notify/partner>olga " BACK},
        {"a file alone", HELP, "", his_files,
         "note:partner =note notify/partner>anna notify/partner>olga " BACK},
        {"his commands are text", HELP, "/close\n/reply\nCable B.", his_held,
         "note:partner =note notify/partner>anna notify/partner>olga " BACK},
        {"a done request stays so", HELP, "Cable B.", his_resolved,
         "note:partner =note notify/partner>anna notify/partner>olga "
         "forwarded"},
        {"proved, where that is asked for", HELP, "Cable B.", his_proved,
         "note:partner =note notify/partner>anna notify/partner>olga " BACK},
        {"not proved", HELP, "Cable B.", his_missing,
         "note:partner =note notify/alleged>anna event[Nobody has proved that "
         "this is from Integrator: that is not authenticated (nothing known). "
         "It is an internal note, and counts for nothing else.]"},
        {"forged", HELP, "Cable B.", his_failed,
         "note:partner =note notify/alleged>anna event[Nobody has proved that "
         "this is from Integrator: that is not authenticated (nothing known). "
         "It is an internal note, and counts for nothing else.]"},
        {"somebody else with his address", "x@integrator.example", "Cable B.",
         his_held,
         "note:partner =note notify/alleged>anna event[Nobody has proved that "
         "this is from Integrator: x@integrator.example wrote to the personal "
         "reply address of Integrator. It is an internal note, and counts for "
         "nothing else.]"},
        {"without it", HELP, "Cable B.", by_thread,
         "note:partner =note notify/alleged>anna event[Nobody has proved that "
         "this is from Integrator: it was not sent to the address that he was "
         "given. It is an internal note, and counts for nothing else.]"},
        {"with one that was ended", HELP, "Cable B.", his_revoked,
         "note:partner =note notify/alleged>anna event[Nobody has proved that "
         "this is from Integrator: its reply address was revoked. It is an "
         "internal note, and counts for nothing else.]"},
        {"evidence disagrees", HELP, "Cable B.", both,
         "note:partner =note notify/alleged>anna event[Nobody has proved that "
         "this is from Integrator: the address says #1001, but the subject "
         "says #1002. It is an internal note, and counts for nothing else.]"},
        {"he is no partner any more", HELP, "Cable B.", gone,
         "note:partner =note notify/alleged>anna event[Nobody has proved that "
         "this is from somebody outside: " HELP " wrote to the personal reply "
         "address of nobody. It is an internal note, and counts for nothing "
         "else.]"},
        {"a customer with it is a customer", KARI, "Cable B.", his_held,
         "article:customer =article notify/article>anna"},
        {"an operator with it is none of his", ANNA, "Cable B.", his_held,
         "hold:doubt held>anna =held"},
        {"others have it now", HELP, "Cable B.", his_and_others,
         "note:partner =note notify/partner>anna notify/partner>olga " BACK
         " revoke:partner integrator@#1001/1 event[the reply address of "
         "Integrator was seen in a message to others of " HELP ", and does "
         "not work any more]"},
        {"his own colleagues may", HELP, "Cable B.", his_and_his_own,
         "note:partner =note notify/partner>anna notify/partner>olga " BACK},
        {"the customer has it now", KARI, "Look.", seen_by_all,
         "article:customer =article notify/article>anna "
         "revoke:partner integrator@#1001/1 event[the reply address of "
         "Integrator was seen in a message from " KARI ", and does not work "
         "any more]"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* Filed as what line 1 may tell on, or as what holds a reply that repeats it. */
static void test_finding(void **state)
{
    static const struct {
        void (*change)(world *w);
        bool finding;
        const char *name;
    } rows[] = {
        {his_held, true, "Integrator"},
        {his_missing, false, "Integrator (not proved)"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(HELP, "Cable B.");
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        const store_entry *e = plan_find(p, PLAN_ENTRY)->entry;
        assert_int_equal(e->finding, rows[i].finding);
        assert_string_equal(e->author, "integrator");
        assert_string_equal(e->author_name, rows[i].name);
        assert_string_equal(e->text, "Cable B.");
        world_free(w);
    }
}

/* ---- every status ---- */

/* What becomes of each when it is handed over, handed back, when what the next
 * line found comes back, when it is forwarded, a partner answers, and a task is
 * asked for; "-": it stays. */
static void test_statuses(void **state)
{
    static const struct {
        const char *status;
        const char *after[6];
    } rows[] = {
        {"new",
         {"internal", "feedback", "feedback", "internal", "feedback",
          "internal"}},
        {"in-progress",
         {"internal", "feedback", "feedback", "internal", "feedback",
          "internal"}},
        {"answered",
         {"internal", "feedback", "feedback", "internal", "feedback",
          "internal"}},
        {"waiting",
         {"internal", "feedback", "feedback", "internal", "feedback",
          "internal"}},
        {"internal", {"-", "feedback", "feedback", "-", "feedback", "-"}},
        {"feedback", {"internal", "-", "-", "internal", "-", "internal"}},
        {"resolved",
         {"internal", "feedback", "feedback", "internal", "-", "internal"}},
        {"closed",
         {"internal", "feedback", "feedback", "internal", "-", "internal"}},
        {"spam", {"internal", "feedback", "feedback", NULL, "-", "internal"}},
    };
    static const struct {
        const char *from, *text;
        bool back, outside;
    } events[] = {
        {ANNA, "/line 2", false, false},
        {TOM, "/return", true, false},
        {TOM, "Column seven.", true, false},
        {ANNA, "/forward integrator", false, false},
        {HELP, "Cable B.", false, true},
        {ANNA, "/task sales is he paid?", false, false},
    };
    unsigned known;

    status_shipped(&known);
    assert_int_equal(known, G_N_ELEMENTS(rows));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(events); k++) {
            world *w = world_new(events[k].from, events[k].text);
            const char *is = "-";
            if (events[k].outside)
                his_held(w);
            else
                world_capability(w, TAG_REPLY, events[k].back ? "tom" : "anna",
                                 1);
            if (events[k].back) {
                w->st->t->line = 2;
                w->st->t->returned_from = 1;
            }
            world_status(w, rows[i].status);
            g_autoptr(plan) p = world_decide(w);
            for (unsigned n = 0; n < p->steps->len; n++) {
                const plan_step *s = p->steps->pdata[n];
                if (s->what == PLAN_SET && s->set.field == PLAN_STATUS)
                    is = s->set.value.text;
            }
            if (!rows[i].after[k])
                assert_string_equal(plan_find(p, PLAN_FATE)->fate.code,
                                    "error");
            else if (strcmp(is, rows[i].after[k]) != 0)
                fail_msg("%s, %s: %s, not %s", rows[i].status, events[k].text,
                         is, rows[i].after[k]);
            world_free(w);
        }
}

/* ---- machines about partners ---- */

static store_outgoing *forward_row(void)
{
    store_outgoing *o = g_new0(store_outgoing, 1);

    o->id = 5;
    o->audience = STORE_TO_OUTSIDER;
    o->template = g_strdup("forward");
    o->queue = g_strdup("support");
    o->ticket = 1001;
    o->recipient = g_strdup(HELP);
    o->message_id = g_strdup("f5@example.org");
    o->data = g_strdup("{\"partner\":\"integrator\",\"by\":\"olga\"}");
    o->state = STORE_OUT_SENT;
    return o;
}
static void responder(world *w)
{
    his_held(w);
    w->l->kind = LETTER_AUTO_REPLY;
}
static void responder_again(world *w)
{
    responder(w);
    ((store_forwarded *)w->st->forwarded->pdata[0])->away = true;
}
static void responder_by_path(world *w)
{
    forwarded(w);
    w->l->kind = LETTER_AUTO_REPLY;
    w->s->bounced = forward_row();
}
static void bounce(world *w)
{
    forwarded(w);
    w->l->kind = LETTER_BOUNCE;
    letter_bounce *b = g_new0(letter_bounce, 1);
    b->recipient = g_strdup(HELP);
    b->action = g_strdup("failed");
    b->status = g_strdup("5.1.1");
    g_ptr_array_add(w->l->bounces, b);
    w->v->returned = g_strdup("f5@example.org");
    w->s->bounced = forward_row();
    w->st->t->holder = g_strdup("anna");
}
static void bounce_of_nothing(world *w)
{
    bounce(w);
    g_clear_pointer(&w->v->returned, g_free);
}

static void test_machines(void **state)
{
    static const plan_row rows[] = {
        {"a responder is told of", HELP, "Away.", responder,
         "event[automatic reply of Integrator: Hello] =machine "
         "notify/machine>anna notify/machine>olga forwarded"},
        {"once", HELP, "Away.", responder_again,
         "event[automatic reply of Integrator: Hello] =machine"},
        {"also where it answers the envelope", HELP, "Away.", responder_by_path,
         "event[automatic reply of Integrator: Hello] =machine "
         "notify/machine>anna notify/machine>olga forwarded"},
        {"a bounce", "mailer@integrator.example", "", bounce,
         "bounced5 event[mail to " HELP " came back: 5.1.1] =bounce "
         "notice>anna notice>olga"},
        {"one that returns nothing of ours", "mailer@integrator.example", "",
         bounce_of_nothing,
         "claimed5 event[mail to " HELP " came back: 5.1.1] =bounce "
         "notice>anna notice>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- boards ---- */

static store_approval *voice(world *w, const char *member, store_answer answer)
{
    store_approval *a = store_approval_new(1001, 1, member, answer,
                                           *member ? "" : "cab", FIXTURE_NOW);

    if (!w->st->approvals)
        w->st->approvals =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_approval_free);
    g_ptr_array_add(w->st->approvals, a);
    return a;
}
static void open_round(world *w)
{
    voice(w, "", STORE_APPROVAL_OPEN);
    world_status(w, "internal");
}
static void member(world *w, const char *who, int64_t round)
{
    const config_board *b = w->c->boards->pdata[0];

    outside(w, TAG_BOARD, config_board_number(b, who), round);
    w->st->t->holder = g_strdup("anna");
    open_round(w);
}
static void boss(world *w)
{
    member(w, BOSS, 1);
}
static void boss_second(world *w)
{
    boss(w);
    voice(w, "olga", STORE_APPROVAL_YES);
}
static void boss_second_no(world *w)
{
    boss(w);
    voice(w, "olga", STORE_APPROVAL_NO);
}
static void boss_again(world *w)
{
    boss(w);
    voice(w, BOSS, STORE_APPROVAL_YES);
}
static void boss_after(world *w)
{
    boss(w);
    ((store_approval *)w->st->approvals->pdata[0])->answer = STORE_APPROVAL_YES;
}
static void boss_late_round(world *w)
{
    member(w, BOSS, 2);
}
static void olga_by_address(world *w)
{
    member(w, "olga", 1);
}
static void not_boss(world *w)
{
    boss(w);
    w->trust->authserv_known = true;
}
static void olga_by_ticket(world *w)
{
    world_capability(w, TAG_REPLY, "olga", 1);
    open_round(w);
    w->st->t->holder = g_strdup("anna");
}
static void anna_in_round(world *w)
{
    cap(w);
    open_round(w);
}
static void change_request(world *w)
{
    cap(w);
    w->st->t->type = g_strdup("change-request");
}
static void question(world *w)
{
    cap(w);
    w->st->t->type = g_strdup("question");
}

#define ASKS(why)                                                     \
    "approval event[asked Change board: 2 of 3 must agree" why "] "   \
    "board>" OLGA " board>" TOM " board>" BOSS " wait(board 1001/1)=" \
    "1800172800000"
#define VOICE(words) "event[" words "]"

static void test_board(void **state)
{
    static const plan_row rows[] = {
        {"/board", ANNA, "/board cab shall we?", cap,
         "approval event[asked Change board: 2 of 3 must agree; why: shall we?]"
         " =command board>" OLGA " board>" TOM " board>" BOSS
         " wait(board 1001/1)=1800172800000"},
        {"/board of another name", ANNA, "/board cat", cap,
         "error>anna =error"},
        {"again", ANNA, "/board cab", anna_in_round,
         "wait(board 1001/1)=none approval "
         "event[asked Change board: 2 of 3 must agree] =command "
         "board>" OLGA " board>" TOM " board>" BOSS
         " wait(board 1001/2)=1800172800000"},
        {"by its type and status", ANNA, "/status internal", change_request,
         "status=internal event[status new -> internal] =command " ASKS("")},
        {"not of another type", ANNA, "/status internal", question,
         "status=internal event[status new -> internal] =command"},
        {"not in another status", ANNA, "/status in-progress", change_request,
         "status=in-progress event[status new -> in-progress] =command"},
        {"a first voice", BOSS, "/approve", boss,
         "approval event[approved as a member of Change board] =voice"},
        {"with a word", BOSS, "/approve do it\nAt night, please.", boss,
         "note:partner =voice approval "
         "event[approved as a member of Change board: do it]"},
        {"the second decides", BOSS, "/approve", boss_second,
         "approval event[approved as a member of Change board] approval "
         "wait(board 1001/1)=none event[Change board has approved it (2 of 3).]"
         " notify/board>anna status=in-progress "
         "event[status internal -> in-progress] =voice"},
        {"one of each does not", BOSS, "/reject too costly", boss_second,
         "approval event[rejected as a member of Change board: too costly] "
         "=voice"},
        {"two against it", BOSS, "/reject no", boss_second_no,
         "approval event[rejected as a member of Change board: no] approval "
         "wait(board 1001/1)=none event[Change board has rejected it (2 of 3).]"
         " notify/board>anna status=resolved "
         "event[status internal -> resolved] =voice"},
        {"a voice can be changed", BOSS, "/reject no", boss_again,
         "approval event[rejected as a member of Change board: no] =voice"},
        {"and counts once", BOSS, "/approve", boss_again,
         "approval event[approved as a member of Change board] =voice"},
        {"afterwards it counts no more", BOSS, "/reject no", boss_after,
         "event[What " BOSS " wrote as a member of Change board counts as no "
         "voice: it has been decided already.] =voice notify/board>anna"},
        {"nor for another round", BOSS, "/approve", boss_late_round,
         "event[What " BOSS " wrote as a member of Change board counts as no "
         "voice: the question that it answers was put again since.] =voice "
         "notify/board>anna"},
        {"words alone are none", BOSS, "Fine with me.", boss,
         "note:partner =voice event[What " BOSS " wrote as a member of Change "
         "board counts as no voice: it says neither /approve nor /reject.] "
         "notify/board>anna"},
        {"nor is both", BOSS, "/approve\n/reject no", boss,
         "event[What " BOSS " wrote as a member of Change board counts as no "
         "voice: it says neither /approve nor /reject.] =voice "
         "notify/board>anna"},
        {"nothing else is obeyed", BOSS, "/approve\n/close", boss,
         "approval event[approved as a member of Change board] =voice"},
        {"an operator's", OLGA, "/approve", olga_by_address,
         "approval event[approved as a member of Change board] =voice"},
        {"by a mail about the request", OLGA, "/approve", olga_by_ticket,
         "approval event[approved as a member of Change board] =command"},
        {"not of who is no member", ANNA, "/approve", anna_in_round,
         "error>anna =error"},
        {"nor where none is asked", ANNA, "/approve", cap, "error>anna =error"},
        {"another's with his address", KARI, "/approve", boss,
         "article:customer =article notify/article>anna"},
        {"not proved", BOSS, "/approve", not_boss,
         "note:partner =note notify/alleged>anna event[Nobody has proved that "
         "this is from " BOSS ": that is not authenticated (nothing known). It "
         "is an internal note, and counts for nothing else.]"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* Whoever reads the note knows which voice it belongs to. */
static void test_voice(void **state)
{
    static const struct {
        const char *text;
        void (*change)(world *w);
        const char *note;
    } rows[] = {
        {"/approve\nAt night.", boss, "Approves: At night."},
        {"/approve do it\nAt night.", boss, "Approves: do it\n\nAt night."},
        {"/reject no\nToo late.", boss, "Rejects: no\n\nToo late."},
        {"Too late.", boss, "Too late."},
        {"/approve\nAt night.", boss_after, "At night."},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(BOSS, rows[i].text);
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        const plan_step *s = plan_find(p, PLAN_ENTRY);
        print_message("%s\n", rows[i].text);
        assert_int_equal(s->entry->kind, STORE_NOTE);
        assert_string_equal(s->entry->text, rows[i].note);
        world_free(w);
    }
}

static void test_late(void **state)
{
    static const struct {
        void (*change)(world *w);
        const char *ref, *plan;
    } rows[] = {
        {boss_second, "1001/1",
         "event[Change board has not decided in time. Nothing from: Tom "
         "Hansen, " BOSS ".] notify/board>olga"},
        {boss_second, "1001/2", ""},
        {boss_after, "1001/1", ""},
        {cap, "1001/1", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(KARI, "");
        role_grants_add(config_operator_by_id(w->c, "olga")->grants, ROLE_LEAD,
                        NULL, 1);
        rows[i].change(w);
        g_autoptr(plan) p =
            decide_board_late(w->c, w->st, rows[i].ref, FIXTURE_NOW);
        g_autofree char *is = plan_summary(p);
        assert_string_equal(is, rows[i].plan);
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statuses), cmocka_unit_test(test_forward),
        cmocka_unit_test(test_partner),  cmocka_unit_test(test_finding),
        cmocka_unit_test(test_machines), cmocka_unit_test(test_board),
        cmocka_unit_test(test_late),     cmocka_unit_test(test_voice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
