/* calendar_config: [calendar NAME], when the desk works, made of its keys and
 * of the holiday files that it names. Those belong to the configuration: they
 * are read with it, and what is wrong in them is wrong in it. */
#ifndef POSTERN_WORKTIME_CALENDAR_CONFIG_H
#define POSTERN_WORKTIME_CALENDAR_CONFIG_H

#include "config/config.h"
#include "config/section.h"
#include "worktime/calendar.h"

#define CONFIG_CALENDAR_KEYS(KEY, S)                                           \
    KEY(S, WORD, zone, "zone", NULL,                                           \
        "Time zone of its hours and dates, by its IANA name, as in "           \
        "Europe/Oslo",                                                         \
        .shown = "UTC if it is open always; else it is needed")                \
    KEY(S, TEXT, monday, "monday", NULL,                                       \
        "Hours, as in 09:00-13:00, 14:00-18:00; closed if there are none; "    \
        "22:00-06:00 ends on the next day",                                    \
        .shown = "weekdays")                                                   \
    KEY(S, TEXT, tuesday, "tuesday", NULL, "Hours", .shown = "weekdays")       \
    KEY(S, TEXT, wednesday, "wednesday", NULL, "Hours", .shown = "weekdays")   \
    KEY(S, TEXT, thursday, "thursday", NULL, "Hours", .shown = "weekdays")     \
    KEY(S, TEXT, friday, "friday", NULL, "Hours", .shown = "weekdays")         \
    KEY(S, TEXT, saturday, "saturday", NULL, "Hours", .shown = "weekend")      \
    KEY(S, TEXT, sunday, "sunday", NULL, "Hours", .shown = "weekend")          \
    KEY(S, TEXT, weekdays, "weekdays", NULL,                                   \
        "Hours of each day from Monday to Friday that has no key of its own",  \
        .shown = "closed")                                                     \
    KEY(S, TEXT, weekend, "weekend", NULL,                                     \
        "Hours of Saturday and Sunday that have no key of their own",          \
        .shown = "closed")                                                     \
    KEY(S, BOOL, always, "always", "no",                                       \
        "Around the clock, but for holidays; no hours are written then")       \
    KEY(S, WORDS, holidays, "holidays", "",                                    \
        "Holiday files (.ics), beside the configuration or with their paths")  \
    KEY(S, WORDS, workdays, "workdays", "",                                    \
        "Files (.ics) of days that are worked, whatever weekday or holiday "   \
        "they are")                                                            \
    KEY(S, TEXT, moved, "moved", NULL, "Hours of such a day",                  \
        .shown = "its weekday's; if it has none, those of the first day that " \
                 "has any")                                                    \
    KEY(S, WORDS, observances, "observances", "observance",                    \
        "Words by which a holiday file marks what is no day off: a category, " \
        "or the first of the description")

/* A file that was read. */
typedef struct config_feed {
    char *path;
    bool is_workdays; /* of the key workdays */
    unsigned passed_over;
    int64_t last_ms; /* end of the last holiday, wall time; 0: has none */
} config_feed;

typedef struct config_calendar {
    char *id;
    CONFIG_CALENDAR_KEYS(CONFIG_MEMBER, )
    /* made when all keys are read; NULL before */
    GArray *week[7], *moved_hours;      /* calendar_hours, Monday first */
    GArray *holiday_times, *work_times; /* calendar_time, by their beginning */
    GPtrArray *feeds;                   /* config_feed */
    calendar *made;
} config_calendar;
extern const config_section config_calendar_section;

/* The name of one that every desk has: around the clock, UTC. */
#define CONFIG_CALENDAR_ALWAYS "always"

/* The calendar of a name; NULL if there is none. No name (NULL) and "always":
 * the shipped one. Lives as long as `c`. */
const calendar *config_calendar_find(const config *c, const char *name);
/* Its section; NULL for the shipped one too. */
const config_calendar *config_calendar_by_id(const config *c, const char *name);
/* For a key of another section that names one: a problem if there is none.
 * `where` is its section, as between the brackets; name NULL is no problem. */
void config_check_calendar_name(config_reading *r, const void *base,
                                const char *key, const char *where,
                                const char *name);

#endif
