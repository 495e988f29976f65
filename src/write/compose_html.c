/* compose_html: a mail's text as an HTML document, laid out as its template says
 * (layout.h). The words are those of the text, in their order: who answers it
 * quotes either, and both must be known again. */
#include "write/compose.h"

#include "write/face.h"
#include "write/html.h"
#include "write/layout.h"
#include "write/prose.h"
#include <stdbool.h>
#include <string.h>

#define PAGE_DEPTH_MAX 6  /* parts within parts */
#define PAGE_STAND     4  /* blanks that an entry's text stands in */
#define PAGE_LABEL_MAX 26 /* characters before the ":" of a row of the state */

typedef struct page {
    prose p;
    const compose_mail *m;
    char **lines;
    guint count, at; /* at: the line that is written next */
    guint mark;      /* of the layout that is next */
    guint stand;     /* blanks at a line's start that are left out */
    bool ground;     /* what is inside stands on its ground already */
} page;

static const layout_mark *mark_at(const page *g)
{
    return g->mark < g->m->layout->len ? g->m->layout->pdata[g->mark] : NULL;
}

static void put(page *g, const char *html)
{
    g_string_append(g->p.out, html);
}

static void begin(page *g, const char *element, face f)
{
    put(g, "<");
    put(g, element);
    face_append(g->p.out, f);
    put(g, ">");
}

/* ---- tables that lay out ---- */

static void open_table(page *g, face f)
{
    put(g, "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" "
           "cellspacing=\"0\" border=\"0\"");
    face_append(g->p.out, f);
    put(g, ">\n");
}

static void open_cell(page *g, face f, const char *more)
{
    put(g, "<td");
    put(g, more);
    face_append_cell(g->p.out, f);
    put(g, ">");
}

/* One cell that holds all of a part. */
static void open_box(page *g, face f)
{
    open_table(g, FACE_FRAME);
    put(g, "<tr>");
    open_cell(g, f, "");
    put(g, "\n");
}

/* A row of nothing below it: Word knows no margin of a table. */
static void close_table(page *g)
{
    put(g, "<tr><td height=\"14\"");
    face_append(g->p.out, FACE_GAP);
    put(g, "></td></tr>\n</table>\n");
}

static void close_box(page *g)
{
    put(g, "</td></tr>\n");
    close_table(g);
}

/* ---- lines ---- */

/* Without the blanks that it stands in. */
static char *stripped(const page *g, char *line)
{
    size_t blanks = strspn(line, " ");

    return line + (blanks >= g->stand ? g->stand : 0);
}

static void write_run(page *g, guint to)
{
    g_autoptr(GPtrArray) run = g_ptr_array_new();

    for (; g->at < to; g->at++)
        g_ptr_array_add(run, stripped(g, g->lines[g->at]));
    prose_lines(&g->p, (char **)run->pdata, run->len);
}

/* Lines up to `to`; those that never leave the desk on a ground of their own,
 * where the template gives them none. */
static void write_lines(page *g, guint to)
{
    const GArray *inside = g->m->inside;

    to = MIN(to, g->count);
    for (guint i = 0; !g->ground && i < inside->len; i++) {
        const compose_lines *l = &g_array_index(inside, compose_lines, i);
        guint end = MIN(l->to, to);
        if (l->from >= to || end <= g->at)
            continue;
        write_run(g, MAX(l->from, g->at));
        begin(g, "div", FACE_INSIDE);
        put(g, "\n");
        write_run(g, end);
        put(g, "</div>\n");
    }
    write_run(g, to);
}

/* The next line with words before line `to`; NULL: none. */
static const char *next_line(page *g, guint to)
{
    to = MIN(to, g->count);
    while (g->at < to) {
        const char *line = g->lines[g->at++];
        line += strspn(line, " ");
        if (*line != '\0')
            return line;
    }
    return NULL;
}

/* Where the part ends that has no parts of its own. */
static guint end_of_lines(const page *g)
{
    const layout_mark *m = mark_at(g);

    return m ? m->line : g->count;
}

