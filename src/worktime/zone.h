/* zone: the time zones that this machine knows, by their IANA names. */
#ifndef POSTERN_WORKTIME_ZONE_H
#define POSTERN_WORKTIME_ZONE_H

#include <glib.h>

/* NULL if there is none of this name ("Europe/Oslo", "UTC"). Offsets, rules and
 * paths are no names. The caller unrefs. */
GTimeZone *zone_by_name(const char *name);
/* For the end of an error text: the name that was probably meant, also where it
 * is a city's alone; or what is missing; or "". Caller frees. */
char *zone_hint(const char *name);

#endif
