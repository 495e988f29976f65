/* test_clock: clocks in working time: due, warnings, pauses, changed
 * targets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "worktime/clock.h"
#include "worktime/hours.h"
#include "worktime/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Moments are written as "30 18:45": a day of November 2026 (30 is a Monday),
 * or of December if it is below 20, by the clock in Moscow. */
static calendar *office, *nights, *holiday;

static int64_t at(const char *text)
{
    int day, hour, minute;

    assert_int_equal(sscanf(text, "%d %d:%d", &day, &hour, &minute), 3);
    g_autoptr(GDateTime) t =
        g_date_time_new_utc(2026, day < 20 ? 12 : 11, day, hour, minute, 0);
    return calendar_moment(office, g_date_time_to_unix(t) * 1000);
}

static char *shown(int64_t moment)
{
    g_autoptr(GDateTime) t = NULL;

    if (moment == CALENDAR_NEVER)
        return g_strdup("never");
    t = g_date_time_new_from_unix_utc(calendar_wall(office, moment) / 1000);
    return g_date_time_format(t, "%-d %R");
}

static calendar *make(const char *hours, int days, const char *off)
{
    g_autoptr(GTimeZone) zone = zone_by_name("Europe/Moscow");
    g_autoptr(GArray) day = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(calendar_time));
    calendar_sheet sheet = {.zone = zone, .holidays = times};

    assert_null(hours_read(hours, day));
    for (int i = 0; i < days; i++)
        sheet.week[i] = day;
    if (off) {
        calendar_time t = {.from_ms = calendar_wall(office, at(off)),
                           .whole = true};
        t.to_ms = t.from_ms + CALENDAR_DAY;
        g_array_append_val(times, t);
    }
    return calendar_new(&sheet);
}

/* "o 60 30 18:45": a leg in the office with 60 minutes from then; n at night, h
 * in the office with a holiday, a always; upper case: it is paused. */
static unsigned read_legs(const char *text, work_leg *legs)
{
    g_auto(GStrv) parts = g_strsplit(text, ", ", -1);
    unsigned count = 0;

    for (char **part = parts; *part; part++, count++) {
        g_auto(GStrv) words = g_strsplit(*part, " ", 3);
        char kind = g_ascii_tolower(words[0][0]);

        assert_int_equal(g_strv_length(words), 3);
        legs[count] = (work_leg){.from_ms = at(words[2]),
                                 .runs = words[0][0] == kind,
                                 .target_ms = atoi(words[1]) * INT64_C(60000)};
        legs[count].calendar = kind == 'o'   ? office
                               : kind == 'n' ? nights
                               : kind == 'h' ? holiday
                                             : calendar_always();
    }
    return count;
}

static const struct {
    const char *legs, *due;
    const char *half, *hour; /* warned at 50 %, and one hour before */
} rows[] = {
    {"o 120 30 12:00", "30 14:00", "30 13:00", "30 13:00"},
    /* made outside of the hours it gets its full time */
    {"o 120 28 15:00", "30 12:00", "30 11:00", "30 11:00"},
    {"o 120 30 03:00", "30 12:00", "30 11:00", "30 11:00"},
    {"o 120 30 23:00", "1 12:00", "1 11:00", "1 11:00"},
    {"h 120 30 23:00", "2 12:00", "2 11:00", "2 11:00"},
    /* a warning across a night */
    {"o 240 30 16:30", "1 11:30", "30 18:30", "1 10:30"},
    {"o 240 30 15:45", "1 10:45", "30 17:45", "30 18:45"},
    {"h 240 30 15:45", "2 10:45", "30 17:45", "30 18:45"},
    {"o 240 27 15:45", "30 10:45", "27 17:45", "27 18:45"},
    {"n 240 30 01:00", "30 05:00", "30 03:00", "30 04:00"},
    {"n 480 30 04:00", "1 04:00", "1 00:00", "1 03:00"},
    /* an hour is left at closing: told at the opening */
    {"o 240 30 16:00", "1 11:00", "30 18:00", "1 10:00"},
    /* due at the closing, not at the next opening */
    {"o 60 30 18:00", "30 19:00", "30 18:30", "30 18:00"},
    {"a 1440 30 18:00", "1 18:00", "1 06:00", "1 17:00"},
    {"o 1440 30 10:00", "2 16:00", "1 13:00", "2 15:00"},
    {"o 0 30 12:00", "30 12:00", "30 12:00", "30 12:00"},
    /* less than the warning: from the beginning */
    {"o 30 30 12:00", "30 12:30", "30 12:15", "30 12:00"},
    {"o 30 30 03:00", "30 10:30", "30 10:15", "30 10:00"},
    /* pauses */
    {"o 120 30 12:00, O 120 30 12:30", "never", "never", "never"},
    {"o 120 30 12:00, O 120 30 13:30", "never", "30 13:00", "30 13:00"},
    {"o 120 30 12:00, O 120 30 12:30, o 120 30 17:45", "1 10:15", "30 18:15",
     "30 18:15"},
    {"O 120 30 12:00, o 120 30 18:00", "1 11:00", "1 10:00", "1 10:00"},
    {"o 120 30 12:00, O 120 30 14:00", "30 14:00", "30 13:00", "30 13:00"},
    {"o 120 30 12:00, O 120 30 15:00, o 120 30 16:00", "30 14:00", "30 13:00",
     "30 13:00"},
    /* half is used at the closing, and it waits at the opening */
    {"o 120 30 18:00, O 120 30 20:00, o 120 1 15:00", "1 16:00", "1 15:00",
     "1 15:00"},
    /* changed: another target, another calendar; what is used stays used */
    {"o 240 30 12:00, o 120 30 13:00", "30 14:00", "30 13:00", "30 13:00"},
    {"o 120 30 12:00, o 240 30 13:00", "30 16:00", "30 14:00", "30 15:00"},
    {"o 240 30 12:00, o 60 30 14:00", "30 13:00", "30 12:30", "30 12:00"},
    {"o 240 30 18:00, a 240 30 18:30", "30 22:00", "30 20:00", "30 21:00"},
    {"a 240 30 03:00, o 240 30 04:00", "30 13:00", "30 11:00", "30 12:00"},
    /* two changes at one moment */
    {"o 240 30 12:00, O 120 30 13:00, o 120 30 13:00", "30 14:00", "30 13:00",
     "30 13:00"},
};

