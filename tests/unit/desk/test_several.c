/* test_several: answers to lists, views, what an operator may see of a list, and when
 * her day begins. It is Friday, 15 January 2027, 08:00 UTC. */
#include "lib/desk_fixture.h"

#include "desk/list_config.h"
#include "desk/list_filter.h"
#include "desk/list_scope.h"
#include "desk/morning.h"
#include "desk/rights.h"
#include "store/ticket.h"

#define ANNA "anna@example.org"
#define OLGA "olga@example.org"
#define KARI "kari@example.com"
#define EVE  "eve@example.net"
#define NINA "nina@example.org"

#define MADE (FIXTURE_NOW - 600000) /* the list, ten minutes ago */

/* ---- answers ---- */

static void list_of(world *w, const char *who, int64_t made_ms)
{
    tag_claim claim = tag_list_claim(config_operator_number(who), made_ms, 1);
    snapshot_list *one = g_new0(snapshot_list, 1);

    w->v->capability_found = w->v->claim_found = true;
    w->v->capability = w->v->claim = claim;
    one->claim = claim;
    one->owner = config_operator_by_id(w->c, who);
    g_ptr_array_add(w->s->lists, one);
    world_ticket(w, 1002, "per@example.com");
}

static void hers(world *w)
{
    list_of(w, "anna", MADE);
}

static void olgas(world *w)
{
    list_of(w, "olga", MADE);
}

static void old(world *w)
{
    list_of(w, "anna", FIXTURE_NOW - INT64_C(15) * 86400000);
}

static void revoked(world *w)
{
    hers(w);
    ((snapshot_list *)w->s->lists->pdata[0])->dead = true;
}

static void older_epoch(world *w)
{
    hers(w);
    w->v->epoch = 2;
}

static snapshot_ticket *second(world *w)
{
    return w->s->tickets->pdata[1];
}

/* Somebody wrote into the first since. */
static void wrote(world *w, store_author by, const char *who,
                  store_entry_kind kind)
{
    hers(w);
    world_entry(w->st, kind, by, who)->created_ms = MADE + 1;
}

static void customer_wrote(world *w)
{
    wrote(w, STORE_BY_CUSTOMER, KARI, STORE_ARTICLE);
}

static void colleague_noted(world *w)
{
    wrote(w, STORE_BY_OPERATOR, "olga", STORE_NOTE);
}

static void stranger_wrote(world *w)
{
    wrote(w, STORE_BY_STRANGER, EVE, STORE_APART);
}

static void she_replied(world *w)
{
    customer_wrote(w);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna")->created_ms =
        MADE + 2;
}

static void taken(world *w, int64_t at_ms)
{
    store_stay *y = g_new0(store_stay, 1);

    hers(w);
    w->st->t->holder = g_strdup("olga");
    y->ticket = 1001;
    y->holder = g_strdup("olga");
    y->status = g_strdup("new");
    y->from_ms = at_ms;
    w->st->stay = y;
}

static void taken_since(world *w)
{
    taken(w, MADE + 1);
}

static void taken_before(world *w)
{
    taken(w, MADE - 1);
}

static void merged(world *w)
{
    hers(w);
    second(w)->t->merged_into = 1001;
}

/* Nina works in one queue, the second request is there. */
static void ninas(world *w)
{
    list_of(w, "nina", MADE);
    g_free(second(w)->t->queue);
    second(w)->t->queue = g_strdup("sales");
}

static void with_tag(world *w)
{
    hers(w);
    w->s->by_tag = w->s->by_reference = 1001;
}

static void to_others(world *w)
{
    hers(w);
    g_ptr_array_add(w->v->others, g_strdup(EVE));
}

