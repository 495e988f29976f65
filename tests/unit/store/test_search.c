/* test_search: what is found by its words: words and questions, an index that
 * says the same as one that is made anew after every kind of change, and
 * customers who try to find what is not theirs. */
#include "lib/store_fixture.h"
#include "store/age.h"
#include "store/company.h"
#include "store/db.h"
#include "store/moved.h"
#include "store/people.h"
#include "store/search.h"
#include "store/search_index.h"
#include "store/value.h"

#include <sqlite3.h>

#define NOW INT64_C(1795000000000)

/* ---- words ---- */

static char *words_of(const char *text, search_language l)
{
    GString *out = g_string_new(NULL);
    search_add(out, text, G_MAXSIZE, l);
    return g_string_free(out, FALSE);
}

/* Every form leads to one word. */
static void test_forms(void **state)
{
    static const struct {
        search_language l;
        const char *forms[6];
    } rows[] = {
        {SEARCH_ENGLISH, {"printer", "printers", "Printer's", "PRINTERS"}},
        {SEARCH_ENGLISH, {"invoice", "invoices", "Invoiced", "invoicing"}},
        {SEARCH_ENGLISH, {"delivery", "deliveries"}},
        {SEARCH_ENGLISH, {"cafe", "café", "cafe\xcc\x81"}},
        {SEARCH_ENGLISH,
         {"договор", "договора", "договору", "Договором", "договоры",
          "ДОГОВОРЫ"}},
        {SEARCH_NORWEGIAN, {"счёт", "счет", "счета", "счёта", "счетом"}},
        {SEARCH_NORWEGIAN,
         {"faktura", "fakturaen", "fakturaer", "fakturaene", "FAKTURA"}},
        {SEARCH_NORWEGIAN, {"skriver", "skrivere", "skriveren"}},
        {SEARCH_NORWEGIAN, {"løsning", "løsningen", "LØSNINGER", "losningene"}},
        {SEARCH_NORWEGIAN, {"nøkkel", "nokkel", "nøkkelen"}},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *first = words_of(rows[i].forms[0], rows[i].l);
        for (size_t k = 1; k < 6 && rows[i].forms[k]; k++) {
            g_autofree char *other = words_of(rows[i].forms[k], rows[i].l);
            g_auto(GStrv) split = g_strsplit(other + 1, " ", 2);
            if (strncmp(first + 1, split[0], strlen(split[0])) != 0 ||
                first[1 + strlen(split[0])] != ' ')
                fail_msg("\"%s\" is%s, \"%s\" is%s", rows[i].forms[0], first,
                         rows[i].forms[k], other);
        }
    }
}

static void test_words(void **state)
{
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"", ""},
        {"  \t\n ... !? -- \xf0\x9f\x98\x80", ""},
        {"C20900-5165", " c20900 5165 "},
        {"kari@example.com", " kari exampl com "},
        {"a\xff"
         "b\xc3",
         " a b "},
        {"\xcc\x81", ""},
        {"日本語", " 日本語 "},
        {"\xee\x80\x80 \xee\x80\x81q1", " q1 "}, /* no marks, no keys */
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *words = words_of(rows[i].text, SEARCH_ENGLISH);
        assert_string_equal(words, rows[i].words);
    }
    g_autoptr(GString) two = g_string_new(NULL);
    search_add(two, "order", 100, SEARCH_ENGLISH);
    search_add(two, "", 100, SEARCH_ENGLISH);
    search_add(two, "invoice paid", 7, SEARCH_ENGLISH);
    assert_string_equal(two->str, " order \xee\x80\x80 invoic ");
    g_autofree char *big = g_strnfill(100000, 'x');
    g_autofree char *cut = words_of(big, SEARCH_ENGLISH);
    assert_int_equal(strlen(cut), 66);
}

/* ---- questions ---- */

static bool holds(const char *question, const char *text)
{
    g_autoptr(search_query) q = search_query_read(question);
    g_autofree char *subject = words_of("A subject line", SEARCH_ENGLISH);
    g_autofree char *words = words_of(text, SEARCH_ENGLISH);
    const char *columns[SEARCH_COLUMNS] = {
        [SEARCH_SUBJECT] = subject, [SEARCH_TEXT] = words};

    return search_query_holds(q, columns);
}

static const char sample[] =
    "The printers on the second floor have no paper. Order AND invoice are "
    "late; near the café. Ref C20900-5165, 50% off: don't panic (\"now\").";

