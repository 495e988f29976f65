/* test_rules_set: rule files read: problems with their places, what replaces
 * what, conditions, votes and tests. */
#include "lib/rules_fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "rules/pattern/pattern.h"

static void test_problems(void **state)
{
    static const struct {
        const char *rules;
        int line, column;
        const char *words; /* in the text with its caret */
    } rows[] = {
        {"body A /x(/\n", 1, 11, "              ^"},
        {"\n\nbody A /x/q\n", 3, 11, "unknown modifier"},
        {"body A x\n", 1, 8, "missing delimiters"},
        {"body A /x\n", 1, 10, "closing delimiter"},
        {"body 1A /x/\n", 1, 6, "a rule's name"},
        {"nonsense A b\n", 1, 1, "is not a keyword"},
        {"header A To /x/\n", 1, 13, "write Header =~"},
        {"header A To:big =~ /x/\n", 1, 13, "modifiers are"},
        {"meta A (B &&\n", 1, 13, "A:"},
        {"score A 1 2\n", 1, 9, "one number, or four"},
        {"score A (1)\n", 1, 9, "relative"},
        {"tflags A often\n", 1, 10, "is not a flag"},
        {"tflags A multiple,often\n", 1, 19, "is not a flag"},
        {"trusted_networks 192.0.2 foo\n", 1, 26, "foo is not a network"},
        {"internal_networks 192.0.2.0/33\n", 1, 19, "is not a network"},
        {"trusted_networks 300/8\n", 1, 18, "is not a network"},
        {"trusted_networks [::1/64\n", 1, 18, "is not a network"},
        {"trusted_networks 192.0.2.0/255.0.255.0\n", 1, 18, "is not a network"},
        {"vote A account 3\n", 1, 8, "KIND:NAME"},
        {"vote A category:account much\n", 1, 25, "weight"},
        {"vote A colour:red 1\n", 1, 8, "kinds of votes"},
        {"vote A priority:hihg 1\n", 1, 17, "priorities are low"},
        {"vote A line:first 1\n", 1, 13, "lines are numbers"},
        {"vote A line:10 1\n", 1, 13, "lines are numbers"},
        {"test A maybe x\n", 1, 8, "ok (must hit)"},
        {"if foo\nendif\n", 1, 4, "a condition knows"},
        {"if (version >= 3)\nbody A /x/\n", 1, 1, "no endif"},
        {"else\n", 1, 1, "without an if"},
        {"include nothere.cf\n", 1, 9, "nothere.cf"},
        {"body A /x(?{ 1 })/\n", 1, 10, "never run"},
        {"body A /\\\\\\b{wb}a/\n", 1, 11, "\\b alone is"},
        {"body A /a(?<=b+)/\n", 1, 10, "lookbehind"},
        {"replace_tag A\n", 1, 13, "a name and a pattern"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GPtrArray *problems = NULL;
        GError *error = NULL;
        rule_set *s =
            set_read_text("t.cf", rows[i].rules, 0, &problems, &error);
        assert_null(s);
        assert_non_null(error);
        assert_true(problems->len >= 1);
        const rule_problem *p = problems->pdata[0];
        g_autofree char *text = rule_problem_text(p);
        g_autofree char *where =
            g_strdup_printf("t.cf:%d:%d: ", rows[i].line, rows[i].column);
        if (!g_str_has_prefix(text, where) ||
            strstr(text, rows[i].words) == NULL)
            fail_msg("%s expected %s ... %s: %s", rows[i].rules, where,
                     rows[i].words, text);
        g_error_free(error);
        g_ptr_array_unref(problems);
    }
}

static void test_votes_for_fields(void **state)
{
    static const char *const rows[] = {
        "body A /x/\nvote A field:order 3\n",
        "meta A 1\nvote A field:order 3\n",
        "header A To !~ /(x)/\nvote A field:order 3\n",
        "header A exists:To\nvote A field:order 3\n",
        "body A /(?:x)/\nvote A field:order 3\n",
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GPtrArray *problems = NULL;
        rule_set *s = set_read_text("t.cf", rows[i], 0, &problems, NULL);
        assert_null(s);
        assert_int_equal(problems->len, 1);
        g_autofree char *text = rule_problem_text(problems->pdata[0]);
        if (!g_str_has_prefix(text,
                              "t.cf:2: A has nothing to fill field order"))
            fail_msg("%s: %s", rows[i], text);
        g_ptr_array_unref(problems);
    }
}

static void test_all_problems_in_one_run(void **state)
{
    GPtrArray *problems = NULL;
    (void)state;
    rule_set *s = set_read_text("t.cf", "body A /(/\nbody B /y/\nscore C x\n",
                                SET_LENIENT, &problems, NULL);
    assert_non_null(s);
    assert_int_equal(problems->len, 2);
    assert_null(set_rule(s, "A"));
    assert_non_null(set_rule(s, "B"));
    set_free(s);
    g_ptr_array_unref(problems);
}

/* A local.cf of SpamAssassin: all of it is taken, what is missed is named. */
static void test_foreign_settings(void **state)
{
    GPtrArray *problems = NULL;
    GError *error = NULL;
    (void)state;
    rule_set *s = set_read_text("t.cf",
                                "use_bayes_rules 1\nreport_charset UTF-8\n"
                                "skip_rbl_checks 1\nbayes_path /x\n"
                                "replace_start <\nreplace_end >\n"
                                "normalize_charset 0\nreplace_start [\n"
                                "uri_detail U domain =~ /x/\nmeta M U\n"
                                "time_limit 300\ntxrep_factor 0.5\n",
                                0, &problems, &error);
    assert_non_null(s);
    assert_int_equal(problems->len, 2);
    for (guint i = 0; i < 2; i++) {
        const rule_problem *p = problems->pdata[i];
        assert_false(p->fatal);
        assert_int_equal(p->line, 7 + i);
    }
    assert_non_null(set_rule(s, "U")->unsupported);
    assert_non_null(set_rule(s, "M")->unsupported);
    set_free(s);
    g_ptr_array_unref(problems);
}

static void test_networks(void **state)
{
    static const struct {
        const char *given, *read;
    } rows[] = {{"192.0.2.9", "192.0.2.9/32"},
                {"192.0.2", "192.0.2.0/24"},
                {"192.0.", "192.0.0.0/16"},
                {"10/8", "10.0.0.0/8"},
                {"192.0.2.9/24", "192.0.2.0/24"},
                {"192.0.2.0/255.255.254.0", "192.0.2.0/23"},
                {"!192.0.2.1", "!192.0.2.1/32"},
                {"[2001:db8::9]/32", "2001:db8::/32"},
                {"2001:db8::", "2001:db8::/128"},
                {"0/0", "0.0.0.0/0"},
                {"::/0", "::/0"}};
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strdup_printf("trusted_networks %s\n", rows[i].given);
        rule_set *s = rules_from(text);
        assert_int_equal(s->trusted_networks->len, 1);
        assert_string_equal(s->trusted_networks->pdata[0], rows[i].read);
        set_free(s);
    }
}

