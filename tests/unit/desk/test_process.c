/* test_process: types, fields, dates: commands of operators, and what becomes of
 * them. It is Friday, 15 January 2027, 08:00 UTC. */
#include "lib/desk_fixture.h"

#include "desk/field.h"
#include "desk/list_filter.h"
#include "desk/type_config.h"
#include "scan/scan_config.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"

/* An incident has no "triage" and no "waiting"; to be resolved it needs a cause
 * and an estimate. */
static const char desk[] =
    "[status triage]\nstage = classification\npublic.ru = ваше слово\n"
    "[status work]\nstage = work\npublic = in progress\n"
    "[status repair]\nstage = work\npublic = in progress\n"
    "[status waiting]\nstage = waiting\n"
    "[status mended]\ntitle = all mended\nstage = resolved\n"
    "[status resolved]\nstage = resolved\n"
    "[status closed]\nstage = closed\n"
    "[status spam]\nstage = spam\n"
    "[status new]\nstage = classification\n"
    "[type question]\ntitle.ru = вопрос\n"
    "[type incident]\nline = 2\n"
    "statuses = new; repair; resolved; closed\n"
    "needs = resolved:cause; resolved:estimate\n"
    "[field cause]\ntitle = Cause\ntype = choice\n"
    "choices = power cut; software; unknown\n"
    "[field order]\npattern = [A-Z]-[0-9]+\npublic = yes\n"
    "from_form = Order number\n"
    "[field floor]\ntype = number\ntypes = question\n"
    "[field bought]\ntype = date\n"
    "[field page]\ntype = link\nqueues = sales\n"
    "[source shop]\ntitle = web shop\nfrom = shop@example.net\n";

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
        {"which another could not have", ANNA, "/type question\n/status work",
         incident,
         "type=question event[type incident -> question] status=work "
         "event[status new -> work] =command"},
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
        {"a type that comes with it needs it too", ANNA,
         "/type incident\n/close", question, "error>anna =error"},
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
        {"/set order=A\xc2\x85"
         "B",
         cap, "order is one line of at most 500 characters"},
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

/* What looks like two lines on somebody's screen is no value, wherever it comes
 * from: a form, a hook, another system. */
