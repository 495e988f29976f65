/* test_process: types, fields, dates: commands of operators, and what becomes of
 * them. It is Friday, 15 January 2027, 08:00 UTC. */
#include "lib/desk_fixture.h"

#include "desk/field.h"
#include "desk/type_config.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"

/* An incident has no "triage" and no "waiting"; to be resolved it needs a cause
 * and an estimate. */
static const char desk[] =
    "[status triage]\nstage = classification\n"
    "[status work]\nstage = work\n"
    "[status repair]\nstage = work\n"
    "[status waiting]\nstage = waiting\n"
    "[status mended]\ntitle = all mended\nstage = resolved\n"
    "[status resolved]\nstage = resolved\n"
    "[status closed]\nstage = closed\n"
    "[status spam]\nstage = spam\n"
    "[status new]\nstage = classification\n"
    "[type question]\ntitle_ru = вопрос\n"
    "[type incident]\nline = 2\n"
    "statuses = new; repair; resolved; closed\n"
    "needs = resolved:cause; resolved:estimate\n"
    "[field cause]\ntitle = Cause\ntype = choice\n"
    "choices = power cut; software; unknown\n"
    "[field order]\npattern = [A-Z]-[0-9]+\npublic = yes\n"
    "from_form = Order number\n"
    "[field floor]\ntype = number\ntypes = question\n"
    "[field bought]\ntype = date\n"
    "[field page]\ntype = link\nqueues = sales\n";

static int setup(void **state)
{
    fixture_more = desk;
    return 0;
}

static void cap(world *w)
{
    world_capability(w, TAG_REPLY, "anna", 1);
    world_status(w, "new");
}

static void set(world *w, const char *field, const char *text)
{
    store_value *v = g_new0(store_value, 1);
    v->field = g_strdup(field);
    v->text = g_strdup(text);
    if (!w->st->values)
        w->st->values =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_value_free);
    g_ptr_array_add(w->st->values, v);
}

static void question(world *w)
{
    cap(w);
    w->st->t->type = g_strdup("question");
}
static void question_at_work(world *w)
{
    question(w);
    world_status(w, "work");
}
static void question_waits(world *w)
{
    question(w);
    world_status(w, "waiting");
}
static void incident(world *w)
{
    cap(w);
    w->st->t->type = g_strdup("incident");
}
static void explained(world *w)
{
    incident(w);
    set(w, "cause", "software");
    w->st->t->estimate_min = 60;
}
static void has_all(world *w)
{
    cap(w);
    w->st->t->complexity = g_strdup("low");
    w->st->t->pinned = g_strdup("call first");
    w->st->t->due_ms = FIXTURE_NOW + SPAN_DAY;
    w->st->t->estimate_min = 60;
    set(w, "order", "A-17");
}