/* ---- links that write a message ---- */

static const char *subject_of(const compose_mail *m)
{
    return m->action_subject ? m->action_subject : m->subject ? m->subject : "";
}

char *compose_goal(const compose_mail *m, const char *goal)
{
    static const char *const schemes[] = {"mailto:", "https://", "http://"};

    for (guint i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_str_has_prefix(goal, schemes[i]))
            return g_strdup(goal);
    if (*goal != '/' || !m->action_to)
        return NULL;
    bool follows = g_str_has_suffix(goal, " ...");
    g_autofree char *command =
        g_strndup(goal, strlen(goal) - (follows ? strlen(" ...") : 0));
    g_autofree char *body =
        g_strconcat(command, follows ? "\r\n\r\n" : "", NULL);
    g_autofree char *subject_escaped =
        g_uri_escape_string(subject_of(m), NULL, false);
    g_autofree char *body_escaped = g_uri_escape_string(body, NULL, false);
    g_autofree char *to = g_uri_escape_string(m->action_to, "@+", false);
    return g_strdup_printf("mailto:%s?subject=%s&body=%s", to, subject_escaped,
                           body_escaped);
}

static void write_link(page *g, const char *link, face f, const char *label,
                       size_t size)
{
    put(g, "<a href=\"");
    html_append(g->p.out, link, -1);
    put(g, "\"");
    face_append(g->p.out, f);
    put(g, ">");
    html_append(g->p.out, label, (gssize)size);
    put(g, "</a>");
}

/* A link that is text as well has two lines of it. */
static void skip_link_lines(page *g, const layout_mark *m)
{
    if (m->goal && *m->goal != '/' && !m->quiet)
        g->at = MIN(MAX(g->at, m->line + 2), g->count);
}

/* All actions that stand here together. */
static void write_actions(page *g, const layout_mark *m)
{
    begin(g, "p", FACE_ACTIONS);
    for (;;) {
        g_autofree char *link = m->goal ? compose_goal(g->m, m->goal) : NULL;
        if (link)
            write_link(g, link, FACE_BUTTON, m->words, strlen(m->words));
        skip_link_lines(g, m);
        m = mark_at(g);
        if (!m || m->kind != LAYOUT_ACTION || m->line > g->at)
            break;
        g->mark++;
        put(g, "\n");
    }
    put(g, "</p>\n");
}

/* ---- parts without parts ---- */

/* "Your reply goes to kari@example.com. Start with ..." */
static size_t first_sentence(const char *line)
{
    const char *stop = strstr(line, ". ");

    return stop ? (size_t)(stop + 1 - line) : strlen(line);
}

static face strip_face(const char *words)
{
    return strcmp(words, "reply") == 0    ? FACE_STRIP_REPLY
           : strcmp(words, "inside") == 0 ? FACE_STRIP_INSIDE
           : strcmp(words, "held") == 0   ? FACE_STRIP_HELD
                                          : FACE_STRIP_NOWHERE;
}

static void write_strip(page *g, const char *words)
{
    guint to = end_of_lines(g);
    const char *line = next_line(g, to);
    size_t first = line ? first_sentence(line) : 0;

    open_box(g, strip_face(words));
    prose_line(&g->p, line ? line : "", first);
    put(g, "<span style=\"font-weight:normal\">");
    for (size_t from = first; line; from = 0) {
        prose_line(&g->p, line + from, strlen(line + from));
        line = next_line(g, to);
        put(g, line ? "<br>\n" : "");
    }
    put(g, "</span>");
    close_box(g);
}

static void write_head(page *g)
{
    guint to = end_of_lines(g);

    begin(g, "h2", FACE_HEAD);
    for (const char *line = next_line(g, to); line;) {
        prose_line(&g->p, line, strlen(line));
        line = next_line(g, to);
        put(g, line ? "<br>\n" : "");
    }
    put(g, "</h2>\n");
}

