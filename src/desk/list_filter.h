/* list_filter: which requests somebody asks for: "type:incident line:2 overdue", or
 * words that must stand in them. Pure. */
#ifndef POSTERN_DESK_LIST_FILTER_H
#define POSTERN_DESK_LIST_FILTER_H

#include "config/config.h"
#include "desk/fault.h"
#include "store/ticket.h"

typedef struct list_filter {
    store_ticket_filter f; /* its texts are below */
    GPtrArray *texts;      /* char* */
    const char *status[2];
    bool says_openness; /* open, done, all or a status was written */
} list_filter;

/* `command` asks, in the words of *wrong, and `me` is who does. */
typedef struct list_ask {
    const config *c;
    const char *command, *me;
    int64_t now_ms;
} list_ask;
/* NULL: *wrong says why. Caller frees either. */
list_filter *list_filter_read(const list_ask *ask, const char *text,
                              fault **wrong);
void list_filter_free(list_filter *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(list_filter, list_filter_free)

#endif
