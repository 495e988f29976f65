/* calendar_config: [calendar NAME]: its hours, and the files that it names. */
#include "worktime/calendar_config.h"

#include "base/file.h"
#include "config/section.h"
#include "worktime/hours.h"
#include "worktime/ics.h"
#include "worktime/zone.h"

#include <string.h>

static const config_key keys[] = {
    CONFIG_CALENDAR_KEYS(CONFIG_ROW, config_calendar){.key = NULL},
};

static config_calendar *calendar_at(const config *c, guint i)
{
    return c->calendars->pdata[i];
}

/* ---- hours ---- */

static const struct {
    const char *key, *group;
    size_t offset, group_offset;
} weekdays[7] = {
#define DAY(day, of)                               \
    {                                              \
#day, #of, offsetof(config_calendar, day), \
            offsetof(config_calendar, of)          \
    }
    DAY(monday, weekdays),   DAY(tuesday, weekdays), DAY(wednesday, weekdays),
    DAY(thursday, weekdays), DAY(friday, weekdays),  DAY(saturday, weekend),
    DAY(sunday, weekend),
#undef DAY
};

static const char *text_at(const config_calendar *k, size_t offset)
{
    return *(char *const *)(const void *)((const char *)k + offset);
}

static void read_hours(config_reading *r, config_calendar *k, const char *key,
                       const char *text, GArray *hours)
{
    g_autofree char *problem = text ? hours_read(text, hours) : NULL;

    if (problem)
        config_bad(r, k, key, "[calendar %s] %s: %s", k->id, key, problem);
}

/* What stands for several days is read for each, but a mistake in it is one. */
static void read_group(config_reading *r, config_calendar *k, const char *key,
                       const char *text, int first, int last)
{
    g_autoptr(GArray) hours = g_array_new(FALSE, FALSE, sizeof(calendar_hours));

    read_hours(r, k, key, text, hours);
    for (int i = first; i <= last; i++)
        if (!text_at(k, weekdays[i].offset) && hours->len > 0)
            g_array_append_vals(k->week[i], hours->data, hours->len);
}

static void be_open_always(config_reading *r, config_calendar *k)
{
    static const calendar_hours all = {.from = 0, .to = 24 * 60};
    const char *key = k->weekdays ? "weekdays" : k->weekend ? "weekend" : NULL;

    for (int i = 0; i < 7; i++) {
        if (text_at(k, weekdays[i].offset))
            key = weekdays[i].key;
        g_array_append_val(k->week[i], all);
    }
    if (key)
        config_bad(r, k, key,
                   "[calendar %s] %s: it is open always; take out one of the "
                   "two",
                   k->id, key);
}

static void read_week(config_reading *r, config_calendar *k)
{
    for (int i = 0; i < 7; i++)
        k->week[i] = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    k->moved_hours = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    read_hours(r, k, "moved", k->moved, k->moved_hours);
    if (k->always) {
        be_open_always(r, k);
        return;
    }
    for (int i = 0; i < 7; i++)
        read_hours(r, k, weekdays[i].key, text_at(k, weekdays[i].offset),
                   k->week[i]);
    read_group(r, k, "weekdays", k->weekdays, 0, 4);
    read_group(r, k, "weekend", k->weekend, 5, 6);
}

/* ---- files ---- */

static void feed_free(void *data)
{
    config_feed *f = data;

    g_free(f->path);
    g_free(f);
}

static void add_times(GArray *all, const GArray *more)
{
    if (more->len > 0)
        g_array_append_vals(all, more->data, more->len);
}

static int by_beginning(const void *a, const void *b)
{
    const calendar_time *x = a, *y = b;

    return (x->from_ms > y->from_ms) - (x->from_ms < y->from_ms);
}

static char *path_of(const config *c, const char *file)
{
    g_autofree char *folder = g_path_get_dirname(c->file);

    return g_path_is_absolute(file) ? g_strdup(file)
                                    : g_build_filename(folder, file, NULL);
}

static void add_problems(config_reading *r, const config_calendar *k,
                         const char *key, const char *path,
                         const ics_feed *feed)
{
    for (guint i = 0; i < feed->problems->len; i++) {
        const ics_problem *p = feed->problems->pdata[i];

        if (p->line > 0)
            config_bad(r, k, key, "[calendar %s] %s: %s:%d: %s", k->id, key,
                       path, p->line, p->text);
        else
            config_bad(r, k, key, "[calendar %s] %s: %s: %s", k->id, key, path,
                       p->text);
    }
}

static void read_file(config_reading *r, config_calendar *k, const char *key,
                      const char *file, ics_wanted *wanted)
{
    g_autofree char *path = path_of(r->config, file);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(path, ICS_SIZE_MAX, &error);
    g_autoptr(ics_feed) feed = NULL;
    config_feed *kept;

    if (!bytes) {
        config_bad(r, k, key, "[calendar %s] %s: %s", k->id, key,
                   error->message);
        return;
    }
    feed = ics_read(wanted, g_bytes_get_data(bytes, NULL),
                    g_bytes_get_size(bytes));
    add_problems(r, k, key, path, feed);
    add_times(k->holiday_times, feed->holidays);
    add_times(k->work_times, feed->workdays);
    kept = g_new0(config_feed, 1);
    kept->path = g_steal_pointer(&path);
    kept->is_workdays = wanted->workdays;
    kept->passed_over = feed->passed_over;
    kept->last_ms = feed->last_ms;
    g_ptr_array_add(k->feeds, kept);
}

