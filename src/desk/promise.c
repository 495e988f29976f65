/* promise: hours and moments in words. */
#include "desk/promise.h"

#include "desk/speech.h"

#include <string.h>

#define DAYS_AHEAD 14

char *promise_moment(const char *language, int64_t at_ms, GTimeZone *zone)
{
    return speech_soon(language, at_ms, zone);
}

/* "10:00-13:00 and 14:00-19:00"; "" if it is closed. */
static char *spans(const char *language, const GArray *hours)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; hours && i < hours->len; i++) {
        const calendar_hours *h = &g_array_index(hours, calendar_hours, i);
        g_autofree char *words = speech_hours(language, h->from, h->to);
        g_string_append_printf(out, "%s%s", i ? speech_and(language) : "",
                               words);
    }
    return g_string_free(out, FALSE);
}

static void add_days(GString *out, const char *language, int first, int last,
                     const char *hours)
{
    if (*hours == '\0')
        return;
    g_string_append_printf(out, "%s%s", out->len ? ", " : "",
                           speech_weekday(language, first + 1));
    if (last > first)
        g_string_append_printf(out, "%s%s", speech_to(language),
                               speech_weekday(language, last + 1));
    g_string_append_printf(out, " %s", hours);
}

char *promise_hours(const char *language, const config_calendar *k,
                    int64_t now_ms)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *zone =
        speech_zone_at(language, now_ms, calendar_zone(k->made));

    if (k->always)
        return NULL;
    for (int first = 0, last; first < 7; first = last + 1) {
        g_autofree char *hours = spans(language, k->week[first]);
        for (last = first; last < 6; last++) {
            g_autofree char *next = spans(language, k->week[last + 1]);
            if (strcmp(next, hours) != 0)
                break;
        }
        add_days(out, language, first, last, hours);
    }
    if (out->len == 0)
        return NULL;
    return g_strdup_printf("%s (%s)", out->str, zone);
}

char *promise_closed(const char *language, const config_calendar *k,
                     int64_t now_ms)
{
    int64_t wall = calendar_wall(k->made, now_ms);
    GString *out = g_string_new(NULL);

    for (int i = 0; i < DAYS_AHEAD; i++, wall += CALENDAR_DAY) {
        g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(wall / 1000);
        int day = t ? g_date_time_get_day_of_week(t) - 1 : 0;
        if (!t || !k->week[day] || k->week[day]->len == 0 ||
            calendar_works_on(k->made, wall))
            continue;
        g_autofree char *words = speech_day(language, t);
        g_string_append_printf(out, "%s%s", out->len ? ", " : "", words);
    }
    return g_string_free(out, out->len == 0);
}
