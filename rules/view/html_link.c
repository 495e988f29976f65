/* html_link: links of HTML tags, made absolute. */
#include "rules/view/html_room.h"

#include "rules/view/uri.h"

#include <string.h>

static char *trim_uri(const char *text)
{
    while (g_ascii_isspace(*text) || strncmp(text, "\302\240", 2) == 0)
        text += *text == '\302' ? 2 : 1;
    size_t n = strlen(text);
    while (n > 0 && g_ascii_isspace(text[n - 1]))
        n--;
    return g_strndup(text, MIN(n, HTML_URI_MAX));
}

static void add_link(html_renderer *x, const char *tag, const char *text)
{
    g_autofree char *uri = trim_uri(text);
    if (uri[0] == '\0')
        return;
    x->h->uri_truncated |= strlen(uri) >= HTML_URI_MAX;
    static const char *const plain[] = {
        "data:", "mailto:", "file:", "cid:", "tel:"};
    bool absolute = true;
    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        if (g_ascii_strncasecmp(uri, plain[i], strlen(plain[i])) == 0)
            absolute = false;
    if (absolute) {
        char *target = uri_resolve(x->base_href ? x->base_href : "", uri);
        g_free(uri);
        uri = target;
        if (uri[0] == '\0')
            return;
    }
    html_link *link = g_hash_table_lookup(x->by_uri, uri);
    if (!link) {
        link = g_new0(html_link, 1);
        link->uri = g_steal_pointer(&uri);
        link->anchors = g_array_new(FALSE, FALSE, sizeof(guint));
        g_ptr_array_add(x->h->links, link);
        g_hash_table_insert(x->by_uri, link->uri, link);
    }
    link->tags |= strcmp(tag, "iframe") == 0 ? HTML_LINK_IFRAME
                  : strcmp(tag, "a") == 0    ? HTML_LINK_A
                  : strcmp(tag, "img") == 0  ? HTML_LINK_IMG
                                             : 0;
    if (strcmp(tag, "a") == 0) /* the anchor that begins with this tag */
        g_array_append_val(link->anchors, x->h->anchors->len);
}

/* <base href>: relative links start from there. */
static void set_base(html_renderer *x, const char *href)
{
    g_autofree char *uri = trim_uri(href);
    if (g_ascii_strncasecmp(uri, "http:", 5) != 0 &&
        g_ascii_strncasecmp(uri, "https:", 6) != 0 &&
        g_ascii_strncasecmp(uri, "ftp:", 4) != 0)
        return;
    char *slash = strrchr(uri, '/');
    if (slash && slash > uri && slash[-1] != '/' && strchr(slash, '.'))
        slash[1] = '\0'; /* a file's name at the end */
    g_free(x->base_href);
    x->base_href = g_str_has_suffix(uri, "/") ? g_strdup(uri)
                                              : g_strconcat(uri, "/", NULL);
}

static void refresh_link(html_renderer *x, const html_token *t)
{
    const char *kind = html_attribute_get(t, "http-equiv");
    const char *content = html_attribute_get(t, "content");
    if (!kind || !content)
        return;
    g_autofree char *kind_lower = g_ascii_strdown(kind, -1);
    g_autofree char *lower = g_ascii_strdown(content, -1);
    const char *url = strstr(lower, "url");
    if (!strstr(kind_lower, "refresh") || !url)
        return;
    url += 3 + strspn(url + 3, " \t\n");
    if (*url != '=')
        return;
    url++;
    const char *from = content + (url - lower);
    from += strspn(from, " \t\n");
    g_autofree char *uri = g_strndup(from, strcspn(from, ";"));
    add_link(x, "meta", uri);
}

/* The attribute, or one that bad HTML glued to it ("img/src"). */
static const char *glued(const html_token *t, const char *name)
{
    const char *value = html_attribute_get(t, name);
    for (guint i = 0; !value && i < t->attributes->len; i++) {
        const html_attribute *a = t->attributes->pdata[i];
        const char *slash = strchr(a->name, '/');
        if (slash && slash > a->name && strcmp(slash + 1, name) == 0)
            value = a->value;
    }
    return value;
}

void html_take_links(html_renderer *x, const html_token *t, const html_tag *tag)
{
    const char *value = NULL;
    if (tag->flags & HTML_BACKGROUND) {
        value = html_attribute_get(t, "background");
    } else if (tag->flags & HTML_HREF) {
        value = glued(t, "href");
        const char *safe = html_attribute_get(t, "data-saferedirecturl");
        if (safe)
            add_link(x, t->name, safe);
    } else if (tag->flags & HTML_SRC) {
        value = glued(t, "src");
    } else if (strcmp(t->name, "form") == 0) {
        value = html_attribute_get(t, "action");
    } else if (strcmp(t->name, "base") == 0) {
        value = html_attribute_get(t, "href");
        if (value) {
            add_link(x, t->name, value);
            set_base(x, value);
        }
        return;
    } else if (strcmp(t->name, "meta") == 0) {
        refresh_link(x, t);
    }
    if (value)
        add_link(x, t->name, value);
}
