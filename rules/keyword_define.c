/* keyword_define: lines that define a rule: header body rawbody uri full
 * mimeheader meta, and those that would ask the network. */
#include "rules/keyword_room.h"

#include "rules/meta.h"
#include "rules/pattern/pattern.h"

#include <string.h>

/* A later definition replaces an earlier one; score and words stay. */
static rule *rule_define(parser *p, const char *name, rule_type type,
                         const char *source)
{
    rule *r = keyword_rule(p, name);
    r->type = type;
    g_free(r->file);
    g_free(r->source);
    r->file = g_strdup(p->file);
    r->line = p->line;
    r->source = g_strdup(source);
    g_clear_pointer(&r->header, g_free);
    g_clear_pointer(&r->if_unset, g_free);
    g_clear_pointer(&r->function, g_free);
    g_clear_pointer(&r->unsupported, g_free);
    g_clear_pointer(&r->pattern, pattern_free);
    g_clear_pointer(&r->meta, meta_free);
    g_ptr_array_set_size(r->arguments, 0);
    r->modifiers = 0;
    r->negated = r->exists = false;
    return r;
}

/* ---- rules with patterns ---- */

/* The pattern that stands at `column`; NULL: a problem was reported. */
static pattern *compile_at(parser *p, const keyword_word *w,
                           const char *literal, int column)
{
    GError *error = NULL;
    size_t at = 0;
    pattern *compiled = pattern_compile(literal, false, &at, &error);
    if (!compiled) {
        parse_problem(p, true, column + (int)at, 1, "%s: %s", w->text,
                      error->message);
        g_error_free(error);
    }
    return compiled;
}

static void define_pattern(parser *p, const keyword_word *w, rule_type type)
{
    pattern *compiled = compile_at(p, w, w->rest, w->rest_column);
    if (compiled)
        rule_define(p, w->text, type, w->rest)->pattern = compiled;
}

/* "'a', 2" up to `close`, quotes off. */
static void read_arguments(const char *q, const char *close, GPtrArray *into)
{
    while (q += strspn(q, " \t,"), q < close) {
        if (*q == '\'' || *q == '"') {
            char quote = *q++;
            const char *end = strchr(q, quote);
            size_t n = (size_t)((end && end < close ? end : close) - q);
            g_ptr_array_add(into, g_strndup(q, n));
            q += n + 1;
        } else {
            size_t n = MIN(strcspn(q, " \t,"), (size_t)(close - q));
            g_ptr_array_add(into, g_strndup(q, n));
            q += n;
        }
    }
}

/* "eval:function(arguments)" */
static void define_eval(parser *p, const keyword_word *w, const char *text,
                        int column)
{
    const char *open = strchr(text, '('), *close = strrchr(text, ')');
    if (!open || !close || close < open) {
        parse_problem(p, true, column, (int)strlen(text),
                      "%s: write eval:function() or eval:function('argument')",
                      w->text);
        return;
    }
    rule *r = rule_define(p, w->text, RULE_EVAL, text);
    g_autofree char *name = g_strndup(text, (size_t)(open - text));
    r->function = g_strdup(g_strchomp(name));
    read_arguments(open + 1, close, r->arguments);
}

static bool modifier_bit(const char *name, size_t size, unsigned *bits)
{
    static const struct {
        const char *name;
        unsigned bit;
    } all[] = {{"raw", RULE_RAW},
               {"addr", RULE_ADDR},
               {"name", RULE_NAME},
               {"host", RULE_HOST},
               {"domain", RULE_DOMAIN | RULE_HOST},
               {"ip", RULE_IP},
               {"revip", RULE_REVIP | RULE_IP},
               {"first", RULE_FIRST},
               {"last", RULE_LAST}};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (strlen(all[i].name) == size &&
            g_ascii_strncasecmp(all[i].name, name, size) == 0) {
            *bits |= all[i].bit;
            return true;
        }
    return false;
}

/* "Subject:raw:first" into name and bits; false: a problem was reported. */
static bool read_header_name(parser *p, const char *text, int column,
                             char **name, unsigned *bits)
{
    size_t n = strcspn(text, ":");
    const char *q = text + n;
    while (*q == ':') {
        size_t m = strcspn(q + 1, ":");
        if (m > 0 && !modifier_bit(q + 1, m, bits)) {
            parse_problem(p, true, column + (int)(q + 1 - text), (int)m,
                          "modifiers are raw addr name host domain ip revip "
                          "first last");
            return false;
        }
        q += 1 + m;
    }
    *name = g_strndup(text, n);
    return true;
}

