/* test_looks: colours, sizes of pictures, long lines, marks of templates, links
 * that fill a command in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "mail/flowed.h"
#include "write/compose.h"
#include "write/face.h"
#include "write/flow.h"
#include "write/grid.h"
#include "write/layout.h"
#include "write/picture.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- colours ---- */

static double channel(unsigned value)
{
    double c = value / 255.0;

    return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Relative luminance, as WCAG 2.1 has it. */
static double luminance(const char *colour)
{
    unsigned long rgb = strtoul(colour + 1, NULL, 16);

    return 0.2126 * channel(rgb >> 16 & 255) +
           0.7152 * channel(rgb >> 8 & 255) + 0.0722 * channel(rgb & 255);
}

static double contrast(const char *a, const char *b)
{
    double x = luminance(a), y = luminance(b);

    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static void is_readable(guint f, const char *ink, const char *ground, bool dark)
{
    double c = contrast(ink, ground);

    if (c < 4.5)
        fail_msg("face %u%s: %s on %s has %.2f", f, dark ? ", dark" : "", ink,
                 ground, c);
}

static const face_colours *colours(guint f, bool dark)
{
    return dark ? &face_rows[f].dark : &face_rows[f].light;
}

/* Ink without a ground of its own stands on the page, and on any ground but that of
 * a bar, which has no words. */
static void each_ink_is_readable(void **state)
{
    for (int dark = 0; dark < 2; dark++)
        for (guint f = 0; f < FACES; f++) {
            const face_colours *c = colours(f, dark);
            if (!c->ink)
                continue;
            if (c->ground) {
                is_readable(f, c->ink, c->ground, dark);
                continue;
            }
            for (guint i = 0; i < 2; i++)
                is_readable(f, c->ink, face_pages[dark][i], dark);
            for (guint g = 0; g < FACES; g++)
                if (g != FACE_BAR && colours(g, dark)->ground)
                    is_readable(f, c->ink, colours(g, dark)->ground, dark);
        }
}

/* A ground has its own ink, in light and in dark, or a client that turns one of
 * them makes both the same. */
static void each_ground_has_its_ink(void **state)
{
    for (guint f = 0; f < FACES; f++) {
        const face_row *r = &face_rows[f];
        assert_true(!r->light.ground == !r->dark.ground);
        assert_true(!r->light.ink == !r->dark.ink);
        assert_true(!r->light.line == !r->dark.line);
        assert_true(!r->light.ground || r->light.ink);
        assert_true(!r->light.ink || r->class);
        assert_true(!r->light.line == !strstr(r->css, "LINE"));
        assert_null(strchr(r->css, '#'));
        for (guint k = 0; r->class && k < f; k++)
            assert_true(g_strcmp0(r->class, face_rows[k].class) != 0);
    }
}

/* ---- pictures ---- */

#define OCTETS(s) (s), sizeof(s) - 1

static void sizes_are_read(void **state)
{
    static const struct {
        const char *data;
        size_t size;
        uint32_t width, height; /* 0: none */
    } table[] = {
        {OCTETS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\3\x84\0\0\1\x2c"), 900, 300},
        {OCTETS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\1\x2c"), 0, 0},
        {OCTETS("\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0\0\3\x84\0\0\1\x2c"), 0, 0},
        {OCTETS("GIF89a\x10\1\x20\0"), 272, 32},
        {OCTETS("GIF88a\x10\1\x20\0"), 0, 0},
        {OCTETS("\xff\xd8\xff\xe0\0\4ab\xff\xff\xc0\0\x0b\x08\1\x2c\3\x84\1"),
         900, 300},
        {OCTETS("\xff\xd8\xff\xc4\0\4ab\xff\xc2\0\x0b\x08\0\2\0\3\1"), 3, 2},
        {OCTETS("\xff\xd8\xff\xe0\0\1ab\xff\xc0\0\x0b\x08\1\x2c\3\x84\1"), 0,
         0},
        {OCTETS("\xff\xd8\xff\xe0\xff\xff\0\0\0\0\0\0"), 0, 0},
        {OCTETS("\xff\xd8\x00\xe0\0\4ab\xff\xc0\0\x0b\x08\1\x2c\3\x84\1"), 0,
         0},
        {OCTETS("<svg width=\"1\">"), 0, 0},
        {OCTETS(""), 0, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
        for (size_t size = 0; size <= table[i].size; size++) {
            /* in its own memory: nothing is read beyond */
            g_autofree uint8_t *copy = g_memdup2(table[i].data, size);
            uint32_t width = 0, height = 0;
            bool got = picture_size(copy, size, &width, &height);
            if (size < table[i].size && !got)
                continue;
            assert_int_equal(got, table[i].width > 0);
            if (got) {
                assert_int_equal(width, table[i].width);
                assert_int_equal(height, table[i].height);
            }
        }
}

/* ---- long lines ---- */

#define TEN   "123456789 "
#define SIXTY TEN TEN TEN TEN TEN TEN

static void long_lines_are_broken(void **state)
{
    static const struct {
        const char *text, *broken;
        bool flowed;
    } table[] = {
        {"short\n", "short\n", false},
        {" in\n> quote\nFrom here\n-- \nx\n",
         " in\n> quote\nFrom here\n-- \nx\n", false},
        {SIXTY TEN "1234567 89\n", SIXTY TEN "1234567 \n89\n", true},
        {SIXTY TEN "12345678\n", SIXTY TEN "12345678\n", false},
        {SIXTY TEN "12345678 9\n", SIXTY TEN "\n12345678 9\n", true},
        {"> " SIXTY TEN "123 567 9\n", "> " SIXTY TEN "123 \n> 567 9\n", true},
        {"> > " SIXTY TEN TEN "9\n in\nFrom x\n-- \n",
         ">> " SIXTY TEN "\n>> " TEN "9\n  in\n From x\n-- \n", true},
        {"    " SIXTY TEN "123 567 9\n", "    " SIXTY TEN "123\n    567 9\n",
         false},
        {"- " SIXTY TEN "12345 789\n", "- " SIXTY TEN "12345\n  789\n", false},
        {"/take      " SIXTY "1234 678 9\n",
         "/take      " SIXTY "1234\n           678 9\n", false},
        {"https://example.org/"
         "0123456789012345678901234567890123456789"
         "0123456789012345678901234567890123456789\n",
         "https://example.org/"
         "0123456789012345678901234567890123456789"
         "0123456789012345678901234567890123456789\n",
         false},
        {"", "", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        bool flowed;
        g_autofree char *got = flow_text(table[i].text, &flowed);
        assert_string_equal(got, table[i].broken);
        assert_int_equal(flowed, table[i].flowed);
        if (!flowed || strstr(table[i].text, "> >"))
            continue;
        g_autofree char *again = flowed_join(got, false);
        assert_string_equal(again, table[i].text);
    }
}

/* ---- marks ---- */

static void marks_are_taken(void **state)
{
    static const char template[] = "%strip reply\nYour reply.\n%end\n\n\n"
                                   "100 %strip\n  %action /take = Take it\n"
                                   "%action mailto:a@b.c = Write\nEnd\n\n%end\n"
                                   "%choice mailto:d@e.f = 5\n";
    g_autoptr(GPtrArray) marks = layout_new();
    g_autofree char *source = layout_source(template, NULL);
    g_autofree char *text = layout_take(source, marks);
    const layout_mark *m;

    /* only at a line's start */
    assert_string_equal(text,
                        "Your reply.\n\n100 %strip\n  %action /take = Take "
                        "it\nWrite:\nmailto:a@b.c\nEnd\n");
    assert_int_equal(marks->len, 5);
    m = marks->pdata[4];
    assert_int_equal(m->kind, LAYOUT_ACTION);
    assert_true(m->quiet);
    assert_string_equal(m->goal, "mailto:d@e.f");
    m = marks->pdata[0];
    assert_int_equal(m->kind, LAYOUT_STRIP);
    assert_string_equal(m->words, "reply");
    assert_int_equal(m->line, 0);
    m = marks->pdata[1];
    assert_int_equal(m->kind, LAYOUT_END);
    assert_int_equal(m->line, 1);
    m = marks->pdata[2];
    assert_int_equal(m->kind, LAYOUT_ACTION);
    assert_string_equal(m->goal, "mailto:a@b.c");
    assert_string_equal(m->words, "Write");
    assert_int_equal(m->line, 4);
}

/* No value is a mark, however it was made. */
static void values_are_no_marks(void **state)
{
    g_autofree char *source = layout_source("%end\n", NULL);
    g_autofree char *value = g_strdup_printf("a\n%sb", source);
    g_autofree char *clean = layout_clean(value);
    g_autoptr(GPtrArray) marks = layout_new();
    g_autoptr(GError) error = NULL;

    assert_string_equal(clean, "a\nend\nb");
    g_autofree char *text = layout_take(clean, marks);
    assert_int_equal(marks->len, 0);
    g_autofree char *plain = layout_take("%strip reply\nYour reply.\n", marks);
    assert_int_equal(marks->len, 0);
    assert_null(layout_clean("%strip"));
    assert_null(layout_source("a\n%stripe x\n", &error));
    assert_true(strstr(error->message, "line 2") != NULL);
}

/* ---- tables of figures ---- */

static const char table_template[] =
    "Hours:\n"
    "%table lrr\n"
    "Work\tHours\tAmount\n"
    "Рабочие часы\t3:20\t1 234,50\n"
    "A name that goes on and on, and further than anybody has room for, to "
    "the end\t0:05\t\n"
    "\t3:25\t-4.00\n"
    "%end\n"
    "After\tit\n";

static void tables_are_aligned(void **state)
{
    g_autoptr(GPtrArray) marks = layout_new();
    g_autofree char *source = layout_source(table_template, NULL);
    g_autofree char *text = layout_take(source, marks);
    g_autofree char *got = grid_text(text, marks);

    assert_string_equal(
        got,
        "Hours:\n"
        "Work                                                         Hours"
        "    Amount\n"
        "Рабочие часы                                                  3:20"
        "  1 234,50\n"
        "A name that goes on and on, and further than anybody has\n"
        "room for, to the end                                          0:05\n"
        "                                                              3:25"
        "     -4.00\n"
        "After\tit\n");
    g_autoptr(GPtrArray) none = layout_new();
    g_autofree char *same = grid_text("a\tb\nc\n", none);
    assert_string_equal(same, "a\tb\nc\n");
}

static void tables_are_tables(void **state)
{
    g_autoptr(compose_mail) m = compose_new();
    g_autofree char *source = layout_source(table_template, NULL);
    g_autofree char *text = layout_take(source, m->layout);
    g_autofree char *html = compose_html(m, text);

    assert_non_null(strstr(html, "<th scope=\"col\" align=\"right\""));
    assert_non_null(strstr(html, ">Amount</th>\n</tr>"));
    assert_non_null(strstr(html, "<td align=\"right\""));
    assert_non_null(strstr(html, ">1 234,50</td>\n</tr>"));
    assert_non_null(strstr(html, "to the end</td>"));
    assert_non_null(strstr(html, "</table>\n<p"));
}

/* ---- links ---- */

static void commands_are_filled_in(void **state)
{
    static const struct {
        const char *goal, *link;
    } table[] = {
        {"/take",
         "mailto:support+o-x@example.org?subject=Re%3A%20%231%20%5B%231-"
         "A%5D&body=%2Ftake"},
        {"/note ...",
         "mailto:support+o-x@example.org?subject=Re%3A%20%231%20%5B%"
         "231-A%5D&body=%2Fnote%0D%0A%0D%0A"},
        {"https://example.org/", "https://example.org/"},
        {"javascript:alert(1)", NULL},
        {"x", NULL},
    };
    g_autoptr(compose_mail) m = compose_new();
    m->action_to = g_strdup("support+o-x@example.org");
    m->action_subject = g_strdup("Re: #1 [#1-A]");
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autofree char *got = compose_goal(m, table[i].goal);
        if (g_strcmp0(got, table[i].link) != 0)
            fail_msg("%s: %s", table[i].goal, got ? got : "none");
    }
    g_free(m->action_to);
    m->action_to = g_strdup("a&b?c=d@example.org");
    g_autofree char *odd = compose_goal(m, "/x");
    assert_true(g_str_has_prefix(odd, "mailto:a%26b%3Fc%3Dd@example.org?"));
    g_clear_pointer(&m->action_to, g_free);
    assert_null(compose_goal(m, "/take"));
}

/* ---- broken text ---- */

static char *html_of(const char *text)
{
    g_autoptr(compose_mail) m = compose_new();

    return compose_html(m, text);
}

/* A program's line ends go, an author's stay. */
static void broken_text_is_joined(void **state)
{
    static const char hard[] =
        "Since this morning I get an error right after logging in at the\n"
        "portal, and no page of it opens any more. My colleague sees the\n"
        "same on his machine, so it is not only my browser.\n"
        "Regards\n"
        "Kari\n"
        "\n"
        "- an item that goes on and on, until the program has to break its\n"
        "line, and this is the rest\n";
    static const char own[] =
        "I have a question about my invoice number 4711, please answer\n"
        "Regards\n";
    g_autofree char *a = html_of(hard), *b = html_of(own);

    assert_non_null(strstr(a, "logging in at the\nportal"));
    assert_non_null(strstr(a, "sees the\nsame on"));
    assert_non_null(strstr(a, "my browser.<br>\nRegards<br>\nKari"));
    assert_non_null(
        strstr(a, "has to break its\nline, and this is the rest</li>"));
    assert_non_null(strstr(b, "answer<br>\nRegards"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_ink_is_readable),
        cmocka_unit_test(each_ground_has_its_ink),
        cmocka_unit_test(sizes_are_read),
        cmocka_unit_test(long_lines_are_broken),
        cmocka_unit_test(marks_are_taken),
        cmocka_unit_test(values_are_no_marks),
        cmocka_unit_test(tables_are_aligned),
        cmocka_unit_test(tables_are_tables),
        cmocka_unit_test(commands_are_filled_in),
        cmocka_unit_test(broken_text_is_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
