/* test_rules_relays: Received fields as servers write them, and where trust
 * ends. */
#include "lib/rules_fixture.h"

#include "rules/view/room.h"

static void test_forms(void **state)
{
    static const struct {
        const char *field, *ip, *rdns, *helo, *by;
    } rows[] = {
        {"from a.org (b.org [1.2.3.4]) by mx.com (Postfix) with ESMTP id X1234",
         "1.2.3.4", "b.org", "a.org", "mx.com"},
        {"from a.org (unknown [1.2.3.4]) by mx.com (Postfix) with SMTP id X123",
         "1.2.3.4", "", "a.org", "mx.com"},
        {"from a.org ([1.2.3.4]) by mx.com (8.9.3/8.9.3) with SMTP id KAA0935",
         "1.2.3.4", "", "a.org", "mx.com"},
        {"from a.org (root@b.org [1.2.3.4]) by mx.com (8.11.6/8.11.6) with X",
         "1.2.3.4", "b.org", "a.org", "mx.com"},
        {"from unknown (HELO a.org) (1.2.3.4) by mx.com with SMTP; 1 Nov 2003 "
         "07:05:19 -0000",
         "1.2.3.4", "", "a.org", "mx.com"},
        {"from b.org (1.2.3.4) by mx.com with SMTP", "1.2.3.4", "b.org",
         "b.org", "mx.com"},
        {"from [1.2.3.4] (helo=a.org) by mx.com with esmtp (Exim 4.1) id 1abc",
         "1.2.3.4", "", "a.org", "mx.com"},
        {"from b.org ([1.2.3.4] helo=a.org) by mx.com with esmtp (Exim 4) id X",
         "1.2.3.4", "b.org", "a.org", "mx.com"},
        {"from a.org ([1.2.3.4]) by mx.com with Microsoft SMTPSVC(5.0.2195)",
         "1.2.3.4", "", "a.org", "mx.com"},
        {"from [1.2.3.4] by mx.com via HTTP", "1.2.3.4", "", "", "mx.com"},
        {"from a.org (a.org [IPv6:2001:db8::1]) by mx.com (Postfix) with ESMTP",
         "2001:db8::1", "a.org", "a.org", "mx.com"},
        {"from 1.2.3.4 (HELO a.org) by mx.com (5.6.7.8) with SMTP", "1.2.3.4",
         "", "a.org", "mx.com"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strdup_printf("Received: %s\n\nx\n", rows[i].field);
        view *v = view_from(text, NULL);
        if (v->relays->len != 1)
            fail_msg("%s: %u relays", rows[i].field, v->relays->len);
        const view_relay *r = v->relays->pdata[0];
        if (strcmp(r->ip, rows[i].ip) != 0 ||
            strcmp(r->rdns, rows[i].rdns) != 0 ||
            strcmp(r->helo, rows[i].helo) != 0 ||
            strcmp(r->by, rows[i].by) != 0)
            fail_msg("%s: ip=%s rdns=%s helo=%s by=%s", rows[i].field, r->ip,
                     r->rdns, r->helo, r->by);
        view_free(v);
    }
}

static void test_no_relays(void **state)
{
    static const struct {
        const char *field;
        unsigned unread;
    } rows[] = {
        {"(qmail 27553 invoked by uid 60001); 7 Oct 2002 09:35:39 -0000", 0},
        {"by mx.com (8.12/8.12/Submit) id X; 7 Oct 2002 09:35:39 -0000", 0},
        {"from root by mx.com with local (Exim 4.1) id 1abc", 0},
        {"from a.org by mx.com; 7 Oct 2002 09:35:39 -0000", 0},
        {"from a.org by mx.com with SMTP id X", 0},
        {"from localhost (localhost [[UNIX: localhost]]) by mx.com (8.1) id X",
         0},
        {"from mail pickup service by mx.com with Microsoft SMTPSVC", 0},
        {"from a (a.corp.org) by mx.com (LSMTP for Windows NT v1.1b) with SMTP "
         "id <0.1@mx.com>",
         0},
        {"from who - 1.2.3.4 by dd  with Microsoft SMTPSVC(5.5)", 1},
        {"from Life 300(1.2.2.1) Life1 by x.net with ESMTP", 1},
        {"from nowhere", 1},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strdup_printf("Received: %s\n\nx\n", rows[i].field);
        view *v = view_from(text, NULL);
        if (v->relays->len != 0 || v->relays_unread != rows[i].unread)
            fail_msg("%s: %u relays, %u unread", rows[i].field, v->relays->len,
                     v->relays_unread);
        view_free(v);
    }
}

#define HOP(ip, by)                                \
    "Received: from a.org (a.org [" ip "]) by " by \
    " (Postfix) with SMTP id X1\n"

static void test_trust(void **state)
{
    static const struct {
        const char *rules, *message, *trusted, *internal; /* a letter a relay */
    } rows[] = {
        {"", HOP("10.0.0.1", "x.org") HOP("1.2.3.4", "y.org"), "yn", "yn"},
        {"", HOP("1.2.3.4", "x.org") HOP("10.0.0.1", "y.org"), "nn", "nn"},
        {"trusted_networks 1.2.3.0/24\n",
         HOP("1.2.3.4", "x.org") HOP("5.6.7.8", "y.org"), "yn", "yn"},
        {"trusted_networks !1.2.3.4 1.2.3\n",
         HOP("1.2.3.5", "x.org") HOP("1.2.3.4", "y.org"), "yn", "yn"},
        {"trusted_networks 1.2.3 !1.2.3.4\n",
         HOP("1.2.3.5", "x.org") HOP("1.2.3.4", "y.org"), "yy", "yy"},
        {"trusted_networks 1.2.3.0/24\ninternal_networks 10.0.0.0/8\n",
         HOP("10.0.0.1", "x.org") HOP("1.2.3.4", "y.org"), "nn", "nn"},
        {"trusted_networks 1.2.3.0/24 10.0.0.0/8\n"
         "internal_networks 10.0.0.0/8\n",
         HOP("10.0.0.1", "x.org") HOP("1.2.3.4", "y.org"), "yy", "yn"},
        {"",
         HOP("127.0.0.1",
             "x.org") "Received: from pop.org [9.9.9.9] by localhost with POP3 "
                      "(fetchmail-5.9.0)\n" HOP("1.2.3.4", "y.org"),
         "n", "n"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        rule_set *s = rules_from(rows[i].rules);
        g_autofree char *text = g_strconcat(rows[i].message, "\nx\n", NULL);
        view *v = view_from(text, s);
        g_autoptr(GString) trusted = g_string_new(NULL);
        g_autoptr(GString) internal = g_string_new(NULL);
        for (guint j = 0; j < v->relays->len; j++) {
            const view_relay *r = v->relays->pdata[j];
            g_string_append_c(trusted, r->trusted ? 'y' : 'n');
            g_string_append_c(internal, r->internal ? 'y' : 'n');
        }
        if (strcmp(trusted->str, rows[i].trusted) != 0 ||
            strcmp(internal->str, rows[i].internal) != 0)
            fail_msg("%s%s: %s %s", rows[i].rules, rows[i].message,
                     trusted->str, internal->str);
        view_free(v);
        set_free(s);
    }
}

static void test_private(void **state)
{
    static const char *const inside[] = {
        "10.1.1.1",    "127.0.0.1", "172.31.0.1", "192.168.3.4", "100.64.0.1",
        "169.254.1.1", "::1",       "fe80::1",    "fd00::1"};
    static const char *const outside[] = {
        "11.1.1.1",    "172.32.0.1", "1.2.3.4",     "2001:db8::1",
        "100.128.0.1", "10",         "10.1.1.1.com"};
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(inside); i++)
        assert_true(view_ip_is_private(inside[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(outside); i++)
        assert_false(view_ip_is_private(outside[i]));
}

static void test_pseudo_headers(void **state)
{
    (void)state;
    assert_hits(
        "header A X-Spam-Relays-Untrusted =~ /^\\[ ip=1\\.2\\.3\\.4 "
        "rdns=a\\.org helo=a\\.org by=y\\.org ident= envfrom= intl=0 id=X1 "
        "auth= msa=0 \\]$/\n"
        "header B ALL-TRUSTED =~ /y\\.org/\nheader C ALL-UNTRUSTED =~ "
        "/x\\.org/\n"
        "header D EnvelopeFrom =~ /^me\\@a\\.org$/\n"
        "header E eval:check_all_trusted()\nheader F eval:check_no_relays()\n",
        "Return-Path: <me@a.org>\n" HOP("10.0.0.1", "x.org")
            HOP("1.2.3.4", "y.org") "From: me@a.org\n\nx\n",
        "A,B,D");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),          cmocka_unit_test(test_no_relays),
        cmocka_unit_test(test_trust),          cmocka_unit_test(test_private),
        cmocka_unit_test(test_pseudo_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
