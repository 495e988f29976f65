/* html_block: which style is in force where a text stands: the stack of open
 * elements, as far as they change colours and sizes. */
#include "rules/view/html_room.h"

#include <stdlib.h>
#include <string.h>

/* Where open[] counts the tag, which must be HTML_STYLED. */
static size_t style_place(const char *tag)
{
    static const char *const styled[HTML_STYLED_TAGS] = {
        "body",     "font",    "table", "tr", "td",  "big", "small",
        "basefont", "marquee", "span",  "p",  "div", "a"};
    size_t i = 0;
    while (i + 1 < HTML_STYLED_TAGS && strcmp(styled[i], tag) != 0)
        i++;
    return i;
}

static bool style_is_open(const html_renderer *x, const char *tag)
{
    return x->open[style_place(tag)] > 0;
}

static const char *style_top(const html_renderer *x)
{
    return g_array_index(x->styles, html_style, x->styles->len - 1).tag;
}

static void style_pop(html_renderer *x)
{
    if (x->styles->len <= 1)
        return;
    x->open[style_place(style_top(x))]--;
    g_array_set_size(x->styles, x->styles->len - 1);
}

/* A new cell or row closes the one that is open. */
static void close_cells(html_renderer *x, const char *tag)
{
    if (!style_is_open(x, tag))
        return;
    bool row = strcmp(tag, "tr") == 0;
    for (;;) {
        const char *top = style_top(x);
        if (strcmp(top, "font") != 0 && strcmp(top, "td") != 0 &&
            !(row && strcmp(top, "tr") == 0))
            return;
        guint before = x->styles->len;
        style_pop(x);
        if (x->styles->len == before)
            return;
    }
}

static void style_close(html_renderer *x, const char *tag)
{
    if (!style_is_open(x, tag))
        return;
    while (x->styles->len > 1) {
        bool last = strcmp(style_top(x), tag) == 0;
        style_pop(x);
        if (last)
            return;
    }
}

static void style_open(html_renderer *x, const html_token *t, const char *tag)
{
    if (strcmp(tag, "basefont") == 0) {
        const char *size = html_attribute_get(t, "size");
        if (size && g_ascii_isdigit(size[strspn(size, " ")])) {
            x->base_size = atoi(size);
            return;
        }
    }
    if (strcmp(tag, "td") == 0 || strcmp(tag, "tr") == 0)
        close_cells(x, tag);
    html_style s = g_array_index(x->styles, html_style, x->styles->len - 1);
    g_strlcpy(s.tag, tag, sizeof s.tag);
    if (strcmp(tag, "big") == 0)
        s.size++;
    else if (strcmp(tag, "small") == 0)
        s.size--;
    else
        html_style_apply(&s, t, x->base_size);
    if (t->attributes->len > 0 && strcmp(tag, "big") != 0 &&
        strcmp(tag, "small") != 0) {
        x->h->max_size = MAX(x->h->max_size, s.size);
        x->h->min_size = MIN(x->h->min_size, s.size);
    }
    if (x->styles->len < HTML_STYLES_MAX) {
        g_array_append_val(x->styles, s);
        x->open[style_place(tag)]++;
    }
}

void html_take_style(html_renderer *x, const html_token *t)
{
    const char *tag = strcmp(t->name, "th") == 0 ? "td" : t->name;
    if (t->type == HTML_START)
        style_open(x, t, tag);
    else if (strcmp(tag, "body") != 0)
        style_close(x, tag);
}
