/* test_filetext: the words in attached files, whatever they are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/filetext.h"
#include "mail/letter.h"

#define MAIL                                                               \
    "From: a@example.org\r\nSubject: The lamp\r\nMessage-ID: <m1@x>\r\n"   \
    "X-Postern-Claim: support o-abc\r\n"                                   \
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"                    \
    "--b\r\nContent-Type: text/plain\r\n\r\nfirst words\r\n"               \
    "--b\r\nContent-Type: text/html\r\n\r\n<p>second <b>words</b></p>\r\n" \
    "--b\r\nContent-Type: application/octet-stream\r\n"                    \
    "Content-Transfer-Encoding: base64\r\n\r\n"                            \
    "U3ViamVjdDogaW5uZXIKRnJvbTogYkB4LmNvbQoKdGhpcmQgd29yZHMK\r\n"         \
    "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@x\r\n"             \
    "Subject: deep\r\n\r\nfourth words\r\n--b--\r\n"

#define ODD "Subject: s\nX-Note: n\n\nno mail\n"

typedef struct row {
    const char *name, *type, *octets;
    size_t size;
    const char *words[6]; /* NULL: nothing can be read */
    const char *claim;
} row;

#define OF(s) s, sizeof(s) - 1

static const row rows[] = {
    {"a text",
     "text/plain",
     OF("plain words\r\nin it\r\n"),
     {"plain words\nin it"},
     NULL},
    {"a text called octets",
     "application/octet-stream",
     OF("plain words\n"),
     {"plain words"},
     NULL},
    {"HTML", "text/html", OF("<p>some <i>words</i></p>"), {"some words"}, NULL},
    {"HTML called text",
     "text/plain",
     OF("<html><p>some words</p></html>"),
     {"some words"},
     NULL},
    {"Rich Text",
     "application/rtf",
     OF("{\\rtf1\\ansi rich words\\par}"),
     {"rich words"},
     NULL},
    {"UTF-16 with a mark",
     "text/plain",
     OF("\xff\xfew\0o\0r\0d\0s\0"),
     {"words"},
     NULL},
    {"UTF-16 without",
     "application/octet-stream",
     OF("w\0o\0r\0d\0s\0 \0w\0i\0d\0e\0"),
     {"words wide"},
     NULL},
    {"UTF-16, the other way",
     "application/octet-stream",
     OF("\0w\0o\0r\0d\0s\0 \0w\0i\0d\0e"),
     {"words wide"},
     NULL},
    {"a message",
     "message/rfc822",
     OF(MAIL),
     {"The lamp", "first words", "second *words*", "third words",
      "fourth words"},
     "support o-abc"},
    {"a message called octets",
     "application/octet-stream",
     OF(MAIL),
     {"first words", "fourth words"},
     "support o-abc"},
    {"a message without our claim",
     "application/x-eml",
     OF("From: a@x\nMessage-ID: <m2@x>\n\nwords\n"),
     {"words"},
     "<m2@x>"},
    {"a header that is none of mail", "text/plain", OF(ODD), {"no mail"}, NULL},
    {"octets", "image/png", OF("\x89PNG\r\n\x1a\n\0\0\0\1\2\3"), {NULL}, NULL},
    {"nothing", "text/plain", OF(""), {NULL}, NULL},
};

static void test_rows(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const row *r = &rows[i];
        g_autoptr(GBytes) data = g_bytes_new(r->octets, r->size);
        g_autofree char *claim = NULL;
        g_autofree char *text =
            filetext_read(data, r->type, NULL, 100000, &claim);

        if (!text != !r->words[0])
            fail_msg("%s: '%s'", r->name, text ? text : "nothing");
        for (size_t k = 0; k < 6 && r->words[k]; k++)
            if (!strstr(text, r->words[k]))
                fail_msg("%s: no '%s' in '%s'", r->name, r->words[k], text);
        if (g_strcmp0(claim, r->claim) != 0)
            fail_msg("%s: claims '%s'", r->name, claim ? claim : "nothing");
    }
}

/* No more than is asked for, however deep it goes on. */
static void test_limits(void **state)
{
    g_autoptr(GString) deep = g_string_new("words\r\n");
    g_autofree char *claim = NULL, *text = NULL;

    for (int i = 0; i < 40; i++)
        g_string_prepend(deep, "From: a@x\r\nSubject: s\r\n"
                               "Content-Type: message/rfc822\r\n\r\n");
    while (deep->len < 300000)
        g_string_append(deep, "more words that go on and on\r\n");
    g_autoptr(GBytes) data = g_bytes_new(deep->str, deep->len);
    text = filetext_read(data, "message/rfc822", NULL, 1000, &claim);
    assert_non_null(text);
    assert_true(strlen(text) <= 1000);
    assert_true(g_utf8_validate(text, -1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
