/* test_trust: Authentication-Results, and who a message is from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/facts/received.h"
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
        /* one good signature is enough, if it can be told from the bad one */
        {"mx.example.org; dkim=fail header.d=example.com header.s=a; dkim=pass "
         "header.d=example.com header.s=b",
         TRUST_PASS},
        {"mx.example.org; dkim=fail header.d=example.com header.b=\"x/y\"; "
         "dkim=pass header.d=example.com header.b=z",
         TRUST_PASS},
        {"mx.example.org; dkim=neutral header.d=example.net; dkim=pass "
         "header.d=example.com",
         TRUST_PASS},
        {"mx.example.org; dkim=fail header.d=example.com; dkim=pass "
         "header.d=example.com",
         TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=example.com header.s=a; dkim=fail "
         "header.d=example.com header.s=a",
         TRUST_NONE},
        {"mx.example.org; dkim=fail header.d=example.com", TRUST_FAIL},
        {"mx.example.org; dmarc=fail header.from=example.com", TRUST_FAIL},
        /* the domain's own policy goes before a signature */
        {"mx.example.org; dkim=pass header.d=example.com; dmarc=fail "
         "header.from=example.com",
         TRUST_FAIL},
        /* conflicts: somebody else wrote into the field, nothing in it counts */
        {"mx.example.org; dmarc=pass header.from=example.com; dmarc=fail "
         "header.from=example.com",
         TRUST_NONE},
        {"mx.example.org; dmarc=fail header.from=example.com; dmarc=pass "
         "header.from=example.com",
         TRUST_NONE},
        {"mx.example.org; dmarc=pass header.from=example.net; dmarc=pass "
         "header.from=example.com",
         TRUST_NONE},
        {"mx.example.org; dmarc=pass; dmarc=pass header.from=example.com",
         TRUST_NONE},
        {"mx.example.org; dmarc=pass header.from=example.net "
         "header.from=example.com",
         TRUST_NONE},
        {"mx.example.org; dmarc=pass header.from=example.com "
         "header.from=example.net; dkim=pass header.d=example.com",
         TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=example.net header.d=example.com",
         TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=example.com header.d=example.net",
         TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=example.com header.i=@evil.net",
         TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=example.com "
         "header.i=@notexample.com",
         TRUST_NONE},
        {"mx.example.org; dkim=pass header.i=@example.com header.i=@evil.net",
         TRUST_NONE},
        {"mx.example.org; dkim=pass header.d=evil.net header.d=mx.net; "
         "dmarc=pass header.from=example.com",
         TRUST_NONE},
        /* the same twice is no conflict */
        {"mx.example.org; dkim=pass header.d=example.com header.d=EXAMPLE.com",
         TRUST_PASS},
        {"mx.example.org; dkim=pass header.d=example.com "
         "header.i=me@mail.example.com",
         TRUST_PASS},
        {"mx.example.org; dmarc=pass header.from=example.com; dmarc=pass "
         "header.from=example.com",
         TRUST_PASS},
        /* versions that nobody knows */
        {"mx.example.org 99; dmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org 2; dmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org 0; dmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org 01; dmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org x; dmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org 1 1; dmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org 1 dmarc=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org 1(v); dmarc=pass header.from=example.com", TRUST_PASS},
        {"mx.example.org; dmarc/2=pass header.from=example.com", TRUST_NONE},
        {"mx.example.org; dmarc/2=fail header.from=example.com; dkim=pass "
         "header.d=example.com",
         TRUST_PASS},
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

