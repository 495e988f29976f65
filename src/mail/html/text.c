/* htmltext: HTML to text for readers, one libxml2 SAX pass. */
#include "mail/html/text.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mail/html/element.h"
#include "mail/html/mark.h"
#include "mail/html/write.h"

#define HTMLTEXT_LINK_MAX      2000    /* octets of an URL that are shown */
#define HTMLTEXT_CONDITION_MAX 200     /* octets of "<![if ...]>" */
#define HTMLTEXT_STEPS_MAX     5000000 /* open elements looked through in vain */
#define HTMLTEXT_STEPS_OPEN    500     /* open ones that are few enough then */

/* ---- attributes ---- */

static const char *attribute(const xmlChar **atts, const char *name)
{
    for (size_t i = 0; atts && atts[i]; i += 2) {
        if (g_ascii_strcasecmp((const char *)atts[i], name) == 0)
            return atts[i + 1] ? (const char *)atts[i + 1] : "";
    }
    return NULL;
}

/* ---- elements ---- */

static void start_item(htmlwrite *r)
{
    char mark[24] = "- ";
    int *counter = r->lists > 0 && r->lists <= HTMLTEXT_LIST_MAX
                       ? &r->counters[r->lists - 1]
                       : NULL;

    htmlwrite_newlines(r, 1);
    if (counter && *counter > 0)
        g_snprintf(mark, sizeof mark, "%d. ", (*counter)++ % 100000);
    htmlwrite_settle(r, *mark);
    htmlwrite_put(r, mark, strlen(mark));
    r->item = true;
    r->line_start = false;
}

static void start_list(htmlwrite *r, bool ordered, const xmlChar **atts)
{
    const char *start = attribute(atts, "start");

    htmlwrite_newlines(r, r->lists > 0 ? 1 : 2);
    if (++r->lists <= HTMLTEXT_LIST_MAX)
        r->counters[r->lists - 1] =
            ordered ? start ? CLAMP(atoi(start), 1, 99999) : 1 : 0;
}

static void show_picture(htmlwrite *r, const xmlChar **atts)
{
    const char *src = attribute(atts, "src"), *name = attribute(atts, "alt");
    const char *width = attribute(atts, "width");
    const char *height = attribute(atts, "height");
    const char *style = attribute(atts, "style");

    if (style && htmlmark_is_pixel(style))
        return;
    if ((width && atoi(width) <= 1 && g_ascii_isdigit(*width)) ||
        (height && atoi(height) <= 1 && g_ascii_isdigit(*height)))
        return; /* a tracking pixel or a spacer */
    if (src && g_ascii_strncasecmp(src, "cid:", 4) == 0 && r->picture_name) {
        const char *known =
            r->picture_name(src + 4, htmlwrite_is_quoting(r), r->context);

        name = known ? known : name;
    }
    if (!name || !*name)
        return;
    /* an alt may have line ends of any kind, also as references */
    g_autofree char *line = g_strdelimit(g_strdup(name), "\r\n\t", ' ');
    htmlwrite_settle(r, '[');
    htmlwrite_put(r, "[", 1);
    htmlwrite_put(r, line, strlen(line));
    htmlwrite_put(r, "]", 1);
}

/* "https://www.example.com/" and "example.com" are the same to a reader. */
static char *bare_url(const char *url, size_t n)
{
    g_autofree char *s = g_strstrip(g_strndup(url, n));
    const char *p = s;
    size_t len;

    if (g_ascii_strncasecmp(p, "mailto:", 7) == 0)
        p += 7;
    else if (g_ascii_strncasecmp(p, "tel:", 4) == 0)
        p += 4;
    else if (g_ascii_strncasecmp(p, "https://", 8) == 0)
        p += 8;
    else if (g_ascii_strncasecmp(p, "http://", 7) == 0)
        p += 7;
    if (g_ascii_strncasecmp(p, "www.", 4) == 0)
        p += 4;
    len = strcspn(p, "?#");
    if (len == 0)
        len = strlen(p);
    while (len > 0 && p[len - 1] == '/')
        len--;
    return g_ascii_strdown(p, (gssize)len);
}

