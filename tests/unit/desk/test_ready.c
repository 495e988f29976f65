/* test_ready: ready answers: their texts, which fits, which is found; what /faq puts
 * into a text; what an acknowledgement has of them. */
#include "lib/desk_fixture.h"

#include "desk/faq.h"

#define KARI "kari@example.com"
#define ANNA "anna@example.org"

static const char answers[] =
    "[queue nordic]\naddress = nordic@example.org\nlanguage = nb\n"
    "[faq reset]\ntitle = Lost password\ntitle.ru = Забыли пароль\n"
    "question = I forgot my password; how do I log in?\n"
    "question.ru = Как восстановить пароль?\n"
    "text = Hello{{#first_name}} {{first_name}}{{/first_name}},\\n\\n"
    "press Forgot.{{#operator}}\\n{{operator}}{{/operator}}\n"
    "text.ru = Нажмите «Забыл».\n"
    "checklist = Is he the owner?\\n\\n Look at the log. \n"
    "categories = account\noffer = ack\n"
    "[faq parcels]\ntitle = Where is my parcel?\n"
    "text = {{#number}}Request {{number}} of {{/number}}{{desk}}: see "
    "{{address}}.\n"
    "queues = sales\noffer = customers\n"
    "[faq refund]\ntext.en = Money comes in ten days, {{operator}} says.\n"
    "checklist.nb = Spør sjefen\n"
    "[faq nordic]\ntext = Hei.\ntext.ru = Привет.\nqueues = nordic\n"
    "offer = ack\n"
    "[ask serial]\ntext = Please tell us the serial number.\n"
    "[ask colour]\ntext = Which colour?\nqueues = sales\n";

/* ---- texts ---- */

static void test_text(void **state)
{
    static const struct {
        const char *faq, *language, *queue, *name, *operator_;
        int64_t ticket;
        const char *text;
        bool foreign;
    } rows[] = {
        {"reset", "en", "support", "Kari Nordmann", "Anna", 7,
         "Hello Kari,\n\npress Forgot.\nAnna", false},
        {"reset", "ru", "support", "Kari", NULL, 7, "Нажмите «Забыл».", false},
        {"reset", "de", "support", "Kari", NULL, 7,
         "Hello Kari,\n\npress Forgot.", true},
        {"reset", NULL, "support", NULL, NULL, 0, "Hello,\n\npress Forgot.",
         false},
        /* the language of the queue is that of the plain text */
        {"nordic", "nb", "nordic", NULL, NULL, 0, "Hei.", false},
        {"nordic", "nb", "support", NULL, NULL, 0, "Hei.", true},
        /* no plain one: English, and it says so */
        {"refund", "nb", "nordic", NULL, "Anna", 0,
         "Money comes in ten days, Anna says.", true},
        {"refund", "en", "nordic", NULL, "Anna", 0,
         "Money comes in ten days, Anna says.", false},
        {"refund", "ru", "nordic", NULL, "Anna", 0,
         "Money comes in ten days, Anna says.", true},
        {"parcels", "en", "sales", NULL, NULL, 1042,
         "Request 1042 of Example: see sales@example.org.", false},
        /* what somebody calls himself is no template, and no header */
        {"reset", "en", "support", "{{operator}} Nordmann", "Anna", 7,
         "Hello,\n\npress Forgot.\nAnna", false},
        {"reset", "en", "support", "Kari\r\nBcc: x@example.net", "Anna", 7,
         "Hello,\n\npress Forgot.\nAnna", false},
        {"reset", "en", "support", "https://evil.example Kari", "Anna", 7,
         "Hello,\n\npress Forgot.\nAnna", false},
    };
    g_autoptr(config) c = fixture_config_with(FALSE, answers);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const faq_reader to = {rows[i].language, rows[i].queue, rows[i].name,
                               rows[i].operator_, rows[i].ticket};
        bool foreign;
        g_autofree char *text =
            faq_text(c, faq_by_id(c, rows[i].faq), &to, &foreign);
        print_message("%zu\n", i);
        assert_string_equal(text, rows[i].text);
        assert_int_equal(foreign, rows[i].foreign);
    }
}

static void test_checklist(void **state)
{
    g_autoptr(config) c = fixture_config_with(FALSE, answers);
    g_auto(GStrv) two = faq_checklist(faq_by_id(c, "reset"), "ru");
    g_auto(GStrv) one = faq_checklist(faq_by_id(c, "refund"), "nb");

    assert_string_equal(two[0], "Is he the owner?");
    assert_string_equal(two[1], "Look at the log.");
    assert_null(two[2]);
    assert_string_equal(one[0], "Spør sjefen");
    assert_null(faq_checklist(faq_by_id(c, "refund"), "en"));
}