static void test_one_line(void **state)
{
    static const char *const no[] = {"A\nB",
                                     "A\rB",
                                     "A\xc2\x85"
                                     "B",
                                     "A\xe2\x80\xa8"
                                     "B",
                                     "A\xe2\x80\xa9"
                                     "B",
                                     "A\x1b[2J",
                                     "\xff"};
    g_autoptr(GTimeZone) zone = g_time_zone_new_utc();
    const when_ask ask = {FIXTURE_NOW, zone, 0, false};
    const config_field any = {.id = (char *)"x", .title = (char *)"X"};

    for (size_t i = 0; i < G_N_ELEMENTS(no); i++) {
        g_autoptr(fault) wrong = NULL;
        assert_null(field_read(&any, no[i], &ask, &wrong));
        assert_non_null(wrong);
    }
    g_autoptr(fault) wrong = NULL;
    g_autoptr(store_value) fine = field_read(&any, "A\tB", &ask, &wrong);
    assert_non_null(fine);
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

/* ---- first messages ---- */

static void form(world *w)
{
    ((config_queue *)w->c->queues->pdata[0])->form = true;
}
static void form_of_questions(world *w)
{
    form(w);
    ((config_queue *)w->c->queues->pdata[0])->type = g_strdup("question");
}
static void pressing(world *w)
{
    w->v->pressing = "high";
}
static void pressing_counts(world *w)
{
    pressing(w);
    w->c->scan->wish = 3;
}
static void pressing_and_rule(world *w)
{
    pressing(w);
    verdict_vote_add(w->verdict, "priority", "high", 2);
}
static void rule_against(world *w)
{
    pressing(w);
    verdict_vote_add(w->verdict, "priority", "low", 3);
}
static void rule_alone(world *w)
{
    verdict_vote_add(w->verdict, "priority", "high", 2);
}
static void votes_do_not_act(world *w)
{
    g_ptr_array_set_size(w->c->scan->acts, 0);
    verdict_vote_add(w->verdict, "type", "incident", 3);
    verdict_vote_add(w->verdict, "line", "2", 4);
    verdict_vote_add(w->verdict, "holder", "olga", 3);
    verdict_vote_add(w->verdict, "priority", "low", 2.9);
    verdict_vote_add(w->verdict, "field:order", "A-17", 3);
}
static void voted_type(world *w)
{
    verdict_vote_add(w->verdict, "type", "incident", 3);
}
static void voted_no_type(world *w)
{
    verdict_vote_add(w->verdict, "type", "incdent", 3);
}
static void voted_little(world *w)
{
    verdict_vote_add(w->verdict, "type", "incident", 2.9);
}
static void voted_type_over_queue(world *w)
{
    form_of_questions(w);
    voted_type(w);
}
static void category_type(world *w)
{
    config_category *k = w->c->categories->pdata[0];
    k->type = g_strdup("question");
    verdict_vote_add(w->verdict, "category", "account", 3);
}
static void voted_holder(world *w)
{
    verdict_vote_add(w->verdict, "holder", "olga", 3);
}
static void voted_nobody(world *w)
{
    verdict_vote_add(w->verdict, "holder", "boris", 3);
}
static void captured(world *w)
{
    verdict_vote_add(w->verdict, "field:order", "A-17", 3);
    verdict_vote_add(w->verdict, "field:order", "B-2", 3);
    verdict_vote_add(w->verdict, "field:cause", "gremlins", 3);
    verdict_vote_add(w->verdict, "field:nothing", "x", 3);
}
static void captured_little(world *w)
{
    verdict_vote_add(w->verdict, "field:order", "A-17", 2);
}
static void proposed(world *w)
{
    verdict_vote_add(w->verdict, "faq", "reset", 3);
    verdict_vote_add(w->verdict, "faq", "login", 4);
    verdict_vote_add(w->verdict, "ask", "screenshot", 3);
    verdict_vote_add(w->verdict, "ask", "log", 1);
}

/* All that the plan says of the ticket and its fields: "type priority line holder
 * field=value(kind cause)... |event". */
static char *said_of(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_TICKET)
            g_string_append_printf(out, "%s %s %d %s",
                                   s->ticket->type ? s->ticket->type : "-",
                                   s->ticket->priority, s->ticket->line,
                                   s->ticket->holder ? s->ticket->holder : "-");
        else if (s->what == PLAN_VALUE)
            g_string_append_printf(out, " %s=%s(%d %s)", s->value.row->field,
                                   s->value.row->text, s->value.kind,
                                   s->value.cause);
        else if (s->what == PLAN_ENTRY && s->entry->kind == STORE_EVENT)
            g_string_append_printf(out, " |%s", s->entry->text);
    }
    return g_string_free(out, FALSE);
}

#define FORM                                                    \
    "Hello.\nType: Incident\nPriority: HIGH\nCause: software\n" \
    "Order number: A-17\nFloor: 3\nhttps://example.org/\n"

