/* html: renders HTML for rules, and counts what they ask about. */
#include "rules/view/html_room.h"

#include <stdlib.h>
#include <string.h>

#define ANCHOR_MAX 4096 /* octets of one anchor's or title's text, about */

static int inside(const html_renderer *x, const char *tag)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(x->h->inside, tag));
}

/* ---- text ---- */

static void space_out(html_renderer *x, const char *space)
{
    GString *t = x->h->text;
    if (x->any && !x->last_space && x->last_visible && t->len > x->last_start &&
        t->str[t->len - 1] == ' ')
        g_string_truncate(t, t->len - 1);
    x->last_start = t->len;
    g_string_append(t, space);
    x->any = x->last_space = x->last_visible = true;
}

static bool is_blank(char c)
{
    return g_ascii_isspace(c) || c == '\v';
}

/* The blank at p: ASCII's, or the two octets of U+00A0; 0: there is none. */
static size_t blank_run(const char *p, size_t left)
{
    size_t n = 0;
    while (n < left && is_blank(p[n]))
        n++;
    if (n == 0 && left > 1 && p[0] == '\302' && p[1] == '\240')
        n = 2;
    return n;
}

/* Each run of blanks, and each U+00A0, becomes one blank. */
static void text_out(html_renderer *x, const char *text, size_t size,
                     bool visible)
{
    GString *t = x->h->text;
    size_t start = t->len;
    bool trim = x->any && visible && x->last_space;
    for (size_t i = 0; i < size;) {
        size_t word = i, blank = 0;
        while (i < size && (blank = blank_run(text + i, size - i)) == 0)
            i++;
        g_string_append_len(t, text + word, (gssize)(i - word));
        if (blank > 0 && !(trim && i == 0))
            g_string_append_c(t, ' ');
        i += blank;
    }
    x->last_start = start;
    x->any = true;
    x->last_space = false;
    x->last_visible = visible;
}

static bool is_blank_text(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '\302' && i + 1 < n && s[i + 1] == '\240')
            i++;
        else if (!is_blank(s[i]))
            return false;
    }
    return true;
}

static bool is_word_octet(char c)
{
    return !is_blank(c) && !g_ascii_ispunct(c);
}

static void append_last(GPtrArray *all, const char *text)
{
    char *old = all->len > 0 ? all->pdata[all->len - 1] : NULL;
    if (!old || strlen(old) >= ANCHOR_MAX)
        return;
    all->pdata[all->len - 1] = g_strconcat(old, text, NULL);
    g_free(old);
}

static void on_text(html_renderer *x, const html_token *t)
{
    const char *s = t->text->str;
    size_t n = t->text->len;
    if (inside(x, "script") > 0) {
        g_ptr_array_add(x->h->scripts, g_strdup(s));
        return;
    }
    if (inside(x, "style") > 0)
        return;
    if (inside(x, "a") > 0)
        append_last(x->h->anchors, s);
    if (inside(x, "title") > 0)
        append_last(x->h->titles, s);
    bool visible = true;
    if (!is_blank_text(s, n)) {
        const html_style *style =
            &g_array_index(x->styles, html_style, x->styles->len - 1);
        visible = !html_style_invisible(style, &x->h->font_low_contrast,
                                        &x->h->font_invalid_color);
    }
    GString *out = x->h->text;
    if (x->any && n > 0 && out->len > x->last_start && is_word_octet(s[0]) &&
        is_word_octet(out->str[out->len - 1]))
        x->h->obfuscation++;
    text_out(x, s, n, visible);
}

/* ---- facts about start tags ---- */

static int picture_side(const char *text, int percent, int otherwise)
{
    char *end;
    long n = text ? strtol(text, &end, 10) : 0;
    if (!text || !g_ascii_isdigit(text[0]) ||
        (*end != '\0' && strcmp(end, "%") != 0))
        n = 0;
    else if (*end == '%')
        n *= percent;
    return n > 0 && n < 100000 ? (int)n : otherwise;
}

