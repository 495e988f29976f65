/* test_ics: holiday files: what their events come to, and what is said of
 * broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "worktime/ics.h"

#include <stdio.h>
#include <string.h>

#define SHOWN 4 /* times of a row; of more their number */

static int by_time(const void *a, const void *b)
{
    const calendar_time *x = a, *y = b;

    return (x->from_ms > y->from_ms) - (x->from_ms < y->from_ms);
}

static char *date_of(int64_t wall, const char *format)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_unix_utc(wall / 1000);

    return g_date_time_format(t, format);
}

/* "2026-12-25", "2026-12-24 12:00-18:00", "2026-12-25..26" (days); a workday
 * has a '+'. */
static void show_time(GString *all, const calendar_time *t, const char *sign)
{
    g_autofree char *from = date_of(t->from_ms, t->whole ? "%F" : "%F %R");
    g_autofree char *to = date_of(t->whole ? t->to_ms - CALENDAR_DAY : t->to_ms,
                                  t->whole ? "%d" : "%R");

    g_string_append_printf(all, "%s%s%s", all->len ? ", " : "", sign, from);
    if (!t->whole || t->to_ms - t->from_ms > CALENDAR_DAY)
        g_string_append_printf(all, "%s%s", t->whole ? ".." : "-", to);
}

static void show_times(GString *all, GArray *times, const char *sign)
{
    g_array_sort(times, by_time);
    for (unsigned i = 0; i < times->len && i < SHOWN; i++)
        show_time(all, &g_array_index(times, calendar_time, i), sign);
    if (times->len > SHOWN)
        g_string_append_printf(all, "; %u", times->len);
}

static char *shown(const ics_feed *f)
{
    GString *all = g_string_new(NULL);

    for (unsigned i = 0; i < f->problems->len; i++) {
        const ics_problem *p = f->problems->pdata[i];
        g_string_append_printf(all, "%s%d: %s", all->len ? "; " : "", p->line,
                               p->text);
    }
    if (f->problems->len > 0)
        return g_string_free(all, FALSE);
    show_times(all, f->holidays, "");
    show_times(all, f->workdays, "+");
    return g_string_free(all, FALSE);
}

static ics_feed *read_feed(const char *zone, const char *text, bool workdays)
{
    static const char *const observances[] = {"Observance", "Merkedag", NULL};
    g_autoptr(GTimeZone) z = g_time_zone_new_identifier(zone);
    ics_wanted wanted = {
        .zone = z, .observances = observances, .workdays = workdays};

    return ics_read(&wanted, text, strlen(text));
}

/* An event from lines that are parted by '|'; line 3 is its first. */
static char *calendar_of(const char *lines)
{
    g_auto(GStrv) parts = g_strsplit(lines, "|", -1);
    g_autofree char *all = g_strjoinv("\r\n", parts);

    return g_strconcat("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", all,
                       "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", NULL);
}

#define NEXT "|END:VEVENT|BEGIN:VEVENT|"

