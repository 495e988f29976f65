/* test_hooks: which jobs a plan has for hooks and lookups, what their commands are
 * told, when they are tried again, and what other systems may do. */
#include "lib/desk_fixture.h"

#include "desk/hook_config.h"
#include "desk/hook_event.h"
#include "desk/lookup.h"

#include <jansson.h>

static const char sections[] =
    "[field order]\ntitle = Order\n[field weight]\ntype = number\n"
    "[field far]\nqueues = sales\n"
    "[hook all]\non = new, message, reply, note, status, priority\n"
    "command = x\n"
    "[hook sales]\non = new, note\nqueue = sales\ncommand = x\n"
    "[hook billing]\non = category\nif = category=account\ncommand = x\n"
    "[hook silent]\nmay = note, set, priority, close, line\n"
    "[hook elsewhere]\nqueue = sales\nmay = close\n"
    "[lookup shop]\ncommand = x\nfields = order, weight, far\n"
    "[lookup else]\ncommand = x\nqueue = sales\n";

/* ---- jobs ---- */

/* "hook all new@-1, lookup shop new@-1" */
static char *jobs_in(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what != PLAN_JOB)
            continue;
        json_t *event = json_loads(s->job->event, 0, NULL);
        g_string_append_printf(
            out, "%s%s %s %s@%d", out->len ? ", " : "", s->job->kind,
            s->job->name, json_string_value(json_object_get(event, "event")),
            (int)s->job->entry);
        json_decref(event);
    }
    return g_string_free(out, FALSE);
}

typedef struct jobs_row {
    const char *from, *text;
    bool answers; /* a notification */
    const char *jobs;
} jobs_row;

static const jobs_row rows[] = {
    {"per@example.com", "Help!", false,
     "lookup shop new@-1, hook all new@-1, hook all message@-1"},
    {"anna@example.org", "/note\nlook", true, "hook all note@-1"},
    {"anna@example.org", "/close", true, "hook all status@0"},
    {"anna@example.org", "/category account\n/priority high", true,
     "hook billing category@0, hook all priority@0"},
    {"anna@example.org", "/show", true, ""},
    {"anna@example.org", "/lookup", true, "lookup shop lookup@1"},
    {"anna@example.org", "/lookup else", true, "lookup else lookup@1"},
    {"anna@example.org", "/lookup nothing", true, ""},
    /* it is told of when it is sent */
    {"anna@example.org", "We have mended it.", true, ""},
};

static void a_plan_has_its_jobs(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(rows[i].from, rows[i].text);
        if (rows[i].answers)
            world_capability(w, TAG_REPLY, "anna", 1);
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *jobs = jobs_in(p);
        print_message("%s: %s\n", rows[i].from, rows[i].text);
        assert_string_equal(jobs, rows[i].jobs);
        world_free(w);
    }
}

static void a_reply_is_told_of_when_it_is_sent(void **state)
{
    world *w = world_new("anna@example.org", "");
    store_entry *e = world_pending(w->st, "anna", "We have mended it.");
    e->seen = 1;
    g_autoptr(plan) p = decide_publish(w->c, w->st, e, FIXTURE_NOW);
    g_autofree char *jobs = jobs_in(p);

    assert_string_equal(jobs, "hook all reply@2, hook all status@0");
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_JOB && s->job->entry == 2)
            assert_non_null(strstr(s->job->event, "\"actor\":\"anna\""));
    }
    world_free(w);
}

/* ---- what a command is told ---- */

#define SECRET "support+o-gezdgnbvgy3tqojqgezdgnbvgy3tqojq@example.org"

