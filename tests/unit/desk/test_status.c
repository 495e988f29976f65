/* test_status: the shipped statuses, and models that a configuration gives. */
#include "lib/desk_fixture.h"

#include "desk/status_config.h"

/* ---- the shipped model ---- */

static void test_shipped(void **state)
{
    static const struct {
        const char *id, *title, *public_;
        status_stage stage;
        bool open, paused;
        const char *customer, *reply, *line, *back;
    } rows[] = {
        {"new", "new", "received", STATUS_CLASSIFICATION, true, false, "new",
         "answered", "internal", "feedback"},
        {"in-progress", "in progress", "in progress", STATUS_WORK, true, false,
         "in-progress", "answered", "internal", "feedback"},
        {"answered", "answered", "answered", STATUS_ANSWERED, true, true,
         "in-progress", "answered", "internal", "feedback"},
        {"waiting", "waiting for the customer", "waiting for you",
         STATUS_WAITING, true, true, "in-progress", "answered", "internal",
         "feedback"},
        {"internal", "with another line", "in progress", STATUS_INTERNAL, true,
         false, "internal", "answered", "internal", "feedback"},
        {"feedback", "back from another line", "in progress", STATUS_FEEDBACK,
         true, false, "feedback", "answered", "internal", "feedback"},
        {"resolved", "resolved", "resolved", STATUS_RESOLVED, false, true,
         "in-progress", "resolved", "internal", "feedback"},
        {"closed", "closed", "closed", STATUS_CLOSED, false, true,
         "in-progress", "closed", "internal", "feedback"},
        {"spam", "spam", "closed", STATUS_SPAM, false, true, "in-progress",
         "answered", "internal", "feedback"},
    };
    g_autoptr(config) c = fixture_config(FALSE);
    const status_model *m = status_model_of(c);
    unsigned count;

    status_rows(m, &count);
    assert_int_equal(count, G_N_ELEMENTS(rows));
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *id = rows[i].id;
        print_message("%s\n", id);
        assert_string_equal(status_title(m, id, NULL), rows[i].title);
        assert_string_equal(status_public(m, id, NULL), rows[i].public_);
        for (status_stage s = 0; s < STATUS_STAGES; s++)
            assert_int_equal(status_is(m, id, s), s == rows[i].stage);
        assert_int_equal(status_is_open(m, id), rows[i].open);
        assert_int_equal(status_find(m, id)->paused, rows[i].paused);
        assert_string_equal(status_after_customer(m, id), rows[i].customer);
        assert_string_equal(status_after_reply(m, id), rows[i].reply);
        assert_string_equal(status_after_line(m, id), rows[i].line);
        assert_string_equal(status_after_return(m, id), rows[i].back);
        assert_string_equal(status_first(m, rows[i].stage), id);
    }
    assert_string_equal(status_done(m)[0], "resolved");
    assert_string_equal(status_done(m)[2], "spam");
    assert_null(status_done(m)[3]);
}

/* Taken out of the configuration while tickets had it: in sight, and left. */
static void test_unknown(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);
    const status_model *m = status_model_of(c);

    assert_true(status_is_open(m, "parked"));
    assert_false(status_is(m, "parked", STATUS_SPAM));
    assert_string_equal(status_title(m, "parked", NULL), "parked");
    assert_string_equal(status_after_customer(m, "parked"), "parked");
    assert_null(status_find(m, NULL));
}

static void test_named(void **state)
{
    g_autoptr(config) c = fixture_config(FALSE);
    const status_model *m = status_model_of(c);

    assert_string_equal(status_named(m, "IN-PROGRESS")->id, "in-progress");
    assert_string_equal(status_named(m, "In Progress")->id, "in-progress");
    assert_null(status_named(m, "done"));
    assert_null(status_named(m, ""));
}

/* ---- [status NAME] ---- */

#define DESK                                                     \
    "[queue support]\naddress = support@example.org\n"           \
    "[operator anna]\naddress = anna@example.org\n"              \
    "[smtp]\nhost = 127.0.0.1\n[milter]\nlisten = unix:/run/x\n" \
    "[site]\nname = X\n"
#define LINES_BEFORE 10

