/* test_status_moves: every status x event x role: where a request goes. */
#include "lib/desk_fixture.h"

#include "desk/role.h"
#include "desk/status_config.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"

/* ---- what can happen to a request ---- */

typedef struct event {
    const char *name, *from, *text; /* text NULL: time goes by */
    role_right right;               /* that an operator needs for it */
} event;

static const event events[] = {
    {"customer", KARI, "More.", RIGHT_ANY},
    {"thanks", KARI, "Thank you very much!", RIGHT_ANY},
    {"reply", ANNA, "Yes.", RIGHT_REPLY},
    {"note", ANNA, "/note\nHm.", RIGHT_NOTE},
    {"line", ANNA, "/line 2", RIGHT_HANDOVER},
    {"return", ANNA, "/return", RIGHT_HANDOVER},
    {"close", ANNA, "/close", RIGHT_CLOSE},
    {"reopen", ANNA, "/reopen", RIGHT_CLOSE},
    {"time", NULL, NULL, RIGHT_ANY},
};
#define EVENTS     G_N_ELEMENTS(events)
#define NOTE_EVENT 3

/* Where it goes from a status by each of them; NULL: it stays. */
typedef struct row {
    const char *status;
    const char *to[EVENTS];
} row;

static void make_role(world *w, role_id role)
{
    config_operator *anna =
        (config_operator *)config_operator_by_id(w->c, "anna");

    g_array_unref(anna->grants);
    anna->grants = role_grants_new();
    role_grants_add(anna->grants, role, NULL, 0);
}

static const char *status_after(const plan *p, const char *before)
{
    const char *status = before;

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SET && s->set.field == PLAN_STATUS)
            status = s->set.value.text;
    }
    return status;
}

static world *world_of(const event *e, const char *status, role_id role,
                       config *(*model)(void))
{
    world *w = world_new(e->from ? e->from : KARI, e->text ? e->text : "");

    if (model) {
        config_free(w->c);
        w->c = model();
        w->v->queue = w->c->queues->pdata[0];
        w->trust->operator_ =
            e->from ? config_operator_by_address(w->c, e->from) : NULL;
    }
    make_role(w, role);
    world_status(w, status);
    w->st->t->returned_from = 2;
    w->st->handovers =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_handover_free);
    g_ptr_array_add(w->st->handovers, store_handover_new(2, NULL));
    w->s->by_tag = 1001;
    if (w->trust->operator_)
        world_capability(w, TAG_REPLY, "anna", 1);
    return w;
}

/* What is written acts when it is sent, and what it does is the same as where
 * there is no undo window. */
static char *after_window(world *w, plan *written, const char *status)
{
    const plan_step *s = plan_find(written, PLAN_ENTRY);

    if (!s || s->entry->state != STORE_PENDING)
        return g_strdup(status_after(written, status));
    assert_string_equal(status_after(written, status), status);
    store_entry *e = world_pending(w->st, "anna", "Yes.");
    e->seen = 1;
    e->commands = g_strdup(s->entry->commands);
    g_autoptr(plan) sent = decide_publish(w->c, w->st, e, FIXTURE_NOW);
    return g_strdup(status_after(sent, status));
}

static char *happens(const event *e, const char *status, role_id role,
                     config *(*model)(void), bool undo)
{
    world *w = world_of(e, status, role, model);
    char *to;

    ((config_queue *)w->c->queues->pdata[0])->undo_ms = undo ? 60000 : 0;
    w->st->t->status_ms -= e->text ? 0 : 365 * SPAN_DAY;
    g_autoptr(plan) p =
        e->text ? world_decide(w) : decide_after(w->c, w->st, FIXTURE_NOW);
    to = undo ? after_window(w, p, status) : g_strdup(status_after(p, status));
    world_free(w);
    return to;
}

