/* count_html: words of links, and of HTML's tags and attributes. */
#include "rules/learn/room.h"

#include "rules/view/html_token.h"

#include <string.h>

#define VALUE_MAX 40 /* octets of an attribute's value */

/* ---- links ---- */

static void add_path(count_sink *s, const char *path)
{
    char *query = strchr(path, '?');
    if (query)
        count_add_text(s, "link", "?");
    g_auto(GStrv) words = g_strsplit_set(path, "/?&=.-_+%#;:~,", -1);
    for (char **w = words; *w; w++) {
        size_t size = strlen(*w);
        if (size > 0 && size <= COUNT_WORD_MAX)
            count_add(s, "path", *w, size);
    }
}

static void add_link(count_sink *s, const char *uri)
{
    const char *rest = strstr(uri, "://");
    if (!rest) {
        if (g_ascii_strncasecmp(uri, "mailto:", 7) == 0)
            count_pieces(s, "mailto", uri + 7, strcspn(uri + 7, "?"));
        return;
    }
    count_add(s, "scheme", uri, MIN((size_t)(rest - uri), COUNT_WORD_MAX));
    rest += 3;
    size_t authority = strcspn(rest, "/?#");
    const char *at = memchr(rest, '@', authority);
    if (at)
        count_add_text(s, "link", "@");
    const char *host = at ? at + 1 : rest;
    size_t size = strcspn(host, ":/?#");
    if (host[size] == ':')
        count_add(s, "link", host + size, strcspn(host + size, "/?#"));
    count_host(s, "host", host, size);
    add_path(s, host + strcspn(host, "/?#"));
}

void count_links(count_sink *s, view *v)
{
    for (guint i = 0; i < MIN(v->uris->len, COUNT_LINKS_MAX); i++)
        add_link(s, g_array_index(v->uris, view_text, i).data);
    g_autofree char *count = g_strdup_printf(
        "=%d", v->uris->len == 0 ? 0 : 1 + g_bit_storage(v->uris->len));
    count_add_text(s, "link", count);
}

/* ---- tags ---- */

static bool value_is_text(const char *name)
{
    static const char *const names[] = {"href",   "src",        "alt",
                                        "title",  "content",    "value",
                                        "action", "background", NULL};
    return g_strv_contains(names, name);
}

static void add_tag(count_sink *s, const html_token *t)
{
    count_add_text(s, "tag", t->name);
    for (guint i = 0; i < t->attributes->len; i++) {
        const html_attribute *a = t->attributes->pdata[i];
        g_autofree char *value =
            g_ascii_strdown(value_is_text(a->name) ? "" : a->value, -1);
        g_autofree char *word =
            g_strdup_printf("%s %s=%.*s", t->name, a->name, VALUE_MAX, value);
        count_add_text(s, "tag", word);
    }
}

static void add_document(count_sink *s, view_text text, unsigned *left)
{
    html_reader r;
    const html_token *t;
    html_reader_open(&r, text.data, text.size, false);
    while (*left > 0 && (t = html_reader_next(&r))->type != HTML_EOF) {
        if (t->type == HTML_START) {
            add_tag(s, t);
            (*left)--;
        } else if (t->type == HTML_COMMENT) {
            count_add_text(s, "tag", "!--");
            (*left)--;
        }
    }
    html_reader_close(&r);
}

void count_html(count_sink *s, view *v)
{
    unsigned left = COUNT_TAGS_MAX;
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (p->leaf && p->html)
            add_document(s, p->decoded, &left);
    }
}
