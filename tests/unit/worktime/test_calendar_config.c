/* test_calendar_config: [calendar NAME]: hours, files, mistakes; and who asks
 * for a calendar by its name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "roles/sections.h"
#include "worktime/calendar_config.h"
#include "worktime/hours.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define DESK                          \
    "[queue support]\n"               \
    "address = support@example.org\n" \
    "[operator anna]\n"               \
    "address = anna@example.org\n"    \
    "[smtp]\n"                        \
    "host = localhost\n"              \
    "[milter]\n"
/* DESK has 7 lines: what follows it begins on line 8. */

static char *folder, *path;

static config *load(const char *text, GPtrArray **problems)
{
    g_autofree char *all = g_strconcat(DESK, text, NULL);

    assert_true(g_file_set_contents(path, all, -1, NULL));
    return role_config_load(path, problems, NULL);
}

static void put(const char *name, const char *events)
{
    g_autofree char *file = g_build_filename(folder, name, NULL);
    g_autofree char *all =
        g_strconcat("BEGIN:VCALENDAR\nBEGIN:VEVENT\n", events,
                    "\nEND:VEVENT\nEND:VCALENDAR\n", NULL);

    assert_true(g_file_set_contents(file, all, -1, NULL));
}

/* Problems without the folder's name. */
static char *problems_as_text(const GPtrArray *problems)
{
    g_autoptr(GString) all = g_string_new(NULL);
    g_autofree char *with = g_strconcat(folder, "/", NULL);

    for (guint i = 0; i < problems->len; i++) {
        const config_problem *p = problems->pdata[i];

        g_string_append_printf(all, "%d: %s\n", p->line, p->text);
    }
    g_string_replace(all, with, "", 0);
    return g_strdup(all->str);
}

static int64_t utc(int year, int month, int day, int hour, int minute)
{
    g_autoptr(GDateTime) t =
        g_date_time_new_utc(year, month, day, hour, minute, 0);

    return g_date_time_to_unix(t) * 1000;
}

/* Working hours of a day of a calendar of Moscow (UTC+3). */
static double hours_on(const calendar *c, int month, int day)
{
    int64_t midnight = utc(2026, month, day, 0, 0) - 3 * 3600000;

    return (double)calendar_work(c, midnight, midnight + CALENDAR_DAY) / 3.6e6;
}

#define OFFICE "[calendar office]\nzone = Europe/Moscow\n"

static const struct {
    const char *text;
    int month, day; /* of 2026 */
    double hours;
} rows[] = {
    {"weekdays = 10:00-19:00\n", 11, 30, 9},
    {"weekdays = 10:00-19:00\n", 11, 28, 0},
    {"weekdays = 9:00 - 13:00; 14:00\xe2\x80\x93"
     "18:30\n",
     11, 30, 8.5},
    {"weekdays = 10:00-19:00\nmonday = 10:00-12:00\n", 11, 30, 2},
    {"weekdays = 10:00-19:00\nmonday = closed\n", 11, 30, 0},
    {"weekdays = 10:00-19:00\nmonday = closed\n", 12, 1, 9},
    {"weekend = 12:00-14:00\n", 11, 29, 2},
    {"weekend = 12:00-14:00\nsunday = 00:00-24:00\n", 11, 29, 24},
    {"sunday = 22:00-06:00\n", 11, 29, 2},
    {"sunday = 22:00-06:00\n", 11, 30, 6},
    {"always = yes\n", 11, 29, 24},
    {"always = yes\nholidays = holidays.ics\n", 12, 25, 0},
    {"weekdays = 10:00-19:00\nholidays = holidays.ics\n", 12, 25, 0},
    {"weekdays = 10:00-19:00\nholidays = holidays.ics, more.ics\n", 12, 24, 5},
    {"weekdays = 10:00-19:00\nworkdays = work.ics\n", 12, 26, 9},
    {"weekdays = 10:00-19:00\nworkdays = work.ics\nmoved = 10:00-15:00\n", 12,
     26, 5},
    {"weekdays = 10:00-19:00\nholidays = marked.ics\n", 12, 25, 9},
    {"weekdays = 10:00-19:00\nholidays = marked.ics\nobservances = off\n", 12,
     25, 0},
    {"workdays = shift.ics\n", 12, 26, 4},
};

static void put_files(void)
{
    put("holidays.ics", "DTSTART:20261225\nRRULE:FREQ=YEARLY");
    put("more.ics", "DTSTART:20261224T150000\nDTEND:20261224T200000");
    put("work.ics", "DTSTART:20261226");
    put("shift.ics", "DTSTART:20261226T100000\nDURATION:PT4H");
    put("marked.ics", "DTSTART:20261225\nCATEGORIES:Observance");
    put("broken.ics", "DTSTART:2026-12-25");
}

static void hours(void **state)
{
    put_files();
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(OFFICE, rows[i].text, NULL);
        g_autoptr(GPtrArray) problems = NULL;
        g_autoptr(config) c = load(text, &problems);
        g_autofree char *words = problems_as_text(problems);
        double found;

        if (!c)
            fail_msg("row %u:\n%s%s", i, rows[i].text, words);
        found = hours_on(config_calendar_find(c, "office"), rows[i].month,
                         rows[i].day);
        if (found < rows[i].hours || found > rows[i].hours)
            fail_msg("row %u: %g hours, not %g:\n%s", i, found, rows[i].hours,
                     rows[i].text);
    }
}

#define NO_HOURS(text)                                              \
    "\"" text "\" are no hours: write 09:00-18:00, several with a " \
    "comma between, or closed\n"

