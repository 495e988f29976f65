/* html: renders HTML for rules, and counts what they ask about. */
#include "rules/html.h"

#include "rules/html_style.h"
#include "rules/uri.h"

#include <stdlib.h>
#include <string.h>

#define ANCHOR_MAX 4096 /* octets of one anchor's or title's text, about */

/* Elements whose style counts; th is taken for td. */
static const char *const styled[] = {
    "body",     "font",    "table", "tr", "td",  "big", "small",
    "basefont", "marquee", "span",  "p",  "div", "a",   NULL};

typedef struct render {
    view_html *h;
    GArray *styles;                      /* html_style; the last is in force */
    unsigned open[G_N_ELEMENTS(styled)]; /* of them, by place in the list */
    int base_size;
    char *base_href; /* NULL */
    GHashTable *by_uri;
    bool utf8;
    /* of the last piece of text that was put out */
    bool any, last_space, last_visible;
    size_t last_start; /* where it begins in h->text */
} render;

static const char *const elements[] = {
    "a",        "abbr",     "acronym",  "address",    "area",   "b",
    "base",     "bdo",      "big",      "blockquote", "body",   "br",
    "button",   "caption",  "cite",     "code",       "col",    "colgroup",
    "dd",       "del",      "dfn",      "div",        "dl",     "dt",
    "em",       "fieldset", "form",     "h1",         "h2",     "h3",
    "h4",       "h5",       "h6",       "head",       "hr",     "html",
    "i",        "img",      "input",    "ins",        "kbd",    "label",
    "legend",   "li",       "link",     "map",        "meta",   "noscript",
    "object",   "ol",       "optgroup", "option",     "p",      "param",
    "pre",      "q",        "samp",     "script",     "select", "small",
    "span",     "strong",   "style",    "sub",        "sup",    "table",
    "tbody",    "td",       "textarea", "tfoot",      "th",     "thead",
    "title",    "tr",       "tt",       "ul",         "var",    "applet",
    "basefont", "center",   "dir",      "font",       "frame",  "frameset",
    "iframe",   "isindex",  "menu",     "noframes",   "s",      "strike",
    "u",        "nobr",     "x-sigsep", "x-tab",      NULL};

/* Rendered, but no elements of HTML. */
static const char *const tricks[] = {"bgsound",   "embed", "listing",
                                     "plaintext", "xmp",   NULL};

static bool is_in(const char *const *names, const char *name)
{
    return g_strv_contains(names, name);
}

static int inside(const render *x, const char *tag)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(x->h->inside, tag));
}

/* ---- text ---- */

static void space_out(render *x, const char *space)
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

