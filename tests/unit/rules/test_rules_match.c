/* test_rules_match: rules against a message: what each type sees, how often it
 * hits, votes; and eval tests. */
#include "lib/rules_fixture.h"

#define MESSAGE                                                         \
    "From: Ann <ann@free.example.com>\nTo: kari@example.org\n"          \
    "Subject: Hello =?utf-8?q?w=C3=B8rld?=\nX-A: one\nX-A: two\n"       \
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n"                \
    "Content-Type: text/plain\nContent-Disposition: inline\n\n"         \
    "First line\nof a paragraph.\n\nSecond http://www.spam.com/x\n"     \
    "--b\nContent-Type: text/html; charset=utf-8\n\n<b>Rich</b> text\n" \
    "--b--\n"

static void test_types(void **state)
{
    static const struct {
        const char *rule;
        bool hit;
    } rows[] = {
        {"header A Subject =~ /^Hello w\303\270rld$/", true},
        {"header A Subject:raw =~ /=\\?utf-8/", true},
        {"header A subject =~ /Hello/", true},
        {"header A From:addr =~ /^ann\\@free\\.example\\.com$/", true},
        {"header A From:name =~ /^Ann$/", true},
        {"header A From:addr:domain =~ /^example\\.com$/", true},
        {"header A X-A =~ /^one\\ntwo$/", true},
        {"header A X-A:first =~ /two/", false},
        {"header A X-A:last =~ /two/", true},
        {"header A exists:X-A", true},
        {"header A exists:X-B", false},
        {"header A X-B !~ /x/", true},
        {"header A X-B =~ /^none$/ [if-unset: none]", true},
        {"header A ToCc =~ /kari/", true},
        {"header A ALL =~ /^X-A: two$/m", true},
        {"body A /^Hello/", true},
        {"body A /First line of a paragraph\\./", true},
        {"body A /Rich text/", true},
        {"body A /<b>/", false},
        {"body A /paragraph\\. Second/", false},
        {"rawbody A /<b>Rich/", true},
        {"rawbody A /line\\nof/", true},
        {"rawbody A /Hello/", false},
        {"uri A m{^http://www\\.spam\\.com/x$}", true},
        {"full A /^--b--$/m", true},
        {"mimeheader A Content-Disposition =~ /inline/", true},
        {"mimeheader A Content-Type =~ /text.html/", true},
        {"mimeheader A Content-Type =~ /image/", false},
        {"mimeheader A Content-Type !~ /image/", true},
        {"mimeheader A Content-Type !~ /html/", false},
        {"mimeheader A Content-Type !~ /text/", false},
        {"mimeheader A ALL =~ /^Content-Type: text.html/m", true},
        {"mimeheader A ALL =~ /^Content-Type: image/m", false},
        {"mimeheader A X-None =~ /^none$/ [if-unset: none]", true},
        {"mimeheader A X-None =~ /^$/", false},
        {"mimeheader A X-None !~ /x/", true},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        rule_set *s = rules_from(rows[i].rule);
        g_autofree char *got = hits_of(s, MESSAGE, 0);
        if ((got[0] != '\0') != rows[i].hit)
            fail_msg("%s: %s", rows[i].rule, got);
        set_free(s);
    }
}

static void test_counts(void **state)
{
    (void)state;
    assert_hits("body A /a/\nbody B /a/\ntflags B multiple\n"
                "body C /a/\ntflags C multiple maxhits=2\n"
                "body D /s/\ntflags D nosubject\nbody E /a/\nscore E 0\n"
                "body F /x*/\ntflags F multiple maxhits=3\n",
                "Subject: s\n\naaa a\n", "A,B*4,C*2,F*3");
}

static void test_score_and_votes(void **state)
{
    (void)state;
    rule_set *s = rules_from("body A /x/\nscore A 2.5\nbody __B /x/\n"
                             "body C /x/\nscore C -1\nbody T_D /x/\n"
                             "vote A category:one 1\nvote A category:two 2\n"
                             "vote __B category:two 2\nvote A faq:f 4\n"
                             "vote A line:2 1\nvote C faq:f 5\n");
    matcher *m = match_new(s, 0);
    view *v = view_from("Subject: x\n\nx\n", s);
    match_result *r = match_run(m, v, 1000);
    verdict *verdict_got = match_verdict(m, r, 1.5);
    assert_true(r->score > 1.5099 && r->score < 1.5101);
    assert_true(verdict_got->spam);
    assert_int_equal(verdict_got->categories->len, 2);
    const verdict_vote *first = verdict_got->categories->pdata[0];
    assert_string_equal(first->name, "two");
    assert_true(first->weight == 4);
    assert_int_equal(verdict_got->votes->len, 2);
    first = verdict_got->votes->pdata[0];
    assert_string_equal(first->kind, "faq");
    assert_string_equal(first->name, "f");
    assert_true(first->weight == 9);
    verdict_free(verdict_got);
    match_result_free(r);
    view_free(v);
    match_free(m);
    set_free(s);
}