#define WHOLE                                                         \
    "[status fresh]\nstage = classification\n[status busy]\nstage = " \
    "work\n[status solved]\nstage = resolved\n[status over]\nstage "  \
    "= closed\n[status junk]\nstage = spam\n"

static config *load(const char *more, char **problems)
{
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GString) all = g_string_new(NULL);
    g_autofree char *path = NULL;
    GError *error = NULL;
    int fd = g_file_open_tmp("postern-status-XXXXXX", &path, &error);
    g_autofree char *text = g_strconcat(DESK, more, NULL);

    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, -1, &error));
    config *c = role_config_load(path, &list, NULL);
    g_unlink(path);
    for (unsigned i = 0; i < list->len; i++) {
        const config_problem *p = list->pdata[i];
        g_string_append_printf(all, "%d: %s\n", p->line - LINES_BEFORE,
                               p->text);
    }
    *problems = g_string_free(g_steal_pointer(&all), FALSE);
    return c;
}

static void test_own(void **state)
{
    g_autofree char *problems = NULL;
    g_autoptr(config) c =
        load(WHOLE "[status asked]\nstage = waiting\ntitle = Frag\xc3\xa5\n"
                   "public = your turn\nafter_customer = busy\n"
                   "[status parked]\nstage = waiting\nopen = no\npaused = no\n",
             &problems);
    assert_string_equal(problems, "");
    const status_model *m = status_model_of(c);

    assert_string_equal(status_first(m, STATUS_CLASSIFICATION), "fresh");
    assert_null(status_find(m, "in-progress"));
    assert_string_equal(status_title(m, "solved", NULL), "solved");
    assert_string_equal(status_public(m, "asked", NULL), "your turn");
    assert_string_equal(status_named(m, "FRAG\xc3\x85")->id, "asked");
    assert_string_equal(status_after_customer(m, "solved"), "busy");
    assert_string_equal(status_after_customer(m, "asked"), "busy");
    assert_string_equal(status_after_customer(m, "fresh"), "fresh");
    assert_string_equal(status_after_customer(m, "parked"), "busy");
    assert_string_equal(status_after_reply(m, "busy"), "asked");
    assert_string_equal(status_after_reply(m, "solved"), "solved");
    assert_string_equal(status_after_line(m, "fresh"), "fresh");
    assert_string_equal(status_after_line(m, "over"), "busy");
    assert_string_equal(status_after_return(m, "asked"), "busy");
    assert_true(status_find(m, "asked")->paused);
    assert_false(status_find(m, "parked")->paused);
    assert_false(status_is_open(m, "parked"));
    assert_string_equal(status_of_stage(m, STATUS_WAITING)[1], "parked");
}

/* By language: hers, else the plain one. */
static void test_languages(void **state)
{
    g_autofree char *problems = NULL;
    g_autoptr(config) c =
        load(WHOLE "[status asked]\nstage = waiting\ntitle = asked\n"
                   "title.nb = spurt\npublic = your turn\n"
                   "public.nb = din tur\n[status late]\nstage = work\n"
                   "title = late\ntitle.nb = sen\n",
             &problems);
    assert_string_equal(problems, "");
    const status_model *m = status_model_of(c);

    assert_string_equal(status_title(m, "asked", NULL), "asked");
    assert_string_equal(status_title(m, "asked", "nb"), "spurt");
    assert_string_equal(status_title(m, "asked", "ru"), "asked");
    assert_string_equal(status_public(m, "asked", "nb"), "din tur");
    assert_string_equal(status_public(m, "asked", "ru"), "your turn");
    assert_string_equal(status_public(m, "late", "nb"), "sen");
    assert_string_equal(status_public(m, "late", "ru"), "late");
    assert_string_equal(status_title(m, "gone", "nb"), "gone");
    assert_string_equal(status_named(m, "Spurt")->id, "asked");

    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    config_print(c, false, out);
    fclose(out);
    assert_non_null(strstr(text, "title = asked\ntitle.nb = spurt\npublic = "
                                 "your turn\npublic.nb = din tur\n"));
    free(text);
}