/* A list of font names as people write it. */
static bool face_is_good(const char *face)
{
    static GRegex *shape;
    if (g_once_init_enter(&shape)) {
        GRegex *made = g_regex_new(
            "^\\s*[\"'.]?[a-z ][a-z -]*[a-z]\\d?[\"']?(?:,\\s*[\"']?[a-z]"
            "[a-z -]*[a-z]\\d?[\"']?)*;?$",
            G_REGEX_CASELESS | G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL);
        g_once_init_leave(&shape, made);
    }
    return g_regex_match(shape, face, 0, NULL);
}

static void facts_of(html_renderer *x, const html_token *t)
{
    view_html *h = x->h;
    const char *value;
    if (strcmp(t->name, "font") == 0 &&
        (value = html_attribute_get(t, "face")) && !face_is_good(value))
        h->font_face_bad = true;
    if (strcmp(t->name, "img") == 0) {
        const char *width = html_attribute_get(t, "width");
        const char *height = html_attribute_get(t, "height");
        if (inside(x, "a") > 0)
            append_last(h->anchors, "<img>\n");
        if (width && height)
            h->image_area += (double)picture_side(width, 8, 200) *
                             picture_side(height, 6, 200);
    }
    if (strcmp(t->name, "form") == 0 &&
        (value = html_attribute_get(t, "action"))) {
        g_autofree char *lower = g_ascii_strdown(value, -1);
        h->form_action_mailto |= strstr(lower, "mailto:") != NULL;
    }
    if (strcmp(t->name, "object") == 0 || strcmp(t->name, "embed") == 0)
        h->embeds = true;
    if (strcmp(t->name, "a") == 0)
        g_ptr_array_add(h->anchors, g_strdup(""));
    if (strcmp(t->name, "title") == 0)
        g_ptr_array_add(h->titles, g_strdup(""));
}

/* ---- tags ---- */

static void space_tag(html_renderer *x, const html_tag *tag)
{
    if (tag->flags & HTML_LINE)
        space_out(x, "\n");
    else if (tag->flags & HTML_BLANK)
        space_out(x, " ");
    else if (tag->flags & HTML_PARAGRAPH)
        space_out(x, "\n\n");
}

/* "<o:p>", "<st1:place>": Word's name spaces */
static bool is_namespace(const char *tag)
{
    return g_str_has_prefix(tag, "o:") ||
           (g_str_has_prefix(tag, "st") && g_ascii_isdigit(tag[2]) &&
            tag[3] == ':');
}

static void count_tag(html_renderer *x, const html_token *t, bool element)
{
    view_html *h = x->h;
    bool seen = g_hash_table_contains(h->inside, t->name);
    h->tags++;
    h->tags_seen += !seen;
    h->elements += element;
    h->elements_seen += element && !seen;
    int depth = inside(x, t->name) + (t->type == HTML_START ? 1 : -1);
    if (depth < 0) {
        depth = 0;
        h->closed_extra++;
    }
    g_hash_table_insert(h->inside, g_strdup(t->name), GINT_TO_POINTER(depth));
}

static void on_tag(html_renderer *x, const html_token *t)
{
    bool foreign = is_namespace(t->name);
    const html_tag *tag = html_tag_find(t->name);
    count_tag(x, t, (tag->flags & HTML_ELEMENT) || foreign);
    if (foreign || (tag->flags & (HTML_ELEMENT | HTML_TRICK)) == 0)
        return;
    if (tag->flags & HTML_STYLED)
        html_take_style(x, t);
    space_tag(x, tag);
    if (t->type == HTML_START) {
        html_take_links(x, t, tag);
        facts_of(x, t);
    }
}

static void on_declaration(html_renderer *x, const html_token *t)
{
    if (g_ascii_strncasecmp(t->text->str, "<!doctype", 9) != 0)
        return;
    x->h->elements++;
    x->h->tags++;
    g_hash_table_insert(x->h->inside, g_strdup("!doctype"), NULL);
}

