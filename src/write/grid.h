/* grid: tables of a plain text, whose cells tabs part: their columns below each
 * other. Pure. */
#ifndef POSTERN_GRID_H
#define POSTERN_GRID_H

#include <glib.h>

/* `text` with each LAYOUT_TABLE of `marks` (layout_mark*, rising) in columns, not
 * wider than a line where they can be: the first column is broken for that; and
 * with all LAYOUT_CELLS of a list below each other, the second lines of them below
 * their subjects. Caller frees. */
char *grid_text(const char *text, const GPtrArray *marks);

#endif