static void test_captures(void **state)
{
    static const struct {
        const char *rules, *mail;
        const char *found; /* "kind=name weight " each */
    } rows[] = {
        {"body A /order ([A-Z]-\\d+)/\nvote A field:order 3\n",
         "Subject: x\n\nMy order A-17 and order B-2.\n", "field:order=A-17 3 "},
        {"header A Subject =~ /\\[(\\w+)\\]/\nvote A field:site 2\n"
         "body B /at (.+)$/\nvote B field:site 1\n",
         "Subject: [oslo] x\n\nIt is at bergen  \n",
         "field:site=oslo 2 field:site=bergen 1 "},
        {"body A /x(y)?/\nvote A field:f 3\n", "Subject: s\n\nx\n", ""},
        {"body A /x( *)z/\nvote A field:f 3\n", "Subject: s\n\nx  z\n", ""},
        {"body A /(?<=no )(\\d)(\\d)(\\d)/\nvote A field:f 3\n",
         "Subject: s\n\nno 123\n", "field:f=1 3 "},
        {"body A /n (\\S+)/\ntflags A utf8\nvote A field:f 3\n",
         "Content-Type: text/plain; charset=utf-8\n\nn \xc3\xa6r\n",
         "field:f=\xc3\xa6r 3 "},
        {"body A /n (x+)/\nvote A field:f 3\n"
         "body B /n (xx)/\nvote B field:f 3\n",
         "Subject: s\n\nn xx\n", "field:f=xx 6 "},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        rule_set *s = rules_from(rows[i].rules);
        matcher *m = match_new(s, 0);
        view *v = view_from(rows[i].mail, s);
        match_result *r = match_run(m, v, 1000);
        verdict *is = match_verdict(m, r, 5);
        g_autoptr(GBytes) bytes = verdict_to_bytes(is);
        g_autoptr(verdict) back = verdict_from_bytes(bytes, NULL);
        g_autoptr(GString) all = g_string_new(NULL);
        assert_non_null(back);
        for (guint k = 0; k < back->votes->len; k++) {
            const verdict_vote *one = back->votes->pdata[k];
            g_string_append_printf(all, "%s=%s %.0f ", one->kind, one->name,
                                   one->weight);
        }
        if (strcmp(all->str, rows[i].found) != 0)
            fail_msg("row %zu: is %s", i, all->str);
        verdict_free(is);
        match_result_free(r);
        view_free(v);
        match_free(m);
        set_free(s);
    }
}

static void test_long_captures_are_cut(void **state)
{
    g_autofree char *x = g_strnfill(5000, 'x');
    g_autofree char *mail = g_strdup_printf("Subject: s\n\nn %s\n", x);
    (void)state;
    rule_set *s = rules_from("full A /n (x+)/\nvote A field:f 3\n");
    matcher *m = match_new(s, 0);
    view *v = view_from(mail, s);
    match_result *r = match_run(m, v, 1000);
    g_autoptr(verdict) is = match_verdict(m, r, 5);
    assert_int_equal(is->votes->len, 1);
    assert_int_equal(strlen(((verdict_vote *)is->votes->pdata[0])->name), 200);
    match_result_free(r);
    view_free(v);
    match_free(m);
    set_free(s);
}

static void test_slow_rules_are_named(void **state)
{
    g_autofree char *a = g_strnfill(1500, 'a');
    g_autofree char *text =
        g_strconcat("Subject: s\n\n", a, "!\n\n", a, "!\n", NULL);
    (void)state;
    rule_set *s = rules_from("body SLOW /^(?:a|aa)+$/\nbody FAST /aaa/\n");
    matcher *m = match_new(s, 0);
    view *v = view_from(text, s);
    match_result *r = match_run(m, v, 5000);
    assert_int_equal(r->found->len, 1);
    assert_int_equal(r->slow->len, 1);
    assert_string_equal(r->slow->pdata[0], "SLOW");
    match_result_free(r);
    view_free(v);
    match_free(m);
    set_free(s);
}

/* ---- eval tests ---- */

#define PART(type, cte, text)                                                  \
    "--b\nContent-Type: " type "\nContent-Transfer-Encoding: " cte "\n\n" text \
    "\n"
