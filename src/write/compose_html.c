/* compose_html: simple HTML from light markup; everything else is escaped. */
#include "write/compose.h"

#include "write/compose_body.h"
#include "write/html.h"
#include <stdlib.h>
#include <string.h>

#define HTML_DEPTH_MAX 10  /* quotes within quotes */
#define HTML_BOLD_MAX  200 /* octets between two stars */
#define HTML_URL_MAX   2000
#define HTML_INDENT    4 /* blanks that make a block stand in */

typedef struct writer {
    GString *out;
    GPtrArray *attachments; /* compose_attachment*; may be NULL */
    const char *text;       /* all of it, for compose_is_inline */
} writer;

/* ---- within a line ---- */

/* Length of the link at `p`, 0 if there is none. */
static size_t link_length(const char *p, const char *end)
{
    size_t all = (size_t)(end - p), scheme = 0, length;
    static const char *const schemes[] = {"https://", "http://", "mailto:"};
    for (guint i = 0; i < G_N_ELEMENTS(schemes) && scheme == 0; i++)
        if (all > strlen(schemes[i]) &&
            g_ascii_strncasecmp(p, schemes[i], strlen(schemes[i])) == 0)
            scheme = strlen(schemes[i]);
    if (scheme == 0)
        return 0;
    for (length = scheme; length < all; length++)
        if ((guchar)p[length] <= ' ' || strchr("<>\"`", p[length]))
            break;
    bool bracket = memchr(p, '(', length) != NULL;
    while (length > scheme && (strchr(".,;:!?'*]", p[length - 1]) ||
                               (p[length - 1] == ')' && !bracket)))
        length--;
    return length > scheme && length <= HTML_URL_MAX ? length : 0;
}

static void append_link(writer *w, const char *p, size_t length)
{
    g_string_append(w->out, "<a href=\"");
    html_append(w->out, p, (gssize)length);
    g_string_append(w->out, "\">");
    html_append(w->out, p, (gssize)length);
    g_string_append(w->out, "</a>");
}

/* Length of `*bold*` at `p`, stars included, 0 if it is none. */
static size_t bold_length(const char *line, const char *p, const char *end)
{
    if ((p > line && !g_ascii_isspace(p[-1]) && !strchr("(\"'", p[-1])) ||
        p + 2 >= end || g_ascii_isspace(p[1]) || p[1] == '*')
        return 0;
    for (const char *q = p + 2; q < end && q - p < HTML_BOLD_MAX; q++)
        if (*q == '*')
            return !g_ascii_isspace(q[-1]) &&
                           (q + 1 == end || g_ascii_isspace(q[1]) ||
                            strchr(".,;:!?)\"'", q[1]))
                       ? (size_t)(q + 1 - p)
                       : 0;
    return 0;
}

/* The picture that [name] at `p` means; *length gets that of the mark. */
static const compose_attachment *picture_at(const writer *w, const char *p,
                                            const char *end, size_t *length)
{
    for (guint i = 0; w->attachments && i < w->attachments->len; i++) {
        const compose_attachment *a = w->attachments->pdata[i];
        size_t size = a->name ? strlen(a->name) : 0;
        if ((size_t)(end - p) >= size + 2 && size > 0 &&
            memcmp(p + 1, a->name, size) == 0 && p[size + 1] == ']' &&
            compose_is_inline(w->text, a)) {
            *length = size + 2;
            return a;
        }
    }
    return NULL;
}

static void append_picture(writer *w, const compose_attachment *a)
{
    g_string_append(w->out, "<img src=\"cid:");
    html_append(w->out, a->content_id, -1);
    g_string_append(w->out, "\" alt=\"");
    html_append(w->out, a->name, -1);
    g_string_append(w->out, "\">");
}

