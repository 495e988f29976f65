/* task: requests that another department was asked by, as links of kind "task". */
#ifndef POSTERN_STORE_TASK_H
#define POSTERN_STORE_TASK_H

#include "store/ticket.h"

#define STORE_LINK_TASK "task" /* `b` was asked for `a` */

/* In a transaction. */
bool store_task_add(store *s, int64_t asker, int64_t task, int64_t at_ms,
                    GError **error);
/* The request that this one was asked for; NULL without error: it is no task. */
store_ticket *store_task_asker(store *s, int64_t task, GError **error);

#endif