static const struct {
    const char *lines, *times;
} rows[] = {
    /* days */
    {"DTSTART;VALUE=DATE:20261225", "2026-12-25"},
    {"DTSTART:20261225", "2026-12-25"},
    {"DTSTART;VALUE=DATE:20261225|DTEND;VALUE=DATE:20261226", "2026-12-25"},
    {"DTSTART;VALUE=DATE:20261225|DTEND;VALUE=DATE:20261225", "2026-12-25"},
    {"DTSTART;VALUE=DATE:20261225|DTEND;VALUE=DATE:20261227", "2026-12-25..26"},
    {"DTSTART;VALUE=DATE:20261231|DURATION:P2D", "2026-12-31..01"},
    /* over a change of the clock it is still two days */
    {"DTSTART;VALUE=DATE:20261024|DTEND;VALUE=DATE:20261026", "2026-10-24..25"},
    {"DTSTART:20261225T000000|DTEND:20261226T000000", "2026-12-25"},
    /* times: of no zone, of UTC, of another */
    {"DTSTART:20261224T120000|DTEND:20261224T180000", "2026-12-24 12:00-18:00"},
    {"DTSTART:20261224T120000|DURATION:PT1H30M", "2026-12-24 12:00-13:30"},
    {"DTSTART:20261224T120000Z|DTEND:20261224T180000Z",
     "2026-12-24 13:00-19:00"},
    {"DTSTART:20260724T120000Z|DTEND:20260724T180000Z",
     "2026-07-24 14:00-20:00"},
    {"DTSTART;TZID=Asia/Kolkata:20261224T120000|DURATION:PT1H",
     "2026-12-24 07:30-08:30"},
    {"DTSTART;TZID=\"/example.org/2026/Asia/Kolkata\":20261224T120000|"
     "DURATION:PT1H",
     "2026-12-24 07:30-08:30"},
    {"DTSTART;X=\"a:b;c\";TZID=Europe/Berlin:20261224T120000|DURATION:PT1H",
     "2026-12-24 12:00-13:00"},
    {"DTSTART:20261224T120000", ""},
    /* rules */
    {"DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY",
     "2020-12-25, 2021-12-25, 2022-12-25, 2023-12-25; 81"},
    {"DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;COUNT=2",
     "2020-12-25, 2021-12-25"},
    {"DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;UNTIL=20221225",
     "2020-12-25, 2021-12-25, 2022-12-25"},
    {"DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;UNTIL=20221224T235959Z",
     "2020-12-25, 2021-12-25"},
    {"DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3",
     "2020-12-25, 2022-12-25, 2024-12-25"},
    {"DTSTART;VALUE=DATE:20200229|RRULE:FREQ=YEARLY;COUNT=3",
     "2020-02-29, 2024-02-29, 2028-02-29"},
    /* the fourth Thursday of November, the last Monday of May, a Monday
     * after */
    {"DTSTART;VALUE=DATE:20251127|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;"
     "COUNT=2",
     "2025-11-27, 2026-11-26"},
    {"DTSTART;VALUE=DATE:20250526|RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;"
     "COUNT=2",
     "2025-05-26, 2026-05-25"},
    {"DTSTART;VALUE=DATE:20250113|RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=MO;"
     "BYMONTHDAY=8,9,10,11,12,13,14;COUNT=2",
     "2025-01-13, 2026-01-12"},
    {"DTSTART;VALUE=DATE:20260101|RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2",
     "2026-01-01, 2026-01-31, 2026-02-28"},
    {"DTSTART;VALUE=DATE:20260102|RRULE:FREQ=WEEKLY;BYDAY=FR,SA;COUNT=3",
     "2026-01-02, 2026-01-03, 2026-01-09"},
    {"DTSTART;VALUE=DATE:20260101|RRULE:FREQ=YEARLY;BYYEARDAY=1,2;COUNT=3",
     "2026-01-01, 2026-01-02, 2027-01-01"},
    {"DTSTART;VALUE=DATE:20260102|RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;"
     "BYSETPOS=-1;COUNT=2",
     "2026-01-02, 2026-01-30, 2026-02-27"},
    {"DTSTART;VALUE=DATE:19011225|RRULE:FREQ=YEARLY;UNTIL=19711225",
     "1970-12-25, 1971-12-25"},
    /* a recurring time keeps its wall time, and UNTIL counts in UTC */
    {"DTSTART;TZID=Europe/Berlin:20261024T120000|DURATION:PT1H|"
     "RRULE:FREQ=DAILY;UNTIL=20261026T110000Z",
     "2026-10-24 12:00-13:00, 2026-10-25 12:00-13:00, 2026-10-26 12:00-13:00"},
    {"DTSTART;TZID=Europe/Berlin:20261024T120000|DURATION:PT1H|"
     "RRULE:FREQ=DAILY;UNTIL=20261026T105959Z",
     "2026-10-24 12:00-13:00, 2026-10-25 12:00-13:00"},
    {"DTSTART:20261024T120000Z|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=2",
     "2026-10-24 14:00-15:00, 2026-10-25 13:00-14:00"},
    {"DTSTART:20261024T120000|DURATION:PT1H|RRULE:FREQ=DAILY;UNTIL=20261025",
     "2026-10-24 12:00-13:00, 2026-10-25 12:00-13:00"},
    /* EXDATE and RDATE */
    {"DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;COUNT=3|"
     "EXDATE;VALUE=DATE:20211225",
     "2020-12-25, 2022-12-25"},
    {"DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;COUNT=3|"
     "EXDATE:20201225T000000Z,20221225T000000Z",
     "2021-12-25"},
    {"DTSTART;TZID=Europe/Berlin:20261024T120000|DURATION:PT1H|"
     "RRULE:FREQ=DAILY;COUNT=3|EXDATE:20261025T110000Z",
     "2026-10-24 12:00-13:00, 2026-10-26 12:00-13:00"},
    {"DTSTART:20261024T120000|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=3|"
     "EXDATE;VALUE=DATE:20261024",
     "2026-10-25 12:00-13:00, 2026-10-26 12:00-13:00"},
    {"DTSTART;VALUE=DATE:20260403|RDATE;VALUE=DATE:20270326,20280414|"
     "RDATE;VALUE=DATE:20270326",
     "2026-04-03, 2027-03-26, 2028-04-14"},
    {"DTSTART:20260403T120000|DURATION:PT1H|"
     "RDATE;VALUE=PERIOD:20270326T100000/20270326T113000,20280414T100000/PT2H",
     "2026-04-03 12:00-13:00, 2027-03-26 10:00-11:30, 2028-04-14 10:00-12:00"},
    /* one of many is another */
    {"UID:a|DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;COUNT=3" NEXT
     "UID:a|RECURRENCE-ID;VALUE=DATE:20211225|DTSTART;VALUE=DATE:20211227",
     "2020-12-25, 2021-12-27, 2022-12-25"},
    {"UID:a|RECURRENCE-ID;VALUE=DATE:20211225|STATUS:CANCELLED|"
     "DTSTART;VALUE=DATE:20211225" NEXT
     "UID:a|DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;COUNT=3",
     "2020-12-25, 2022-12-25"},
    {"UID:b|DTSTART;VALUE=DATE:20201225|RRULE:FREQ=YEARLY;COUNT=2" NEXT
     "UID:a|RECURRENCE-ID;VALUE=DATE:20211225|DTSTART;VALUE=DATE:20211227",
     "2020-12-25, 2021-12-25, 2021-12-27"},
    /* what is no day off */
    {"STATUS:CANCELLED|DTSTART:20261225", ""},
    {"DESCRIPTION:Observance\\nTo hide it\\, go|DTSTART:20261213" NEXT
     "DESCRIPTION:Public holiday|DTSTART:20261225",
     "2026-12-25"},
    {"CATEGORIES:Norge,MERKEDAG|DTSTART:20261213" NEXT
     "DESCRIPTION:Observances are not this|DTSTART:20261225",
     "2026-12-25"},
    {"TRANSP:TRANSPARENT|DTSTART:20261213" NEXT
     "TRANSP:OPAQUE|DTSTART:20261225",
     "2026-12-25"},
    {"TRANSP:TRANSPARENT|DTSTART:20261213" NEXT
     "TRANSP:TRANSPARENT|DTSTART:20261225",
     "2026-12-13, 2026-12-25"},
    {"TRANSP:TRANSPARENT|DTSTART:20261225" NEXT
     "DTSTART:20261224T150000|DURATION:PT1H",
     "2026-12-24 15:00-16:00, 2026-12-25"},
    /* moved working days */
    {"CATEGORIES:WORKDAY|DTSTART:20261219" NEXT "DTSTART:20261225",
     "2026-12-25, +2026-12-19"},
    {"CATEGORIES:Russia,Working Day|DTSTART:20261219T100000|DURATION:PT2H",
     "+2026-12-19 10:00-12:00"},
    /* lines: folded, of another part, of another case */
    {"DTSTART;VALUE=D|\tATE:2026|  1225", "3: DTSTART: \"2026 1225\" is no "
                                          "date: write 20261225, "
                                          "20261225T140000 or "
                                          "20261225T130000Z"},
    {"DTSTART;VALUE=D|\tATE:2026| 1225", "2026-12-25"},
    {"BEGIN:VALARM|DTSTART:nonsense|DURATION:PT5M|END:VALARM|DTSTART:20261225",
     "2026-12-25"},
    {"dtstart:20261225|status:cancelled", ""},
    /* mistakes */
    {"SUMMARY:Christmas", "2: the event has no DTSTART"},
    {"SUMMARY:Christmas|DTSTART:25.12.2026",
     "4: DTSTART: \"25.12.2026\" is no date: write 20261225, 20261225T140000 "
     "or 20261225T130000Z"},
    {"DTSTART:20260230",
     "3: DTSTART: \"20260230\" is no date: write 20261225, 20261225T140000 or "
     "20261225T130000Z"},
    {"DTSTART;TZID=Europe/Mosow:20261224T120000|DTSTART:20261224",
     "3: DTSTART: TZID \"Europe/Mosow\" is no zone that is known here: write "
     "an IANA name such as Europe/Berlin; did you mean \"Europe/Moscow\"?"},
    {"DTSTART:20261225|RRULE:FREQ=YERLY",
     "4: RRULE: \"FREQ=YERLY\" is no rule"},
    {"DTSTART:20261225|RRULE:FREQ=HOURLY",
     "4: RRULE: a holiday comes daily or less often"},
    {"DTSTART:20261225|RRULE:FREQ=DAILY;BYEASTER=1",
     "4: RRULE: BYEASTER=1 is not understood here"},
    {"DTSTART:18991225|RRULE:FREQ=YEARLY",
     "4: RRULE: the event begins before 1900; give it a later DTSTART"},
    {"DTSTART:20261225|EXRULE:FREQ=DAILY",
     "4: EXRULE is not understood here: list the dates as EXDATE"},
    {"DTSTART:20261225|DURATION:1 day",
     "4: DURATION: \"1 day\" is no duration: write it as P1D or PT2H30M"},
    {"DTSTART:20261225|DTEND:20261224", "2: the event ends before it begins"},
    {"DTSTART:20251225|DTEND:20271224",
     "2: the event lasts longer than 366 days"},
    {"DTSTART:20261225|RECURRENCE-ID;RANGE=THISANDFUTURE:20261225",
     "4: RANGE is not understood here: write an event for each time that is "
     "another"},
    {"DTSTART:20261225|Christmas",
     "4: \"Christmas\" is no line of an .ics file: NAME:VALUE"},
    {"DTSTART:20261225|END:VCALENDAR",
     "4: END:VCALENDAR without its BEGIN: is a part of the file missing?"},
};

