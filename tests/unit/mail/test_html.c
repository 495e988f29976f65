/* test_html: HTML as people read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "mail/html/text.h"
#include "mail/letter.h"

static const char *name_of(const char *content_id, bool quoted, void *context)
{
    return strcmp(content_id, "one@x") == 0 ? "one.png" : NULL;
}

static void test_readers(void **state)
{
    static const struct {
        const char *html, *text;
    } rows[] = {
        {"a  b\n c", "a b c\n"},
        {"<p>a</p><p>b</p>", "a\n\nb\n"},
        {"<div>a</div><div>b</div>", "a\nb\n"},
        {"a<br>b<br><br>c", "a\nb\n\nc\n"},
        {"<ul><li>a<li>b</ul>", "- a\n- b\n"},
        {"<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b\n"},
        {"<ul><li>a<ul><li>b</ul></ul>", "- a\n  - b\n"},
        {"<b>bold</b> not <strong>b</strong>", "*bold* not *b*\n"},
        {"do <b>not</b> press", "do *not* press\n"},
        {"<p><b>All of it</b></p><p>x", "All of it\n\nx\n"},
        {"<b>From:</b> Kari<br><b>To</b>: us", "From: Kari\nTo: us\n"},
        {"<b>One</b> <b>two</b> three", "*One two* three\n"},
        {"<b>See <a href=\"http://x/y\">this</a></b> now",
         "*See this* <http://x/y> now\n"},
        {"<table><tr><td><b>a</b><td><b>b</b> c</table>", "a\t*b* c\n"},
        {"<blockquote>a <b>b</b></blockquote>", "> a b\n"},
        {"<b></b>x", "x\n"},
        {"<a href=\"http://x.example/\">here</a>",
         "here <http://x.example/>\n"},
        {"<a href=\"http://www.x.example/\">x.example</a>", "x.example\n"},
        {"<a href=\"mailto:a@b\">a@b</a>", "a@b\n"},
        {"<a href=\"#top\">top</a>", "top\n"},
        {"<a href=\"javascript:x\">y</a>", "y\n"},
        {"a <a href=\"http://x\">b</a> c", "a b <http://x> c\n"},
        {"a<blockquote>b</blockquote>", "a\n\n> b\n"},
        {"<blockquote>a<br>b</blockquote>c", "> a\n> b\n\nc\n"},
        {"<blockquote>a<blockquote>b</blockquote></blockquote>",
         "> a\n>\n> > b\n"},
        {"<pre>a\n  b</pre>", "a\n  b\n"},
        {"<table><tr><td>a<td>b<tr><td>c</table>", "a\tb\nc\n"},
        {"<table><tr><td><p>a</p></td><td><p>b</p></td></tr><tr><td><p>c"
         "</p></td><td><p>d</p></td></tr></table>",
         "a\tb\nc\td\n"},
        {"<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb  c\n"},
        {"<img src=\"cid:one@x\">", "[one.png]\n"},
        {"<img src=\"http://x/y\" alt=\"logo\">", "[logo]\n"},
        {"<img src=\"http://x/y\" alt=\"a&#13;&#xA;b\nc\">", "[a  b c]\n"},
        {"x<img src=\"http://x\" width=1 height=1 alt=t>y", "xy\n"},
        {"x<span style=\"display: none\">secret</span>y", "xy\n"},
        {"x<span style=\"font-size:0px\">secret</span>y", "xy\n"},
        {"x<span style=\"font-size:0.9em\">seen</span>y", "xseeny\n"},
        {"<style>p{}</style><script>x</script><title>t</title>a", "a\n"},
        {"&lt;&amp;&eacute;&#8364;&nbsp;x", "<&é€\xc2\xa0x\n"},
        {"<hr>a", "________________________________\na\n"},
        {"<h1>a</h1>b", "a\n\nb\n"},
        {"<p>unclosed <b>x", "unclosed *x*\n"},
        {"</p></div>x", "x\n"},
        {"<html><body>a</body></html>footer", "a\n\nfooter\n"},
        {"a<![if !mso]>b<![endif]>c", "a b c\n"},
        {"a<!--[if mso]>b<![endif]-->c", "ac\n"},
        {"", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = htmltext_for_readers(
            rows[i].html, strlen(rows[i].html), 1 << 20, name_of, NULL);

        if (strcmp(text, rows[i].text) != 0)
            fail_msg("'%s' gave '%s'", rows[i].html, text);
    }
}

static void test_history(void **state)
{
    static const struct {
        const char *html, *after; /* text at the first mark, NULL: no mark */
    } rows[] = {
        {"a<div class=\"gmail_quote\">b</div>", "b\n"},
        {"a<div class=\"x moz-cite-prefix\">b</div>", "b\n"},
        {"a<div id=\"divRplyFwdMsg\">b</div>", "b\n"},
        {"a<div style=\"border:none;border-top:solid #B5C4DF 1.0pt\">b</div>",
         "b\n"},
        {"a<div class=\"gmail_quoted\">b</div>", NULL},
        {"a<div>b</div>", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GArray) marks =
            g_array_new(FALSE, FALSE, sizeof(letter_mark));
        g_autofree char *text = htmltext_with_marks(
            rows[i].html, strlen(rows[i].html), 1 << 20, NULL, NULL, marks);

        if (!rows[i].after)
            assert_int_equal(marks->len, 0);
        else if (marks->len != 1 ||
                 strcmp(text + g_array_index(marks, letter_mark, 0).at,
                        rows[i].after) != 0)
            fail_msg("%s: %u marks in '%s'", rows[i].html, marks->len, text);
    }
}

static void test_max(void **state)
{
    g_autoptr(GString) s = g_string_new(NULL);
    g_autofree char *text = NULL;

    for (int i = 0; i < 10000; i++)
        g_string_append(s, "<p>word");
    text = htmltext_for_readers(s->str, s->len, 1000, NULL, NULL);
    assert_true(strlen(text) <= 1000);
    assert_true(strlen(text) > 900);
}

/* Processor time for 400,000 octets of that piece; what follows is read, too. */
static double seconds_for(const char *piece)
{
    g_autoptr(GString) s = g_string_new(NULL);
    g_autofree char *text = NULL;
    clock_t from;

    while (s->len < 400000)
        g_string_append(s, piece);
    g_string_append(s, "</textarea><p>the end</p>");
    from = clock();
    text = htmltext_for_readers(s->str, s->len, 4u << 20, NULL, NULL);
    if (!strstr(text, "the end"))
        fail_msg("after many '%s' the end is lost", piece);
    return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* End tags without a start, among elements that nobody closes. */
static void test_unclosed(void **state)
{
    static const char *const pieces[] = {"</b> <ul> ", "<i></div>x ",
                                         "<textarea>a</script>", "<div></q>"};
    const double plain = seconds_for("<p>lorem ipsum</p>\n");

    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        double took = seconds_for(pieces[i]);

        if (took > 20 * plain + 0.3)
            fail_msg("'%s' takes %.2f s, plain paragraphs %.2f s", pieces[i],
                     took, plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readers),
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_max),
        cmocka_unit_test(test_unclosed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
