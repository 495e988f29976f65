/* days: what of each date is open, as wall times: a week, and the dates that
 * are not as the week has them. What a calendar asks. */
#ifndef POSTERN_WORKTIME_DAYS_H
#define POSTERN_WORKTIME_DAYS_H

#include "worktime/calendar.h"

typedef struct day_table day_table;

day_table *days_new(const calendar_sheet *sheet);
void days_free(day_table *d);

/* Open wall time from a fixed one, some days before CALENDAR_FROM, to `wall`.
 * Only differences mean something. Takes time with the logarithm of the dates
 * that are not as the week has them. */
int64_t days_open_until(const day_table *d, int64_t wall);
/* The number of the date of a wall time: 0 is 1970-01-01. */
int64_t days_number(int64_t wall);

#endif
