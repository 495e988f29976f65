/* test_calendar: working time by hand: weeks, nights, holidays, and clocks on
 * walls that are moved. tests/worktime compares with a walk by minutes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "worktime/calendar.h"

#include <stdio.h>
#include <string.h>

/* ---- short words ---- */

/* "2026-11-30 09:30" as if it were UTC. */
static int64_t wall(const char *text)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) t = NULL;
    int y, mo, d, h = 0, mi = 0;

    if (sscanf(text, "%d-%d-%d %d:%d", &y, &mo, &d, &h, &mi) < 3)
        fail_msg("no date: %s", text);
    t = g_date_time_new(utc, y, mo, d, h, mi, 0);
    return g_date_time_to_unix(t) * 1000;
}

/* Days from 1 (Monday) with hours: "1-5 09:00-13:00 14:00-18:00; 6
 * 10:00-15:00"; then holidays and workdays: "-2026-12-25" "+2026-12-26", times
 * as
 * "-2026-12-24 12:00/2026-12-24 18:00". */
typedef struct world {
    GTimeZone *zone;
    GArray *week[7], *holidays, *workdays;
    calendar *c;
} world;

static void read_hours(world *w, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    int first = words[0][0] - '1', last = first, n[4];

    if (words[0][1] == '-')
        last = words[0][2] - '1';
    for (char **word = words + 1; *word; word++) {
        assert_int_equal(sscanf(*word, "%d:%d-%d:%d", n, n + 1, n + 2, n + 3),
                         4);
        calendar_hours h = {.from = n[0] * 60 + n[1], .to = n[2] * 60 + n[3]};
        if (h.to <= h.from)
            h.to += 24 * 60;
        for (int i = first; i <= last; i++)
            g_array_append_val(w->week[i], h);
    }
}

static void read_time(world *w, const char *text)
{
    const char *slash = strchr(text, '/');
    calendar_time t = {.from_ms = wall(text + 1), .whole = !slash};

    t.to_ms = slash ? wall(slash + 1) : t.from_ms + CALENDAR_DAY;
    if (text[0] == '-')
        g_array_append_val(w->holidays, t);
    else
        g_array_append_val(w->workdays, t);
}

static world *world_new(const char *zone, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "; ", -1);
    world *w = g_new0(world, 1);
    calendar_sheet sheet;

    w->zone = g_time_zone_new_identifier(zone);
    assert_non_null(w->zone);
    for (int i = 0; i < 7; i++)
        w->week[i] = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    w->holidays = g_array_new(FALSE, FALSE, sizeof(calendar_time));
    w->workdays = g_array_new(FALSE, FALSE, sizeof(calendar_time));
    for (char **part = parts; *part; part++) {
        if (strchr("+-", (*part)[0]))
            read_time(w, *part);
        else
            read_hours(w, *part);
    }
    sheet = (calendar_sheet){
        .zone = w->zone, .holidays = w->holidays, .workdays = w->workdays};
    for (int i = 0; i < 7; i++)
        sheet.week[i] = w->week[i];
    w->c = calendar_new(&sheet);
    return w;
}

