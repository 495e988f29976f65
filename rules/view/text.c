/* view_text: what body and rawbody rules see of a message, and its links. */
#include "rules/view/room.h"

#include "mail/charset/charset.h"

#include <string.h>

#define CUT_SLACK 1024 /* a text is cut at a line end this near */

/* A file named .html is HTML whatever its type says. */
static bool is_html(const view_part *p)
{
    if (p->name) {
        g_autofree char *lower = g_ascii_strdown(p->name, -1);
        if (g_str_has_suffix(lower, ".htm") ||
            g_str_has_suffix(lower, ".html") ||
            g_str_has_suffix(lower, ".shtml") ||
            g_str_has_suffix(lower, ".shtm"))
            return true;
    }
    return strcmp(p->type, "text/html") == 0;
}

/* Any text/... that is nothing special is read as plain text. */
static bool is_plain(const view_part *p)
{
    return g_str_has_prefix(p->type, "text/") &&
           strcmp(p->type, "text/html") != 0 &&
           strcmp(p->type, "text/calendar") != 0 &&
           strcmp(p->type, "text/x-vcard") != 0;
}

static void render_part(view *v, view_part *p)
{
    bool html = is_html(p);
    if (!p->leaf || (!html && !is_plain(p)))
        return;
    g_autofree char *text = charset_to_utf8(p->decoded.data, p->decoded.size,
                                            p->charset, NULL, NULL);
    if (html && text[0] != '\0') {
        p->html = html_render(text, strlen(text), true);
        p->rendered = (view_text){p->html->text->str, p->html->text->len};
    } else {
        p->rendered = view_keep(v, text, strlen(text));
    }
}

/* Cut near `max`, after one of `ends` if there is one. */
static size_t cut_size(const char *data, size_t size, size_t max,
                       const char *ends)
{
    if (size <= max)
        return size;
    for (; *ends != '\0'; ends++) {
        size_t look = MIN(size - max, CUT_SLACK);
        const char *at = memchr(data + max, *ends, look);
        if (at)
            return (size_t)(at + 1 - data);
    }
    return max;
}

/* ---- body: paragraphs ---- */

/* Octets that are a blank, or may begin one in UTF-8. A table, because every
 * octet of a message comes by. */
typedef enum { OCTET_TEXT, OCTET_BLANK, OCTET_LEAD } octet_kind;
static const unsigned char kinds[256] = {
    [' '] = OCTET_BLANK,  ['\t'] = OCTET_BLANK, ['\n'] = OCTET_BLANK,
    ['\v'] = OCTET_BLANK, ['\f'] = OCTET_BLANK, ['\r'] = OCTET_BLANK,
    [0xc2] = OCTET_LEAD,  [0xe1] = OCTET_LEAD,  [0xe2] = OCTET_LEAD,
    [0xe3] = OCTET_LEAD};

/* Length of the blank beyond ASCII at p; 0 if it is not one. */
static size_t wide_blank(const unsigned char *p, size_t left)
{
    if (left >= 2 && p[0] == 0xc2)
        return p[1] == 0xa0 || p[1] == 0x85 ? 2 : 0;
    if (left < 3 || p[0] == 0xc2)
        return 0;
    gunichar c = g_utf8_get_char_validated((const char *)p, 3);
    return g_unichar_isspace(c & 0x1fffff) ? 3 : 0;
}

static size_t blank_at(const char *text, size_t left)
{
    const unsigned char *p = (const unsigned char *)text;
    return kinds[*p] == OCTET_TEXT    ? 0
           : kinds[*p] == OCTET_BLANK ? 1
                                      : wide_blank(p, left);
}

/* A run of blanks. Where it holds two line ends or more, all from the first to
 * the last is one break; what stands before and after it is a blank each. */
static void squeeze_run(const char *run, size_t size, GString *out)
{
    const char *first = memchr(run, '\n', size);
    const char *last = first;
    for (const char *p = first; p && p < run + size; p++)
        if (*p == '\n')
            last = p;
    if (first == last) {
        g_string_append_c(out, ' ');
        return;
    }
    if (first > run)
        g_string_append_c(out, ' ');
    g_string_append_c(out, '\n');
    if (last + 1 < run + size)
        g_string_append_c(out, ' ');
}

/* Runs of blanks become one; empty lines become line ends. */
static void squeeze(const char *text, size_t size, GString *out)
{
    for (size_t i = 0; i < size;) {
        size_t word = i, n = 0;
        while (i < size && (n = blank_at(text + i, size - i)) == 0)
            i++;
        g_string_append_len(out, text + word, (gssize)(i - word));
        size_t run = i;
        while (i < size && (n = blank_at(text + i, size - i)) > 0)
            i += n;
        if (i > run)
            squeeze_run(text + run, i - run, out);
    }
}