static unsigned check_cell(const row *r, size_t n, role_id role,
                           config *(*model)(void))
{
    const event *e = &events[n];
    bool may = e->right == RIGHT_ANY || role_has(role, e->right);
    /* who may write notes alone has written one */
    bool notes = e->right == RIGHT_REPLY && !may && role_has(role, RIGHT_NOTE);
    const char *to = may ? r->to[n] : notes ? r->to[NOTE_EVENT] : NULL;
    const char *wanted = to ? to : r->status;
    g_autofree char *is = happens(e, r->status, role, model, false);
    g_autofree char *later = e->right == RIGHT_REPLY
                                 ? happens(e, r->status, role, model, true)
                                 : g_strdup(is);

    if (strcmp(is, wanted) == 0 && strcmp(later, wanted) == 0)
        return 0;
    print_error("%s by %s in %s: %s, %s when it is sent, not %s\n", e->name,
                role_rows[role].name, r->status, is, later, wanted);
    return 1;
}

static void check_rows(const row *rows, size_t count, config *(*model)(void))
{
    unsigned wrong = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t n = 0; n < EVENTS; n++)
            for (role_id role = 0; role < ROLES; role++)
                wrong += check_cell(&rows[i], n, role, model);
    assert_int_equal(wrong, 0);
}

/* ---- the shipped model ---- */

#define WORK "in-progress"
#define ANSW "answered"
#define INTL "internal"
#define FEED "feedback"
#define DONE "resolved"
#define STAY NULL

/* clang-format off */
static const row shipped[] = {
    /*  customer thanks reply note  line  return close reopen time */
    {"new",
        {STAY,   STAY,  ANSW, STAY, INTL, FEED,  DONE, STAY,  STAY}},
    {"in-progress",
        {STAY,   STAY,  ANSW, STAY, INTL, FEED,  DONE, STAY,  STAY}},
    {"answered",
        {WORK,   STAY,  STAY, STAY, INTL, FEED,  DONE, STAY,  DONE}},
    {"waiting",
        {WORK,   WORK,  ANSW, STAY, INTL, FEED,  DONE, STAY,  STAY}},
    {"internal",
        {STAY,   STAY,  ANSW, STAY, STAY, FEED,  DONE, STAY,  STAY}},
    {"feedback",
        {STAY,   STAY,  ANSW, STAY, INTL, STAY,  DONE, STAY,  STAY}},
    {"resolved",
        {WORK,   STAY,  STAY, STAY, INTL, FEED,  STAY, WORK,  "closed"}},
    {"closed",
        {WORK,   STAY,  STAY, STAY, INTL, FEED,  STAY, WORK,  STAY}},
    {"spam",
        {WORK,   WORK,  STAY, STAY, INTL, FEED,  STAY, WORK,  STAY}},
    {"parked", /* the configuration does not have it any more */
        {STAY,   STAY,  STAY, STAY, STAY, STAY,  DONE, STAY,  STAY}},
};
/* clang-format on */

static void test_shipped(void **state)
{
    check_rows(shipped, G_N_ELEMENTS(shipped), NULL);
}

/* ---- models of one's own ---- */

static config *load(const char *statuses)
{
    GError *error = NULL;
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("postern-moves-XXXXXX", &path, &error);
    g_autofree char *text = g_strconcat(
        "[site]\nname = X\n[smtp]\nhost = 127.0.0.1\n[milter]\nlisten = "
        "unix:/run/x\n[queue support]\naddress = support@example.org\n"
        "[line 1]\n[line 2]\n[operator anna]\naddress = " ANNA
        "\n[operator tom]\naddress = tom@example.org\nlines = 2\n",
        statuses, NULL);

    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, -1, &error));
    config *c = role_config_load(path, NULL, &error);
    g_unlink(path);
    if (!c)
        fail_msg("%s", error->message);
    return c;
}

/* As few as there may be. */
static config *smallest(void)
{
    return load("[status fresh]\nstage = classification\n[status busy]\nstage "
                "= work\n[status solved]\nstage = resolved\n[status over]\n"
                "stage = closed\n[status junk]\nstage = spam\n");
}