static void events(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = calendar_of(rows[i].lines);
        g_autoptr(ics_feed) f = read_feed("Europe/Berlin", text, false);
        g_autofree char *times = shown(f);

        if (strcmp(times, rows[i].times) != 0)
            fail_msg("row %u, %s:\n%s\nshould be\n%s", i, rows[i].lines, times,
                     rows[i].times);
    }
}

static const struct {
    const char *text, *times;
} files[] = {
    {"", "0: the file is empty; an .ics file begins with BEGIN:VCALENDAR"},
    {"BEGIN:VCALENDAR\nEND:VCALENDAR\n", ""},
    {"\xef\xbb\xbf\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\n"
     "END:VEVENT\nEND:VCALENDAR",
     "2026-12-25"},
    {"<!DOCTYPE html>\n<html>",
     "1: an .ics file begins with BEGIN:VCALENDAR; is this another kind of "
     "file?"},
    {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\n",
     "3: ends without END:VEVENT: is a part of the file missing?"},
    {"BEGIN:VEVENT\n", "1: BEGIN:VEVENT stands outside of BEGIN:VCALENDAR"},
    {"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Ours\n"
     "X-LIC-LOCATION:Asia/Kolkata\nEND:VTIMEZONE\nBEGIN:VEVENT\n"
     "DTSTART;TZID=Ours:20261224T120000\nDURATION:PT1H\nEND:VEVENT\n"
     "END:VCALENDAR\n",
     "2026-12-24 07:30-08:30"},
};

