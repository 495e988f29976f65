/* The judge: what it says of a message, and its hits on the wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "rules/judge.h"

static const char rules[] = "body     LOST  /lost my password/\n"
                            "describe LOST  A lost password\n"
                            "vote     LOST  category:account 3.0\n"
                            "header   LONG  Subject =~ /x{300}/\n"
                            "score    LONG  2.5\n"
                            "full     SLOW  /^(?:a|aa|a.?a)+$/m\n";

static char *rule_file(void)
{
    char *path = NULL;
    int fd = g_file_open_tmp("postern-judge-XXXXXX.cf", &path, NULL);

    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, rules, -1, NULL));
    return path;
}

static judge *own_judge(void)
{
    g_autofree char *path = rule_file();
    const char *const paths[] = {path, NULL};
    judge *j = judge_new(paths, 0, 0, NULL, NULL);

    g_unlink(path);
    assert_non_null(j);
    return j;
}

static judge_opinion *opinion_of(const judge *j)
{
    g_autofree char *many = g_strnfill(300, 'x');
    g_autofree char *mail = g_strdup_printf(
        "From: a@example.com\nSubject: %s\n\nI have lost my password.\n", many);

    return judge_message(j, mail, strlen(mail), true);
}

static void test_opinion(void **state)
{
    g_autoptr(judge) j = own_judge();
    g_autoptr(judge_opinion) o = opinion_of(j);
    const judge_hit *lost, *large;

    assert_int_equal(o->verdict->hits->len, 2);
    assert_int_equal(o->hits->len, 2);
    assert_true(o->verdict->score == 2.5);
    assert_false(o->verdict->spam);
    lost = o->hits->pdata[0];
    large = o->hits->pdata[1];
    assert_string_equal(lost->rule, "LOST");
    assert_string_equal(lost->text, "lost my password");
    assert_string_equal(lost->votes, "category:account 3.0");
    assert_true(g_str_has_suffix(lost->place, ".cf:1"));
    assert_int_equal(strlen(large->text), JUDGE_SHOWN_MAX + strlen("..."));
    assert_int_equal(o->slow->len, 0);
    judge_opinion *quiet = judge_message(j, "", 0, false);
    assert_null(quiet->hits);
    judge_opinion_free(quiet);
}

/* A model of two categories that one word each tells apart. */
static model_file *own_model(const secret_key *key)
{
    static const char *const names[] = {"parcels", "invoices"};
    static const char *const texts[] = {"the parcel", "the invoice"};
    g_autoptr(GPtrArray) kept =
        g_ptr_array_new_with_free_func((GDestroyNotify)model_text_free);
    model_lesson lessons[20];

    for (unsigned i = 0; i < 20; i++) {
        model_text *t = model_read(NULL, texts[i % 2], key, false);
        g_ptr_array_add(kept, t);
        lessons[i] = (model_lesson){i % 2, t};
    }
    g_autoptr(GBytes) bytes = model_train(lessons, 20, names, 2, key, NULL);
    return model_from_bytes(bytes, key, NULL);
}

/* What is learned of categories comes with the letter, words where they are asked
 * for, and both go over the wire. */
static void test_learned(void **state)
{
    static const secret_key key = {{1}};
    g_autoptr(judge) j = own_judge();
    g_autoptr(judge_opinion) before = opinion_of(j);
    g_autoptr(judge_opinion) o = opinion_of(j);
    g_autoptr(judge_opinion) wordless = opinion_of(j);
    g_autoptr(letter) l = letter_new();
    l->subject = g_strdup("Where is my Parcel?");
    judge_letter(j, l, true, before);
    assert_int_equal(before->verdict->guesses->len, 0);
    assert_false(judge_reads_letters(j));
    judge_categories(j, own_model(&key));
    assert_true(judge_reads_letters(j));
    judge_letter(j, l, false, wordless);
    assert_int_equal(wordless->verdict->spoke->len, 0);
    judge_letter(j, l, true, o);
    g_autoptr(GBytes) bytes = verdict_to_bytes(o->verdict);
    g_autoptr(verdict) v = verdict_from_bytes(bytes, NULL);
    const verdict_vote *guess = v->guesses->pdata[0];
    const verdict_vote *word = v->spoke->pdata[0];
    assert_string_equal(guess->name, "parcels");
    assert_true(guess->weight > 0.5 && guess->weight <= 1);
    assert_string_equal(word->name, "Parcel");
    assert_true(word->weight > 0.5);
}

/* A pattern that runs away is named, and the others are still heard. */
static void test_slow(void **state)
{
    g_autoptr(judge) j = own_judge();
    g_autofree char *many = g_strnfill(300, 'a');
    g_autofree char *mail =
        g_strdup_printf("Subject: y\n\nI have lost my password.\n%s!\n", many);
    g_autoptr(judge_opinion) o = judge_message(j, mail, strlen(mail), false);

    assert_int_equal(o->verdict->hits->len, 1);
    assert_true(o->slow->len > 0);
    assert_string_equal(o->slow->pdata[0], "SLOW");
}

static void test_wire(void **state)
{
    g_autoptr(judge) j = own_judge();
    g_autoptr(judge_opinion) o = opinion_of(j);
    g_autoptr(GBytes) bytes = judge_hits_to_bytes(o->hits);
    g_autoptr(GPtrArray) back = judge_hits_from_bytes(bytes, NULL);
    gsize size = g_bytes_get_size(bytes);

    assert_int_equal(back->len, 2);
    assert_string_equal(((judge_hit *)back->pdata[0])->text,
                        "lost my password");
    for (gsize cut = 1; cut < size; cut += 7) {
        g_autoptr(GBytes) less = g_bytes_new_from_bytes(bytes, 0, cut);
        g_autoptr(GPtrArray) got = judge_hits_from_bytes(less, NULL);
        assert_null(got);
    }
    g_autofree char *large = g_malloc0(JUDGE_HITS_MAX + 1);
    g_autoptr(GBytes) flood = g_bytes_new_static(large, JUDGE_HITS_MAX + 1);
    assert_null(judge_hits_from_bytes(flood, NULL));
}

static void test_shipped(void **state)
{
    const char *const paths[] = {SET_SHIPPED, NULL};
    static const char mail[] = "X-Spam-Flag: YES\nSubject: y\n\nHello.\n";
    g_autoptr(judge) j = judge_new(paths, 0, 0, NULL, NULL);

    assert_non_null(j);
    assert_non_null(set_rule(judge_set(j), "MTA_SPAM_FLAG"));
    g_autoptr(judge_opinion) o = judge_message(j, mail, sizeof mail - 1, false);
    assert_true(o->verdict->spam);
}

static void test_refused(void **state)
{
    const char *const paths[] = {"/nonexistent/rules.cf", NULL};
    GError *error = NULL;

    assert_null(judge_new(paths, 0, 0, NULL, &error));
    assert_non_null(error);
    g_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opinion), cmocka_unit_test(test_slow),
        cmocka_unit_test(test_learned), cmocka_unit_test(test_wire),
        cmocka_unit_test(test_shipped), cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