static void world_free(world *w)
{
    for (int i = 0; i < 7; i++)
        g_array_unref(w->week[i]);
    g_array_unref(w->holidays);
    g_array_unref(w->workdays);
    g_time_zone_unref(w->zone);
    calendar_free(w->c);
    g_free(w);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(world, world_free)

static char *shown(const world *w, int64_t at)
{
    g_autoptr(GDateTime) utc = NULL;
    g_autoptr(GDateTime) local = NULL;

    if (at == CALENDAR_NEVER)
        return g_strdup("never");
    utc = g_date_time_new_from_unix_utc(at / 1000);
    local = g_date_time_to_timezone(utc, w->zone);
    return at % 1000 ? g_date_time_format(local, "%F %R:%S and some")
                     : g_date_time_format(local, "%F %R");
}

/* ---- tables ---- */

#define OFFICE "1-5 10:00-19:00"
#define MOSCOW "Europe/Moscow"
#define BERLIN "Europe/Berlin"

static const struct {
    const char *zone, *calendar, *from, *to; /* wall times */
    int minutes;
} spans[] = {
    /* weeks and nights */
    {MOSCOW, OFFICE, "2026-11-30 10:00", "2026-11-30 19:00", 540},
    {MOSCOW, OFFICE, "2026-11-27 18:00", "2026-11-30 11:00", 120},
    {MOSCOW, OFFICE, "2026-11-30 19:00", "2026-12-01 10:00", 0},
    {MOSCOW, OFFICE, "2026-11-30 12:00", "2026-11-30 11:00", 0},
    {MOSCOW, "1-5 09:00-13:00 14:00-18:00", "2026-11-30 12:30",
     "2026-11-30 14:30", 60},
    {MOSCOW, "1-5 22:00-06:00", "2026-11-27 12:00", "2026-11-30 12:00", 480},
    {MOSCOW, "7 22:00-06:00", "2026-11-29 12:00", "2026-11-30 12:00", 480},
    {MOSCOW, "1-7 09:00-09:00", "2026-01-01", "2027-01-01", 365 * 1440},
    {MOSCOW, "1-7 00:00-24:00", "2020-01-01", "2026-01-01", 2192 * 1440},
    {MOSCOW, OFFICE, "2016-01-04", "2026-01-05", 522 * 5 * 540},
    /* holidays */
    {MOSCOW, OFFICE "; -2026-12-01", "2026-11-30 18:00", "2026-12-02 11:00",
     120},
    {MOSCOW, OFFICE "; -2026-12-01 12:00/2026-12-01 13:00", "2026-12-01",
     "2026-12-02", 480},
    {MOSCOW, OFFICE "; -2026-12-01 18:00/2026-12-02 11:00", "2026-12-01",
     "2026-12-03", 960},
    {MOSCOW,
     OFFICE "; -2026-12-01 12:00/2026-12-01 13:00"
            "; -2026-12-01 12:30/2026-12-01 14:00",
     "2026-12-01", "2026-12-02", 420},
    /* a night next to one: it ends the night before, and begins none */
    {MOSCOW, "1-7 22:00-06:00; -2026-12-02", "2026-12-01 12:00",
     "2026-12-02 12:00", 120},
    {MOSCOW, "1-7 22:00-06:00; -2026-12-02", "2026-12-02 12:00",
     "2026-12-03 12:00", 0},
    {MOSCOW, "1-7 22:00-06:00; -2026-12-02", "2026-12-03 12:00",
     "2026-12-04 12:00", 480},
    {MOSCOW, "1-5 22:00-06:00; -2026-11-28", "2026-11-27 12:00",
     "2026-11-29 12:00", 120},
    /* moved working days */
    {MOSCOW, OFFICE "; +2026-11-28", "2026-11-27 18:00", "2026-11-30 11:00",
     120 + 540},
    {MOSCOW, OFFICE "; 6 10:00-14:00; +2026-11-28", "2026-11-28", "2026-11-29",
     240},
    {MOSCOW, OFFICE "; -2026-12-01; +2026-12-01", "2026-12-01", "2026-12-02",
     540},
    {MOSCOW, OFFICE "; -2026-12-01; +2026-12-01 12:00/2026-12-01 14:00",
     "2026-12-01", "2026-12-02", 120},
    {MOSCOW, OFFICE "; +2026-11-28; -2026-11-28 18:00/2026-11-28 19:00",
     "2026-11-28", "2026-11-29", 480},
    {MOSCOW, "1-5 22:00-06:00; +2026-11-28", "2026-11-28 12:00",
     "2026-11-29 12:00", 480},
    {MOSCOW, OFFICE "; +2026-11-28 09:00/2026-11-28 11:30", "2026-11-28",
     "2026-11-29", 150},
    /* clocks that are moved */
    {BERLIN, "7 01:00-05:00", "2026-03-29 00:00", "2026-03-30 00:00", 180},
    {BERLIN, "7 01:00-05:00", "2026-10-25 00:00", "2026-10-26 00:00", 300},
    {BERLIN, "7 01:00-03:00", "2026-03-29 00:00", "2026-03-30 00:00", 60},
    {BERLIN, "7 01:00-03:00", "2026-10-25 00:00", "2026-10-26 00:00", 180},
    {BERLIN, "7 02:10-02:50", "2026-03-29 00:00", "2026-03-30 00:00", 0},
    {BERLIN, "7 02:10-02:50", "2026-10-25 00:00", "2026-10-26 00:00", 80},
    {BERLIN, "6 22:00-06:00", "2026-03-28 12:00", "2026-03-29 12:00", 420},
    {BERLIN, "1-7 00:00-24:00", "2026-03-29", "2026-03-30", 23 * 60},
    {BERLIN, "1-7 00:00-24:00; -2026-10-25", "2026-10-24", "2026-10-27",
     48 * 60},
    {"America/New_York", "7 01:00-03:00", "2026-11-01", "2026-11-02", 180},
    {"Australia/Lord_Howe", "7 00:00-06:00", "2026-04-05", "2026-04-06", 390},
    {"Australia/Lord_Howe", "7 00:00-06:00", "2026-10-04", "2026-10-05", 330},
    {"America/St_Johns", "1-5 09:00-17:30", "2026-11-30", "2026-12-01", 510},
    {"Asia/Kolkata", "1-5 09:00-17:30", "2026-11-30 17:00", "2026-12-01 09:15",
     45},
    /* 2011-12-30 was no day in Samoa */
    {"Pacific/Apia", "1-7 00:00-24:00", "2011-12-29", "2011-12-31", 1440},
    {"Pacific/Apia", "5 09:00-17:00", "2011-12-29", "2012-01-01", 0},
    {"Pacific/Apia", "1-5 22:00-06:00", "2011-12-29 12:00", "2011-12-31 12:00",
     480},
    /* Moscow stayed on summer time in 2011, and left it in 2014 */
    {MOSCOW, "1-7 00:00-24:00", "2011-03-27", "2011-03-28", 23 * 60},
    {MOSCOW, "1-7 00:00-24:00", "2011-10-30", "2011-10-31", 24 * 60},
    {MOSCOW, "1-7 00:00-24:00", "2014-10-26", "2014-10-27", 25 * 60},
    {"Africa/Casablanca", "1-7 00:00-24:00", "2026-02-15", "2026-02-16",
     25 * 60},
    {BERLIN, OFFICE, "2080-07-01 10:00", "2080-07-01 12:00", 120},
};

static void work_between(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(spans); i++) {
        g_autoptr(world) w = world_new(spans[i].zone, spans[i].calendar);
        int64_t from = calendar_moment(w->c, wall(spans[i].from));
        int64_t to = calendar_moment(w->c, wall(spans[i].to));
        int64_t work = calendar_work(w->c, from, to);

        if (work != spans[i].minutes * INT64_C(60000))
            fail_msg("row %u, %s %s: from %s to %s is %g minutes, not %d", i,
                     spans[i].zone, spans[i].calendar, spans[i].from,
                     spans[i].to, (double)work / 60000, spans[i].minutes);
    }
}

