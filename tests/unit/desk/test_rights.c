/* test_rights: the table of rights, cell by cell and place by place; what
 * `roles` may say; commands and answers of those who may not. */
#include "lib/desk_fixture.h"

#include "desk/command.h"
#include "desk/rights.h"
#include "desk/roles_config.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"
#define TOM  "tom@example.org"

/* ---- each cell ---- */

/* x: she may on her own line; written by hand, not read from the table */
static const struct {
    role_right right;
    const char *operator_, *dispatcher, *lead, *manager, *observer;
} cells[] = {
    {RIGHT_TOLD, "x", "x", "-", "-", "-"},
    {RIGHT_SEE, "x", "x", "x", "x", "x"},
    {RIGHT_NOTE, "x", "x", "x", "x", "-"},
    {RIGHT_REPLY, "x", "x", "x", "-", "-"},
    {RIGHT_CLASSIFY, "x", "x", "x", "x", "-"},
    {RIGHT_ASSIGN, "x", "x", "x", "x", "-"},
    {RIGHT_CLOSE, "x", "x", "x", "-", "-"},
    {RIGHT_HANDOVER, "x", "x", "x", "-", "-"},
    {RIGHT_MERGE, "x", "x", "x", "-", "-"},
    {RIGHT_FORWARD, "x", "x", "x", "-", "-"},
    {RIGHT_RELEASE, "x", "x", "x", "-", "-"},
    {RIGHT_APPROVE, "x", "x", "x", "x", "-"},
    {RIGHT_REPORT, "-", "-", "x", "x", "x"},
    {RIGHT_EXCUSE, "-", "-", "-", "x", "-"},
    {RIGHT_BOOK, "-", "-", "x", "x", "-"},
    {RIGHT_CORRECT, "-", "-", "-", "x", "-"},
    {RIGHT_MONEY, "-", "-", "-", "x", "-"},
    {RIGHT_CONTRACTS, "-", "-", "-", "x", "-"},
};

static const char *cell(size_t row, role_id role)
{
    const char *const all[ROLES] = {cells[row].operator_, cells[row].dispatcher,
                                    cells[row].lead, cells[row].manager,
                                    cells[row].observer};
    return all[role];
}

/* Bo is that, on support's line 1; others work everywhere. */
static config *desk_with(const char *roles)
{
    g_autofree char *path = NULL;
    GError *error = NULL;
    int fd = g_file_open_tmp("postern-rights-XXXXXX", &path, &error);
    g_autofree char *text = g_strdup_printf(
        "[smtp]\nhost = 127.0.0.1\n[milter]\n"
        "[queue support]\naddress = support@example.org\n"
        "[queue sales]\naddress = sales@example.org\n"
        "[operator ann]\naddress = ann@example.org\nlines = 1, 2, 3\n"
        "[operator bo]\naddress = bo@example.org\n%s\n",
        roles);
    config *c;

    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    c = role_config_load(path, NULL, &error);
    if (error)
        fail_msg("%s", error->message);
    g_unlink(path);
    return c;
}

