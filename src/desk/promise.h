/* promise: what customers are told of the desk's hours, and by when they
 * hear from it. Pure. Texts are for people, in a
 * language (desk/speech.h); callers free them. */
#ifndef POSTERN_DESK_PROMISE_H
#define POSTERN_DESK_PROMISE_H

#include "worktime/calendar_config.h"

/* "Mon 30 Nov 16:00 MSK". */
char *promise_moment(const char *language, int64_t at_ms, GTimeZone *zone);
/* "Monday to Friday 10:00-19:00, Saturday 10:00-14:00 (MSK)"; NULL if it is
 * open always, or never. */
char *promise_hours(const char *language, const config_calendar *k,
                    int64_t now_ms);
/* "Wed 4 Nov, Thu 5 Nov": days of the next two weeks that are closed though
 * their weekday is open; NULL: none. */
char *promise_closed(const char *language, const config_calendar *k,
                     int64_t now_ms);

#endif