static void write_pair(page *g, const char *line, size_t label, size_t from,
                       const face cells[2])
{
    open_cell(g, cells[0], "");
    prose_line(&g->p, line, label);
    put(g, "</td>");
    open_cell(g, cells[1], "");
    prose_line(&g->p, line + from, strlen(line + from));
    put(g, "</td>");
}

/* Octets of a label with its ":"; 0: the line has none. */
static size_t label_of(const char *line)
{
    const char *sign = strstr(line, ": ");

    return sign && g_utf8_strlen(line, sign - line) <= PAGE_LABEL_MAX
               ? (size_t)(sign + 1 - line)
               : 0;
}

/* Octets of the first column. */
static size_t word_of(const char *line)
{
    const char *sign = strstr(line, "  ");

    return sign ? (size_t)(sign - line) : 0;
}

static void write_pairs(page *g, size_t (*first)(const char *line),
                        const face cells[2])
{
    guint to = end_of_lines(g);
    const char *line;

    put(g, "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" "
           "border=\"0\"");
    face_append(g->p.out, FACE_PAIRS);
    put(g, ">\n");
    while ((line = next_line(g, to))) {
        size_t label = first(line);
        put(g, "<tr>");
        if (label > 0) {
            write_pair(g, line, label, label + strspn(line + label, " "),
                       cells);
        } else {
            open_cell(g, FACE_WHOLE, " colspan=\"2\"");
            prose_line(&g->p, line, strlen(line));
            put(g, "</td>");
        }
        put(g, "</tr>\n");
    }
    put(g, "</table>\n");
}

/* ---- a table of figures ---- */

static char align_of(const char *align, guint column)
{
    return column < strlen(align) ? align[column] : 'l';
}

/* A bar is drawn as a cell so wide: clients take no more than that. */
#define BAR_WHOLE 10 /* characters of the longest */

