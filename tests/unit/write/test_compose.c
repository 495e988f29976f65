/* test_compose: composed messages, read back by GMime and by Python's email
 * package, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "mail/flowed.h"
#include "write/compose.h"
#include <glib/gstdio.h>
#include <gmime/gmime.h>
#include <jansson.h>

#define CYRILLIC_SUBJECT                                 \
    "\320\235\320\265 \320\274\320\276\320\263\321\203 " \
    "\320\262\320\276\320\271\321\202\320\270 \360\237\230\200"

static compose_mail *simple(void)
{
    compose_mail *m = compose_new();
    m->from_name = g_strdup("Anna Larsen via Example Support");
    m->from = g_strdup("support@example.org");
    g_ptr_array_add(m->to,
                    letter_address_new("Kari Nordmann", "kari@example.com"));
    m->subject = g_strdup("Re: Cannot log in [#1042-7KQ2M9XD]");
    m->message_id = g_strdup("c-abc.0123456789abcdef@example.org");
    m->date_ms = G_GINT64_CONSTANT(1795428134000);
    m->text = g_strdup("Hello Kari,\n\nclear the cookies.\n");
    return m;
}

static compose_attachment *attach(compose_mail *m, const char *name,
                                  const char *type, const char *cid,
                                  const char *data, size_t size)
{
    compose_attachment *a = compose_attachment_new();
    a->name = g_strdup(name);
    a->type = g_strdup(type);
    a->content_id = g_strdup(cid);
    a->data = g_bytes_new(data, size);
    g_ptr_array_add(m->attachments, a);
    return a;
}

static char *composed(const compose_mail *m)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) b = compose_message(m, &error);
    if (b == NULL)
        fail_msg("%s", error->message);
    gsize size;
    const char *data = g_bytes_get_data(b, &size);
    char *text = g_strndup(data, size);
    assert_int_equal(strlen(text), size);
    for (size_t i = 0, line = 0; i < size; i++) {
        assert_true((guchar)text[i] < 128);
        assert_true(text[i] != '\n' || (i > 0 && text[i - 1] == '\r'));
        line = text[i] == '\n' ? 0 : line + 1;
        assert_true(line <= 999);
    }
    return text;
}

static GMimeMessage *parsed(const char *text)
{
    GMimeStream *s = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    GMimeParser *p = g_mime_parser_new_with_stream(s);
    GMimeMessage *m = g_mime_parser_construct_message(p, NULL);
    assert_non_null(m);
    g_object_unref(p);
    g_object_unref(s);
    return m;
}

static void header_block_is_as_said(void **state)
{
    g_autoptr(compose_mail) m = simple();
    g_ptr_array_add(m->references, g_strdup("a@example.com"));
    g_ptr_array_add(m->references, g_strdup("b@example.com"));
    g_ptr_array_add(m->headers,
                    letter_address_new("Auto-Submitted", "auto-replied"));
    m->reply_to = g_strdup("support+o-x@example.org");
    g_autofree char *text = composed(m);
    static const char *const lines[] = {
        "From: Anna Larsen via Example Support <support@example.org>\r\n",
        "To: Kari Nordmann <kari@example.com>\r\n",
        "Reply-To: support+o-x@example.org\r\n",
        "Subject: Re: Cannot log in [#1042-7KQ2M9XD]\r\n",
        "Message-Id: <c-abc.0123456789abcdef@example.org>\r\n",
        "In-Reply-To: <b@example.com>\r\n",
        "References: <a@example.com> <b@example.com>\r\n",
        "Auto-Submitted: auto-replied\r\n",
        "MIME-Version: 1.0\r\n",
        "Date: Mon, 23 Nov 2026 10:02:14 +0000\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Transfer-Encoding: 7bit\r\n",
        "\r\n\r\nHello Kari,\r\n\r\nclear the cookies.\r\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        if (strcasestr(text, lines[i]) == NULL)
            fail_msg("no [%s] in [%s]", lines[i], text);
    m->in_reply_to = g_strdup("a@example.com");
    g_autofree char *other = composed(m);
    assert_non_null(strstr(other, "In-Reply-To: <a@example.com>\r\n"));
}

static void same_input_same_octets(void **state)
{
    g_autoptr(compose_mail) m = simple();
    m->html = true;
    attach(m, "a.png", "image/png", "x@y", "PNG", 3);
    attach(m, "b.txt", "text/plain", NULL, "hi\n", 3);
    g_autofree char *one = composed(m), *two = composed(m);
    assert_string_equal(one, two);
    g_free(m->message_id);
    m->message_id = g_strdup("other@example.org");
    g_autofree char *three = composed(m);
    assert_string_not_equal(strstr(one, "boundary"), strstr(three, "boundary"));
}

static void refused(void (*change)(compose_mail *m, const char *bad),
                    const char *bad, int class)
{
    g_autoptr(compose_mail) m = simple();
    g_autoptr(GError) error = NULL;
    change(m, bad);
    g_autoptr(GBytes) b = compose_message(m, &error);
    if (b != NULL)
        fail_msg("[%s] was taken", bad);
    assert_int_equal(error->code, class);
}

static void set_subject(compose_mail *m, const char *bad)
{
    g_free(m->subject);
    m->subject = g_strdup(bad);
}

static void set_from_name(compose_mail *m, const char *bad)
{
    g_free(m->from_name);
    m->from_name = g_strdup(bad);
}

static void set_from(compose_mail *m, const char *bad)
{
    g_free(m->from);
    m->from = g_strdup(bad);
}

static void add_to(compose_mail *m, const char *bad)
{
    g_ptr_array_add(m->to, letter_address_new(NULL, bad));
}

static void add_reference(compose_mail *m, const char *bad)
{
    g_ptr_array_add(m->references, g_strdup(bad));
}

static void set_message_id(compose_mail *m, const char *bad)
{
    g_free(m->message_id);
    m->message_id = g_strdup(bad);
}

static void set_reply_to(compose_mail *m, const char *bad)
{
    m->reply_to = g_strdup(bad);
}

static void add_header(compose_mail *m, const char *bad)
{
    g_ptr_array_add(m->headers, letter_address_new("X-A", bad));
}

static void add_name(compose_mail *m, const char *bad)
{
    g_ptr_array_add(m->headers, letter_address_new(bad, "x"));
}

static void unchecked_text_builds_no_header(void **state)
{
    static const char *const bad[] = {"a\r\nBcc: x@example.org", "a\nb", "a\rb",
                                      "\001", "\377\376"};
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        refused(set_subject, bad[i], ERR_DATA);
        refused(set_from_name, bad[i], ERR_DATA);
        refused(set_from, bad[i], ERR_DATA);
        refused(add_to, bad[i], ERR_DATA);
        refused(add_reference, bad[i], ERR_DATA);
        refused(set_message_id, bad[i], ERR_DATA);
        refused(set_reply_to, bad[i], ERR_DATA);
        refused(add_header, bad[i], ERR_DATA);
        refused(add_name, bad[i], ERR_DATA);
    }
    refused(add_name, "", ERR_DATA);
    refused(add_name, "X Y", ERR_DATA);
    refused(add_name, "X:", ERR_DATA);
    refused(add_to, "", ERR_DATA);
    refused(add_to, "nobody", ERR_DATA);
    refused(add_to, "kari@example.com, eve@example.net", ERR_DATA);
    refused(add_to, "k\303\245ri@example.com", ERR_REFUSED);
    refused(set_message_id, "", ERR_DATA);
    refused(set_message_id, "a b@c", ERR_DATA);
    refused(set_message_id, "a>b@c", ERR_DATA);
}

static void names_and_subjects_come_back(void **state)
{
    g_autofree char *longest = g_strnfill(900, 'x');
    g_autoptr(GString) kanji = g_string_new(NULL);
    for (int i = 0; i < 200; i++)
        g_string_append(kanji, "\346\274\242");
    const char *const values[] = {
        CYRILLIC_SUBJECT,
        kanji->str,
        longest,
        "Bj\303\270rn \"Bear\" \303\205s",
        "Smith, John (IT) <boss@example.net>",
        "=?utf-8?q?not_encoded?=",
        "a@example.net",
        "two  blanks, \\ and \"quotes\"",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(compose_mail) m = simple();
        set_subject(m, values[i]);
        set_from_name(m, values[i]);
        g_autofree char *text = composed(m);
        GMimeMessage *got = parsed(text);
        assert_string_equal(g_mime_message_get_subject(got), values[i]);
        InternetAddressList *from = g_mime_message_get_from(got);
        assert_int_equal(internet_address_list_length(from), 1);
        InternetAddress *a = internet_address_list_get_address(from, 0);
        assert_string_equal(internet_address_get_name(a), values[i]);
        assert_string_equal(
            internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(a)),
            "support@example.org");
        g_object_unref(got);
    }
}

static void domains_go_as_a_labels(void **state)
{
    g_autoptr(compose_mail) m = simple();
    add_to(m, "kari@bl\303\245b\303\246r.example");
    g_autofree char *text = composed(m);
    assert_non_null(strstr(text, "kari@xn--blbr-roah.example"));
}

static void long_lines_and_letters_are_quoted_printable(void **state)
{
    static const char *const bodies[] = {
        "\320\237\321\200\320\270\320\262\320\265\321\202\n",
        "From here on\n",
        "a very long line that goes on and on and on and on and on and on and "
        "on, with a link text <https://example.org/a/b/c/d?e=f&g=h>\n",
        "trailing blank \nx\n",
        ".\n..\n\n=3D =\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        g_autoptr(compose_mail) m = simple();
        g_free(m->text);
        m->text = g_strdup(bodies[i]);
        g_autofree char *text = composed(m);
        GMimeMessage *got = parsed(text);
        GMimeObject *part = g_mime_message_get_mime_part(got);
        g_autofree char *body =
            g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        g_auto(GStrv) lines = g_strsplit(body, "\r\n", -1);
        g_autofree char *broken = g_strjoinv("\n", lines);
        g_autofree char *unix_body = strstr(text, "format=flowed")
                                         ? flowed_join(broken, false)
                                         : g_strdup(broken);
        for (char **line = lines; *line; line++)
            assert_true(g_utf8_strlen(*line, -1) <= 78);
        assert_string_equal(unix_body, bodies[i]);
        g_object_unref(got);
    }
}

/* What mail_read.py says about a message; NULL where there is no python3. */
static json_t *python_reads(const char *text)
{
    const char *srcdir = getenv("srcdir");
    g_autofree char *script =
        g_strdup_printf("%s/tests/lib/mail_read.py", srcdir ? srcdir : ".");
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("compose-XXXXXX", &path, NULL);
    assert_true(fd >= 0);
    assert_true(g_close(fd, NULL));
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_autofree char *python = g_find_program_in_path("python3");
    json_t *read = NULL;
    if (python != NULL) {
        char *argv[] = {python, script, path, NULL};
        g_autofree char *out = NULL;
        int status = 1;
        assert_true(g_spawn_sync(NULL, argv, NULL, 0, NULL, NULL, &out, NULL,
                                 &status, NULL));
        assert_int_equal(status, 0);
        read = json_loads(out, 0, NULL);
        assert_non_null(read);
    }
    g_unlink(path);
    return read;
}

