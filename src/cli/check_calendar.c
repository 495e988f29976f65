/* check_calendar: holiday files that the desk cannot read, or that end soon. */
#include "cli/check.h"

#include "base/span.h"
#include "worktime/calendar_config.h"

#include <errno.h>
#include <unistd.h>

#define ENDS_SOON (90 * SPAN_DAY)

/* Which root could, when the configuration was read. */
static void check_access(const config_calendar *k, const config_feed *f,
                         GPtrArray *problems)
{
    if (access(f->path, R_OK) != 0)
        check_add(problems, true, "[calendar %s] %s: %s (we are user %ld)",
                  k->id, f->path, g_strerror(errno), (long)geteuid());
}

static void check_end(const config_calendar *k, const config_feed *f,
                      int64_t now_ms, GPtrArray *problems)
{
    g_autoptr(GDateTime) last = NULL;
    g_autofree char *day = NULL;

    if (f->is_workdays ||
        f->last_ms > calendar_wall(k->made, now_ms) + ENDS_SOON)
        return;
    if (f->last_ms == 0) {
        check_add(problems, false,
                  "[calendar %s] holidays: %s has no holiday at all", k->id,
                  f->path);
        return;
    }
    last = g_date_time_new_from_unix_utc(f->last_ms / SPAN_SECOND - 1);
    day = g_date_time_format(last, "%F");
    check_add(problems, false,
              "[calendar %s] holidays: the last day in %s is %s; what comes "
              "after it counts as working days: get a newer file",
              k->id, f->path, day);
}

void check_calendars(const config *c, int64_t now_ms, GPtrArray *problems)
{
    for (guint i = 0; i < c->calendars->len; i++) {
        const config_calendar *k = c->calendars->pdata[i];

        for (guint j = 0; k->feeds && j < k->feeds->len; j++) {
            check_access(k, k->feeds->pdata[j], problems);
            check_end(k, k->feeds->pdata[j], now_ms, problems);
        }
    }
}