/* Of a folder beside the configuration: line ends and marks of any editor. */
static void write_answer(const char *folder, const char *name, const char *text,
                         gssize size)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    assert_true(g_file_set_contents(path, text, size, NULL));
}

static void remove_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        assert_int_equal(g_unlink(path), 0);
    }
    assert_int_equal(g_rmdir(folder), 0);
}

static char *config_words(const char *folder, const char *more)
{
    g_autofree char *path = g_build_filename(folder, "postern.conf", NULL);
    g_autofree char *text =
        g_strconcat("[queue support]\naddress = support@example.org\n"
                    "[operator anna]\naddress = anna@example.org\n"
                    "[smtp]\nhost = localhost\n[milter]\n",
                    more, NULL);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_autoptr(config) c = role_config_load(path, NULL, &error);
    GString *out = g_string_new(error ? strchr(error->message, '[') : "");
    const config_faq *f = c ? faq_by_id(c, "reset") : NULL;
    static const char *const languages[] = {"", "ru", "nb"};

    for (unsigned i = 0; f && i < G_N_ELEMENTS(languages); i++) {
        const char *one = g_hash_table_lookup(f->made, languages[i]);
        if (one)
            g_string_append_printf(out, "%s=%s;", languages[i], one);
    }
    return g_string_free(out, FALSE);
}

static void check_words(const char *folder, const char *more, const char *want)
{
    g_autofree char *is = config_words(folder, more);

    assert_string_equal(is, want);
}

static void test_files(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("postern-ready-XXXXXX", NULL);
    g_autofree char *big = g_strnfill(100 << 10, 'x');
    g_autofree char *wide = g_strnfill(FAQ_ACK_MAX + 1, 'x');

    write_answer(folder, "reset.txt", "\xef\xbb\xbfOne\r\n\r\ntwo\r\n\r\n", -1);
    write_answer(folder, "reset.ru.txt", "\n\nРаз", -1);
    write_answer(folder, "reset.nb.txt~", "backup", -1);
    write_answer(folder, "reset.old.nb.txt", "not this", -1);
    write_answer(folder, "resetting.nb.txt", "nor this", -1);
    check_words(folder, "[faq reset]\nfile = .\n", "=One\n\ntwo;ru=Раз;");
    check_words(folder, "[faq reset]\nfile = .\ntext.nb = En\n",
                "=One\n\ntwo;ru=Раз;nb=En;");
    check_words(folder, "[faq reset]\nfile = .\ntext.ru = x\n",
                "[faq reset] text.ru: the text in ru stands twice, here and in "
                "the file");
    write_answer(folder, "reset.ru.txt", "\xff\xfe", -1);
    g_autofree char *not_utf8 = g_strdup_printf(
        "[faq reset] file: %s/./reset.ru.txt is not UTF-8 text: save it as "
        "UTF-8",
        folder);
    check_words(folder, "[faq reset]\nfile = .\n", not_utf8);
    write_answer(folder, "reset.ru.txt", wide, -1);
    check_words(folder, "[faq reset]\nfile = .\noffer = ack\n",
                "[faq reset] file: the text in ru has more than 4000 octets, "
                "the most in an acknowledgement (offer = ack)");
    write_answer(folder, "reset.ru.txt", big, -1);
    g_autofree char *too_big = config_words(folder, "[faq reset]\nfile = .\n");
    assert_non_null(strstr(too_big, "reset.ru.txt"));
    assert_non_null(strstr(too_big, "65536"));
    remove_folder(folder);
}

/* ---- which ---- */

static char *ids_of(const GPtrArray *all)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < all->len; i++)
        g_string_append_printf(out, "%s%s", i ? " " : "",
                               ((config_faq *)all->pdata[i])->id);
    return g_string_free(out, FALSE);
}

static void test_fitting(void **state)
{
    static const struct {
        const char *queue, *category, *proposed, *all;
    } rows[] = {
        {"support", NULL, NULL, "refund reset parcels nordic"},
        {"support", "account", NULL, "reset refund parcels nordic"},
        {"support", "account", "x, refund", "refund reset parcels nordic"},
        {"sales", NULL, NULL, "parcels refund reset nordic"},
        {NULL, NULL, NULL, "parcels refund nordic reset"},
    };
    g_autoptr(config) c = fixture_config_with(FALSE, answers);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const faq_request q = {rows[i].queue, rows[i].category,
                               rows[i].proposed};
        g_autoptr(GPtrArray) all = faq_fitting(c, &q);
        g_autofree char *ids = ids_of(all);
        assert_string_equal(ids, rows[i].all);
    }
}