/* Where it may be set by hand, and what time does. */
static void test_moves(void **state)
{
    g_autofree char *problems = NULL;
    g_autoptr(config) c =
        load("[status fresh]\nstage = classification\nnext = busy, board by "
             "lead\nafter = 90m -> busy\n[status busy]\nstage = work\n"
             "after_note = checked\n[status board]\nstage = internal\n"
             "types = change-request, crash\nafter = never\n"
             "[status checked]\nstage = feedback\n[status told]\nstage = "
             "answered\n[status solved]\nstage = resolved\n[status over]\n"
             "stage = closed\n[status junk]\nstage = spam\n",
             &problems);
    assert_string_equal(problems, "");
    const status_model *m = status_model_of(c);
    const GPtrArray *next = status_next_of(m, "fresh");

    assert_null(status_next_of(m, "busy"));
    assert_null(status_next_of(m, "gone"));
    assert_int_equal(next->len, 2);
    const status_next *first = next->pdata[0], *second = next->pdata[1];
    assert_string_equal(first->id, "busy");
    assert_null(first->role);
    assert_string_equal(second->id, "board");
    assert_string_equal(second->role, "lead");

    assert_string_equal(status_after_note(m, "busy"), "checked");
    assert_string_equal(status_after_note(m, "fresh"), "fresh");
    assert_string_equal(status_after_reply(m, "busy"), "told");
    assert_string_equal(status_after_customer(m, "told"), "busy");
    assert_string_equal(status_after_return(m, "board"), "checked");

    assert_int_equal(status_find(m, "fresh")->after_ms, 90 * SPAN_MINUTE);
    assert_string_equal(status_find(m, "fresh")->after_to, "busy");
    assert_null(status_find(m, "busy")->after_to);
    assert_null(status_find(m, "board")->after_to);
    assert_int_equal(status_find(m, "told")->after_ms, STATUS_ANSWERED_MS);
    assert_string_equal(status_find(m, "told")->after_to, "solved");
    assert_int_equal(status_find(m, "solved")->after_ms, STATUS_AFTER_QUEUE);
    assert_string_equal(status_find(m, "solved")->after_to, "over");

    assert_true(status_has_type(status_find(m, "board"), "crash"));
    assert_false(status_has_type(status_find(m, "board"), "question"));
    assert_false(status_has_type(status_find(m, "board"), NULL));
    assert_true(status_has_type(status_find(m, "busy"), "question"));
    assert_true(status_has_type(status_find(m, "busy"), NULL));
}

