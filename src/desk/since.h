/* since: a span of days as people name it when they ask what has been: a month
 * ("2026-10", "10.2026"), a year, or a day as desk/when.h reads it. Pure. */
#ifndef POSTERN_DESK_SINCE_H
#define POSTERN_DESK_SINCE_H

#include "desk/when.h"

typedef struct since {
    int64_t from_ms,
        until_ms; /* without until_ms; of a moment they are equal */
} since;

/* The whole text must be one. *out is set if WHEN_FINE is returned. Of WHEN_TWO
 * *both (may be NULL) gets when_two_words, which the caller frees. */
when_result since_read(const char *text, int64_t now_ms, GTimeZone *zone,
                       since *out, char **both);

#endif