/* In per mille of the longest: the last character may be a part of one. */
static unsigned bar_size(const char *text)
{
    static const char *const parts[] = {"▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
    unsigned eighths = 0;

    for (; *text; text = g_utf8_next_char(text))
        for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
            if (g_str_has_prefix(text, parts[i]))
                eighths += i + 1;
    return MIN(eighths * 1000 / (8 * BAR_WHOLE), 1000);
}

static void write_bar(page *g, const char *text)
{
    unsigned size = bar_size(text);

    put(g, "<td width=\"30%\"");
    face_append(g->p.out, FACE_GRID_BAR);
    put(g, ">");
    if (size > 0) {
        g_string_append_printf(g->p.out,
                               "<table role=\"presentation\" width=\"%u%%\" "
                               "cellpadding=\"0\" cellspacing=\"0\" "
                               "border=\"0\"><tr>",
                               MAX(size / 10, 1));
        open_cell(g, FACE_BAR, " height=\"12\"");
        put(g, "&nbsp;</td></tr></table>");
    }
    put(g, "</td>");
}

static void write_cell(page *g, const char *text, bool head, char align)
{
    bool right = align == 'r';

    put(g, head ? "<th scope=\"col\"" : "<td");
    put(g, right ? " align=\"right\"" : " align=\"left\"");
    face_append(g->p.out, head           ? FACE_GRID_HEAD
                          : right        ? FACE_GRID_NUMBER
                          : align == 'w' ? FACE_GRID_LABEL
                                         : FACE_GRID_CELL);
    put(g, ">");
    prose_line(&g->p, text, strlen(text));
    put(g, head ? "</th>\n" : "</td>\n");
}

static void write_cells(page *g, const char *line, const char *align, bool head)
{
    g_auto(GStrv) cells = g_strsplit(line, "\t", -1);

    put(g, "<tr>");
    for (guint i = 0; cells[i]; i++) {
        if (!head && align_of(align, i) == 'b')
            write_bar(g, cells[i]);
        else
            write_cell(g, g_strstrip(cells[i]), head, align_of(align, i));
    }
    put(g, "</tr>\n");
}

static void write_table(page *g, const char *align)
{
    guint to = end_of_lines(g);
    bool head = true;
    const char *line;

    put(g, "<table");
    face_append(g->p.out, FACE_GRID);
    put(g, ">\n");
    while ((line = next_line(g, to))) {
        write_cells(g, line, align, head);
        head = false;
    }
    put(g, "</table>\n");
}

/* ---- a list ---- */

/* Where a ":" only says that more follows. */
static size_t heading_size(const char *line)
{
    size_t size = strlen(line);

    return size > 1 && line[size - 1] == ':' ? size - 1 : size;
}

/* Its first word ("#1042") is the link. */
static void write_title(page *g, const char *line, const char *command)
{
    size_t mark = g_str_has_prefix(line, "- ") ? 2 : 0, word;
    g_autofree char *link = compose_goal(g->m, command);

    line += mark;
    word = link ? strcspn(line, " :") : 0;
    begin(g, "span", FACE_TITLE);
    if (word > 0)
        write_link(g, link, FACE_LINK, line, word);
    prose_line(&g->p, line + word, heading_size(line) - word);
    put(g, "</span>");
}

static void write_row(page *g, const layout_mark *m)
{
    guint to = end_of_lines(g);
    const char *line = next_line(g, to);

    if (!line)
        return;
    put(g, "<tr>");
    open_cell(g, FACE_ROW, "");
    write_title(g, line, m->words);
    while ((line = next_line(g, to))) {
        put(g, "<br>\n");
        begin(g, "span", FACE_DETAILS);
        prose_line(&g->p, line, strlen(line));
        put(g, "</span>");
    }
    put(g, "</td></tr>\n");
}

/* ---- the same as a table ---- */

static face tone_face(const char *words)
{
    static const struct {
        const char *word;
        face f;
    } tones[] = {
        {"overdue", FACE_TONE_OVERDUE},       {"today", FACE_TONE_TODAY},
        {"unanswered", FACE_TONE_UNANSWERED}, {"waiting", FACE_TONE_WAITING},
        {"answered", FACE_TONE_ANSWERED},
    };
    size_t size = strcspn(words, " ");

    for (guint i = 0; i < G_N_ELEMENTS(tones); i++)
        if (strlen(tones[i].word) == size &&
            memcmp(tones[i].word, words, size) == 0)
            return tones[i].f;
    return FACE_TONE_OTHER;
}

static void write_span(page *g, face f, const char *text)
{
    begin(g, "span", f);
    prose_line(&g->p, text, strlen(text));
    put(g, "</span>");
}

/* How it stands, and its number, which is the link. */
static void write_side(page *g, const layout_mark *m, char **cells)
{
    g_autofree char *link = m->goal ? compose_goal(g->m, m->goal) : NULL;

    open_cell(g, FACE_SIDE, "");
    put(g, "\n");
    write_span(g, tone_face(m->words), cells[0]);
    put(g, "<br>\n");
    if (cells[1] && link)
        write_link(g, link, FACE_LINK, cells[1], strlen(cells[1]));
    else if (cells[1])
        prose_line(&g->p, cells[1], strlen(cells[1]));
    put(g, "</td>\n");
}

/* Cells from..to of a line, with `between` them; "-" is there for the columns of
 * the plain text alone. */
static void write_some(page *g, char **cells, guint from, guint to,
                       const char *between)
{
    bool any = false;

    for (guint i = from; i < to; i++) {
        if (strcmp(cells[i], "-") == 0)
            continue;
        put(g, any ? between : "");
        prose_line(&g->p, cells[i], strlen(cells[i]));
        any = true;
    }
}

static bool says_any(char **cells, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (strcmp(cells[i], "-") != 0)
            return true;
    return false;
}

/* What can be done, as small links. */
static void write_links(page *g)
{
    const layout_mark *m = mark_at(g);
    bool any = false;

    for (; m && m->kind == LAYOUT_ACTION; m = mark_at(g)) {
        g_autofree char *link = m->goal ? compose_goal(g->m, m->goal) : NULL;
        g->mark++;
        if (!link)
            continue;
        if (any)
            put(g, "\n");
        else
            begin(g, "p", FACE_LINKS);
        any = true;
        write_link(g, link, FACE_TASK, m->words, strlen(m->words));
    }
    if (any)
        put(g, "</p>");
}

static void write_cells_row(page *g, const layout_mark *m)
{
    guint to = end_of_lines(g);
    const char *line = next_line(g, to);
    const char *count = strchr(m->words, ' ');
    guint right = count ? (guint)g_ascii_strtoull(count, NULL, 10) : 0;

    if (!line)
        return;
    g_auto(GStrv) first = g_strsplit(line, "\t", 3);
    line = next_line(g, to);
    g_auto(GStrv) second = g_strsplit(line ? line : "", "\t", -1);
    guint n = g_strv_length(second), left = n > right ? n - right : 0;
    if (!says_any(second, left, n))
        n = left;

    put(g, "<tr>");
    write_side(g, m, first);
    open_cell(g, FACE_ROW, left == n ? " colspan=\"2\"" : "");
    if (g_strv_length(first) > 2)
        write_span(g, FACE_TITLE, first[2]);
    put(g, "<br>\n");
    begin(g, "span", FACE_DETAILS);
    write_some(g, second, 0, left, ", ");
    put(g, "</span>");
    if (left < n) {
        put(g, "</td>\n");
        open_cell(g, FACE_RIGHT, " align=\"right\"");
        write_some(g, second, left, n, "<br>\n");
    }
    put(g, "</td></tr>\n<tr><td></td>\n");
    open_cell(g, FACE_MORE, " colspan=\"2\"");
    while ((line = next_line(g, to))) {
        write_span(g, FACE_DETAILS, line);
        put(g, "<br>\n");
    }
    write_links(g);
    put(g, "</td></tr>\n");
}

static void write_rows(page *g)
{
    const layout_mark *m;

    if ((m = mark_at(g)) && m->kind == LAYOUT_END) {
        g->mark++; /* an empty one */
        return;
    }
    open_table(g, FACE_FRAME);
    while ((m = mark_at(g))) {
        g->mark++;
        if (m->kind == LAYOUT_END)
            break;
        if (m->kind == LAYOUT_ROW)
            write_row(g, m);
        else if (m->kind == LAYOUT_CELLS)
            write_cells_row(g, m);
    }
    close_table(g);
}

/* ---- parts with parts ---- */

static void write_parts(page *g, unsigned depth);

static face entry_face(const char *words)
{
    static const struct {
        const char *word;
        face f;
    } kinds[] = {
        {"customer", FACE_ENTRY_CUSTOMER}, {"operator", FACE_ENTRY_OPERATOR},
        {"note", FACE_ENTRY_NOTE},         {"partner", FACE_ENTRY_PARTNER},
        {"stranger", FACE_ENTRY_STRANGER}, {"event", FACE_ENTRY_EVENT},
    };
    size_t size = strcspn(words, " ");

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strlen(kinds[i].word) == size &&
            memcmp(kinds[i].word, words, size) == 0)
            return kinds[i].f;
    return FACE_ENTRY_OWN;
}