static void test_search(void **state)
{
    static const struct {
        const char *words;
        faq_offer from;
        const char *queue, *found;
    } rows[] = {
        {"password", FAQ_OPERATORS, NULL, "reset"},
        {"PASSWORDS, lost!", FAQ_OPERATORS, NULL, "reset"},
        {"не помню пароля", FAQ_CUSTOMERS, "support", "reset"},
        {"where are my parcels", FAQ_CUSTOMERS, "sales", "parcels"},
        {"where are my parcels", FAQ_CUSTOMERS, "support", ""},
        {"money", FAQ_OPERATORS, NULL, "refund"},
        {"money", FAQ_CUSTOMERS, NULL, ""},
        {"password parcel", FAQ_CUSTOMERS, "sales", "reset parcels"},
        {"parcel password password", FAQ_OPERATORS, NULL, "reset parcels"},
        {"passport", FAQ_OPERATORS, NULL, ""},
        {"", FAQ_OPERATORS, NULL, ""},
        {"?!", FAQ_OPERATORS, NULL, ""},
    };
    g_autoptr(config) c = fixture_config_with(FALSE, answers);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) all =
            faq_search(c, rows[i].words, rows[i].from, rows[i].queue);
        g_autofree char *ids = ids_of(all);
        print_message("%s\n", rows[i].words);
        assert_string_equal(ids, rows[i].found);
    }
}

/* ---- /faq in a text ---- */

typedef struct text_row {
    const char *name, *text;
    const char *article; /* what goes out; NULL: nothing */
    const char *plan;    /* the rest */
} text_row;

#define FILLED "Hello Kari,\n\npress Forgot.\nAnna Larsen"
#define PUT    " event[put in the ready answer reset]"
#define SENT   "article:anna~ =reply reply>" KARI "~"

static void change_language(world *w, const char *language)
{
    g_free(w->st->t->language);
    w->st->t->language = g_strdup(language);
}

static const char *article_of(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_ENTRY && s->entry->kind != STORE_EVENT)
            return s->entry->text;
        if (s->what == PLAN_HOLD)
            return s->hold->text;
    }
    return NULL;
}

static world *answered_by_anna(const char *text)
{
    world *w = world_new(ANNA, text);

    world_capability(w, TAG_REPLY, "anna", 1);
    w->st->t->customer_name = g_strdup("Kari Nordmann");
    return w;
}

static void check_text(const text_row *row)
{
    world *w = answered_by_anna(row->text);

    print_message("%s\n", row->name);
    g_autoptr(plan) p = world_decide(w);
    g_autofree char *is = plan_summary(p);
    const char *article = article_of(p);
    assert_string_equal(is, row->plan);
    if (row->article)
        assert_string_equal(article, row->article);
    else
        assert_null(article);
    world_free(w);
}

static void test_put(void **state)
{
    static const text_row rows[] = {
        {"alone it is the reply", "/faq reset", FILLED, SENT PUT},
        {"by its title", "/FAQ lost Password", FILLED, SENT PUT},
        {"above her text", "/faq reset\n\nIf it fails, call.",
         FILLED "\n\nIf it fails, call.", SENT PUT},
        {"but below her greeting", "/faq reset\nHi Kari,\n\nIf it fails, call.",
         "Hi Kari,\n\n" FILLED "\n\nIf it fails, call.", SENT PUT},
        {"below her text", "Hi Kari, this helps:\n\n/faq reset",
         "Hi Kari, this helps:\n\n" FILLED, SENT PUT},
        {"a paragraph of its own", "Hi Kari,\n\n/faq reset\n\nBye.",
         "Hi Kari,\n\n" FILLED "\n\nBye.", SENT PUT},
        {"amid a paragraph it is none", "Write\n/faq reset\nto us.",
         "Write\n"
         "/faq reset\nto us.",
         "hold:command held>anna =held"},
        {"two", "/faq reset\n/faq refund",
         FILLED "\n\nMoney comes in ten days, Anna Larsen says.",
         SENT " event[put in the ready answer reset, refund]"},
        {"two, around her text", "/faq refund\nAnd then:\n\n/faq reset",
         "Money comes in ten days, Anna Larsen says.\n\nAnd then:\n\n" FILLED,
         SENT " event[put in the ready answer refund, reset]"},
        {"as a note", "/note\n/faq reset", FILLED,
         "note:anna =note notify/note>olga" PUT},
        {"with what else she wants", "/faq reset\n/close", FILLED,
         "article:anna~{/close} =reply reply>" KARI "~" PUT},
        {"one slip", "/faq rest", NULL, "error>anna =error"},
        {"no such name beside a text", "Hi!\n\n/faq money", NULL,
         "error>anna =error"},
        {"nor beside another", "/faq reset\n/faq money", NULL,
         "error>anna =error"},
        {"words", "/faq money", NULL, "ready>anna =command"},
        {"all", "/faq", NULL, "ready>anna =command"},
        {"words that none has", "/faq helicopter", NULL, "error>anna =error"},
        {"a draft", "/template reset", NULL, "ready>anna =command"},
        {"all of them", "/template", NULL, "ready>anna =command"},
        {"no draft", "/template rest", NULL, "error>anna =error"},
    };

    fixture_more = answers;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        check_text(&rows[i]);
    fixture_more = "";
}