/* ---- all of it ---- */

static void link_free(gpointer data)
{
    html_link *link = data;
    g_free(link->uri);
    g_array_unref(link->anchors);
    g_free(link);
}

static view_html *html_new(void)
{
    view_html *h = g_new0(view_html, 1);
    h->text = g_string_new(NULL);
    h->links = g_ptr_array_new_with_free_func(link_free);
    h->inside = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    h->comments = g_ptr_array_new_with_free_func(g_free);
    h->titles = g_ptr_array_new_with_free_func(g_free);
    h->anchors = g_ptr_array_new_with_free_func(g_free);
    h->scripts = g_ptr_array_new_with_free_func(g_free);
    h->min_size = h->max_size = 3;
    return h;
}

void html_free(view_html *h)
{
    if (!h)
        return;
    g_string_free(h->text, TRUE);
    g_ptr_array_unref(h->links);
    g_hash_table_unref(h->inside);
    g_ptr_array_unref(h->comments);
    g_ptr_array_unref(h->titles);
    g_ptr_array_unref(h->anchors);
    g_ptr_array_unref(h->scripts);
    g_free(h->charsets);
    g_free(h);
}

/* "&nbsp;" is a blank, and curly quotes are quotes. */
static GString *prepare(const char *data, size_t size)
{
    static const struct {
        const char *octets;
        char plain;
    } all[] = {{"&nbsp;", ' '}, {"\342\200\234", '"'}, {"\342\200\235", '"'}};
    GString *s = g_string_sized_new(size);
    for (const char *p = data, *end = data + size; p < end;) {
        const char *run = p;
        while (p < end && *p != '&' && *p != '\342')
            p++;
        g_string_append_len(s, run, p - run);
        size_t i = 0, n = 0;
        for (; i < G_N_ELEMENTS(all) && p < end; i++) {
            n = strlen(all[i].octets);
            if ((size_t)(end - p) >= n && memcmp(p, all[i].octets, n) == 0)
                break;
        }
        if (p < end)
            g_string_append_c(s, i < G_N_ELEMENTS(all) ? all[i].plain : *p);
        p += p == end ? 0 : i < G_N_ELEMENTS(all) ? n : 1;
    }
    return s;
}

static void count_spaces(view_html *h, bool utf8)
{
    h->length = utf8 ? (size_t)g_utf8_strlen(h->text->str, (gssize)h->text->len)
                     : h->text->len;
    for (size_t i = 0; i < h->text->len; i++)
        h->spaces += is_blank(h->text->str[i]) && h->text->str[i] != '\f';
}

view_html *html_render(const char *data, size_t size, bool utf8)
{
    html_renderer x = {.h = html_new(), .base_size = 3, .utf8 = utf8};
    html_style first;
    html_style_default(&first);
    x.styles = g_array_new(FALSE, FALSE, sizeof(html_style));
    x.by_uri = g_hash_table_new(g_str_hash, g_str_equal);
    g_array_append_val(x.styles, first);
    g_autoptr(GString) text = prepare(data, size);
    x.h->source_length = text->len;
    html_reader r;
    html_reader_open(&r, text->str, text->len, utf8);
    const html_token *t;
    for (unsigned n = 0; n < HTML_TOKENS_MAX; n++) {
        t = html_reader_next(&r);
        if (t->type == HTML_EOF)
            break;
        if (t->type == HTML_TEXT)
            on_text(&x, t);
        else if (t->type == HTML_COMMENT)
            g_ptr_array_add(x.h->comments, g_strdup(t->text->str));
        else if (t->type == HTML_DECLARATION)
            on_declaration(&x, t);
        else
            on_tag(&x, t);
    }
    html_reader_close(&r);
    g_array_unref(x.styles);
    g_hash_table_unref(x.by_uri);
    g_free(x.base_href);
    count_spaces(x.h, utf8);
    return x.h;
}