/* Slips that are no mistakes are named too, with what was probably meant. */
static void test_hints(void **state)
{
    static const struct {
        const char *rules, *words;
    } rows[] = {
        {"bdy A /x/\n", "did you mean \"body\"?"},
        {"endfi\n", "did you mean \"endif\"?"},
        {"tflags A multipel\n", "did you mean \"multiple\"?"},
        {"body __ABC /x/\nmeta M __ACB && 1\n", "did you mean \"__ABC\"?"},
        {"meta M __ABC\n", "there is no rule __ABC"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GPtrArray *problems = NULL;
        rule_set *s =
            set_read_text("t.cf", rows[i].rules, SET_LENIENT, &problems, NULL);
        assert_int_equal(problems->len, 1);
        const rule_problem *p = problems->pdata[0];
        if (strstr(p->text, rows[i].words) == NULL)
            fail_msg("%s: %s", rows[i].rules, p->text);
        set_free(s);
        g_ptr_array_unref(problems);
    }
    rule_set *s = rules_from("header A eval:html_tag_exist('a')\n");
    assert_non_null(strstr(set_rule(s, "A")->unsupported, "html_tag_exists"));
    set_free(s);
}

/* The caret stands below its letter, however wide those before it are. */
static void test_carets(void **state)
{
    static const struct {
        const char *rules, *tail;
    } rows[] = {
        {"body A /щ(/\n", "\n    body A /щ(/\n              ^"},
        {"body A /語(/\n", "\n    body A /語(/\n               ^"},
        {"\tbody\tA\t/x(/\n", "\n     body A /x(/\n               ^"},
        {"body  Ünï /x/\n", "\n    body  Ünï /x/\n          ^~~"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GPtrArray *problems = NULL;
        set_free(
            set_read_text("t.cf", rows[i].rules, SET_LENIENT, &problems, NULL));
        g_autofree char *text = rule_problem_text(problems->pdata[0]);
        if (!g_str_has_suffix(text, rows[i].tail))
            fail_msg("%s: %s", rows[i].rules, text);
        g_ptr_array_unref(problems);
    }
}

static void test_octets_of_files(void **state)
{
    static const char begin[] = "\xef\xbb\xbf"
                                "body A /x/\r\nbody B /y/i\r\n",
                      nul[] = "body C /x/\nbo\0dy D /x/\n";
    GPtrArray *problems = NULL;
    GError *error = NULL;
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("rules-XXXXXX", &error);
    assert_non_null(folder);
    g_autofree char *one = g_build_filename(folder, "1.cf", NULL);
    g_autofree char *two = g_build_filename(folder, "2.cf", NULL);
    assert_true(g_file_set_contents(one, begin, sizeof begin - 1, NULL));
    assert_true(g_file_set_contents(two, nul, sizeof nul - 1, NULL));
    const char *paths[] = {folder, NULL};
    rule_set *s = set_read(paths, SET_LENIENT, &problems, &error);
    assert_non_null(s);
    assert_non_null(set_rule(s, "A"));
    assert_non_null(set_rule(s, "B"));
    assert_non_null(set_rule(s, "C"));
    assert_int_equal(problems->len, 2); /* "bo", and why */
    const rule_problem *p = problems->pdata[1];
    assert_int_equal(p->line, 2);
    assert_non_null(strstr(p->text, "NUL"));
    g_ptr_array_unref(problems);
    /* what is included is a part of the set's name; what is not there, not
     * of its other files */
    g_autofree char *before = g_strdup(s->name);
    set_free(s);
    g_autofree char *inner = g_build_filename(folder, "inner", NULL);
    assert_true(g_file_set_contents(two, "include inner\n", -1, NULL));
    char *names[2];
    for (int i = 0; i < 2; i++) {
        const char *text = i == 0 ? "body I /a/\n" : "body I /b/\n";
        assert_true(g_file_set_contents(inner, text, -1, NULL));
        s = set_read(paths, 0, NULL, &error);
        assert_non_null(s);
        names[i] = g_strdup(s->name);
        set_free(s);
    }
    assert_string_not_equal(names[0], names[1]);
    assert_string_not_equal(names[0], before);
    g_free(names[0]);
    g_free(names[1]);
    g_remove(two);
    assert_int_equal(symlink("nothere", two), 0);
    s = set_read(paths, SET_LENIENT, &problems, &error);
    assert_non_null(s);
    assert_non_null(set_rule(s, "A"));
    assert_int_equal(problems->len, 1);
    set_free(s);
    g_ptr_array_unref(problems);
    g_remove(inner);
    g_remove(one);
    g_remove(two);
    g_rmdir(folder);
}

static void test_later_over_earlier(void **state)
{
    (void)state;
    rule_set *s = rules_from("body A /x/\nscore A 2\nheader A To =~ /y/\n"
                             "score A 1 2 3 4\nscore GHOST 5\n"
                             "describe A first\ndescribe A second\n");
    const rule *a = set_rule(s, "A");
    assert_int_equal(a->type, RULE_HEADER);
    assert_int_equal(a->line, 3);
    assert_true(a->score == 1 && a->scores[3] == 4);
    assert_string_equal(a->describe, "second");
    assert_null(set_rule(s, "GHOST"));
    assert_int_equal(s->rules->len, 1);
    set_free(s);
}

static void test_conditions(void **state)
{
    static const struct {
        const char *condition;
        bool holds;
    } rows[] = {
        {"if (version >= 3.004000)", true},
        {"if (version < 3.0)", false},
        {"if !(version < 3.0) && (1 == 1)", true},
        {"if can(Mail::SpamAssassin::Conf::feature_bug6558_free)", true},
        {"if plugin(Mail::SpamAssassin::Plugin::HTMLEval)", true},
        {"ifplugin Mail::SpamAssassin::Plugin::FreeMail", true},
        {"ifplugin Mail::SpamAssassin::Plugin::NoSuchThing", false},
        {"if (version < 3.0) || (version > 3.0)", true},
        {"if can(Mail::SpamAssassin::Conf::feature_subjprefix)", true},
        {"if can(Mail::SpamAssassin::Conf::feature_to_come)", false},
        {"if can(Mail::SpamAssassin::Conf::feature_capture_rules)", false},
        {"if has(Mail::SpamAssassin::Plugin::HTMLEval::html_tag_exists)", true},
        {"if has(Mail::SpamAssassin::Plugin::HTMLEval::nothing)", false},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf(
            "%s\nbody YES /x/\nif (version < 1)\nbody NEVER /x/\nendif\n"
            "else\nbody NO /x/\nendif\nbody ALWAYS /x/\n",
            rows[i].condition);
        rule_set *s = rules_from(text);
        assert_int_equal(set_rule(s, "YES") != NULL, rows[i].holds);
        assert_int_equal(set_rule(s, "NO") != NULL, !rows[i].holds);
        assert_null(set_rule(s, "NEVER"));
        assert_non_null(set_rule(s, "ALWAYS"));
        set_free(s);
    }
}

static void test_language_and_comments(void **state)
{
    (void)state;
    rule_set *s = rules_from("body A /a\\#b/ # a comment\n"
                             "lang de describe A auf Deutsch\n"
                             "lang en describe A in English\n");
    const rule *a = set_rule(s, "A");
    assert_string_equal(pattern_text(a->pattern, NULL), "a#b");
    assert_string_equal(a->describe, "in English");
    set_free(s);
}

static void test_votes_and_tests(void **state)
{
    (void)state;
    rule_set *s = rules_from("body A /x/\nvote A category:account 3.5\n"
                             "vote A faq:reset 1\ntest A ok an x\n"
                             "test A fail a y\n");
    const rule *a = set_rule(s, "A");
    const rule_vote *vote = a->votes->pdata[0];
    const rule_test *test = a->tests->pdata[1];
    assert_int_equal(a->votes->len, 2);
    assert_string_equal(vote->kind, "category");
    assert_string_equal(vote->name, "account");
    assert_true(vote->weight == 3.5);
    assert_int_equal(vote->line, 2);
    assert_false(test->ok);
    assert_string_equal(test->text, "a y");
    set_free(s);
}

static void test_include(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("rules-XXXXXX", NULL);
    g_autofree char *one = g_build_filename(folder, "one.cf", NULL);
    g_autofree char *two = g_build_filename(folder, "two.inc", NULL);
    const char *paths[] = {folder, NULL};
    GError *error = NULL;
    (void)state;
    g_file_set_contents(one, "include two.inc\nbody B /y/\n", -1, NULL);
    g_file_set_contents(two, "body A /x/\n", -1, NULL);
    rule_set *s = set_read(paths, 0, NULL, NULL);
    assert_non_null(s);
    assert_non_null(set_rule(s, "A"));
    assert_true(g_str_has_suffix(set_rule(s, "A")->file, "two.inc"));
    set_free(s);
    g_file_set_contents(two, "include one.cf\n", -1, NULL); /* a ring */
    s = set_read(paths, 0, NULL, &error);
    assert_null(s);
    assert_non_null(strstr(error->message, "include itself"));
    g_error_free(error);
    g_unlink(one);
    g_unlink(two);
    g_rmdir(folder);
}

static void test_unsupported_is_passed_on(void **state)
{
    (void)state;
    rule_set *s =
        rules_from("header E eval:no_such_test()\nmeta M E || B\nbody B /x/\n"
                   "meta N M + 1\nmeta OK B\nmeta RING RONG\nmeta RONG RING\n");
    assert_non_null(strstr(set_rule(s, "E")->unsupported, "no_such_test"));
    assert_non_null(strstr(set_rule(s, "M")->unsupported, "E"));
    assert_non_null(strstr(set_rule(s, "N")->unsupported, "M"));
    assert_null(set_rule(s, "OK")->unsupported);
    assert_non_null(strstr(set_rule(s, "RONG")->unsupported, "itself"));
    g_autofree char *got = hits_of(s, "Subject: x\n\nx\n", 0);
    assert_string_equal(got, "B,OK");
    set_free(s);
}

static void test_replace_tags(void **state)
{
    (void)state;
    assert_hits("replace_tag A [a@]\nreplace_tag AB (?:<A>b|zz)\n"
                "replace_inter SP _\nreplace_post P +\n"
                "body X /<inter SP><A><AB>/\nbody Y /c<A>/\nbody Z /<none>/\n"
                "body W /<post P><A>d/\nreplace_rules X Y Z W\n",
                "Subject: s\n\nc@ a_@b a@ad <none>\n", "X,Y,Z,W");
}

/* Tags so large that the plain pattern does not compile. */
static void test_large_replace_tags(void **state)
{
    GString *rules = g_string_new("replace_tag L (?:");
    (void)state;
    for (int i = 0; i < 1500; i++)
        g_string_append_printf(rules, "%sword%d", i > 0 ? "|" : "", i);
    g_string_append(rules, ")\nbody X /<L> <L> <L> <L> <L> <L> <L> <L>!/\n"
                           "replace_rules X\n");
    rule_set *s = rules_from(rules->str);
    assert_null(set_rule(s, "X")->unsupported);
    g_autofree char *yes = hits_of(
        s, "Subject: s\n\nword1 word2 word3 word4 word5 word6 word7 word1499!",
        0);
    g_autofree char *no = hits_of(
        s, "Subject: s\n\nword1 word2 word3 word4 word5 word6 word7 sword!", 0);
    assert_string_equal(yes, "X");
    assert_string_equal(no, "");
    set_free(s);
    g_string_free(rules, TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_problems),
        cmocka_unit_test(test_votes_for_fields),
        cmocka_unit_test(test_all_problems_in_one_run),
        cmocka_unit_test(test_later_over_earlier),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_foreign_settings),
        cmocka_unit_test(test_networks),
        cmocka_unit_test(test_octets_of_files),
        cmocka_unit_test(test_hints),
        cmocka_unit_test(test_carets),
        cmocka_unit_test(test_language_and_comments),
        cmocka_unit_test(test_votes_and_tests),
        cmocka_unit_test(test_include),
        cmocka_unit_test(test_unsupported_is_passed_on),
        cmocka_unit_test(test_replace_tags),
        cmocka_unit_test(test_large_replace_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
