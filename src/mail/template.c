/* template: Mustache, in two steps: text to tokens, tokens and data to text.
 *
 * Beyond the specification's core an empty string is falsy as an empty list is,
 * since optional values of a mail are often "". Lists and objects interpolate
 * as nothing. */
#include "mail/template.h"

#include "base/err.h"
#include <string.h>

#define TEMPLATE_NEST_MAX      100     /* sections within sections */
#define TEMPLATE_STEPS_MAX     1000000 /* tokens rendered, loops counted */
#define TEMPLATE_DELIMITER_MAX 16      /* octets */

typedef enum {
    TOKEN_TEXT,
    TOKEN_VALUE,
    TOKEN_RAW, /* {{{x}}} and {{&x}} */
    TOKEN_SECTION,
    TOKEN_INVERTED,
    TOKEN_CLOSE,
    TOKEN_PARTIAL,
    TOKEN_SILENT /* comment, delimiters */
} token_kind;

typedef struct token {
    token_kind kind;
    char *text;   /* text; name */
    char *indent; /* of a standalone partial; NULL */
    guint close;  /* of a section: index of its TOKEN_CLOSE */
    unsigned line;
} token;

static void token_clear(void *data)
{
    token *t = data;
    g_free(t->text);
    g_free(t->indent);
}

/* ---- text to tokens ---- */

typedef struct reader {
    const char *start, *p;
    char *open, *close; /* delimiters */
    unsigned line;      /* at p */
    GArray *tokens;
    GArray *sections; /* guint: indexes of open ones */
} reader;

static void add_token(reader *r, token_kind kind, const char *text,
                      size_t length)
{
    token t = {.kind = kind, .text = g_strndup(text, length), .line = r->line};
    g_array_append_val(r->tokens, t);
}

