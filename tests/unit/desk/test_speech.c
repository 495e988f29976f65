/* speech, say: plurals, dates, lengths and sizes in each language; words of the
 * catalogue, and what is said again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/span.h"
#include "desk/promise.h"
#include "desk/say.h"
#include "desk/speech.h"

static GTimeZone *zone_of(const char *name)
{
    GTimeZone *zone = g_time_zone_new_identifier(name);

    assert_non_null(zone);
    return zone;
}

static int64_t at(const char *iso, GTimeZone *zone)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, zone);

    assert_non_null(t);
    return g_date_time_to_unix(t) * SPAN_SECOND;
}

/* Takes over `is`. */
static void same(char *is, const char *wanted)
{
    g_autofree char *text = is;

    assert_string_equal(text, wanted);
}

/* ---- plurals ---- */

/* The rules of CLDR for whole numbers, and what of each is read by people. */
static void plurals(void **state)
{
    static const struct {
        const char *language;
        speech_plural_form form;
        int numbers[12]; /* 9999 ends them */
    } rows[] = {
        {"en", SPEECH_ONE, {1, 9999}},
        {"en", SPEECH_MANY, {0, 2, 5, 11, 21, 101, 9999}},
        {"nb", SPEECH_ONE, {1, 9999}},
        {"nb", SPEECH_MANY, {0, 2, 5, 11, 21, 101, 9999}},
        {"nn", SPEECH_ONE, {1, 9999}},
        {"fr", SPEECH_MANY, {0, 21, 9999}},
        {"ru", SPEECH_ONE, {1, 21, 31, 101, 121, 1001, 9999}},
        {"ru", SPEECH_FEW, {2, 3, 4, 22, 34, 103, 122, 1004, 9999}},
        {"ru", SPEECH_MANY, {0, 5, 9, 10, 11, 12, 13, 14, 20, 25, 111, 9999}},
        {"ru", SPEECH_MANY, {112, 114, 211, 1011, 1000, 9999}},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (const int *n = rows[i].numbers; *n != 9999; n++)
            assert_int_equal(speech_plural(rows[i].language, *n), rows[i].form);
    }
    assert_int_equal(speech_plural(NULL, 1), SPEECH_ONE);
}

/* ---- dates ---- */

static void moments(void **state)
{
    g_autoptr(GTimeZone) moscow = zone_of("Europe/Moscow");
    g_autoptr(GTimeZone) oslo = zone_of("Europe/Oslo");
    g_autoptr(GTimeZone) urals = zone_of("+05");
    int64_t m = at("2026-11-23T14:00:00", moscow);
    int64_t o = at("2026-11-23T14:05:00", oslo);
    int64_t u = at("2026-03-01T09:05:00", urals);

    (void)state;
    same(speech_moment(NULL, m, moscow), "23 Nov 2026, 14:00 MSK");
    same(speech_moment("ru", m, moscow), "23 ноября 2026, 14:00 МСК");
    same(speech_moment("nb", o, oslo), "23. november 2026 kl. 14.05 CET");
    same(speech_moment("nn", o, oslo), "23. november 2026 kl. 14.05 CET");
    same(speech_moment("ru", u, urals), "1 марта 2026, 09:05 UTC+05");
    same(speech_soon("en", m, moscow), "Mon 23 Nov 14:00 MSK");
    same(speech_soon("ru", m, moscow), "понедельник, 23 ноября, 14:00 МСК");
    same(speech_soon("nb", o, oslo), "mandag 23. november kl. 14.05 CET");
    same(speech_soon_here("nb", o, oslo), "mandag 23. november kl. 14.05");
    same(speech_soon_here("fr", o, oslo), "Mon 23 Nov 14:05");
    same(speech_date("en", m, moscow, true), "23 November 2026, 14:00");
    same(speech_date("en", m, moscow, false), "23 November 2026");
    same(speech_date("ru", m, moscow, true), "23 ноября 2026, 14:00");
    same(speech_date("nb", o, oslo, true), "23. november 2026 kl. 14.05");
    same(speech_date("nb", o, oslo, false), "23. november 2026");
    same(speech_moment("nb", G_MAXINT64, oslo), "?");
}

