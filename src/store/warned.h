/* warned: how far people were told that prepaid time of a service runs out. */
#ifndef POSTERN_STORE_WARNED_H
#define POSTERN_STORE_WARNED_H

#include "store/store.h"

typedef struct store_warned {
    int64_t service;
    int64_t month; /* desk/prepaid.h */
    int percent;   /* the highest that was told */
} store_warned;

/* *percent: what was told in that month, 0: nothing. */
bool store_warned_get(store *s, int64_t service, int64_t month, int *percent,
                      GError **error);
/* In a transaction. */
bool store_warned_put(store *s, const store_warned *w, GError **error);

#endif
