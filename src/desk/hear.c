/* hear: when an operator is told of news. */
#include "desk/hear.h"

#include "worktime/calendar.h"
#include "worktime/hours.h"

#include <string.h>

#define DIGEST_MIN (5 * SPAN_MINUTE)
#define DIGEST_MAX (7 * SPAN_DAY)

/* ---- the configuration ---- */

/* each, none, digest 1h */
static bool read_notify(config_operator *o)
{
    const char *after;

    o->digest_ms = 0;
    o->silent = strcmp(o->notify, "none") == 0;
    if (o->silent || strcmp(o->notify, "each") == 0)
        return true;
    if (!g_str_has_prefix(o->notify, "digest "))
        return false;
    after = o->notify + strlen("digest ");
    return span_read(after + strspn(after, " "), &o->digest_ms) &&
           o->digest_ms >= DIGEST_MIN && o->digest_ms <= DIGEST_MAX;
}

/* Her quiet hours are a calendar that is open when she is not to be woken. */
static char *read_quiet(config_operator *o, GTimeZone *zone)
{
    g_autoptr(GArray) hours = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    char *wrong = hours_read(o->quiet, hours);
    calendar_sheet sheet = {.zone = zone};

    if (wrong || hours->len == 0)
        return wrong;
    for (int d = 0; d < 7; d++)
        sheet.week[d] = hours;
    o->quiet_hours = calendar_new(&sheet);
    return NULL;
}

void hear_config(config_reading *r, config_operator *o, GTimeZone *zone)
{
    if (!read_notify(o))
        config_bad(r, o, "notify",
                   "[operator %s] notify: write each, none, or digest and how "
                   "often, from 5m to 7d, as in digest 1h",
                   o->id);
    if (!o->quiet)
        return;
    g_autofree char *wrong = read_quiet(o, zone);
    if (wrong)
        config_bad(r, o, "quiet", "[operator %s] quiet: %s", o->id, wrong);
}

void hear_forget(config_operator *o)
{
    g_clear_pointer(&o->quiet_hours, calendar_free);
}

/* ---- asking ---- */

int64_t hear_awake(const config_operator *o, int64_t now_ms)
{
    int64_t end_ms;

    if (!o->quiet_hours || !calendar_is_open(o->quiet_hours, now_ms))
        return now_ms;
    end_ms = calendar_closes(o->quiet_hours, now_ms);
    return end_ms == CALENDAR_NEVER ? now_ms : end_ms;
}

int64_t hear_at(const config_operator *o, int64_t now_ms)
{
    if (o->silent)
        return HEAR_NEVER;
    return hear_awake(o, now_ms + o->digest_ms);
}