/* Blanks and the two octets of U+00A0 become one blank each run. */
static void text_out(render *x, const char *text, size_t size, bool visible)
{
    GString *t = x->h->text;
    size_t start = t->len;
    bool trim = x->any && visible && x->last_space;
    for (size_t i = 0; i < size;) {
        size_t run = 0;
        while (i + run < size && is_blank(text[i + run]))
            run++;
        bool nbsp = run == 0 && i + 1 < size && text[i] == '\302' &&
                    text[i + 1] == '\240';
        if (run == 0 && !nbsp) {
            g_string_append_c(t, text[i++]);
            continue;
        }
        if (!(trim && t->len == start && i == 0))
            g_string_append_c(t, ' ');
        i += nbsp ? 2 : run;
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
    if (old == NULL || strlen(old) >= ANCHOR_MAX)
        return;
    all->pdata[all->len - 1] = g_strconcat(old, text, NULL);
    g_free(old);
}

static void on_text(render *x, const html_token *t)
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

/* ---- links ---- */

static char *trim_uri(const char *text)
{
    while (g_ascii_isspace(*text) || strncmp(text, "\302\240", 2) == 0)
        text += *text == '\302' ? 2 : 1;
    size_t n = strlen(text);
    while (n > 0 && g_ascii_isspace(text[n - 1]))
        n--;
    return g_strndup(text, MIN(n, HTML_URI_MAX));
}

static void add_link(render *x, const char *tag, const char *text)
{
    g_autofree char *uri = trim_uri(text);
    if (uri[0] == '\0')
        return;
    x->h->uri_truncated |= strlen(uri) >= HTML_URI_MAX;
    static const char *const plain[] = {
        "data:", "mailto:", "file:", "cid:", "tel:"};
    bool absolute = true;
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        if (g_ascii_strncasecmp(uri, plain[i], strlen(plain[i])) == 0)
            absolute = false;
    if (absolute) {
        char *target =
            uri_resolve(x->base_href != NULL ? x->base_href : "", uri);
        g_free(uri);
        uri = target;
        if (uri[0] == '\0')
            return;
    }
    html_link *link = g_hash_table_lookup(x->by_uri, uri);
    if (link == NULL) {
        link = g_new0(html_link, 1);
        link->uri = g_steal_pointer(&uri);
        link->anchors = g_array_new(FALSE, FALSE, sizeof(guint));
        g_ptr_array_add(x->h->links, link);
        g_hash_table_insert(x->by_uri, link->uri, link);
    }
    link->tags |= strcmp(tag, "iframe") == 0 ? HTML_LINK_IFRAME
                  : strcmp(tag, "a") == 0    ? HTML_LINK_A
                  : strcmp(tag, "img") == 0  ? HTML_LINK_IMG
                                             : 0;
    if (strcmp(tag, "a") == 0) /* the anchor that begins with this tag */
        g_array_append_val(link->anchors, x->h->anchors->len);
}

/* <base href>: relative links start from there. */
static void set_base(render *x, const char *href)
{
    g_autofree char *uri = trim_uri(href);
    if (g_ascii_strncasecmp(uri, "http:", 5) != 0 &&
        g_ascii_strncasecmp(uri, "https:", 6) != 0 &&
        g_ascii_strncasecmp(uri, "ftp:", 4) != 0)
        return;
    char *slash = strrchr(uri, '/');
    if (slash != NULL && slash > uri && slash[-1] != '/' &&
        strchr(slash, '.') != NULL)
        slash[1] = '\0'; /* a file's name at the end */
    g_free(x->base_href);
    x->base_href = g_str_has_suffix(uri, "/") ? g_strdup(uri)
                                              : g_strconcat(uri, "/", NULL);
}

static void refresh_link(render *x, const html_token *t)
{
    const char *kind = html_attribute_get(t, "http-equiv");
    const char *content = html_attribute_get(t, "content");
    if (kind == NULL || content == NULL)
        return;
    g_autofree char *kind_lower = g_ascii_strdown(kind, -1);
    g_autofree char *lower = g_ascii_strdown(content, -1);
    const char *url = strstr(lower, "url");
    if (strstr(kind_lower, "refresh") == NULL || url == NULL)
        return;
    url += 3 + strspn(url + 3, " \t\n");
    if (*url != '=')
        return;
    url++;
    const char *from = content + (url - lower);
    from += strspn(from, " \t\n");
    g_autofree char *uri = g_strndup(from, strcspn(from, ";"));
    add_link(x, "meta", uri);
}

/* The attribute, or one that bad HTML glued to it ("img/src"). */
static const char *glued(const html_token *t, const char *name)
{
    const char *value = html_attribute_get(t, name);
    for (guint i = 0; value == NULL && i < t->attributes->len; i++) {
        const html_attribute *a = t->attributes->pdata[i];
        const char *slash = strchr(a->name, '/');
        if (slash != NULL && slash > a->name && strcmp(slash + 1, name) == 0)
            value = a->value;
    }
    return value;
}

static void links_of(render *x, const html_token *t)
{
    static const char *const backs[] = {"body", "table", "tr", "td", NULL};
    static const char *const hrefs[] = {"a", "area", "link", NULL};
    static const char *const srcs[] = {"img",    "frame",   "iframe", "embed",
                                       "script", "bgsound", NULL};
    const char *value = NULL;
    if (is_in(backs, t->name)) {
        value = html_attribute_get(t, "background");
    } else if (is_in(hrefs, t->name)) {
        value = glued(t, "href");
        const char *safe = html_attribute_get(t, "data-saferedirecturl");
        if (safe != NULL)
            add_link(x, t->name, safe);
    } else if (is_in(srcs, t->name)) {
        value = glued(t, "src");
    } else if (strcmp(t->name, "form") == 0) {
        value = html_attribute_get(t, "action");
    } else if (strcmp(t->name, "base") == 0) {
        value = html_attribute_get(t, "href");
        if (value != NULL) {
            add_link(x, t->name, value);
            set_base(x, value);
        }
        return;
    } else if (strcmp(t->name, "meta") == 0) {
        refresh_link(x, t);
    }
    if (value != NULL)
        add_link(x, t->name, value);
}

/* ---- facts about start tags ---- */

static int picture_side(const char *text, int percent, int otherwise)
{
    char *end;
    long n = text != NULL ? strtol(text, &end, 10) : 0;
    if (text == NULL || !g_ascii_isdigit(text[0]) ||
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

static void facts_of(render *x, const html_token *t)
{
    view_html *h = x->h;
    const char *value;
    if (strcmp(t->name, "font") == 0 &&
        (value = html_attribute_get(t, "face")) != NULL && !face_is_good(value))
        h->font_face_bad = true;
    if (strcmp(t->name, "img") == 0) {
        const char *width = html_attribute_get(t, "width");
        const char *height = html_attribute_get(t, "height");
        if (inside(x, "a") > 0)
            append_last(h->anchors, "<img>\n");
        if (width != NULL && height != NULL)
            h->image_area += (double)picture_side(width, 8, 200) *
                             picture_side(height, 6, 200);
    }
    if (strcmp(t->name, "form") == 0 &&
        (value = html_attribute_get(t, "action")) != NULL) {
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

/* ---- styles ---- */

/* Place in the list; that of its end for others. */
static size_t style_place(const char *tag)
{
    size_t i = 0;
    while (styled[i] != NULL && strcmp(styled[i], tag) != 0)
        i++;
    return i;
}

static bool style_is_open(const render *x, const char *tag)
{
    return x->open[style_place(tag)] > 0;
}

static const char *style_top(const render *x)
{
    return g_array_index(x->styles, html_style, x->styles->len - 1).tag;
}

static void style_pop(render *x)
{
    if (x->styles->len <= 1)
        return;
    x->open[style_place(style_top(x))]--;
    g_array_set_size(x->styles, x->styles->len - 1);
}

/* A new cell or row closes the one that is open. */
static void close_cells(render *x, const char *tag)
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

static void style_close(render *x, const char *tag)
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

static void style_open(render *x, const html_token *t, const char *tag)
{
    if (strcmp(tag, "basefont") == 0) {
        const char *size = html_attribute_get(t, "size");
        if (size != NULL && g_ascii_isdigit(size[strspn(size, " ")])) {
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

static void style_tag(render *x, const html_token *t)
{
    const char *tag = strcmp(t->name, "th") == 0 ? "td" : t->name;
    if (!is_in(styled, tag))
        return;
    if (t->type == HTML_START)
        style_open(x, t, tag);
    else if (strcmp(tag, "body") != 0)
        style_close(x, tag);
}

/* ---- tags ---- */

static void space_tag(render *x, const char *tag)
{
    static const char *const line[] = {"br", "div", NULL};
    static const char *const blank[] = {"li",    "td", "th", "dd", "dt",
                                        "embed", "h1", "h2", "h3", "h4",
                                        "h5",    "h6", NULL};
    static const char *const paragraph[] = {"p",   "hr",      "blockquote",
                                            "pre", "listing", "plaintext",
                                            "xmp", "title",   NULL};
    if (is_in(line, tag))
        space_out(x, "\n");
    else if (is_in(blank, tag))
        space_out(x, " ");
    else if (is_in(paragraph, tag))
        space_out(x, "\n\n");
}

/* "<o:p>", "<st1:place>": Word's name spaces */
static bool is_namespace(const char *tag)
{
    return g_str_has_prefix(tag, "o:") ||
           (g_str_has_prefix(tag, "st") && g_ascii_isdigit(tag[2]) &&
            tag[3] == ':');
}

static void count_tag(render *x, const html_token *t, bool element)
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

static void on_tag(render *x, const html_token *t)
{
    bool foreign = is_namespace(t->name);
    bool element = is_in(elements, t->name);
    count_tag(x, t, element || foreign);
    if (foreign || (!element && !is_in(tricks, t->name)))
        return;
    style_tag(x, t);
    space_tag(x, t->name);
    if (t->type == HTML_START) {
        links_of(x, t);
        facts_of(x, t);
    }
}

static void on_declaration(render *x, const html_token *t)
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
    if (h == NULL)
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

/* "&nbsp;" is a blank, "<br/>" is "<br>", curly quotes are quotes. */
static GString *prepare(const char *data, size_t size)
{
    GString *s = g_string_sized_new(size);
    for (const char *p = data, *end = data + size; p < end;) {
        size_t left = (size_t)(end - p);
        if (left >= 6 && memcmp(p, "&nbsp;", 6) == 0) {
            g_string_append_c(s, ' ');
            p += 6;
        } else if (left >= 3 && (memcmp(p, "\342\200\234", 3) == 0 ||
                                 memcmp(p, "\342\200\235", 3) == 0)) {
            g_string_append_c(s, '"');
            p += 3;
        } else {
            g_string_append_c(s, *p++);
        }
    }
    return s;
}

static void count_spaces(view_html *h, bool utf8)
{
    h->length = utf8 ? (size_t)g_utf8_strlen(h->text->str, (gssize)h->text->len)
                     : h->text->len;
    for (size_t i = 0; i < h->text->len; i++)
        h->spaces += h->text->str[i] != '\0' &&
                     strchr(" \t\n\r\v", h->text->str[i]) != NULL;
}

view_html *html_render(const char *data, size_t size, bool utf8)
{
    render x = {.h = html_new(), .base_size = 3, .utf8 = utf8};
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