static void check_cell(const config *c, size_t row, role_id role)
{
    const config_operator *bo = config_operator_by_id(c, "bo");
    const bool may = *cell(row, role) == 'x';
    const struct {
        const char *queue;
        int line;
        bool here;
    } places[] = {
        {"support", 1, true},  {"support", 0, true}, {NULL, 0, true},
        {"support", 2, false}, {"sales", 1, false},  {"sales", 0, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        if (rights_can(c, bo, cells[row].right, places[i].queue,
                       places[i].line) != (may && places[i].here))
            fail_msg("%s, %s, %s line %d", role_rows[role].name,
                     role_right_rows[cells[row].right].name,
                     places[i].queue ? places[i].queue : "anywhere",
                     places[i].line);
}

static void test_cells(void **state)
{
    for (unsigned role = 0; role < ROLES; role++) {
        g_autofree char *own = g_strdup_printf("queues = support\nroles = %s",
                                               role_rows[role].name);
        g_autofree char *there =
            g_strdup_printf("roles = %s:support/1", role_rows[role].name);
        g_autoptr(config) by_lines = desk_with(own);
        g_autoptr(config) by_place = desk_with(there);

        for (size_t row = 0; row < G_N_ELEMENTS(cells); row++) {
            check_cell(by_lines, row, (role_id)role);
            check_cell(by_place, row, (role_id)role);
        }
    }
    /* none is missing above, and none has another name twice */
    assert_int_equal(G_N_ELEMENTS(cells), RIGHTS - RIGHT_TOLD);
    for (unsigned r = RIGHT_TOLD; r < RIGHTS; r++) {
        assert_int_equal(cells[r - RIGHT_TOLD].right, r);
        assert_int_equal(strlen(role_right_rows[r].has), ROLES);
    }
}

static void test_any_and_unset(void **state)
{
    g_autoptr(config) c = desk_with("roles = observer:sales");
    const config_operator *bo = config_operator_by_id(c, "bo");

    assert_true(rights_can(c, bo, RIGHT_ANY, "support", 1));
    for (unsigned role = 0; role < ROLES; role++)
        assert_false(role_has((role_id)role, RIGHT_UNSET));
}

/* ---- places ---- */

typedef struct place_row {
    const char *roles;
    role_right right;
    const char *queue;
    int line;
    bool may;
} place_row;

static void test_places(void **state)
{
    static const place_row rows[] = {
        /* without a word she is an operator on her lines */
        {"", RIGHT_REPLY, "support", 1, true},
        {"", RIGHT_REPLY, "support", 2, false},
        {"lines = 2", RIGHT_REPLY, "sales", 2, true},
        {"lines = 2", RIGHT_REPLY, "sales", 1, false},
        {"queues = sales", RIGHT_REPLY, "support", 1, false},
        {"lead = yes", RIGHT_REPLY, "support", 1, true},
        {"lead = yes", RIGHT_REPORT, "support", 1, true},
        {"lead = yes", RIGHT_REPORT, "support", 2, false},
        /* each */
        {"roles = operator:*/7", RIGHT_REPLY, "sales", 7, true},
        {"roles = observer:*", RIGHT_SEE, "sales", 3, true},
        {"roles = observer:*", RIGHT_NOTE, "sales", 3, false},
        {"roles = observer:*/2", RIGHT_SEE, "sales", 2, true},
        {"roles = observer:*/2", RIGHT_SEE, "support", 2, true},
        {"roles = observer:*/2", RIGHT_SEE, "sales", 1, false},
        {"roles = observer:sales", RIGHT_SEE, "sales", 3, true},
        {"roles = observer:sales/*", RIGHT_SEE, "sales", 3, true},
        {"roles = observer:sales", RIGHT_SEE, "support", 3, false},
        /* a place says all: her lines are for what has none */
        {"lines = 1, 2\nroles = lead:support/2", RIGHT_REPLY, "support", 1,
         false},
        /* several */
        {"roles = operator, lead:support/2, observer:*", RIGHT_REPLY, "support",
         1, true},
        {"roles = operator, lead:support/2, observer:*", RIGHT_REPLY, "support",
         2, true},
        {"roles = operator, lead:support/2, observer:*", RIGHT_REPLY, "support",
         3, false},
        {"roles = operator, lead:support/2, observer:*", RIGHT_SEE, "support",
         3, true},
        {"roles = operator, lead:support/2, observer:*", RIGHT_TOLD, "support",
         2, false},
        {"roles = Operator; LEAD:support/2", RIGHT_REPORT, "support", 2, true},
        /* line 9 has nobody: who works next to it, and nobody else */
        {"roles = operator:support/1", RIGHT_REPLY, "support", 9, true},
        {"roles = observer:support/1", RIGHT_SEE, "support", 9, false},
        {"roles = observer:support/1, operator:sales/1", RIGHT_SEE, "support",
         9, false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(config) c = desk_with(rows[i].roles);
        const config_operator *bo = config_operator_by_id(c, "bo");
        if (rights_can(c, bo, rows[i].right, rows[i].queue, rows[i].line) !=
            rows[i].may)
            fail_msg("%s: %s in %s line %d", rows[i].roles,
                     role_right_rows[rows[i].right].name, rows[i].queue,
                     rows[i].line);
    }
}

/* ---- requests ---- */

typedef struct request_row {
    const char *name, *roles, *queue;
    int line, returned_from;
    int64_t lines;
    const char *holder, *watcher;
    role_right right;
    bool may;
} request_row;

static void test_requests(void **state)
{
    static const request_row rows[] = {
        {"on her line", "", "support", 1, 0, 2, NULL, NULL, RIGHT_REPLY, true},
        {"on another", "", "support", 2, 0, 4, NULL, NULL, RIGHT_SEE, false},
        {"once on hers", "", "support", 2, 0, 6, NULL, NULL, RIGHT_REPLY, true},
        {"hers handed it over", "", "support", 2, 1, 4, NULL, NULL, RIGHT_NOTE,
         true},
        {"hers", "", "support", 2, 0, 4, "bo", NULL, RIGHT_REPLY, true},
        {"hers, in a queue that she lost", "queues = sales", "support", 2, 0, 4,
         "bo", NULL, RIGHT_SEE, false},
        {"watched", "", "support", 2, 0, 4, NULL, "bo", RIGHT_CLOSE, true},
        {"watched by an observer", "roles = observer:support", "support", 2, 0,
         4, NULL, "bo", RIGHT_CLOSE, false},
        {"an observer's holding is no role", "roles = observer", "support", 1,
         0, 2, "bo", NULL, RIGHT_REPLY, false},
        {"from before lines were written down", "", "support", 2, 0, 0, NULL,
         NULL, RIGHT_REPLY, true},
        {"observed there, worked on here", "roles = operator, observer:*",
         "support", 2, 0, 4, NULL, NULL, RIGHT_REPLY, false},
        {"observed there, once here", "roles = operator, observer:*", "support",
         2, 0, 6, NULL, NULL, RIGHT_REPLY, true},
        {"a line of nobody", "", "support", 7, 0, 128, NULL, NULL, RIGHT_REPLY,
         true},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const request_row *row = &rows[i];
        g_autoptr(config) c = desk_with(row->roles);
        const config_operator *bo = config_operator_by_id(c, "bo");
        g_autoptr(GPtrArray) watchers = g_ptr_array_new();
        const store_ticket t = {.queue = (char *)row->queue,
                                .line = row->line,
                                .returned_from = row->returned_from,
                                .lines = row->lines,
                                .holder = (char *)row->holder};

        if (row->watcher)
            g_ptr_array_add(watchers, (void *)row->watcher);
        if (rights_can_ticket(c, bo, row->right, &t, watchers) != row->may)
            fail_msg("%s", row->name);
    }
}

static void check_names(GPtrArray *all, const char *wanted)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < all->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "",
                               ((config_operator *)all->pdata[i])->id);
    assert_string_equal(names->str, wanted);
    g_ptr_array_unref(all);
}

static void test_who(void **state)
{
    g_autoptr(config) c = desk_with("roles = operator, lead:support/2\n"
                                    "[operator cy]\naddress = cy@example.org\n"
                                    "roles = dispatcher:support/2\n"
                                    "[operator di]\naddress = di@example.org\n"
                                    "roles = observer:*");

    check_names(rights_with(c, ROLE_LEAD, "support", 2), "bo");
    check_names(rights_with(c, ROLE_LEAD, "support", 1), "");
    check_names(rights_with(c, ROLE_DISPATCHER, "support", 2), "cy");
    check_names(rights_with(c, ROLE_OPERATOR, "support", 1), "ann bo");
    check_names(rights_who(c, RIGHT_TOLD, "support", 2), "ann cy");
    check_names(rights_who(c, RIGHT_SEE, "support", 2), "ann bo cy di");
    check_names(rights_who(c, RIGHT_TOLD, "support", 9), "ann bo cy");
    check_names(rights_who(c, RIGHT_TOLD, "gone", 1), "ann bo");
    assert_true(rights_is(c, config_operator_by_id(c, "cy"), ROLE_DISPATCHER,
                          "support", 2));
    assert_false(rights_is(c, config_operator_by_id(c, "ann"), ROLE_DISPATCHER,
                           "support", 2));
}

/* ---- what she is refused ---- */

static void role(world *w, const char *id, const char *word)
{
    config_operator *o = (config_operator *)config_operator_by_id(w->c, id);

    g_ptr_array_set_size(o->roles, 0);
    g_ptr_array_add(o->roles, g_strdup(word));
    config_roles_complete(o);
}
static void observer(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    role(w, "anna", "observer");
}
static void observer_for_notes(world *w)
{
    world_capability(w, TAG_NOTE, "anna", 1);
    role(w, "anna", "observer");
}
static void manager(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    role(w, "anna", "manager");
}
static void leads(world *w)
{
    role(w, "anna", "lead");
}
static void lead(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    leads(w);
}
static void colleague_observes(world *w)
{
    world_capability(w, TAG_REPLY, "olga", 1);
    role(w, "anna", "observer");
}

static void test_refused(void **state)
{
    static const plan_row rows[] = {
        {"an observer's text", ANNA, "Yes.", observer, "error>anna =error"},
        {"her note", ANNA, "/note\nYes.", observer, "error>anna =error"},
        {"to the address for notes", ANNA, "Yes.", observer_for_notes,
         "error>anna =error"},
        {"to a colleague's address", ANNA, "Yes.", colleague_observes,
         "error>anna =error"},
        {"her command", ANNA, "/close", observer, "error>anna =error"},
        {"beside one that she may", ANNA, "/show\n/take", observer,
         "error>anna =error"},
        {"what she may", ANNA, "/show", observer, "show>anna =command"},
        {"/status alone shows", ANNA, "/status", observer,
         "show>anna =command"},
        {"/status NAME sets", ANNA, "/status resolved", observer,
         "error>anna =error"},
        {"her list", ANNA, "/list", observer, "list>anna =command"},
        {"help is for all", ANNA, "/help", observer, "commands>anna =command"},
        {"a manager's text is a note", ANNA, "Hm.", manager,
         "note:anna =note notify/note>olga"},
        {"to the customer it is none", ANNA, "/reply\nHm.", manager,
         "error>anna =error"},
        {"a manager decides", ANNA, "/priority high", manager,
         "priority=high event[priority normal -> high] =command"},
        {"and closes nothing", ANNA, "/close", manager, "error>anna =error"},
        {"a lead answers", ANNA, "Yes.", lead,
         "article:anna~ =reply reply>" KARI "~"},
        {"a lead is not told", KARI, "More.", leads,
         "ticket(" KARI ") article:customer =ticket ack>" KARI
         " notify/new>olga"},
    };

    check_plans(rows, G_N_ELEMENTS(rows));
}

/* The words of the first error of a plan; caller frees. */
static char *refusal(world *w)
{
    g_autoptr(plan) p = world_decide(w);

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what != PLAN_SEND || strcmp(s->send->template, "error") != 0)
            continue;
        json_t *data = json_loads(s->send->data, 0, NULL);
        json_t *lines = json_object_get(data, "lines");
        g_autoptr(fault) f = fault_from_json(json_array_get(lines, 0));
        json_decref(data);
        return fault_words(f);
    }
    return g_strdup("no error");
}

