/* test_head: fields, addresses, message ids and identity from raw octets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/head.h"

static head *read_text(const char *text)
{
    return head_read(text, strlen(text));
}

static void test_fields(void **state)
{
    static const struct {
        const char *message, *subject;
        unsigned count;
        const char *body;
    } rows[] = {
        {"Subject: a\n\nb", "a", 1, "b"},
        {"Subject: a\r\n\r\nb", "a", 1, "b"},
        {"SUBJECT :  a  \n b\n\tc\n\n", "a   b\tc", 1, ""},
        {"From x Mon Jan 1\nSubject: a\n\nb", "a", 1, "b"},
        {"Subject: a", "a", 1, ""},
        {"no header\n\nb", NULL, 0, "no header\n\nb"},
        {"Subject: a\njunk\nTo: b\n\nc", "a", 2, "c"},
        {"Subject: a\rb\n\n", "a b", 1, ""},
        {"Subject:\n\n\n", "", 1, "\n"},
        {"", NULL, 0, ""},
        {"\nSubject: a\n\n", NULL, 0, "Subject: a\n\n"},
        {"Sub ject: a\nTo: x\n\n", NULL, 0, "Sub ject: a\nTo: x\n\n"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(head) h = read_text(rows[i].message);
        const char *subject = head_get(h, "subject", 0);

        if (g_strcmp0(subject, rows[i].subject) != 0 ||
            h->fields->len != rows[i].count ||
            strcmp(rows[i].message + h->body, rows[i].body) != 0)
            fail_msg("'%s': subject '%s', %u fields, body '%s'",
                     rows[i].message, subject ? subject : "(none)",
                     h->fields->len, rows[i].message + h->body);
    }
}

static void test_limits(void **state)
{
    g_autoptr(GString) s = g_string_new(NULL);
    g_autoptr(head) many = NULL, big = NULL;
    g_autoptr(head) nul = head_read("A: x\0y\n\nb", 9);

    for (int i = 0; i < 3000; i++)
        g_string_append(s, "A: b\n");
    g_string_append(s, "\nbody");
    many = head_read(s->str, s->len);
    assert_int_equal(many->fields->len, HEAD_FIELDS_MAX);
    assert_string_equal(s->str + many->body, "body");
    g_string_assign(s, "Subject: a\nTo: ");
    for (size_t i = 0; i < HEAD_SIZE_MAX; i++)
        g_string_append(s, "a:");
    g_string_append(s, "\nFrom: late@example.com\n\nbody");
    big = head_read(s->str, s->len);
    assert_int_equal(big->fields->len, 2); /* the long one is left out */
    assert_int_equal(big->dropped, 1);
    assert_string_equal(head_get(big, "from", 0), "late@example.com");
    assert_string_equal(s->str + big->body, "body");
    assert_string_equal(head_get(nul, "a", 0), "x y");
}

static void test_addresses(void **state)
{
    static const struct {
        const char *value, *expected; /* joined by '|' */
    } rows[] = {
        {"a@b", "a@b"},
        {"Kari <a@b>, c@d", "a@b|c@d"},
        {"\"x@y\" <a@b>", "a@b"},
        {"\"x@y\"", ""},
        {"(x@y) a@b (z@z)", "a@b"},
        {"x@y <a@b>", "a@b"},
        {"Team: a@b, c@d; e@f", "a@b|c@d|e@f"},
        {"undisclosed-recipients:;", ""},
        {"<@relay,@other:a@b>", "a@b"},
        {"\"a b\"@c", "\"a b\"@c"},
        {"a@b <c@d> <e@f>", "c@d|e@f"},
        {"(unclosed a@b", ""},
        {"<a@b", ""},
        {"two words a@b", ""},
        {"a @ b . c", "a@b.c"},
        {"\"\\\"x\" <a@b>", "a@b"},
        {"<>", ""},
        {"@b", ""},
        {"a@", ""},
        {"", ""},
        {"x <a@b> (c <d@e>)", "a@b"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) list = head_addresses(rows[i].value, 10);
        g_autofree char *got = NULL;

        g_ptr_array_add(list, NULL);
        got = g_strjoinv("|", (char **)list->pdata);
        if (strcmp(got, rows[i].expected) != 0)
            fail_msg("'%s' gave '%s'", rows[i].value, got);
    }
}

