/* test_count: words of messages, the file of counts, and what it says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "rules/judge.h"

#include <glib/gstdio.h>
#include <unistd.h>

static const secret_key key = {{1, 2, 3}}, other_key = {{4}};

static count_words *read_words(const char *message)
{
    g_autoptr(view) v = view_new(message, strlen(message), NULL);
    return count_read(v, &key);
}

static uint64_t hash_of(count_group group, const char *word)
{
    uint64_t hash = secret_short_hash(&key, word, strlen(word));
    return (hash & ~(uint64_t)(COUNT_GROUPS - 1)) | group;
}

static bool has(const count_words *w, count_group group, const char *word)
{
    uint64_t hash = hash_of(group, word);
    for (guint i = 0; i < w->hashes->len; i++)
        if (g_array_index(w->hashes, uint64_t, i) == hash)
            return true;
    return false;
}

/* ---- words ---- */

static const char offer[] =
    "Received: from mail.spam.example (unknown [192.0.2.7])\n"
    "\tby mx.example.org with SMTP id AB12; Mon, 1 Jan 2024 10:00:00 +0000\n"
    "From: \"Cheap Pills\" <Sales@Pills.example.com>\n"
    "To: <anna@example.org>, kari@example.org\n"
    "Subject: FREE offer!!!!!\n"
    "Message-ID: <2024ABC.77@host.pills.example>\n"
    "X-Mailer: The Bat! (v1.52f)\n"
    "X-Spam-Status: Yes\n"
    "Date: Mon, 1 Jan 2024 10:00:00 +0800\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/html; charset=Windows-1251\n"
    "\n"
    "<html><body bgcolor=\"#FF0000\"><p>Don't pay $99.95 or 12345678\n"
    "today, \xef\xf0\xe8\xe2\xe5\xf2 "
    "<a href=\"http://www.Pills.example.com:8080/buy/now?x=1\">Click</a>\n"
    "</body></html>\n";

static void test_words(void **state)
{
    static const struct {
        count_group group;
        const char *word;
    } there[] = {
        {COUNT_TEXT, "s:FREE"},
        {COUNT_TEXT, "s:free"},
        {COUNT_TEXT, "s:offer!!!"},
        {COUNT_PAIR, "s2:free offer"},
        {COUNT_TEXT, "b:don't"},
        {COUNT_TEXT, "b:Don't"},
        {COUNT_TEXT, "b:$99.95"},
        {COUNT_TEXT, "b:#8"},
        {COUNT_PAIR, "b2:don't pay"},
        {COUNT_PAIR, "b2:#8 today"},
        {COUNT_TEXT, "b:привет"},
        {COUNT_HEAD, "from:.example.com"},
        {COUNT_HEAD, "from:pills.example.com"},
        {COUNT_HEAD, "from:Sales@"},
        {COUNT_HEAD, "from:Cheap"},
        {COUNT_HEAD, "to:=2<"},
        {COUNT_HEAD, "received:192.0.2"},
        {COUNT_HEAD, "received:.spam.example"},
        {COUNT_HEAD, "msgid:<9A.9"},
        {COUNT_HEAD, "msgid:.pills.example"},
        {COUNT_HEAD, "x-mailer:Bat!"},
        {COUNT_HEAD, "content-type:Windows-1251"},
        {COUNT_HEAD, "zone:+0800"},
        {COUNT_HEAD, "field:X-Mailer"},
        {COUNT_HEAD, "order:Message-ID>X-Mailer"},
        {COUNT_FORM, "tag:body bgcolor=#ff0000"},
        {COUNT_FORM, "host:www.pills.example.com"},
        {COUNT_FORM, "host:.example.com"},
        {COUNT_FORM, "path:buy"},
        {COUNT_FORM, "link::8080"},
        {COUNT_FORM, "link:?"},
    };
    static const struct {
        count_group group;
        const char *word;
    } absent[] = {
        {COUNT_HEAD, "x-spam-status:Yes"},
        {COUNT_HEAD, "field:X-Spam-Status"},
        {COUNT_HEAD, "received:AB12"},
        {COUNT_HEAD, "received:2024"},
        {COUNT_HEAD, "date:2024"},
        {COUNT_TEXT, "b:12345678"},
        {COUNT_TEXT, "b:body"},
        {COUNT_TEXT, "b:FREE"},
        {COUNT_TEXT, "b:"},
    };
    g_autoptr(count_words) w = read_words(offer);
    for (size_t i = 0; i < G_N_ELEMENTS(there); i++)
        if (!has(w, there[i].group, there[i].word))
            fail_msg("no word %s", there[i].word);
    for (size_t i = 0; i < G_N_ELEMENTS(absent); i++)
        if (has(w, absent[i].group, absent[i].word))
            fail_msg("there is a word %s", absent[i].word);
    for (guint i = 1; i < w->hashes->len; i++)
        assert_true(g_array_index(w->hashes, uint64_t, i) >
                    g_array_index(w->hashes, uint64_t, i - 1));
}