static void advance(reader *r, const char *to)
{
    for (; r->p < to; r->p++)
        r->line += *r->p == '\n';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* If the tag from `from` to `to` stands alone on its line(s): where its line
 * begins, and *next, where the following one begins. Else NULL. */
static const char *standalone(const reader *r, const char *from, const char *to,
                              const char **next)
{
    while (from > r->start && is_blank(from[-1]))
        from--;
    if (from > r->start && from[-1] != '\n')
        return NULL;
    while (is_blank(*to))
        to++;
    if (to[0] == '\r' && to[1] == '\n')
        to++;
    if (*to != '\n' && *to != '\0')
        return NULL;
    *next = *to == '\n' ? to + 1 : to;
    return from;
}

static bool set_delimiters(reader *r, const char *text, size_t length,
                           GError **error)
{
    g_autofree char *copy = g_strndup(text, length);
    g_strstrip(copy);
    size_t first = strcspn(copy, " \t\r\n");
    const char *second = copy + first + strspn(copy + first, " \t\r\n");
    if (first == 0 || *second == '\0' || strpbrk(second, " \t\r\n=") != NULL ||
        memchr(copy, '=', first) != NULL || first > TEMPLATE_DELIMITER_MAX ||
        strlen(second) > TEMPLATE_DELIMITER_MAX) {
        err_set(error, ERR_DATA,
                "line %u: delimiters must be two words, as in {{=<%% %%>=}}",
                r->line);
        return false;
    }
    g_free(r->open);
    g_free(r->close);
    r->open = g_strndup(copy, first);
    r->close = g_strdup(second);
    return true;
}

static bool close_section(reader *r, GError **error)
{
    guint last = r->tokens->len - 1;
    const token *t = &g_array_index(r->tokens, token, last);
    if (r->sections->len == 0) {
        err_set(error, ERR_DATA, "line %u: `%s' is closed, but was not opened",
                t->line, t->text);
        return false;
    }
    guint open = g_array_index(r->sections, guint, r->sections->len - 1);
    token *section = &g_array_index(r->tokens, token, open);
    if (strcmp(section->text, t->text) != 0) {
        err_set(error, ERR_DATA,
                "line %u: `%s' is closed where `%s' (line %u) is open", t->line,
                t->text, section->text, section->line);
        return false;
    }
    section->close = last;
    g_array_set_size(r->sections, r->sections->len - 1);
    return true;
}

static bool open_section(reader *r, GError **error)
{
    guint last = r->tokens->len - 1;
    g_array_append_val(r->sections, last);
    if (r->sections->len <= TEMPLATE_NEST_MAX)
        return true;
    err_set(error, ERR_DATA, "line %u: sections are nested over %d deep",
            r->line, TEMPLATE_NEST_MAX);
    return false;
}

/* The kind of a tag by its sigil; *closer gets what stands before the closing
 * delimiter. */
static token_kind sigil_kind(char c, const char **closer)
{
    *closer = c == '{' ? "}" : c == '=' ? "=" : "";
    switch (c) {
    case '{':
    case '&':
        return TOKEN_RAW;
    case '#':
        return TOKEN_SECTION;
    case '^':
        return TOKEN_INVERTED;
    case '/':
        return TOKEN_CLOSE;
    case '>':
        return TOKEN_PARTIAL;
    case '!':
    case '=':
        return TOKEN_SILENT;
    default:
        return TOKEN_VALUE;
    }
}

static bool read_name(reader *r, token_kind kind, const char *text,
                      size_t length, GError **error)
{
    g_autofree char *name = g_strstrip(g_strndup(text, length));
    if (*name == '\0') {
        err_set(error, ERR_DATA, "line %u: a tag without a name", r->line);
        return false;
    }
    add_token(r, kind, name, strlen(name));
    if (kind == TOKEN_CLOSE)
        return close_section(r, error);
    if (kind == TOKEN_SECTION || kind == TOKEN_INVERTED)
        return open_section(r, error);
    return true;
}

/* Read the tag at `tag`; text from r->p up to it becomes a token first. */
static bool read_tag(reader *r, const char *tag, GError **error)
{
    const char *p = tag + strlen(r->open), *closer;
    p += strspn(p, " \t\r\n");
    char sigil = *p;
    token_kind kind = sigil_kind(sigil, &closer);
    if (kind != TOKEN_VALUE)
        p++;
    g_autofree char *closing = g_strconcat(closer, r->close, NULL);
    const char *end = strstr(p, closing);
    const char *text_end = tag, *next = NULL;
    if (end != NULL) {
        const char *from = NULL;
        next = end + strlen(closing);
        if (kind != TOKEN_VALUE && kind != TOKEN_RAW)
            from = standalone(r, tag, next, &next);
        if (from != NULL)
            text_end = MAX(from, r->p);
    }
    if (text_end > r->p)
        add_token(r, TOKEN_TEXT, r->p, (size_t)(text_end - r->p));
    advance(r, tag);
    if (end == NULL) {
        err_set(error, ERR_DATA, "line %u: a tag is not closed by `%s'",
                r->line, closing);
        return false;
    }
    if (sigil == '=') {
        if (!set_delimiters(r, p, (size_t)(end - p), error))
            return false;
    } else if (kind != TOKEN_SILENT) {
        if (!read_name(r, kind, p, (size_t)(end - p), error))
            return false;
        if (kind == TOKEN_PARTIAL)
            g_array_index(r->tokens, token, r->tokens->len - 1).indent =
                g_strndup(text_end, (size_t)(tag - text_end));
    }
    advance(r, next);
    return true;
}

static GArray *read_tokens(const char *text, GError **error)
{
    reader r = {.start = text,
                .p = text,
                .open = g_strdup("{{"),
                .close = g_strdup("}}"),
                .line = 1,
                .tokens = g_array_new(FALSE, TRUE, sizeof(token)),
                .sections = g_array_new(FALSE, FALSE, sizeof(guint))};
    g_array_set_clear_func(r.tokens, token_clear);
    bool ok = true;
    const char *tag;
    while (ok && (tag = strstr(r.p, r.open)) != NULL)
        ok = read_tag(&r, tag, error);
    if (ok && *r.p != '\0')
        add_token(&r, TOKEN_TEXT, r.p, strlen(r.p));
    if (ok && r.sections->len > 0) {
        guint open = g_array_index(r.sections, guint, r.sections->len - 1);
        const token *t = &g_array_index(r.tokens, token, open);
        err_set(error, ERR_DATA, "line %u: section `%s' is not closed", t->line,
                t->text);
        ok = false;
    }
    g_free(r.open);
    g_free(r.close);
    g_array_unref(r.sections);
    if (!ok)
        g_clear_pointer(&r.tokens, g_array_unref);
    return r.tokens;
}

/* ---- tokens and data to text ---- */

typedef struct render {
    GPtrArray *stack; /* json_t*, borrowed; innermost last */
    GString *out;
    template_escape escape;
    template_partial partial;
    void *context;
    unsigned depth; /* of partials */
    unsigned steps;
} render;

/* Only the first part of a dotted name is looked for up the stack. */
static json_t *look_up(const render *r, const char *name)
{
    guint top = r->stack->len;
    if (strcmp(name, ".") == 0)
        return r->stack->pdata[top - 1];
    g_auto(GStrv) parts = g_strsplit(name, ".", -1);
    json_t *value = NULL;
    while (value == NULL && top > 0)
        value = json_object_get(r->stack->pdata[--top], parts[0]);
    for (char **part = parts + 1; value != NULL && parts[0] && *part; part++)
        value = json_object_get(value, *part);
    return value;
}

static bool is_falsy(const json_t *v)
{
    return v == NULL || json_is_null(v) || json_is_false(v) ||
           (json_is_array(v) && json_array_size(v) == 0) ||
           (json_is_string(v) && json_string_length(v) == 0);
}

static void append_html(GString *out, const char *text)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        default:
            g_string_append_c(out, *text);
        }
}

