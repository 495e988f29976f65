/* draw: the process of this desk as a picture, in the DOT language of graphviz:
 * statuses and what leads from one to another, and the lines. Pure. */
#ifndef POSTERN_DESK_DRAW_H
#define POSTERN_DESK_DRAW_H

#include "config/config.h"

/* One digraph, for `dot -Tsvg`. Caller frees. */
char *draw_process(const config *c);

#endif