static void test_answers(void **state)
{
#define CLOSED "status=resolved event[status new -> resolved] "
#define TOOK   "holder=anna event[took it] "
    static const plan_row rows[] = {
        {"one", ANNA, "/close #1001", hers, CLOSED "several>anna =command"},
        {"two", ANNA, "/close #1001 #1002", hers,
         CLOSED CLOSED "several>anna =command"},
        {"two commands on one each", ANNA, "/take #1002\n/close #1001", hers,
         TOOK CLOSED "several>anna =command"},
        {"two commands on one", ANNA, "/take #1001\n/close #1001", hers,
         TOOK CLOSED "several>anna =command"},
        {"without signs", ANNA, "/close 1001, 1002", hers,
         CLOSED CLOSED "several>anna =command"},
        {"twice the same", ANNA, "/close #1001 #1001", hers,
         CLOSED "several>anna =command"},
        {"what stands after numbers", ANNA, "/priority high #1001", hers,
         "priority=high event[priority normal -> high] several>anna =command"},
        {"or before them", ANNA, "/priority #1001 high", hers,
         "priority=high event[priority normal -> high] several>anna =command"},
        {"another command beside it", ANNA, "/take #1001\n/list", hers,
         TOOK "list>anna several>anna =command"},
        {"that alone", ANNA, "/list overdue", hers, "list>anna =command"},
        {"a text beside it", ANNA, "/take #1001\n\nThank you", hers,
         TOOK "several>anna =command"},
        {"a text alone", ANNA, "Thank you", hers, "error>anna =error"},
        {"nothing", ANNA, "", hers, "error>anna =error"},
        {"a command in the middle", ANNA, "Hello\n/close #1001\nThanks", hers,
         "error>anna =error"},
        {"no number", ANNA, "/close", hers, "error>anna =error"},
        {"one that there is not", ANNA, "/close #1001 #1003", hers,
         "error>anna =error"},
        {"one wrong of two", ANNA, "/take #1001\n/priority hihg #1002", hers,
         "error>anna =error"},
        {"a note", ANNA, "/note\nHello", hers, "error>anna =error"},
        {"a reply", ANNA, "/reply\nHello", hers, "error>anna =error"},
        {"/merge", ANNA, "/merge #1002", hers, "error>anna =error"},
        {"one that became part of another", ANNA, "/close #1001 #1002", merged,
         CLOSED "several>anna =command"},
        /* what has happened since */
        {"the customer wrote", ANNA, "/close #1001 #1002", customer_wrote,
         CLOSED "several>anna =command"},
        {"which stops no /take", ANNA, "/take #1001", customer_wrote,
         TOOK "several>anna =command"},
        {"nor /priority", ANNA, "/priority high #1001", customer_wrote,
         "priority=high event[priority normal -> high] several>anna =command"},
        {"but /spam", ANNA, "/spam #1001", customer_wrote,
         "several>anna =command"},
        {"a colleague's note", ANNA, "/close #1001", colleague_noted,
         "several>anna =command"},
        {"a stranger", ANNA, "/close #1001", stranger_wrote,
         CLOSED "several>anna =command"},
        {"she has replied to it", ANNA, "/close #1001", she_replied,
         CLOSED "several>anna =command"},
        {"a colleague took it", ANNA, "/take #1001", taken_since,
         "several>anna =command"},
        {"before that", ANNA, "/take #1001", taken_before,
         TOOK "notice>olga several>anna =command"},
        /* its address */
        {"another's", ANNA, "/close #1001", olgas, "error>anna =error"},
        {"a stranger's letter", EVE, "/close #1001", hers,
         "hold:doubt held>anna =held revoke:anna@no ticket/1800000000000 "
         "notice>anna"},
        {"an old list", ANNA, "/close #1001", old, "error>anna =error"},
        {"a revoked one", ANNA, "/close #1001", revoked, "error>anna =error"},
        {"of an older epoch", ANNA, "/close #1001", older_epoch,
         "error>anna =error"},
        {"a subject with a tag changes nothing", ANNA, "Hello Kari", with_tag,
         "error>anna =error"},
        {"/revoke", ANNA, "/revoke", hers,
         "revoke:anna@no ticket/1800000000000 notice>anna =command"},
        {"sent to others too", ANNA, "/close #1001", to_others,
         CLOSED "several>anna =command revoke:anna@no ticket/1800000000000 "
                "notice>anna"},
    };
    check_plans(rows, G_N_ELEMENTS(rows));
}

