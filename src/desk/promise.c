/* promise: hours and moments in words. */
#include "desk/promise.h"

#include <string.h>

#define DAYS_AHEAD 14

static const char *const days[] = {"Monday",   "Tuesday", "Wednesday",
                                   "Thursday", "Friday",  "Saturday",
                                   "Sunday"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static char *day_words(GDateTime *t)
{
    return g_strdup_printf(
        "%.3s %d %s", days[g_date_time_get_day_of_week(t) - 1],
        g_date_time_get_day_of_month(t), months[g_date_time_get_month(t) - 1]);
}

static GDateTime *in_zone(int64_t at_ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_ms / 1000);

    return utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

char *promise_moment(int64_t at_ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) t = in_zone(at_ms, zone);
    g_autofree char *day = t ? day_words(t) : NULL;

    if (!t)
        return g_strdup("?");
    return g_strdup_printf("%s %02d:%02d %s", day, g_date_time_get_hour(t),
                           g_date_time_get_minute(t),
                           g_date_time_get_timezone_abbreviation(t));
}

/* "10:00-13:00 and 14:00-19:00"; "" if it is closed. */
static char *spans(const GArray *hours)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; hours && i < hours->len; i++) {
        const calendar_hours *h = &g_array_index(hours, calendar_hours, i);
        g_string_append_printf(out, "%s%02d:%02d-%02d:%02d", i ? " and " : "",
                               h->from / 60, h->from % 60, h->to / 60 % 24,
                               h->to % 60);
    }
    return g_string_free(out, FALSE);
}

static void add_days(GString *out, int first, int last, const char *hours)
{
    if (*hours == '\0')
        return;
    g_string_append_printf(out, "%s%s", out->len ? ", " : "", days[first]);
    if (last > first)
        g_string_append_printf(out, " to %s", days[last]);
    g_string_append_printf(out, " %s", hours);
}

char *promise_hours(const config_calendar *k, int64_t now_ms)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GDateTime) t = in_zone(now_ms, calendar_zone(k->made));

    if (k->always || !t)
        return NULL;
    for (int first = 0, last; first < 7; first = last + 1) {
        g_autofree char *hours = spans(k->week[first]);
        for (last = first; last < 6; last++) {
            g_autofree char *next = spans(k->week[last + 1]);
            if (strcmp(next, hours) != 0)
                break;
        }
        add_days(out, first, last, hours);
    }
    if (out->len == 0)
        return NULL;
    return g_strdup_printf("%s (%s)", out->str,
                           g_date_time_get_timezone_abbreviation(t));
}

char *promise_closed(const config_calendar *k, int64_t now_ms)
{
    int64_t wall = calendar_wall(k->made, now_ms);
    GString *out = g_string_new(NULL);

    for (int i = 0; i < DAYS_AHEAD; i++, wall += CALENDAR_DAY) {
        g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(wall / 1000);
        int day = t ? g_date_time_get_day_of_week(t) - 1 : 0;
        if (!t || !k->week[day] || k->week[day]->len == 0 ||
            calendar_works_on(k->made, wall))
            continue;
        g_autofree char *words = day_words(t);
        g_string_append_printf(out, "%s%s", out->len ? ", " : "", words);
    }
    return g_string_free(out, out->len == 0);
}
