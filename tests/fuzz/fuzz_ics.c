/* fuzz_ics: any octets as a file of holidays, and the calendar that they
 * make. */
#include "fuzz/fuzz.h"

#include "worktime/calendar.h"
#include "worktime/ics.h"

static GTimeZone *zone;

static void check_times(const GArray *times)
{
    if (times->len > ICS_TIMES_MAX)
        fuzz_fail("%u times", times->len);
    for (guint i = 0; i < times->len; i++) {
        const calendar_time *t = &g_array_index(times, calendar_time, i);

        if (t->from_ms >= t->to_ms || t->to_ms <= CALENDAR_FROM ||
            t->from_ms >= CALENDAR_TO)
            fuzz_fail("a time is outside of what is known");
        if (t->to_ms - t->from_ms > ICS_DAYS_MAX * CALENDAR_DAY)
            fuzz_fail("a time lasts too long");
        if (t->whole &&
            (t->from_ms % CALENDAR_DAY != 0 || t->to_ms % CALENDAR_DAY != 0))
            fuzz_fail("a whole day is none");
    }
}

static void check_problems(const ics_feed *f, const uint8_t *data, size_t size)
{
    int lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    if (f->problems->len > ICS_PROBLEMS_MAX)
        fuzz_fail("%u problems", f->problems->len);
    for (guint i = 0; i < f->problems->len; i++) {
        const ics_problem *p = f->problems->pdata[i];

        fuzz_line("a problem", p->text);
        if (p->line < 0 || p->line > lines)
            fuzz_fail("a problem is on line %d of %d", p->line, lines);
    }
}

/* What is closed by it and what is open make a whole. */
static void check_calendar(const ics_feed *f)
{
    const calendar_hours hours = {.from = 22 * 60, .to = 30 * 60};
    g_autoptr(GArray) day = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    calendar_sheet sheet = {
        .zone = zone, .holidays = f->holidays, .workdays = f->workdays};
    g_autoptr(calendar) c = NULL;
    int64_t all, half;

    g_array_append_val(day, hours);
    for (int i = 0; i < 7; i++)
        sheet.week[i] = day;
    c = calendar_new(&sheet);
    all = calendar_work(c, CALENDAR_FROM, CALENDAR_TO);
    half = calendar_work(c, CALENDAR_FROM, CALENDAR_TO / 2);
    if (half + calendar_work(c, CALENDAR_TO / 2, CALENDAR_TO) != all)
        fuzz_fail("halves do not make a whole");
    if (all > 0 && calendar_work(c, CALENDAR_FROM,
                                 calendar_after(c, CALENDAR_FROM, all)) != all)
        fuzz_fail("what is worked is not reached");
}

static ics_feed *read_feed(const uint8_t *data, size_t size)
{
    static const char *const observances[] = {"observance", NULL};
    ics_wanted wanted = {.zone = zone, .observances = observances};

    return ics_read(&wanted, (const char *)data, size);
}

static void read_only(const uint8_t *data, size_t size)
{
    g_autoptr(ics_feed) f = read_feed(data, size);

    check_times(f->holidays);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    g_autoptr(ics_feed) f = NULL;

    if (!zone)
        zone = g_time_zone_new_identifier("Europe/Berlin");
    if (!zone)
        fuzz_fail("there is no Europe/Berlin: install tzdata");
    f = read_feed(data, size);
    check_times(f->holidays);
    check_times(f->workdays);
    check_problems(f, data, size);
    check_calendar(f);
    fuzz_linear(read_only, data, size);
}