/* A script without blanks is read in characters and their pairs. */
static void test_scripts(void **state)
{
    g_autoptr(count_words) w =
        read_words("Content-Type: text/plain; charset=utf-8\n\n"
                   "注册账户 Ærlig ÅPEN\n");
    assert_true(has(w, COUNT_TEXT, "b:注"));
    assert_true(has(w, COUNT_PAIR, "b2:注 册"));
    assert_true(has(w, COUNT_TEXT, "b:ærlig"));
    assert_true(has(w, COUNT_TEXT, "b:ÅPEN"));
    assert_true(has(w, COUNT_TEXT, "b:åpen"));
}

/* Whatever comes in, words are bounded. */
static void test_limits(void **state)
{
    g_autoptr(GString) m = g_string_new("Subject: x\n\n");
    for (unsigned i = 0; i < 100000; i++)
        g_string_append_printf(m, "w%ux ", i);
    g_autoptr(count_words) many = read_words(m->str);
    assert_int_equal(many->hashes->len, COUNT_WORDS_MAX);

    g_string_assign(m, "Subject: x\n\n");
    for (unsigned i = 0; i < 300000; i++)
        g_string_append_c(m, 'a');
    g_autoptr(count_words) lengthy = read_words(m->str);
    assert_true(lengthy->hashes->len < 20);
    assert_true(has(lengthy, COUNT_TEXT, "b:aaaaaaaa~262140"));

    g_autoptr(count_words) none = read_words("");
    assert_true(none->hashes->len < 20);
    g_autoptr(count_words) odd =
        read_words("From:\nMessage-ID: @\nDate: :\nTo: ,,,@@,\nReceived: ;\n"
                   "Content-Type: text/html\n\n\xff\xfe<a href=\"://@:?\">"
                   "<\xc3 \xf0\x90");
    assert_true(odd->hashes->len > 0);
}

/* ---- the file ---- */

typedef struct place {
    char *folder, *path;
} place;

static int setup(void **state)
{
    place *p = g_new0(place, 1);
    secret_init(NULL);
    p->folder = g_dir_make_tmp("postern-count-XXXXXX", NULL);
    p->path = g_build_filename(p->folder, "words.count", NULL);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    place *p = *state;
    g_unlink(p->path);
    g_rmdir(p->folder);
    g_free(p->folder);
    g_free(p->path);
    g_free(p);
    return 0;
}

static const char *const names[] = {"spam", "ham", "billing", "fault"};

static count_file *make(const place *p, const uint32_t trained[4],
                        const count_row *rows, size_t n)
{
    GError *error = NULL;
    if (!count_write(p->path, &key, trained, 4, names, rows, n, &error))
        fail_msg("%s", error->message);
    count_file *f = count_open(p->path, &key, &error);
    if (f == NULL)
        fail_msg("%s", error->message);
    return f;
}

static void test_file(void **state)
{
    const uint32_t trained[] = {300, 400, 20, 30};
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(count_row));
    for (unsigned i = 0; i < 1000; i++) {
        count_row r = {(uint64_t)i * i * UINT64_C(1000000000000), i % 3, i + 1};
        g_array_append_val(rows, r);
        if (i % 7 == 0) {
            r.class = 3;
            g_array_append_val(rows, r);
        }
    }
    g_autoptr(count_file) f =
        make(*state, trained, (const count_row *)(void *)rows->data, rows->len);
    assert_int_equal(count_classes(f), 4);
    assert_int_equal(count_trained(f, 1), 400);
    assert_string_equal(count_class_name(f, 3), "fault");
    for (unsigned i = 0; i < 1000; i++) {
        size_t n;
        uint64_t hash = (uint64_t)i * i * UINT64_C(1000000000000);
        const count_row *r = count_find(f, hash, &n);
        assert_non_null(r);
        assert_int_equal(n, i % 7 == 0 ? 2 : 1);
        assert_int_equal(r->class, i % 3);
        assert_int_equal(r->count, i + 1);
        assert_null(count_find(f, hash + 1, &n));
        assert_int_equal(n, 0);
    }
    size_t n;
    assert_null(count_find(f, UINT64_MAX, &n));
}

