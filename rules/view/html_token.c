/* html_token: splits HTML as HTML::Parser does: lenient, nothing is mended. */
#include "rules/view/html_token.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define ENTITY_NAME_MAX 16

/* Elements whose content is text up to their end tag. */
static const struct {
    const char *name;
    bool raw; /* entities stay as they are */
} literals[] = {{"script", true},    {"style", true},  {"xmp", true},
                {"plaintext", true}, {"iframe", true}, {"textarea", false},
                {"title", false}};

static void attribute_free(gpointer data)
{
    html_attribute *a = data;
    g_free(a->name);
    g_free(a->value);
    g_free(a);
}

void html_reader_open(html_reader *r, const char *data, size_t size, bool utf8)
{
    *r = (html_reader){.p = data, .end = data + size, .utf8 = utf8};
    r->token.text = g_string_new(NULL);
    r->token.attributes = g_ptr_array_new_with_free_func(attribute_free);
}

void html_reader_close(html_reader *r)
{
    g_string_free(r->token.text, TRUE);
    g_ptr_array_unref(r->token.attributes);
}

const char *html_attribute_get(const html_token *t, const char *name)
{
    for (guint i = 0; i < t->attributes->len; i++) {
        const html_attribute *a = t->attributes->pdata[i];
        if (strcmp(a->name, name) == 0)
            return a->value;
    }
    return NULL;
}

/* ---- entities ---- */

static void append_code(GString *out, unsigned code)
{
    if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        code = 0xfffd;
    g_string_append_unichar(out, code);
}

/* "&#233;" or "&#xe9;" at `p` (after "&#"); its end, or NULL. */
static const char *numeric_entity(const char *p, const char *end, GString *out)
{
    bool hex = p < end && (*p == 'x' || *p == 'X');
    if (hex)
        p++;
    const char *from = p;
    unsigned code = 0;
    while (p < end && (hex ? g_ascii_isxdigit(*p) : g_ascii_isdigit(*p))) {
        code =
            MIN(code * (hex ? 16u : 10u) + (unsigned)g_ascii_xdigit_value(*p),
                0x200000u);
        p++;
    }
    if (p == from)
        return NULL;
    append_code(out, code);
    return p < end && *p == ';' ? p + 1 : p;
}

static const char *named_entity(const char *p, const char *end, GString *out)
{
    char name[ENTITY_NAME_MAX + 1];
    size_t n = 0;
    while (p + n < end && n < ENTITY_NAME_MAX && g_ascii_isalnum(p[n])) {
        name[n] = p[n];
        n++;
    }
    name[n] = '\0';
    const htmlEntityDesc *e = htmlEntityLookup((const xmlChar *)name);
    if (!e)
        return NULL;
    append_code(out, e->value);
    return p + n < end && p[n] == ';' ? p + n + 1 : p + n;
}

static void append_decoded(GString *out, const char *from, const char *to)
{
    for (const char *p = from; p < to;) {
        const char *next = NULL;
        if (*p == '&' && p + 1 < to)
            next = p[1] == '#' ? numeric_entity(p + 2, to, out)
                               : named_entity(p + 1, to, out);
        if (!next)
            g_string_append_c(out, *p++);
        else
            p = next;
    }
}

/* ---- tags ---- */

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && g_ascii_isspace(*p))
        p++;
    return p;
}

static bool in_name(char c)
{
    return g_ascii_isalnum(c) || strchr("_.:-", c);
}

static char *decoded(const char *from, const char *to)
{
    GString *s = g_string_new(NULL);
    append_decoded(s, from, to);
    return g_string_free(s, FALSE);
}

/* One attribute at p; after it, or NULL at the end of input. */
static const char *read_attribute(html_reader *r, const char *p)
{
    const char *from = p;
    while (p < r->end && !g_ascii_isspace(*p) && *p != '=' && *p != '>')
        p++;
    g_autofree char *name = g_ascii_strdown(from, p - from);
    const char *after = skip_blanks(p, r->end);
    char *value = NULL;
    if (after < r->end && *after == '=') {
        p = skip_blanks(after + 1, r->end);
        if (p < r->end && (*p == '"' || *p == '\'')) {
            const char *close = memchr(p + 1, *p, (size_t)(r->end - p - 1));
            if (!close)
                return NULL;
            value = decoded(p + 1, close);
            p = close + 1;
        } else {
            from = p;
            while (p < r->end && !g_ascii_isspace(*p) && *p != '>')
                p++;
            value = decoded(from, p);
        }
    }
    if (r->token.attributes->len < HTML_ATTRIBUTES_MAX) {
        html_attribute *a = g_new0(html_attribute, 1);
        a->value = value ? value : g_strdup(name);
        a->name = g_steal_pointer(&name);
        g_ptr_array_add(r->token.attributes, a);
    } else {
        g_free(value);
    }
    return p;
}

