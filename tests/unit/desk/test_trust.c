/* test_trust: Authentication-Results, and who a message is from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/facts/trust.h"
#include "lib/desk_fixture.h"

static void test_results(void **state)
{
    static const struct {
        const char *value;
        trust_auth is;
    } rows[] = {
        {"mx.example.org; dmarc=pass header.from=example.com", TRUST_PASS},
        {"MX.example.org ; dmarc=pass header.from=Example.COM", TRUST_PASS},
        {"mx.example.org 1; dmarc=pass header.from=example.com", TRUST_PASS},
        {"(a) mx.example.org (b (c)); (d) dmarc (e) = (f) pass (p=none) "
         "header.from (x) = (y) example.com",
         TRUST_PASS},
        {"\"mx.example.org\"; dmarc=pass header.from=\"example.com\"",
         TRUST_PASS},
        {"mx.example.org; dmarc/1=pass reason=\"a; b\" header.from=example.com",
         TRUST_PASS},
        {"mx.example.org; spf=pass smtp.mailfrom=example.com; dkim=pass "
         "header.i=@example.com header.s=x header.b=\"a/b=\"",
         TRUST_PASS},
        {"mx.example.org; dkim=pass header.d=mail.example.com", TRUST_PASS},
        {"mx.example.org; dkim=fail header.d=example.com; dkim=pass "
         "header.d=example.com",
         TRUST_PASS},
        {"mx.example.org; dkim=fail header.d=example.com", TRUST_FAIL},
        {"mx.example.org; dmarc=fail header.from=example.com", TRUST_FAIL},
        /* the domain's own policy goes before a signature */
        {"mx.example.org; dkim=pass header.d=example.com; dmarc=fail "
         "header.from=example.com",
         TRUST_FAIL},
        {"mx.example.org; dmarc=pass header.from=example.com; dmarc=fail "
         "header.from=example.com",
         TRUST_FAIL},
        /* not about From's domain */
        {"mx.example.org; dmarc=pass header.from=example.net", TRUST_NONE},
        {"mx.example.org; dmarc=pass", TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=example.net", TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=com", TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=notexample.com", TRUST_NONE},
        {"mx.example.org; dkim=pass", TRUST_NONE},
        /* SPF alone never */
        {"mx.example.org; spf=pass smtp.mailfrom=example.com", TRUST_NONE},
        {"mx.example.org; none", TRUST_NONE},
        {"mx.example.org", TRUST_NONE},
        /* another host, or none */
        {"mx.example.net; dmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org.evil; dmarc=pass header.from=example.com", TRUST_NONE},
        {"(mx.example.org) evil; dmarc=pass header.from=example.com",
         TRUST_NONE},
        {"", TRUST_NONE},
        {";", TRUST_NONE},
        {"; dmarc=pass header.from=example.com", TRUST_NONE},
        /* hidden in comments, strings, reasons */
        {"mx.example.org; spf=fail (x; dmarc=pass header.from=example.com",
         TRUST_NONE},
        {"mx.example.org; spf=fail reason=\"; dmarc=pass "
         "header.from=example.com",
         TRUST_NONE},
        {"mx.example.org; spf=fail (\\); dmarc=pass header.from=example.com)",
         TRUST_NONE},
        {"mx.example.org; dmarc=passing header.from=example.com", TRUST_NONE},
        {"mx.example.org; xdmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org; =pass; dmarc=pass header.from=example.com",
         TRUST_NONE},
        {"mx.example.org; dmarc=", TRUST_NONE},
        {"mx.example.org; dmarc=pass header.from=", TRUST_NONE},
        {"mx.example.org (((((", TRUST_NONE},
    };
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    g_ptr_array_add(ids, (char *)"mx.example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *words = NULL;
        trust_auth is =
            trust_auth_results(rows[i].value, ids, "example.com", &words);
        if (is != rows[i].is)
            fail_msg("%s is %d, not %d", rows[i].value, is, rows[i].is);
        if (is != TRUST_NONE)
            assert_non_null(words);
    }
}

#define HOP "Authentication-Results: "
#define YES "mx.example.org; dmarc=pass header.from=example.org\n"
#define NO  "mx.example.org; dmarc=fail header.from=example.org\n"

