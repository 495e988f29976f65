/* template_token: text to tokens (tags, delimiters, standalone lines). */
#include "write/template_token.h"

#include "base/err.h"
#include <stdbool.h>
#include <string.h>

#define TEMPLATE_NEST_MAX      100 /* sections within sections */
#define TEMPLATE_DELIMITER_MAX 16  /* octets */

typedef template_token token;
typedef template_token_kind token_kind;

static void token_clear(void *data)
{
    token *t = data;
    g_free(t->text);
    g_free(t->indent);
}

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
    if (first == 0 || *second == '\0' || strpbrk(second, " \t\r\n=") ||
        memchr(copy, '=', first) || first > TEMPLATE_DELIMITER_MAX ||
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
    if (end) {
        const char *from = NULL;
        next = end + strlen(closing);
        if (kind != TOKEN_VALUE && kind != TOKEN_RAW)
            from = standalone(r, tag, next, &next);
        if (from)
            text_end = MAX(from, r->p);
    }
    if (text_end > r->p)
        add_token(r, TOKEN_TEXT, r->p, (size_t)(text_end - r->p));
    advance(r, tag);
    if (!end) {
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

GArray *template_tokens(const char *text, GError **error)
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
    while (ok && (tag = strstr(r.p, r.open)))
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