static const struct {
    const char *question;
    bool found;
} questions[] = {
    {"printer", true},
    {"PRINTERS paper", true},
    {"printer missing", false},
    {"\"second floor\"", true},
    {"\"floor second\"", false},
    {"\xe2\x80\x9csecond floor\xe2\x80\x9d", true},
    {"\"second floor", true}, /* unbalanced */
    {"\"\"", false},
    {"\"", false},
    {"\"\"\"\"second\"\"", true},
    {"pri*", true},
    {"pri* pap*", true},
    {"prx*", false},
    {"*", false},
    {"**", false},
    {"*printer", true},
    {"-printer", true}, /* nothing but what must not be there */
    {"paper -printer", false},
    {"paper -scanner", true},
    {"paper -\"second floor\"", false},
    {"paper -\"floor second\"", true},
    {"paper - printer", true},
    {"paper --", true},
    {"-", false},
    {"--printer", true},
    {"AND", true},
    {"OR", false},
    {"NOT", false},
    {"order AND invoice", true},
    {"printer OR scanner", false},
    {"NEAR", true},
    {"NEAR(printer paper, 2)", false},
    {"printer NOT paper", false},
    {"subject : printer", true},
    {"subject:printer", false},
    {"{subject}:", true},
    {"^printer", true},
    {"printer + paper", true},
    {"printer)", true},
    {"((((((((((", false},
    {"' OR 1=1 --", false},
    {"'; DROP TABLE words", false},
    {"words MATCH", false},
    {"c20900-5165", true},
    {"C20900", true},
    {"5165-C20900", false},
    {"50%", true},
    {"%", false},
    {"don't", true},
    {"dont", false},
    {"cafe", true},
    {"CAFÉ", true},
    {"\xf0\x9f\x98\x80", false},
    {"\xf0\x9f\x98\x80 paper", true},
    {"paper\xff", true},
    {"\xff\xfe", false},
    {"\\", false},
    {"a b c d e f g h i j k l m n o p q r s t", false},
    {"", false},
    {"   ", false},
    {"subject line", true},
    {"subject printer", true}, /* in different places */
    {"\"line the\"", false},   /* and no phrase over both */
};

static void test_questions(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
        if (holds(questions[i].question, sample) != questions[i].found)
            fail_msg("<%s> %s", questions[i].question,
                     questions[i].found ? "is not found" : "is found");
}

static void test_snippet(void **state)
{
    g_autoptr(search_query) q = search_query_read("-the \"paper order\" x*");
    g_autofree char *found = search_snippet(q, sample, 40);
    assert_string_equal(found, "\xe2\x80\xa6have no paper. Order AND invoice "
                               "are lat\xe2\x80\xa6");
    assert_null(search_snippet(q, "nothing of that", 40));
    g_autofree char *lines = search_snippet(q, "a\n\r\n  xylophone\x01z", 40);
    assert_string_equal(lines, "a xylophone z");
}

/* ---- a desk ---- */

typedef struct desk {
    fixture *f;
    store *s;
    store_indexer *x;
    int64_t a, b;
} desk;

static int setup(void **state)
{
    desk *d = g_new0(desk, 1);
    void *inner = NULL;

    fixture_setup(&inner);
    d->f = inner;
    d->s = d->f->s;
    d->x = store_indexer_new(FILE_OF(d->f->path));
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    desk *d = *state;
    void *inner = d->f;

    store_indexer_free(d->x);
    fixture_teardown(&inner);
    g_free(d);
    return 0;
}

static void begin(desk *d)
{
    GError *error = NULL;
    store_begin_deciding(d->s, &error);
    assert_fine(error);
}

static void commit(desk *d)
{
    GError *error = NULL;
    store_commit(d->s, &error);
    assert_fine(error);
}

static int64_t put(desk *d, int64_t ticket, store_entry_kind kind,
                   store_entry_state state, const char *text)
{
    GError *error = NULL;
    g_autoptr(store_entry) e = sample_entry(ticket, kind, text, NOW);

    e->state = state;
    if (kind == STORE_APART)
        e->by = STORE_BY_STRANGER;
    g_ptr_array_add(e->attachments, sample_attachment("2", "aa"));
    begin(d);
    store_entry_add(d->s, e, &error);
    assert_fine(error);
    commit(d);
    return e->n;
}

static void work(desk *d)
{
    GError *error = NULL;
    bool more = true;

    while (more) {
        store_indexer_step(d->x, d->s, &more, &error);
        assert_fine(error);
    }
}

