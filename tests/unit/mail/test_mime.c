/* test_mime: messages as they are and as they should be, to letters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "mail/charset/charset.h"
#include "mail/flowed.h"
#include "mail/mailbox.h"
#include "mail/mime.h"
#include "mail/transfer.h"
#include "mail/words.h"

static letter *parse(const char *text)
{
    return mime_parse(text, strlen(text), NULL);
}

/* The same, and what is attached; the caller frees both. */
static letter *parse_all(const char *text, mime_contents **contents)
{
    *contents = mime_contents_new();
    return mime_parse(text, strlen(text), *contents);
}

/* Octets of the row with that part number; NULL if there is none. Borrowed. */
static GBytes *octets_of(const letter *l, const mime_contents *contents,
                         const char *number)
{
    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];

        if (strcmp(a->part, number) == 0)
            return g_hash_table_lookup(contents->octets, a->sha256);
    }
    return NULL;
}

static char *names_of(GPtrArray *list)
{
    GString *s = g_string_new(NULL);

    for (guint i = 0; i < list->len; i++) {
        const letter_address *a = list->pdata[i];

        g_string_append_printf(s, "%s%s<%s>", i > 0 ? "|" : "",
                               a->name ? a->name : "", a->address);
    }
    return g_string_free(s, FALSE);
}

static void test_charsets(void **state)
{
    static const struct {
        const char *label, *octets, *text;
        charset_state state;
    } rows[] = {
        {"utf-8", "gr\xc3\xbc\xc3\x9f", "grüß", CHARSET_RIGHT},
        {"UTF8", "gr\xc3\xbc\xc3\x9f", "grüß", CHARSET_RIGHT},
        {"iso-8859-1", "gr\xfc\xdf", "grüß", CHARSET_RIGHT},
        {"iso-8859-1", "\x93q\x94 \x80", "“q” €", CHARSET_RIGHT},
        {"iso-8859-1", "gr\xc3\xbc\xc3\x9f", "grüß", CHARSET_LYING},
        {"utf-8", "Gr\xfc\xdf Gott", "Grüß Gott", CHARSET_LYING},
        {NULL, "caf\xe9", "café", CHARSET_DETECTED},
        {NULL, "caf\xc3\xa9", "café", CHARSET_DETECTED},
        {"x-nonsense", "caf\xe9", "café", CHARSET_UNKNOWN},
        {"us-ascii", "caf\xe9", "café", CHARSET_DETECTED},
        {"koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет", CHARSET_RIGHT},
        {"win-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет", CHARSET_RIGHT},
        {NULL, "\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0",
         "Привет, как дела", CHARSET_DETECTED},
        {NULL, "\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1",
         "Привет, как дела", CHARSET_DETECTED},
        {"iso-2022-jp", "\x1b$BF|K\\\x1b(B", "日本", CHARSET_RIGHT},
        {NULL, "\x1b$BF|K\\\x1b(B", "日本", CHARSET_DETECTED},
        {"gb2312", "\xc4\xe3\xba\xc3", "你好", CHARSET_RIGHT},
        {"shift_jis", "\x93\xfa\x96\x7b", "日本", CHARSET_RIGHT},
        {"ks_c_5601-1987", "\xb0\xa1", "가", CHARSET_RIGHT},
        {"utf-7", "+AOk-t+AOk-", "été", CHARSET_RIGHT},
        {"iso-8859-8-i", "\xf9\xec\xe5\xed", "שלום", CHARSET_RIGHT},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        charset_state got;
        g_autofree char *text = charset_to_utf8(
            rows[i].octets, strlen(rows[i].octets), rows[i].label, &got, NULL);

        if (strcmp(text, rows[i].text) != 0 || got != rows[i].state)
            fail_msg("%s for '%s' gave '%s', state %d",
                     rows[i].label ? rows[i].label : "no label", rows[i].text,
                     text, got);
    }
}