static void read_files(config_reading *r, config_calendar *k, GTimeZone *zone)
{
    g_autofree const char **words =
        g_new0(const char *, k->observances->len + 1);
    ics_wanted wanted = {.zone = zone, .observances = words};

    for (guint i = 0; i < k->observances->len; i++)
        words[i] = k->observances->pdata[i];
    k->holiday_times = g_array_new(FALSE, FALSE, sizeof(calendar_time));
    k->work_times = g_array_new(FALSE, FALSE, sizeof(calendar_time));
    k->feeds = g_ptr_array_new_with_free_func(feed_free);
    for (guint i = 0; i < k->holidays->len; i++)
        read_file(r, k, "holidays", k->holidays->pdata[i], &wanted);
    wanted.workdays = true;
    for (guint i = 0; i < k->workdays->len; i++)
        read_file(r, k, "workdays", k->workdays->pdata[i], &wanted);
    g_array_sort(k->holiday_times, by_beginning);
    g_array_sort(k->work_times, by_beginning);
}

/* ---- all of it ---- */

/* UTC where it is wrong, so that there is a calendar. */
static GTimeZone *zone_of(config_reading *r, const config_calendar *k)
{
    GTimeZone *zone = zone_by_name(k->zone ? k->zone : "UTC");
    g_autofree char *hint = NULL;

    if (!k->zone && !k->always)
        config_bad(r, k, "",
                   "[calendar %s] needs zone: in which its hours are, as in "
                   "zone = Europe/Oslo",
                   k->id);
    if (zone)
        return zone;
    hint = zone_hint(k->zone);
    config_bad(r, k, "zone", "[calendar %s] zone: there is no zone \"%s\"%s",
               k->id, k->zone, hint);
    return g_time_zone_new_utc();
}

static void check_hours(config_reading *r, const config_calendar *k)
{
    bool written = k->weekdays || k->weekend || k->workdays->len > 0;

    for (int i = 0; i < 7; i++)
        written =
            written || k->week[i]->len > 0 || text_at(k, weekdays[i].offset);
    if (!written)
        config_bad(r, k, "",
                   "[calendar %s] has no hours: write weekdays = 09:00-18:00, "
                   "or always = yes",
                   k->id);
    else if (calendar_opens(k->made, CALENDAR_FROM) == CALENDAR_NEVER)
        config_bad(r, k, "", "[calendar %s] is never open", k->id);
}

static void make(config_reading *r, config_calendar *k)
{
    g_autoptr(GTimeZone) zone = zone_of(r, k);
    calendar_sheet sheet = {.zone = zone};

    if (strcmp(k->id, CONFIG_CALENDAR_ALWAYS) == 0)
        config_bad(r, k, "",
                   "[calendar %s]: every desk has one of that name, around the "
                   "clock in UTC; choose another",
                   k->id);
    read_week(r, k);
    read_files(r, k, zone);
    for (int i = 0; i < 7; i++)
        sheet.week[i] = k->week[i];
    sheet.moved = k->moved_hours;
    sheet.holidays = k->holiday_times;
    sheet.workdays = k->work_times;
    k->made = calendar_new(&sheet);
    check_hours(r, k);
}

/* Not in `check`: other sections ask for calendars there. */
static void complete(config_reading *r)
{
    for (guint i = 0; i < r->config->calendars->len; i++)
        make(r, calendar_at(r->config, i));
}

static void forget(config *c)
{
    for (guint i = 0; i < c->calendars->len; i++) {
        config_calendar *k = calendar_at(c, i);

        for (int d = 0; d < 7; d++)
            g_clear_pointer(&k->week[d], g_array_unref);
        g_clear_pointer(&k->moved_hours, g_array_unref);
        g_clear_pointer(&k->holiday_times, g_array_unref);
        g_clear_pointer(&k->work_times, g_array_unref);
        g_clear_pointer(&k->feeds, g_ptr_array_unref);
        g_clear_pointer(&k->made, calendar_free);
    }
}

const config_section config_calendar_section = {
    .name = "calendar",
    .argument = "NAME",
    .help = "When the desk works; without one it works always",
    .at = offsetof(config, calendars),
    .size = sizeof(config_calendar),
    .keys = keys,
    .complete = complete,
    .forget = forget,
};

/* ---- asking ---- */

const config_calendar *config_calendar_by_id(const config *c, const char *name)
{
    return config_by_id(c->calendars, name);
}

const calendar *config_calendar_find(const config *c, const char *name)
{
    const config_calendar *k = config_calendar_by_id(c, name);

    if (!name || strcmp(name, CONFIG_CALENDAR_ALWAYS) == 0)
        return calendar_always();
    return k ? k->made : NULL;
}

void config_check_calendar_name(config_reading *r, const void *base,
                                const char *key, const char *where,
                                const char *name)
{
    g_autofree char *hint = NULL;

    if (config_calendar_find(r->config, name))
        return;
    hint = config_id_hint(r->config->calendars, name);
    config_bad(r, base, key, "[%s] %s: there is no [calendar %s]%s", where, key,
               name, hint);
}
