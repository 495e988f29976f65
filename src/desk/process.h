/* process: the ways from one status to another, as data: what draw and check look
 * at. Pure. */
#ifndef POSTERN_DESK_PROCESS_H
#define POSTERN_DESK_PROCESS_H

#include "desk/status.h"

typedef enum {
    PROCESS_CUSTOMER, /* the customer writes */
    PROCESS_REPLY,    /* an answer to him leaves */
    PROCESS_LINE,     /* /line */
    PROCESS_RETURN,   /* /return */
    PROCESS_TIME,     /* so much time goes by */
    PROCESS_COMMAND   /* a command of its own: /close, /spam */
} process_cause;

typedef struct process_way {
    const char *from, *to; /* ids; borrowed from the model */
    process_cause cause;
    char *words; /* "the customer writes", "after 7 days" */
} process_way;

/* process_way*, which the array owns; a way to where it is already is none. What
 * /status can do is none of them. Caller unrefs. */
GPtrArray *process_ways(const status_model *m);

#endif
