/* since: a span of days as people name it when they ask what has been. */
#include "desk/since.h"

#define YEAR_MIN 1970
#define YEAR_MAX 2200

/* A number of so many figures at *p, which moves on; -1: there is none. */
static int figures(const char **p, int least, int most)
{
    int n = 0, value = 0;

    for (; g_ascii_isdigit(**p) && n <= most; (*p)++, n++)
        value = value * 10 + (**p - '0');
    return n >= least && n <= most ? value : -1;
}

static bool is_between(char c)
{
    return c == '-' || c == '/' || c == '.';
}

/* "2026", "2026-10", "10.2026"; month 0: it is a year. */
static bool year_or_month(const char *text, int *year, int *month)
{
    const char *p = text;

    *month = 0;
    *year = figures(&p, 4, 4);
    if (*year >= 0 && !*p)
        return true;
    if (*year >= 0 && is_between(*p)) {
        p++;
        *month = figures(&p, 1, 2);
    } else {
        p = text;
        *month = figures(&p, 1, 2);
        if (!is_between(*p))
            return false;
        p++;
        *year = figures(&p, 4, 4);
    }
    return !*p && *year >= 0 && *month >= 1 && *month <= 12;
}

static int64_t month_start(GTimeZone *zone, int year, int month)
{
    g_autoptr(GDateTime) t = g_date_time_new(zone, year, month, 1, 0, 0, 0);

    return t ? g_date_time_to_unix(t) * 1000 : 0;
}

static when_result read_day(const char *text, int64_t now_ms, GTimeZone *zone,
                            since *out, char **both)
{
    const when_ask morning = {now_ms, zone, 0, true};
    const when_ask night = {now_ms, zone, WHEN_DAY_END + 1, true};
    when w, end;
    when_result result = when_read(text, &morning, &w);

    if (result == WHEN_NONE || *w.rest)
        return WHEN_NONE;
    if (result == WHEN_TWO && both)
        *both = when_two_words(&w, zone);
    if (result != WHEN_FINE)
        return result;
    when_read(text, &night, &end);
    *out = (since){w.at_ms, end.at_ms};
    return WHEN_FINE;
}

when_result since_read(const char *text, int64_t now_ms, GTimeZone *zone,
                       since *out, char **both)
{
    int year, month;

    if (!year_or_month(text, &year, &month))
        return read_day(text, now_ms, zone, out, both);
    if (year < YEAR_MIN || year > YEAR_MAX)
        return WHEN_FAR;
    bool last = month == 0 || month == 12;
    out->from_ms = month_start(zone, year, month == 0 ? 1 : month);
    out->until_ms =
        month_start(zone, last ? year + 1 : year, last ? 1 : month + 1);
    return WHEN_FINE;
}