static const char *text_of(const json_t *at, const char *key)
{
    return json_string_value(json_object_get(at, key));
}

static json_t *child(json_t *part, size_t i)
{
    return json_array_get(json_object_get(part, "parts"), i);
}

static void everything_at_once_is_read_by_python(void **state)
{
    g_autoptr(compose_mail) m = simple();
    set_subject(m, CYRILLIC_SUBJECT);
    g_ptr_array_add(
        m->cc, letter_address_new("\303\230ystein, \"O\"", "o+x@example.com"));
    for (int i = 0; i < 21; i++)
        g_ptr_array_add(m->references,
                        g_strdup_printf("%d.%060d@mail.example.com", i, i));
    g_ptr_array_add(m->headers,
                    letter_address_new("Auto-Submitted", "auto-generated"));
    g_free(m->text);
    m->text =
        g_strdup("See [image: shot 1.png] and *this*:\n\n- \303\245\n- b\n");
    m->html = true;
    attach(m, "shot 1.png", "image/png", "shot@x", "\211PNG\0\r\n", 7);
    attach(m,
           "\320\276\321\202\321\207\321\221\321\202 "
           "\321\201 \320\264\320\273\320\270\320\275\320\275\321\213\320\274 "
           "\320\270\320\274\320\265\320\275\320\265\320\274.pdf",
           "application/pdf", NULL, "%PDF", 4);
    attach(m, "a;b\"c.txt", "TEXT/CSV; evil", NULL, "1,2", 3);
    attach(m, "fwd.eml", "message/rfc822", NULL, "Subject: x\r\n\r\ny\r\n", 17);
    g_autofree char *text = composed(m);
    json_t *got = python_reads(text);
    if (got == NULL)
        skip();
    assert_string_equal(text_of(got, "subject"), CYRILLIC_SUBJECT);
    assert_string_equal(text_of(got, "auto"), "auto-generated");
    assert_string_equal(text_of(got, "date"), "2026-11-23T10:02:14+00:00");
    assert_int_equal(json_array_size(json_object_get(got, "references")), 21);
    json_t *cc = json_array_get(json_object_get(got, "cc"), 0);
    assert_string_equal(json_string_value(json_array_get(cc, 0)),
                        "\303\230ystein, \"O\"");
    assert_string_equal(json_string_value(json_array_get(cc, 1)),
                        "o+x@example.com");
    assert_int_equal(json_array_size(json_object_get(got, "defects")), 0);

    json_t *mixed = json_object_get(got, "body");
    assert_string_equal(text_of(mixed, "type"), "multipart/mixed");
    json_t *related = child(mixed, 0), *both = child(related, 0);
    assert_string_equal(text_of(related, "type"), "multipart/related");
    assert_string_equal(text_of(both, "type"), "multipart/alternative");
    assert_string_equal(text_of(child(both, 0), "text"), m->text);
    assert_non_null(strstr(text_of(child(both, 1), "text"),
                           "See <img src=\"cid:shot@x\" alt=\"shot 1.png\""));
    assert_non_null(
        strstr(text_of(child(both, 1), "text"), " and <b>this</b>:"));
    json_t *picture = child(related, 1);
    assert_string_equal(text_of(picture, "cid"), "<shot@x>");
    assert_string_equal(text_of(picture, "name"), "shot 1.png");
    assert_string_equal(text_of(picture, "disposition"), "inline");
    g_autofree char *sha = g_compute_checksum_for_data(
        G_CHECKSUM_SHA256, (const guchar *)"\211PNG\0\r\n", 7);
    assert_string_equal(text_of(picture, "sha256"), sha);

    for (guint i = 1; i < 4; i++) {
        const compose_attachment *a = m->attachments->pdata[i];
        assert_string_equal(text_of(child(mixed, i), "name"), a->name);
        assert_string_equal(text_of(child(mixed, i), "disposition"),
                            "attachment");
    }
    assert_string_equal(text_of(child(mixed, 2), "type"),
                        "application/octet-stream");
    assert_string_equal(text_of(child(mixed, 3), "type"), "message/rfc822");
    json_decref(got);
}