static bool is_shown_link(const char *href)
{
    return *href && *href != '#' &&
           g_ascii_strncasecmp(href, "javascript:", 11) != 0 &&
           g_ascii_strncasecmp(href, "cid:", 4) != 0 &&
           g_ascii_strncasecmp(href, "data:", 5) != 0 &&
           strlen(href) <= HTMLTEXT_LINK_MAX;
}

static void end_link(htmlwrite *r)
{
    g_autofree char *href = g_steal_pointer(&r->href);
    g_autofree char *url = NULL, *text = NULL, *tight = NULL;
    size_t start = MIN(r->href_start, r->out->len);

    if (!href || !is_shown_link(href) || r->out->len == start)
        return;
    url = bare_url(href, strlen(href));
    tight = g_strndup(r->out->str + start, r->out->len - start);
    g_strdelimit(tight, "*<>\n", ' ');
    text = bare_url(tight, strlen(tight));
    if (strcmp(url, text) == 0)
        return;
    htmlwrite_end_star(r, false);
    htmlwrite_put(r, " <", 2);
    htmlwrite_put(r, href, strlen(href));
    htmlwrite_put(r, ">", 1);
}

static void start_link(htmlwrite *r, const xmlChar **atts)
{
    const char *href = attribute(atts, "href");

    end_link(r);
    if (!href || r->hidden)
        return;
    if (r->newlines == 0 && r->space && !r->line_start) {
        htmlwrite_put(r, " ", 1); /* so that the text begins after it */
        r->space = false;
    }
    r->href = g_strstrip(g_strdup(href));
    for (char *p = r->href; *p; p++) {
        if ((guchar)*p < 0x20)
            *p = ' ';
    }
    r->href_start = r->out->len;
}

/* Has the row been one line so far? Paragraphs within its cells then end none. */
static bool is_one_line(const htmlwrite *r)
{
    return !memchr(r->out->str + r->row, '\n', r->out->len - r->row);
}

/* Cells of a row stand in one line, with a tab between them; a tab is no column
 * where one of them has several lines. */
static void start_cell(htmlwrite *r)
{
    bool inside = r->cell && !r->line_start && !r->row_starts;

    if (inside && is_one_line(r)) {
        htmlwrite_end_star(r, true);
        htmlwrite_put(r, "\t", 1);
        r->space = false;
        r->newlines = 0;
    } else if (inside && r->newlines == 0) {
        htmlwrite_end_star(r, true);
        htmlwrite_put(r, "  ", 2);
        r->space = false;
    }
    r->cell_start = true;
}

static void start_row(htmlwrite *r)
{
    htmlwrite_newlines(r, 1);
    r->cell = false;
    r->row_starts = true;
}

static void start_seen(htmlwrite *r, const char *name, unsigned sorts,
                       const xmlChar **atts)
{
    if (strcmp(name, "br") == 0) {
        htmlwrite_end_star(r, true);
        r->space = false;
        r->item = false;
        r->newlines = r->out->len > 0 ? MIN(r->newlines + 1, 3) : 0;
    } else if (strcmp(name, "li") == 0) {
        start_item(r);
    } else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0) {
        start_list(r, name[0] == 'o', atts);
    } else if (strcmp(name, "hr") == 0) {
        htmlwrite_newlines(r, 1);
        htmlwrite_settle(r, '_');
        htmlwrite_put(r, "________________________________", 32);
        htmlwrite_newlines(r, 1);
    } else if (strcmp(name, "img") == 0) {
        show_picture(r, atts);
    } else if (strcmp(name, "a") == 0) {
        start_link(r, atts);
    } else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
        start_cell(r);
    } else if (strcmp(name, "tr") == 0) {
        start_row(r);
    } else if (r->cell_start && strcmp(name, "p") == 0) {
        r->space = false; /* the first paragraph of a cell */
    } else if (sorts & HTMLELEMENT_PARAGRAPH) {
        htmlwrite_newlines(r, htmlmark_is_tight(name, attribute(atts, "style"),
                                                attribute(atts, "class"))
                                  ? 1
                                  : 2);
    } else if (sorts & HTMLELEMENT_BLOCK) {
        htmlwrite_newlines(r, 1);
    }
}

