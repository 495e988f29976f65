/* uri: the host of a link, and the forms in which a mail client would open it. */
#include "rules/view/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- hosts ---- */

static bool is_ipv4(const char *host)
{
    unsigned a, b, c, e;
    int end = 0;
    return sscanf(host, "%3u.%3u.%3u.%3u%n", &a, &b, &c, &e, &end) == 4 &&
           host[end] == '\0' && a < 256 && b < 256 && c < 256 && e < 256;
}

/* Octets that a host should not have escaped: the decoded form is used. */
static bool has_needless_escape(const char *host)
{
    for (const char *p = host; (p = strchr(p, '%')); p++) {
        if (!g_ascii_isxdigit(p[1]) || !g_ascii_isxdigit(p[2]))
            continue;
        int c = g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2]);
        if (c > 0x20 && c < 0x7f)
            return true;
    }
    return false;
}

static char *mail_host(const char *uri)
{
    g_autofree char *text = g_strndup(uri, strcspn(uri, "?"));
    const char *at = strchr(text, '@');
    if (!at || strchr(at + 1, '@'))
        return NULL;
    return g_strdup(at + 1);
}

static char *web_host(const char *uri)
{
    const char *p = uri;
    while (g_ascii_isalpha(*p))
        p++;
    if (p > uri && *p == ':') {
        p++;
        for (int i = 0; i < 2 && *p == '/'; i++)
            p++;
    } else {
        p = uri;
    }
    g_autofree char *all = g_strndup(p, strcspn(p, "/?#"));
    const char *at = strrchr(all, '@');
    char *host = g_strdup(at ? at + 1 : all);
    char *colon = strrchr(host, ':');
    if (colon && strspn(colon + 1, "0123456789") == strlen(colon + 1))
        *colon = '\0';
    return host;
}

char *uri_host(const uri_domains *d, const char *uri)
{
    static const char *const none[] = {"javascript:", "cid:", "file:"};
    g_autofree char *lower = g_ascii_strdown(uri, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++)
        if (g_str_has_prefix(lower, none[i]))
            return NULL;
    g_autofree char *host = g_str_has_prefix(lower, "mailto:")
                                ? mail_host(lower + strlen("mailto:"))
                                : web_host(lower);
    if (!host || has_needless_escape(host))
        return NULL;
    if (!is_ipv4(host)) {
        char *ascii = g_hostname_to_ascii(host);
        if (!ascii)
            return NULL;
        g_free(host);
        host = ascii;
        if (!uri_name_is_valid(host) || !uri_tld_is_known(d, host))
            return NULL;
    }
    return g_steal_pointer(&host);
}

/* ---- forms ---- */

typedef struct forms {
    const uri_domains *d;
    GPtrArray *all;  /* char* */
    GPtrArray *todo; /* char*: links within links */
} forms;

static bool has_text(const GPtrArray *all, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)all, text, g_str_equal,
                                            NULL);
}

static void add_form(forms *f, const char *text)
{
    if (f->all->len < URI_FORMS_MAX && text[0] != '\0' &&
        !has_text(f->all, text))
        g_ptr_array_add(f->all, g_strndup(text, URI_MAX));
}

static void add_parts(forms *f, const char *a, const char *b, const char *c)
{
    g_autofree char *text = g_strconcat(a, b, c, NULL);
    add_form(f, text);
}

static bool escape_at(const char *p, int *code)
{
    if (p[0] != '%' || !g_ascii_isxdigit(p[1]) || !g_ascii_isxdigit(p[2]))
        return false;
    *code = g_ascii_xdigit_value(p[1]) * 16 + g_ascii_xdigit_value(p[2]);
    return true;
}

char *uri_decode_escapes(const char *uri)
{
    GString *s = g_string_new(NULL);
    int code;
    for (const char *p = uri; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;
        if (escape_at(p, &code)) {
            if (code > 0x20 && code < 0x7f)
                g_string_append_c(s, (char)code);
            else
                g_string_append_len(s, p, 3);
            p += 2;
        } else if (c <= 0x20 || c >= 0x7f || strchr("\"%<>", c)) {
            g_string_append_printf(s, "%%%02x", c);
        } else {
            g_string_append_c(s, *p);
        }
    }
    return g_string_free(s, FALSE);
}

/* "&#119;" and "&#x77;" of printable characters, and odd dots. */
static char *decode_references(const char *uri)
{
    GString *s = g_string_new(NULL);
    for (const char *p = uri; *p != '\0';) {
        char *end = NULL;
        unsigned long code = 0;
        if (p[0] == '&' && p[1] == '#') {
            bool hex = p[2] == 'x' || p[2] == 'X';
            const char *digits = p + (hex ? 3 : 2);
            if (g_ascii_isxdigit(*digits))
                code = strtoul(digits, &end, hex ? 16 : 10);
        }
        if (code == 0x3002 || code == 0xff0e || code == 0xff61)
            code = '.';
        if (end && *end == ';' && code > 32 && code < 127) {
            g_string_append_c(s, (char)code);
            p = end + 1;
        } else {
            g_string_append_c(s, *p++);
        }
    }
    return g_string_free(s, FALSE);
}

