/* csv: tables as text. */
#include "base/csv.h"

#include <string.h>

/* ---- reading ---- */

typedef struct reader {
    const char *at, *end;
    char separator;
    int line;
    GPtrArray *rows;
    GPtrArray *wrong;
} reader;

static void row_free(void *data)
{
    csv_row *row = data;

    g_ptr_array_unref(row->cells);
    g_free(row);
}

static void bad(const reader *r, int line, const char *what)
{
    g_ptr_array_add(r->wrong, g_strdup_printf("%d: %s", line, what));
}

/* That which the first line has most of, outside quotes. */
static char separator_of(const char *text, const char *end)
{
    static const char choice[] = ",;\t";
    unsigned count[3] = {0}, best = 0;
    bool quoted = false;

    for (; text < end && (quoted || (*text != '\n' && *text != '\r')); text++) {
        const char *one = memchr(choice, *text, 3);
        if (*text == '"')
            quoted = !quoted;
        else if (one && !quoted)
            count[one - choice]++;
    }
    for (unsigned i = 1; i < 3; i++)
        if (count[i] > count[best])
            best = i;
    return choice[best];
}

static bool at_line_end(const reader *r)
{
    return r->at == r->end || *r->at == '\n' || *r->at == '\r';
}

static void take_line_end(reader *r)
{
    if (r->at < r->end && *r->at == '\r')
        r->at++;
    if (r->at < r->end && *r->at == '\n')
        r->at++;
    r->line++;
}

/* After its first quote. False: it does not end. */
static bool take_quoted(reader *r, GString *cell)
{
    int line = r->line;

    while (r->at < r->end) {
        char c = *r->at++;
        if (c == '"' && (r->at == r->end || *r->at != '"'))
            return true;
        r->at += c == '"';
        r->line += c == '\n';
        g_string_append_c(cell, c);
    }
    bad(r, line, "a quote is not closed");
    return false;
}

static void take_plain(reader *r, GString *cell)
{
    while (!at_line_end(r) && *r->at != r->separator)
        g_string_append_c(cell, *r->at++);
}

/* False: what follows cannot be read any more. */
static bool take_cell(reader *r, csv_row *row)
{
    g_autoptr(GString) cell = g_string_new(NULL);

    if (r->at < r->end && *r->at == '"') {
        r->at++;
        if (!take_quoted(r, cell))
            return false;
        if (!at_line_end(r) && *r->at != r->separator)
            bad(r, r->line, "after the quote that ends a cell another begins");
    }
    take_plain(r, cell);
    if (cell->len > CSV_CELL_MAX)
        bad(r, row->line, "a cell is too long");
    if (row->cells->len == CSV_CELLS_MAX)
        bad(r, row->line, "it has too many cells");
    if (row->cells->len < CSV_CELLS_MAX)
        g_ptr_array_add(row->cells,
                        g_utf8_normalize(cell->str, -1, G_NORMALIZE_NFC));
    return true;
}

static bool take_row(reader *r)
{
    csv_row *row = g_new0(csv_row, 1);

    row->line = r->line;
    row->cells = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(r->rows, row);
    for (;;) {
        if (!take_cell(r, row))
            return false;
        if (at_line_end(r))
            break;
        r->at++;
    }
    take_line_end(r);
    return true;
}

static void take_rows(reader *r)
{
    while (r->at < r->end) {
        if (at_line_end(r))
            take_line_end(r);
        else if (r->rows->len == CSV_ROWS_MAX) {
            bad(r, r->line, "it has too many rows");
            return;
        } else if (!take_row(r))
            return;
    }
}

/* The line of the first octet that is not UTF-8, or is NUL; 0: all is text. */
static int not_text(const char *text, size_t size)
{
    const char *bad_at;
    int line = 1;

    if (g_utf8_validate_len(text, size, &bad_at))
        return 0;
    for (; text < bad_at; text++)
        line += *text == '\n';
    return line;
}

GPtrArray *csv_read(const char *text, size_t size, GPtrArray *wrong)
{
    bool marked = size >= 3 && memcmp(text, CSV_BOM, 3) == 0;
    guint before = wrong->len;
    reader r = {.at = marked ? text + 3 : text,
                .end = text + size,
                .line = 1,
                .rows = g_ptr_array_new_with_free_func(row_free),
                .wrong = wrong};
    int line = not_text(text, size);

    if (line > 0) {
        bad(&r, line, "this is not UTF-8: save the table as CSV in UTF-8");
    } else {
        r.separator = separator_of(r.at, r.end);
        take_rows(&r);
    }
    if (wrong->len == before)
        return r.rows;
    g_ptr_array_unref(r.rows);
    return NULL;
}

/* ---- writing ---- */

void csv_put(GString *out, char separator, const char *cell)
{
    if (separator)
        g_string_append_c(out, separator);
    if (!strpbrk(cell, "\",;\t\r\n") && *cell != ' ' &&
        (!*cell || cell[strlen(cell) - 1] != ' ')) {
        g_string_append(out, cell);
        return;
    }
    g_string_append_c(out, '"');
    for (; *cell; cell++) {
        if (*cell == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *cell);
    }
    g_string_append_c(out, '"');
}

void csv_end(GString *out)
{
    g_string_append(out, "\r\n");
}

/* An apostrophe too: else what was guarded could not be told from it. */
static bool is_formula(const char *cell)
{
    cell += strspn(cell, "'");
    return *cell && strchr("=+-@\t\r", *cell);
}

char *csv_guard(const char *cell)
{
    return is_formula(cell) ? g_strconcat("'", cell, NULL) : g_strdup(cell);
}

char *csv_unguard(const char *cell)
{
    return g_strdup(*cell == '\'' && is_formula(cell) ? cell + 1 : cell);
}
