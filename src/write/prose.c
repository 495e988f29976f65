/* prose: text with light markup as HTML. */
#include "write/prose.h"

#include "write/face.h"
#include "write/html.h"
#include "write/picture.h"
#include "write/place.h"
#include <stdlib.h>
#include <string.h>

#define HTML_DEPTH_MAX   10  /* quotes within quotes */
#define HTML_BOLD_MAX    200 /* octets between two stars */
#define HTML_URL_MAX     2000
#define HTML_COMMAND_MAX 50  /* octets of a command that stays in one line */
#define HTML_INDENT      4   /* blanks that make a block stand in */
#define PICTURE_WIDE     600 /* pixels that a picture is shown with at most */

/* A text was broken at one width if that is one of these, and if so many lines
 * end where the next word did not fit. */
#define WRAP_MIN   50
#define WRAP_MAX   90
#define WRAP_LINES 2

static void begin(prose *w, const char *element, face f)
{
    g_string_append_printf(w->out, "<%s", element);
    face_append(w->out, f);
    g_string_append_c(w->out, '>');
}

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

static void append_link(prose *w, const char *p, size_t length)
{
    g_string_append(w->out, "<a href=\"");
    html_append(w->out, p, (gssize)length);
    g_string_append_c(w->out, '"');
    face_append(w->out, FACE_LINK);
    g_string_append_c(w->out, '>');
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

/* The picture whose mark stands at `p`; *length gets that of the mark. */
static const compose_attachment *picture_at(const prose *w, const char *p,
                                            const char *end, size_t *length)
{
    for (guint i = 0; w->attachments && i < w->attachments->len; i++) {
        const compose_attachment *a = w->attachments->pdata[i];
        *length = place_mark(p, end, a);
        if (*length > 0 && place_is_inline(w->text, a))
            return a;
    }
    *length = 0;
    return NULL;
}

/* Outlook knows no max-width: the attribute is for it. */
static void append_picture(prose *w, const compose_attachment *a)
{
    gsize size;
    const void *data = g_bytes_get_data(a->data, &size);
    uint32_t width, height;

    g_string_append(w->out, "<img src=\"cid:");
    html_append(w->out, a->content_id, -1);
    g_string_append(w->out, "\" alt=\"");
    html_append(w->out, a->alt ? a->alt : a->name, -1);
    g_string_append_c(w->out, '"');
    if (picture_size(data, size, &width, &height))
        g_string_append_printf(w->out, " width=\"%u\"",
                               MIN(width, PICTURE_WIDE));
    face_append(w->out, FACE_PICTURE);
    g_string_append_c(w->out, '>');
}

/* Length of a command at `p` in letters after whose slash browsers break a line, as
 * they do not in ASCII (/slå-sammen); 0: it is none. */
static size_t command_length(const char *line, const char *p, const char *end)
{
    const char *q = p + 1;
    bool foreign = false;

    if (p > line && p[-1] != ' ' && p[-1] != '(')
        return 0;
    while (q < end && q - p < HTML_COMMAND_MAX &&
           (g_unichar_isalpha(g_utf8_get_char(q)) || *q == '-')) {
        foreign = foreign || (guchar)*q >= 0x80;
        q = g_utf8_next_char(q);
    }
    return foreign && (q == end || *q != '/') ? (size_t)(q - p) : 0;
}

void prose_line(prose *w, const char *line, size_t size)
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
            prose_line(w, p + 1, length - 2);
            g_string_append(w->out, "</b>");
        } else if (*p == '/' && (length = command_length(line, p, end)) > 0) {
            begin(w, "span", FACE_COMMAND);
            html_append(w->out, p, (gssize)length);
            g_string_append(w->out, "</span>");
        } else {
            length = 1;
            html_append(w->out, p, 1);
        }
        p += length;
    }
}

/* ---- kinds of lines ---- */

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

/* ---- lines that were broken ---- */

static unsigned columns(const char *line)
{
    return (unsigned)g_utf8_strlen(line, -1);
}

static bool is_prose(const char *line)
{
    size_t skip;

    return line_kind(line, &skip) == BLOCK_TEXT && !strchr(line, '\t');
}

/* Columns that the next line's first word would have made of this one. */
static unsigned columns_with(const char *line, const char *next)
{
    const char *word = next + strspn(next, " ");

    return columns(line) + 1 +
           (unsigned)g_utf8_strlen(word, (gssize)strcspn(word, " "));
}

/* The width at which a text was broken; 0: its line ends are its author's. */
static unsigned wrap_width(char **lines, guint count)
{
    unsigned width = 0, broken = 0;

    for (guint i = 0; i < count; i++)
        if (strchr(lines[i], ' ') && lines[i][0] != '>')
            width = MAX(width, columns(lines[i]));
    if (width < WRAP_MIN || width > WRAP_MAX)
        return 0;
    for (guint i = 0; i + 1 < count; i++)
        broken += is_prose(lines[i]) && is_prose(lines[i + 1]) &&
                  columns_with(lines[i], lines[i + 1]) > width;
    return broken >= WRAP_LINES ? width : 0;
}

/* Was the author's line broken between these two by a program? */
static bool is_broken(unsigned width, const char *line, const char *next)
{
    return width > 0 && !strchr(line, '\t') && !strchr(next, '\t') &&
           columns_with(line, next) > width;
}

/* ---- blocks ---- */

static void append_blocks(prose *w, char **lines, guint count, unsigned width,
                          unsigned depth);