static void mail_forms(forms *f, const char *uri)
{
    const char *at = strchr(uri, '@');
    if (!at || at == uri)
        return;
    size_t ends[] = {strcspn(at, "?"), strcspn(at, "&")};
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (at[ends[i]] != '\0' && ends[i] > 1 &&
            (i == 0 || strcspn(at, "?") > ends[i])) {
            g_autofree char *cut = g_strndup(uri, (gsize)(at - uri) + ends[i]);
            add_form(f, cut);
        }
    if (strstr(uri, "%20")) {
        const char *from =
            g_ascii_strncasecmp(uri, "mailto:", 7) == 0 ? uri + 7 : uri;
        while (g_str_has_prefix(from, "%20"))
            from += 3;
        if (at > from) {
            g_autofree char *cut =
                g_strndup(from, (gsize)(at - from) + strcspn(at, "?&%"));
            add_parts(f, "mailto:", cut, "");
        }
    }
    const char *open = strchr(uri, '<'), *close = strchr(uri, '>');
    if (open && close > open && at > open && at < close &&
        strcspn(uri, "?&") > (size_t)(open - uri)) {
        g_autofree char *inner = g_strndup(open + 1, (gsize)(close - open - 1));
        add_parts(f, "mailto:", inner, "");
    }
}

/* "0x7f.1.0.1" and "1113343453" as dotted quads; NULL if it is not one. */
static char *numeric_host(const char *host)
{
    g_auto(GStrv) parts = g_strsplit(host, ".", -1);
    guint n = g_strv_length(parts);
    unsigned long value[4];
    if (n != 4 && n != 1)
        return NULL;
    for (guint i = 0; i < n; i++) {
        char *end;
        bool hex = g_ascii_strncasecmp(parts[i], "0x", 2) == 0;
        if (!g_ascii_isdigit(parts[i][0]))
            return NULL;
        value[i] = strtoul(parts[i], &end,
                           hex                            ? 16
                           : parts[i][0] == '0' && n == 4 ? 8
                                                          : 10);
        if (*end != '\0')
            return NULL;
    }
    if (n == 4)
        return g_strdup_printf("%lu.%lu.%lu.%lu", value[0], value[1], value[2],
                               value[3]);
    return g_strdup_printf("%lu.%lu.%lu.%lu", value[0] >> 24 & 255,
                           value[0] >> 16 & 255, value[0] >> 8 & 255,
                           value[0] & 255);
}

/* A link within the path or query of another: a redirector. */
static void find_inner(forms *f, const char *rest)
{
    g_autofree char *lower = g_ascii_strdown(rest, -1);
    const char *at = strstr(lower, "http");
    for (; at; at = strstr(at + 1, "http")) {
        const char *colon = at + (at[4] == 's' ? 5 : 4);
        if (*colon == ':')
            break;
    }
    if (!at)
        return;
    const char *from = rest + (at - lower);
    g_autofree char *inner = g_strndup(from, strcspn(from, "&#"));
    if (strchr(inner, '.') && f->todo->len < URI_FORMS_MAX)
        g_ptr_array_add(f->todo, g_steal_pointer(&inner));
}

static void host_forms(forms *f, const char *scheme, char *host,
                       const char *rest)
{
    size_t n = strlen(host);
    while (n > 0 && !g_ascii_isalnum(host[n - 1]))
        n--;
    if (host[n] != '\0' && n > 0) {
        host[n] = '\0';
        add_parts(f, scheme, host, rest);
    }
    g_autofree char *quad = numeric_host(host);
    if (quad)
        add_parts(f, scheme, quad, rest);
    else if (strcmp(scheme, "http://") == 0 && rest[0] != ':' &&
             strcmp(host, "localhost") != 0 && host[0] != '\0') {
        const char *bare =
            g_ascii_strncasecmp(host, "www.", 4) == 0 ? host + 4 : host;
        if (!strchr(bare, '.') && !uri_tld_is_known(f->d, host)) {
            g_autofree char *full = g_strdup_printf("www.%s.com", bare);
            add_parts(f, scheme, full, rest);
        }
    }
}

