/* span: lengths of time, as people write and read them. In milliseconds, unless a
 * name says otherwise.
 */
#ifndef POSTERN_SPAN_H
#define POSTERN_SPAN_H

#include <stdbool.h>
#include <stdint.h>

#define SPAN_SECOND INT64_C(1000)
#define SPAN_MINUTE (60 * SPAN_SECOND)
#define SPAN_HOUR   (60 * SPAN_MINUTE)
#define SPAN_DAY    (24 * SPAN_HOUR)
#define SPAN_WEEK   (7 * SPAN_DAY)

/* How spans are written, for messages about one that is not. */
#define SPAN_UNITS "s, m, h, d, w, as in 60s or 14d"

/* A name of a unit, and how many of the smallest it has; the largest first. */
typedef struct span_unit {
    const char *name;
    int64_t factor;
} span_unit;
extern const span_unit span_units[]; /* w d h m s ms; name NULL ends it */

/* A whole number with one of these units, blanks between them allowed: "60s",
 * "14 d"; of zero the unit may be left out. NULL: it is one, and *value is set;
 * otherwise words for people, with `names` of the units. Caller frees. */
char *span_unit_read(const span_unit *units, const char *names,
                     const char *text, int64_t *value);
/* In the largest unit that divides the value: "14d", "90m"; "0". Caller frees. */
char *span_unit_write(const span_unit *units, int64_t value);

/* "30d" with span_units; false if it is none. */
bool span_read(const char *text, int64_t *ms);
/* About how long, for people who look: "3 d", "90 s". Caller frees. */
char *span_rough(int64_t ms);
/* What an operator says that she spent, in minutes: "25m", "1h 30m", "1h30", "1:30",
 * "1,5 h", "45", also in Russian and Norwegian; at most SPAN_SAID_MAX. -1 if it is none. */
#define SPAN_SAID_MAX (1000 * 60)
int span_said_minutes(const char *text);

#endif