static const struct {
    const char *zone, *calendar, *from;
    int minutes;
    const char *then;
} ends[] = {
    {MOSCOW, OFFICE, "2026-11-30 12:00", 60, "2026-11-30 13:00"},
    {MOSCOW, OFFICE, "2026-11-30 12:00", 0, "2026-11-30 12:00"},
    {MOSCOW, OFFICE, "2026-11-30 03:00", 0, "2026-11-30 03:00"},
    /* made outside of the hours it gets its full time */
    {MOSCOW, OFFICE, "2026-11-29 23:00", 240, "2026-11-30 14:00"},
    {MOSCOW, OFFICE, "2026-11-30 19:00", 60, "2026-12-01 11:00"},
    {MOSCOW, OFFICE, "2026-11-30 18:59", 60, "2026-12-01 10:59"},
    /* at the closing, not at the next opening */
    {MOSCOW, OFFICE, "2026-11-30 18:00", 60, "2026-11-30 19:00"},
    {MOSCOW, OFFICE, "2026-11-30 10:00", 24 * 60, "2026-12-02 16:00"},
    {MOSCOW, OFFICE "; -2026-12-01", "2026-11-30 18:00", 120,
     "2026-12-02 11:00"},
    {BERLIN, "1-7 00:00-24:00", "2026-03-29 01:00", 120, "2026-03-29 04:00"},
    {BERLIN, "1-7 00:00-24:00", "2026-10-25 01:00", 180, "2026-10-25 03:00"},
    {BERLIN, "7 01:00-03:00", "2026-10-24 01:00", 180, "2026-10-25 03:00"},
    {"Pacific/Apia", "1-5 09:00-17:00", "2011-12-29 16:00", 120,
     "2012-01-02 10:00"},
    {MOSCOW, "1 10:00-11:00; -2026-11-30", "2026-11-28 10:00", 60,
     "2026-12-07 11:00"},
    {MOSCOW, "", "2026-11-30 12:00", 1, "never"},
    {MOSCOW, "; +2026-12-01 10:00/2026-12-01 11:00", "2026-11-30 12:00", 60,
     "2026-12-01 11:00"},
    {MOSCOW, "; +2026-12-01 10:00/2026-12-01 11:00", "2026-11-30 12:00", 61,
     "never"},
    {BERLIN, OFFICE, "2026-11-30 10:00", 540 * 5 * 500, "2036-06-27 19:00"},
};