/* All words of an index with their places, by the database's own list. */
static char *dump(desk *d, const char *end)
{
    g_autofree char *path = g_strconcat(d->f->path, end, NULL);
    GString *out = g_string_new(NULL);
    sqlite3 *own = NULL;
    sqlite3_stmt *q = NULL;

    assert_int_equal(sqlite3_open(path, &own), SQLITE_OK);
    assert_int_equal(sqlite3_exec(own,
                                  "INSERT INTO words (words) VALUES"
                                  " ('integrity-check');"
                                  "CREATE VIRTUAL TABLE temp.v USING"
                                  " fts5vocab('main', 'words', 'instance')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(own,
                           "SELECT term || ' ' || doc || ' ' || col || ' '"
                           " || \"offset\" FROM v ORDER BY 1",
                           -1, &q, NULL),
        SQLITE_OK);
    while (sqlite3_step(q) == SQLITE_ROW)
        g_string_append_printf(out, "%s\n", sqlite3_column_text(q, 0));
    sqlite3_finalize(q);
    sqlite3_close(own);
    return g_string_free(out, FALSE);
}

static unsigned found(desk *d, const char *words)
{
    GError *error = NULL;
    store_ticket_filter f = {.words = words};
    g_autoptr(GPtrArray) all = store_ticket_list(d->s, &f, &error);

    assert_fine(error);
    return all->len;
}

/* ---- after each change it is as if it were made anew ---- */

static void new_article(desk *d)
{
    put(d, d->a, STORE_ARTICLE, STORE_PUBLISHED, "a fresh article");
}
static void new_note(desk *d)
{
    put(d, d->a, STORE_NOTE, STORE_PUBLISHED, "he pays late");
}
static void new_pending(desk *d)
{
    put(d, d->b, STORE_ARTICLE, STORE_PENDING, "will be stopped");
}
static void set_state(desk *d, store_entry_state to)
{
    GError *error = NULL;
    begin(d);
    g_autoptr(GPtrArray) all = store_entry_list(d->s, d->b, 0, false, &error);
    store_entry *last = all->pdata[all->len - 1];
    store_entry_set_state(d->s, d->b, last->n, to, &error);
    assert_fine(error);
    commit(d);
}
static void publish(desk *d)
{
    set_state(d, STORE_PUBLISHED);
}
static void withdraw(desk *d)
{
    set_state(d, STORE_WITHDRAWN);
}
static void adopt(desk *d)
{
    GError *error = NULL;
    int64_t n = put(d, d->a, STORE_APART, STORE_PUBLISHED, "strange words");
    work(d);
    begin(d);
    store_entry_adopt(d->s, d->a, n, &error);
    assert_fine(error);
    commit(d);
}
static void set_value(desk *d, const char *text, bool is_public)
{
    GError *error = NULL;
    store_value v = {d->a, (char *)"order", (char *)text, 0, is_public};
    begin(d);
    store_value_set(d->s, STORE_VALUE_OF_TICKET, &v, &error);
    assert_fine(error);
    commit(d);
}
static void value_public(desk *d)
{
    set_value(d, "A-17", true);
}
static void value_hidden(desk *d)
{
    set_value(d, "A-17", false);
}
static void value_gone(desk *d)
{
    set_value(d, NULL, false);
}
static void participant(desk *d)
{
    GError *error = NULL;
    store_participant ole = {(char *)"ole@example.com", (char *)"Ole Bull",
                             STORE_ADDED, 0};
    begin(d);
    store_participant_add(d->s, d->a, &ole, &error);
    assert_fine(error);
    commit(d);
}
static void no_participant(desk *d)
{
    GError *error = NULL;
    begin(d);
    store_participant_remove(d->s, d->a, "ole@example.com", &error);
    assert_fine(error);
    commit(d);
}
static void update(desk *d)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(d->s, d->a, &error);
    g_free(t->subject);
    t->subject = g_strdup("Another subject");
    g_free(t->customer);
    t->customer = g_strdup("per@example.com");
    t->holder = g_strdup("anna");
    begin(d);
    store_ticket_update(d->s, t, &error);
    assert_fine(error);
    commit(d);
}
static void rename_person(desk *d)
{
    GError *error = NULL;
    store_person p = {.address = (char *)"per@example.com",
                      .name = (char *)"Per Spelmann"};
    begin(d);
    store_person_put(d->s, &p, &error);
    assert_fine(error);
    commit(d);
}
static void run(desk *d, const char *sql)
{
    GError *error = NULL;
    begin(d);
    db_write(d->s->db, &error, sql, DB_END);
    assert_fine(error);
    commit(d);
}
static void new_company(desk *d)
{
    run(d, "INSERT INTO company (id, name) VALUES (1, 'Acme')");
    run(d, "UPDATE ticket SET company = 1");
}
static void rename_company(desk *d)
{
    run(d, "UPDATE company SET name = 'Bolt and Sons' WHERE id = 1");
}
static void redact(desk *d)
{
    run(d, "UPDATE article SET text = 'removed' WHERE n = 1");
}
static void delete_note(desk *d)
{
    run(d, "DELETE FROM note");
}
static void rename_file(desk *d)
{
    run(d, "UPDATE attachment SET name = 'invoice.pdf' WHERE n = 1");
}
static void many(desk *d)
{
    for (int i = 0; i < 300; i++) {
        g_autofree char *text = g_strdup_printf("storm%d", i);
        put(d, d->b, i % 3 ? STORE_ARTICLE : STORE_NOTE, STORE_PUBLISHED, text);
    }
}
static void split(desk *d)
{
    GError *error = NULL;
    int64_t fresh = put_ticket(d->s, "Split", NOW);
    begin(d);
    store_split(d->s, d->b, 100, fresh, &error);
    assert_fine(error);
    commit(d);
}
static void merge(desk *d)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = store_ticket_get(d->s, d->b, &error);
    t->merged_into = d->a;
    begin(d);
    store_merge(d->s, d->b, d->a, &error);
    store_ticket_update(d->s, t, &error);
    assert_fine(error);
    commit(d);
}
static void die_between(desk *d)
{
    bool more;
    new_article(d);
    store_indexer_step(d->x, d->s, &more, NULL);
    store_indexer_free(d->x);
    d->x = store_indexer_new(FILE_OF(d->f->path));
    new_note(d);
}
/* The store is one batch behind, as after a crash between index and store. */
static void die_before_store(desk *d)
{
    new_article(d);
    work(d);
    run(d, "UPDATE meta SET value = value - 1 WHERE name = 'search_seq'");
    new_note(d);
}