static void test_words(void **state)
{
    static const struct {
        const char *text, *words;
        void (*change)(world *w);
    } rows[] = {
        {"/close",
         "as observer you may not use /close here; who may: Olga Ivanova",
         observer},
        {"Yes.", "as observer you may not answer here; who may: Olga Ivanova",
         observer},
        {"/note\nYes.",
         "as observer you may not use /note here; who may: Olga Ivanova",
         observer},
        {"Yes.", "as observer you may not answer here; who may: Olga Ivanova",
         observer_for_notes},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, rows[i].text);
        rows[i].change(w);
        g_autofree char *words = refusal(w);
        assert_string_equal(words, rows[i].words);
        world_free(w);
    }
}

/* A command whose row forgot its right is nobody's. */
static void test_rows(void **state)
{
    for (unsigned i = 0; command_rows[i]; i++) {
        const command_use *use =
            command_use_of(command_rows[i], COMMAND_FOR_OPERATOR);
        if (use && use->right == RIGHT_UNSET)
            fail_msg("/%s needs no right: RIGHT_ANY?", command_rows[i]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),  cmocka_unit_test(test_any_and_unset),
        cmocka_unit_test(test_places), cmocka_unit_test(test_requests),
        cmocka_unit_test(test_who),    cmocka_unit_test(test_refused),
        cmocka_unit_test(test_words),  cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