static json_t *event_of(bool notes, store_entry_kind kind, const char *event)
{
    world *w = world_new("per@example.com", "");
    g_autoptr(GPtrArray) values =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_value_free);
    store_job job = {.id = 17,
                     .kind = (char *)"hook",
                     .name = (char *)"all",
                     .ticket = 1001,
                     .event = (char *)event,
                     .tries = 2,
                     .made_ms = FIXTURE_NOW};
    store_entry e = {.n = 3,
                     .kind = kind,
                     .by = STORE_BY_CUSTOMER,
                     .author = (char *)"kari@example.com",
                     .text = (char *)"write to " SECRET " now",
                     .created_ms = FIXTURE_NOW};
    store_value *v = g_new0(store_value, 2);
    v->field = g_strdup("order");
    v->text = g_strdup("A-17");
    g_ptr_array_add(values, v);
    store_value *wish = g_new0(store_value, 1);
    wish->field = g_strdup("wish:type");
    wish->text = g_strdup("incident");
    g_ptr_array_add(values, wish);
    e.attachments = g_ptr_array_new();
    store_time worked = {.who = (char *)"anna",
                         .work = (char *)"travel",
                         .what = (char *)"to the customer",
                         .at_ms = FIXTURE_NOW,
                         .min = 25};
    g_autoptr(GPtrArray) times = g_ptr_array_new();
    g_ptr_array_add(times, &worked);
    const hook_event x = {w->c, &job,  w->st->t, values, w->st->participants,
                          &e,   times, notes};
    g_autofree char *text = hook_event_json(&x);
    assert_true(g_str_has_suffix(text, "}\n"));
    assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
    json_t *o = json_loads(text, 0, NULL);
    g_ptr_array_unref(e.attachments);
    world_free(w);
    return o;
}

static const char *text_at(json_t *o, const char *a, const char *b)
{
    return json_string_value(json_object_get(json_object_get(o, a), b));
}

/* Who worked how long; what was noted beside it is the desk's. */
static void its_time(void **state)
{
    for (int notes = 0; notes < 2; notes++) {
        json_t *o = event_of(notes, STORE_ARTICLE, "{\"event\":\"new\"}");
        json_t *times = json_object_get(json_object_get(o, "ticket"), "time");
        char *row = json_dumps(json_array_get(times, 0), JSON_COMPACT);
        assert_string_equal(
            row, notes ? "{\"at\":\"2027-01-15T08:00:00Z\",\"operator\":"
                         "\"anna\",\"type\":\"travel\",\"min\":25,\"what\":"
                         "\"to the customer\"}"
                       : "{\"at\":\"2027-01-15T08:00:00Z\",\"operator\":"
                         "\"anna\",\"type\":\"travel\",\"min\":25,\"what\":"
                         "null}");
        free(row);
        json_decref(o);
    }
}

/* Members that are promised: their names, in order, and their number. */
static void its_members_are_these(void **state)
{
    static const char *const names[] = {"schema", "id",    "event",  "at",
                                        "try",    "hook",  "site",   "queue",
                                        "ticket", "actor", "change", "entry"};
    static const char *const ticket[] = {
        "number",        "subject",      "queue",        "status",   "stage",
        "open",          "line",         "holder",       "priority", "category",
        "type",          "complexity",   "language",     "source",   "customer",
        "authenticated", "participants", "fields",       "sla",      "sla_due",
        "due",           "spent_min",    "estimate_min", "time",     "created"};
    json_t *o = event_of(false, STORE_ARTICLE,
                         "{\"event\":\"status\",\"by\":\"operator\","
                         "\"actor\":\"anna\",\"old\":\"new\","
                         "\"new\":\"answered\"}");

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        assert_non_null(json_object_get(o, names[i]));
    assert_int_equal(json_object_size(o), G_N_ELEMENTS(names));
    json_t *t = json_object_get(o, "ticket");
    for (unsigned i = 0; i < G_N_ELEMENTS(ticket); i++)
        assert_non_null(json_object_get(t, ticket[i]));
    assert_int_equal(json_object_size(t), G_N_ELEMENTS(ticket));
    assert_string_equal(json_string_value(json_object_get(o, "id")),
                        "17-1a3185c5000");
    assert_string_equal(json_string_value(json_object_get(o, "at")),
                        "2027-01-15T08:00:00Z");
    assert_int_equal(json_integer_value(json_object_get(o, "try")), 3);
    assert_string_equal(text_at(o, "actor", "name"), "Anna Larsen");
    assert_string_equal(text_at(o, "change", "field"), "status");
    assert_string_equal(text_at(o, "change", "new"), "answered");
    assert_string_equal(text_at(o, "ticket", "stage"), "classification");
    json_t *fields = json_object_get(t, "fields");
    assert_int_equal(json_object_size(fields), 1);
    assert_string_equal(json_string_value(json_object_get(fields, "order")),
                        "A-17");
    json_decref(o);
}

