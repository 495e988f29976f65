/* test_lines: letter and snapshot -> steps: requests that go from line to line,
 * what the next line finds, and what comes back. */
#include "desk/roles_config.h"
#include "lib/desk_fixture.h"

#include "desk/roles_config.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"
#define OLGA "olga@example.org"
#define TOM  "tom@example.org"

/* ---- the stack ---- */

static void stack(world *w, int line, const char *holder)
{
    if (!w->st->handovers)
        w->st->handovers =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_handover_free);
    g_ptr_array_add(w->st->handovers, store_handover_new(line, holder));
    w->st->t->returned_from = line;
}

static void at(world *w, int line, const char *who)
{
    world_capability(w, TAG_REPLY, who, 1);
    w->st->t->line = line;
    world_status(w, line == 1 ? "in-progress" : "internal");
}

static void from_anna(world *w)
{
    at(w, 2, "tom");
    stack(w, 1, "anna");
}
static void from_anna_taken(world *w)
{
    from_anna(w);
    w->st->t->holder = g_strdup("tom");
}
static void from_anna_watched(world *w)
{
    from_anna(w);
    g_ptr_array_add(w->st->watchers, g_strdup("anna"));
    g_ptr_array_add(w->st->watchers, g_strdup("olga"));
}
static void from_one_who_left(world *w)
{
    at(w, 2, "tom");
    stack(w, 1, "vera");
}
static void from_one_elsewhere(world *w)
{
    at(w, 2, "tom");
    stack(w, 1, "tom");
}
static void of_older_program(world *w)
{
    at(w, 2, "tom");
    w->st->t->returned_from = 1;
}
static void from_nowhere(world *w)
{
    at(w, 2, "tom");
}
/* Olga is of line 1, and told of what comes to the second. */
static void dispatched(world *w)
{
    config_operator *olga =
        (config_operator *)config_operator_by_id(w->c, "olga");

    at(w, 1, "anna");
    role_grants_add(olga->grants, ROLE_DISPATCHER, NULL, 2);
}
/* L1 -> L2 -> L3, and a specialist answers. */
static void at_third(world *w)
{
    config_operator *tom =
        (config_operator *)config_operator_by_id(w->c, "tom");
    int three = 3;

    g_array_append_val(tom->lines, three);
    config_roles_complete(tom);
    at(w, 3, "tom");
    stack(w, 1, "anna");
    stack(w, 2, "tom");
}
static void back_at_first(world *w)
{
    at(w, 1, "tom");
    w->st->t->lines = 1 << 1 | 1 << 2;
    w->s->inside = true;
    w->st->t->holder = g_strdup("anna");
}

#define BACK                                               \
    "pop line=1 returned_from=0 "                          \
    "event[line 2 -> 1, back to Anna Larsen] holder=anna " \
    "status=feedback event[status internal -> feedback]"

