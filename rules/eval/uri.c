/* eval_uri: eval tests about links and what is written over them. */
#include "rules/eval/room.h"

#include <string.h>

/* Host of "http://..." at text, user part off; "" if it is not one. */
static char *host_at(const char *text)
{
    const char *p = text;
    if (g_ascii_strncasecmp(p, "http", 4) != 0)
        return g_strdup("");
    p += 4 + (p[4] == 's' || p[4] == 'S');
    if (*p != ':')
        return g_strdup("");
    p++;
    p += strspn(p, "/");
    return g_ascii_strdown(p, (gssize)strcspn(p, "/:?# \t\n"));
}

static bool is_address(const char *host)
{
    const char *at = strrchr(host, '@');
    return g_hostname_is_ip_address(at ? at + 1 : host);
}

static const char *find_https(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if (g_ascii_strncasecmp(p, "https:", 6) == 0)
            return p;
    return NULL;
}

typedef bool (*anchor_test)(view *v, const html_link *link, const char *text);

static bool any_anchor(view *v, const view_html *h, const html_link *link,
                       anchor_test test)
{
    for (guint i = 0; i < link->anchors->len; i++) {
        guint n = g_array_index(link->anchors, guint, i);
        if (n < h->anchors->len && test(v, link, h->anchors->pdata[n]))
            return true;
    }
    return false;
}

/* Does the text show https and a name where the link leads to a bare
 * address? */
static bool says_https_name(view *v, const html_link *link, const char *text)
{
    (void)v;
    (void)link;
    g_autofree char *host = host_at(text);
    const char *https = find_https(text);
    return https && !(https == text && is_address(host));
}

static int check_https_ip_mismatch(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        for (guint j = 0; p->html && j < p->html->links->len; j++) {
            const html_link *link = p->html->links->pdata[j];
            g_autofree char *host = host_at(link->uri);
            if (is_address(host) &&
                any_anchor(v, p->html, link, says_https_name))
                return 1;
        }
    }
    return 0;
}

/* Does the text show https and another domain than the link's? */
static bool shows_other_domain(view *v, const html_link *link, const char *text)
{
    const uri_domains *d = view_domains(v);
    const char *https = find_https(text);
    if (!https || strncmp(https + 6, "//", 2) != 0)
        return false;
    g_autofree char *shown = host_at(https);
    g_autofree char *real = host_at(link->uri);
    if (!is_address(shown) && !uri_tld_is_known(d, shown))
        return false;
    const char *x = is_address(shown) ? shown : uri_registered(d, shown);
    return strcmp(x, uri_registered(d, real)) != 0;
}

static bool is_named_link(view *v, const html_link *link)
{
    g_autofree char *host = host_at(link->uri);
    return link->anchors->len > 0 && !is_address(host) &&
           uri_tld_is_known(view_domains(v), host);
}

/* (least, most): only in HTML with so many links. */
static int check_https_http_mismatch(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        unsigned links = 0;
        bool hit = false;
        for (guint j = 0; p->html && j < p->html->links->len; j++) {
            const html_link *link = p->html->links->pdata[j];
            if (!is_named_link(v, link))
                continue;
            links++;
            hit = hit || any_anchor(v, p->html, link, shows_other_domain);
        }
        if (hit && links >= eval_number(a, 0, 1) &&
            links < eval_number(a, 1, 1e9))
            return 1;
    }
    return 0;
}

static int check_uri_truncated(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (p->html && p->html->uri_truncated)
            return 1;
    }
    return 0;
}

/* A link within a link that leads to another domain. */
static int check_for_http_redirector(view *v, const rule_set *s, GPtrArray *a)
{
    const uri_domains *d = view_domains(v);
    (void)s;
    (void)a;
    for (guint i = 0; i < v->uris->len; i++) {
        const char *uri = g_array_index(v->uris, view_text, i).data;
        g_autofree char *outer = host_at(uri);
        const char *inner = outer[0] != '\0' ? strstr(uri + 5, "http") : NULL;
        g_autofree char *host = inner ? host_at(inner) : NULL;
        if (host && host[0] != '\0' &&
            strcmp(uri_registered(d, outer), uri_registered(d, host)) != 0)
            return 1;
    }
    return 0;
}

const eval_row eval_uri_rows[] = {
    {"check_https_ip_mismatch", check_https_ip_mismatch,
     "text says https, the link is a bare address"},
    {"check_https_http_mismatch", check_https_http_mismatch,
     "text shows https of another domain"},
    {"check_uri_truncated", check_uri_truncated, "a link without end"},
    {"check_for_http_redirector", check_for_http_redirector,
     "a link that leads on elsewhere"},
    {NULL, NULL, NULL},
};