/* The separator before the first part is no part. */
static const char *without_lead(const char *text)
{
    return g_str_has_prefix(text, "; ") ? text + 2 : text;
}

static world *world_of(const char *zone, const char *text)
{
    return *text ? world_new(zone, without_lead(text))
                 : world_new(zone, "+1970-01-01 00:00/1970-01-01 00:00");
}

static void moment_after(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autoptr(world) w = world_of(ends[i].zone, ends[i].calendar);
        int64_t from = calendar_moment(w->c, wall(ends[i].from));
        int64_t then =
            calendar_after(w->c, from, ends[i].minutes * INT64_C(60000));
        g_autofree char *text = shown(w, then);

        if (strcmp(text, ends[i].then) != 0)
            fail_msg("row %u, %s %s: %d minutes after %s is %s, not %s", i,
                     ends[i].zone, ends[i].calendar, ends[i].minutes,
                     ends[i].from, text, ends[i].then);
    }
}

static const struct {
    const char *zone, *calendar, *at;
    bool open;
    const char *opens, *closes;
} doors[] = {
    {MOSCOW, OFFICE, "2026-11-30 12:00", true, "2026-11-30 12:00",
     "2026-11-30 19:00"},
    {MOSCOW, OFFICE, "2026-11-30 10:00", true, "2026-11-30 10:00",
     "2026-11-30 19:00"},
    {MOSCOW, OFFICE, "2026-11-30 19:00", false, "2026-12-01 10:00",
     "2026-11-30 19:00"},
    {MOSCOW, OFFICE, "2026-11-27 19:00", false, "2026-11-30 10:00",
     "2026-11-27 19:00"},
    {MOSCOW, OFFICE "; -2026-11-30", "2026-11-27 19:00", false,
     "2026-12-01 10:00", "2026-11-27 19:00"},
    {MOSCOW, "1-5 22:00-06:00", "2026-11-30 23:00", true, "2026-11-30 23:00",
     "2026-12-01 06:00"},
    {MOSCOW, "1-7 00:00-24:00", "2026-11-30 23:00", true, "2026-11-30 23:00",
     "never"},
    {MOSCOW, "1-7 00:00-24:00; -2026-12-25", "2026-11-30 23:00", true,
     "2026-11-30 23:00", "2026-12-25 00:00"},
    {BERLIN, "7 01:00-03:00", "2026-03-29 01:30", true, "2026-03-29 01:30",
     "2026-03-29 03:00"},
    {BERLIN, "7 02:30-03:30", "2026-03-29 00:30", false, "2026-03-29 03:00",
     "2026-03-29 00:30"},
    {MOSCOW, "", "2026-11-30 23:00", false, "never", "2026-11-30 23:00"},
};

static void opening(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(doors); i++) {
        g_autoptr(world) w = world_of(doors[i].zone, doors[i].calendar);
        int64_t at = calendar_moment(w->c, wall(doors[i].at));
        g_autofree char *opens = shown(w, calendar_opens(w->c, at));
        g_autofree char *closes = shown(w, calendar_closes(w->c, at));

        if (calendar_is_open(w->c, at) != doors[i].open ||
            strcmp(opens, doors[i].opens) != 0 ||
            strcmp(closes, doors[i].closes) != 0)
            fail_msg("row %u, %s at %s: %s, opens %s, closes %s", i,
                     doors[i].calendar, doors[i].at,
                     calendar_is_open(w->c, at) ? "open" : "closed", opens,
                     closes);
    }
}

