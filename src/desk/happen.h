/* happen: what a plan makes happen to a request, as events with names: for robots
 * and hooks. Whoever made the plan, this reads its steps alone. Pure. */
#ifndef POSTERN_HAPPEN_H
#define POSTERN_HAPPEN_H

#include "desk/facts/snapshot.h"
#include "desk/plan.h"
#include "desk/status.h"

typedef enum {
    HAPPEN_NEW,      /* it was made */
    HAPPEN_MESSAGE,  /* the customer, or a participant, wrote */
    HAPPEN_REPLY,    /* a person's reply was published */
    HAPPEN_NOTE,     /* a note or a finding, a partner's answer too */
    HAPPEN_STRANGER, /* an entry that is kept apart */
    HAPPEN_STATUS, /* from `old` to `new`, as in all that follow up to FIELD */
    HAPPEN_ASSIGNED, /* its holder */
    HAPPEN_LINE,
    HAPPEN_QUEUE,
    HAPPEN_CATEGORY,
    HAPPEN_TYPE,
    HAPPEN_PRIORITY,
    HAPPEN_FIELD,    /* `field` of [field NAME]; `old` is not known */
    HAPPEN_RESOLVED, /* beside "status" */
    HAPPEN_CLOSED,
    HAPPEN_REOPENED,
    HAPPEN_SLA_WARNING, /* `field`: kind of the clock */
    HAPPEN_SLA_BREACH,
    HAPPEN_BOUNCED,   /* a mail of ours came back; `new`: words of the report */
    HAPPEN_DELIVERED, /* ... or is in its recipient's mailbox */
    HAPPEN_READ,      /* ... or was opened */
    HAPPEN_HELD,      /* something waits for a word */
    HAPPEN_FORWARDED,
    HAPPEN_APPROVAL, /* a voice of a board */
    HAPPEN_MERGED,   /* it became part of `new` */
    HAPPEN_SPLIT,    /* entries of it went to another */
    HAPPEN_RATED,    /* a customer said how it went: `new` of `old`, the best */
    HAPPEN_REVIEWED, /* the same of a lead */
    HAPPEN_KINDS
} happen_kind;
extern const char *const happen_names[]; /* "new"; NULL ends them */
/* HAPPEN_KINDS: there is none of this name. */
happen_kind happen_named(const char *name);

typedef struct happening {
    happen_kind what;
    int64_t entry;     /* 0: about none; PLAN_LATEST holds before step `at` */
    int at;            /* the step after the one that made it happen */
    const char *field; /* NULL; strings are the plan's or the snapshot's */
    char *old, *new;   /* as words; NULL: nothing */
    store_actor kind;
    const char *actor; /* id or address; "" */
} happening;
void happening_free(happening *h);

/* Of the ticket whose state before the plan this is; NULL: of the one that the plan
 * makes. In the order of its steps; happening*. The array lives no longer than plan
 * and snapshot. */
GPtrArray *happen_of(const plan *p, const snapshot_ticket *before,
                     const status_model *statuses);

#endif