static void test_first(void **state)
{
    static const struct {
        const char *name, *text;
        void (*change)(world *w);
        const char *said;
    } rows[] = {
        {"nothing known", "Hello.", NULL, "- normal 1 -"},
        {"a form", FORM, form,
         "- normal 1 - wish:type=incident(2 customer's wish)"
         " |the customer wishes type incident"
         " wish:priority=high(2 customer's wish)"
         " |the customer wishes priority high"
         " cause=software(2 form) order=A-17(2 form)"
         " |set from the message: Cause: software; order: A-17"},
        {"of a type", FORM, form_of_questions,
         "question normal 1 - wish:type=incident(2 customer's wish)"
         " |the customer wishes type incident"
         " wish:priority=high(2 customer's wish)"
         " |the customer wishes priority high"
         " cause=software(2 form) order=A-17(2 form) floor=3(2 form)"
         " |set from the message: Cause: software; order: A-17; floor: 3"},
        {"elsewhere only a label of its own", FORM, NULL,
         "- normal 1 - order=A-17(2 form)"
         " |set from the message: order: A-17"},
        {"a wrong choice is left out", "Cause: gremlins\n", form,
         "- normal 1 -"},
        {"a header", "Hello.", pressing,
         "- normal 1 - wish:priority=high(2 customer's wish)"
         " |the customer wishes priority high"},
        {"which may decide", "Hello.", pressing_counts,
         "- high 1 - wish:priority=high(2 customer's wish)"
         " |the customer wishes priority high"},
        {"with a rule it is enough", "Hello.", pressing_and_rule,
         "- high 1 - wish:priority=high(2 customer's wish)"
         " |the customer wishes priority high"},
        {"which is not, alone", "Hello.", rule_alone, "- normal 1 -"},
        {"against a rule it is not", "Hello.", rule_against,
         "- low 1 - wish:priority=high(2 customer's wish)"
         " |the customer wishes priority high"},
        {"a type by votes, and its line", "Hello.", voted_type,
         "incident normal 2 -"},
        {"no such type", "Hello.", voted_no_type, "- normal 1 -"},
        {"too little", "Hello.", voted_little, "- normal 1 -"},
        {"over the queue's", "Hello.", voted_type_over_queue,
         "incident normal 2 -"},
        {"the category's", "Hello.", category_type, "question normal 1 -"},
        {"a holder", "Hello.", voted_holder,
         "- normal 1 olga |assigned to olga (votes)"},
        {"who is nobody", "Hello.", voted_nobody, "- normal 1 -"},
        {"captures", "Hello.", captured,
         "- normal 1 - order=A-17(5 rules)"
         " |set from the message: order: A-17"},
        {"too light", "Hello.", captured_little, "- normal 1 -"},
        {"votes that only propose", "Hello.", votes_do_not_act, "- normal 1 -"},
        {"proposals", "Hello.", proposed,
         "- normal 1 - proposed:faq=login, reset(5 rules)"
         " proposed:ask=screenshot(5 rules) "
         "offered:ask=screenshot(5 acknowledgement)"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new("per@example.com", rows[i].text);
        if (rows[i].change)
            rows[i].change(w);
        verdict_votes_sort(w->verdict);
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *is = said_of(p);
        plan_check(p);
        if (strcmp(is, rows[i].said) != 0)
            fail_msg("%s:\nis  %s\nnot %s", rows[i].name, is, rows[i].said);
        world_free(w);
    }
}

static void test_proposed(void **state)
{
    world *w = world_new("per@example.com", "Hello.");
    votes_do_not_act(w);
    g_autoptr(plan) p = world_decide(w);
    const char *data = NULL;

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND && strcmp(s->send->template, "notify") == 0)
            data = s->send->data;
    }
    assert_non_null(data);
    assert_non_null(strstr(data, "\"commands\":[\"/type incident\",\"/line 2\","
                                 "\"/assign olga\"]"));
    world_free(w);
}

/* ---- lists ---- */

static void add_time(GString *out, const char *name, int64_t ms)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(ms / 1000);
    g_autofree char *shown = g_date_time_format(t, "%Y-%m-%dT%H:%M");

    if (ms)
        g_string_append_printf(out, "%s=%s ", name, shown);
}