#define BY_RELAY "Received: from mx (mx.example.org [10.0.0.1])\n by imap; x\n"

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
        {"login and a result that says no", HOP NO "From: anna@example.org\n\n",
         "milter", "10.0.0.1", "anna", TRUST_NONE, "anna@example.org", "anna",
         "anna"},
        {"login, and From is nobody's", "From: anna@example.net\n\n", "milter",
         NULL, "anna", TRUST_NONE, "anna@example.net", NULL, "anna"},
        {"a login that is none of hers", HOP YES "From: anna@example.org\n\n",
         "milter", "10.0.0.1", "eve", TRUST_FAIL, "anna@example.org", "anna",
         NULL},
        {"another operator's login", HOP YES "From: olga@example.org\n\n",
         "milter", "10.0.0.1", "anna", TRUST_FAIL, "olga@example.org", "olga",
         NULL},
        {"nobody's login, and she has none: results are worthless",
         HOP YES "From: olga@example.org\n\n", "milter", "10.0.0.1", "eve",
         TRUST_NONE, "olga@example.org", "olga", NULL},
        {"nobody's login, and a customer's From",
         HOP YES "From: kari@example.org\n\n", "milter", "10.0.0.1", "kari",
         TRUST_NONE, "kari@example.org", NULL, NULL},
        {"sendmail(1): no relay handed it over",
         HOP YES "From: anna@example.org\n\n", "milter", NULL, NULL, TRUST_NONE,
         "anna@example.org", "anna", NULL},
        {"a relay in another spelling", HOP YES "From: anna@example.org\n\n",
         "milter", "::ffff:10.0.0.1", NULL, TRUST_NONE, "anna@example.org",
         "anna", NULL},
        {"Received says nothing at the milter",
         BY_RELAY HOP YES "From: anna@example.org\n\n", "milter", NULL, NULL,
         TRUST_NONE, "anna@example.org", "anna", NULL},
        {"the mailbox has a trusted host of its own",
         HOP YES "From: anna@example.org\n\n", "imap box", NULL, NULL,
         TRUST_NONE, "anna@example.org", "anna", NULL},
        {"which is this",
         BY_RELAY HOP "imap.example.net; dkim=pass header.d=example.org\n"
                      "From: anna@example.org\n\n",
         "imap box", NULL, NULL, TRUST_PASS, "anna@example.org", "anna", NULL},
        {"let in after it was held",
         BY_RELAY HOP "imap.example.net; dkim=pass header.d=example.org\n"
                      "From: anna@example.org\n\n",
         "release imap box", NULL, NULL, TRUST_PASS, "anna@example.org", "anna",
         NULL},
        {"but no relay handed it over",
         HOP "imap.example.net; dkim=pass header.d=example.org\n"
             "From: anna@example.org\n\n",
         "imap box", NULL, NULL, TRUST_NONE, "anna@example.org", "anna", NULL},
        {"the relay is not on top",
         "Received: from x (x [192.0.2.7]) by mx\n" BY_RELAY HOP
         "imap.example.net; dkim=pass header.d=example.org\n"
         "From: anna@example.org\n\n",
         "imap box", NULL, NULL, TRUST_NONE, "anna@example.org", "anna", NULL},
        {"who handed it over calls itself the relay",
         "Received: from [10.0.0.1] (x [192.0.2.7]) by mx\n" HOP
         "imap.example.net; dkim=pass header.d=example.org\n"
         "From: anna@example.org\n\n",
         "imap box", NULL, NULL, TRUST_NONE, "anna@example.org", "anna", NULL},
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

/* ---- who handed it over ---- */

