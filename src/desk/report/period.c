/* period: the time that a report is about. */
#include "desk/report/period.h"

#include "base/span.h"
#include "desk/speech.h"

#include <stdio.h>
#include <string.h>

#define YEAR_MIN 1970
#define YEAR_MAX 2100

const char *const period_kinds[] = {"day",     "week", "month",
                                    "quarter", "year", NULL};

static int64_t midnight(GTimeZone *zone, int year, int month, int day)
{
    g_autoptr(GDateTime) t = g_date_time_new(zone, year, month, day, 0, 0, 0);

    return t ? g_date_time_to_unix(t) * 1000 : 0;
}

/* So many days, months after a date; a day of 1 is one of any month. */
static void later(int *year, int *month, int *day, int months, int days)
{
    g_autoptr(GDateTime) t = g_date_time_new_utc(*year, *month, *day, 0, 0, 0);
    g_autoptr(GDateTime) m = g_date_time_add_months(t, months);
    g_autoptr(GDateTime) d = g_date_time_add_days(m, days);

    g_date_time_get_ymd(d, year, month, day);
}

static const struct {
    int months, days;
} lengths[PERIOD_KINDS] = {
    [PERIOD_DAY] = {0, 1},     [PERIOD_WEEK] = {0, 7},  [PERIOD_MONTH] = {1, 0},
    [PERIOD_QUARTER] = {3, 0}, [PERIOD_YEAR] = {12, 0},
};

/* Of its first date. */
static report_period made(period_kind kind, GTimeZone *zone, int year,
                          int month, int day)
{
    report_period p = {.kind = kind, .year = year, .month = month, .day = day};

    p.from_ms = midnight(zone, year, month, day);
    later(&year, &month, &day, lengths[kind].months, lengths[kind].days);
    p.to_ms = midnight(zone, year, month, day);
    return p;
}

/* The one that holds a date. */
static report_period around(period_kind kind, GTimeZone *zone, int year,
                            int month, int day)
{
    g_autoptr(GDateTime) t = g_date_time_new_utc(year, month, day, 0, 0, 0);

    if (kind == PERIOD_WEEK)
        later(&year, &month, &day, 0, 1 - g_date_time_get_day_of_week(t));
    if (kind >= PERIOD_MONTH)
        day = 1;
    if (kind == PERIOD_QUARTER)
        month = (month - 1) / 3 * 3 + 1;
    if (kind == PERIOD_YEAR)
        month = 1;
    return made(kind, zone, year, month, day);
}

static GDateTime *local(int64_t ms, GTimeZone *zone)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(ms / 1000);

    return utc ? g_date_time_to_timezone(utc, zone)
               : g_date_time_new(zone, YEAR_MIN, 1, 1, 0, 0, 0);
}

report_period period_at(period_kind kind, GTimeZone *zone, int64_t ms)
{
    g_autoptr(GDateTime) t = local(ms, zone);
    int year, month, day;

    g_date_time_get_ymd(t, &year, &month, &day);
    return around(kind, zone, year, month, day);
}

static report_period moved(const report_period *p, GTimeZone *zone, int by)
{
    int year = p->year, month = p->month, day = p->day;

    later(&year, &month, &day, by * lengths[p->kind].months,
          by * lengths[p->kind].days);
    return made(p->kind, zone, year, month, day);
}

report_period period_before(const report_period *p, GTimeZone *zone)
{
    return moved(p, zone, -1);
}

report_period period_after(const report_period *p, GTimeZone *zone)
{
    return moved(p, zone, 1);
}

report_period period_last(period_kind kind, GTimeZone *zone, int64_t now_ms)
{
    report_period p = period_at(kind, zone, now_ms);

    return period_before(&p, zone);
}

/* ---- names ---- */

static bool week_of(int year, int week, GTimeZone *zone, report_period *out)
{
    /* the 4th of January is always in the first */
    report_period first = around(PERIOD_WEEK, zone, year, 1, 4);
    int y = first.year, m = first.month, d = first.day;

    if (week < 1 || week > 53)
        return false;
    later(&y, &m, &d, 0, (week - 1) * 7);
    *out = made(PERIOD_WEEK, zone, y, m, d);
    return true;
}

/* Digits, and what may stand between them. */
static bool is_plain(const char *text)
{
    return strspn(text, "0123456789-QqWw") == strlen(text) &&
           !strstr(text, "--");
}