/* Of thousands in one line one mistake is told, not a line for each. */
static void test_many(void **state)
{
    g_autoptr(GString) text = g_string_new("/take");

    for (int i = 0; i < 3000; i++)
        g_string_append_printf(text, " #%d", 5000 + i);
    world *w = world_new(ANNA, text->str);
    hers(w);
    g_autoptr(plan) p = world_decide(w);
    json_t *data = json_loads(plan_find(p, PLAN_SEND)->send->data, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(data, "lines")), 1);
    json_decref(data);
    world_free(w);
}

static void test_rights_hold(void **state)
{
    static const plan_row rows[] = {
        {"of her queue", NINA, "/close #1002", ninas,
         CLOSED "several>nina =command"},
        {"of another", NINA, "/close #1001", ninas, "error>nina =error"},
        {"then nor is hers done", NINA, "/close #1002 #1001", ninas,
         "error>nina =error"},
    };
    fixture_more = "[operator nina]\nname = Nina\naddress = nina@example.org\n"
                   "queues = sales\n";
    check_plans(rows, G_N_ELEMENTS(rows));
    fixture_more = "";
}

/* ---- numbers of a line ---- */

static void test_numbers(void **state)
{
    static const struct {
        const char *text;
        bool bare;
        const char *rest, *numbers;
    } rows[] = {
        {"#1 #2", false, "", "1 2 "},
        {"#1, #2; #3.", false, "", "1 2 3 "},
        {"1 2", false, "1 2", ""},
        {"1 2", true, "", "1 2 "},
        {"tom #1 #2", false, "tom", "1 2 "},
        {"#1 tom", false, "tom", "1 "},
        {"2 #1 same as #7", false, "2 same as #7", "1 "},
        {"#1 #2 3d why", false, "3d why", "1 2 "},
        {"#x #1a #", false, "#x #1a #", ""},
        {"#99999999999", false, "#99999999999", ""},
        {"", true, "", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(int64_t));
        g_autoptr(GString) numbers = g_string_new(NULL);
        g_autofree char *rest =
            command_off_numbers(rows[i].text, rows[i].bare, all);
        for (unsigned k = 0; k < all->len; k++)
            g_string_append_printf(numbers, "%d ",
                                   (int)g_array_index(all, int64_t, k));
        if (strcmp(rest, rows[i].rest) != 0 ||
            strcmp(numbers->str, rows[i].numbers) != 0)
            fail_msg("%s: rest [%s], numbers [%s]", rows[i].text, rest,
                     numbers->str);
    }
}

/* ---- what she may see: the query's parts beside the rule for one ---- */

static bool fits(const store_scope_part *p, const store_ticket *t)
{
    return (!p->queue || strcmp(p->queue, t->queue) == 0) &&
           ((p->on & INT64_C(1) << t->line) || (p->was & t->lines) ||
            (t->returned_from && (p->was & INT64_C(1) << t->returned_from)) ||
            (p->old && t->lines == 0) ||
            (p->hers && g_strcmp0(t->holder, "x") == 0));
}

static bool in_scope(const store_scope *k, const store_ticket *t)
{
    bool any = !k;

    for (guint i = 0; k && i < k->parts->len; i++)
        any |= fits(&g_array_index(k->parts, store_scope_part, i), t);
    return any;
}

static const char *const places[] = {
    "lines = 1\n",
    "lines = 2\n",
    "lines = 1, 2\n",
    "queues = sales\n",
    "queues = support\nlines = 2\n",
    "roles = observer\n",
    "roles = observer:*\n",
    "roles = manager:sales\n",
    "roles = lead:support/2, operator:sales/1\n",
    "roles = operator:*/2\n",
    "lead = yes\nlines = 3\n",
};

