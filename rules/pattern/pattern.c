/* pattern: Perl pattern literals, compiled and searched by PCRE2. */
#include "rules/pattern/pattern_room.h"

#include "base/err.h"
#include "rules/pattern/syntax.h"

#include <string.h>

G_STATIC_ASSERT(PATTERN_CASELESS == PCRE2_CASELESS);

/* ---- the literal: delimiters and modifiers ---- */

static bool refuse(GError **error, size_t *column, size_t at, const char *words)
{
    if (column)
        *column = at;
    err_set(error, ERR_DATA, "%s", words);
    return false;
}

/* Where the pattern begins, and the delimiter that ends it; 0 for a bare one. */
static size_t opening(const char *literal, char *end)
{
    size_t at = 0;
    if (literal[0] == '/') {
        *end = '/';
        return 1;
    }
    if (literal[0] == 'm')
        at = 1;
    else if (literal[0] == 'q' && literal[1] == 'r')
        at = 2;
    if (at == 0 || literal[at] == '\0' || g_ascii_isalnum(literal[at]) ||
        literal[at] == '_' || g_ascii_isspace(literal[at])) {
        *end = '\0';
        return 0;
    }
    static const char open[] = "{(<[", close[] = "})>]";
    const char *pair = strchr(open, literal[at]);
    *end = pair ? close[pair - open] : literal[at];
    return at + 1;
}

static bool read_modifiers(const char *literal, size_t at, uint32_t *options,
                           size_t *column, GError **error)
{
    for (; literal[at] != '\0'; at++) {
        switch (literal[at]) {
        case 'i':
            *options |= PCRE2_CASELESS;
            break;
        case 'm':
            *options |= PCRE2_MULTILINE;
            break;
        case 's':
            *options |= PCRE2_DOTALL;
            break;
        case 'x':
            *options |= (*options & PCRE2_EXTENDED) ? PCRE2_EXTENDED_MORE
                                                    : PCRE2_EXTENDED;
            break;
        case 'n':
            *options |= PCRE2_NO_AUTO_CAPTURE;
            break;
        case 'a': /* ASCII classes: what octet patterns have anyway */
        case 'd':
        case 'u':
        case 'g': /* how often to match is the rule's tflags multiple */
        case 'o': /* compile once: always so */
        case 'p':
        case 'c':
            break;
        case 'l':
            return refuse(error, column, at,
                          "modifier l (locale) is not supported: patterns "
                          "match octets; use tflags utf8 for letters of "
                          "other scripts");
        default:
            return refuse(error, column, at,
                          "unknown modifier; Perl's i m s x n are understood");
        }
    }
    return true;
}

/* The delimiter must not stand unescaped within the pattern. */
static bool check_inner(const char *literal, size_t from, size_t to, char end,
                        size_t *column, GError **error)
{
    if (strchr("})>]", end))
        return true;
    for (size_t i = from; i < to; i++) {
        if (literal[i] == '\\')
            i++;
        else if (literal[i] == end)
            return refuse(error, column, i,
                          "the delimiter stands within the pattern; write a "
                          "backslash before it, or use m{...}");
    }
    return true;
}

/* Text and options of a literal. Caller frees the text. */
static char *split_literal(const char *literal, uint32_t *options,
                           size_t *offset, size_t *column, GError **error)
{
    char end;
    size_t from = opening(literal, &end);
    *offset = from;
    if (end == '\0') {
        refuse(error, column, 0, "missing delimiters: write /pattern/");
        return NULL;
    }
    const char *last = strrchr(literal + from, end);
    if (!last) {
        refuse(error, column, strlen(literal),
               "the pattern has no closing delimiter");
        return NULL;
    }
    size_t to = (size_t)(last - literal);
    if (!read_modifiers(literal, to + 1, options, column, error) ||
        !check_inner(literal, from, to, end, column, error))
        return NULL;
    return g_strndup(literal + from, to - from);
}

/* ---- what PCRE2 lacks ---- */

/* "{,3}", "{ 1, 3 }" and the like, which Perl takes for quantifiers and PCRE2
 * for text: written out into `out`. Octets that were read; 0: it is not one. */