static bool read_exact(const char *text, GTimeZone *zone, report_period *out)
{
    int year = 0, b = 0, c = 0, end = -1, size = (int)strlen(text);

    if (!is_plain(text) || size < 4 || sscanf(text, "%4d", &year) != 1 ||
        year < YEAR_MIN || year > YEAR_MAX)
        return false;
    if (size == 4) {
        *out = made(PERIOD_YEAR, zone, year, 1, 1);
        return true;
    }
    if (sscanf(text, "%*4d-%*1[Qq]%1d%n", &b, &end) == 1 && end == size &&
        b >= 1 && b <= 4) {
        *out = made(PERIOD_QUARTER, zone, year, 3 * b - 2, 1);
        return true;
    }
    if (sscanf(text, "%*4d-%*1[Ww]%2d%n", &b, &end) == 1 && end == size)
        return week_of(year, b, zone, out);
    if (sscanf(text, "%*4d-%2d%n", &b, &end) == 1 && end == size && b >= 1 &&
        b <= 12) {
        *out = made(PERIOD_MONTH, zone, year, b, 1);
        return true;
    }
    if (sscanf(text, "%*4d-%2d-%2d%n", &b, &c, &end) == 2 && end == size &&
        b >= 1 && b <= 12 && c >= 1 &&
        g_date_valid_dmy((GDateDay)c, (GDateMonth)b, (GDateYear)year)) {
        *out = made(PERIOD_DAY, zone, year, b, c);
        return true;
    }
    return false;
}

bool period_read(const char *text, period_kind kind, GTimeZone *zone,
                 int64_t now_ms, report_period *out)
{
    if (g_ascii_strcasecmp(text, "last") == 0) {
        *out = period_last(kind, zone, now_ms);
        return true;
    }
    if (g_ascii_strcasecmp(text, "this") == 0) {
        *out = period_at(kind, zone, now_ms);
        return true;
    }
    return read_exact(text, zone, out);
}

char *period_name(const report_period *p)
{
    g_autoptr(GDateTime) t =
        g_date_time_new_utc(p->year, p->month, p->day, 0, 0, 0);

    switch (p->kind) {
    case PERIOD_DAY:
        return g_strdup_printf("%04d-%02d-%02d", p->year, p->month, p->day);
    case PERIOD_WEEK:
        return g_strdup_printf("%04d-W%02d",
                               g_date_time_get_week_numbering_year(t),
                               g_date_time_get_week_of_year(t));
    case PERIOD_MONTH:
        return g_strdup_printf("%04d-%02d", p->year, p->month);
    case PERIOD_QUARTER:
        return g_strdup_printf("%04d-Q%d", p->year, (p->month + 2) / 3);
    default:
        return g_strdup_printf("%04d", p->year);
    }
}

char *period_words(const report_period *p, const char *language,
                   GTimeZone *zone)
{
    /* noon: a midnight may be missing */
    g_autofree char *from =
        speech_date(language, p->from_ms + SPAN_DAY / 2, zone, false);
    g_autofree char *to =
        speech_date(language, p->to_ms - SPAN_DAY / 2, zone, false);

    return p->kind == PERIOD_DAY
               ? g_steal_pointer(&from)
               : g_strconcat(from, speech_to(language), to, NULL);
}

/* ---- pieces of it ---- */

static const period_kind piece_kinds[PERIOD_KINDS] = {
    [PERIOD_WEEK] = PERIOD_DAY,
    [PERIOD_MONTH] = PERIOD_DAY,
    [PERIOD_QUARTER] = PERIOD_WEEK,
    [PERIOD_YEAR] = PERIOD_MONTH,
};

GArray *period_pieces(const report_period *p, GTimeZone *zone)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t at = p->from_ms;

    if (p->kind == PERIOD_DAY)
        for (; at < p->to_ms; at += SPAN_HOUR)
            g_array_append_val(all, at);
    while (at < p->to_ms) {
        report_period piece = period_at(piece_kinds[p->kind], zone, at);
        g_array_append_val(all, at);
        at = MIN(piece.to_ms, p->to_ms);
    }
    g_array_append_val(all, p->to_ms);
    return all;
}

char *period_piece_name(const report_period *p, int64_t from_ms,
                        const char *language, GTimeZone *zone)
{
    g_autoptr(GDateTime) t = local(from_ms, zone);

    switch (p->kind) {
    case PERIOD_DAY:
        return g_date_time_format(t, "%H");
    case PERIOD_WEEK: {
        /* its first word and the day of the month: a year is told elsewhere */
        g_autofree char *day = speech_day(language, t);
        return g_strdup_printf("%.*s %d", (int)strcspn(day, " "), day,
                               g_date_time_get_day_of_month(t));
    }
    case PERIOD_MONTH:
        return g_strdup_printf("%d", g_date_time_get_day_of_month(t));
    case PERIOD_QUARTER:
        return g_strdup_printf("W%d", g_date_time_get_week_of_year(t));
    default:
        return g_strdup_printf("%d", g_date_time_get_month(t));
    }
}