static void refused(const char *path, const secret_key *with)
{
    GError *error = NULL;
    count_file *f = count_open(path, with, &error);
    if (f != NULL)
        fail_msg("a bad file was opened");
    assert_int_equal(err_class_of(error), ERR_DATA);
    assert_non_null(strstr(error->message, path));
    g_clear_error(&error);
}

static void test_damage(void **state)
{
    place *p = *state;
    const uint32_t trained[] = {300, 400, 20, 30};
    const count_row rows[] = {{5, 0, 1}, {5, 1, 2}, {9, 0, 3}};
    GError *error = NULL;
    assert_null(count_open(p->path, &key, &error));
    assert_int_equal(err_class_of(error), ERR_NOT_FOUND);
    g_clear_error(&error);

    count_close(make(p, trained, rows, 3));
    refused(p->path, &other_key);
    g_autoptr(GBytes) good = file_read(p->path, 0, NULL);
    gsize size;
    const char *data = g_bytes_get_data(good, &size);
    for (size_t i = 0; i < size; i += 13) {
        g_autofree char *bad = g_memdup2(data, size);
        bad[i] ^= 0x10;
        g_file_set_contents(p->path, bad, (gssize)size, NULL);
        refused(p->path, &key);
    }
    const size_t sizes[] = {0, 1, 100, size - 16, size - 1};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_file_set_contents(p->path, data, (gssize)sizes[i], NULL);
        refused(p->path, &key);
    }

    const count_row disorder[] = {{9, 0, 1}, {5, 0, 1}};
    const count_row twice[] = {{5, 0, 1}, {5, 0, 1}};
    const count_row class[] = {{5, 4, 1}};
    assert_false(
        count_write(p->path, &key, trained, 4, names, disorder, 2, NULL));
    assert_false(count_write(p->path, &key, trained, 4, names, twice, 2, NULL));
    assert_false(count_write(p->path, &key, trained, 4, names, class, 1, NULL));
    assert_false(count_write(p->path, &key, trained, COUNT_CLASSES_MAX + 1,
                             names, rows, 3, NULL));
}

/* ---- what it says ---- */

static double spam_of(const count_file *f, const uint64_t *hashes, guint n)
{
    count_words w = {g_array_new(FALSE, FALSE, sizeof(uint64_t))};
    double p;
    unsigned used;
    g_array_append_vals(w.hashes, hashes, n);
    assert_true(count_spam(f, &w, &p, &used));
    assert_true(used <= n);
    g_array_unref(w.hashes);
    return p;
}

static void test_spam(void **state)
{
    const uint32_t trained[] = {1000, 500, 0, 0};
    /* spam's, ham's, seen in the same share of both, spam's but once, ham's but
     * twice */
    const count_row rows[] = {{4, 0, 100}, {8, 1, 100},   {12, 0, 20},
                              {12, 1, 10}, {16, 0, 1000}, {21, 0, 1},
                              {24, 1, 2},  {28, 1, 2},    {32, 1, 2}};
    g_autoptr(count_file) f = make(*state, trained, rows, 9);
    const uint64_t spam[] = {4, 16}, ham[] = {8}, both[] = {12},
                   unknown[] = {1, 2, 3}, mixed[] = {4, 8}, once[] = {21},
                   two_groups[] = {4, 16, 21}, often[] = {16, 24, 28, 32};
    assert_float_equal(spam_of(f, unknown, 3), 0.5, 1e-9);
    assert_float_equal(spam_of(f, both, 1), 0.5, 1e-9);
    assert_true(spam_of(f, spam, 2) > 0.9);
    assert_true(spam_of(f, ham, 1) < 0.3);
    assert_float_equal(spam_of(f, mixed, 2), 0.5, 0.01);
    assert_true(spam_of(f, once, 1) > 0.5);
    assert_true(spam_of(f, once, 1) < spam_of(f, spam, 1));
    assert_true(spam_of(f, two_groups, 3) > spam_of(f, spam, 2));
    assert_true(spam_of(f, often, 4) > 0.5);
    assert_true(spam_of(f, often, 4) < spam_of(f, often, 1));
    assert_true(spam_of(f, often + 1, 3) < 0.5);
}