static void append_line(writer *w, const char *line, size_t size)
{
    const char *end = line + size;
    for (const char *p = line; p < end;) {
        size_t length = 0;
        const compose_attachment *a = NULL;
        bool word = p > line && g_ascii_isalnum(p[-1]);
        if (*p == '[')
            a = picture_at(w, p, end, &length);
        if (a) {
            append_picture(w, a);
        } else if (!word && (length = link_length(p, end)) > 0) {
            append_link(w, p, length);
        } else if (*p == '*' && (length = bold_length(line, p, end)) > 0) {
            g_string_append(w->out, "<b>");
            append_line(w, p + 1, length - 2);
            g_string_append(w->out, "</b>");
        } else {
            length = 1;
            html_append(w->out, p, 1);
        }
        p += length;
    }
}

/* ---- blocks ---- */

typedef enum {
    BLOCK_BLANK,
    BLOCK_TEXT,
    BLOCK_QUOTE,
    BLOCK_INDENT,
    BLOCK_BULLET,
    BLOCK_NUMBER
} block_kind;

/* What a line begins; *skip gets how much of it is markup. */
static block_kind line_kind(const char *line, size_t *skip)
{
    *skip = 0;
    size_t blanks = strspn(line, " ");
    if (line[blanks + strspn(line + blanks, "\t")] == '\0')
        return BLOCK_BLANK;
    if (line[0] == '>') {
        *skip = line[1] == ' ' ? 2 : 1;
        return BLOCK_QUOTE;
    }
    if (blanks >= HTML_INDENT) {
        *skip = HTML_INDENT;
        return BLOCK_INDENT;
    }
    if (g_str_has_prefix(line, "- ")) {
        *skip = 2;
        return BLOCK_BULLET;
    }
    size_t digits = strspn(line, "0123456789");
    if (digits >= 1 && digits <= 3 && line[digits] == '.' &&
        line[digits + 1] == ' ') {
        *skip = digits + 2;
        return BLOCK_NUMBER;
    }
    return BLOCK_TEXT;
}

static void append_blocks(writer *w, char **lines, guint count, unsigned depth);

/* How many of the lines belong to the block that begins at the first. Blank
 * lines do not end what stands in. */
static guint block_lines(char **lines, guint count, block_kind kind)
{
    guint n = 1;
    for (guint i = 1; i < count; i++) {
        size_t skip;
        block_kind next = line_kind(lines[i], &skip);
        if (next == kind)
            n = i + 1;
        else if (kind != BLOCK_INDENT || next != BLOCK_BLANK)
            break;
    }
    return n;
}

static void append_inner(writer *w, char **lines, guint count, unsigned depth,
                         const char *open, const char *close)
{
    g_autoptr(GPtrArray) inner = g_ptr_array_new();
    for (guint i = 0; i < count; i++) {
        size_t skip;
        line_kind(lines[i], &skip);
        g_ptr_array_add(inner, lines[i] + skip);
    }
    g_string_append(w->out, open);
    append_blocks(w, (char **)inner->pdata, inner->len, depth + 1);
    g_string_append(w->out, close);
}

static void append_list(writer *w, char **lines, guint count, bool numbers)
{
    if (numbers && strtoul(lines[0], NULL, 10) != 1)
        g_string_append_printf(w->out, "<ol start=\"%lu\">\n",
                               strtoul(lines[0], NULL, 10));
    else
        g_string_append(w->out, numbers ? "<ol>\n" : "<ul>\n");
    for (guint i = 0; i < count; i++) {
        size_t skip;
        line_kind(lines[i], &skip);
        g_string_append(w->out, "<li>");
        append_line(w, lines[i] + skip, strlen(lines[i] + skip));
        g_string_append(w->out, "</li>\n");
    }
    g_string_append(w->out, numbers ? "</ol>\n" : "</ul>\n");
}

/* Cells of a line, as tabs part them; 1: it is no row. */
static guint cells_of(const char *line)
{
    guint n = 1;

    for (const char *p = line; *p != '\0'; p++)
        n += *p == '\t' && p > line && p[1] != '\0';
    return n;
}