static void whole_files(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(ics_feed) f =
            read_feed("Europe/Berlin", files[i].text, false);
        g_autofree char *times = shown(f);

        if (strcmp(times, files[i].times) != 0)
            fail_msg("file %u: %s\nshould be\n%s", i, times, files[i].times);
    }
}

static void counts(void **state)
{
    g_autofree char *text = calendar_of(
        "DTSTART:20261213|CATEGORIES:observance" NEXT
        "DTSTART:20261225|DTEND:20261227" NEXT "DTSTART:20261220" NEXT
        "DTSTART:20271220|STATUS:CANCELLED");
    g_autoptr(ics_feed) f = read_feed("Europe/Berlin", text, false);
    g_autoptr(ics_feed) w = read_feed("Europe/Berlin", text, true);
    g_autofree char *last = date_of(f->last_ms, "%F");
    g_autofree char *times = shown(w);

    assert_int_equal(f->passed_over, 1);
    assert_string_equal(last, "2026-12-27");
    assert_int_equal(w->passed_over, 0);
    assert_string_equal(times, "+2026-12-13, +2026-12-20, +2026-12-25..26");
}

/* `count` events of these lines. */
static char *many_of(int count, const char *lines)
{
    GString *all = g_string_new("BEGIN:VCALENDAR\n");

    for (int i = 0; i < count; i++)
        g_string_append_printf(all, "BEGIN:VEVENT\n%s\nEND:VEVENT\n", lines);
    g_string_append(all, "END:VCALENDAR\n");
    return g_string_free(all, FALSE);
}