static void test_too_few(void **state)
{
    const count_row rows[] = {{4, 0, 100}};
    const uint32_t few[][4] = {{COUNT_TRAINED_MIN, COUNT_TRAINED_MIN - 1},
                               {COUNT_TRAINED_MIN - 1, 1000},
                               {0, 0}};
    g_autoptr(count_words) w = read_words("Subject: x\n\nx\n");
    double p;
    unsigned used;
    for (size_t i = 0; i < G_N_ELEMENTS(few); i++) {
        g_autoptr(count_file) f = make(*state, few[i], rows, 1);
        assert_false(count_spam(f, w, &p, &used));
        assert_float_equal(p, 0.5, 0);
    }
    const uint32_t enough[] = {COUNT_TRAINED_MIN, COUNT_TRAINED_MIN, 0, 0};
    g_autoptr(count_file) f = make(*state, enough, rows, 1);
    assert_true(count_spam(f, w, &p, &used));
}

static void test_categories(void **state)
{
    const uint32_t trained[] = {0, 0, 20, 20};
    const count_group t = COUNT_TEXT;
    count_row rows[] = {{400 + t, 2, 15},
                        {800 + t, 3, 15},
                        {1200 + t, 2, 10},
                        {1200 + t, 3, 10}};
    g_autoptr(count_file) f = make(*state, trained, rows, 4);
    count_words w = {g_array_new(FALSE, FALSE, sizeof(uint64_t))};
    const uint64_t billing[] = {400 + t, 1200 + t};
    g_array_append_vals(w.hashes, billing, 2);
    g_autoptr(GArray) g = count_categories(f, &w);
    assert_int_equal(g->len, 2);
    assert_int_equal(g_array_index(g, count_guess, 0).class, 2);
    assert_true(g_array_index(g, count_guess, 0).probability > 0.6);
    assert_true(g_array_index(g, count_guess, 0).probability +
                    g_array_index(g, count_guess, 1).probability <
                1);

    g_array_set_size(w.hashes, 1);
    g_array_index(w.hashes, uint64_t, 0) = 1200 + t;
    g_autoptr(GArray) undecided = count_categories(f, &w);
    assert_float_equal(g_array_index(undecided, count_guess, 0).probability,
                       g_array_index(undecided, count_guess, 1).probability,
                       1e-9);
    g_array_unref(w.hashes);
}

static void test_few_categories(void **state)
{
    const uint32_t trained[] = {0, 0, 20, COUNT_CATEGORY_MIN - 1};
    const count_row rows[] = {{401, 2, 15}};
    g_autoptr(count_file) f = make(*state, trained, rows, 1);
    g_autoptr(count_words) w = read_words("Subject: x\n\nx\n");
    g_autoptr(GArray) g = count_categories(f, w);
    assert_int_equal(g->len, 0);
}

static bool hit(const judge_opinion *o, const char *name)
{
    for (guint i = 0; i < o->verdict->hits->len; i++)
        if (strcmp(((verdict_hit *)o->verdict->hits->pdata[i])->rule, name) ==
            0)
            return true;
    return false;
}

/* Through the rules: check_bayes hears the probability, or hears nothing. */
static void test_judge(void **state)
{
    static const char *const paths[] = {SET_SHIPPED, NULL};
    static const char message[] = "Subject: offer\n\noffer\n";
    const uint32_t trained[] = {300, 300, 10, 10};
    const count_row rows[] = {{hash_of(COUNT_TEXT, "b:offer"), 0, 300}};
    GError *error = NULL;
    g_autoptr(judge) j = judge_new(paths, 0, 0, NULL, &error);
    if (j == NULL)
        fail_msg("%s", error->message);
    g_autoptr(judge_opinion) before =
        judge_message(j, message, strlen(message), false);
    assert_true(before->verdict->probability == -1);
    assert_false(hit(before, "BAYES_00") || hit(before, "BAYES_50") ||
                 hit(before, "BAYES_60") || hit(before, "BAYES_80"));

    judge_learned(j, make(*state, trained, rows, 1));
    g_autoptr(judge_opinion) o =
        judge_message(j, message, strlen(message), false);
    assert_true(o->verdict->probability > 0.6);
    assert_true(o->verdict->probability < 0.95);
    assert_true(hit(o, "BAYES_60") || hit(o, "BAYES_80"));
    assert_false(hit(o, "BAYES_00") || hit(o, "BAYES_50") ||
                 hit(o, "BAYES_99"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_limits),
        cmocka_unit_test_setup_teardown(test_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(test_spam, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_few, setup, teardown),
        cmocka_unit_test_setup_teardown(test_categories, setup, teardown),
        cmocka_unit_test_setup_teardown(test_few_categories, setup, teardown),
        cmocka_unit_test_setup_teardown(test_judge, setup, teardown),
    };
    return cmocka_run_group_tests_name("count", tests, NULL, NULL);
}
