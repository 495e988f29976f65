/* ics_when: the dates and times of an iCalendar file, as the wall times of the
 * calendar that they are read for (RFC 5545, 3.3.4 and 3.3.5). */
#ifndef POSTERN_WORKTIME_ICS_WHEN_H
#define POSTERN_WORKTIME_ICS_WHEN_H

#include "worktime/ics_line.h"

#include <stdint.h>

typedef struct ics_when {
    int64_t wall;         /* in its own zone */
    int64_t key;          /* on the wall of the calendar */
    bool is_date;         /* then both are the same midnight */
    const GArray *pieces; /* of its own zone, NULL: the calendar's; borrowed */
} ics_when;

/* The zones of a file. */
typedef struct ics_zones ics_zones;
/* Both borrowed for as long as it lives. */
ics_zones *ics_zones_new(GTimeZone *calendar, const ics_text *file);
void ics_zones_free(ics_zones *z);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ics_zones, ics_zones_free)

/* The value `text` of a line, whose parameter TZID counts. Returns NULL and
 * fills *when, or words for people (caller frees). */
char *ics_when_read(ics_zones *z, const ics_line *l, const char *text,
                    ics_when *when);
/* The same time of its zone's wall, elsewhere. */
void ics_when_move(ics_zones *z, ics_when *when, int64_t wall);

#endif