typedef struct change {
    const char *name;
    void (*make)(desk *d);
    const char *words; /* found by the desk then, so often */
    unsigned often;
    bool later; /* of many requests: found when they were indexed */
} change;
#define CHANGE(make, words, often)       \
    {                                    \
#make, make, words, often, false \
    }
#define LATER(make, words, often)       \
    {                                   \
#make, make, words, often, true \
    }
static const change changes[] = {
    CHANGE(new_article, "fresh article", 1),
    CHANGE(new_note, "pay", 1),
    CHANGE(new_pending, "\"will be stopped\"", 1),
    CHANGE(publish, "stopped", 1),
    CHANGE(withdraw, "stopped", 1),
    CHANGE(adopt, "strange", 1),
    CHANGE(value_public, "A-17", 1),
    CHANGE(value_hidden, "A-17", 1),
    CHANGE(value_gone, "A-17", 0),
    CHANGE(participant, "bull", 1),
    CHANGE(no_participant, "bull", 0),
    CHANGE(update, "another subject", 1),
    LATER(rename_person, "spelmann", 1),
    CHANGE(new_company, "acme", 2),
    LATER(rename_company, "acme", 0),
    CHANGE(rename_file, "\"invoice pdf\"", 2),
    CHANGE(redact, "beginning", 0),
    CHANGE(delete_note, "pay", 0),
    CHANGE(many, "storm299", 1),
    CHANGE(split, "storm299", 1),
    CHANGE(merge, "storm1", 1),
    CHANGE(die_between, "pay", 1),
    CHANGE(die_before_store, "pay", 1),
};

static void same_anew(desk *d, const char *name)
{
    GError *error = NULL;
    g_autofree char *desk_is = dump(d, ".search");
    g_autofree char *public_is = dump(d, ".search-public");

    store_indexer_renew(d->x, d->s, &error);
    assert_fine(error);
    work(d);
    g_autofree char *desk_anew = dump(d, ".search");
    g_autofree char *public_anew = dump(d, ".search-public");
    if (strcmp(desk_is, desk_anew) != 0)
        fail_msg("%s: the desk's index is not as one that is made anew", name);
    if (strcmp(public_is, public_anew) != 0)
        fail_msg("%s: the public index is not as one that is made anew", name);
    assert_null(strstr(public_is, "pay "));
    assert_null(strstr(public_is, "\xee\x80\x81q"));
}

