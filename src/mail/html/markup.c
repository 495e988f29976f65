/* htmlmarkup: attributes, comments and hidden text of HTML. */
#include "mail/html/markup.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define NAME_MAX_OCTETS 16 /* of "&thetasym;" and the like */

/* ---- character references ---- */

/* The sign that "#43;" or "#x2b;" stands for; *size gets its octets. */
static gunichar numbered(const char *p, size_t n, size_t *size)
{
    bool hex = n > 1 && (p[1] == 'x' || p[1] == 'X');
    gunichar c = 0;
    size_t i = hex ? 2 : 1, first = i;

    for (; i < n && (hex ? g_ascii_isxdigit(p[i]) : g_ascii_isdigit(p[i]));
         i++) {
        gunichar digit = (gunichar)g_ascii_xdigit_value(p[i]);
        if (c <= 0x10ffff)
            c = c * (hex ? 16 : 10) + digit;
    }
    if (i == first)
        return 0;
    *size = i + (i < n && p[i] == ';');
    return g_unichar_validate(c) ? c : 0;
}

static gunichar named(const char *p, size_t n, size_t *size)
{
    char name[NAME_MAX_OCTETS + 1];
    size_t i = 0;
    const htmlEntityDesc *e;

    while (i < n && i < NAME_MAX_OCTETS && g_ascii_isalnum(p[i])) {
        name[i] = p[i];
        i++;
    }
    name[i] = '\0';
    e = i > 0 ? htmlEntityLookup((const xmlChar *)name) : NULL;
    *size = i + (i < n && p[i] == ';');
    return e ? (gunichar)e->value : 0;
}

/* What stands at `p`, after "&". */
static gunichar reference(const char *p, size_t n, size_t *size)
{
    if (n == 0)
        return 0;
    return *p == '#' ? numbered(p, n, size) : named(p, n, size);
}

static void add_decoded(GString *out, const char *p, size_t n, size_t max)
{
    for (size_t i = 0; i < n && out->len < max;) {
        size_t size = 0;
        gunichar c = p[i] == '&' ? reference(p + i + 1, n - i - 1, &size) : 0;

        if (c) {
            g_string_append_unichar(out, c);
            i += 1 + size;
        } else {
            g_string_append_c(out, p[i++]);
        }
    }
}

/* ---- tags ---- */

static void add_without_tags(GString *out, const char *html, size_t n,
                             size_t max)
{
    const char *p = html, *end = html + n;

    while (p < end) {
        const char *open = memchr(p, '<', (size_t)(end - p));
        const char *close =
            open ? memchr(open, '>', (size_t)(end - open)) : NULL;

        add_decoded(out, p, (size_t)((close ? open : end) - p), max);
        g_string_append_c(out, ' ');
        if (!close)
            return;
        p = close + 1;
    }
}

char *htmlmarkup_text(const char *html, size_t size, size_t max)
{
    GString *out = g_string_new(NULL);
    char *text;

    add_decoded(out, html, size, max);
    g_string_append_c(out, '\n');
    add_without_tags(out, html, size, max);
    text = g_utf8_make_valid(out->str, (gssize)MIN(out->len, max));
    g_string_free(out, TRUE);
    return text;
}
