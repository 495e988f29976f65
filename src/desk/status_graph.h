/* status_graph: is there a status that no request comes to, or that none
 * comes out of? Looks at the model alone; what a type makes of it is
 * desk/process.h. Pure. */
#ifndef POSTERN_DESK_STATUS_GRAPH_H
#define POSTERN_DESK_STATUS_GRAPH_H

#include "desk/status.h"

typedef enum {
    STATUS_FINE,
    STATUS_UNREACHED, /* nothing leads to it */
    STATUS_DEAD_END   /* it is open, and nothing leads from it to the end */
} status_fault;
/* Of each row, in the order of the model. Caller frees. */
status_fault *status_faults(const status_model *m);

#endif