#define BUSY   "busy"
#define SOLVED "solved"

/* clang-format off */
static const row small[] = {
    /*  customer thanks reply note  line  return close   reopen time */
    {"fresh",
        {STAY,   STAY,  STAY, STAY, STAY, BUSY,  SOLVED, STAY,  STAY}},
    {"busy",
        {STAY,   STAY,  STAY, STAY, STAY, STAY,  SOLVED, STAY,  STAY}},
    {"solved",
        {BUSY,   STAY,  STAY, STAY, BUSY, BUSY,  STAY,   BUSY,  "over"}},
    {"over",
        {BUSY,   STAY,  STAY, STAY, BUSY, BUSY,  STAY,   BUSY,  STAY}},
    {"junk",
        {BUSY,   BUSY,  STAY, STAY, BUSY, BUSY,  STAY,   BUSY,  STAY}},
};
/* clang-format on */

static void test_smallest(void **state)
{
    check_rows(small, G_N_ELEMENTS(small), smallest);
}

/* One where each key says something else than what is right without it. */
static config *own(void)
{
    return load(
        "[status fresh]\nstage = classification\nafter_customer = busy\n"
        "after_note = looked\nafter = 2h -> late\n"
        "[status busy]\nstage = work\nafter_reply = checked\nafter_line = "
        "away\n"
        "after_return = fresh\nnext = told\n"
        "[status late]\nstage = work\nafter_reply = told\n"
        "[status looked]\nstage = work\nafter_note = busy\n"
        "[status away]\nstage = internal\nafter_customer = busy\nafter_reply = "
        "busy\nafter = 5d -> busy\n"
        "[status checked]\nstage = feedback\nafter_customer = checked\n"
        "[status told]\nstage = answered\nafter = never\nafter_customer = "
        "late\n"
        "[status solved]\nstage = resolved\nafter_reply = told\nafter_customer "
        "= late\nafter = 1h -> late\n"
        "[status over]\nstage = closed\n[status junk]\nstage = spam\n");
}

#define LATE    "late"
#define TOLD    "told"
#define LOOKED  "looked"
#define CHECKED "checked"
#define AWAY    "away"

/* clang-format off */
static const row own_rows[] = {
    /*  customer thanks reply    note    line  return   close   reopen time */
    {"fresh",
        {BUSY,   BUSY,  TOLD,    LOOKED, AWAY, CHECKED, SOLVED, STAY, LATE}},
    {"busy",
        {STAY,   STAY,  CHECKED, STAY,   AWAY, "fresh", STAY,   STAY, STAY}},
    {"late",
        {STAY,   STAY,  TOLD,    STAY,   AWAY, CHECKED, SOLVED, STAY, STAY}},
    {"looked",
        {STAY,   STAY,  TOLD,    BUSY,   AWAY, CHECKED, SOLVED, STAY, STAY}},
    {"away",
        {BUSY,   BUSY,  BUSY,    STAY,   STAY, CHECKED, SOLVED, STAY, BUSY}},
    {"checked",
        {STAY,   STAY,  TOLD,    STAY,   AWAY, STAY,    SOLVED, STAY, STAY}},
    {"told",
        {LATE,   STAY,  STAY,    STAY,   AWAY, CHECKED, SOLVED, STAY, STAY}},
    {"solved",
        {LATE,   STAY,  TOLD,    STAY,   AWAY, CHECKED, STAY,   LATE, LATE}},
    {"over",
        {BUSY,   STAY,  STAY,    STAY,   AWAY, CHECKED, STAY,   BUSY, STAY}},
    {"junk",
        {BUSY,   BUSY,  STAY,    STAY,   AWAY, CHECKED, STAY,   BUSY, STAY}},
};
/* clang-format on */

static void test_own(void **state)
{
    check_rows(own_rows, G_N_ELEMENTS(own_rows), own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_smallest),
        cmocka_unit_test(test_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
