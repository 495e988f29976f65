/* ical: what is taken from libical, which nothing else here knows: rules of
 * recurrence, and durations (RFC 5545, 3.3.10 and 3.3.6). All of it in wall
 * times of the event's own zone: see worktime/calendar.h. */
#ifndef POSTERN_WORKTIME_ICAL_H
#define POSTERN_WORKTIME_ICAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct ical_rule ical_rule;

/* The occurrences of an RRULE, without its UNTIL, whose first is at `wall`,
 * until about CALENDAR_TO. NULL if it is not one. One that matches nearly
 * nothing can take half a second. */
ical_rule *ical_rule_new(const char *text, int64_t wall, bool is_date);
/* The next, from the first on; false when there is no more. */
bool ical_rule_next(ical_rule *r, int64_t *wall);
void ical_rule_free(ical_rule *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ical_rule, ical_rule_free)

/* "P1D", "PT2H30M" in milliseconds; false if it is none, or negative. */
bool ical_duration(const char *text, int64_t *ms);

#endif
