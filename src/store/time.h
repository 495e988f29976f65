/* time: working time that was booked on tickets, and timers that run. */
#ifndef POSTERN_STORE_TIME_H
#define POSTERN_STORE_TIME_H

#include "store/store.h"

/* Nobody changes a row after it was written: a correction is another, with the
 * opposite sign. `bill_min` is what the customer is charged for (norm, rounding and
 * factor of the rate are in it), so that a sum of rows is a sum of statements. */
typedef struct store_time {
    int64_t id;      /* given out */
    int64_t ticket;  /* 0: that which the plan makes */
    int64_t service; /* of the ticket when it was booked; 0: none */
    char *who;       /* operator who worked */
    char *work;      /* type, ""; desk/work_config.h */
    int64_t at_ms;   /* when it was worked */
    int64_t booked_ms;
    char *booked_by;    /* operator, robot or hook; "" */
    int64_t min;        /* minutes, signed; never 0 */
    int64_t bill_min;   /* the same, charged */
    int64_t cost_minor; /* what an hour of hers costs the desk; 0: not known */
    int64_t corrects;   /* row, 0 */
    char *what;         /* "" */
    char *ledger;       /* id of the message that booked it; NULL: none did */
    int64_t pos;        /* of it in that message, from 1 */
    int64_t statement;  /* in which it was sent; 0: it is in none */
    int64_t over_min; /* of bill_min, what that one asks money for; read only */
} store_time;
void store_time_free(store_time *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_time, store_time_free)

/* `id` is given out. What this place of this message booked before is booked: then
 * nothing is done, and id is 0. In a transaction. */
bool store_time_add(store *s, store_time *t, GError **error);

typedef struct store_time_filter {
    int64_t ticket, service, contract; /* 0: any */
    const char *who, *work;            /* NULL: any */
    int64_t from_ms, to_ms;            /* worked in; to is outside; 0: any */
    int64_t statement;                 /* sent in this one; 0: any */
    bool unsent;                       /* in none */
} store_time_filter;
/* By at_ms, then id. store_time*. */
GPtrArray *store_time_list(store *s, const store_time_filter *f,
                           GError **error);
/* Of a ticket, all that is booked: minutes, and those that are charged. */
bool store_time_of(store *s, int64_t ticket, int64_t *min, int64_t *bill_min,
                   GError **error);
/* Of a ticket and a type of work alone. */
bool store_time_of_work(store *s, int64_t ticket, const char *work,
                        int64_t *min, int64_t *bill_min, GError **error);

/* ---- timers: at most one an operator ---- */

typedef struct store_timer {
    char *operator_id;
    int64_t ticket;
    int64_t from_ms; /* 0: it is no more, in a plan */
    char *work, *what;
    int64_t asked_ms; /* she was asked about it; 0 */
} store_timer;
void store_timer_free(store_timer *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_timer, store_timer_free)
/* Takes the place of hers, if she has one; from_ms 0: she has none from now on. */
bool store_timer_put(store *s, const store_timer *t, GError **error);
/* NULL without *error: none runs. */
store_timer *store_timer_get(store *s, const char *operator_id, GError **error);
/* All, by operator. store_timer*. */
GPtrArray *store_timer_list(store *s, GError **error);

#endif