/* What an answer says is no command, and what it names is not named again. */
static void test_hostile(void **state)
{
    fixture_more = "[faq trap]\ntext = First:\\n/close\\n/note\\n<b>&</b> "
                   "\"quoted\"\\n/spam\n";
    world *w = answered_by_anna("/faq trap");
    g_autoptr(plan) p = world_decide(w);
    g_autofree char *is = plan_summary(p);

    assert_string_equal(is, SENT " event[put in the ready answer trap]");
    assert_string_equal(article_of(p), "First:\n/close\n/note\n<b>&</b> "
                                       "\"quoted\"\n/spam");
    world_free(w);
    fixture_more = "";
}

static void test_foreign(void **state)
{
    fixture_more = answers;
    world *w = answered_by_anna("/faq reset");
    change_language(w, "de");
    assert_plan(w, SENT PUT " notice>anna");
    world_free(w);
    w = answered_by_anna("/faq reset");
    change_language(w, "ru");
    assert_plan(w, SENT PUT);
    world_free(w);
    fixture_more = "";
}

/* It is part of the text that waits: /send sends it as it was shown. */
static void test_held(void **state)
{
    fixture_more = answers;
    world *w = answered_by_anna("Hi!\n\n/faq reset");
    world_entry(w->st, STORE_ARTICLE, STORE_BY_CUSTOMER, KARI);
    g_autoptr(plan) p = world_decide(w);
    g_autofree char *is = plan_summary(p);
    assert_string_equal(is, "hold:stale held>anna =held" PUT);
    assert_string_equal(article_of(p), "Hi!\n\n" FILLED);
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_HOLD)
            assert_null(strstr(s->hold->data, "faq"));
    }
    world_free(w);
    fixture_more = "";
}

static void test_no_answers(void **state)
{
    world *w = answered_by_anna("/faq");

    assert_plan(w, "error>anna =error");
    world_free(w);
}

/* A fresh letter of hers: lists, but nothing to put in. */
static void test_fresh(void **state)
{
    fixture_more = answers;
    world *w = world_new(ANNA, "/template");
    w->trust->sasl = config_operator_by_id(w->c, "anna");
    assert_plan(w, "ready>anna =command");
    world_free(w);
    w = world_new(ANNA, "/faq reset");
    w->trust->sasl = config_operator_by_id(w->c, "anna");
    assert_plan(w, "error>anna =error");
    world_free(w);
    fixture_more = "";
}

/* ---- the acknowledgement ---- */

typedef struct ack_row {
    const char *kind, *name;
    double weight;
    const char *data; /* in that of the acknowledgement; NULL: neither */
    const char *kept; /* NULL: nothing */
} ack_row;

static const char *ack_data(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_SEND && strcmp(s->send->template, "ack") == 0)
            return s->send->data;
    }
    return NULL;
}

static const store_value *offered(const plan *p)
{
    for (unsigned i = 0; i < p->steps->len; i++) {
        const plan_step *s = p->steps->pdata[i];
        if (s->what == PLAN_VALUE &&
            g_str_has_prefix(s->value.row->field, "offered:"))
            return s->value.row;
    }
    return NULL;
}