static void check_place(const char *place)
{
    g_autofree char *more = g_strdup_printf(
        "[operator x]\nname = X\naddress = x@example.org\n%s", place);
    fixture_more = more;
    g_autoptr(config) c = fixture_config(FALSE);
    fixture_more = "";
    const config_operator *o = config_operator_by_id(c, "x");
    g_autoptr(store_scope) k = list_scope_seen(c, o);

    for (int i = 0; i < 2 * 4 * 8 * 3 * 2; i++) {
        store_ticket t = {
            .queue = (char *)(i % 2 ? "sales" : "support"),
            .line = 1 + i / 2 % 4,
            .lines = (i / 8 % 8) * 2,
            .returned_from = i / 64 % 3,
            .holder = (char *)(i / 192 ? "x" : "anna"),
        };
        bool is = in_scope(k, &t), should = rights_may(c, o, &t, NULL);
        if (is != should)
            fail_msg("%squeue %s, line %d, lines %d, from %d, %s: %d, not %d",
                     place, t.queue, t.line, (int)t.lines, t.returned_from,
                     t.holder, is, should);
    }
}

static void test_scopes(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        check_place(places[i]);
}

/* ---- views ---- */

static const char views[] =
    "[view late]\ntitle = Too late\ntitle.ru = Поздно\n"
    "filter = overdue line:1\nsort = -age\ncolumns = type, due\n"
    "[view heads]\nroles = lead\nfilter = all\ndefault = lead\n"
    "[view second]\nlines = 2\ndefault = operator\n"
    "[operator lena]\nname = Lena\naddress = lena@example.org\n"
    "roles = lead\n";

/* What is asked for, in a few words; after "!" what is wrong. */
static char *asked(const config *c, const char *who, const char *text)
{
    const list_ask ask = {
        .c = c, .command = "list", .me = who, .now_ms = FIXTURE_NOW};
    g_autoptr(fault) wrong = NULL;
    g_autoptr(list_filter) l = list_filter_read(&ask, text, &wrong);
    GString *out = g_string_new(NULL);

    if (wrong) {
        g_autofree char *words = fault_words(wrong);
        g_string_append_printf(out, "!%s", words);
        return g_string_free(out, FALSE);
    }
    g_string_append_printf(out, "%s order=%d%s", l->view ? l->view->id : "-",
                           l->f.order, l->f.reversed ? " reversed" : "");
    for (unsigned i = 0; i < l->column_count; i++)
        g_string_append_printf(out, " %s", list_columns[l->columns[i]]);
    if (l->page > 1)
        g_string_append_printf(out, " page=%d", l->page);
    if (l->f.overdue_ms)
        g_string_append(out, " overdue");
    if (l->f.line)
        g_string_append_printf(out, " line=%d", l->f.line);
    if (l->f.words)
        g_string_append_printf(out, " words=%s", l->f.words);
    return g_string_free(out, FALSE);
}