/* Each month and weekday, as CLDR has them. */
static void names(void **state)
{
    static const char *const ru[] = {
        "января", "февраля", "марта",    "апреля",  "мая",    "июня",
        "июля",   "августа", "сентября", "октября", "ноября", "декабря"};
    static const char *const nb[] = {
        "januar", "februar", "mars",      "april",   "mai",      "juni",
        "juli",   "august",  "september", "oktober", "november", "desember"};
    static const char *const days[][3] = {
        {"Monday", "понедельник", "mandag"}, {"Tuesday", "вторник", "tirsdag"},
        {"Wednesday", "среда", "onsdag"},    {"Thursday", "четверг", "torsdag"},
        {"Friday", "пятница", "fredag"},     {"Saturday", "суббота", "lørdag"},
        {"Sunday", "воскресенье", "søndag"},
    };
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

    (void)state;
    for (int i = 0; i < 12; i++) {
        g_autoptr(GDateTime) t = g_date_time_new(utc, 2027, i + 1, 3, 0, 0, 0);
        int64_t ms = g_date_time_to_unix(t) * SPAN_SECOND;
        g_autofree char *one = speech_date("ru", ms, utc, false);
        g_autofree char *other = speech_date("nb", ms, utc, false);
        same(g_strdup_printf("3 %s 2027", ru[i]), one);
        same(g_strdup_printf("3. %s 2027", nb[i]), other);
    }
    for (int i = 0; i < 7; i++) {
        for (int l = 0; l < 3; l++)
            assert_string_equal(speech_weekday(speech_languages[l], i + 1),
                                days[i][l]);
    }
}

static void days(void **state)
{
    g_autoptr(GDateTime) t = g_date_time_new_utc(2026, 11, 4, 0, 0, 0);

    (void)state;
    same(speech_day(NULL, t), "Wed 4 Nov");
    same(speech_day("ru", t), "ср 4 ноября");
    same(speech_day("nb", t), "onsdag 4. november");
    same(speech_hours(NULL, 600, 780), "10:00-13:00");
    same(speech_hours("ru", 600, 1440), "10:00–00:00");
    same(speech_hours("nb", 485, 960), "08.05–16.00");
}

/* ---- lengths, sizes ---- */

static void lengths(void **state)
{
    static const struct {
        int64_t ms;
        bool days;
        const char *en, *ru, *nb;
    } rows[] = {
        {0, false, "0 s", "0 с", "0 s"},
        {45 * SPAN_SECOND, false, "45 s", "45 с", "45 s"},
        {-5 * SPAN_MINUTE, false, "5 min", "5 мин", "5 min"},
        {SPAN_HOUR, false, "1 h", "1 ч", "1 t"},
        {178 * SPAN_MINUTE, false, "2 h 58 min", "2 ч 58 мин", "2 t 58 min"},
        {26 * SPAN_HOUR, false, "26 h", "26 ч", "26 t"},
        {26 * SPAN_HOUR, true, "1 d 2 h", "1 д 2 ч", "1 d 2 t"},
        {SPAN_DAY, true, "1 d", "1 д", "1 d"},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        same(speech_span("en", rows[i].ms, rows[i].days), rows[i].en);
        same(speech_span("ru", rows[i].ms, rows[i].days), rows[i].ru);
        same(speech_span("nb", rows[i].ms, rows[i].days), rows[i].nb);
    }
    same(speech_work("ru", 8 * 60 + 4 * 60 + 30, 8 * 60), "1 д 4 ч 30 мин");
    same(speech_work("nb", 90, 8 * 60), "1 t 30 min");
    same(speech_work(NULL, 0, 8 * 60), "0 min");
}

static void sizes(void **state)
{
    (void)state;
    same(speech_size(NULL, 999), "999 bytes");
    same(speech_size(NULL, 84200), "84 kB");
    same(speech_size(NULL, 1500000), "1.5 MB");
    same(speech_size("ru", 512), "512 байт");
    same(speech_size("ru", 84200), "84 КБ");
    same(speech_size("ru", 1500000), "1,5 МБ");
    same(speech_size("nb", 512), "512 byte");
    same(speech_size("nb", 1500000), "1,5 MB");
}

/* What was kept in English. */
static void again(void **state)
{
    static const struct {
        const char *en, *ru, *nb;
    } rows[] = {
        {"24 December 2026", "24 декабря 2026", "24. desember 2026"},
        {"24 December 2026, 15:00", "24 декабря 2026, 15:00",
         "24. desember 2026 kl. 15.00"},
        {"Mon 30 Nov 16:00", "понедельник, 30 ноября, 16:00",
         "mandag 30. november kl. 16.00"},
        {"Thu 29 Feb 09:05", "четверг, 29 февраля, 09:05",
         "torsdag 29. februar kl. 09.05"},
        {"2 h 58 min", "2 ч 58 мин", "2 t 58 min"},
        {"1 d", "1 д", "1 d"},
        {"45 s", "45 с", "45 s"},
        {"24 Decembre 2026", NULL, NULL},
        {"24 December 2026 or so", NULL, NULL},
        {"31 February 2026", NULL, NULL},
        {"Mon 30 Nov", NULL, NULL},
        {"2 men", NULL, NULL},
        {"h", NULL, NULL},
        {"", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].ru) {
            same(speech_again("ru", rows[i].en), rows[i].ru);
            same(speech_again("nb", rows[i].en), rows[i].nb);
            same(speech_again(NULL, rows[i].en), rows[i].en);
        } else {
            assert_null(speech_again("ru", rows[i].en));
        }
    }
}