static void nothing_secret_is_told(void **state)
{
    static const char held[] = "{\"event\":\"held\",\"by\":\"system\","
                               "\"actor\":\"\",\"new\":\"her words\"}";
    json_t *o = event_of(false, STORE_ARTICLE, "{\"event\":\"message\"}");
    const char *text = text_at(o, "entry", "text");

    assert_non_null(strstr(text, "write to support+o-"));
    assert_null(strstr(text, "gezdgnbvgy3tqojqgezdgnbvgy3tqojq"));
    json_decref(o);

    o = event_of(false, STORE_NOTE, "{\"event\":\"note\"}");
    assert_null(text_at(o, "entry", "text"));
    assert_string_equal(text_at(o, "entry", "kind"), "note");
    json_decref(o);
    o = event_of(true, STORE_NOTE, "{\"event\":\"note\"}");
    assert_non_null(text_at(o, "entry", "text"));
    json_decref(o);

    o = event_of(false, STORE_ARTICLE, held);
    assert_null(text_at(o, "change", "new"));
    json_decref(o);
    o = event_of(true, STORE_ARTICLE, held);
    assert_string_equal(text_at(o, "change", "new"), "her words");
    json_decref(o);
}

/* ---- when it is tried again ---- */

static void pauses_grow(void **state)
{
    const hook_call call = {.tries = 10, .retry_ms = 60000};
    static const int64_t minutes[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    const hook_call slow = {.tries = 3, .retry_ms = 2 * SPAN_HOUR};

    for (unsigned i = 0; i < G_N_ELEMENTS(minutes); i++)
        assert_int_equal(hook_call_again_ms(&call, i + 1, FIXTURE_NOW),
                         FIXTURE_NOW + minutes[i] * SPAN_MINUTE);
    assert_int_equal(hook_call_again_ms(&call, 10, FIXTURE_NOW), 0);
    assert_int_equal(hook_call_again_ms(&slow, 2, FIXTURE_NOW),
                     FIXTURE_NOW + 2 * SPAN_HOUR);
}

/* ---- what comes back ---- */

typedef struct do_row {
    const char *hook;
    const char *lines[4];
    const char *plan; /* NULL: it is refused */
    const char *words;
} do_row;

static const do_row does[] = {
    {"silent",
     {"/priority high", NULL},
     "set priority=high event[priority normal -> high]",
     NULL},
    {"silent",
     {"/set order=A-17", "/note paid", NULL},
     "value order=A-17 event[Order: none -> A-17] note:system notify/note>anna "
     "notify/note>olga",
     NULL},
    {"silent",
     {"/NOTE\tall of it\n/close\n/priority low", NULL},
     "note:system notify/note>anna notify/note>olga",
     NULL},
    {"silent",
     {"/close", NULL},
     "set status=resolved event[status new -> resolved]",
     NULL},
    {"silent", {"/note", NULL}, NULL, "it has no text"},
    {"silent", {"/take", NULL}, NULL, "the hook may not use /take"},
    {"silent", {"/reply", NULL}, NULL, "the hook may not use /reply"},
    {"silent", {"hello", NULL}, NULL, "this is not one command"},
    {"silent",
     {"/close\n/priority high", NULL},
     NULL,
     "this is not one command"},
    {"silent", {"/priority hgih", NULL}, NULL, "high"},
    {"silent", {"/set other=1", NULL}, NULL, "order"},
    {"silent", {"/set weight=much", NULL}, NULL, "much"},
    {"silent", {"/priority high", "/set other=1", NULL}, NULL, "order"},
    {"elsewhere", {"/close", NULL}, NULL, "you may not use /close here"},
};

/* Steps that say something, without what follows from them. */
static char *brief(const plan *p)
{
    GString *out = g_string_new(NULL);

    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
        if (s->what == PLAN_SET && !s->set.value.is_number)
            g_string_append_printf(out, "set %s=%s",
                                   s->set.field == PLAN_STATUS ? "status"
                                                               : "priority",
                                   s->set.value.text);
        else if (s->what == PLAN_VALUE)
            g_string_append_printf(out, "value %s=%s", s->value.row->field,
                                   s->value.row->text);
        else if (s->what == PLAN_ENTRY)
            summary_entry(out, s->entry);
        else if (s->what == PLAN_SEND)
            summary_send(out, s->send);
    }
    return g_strchomp(g_string_free(out, FALSE));
}

