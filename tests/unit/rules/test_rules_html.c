/* test_rules_html: HTML as rules see it. */
#include "lib/rules_fixture.h"

#include "rules/view/html.h"
#include "rules/view/html_style.h"

static void test_text(void **state)
{
    static const struct {
        const char *html, *text;
    } rows[] = {
        {"a <b>bold</b> word", "a bold word"},
        {"one<br>two<p>three", "one\ntwo\n\nthree"},
        {"a&amp;b &lt;c&gt; &eacute;", "a&b <c> \303\251"},
        {"<style>p {}</style><script>x()</script>y", "y"},
        {"<!-- no -->yes", "yes"},
        {"1 < 2 <", "1 < 2 <"},
        {"<td>a</td><td>b</td>", " a  b "},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        view_html *h = html_render(rows[i].html, strlen(rows[i].html), true);
        if (strcmp(h->text->str, rows[i].text) != 0)
            fail_msg("%s gives \"%s\"", rows[i].html, h->text->str);
        html_free(h);
    }
}

static void test_links(void **state)
{
    static const char html[] =
        "<base href='http://a.example/x/'><a href=' y.html '>Text</a>"
        "<img src=\"http://b.example/p.gif\"><a href='http://b.example/p.gif'>"
        "<img src=q></a><iframe src='http://c.example/'></iframe>";
    (void)state;
    view_html *h = html_render(html, strlen(html), true);
    static const char *const uris[] = {
        "http://a.example/x/", "http://a.example/x/y.html",
        "http://b.example/p.gif", "http://a.example/x/q", "http://c.example/"};
    assert_int_equal(h->links->len, G_N_ELEMENTS(uris));
    for (guint i = 0; i < h->links->len; i++)
        assert_string_equal(((html_link *)h->links->pdata[i])->uri, uris[i]);
    const html_link *first = h->links->pdata[1], *both = h->links->pdata[2];
    assert_int_equal(first->anchors->len, 1);
    assert_string_equal(
        h->anchors->pdata[g_array_index(first->anchors, guint, 0)], "Text");
    assert_int_equal(both->tags, HTML_LINK_A | HTML_LINK_IMG);
    assert_string_equal(
        h->anchors->pdata[g_array_index(both->anchors, guint, 0)], "<img>\n");
    html_free(h);
}

static void test_colours(void **state)
{
    static const struct {
        const char *text;
        bool known;
        unsigned rgb;
    } rows[] = {{"red", true, 0xff0000},
                {" White ", true, 0xffffff},
                {"#fff", true, 0xffffff},
                {"#102030", true, 0x102030},
                {"rgb(1, 2, 3)", true, 0x010203},
                {"fff", false, 0},
                {"rgb(100%,0%,0%)", true, 0xff0000},
                {"nocolour", false, 0}};
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        unsigned rgb = 0;
        if (html_colour(rows[i].text, &rgb) != rows[i].known ||
            rgb != rows[i].rgb)
            fail_msg("%s: %06x", rows[i].text, rgb);
    }
}

static void test_hidden(void **state)
{
    static const struct {
        const char *html;
        bool contrast, invalid;
    } rows[] = {
        {"<font color=white>x</font>", true, false},
        {"<font color=#fefefe>x</font>", true, false},
        {"<font color=black>x</font>", false, false},
        {"<font color=nosuch>x</font>", false, true},
        {"<span style='color:no; background-color:nor'>x</span>", true, false},
        {"<font color=white> </font>", false, false},
        {"<span style='color: white'>x</span>", true, false},
        {"<span style='color: red !important'>x</span>", false, false},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        view_html *h = html_render(rows[i].html, strlen(rows[i].html), true);
        if (h->font_low_contrast != rows[i].contrast ||
            h->font_invalid_color != rows[i].invalid)
            fail_msg("%s: contrast %d invalid %d", rows[i].html,
                     h->font_low_contrast, h->font_invalid_color);
        html_free(h);
    }
}

static void test_eval_tests(void **state)
{
    (void)state;
    assert_hits("body A eval:html_tag_exists('form')\n"
                "body B eval:html_tag_balance('b', '!= 0')\n"
                "body C eval:html_text_match('title', '^Big')\n"
                "body D eval:html_image_ratio('0.000','0.010')\n"
                "body E eval:check_iframe_src()\n"
                "body F eval:check_https_ip_mismatch()\n"
                "body G eval:check_https_http_mismatch('1','10')\n",
                "Content-Type: text/html\n\n<title>Big</title><form><b>x"
                "<img width=500 height=400>"
                "<a href='http://1.2.3.4/'>https://bank.com</a>"
                "<a href='http://bad.com/'>https://bank.com/</a>\n",
                "A,B,C,D,F,G");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),       cmocka_unit_test(test_links),
        cmocka_unit_test(test_colours),    cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_eval_tests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