/* Forms of "http://user@host:port/rest". */
static void web_forms(forms *f, const char *uri)
{
    bool tls = g_ascii_strncasecmp(uri, "https://", 8) == 0;
    if (!tls && g_ascii_strncasecmp(uri, "http://", 7) != 0)
        return;
    g_autofree char *scheme = g_strndup(uri, tls ? 8 : 7);
    const char *p = uri + strlen(scheme);
    size_t authority = strcspn(p, "/?#");
    const char *at = g_strrstr_len(p, (gssize)authority, "@");
    if (at) {
        authority -= (size_t)(at + 1 - p);
        p = at + 1;
    }
    size_t n = MIN(strcspn(p, ":/?#"), authority);
    if (n == 0)
        return;
    g_autofree char *host = g_strndup(p, n);
    const char *rest = p + n;
    const char *port = tls ? ":443" : ":80";
    if (g_str_has_prefix(rest, port) && !g_ascii_isdigit(rest[strlen(port)]))
        add_parts(f, scheme, host, rest + strlen(port));
    char *ascii = g_hostname_to_ascii(host);
    if (ascii && g_ascii_strcasecmp(ascii, host) != 0) {
        g_free(host);
        host = g_steal_pointer(&ascii);
        add_parts(f, scheme, host, rest);
    }
    g_free(ascii);
    find_inner(f, rest);
    const char *first = uri + strlen(scheme); /* "www.bank.org@me@host" */
    if (at && memchr(first, '@', (size_t)(at - first)))
        add_parts(f, scheme, host, rest);
    host_forms(f, scheme, host, rest);
}

static char *clean_uri(const char *text)
{
    GString *s = g_string_new(NULL);
    for (const char *p = text; *p != '\0' && s->len < URI_MAX; p++)
        if (*p != '\n' && *p != '\r')
            g_string_append_c(s, *p);
    return g_strstrip(g_string_free(s, FALSE));
}

static bool has_scheme(const char *uri)
{
    size_t n = 0;
    while (g_ascii_isalnum(uri[n]) || uri[n] == '-' || uri[n] == '_')
        n++;
    return n > 0 && uri[n] == ':';
}

/* "http:www.x" and backslashes as browsers mend them; a scheme if there is
 * none; a slash before the query. */
static char *mend_uri(const char *uri)
{
    g_autofree char *text = g_strdelimit(g_strdup(uri), "\\", '/');
    bool tls = g_ascii_strncasecmp(text, "https:", 6) == 0;
    if (tls || g_ascii_strncasecmp(text, "http:", 5) == 0) {
        size_t n = tls ? 6 : 5, slashes = strspn(text + n, "/");
        g_autofree char *scheme = g_strndup(text, n);
        char *joined =
            g_strconcat(scheme, "//", text + n + MIN(slashes, 2), NULL);
        g_free(text);
        text = joined;
    }
    int code;
    for (const char *p = text; *p != '\0'; p++)
        if (escape_at(p, &code)) {
            char *decoded = uri_decode_escapes(text);
            g_free(text);
            text = decoded;
            break;
        }
    if (!has_scheme(text)) {
        char *joined = g_strconcat(
            g_str_has_prefix(text, "ftp.") ? "ftp://" : "http://", text, NULL);
        g_free(text);
        text = joined;
    }
    if (g_ascii_strncasecmp(text, "http", 4) == 0) {
        const char *host = strstr(text, "://");
        size_t at = host ? (size_t)(host + 3 - text) : 0;
        size_t n = host ? strcspn(text + at, "/?#") : 0;
        if (n > 0 && (text[at + n] == '?' || text[at + n] == '#')) {
            g_autofree char *head = g_strndup(text, at + n);
            char *joined = g_strconcat(head, "/", text + at + n, NULL);
            g_free(text);
            text = joined;
        }
    }
    return decode_references(text);
}

static void one_uri(forms *f, const char *text)
{
    g_autofree char *uri = clean_uri(text);
    add_form(f, uri);
    if (strlen(uri) <= 1 || strchr("#?&", uri[0]) ||
        (uri[0] == '/' && uri[1] != '/'))
        return;
    const char *colon = strchr(uri, ':'), *at = strchr(uri, '@');
    if (g_ascii_strncasecmp(uri, "mailto:", 7) == 0 ||
        (at && (!colon || colon > at))) {
        mail_forms(f, uri);
        return;
    }
    g_autofree char *mended = mend_uri(uri);
    add_form(f, mended);
    web_forms(f, mended);
}

GPtrArray *uri_forms(const uri_domains *d, const char *uri)
{
    forms f = {d, g_ptr_array_new_with_free_func(g_free),
               g_ptr_array_new_with_free_func(g_free)};
    g_ptr_array_add(f.todo, g_strdup(uri));
    for (guint i = 0; i < f.todo->len && f.all->len < URI_FORMS_MAX; i++)
        one_uri(&f, f.todo->pdata[i]);
    g_ptr_array_unref(f.todo);
    return f.all;
}
