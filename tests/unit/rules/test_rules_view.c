/* test_rules_view: what the view makes of fields, addresses and texts. */
#include "lib/rules_fixture.h"

#include "rules/view/room.h"

static void test_addresses(void **state)
{
    static const struct {
        const char *from, *addr, *name;
    } rows[] = {
        {"Ann B <a@b.com>", "a@b.com", "Ann B"},
        {"a@b.com", "a@b.com", NULL},
        {"a@b.com (Ann B)", "a@b.com", "Ann B"},
        {"\"B, Ann\" <a@b.com>", "a@b.com", "B, Ann"},
        {"Ann <a@b.com>, c@d.org", "a@b.com\nc@d.org", "Ann"},
        {"team: a@b.com;", "a@b.com", NULL},
        {"\"a b\"@c.com", "\"a b\"@c.com", NULL},
        {"\"x@y.net\"@c.com", "\"x@y.net\"@c.com", NULL},
        {"a@b@c.com", "a@b", NULL},
        {"a@[192.0.2.1]", "a@[192.0.2.1]", NULL},
        {"a@[192.0.2.1] [pi]", NULL, "a@[192.0.2.1] [pi]"},
        {"[a]@b.com", NULL, "[a]@b.com"},
        {"<a b@c.com>", NULL, NULL},
        {"Ann < a@b.com >", "a@b.com", "Ann"},
        {"nobody", NULL, "nobody"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text =
            g_strdup_printf("From: %s\n\nx\n", rows[i].from);
        view *v = view_from(text, NULL);
        const char *addr = view_header(v, "From", RULE_ADDR).data;
        const char *name = view_header(v, "From", RULE_NAME).data;
        if (g_strcmp0(addr, rows[i].addr) != 0 ||
            g_strcmp0(name, rows[i].name) != 0)
            fail_msg("%s: %s, %s", rows[i].from, addr, name);
        view_free(v);
    }
}

static void test_fields(void **state)
{
    static const struct {
        const char *name;
        unsigned modifiers;
        const char *value;
    } rows[] = {
        {"Subject", 0, "one two\n"},
        {"SUBJECT", 0, "one two\n"},
        {"Subject", RULE_RAW, " one\n\ttwo \n"},
        {"X-Empty", 0, "\n"},
        {"X-Word", 0, "\303\245 x\n"},
        {"X-High", 0, "caf\303\251\n"},
        {"Message-ID", 0, "=?utf-8?q?x?=\n"},
        {"X-Many", 0, "a\nb\n"},
        {"X-Many", RULE_LAST, "b\n"},
        {"X-None", 0, NULL},
    };
    view *v =
        view_from("Subject: one\n\ttwo \nX-Empty:\nX-Word: "
                  "=?utf-8?q?=C3=A5?= x\nX-High: caf\351\n"
                  "Message-ID: =?utf-8?q?x?=\nX-Many: a\nx-many: b\n\nx\n",
                  NULL);
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *value =
            view_header(v, rows[i].name, rows[i].modifiers).data;
        if (g_strcmp0(value, rows[i].value) != 0)
            fail_msg("%s: %s", rows[i].name, value);
    }
    view_free(v);
}

/* Raw 8-bit is guessed for the whole header: one letter alone says nothing. */
static void test_raw_charset(void **state)
{
    view *v = view_from(
        "X-One: \351\nSubject: "
        "\317\340\360\356\353\374 \355\345 \357\356\344\365\356\344\350\362 "
        "\362\345\353\345\364\356\355 \361\353\356\354\340\355\nX-Two: "
        "\303\245\n\nx\n",
        NULL);
    (void)state;
    assert_string_equal(view_header(v, "X-One", 0).data, "\320\271\n");
    assert_string_equal(view_header(v, "X-Two", 0).data, "\303\245\n");
    view_free(v);
}

/* Paragraphs, with "|" behind each. */
static char *body_of(const char *text)
{
    g_autofree char *message = g_strconcat("Subject: s\n\n", text, NULL);
    view *v = view_from(message, NULL);
    GString *out = g_string_new(NULL);
    for (guint i = 1; i < v->body->len; i++) {
        view_text t = g_array_index(v->body, view_text, i);
        g_string_append_len(out, t.data, (gssize)t.size);
        g_string_append_c(out, '|');
    }
    view_free(v);
    return g_string_free(out, FALSE);
}

static void test_paragraphs(void **state)
{
    static const struct {
        const char *text, *body;
    } rows[] = {
        {"a\nb\n", "a b |"},
        {"a  \t b\n", "a b |"},
        {"a\n\nb\n", "a\n|b |"},
        {"a\n \n\t\n\nb\n", "a\n|b |"},
        {"a \n\nb\n", "a \n|b |"},
        {"a\n\n  b\n", "a\n| b |"},
        {"a\302\240\342\200\203b\n", "a b |"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = body_of(rows[i].text);
        if (strcmp(got, rows[i].body) != 0)
            fail_msg("%s: %s", rows[i].text, got);
    }
}

/* The fields of a part are as written, of any part. */
static void test_parts(void **state)
{
    (void)state;
    assert_hits(
        "mimeheader A Content-Type:raw =~ /^image\\/gif;\\n\\tname=\"x\"$/\n"
        "mimeheader B Content-Type =~ /^image\\/gif; name=\"x\"$/\n"
        "mimeheader C Content-Type:raw =~ /^multipart\\/mixed;\\n boundary/\n"
        "mimeheader D Content-Type =~ /^multipart\\/mixed; boundary/\n"
        "mimeheader E Content-ID =~ /./\n",
        "Content-Type: multipart/mixed;\n boundary=b\n\n--b\n"
        "Content-Type: image/gif;\n\tname=\"x\"\n\nGIF\n--b--\n",
        "A,B,C,D");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),   cmocka_unit_test(test_fields),
        cmocka_unit_test(test_raw_charset), cmocka_unit_test(test_paragraphs),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
