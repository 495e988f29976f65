/* condition: what must hold of a request, and of what happened to it, before a
 * robot acts: `if` and `unless` of [robot NAME]. It is the language of /list
 * (desk/list_filter.h), with = or : after a key, some keys of its own, and "or"
 * between several. Pure. */
#ifndef POSTERN_DESK_CONDITION_H
#define POSTERN_DESK_CONDITION_H

#include "desk/facts/snapshot.h"
#include "desk/happen.h"
#include "desk/list_filter.h"

#define CONDITION_OR_MAX 16 /* of one text */

/* All of it must hold. */
typedef struct condition_part {
    list_filter *filter;
    char *by;           /* who did it: "operator", ...; NULL: anybody */
    char *was;          /* what it was before; NULL: anything */
    char *now;          /* what it has become; NULL: anything */
    char *field;        /* which field, or clock; NULL: any */
    char *company;      /* name or number; NULL: any */
    bool overdue;       /* what is due is over */
    bool asks_of_event; /* one of the first four */
} condition_part;

typedef struct condition {
    GPtrArray *parts; /* condition_part*: one of them must hold */
} condition;

/* NULL: *wrong says why, in words (caller frees). Lives no longer than `c`. */
condition *condition_read(const config *c, const char *text, char **wrong);
void condition_free(condition *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(condition, condition_free)

/* What happened, as a robot's job keeps it. */
typedef struct condition_event {
    happen_kind what;
    const char *by; /* "operator", as desk/history.h names actors */
    const char *old, *new, *field; /* NULL */
} condition_event;

typedef struct condition_ask {
    const config *c;
    const snapshot_ticket *t;
    const GArray *events; /* condition_event; NULL: nothing happened but time */
    unsigned words;       /* bit N: all words of part N are in the request */
    int64_t now_ms;
} condition_ask;
bool condition_holds(const condition *k, const condition_ask *a);

/* Why it cannot hold of a request in this status (NULL: any), if nothing happened
 * (`timed`), in words; NULL: it can. Caller frees. */
char *condition_never(const config *c, const condition *k, const char *status,
                      bool timed);

#endif