#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"
#define OTHER "Content-Type: multipart/alternative; boundary=b\n\n"
#define GIF   "R0lGODlhZADIAAAAACw=" /* 100 x 200 */

static void test_evals(void **state)
{
    static const struct {
        const char *rule, *message;
        bool hit;
    } rows[] = {
        {"check_for_mime('mime_base64_count')",
         MIXED PART("text/plain", "base64", "YQ==") "--b--\n", true},
        {"check_for_mime('mime_qp_long_line')",
         MIXED PART("text/plain", "quoted-printable",
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") "--b--\n",
         true},
        {"check_for_mime_html_only()", "Content-Type: text/html\n\nx\n", true},
        {"check_for_mime_html_only()",
         OTHER PART("text/plain", "7bit", "x")
             PART("text/html", "7bit", "x") "--b--\n",
         false},
        {"check_msg_parse_flags('missing_head_body_separator')", "To: x", true},
        {"check_msg_parse_flags('missing_head_body_separator')", "To: x\n\n",
         false},
        {"check_msg_parse_flags('mime_epilogue_exists')",
         MIXED PART("text/plain", "7bit", "x") "--b--\nmore\n", true},
        {"check_msg_parse_flags('missing_mime_headers')",
         MIXED "--b\n\nx\n--b--\n", true},
        {"check_header_count_range('Subject','2','999')",
         "Subject: a\nSubject: b\n\nx\n", true},
        {"check_header_count_range('Subject','2','999')",
         "Subject: a\nSubject: a\n\nx\n", false},
        {"check_unresolved_template()", "X-Foo: %RND_TEXT\n\nx\n", true},
        {"check_unresolved_template()", "Subject: %RND_TEXT\n\nx\n", false},
        {"check_for_to_in_subject('user')",
         "To: kari@x.org\nSubject: kari, news\n\nx\n", true},
        {"check_for_to_in_subject('user')",
         "To: kari@x.org\nSubject: news for kari\n\nx\n", false},
        {"check_for_shifted_date('12', '24')",
         "Received: from a by b; Tue, 1 Jan 2019 10:00:00 +0000\n"
         "Date: Tue, 1 Jan 2019 23:00:00 +0000\n\nx\n",
         true},
        {"check_for_shifted_date('12', '24')",
         "Received: from a by b; Tue, 1 Jan 2019 10:00:00 +0000\n"
         "Date: Tue, 1 Jan 2019 12:00:00 +0200\n\nx\n",
         false},
        {"check_for_shifted_date('undef', '-96')",
         "Received: from a by b; Tue, 1 Jan 2019 10:00:00 GMT\n"
         "Date: Sat, 1 Dec 18 12:00:00 EST\n\nx\n",
         true},
        {"sorted_recipients()",
         "To: a@x.org,b@x.org,c@x.org,d@x.org,e@x.org,f@x.org,g@x.org\n\nx\n",
         true},
        {"similar_recipients('0.65','undef')",
         "To: ab1@x.org,ab2@x.org,ab3@x.org,ab4@x.org,ab5@x.org\n\nx\n", true},
        {"check_equal_from_domains()",
         "Return-Path: <x@a.org>\nFrom: y@b.org\n\nx\n", true},
        {"check_equal_from_domains()",
         "Return-Path: <x@m.a.org>\nFrom: y@a.org\n\nx\n", false},
        {"check_body_length('4')", "To: x\n\nabc\n", true},
        {"check_body_length('3')", "To: x\n\nabc\n", false},
        {"tvd_vertical_words('90','100')", "Subject: x\n\nw o r d s i t\n",
         true},
        {"check_for_uppercase('75','100')",
         "Subject: x\n\nSHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT "
         "SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT "
         "SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT "
         "SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT SHOUT\n",
         true},
        {"multipart_alternative_difference('99','100')",
         OTHER PART("text/plain", "7bit", "other words")
             PART("text/html", "7bit", "<p>nothing alike") "--b--\n",
         true},
        {"multipart_alternative_difference('99','100')",
         OTHER PART("text/plain", "7bit", "same words")
             PART("text/html", "7bit", "<p>same words") "--b--\n",
         false},
        {"image_count('gif','1','1')",
         MIXED PART("image/gif", "base64", GIF) "--b--\n", true},
        {"pixel_coverage('all','20000','20000')",
         MIXED PART("image/gif", "base64", GIF) "--b--\n", true},
        {"image_size_exact('gif','200','100')",
         MIXED PART("image/gif", "base64", GIF) "--b--\n", true},
        {"check_freemail_from()", "From: x@free.com\n\nx\n", true},
        {"check_freemail_from()", "From: x@paid.com\n\nx\n", false},
        {"check_freemail_from()", "From: info@free.com\n\nx\n", false},
        {"check_freemail_header('Reply-To', '^\\d')",
         "Reply-To: 1@mail.wild.net\n\nx\n", true},
        {"check_freemail_replyto('replyto')",
         "From: a@free.com\nReply-To: b@mail.wild.net\n\nx\n", true},
        {"check_freemail_replyto('reply')",
         "From: a@free.com\n\nWrite to me: z@mail.wild.net now\n", true},
        {"check_freemail_replyto('reply')", "From: a@free.com\n\nWrite\n",
         false},
        {"check_from_in_list('BANKS')", "From: X@Bank.com\n\nx\n", true},
        {"check_from_in_list('BANKS')", "From: X@other.com\n\nx\n", false},
        {"check_uri_host_listed('BAD')", "To: x\n\nhttp://a.bad.com/\n", true},
        {"check_uri_host_listed('BAD')", "To: x\n\nhttp://good.bad.com/\n",
         false},
        {"check_from_in_welcomelist()", "From: x@a.org\n\nx\n", false},
        {"have_any_bounce_relays()", "To: x\n\nx\n", false},
        {"check_illegal_chars('Subject','0.2','2')",
         "Subject: \344\366\374\377\n\nx\n", true},
        {"check_illegal_chars('Subject','0.2','2')",
         "Subject: \303\244\303\244\n\nx\n", false},
        {"helo_ip_mismatch()",
         "Received: from 9.8.7.6 (x.org [1.2.3.4]) by mx (Postfix) with SMTP "
         "id X\n\nx\n",
         true},
        {"check_for_forged_yahoo_received_headers()",
         "Received: from x (y.org [1.2.3.4]) by mx (Postfix) with SMTP id X\n"
         "From: a@yahoo.com\n\nx\n",
         true},
        {"check_outlook_message_id()",
         "Message-Id: <000001c24a7b$12345678$12345678@x>\n"
         "Date: Tue, 1 Jan 2019 12:00:00 +0000\n\nx\n",
         true},
    };
    static const char lists[] =
        "util_rb_tld com net org\nfreemail_domains free.com mail.*.net\n"
        "enlist_addrlist (BANKS) *@bank.com\n"
        "enlist_uri_host (BAD) bad.com !good.bad.com\n";
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strdup_printf("%sheader A eval:%s\n", lists, rows[i].rule);
        rule_set *s = rules_from(text);
        const rule *a = set_rule(s, "A");
        if (a->unsupported != NULL)
            fail_msg("%s: %s", rows[i].rule, a->unsupported);
        g_autofree char *got = hits_of(s, rows[i].message, 0);
        if ((got[0] != '\0') != rows[i].hit)
            fail_msg("%s on\n%s: \"%s\"", rows[i].rule, rows[i].message, got);
        set_free(s);
    }
}