static void test_changes(void **state)
{
    desk *d = *state;

    d->a = put_ticket(d->s, "First", NOW);
    d->b = put_ticket(d->s, "Second", NOW);
    put(d, d->a, STORE_ARTICLE, STORE_PUBLISHED, "the beginning");
    put(d, d->b, STORE_ARTICLE, STORE_PUBLISHED, "the beginning");
    work(d);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        const change *c = &changes[i];

        c->make(d);
        for (int after = 0; after < 2; after++) {
            unsigned often = found(d, c->words);
            if (often != c->often && (after || !c->later))
                fail_msg("%s %s: \"%s\" is found %u times", c->name,
                         after ? "after it was indexed" : "at once", c->words,
                         often);
            work(d);
        }
        same_anew(d, c->name);
    }
}

/* ---- rank, filters, state ---- */

static void test_rank(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    int64_t text = put_ticket(d->s, "Other things", NOW);
    int64_t subject = put_ticket(d->s, "The printer", NOW);
    int64_t little = put_ticket(d->s, "Other things", NOW);

    put(d, text, STORE_ARTICLE, STORE_PUBLISHED, "printer, printer, printer");
    put(d, little, STORE_ARTICLE, STORE_PUBLISHED,
        "a long text about the weather and a walk, in which nothing but at its "
        "end a single printer stands");
    work(d);
    store_ticket_filter f = {.words = "printers", .limit = 10};
    g_autoptr(GPtrArray) all = store_ticket_list(d->s, &f, &error);
    assert_fine(error);
    assert_int_equal(all->len, 3);
    assert_int_equal(((store_ticket *)all->pdata[0])->id, subject);
    assert_int_equal(((store_ticket *)all->pdata[1])->id, text);
    assert_int_equal(((store_ticket *)all->pdata[2])->id, little);

    f.offset = 1;
    f.limit = 1;
    g_autoptr(GPtrArray) second = store_ticket_list(d->s, &f, &error);
    assert_int_equal(second->len, 1);
    assert_int_equal(((store_ticket *)second->pdata[0])->id, text);
    f = (store_ticket_filter){.words = "printers", .order = STORE_ORDER_NUMBER};
    g_autoptr(GPtrArray) ordered = store_ticket_list(d->s, &f, &error);
    assert_int_equal(((store_ticket *)ordered->pdata[0])->id, little);
    f = (store_ticket_filter){.words = "printers", .after = text};
    g_autoptr(GPtrArray) after = store_ticket_list(d->s, &f, &error);
    assert_int_equal(after->len, 2);
    store_ticket_counts counts;
    assert_true(store_ticket_count(d->s, &f, NOW, &counts, &error));
    assert_int_equal(counts.all, 2);
}

/* A filter is a part of what the index is asked, and of the store as it is
 * now. */
static void test_filters(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    static const char *const in[] = {"new", "closed", NULL};
    int64_t id = put_ticket(d->s, "The printer", NOW);
    put_ticket(d->s, "The printer", NOW);
    g_autoptr(store_ticket) t = store_ticket_get(d->s, id, &error);

    t->holder = g_strdup("anna");
    t->category = g_strdup("hardware");
    t->line = 2;
    begin(d);
    store_ticket_update(d->s, t, &error);
    commit(d);
    const struct {
        store_ticket_filter f;
        unsigned count;
    } rows[] = {
        {{.queue = "support"}, 2},
        {{.queue = "sales"}, 0},
        {{.holder = "anna"}, 1},
        {{.unassigned = true}, 1},
        {{.category = "hardware", .line = 2}, 1},
        {{.category = "hardware", .line = 1}, 0},
        {{.customer = "kari@example.com"}, 2},
        {{.openness = STORE_OPEN, .in = in}, 2},
        {{.openness = STORE_DONE}, 0},
        {{.priority = "normal", .not_in = in}, 0},
    };
    for (int indexed = 0; indexed < 2; indexed++) {
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
            store_ticket_filter f = rows[i].f;
            f.words = "printers";
            g_autoptr(GPtrArray) all = store_ticket_list(d->s, &f, &error);
            assert_fine(error);
            if (all->len != rows[i].count)
                fail_msg("row %zu: %u", i, all->len);
        }
        work(d);
    }
    /* what the index does not know yet */
    g_free(t->holder);
    t->holder = g_strdup("tom");
    begin(d);
    store_ticket_update(d->s, t, &error);
    commit(d);
    store_ticket_filter f = {.words = "printers", .holder = "tom"};
    g_autoptr(GPtrArray) toms = store_ticket_list(d->s, &f, &error);
    assert_int_equal(toms->len, 1);
    f.holder = "anna";
    g_autoptr(GPtrArray) annas = store_ticket_list(d->s, &f, &error);
    assert_int_equal(annas->len, 0);
}

