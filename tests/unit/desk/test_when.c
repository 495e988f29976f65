/* test_when: dates and lengths of time as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/when.h"

static GTimeZone *zone_of(const char *name)
{
    GTimeZone *zone = g_time_zone_new_identifier(name);
    assert_non_null(zone);
    return zone;
}

static int64_t at_of(const char *iso, GTimeZone *zone)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, zone);
    assert_non_null(t);
    return g_date_time_to_unix(t) * 1000;
}

static char *shown(int64_t at_ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_ms / 1000);
    g_autoptr(GDateTime) t = g_date_time_to_timezone(utc, zone);
    return g_date_time_format(t, "%Y-%m-%d %H:%M");
}

/* "2026-12-24 09:00", "! " for a written time, " 3d" for whole days, " or ..." for
 * the other reading, "past", "far" or "none", then what is left in brackets. */
static char *summary(const char *text, const when_ask *ask)
{
    static const char *const words[WHEN_RESULTS] = {"", "none", "", "past ",
                                                    "far"};
    when w;
    when_result result = when_read(text, ask, &w);
    GString *out = g_string_new(words[result]);

    if (result != WHEN_NONE && result != WHEN_FAR) {
        g_autofree char *at = shown(w.at_ms, ask->zone);
        g_string_append_printf(out, "%s%s", at, w.has_time ? "!" : "");
    }
    if (result == WHEN_TWO) {
        g_autofree char *other = shown(w.other_ms, ask->zone);
        g_string_append_printf(out, " or %s", other);
    }
    if (result == WHEN_FINE && w.days > 0)
        g_string_append_printf(out, " %dd", w.days);
    if (result != WHEN_NONE && *w.rest)
        g_string_append_printf(out, " [%s]", w.rest);
    return g_string_free(out, FALSE);
}

typedef struct when_row {
    const char *text, *wanted;
} when_row;