static void enter_literal(html_reader *r)
{
    for (size_t i = 0; i < G_N_ELEMENTS(literals); i++)
        if (strcmp(r->token.name, literals[i].name) == 0) {
            g_strlcpy(r->literal, literals[i].name, sizeof r->literal);
            r->literal_raw = literals[i].raw;
        }
}

/* A tag at '<'. False: it is not one, or it never ends. */
static bool read_tag(html_reader *r)
{
    const char *p = r->p + 1;
    if (r->no_tag_end || !memchr(p, '>', (size_t)(r->end - p))) {
        r->no_tag_end = true;
        return false;
    }
    bool end = p < r->end && *p == '/';
    if (end)
        p++;
    if (p >= r->end || !g_ascii_isalpha(*p))
        return false;
    const char *from = p;
    while (p < r->end && in_name(*p))
        p++;
    size_t n = MIN((size_t)(p - from), sizeof r->token.name - 1);
    g_ptr_array_set_size(r->token.attributes, 0);
    while (p && p < r->end && *p != '>') {
        const char *before = p;
        p = skip_blanks(p, r->end);
        if (p < r->end && *p == '/' && p + 1 < r->end && p[1] == '>')
            p++;
        else if (p < r->end && *p != '>')
            p = read_attribute(r, p);
        if (p == before)
            p++;
    }
    if (!p || p >= r->end)
        return false;
    for (size_t i = 0; i < n; i++)
        r->token.name[i] = g_ascii_tolower(from[i]);
    r->token.name[n] = '\0';
    r->token.type = end ? HTML_END : HTML_START;
    r->p = p + 1;
    if (end)
        r->literal[0] = '\0';
    else
        enter_literal(r);
    return true;
}

/* The next '>', or NULL, which is remembered. */
static const char *next_close(html_reader *r, const char *p)
{
    const char *close =
        r->no_tag_end ? NULL : memchr(p, '>', (size_t)(r->end - p));
    r->no_tag_end = !close;
    return close;
}

/* "<!-- ... -->", "<!doctype ...>", "<? ... >" at '<'. */
static bool read_markup(html_reader *r)
{
    const char *p = r->p, *close;
    size_t left = (size_t)(r->end - p);
    html_token_type type = HTML_DECLARATION;
    if (left > 3 && memcmp(p, "<!--", 4) == 0) {
        close = r->no_comment_end ? NULL
                                  : g_strstr_len(p + 4, r->end - p - 4, "-->");
        r->no_comment_end = !close;
        type = HTML_COMMENT;
        if (close)
            close += 2;
        else
            close = next_close(r, p);
    } else if (left > 1 && (p[1] == '!' || p[1] == '?')) {
        close = next_close(r, p);
        if (p[1] == '!' && left > 2 && !g_ascii_isalpha(p[2]))
            type = HTML_COMMENT;
    } else {
        return false;
    }
    if (!close)
        return false;
    r->token.type = type;
    g_string_truncate(r->token.text, 0);
    g_string_append_len(r->token.text, p, close + 1 - p);
    r->p = close + 1;
    return true;
}

/* Does the end tag of the literal element stand at p? */
static bool literal_ends(const html_reader *r, const char *p)
{
    size_t n = strlen(r->literal);
    return (size_t)(r->end - p) > n + 2 && p[1] == '/' &&
           g_ascii_strncasecmp(p + 2, r->literal, n) == 0 &&
           (g_ascii_isspace(p[2 + n]) || p[2 + n] == '>');
}

static bool tag_begins(const html_reader *r, const char *p)
{
    if (r->literal[0] != '\0')
        return literal_ends(r, p);
    return p + 1 < r->end &&
           (g_ascii_isalpha(p[1]) || p[1] == '!' || p[1] == '?' ||
            (p[1] == '/' && p + 2 < r->end && g_ascii_isalpha(p[2])));
}

static const html_token *read_text(html_reader *r, const char *from)
{
    const char *p = r->p;
    while (p < r->end && (*p != '<' || p == from || !tag_begins(r, p))) {
        const char *next = p + 1 < r->end
                               ? memchr(p + 1, '<', (size_t)(r->end - p - 1))
                               : NULL;
        p = next ? next : r->end;
    }
    g_string_truncate(r->token.text, 0);
    if (r->literal[0] != '\0' && r->literal_raw)
        g_string_append_len(r->token.text, r->p, p - r->p);
    else
        append_decoded(r->token.text, r->p, p);
    r->token.type = HTML_TEXT;
    r->p = p;
    return &r->token;
}

const html_token *html_reader_next(html_reader *r)
{
    if (r->p >= r->end) {
        r->token.type = HTML_EOF;
        return &r->token;
    }
    if (*r->p != '<' || !tag_begins(r, r->p))
        return read_text(r, r->p);
    bool plain = r->literal[0] == '\0';
    if ((plain && read_markup(r)) || read_tag(r))
        return &r->token;
    return read_text(r, r->p); /* it never ends: text from here */
}