static void test_state(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    store_search_state is;
    store_age age;

    for (int i = 0; i < 200; i++)
        put_ticket(d->s, "The printer", NOW);
    run(d, "DELETE FROM search_todo"); /* as if from before there was search */
    assert_int_equal(found(d, "printers"), 0);
    assert_true(store_search_state_get(d->s, &is, &error));
    assert_true(is.done < is.total);
    bool more = true;
    store_indexer_step(d->x, d->s, &more, &error);
    assert_true(more);
    work(d);
    store_search_state_get(d->s, &is, &error);
    assert_int_equal(is.done, is.total);
    assert_int_equal(is.waiting, 0);
    assert_int_equal(found(d, "printers"), 100);

    /* an older store, whose numbers are given out again */
    store_age_get(d->s, &age, &error);
    begin(d);
    store_begin_epoch(d->s, &age, NOW, &error);
    commit(d);
    assert_int_equal(found(d, "printers"), 0);
    work(d);
    assert_int_equal(found(d, "printers"), 100);

    /* another store's index, or one from long ago */
    run(d, "UPDATE meta SET value = value + 5 WHERE name = 'search_seq'");
    assert_int_equal(found(d, "printers"), 0);
    work(d);
    assert_int_equal(found(d, "printers"), 100);

    /* none, while somebody has it open */
    g_autofree char *path = g_strconcat(d->f->path, ".search", NULL);
    g_unlink(path);
    assert_int_equal(found(d, "printers"), 0);
    work(d);
    assert_int_equal(found(d, "printers"), 100);
}

/* A file that is damaged is made anew, and no error of the store. */
static void test_damaged(void **state)
{
    desk *d = *state;
    g_autofree char *path = g_strconcat(d->f->path, ".search", NULL);
    g_autofree char *junk = g_strnfill(9000, 'x');

    put_ticket(d->s, "The printer", NOW);
    work(d);
    store_indexer_free(d->x);
    d->x = store_indexer_new(FILE_OF(d->f->path));
    assert_true(g_file_set_contents(path, junk, 9000, NULL));
    assert_int_equal(found(d, "printers"), 0);
    assert_true(g_file_set_contents(path, "", 0, NULL));
    assert_int_equal(found(d, "printers"), 0);
    work(d);
    assert_int_equal(found(d, "printers"), 1);
}

/* Whatever is asked, an index answers, and as the store itself does. */
static void test_hostile(void **state)
{
    desk *d = *state;
    GError *error = NULL;

    d->a = put_ticket(d->s, "A subject line", NOW);
    put(d, d->a, STORE_ARTICLE, STORE_PUBLISHED, sample);
    work(d);
    search_index *x = search_index_open(d->f->path, SEARCH_DESK, &error);
    assert_non_null(x);
    for (size_t i = 0; i < G_N_ELEMENTS(questions); i++) {
        g_autoptr(search_query) q = search_query_read(questions[i].question);
        if (q->terms->len == 0)
            continue;
        g_autoptr(GArray) hits = search_index_find(x, q, NULL, &error);
        if (error)
            fail_msg("<%s>: %s", questions[i].question, error->message);
        if (hits->len != questions[i].found)
            fail_msg("<%s>: %u hits", questions[i].question, hits->len);
    }
    search_index_close(x);
}

/* ---- customers ---- */

static GArray *ask(store_search *c, const char *address, int64_t company,
                   const char *words)
{
    GError *error = NULL;
    const char *addresses[] = {address, NULL};
    store_search_who who = {address ? addresses : NULL, company};
    GArray *all = store_search_find(c, &who, words, 50, &error);

    assert_fine(error);
    return all;
}

static guint finds(store_search *c, const char *address, int64_t company,
                   const char *words)
{
    g_autoptr(GArray) all = ask(c, address, company, words);
    return all->len;
}