static void append_value(render *r, const json_t *v, bool raw)
{
    if (json_is_integer(v)) {
        g_string_append_printf(r->out, "%" JSON_INTEGER_FORMAT,
                               json_integer_value(v));
    } else if (json_is_real(v)) {
        char number[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd(number, sizeof number, "%.15g", json_real_value(v));
        g_string_append(r->out, number);
    } else if (json_is_boolean(v)) {
        g_string_append(r->out, json_is_true(v) ? "true" : "false");
    } else if (json_is_string(v)) {
        if (raw || r->escape == TEMPLATE_TEXT)
            g_string_append(r->out, json_string_value(v));
        else
            append_html(r->out, json_string_value(v));
    }
}

static bool render_range(render *r, const GArray *tokens, guint from, guint to,
                         GError **error);

static bool render_text(render *r, const char *text, GError **error)
{
    g_autoptr(GArray) tokens = read_tokens(text, error);
    return tokens != NULL && render_range(r, tokens, 0, tokens->len, error);
}

static char *indented(const char *text, const char *indent)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p != '\0';) {
        size_t length = strcspn(p, "\n");
        length += p[length] == '\n';
        g_string_append(out, indent);
        g_string_append_len(out, p, (gssize)length);
        p += length;
    }
    return g_string_free(out, FALSE);
}

static bool render_partial(render *r, const token *t, GError **error)
{
    const char *text =
        r->partial != NULL ? r->partial(t->text, r->context) : NULL;
    if (text == NULL)
        return true;
    if (r->depth >= TEMPLATE_DEPTH_MAX) {
        err_set(error, ERR_DATA, "line %u: partials nest over %d deep in `%s'",
                t->line, TEMPLATE_DEPTH_MAX, t->text);
        return false;
    }
    g_autofree char *moved = indented(text, t->indent);
    r->depth++;
    bool ok = render_text(r, moved, error);
    r->depth--;
    if (!ok)
        g_prefix_error(error, "partial `%s', ", t->text);
    return ok;
}

static bool render_with(render *r, const GArray *tokens, guint section,
                        json_t *value, GError **error)
{
    const token *t = &g_array_index(tokens, token, section);
    if (value != NULL)
        g_ptr_array_add(r->stack, value);
    bool ok = render_range(r, tokens, section + 1, t->close, error);
    if (value != NULL)
        g_ptr_array_set_size(r->stack, (gint)r->stack->len - 1);
    return ok;
}

static bool render_section(render *r, const GArray *tokens, guint at,
                           GError **error)
{
    const token *t = &g_array_index(tokens, token, at);
    json_t *value = look_up(r, t->text);
    bool falsy = is_falsy(value);
    if (t->kind == TOKEN_INVERTED)
        return !falsy || render_with(r, tokens, at, NULL, error);
    if (falsy)
        return true;
    if (!json_is_array(value))
        return render_with(r, tokens, at, value, error);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!render_with(r, tokens, at, json_array_get(value, i), error))
            return false;
    return true;
}

static bool render_range(render *r, const GArray *tokens, guint from, guint to,
                         GError **error)
{
    for (guint i = from; i < to; i++) {
        const token *t = &g_array_index(tokens, token, i);
        bool ok = true;
        if (t->kind == TOKEN_TEXT) {
            g_string_append(r->out, t->text);
        } else if (t->kind == TOKEN_VALUE || t->kind == TOKEN_RAW) {
            append_value(r, look_up(r, t->text), t->kind == TOKEN_RAW);
        } else if (t->kind == TOKEN_PARTIAL) {
            ok = render_partial(r, t, error);
        } else if (t->kind == TOKEN_SECTION || t->kind == TOKEN_INVERTED) {
            ok = render_section(r, tokens, i, error);
            i = t->close;
        }
        if (ok && (r->out->len > TEMPLATE_OUTPUT_MAX ||
                   ++r->steps > TEMPLATE_STEPS_MAX)) {
            err_set(error, ERR_LIMIT,
                    "line %u: the result is over %u octets "
                    "or %d steps",
                    t->line, TEMPLATE_OUTPUT_MAX, TEMPLATE_STEPS_MAX);
            return false;
        }
        if (!ok)
            return false;
    }
    return true;
}

char *template_render(const char *text, json_t *data, template_escape escape,
                      template_partial partial, void *context, GError **error)
{
    render r = {.stack = g_ptr_array_new(),
                .out = g_string_new(NULL),
                .escape = escape,
                .partial = partial,
                .context = context};
    g_ptr_array_add(r.stack, data);
    bool ok = render_text(&r, text, error);
    g_ptr_array_unref(r.stack);
    return g_string_free(r.out, !ok);
}
