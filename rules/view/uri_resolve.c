/* uri_resolve: relative references (RFC 3986 5.2). */
#include "rules/view/uri.h"

#include <string.h>

typedef struct pieces {
    char *scheme, *authority, *path, *query, *fragment; /* NULL: not there */
} pieces;

static pieces split_uri(const char *u)
{
    pieces x = {0};
    size_t n = strcspn(u, ":/?#");
    if (n > 0 && u[n] == ':') {
        x.scheme = g_strndup(u, n);
        u += n + 1;
    }
    if (u[0] == '/' && u[1] == '/') {
        n = strcspn(u + 2, "/?#");
        x.authority = g_strndup(u + 2, n);
        u += 2 + n;
    }
    n = strcspn(u, "?#");
    x.path = g_strndup(u, n);
    u += n;
    if (*u == '?') {
        n = strcspn(u + 1, "#");
        x.query = g_strndup(u + 1, n);
        u += 1 + n;
    }
    if (*u == '#')
        x.fragment = g_strdup(u + 1);
    return x;
}

static void pieces_clear(pieces *x)
{
    g_free(x->scheme);
    g_free(x->authority);
    g_free(x->path);
    g_free(x->query);
    g_free(x->fragment);
}

/* RFC 3986 5.2.4 */
static char *remove_dots(const char *path)
{
    GString *out = g_string_new(NULL);
    const char *p = path;
    if (g_str_has_prefix(p, "./"))
        p += 1;
    else if (g_str_has_prefix(p, "../"))
        p += 2;
    while (*p != '\0') {
        if (g_str_has_prefix(p, "/./")) {
            p += 2;
        } else if (strcmp(p, "/.") == 0) {
            p = "/";
        } else if (g_str_has_prefix(p, "/../") || strcmp(p, "/..") == 0) {
            const char *slash = strrchr(out->str, '/');
            g_string_truncate(out, slash ? (gsize)(slash - out->str) : 0);
            p = p[3] == '/' ? p + 3 : "/";
        } else {
            size_t n = 1 + strcspn(p + 1, "/");
            g_string_append_len(out, p, (gssize)n);
            p += n;
        }
    }
    return g_string_free(out, FALSE);
}

static char *merge_paths(const pieces *base, const char *path)
{
    if (base->authority && base->path[0] == '\0')
        return g_strconcat("/", path, NULL);
    const char *slash = strrchr(base->path, '/');
    g_autofree char *folder =
        g_strndup(base->path, slash ? (gsize)(slash + 1 - base->path) : 0);
    return g_strconcat(folder, path, NULL);
}

static char *compose(const char *scheme, const char *authority,
                     const char *path, const char *query, const char *fragment)
{
    GString *s = g_string_new(NULL);
    if (scheme)
        g_string_append_printf(s, "%s:", scheme);
    else if (authority && g_ascii_strncasecmp(authority, "www", 3) == 0)
        g_string_append(s, "http:");
    else if (authority && g_ascii_strncasecmp(authority, "ftp", 3) == 0)
        g_string_append(s, "ftp:");
    if (authority)
        g_string_append_printf(s, "//%s", authority);
    g_string_append(s, path);
    if (query)
        g_string_append_printf(s, "?%s", query);
    if (fragment)
        g_string_append_printf(s, "#%s", fragment);
    return g_string_free(s, FALSE);
}

char *uri_resolve(const char *base, const char *reference)
{
    pieces b = split_uri(base), r = split_uri(reference);
    g_autofree char *path = NULL;
    const char *query = r.query, *authority = r.authority, *scheme = r.scheme;
    if (scheme && b.scheme && strcmp(scheme, b.scheme) == 0)
        scheme = NULL;
    if (scheme || authority) {
        path = remove_dots(r.path);
    } else {
        if (r.path[0] == '\0') {
            path = g_strdup(b.path);
            query = r.query ? r.query : b.query;
        } else if (r.path[0] == '/') {
            path = remove_dots(r.path);
        } else {
            g_autofree char *merged = merge_paths(&b, r.path);
            path = remove_dots(merged);
        }
        authority = b.authority;
    }
    if (!scheme)
        scheme = b.scheme;
    char *out = compose(scheme, authority, path, query, r.fragment);
    pieces_clear(&b);
    pieces_clear(&r);
    return out;
}
