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
        for (guint k = 0; cells[k] && k < COLUMNS_MAX; k++) {
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

    for (guint k = 0; cells[k] && k < COLUMNS_MAX; k++)
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

    count -= count > 0 && *lines[count - 1] == '\0';
    for (guint i = 0; i < marks->len; i++) {
        const layout_mark *m = marks->pdata[i];
        const layout_mark *end =
            i + 1 < marks->len ? marks->pdata[i + 1] : NULL;
        guint to = end ? MIN(end->line, count) : count;
        if (m->kind != LAYOUT_TABLE || m->line < at || m->line >= to)
            continue;
        put_lines(out, lines, at, m->line);
        put_table(out, lines, m->line, to, m->words);
        at = to;
    }
    put_lines(out, lines, at, count);
    return g_string_free(out, FALSE);
}