static void write_name(page *g)
{
    const char *line = next_line(g, end_of_lines(g));

    if (!line)
        return;
    begin(g, "p", FACE_NAME);
    prose_line(&g->p, line, heading_size(line));
    put(g, "</p>\n");
}

static void write_entry(page *g, const char *words, unsigned depth)
{
    const page before = *g;
    face f = entry_face(words);

    open_box(g, f);
    if (f != FACE_ENTRY_EVENT)
        write_name(g);
    g->stand = PAGE_STAND;
    g->ground = g->ground || f == FACE_ENTRY_NOTE;
    write_parts(g, depth + 1);
    g->stand = before.stand;
    g->ground = before.ground;
    close_box(g);
}

static void write_small(page *g, unsigned depth)
{
    begin(g, "div", FACE_SMALL);
    put(g, "\n");
    write_parts(g, depth + 1);
    put(g, "</div>\n");
}

/* One whose end is no part of its own. */
static void write_simple(page *g, const layout_mark *m)
{
    static const face state[2] = {FACE_LABEL, FACE_VALUE};
    static const face columns[2] = {FACE_WORD, FACE_MEANING};

    if (m->kind == LAYOUT_STRIP)
        write_strip(g, m->words);
    else if (m->kind == LAYOUT_HEAD)
        write_head(g);
    else if (m->kind == LAYOUT_TABLE)
        write_table(g, m->words);
    else if (m->kind == LAYOUT_STATE)
        write_pairs(g, label_of, state);
    else
        write_pairs(g, word_of, columns);
    if (mark_at(g) && mark_at(g)->kind == LAYOUT_END)
        g->mark++;
}

