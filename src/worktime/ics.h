/* ics: holidays and moved working days from an iCalendar file (RFC 5545).
 *
 * Each event is a time that is closed, or one that is open, as
 * worktime/calendar.h has them. Whole days are dates (DTEND is the first that
 * is not meant), and times from one midnight of the calendar's wall to another.
 * RRULE, RDATE, EXDATE, DURATION, RECURRENCE-ID and TZID mean what the RFC
 * says; a recurring time keeps its wall time.
 *
 * Not every event of a public feed is a day off. An event counts for nothing if
 *   - its STATUS is CANCELLED, or
 *   - one of its CATEGORIES, or the beginning of its DESCRIPTION, is one of the
 *     words for observances, or
 *   - it is TRANSPARENT, and another event of the file is not. Days are
 *     compared with days and times with times, because programs mark days as
 *     transparent by default: where all are marked alike it says nothing.
 * It is a working day if one of its CATEGORIES is WORKDAY or WORKING DAY, or
 * all of the file are.
 *
 * Files come from elsewhere, so all is bounded. Pure.
 */
#ifndef POSTERN_WORKTIME_ICS_H
#define POSTERN_WORKTIME_ICS_H

#include "worktime/calendar.h"

#include <stddef.h>

#define ICS_SIZE_MAX     (4u << 20) /* octets of a file, for who reads it */
#define ICS_EVENTS_MAX   20000
#define ICS_RULES_MAX    200    /* RRULEs of a file */
#define ICS_RULE_YEAR    1900   /* none begins before it */
#define ICS_TIMES_MAX    100000 /* that a file may come to */
#define ICS_STEPS_MAX    200000 /* occurrences of all its rules, of any year */
#define ICS_DAYS_MAX     366    /* that one lasts */
#define ICS_PROBLEMS_MAX 20     /* after which reading ends */

typedef struct ics_problem {
    int line;   /* of the file; 0: about all of it */
    char *text; /* a line of UTF-8 */
} ics_problem;

typedef struct ics_feed {
    GArray *holidays, *workdays; /* calendar_time between CALENDAR_FROM and _TO,
                                    in no order */
    GPtrArray *problems; /* ics_problem*, owned; then the times are not whole */
    unsigned passed_over; /* events that are no days off */
    int64_t last_ms;      /* wall time: the end of the last holiday; 0 */
} ics_feed;

typedef struct ics_wanted {
    GTimeZone *zone;                /* of the calendar */
    const char *const *observances; /* words; NULL: none */
    bool workdays;                  /* all events are working days */
} ics_wanted;

/* Never NULL. */
ics_feed *ics_read(const ics_wanted *wanted, const char *data, size_t size);
void ics_feed_free(ics_feed *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ics_feed, ics_feed_free)

#endif