/* What is in the body, without styles. Caller frees. */
static char *html_of(const char *text)
{
    g_autoptr(compose_mail) m = simple();
    g_autofree char *got = compose_html(m, text);
    const char *body = strstr(strstr(got, "<body>\n") + 7, ">\n") + 2;
    g_autofree char *inner =
        g_strndup(body, strlen(body) - strlen("</div>\n</body>\n</html>\n"));
    g_autoptr(GRegex) looks =
        g_regex_new(" (?:style|class)=\"[^\"]*\"", 0, 0, NULL);

    return g_regex_replace_literal(looks, inner, -1, 0, "", 0, NULL);
}

static void markup_becomes_html(void **state)
{
    static const struct {
        const char *text, *html;
    } table[] = {
        {"a < b & c > \"d\"", "<p>a &lt; b &amp; c &gt; &quot;d&quot;</p>\n"},
        {"one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"},
        {"*bold* 2*3*4 * no *", "<p><b>bold</b> 2*3*4 * no *</p>\n"},
        {"See\nday\ttime\nMon\t*8:10*\nend",
         "<p>See</p>\n<table>\n"
         "<tr><td>day</td><td>time</td></tr>\n"
         "<tr><td>Mon</td><td><b>8:10</b></td></tr>\n"
         "</table>\n<p>end</p>\n"},
        {"a\tb", "<p>a\tb</p>\n"},
        {"- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
        {"3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
        {"> q\n> > r\nx", "<blockquote>\n<p>q</p>\n<blockquote>\n<p>r</p>\n"
                          "</blockquote>\n</blockquote>\n<p>x</p>\n"},
        {"    in\n\n    in", "<div>\n<p>in</p>\n"
                             "<p>in</p>\n</div>\n"},
        {"see docs <https://example.org/?a=1&b=2>.",
         "<p>see docs &lt;<a href=\"https://example.org/?a=1&amp;b=2\">"
         "https://example.org/?a=1&amp;b=2</a>&gt;.</p>\n"},
        {"(https://example.org/x), javascript:alert(1)",
         "<p>(<a href=\"https://example.org/x\">https://example.org/x</a>), "
         "javascript:alert(1)</p>\n"},
        {"/slå-sammen #7", "<p><span>/slå-sammen</span> #7</p>\n"},
        {"a /закрыть, /take (/да)",
         "<p>a <span>/закрыть</span>, /take (<span>/да</span>)</p>\n"},
        {"/дом/кот а/б /", "<p>/дом/кот а/б /</p>\n"},
        {"<script>", "<p>&lt;script&gt;</p>\n"},
        {"-- \nAnna", "<p>-- <br>\nAnna</p>\n"},
        {"[none.png]", "<p>[none.png]</p>\n"},
        {"", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *inner = html_of(table[i].text);
        assert_string_equal(inner, table[i].html);
    }
    g_autofree char *deep = g_strnfill(100000, '>');
    g_autofree char *html = html_of(deep);
    assert_non_null(html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_block_is_as_said),
        cmocka_unit_test(same_input_same_octets),
        cmocka_unit_test(unchecked_text_builds_no_header),
        cmocka_unit_test(names_and_subjects_come_back),
        cmocka_unit_test(domains_go_as_a_labels),
        cmocka_unit_test(long_lines_and_letters_are_quoted_printable),
        cmocka_unit_test(everything_at_once_is_read_by_python),
        cmocka_unit_test(markup_becomes_html),
    };
    g_mime_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
