/* csv: tables as text, RFC 4180, and as spreadsheets write them: with a BOM,
 * with semicolons where a comma is the decimal sign. Pure. */
#ifndef POSTERN_CSV_H
#define POSTERN_CSV_H

#include <glib.h>
#include <stdbool.h>

#define CSV_CELLS_MAX 200        /* of a row */
#define CSV_CELL_MAX  (64 << 10) /* octets of a cell */
#define CSV_ROWS_MAX  1000000

typedef struct csv_row {
    int line;         /* on which it begins, from 1 */
    GPtrArray *cells; /* char*, UTF-8, in Unicode's normal form C */
} csv_row;

/* All rows of a text, the header first: a csv_row* array, which frees them.
 * What separates cells is the one of comma, semicolon and tab that the header
 * has most of, outside quotes. Rows without any octet are left out; line ends
 * are LF, CRLF or CR. NULL: each of the lines ("3: ...", char*) that are added
 * to `wrong` says one thing that is not as it should be. */
GPtrArray *csv_read(const char *text, size_t size, GPtrArray *wrong);

#define CSV_BOM "\xef\xbb\xbf"

/* Appends a cell, quoted where it must be; `separator` before it, unless it is
 * 0 (the first of its row). */
void csv_put(GString *out, char separator, const char *cell);
/* Ends a row. */
void csv_end(GString *out);

/* A text that a spreadsheet would take for a formula gets an apostrophe before
 * it, and loses that when it is read. Numbers of ours do not go through here.
 * Caller frees. */
char *csv_guard(const char *cell);
char *csv_unguard(const char *cell);

#endif