static void test_received(void **state)
{
    static const struct {
        const char *value, *ip; /* NULL: it does not tell */
    } rows[] = {
        /* Postfix, Sendmail, Gmail */
        {"from mail.example.com (mail.example.com [192.0.2.7]) by mx; date",
         "192.0.2.7"},
        {"from x (unknown [IPv6:2001:db8::7]) (using TLSv1.3 with cipher "
         "TLS_AES_256_GCM_SHA384 (256/256 bits)) by mx",
         "2001:db8::7"},
        {"from x (x. [192.0.2.7]) by mx.google.com with ESMTPS", "192.0.2.7"},
        {"from x (x [192.0.2.7]) (Authenticated sender: [10.0.0.1]) by mx",
         "192.0.2.7"},
        /* Exim */
        {"from mail.example.com ([192.0.2.7] helo=[10.0.0.1]) by mx",
         "192.0.2.7"},
        {"from mail.example.com ([192.0.2.7]:2525 helo=x) by mx", "192.0.2.7"},
        {"from [192.0.2.7] (helo=[10.0.0.1]) by mx", "192.0.2.7"},
        {"from [192.0.2.7] (port=25 helo=x) by mx", NULL},
        /* Exchange, qmail */
        {"from MX1.example.com (192.0.2.7) by MX2.example.com (192.0.2.8)",
         "192.0.2.7"},
        {"from unknown (HELO [10.0.0.1]) (192.0.2.7) by mx", "192.0.2.7"},
        {"from unknown (EHLO 10.0.0.1) (192.0.2.7) by mx", "192.0.2.7"},
        /* what a client calls itself never counts */
        {"from [10.0.0.1] (unknown [192.0.2.7]) by mx", "192.0.2.7"},
        {"from [10.0.0.1] (helo [192.0.2.7]) by mx", NULL},
        {"from [10.0.0.1] by mx", NULL},
        {"from [10.0.0.1] (unknown) by mx", NULL},
        {"from 10.0.0.1 by mx (10.0.0.1)", NULL},
        /* local delivery tells of no client */
        {"by 2002:a05:6402:1c9 with SMTP id x; date", NULL},
        {"(qmail 123 invoked from network); date", NULL},
        {"from localhost (localhost) by mx", NULL},
        {"from x (", NULL},
        {"from x ((((", NULL},
        {"from x () by mx", NULL},
        {"from ", NULL},
        {"", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *ip = received_client(rows[i].value);
        if (g_strcmp0(ip, rows[i].ip) != 0)
            fail_msg("%s: by %s", rows[i].value, ip ? ip : "nobody");
    }
    assert_true(received_same_ip("2001:db8::7", "2001:0DB8:0::7"));
    assert_false(received_same_ip("10.0.0.1", "10.0.0.10"));
    assert_false(received_same_ip("10.0.0.1", "x"));
}

/* ---- what is proved ---- */

static void test_prove(void **state)
{
    /* TRUST_NONE, TRUST_PASS, TRUST_FAIL; without and with a trusted host */
    static const trust_proof rows[TRUST_LOGINS][3][2] = {
        [TRUST_LOGIN_NONE] = {{TRUST_OPEN, TRUST_MISSING},
                              {TRUST_PROVED, TRUST_PROVED},
                              {TRUST_FAILED, TRUST_FAILED}},
        [TRUST_LOGIN_HERS] = {{TRUST_PROVED, TRUST_PROVED},
                              {TRUST_PROVED, TRUST_PROVED},
                              {TRUST_PROVED, TRUST_PROVED}},
        [TRUST_LOGIN_OTHERS] = {{TRUST_CONTRADICTED, TRUST_CONTRADICTED},
                                {TRUST_CONTRADICTED, TRUST_CONTRADICTED},
                                {TRUST_CONTRADICTED, TRUST_CONTRADICTED}},
        [TRUST_LOGIN_NOT_HERS] = {{TRUST_CONTRADICTED, TRUST_CONTRADICTED},
                                  {TRUST_CONTRADICTED, TRUST_CONTRADICTED},
                                  {TRUST_CONTRADICTED, TRUST_CONTRADICTED}},
        /* results are ignored */
        [TRUST_LOGIN_NOBODYS] = {{TRUST_OPEN, TRUST_MISSING},
                                 {TRUST_OPEN, TRUST_MISSING},
                                 {TRUST_OPEN, TRUST_MISSING}},
    };

    for (unsigned l = 0; l < TRUST_LOGINS; l++)
        for (unsigned a = 0; a < 3; a++)
            for (unsigned k = 0; k < 2; k++)
                if (trust_prove(l, a, k) != rows[l][a][k])
                    fail_msg("login %u, results %u, known %u: %d", l, a, k,
                             trust_prove(l, a, k));
}

/* ---- the table, every cell ---- */

/* Capability none, hers, another's, gone; in each the claim none, hers,
 * another's, gone. S stranger, C customer, O operator, K colleague, P who is asked
 * outside; small: not proved; ?: doubt, she is asked; a: perhaps he. */
typedef struct grid_row {
    trust_from from;
    trust_proof proof;
    const char *fresh, *request;
} grid_row;

static const grid_row grid[] = {
    {TRUST_FROM_OPERATOR, TRUST_PROVED, "OOKK OOOO KKKK ????",
     "OOKK OOOO KKKK ????"},
    {TRUST_FROM_OPERATOR, TRUST_OPEN, "s??? oooo kkkk ????",
     "???? oooo kkkk ????"},
    {TRUST_FROM_OPERATOR, TRUST_MISSING, "s??? ???? ???? ????",
     "???? ???? ???? ????"},
    {TRUST_FROM_OPERATOR, TRUST_FAILED, "s??? ???? ???? ????",
     "s??? ???? ???? ????"},
    {TRUST_FROM_OPERATOR, TRUST_CONTRADICTED, "s??? ???? ???? ????",
     "???? ???? ???? ????"},

    {TRUST_FROM_BOTH, TRUST_PROVED, "COKK OOOO KKKK ????",
     "COKK OOOO KKKK ????"},
    {TRUST_FROM_BOTH, TRUST_OPEN, "c??? oooo kkkk ????", "c??? oooo kkkk ????"},
    {TRUST_FROM_BOTH, TRUST_MISSING, "c??? ???? ???? ????",
     "c??? ???? ???? ????"},
    {TRUST_FROM_BOTH, TRUST_FAILED, "s??? ???? ???? ????",
     "s??? ???? ???? ????"},
    {TRUST_FROM_BOTH, TRUST_CONTRADICTED, "s??? ???? ???? ????",
     "???? ???? ???? ????"},

    {TRUST_FROM_PARTICIPANT, TRUST_PROVED, "CCCC CCCC CCCC CCCC",
     "CCCC CCCC CCCC CCCC"},
    {TRUST_FROM_PARTICIPANT, TRUST_OPEN, "cccc cccc cccc cccc",
     "cccc cccc cccc cccc"},
    {TRUST_FROM_PARTICIPANT, TRUST_MISSING, "cccc cccc cccc cccc",
     "cccc cccc cccc cccc"},
    {TRUST_FROM_PARTICIPANT, TRUST_FAILED, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},
    {TRUST_FROM_PARTICIPANT, TRUST_CONTRADICTED, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},

    {TRUST_FROM_STRANGER, TRUST_PROVED, "SSSS ???? ???? ????",
     "SSSS ???? ???? ????"},
    {TRUST_FROM_STRANGER, TRUST_OPEN, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},
    {TRUST_FROM_STRANGER, TRUST_MISSING, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},
    {TRUST_FROM_STRANGER, TRUST_FAILED, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},
    {TRUST_FROM_STRANGER, TRUST_CONTRADICTED, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},

    {TRUST_FROM_UNCLEAR, TRUST_PROVED, "S??? ???? ???? ????",
     "???? ???? ???? ????"},
    {TRUST_FROM_UNCLEAR, TRUST_OPEN, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},
    {TRUST_FROM_UNCLEAR, TRUST_MISSING, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},
    {TRUST_FROM_UNCLEAR, TRUST_FAILED, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},
    {TRUST_FROM_UNCLEAR, TRUST_CONTRADICTED, "ssss ???? ???? ????",
     "ssss ???? ???? ????"},

    {TRUST_FROM_OUTSIDE, TRUST_PROVED, "SSSS SSSS SSSS SSSS",
     "aaaa PPPP aaaa aaaa"},
    {TRUST_FROM_OUTSIDE, TRUST_OPEN, "ssss ssss ssss ssss",
     "aaaa pppp aaaa aaaa"},
    {TRUST_FROM_OUTSIDE, TRUST_MISSING, "ssss ssss ssss ssss",
     "aaaa aaaa aaaa aaaa"},
    {TRUST_FROM_OUTSIDE, TRUST_FAILED, "ssss ssss ssss ssss",
     "aaaa aaaa aaaa aaaa"},
    {TRUST_FROM_OUTSIDE, TRUST_CONTRADICTED, "ssss ssss ssss ssss",
     "aaaa aaaa aaaa aaaa"},
};

static char letter_of(trust_answer a)
{
    static const char letters[] = "scok?pa";
    char c = letters[a.who];

    return a.sure == TRUST_SURE ? g_ascii_toupper(c) : c;
}

static char *cells_of(const grid_row *r, bool request)
{
    GString *out = g_string_new(NULL);

    for (unsigned cap = 0; cap < TRUST_SIGNS; cap++) {
        g_string_append(out, cap > 0 ? " " : "");
        for (unsigned claim = 0; claim < TRUST_SIGNS; claim++)
            g_string_append_c(out,
                              letter_of(trust_look_up(r->from, r->proof, cap,
                                                      claim, request)));
    }
    return g_string_free(out, FALSE);
}

static void test_grid(void **state)
{
    bool seen[TRUST_FROMS][TRUST_PROOFS] = {{false}};

    for (size_t i = 0; i < G_N_ELEMENTS(grid); i++) {
        const grid_row *r = &grid[i];
        g_autofree char *fresh = cells_of(r, false);
        g_autofree char *request = cells_of(r, true);
        if (strcmp(fresh, r->fresh) != 0 || strcmp(request, r->request) != 0)
            fail_msg("from %d, proof %d: %s / %s", r->from, r->proof, fresh,
                     request);
        seen[r->from][r->proof] = true;
    }
    for (unsigned f = 0; f < TRUST_FROMS; f++)
        for (unsigned p = 0; p < TRUST_PROOFS; p++)
            assert_true(seen[f][p]);
}

/* Likely is only what her secret address says; nothing else is, unproved. */
static void test_sure(void **state)
{
    for (unsigned f = 0; f < TRUST_FROMS; f++)
        for (unsigned p = 0; p < TRUST_PROOFS; p++)
            for (unsigned cap = 0; cap < TRUST_SIGNS; cap++)
                for (unsigned claim = 0; claim < TRUST_SIGNS; claim++) {
                    trust_answer a = trust_look_up(f, p, cap, claim, true);
                    bool acts = a.who == TRUST_IS_OPERATOR ||
                                a.who == TRUST_IS_COLLEAGUE ||
                                a.who == TRUST_IS_OUTSIDER;
                    assert_int_equal(a.sure == TRUST_SURE,
                                     p == TRUST_PROVED &&
                                         a.who != TRUST_IS_DOUBTFUL &&
                                         a.who != TRUST_IS_ALLEGED);
                    assert_int_equal(a.sure == TRUST_LIKELY,
                                     acts && p != TRUST_PROVED);
                    if (acts && p != TRUST_PROVED)
                        assert_true(cap == TRUST_SIGN_HERS ||
                                    cap == TRUST_SIGN_OTHERS);
                }
}

/* ---- facts and signs as the table has them ---- */

static void test_judge(void **state)
{
    config *c = fixture_config(FALSE);
    const config_operator *anna = config_operator_by_id(c, "anna");
    const config_operator *tom = config_operator_by_id(c, "tom");
    const struct {
        const char *name, *from;
        const config_operator *by_from, *by_login;
        trust_login login;
        trust_auth auth;
        trust_signs signs;
        char is;
        const config_operator *sender;
    } rows[] = {
        {"her address",
         "anna@example.org",
         anna,
         NULL,
         TRUST_LOGIN_NONE,
         TRUST_NONE,
         {.request = true, .capability_found = true, .capability = anna},
         'o',
         anna},
        {"her claim",
         "anna@example.org",
         anna,
         NULL,
         TRUST_LOGIN_NONE,
         TRUST_NONE,
         {.request = true, .claim_found = true, .claim = anna},
         '?',
         anna},
        {"her claim, and proof",
         "anna@example.org",
         anna,
         NULL,
         TRUST_LOGIN_NONE,
         TRUST_PASS,
         {.request = true, .claim_found = true, .claim = anna},
         'O',
         anna},
        {"another's address",
         "anna@example.org",
         anna,
         NULL,
         TRUST_LOGIN_NONE,
         TRUST_PASS,
         {.request = true, .capability_found = true, .capability = tom},
         'K',
         anna},
        {"an address of somebody who left",
         "anna@example.org",
         anna,
         NULL,
         TRUST_LOGIN_NONE,
         TRUST_PASS,
         {.request = true, .capability_found = true},
         '?',
         anna},
        {"her login, from a private address",
         "anna@example.net",
         NULL,
         anna,
         TRUST_LOGIN_HERS,
         TRUST_NONE,
         {.request = true, .capability_found = true, .capability = anna},
         'O',
         anna},
        {"her login passes a customer's message on",
         "kari@example.com",
         NULL,
         anna,
         TRUST_LOGIN_HERS,
         TRUST_NONE,
         {.request = true, .participant = true},
         'c',
         NULL},
        {"her login, and two From",
         NULL,
         NULL,
         anna,
         TRUST_LOGIN_HERS,
         TRUST_NONE,
         {.request = true},
         '?',
         anna},
        {"another's login, and her secret address",
         "anna@example.org",
         anna,
         NULL,
         TRUST_LOGIN_OTHERS,
         TRUST_FAIL,
         {.request = true, .capability_found = true, .capability = anna},
         '?',
         anna},
        {"nobody's login, and her secret address",
         "anna@example.org",
         anna,
         NULL,
         TRUST_LOGIN_NOBODYS,
         TRUST_NONE,
         {.request = true, .capability_found = true, .capability = anna},
         'o',
         anna},
        {"a request of her own",
         "anna@example.org",
         anna,
         NULL,
         TRUST_LOGIN_NONE,
         TRUST_NONE,
         {.request = true, .participant = true},
         'c',
         anna},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        trust_facts t = {.from = (char *)rows[i].from,
                         .operator_ = rows[i].by_from,
                         .sasl = rows[i].by_login,
                         .login = rows[i].login,
                         .auth = rows[i].auth};
        char is = letter_of(trust_judge(&t, &rows[i].signs));
        if (is != rows[i].is)
            fail_msg("%s: %c", rows[i].name, is);
        assert_ptr_equal(trust_sender(&t, &rows[i].signs), rows[i].sender);
    }
    config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results), cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_read),    cmocka_unit_test(test_received),
        cmocka_unit_test(test_prove),   cmocka_unit_test(test_grid),
        cmocka_unit_test(test_sure),    cmocka_unit_test(test_judge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
