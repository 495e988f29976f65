/* test_rules_uri: links found in text, their forms, hosts and domains. */
#include "lib/rules_fixture.h"

#include "rules/view/uri.h"

static char *joined(const GPtrArray *all)
{
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < all->len; i++)
        g_string_append_printf(s, "%s%s", i > 0 ? " " : "",
                               (char *)all->pdata[i]);
    return g_string_free(s, FALSE);
}

static void test_found_in_text(void **state)
{
    static const struct {
        const char *text, *uris;
    } rows[] = {
        {"see http://a.com/x.", "http://a.com/x"},
        {"(www.a.com)", "http://www.a.com"},
        {"<https://a.com/y?z=1>", "https://a.com/y?z=1"},
        {"mail me@a.com now", "mailto:me@a.com"},
        {"ftp.a.com and a.com/b", "ftp://ftp.a.com http://a.com/b"},
        {"file.txt 1.5 e.g. x", ""},
        {"http://w%77w%2ea%2ecom/x", "http://w%77w%2ea%2ecom/x"},
        {"mailto:me@%61%2ecom", "mailto:me@a.com"},
        {"a.com\nb.com\tc.com", "http://a.com http://b.com http://c.com"},
        {"x 'a.com \"b.com\" <c.com>",
         "http://a.com http://b.com http://c.com"},
        {"nothing here", ""},
    };
    uri_domains *d = uri_domains_new(NULL);
    pattern_scratch *s = pattern_scratch_new();
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) all =
            uri_find(d, s, rows[i].text, strlen(rows[i].text));
        g_autofree char *got = joined(all);
        if (strcmp(got, rows[i].uris) != 0)
            fail_msg("%s gives %s", rows[i].text, got);
    }
    pattern_scratch_free(s);
    uri_domains_free(d);
}

static void test_forms(void **state)
{
    static const struct {
        const char *uri, *form;
    } rows[] = {
        {"http://a.com:80/x", "http://a.com/x"},
        {"http://b.com@me@a.com/", "http://a.com/"},
        {"http:www.a.com", "http://www.a.com"},
        {"http://%77ww.a.com/", "http://www.a.com/"},
        {"http://1113343453/", "http://66.92.69.221/"},
        {"http://0x7f.1.0.1/", "http://127.1.0.1/"},
        {"http://r.com/?u=http://b.com/x", "http://b.com/x"},
        {"http://a.com?q", "http://a.com/?q"},
        {"a.com\\b", "http://a.com/b"},
    };
    uri_domains *d = uri_domains_new(NULL);
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) all = uri_forms(d, rows[i].uri);
        assert_string_equal(all->pdata[0], rows[i].uri);
        if (!g_ptr_array_find_with_equal_func(all, rows[i].form, g_str_equal,
                                              NULL)) {
            g_autofree char *got = joined(all);
            fail_msg("%s gives %s", rows[i].uri, got);
        }
    }
    uri_domains_free(d);
}

static void test_hosts(void **state)
{
    static const struct {
        const char *uri, *host, *registered;
    } rows[] = {
        {"http://www.A.com/x", "www.a.com", "a.com"},
        {"http://a.b.co.uk", "a.b.co.uk", "b.co.uk"},
        {"mailto:me@x.org?s=1", "x.org", "x.org"},
        {"http://10.1.2.3:8080/", "10.1.2.3", NULL},
        {"http://nodots/", NULL, NULL},
        {"http://a.nosuchtld/", NULL, NULL},
        {"javascript:x.com", NULL, NULL},
    };
    GHashTable *lists = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_autoptr(GPtrArray) two = g_ptr_array_new();
    (void)state;
    g_ptr_array_add(one, (gpointer) "com uk org");
    g_ptr_array_add(two, (gpointer) "co.uk");
    g_hash_table_insert(lists, (gpointer) "util_rb_tld", one);
    g_hash_table_insert(lists, (gpointer) "util_rb_2tld", two);
    uri_domains *d = uri_domains_new(lists);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *host = uri_host(d, rows[i].uri);
        if (g_strcmp0(host, rows[i].host) != 0)
            fail_msg("%s: host %s", rows[i].uri, host);
        if (rows[i].registered != NULL)
            assert_string_equal(uri_registered(d, host), rows[i].registered);
    }
    uri_domains_free(d);
    g_hash_table_unref(lists);
}

static void test_relative(void **state)
{
    static const struct {
        const char *base, *reference, *target;
    } rows[] = {
        {"http://a/b/c/d?q", "g", "http://a/b/c/g"},
        {"http://a/b/c/d?q", "../g", "http://a/b/g"},
        {"http://a/b/c/d?q", "/g", "http://a/g"},
        {"http://a/b/c/d?q", "//g", "http://g"},
        {"http://a/b/c/d?q", "?y", "http://a/b/c/d?y"},
        {"http://a/b/c/d?q", "https://x/", "https://x/"},
        {"http://a/b/c/d?q", "./../../../g", "http://a/g"},
        {"", "//www.x.com/y", "http://www.x.com/y"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = uri_resolve(rows[i].base, rows[i].reference);
        assert_string_equal(got, rows[i].target);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_in_text),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_relative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
