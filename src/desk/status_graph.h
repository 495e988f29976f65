/* status_graph: which statuses lead to which, by what happens, by hand, and by
 * themselves: is there one that no request comes to, or that none comes out of?
 * Pure. */
#ifndef POSTERN_DESK_STATUS_GRAPH_H
#define POSTERN_DESK_STATUS_GRAPH_H

#include "desk/status.h"

/* One thing that leads from a status to another. */
typedef enum {
    STATUS_BY_CUSTOMER, /* a message of the customer */
    STATUS_BY_REPLY,
    STATUS_BY_NOTE,
    STATUS_BY_LINE,
    STATUS_BY_RETURN,
    STATUS_BY_TIME, /* after */
    STATUS_BY_HAND, /* next */
    STATUS_WAYS
} status_way;

/* Calls `visit` with each (status, way, status), in the order of the model; not
 * where it stays. `role`: of a way by hand, who may; NULL: whoever may any. */
typedef void (*status_visit)(const status_row *from, status_way way,
                             const status_row *to, const char *role,
                             void *context);
void status_edges(const status_model *m, status_visit visit, void *context);

typedef enum {
    STATUS_FINE,
    STATUS_UNREACHED, /* nothing leads to it */
    STATUS_DEAD_END   /* it is open, and nothing leads from it to the end */
} status_fault;
/* Of each row, in the order of the model. Caller frees. */
status_fault *status_faults(const status_model *m);

#endif