static void test_words(void **state)
{
    static const struct {
        const char *value, *text;
    } rows[] = {
        {"plain", "plain"},
        {"=?utf-8?Q?gr=C3=BC=C3=9F?=", "grüß"},
        {"=?UTF-8?B?Z3LDvMOf?= x", "grüß x"},
        {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"},
        {"a =?utf-8?q?b?= c", "a b c"},
        /* a character split between two words */
        {"=?utf-8?B?w7w=?= =?utf-8?B?w58=?=", "üß"},
        {"=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "ü"},
        /* a base64 group split between two words */
        {"=?utf-8?B?Z3L?= =?utf-8?B?DvMOf?=", "grüß"},
        {"=?utf-8?Q?a b?=", "a b"},
        {"=?utf-8*de?Q?x?=", "x"},
        {"\"=?utf-8?Q?x?=\"", "\"x\""},
        {"=?x?Z?y?=", "=?x?Z?y?="},
        {"=?utf-8?Q?open", "open"},
        {"B\xe4r", "Bär"},
        {"\xc3\xa4", "ä"},
        {"=?koi8-r?B?8NLJ18XU?=", "Привет"},
        {"=?utf-8?Q?=0D=0ABcc:_x?=", "Bcc: x"},
        {"", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = words_decode(rows[i].value, NULL);

        if (strcmp(text, rows[i].text) != 0)
            fail_msg("'%s' gave '%s'", rows[i].value, text);
    }
}

static void test_params(void **state)
{
    static const struct {
        const char *value, *main, *name, *expected;
    } rows[] = {
        {"text/plain; charset=x", "text/plain", "charset", "x"},
        {"TEXT/Plain;CHARSET=\"x\"", "text/plain", "charset", "x"},
        {"text/plain (c); charset = x (c)", "text/plain", "charset", "x"},
        {"text/plain charset=x", "text/plain", "charset", "x"},
        {"a/b; name=My file.pdf; x=y", "a/b", "name", "My file.pdf"},
        {"a/b; name=\"a;b.pdf\"", "a/b", "name", "a;b.pdf"},
        {"a/b; name=\"a\\\"b\"", "a/b", "name", "a\"b"},
        {"a/b; name=\"C:\\x.pdf\"", "a/b", "name", "C:\\x.pdf"},
        {"a/b; name*=utf-8''%C3%BC.txt", "a/b", "name", "ü.txt"},
        {"a/b; name*=", "a/b", "name", ""},
        {"a/b; name*0*=''; name*1*=", "a/b", "name", ""},
        {"a/b; name*0=\"a\"; name*1=\"b\"", "a/b", "name", "ab"},
        {"a/b; name*0*=utf-8''%C3; name*1*=%BC", "a/b", "name", "ü"},
        {"a/b; name*1=b; name*0=a; name=c", "a/b", "name", "ab"},
        {"a/b; name=\"=?utf-8?Q?=C3=BC?=\"", "a/b", "name", "ü"},
        {"a/b; name=x; name=y", "a/b", "name", "x"},
        {"a/b; name=\"open", "a/b", "name", "open"},
        {"a/b;;; name=x", "a/b", "name", "x"},
        {"; name=x", "", "name", "x"},
        {"attachment", "attachment", "name", NULL},
        {"", "", "name", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(words_params) p = words_params_read(rows[i].value, NULL);
        const char *got = words_param(p, rows[i].name);

        if (strcmp(p->value, rows[i].main) != 0 ||
            g_strcmp0(got, rows[i].expected) != 0)
            fail_msg("'%s' gave '%s', '%s'", rows[i].value, p->value,
                     got ? got : "(none)");
    }
}

static void test_mailboxes(void **state)
{
    static const struct {
        const char *value, *expected;
        bool good;
    } rows[] = {
        {"a@b", "<a@b>", true},
        {"Kari Nordmann <a@B.Example>", "Kari Nordmann<a@b.example>", true},
        {"\"Nordmann, Kari\" <a@b>, c@d", "Nordmann, Kari<a@b>|<c@d>", true},
        {"a@b (Kari)", "Kari<a@b>", true},
        {"=?utf-8?Q?J=C3=B8rn?= <a@b>", "Jørn<a@b>", true},
        {"=?utf-8?Q?J,=20K?= <a@b>", "J, K<a@b>", true},
        {"\"boss@bank.example\" <a@b>", "boss@bank.example<a@b>", true},
        {"'Kari' <a@b>", "Kari<a@b>", true},
        {"Team: a@b, c@d; e@f", "<a@b>|<c@d>|<e@f>", true},
        {"undisclosed-recipients:;", "", true},
        {"\"a b\"@c", "<\"a b\"@c>", true},
        {"<@x,@y:a@b>", "<a@b>", true},
        {"Kari <>", "", true},
        {"Kari kari@b.c", "Kari<kari@b.c>", true},
        {"nobody", "", false},
        {"mailto:a@b", "<a@b>", true},
        {"J\xc3\xb8rn <a@b>", "Jørn<a@b>", true},
        {"", "", true},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = letter_new();
        bool good = mailbox_list(rows[i].value, NULL, l->to);
        g_autofree char *got = names_of(l->to);

        if (strcmp(got, rows[i].expected) != 0 || good != rows[i].good)
            fail_msg("'%s' gave '%s', %d", rows[i].value, got, good);
    }
}

static void test_transfer(void **state)
{
    static const struct {
        const char *encoding, *data, *expected;
        bool damaged;
    } rows[] = {
        {"base64", "aGVsbG8=", "hello", false},
        {"base64", "aGVs\r\nbG8=\r\n", "hello", false},
        {"base64", "aGVsbG8", "hello", true},
        {"base64", "aGVsbG8=\n--\nlist footer\n", "hello", true},
        {"base64", "aA==aA==", "hh", false},
        {"base64", "aGVsbG8x\n_____\nUnsubscribe\nby mail\n", "hello1", true},
        {"base64", "aGVs\r\n\r\nbG8=\r\n", "hello", false},
        /* text between lines of base64 does not end it */
        {"base64",
         "aGVs\n(a relay was here)\n"
         "YWJjZGVmYWJjZGVmYWJjZGVmYWJjZGVmYWJjZGVmYWJjZGVmYWJjZGVmYWJjZGVm\n",
         "helabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdef", true},
        {"base64", "a!G!V!s", "hel", true},
        {"quoted-printable", "a=3Db=\nc", "a=bc", false},
        {"quoted-printable", "a= \t\r\nb", "ab", false},
        {"quoted-printable", "a=ZZ=", "a=ZZ", true},
        {"quoted-printable", "=c3=bc", "ü", false},
        /* blanks at line ends are a relay's, but not encoded ones */
        {"quoted-printable", "a \t\r\nb  \n\n \nc=20\nd=20 \ne ",
         "a\r\nb\n\n\nc \nd \ne", false},
        {"quoted-printable", "a  =\nb = \r\nc =", "a  b c ", false},
        {"quoted-printable", "a\r\r\n\rb=3", "a\r\r\n\rb=3", true},
        {"7bit", "x=3D", "x=3D", false},
        {NULL, "x", "x", false},
        {"x-uuencode", "begin 644 a\n#0V%T\n`\nend\n", "Cat", false},
        {"base64", "these are words and no base64\nnot at all, you see\n",
         "these are words and no base64\nnot at all, you see\n", true},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        bool damaged, unknown;
        g_autoptr(GBytes) out =
            transfer_decode(rows[i].data, strlen(rows[i].data),
                            rows[i].encoding, &damaged, &unknown);
        gsize n;
        const char *p = g_bytes_get_data(out, &n);

        if (n != strlen(rows[i].expected) ||
            memcmp(p, rows[i].expected, n) != 0 || damaged != rows[i].damaged)
            fail_msg("%s '%s' gave '%.*s', damaged %d", rows[i].encoding,
                     rows[i].data, (int)n, p, damaged);
    }
}

static void test_flowed(void **state)
{
    static const struct {
        const char *text, *expected;
        bool delsp;
    } rows[] = {
        {"one \ntwo\nthree\n", "one two\nthree\n", false},
        {"one \ntwo\n", "onetwo\n", true},
        {"> a \n> b\nc\n", "> a b\nc\n", false},
        {"> a \n>> b\n", "> a \n>> b\n", false},
        {" From x\n", "From x\n", false},
        {"a \n-- \nb\n", "a \n-- \nb\n", false},
        {"a ", "a \n", false},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *got = flowed_join(rows[i].text, rows[i].delsp);

        if (strcmp(got, rows[i].expected) != 0)
            fail_msg("'%s' gave '%s'", rows[i].text, got);
    }
}

static void test_header(void **state)
{
    g_autoptr(letter) l =
        parse("Message-ID: <a@b>\nDate: Sat, 21 Nov 2026 14:00:00 +0100\n"
              "From: Kari <kari@example.com>\nFrom: x@y\nTo: a@b, c@d\n"
              "Cc: e@f\nReply-To: g@h\nSubject: =?utf-8?Q?gr=C3=BC=C3=9F?=\n"
              " zwei\nIn-Reply-To: <r@s>\nReferences: <p@q>\n <r@s>\n"
              "X-Postern-Claim: o-abc\n\nhello\r\nworld\r\n");
    g_autoptr(letter) odd =
        parse("Message-ID: odd.id@x extra\nDate: yesterday\nFrom:\n\n");
    g_autoptr(letter) none = parse("");
    g_autofree char *from = names_of(l->from), *to = names_of(l->to);

    assert_string_equal(l->message_id, "a@b");
    assert_string_equal(l->date, "2026-11-21T14:00:00+01:00");
    assert_true(l->date_ms == INT64_C(1795266000000));
    assert_string_equal(from, "Kari<kari@example.com>|<x@y>");
    assert_string_equal(to, "<a@b>|<c@d>");
    assert_string_equal(l->subject, "grüß zwei");
    assert_string_equal(l->in_reply_to->pdata[0], "r@s");
    assert_int_equal(l->references->len, 2);
    assert_string_equal(l->references->pdata[1], "r@s");
    assert_string_equal(l->claim, "o-abc");
    assert_string_equal(l->text, "hello\nworld\n");
    assert_int_equal(l->defects->len, 0);
    assert_string_equal(odd->message_id, "odd.id@x");
    assert_true(odd->date_ms == -1);
    assert_null(odd->date);
    assert_int_equal(odd->from->len, 0);
    assert_int_equal(odd->defects->len, 2);
    assert_null(none->subject);
    assert_string_equal(none->text, "");
}

/* "part name type" of each, joined by '|'. */
static char *rows_of(const letter *l)
{
    GString *s = g_string_new(NULL);

    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];

        g_string_append_printf(s, "%s%s %s %s%s", i > 0 ? "|" : "", a->part,
                               a->name, a->type, a->shown_inline ? " *" : "");
    }
    return g_string_free(s, FALSE);
}

#define PLAIN(text) "--b\nContent-Type: text/plain\n\n" text "\n"
#define HTML(text)  "--b\nContent-Type: text/html\n\n" text "\n"
#define MULTI(sub)  "Content-Type: multipart/" sub "; boundary=b\n\n"
#define PNG         "--b\nContent-Type: image/png\n"
#define INNER       "--c\nContent-Type: text/plain\n\ninner\n--c--\n"

static void test_structure(void **state)
{
    static const struct {
        const char *message, *text, *rows;
    } rows[] = {
        {MULTI("alternative") PLAIN("plain") HTML("<b>html</b>") "--b--\n",
         "plain", ""},
        {MULTI("alternative") PLAIN(" ") HTML("<p>html</p>") "--b--\n",
         "html\n", ""},
        {MULTI("mixed") PLAIN("text") PNG
         "Content-Disposition: attachment; filename=\"../x/a.png\"\n\nPNG\n"
         "--b--\n",
         "text", "2 a.png image/png"},
        {MULTI("mixed") PLAIN("text") PNG "\nPNG\n--b--\n", "text",
         "2 part-2.png image/png"},
        {MULTI("related") HTML("<img src=\"cid:p@q\">") PNG
         "Content-ID: <p@q>\nContent-Disposition: inline; filename=a.png\n\nx\n"
         "--b--\n",
         "[a.png]\n", "2 a.png image/png *"},
        {MULTI("mixed") PLAIN("one") PLAIN("two") "--b--\n", "one\n\ntwo", ""},
        {MULTI("mixed") PLAIN("one") "--b\nContent-Type: text/plain; "
                                     "name=log.txt\n\nlog\n--b--\n",
         "one", "2 log.txt text/plain"},
        {MULTI("mixed") PLAIN("see") "--b\nContent-Type: message/rfc822\n\n"
                                     "Subject: old/news\n\nold\n--b--\n",
         "see", "2 old_news.eml message/rfc822"},
        {MULTI("mixed") "--b\nContent-Type: message/rfc822\n\nSubject: x\n\n"
                        "only\n--b--\n",
         "only", "1 x.eml message/rfc822"},
        {MULTI(
             "mixed") "--b\nContent-Type: multipart/mixed; boundary=c\n\n" INNER
             PNG "\nx\n--b--\n",
         "inner", "2 part-2.png image/png"},
        {"Content-Type: image/png; name=a.png\n\nx", "", "1 a.png image/png"},
        {MULTI("mixed") PLAIN("no end"), "no end\n", ""},
        {"Content-Type: multipart/mixed\n\n--zz\nContent-Type: text/plain\n\n"
         "guessed\n--zz--\n",
         "guessed", ""},
        {"Content-Type: multipart/mixed; boundary=b\n\nno parts here\n",
         "no parts here\n", ""},
        {MULTI("signed") PLAIN("signed") "--b\nContent-Type: "
                                         "application/pgp-signature\n\nx\n"
                                         "--b--\n",
         "signed", "2 part-2.asc application/pgp-signature"},
        {"Subject: x\n\nbefore\nbegin 644 a.bin\n#0V%T\n`\nend\nafter\n",
         "before\nafter\n", "1.1 a.bin application/octet-stream"},
        {"Content-Type: text/plain; format=flowed\n\none \ntwo\n", "one two\n",
         ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(letter) l = parse(rows[i].message);
        g_autofree char *got = rows_of(l);

        if (strcmp(got, rows[i].rows) != 0 ||
            strcmp(l->text, rows[i].text) != 0)
            fail_msg("'%s' gave '%s', text '%s'", rows[i].message, got,
                     l->text);
    }
}

static void test_extract(void **state)
{
    static const char message[] = MULTI("mixed") PLAIN(
        "begin 644 a\n#0V%T\n`\nend") "--b\nContent-Type: "
                                      "application/"
                                      "x\nContent-Transfer-Encoding: base64\n"
                                      "\naGVsbG8=\n"
                                      "--b\nContent-Type: "
                                      "message/rfc822\n\nContent-Type: "
                                      "multipart/mixed; "
                                      "boundary=c\n\n" INNER "--b--\n";
    static const struct {
        const char *part, *data;
    } rows[] = {{"2", "hello"},
                {"1.1", "Cat"},
                {"3", "Content-Type: multipart/mixed; boundary=c\n\n--c"},
                {"1", NULL},
                {"1.2", NULL},
                {"3.1", NULL}};
    g_autoptr(mime_contents) contents = NULL;
    g_autoptr(letter) l = parse_all(message, &contents);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        GBytes *out = octets_of(l, contents, rows[i].part);
        gsize n = 0;
        const char *p = out ? g_bytes_get_data(out, &n) : NULL;

        if (!rows[i].data
                ? out != NULL
                : !out || n < strlen(rows[i].data) ||
                      memcmp(p, rows[i].data, strlen(rows[i].data)) != 0)
            fail_msg("part %s gave '%.*s'", rows[i].part, (int)n, p ? p : "");
    }
    assert_int_equal(g_hash_table_size(contents->octets), 3);
}

static void test_tnef(void **state)
{
    static const char tnef[] =
        "\x78\x9f\x3e\x22\x01\x00"
        "\x02\x02\x90\x06\x00\x04\x00\x00\x00rend\x00\x00"
        "\x02\x10\x80\x01\x00\x06\x00\x00\x00"
        "A~1.X\x00"
        "\x00\x00"
        "\x02\x0f\x80\x06\x00\x05\x00\x00\x00hello\x00\x00"
        "\x02\x05\x90\x06\x00\x18\x00\x00\x00"
        "\x01\x00\x00\x00\x1e\x00\x07\x37\x01\x00\x00\x00"
        "\x06\x00\x00\x00"
        "a.txt\x00\x00\x00"
        "\x00\x00";
    g_autoptr(GString) message =
        g_string_new("Content-Type: multipart/mixed; boundary=b\n\n" PLAIN(
            "x") "--b\n"
                 "Content-Type: application/ms-tnef; name=winmail.dat\n"
                 "Content-Transfer-Encoding: base64\n\n");
    g_autofree char *base64 =
                        g_base64_encode((const guchar *)tnef, sizeof tnef - 1),
                    *rows = NULL;
    g_autoptr(mime_contents) contents = NULL;
    g_autoptr(letter) l = NULL;
    GBytes *out;

    g_string_append_printf(message, "%s\n--b--\n", base64);
    l = parse_all(message->str, &contents);
    rows = rows_of(l);
    assert_string_equal(rows, "2 winmail.dat application/ms-tnef|"
                              "2.1 a.txt application/octet-stream");
    assert_int_equal(l->defects->len, 0);
    out = octets_of(l, contents, "2.1");
    assert_memory_equal(g_bytes_get_data(out, NULL), "hello", 5);
    assert_int_equal(g_bytes_get_size(out), 5);
    /* cut anywhere: a letter */
    for (gsize n = 0; n < message->len; n++) {
        g_autoptr(letter) cut = mime_parse(message->str, n, NULL);

        assert_non_null(cut);
    }
}

static void test_protected(void **state)
{
    g_autoptr(letter) l = parse(
        "Subject: ...\nContent-Type: multipart/signed; boundary=b\n\n--b\n"
        "Content-Type: text/plain; protected-headers=v1\nSubject: true\n\nx\n"
        "--b\nContent-Type: application/pgp-signature\n\ny\n--b--\n");

    assert_string_equal(l->subject, "true");
    assert_string_equal(l->text, "x");
}

/* Every attachment of a letter can be taken out with its size and hash. */
static void test_extract_all(void **state)
{
    static const struct {
        const char *message;
        guint n;
    } rows[] = {
        {MULTI("mixed") PLAIN("x") PNG
         "Content-Transfer-Encoding: base64\n\naGVsbG8=\n" PNG "\nabc\n--b--\n",
         2},
        {"From: a@b\nContent-Type: image/png\nno field\nand more\n", 1},
    };

    for (size_t r = 0; r < G_N_ELEMENTS(rows); r++) {
        const char *message = rows[r].message;
        g_autoptr(mime_contents) contents = NULL;
        g_autoptr(letter) l = parse_all(message, &contents);

        assert_int_equal(l->attachments->len, rows[r].n);
        for (guint i = 0; i < l->attachments->len; i++) {
            const letter_attachment *a = l->attachments->pdata[i];
            GBytes *out = octets_of(l, contents, a->part);
            g_autofree char *sum =
                g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, out);

            assert_int_equal(g_bytes_get_size(out), a->size);
            assert_string_equal(sum, a->sha256);
        }
    }
}

static void repeat(GString *s, const char *text, unsigned n)
{
    while (n-- > 0)
        g_string_append(s, text);
}

/* Too much of everything is a letter with a defect that survives the way. */
static void test_limits(void **state)
{
    static const struct {
        const char *start, *text, *defect;
        unsigned n;
    } rows[] = {
        {"To: ", "a:", "left out", 200000},
        {"To: ", "a@b, ", NULL, 2000},
        {"", "X: y\n", "left out", 5000},
        {MULTI("mixed"), "--b\n\nx\n", "too many parts", 5000},
        {"", "Content-Type: message/rfc822\n\n", "too deeply", 5000},
        {"", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", NULL, 5000},
        {"\n", "lorem ipsum\n", "too long", 500000},
        {"Content-Type: text/html\n\n", "<div>", NULL, 100000},
        {"Content-Type: text/html\n\n", "<blockquote>x", NULL, 20000},
        {"From: ", "(", NULL, 100000},
        {"Subject: ", "=?utf-8?q?a?= ", "too long", 15000},
        {"Subject: ", "=?x?q?\?= ", "too long", 25000}, /* decoded: nothing */
        {"Subject: x\n\n", "begin 644 a\n", NULL, 100000},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) s = g_string_new(rows[i].start);
        g_autoptr(letter) l = NULL, back = NULL;
        g_autoptr(GBytes) bytes = NULL;
        bool found = rows[i].defect == NULL;

        repeat(s, rows[i].text, rows[i].n);
        l = parse(s->str);
        for (guint k = 0; k < l->defects->len; k++)
            found |=
                rows[i].defect && strstr(l->defects->pdata[k], rows[i].defect);
        if (!found)
            fail_msg("many '%s' have no defect '%s'", rows[i].text,
                     rows[i].defect);
        bytes = letter_to_bytes(l);
        back = letter_from_bytes(bytes, NULL);
        assert_non_null(back);
    }
}

static void test_octets(void **state)
{
    static const char message[] =
        "Subject: a\0b\nFrom: x\0@y\n\nte\0xt\r\rz\xff";
    g_autoptr(letter) l = mime_parse(message, sizeof message - 1, NULL),
                      back = NULL;
    g_autoptr(GBytes) bytes = letter_to_bytes(l);

    assert_string_equal(l->subject, "a b");
    assert_string_equal(l->text, "text\n\nzÿ");
    back = letter_from_bytes(bytes, NULL);
    assert_non_null(back);
}

static int set_up(void **state)
{
    mime_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_charsets), cmocka_unit_test(test_words),
        cmocka_unit_test(test_params),   cmocka_unit_test(test_mailboxes),
        cmocka_unit_test(test_transfer), cmocka_unit_test(test_flowed),
        cmocka_unit_test(test_header),   cmocka_unit_test(test_structure),
        cmocka_unit_test(test_extract),  cmocka_unit_test(test_extract_all),
        cmocka_unit_test(test_tnef),     cmocka_unit_test(test_protected),
        cmocka_unit_test(test_limits),   cmocka_unit_test(test_octets),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
