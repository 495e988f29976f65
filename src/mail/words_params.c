/* words_params: parameters of header fields (RFC 2045, 2231). */
#include <string.h>

#include "mail/charset/charset.h"
#include "mail/words.h"

#define WORDS_PARAMS_MAX   100 /* parameters of one field */
#define WORDS_SECTIONS_MAX 100 /* RFC 2231 sections of one parameter */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One name and value as written. */
typedef struct piece {
    char *name; /* "filename*0*" */
    char *value;
} piece;

static void piece_free(gpointer data)
{
    piece *p = data;

    g_free(p->name);
    g_free(p->value);
    g_free(p);
}

static const char *skip_space(const char *p)
{
    int depth = 0;

    for (; *p; p++) {
        if (*p == '(')
            depth++;
        else if (*p == ')' && depth > 0)
            depth--;
        else if (depth == 0 && !is_blank(*p))
            break;
    }
    return p;
}

/* Does " name=" begin at p? Then a semicolon was forgotten. */
static bool is_next_param(const char *p)
{
    const char *q = p;

    while (is_blank(*q))
        q++;
    if (q == p)
        return false;
    while (g_ascii_isalnum(*q) || *q == '-' || *q == '*')
        q++;
    return *q == '=' && q[1] != '=' && g_ascii_isalpha(*(p + 1));
}

static const char *read_quoted(const char *p, GString *out)
{
    for (p++; *p && *p != '"'; p++) {
        /* Windows paths are written without doubling */
        if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
            p++;
        g_string_append_c(out, *p);
    }
    return *p ? p + 1 : p;
}