static void check_asked(const char *now, const char *zone_name, bool back,
                        const when_row *rows, size_t count)
{
    g_autoptr(GTimeZone) zone = zone_of(zone_name);
    when_ask ask = {at_of(now, zone), zone, 9 * 60, back};
    unsigned wrong = 0;

    for (size_t i = 0; i < count; i++) {
        g_autofree char *is = summary(rows[i].text, &ask);
        if (strcmp(is, rows[i].wanted) == 0)
            continue;
        print_error("\"%s\": is %s, not %s\n", rows[i].text, is,
                    rows[i].wanted);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void check_at(const char *now, const char *zone_name,
                     const when_row *rows, size_t count)
{
    check_asked(now, zone_name, false, rows, count);
}
/* A Monday. */
#define check(rows) \
    check_at("2026-11-30T10:00:00", "Europe/Oslo", rows, G_N_ELEMENTS(rows))

static void test_figures(void **state)
{
    static const when_row rows[] = {
        {"2026-12-24", "2026-12-24 09:00"},
        {"2026-12-24 15:00", "2026-12-24 15:00!"},
        {"2026-12-24T15:00", "2026-12-24 15:00!"},
        {"2026-12-24T15", "none"},
        {"2026-12-24, 15:00", "2026-12-24 15:00!"},
        {"2026/12/24", "2026-12-24 09:00"},
        {"2026.12.24", "2026-12-24 09:00"},
        {"2026-1-5", "past 2026-01-05 09:00"},
        {"2026-12-32", "none"},
        {"2027-02-29", "none"},
        {"2028-02-29", "2028-02-29 09:00"},
        {"2026-13-01", "none"},
        {"2026-12", "none"},
        {"24.12.2026", "2026-12-24 09:00"},
        {"24.12.26", "2026-12-24 09:00"},
        {"24.12.", "2026-12-24 09:00"},
        {"24.12", "2026-12-24 09:00"},
        {"24.12. 15:00", "2026-12-24 15:00!"},
        {"24.12. 15.30", "2026-12-24 15:30!"},
        {"24.12. kl. 9", "2026-12-24 09:00!"},
        {"24.12. в 9", "2026-12-24 09:00!"},
        {"3.4.", "2027-04-03 09:00"},
        {"03.04.2027", "2027-04-03 09:00"},
        {"1.1.", "2027-01-01 09:00"},
        {"30.11.", "past 2026-11-30 09:00"},
        {"30.11. 11:00", "2026-11-30 11:00!"},
        {"29.11.", "2027-11-29 09:00"},
        {"29.2.", "2028-02-29 09:00"},
        {"31.12.", "2026-12-31 09:00"},
        {"31.11.", "none"},
        {"12.24.2026", "none"},
        {"32.1.", "none"},
        {"0.1.", "none"},
        {"24.12.202", "none"},
        {"24.12.20261", "none"},
        {"24/12/2026", "2026-12-24 09:00"},
        {"24/12", "2026-12-24 09:00"},
        {"12/24/2026", "2026-12-24 09:00"},
        {"12/24", "2026-12-24 09:00"},
        {"03/04/2027", "2027-04-03 09:00 or 2027-03-04 09:00"},
        {"03/04", "2027-04-03 09:00 or 2027-03-04 09:00"},
        {"3/4 15:00", "2027-04-03 15:00! or 2027-03-04 15:00"},
        {"12/11", "2027-11-12 09:00 or 2026-12-11 09:00"},
        {"12/12", "2026-12-12 09:00"},
        {"04-03-2027", "2027-03-04 09:00 or 2027-04-03 09:00"},
        {"24-12-2026", "2026-12-24 09:00"},
        {"3-4", "none"},
        {"24.12.2025", "past 2025-12-24 09:00"},
        {"24.12.2099", "far"},
        {"24.11.2036", "2036-11-24 09:00"},
        {"24.12.2026 the report", "2026-12-24 09:00 [the report]"},
    };
    check(rows);
}

static void test_words(void **state)
{
    static const when_row rows[] = {
        {"24 Dec", "2026-12-24 09:00"},
        {"24 dec.", "2026-12-24 09:00"},
        {"24. Dec", "2026-12-24 09:00"},
        {"24 December 2026", "2026-12-24 09:00"},
        {"24th December", "2026-12-24 09:00"},
        {"1st of December", "none"},
        {"1st December", "2026-12-01 09:00"},
        {"Dec 24", "2026-12-24 09:00"},
        {"December 24, 2026", "2026-12-24 09:00"},
        {"December 24th, 2027 at 3pm", "2027-12-24 15:00!"},
        {"24 desember", "2026-12-24 09:00"},
        {"24. des. kl 15.30", "2026-12-24 15:30!"},
        {"17. mai", "2027-05-17 09:00"},
        {"24 дек", "2026-12-24 09:00"},
        {"24 декабря 2026 в 15:00", "2026-12-24 15:00!"},
        {"1 мая", "2027-05-01 09:00"},
        {"5 mar", "2027-03-05 09:00"},
        {"may 5", "2027-05-05 09:00"},
        {"5 may 2027", "2027-05-05 09:00"},
        {"sept 1", "2027-09-01 09:00"},
        {"30 feb", "none"},
        {"24 de", "none"},
        {"24 dec 15:00 we hope", "2026-12-24 15:00! [we hope]"},
        {"24 dec at the latest", "2026-12-24 09:00 [at the latest]"},
        {"today", "past 2026-11-30 09:00"},
        {"today 17:00", "2026-11-30 17:00!"},
        {"today at 5 pm", "2026-11-30 17:00!"},
        {"today 9:59", "past 2026-11-30 09:59!"},
        {"tomorrow", "2026-12-01 09:00"},
        {"TOMORROW", "2026-12-01 09:00"},
        {"Tomorrow, 14:30", "2026-12-01 14:30!"},
        {"tomorrow noon", "2026-12-01 12:00!"},
        {"tomorrow 24:00", "2026-12-02 00:00!"},
        {"tomorrow 25:00", "2026-12-01 09:00 [25:00]"},
        {"tomorrow 5", "2026-12-01 09:00 [5]"},
        {"the day after tomorrow", "2026-12-02 09:00"},
        {"day after tomorrow 8:00", "2026-12-02 08:00!"},
        {"i morgen", "2026-12-01 09:00"},
        {"i morgen kl. 9", "2026-12-01 09:00!"},
        {"i overmorgen", "2026-12-02 09:00"},
        {"i dag 15:00", "2026-11-30 15:00!"},
        {"завтра", "2026-12-01 09:00"},
        {"завтра в 10", "2026-12-01 10:00!"},
        {"послезавтра", "2026-12-02 09:00"},
        {"сегодня в 18:00", "2026-11-30 18:00!"},
        {"yesterday", "none"},
        {"soon", "none"},
        {"", "none"},
    };
    check(rows);
}

static void test_weekdays(void **state)
{
    static const when_row rows[] = {
        {"friday", "2026-12-04 09:00"},
        {"Fri", "2026-12-04 09:00"},
        {"fri.", "2026-12-04 09:00"},
        {"friday 15:00", "2026-12-04 15:00!"},
        {"on friday at 3pm", "2026-12-04 15:00!"},
        {"by friday", "2026-12-04 09:00"},
        {"until thurs", "2026-12-03 09:00"},
        {"monday", "2026-12-07 09:00"},
        {"this monday 12:00", "2026-11-30 12:00!"},
        {"sunday", "2026-12-06 09:00"},
        {"this friday", "2026-12-04 09:00"},
        {"next friday", "2026-12-04 09:00 or 2026-12-11 09:00"},
        {"next monday", "2026-12-07 09:00"},
        {"next week", "2026-12-07 09:00"},
        {"next month", "2026-12-01 09:00"},
        {"neste uke", "2026-12-07 09:00"},
        {"next year", "none"},
        {"fredag", "2026-12-04 09:00"},
        {"tor 10:00", "2026-12-03 10:00!"},
        {"søndag", "2026-12-06 09:00"},
        {"пт", "2026-12-04 09:00"},
        {"в пятницу", "2026-12-04 09:00"},
        {"в пятницу в 15:00", "2026-12-04 15:00!"},
        {"до среды", "none"},
        {"в среду", "2026-12-02 09:00"},
        {"friday to ola", "2026-12-04 09:00 [to ola]"},
        {"fr", "none"},
        {"fridays", "none"},
        {"15:00", "2026-11-30 15:00!"},
        {"9:00", "2026-12-01 09:00!"},
        {"10:00", "2026-12-01 10:00!"},
        {"at 15", "2026-11-30 15:00!"},
        {"3pm", "2026-11-30 15:00!"},
        {"3:30 p.m.", "2026-11-30 15:30!"},
        {"12 am", "2026-12-01 00:00!"},
        {"13pm", "none"},
        {"15:60", "none"},
        {"15:00 tomorrow", "2026-12-01 15:00!"},
        {"at 3pm on friday", "2026-12-04 15:00!"},
        {"15:00 as we said", "2026-11-30 15:00! [as we said]"},
        {"15.30", "2026-11-30 15:30!"},
    };
    check(rows);
}

static void test_spans(void **state)
{
    static const when_row rows[] = {
        {"3d", "2026-12-03 10:00 3d"},
        {"+3d", "2026-12-03 10:00 3d"},
        {"+2w", "2026-12-14 10:00 14d"},
        {"3 d", "2026-12-03 10:00 3d"},
        {"3 days", "2026-12-03 10:00 3d"},
        {"in 3 days", "2026-12-03 10:00 3d"},
        {"1 day", "2026-12-01 10:00 1d"},
        {"2 weeks", "2026-12-14 10:00 14d"},
        {"1w 2d", "2026-12-09 10:00 9d"},
        {"2 months", "2027-01-30 10:00"},
        {"2h", "2026-11-30 12:00!"},
        {"90 min", "2026-11-30 11:30!"},
        {"1h30m", "2026-11-30 11:30!"},
        {"1 h 30 min", "2026-11-30 11:30!"},
        {"1.5 h", "2026-11-30 11:30!"},
        {"1,5h", "2026-11-30 11:30!"},
        {"1d 2h", "2026-12-01 12:00!"},
        {"3 dager", "2026-12-03 10:00 3d"},
        {"om 2 timer", "2026-11-30 12:00!"},
        {"через 3 дня", "2026-12-03 10:00 3d"},
        {"2 недели", "2026-12-14 10:00 14d"},
        {"3д", "2026-12-03 10:00 3d"},
        {"3d the customer is away",
         "2026-12-03 10:00 3d [the customer is away]"},
        {"3d may be", "2026-12-03 10:00 3d [may be]"},
        {"3d 4 people", "2026-12-03 10:00 3d [4 people]"},
        {"0d", "past 2026-11-30 10:00"},
        {"3", "none"},
        {"-3d", "none"},
        {"3x", "none"},
        {"d", "none"},
        {"9999d", "far"},
        {"99999999999d", "none"},
        {"9999 months", "far"},
        {"3d +2d", "2026-12-03 10:00 3d [+2d]"},
    };
    check(rows);
}

/* The zone says what a date is, and clocks that are set do not move it. */
static void test_zones(void **state)
{
    static const when_row oslo[] = {
        {"28.3. 02:30", "2027-03-28 03:00!"}, /* there is no such time */
        {"2d", "2027-03-29 10:00 2d"},
        {"48h", "2027-03-29 11:00!"},
        {"sunday", "2027-03-28 09:00"},
    };
    static const when_row moscow[] = {
        {"today 23:00", "2026-12-31 23:00!"},
        {"tomorrow", "2027-01-01 09:00"},
        {"1 Jan", "2027-01-01 09:00"},
        {"next month", "2027-01-01 09:00"},
        {"31 дек 23:59", "2026-12-31 23:59!"},
    };
    check_at("2027-03-27T10:00:00", "Europe/Oslo", oslo, G_N_ELEMENTS(oslo));
    check_at("2026-12-31T22:30:00", "Europe/Moscow", moscow,
             G_N_ELEMENTS(moscow));
}

/* What has been is asked for. */
static void test_back(void **state)
{
    static const when_row rows[] = {
        {"2026-10-05", "2026-10-05 09:00"},
        {"24.12.", "2025-12-24 09:00"},
        {"30.11.", "2026-11-30 09:00"},
        {"29.11. 15:00", "2026-11-29 15:00!"},
        {"29.2.", "2024-02-29 09:00"},
        {"friday", "2026-11-27 09:00"},
        {"monday", "2026-11-30 09:00"},
        {"tuesday", "2026-11-24 09:00"},
        {"yesterday", "2026-11-29 09:00"},
        {"the day before yesterday", "2026-11-28 09:00"},
        {"i går", "2026-11-29 09:00"},
        {"вчера", "2026-11-29 09:00"},
        {"today", "2026-11-30 09:00"},
        {"tomorrow", "2026-12-01 09:00"},
        {"3d", "2026-11-27 10:00 3d"},
        {"2 weeks", "2026-11-16 10:00 14d"},
        {"1 month", "2026-10-30 10:00"},
        {"2h", "2026-11-30 08:00!"},
        {"9:00", "2026-11-30 09:00!"},
        {"11:00", "2026-11-29 11:00!"},
        {"03/04", "2026-04-03 09:00 or 2026-03-04 09:00"},
        {"9999d", "far"},
        {"1999-01-01", "far"},
        {"soon", "none"},
    };
    check_asked("2026-11-30T10:00:00", "Europe/Oslo", true, rows,
                G_N_ELEMENTS(rows));
}

static void test_shown(void **state)
{
    g_autoptr(GTimeZone) zone = zone_of("Europe/Moscow");
    when_ask ask = {at_of("2026-11-30T10:00:00", zone), zone, 540, false};
    when w;

    assert_int_equal(when_read("3/4 at 15", &ask, &w), WHEN_TWO);
    g_autofree char *both = when_two_words(&w, zone);
    assert_string_equal(both, "3 April 2027, 15:00 or 4 March 2027, 15:00");
    g_autofree char *one = when_words(w.at_ms, zone, false);
    assert_string_equal(one, "3 April 2027");
}

static void test_work(void **state)
{
    static const struct {
        const char *text;
        int minutes;
        const char *shown;
    } rows[] = {
        {"4h", 240, "4 h"},
        {"30m", 30, "30 min"},
        {"1d", 480, "1 d"},
        {"1.5d", 720, "1 d 4 h"},
        {"1w", 2400, "5 d"},
        {"1 h 30 min", 90, "1 h 30 min"},
        {"1h30m", 90, "1 h 30 min"},
        {"1,5 h", 90, "1 h 30 min"},
        {"2 dager", 960, "2 d"},
        {"3 ч", 180, "3 h"},
        {"1d 1h 1m", 541, "1 d 1 h 1 min"},
        {"4", -1, ""},
        {"", -1, ""},
        {"0h", -1, ""},
        {"4h of work", -1, ""},
        {"2 months", -1, ""},
        {"a day", -1, ""},
        {"-1d", -1, ""},
        {"9999w", -1, ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int is = when_work_minutes(rows[i].text);
        if (is != rows[i].minutes)
            fail_msg("\"%s\": %d, not %d", rows[i].text, is, rows[i].minutes);
        if (is < 0)
            continue;
        g_autofree char *words = when_work_words(is);
        assert_string_equal(words, rows[i].shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),  cmocka_unit_test(test_words),
        cmocka_unit_test(test_weekdays), cmocka_unit_test(test_spans),
        cmocka_unit_test(test_zones),    cmocka_unit_test(test_shown),
        cmocka_unit_test(test_work),     cmocka_unit_test(test_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