static size_t read_quantifier(const char *text, GString *out)
{
    const char *low = text + 1 + strspn(text + 1, " \t");
    size_t low_size = strspn(low, "0123456789");
    const char *comma = low + low_size + strspn(low + low_size, " \t");
    const char *high = *comma == ',' ? comma + 1 : comma;
    high += strspn(high, " \t");
    size_t high_size = *comma == ',' ? strspn(high, "0123456789") : 0;
    const char *end = high + high_size + strspn(high + high_size, " \t");
    if (*end != '}' || low_size + high_size == 0)
        return 0;
    g_string_append_printf(out, "{%.*s%s%.*s}",
                           low_size > 0 ? (int)low_size : 1,
                           low_size > 0 ? low : "0", *comma == ',' ? "," : "",
                           (int)high_size, high);
    return (size_t)(end + 1 - text);
}

/* Perl's newer ways to write what PCRE2 has, in its own. Takes over `text`. */
static char *perl_form(char *text)
{
    if (!strstr(text, "{,") && !strstr(text, "{ ") && !strstr(text, " }") &&
        !strstr(text, ", ") && !strstr(text, "\\N{U+"))
        return text;
    GString *out = g_string_new(NULL);
    bool class = false;
    for (const char *q = text; *q != '\0';) {
        size_t n = 0;
        if (g_str_has_prefix(q, "\\N{U+")) {
            g_string_append(out, "\\x{");
            q += strlen("\\N{U+");
        } else if (*q == '\\' && q[1] != '\0') {
            const char *end = q[1] == 'Q' ? strstr(q, "\\E") : NULL;
            n = end ? (size_t)(end - q) : q[1] == 'Q' ? strlen(q) : 2;
            g_string_append_len(out, q, (gssize)n);
            q += n;
        } else if (*q == '{' && !class && (n = read_quantifier(q, out)) > 0) {
            q += n;
        } else {
            if (*q == '[' && !class) {
                class = true;
                while (q[1] == '^' || q[1] == ']') /* "[]x]" begins with it */
                    g_string_append_c(out, *q++);
            } else if (*q == ']') {
                class = false;
            }
            g_string_append_c(out, *q++);
        }
    }
    g_free(text);
    return g_string_free(out, FALSE);
}

static bool check_syntax(const char *text, size_t offset, size_t *column,
                         GError **error)
{
    const char *code = strstr(text, "(?{");
    if (!code)
        code = strstr(text, "(??{");
    if (code)
        return refuse(error, column, offset + (size_t)(code - text),
                      "code in a pattern is never run");
    for (const char *q = text; (q = strchr(q, '\\')) && q[1] != '\0'; q += 2)
        if ((q[1] == 'b' || q[1] == 'B') && q[2] == '{')
            return refuse(error, column, offset + (size_t)(q - text),
                          "\\b{...} is not supported; \\b alone is");
    const char *capture = strstr(text, "%{");
    if (capture && g_ascii_isupper(capture[2]))
        return refuse(error, column, offset + (size_t)(capture - text),
                      "values captured by other rules (%{NAME}) are not "
                      "supported");
    return true;
}

static bool compile(pattern *p, size_t offset, size_t *column, GError **error)
{
    int number;
    PCRE2_SIZE at;
    p->code = pcre2_compile((PCRE2_SPTR)p->text, PCRE2_ZERO_TERMINATED,
                            p->options, &number, &at, NULL);
    if (!p->code) {
        PCRE2_UCHAR words[256];
        pcre2_get_error_message(number, words, sizeof words);
        if (column)
            *column = offset + at;
        err_set(error, ERR_DATA, "%s", (const char *)words);
        return false;
    }
    /* Without JIT (W^X) the interpreter serves: slower, same matches. */
    p->jit = pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE) == 0;
    return true;
}

#define OPTIONS_UTF8 (PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF)

/* Takes over `text`; `meaning`, if not NULL, is the same in plain form. */
static pattern *pattern_make(char *text, const char *meaning, uint32_t options,
                             size_t offset, size_t *column, GError **error)
{
    pattern *p = g_new0(pattern, 1);
    p->text = perl_form(text);
    p->meaning = g_strdup(meaning);
    p->options = options;
    if (!compile(p, offset, column, error)) {
        pattern_free(p);
        return NULL;
    }
    return p;
}

