/* calendar: when a desk works. Pure: it reads no clock, and no file but the
 * zone's once when it is made.
 *
 * A moment is UTC in milliseconds. A wall time is what a clock on the wall of
 * the calendar's zone shows: milliseconds since 1970-01-01 00:00 there, as if
 * there were no other zone.
 *
 * What is open is said in wall times, and holds at every moment at which the
 * clock on the wall shows one of them. So hours that the clock skips in spring
 * are no working time; hours that it shows twice in autumn are worked twice:
 * 01:00-03:00 over a change at 02:00 has the one or three hours that really go
 * by. A date that a zone leaves out (Samoa's 30 December 2011) has none.
 *
 *   hours     belong to the day on which they begin, past midnight too.
 *   holiday   a whole day: no hours begin on it, and those of the day before
 *             end at its midnight. Or a time: that time is closed.
 *   workday   a whole day: it has hours whatever weekday or holiday it is. Or
 *             a time: that time is open.
 *   order     the later wins: week, whole holiday, whole workday, holiday's
 *             time, workday's time.
 *
 * Zones are GLib's. It has Europe/Dublin wrong by an hour after 2037.
 *
 * Nothing is known outside of CALENDAR_FROM to CALENDAR_TO: there is no working
 * time. A calendar is immutable and may be read by any thread.
 */
#ifndef POSTERN_WORKTIME_CALENDAR_H
#define POSTERN_WORKTIME_CALENDAR_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define CALENDAR_DAY  INT64_C(86400000) /* of a wall, in milliseconds */
#define CALENDAR_FROM INT64_C(0)
#define CALENDAR_TO   INT64_C(4133980800000) /* the end of 2100 */
/* A moment that does not come. */
#define CALENDAR_NEVER INT64_MAX

/* Minutes of a day. from: 0 to 1439; to: from + 1 to from + 1440. */
typedef struct calendar_hours {
    int from, to;
} calendar_hours;

/* Wall times; `to` is the first that is not meant. Nothing if it is not after
 * `from`. whole: midnights. */
typedef struct calendar_time {
    int64_t from_ms, to_ms;
    bool whole;
} calendar_time;

/* What a calendar is made from; any array may be NULL. */
typedef struct calendar_sheet {
    GTimeZone *zone;
    const GArray *week[7]; /* calendar_hours, Monday first; they may overlap */
    /* Hours of a whole workday. NULL or empty: its weekday's; if that has none,
     * those of the first weekday that has any. */
    const GArray *moved;
    const GArray *holidays, *workdays; /* calendar_time, in any order */
} calendar_sheet;

typedef struct calendar calendar;

/* Takes nothing over. Never NULL. */
calendar *calendar_new(const calendar_sheet *sheet);
void calendar_free(calendar *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(calendar, calendar_free)
/* Around the clock, in UTC, without holidays. Lives as long as the program. */
const calendar *calendar_always(void);

/* Working time from one moment to another, in milliseconds; 0 if `to` is not
 * later. */
int64_t calendar_work(const calendar *c, int64_t from, int64_t to);
/* The first moment at which so much working time has gone by since `from`: at
 * the end of a day it is the closing, not the next opening. `from` itself if
 * work is not above 0. CALENDAR_NEVER if there is not so much. */
int64_t calendar_after(const calendar *c, int64_t from, int64_t work);

bool calendar_is_open(const calendar *c, int64_t at);
/* `at` if it is open then, else the next opening; CALENDAR_NEVER. */
int64_t calendar_opens(const calendar *c, int64_t at);
/* `at` if it is closed then, else the end of the opening; CALENDAR_NEVER around
 * the clock. */
int64_t calendar_closes(const calendar *c, int64_t at);

/* So many working days later: counts dates that have working time, from the
 * opening at or after `from`, and keeps its wall time; the next opening where
 * it is closed at that time. CALENDAR_NEVER. */
int64_t calendar_days_after(const calendar *c, int64_t from, int days);

/* What the clock on the wall shows at a moment. */
int64_t calendar_wall(const calendar *c, int64_t at);
/* The first moment at which it shows this or later: of a time that is skipped
 * the change, of one that comes twice the first. */
int64_t calendar_moment(const calendar *c, int64_t wall);
/* Has the date of this wall time any working time? */
bool calendar_works_on(const calendar *c, int64_t wall);
/* Borrowed. */
GTimeZone *calendar_zone(const calendar *c);

#endif