static void test_views(void **state)
{
    static const struct {
        const char *who, *text, *is;
    } rows[] = {
        {"anna", "", "- order=0"},
        {"anna", "sort:due", "- order=1"},
        {"anna", "sort:-priority page:3", "- order=4 reversed page=3"},
        {"anna", "columns:due,holder,due", "- order=0 due holder"},
        {"anna", "late", "late order=2 reversed type due overdue line=1"},
        {"anna", "LATE line:2",
         "late order=2 reversed type due overdue line=2"},
        {"anna", "\"too late\" sort:age",
         "late order=2 type due overdue line=1"},
        {"anna", "поздно page:2",
         "late order=2 reversed type due page=2 overdue line=1"},
        {"anna", "line:1 late", "- order=0 line=1 words=late"},
        {"anna", "heads", "- order=0 words=heads"}, /* not hers */
        {"lena", "heads", "heads order=0"},
        {"tom", "second", "second order=0"},
        {"anna", "sort:deu", "!did you mean /list sort:due ?"},
        {"anna", "columns:type,hodler", "!did you mean /list columns:holder ?"},
        {"anna", "page:0", "!which page? Write /list page:2"},
    };
    fixture_more = views;
    g_autoptr(config) c = fixture_config(FALSE);
    fixture_more = "";

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is = asked(c, rows[i].who, rows[i].text);
        if (strcmp(is, rows[i].is) != 0)
            fail_msg("%s: %s\nis  %s\nnot %s", rows[i].who, rows[i].text, is,
                     rows[i].is);
    }
    const struct {
        const char *who, *view;
    } defaults[] = {{"anna", NULL}, {"lena", "heads"}, {"tom", "second"}};
    for (size_t i = 0; i < G_N_ELEMENTS(defaults); i++) {
        const config_view *v =
            view_default(c, config_operator_by_id(c, defaults[i].who));
        assert_string_equal(v ? v->id : "none",
                            defaults[i].view ? defaults[i].view : "none");
    }
}

/* ---- when the day begins ---- */

static void test_mornings(void **state)
{
    static const struct {
        const char *who, *now, *next;
    } rows[] = {
        /* Friday */
        {"anna", "2027-01-15T08:00:00Z", "2027-01-15T09:00:00Z"},
        {"anna", "2027-01-15T09:00:00Z", "2027-01-18T09:00:00Z"},
        {"anna", "2027-01-15T12:30:00Z", "2027-01-18T09:00:00Z"},
        {"anna", "2027-01-17T12:00:00Z", "2027-01-18T09:00:00Z"},
        /* at night: a shift that began yesterday is yesterday's */
        {"nora", "2027-01-14T23:00:00Z", "2027-01-15T22:00:00Z"},
        {"nora", "2027-01-15T03:00:00Z", "2027-01-15T22:00:00Z"},
        {"tom", "2027-01-15T08:00:00Z", NULL},
        {"olga", "2027-01-15T08:00:00Z", NULL},
    };
    fixture_more = "[calendar day]\nzone = UTC\nweekdays = 09:00-12:00; "
                   "13:00-17:00\n"
                   "[calendar night]\nzone = UTC\nweekdays = 22:00-06:00\n"
                   "[operator anna2]\nname = A\naddress = a2@example.org\n"
                   "calendar = day\n"
                   "[operator nora]\nname = N\naddress = n@example.org\n"
                   "calendar = night\ndigest = yes\n"
                   "[operator olga2]\nname = O\naddress = o2@example.org\n"
                   "calendar = day\ndigest = no\n";
    g_autoptr(config) c = fixture_config(FALSE);
    fixture_more = "";

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *id = strcmp(rows[i].who, "anna") == 0   ? "anna2"
                         : strcmp(rows[i].who, "olga") == 0 ? "olga2"
                                                            : rows[i].who;
        const config_operator *o = config_operator_by_id(c, id);
        g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
        g_autoptr(GDateTime) now =
            g_date_time_new_from_iso8601(rows[i].now, utc);
        assert_int_equal(morning_wanted(c, o), rows[i].next != NULL);
        if (!rows[i].next)
            continue;
        int64_t next = morning_next(c, o, g_date_time_to_unix(now) * 1000);
        g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(next / 1000);
        g_autofree char *is = g_date_time_format(t, "%Y-%m-%dT%H:%M:%SZ");
        if (strcmp(is, rows[i].next) != 0)
            fail_msg("%s at %s: %s, not %s", id, rows[i].now, is, rows[i].next);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),     cmocka_unit_test(test_many),
        cmocka_unit_test(test_rights_hold), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_scopes),      cmocka_unit_test(test_views),
        cmocka_unit_test(test_mornings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