pattern *pattern_compile(const char *literal, bool utf8, size_t *column,
                         GError **error)
{
    size_t offset = 0;
    uint32_t options = utf8 ? OPTIONS_UTF8 : 0;
    g_autofree char *text =
        split_literal(literal, &options, &offset, column, error);
    if (!text || !check_syntax(text, offset, column, error))
        return NULL;
    return pattern_make(g_steal_pointer(&text), NULL, options, offset, column,
                        error);
}

pattern *pattern_compile_text(const char *text, uint32_t options, bool utf8,
                              GError **error)
{
    return pattern_make(g_strdup(text), NULL,
                        options | (utf8 ? OPTIONS_UTF8 : 0), 0, NULL, error);
}

pattern *pattern_compile_shared(const char *text, const char *shared,
                                uint32_t options, bool utf8)
{
    return pattern_make(g_strdup(shared), text,
                        options | (utf8 ? OPTIONS_UTF8 : 0), 0, NULL, NULL);
}

void pattern_free(pattern *p)
{
    if (!p)
        return;
    pcre2_code_free(p->code);
    g_free(p->text);
    g_free(p->meaning);
    g_free(p);
}

/* ---- searching ---- */

static void scratch_destroy(gpointer data)
{
    pattern_scratch *s = data;
    pcre2_match_data_free(s->data);
    pcre2_match_context_free(s->context);
    pcre2_jit_stack_free(s->stack);
    g_free(s);
}

static GPrivate spare_scratch = G_PRIVATE_INIT(scratch_destroy);

pattern_scratch *pattern_scratch_new(void)
{
    pattern_scratch *s = g_private_get(&spare_scratch);
    if (s) {
        g_private_set(&spare_scratch, NULL);
        return s;
    }
    s = g_new0(pattern_scratch, 1);
    s->data = pcre2_match_data_create(1, NULL);
    s->context = pcre2_match_context_create(NULL);
    s->stack = pcre2_jit_stack_create(32u << 10, PATTERN_JIT_STACK, NULL);
    pcre2_set_match_limit(s->context, PATTERN_MATCH_LIMIT);
    pcre2_set_depth_limit(s->context, PATTERN_DEPTH_LIMIT);
    pcre2_jit_stack_assign(s->context, NULL, s->stack);
    return s;
}

void pattern_scratch_free(pattern_scratch *s)
{
    if (s)
        g_private_replace(&spare_scratch, s);
}

pattern_answer pattern_search(const pattern *p, pattern_scratch *s,
                              const char *data, size_t size, size_t start,
                              size_t *from, size_t *to)
{
    int n = p->jit ? pcre2_jit_match(p->code, (PCRE2_SPTR)data, size, start, 0,
                                     s->data, s->context)
                   : pcre2_match(p->code, (PCRE2_SPTR)data, size, start, 0,
                                 s->data, s->context);
    if (n == PCRE2_ERROR_NOMATCH || n == PCRE2_ERROR_PARTIAL)
        return PATTERN_NO;
    if (n < 0)
        return PATTERN_LIMIT;
    const PCRE2_SIZE *place = pcre2_get_ovector_pointer(s->data);
    *from = MIN(place[0], place[1]); /* \K can put the start after the end */
    *to = MAX(place[0], place[1]);
    return PATTERN_YES;
}

syntax *pattern_syntax(const pattern *p)
{
    unsigned flags = 0;
    if (p->options & PCRE2_EXTENDED_MORE)
        return NULL;
    if (p->options & PCRE2_EXTENDED)
        flags |= SYNTAX_EXTENDED;
    if (p->options & PCRE2_CASELESS)
        flags |= SYNTAX_CASELESS;
    if (p->options & PCRE2_UTF)
        flags |= SYNTAX_UTF8;
    return syntax_read(p->meaning ? p->meaning : p->text, flags);
}

const char *pattern_text(const pattern *p, uint32_t *options)
{
    if (options)
        *options = p->options;
    return p->text;
}