static void test_wrong(void **state)
{
    static const struct {
        const char *name, *text, *problems;
    } rows[] = {
        {"no stage", WHOLE "[status x]\n", "11: [status x] needs stage: *"},
        {"no such stage", WHOLE "[status x]\nstage = wrok\n",
         "12: [status x] stage: *"},
        {"no such key", WHOLE "[status x]\nstage = work\ntitel = X\n",
         "13: [status x] unknown key titel*title*"},
        {"nothing begins",
         "[status x]\nstage = work\n[status y]\nstage = "
         "resolved\n[status z]\nstage = closed\n[status "
         "s]\nstage = spam\n",
         "1: [status x]: no [status NAME] has stage = classification, *"},
        {"nothing ends", "[status x]\nstage = classification\n",
         "1: *stage = work*1: *stage = resolved*1: *stage = closed*1: *stage = "
         "spam*"},
        {"a dangling name",
         WHOLE "[status x]\nstage = waiting\nafter_customer = bussy\n",
         "13: [status x] after_customer: there is no [status bussy]; did you "
         "mean \"busy\"?\n"},
        {"of the shipped ones",
         WHOLE "[status x]\nstage = waiting\nafter_reply = in-progress\n",
         "13: [status x] after_reply: there is no [status in-progress]\n"},
        {"out of sight",
         WHOLE "[status x]\nstage = waiting\nafter_customer = over\n",
         "13: [status x] after_customer: over is not open: nobody would see "
         "it\n"},
        {"it stays, out of sight",
         WHOLE "[status x]\nstage = waiting\nopen = no\nafter_customer = x\n",
         "14: [status x] after_customer: x is not open: *"},
        {"open and closed", WHOLE "[status x]\nstage = closed\nopen = yes\n",
         "13: [status x] open: what is closed is not open\n"},
        {"work that nobody sees", WHOLE "[status x]\nstage = work\nopen = no\n",
         "13: [status x] open: nobody would see what is in work\n"},
        {"no such language", WHOLE "[status x]\nstage = work\ntitle.r = X\n",
         "13: [status x] unknown key title.r*"},
        {"nor a language of that",
         WHOLE "[status x]\nstage = work\nopen.ru = "
               "no\n",
         "13: [status x] unknown key open.ru*"},
        {"the language itself",
         WHOLE "[status x]\nstage = work\ntitle.LANG = "
               "X\n",
         "13: [status x] unknown key title.LANG*"},
        {"an empty one", WHOLE "[status x]\nstage = work\ntitle.ru =\n",
         "13: [status x] title.ru is empty: *"},
        {"next to nowhere", WHOLE "[status x]\nstage = work\nnext = bussy\n",
         "13: [status x] next: there is no [status bussy]; did you mean "
         "\"busy\"?\n"},
        {"next by nobody",
         WHOLE "[status x]\nstage = work\nnext = busy by leed\n",
         "13: [status x] next: there is no role leed; did you mean "
         "\"lead\"?\n"},
        {"next in prose",
         WHOLE "[status x]\nstage = work\nnext = busy then "
               "over\n",
         "13: [status x] next: \"busy then over\": write NAME or NAME by "
         "ROLE*"},
        {"after nothing", WHOLE "[status x]\nstage = work\nafter = 3d\n",
         "13: [status x] after: \"3d\": write how long*"},
        {"after no time", WHOLE "[status x]\nstage = work\nafter = 3 -> busy\n",
         "13: [status x] after: *"},
        {"after none at all",
         WHOLE "[status x]\nstage = work\nafter = 0 -> busy\n",
         "13: [status x] after: how long must be above 0\n"},
        {"after a while, nowhere",
         WHOLE "[status x]\nstage = work\nafter = 3d -> bussy\n",
         "13: [status x] after: there is no [status bussy]*"},
        {"after a while, itself",
         WHOLE "[status x]\nstage = work\nafter = 3d -> x\n",
         "13: [status x] after: time alone leads back to it, without end\n"},
        {"round and round",
         WHOLE "[status x]\nstage = work\nafter = 3d -> y\n"
               "[status y]\nstage = work\nafter = 1s -> z\n"
               "[status z]\nstage = work\nafter = 3d -> y\n",
         "16: [status y] after: time alone leads back *19: [status z] after: "
         "time alone *"},
        {"twice", WHOLE "[status Busy]\nstage = work\n",
         "11: [status Busy] has the name of [status busy], line *"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *problems = NULL;
        g_autoptr(config) c = load(rows[i].text, &problems);
        if (c || !g_pattern_match_simple(rows[i].problems, problems))
            fail_msg("%s: %s", rows[i].name, problems);
    }
}

/* It may be meant, so it is only said. */
static void test_advice(void **state)
{
    static const struct {
        const char *name, *text, *problems;
    } rows[] = {
        {"all is fine", WHOLE, ""},
        {"by hand alone", WHOLE "[status x]\nstage = waiting\n", ""},
        {"nothing leads there",
         "[status fresh]\nstage = classification\nnext = busy\n[status busy]\n"
         "stage = work\nnext = solved\n[status solved]\nstage = resolved\nnext "
         "= busy\n[status over]\nstage = closed\nnext = busy\n[status junk]\n"
         "stage = spam\nnext = busy\n[status x]\nstage = work\n",
         "16: [status x]: nothing leads to it\n"},
        {"but time does",
         "[status fresh]\nstage = classification\nnext = busy\nafter = 1h -> x"
         "\n[status busy]\nstage = work\nnext = solved\n[status solved]\nstage "
         "= resolved\nnext = busy\n[status over]\nstage = closed\nnext = busy\n"
         "[status junk]\nstage = spam\nnext = busy\n[status x]\nstage = work\n",
         ""},
        {"nothing leads out",
         "[status fresh]\nstage = classification\n[status busy]\nstage = work\n"
         "[status x]\nstage = work\nnext = y\nafter_line = x\nafter_return = x"
         "\n[status y]\nstage = work\nnext = x\nafter_return = y\n[status "
         "solved]\nstage = resolved\n[status over]\nstage = closed\n[status "
         "junk]\nstage = spam\n",
         "5: [status x]: nothing leads from it to an end: requests stay open "
         "for "
         "ever\n10: [status y]: nothing leads from it to an end: requests stay "
         "open for ever\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *problems = NULL;
        g_autoptr(config) c = load(rows[i].text, &problems);
        if (!c || strcmp(problems, rows[i].problems) != 0)
            fail_msg("%s: %s", rows[i].name, problems);
    }
}

/* ---- and the desk works by it ---- */

static void test_decide(void **state)
{
    static const struct {
        const char *from, *text, *status, *plan;
    } rows[] = {
        {"anna@example.org", "/close", "busy", "status=solved*"},
        {"anna@example.org", "/reopen", "solved", "status=busy*"},
        {"anna@example.org", "/status Frag\xc3\xa5", "busy", "status=asked*"},
        {"anna@example.org", "/status closed", "busy", "error>anna*"},
        {"anna@example.org", "/status JUNK", "busy", "status=junk*"},
        {"anna@example.org", "/spam", "busy", "status=junk*"},
        {"anna@example.org", "Hello.\n/close", "fresh",
         "article:anna~{/close} *"},
        {"kari@example.com", "Hello.", "asked", "status=busy*"},
        {"kari@example.com", "Hello.", "over", "*status=busy*reopened*"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *problems = NULL;
        config *c = load(WHOLE "[status asked]\nstage = waiting\ntitle = "
                               "Frag\xc3\xa5\nafter_customer = busy\n",
                         &problems);
        world *w = world_new(rows[i].from, rows[i].text);
        config_free(w->c);
        w->c = c;
        w->v->queue = c->queues->pdata[0];
        w->trust->operator_ = config_operator_by_address(c, rows[i].from);
        world_status(w, rows[i].status);
        if (w->trust->operator_)
            world_capability(w, TAG_REPLY, "anna", 1);
        w->s->by_tag = 1001;
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *is = plan_summary(p);
        if (!g_pattern_match_simple(rows[i].plan, is))
            fail_msg("%s in %s: %s", rows[i].text, rows[i].status, is);
        world_free(w);
    }
}

/* What may be set by hand, and by whom. */
static void test_next(void **state)
{
    static const struct {
        const char *roles, *status, *text, *plan, *fault;
    } rows[] = {
        {"operator", "fresh", "/status busy", "status=busy*", NULL},
        {"operator", "fresh", "/status Busy", "status=busy*", NULL},
        {"operator", "fresh", "/status fresh", "=command", NULL},
        {"operator", "fresh", "/close", "error>olga*",
         "*\"next\",\"with\":[\"fresh\",\"busy, over\"]*"},
        {"operator, lead", "fresh", "/close", "status=solved*", NULL},
        {"lead", "fresh", "/status over", "status=over*", NULL},
        {"operator", "fresh", "/spam", "status=junk*", NULL},
        {"operator", "busy", "/status fresh", "status=fresh*", NULL},
        {"operator", "solved", "/reopen", "error>olga*",
         "*\"no-next\",\"with\":[\"solved\"]*"},
        {"lead", "solved", "/reopen", "status=busy*", NULL},
        {"operator", "busy", "Yes.\n/close", "article:olga~{/close}*", NULL},
        {"operator", "fresh", "Yes.\n/close", "error>olga*", "*\"next\"*"},
        {"operator", "fresh", "Yes.", "article:olga~ *", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *problems = NULL;
        g_autofree char *text = g_strdup_printf(
            "[status fresh]\nstage = classification\nnext = busy; solved by "
            "lead; over\n[status busy]\nstage = work\n[status solved]\nstage "
            "= resolved\nnext = busy by lead\n[status over]\nstage = closed\n"
            "[status junk]\nstage = spam\n[operator olga]\naddress = "
            "olga@example.org\nroles = %s\n",
            rows[i].roles);
        config *c = load(text, &problems);
        assert_string_equal(problems, "");
        world *w = world_new("olga@example.org", rows[i].text);
        config_free(w->c);
        w->c = c;
        w->v->queue = c->queues->pdata[0];
        w->trust->operator_ = config_operator_by_address(c, "olga@example.org");
        world_status(w, rows[i].status);
        world_capability(w, TAG_REPLY, "olga", 1);
        w->s->by_tag = 1001;
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *is = plan_summary(p);
        g_autofree char *json = plan_to_json(p);
        if (!g_pattern_match_simple(rows[i].plan, is) ||
            (rows[i].fault && !g_pattern_match_simple(rows[i].fault, json)))
            fail_msg("%s %s in %s: %s %s", rows[i].roles, rows[i].text,
                     rows[i].status, is, json);
        world_free(w);
    }
}

/* Time is that which the queue works: it is Friday, 8:00, and it opens at 9:00. */
#define FRIDAY FIXTURE_NOW
#define OFFICE                                                        \
    "[calendar office]\nzone = UTC\nweekdays = 09:00-17:00\n"         \
    "[queue sales]\naddress = sales@example.org\ncalendar = office\n" \
    "[status late]\nstage = work\n"

static void test_hours(void **state)
{
    static const struct {
        const char *after;
        int64_t due_ms; /* since Friday 8:00 */
    } rows[] = {
        {"90m", SPAN_HOUR + 90 * SPAN_MINUTE},
        {"8h", 9 * SPAN_HOUR},                /* closing time */
        {"9h", 3 * SPAN_DAY + 2 * SPAN_HOUR}, /* Monday, 10:00 */
        {"1d", 3 * SPAN_DAY + SPAN_HOUR},     /* Monday, as it opens */
        {"5d", 7 * SPAN_DAY + SPAN_HOUR},
        {"7d", 7 * SPAN_DAY + SPAN_HOUR}, /* a week, and then it opens */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *problems = NULL;
        g_autofree char *text = g_strdup_printf(
            OFFICE WHOLE "[status slow]\nstage = work\nafter = %s -> late\n",
            rows[i].after);
        world *w = world_new("kari@example.com", "");
        config_free(w->c);
        w->c = load(text, &problems);
        assert_string_equal(problems, "");
        g_free(w->st->t->queue);
        w->st->t->queue = g_strdup("sales");
        world_status(w, "slow");
        w->st->t->status_ms = FRIDAY;
        int64_t due_ms = FRIDAY + rows[i].due_ms;
        g_autoptr(plan) early = decide_after(w->c, w->st, due_ms - 1);
        assert_int_equal(plan_find(early, PLAN_WAIT)->wait->at_ms, due_ms);
        assert_null(plan_find(early, PLAN_SET));
        g_autoptr(plan) late = decide_after(w->c, w->st, due_ms);
        assert_string_equal(plan_find(late, PLAN_SET)->set.value.text, "late");
        world_free(w);
    }
}

/* And so is what the history says of a stay. */
static void test_work(void **state)
{
    g_autofree char *problems = NULL;
    world *w = world_new("kari@example.com", "");

    config_free(w->c);
    w->c =
        load(OFFICE WHOLE "[status slow]\nstage = work\nafter = 9h -> late\n",
             &problems);
    assert_string_equal(problems, "");
    g_free(w->st->t->queue);
    w->st->t->queue = g_strdup("sales");
    world_status(w, "slow");
    w->st->t->status_ms = FRIDAY;
    w->st->stay = g_new0(store_stay, 1);
    w->st->stay->status = g_strdup("slow");
    w->st->stay->from_ms = FRIDAY;
    g_autoptr(plan) p =
        decide_after(w->c, w->st, FRIDAY + 3 * SPAN_DAY + 4 * SPAN_HOUR);
    assert_int_equal(plan_find(p, PLAN_STAY)->stay.work_ms, 11 * SPAN_HOUR);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),   cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_named),     cmocka_unit_test(test_own),
        cmocka_unit_test(test_languages), cmocka_unit_test(test_moves),
        cmocka_unit_test(test_wrong),     cmocka_unit_test(test_advice),
        cmocka_unit_test(test_decide),    cmocka_unit_test(test_next),
        cmocka_unit_test(test_hours),     cmocka_unit_test(test_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
