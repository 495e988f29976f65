/* clock: clocks of SLAs: what is promised about a ticket, how much of the
 * time is used, and what became of it. Rows stay when a clock has stopped:
 * reports are made of them. Amounts are working time in milliseconds. */
#ifndef POSTERN_STORE_CLOCK_H
#define POSTERN_STORE_CLOCK_H

#include "store/store.h"

typedef struct store_clock {
    int64_t ticket;
    char *kind;  /* "first", ...: desk/sla.h */
    int64_t seq; /* of its kind, from 1 */
    char *sla;   /* that promises it */
    int64_t target_ms;
    int64_t from_ms;     /* since when it counts, pauses and all */
    int64_t used_ms;     /* until since_ms; all of it if it does not run */
    int64_t since_ms;    /* it runs since then; 0: it is paused, or over */
    int64_t due_ms;      /* when the target is used up; 0 while it is paused */
    int64_t stopped_ms;  /* 0: it is not over */
    int64_t breached_ms; /* when it was used up, if that was seen; 0 */
    char *excused;       /* why it does not count in reports; NULL */
    int64_t told;        /* what was told about it: desk/sla.h */
} store_clock;
void store_clock_free(store_clock *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_clock, store_clock_free)
store_clock *store_clock_copy(const store_clock *k);

/* Adds it, or writes it again. In a transaction. */
bool store_clock_put(store *s, const store_clock *k, GError **error);
/* All of a ticket, by kind and seq. store_clock*. */
GPtrArray *store_clock_list(store *s, int64_t ticket, GError **error);

/* What clocks that begin later must know of a ticket: was a person's reply
 * sent, and since when does the customer wait for one (0: he does not)? */
typedef struct store_asked {
    bool replied;
    int64_t since_ms;
} store_asked;
bool store_clock_asked(store *s, int64_t ticket, store_asked *asked,
                       GError **error);

#endif