/* What is asked for, and what is wrong after "!". */
static char *asked_by(const config *c, list_allow allow, const char *text)
{
    const list_ask ask = {.c = c,
                          .command = "list",
                          .me = "anna",
                          .now_ms = FIXTURE_NOW,
                          .allow = allow};
    g_autoptr(fault) wrong = NULL;
    g_autoptr(list_filter) l = list_filter_read(&ask, text, &wrong);
    GString *out = g_string_new(NULL);

    if (wrong) {
        g_autofree char *words = fault_words(wrong);
        g_string_append_printf(out, "!%s", words);
        return g_string_free(out, FALSE);
    }
    const struct {
        const char *name, *value;
    } texts[] = {
        {"type", l->f.type},         {"category", l->f.category},
        {"priority", l->f.priority}, {"complexity", l->f.complexity},
        {"queue", l->f.queue},       {"holder", l->f.holder},
        {"customer", l->f.customer}, {"field", l->f.field},
        {"value", l->f.value},       {"words", l->f.words},
        {"company", l->f.company},   {"service", l->f.service},
        {"source", l->f.source},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (texts[i].value)
            g_string_append_printf(out, "%s=%s ", texts[i].name,
                                   texts[i].value);
    }
    for (unsigned i = 0; l->f.in && l->f.in[i]; i++)
        g_string_append_printf(out, "status=%s ", l->f.in[i]);
    add_time(out, "from", l->f.from_ms);
    add_time(out, "until", l->f.until_ms);
    if (l->f.line)
        g_string_append_printf(out, "line=%d ", l->f.line);
    if (l->f.undelivered)
        g_string_append(out, "undelivered ");
    if (l->f.overdue_ms)
        g_string_append(out, "overdue ");
    if (l->f.unassigned)
        g_string_append(out, "unassigned ");
    if (l->says_openness)
        g_string_append_printf(out, "openness=%d ", l->f.openness);
    return g_string_free(out, FALSE);
}

typedef struct filter_row {
    const char *text, *is;
} filter_row;

static void check_filters(list_allow allow, const filter_row *rows, size_t n)
{
    g_autoptr(config) c = fixture_config(FALSE);

    for (size_t i = 0; i < n; i++) {
        g_autofree char *is = asked_by(c, allow, rows[i].text);
        if (strcmp(is, rows[i].is) != 0)
            fail_msg("%s:\nis  %s\nnot %s", rows[i].text, is, rows[i].is);
    }
}

static void test_filters(void **state)
{
    static const filter_row rows[] = {
        {"", ""},
        {"type:incident line:2 holder:anna overdue",
         "type=incident holder=anna line=2 overdue "},
        {"TYPE:вопрос", "type=question "},
        {"category:account priority:High complexity:low",
         "category=account priority=high complexity=low "},
        {"status:repair", "status=repair openness=0 "},
        {"status:\"all mended\"", "status=mended openness=0 "},
        {"queue:sales customer:<KARI@Example.com>",
         "queue=sales customer=kari@example.com "},
        {"holder:me unassigned open", "holder=anna unassigned openness=1 "},
        {"mine done", "holder=anna openness=2 "},
        {"holder:none all", "unassigned openness=0 "},
        {"cause:\"power cut\"", "field=cause value=power cut "},
        {"cannot log  in", "words=cannot log in "},
        {"https://example.org/x a:/b", "words=https://example.org/x a:/b "},
        {"type:incdent", "!did you mean /list type:incident ?"},
        {"type:zzzz",
         "!there is no type:zzzz; choose from: question, incident"},
        {"holder:boris",
         "!there is no holder:boris; choose from: anna, olga, tom"},
        {"line:first", "!there is no such line; the lines are: line:1"},
        {"hodler:anna", "!did you mean /list holder:... ?"},
        {"customer:kari", "!kari is not an address"},
        {"priority:hihg", "!did you mean /list priority:high ?"},
        {"company:Acme company:\"#3\"", "company=#3 "},
        {"company=\"Acme AS\" service:hosting source:shop",
         "company=Acme AS service=hosting source=shop "},
        {"type=incident LINE=2", "type=incident line=2 "},
        {"from:2026-10", "from=2026-10-01T00:00 "},
        {"to:2026-10", "until=2026-11-01T00:00 "},
        {"from:2026-12-24 to:2026-12-24",
         "from=2026-12-24T00:00 until=2026-12-25T00:00 "},
        {"from:12.2026 to:2027",
         "from=2026-12-01T00:00 until=2028-01-01T00:00 "},
        {"from:24.12. to:yesterday",
         "from=2026-12-24T00:00 until=2027-01-15T00:00 "},
        {"from:monday", "from=2027-01-11T00:00 "},
        {"from:7d", "from=2027-01-08T08:00 "},
        {"to:\"24 December 15:00\"", "until=2026-12-24T15:00 "},
        {"from:then",
         "!since when? Write from:2026-10 for a month, from:2026-10-24 or "
         "from:24.10. for a day, or from:7d for so many days ago"},
        {"to:2026-13",
         "!since when? Write to:2026-10 for a month, to:2026-10-24 or "
         "to:24.10. for a day, or to:7d for so many days ago"},
        {"from:03/04",
         "!that can be 3 April 2026 or 4 March 2026; write the month as a "
         "word"},
        {"from:0999", "!that is more than ten years away"},
        {"text:login cannot", "words=login cannot "},
        {"text=\"log in\" now", "words=\"log in\" now "},
        {"\"log in\"", "words=\"log in\" "},
        {"\u201clog in\u201d", "words=\"log in\" "},
        {"\"type:incident\" \"open\"", "words=type:incident open "},
        {"https://example.org/?a=b", "words=https://example.org/?a=b "},
        {"source:\"Web Shop\"", "source=shop "},
        {"source:MAIL", "source=mail "},
        {"source:shpo", "!did you mean /list source:shop ?"},
        {"compnay:acme", "!did you mean /list company:... ?"},
    };
    check_filters(LIST_OPERATORS, rows, G_N_ELEMENTS(rows));
}