static void check_ack(const ack_row *row, void (*change)(world *w),
                      const char *data)
{
    world *w = world_new(KARI, "I forgot my password");

    print_message("%s %s\n", row->kind, row->name);
    if (change)
        change(w);
    verdict_vote_add(w->verdict, row->kind, row->name, row->weight);
    g_autoptr(plan) p = world_decide(w);
    const char *is = ack_data(p);
    const store_value *v = offered(p);
    assert_non_null(is);
    if (data)
        assert_non_null(strstr(is, data));
    else
        assert_true(!strstr(is, "faqs") && !strstr(is, "asks"));
    assert_string_equal(v ? v->text : "", row->kept ? row->kept : "");
    world_free(w);
}

static void test_ack(void **state)
{
    static const ack_row rows[] = {
        {"faq", "reset", 3, "\"faqs\":[\"reset\"]", "reset"},
        {"faq", "reset", 2.9, NULL, NULL},
        {"faq", "refund", 3, NULL, NULL},  /* operators' */
        {"faq", "parcels", 3, NULL, NULL}, /* customers', who ask */
        {"faq", "nordic", 3, NULL, NULL},  /* another queue's */
        {"faq", "nothing", 3, NULL, NULL},
        {"ask", "screenshot", 3, "\"asks\":[\"screenshot\"]", "screenshot"},
        {"ask", "serial", 3, "\"asks\":[\"serial\"]", "serial"},
        {"ask", "screenshot", 2.9, NULL, NULL},
        {"ask", "colour", 3, NULL, NULL}, /* another queue's */
        {"ask", "nothing", 3, NULL, NULL},
    };

    fixture_more = answers;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        check_ack(&rows[i], NULL, rows[i].data);
    fixture_more = "";
}

static void test_ack_asks_off(void **state)
{
    static const ack_row row = {"ask", "screenshot", 3, NULL, NULL};

    fixture_more = "[scan]\nvote_acts = type\n";
    check_ack(&row, NULL, NULL);
    fixture_more = "";
}

static void unproved(world *w)
{
    w->trust->authserv_known = true;
}

/* Whom nobody has proved may get our words: they repeat none of his. */
static void test_ack_quiet(void **state)
{
    static const ack_row row = {"faq", "reset", 3, NULL, "reset"};

    fixture_more = answers;
    check_ack(&row, unproved, "\"faqs\":[\"reset\"],\"quiet\":true");
    fixture_more = "";
}

/* No acknowledgement, no offer. */
static void test_no_ack(void **state)
{
    fixture_more = answers;
    world *w = world_new(KARI, "I forgot my password");
    verdict_vote_add(w->verdict, "faq", "reset", 3);
    w->v->bulk = true;
    g_autoptr(plan) p = world_decide(w);
    assert_null(ack_data(p));
    assert_null(offered(p));
    world_free(w);
    fixture_more = "";
}

/* The category's own is proposed first: its faq, or else what operators answer it
 * from. */
static void test_category(void **state)
{
    static const struct {
        const char *faq, *template, *advice;
        bool offered;
    } rows[] = {
        {"reset", "refund", "\"faqs\":[\"reset\"]", true},
        {NULL, "refund", "\"faqs\":[\"refund\"]", false},
        {"refund", NULL, "\"faqs\":[\"refund\"]", false},
    };

    fixture_more = answers;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(KARI, "I forgot my password");
        config_category *k = w->c->categories->pdata[0];
        const char *told = NULL;
        k->faq = g_strdup(rows[i].faq);
        k->template = g_strdup(rows[i].template);
        verdict_vote_add(w->verdict, "category", "account", 3);
        g_autoptr(plan) p = world_decide(w);
        assert_int_equal(offered(p) != NULL, rows[i].offered);
        for (unsigned n = 0; n < p->steps->len; n++) {
            const plan_step *s = p->steps->pdata[n];
            if (s->what == PLAN_SEND &&
                strcmp(s->send->template, "notify") == 0)
                told = s->send->data;
        }
        assert_non_null(told);
        assert_non_null(strstr(told, rows[i].advice));
        world_free(w);
    }
    fixture_more = "";
}

/* ---- it was enough ---- */

static void add_offered(world *w)
{
    store_value *v = g_new0(store_value, 1);

    v->field = g_strdup("offered:faq");
    v->text = g_strdup("reset");
    if (!w->st->values)
        w->st->values =
            g_ptr_array_new_with_free_func((GDestroyNotify)store_value_free);
    g_ptr_array_add(w->st->values, v);
}
static void plain(world *w)
{
}
static void replied(world *w)
{
    add_offered(w);
    world_entry(w->st, STORE_ARTICLE, STORE_BY_OPERATOR, "anna");
}
static void noted(world *w)
{
    add_offered(w);
    world_entry(w->st, STORE_NOTE, STORE_BY_OPERATOR, "anna");
}
static void closed(world *w)
{
    add_offered(w);
    world_status(w, "resolved");
}