static void on_start(void *context, const xmlChar *xml_name,
                     const xmlChar **atts)
{
    htmlwrite *r = context;
    const char *name = (const char *)xml_name;
    const char *style = attribute(atts, "style");
    unsigned sorts = htmlelement_sorts(name);
    htmlwrite_element e = {.hides = false};

    e.hides = (sorts & HTMLELEMENT_UNSEEN) || attribute(atts, "hidden") ||
              (style && htmlmark_is_hidden(style)) ||
              htmlmark_is_legacy(attribute(atts, "class"));
    if (!r->hidden && !e.hides) {
        htmlmark m = {name, attribute(atts, "class"), attribute(atts, "id"),
                      style, attribute(atts, "name")};

        if (!m.label)
            m.label = attribute(atts, "data-marker");
        bool history = htmlmark_is_history(&m);
        e.begins = history && !r->history;
        r->history = r->history || history;
        start_seen(r, name, sorts, atts);
        e.signs = !(sorts & HTMLELEMENT_VOID) && htmlmark_is_signature(&m);
        r->signature += e.signs;
        e.quotes = strcmp(name, "blockquote") == 0 &&
                   (attribute(atts, "type") || attribute(atts, "cite") ||
                    !htmlmark_is_indent(&m));
        e.strong = strcmp(name, "b") == 0 || strcmp(name, "strong") == 0;
        r->quotes += e.quotes;
        r->strong += e.strong;
        if (strcmp(name, "pre") == 0)
            r->pre++;
    }
    if (sorts & HTMLELEMENT_VOID)
        return;
    r->hidden += e.hides;
    if (r->depth < HTMLTEXT_OPEN_MAX)
        r->open[r->depth] = e;
    r->depth++;
}

static void end_seen(htmlwrite *r, const char *name, unsigned sorts,
                     const htmlwrite_element *e)
{
    if (strcmp(name, "a") == 0)
        end_link(r);
    if (e->signs && --r->signature == 0 && r->signing) {
        htmlwrite_note(r, LETTER_MARK_SIGNATURE_END);
        r->signing = false;
    }
    if (e->strong && --r->strong == 0)
        htmlwrite_end_star(r, false);
    if (strcmp(name, "pre") == 0 && r->pre > 0)
        r->pre--;
    if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
        r->cell = true;
    if ((strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0) && r->lists > 0)
        r->lists--;
    r->item = false;
    if (sorts & HTMLELEMENT_PARAGRAPH)
        htmlwrite_newlines(r, strcmp(name, "p") == 0 ? 1 : 2);
    else if (sorts & HTMLELEMENT_BLOCK)
        htmlwrite_newlines(r, 1);
    /* a quote of nothing, as it is left where an answer stands at a blank line;
     * other empty elements tell where history begins */
    if (e->quotes && e->begins)
        r->history = false;
    r->quotes -= e->quotes;
}

static void on_end(void *context, const xmlChar *xml_name)
{
    htmlwrite *r = context;
    const char *name = (const char *)xml_name;
    unsigned sorts = htmlelement_sorts(name);
    htmlwrite_element e;

    if ((sorts & HTMLELEMENT_VOID) || r->depth == 0)
        return;
    r->depth--;
    if (r->depth >= HTMLTEXT_OPEN_MAX)
        return;
    e = r->open[r->depth];
    r->hidden -= e.hides;
    if (!r->hidden && !e.hides)
        end_seen(r, name, sorts, &e);
}

static void on_text(void *context, const xmlChar *text, int n)
{
    htmlwrite *r = context;

    if (!r->hidden && n > 0)
        htmlwrite_text(r, (const char *)text, (size_t)n);
    if (r->full)
        xmlStopParser(r->parser);
}

