/* ical: what is taken from libical: rules of recurrence, and durations. */
#include "worktime/ical.h"

#include "base/span.h"
#include "worktime/calendar.h"

#include <libical/ical.h>

struct ical_rule {
    icalrecur_iterator *all;
};

/* It is told to end the program at an error by default. */
static void be_calm(void)
{
    icalerror_set_errors_are_fatal(false);
}

/* libical's own conversion knows nothing before 1902. */
static struct icaltimetype to_ical(int64_t wall, bool is_date)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(wall / SPAN_SECOND);
    struct icaltimetype i = icaltime_null_time();

    g_date_time_get_ymd(t, &i.year, &i.month, &i.day);
    i.hour = g_date_time_get_hour(t);
    i.minute = g_date_time_get_minute(t);
    i.second = g_date_time_get_second(t);
    i.is_date = is_date;
    return i;
}

static bool from_ical(struct icaltimetype i, int64_t *wall)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) t = g_date_time_new(utc, i.year, i.month, i.day,
                                             i.hour, i.minute, i.second);

    if (t)
        *wall = g_date_time_to_unix(t) * SPAN_SECOND;
    return t != NULL;
}

ical_rule *ical_rule_new(const char *text, int64_t wall, bool is_date)
{
    struct icalrecurrencetype rule;
    icalrecur_iterator *all;
    ical_rule *r;

    be_calm();
    rule = icalrecurrencetype_from_string(text);
    if (rule.freq == ICAL_NO_RECURRENCE)
        return NULL;
    if (rule.count == 0)
        rule.until = to_ical(CALENDAR_TO, is_date); /* it would go on to 2582 */
    all = icalrecur_iterator_new(rule, to_ical(wall, is_date));
    if (!all)
        return NULL;
    r = g_new0(ical_rule, 1);
    r->all = all;
    return r;
}

bool ical_rule_next(ical_rule *r, int64_t *wall)
{
    struct icaltimetype t = icalrecur_iterator_next(r->all);

    return !icaltime_is_null_time(t) && from_ical(t, wall);
}

void ical_rule_free(ical_rule *r)
{
    if (!r)
        return;
    icalrecur_iterator_free(r->all);
    g_free(r);
}

bool ical_duration(const char *text, int64_t *ms)
{
    struct icaldurationtype d;

    be_calm();
    d = icaldurationtype_from_string(text);
    if (icaldurationtype_is_bad_duration(d) || d.is_neg)
        return false;
    *ms = d.weeks * SPAN_WEEK + d.days * SPAN_DAY + d.hours * SPAN_HOUR +
          d.minutes * SPAN_MINUTE + d.seconds * SPAN_SECOND;
    return true;
}