/* Alignment is by labels, in both directions. */
static void test_alignment(void **state)
{
    static const struct {
        const char *d, *from;
        trust_auth is;
    } rows[] = {
        {"example.com", "mail.example.com", TRUST_PASS},
        {"mail.example.com", "example.com", TRUST_PASS},
        {"example.com", "notexample.com", TRUST_NONE},
        {"notexample.com", "example.com", TRUST_NONE},
        {"com", "example.com", TRUST_NONE},
        {"example.com", "com", TRUST_NONE},
    };
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    g_ptr_array_add(ids, (char *)"mx.example.org");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *value =
            g_strdup_printf("mx.example.org; dkim=pass header.d=%s", rows[i].d);
        trust_auth is = trust_auth_results(value, ids, rows[i].from, NULL);
        if (is != rows[i].is)
            fail_msg("%s for %s is %d", rows[i].d, rows[i].from, is);
    }
}

static void test_read(void **state)
{
    static const struct {
        const char *name, *head, *door, *client, *login;
        trust_auth auth;
        const char *from, *operator_, *sasl;
    } rows[] = {
        {"passed", HOP YES "From: Anna <anna@example.org>\n\n", "milter",
         "10.0.0.1", NULL, TRUST_PASS, "anna@example.org", "anna", NULL},
        {"topmost only", HOP NO HOP YES "From: anna@example.org\n\n", "milter",
         "10.0.0.1", NULL, TRUST_FAIL, "anna@example.org", "anna", NULL},
        {"topmost of another host",
         HOP "x; dmarc=pass header.from=example.org\n" HOP YES
             "From: anna@example.org\n\n",
         "milter", "10.0.0.1", NULL, TRUST_NONE, "anna@example.org", "anna",
         NULL},
        {"no trusted relay", HOP YES "From: anna@example.org\n\n", "milter",
         "10.9.9.9", NULL, TRUST_NONE, "anna@example.org", "anna", NULL},
        {"two From fields",
         HOP YES "From: anna@example.org\nFrom: tom@example.org\n\n", "milter",
         "10.0.0.1", NULL, TRUST_NONE, NULL, NULL, NULL},
        {"two in From", HOP YES "From: anna@example.org, x@example.com\n\n",
         "milter", "10.0.0.1", NULL, TRUST_NONE, NULL, NULL, NULL},
        {"display name", "From: \"anna@example.org\" <x@example.net>\n\n",
         "milter", "10.0.0.1", NULL, TRUST_NONE, "x@example.net", NULL, NULL},
        {"login", "From: anna@example.org\n\n", "milter", NULL, "anna",
         TRUST_NONE, "anna@example.org", "anna", "anna"},
        {"unknown login", "From: anna@example.org\n\n", "milter", NULL, "eve",
         TRUST_NONE, "anna@example.org", "anna", NULL},
        {"the mailbox has a trusted host of its own",
         HOP YES "From: anna@example.org\n\n", "imap box", NULL, NULL,
         TRUST_NONE, "anna@example.org", "anna", NULL},
        {"which is this",
         HOP "imap.example.net; dkim=pass header.d=example.org\n"
             "From: anna@example.org\n\n",
         "imap box", NULL, NULL, TRUST_PASS, "anna@example.org", "anna", NULL},
        {"Reply-To and Sender are nobody",
         "From: x@example.net\nSender: anna@example.org\n"
         "Reply-To: anna@example.org\n\n",
         "milter", NULL, NULL, TRUST_NONE, "x@example.net", NULL, NULL},
    };
    config *c = fixture_config(TRUE);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        spool_entry e = {.door = (char *)rows[i].door,
                         .client = (char *)rows[i].client,
                         .login = (char *)rows[i].login};
        g_autoptr(head) h = head_read(rows[i].head, strlen(rows[i].head));
        g_autoptr(trust_facts) t = trust_read(c, &e, h);
        print_message("%s: %s\n", rows[i].name, t->auth_words);
        assert_int_equal(t->auth, rows[i].auth);
        assert_int_equal(g_strcmp0(t->from, rows[i].from), 0);
        assert_int_equal(g_strcmp0(t->operator_ ? t->operator_->id : NULL,
                                   rows[i].operator_),
                         0);
        assert_int_equal(g_strcmp0(t->sasl ? t->sasl->id : NULL, rows[i].sasl),
                         0);
        assert_true(t->authserv_known);
    }
    config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
