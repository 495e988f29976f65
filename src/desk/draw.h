/* draw: the process of this desk as a picture, in the DOT language of graphviz:
 * statuses and what leads from one to another, and the lines. Pure. */
#ifndef POSTERN_DESK_DRAW_H
#define POSTERN_DESK_DRAW_H

#include "config/config.h"

/* One digraph, for `dot -Tsvg`: the process of requests of this type (NULL: of
 * none). Bold is where they begin, dashed where clocks stop, grey what is done; in
 * brackets what the customer reads. Caller frees. */
char *draw_process(const config *c, const char *type);

#endif
