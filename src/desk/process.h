/* process: the ways from one status to another, as data: what is drawn and
 * inspected. Pure. */
#ifndef POSTERN_DESK_PROCESS_H
#define POSTERN_DESK_PROCESS_H

#include "config/config.h"
#include "desk/status.h"

typedef struct process_way {
    const char *from, *to; /* ids; borrowed from the configuration */
    char *words;           /* "the customer writes", "after 7d" */
    bool by_hand;          /* /status NAME, where it is said what may be set */
} process_way;

/* const status_row*: those that requests of this type (NULL: of none) can have.
 * Caller unrefs. */
GPtrArray *process_statuses(const config *c, const char *type);
/* process_way*, which the array owns, between those; a way to where it is already
 * is none, /line is one where it is open, /return where another line has it. Caller
 * unrefs. */
GPtrArray *process_ways(const config *c, const char *type);
/* Can it be set by hand from this one, or everything? */
bool process_is_free(const config *c, const char *id);

#endif