static char *take_if_unset(char *pattern_text)
{
    char *open = g_strrstr(pattern_text, "[if-unset:");
    size_t n = strlen(pattern_text);
    if (!open || open == pattern_text || pattern_text[n - 1] != ']' ||
        !g_ascii_isspace(open[-1]))
        return NULL;
    char *value =
        g_strndup(open + strlen("[if-unset:"),
                  n - 1 - (size_t)(open - pattern_text) - strlen("[if-unset:"));
    *open = '\0';
    g_strchomp(pattern_text);
    return g_strchug(value);
}

/* "Header =~ /pattern/" of header and mimeheader */
static void define_header(parser *p, const keyword_word *w, rule_type type)
{
    const char *text = w->rest;
    size_t n = 0;
    while (g_ascii_isalnum(text[n]) || strchr("_.-:", text[n])) {
        if (text[n] == '\0')
            break;
        n++;
    }
    size_t op = n + strspn(text + n, " \t");
    bool negated = strncmp(text + op, "!~", 2) == 0;
    if (n == 0 || (!negated && strncmp(text + op, "=~", 2) != 0)) {
        parse_problem(p, true, w->rest_column + (int)op, 2,
                      "%s: write Header =~ /pattern/, Header !~ /pattern/ or "
                      "exists:Header",
                      w->text);
        return;
    }
    g_autofree char *field = g_strndup(text, n);
    g_autofree char *name = NULL;
    unsigned bits = 0;
    if (!read_header_name(p, field, w->rest_column, &name, &bits))
        return;
    size_t at = op + 2 + strspn(text + op + 2, " \t");
    g_autofree char *literal = g_strdup(text + at);
    g_autofree char *unset = take_if_unset(literal);
    pattern *compiled = compile_at(p, w, literal, w->rest_column + (int)at);
    if (!compiled)
        return;
    rule *r = rule_define(p, w->text, type, text);
    r->pattern = compiled;
    r->header = g_steal_pointer(&name);
    r->modifiers = bits;
    r->negated = negated;
    r->if_unset = g_steal_pointer(&unset);
}

static void define_exists(parser *p, const keyword_word *w, rule_type type)
{
    const char *name = w->rest + strlen("exists:");
    name += strspn(name, " \t");
    rule *r = rule_define(p, w->text, type, w->rest);
    r->header = g_strdup(name);
    if (g_str_has_suffix(r->header, ":"))
        r->header[strlen(r->header) - 1] = '\0';
    r->exists = true;
}

static void define_unsupported(parser *p, const keyword_word *w,
                               const char *why)
{
    rule *r = rule_define(p, w->text, RULE_EVAL, w->rest);
    r->function = g_strdup("network");
    r->unsupported = g_strdup(why);
}

/* The type that a keyword is the name of. */
static rule_type type_of(const char *keyword)
{
    rule_type type = RULE_HEADER;
    while (type < RULE_MIMEHEADER && strcmp(rule_type_name(type), keyword) != 0)
        type++;
    return type;
}

void keyword_define(parser *p, const parse_line *l)
{
    rule_type type = type_of(l->keyword);
    keyword_word w;
    if (!keyword_take_name(p, l, &w))
        return;
    if (g_str_has_prefix(w.rest, "eval:"))
        define_eval(p, &w, w.rest + strlen("eval:"),
                    w.rest_column + (int)strlen("eval:"));
    else if (g_str_has_prefix(w.rest, "rbleval:"))
        define_unsupported(p, &w, "asks the network");
    else if (type == RULE_HEADER && g_str_has_prefix(w.rest, "exists:"))
        define_exists(p, &w, type);
    else if (type == RULE_HEADER || type == RULE_MIMEHEADER)
        define_header(p, &w, type);
    else
        define_pattern(p, &w, type);
    g_free(w.text);
}

static void define_other(parser *p, const parse_line *l, const char *why)
{
    keyword_word w;
    if (keyword_take_name(p, l, &w)) {
        define_unsupported(p, &w, why);
        g_free(w.text);
    }
}

void keyword_network(parser *p, const parse_line *l)
{
    define_other(p, l, "asks the network");
}

void keyword_unsupported(parser *p, const parse_line *l)
{
    define_other(p, l, "rules of this kind are not supported");
}

void keyword_meta(parser *p, const parse_line *l)
{
    keyword_word w;
    if (!keyword_take_name(p, l, &w))
        return;
    GError *error = NULL;
    size_t at = 0;
    meta *compiled = meta_compile(w.rest, &at, &error);
    if (!compiled) {
        parse_problem(p, true, w.rest_column + (int)at, 1, "%s: %s", w.text,
                      error->message);
        g_error_free(error);
    } else {
        rule_define(p, w.text, RULE_META, w.rest)->meta = compiled;
    }
    g_free(w.text);
}