static void test_return(void **state)
{
    static const plan_row rows[] = {
        {"to her who handed it over", TOM, "/return cable sent", from_anna,
         BACK " note:tom =command notify/returned>anna"},
        {"without a word", TOM, "/return", from_anna,
         BACK " =command notify/returned>anna"},
        {"to her line, if she is there no more", TOM, "/return",
         from_one_who_left,
         "pop line=1 returned_from=0 event[line 2 -> 1] status=feedback "
         "event[status internal -> feedback] =command "
         "notify/returned>anna notify/returned>olga"},
        {"or is on another line now", TOM, "/return", from_one_elsewhere,
         "pop line=1 returned_from=0 event[line 2 -> 1] status=feedback "
         "event[status internal -> feedback] =command "
         "notify/returned>anna notify/returned>olga"},
        {"one of an older program", TOM, "/return", of_older_program,
         "pop line=1 returned_from=0 event[line 2 -> 1] status=feedback "
         "event[status internal -> feedback] =command "
         "notify/returned>anna notify/returned>olga"},
        {"from nowhere", TOM, "/return", from_nowhere, "error>tom =error"},
        {"one step of two", TOM, "/return", at_third,
         "pop line=2 returned_from=1 event[line 3 -> 2, back to Tom Hansen] "
         "holder=tom status=feedback "
         "event[status internal -> feedback] =command"},
        {"both", TOM, "/return\n/return", at_third,
         "pop line=2 returned_from=1 event[line 3 -> 2, back to Tom Hansen] "
         "holder=tom status=feedback "
         "event[status internal -> feedback] "
         "pop line=1 returned_from=0 event[line 2 -> 1, back to Anna Larsen] "
         "=command holder=anna notify/returned>anna"},
        {"a dispatcher is told alone", ANNA, "/line 2 look", dispatched,
         "watch=anna push(1 anna) line=2 returned_from=1 event[line 1 -> 2] "
         "status=internal event[status in-progress -> internal] note:anna "
         "=command notify/line>olga"},
        {"on to the third", TOM, "/line 1 look again", from_anna,
         "watch=tom push(2 tom) line=1 returned_from=2 event[line 2 -> 1] "
         "note:tom =command notify/line>anna notify/line>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* ---- findings ---- */

static void hold_of_finding(world *w)
{
    from_anna(w);
    world_capability(w, TAG_HELD, "tom", 1);
    w->s->held = world_held(w, "tom", STORE_HELD_DOUBT);
    w->s->held->note = true;
    g_free(w->s->held->data);
    w->s->held->data = g_strdup("{\"commands\":[],\"finding\":true}");
}
static void hold_of_note(world *w)
{
    hold_of_finding(w);
    g_free(w->s->held->data);
    w->s->held->data = g_strdup("{\"commands\":[]}");
}
static void answers_reply(world *w)
{
    from_anna(w);
    ((config_line *)config_line_by_number(w->c, 2))->answer =
        CONFIG_ANSWER_REPLY;
}

static void test_finding(void **state)
{
    static const plan_row rows[] = {
        {"goes back", TOM, "Column seven.", from_anna,
         "note:tom =note notify/finding>anna " BACK},
        {"also his who has it", TOM, "Column seven.", from_anna_taken,
         "note:tom =note notify/finding>anna " BACK},
        {"who watches hears, each once", TOM, "Column seven.",
         from_anna_watched,
         "note:tom =note notify/finding>anna notify/finding>olga " BACK},
        {"there is nobody to go back to", TOM, "Column seven.", from_nowhere,
         "note:tom =note"},
        {"a note stays", TOM, "/note\nColumn seven.", from_anna,
         "note:tom =note"},
        {"he says where it goes", TOM, "Column seven.\n/take", from_anna,
         "note:tom =note holder=tom event[took it]"},
        {"he replies himself", TOM, "/reply\nColumn seven.", from_anna,
         "article:tom~ =reply reply>" KARI "~"},
        {"a line that replies", TOM, "Column seven.", answers_reply,
         "article:tom~ =reply reply>" KARI "~"},
        {"the third line's goes to the second", TOM, "Column seven.", at_third,
         "note:tom =note pop line=2 returned_from=1 "
         "event[line 3 -> 2, back to Tom Hansen] holder=tom "
         "status=feedback event[status internal -> feedback]"},
        {"more of it, when it has gone back", TOM, "Column eight, too.",
         back_at_first, "note:tom =note notify/finding>anna"},
        {"one mail with /return", TOM, "It was the cable.\n/return", from_anna,
         "note:tom =note notify/returned>anna " BACK},
        {"and why", TOM, "It was the cable.\n/return see there", from_anna,
         "note:tom " BACK " note:tom =note notify/returned>anna"},
        {"and she watches", TOM, "It was the cable.\n/return",
         from_anna_watched,
         "note:tom =note notify/returned>anna notify/finding>olga " BACK},
        {"and why, too", TOM, "It was the cable.\n/return see there",
         from_anna_watched,
         "note:tom notify/finding>olga " BACK
         " note:tom =note notify/returned>anna"},
        {"one that was on hold", TOM, "/send", hold_of_finding,
         "note:tom =note notify/finding>anna " BACK " held7=sent"},
        {"and is to be a note", TOM, "/send\n/note", hold_of_finding,
         "note:tom =note held7=sent"},
        {"a note that was on hold", TOM, "/send", hold_of_note,
         "note:tom =note held7=sent"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* Filed as one, or as a note that holds what repeats it. */
static void test_is_finding(void **state)
{
    static const struct {
        const char *text;
        void (*change)(world *w);
        bool finding;
    } rows[] = {
        {"Column seven.", from_anna, true},
        {"Column seven.", from_nowhere, true},
        {"Column eight, too.", back_at_first, true},
        {"/note\nColumn seven.", from_anna, false},
        {"/send", hold_of_finding, true},
        {"/send\n/note", hold_of_finding, false},
        {"/send", hold_of_note, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(TOM, rows[i].text);
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        const plan_step *s = plan_find(p, PLAN_ENTRY);
        print_message("%s\n", rows[i].text);
        assert_int_equal(s->entry->kind, STORE_NOTE);
        assert_int_equal(s->entry->finding, rows[i].finding);
        world_free(w);
    }
}

/* ---- what line 1 makes of it ---- */

static void tells_on(world *w)
{
    store_head *h;

    at(w, 1, "anna");
    h = world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "tom");
    h->author_name = g_strdup("Tom Hansen");
    h->finding = true;
    w->v->capability.entry = 2;
    g_autoptr(GPtrArray) sources =
        g_ptr_array_new_with_free_func((GDestroyNotify)account_source_free);
    account_source *s = account_source_new();
    account_source_add(s, ACCOUNT_COLLEAGUE, 1001, 2,
                       "Exports break at column seven of the ledger sheet.");
    g_ptr_array_add(sources, s);
    w->account = account_read(
        &(account_answer){.text = w->l->text, .new_text = w->l->new_text},
        sources);
}

static void test_told(void **state)
{
    static const plan_row rows[] = {
        {"pasted", ANNA,
         "/reply\nHi Kari, exports break at column seven of the ledger "
         "sheet. We mend that.",
         tells_on,
         "article:anna~ =reply reply>" KARI "~ "
         "event[told the customer of what Tom Hansen found: "
         "\"exports break at column seven of the ledger sheet\"]"},
        {"in other words", ANNA, "/reply\nHi Kari, we mend that.", tells_on,
         "article:anna~ =reply reply>" KARI "~"},
        {"among colleagues it is no news", ANNA,
         "/note\nSo exports break at column seven of the ledger sheet?",
         tells_on, "note:anna =note notify/note>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_return),
        cmocka_unit_test(test_finding),
        cmocka_unit_test(test_is_finding),
        cmocka_unit_test(test_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