static void add_lines(view_text text, GArray *into)
{
    const char *p = text.data, *end = p + text.size;
    while (p < end) {
        const char *n = memchr(p, '\n', (size_t)(end - p));
        size_t size = (size_t)((n ? n + 1 : end) - p);
        while (size > VIEW_LINE_MAX) {
            const char *blank = g_strrstr_len(p, VIEW_LINE_MAX + 1, " ");
            size_t cut = blank ? (size_t)(blank + 1 - p) : VIEW_LINE_MAX;
            view_text piece = {p, cut};
            g_array_append_val(into, piece);
            p += cut;
            size -= cut;
        }
        view_text piece = {p, size};
        g_array_append_val(into, piece);
        p += size;
    }
}

static void read_body(view *v)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (!p->leaf)
            continue;
        if (text->len > 0)
            g_string_append_c(text, '\n');
        if (p->rendered.data)
            g_string_append_len(text, p->rendered.data,
                                (gssize)cut_size(p->rendered.data,
                                                 p->rendered.size,
                                                 VIEW_BODY_PART_MAX, "\n "));
    }
    view_text subject = view_header(v, "Subject", RULE_LAST);
    GString *all = g_string_sized_new(subject.size + text->len + 1);
    if (subject.data && subject.size > 0)
        g_string_append_len(all, subject.data, (gssize)subject.size);
    else
        g_string_append_c(all, '\n');
    squeeze(text->str, text->len, all);
    add_lines(view_keep_string(v, all), v->body);
}

/* ---- rawbody: chunks ---- */

static const char *find_in(const char *data, size_t from, size_t to, char c)
{
    return from < to ? memchr(data + from, c, to - from) : NULL;
}

static void add_chunks(view_text text, GArray *into)
{
    size_t at = 0;
    while (text.size > VIEW_LINE_MAX &&
           text.size - at > 2 * (size_t)VIEW_LINE_MAX) {
        size_t from = at + VIEW_LINE_MAX, to = at + 2 * (size_t)VIEW_LINE_MAX;
        const char *end = find_in(text.data, from, to, '\n');
        if (!end)
            end = find_in(text.data, from, to, '>');
        if (!end)
            end = find_in(text.data, from, to, ' ');
        size_t next = end ? (size_t)(end + 1 - text.data) : from + 1;
        view_text piece = {text.data + at, next - at};
        g_array_append_val(into, piece);
        at = next;
    }
    view_text last = {text.data + at, text.size - at};
    if (last.size > 0)
        g_array_append_val(into, last);
}

static void read_rawbody(view *v)
{
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        if (!p->leaf || strcmp(p->type, "text/calendar") == 0 ||
            (!is_html(p) && !g_str_has_prefix(p->type, "text/") &&
             !g_str_has_prefix(p->type, "message/")))
            continue;
        view_text text = p->decoded;
        text.size = cut_size(text.data, text.size, VIEW_RAW_PART_MAX, "\n> ");
        add_chunks(text, v->rawbody);
    }
}

void view_read_texts(view *v)
{
    for (guint i = 0; i < v->parts->len; i++)
        render_part(v, v->parts->pdata[i]);
    read_body(v);
    read_rawbody(v);
}

/* ---- links ---- */

static void add_uri(view *v, GHashTable *seen, const char *uri)
{
    if (v->uris->len >= URI_FOUND_MAX || g_hash_table_contains(seen, uri))
        return;
    view_text kept = view_keep(v, uri, strlen(uri));
    g_hash_table_add(seen, (gpointer)kept.data);
    g_array_append_val(v->uris, kept);
}

/* All forms of a link; `named`: only if one of them leads to a known domain. */
static void add_forms(view *v, GHashTable *seen, const char *uri, bool named)
{
    const uri_domains *d = ((view_private *)v)->domains;
    g_autoptr(GPtrArray) all = uri_forms(d, uri);
    bool known = !named;
    for (guint i = 0; i < all->len && !known; i++) {
        g_autofree char *host = uri_host(d, all->pdata[i]);
        known = host != NULL;
    }
    for (guint i = 0; i < all->len && known; i++)
        add_uri(v, seen, all->pdata[i]);
}

void view_read_uris(view *v)
{
    const uri_domains *d = view_domains(v);
    pattern_scratch *scratch = ((view_private *)v)->scratch;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) raw =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < v->body->len; i++) {
        view_text line = g_array_index(v->body, view_text, i);
        g_autoptr(GPtrArray) found = uri_find(d, scratch, line.data, line.size);
        for (guint j = 0; j < found->len; j++)
            if (g_hash_table_add(raw, g_strdup(found->pdata[j])))
                add_forms(v, seen, found->pdata[j], true);
    }
    for (guint i = 0; i < v->parts->len; i++) {
        const view_part *p = v->parts->pdata[i];
        for (guint j = 0; p->html && j < p->html->links->len; j++) {
            const html_link *link = p->html->links->pdata[j];
            add_forms(v, seen, link->uri, false);
        }
    }
}
