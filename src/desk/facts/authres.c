/* authres: reads one Authentication-Results value (RFC 8601 2.2). */
#include "desk/facts/authres.h"

#include <stdbool.h>
#include <string.h>

#define KEY_MAX 1000 /* octets of a key, the last value not counted */

typedef struct cursor {
    const char *at;
} cursor;

static void skip_comment(cursor *c)
{
    unsigned depth = 0;

    do {
        if (*c->at == '(')
            depth++;
        else if (*c->at == ')')
            depth--;
        else if (*c->at == '\\' && c->at[1])
            c->at++;
        c->at++;
    } while (depth > 0 && *c->at);
}

static void skip_blank(cursor *c)
{
    for (;;) {
        while (*c->at && strchr(" \t\r\n", *c->at))
            c->at++;
        if (*c->at != '(')
            return;
        skip_comment(c);
    }
}

static bool take(cursor *c, char wanted)
{
    skip_blank(c);
    if (*c->at != wanted)
        return false;
    c->at++;
    return true;
}

static char *quoted(cursor *c)
{
    GString *out = g_string_new(NULL);

    for (c->at++; *c->at && *c->at != '"'; c->at++) {
        if (*c->at == '\\' && c->at[1])
            c->at++;
        g_string_append_c(out, *c->at);
    }
    if (*c->at == '"')
        c->at++;
    return g_string_free(out, FALSE);
}

/* A value, quoted or up to one of `ends`, a blank or a comment; NULL if empty. */
static char *word(cursor *c, const char *ends)
{
    skip_blank(c);
    if (*c->at == '"')
        return quoted(c);
    const char *start = c->at;
    while (*c->at && !strchr(" \t\r\n(\"", *c->at) && !strchr(ends, *c->at))
        c->at++;
    return c->at > start ? g_strndup(start, (gsize)(c->at - start)) : NULL;
}

static char *lower_word(cursor *c, const char *ends)
{
    g_autofree char *raw = word(c, ends);
    return raw ? g_ascii_strdown(raw, -1) : NULL;
}

/* The domain of "user@domain", "@domain" or "domain". */
static char *domain_of(const char *value)
{
    const char *at = strrchr(value, '@');
    return g_ascii_strdown(at ? at + 1 : value, -1);
}

/* RFC 8601 has each property once in a result. Whoever says it twice, and not
 * the same, has let somebody else write into the field. */
static void keep_domain(authres_row *r, char **slot, const char *value)
{
    g_autofree char *domain = domain_of(value);

    if (*slot && strcmp(*slot, domain) != 0)
        r->conflict = true;
    else if (!*slot)
        *slot = g_steal_pointer(&domain);
}

static void keep_property(authres_row *r, const char *name, const char *value)
{
    if (strcmp(name, "header.d") == 0)
        keep_domain(r, &r->header_d, value);
    else if (strcmp(name, "header.i") == 0)
        keep_domain(r, &r->header_i, value);
    else if (strcmp(name, "header.from") == 0)
        keep_domain(r, &r->header_from, value);
    else if ((strcmp(name, "header.s") == 0 || strcmp(name, "header.b") == 0) &&
             strlen(r->key) < KEY_MAX) {
        char *key = g_strdup_printf("%s%s %s;", r->key, name, value);
        g_free(r->key);
        r->key = key;
    }
}

/* i= is within d= (RFC 6376 3.5); alone it stands for it. */
static void settle_domain(authres_row *r)
{
    size_t i = r->header_i ? strlen(r->header_i) : 0;
    size_t d = r->header_d ? strlen(r->header_d) : 0;

    if (!r->header_d)
        r->header_d = g_strdup(r->header_i);
    else if (r->header_i &&
             (i < d || strcmp(r->header_i + i - d, r->header_d) != 0 ||
              (i > d && r->header_i[i - d - 1] != '.')))
        r->conflict = true;
}

/* reason=..., ptype.property=value ... up to the next ';'. */
static bool read_properties(cursor *c, authres_row *r)
{
    for (;;) {
        skip_blank(c);
        if (!*c->at || *c->at == ';')
            return true;
        g_autofree char *name = lower_word(c, "=;");
        if (!name || !take(c, '='))
            return false;
        g_autofree char *value = word(c, ";");
        if (!value)
            return false;
        keep_property(r, name, value);
    }
}

static void row_free(void *data)
{
    authres_row *r = data;

    g_free(r->method);
    g_free(r->result);
    g_free(r->header_d);
    g_free(r->header_i);
    g_free(r->key);
    g_free(r->header_from);
    g_free(r);
}

/* Is it 1, or not there? */
static bool version_known(cursor *c)
{
    g_autofree char *version = take(c, '/') ? word(c, "=;") : g_strdup("1");

    return version && strcmp(version, "1") == 0;
}

/* "dkim/1=pass ..." */
static bool read_row(cursor *c, authres *a)
{
    authres_row *r = g_new0(authres_row, 1);

    r->method = lower_word(c, "=/;");
    r->key = g_strdup("");
    bool known = version_known(c);
    if (!r->method || !take(c, '=') || !(r->result = lower_word(c, ";")) ||
        !read_properties(c, r)) {
        row_free(r);
        return false;
    }
    settle_domain(r);
    if (known)
        g_ptr_array_add(a->rows, r);
    else
        row_free(r);
    return true;
}

/* The version stands between the id and the first result. */
static bool field_known(cursor *c)
{
    skip_blank(c);
    if (!*c->at || *c->at == ';')
        return true;
    g_autofree char *version = word(c, ";");
    skip_blank(c);
    return version && strcmp(version, "1") == 0 && (!*c->at || *c->at == ';');
}

authres *authres_read(const char *value)
{
    cursor c = {value};
    char *id = word(&c, ";");

    if (!id || !field_known(&c)) {
        g_free(id);
        return NULL;
    }
    authres *a = g_new0(authres, 1);
    a->id = id;
    a->rows = g_ptr_array_new_with_free_func(row_free);
    while (a->rows->len < AUTHRES_ROWS_MAX && take(&c, ';') && read_row(&c, a))
        continue;
    return a;
}

void authres_free(authres *a)
{
    if (!a)
        return;
    g_free(a->id);
    g_ptr_array_unref(a->rows);
    g_free(a);
}
