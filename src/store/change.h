/* change: what became of a ticket: each change of a field, and where it stayed. */
#ifndef POSTERN_STORE_CHANGE_H
#define POSTERN_STORE_CHANGE_H

#include "store/ticket.h"

/* Who did it. */
typedef enum {
    STORE_ACTOR_SYSTEM, /* the desk, by what it is configured to do */
    STORE_ACTOR_OPERATOR,
    STORE_ACTOR_CUSTOMER,
    STORE_ACTOR_PARTNER,
    STORE_ACTOR_CLOCK, /* something was due */
    STORE_ACTOR_RULE,
    STORE_ACTOR_ROBOT,
    STORE_ACTOR_HOOK,
    STORE_ACTOR_ADMIN /* a command of the program */
} store_actor;

/* Nobody changes a row after it was written. */
typedef struct store_change {
    int64_t ticket;
    int64_t n;       /* counts from 1 in its ticket */
    char *field;     /* "status", ... */
    char *old, *new; /* as words; NULL: nothing */
    store_actor kind;
    char *actor;  /* id or address, "" */
    char *cause;  /* "/close", "reply", "customer wrote", "" */
    char *reason; /* what was written as why, "" */
    int64_t at_ms;
} store_change;
void store_change_free(store_change *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_change, store_change_free)
/* `n` is given out. In a transaction. */
bool store_change_add(store *s, const store_change *c, GError **error);
/* Oldest first, at most `limit` of the newest; field NULL: all. store_change*. */
GPtrArray *store_change_list(store *s, int64_t ticket, const char *field,
                             unsigned limit, GError **error);

/* A time in which status, line and holder were the same. */
typedef struct store_stay {
    int64_t ticket;
    int64_t seq; /* counts from 1 in its ticket */
    char *status;
    int stage, line;
    char *holder;           /* NULL: nobody */
    int64_t from_ms, to_ms; /* to_ms 0: it is there */
    int64_t work_ms;        /* of that in working time; 0 while it is there */
} store_stay;
void store_stay_free(store_stay *y);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_stay, store_stay_free)
/* The one that it is in: NULL without *error if none was written (it is of an
 * older program). */
store_stay *store_stay_open(store *s, int64_t ticket, GError **error);
/* It ends where the next begins; `work_ms` is of the one that ends. */
bool store_stay_next(store *s, const store_ticket *t, int64_t at_ms,
                     int64_t work_ms, GError **error);
/* Oldest first. store_stay*. */
GPtrArray *store_stay_list(store *s, int64_t ticket, GError **error);

#endif