/* Does the line go on with an item of a list? */
static bool goes_on(const char *item, const char *line, unsigned width)
{
    size_t skip;

    return line_kind(line, &skip) == BLOCK_TEXT &&
           (g_str_has_prefix(line, "  ") || is_broken(width, item, line));
}

/* How many of the lines belong to the block that begins at the first. Blank
 * lines do not end what stands in. */
static guint block_lines(char **lines, guint count, block_kind kind,
                         unsigned width)
{
    guint n = 1;
    for (guint i = 1; i < count; i++) {
        size_t skip;
        block_kind next = line_kind(lines[i], &skip);
        bool item = kind == BLOCK_BULLET || kind == BLOCK_NUMBER;
        if (next == kind || (item && goes_on(lines[i - 1], lines[i], width)))
            n = i + 1;
        else if (kind != BLOCK_INDENT || next != BLOCK_BLANK)
            break;
    }
    return n;
}

static void append_inner(prose *w, char **lines, guint count, unsigned depth,
                         const char *element, face f)
{
    g_autoptr(GPtrArray) inner = g_ptr_array_new();
    for (guint i = 0; i < count; i++) {
        size_t skip;
        line_kind(lines[i], &skip);
        g_ptr_array_add(inner, lines[i] + skip);
    }
    begin(w, element, f);
    g_string_append_c(w->out, '\n');
    append_blocks(w, (char **)inner->pdata, inner->len,
                  wrap_width((char **)inner->pdata, inner->len), depth + 1);
    g_string_append_printf(w->out, "</%s>\n", element);
}

static void open_list(prose *w, const char *first, bool numbers)
{
    unsigned long start = numbers ? strtoul(first, NULL, 10) : 1;

    g_string_append(w->out, numbers ? "<ol" : "<ul");
    if (start != 1)
        g_string_append_printf(w->out, " start=\"%lu\"", start);
    face_append(w->out, FACE_LIST);
    g_string_append(w->out, ">\n");
}

static void append_list(prose *w, char **lines, guint count, block_kind kind)
{
    open_list(w, lines[0], kind == BLOCK_NUMBER);
    for (guint i = 0; i < count; i++) {
        size_t skip;
        block_kind next = line_kind(lines[i], &skip);
        if (next == kind) {
            g_string_append(w->out, i > 0 ? "</li>\n" : "");
            begin(w, "li", FACE_ITEM);
        } else {
            skip = strspn(lines[i], " ");
            g_string_append_c(w->out, '\n');
        }
        prose_line(w, lines[i] + skip, strlen(lines[i] + skip));
    }
    g_string_append(w->out,
                    kind == BLOCK_NUMBER ? "</li>\n</ol>\n" : "</li>\n</ul>\n");
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

static void append_table(prose *w, char **lines, guint count)
{
    begin(w, "table", FACE_TABLE);
    g_string_append_c(w->out, '\n');
    for (guint i = 0; i < count; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], "\t", -1);

        g_string_append(w->out, "<tr>");
        for (char **cell = cells; *cell; cell++) {
            begin(w, "td", FACE_CELL);
            prose_line(w, *cell, strlen(*cell));
            g_string_append(w->out, "</td>");
        }
        g_string_append(w->out, "</tr>\n");
    }
    g_string_append(w->out, "</table>\n");
}

static void append_paragraph(prose *w, char **lines, guint count,
                             unsigned width)
{
    begin(w, "p", FACE_PARAGRAPH);
    for (guint i = 0; i < count; i++) {
        prose_line(w, lines[i], strlen(lines[i]));
        if (i + 1 < count)
            g_string_append(w->out, is_broken(width, lines[i], lines[i + 1])
                                        ? "\n"
                                        : "<br>\n");
    }
    g_string_append(w->out, "</p>\n");
}

/* Lines without a mark of their own: paragraphs, and tables among them. */
static void append_text(prose *w, char **lines, guint count, unsigned width)
{
    for (guint i = 0, n; i < count; i += n) {
        n = table_lines(lines + i, count - i);
        if (n > 0) {
            append_table(w, lines + i, n);
            continue;
        }
        while (i + n < count && table_lines(lines + i + n, count - i - n) == 0)
            n++;
        append_paragraph(w, lines + i, n, width);
    }
}

static void append_blocks(prose *w, char **lines, guint count, unsigned width,
                          unsigned depth)
{
    for (guint i = 0; i < count;) {
        size_t skip;
        block_kind kind = line_kind(lines[i], &skip);
        guint n = block_lines(lines + i, count - i, kind, width);
        if (depth >= HTML_DEPTH_MAX && kind != BLOCK_BLANK)
            kind = BLOCK_TEXT;
        switch (kind) {
        case BLOCK_BLANK:
            break;
        case BLOCK_QUOTE:
            append_inner(w, lines + i, n, depth, "blockquote", FACE_QUOTE);
            break;
        case BLOCK_INDENT:
            append_inner(w, lines + i, n, depth, "div", FACE_INDENT);
            break;
        case BLOCK_BULLET:
        case BLOCK_NUMBER:
            append_list(w, lines + i, n, kind);
            break;
        case BLOCK_TEXT:
            append_text(w, lines + i, n, width);
            break;
        }
        i += n;
    }
}

void prose_lines(prose *w, char **lines, guint count)
{
    append_blocks(w, lines, count, wrap_width(lines, count), 0);
}