static void others_act(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(does); i++) {
        const do_row *row = &does[i];
        world *w = world_new("per@example.com", "");
        g_autoptr(GPtrArray) errors = command_errors_new();
        g_autoptr(plan) p =
            decide_do(w->c, w->st, config_hook_by_id(w->c, row->hook),
                      row->lines, FIXTURE_NOW, errors);

        print_message("%s\n", row->lines[0]);
        assert_int_equal(p != NULL, row->plan != NULL);
        assert_int_equal(errors->len > 0, row->plan == NULL);
        if (p) {
            g_autofree char *got = brief(p);
            g_autofree char *jobs = jobs_in(p);
            assert_string_equal(got, row->plan);
            assert_string_equal(jobs, ""); /* it starts no other */
        } else {
            const command_error *e = errors->pdata[0];
            g_autofree char *words = fault_words(e->fault);
            if (!strstr(words, row->words))
                fail_msg("%s", words);
        }
        world_free(w);
    }
}

/* History names it. */
static void history_says_who(void **state)
{
    static const char *const lines[] = {"/priority high", "/note x", NULL};
    world *w = world_new("per@example.com", "");
    g_autoptr(GPtrArray) errors = command_errors_new();
    g_autoptr(plan) p =
        decide_do(w->c, w->st, config_hook_by_id(w->c, "silent"), lines,
                  FIXTURE_NOW, errors);
    const plan_step *set = plan_find(p, PLAN_SET);
    const plan_step *entry = plan_find(p, PLAN_ENTRY);

    assert_int_equal(set->set.kind, STORE_ACTOR_HOOK);
    assert_string_equal(set->set.actor, "silent");
    assert_string_equal(entry->entry->author, "hook:silent");
    assert_int_equal(entry->entry->by, STORE_BY_SYSTEM);
    world_free(w);
}

/* ---- what a lookup answered ---- */

static void an_answer_sets_its_fields(void **state)
{
    static const char answer[] =
        "{\"fields\": {\"order\": \"A-17\", \"weight\": \"much\", "
        "\"far\": \"x\", \"other\": 1}}";
    world *w = world_new("per@example.com", "");
    g_autoptr(lookup_answer) a = lookup_read(answer, strlen(answer), NULL);
    g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(plan) p = decide_lookup(
        w->c, w->st, config_lookup_by_id(w->c, "shop"), a, FIXTURE_NOW, left);
    g_autofree char *got = brief(p);

    assert_string_equal(got, "value order=A-17 event[Order: none -> A-17]");
    assert_int_equal(left->len, 3);
    g_ptr_array_add(left, NULL);
    g_autofree char *all = g_strjoinv("; ", (char **)left->pdata);
    assert_non_null(strstr(all, "field far is none of this request"));
    assert_non_null(strstr(all, "field other is none that it may set"));
    assert_non_null(strstr(all, "much"));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_has_its_jobs),
        cmocka_unit_test(a_reply_is_told_of_when_it_is_sent),
        cmocka_unit_test(its_members_are_these),
        cmocka_unit_test(its_time),
        cmocka_unit_test(nothing_secret_is_told),
        cmocka_unit_test(pauses_grow),
        cmocka_unit_test(others_act),
        cmocka_unit_test(history_says_who),
        cmocka_unit_test(an_answer_sets_its_fields),
    };
    fixture_more = sections;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
