/* age: how far a store has come, so that an older one in its place is known as
 * such; and what of it waits then for an administrator's word. */
#ifndef POSTERN_STORE_AGE_H
#define POSTERN_STORE_AGE_H

#include "store/store.h"

/* What is remembered beside the store. None goes down in a store's life. */
typedef struct store_age {
    int64_t epoch;
    int64_t generation; /* goes up with each commit that wrote something */
    int64_t ticket;     /* highest number given out */
} store_age;

bool store_age_get(store *s, store_age *age, GError **error);
/* Is a store of age `a` behind one of age `b`? */
bool store_is_older(const store_age *a, const store_age *b);

/* Within a transaction: a new epoch begins, above all of `known`, and so do the
 * numbers of tickets. Mail that the store has to send already waits until
 * store_resume. */
bool store_begin_epoch(store *s, const store_age *known, int64_t now_ms,
                       GError **error);

/* Does mail wait for an administrator since a new epoch began? *since_ms: when
 * that was, 0 if none waits. */
bool store_paused(store *s, int64_t *since_ms, GError **error);
/* Within a transaction: what waits may go, or (`drop`) is cancelled. *count: how
 * many there were. */
bool store_resume(store *s, bool drop, int64_t now_ms, int64_t *count,
                  GError **error);

#endif