static const struct {
    const char *zone, *calendar, *from;
    int days;
    const char *then;
} working_days[] = {
    {MOSCOW, OFFICE, "2026-11-30 15:00", 1, "2026-12-01 15:00"},
    {MOSCOW, OFFICE, "2026-11-27 15:00", 3, "2026-12-02 15:00"},
    {MOSCOW, OFFICE, "2026-11-27 15:00", 0, "2026-11-27 15:00"},
    /* never at midnight */
    {MOSCOW, OFFICE, "2026-11-30 00:00", 3, "2026-12-03 10:00"},
    {MOSCOW, OFFICE, "2026-11-28 12:00", 1, "2026-12-01 10:00"},
    {MOSCOW, OFFICE, "2026-11-30 23:30", 1, "2026-12-02 10:00"},
    {MOSCOW, OFFICE "; -2026-12-01", "2026-11-30 15:00", 1, "2026-12-02 15:00"},
    {MOSCOW, OFFICE "; +2026-11-28", "2026-11-27 15:00", 1, "2026-11-28 15:00"},
    {MOSCOW, "1-4 10:00-19:00; 5 10:00-14:00", "2026-11-26 15:00", 1,
     "2026-11-30 10:00"},
    {BERLIN, "1-7 00:00-24:00", "2026-03-28 02:30", 1, "2026-03-29 03:00"},
    {"Pacific/Apia", "1-5 09:00-17:00", "2011-12-29 10:00", 1,
     "2012-01-02 10:00"},
    {MOSCOW, "", "2026-11-30 12:00", 1, "never"},
};

static void days_later(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(working_days); i++) {
        g_autoptr(world) w =
            world_of(working_days[i].zone, working_days[i].calendar);
        int64_t from = calendar_moment(w->c, wall(working_days[i].from));
        g_autofree char *text =
            shown(w, calendar_days_after(w->c, from, working_days[i].days));

        if (strcmp(text, working_days[i].then) != 0)
            fail_msg("row %u: %d days after %s is %s, not %s", i,
                     working_days[i].days, working_days[i].from, text,
                     working_days[i].then);
    }
}

/* Moments and walls lead back and forth, but for what is skipped or doubled. */
static void walls(void **state)
{
    g_autoptr(world) w = world_new(BERLIN, OFFICE);
    int64_t change = wall("2026-03-29 01:00"); /* UTC */
    int64_t back = wall("2026-10-25 01:00");

    assert_int_equal(calendar_wall(w->c, change - 1),
                     wall("2026-03-29 02:00") - 1);
    assert_int_equal(calendar_wall(w->c, change), wall("2026-03-29 03:00"));
    assert_int_equal(calendar_moment(w->c, wall("2026-03-29 02:30")), change);
    assert_int_equal(calendar_moment(w->c, wall("2026-10-25 02:30")),
                     back - 1800000);
    assert_int_equal(calendar_moment(w->c, wall("2026-10-25 03:00")),
                     back + 3600000);
}

/* Beyond what is known there is no working time, and nothing breaks. */
static void edges(void **state)
{
    const calendar *a = calendar_always();

    assert_int_equal(calendar_work(a, INT64_MIN, INT64_MAX), CALENDAR_TO);
    assert_int_equal(calendar_work(a, CALENDAR_TO, INT64_MAX), 0);
    assert_int_equal(calendar_after(a, 5, INT64_MAX), CALENDAR_NEVER);
    assert_int_equal(calendar_after(a, INT64_MAX, 5), CALENDAR_NEVER);
    assert_int_equal(calendar_after(a, INT64_MIN, 5), 5);
    assert_int_equal(calendar_after(a, 7, 5), 12);
    assert_false(calendar_is_open(a, -1));
    assert_false(calendar_is_open(a, CALENDAR_TO));
    assert_true(calendar_is_open(a, CALENDAR_TO - 1));
    assert_int_equal(calendar_opens(a, -5), 0);
    assert_int_equal(calendar_closes(a, 5), CALENDAR_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_between), cmocka_unit_test(moment_after),
        cmocka_unit_test(opening),      cmocka_unit_test(days_later),
        cmocka_unit_test(walls),        cmocka_unit_test(edges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