static void write_part(page *g, const layout_mark *m, unsigned depth)
{
    if (depth >= PAGE_DEPTH_MAX)
        return;
    switch (m->kind) {
    case LAYOUT_STRIP:
    case LAYOUT_HEAD:
    case LAYOUT_STATE:
    case LAYOUT_COLUMNS:
    case LAYOUT_TABLE:
        write_simple(g, m);
        break;
    case LAYOUT_ENTRY:
        write_entry(g, m->words, depth);
        break;
    case LAYOUT_SMALL:
        write_small(g, depth);
        break;
    case LAYOUT_ROWS:
        write_rows(g);
        break;
    case LAYOUT_ACTION:
        write_actions(g, m);
        break;
    default:
        break;
    }
}

/* Up to the end of the part that is open, or of all. */
static void write_parts(page *g, unsigned depth)
{
    const layout_mark *m;

    while ((m = mark_at(g))) {
        write_lines(g, m->line);
        g->mark++;
        if (m->kind == LAYOUT_END && depth > 0)
            return;
        write_part(g, m, depth);
    }
    write_lines(g, g->count);
}

/* ---- the document ---- */

static void write_head_of(page *g)
{
    const compose_mail *m = g->m;

    put(g, "<!DOCTYPE html>\n<html lang=\"");
    html_append(g->p.out, m->language && *m->language ? m->language : "en", -1);
    put(g, "\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n"
           "<meta name=\"supported-color-schemes\" content=\"light dark\">\n"
           "<title>");
    html_append(g->p.out, m->subject ? m->subject : "", -1);
    put(g, "</title>\n");
    face_append_sheet(g->p.out);
    put(g, "</head>\n");
}

char *compose_html(const compose_mail *m, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    page g = {.p = {.out = g_string_new(NULL),
                    .attachments = m->attachments,
                    .text = text},
              .m = m,
              .lines = lines,
              .count = g_strv_length(lines)};

    write_head_of(&g);
    put(&g, "<body>\n");
    begin(&g, "div", m->sheet ? FACE_SHEET : FACE_LETTER);
    put(&g, "\n");
    write_parts(&g, 0);
    put(&g, "</div>\n</body>\n</html>\n");
    return g_string_free(g.p.out, FALSE);
}

/* ---- what only the HTML says ---- */

char *compose_unseen(const compose_mail *m, guint *mark)
{
    GString *out = g_string_new(NULL);
    const layout_mark *first = m->layout->pdata[*mark], *k = first;

    do {
        const char *goal = k->kind == LAYOUT_ROW ? k->words : k->goal;
        g_autofree char *link =
            goal && (*goal == '/' || k->quiet) ? compose_goal(m, goal) : NULL;
        if (link)
            g_string_append_printf(out, "%s <%s>\n",
                                   k->kind == LAYOUT_ACTION ? k->words : "",
                                   link);
        (*mark)++;
        k = *mark < m->layout->len ? m->layout->pdata[*mark] : NULL;
    } while (k && k->kind == LAYOUT_ACTION && first->kind == LAYOUT_ACTION &&
             k->line == first->line);
    return g_string_free(out, FALSE);
}
