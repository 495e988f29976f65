/* template: Mustache; tokens (template_token.c) and data to text.
 *
 * Beyond the specification's core an empty string is falsy as an empty list is,
 * since optional values of a mail are often "". Lists and objects interpolate
 * as nothing. */
#include "write/template.h"

#include "base/err.h"
#include "write/html.h"
#include "write/template_token.h"
#include <pthread.h>
#include <string.h>

#define TEMPLATE_STEPS_MAX 1000000 /* tokens rendered, loops counted */
#define TEMPLATE_KEPT_MAX  200     /* texts whose tokens are kept */
#define TEMPLATE_KEPT_SIZE 16384   /* octets of one */

typedef template_token token;

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
    json_t *value = NULL;
    if (strcmp(name, ".") == 0)
        return r->stack->pdata[top - 1];
    if (!strchr(name, '.')) {
        while (!value && top > 0)
            value = json_object_get(r->stack->pdata[--top], name);
        return value;
    }
    g_auto(GStrv) parts = g_strsplit(name, ".", -1);
    while (!value && top > 0)
        value = json_object_get(r->stack->pdata[--top], parts[0]);
    for (char **part = parts + 1; value && parts[0] && *part; part++)
        value = json_object_get(value, *part);
    return value;
}

static bool is_falsy(const json_t *v)
{
    return !v || json_is_null(v) || json_is_false(v) ||
           (json_is_array(v) && json_array_size(v) == 0) ||
           (json_is_string(v) && json_string_length(v) == 0);
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
            html_append(r->out, json_string_value(v), -1);
    }
}

static bool render_range(render *r, const GArray *tokens, guint from, guint to,
                         GError **error);

/* ---- tokens ---- */

/* A desk renders the same few texts all day: what they were cut into is kept, by
 * the text itself, so that a corrected file is another one. pthread's mutex:
 * ThreadSanitizer does not know GLib's. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GHashTable *kept; /* text -> GArray* of token */

static GArray *find_tokens(const char *text)
{
    GArray *tokens = kept ? g_hash_table_lookup(kept, text) : NULL;

    return tokens ? g_array_ref(tokens) : NULL;
}

static void keep_tokens(const char *text, GArray *tokens)
{
    if (!kept)
        kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                     (GDestroyNotify)g_array_unref);
    if (g_hash_table_size(kept) >= TEMPLATE_KEPT_MAX)
        g_hash_table_remove_all(kept);
    g_hash_table_replace(kept, g_strdup(text), g_array_ref(tokens));
}

/* Caller unrefs, and changes nothing. NULL and ERR_DATA: the text is wrong. */
static GArray *tokens_of(const char *text, GError **error)
{
    pthread_mutex_lock(&lock);
    GArray *tokens = find_tokens(text);
    if (!tokens) {
        tokens = template_tokens(text, error);
        if (tokens && strlen(text) <= TEMPLATE_KEPT_SIZE)
            keep_tokens(text, tokens);
    }
    pthread_mutex_unlock(&lock);
    return tokens;
}

/* ---- rendering ---- */

static bool render_text(render *r, const char *text, GError **error)
{
    g_autoptr(GArray) tokens = tokens_of(text, error);
    return tokens && render_range(r, tokens, 0, tokens->len, error);
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
    const char *text = r->partial ? r->partial(t->text, r->context) : NULL;
    if (!text)
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
    if (value)
        g_ptr_array_add(r->stack, value);
    bool ok = render_range(r, tokens, section + 1, t->close, error);
    if (value)
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

GPtrArray *template_names(const char *text, GError **error)
{
    static const char *const signs[] = {
        [TOKEN_VALUE] = "",     [TOKEN_RAW] = "",      [TOKEN_SECTION] = "#",
        [TOKEN_INVERTED] = "#", [TOKEN_PARTIAL] = ">",
    };
    g_autoptr(GArray) tokens = template_tokens(text, error);
    GPtrArray *names = tokens ? g_ptr_array_new_with_free_func(g_free) : NULL;

    for (guint i = 0; tokens && i < tokens->len; i++) {
        const token *t = &g_array_index(tokens, token, i);
        const char *sign =
            (size_t)t->kind < G_N_ELEMENTS(signs) ? signs[t->kind] : NULL;
        if (sign)
            g_ptr_array_add(names, g_strconcat(sign, t->text, NULL));
    }
    return names;
}
