/* when: dates, times and lengths of time as people write them after a command:
 * "24.12.", "24 Dec 15:00", "tomorrow", "fri at 3pm", "3d", "+2w", "завтра в 10",
 * "i morgen kl. 9". English, Russian and Norwegian words.
 *
 * Pure: what time it is, and where, are arguments. */
#ifndef POSTERN_DESK_WHEN_H
#define POSTERN_DESK_WHEN_H

#include "base/span.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define WHEN_YEARS_MAX 10 /* nobody plans further ahead */

typedef enum {
    WHEN_FINE,
    WHEN_NONE, /* it does not begin with a date */
    WHEN_TWO,  /* it can be read in two ways: 03/04, next friday */
    WHEN_PAST, /* it is over */
    WHEN_FAR,  /* more than WHEN_YEARS_MAX away */
    WHEN_RESULTS
} when_result;

typedef struct when_ask {
    int64_t now_ms;
    GTimeZone *zone; /* that dates and times are meant in */
    int minute;      /* of the day, where a date has no time of its own */
    bool back; /* what has been is asked for: dates without a year and weekdays
                  are the last of their kind, today included, "3d" is three
                  days ago, "yesterday" is known, nothing is WHEN_PAST */
} when_ask;

typedef struct when {
    int64_t at_ms;    /* the moment; of WHEN_TWO the one reading */
    int64_t other_ms; /* and the other; else 0 */
    bool has_time;    /* a time of day was written, or follows ("2h") */
    int days; /* "3d" is 3, "2w" 14: so many whole days from now; 0 if it
                            was written in another way */
    const char *rest; /* within the text: what follows it, blanks off; "" */
} when;

/* Reads a date at the beginning of `text`, as much as can be one. "3d" and "2w"
 * keep the time of day. A date without a year is the next of its kind, today
 * included; a weekday is the next one, never today; a time alone is the next one.
 * *out is set whole unless it is WHEN_NONE. */
when_result when_read(const char *text, const when_ask *ask, when *out);

/* "24 December 2026", with a time "24 December 2026, 15:00". Caller frees. */
char *when_words(int64_t at_ms, GTimeZone *zone, bool with_time);
/* A date by whose end something is due: its last minute. */
#define WHEN_DAY_END (24 * 60 - 1)
/* The same as when_words, with a time if it is not that minute. Caller frees. */
char *when_due_words(int64_t due_ms, GTimeZone *zone);
/* In a language (desk/speech.h). Caller frees. */
char *when_due_in(const char *language, int64_t due_ms, GTimeZone *zone);
/* Both readings of WHEN_TWO: "3 April 2026 or 4 March 2026". Caller frees. */
char *when_two_words(const when *w, GTimeZone *zone);

/* Work that is planned, in minutes: "4h", "1d", "1 h 30 min", "1,5 h", "2w". A day
 * is a working day of eight hours, a week has five. -1 if it is none, has no unit or
 * is more than WHEN_WORK_MAX. */
#define WHEN_WORK_DAY  (8 * 60)
#define WHEN_WORK_WEEK (5 * WHEN_WORK_DAY)
#define WHEN_WORK_MAX  (1000 * WHEN_WORK_DAY)
int when_work_minutes(const char *text);
/* The same for people: "1 d 4 h", "30 min". Caller frees. */
char *when_work_words(int64_t minutes);

#endif