static const struct {
    const char *text, *problems;
} wrong[] = {
    {"[calendar x]\nweekdays = 09:00-18:00\n",
     "8: [calendar x] needs zone: in which its hours are, as in zone = "
     "Europe/Oslo\n"},
    {"[calendar x]\nzone = Europe/Mosow\nalways = yes\n",
     "9: [calendar x] zone: there is no zone \"Europe/Mosow\"; did you mean "
     "\"Europe/Moscow\"?\n"},
    {"[calendar x]\nzone = moscow\nalways = yes\n",
     "9: [calendar x] zone: there is no zone \"moscow\"; did you mean "
     "\"Europe/Moscow\"?\n"},
    {"[calendar x]\nzone = UTC+3\nalways = yes\n",
     "9: [calendar x] zone: there is no zone \"UTC+3\"\n"},
    {"[calendar x]\nzone = ../../../etc/passwd\nalways = yes\n",
     "9: [calendar x] zone: there is no zone \"../../../etc/passwd\"\n"},
    {OFFICE, "8: [calendar office] has no hours: write weekdays = "
             "09:00-18:00, or always = yes\n"},
    {OFFICE "weekdays = closed\n", "8: [calendar office] is never open\n"},
    {OFFICE "weekdays = 10:00-19:00\nfriday = 10-17\n",
     "11: [calendar office] friday: " NO_HOURS("10-17")},
    {OFFICE "weekdays = 10:00-25:00\nmonday = 10:00-12:00\n",
     "10: [calendar office] weekdays: " NO_HOURS("10:00-25:00")},
    {OFFICE "weekdays = 10:00-12:00, \nmonday = 10:00-12:00\n",
     "10: [calendar office] weekdays: " NO_HOURS("")},
    {OFFICE "weekdays = 24:00-12:00\nmonday = 10:00-12:00\n",
     "10: [calendar office] weekdays: " NO_HOURS("24:00-12:00")},
    {OFFICE "monday = 09:00-09:00\ntuesday = 09:00-10:00\n",
     "10: [calendar office] monday: \"09:00-09:00\" ends when it begins: a "
     "whole day is 00:00-24:00\n"},
    {OFFICE "monday = 09:00-13:00, 12:30-18:00\ntuesday = 09:00-10:00\n",
     "10: [calendar office] monday: 09:00-13:00 and 12:30-18:00 overlap\n"},
    {OFFICE "always = yes\nweekdays = 10:00-19:00\n",
     "11: [calendar office] weekdays: it is open always; take out one of the "
     "two\n"},
    {OFFICE "always = yes\nholidays = none.ics\n",
     "11: [calendar office] holidays: none.ics: No such file or directory\n"},
    {OFFICE "always = yes\nholidays = holidays.ics broken.ics\n",
     "11: [calendar office] holidays: \"holidays.ics broken.ics\": separate "
     "with ; or ,\n"},
    {OFFICE "always = yes\nholidays = holidays.ics, broken.ics\n",
     "11: [calendar office] holidays: broken.ics:3: DTSTART: \"2026-12-25\" is "
     "no date: write 20261225, 20261225T140000 or 20261225T130000Z\n"},
    {"[calendar always]\nzone = UTC\nalways = yes\n",
     "8: [calendar always]: every desk has one of that name, around the clock "
     "in UTC; choose another\n"},
    {OFFICE "always = yes\nholliday = x.ics\n",
     "11: [calendar office] unknown key holliday; did you mean "
     "\"holidays\"?\n"},
};

static void wrong_ones(void **state)
{
    put_files();
    for (unsigned i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GPtrArray) problems = NULL;
        g_autoptr(config) c = load(wrong[i].text, &problems);
        g_autofree char *words = problems_as_text(problems);

        if (strcmp(words, wrong[i].problems) != 0)
            fail_msg("row %u:\n%sgives\n%sinstead of\n%s", i, wrong[i].text,
                     words, wrong[i].problems);
        assert_null(c);
    }
}

static void names(void **state)
{
    g_autoptr(GPtrArray) problems = NULL;
    g_autoptr(config) c =
        load(OFFICE "always = yes\nholidays = holidays.ics\n", &problems);
    config_reading r = {.config = c, .problems = problems};
    const config_calendar *k = config_calendar_by_id(c, "office");
    const config_problem *p;

    assert_non_null(c);
    assert_ptr_equal(config_calendar_find(c, "office"), k->made);
    assert_ptr_equal(config_calendar_find(c, NULL), calendar_always());
    assert_ptr_equal(config_calendar_find(c, "always"), calendar_always());
    assert_null(config_calendar_find(c, "ofice"));
    assert_null(config_calendar_by_id(c, "always"));
    assert_int_equal(k->feeds->len, 1);
    assert_int_equal(k->holiday_times->len, 75);

    config_check_calendar_name(&r, k, "calendar", "queue q", NULL);
    config_check_calendar_name(&r, k, "calendar", "queue q", "office");
    assert_int_equal(problems->len, 0);
    r.places = g_ptr_array_new();
    config_check_calendar_name(&r, k, "calendar", "queue q", "ofice");
    g_ptr_array_unref(r.places);
    assert_int_equal(problems->len, 1);
    p = problems->pdata[0];
    assert_string_equal(p->text, "[queue q] calendar: there is no [calendar "
                                 "ofice]; did you mean \"office\"?");
}

static int make_folder(void **state)
{
    folder = g_dir_make_tmp("calendar-XXXXXX", NULL);
    path = g_build_filename(folder, "postern.conf", NULL);
    return folder ? 0 : -1;
}

static int remove_folder(void **state)
{
    g_autoptr(GDir) d = g_dir_open(folder, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name(d))) {
        g_autofree char *file = g_build_filename(folder, name, NULL);
        g_unlink(file);
    }
    g_rmdir(folder);
    g_free(folder);
    g_free(path);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours),
        cmocka_unit_test(wrong_ones),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