/* A ticket of somebody, with a public and a hidden word. */
static int64_t put_of(desk *d, const char *customer, int64_t company)
{
    GError *error = NULL;
    g_autoptr(store_ticket) t = sample_ticket("Printer", NOW);

    g_free(t->customer);
    t->customer = g_strdup(customer);
    t->company = company;
    begin(d);
    store_ticket_add(d->s, t, &error);
    assert_fine(error);
    commit(d);
    put(d, t->id, STORE_ARTICLE, STORE_PUBLISHED, "publicword");
    put(d, t->id, STORE_NOTE, STORE_PUBLISHED, "hiddenword");
    put(d, t->id, STORE_APART, STORE_PUBLISHED, "apartword");
    put(d, t->id, STORE_ARTICLE, STORE_PENDING, "pendingword");
    put(d, t->id, STORE_ARTICLE, STORE_WITHDRAWN, "withdrawnword");
    put(d, t->id, STORE_EVENT, STORE_PUBLISHED, "eventword");
    d->a = t->id;
    set_value(d, "valueword", false);
    return t->id;
}

static void check_customers(desk *d, store_search *c)
{
    static const char *const hidden[] = {
        "hiddenword",  "apartword", "pendingword", "withdrawnword",
        "eventword",   "valueword", "hidden*",     "\"hiddenword\"",
        "-publicword", "anna",      "tom",         "support",
        "new",         "normal",
    };
    static const char *const tries[] = {
        "printer",
        "publicword",
        "public*",
        "p*",
        "printer -zzz",
        "kari@example.com",
        "\"kari example com\"",
        "printer\" OR \"publicword",
        "1001",
        "\xee\x80\x81"
        "c3e6f3cd73cb59280",
        "keys:printer",
        "printer' OR customer <> '",
    };

    assert_int_equal(finds(c, "kari@example.com", 0, "printer"), 2);
    assert_int_equal(finds(c, "kari@example.com", 0, "publicword"), 2);
    assert_int_equal(finds(c, "kari@example.com", 7, "publicword"), 3);
    assert_int_equal(finds(c, NULL, 7, "publicword"), 2);
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
        if (finds(c, "kari@example.com", 7, hidden[i]) > 0 &&
            strcmp(hidden[i], "-publicword") != 0)
            fail_msg("\"%s\" is found", hidden[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
        GError *error = NULL;
        bool holds = true;
        store_public *p = store_public_open(FILE_OF(d->f->path), &error);
        assert_true(store_public_holds(p, d->a, hidden[i], &holds, &error));
        if (holds && strcmp(hidden[i], "-publicword") != 0)
            fail_msg("\"%s\" is held", hidden[i]);
        store_public_holds(p, d->a, "printers publicword", &holds, &error);
        assert_true(holds);
        store_public_close(p);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(tries); i++) {
        assert_int_equal(finds(c, "eve@example.com", 0, tries[i]), 0);
        assert_int_equal(finds(c, "eve@example.com", 8, tries[i]), 0);
        assert_int_equal(finds(c, "", 0, tries[i]), 0);
        assert_int_equal(finds(c, "%", 0, tries[i]), 0);
        assert_int_equal(finds(c, "kari@example.co", 0, tries[i]), 0);
        assert_int_equal(finds(c, "KARI@EXAMPLE.COM' OR '1", 0, tries[i]), 0);
        assert_int_equal(finds(c, NULL, 0, tries[i]), 0);
        assert_int_equal(finds(c, NULL, -1, tries[i]), 0);
    }
}

static void test_customers(void **state)
{
    desk *d = *state;
    GError *error = NULL;

    put_of(d, "kari@example.com", 0);
    put_of(d, "kari@example.com", 7);
    put_of(d, "ole@example.com", 7);
    put_of(d, "per@example.com", 0);
    store_search *c = store_search_open(FILE_OF(d->f->path), &error);
    assert_fine(error);
    check_customers(d, c);
    work(d);
    check_customers(d, c);
    /* so many that an index is asked */
    for (int i = 0; i < 120; i++) {
        put_ticket(d->s, "Scanner", NOW);
        put_of(d, "per@example.com", 9);
    }
    work(d);
    check_customers(d, c);
    assert_int_equal(finds(c, "kari@example.com", 0, "scanner"), 50);
    assert_int_equal(finds(c, "kari@example.com", 0, "scan* -printer"), 50);
    assert_int_equal(finds(c, "per@example.com", 0, "scanner"), 0);
    store_search_close(c);
}

/* The index of a moment ago shows nobody what is hidden, or another's, now. */
static void test_live(void **state)
{
    desk *d = *state;
    GError *error = NULL;

    for (int i = 0; i < 120; i++)
        put_ticket(d->s, "Scanner", NOW);
    int64_t his = put_of(d, "kari@example.com", 7);
    work(d);
    store_search *c = store_search_open(FILE_OF(d->f->path), &error);
    assert_int_equal(finds(c, "kari@example.com", 0, "publicword"), 1);
    begin(d);
    store_entry_set_state(d->s, his, 1, STORE_WITHDRAWN, &error);
    commit(d);
    assert_int_equal(finds(c, "kari@example.com", 0, "publicword"), 0);
    begin(d);
    store_entry_set_state(d->s, his, 1, STORE_PUBLISHED, &error);
    commit(d);
    assert_int_equal(finds(c, "kari@example.com", 0, "publicword"), 1);
    run(d, "UPDATE ticket SET customer = 'per@example.com', company = 0"
           " WHERE id = (SELECT max(id) FROM ticket)");
    assert_int_equal(finds(c, "kari@example.com", 7, "publicword"), 0);
    run(d, "UPDATE ticket SET customer = 'kari@example.com', merged_into = 1001"
           " WHERE id = (SELECT max(id) FROM ticket)");
    assert_int_equal(finds(c, "kari@example.com", 7, "publicword"), 0);
    store_search_close(c);
}

/* Its handles read what they are for, and nothing else. */
static void test_walls(void **state)
{
    desk *d = *state;
    GError *error = NULL;
    static const struct {
        bool index;
        const char *sql;
    } denied[] = {
        {true, "SELECT * FROM sqlite_schema"},
        {true, "SELECT * FROM words_data"},
        {true, "SELECT * FROM words_idx"},
        {true, "SELECT * FROM words_docsize"},
        {true, "SELECT * FROM words_config"},
        {true, "SELECT * FROM sqlite_master"},
        {true, "INSERT INTO words (words) VALUES ('rebuild')"},
        {true, "INSERT INTO words (words) VALUES ('delete-all')"},
        {true, "DELETE FROM about"},
        {true, "UPDATE word SET docs = 1"},
        {true, "DROP TABLE words"},
        {true, "ATTACH '/etc/passwd' AS a"},
        {true, "PRAGMA writable_schema = 1"},
        {true, "SELECT highlight(words, 0, '', '') FROM words WHERE words"
               " MATCH 'a'"},
        {true, "SELECT load_extension('x')"},
        {true, "CREATE VIRTUAL TABLE temp.v USING fts5vocab('main', 'words',"
               " 'instance')"},
        {true, "WITH words AS (SELECT * FROM doc) SELECT * FROM words"},
        {false, "SELECT * FROM search_todo"},
        {false, "SELECT * FROM note"},
        {false, "SELECT * FROM article"},
        {false, "SELECT * FROM ticket"},
        {false, "SELECT value FROM meta"},
        {false, "ATTACH 'store.db.search' AS a"},
    };

    put_of(d, "kari@example.com", 0);
    work(d);
    store_search *c = store_search_open(FILE_OF(d->f->path), &error);
    assert_fine(error);
    assert_true(store_search_try(c, true,
                                 "SELECT rowid FROM words WHERE words"
                                 " MATCH 'printer'",
                                 &error));
    assert_true(
        store_search_try(c, true, "SELECT word FROM word LIMIT 1", &error));
    for (size_t i = 0; i < G_N_ELEMENTS(denied); i++) {
        if (store_search_try(c, denied[i].index, denied[i].sql, &error))
            fail_msg("allowed: %s", denied[i].sql);
        assert_class(error, ERR_DENIED);
    }
    store_search_close(c);

    /* the file itself has no hidden word */
    g_autofree char *index = dump(d, ".search-public");
    assert_non_null(strstr(index, "publicword"));
    for (const char *const *w =
             (const char *const[]){"hiddenword", "apartword", "pendingword",
                                   "withdrawnword", "eventword", "valueword",
                                   NULL};
         *w; w++)
        assert_null(strstr(index, *w));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_snippet),
        TEST(test_changes),
        TEST(test_rank),
        TEST(test_filters),
        TEST(test_state),
        TEST(test_damaged),
        TEST(test_hostile),
        TEST(test_customers),
        TEST(test_live),
        TEST(test_walls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