static void test_self_served(void **state)
{
    static const struct {
        void (*change)(world *w);
        const char *text, *status, *cause, *reason;
    } rows[] = {
        {add_offered, "/close", "resolved", "self-served", "reset"},
        {add_offered, "That was it.\n/close", "resolved", "self-served",
         "reset"},
        {noted, "/close", "resolved", "self-served", "reset"},
        {replied, "/close", "resolved", "/close", ""},
        {plain, "/close", "resolved", "/close", ""},
        {closed, "/close", NULL, NULL, NULL},
        {add_offered, "It does not help.", NULL, NULL, NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(KARI, rows[i].text);
        const plan_step *last = NULL;
        w->s->by_tag = w->s->by_reference = 1001;
        rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        for (unsigned k = 0; k < p->steps->len; k++) {
            const plan_step *s = p->steps->pdata[k];
            if (s->what == PLAN_SET && s->set.field == PLAN_STATUS)
                last = s;
        }
        print_message("%zu\n", i);
        assert_string_equal(last ? last->set.value.text : "",
                            rows[i].status ? rows[i].status : "");
        if (last) {
            assert_string_equal(last->set.cause, rows[i].cause);
            assert_string_equal(last->set.reason ? last->set.reason : "",
                                rows[i].reason);
        }
        world_free(w);
    }
}

/* ---- customers ask ---- */

static void machine(world *w)
{
    w->v->bulk = true;
}
static void often(world *w)
{
    w->s->mails_to_person = 3;
}
static void failed(world *w)
{
    w->trust->auth = TRUST_FAIL;
}
static void known(world *w)
{
    g_ptr_array_add(w->s->own, w->st);
}
static void his(world *w)
{
    w->s->by_tag = w->s->by_reference = 1001;
}

static void test_customers(void **state)
{

    static const plan_row rows[] = {
        {"somebody new", "new@example.net", "/faq password", NULL,
         "faq>new@example.net =command"},
        {"without words", "new@example.net", "/faq", NULL,
         "faq>new@example.net =command"},
        {"beside a question it is text", "new@example.net",
         "/faq password\nI can not log in.", NULL, NULL},
        {"with another command too", "new@example.net", "/faq\n/list", NULL,
         NULL},
        {"too often", "new@example.net", "/faq", often, NULL},
        {"a list", "new@example.net", "/faq", machine, NULL},
        {"forged", "new@example.net", "/faq", failed, NULL},
        {"somebody known", KARI, "/faq password", known,
         "faq>" KARI " =command"},
        {"about his request", KARI, "/faq password", his,
         "faq>" KARI " =command"},
        {"known, and too often", KARI, "/faq password\n/list", known,
         "faq>" KARI " account>" KARI " =command"},
    };

    fixture_more = answers;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        world *w = world_new(rows[i].from, rows[i].text);
        print_message("%s\n", rows[i].name);
        if (rows[i].change)
            rows[i].change(w);
        g_autoptr(plan) p = world_decide(w);
        g_autofree char *is = plan_summary(p);
        if (rows[i].plan) /* else it is a request as any other */
            assert_string_equal(is, rows[i].plan);
        else
            assert_non_null(plan_find(p, PLAN_TICKET));
        world_free(w);
    }
    fixture_more = "";
    /* nothing to give: a person reads it */
    world *w = world_new("new@example.net", "/faq password");
    g_autoptr(plan) p = world_decide(w);
    assert_non_null(plan_find(p, PLAN_TICKET));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),         cmocka_unit_test(test_checklist),
        cmocka_unit_test(test_files),        cmocka_unit_test(test_fitting),
        cmocka_unit_test(test_search),       cmocka_unit_test(test_put),
        cmocka_unit_test(test_hostile),      cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_held),         cmocka_unit_test(test_no_answers),
        cmocka_unit_test(test_fresh),        cmocka_unit_test(test_ack),
        cmocka_unit_test(test_ack_asks_off), cmocka_unit_test(test_ack_quiet),
        cmocka_unit_test(test_no_ack),       cmocka_unit_test(test_category),
        cmocka_unit_test(test_self_served),  cmocka_unit_test(test_customers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
