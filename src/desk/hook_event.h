/* hook_event: what another system is told, as JSON: postern-hooks(7) describes it,
 * and it only ever grows. No secret address stands in it. Pure. */
#ifndef POSTERN_DESK_HOOK_EVENT_H
#define POSTERN_DESK_HOOK_EVENT_H

#include "config/config.h"
#include "store/entry.h"
#include "store/job.h"
#include "store/ticket.h"
#include "store/time.h"

#define HOOK_EVENT_SCHEMA 1

typedef struct hook_event {
    const config *c;
    const store_job *job;
    const store_ticket *ticket;
    const GPtrArray *values;       /* store_value* of it */
    const GPtrArray *participants; /* store_participant* */
    const store_entry *entry;      /* NULL: it is about none */
    const GPtrArray *times;        /* store_time* of it; NULL: none */
    bool notes;                    /* it may have their text */
} hook_event;

/* One line, with its line end. Caller frees. */
char *hook_event_json(const hook_event *e);
/* The name that it has for good: the same at each try. Caller frees. */
char *hook_event_id(const store_job *job);

#endif