#define DAILY "DTSTART:20200101\nRRULE:FREQ=DAILY"

static const struct {
    int count;
    const char *lines;
    unsigned problems;
    const char *first; /* of them, its beginning */
} large[] = {
    {2, DAILY, 0, ""}, /* 60 years of days, twice */
    {150, DAILY, 1, "the file comes to more than 100000 times"},
    {5, "DTSTART:19000101\nRRULE:FREQ=DAILY;UNTIL=20100101", 1,
     "RRULE: up to this one, rules come to more than 200000 times"},
    {ICS_RULES_MAX + 30, DAILY ";COUNT=1", 20, "more than 200 RRULEs"},
    {ICS_EVENTS_MAX, "DTSTART:20200101", 0, ""},
    {ICS_EVENTS_MAX + 1, "DTSTART:20200101", 1, "more than 20000 events"},
    {8, DAILY ";COUNT=20000", 1, "the file comes to more than 100000 times"},
    /* a day that never comes */
    {20, "DTSTART:20260101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 1,
     "RRULE: \"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\" never comes"},
};

static void limits(void **state)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(large); i++) {
        g_autofree char *text = many_of(large[i].count, large[i].lines);
        g_autoptr(ics_feed) f = read_feed("Europe/Berlin", text, false);
        const ics_problem *p = f->problems->len ? f->problems->pdata[0] : NULL;

        if (f->problems->len != large[i].problems ||
            (p && !g_str_has_prefix(p->text, large[i].first)))
            fail_msg("row %u: %u problems, %s", i, f->problems->len,
                     p ? p->text : "");
        assert_true(f->holidays->len <= ICS_TIMES_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events),
        cmocka_unit_test(whole_files),
        cmocka_unit_test(counts),
        cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
