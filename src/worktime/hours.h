/* hours: the hours of a day, as people write them: "09:00-13:00,
 * 14:00-18:00". */
#ifndef POSTERN_WORKTIME_HOURS_H
#define POSTERN_WORKTIME_HOURS_H

#include "worktime/calendar.h"

/* "closed", or spans with commas between them, in any order; one whose end is
 * not after its beginning ends on the next day; 24:00 is the end of a day.
 * Appends calendar_hours to `hours`. NULL, or words for people, and then it
 * appends nothing. Caller frees. */
char *hours_read(const char *text, GArray *hours);
/* One of them: "22:00-06:00". Caller frees. */
char *hours_write(const calendar_hours *h);

#endif