/* How many of the lines are rows of one table? */
static guint table_lines(char **lines, guint count)
{
    guint n = 0;

    while (n < count && cells_of(lines[n]) > 1 &&
           cells_of(lines[n]) == cells_of(lines[0]))
        n++;
    return n > 1 ? n : 0;
}

static void append_table(writer *w, char **lines, guint count)
{
    g_string_append(w->out, "<table>\n");
    for (guint i = 0; i < count; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], "\t", -1);

        g_string_append(w->out, "<tr>");
        for (char **cell = cells; *cell; cell++) {
            g_string_append(w->out, "<td style=\"padding:2px 12px 2px 0\">");
            append_line(w, *cell, strlen(*cell));
            g_string_append(w->out, "</td>");
        }
        g_string_append(w->out, "</tr>\n");
    }
    g_string_append(w->out, "</table>\n");
}

static void append_paragraph(writer *w, char **lines, guint count)
{
    g_string_append(w->out, "<p>");
    for (guint i = 0; i < count; i++) {
        append_line(w, lines[i], strlen(lines[i]));
        if (i + 1 < count)
            g_string_append(w->out, "<br>\n");
    }
    g_string_append(w->out, "</p>\n");
}

/* Lines without a mark of their own: paragraphs, and tables among them. */
static void append_text(writer *w, char **lines, guint count)
{
    for (guint i = 0, n; i < count; i += n) {
        n = table_lines(lines + i, count - i);
        if (n > 0) {
            append_table(w, lines + i, n);
            continue;
        }
        while (i + n < count && table_lines(lines + i + n, count - i - n) == 0)
            n++;
        append_paragraph(w, lines + i, n);
    }
}

static void append_blocks(writer *w, char **lines, guint count, unsigned depth)
{
    for (guint i = 0; i < count;) {
        size_t skip;
        block_kind kind = line_kind(lines[i], &skip);
        guint n = block_lines(lines + i, count - i, kind);
        if (depth >= HTML_DEPTH_MAX && kind != BLOCK_BLANK)
            kind = BLOCK_TEXT;
        switch (kind) {
        case BLOCK_BLANK:
            break;
        case BLOCK_QUOTE:
            append_inner(w, lines + i, n, depth, "<blockquote>\n",
                         "</blockquote>\n");
            break;
        case BLOCK_INDENT:
            append_inner(w, lines + i, n, depth,
                         "<div style=\"margin-left:2em\">\n", "</div>\n");
            break;
        case BLOCK_BULLET:
        case BLOCK_NUMBER:
            append_list(w, lines + i, n, kind == BLOCK_NUMBER);
            break;
        case BLOCK_TEXT:
            append_text(w, lines + i, n);
            break;
        }
        i += n;
    }
}

/* What customers never see looks unlike all else, in light and in dark. */
#define HTML_INSIDE_OPEN                                                   \
    "<div style=\"background-color:#fff3cd;color:#4d3b00;border-left:4px " \
    "solid #b58900;padding:2px 12px\">\n"

static void append_all(writer *w, char **lines, guint count,
                       const GArray *inside)
{
    guint at = 0;
    for (guint i = 0; inside && i < inside->len; i++) {
        const compose_lines *l = &g_array_index(inside, compose_lines, i);
        guint to = MIN(l->to, count);
        if (l->from < at || l->from >= to)
            continue;
        append_blocks(w, lines + at, l->from - at, 0);
        g_string_append(w->out, HTML_INSIDE_OPEN);
        append_blocks(w, lines + l->from, to - l->from, 0);
        g_string_append(w->out, "</div>\n");
        at = to;
    }
    append_blocks(w, lines + at, count - at, 0);
}

char *compose_html(const char *text, GPtrArray *attachments,
                   const GArray *inside)
{
    writer w = {.out = g_string_new("<!DOCTYPE html>\n<html><head>"
                                    "<meta charset=\"utf-8\"></head><body>\n"),
                .attachments = attachments,
                .text = text};
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    append_all(&w, lines, g_strv_length(lines), inside);
    g_string_append(w.out, "</body></html>\n");
    return g_string_free(w.out, FALSE);
}