/* ---- languages ---- */

static void languages(void **state)
{
    (void)state;
    assert_string_equal(speech_named("Norsk"), "nb");
    assert_string_equal(speech_named("NO"), "nb");
    assert_string_equal(speech_named("русский"), "ru");
    assert_string_equal(speech_named("Русский"), "ru");
    assert_string_equal(speech_named("Bokmål"), "nb");
    assert_string_equal(speech_named("german"), "de");
    assert_null(speech_named("klingon"));
    assert_null(speech_named(""));
    assert_true(speech_is_auto("Авто"));
    assert_false(speech_is_auto("nb"));
    assert_string_equal(speech_name("ru"), "русский");
    assert_string_equal(speech_name("xx"), "xx");
    assert_true(speech_is_on("På"));
    assert_true(speech_is_off("ВЫКЛ"));
    assert_false(speech_is_on("off"));
}

/* ---- the catalogue ---- */

static void words(void **state)
{
    (void)state;
    assert_string_equal(say_in(NULL, "in progress"), "in progress");
    assert_string_equal(say_in("ru", "in progress"), "в работе");
    assert_string_equal(say_in("nb", "in progress"), "under arbeid");
    assert_string_equal(say_in("nn", "in progress"), "under arbeid");
    assert_string_equal(say_in("fr", "in progress"), "in progress");
    assert_string_equal(say_in("ru", "no such words"), "no such words");
    assert_true(say_is("high", "высокий"));
    assert_true(say_is("high", "HØY"));
    assert_true(say_is("high", "High"));
    assert_false(say_is("high", "low"));
    same(say_with("ru", "%1 due in %2 (%3)", "a", "b", "c", NULL),
         "a: осталось b (c)");
    same(say_with(NULL, "%1 due in %2 (%3)", "a", "b", "c", NULL),
         "a due in b (c)");
    same(say_capital("ответ"), "Ответ");
    same(say_capital(""), "");
}

/* What was kept in English is found by its form; what names something stays. */
static void said_again(void **state)
{
    (void)state;
    same(say_again("nb", "priority normal -> high"),
         "prioritet: normal -> høy");
    same(say_again("ru", "priority normal -> high"),
         "приоритет: обычный -> высокий");
    same(say_again(NULL, "priority normal -> high"), "priority normal -> high");
    same(say_again("ru", "what nobody has a form for"),
         "what nobody has a form for");
    same(say_again("ru", "assigned to high"), "назначено: high");
    same(say_again("nb", "SLA gold: first reply due in 2 h 58 min (Mon 30 Nov "
                         "16:00)"),
         "SLA gold: første svar: frist om 2 t 58 min (mandag 30. november kl. "
         "16.00)");
    same(say_again("ru", "waits for an answer until 24 December 2026: the log"),
         "ждём ответа до: 24 декабря 2026; the log");
}

/* It is Monday, 30 November 2026, 10:00 UTC. */
static void brief_moments(void **state)
{
    static const struct {
        const char *language;
        int64_t away_min;
        const char *is;
    } rows[] = {
        {"en", 360, "16:00"},
        {"ru", 360, "16:00"},
        {"nb", 360, "kl. 16.00"},
        {"en", -1440, "Sun 10:00"},
        {"ru", 4 * 1440, "пт 10:00"},
        {"nb", 4 * 1440, "fre kl. 10.00"},
        {"en", 6 * 1440, "Sun 10:00"},
        {"en", -7 * 1440, "23 Nov"},
        {"ru", -7 * 1440, "23 ноября"},
        {"nb", -7 * 1440, "23. november"},
        {"en", 40 * 1440, "9 Jan 2027"},
        {"en", 14 * 60 - 1, "23:59"},
        {"en", 14 * 60, "Tue 00:00"},
    };
    const int64_t now = INT64_C(1796032800000);
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *is = speech_brief(
            rows[i].language, now + rows[i].away_min * 60000, now, utc);
        if (strcmp(is, rows[i].is) != 0)
            fail_msg("row %zu: %s, not %s", i, is, rows[i].is);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brief_moments), cmocka_unit_test(plurals),
        cmocka_unit_test(moments),       cmocka_unit_test(names),
        cmocka_unit_test(days),          cmocka_unit_test(lengths),
        cmocka_unit_test(sizes),         cmocka_unit_test(languages),
        cmocka_unit_test(words),         cmocka_unit_test(said_again),
        cmocka_unit_test(again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