static void on_error(void *context, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
/* HTML is often broken. For each end tag without a start the parser looks
 * through all open elements. Where that becomes too much, the rest is parsed
 * anew, as if it stood outside of them. */
static void on_error(void *context, const char *format, ...)
{
    htmlwrite *r = context;
    size_t open = (size_t)MAX(r->parser->nameNr, 0);
    long at;

    (void)format;
    r->steps += open;
    if (r->again_at > 0 || r->steps < HTMLTEXT_STEPS_MAX ||
        open < HTMLTEXT_STEPS_OPEN)
        return;
    at = xmlByteConsumed(r->parser);
    if (at > 0) {
        r->again_at = (size_t)at;
        xmlStopParser(r->parser);
    }
}

/* "<![if !mso]>" and "<![endif]>", which Word writes and the parser takes for
 * text, become blanks. NULL if there are none; the caller frees. */
static char *without_conditions(const char *html, size_t size)
{
    const char *p = html, *end = html + size;
    char *copy = NULL;

    while ((p = memchr(p, '<', (size_t)(end - p)))) {
        const char *close;
        size_t room = MIN((size_t)(end - p), HTMLTEXT_CONDITION_MAX);

        if (room < 8 || p[1] != '!' || p[2] != '[' ||
            (g_ascii_strncasecmp(p + 3, "if", 2) != 0 &&
             g_ascii_strncasecmp(p + 3, "endif", 5) != 0) ||
            !(close = memchr(p, '>', room)) || close[-1] != ']') {
            p++;
            continue;
        }
        if (!copy)
            copy = g_memdup2(html, size);
        memset(copy + (p - html), ' ', (size_t)(close + 1 - p));
        p = close + 1;
    }
    return copy;
}

/* Parses to the end, or to r->again_at. */
static void parse(htmlwrite *r, const char *html, size_t size)
{
    htmlSAXHandler sax = {.startElement = on_start,
                          .endElement = on_end,
                          .characters = on_text,
                          .cdataBlock = NULL,
                          .ignorableWhitespace = on_text,
                          .warning = on_error,
                          .error = on_error};
    htmlParserCtxtPtr parser;

    /* not the push parser: it drops what stands after </html> */
    parser = htmlCreateMemoryParserCtxt(html, (int)MIN(size, INT_MAX));
    if (!parser)
        return;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET |
                                   HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_IGNORE_ENC);
    xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    *parser->sax = sax;
    parser->userData = r;
    r->parser = parser;
    htmlParseDocument(parser);
    xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    htmlFreeParserCtxt(parser);
}

static void run(htmlwrite *r, const char *html, size_t size)
{
    g_autofree char *copy = without_conditions(html, size);
    const char *p = copy ? copy : html;

    for (;;) {
        r->again_at = 0;
        parse(r, p, size);
        if (r->again_at == 0 || r->again_at >= size || r->full)
            break;
        p += r->again_at;
        size -= r->again_at;
    }
}

char *htmltext_with_marks(const char *html, size_t size, size_t max,
                          htmltext_picture picture_name, void *context,
                          GArray *marks)
{
    htmlwrite r = {.out = g_string_sized_new(MIN(size, max) / 2 + 64),
                   .max = max,
                   .picture_name = picture_name,
                   .context = context,
                   .marks = marks,
                   .line_start = true};

    r.open = g_new(htmlwrite_element, HTMLTEXT_OPEN_MAX);
    run(&r, html, size);
    htmlwrite_end_star(&r, true);
    g_free(r.href);
    g_free(r.open);
    if (r.out->len > 0)
        htmlwrite_put(&r, "\n", 1);
    return g_string_free(r.out, FALSE);
}

char *htmltext_for_readers(const char *html, size_t size, size_t max,
                           htmltext_picture picture_name, void *context)
{
    return htmltext_with_marks(html, size, max, picture_name, context, NULL);
}