static void moments(void **state)
{
    const work_warning half = {.is_percent = true, .amount = 50};
    const work_warning hour = {.amount = 3600000};
    work_leg legs[8];

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        unsigned count = read_legs(rows[i].legs, legs);
        g_autofree char *due = shown(work_due(legs, count));
        g_autofree char *first = shown(work_warn(legs, count, half));
        g_autofree char *last = shown(work_warn(legs, count, hour));

        if (strcmp(due, rows[i].due) != 0 || strcmp(first, rows[i].half) != 0 ||
            strcmp(last, rows[i].hour) != 0)
            fail_msg("row %u, %s: due %s, half at %s, an hour before is %s", i,
                     rows[i].legs, due, first, last);
    }
}

static const struct {
    const char *legs, *at;
    int used, left; /* minutes */
    const char *breached;
} states[] = {
    {"o 120 30 12:00", "30 11:00", 0, 120, "never"},
    {"o 120 30 12:00", "30 13:00", 60, 60, "never"},
    {"o 120 30 12:00", "30 13:59", 119, 1, "never"},
    {"o 120 30 12:00", "30 14:00", 120, 0, "30 14:00"},
    {"o 120 30 12:00", "30 18:00", 360, -240, "30 14:00"},
    {"o 120 30 18:00", "1 09:00", 60, 60, "never"},
    {"o 120 30 12:00, O 120 30 13:00", "1 18:00", 60, 60, "never"},
    {"o 120 30 12:00, O 120 30 13:00, o 120 1 18:00", "1 18:30", 90, 30,
     "never"},
    /* what was broken stays broken */
    {"o 120 30 12:00, o 240 30 15:00", "30 15:30", 210, 30, "30 14:00"},
    {"o 120 30 12:00, O 240 30 15:00", "30 15:30", 180, 60, "30 14:00"},
    /* a shorter target is broken when it begins to hold */
    {"o 240 30 12:00, o 60 30 14:00", "30 15:00", 180, -120, "30 14:00"},
    {"o 240 30 12:00, o 60 30 14:00", "30 13:30", 90, -30, "never"},
    {"o 240 30 12:00, O 60 30 14:00", "30 15:00", 120, -60, "never"},
};

static void state_at(void **state)
{
    work_leg legs[8];

    for (unsigned i = 0; i < G_N_ELEMENTS(states); i++) {
        unsigned count = read_legs(states[i].legs, legs);
        int64_t then = at(states[i].at);
        int64_t used = work_used(legs, count, then) / 60000;
        int64_t left = work_left(legs, count, then) / 60000;
        g_autofree char *breached = shown(work_breached(legs, count, then));

        if (used != states[i].used || left != states[i].left ||
            strcmp(breached, states[i].breached) != 0)
            fail_msg("row %u, %s at %s: %d used, %d left, breached %s", i,
                     states[i].legs, states[i].at, (int)used, (int)left,
                     breached);
    }
}

static void no_legs(void **state)
{
    const work_warning half = {.is_percent = true, .amount = 50};
    work_leg one = work_leg_of(office, at("30 18:45"), 1800000);
    g_autofree char *due = shown(work_due(&one, 1));

    assert_string_equal(due, "1 10:15");
    assert_int_equal(work_due(NULL, 0), CALENDAR_NEVER);
    assert_int_equal(work_warn(NULL, 0, half), CALENDAR_NEVER);
    assert_int_equal(work_breached(NULL, 0, 5), CALENDAR_NEVER);
    assert_int_equal(work_used(NULL, 0, 5), 0);
}

static int make_calendars(void **state)
{
    office = make("10:00-19:00", 5, NULL);
    nights = make("22:00-06:00", 7, NULL);
    holiday = make("10:00-19:00", 5, "1 00:00");
    return 0;
}

static int free_calendars(void **state)
{
    calendar_free(office);
    calendar_free(nights);
    calendar_free(holiday);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments),
        cmocka_unit_test(state_at),
        cmocka_unit_test(no_legs),
    };

    return cmocka_run_group_tests(tests, make_calendars, free_calendars);
}