static void test_types(void **state)
{
    static const plan_row rows[] = {
        {"the first", ANNA, "/type question", cap,
         "type=question event[type none -> question] =command"},
        {"by a title in another language", ANNA, "/тип Вопрос", cap,
         "type=question event[type none -> question] =command"},
        {"it is that", ANNA, "/type question", question, "=command"},
        {"no such", ANNA, "/type incidnt", cap, "error>anna =error"},
        {"a status that both know stays", ANNA, "/type incident", question,
         "type=incident event[type question -> incident] =command"},
        {"else the first of its stage", ANNA, "/type incident",
         question_at_work,
         "type=incident event[type question -> incident] status=repair "
         "event[status work -> repair] =command"},
        {"and where there is none it stays", ANNA, "/type incident",
         question_waits,
         "type=incident event[type question -> incident] =command"},
        {"a status of its own", ANNA, "/status repair", incident,
         "status=repair event[status new -> repair] =command"},
        {"not another's", ANNA, "/status work", incident, "error>anna =error"},
        {"nor by title", ANNA, "/status all mended", incident,
         "error>anna =error"},
        {"by /type before it", ANNA, "/type question\n/status repair", cap,
         "type=question event[type none -> question] status=repair "
         "event[status new -> repair] =command"},
        {"any can be spam", ANNA, "/status spam", incident,
         "status=spam event[status new -> spam] =command learn(L1)=spam"},
    };
    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_needs(void **state)
{
    static const plan_row rows[] = {
        {"it needs a cause", ANNA, "/close", incident, "error>anna =error"},
        {"which is there", ANNA, "/close", explained,
         "status=resolved event[status new -> resolved] =command"},
        {"or comes with it", ANNA, "/set cause=unknown\n/estimate 2h\n/close",
         incident,
         "cause:=unknown event[Cause: none -> unknown] estimate=120 "
         "event[estimate none -> 2 h] status=resolved "
         "event[status new -> resolved] =command"},
        {"half is not enough", ANNA, "/set cause=unknown\n/close", incident,
         "error>anna =error"},
        {"nor what is emptied", ANNA, "/set cause=\n/close", explained,
         "error>anna =error"},
        {"by name too", ANNA, "/status resolved", incident,
         "error>anna =error"},
        {"questions need nothing", ANNA, "/close", question,
         "status=mended event[status new -> mended] =command"},
    };
    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_plain_fields(void **state)
{
    static const plan_row rows[] = {
        {"/complexity", ANNA, "/complexity High", cap,
         "complexity=high event[complexity none -> high] =command"},
        {"alone", ANNA, "/complexity", has_all,
         "complexity=none event[complexity low -> none] =command"},
        {"wrong", ANNA, "/complexity enormous", cap, "error>anna =error"},
        {"/due", ANNA, "/due 24 Dec", cap,
         "due=1829692740000 event[due none -> 24 December 2027] =command"},
        {"with a time", ANNA, "/due tomorrow 15:00", cap,
         "due=1800111600000 event[due none -> 16 January 2027, 15:00] "
         "=command"},
        {"today is not over", ANNA, "/due today", cap,
         "due=1800057540000 event[due none -> 15 January 2027] =command"},
        {"alone", ANNA, "/due", has_all,
         "due=0 event[due 16 January 2027, 08:00 -> none] =command"},
        {"two readings", ANNA, "/due 03/04", cap, "error>anna =error"},
        {"over", ANNA, "/due 1.1.2027", cap, "error>anna =error"},
        {"more", ANNA, "/due friday or so", cap, "error>anna =error"},
        {"none", ANNA, "/due soon", cap, "error>anna =error"},
        {"/estimate", ANNA, "/estimate 1d 2h", cap,
         "estimate=600 event[estimate none -> 1 d 2 h] =command"},
        {"alone", ANNA, "/estimate", has_all,
         "estimate=0 event[estimate 1 h -> none] =command"},
        {"no unit", ANNA, "/estimate 4", cap, "error>anna =error"},
        {"/pin", ANNA, "/pin Call first", cap,
         "pinned=Call first event[pinned a text] =command"},
        {"alone", ANNA, "/pin", has_all,
         "pinned=none event[took the pinned text off] =command"},
        {"the same", ANNA, "/pin call first", has_all, "=command"},
    };
    check_plans(rows, G_N_ELEMENTS(rows));
}

static void test_set(void **state)
{
    static const plan_row rows[] = {
        {"a choice", ANNA, "/set cause=Power Cut", cap,
         "cause:=power cut event[Cause: none -> power cut] =command"},
        {"a wrong one", ANNA, "/set cause=gremlins", cap, "error>anna =error"},
        {"blanks around", ANNA, "/set  Cause = software ", cap,
         "cause:=software event[Cause: none -> software] =command"},
        {"a text", ANNA, "/set order=B-2", has_all,
         "order:=B-2 event[order: A-17 -> B-2] =command"},
        {"its pattern", ANNA, "/set order=17", cap, "error>anna =error"},
        {"emptied", ANNA, "/set order=", has_all,
         "order:=none event[order: A-17 -> none] =command"},
        {"the same", ANNA, "/set order=A-17", has_all, "=command"},
        {"twice", ANNA, "/set order=B-2\n/set order=B-3", cap,
         "order:=B-2 event[order: none -> B-2] order:=B-3 "
         "event[order: B-2 -> B-3] =command"},
        {"a number", ANNA, "/set floor=1 250,5", question,
         "floor:=1250.5 event[floor: none -> 1250.5] =command"},
        {"no number", ANNA, "/set floor=third", question, "error>anna =error"},
        {"of another type", ANNA, "/set floor=3", incident,
         "error>anna =error"},
        {"of the type that it gets", ANNA, "/set order=A-1\n/type question",
         cap,
         "order:=A-1 event[order: none -> A-1] type=question "
         "event[type none -> question] =command"},
        {"of another queue", ANNA, "/set page=https://example.org/", cap,
         "error>anna =error"},
        {"a date", ANNA, "/set bought=24.12.2026", cap,
         "bought:=2026-12-24 event[bought: none -> 2026-12-24] =command"},
        {"with two readings", ANNA, "/set bought=3/4/2026", cap,
         "error>anna =error"},
        {"no =", ANNA, "/set order", cap, "error>anna =error"},
        {"no such", ANNA, "/set ordr=A-1", cap, "error>anna =error"},
    };
    check_plans(rows, G_N_ELEMENTS(rows));
}

/* What is wrong names what would be right. */
static void test_words(void **state)
{
    static const struct {
        const char *text;
        void (*change)(world *w);
        const char *words;
    } rows[] = {
        {"/set cause=gremlins", cap,
         "Cause cannot be gremlins; choose from: power cut, software, unknown"},
        {"/set ordr=A-1", cap, "did you mean /set order ?"},
        {"/set zzzzz=1", cap,
         "there is no zzzzz; choose from: cause, order, bought"},
        {"/set order=17", cap, "order must match [A-Z]-[0-9]+"},
        {"/close", incident,
         "before it can be resolved there must be /set cause=... and "
         "/estimate"},
        {"/status work", incident,
         "a request of type incident cannot be work; choose from: repair, "
         "resolved, closed, spam, new"},
        {"/due 03/04", cap,
         "that can be 3 April 2027 or 4 March 2027; write the month as a word"},
        {"/due 1.1.2027", cap, "1 January 2027 is over"},
        {"/estimate 4", cap,
         "how long? Write /estimate 4h, /estimate 1d (a day of work has 8 "
         "hours) or /estimate 1h 30m"},
        {"/type zzzz", cap,
         "there is no zzzz; choose from: question, incident"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(ANNA, rows[i].text);
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        const plan_step *s = plan_find(p, PLAN_SEND);
        json_t *data = json_loads(s->send->data, 0, NULL);
        json_t *first = json_array_get(json_object_get(data, "lines"), 0);
        g_autoptr(fault) f = fault_from_json(first);
        g_autofree char *words = f ? fault_words(f) : g_strdup(s->send->data);
        if (strcmp(words, rows[i].words) != 0)
            fail_msg("%s:\nis  %s\nnot %s", rows[i].text, words, rows[i].words);
        json_decref(data);
        world_free(w);
    }
}

static void test_lines(void **state)
{
    g_autoptr(GPtrArray) all =
        field_lines("Name: Kari\n* Order number *: A-17\r\nhello\n"
                    "Page:  https://example.org:8080/x\n: nothing\nEmpty:\n");
    g_autoptr(GString) is = g_string_new(NULL);

    for (guint i = 0; i < all->len; i++) {
        const field_line *l = all->pdata[i];
        g_string_append_printf(is, "%s=%s|", l->label, l->value);
    }
    assert_string_equal(is->str, "Name=Kari|Order number=A-17|"
                                 "Page=https://example.org:8080/x|");
}

static void test_priorities(void **state)
{
    static const struct {
        const char *words, *is;
    } rows[] = {
        {"High", "high"},      {"HIGH (2)", "high"},
        {"urgent", "urgent"},  {"Срочный", "urgent"},
        {"low", "low"},        {"Høy", "high"},
        {"as you like", NULL}, {"", NULL},
        {"Normal", "normal"},  {"highest, please", "urgent"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *is = field_priority(rows[i].words);
        if (g_strcmp0(is, rows[i].is) != 0)
            fail_msg("%s: is %s", rows[i].words, is ? is : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),        cmocka_unit_test(test_needs),
        cmocka_unit_test(test_plain_fields), cmocka_unit_test(test_set),
        cmocka_unit_test(test_words),        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_priorities),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