/* Customers learn nothing of what is behind the words that they are told. */
static void test_customers_filters(void **state)
{
    static const filter_row rows[] = {
        {"all", "openness=0 "},
        {"status=\"in progress\" type=question service=hosting",
         "type=question service=hosting status=work status=repair "
         "openness=0 "},
        {"status=\"ВАШЕ СЛОВО\"", "status=triage openness=0 "},
        {"from=2026-10 to=2026-10 text=login",
         "words=login from=2026-10-01T00:00 until=2026-11-01T00:00 "},
        {"status=repair",
         "!there is no status:repair; choose from: triage, in progress, "
         "waiting, all mended, resolved, closed, spam, new"},
        {"holder=anna",
         "!there is no holder; choose from: type:, status:, service:, from:, "
         "to:, text"},
        {"cause=software",
         "!there is no cause; choose from: type:, status:, service:, from:, "
         "to:, text"},
        {"overdue mine", "words=overdue mine "},
        {"company:acme",
         "!there is no company; choose from: type:, status:, service:, from:, "
         "to:, text"},
        {"servce=hosting", "!did you mean /list service:... ?"},
    };
    check_filters(LIST_CUSTOMERS, rows, G_N_ELEMENTS(rows));
}

static void test_robots_filters(void **state)
{
    static const filter_row rows[] = {
        {"source=shop service:hosting cause:software",
         "field=cause value=software service=hosting source=shop "},
        {"from:2026-10",
         "!there is no from; choose from: type:, category:, priority:, "
         "complexity:, status:, queue:, line:, holder:, customer:, service:, "
         "source:, text:, cause:, order:, floor:, bought:, page"},
    };
    check_filters(LIST_ROBOTS, rows, G_N_ELEMENTS(rows));
}

static void test_lists(void **state)
{
    static const plan_row rows[] = {
        {"/list", ANNA, "/list", cap, "list>anna =command"},
        {"with a filter", ANNA, "/list type:incident", cap,
         "list>anna =command"},
        {"a wrong one", ANNA, "/list type:incdent", cap, "error>anna =error"},
        {"/search", ANNA, "/search hello", cap, "list>anna =command"},
        {"for nothing", ANNA, "/search", cap, "error>anna =error"},
    };
    check_plans(rows, G_N_ELEMENTS(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_needs),
        cmocka_unit_test(test_plain_fields),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_one_line),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_priorities),
        cmocka_unit_test(test_first),
        cmocka_unit_test(test_proposed),
        cmocka_unit_test(test_filters),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_customers_filters),
        cmocka_unit_test(test_robots_filters),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