/* Prefilters only skip work. */
static void test_prefilter_changes_nothing(void **state)
{
    g_autoptr(GRand) r = g_rand_new_with_seed(11);
    static const char *const words[] = {
        "viagra", "FREE", "money", "a",   "http://x.com/",
        "\n\n",   "$$$",  "cheap", "<b>", "caf\303\251"};
    rule_set *s = rules_from(
        "body A /viagra|cheap/i\nbody B /free\\s+money/i\nbody C /\\$\\$\\$/\n"
        "rawbody D /<b>/\nuri E /x\\.com/\nheader F Subject =~ /money/\n"
        "body G /(?:caf\303\251|a) a/\ntflags G multiple\nfull H /cheap.*a/\n"
        "body I /.?free/i\nbody J /[^a]a{1,2}/\n");
    (void)state;
    for (int i = 0; i < 300; i++) {
        GString *text = g_string_new("Subject: ");
        for (int j = 0; j < 20; j++)
            g_string_append_printf(
                text, "%s%s",
                words[g_rand_int_range(r, 0, (gint32)G_N_ELEMENTS(words))],
                g_rand_boolean(r) ? " " : "");
        g_string_append(text, "\n");
        g_autofree char *fast = hits_of(s, text->str, 0);
        g_autofree char *plain = hits_of(s, text->str, MATCH_PLAIN);
        assert_string_equal(fast, plain);
        g_string_free(text, TRUE);
    }
    set_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_score_and_votes),
        cmocka_unit_test(test_captures),
        cmocka_unit_test(test_long_captures_are_cut),
        cmocka_unit_test(test_slow_rules_are_named),
        cmocka_unit_test(test_evals),
        cmocka_unit_test(test_prefilter_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
