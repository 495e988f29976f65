/* grid: tables of a plain text, in columns. */
#include "write/grid.h"

#include "write/flow.h"
#include "write/layout.h"
#include <stdbool.h>
#include <string.h>

#define COLUMNS_MAX 12
#define WIDTH       (FLOW_WIDTH - 2) /* a blank at its start is doubled */
#define GAP         2                /* blanks between columns */
#define FIRST_MIN   12 /* columns that the first one has at least */

typedef struct grid {
    const char *align; /* "lrr" */
    GPtrArray *rows;   /* GStrv */
    guint count;       /* columns */
    size_t width[COLUMNS_MAX];
} grid;

static size_t width_of(const char *cell)
{
    size_t n = 0;

    for (const char *p = cell; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        n += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return n;
}

static void measure(grid *g)
{
    for (guint i = 0; i < g->rows->len; i++) {
        char **cells = g->rows->pdata[i];
        for (guint k = 0; k < COLUMNS_MAX && cells[k]; k++) {
            g->width[k] = MAX(g->width[k], width_of(cells[k]));
            g->count = MAX(g->count, k + 1);
        }
    }
    size_t rest = 0;
    for (guint k = 1; k < g->count; k++)
        rest += GAP + g->width[k];
    size_t room = rest + FIRST_MIN < WIDTH ? WIDTH - rest : FIRST_MIN;
    g->width[0] = MIN(g->width[0], room);
}

static void fill(GString *out, size_t n)
{
    for (; n > 0; n--)
        g_string_append_c(out, ' ');
}

/* Octets of `p` that fit, up to a blank if there is one. */
static size_t fitting(const char *p, size_t room)
{
    size_t best = 0, at = 0, n = 0;

    while (p[at] != '\0' && n < room) {
        const char *next = g_utf8_next_char(p + at);
        if (p[at] == ' ')
            best = at;
        at = (size_t)(next - p);
        n++;
    }
    if (p[at] == '\0' || p[at] == ' ' || best == 0)
        return at;
    return best;
}

/* Lines of the first cell but the last, whose rest is returned. */
static const char *put_first(GString *out, const char *cell, size_t width)
{
    while (width_of(cell) > width) {
        size_t size = fitting(cell, width);
        g_string_append_len(out, cell, (gssize)size);
        g_string_append_c(out, '\n');
        cell += size;
        cell += strspn(cell, " ");
    }
    return cell;
}

static void put_cell(GString *out, const grid *g, guint column,
                     const char *cell)
{
    size_t width = width_of(cell);
    size_t blanks = g->width[column] > width ? g->width[column] - width : 0;
    bool right = column < strlen(g->align) && g->align[column] == 'r';

    if (column > 0)
        fill(out, GAP);
    fill(out, right ? blanks : 0);
    g_string_append(out, cell);
    fill(out, right ? 0 : blanks);
}

static void put_row(GString *out, const grid *g, char **cells)
{
    const char *first = put_first(out, cells[0] ? cells[0] : "", g->width[0]);

    for (guint k = 0; k < COLUMNS_MAX && cells[k]; k++)
        put_cell(out, g, k, k == 0 ? first : cells[k]);
    while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
}

static void put_table(GString *out, char **lines, guint from, guint to,
                      const char *align)
{
    grid g = {.align = align,
              .rows =
                  g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev)};

    for (guint i = from; i < to; i++) {
        char **cells = g_strsplit(lines[i], "\t", -1);
        for (guint k = 0; cells[k]; k++)
            g_strstrip(cells[k]);
        g_ptr_array_add(g.rows, cells);
    }
    measure(&g);
    for (guint i = 0; i < g.rows->len; i++)
        put_row(out, &g, g.rows->pdata[i]);
    g_ptr_array_unref(g.rows);
}

/* ---- a list of requests ---- */

#define SIDE 2 /* cells of a first line before its subject */

typedef struct list {
    size_t side[SIDE];
    size_t width[COLUMNS_MAX]; /* of cells of second lines */
    guint count;
} list;

static guint end_of(const GPtrArray *marks, guint mark, guint count)
{
    const layout_mark *next =
        mark + 1 < marks->len ? marks->pdata[mark + 1] : NULL;

    return next ? MIN(next->line, count) : count;
}

static void measure_cells(list *l, const char *line, bool first)
{
    g_auto(GStrv) cells = g_strsplit(line, "\t", -1);

    for (guint k = 0; k < (first ? SIDE : COLUMNS_MAX) && cells[k]; k++) {
        size_t *width = first ? &l->side[k] : &l->width[k];
        *width = MAX(*width, width_of(cells[k]));
        l->count = MAX(l->count, first ? 0 : k + 1);
    }
}

/* Those of this list, up to its end. */
static list measure_list(const GPtrArray *marks, guint mark, char **lines,
                         guint count)
{
    list l = {.count = 0};

    for (; mark < marks->len; mark++) {
        const layout_mark *m = marks->pdata[mark];
        guint to = end_of(marks, mark, count);
        if (m->kind == LAYOUT_END)
            break;
        if (m->kind != LAYOUT_CELLS || m->line >= to)
            continue;
        measure_cells(&l, lines[m->line], true);
        if (m->line + 1 < to)
            measure_cells(&l, lines[m->line + 1], false);
    }
    return l;
}

static void put_padded(GString *out, char **cells, const size_t *width,
                       guint count)
{
    for (guint k = 0; cells[k]; k++) {
        size_t is = width_of(cells[k]);
        g_string_append(out, cells[k]);
        if (cells[k + 1])
            fill(out, GAP + (k < count && width[k] > is ? width[k] - is : 0));
    }
    g_string_append_c(out, '\n');
}

/* The second line, and more, below the subject. */
static void put_cells(GString *out, const list *l, char **lines, guint from,
                      guint to)
{
    size_t stand = l->side[0] + l->side[1] + (size_t)2 * GAP;

    for (guint i = from; i < to; i++) {
        g_auto(GStrv) cells = g_strsplit(lines[i], "\t", -1);
        if (i > from && *lines[i])
            fill(out, stand);
        put_padded(out, cells, i == from ? l->side : l->width,
                   i == from       ? SIDE
                   : i == from + 1 ? l->count
                                   : 0);
    }
}

/* ---- all of it ---- */

static void put_lines(GString *out, char **lines, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        g_string_append_printf(out, "%s\n", lines[i]);
}

char *grid_text(const char *text, const GPtrArray *marks)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines), at = 0;
    GString *out = g_string_new(NULL);
    list l = {.count = 0};

    count -= count > 0 && *lines[count - 1] == '\0';
    for (guint i = 0; i < marks->len; i++) {
        const layout_mark *m = marks->pdata[i];
        guint to = end_of(marks, i, count);
        bool table = m->kind == LAYOUT_TABLE;
        if (m->kind == LAYOUT_ROWS)
            l = measure_list(marks, i, lines, count);
        if ((!table && m->kind != LAYOUT_CELLS) || m->line < at ||
            m->line >= to)
            continue;
        put_lines(out, lines, at, m->line);
        if (table)
            put_table(out, lines, m->line, to, m->words);
        else
            put_cells(out, &l, lines, m->line, to);
        at = to;
    }
    put_lines(out, lines, at, count);
    return g_string_free(out, FALSE);
}