static void test_from(void **state)
{
    static const struct {
        const char *message, *expected;
    } rows[] = {
        {"From: A <A@B.example>\n\n", "a@b.example"},
        {"From: a@b.example\nFrom: a@b.example\n\n", NULL},
        {"From: a@b.example, c@d.example\n\n", NULL},
        {"From: <a@b.example> <c@d.example>\n\n", NULL},
        {"From: \"boss@b.example\"\n\n", NULL},
        {"To: a@b.example\n\n", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(head) h = read_text(rows[i].message);
        g_autofree char *from = head_from(h);

        if (g_strcmp0(from, rows[i].expected) != 0)
            fail_msg("'%s' gave '%s'", rows[i].message, from ? from : "(none)");
    }
}

static void test_message_ids(void **state)
{
    static const struct {
        const char *value, *expected;
        unsigned max;
    } rows[] = {
        {"<a@b>", "a@b", 9},
        {"<a@b> <c@d>(x) <e@f>", "a@b|c@d|e@f", 9},
        {"<a@b><c@d>", "a@b|c@d", 9},
        {"<a@b <c@d>", "c@d", 9},
        {"<a@\t b>", "a@b", 9},
        {"a@b", "", 9},
        {"<>", "", 9},
        {"<a@b> <c@d>", "a@b", 1},
        {"Your message <x y@z> of Monday", "xy@z", 9},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) list =
            head_message_ids(rows[i].value, rows[i].max);
        g_autofree char *got = NULL;

        g_ptr_array_add(list, NULL);
        got = g_strjoinv("|", (char **)list->pdata);
        if (strcmp(got, rows[i].expected) != 0)
            fail_msg("'%s' gave '%s'", rows[i].value, got);
    }
}

#define IDENTITY_BASE                                             \
    "Message-ID: <a@b>\nFrom: a@b\nDate: d\nSubject: s t\n\none " \
    "two\n\nthree\n"

static void identity_of(const char *text, char out[65])
{
    static const secret_key key = {{7}};
    g_autoptr(head) h = read_text(text);

    head_identity(&key, h, text, strlen(text), out);
}

static void test_identity(void **state)
{
    static const struct {
        const char *message;
        bool same;
    } rows[] = {
        {IDENTITY_BASE, true},
        {"Return-Path: <x@y>\nReceived: from z\n" IDENTITY_BASE, true},
        {"Delivered-To: q\nX-Spam: no\n" IDENTITY_BASE "\n\n", true},
        {"Message-ID: <a@b>\r\nFrom: a@b\r\nDate: d\r\nSubject: s t\r\n\r\n"
         "one two\r\n\r\nthree\r\n\r\n",
         true},
        {"From: a@b\nDate: d\nMessage-ID: <a@b>\nSubject:  s \n t\n\n"
         "one \t two  \n \nthree",
         true},
        {"Message-ID: <c@b>\nFrom: a@b\nDate: d\nSubject: s t\n\none "
         "two\n\nthree\n",
         false},
        {"Message-ID: <a@b>\nFrom: a@b\nDate: d\nSubject: s t\n\nonetwo\n\n"
         "three\n",
         false},
        {"Message-ID: <a@b>\nFrom: a@b\nDate: d\nSubject: s t\n\none two\n"
         "three\n",
         false},
        {"Message-ID: <a@b>\nFrom: a@b\nDate: d\n\none two\n\nthree\n", false},
    };
    char base[65], got[65];

    identity_of(IDENTITY_BASE, base);
    assert_int_equal(strlen(base), 64);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        identity_of(rows[i].message, got);
        if ((strcmp(base, got) == 0) != rows[i].same)
            fail_msg("same: %d, '%s'", !rows[i].same, rows[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_addresses),   cmocka_unit_test(test_from),
        cmocka_unit_test(test_message_ids), cmocka_unit_test(test_identity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