static const char *read_bare(const char *p, GString *out)
{
    while (*p && *p != ';' && !is_next_param(p))
        g_string_append_c(out, *p++);
    while (out->len > 0 && is_blank(out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    if (out->len > 0 && out->str[out->len - 1] == ')' && strchr(out->str, '('))
        g_string_truncate(
            out, (gsize)(strchr(out->str, '(') - out->str)); /* a comment */
    while (out->len > 0 && is_blank(out->str[out->len - 1]))
        g_string_truncate(out, out->len - 1);
    return p;
}

static GPtrArray *read_pieces(const char *p)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(piece_free);

    while (*p && list->len < WORDS_PARAMS_MAX) {
        const char *start;
        g_autoptr(GString) value = g_string_new(NULL);
        piece *one;
        size_t n;

        while (*p == ';' || is_blank(*p))
            p++;
        p = skip_space(p);
        start = p;
        n = strcspn(p, "=; \t\"");
        p = skip_space(p + n);
        if (*p != '=') {
            if (*p == '"')
                p = read_quoted(p, value);
            else if (p == start && *p)
                p++;
            continue;
        }
        p = skip_space(p + 1);
        p = *p == '"' ? read_quoted(p, value) : read_bare(p, value);
        if (n == 0)
            continue;
        one = g_new0(piece, 1);
        one->name = g_ascii_strdown(start, (gssize)n);
        one->value = g_strdup(value->str);
        g_ptr_array_add(list, one);
    }
    return list;
}

static void append_percent(GByteArray *out, const char *p)
{
    for (; *p; p++) {
        guint8 c = (guint8)*p;

        if (*p == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
            c = (guint8)(g_ascii_xdigit_value(p[1]) << 4 |
                         g_ascii_xdigit_value(p[2]));
            p += 2;
        }
        g_byte_array_append(out, &c, 1);
    }
}

/* RFC 2231: sections name*0, name*1*, ... or name*; octets are joined first. */
static char *join_sections(GPtrArray *pieces, const char *base, bool *repaired)
{
    GByteArray *octets = g_byte_array_new();
    g_autofree char *charset = NULL;
    charset_state state;
    char *text;
    bool any = false, encoded = false;

    for (int i = -1; i < WORDS_SECTIONS_MAX; i++) {
        g_autofree char *plain = i < 0 ? g_strdup_printf("%s*", base)
                                       : g_strdup_printf("%s*%d", base, i);
        g_autofree char *star = g_strconcat(plain, "*", NULL);
        const piece *found = NULL;

        for (guint k = 0; k < pieces->len && !found; k++) {
            const piece *p = pieces->pdata[k];

            if (strcmp(p->name, plain) == 0 || strcmp(p->name, star) == 0)
                found = p;
        }
        if (!found) {
            if (i > 0 || (i == 0 && any))
                break;
            continue;
        }
        if (g_str_has_suffix(found->name, "*")) {
            const char *value = found->value;
            const char *q = any ? NULL : strchr(value, '\'');
            const char *r = q ? strchr(q + 1, '\'') : NULL;

            if (r) {
                charset = g_strndup(value, (gsize)(q - value));
                value = r + 1;
            }
            append_percent(octets, value);
            encoded = true;
        } else {
            g_byte_array_append(octets, (const guint8 *)found->value,
                                (guint)strlen(found->value));
        }
        any = true;
        if (i < 0)
            break;
    }
    if (!any) {
        g_byte_array_unref(octets);
        return NULL;
    }
    text = charset_to_utf8((const char *)octets->data, octets->len,
                           charset ? charset : "UTF-8", &state, NULL);
    if (state != CHARSET_RIGHT && repaired)
        *repaired = true;
    g_byte_array_unref(octets);
    /* some write RFC 2047's words here */
    if ((!encoded || !charset) && strstr(text, "=?")) {
        char *decoded = words_decode(text, repaired);

        g_free(text);
        return decoded;
    }
    return text;
}

/* "Text / Plain (comment)" -> "text/plain"; *end is what follows. */
static char *read_main_value(const char *p, const char **end)
{
    g_autoptr(GString) out = g_string_new(NULL);

    p = skip_space(p);
    while (*p && *p != ';' && !is_next_param(p)) {
        const char *q = skip_space(p);

        if (q != p) {
            p = q;
            if (*p && *p != ';' && *p != '/' && out->len > 0 &&
                out->str[out->len - 1] != '/')
                break; /* junk after the type */
            continue;
        }
        if (*p == '=' || *p == ',')
            break;
        if (!strchr("\"<>", *p)) /* "text/html", <text/html> */
            g_string_append_c(out, g_ascii_tolower(*p));
        p++;
    }
    if (*p == '=')
        g_string_truncate(out, 0); /* parameters only: no value */
    *end = p;
    return g_strdup(out->str);
}

words_params *words_params_read(const char *value, bool *repaired)
{
    words_params *out = g_new0(words_params, 1);
    const char *end = value ? value : "";
    g_autoptr(GPtrArray) pieces = NULL;

    out->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    out->value = read_main_value(end, &end);
    if (!*out->value && value)
        end = value;
    pieces = read_pieces(end);
    for (guint i = 0; i < pieces->len; i++) {
        const piece *p = pieces->pdata[i];
        g_autofree char *base = g_strndup(p->name, strcspn(p->name, "*"));
        char *text = NULL;

        if (g_hash_table_contains(out->names, base))
            continue;
        /* where both are given the RFC 2231 form is better */
        text = join_sections(pieces, base, repaired);
        if (!text && !strchr(p->name, '*'))
            text = words_decode(p->value, repaired);
        if (text) {
            /* blanks at the end of a boundary are part of it */
            char *line = strcmp(base, "boundary") == 0
                             ? g_utf8_make_valid(p->value, -1)
                             : charset_clean_line(text, -1);

            g_free(text);
            g_hash_table_insert(out->names, g_steal_pointer(&base), line);
        }
    }
    return out;
}

void words_params_free(words_params *p)
{
    if (!p)
        return;
    g_free(p->value);
    g_hash_table_unref(p->names);
    g_free(p);
}

const char *words_param(const words_params *p, const char *name)
{
    return g_hash_table_lookup(p->names, name);
}
