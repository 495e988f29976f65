/* due: what waits for its time, and when the next of it comes. */
#ifndef POSTERN_STORE_DUE_H
#define POSTERN_STORE_DUE_H

#include "store/store.h"

/* A clock that is set back may delay nothing by more than this: what was written
 * down later than now by so much is due. */
#define STORE_DUE_BACK_MS 60000

typedef enum {
    STORE_DUE_PUBLISH, /* ends of undo windows */
    STORE_DUE_REMIND,  /* held items but spam, after_ms after they were held */
    STORE_DUE_DIGEST,  /* held spam of `queue`, after_ms after the oldest */
    STORE_DUE_ASIDE,   /* what is aside in it, in the same way */
    STORE_DUE_WAIT,    /* rows of store/waits.h whose kind is `queue` */
    STORE_DUE_JOB      /* open jobs (store/job.h) whose kind is `queue` */
} store_due_kind;

typedef struct store_due {
    store_due_kind kind;
    const char *queue; /* borrowed; NULL where the kind has none */
    int64_t after_ms;
} store_due;

/* Is one of these due at `now_ms` (*due)? *next_ms: when the next one after
 * that is; INT64_MAX: none. Cheap: a few looks into indexes. */
bool store_due_next(store *s, const store_due *all, unsigned count,
                    int64_t now_ms, bool *due, int64_t *next_ms,
                    GError **error);

/* The system's clock was set back by `back_ms`: what waits in this store waits
 * no longer for that. What waits for a date (store/waits.h) goes on to. In a transaction. */
bool store_due_set_back(store *s, int64_t back_ms, GError **error);

#endif
