/* eval_date: eval tests about dates. */
#include "rules/eval/room.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATES_MAX 100 /* Received fields whose time is looked at */

/* ---- reading ---- */

static const struct {
    const char *name;
    int hours;
} zones[] = {
    {"GMT", 0},  {"UT", 0},    {"UTC", 0},   {"EST", -5},  {"EDT", -4},
    {"CST", -6}, {"CDT", -5},  {"MST", -7},  {"MDT", -6},  {"PST", -8},
    {"PDT", -7}, {"HST", -10}, {"AKST", -9}, {"AKDT", -8}, {"AST", -4},
    {"ADT", -3}, {"BST", 1},   {"IST", 2},   {"WET", 0},   {"WEST", 1},
    {"CET", 1},  {"CEST", 2},  {"MET", 1},   {"MEST", 2},  {"EET", 2},
    {"EEST", 3}, {"MSK", 3},   {"MSD", 4},   {"JST", 9},   {"KST", 9},
    {"HKT", 8},  {"AEST", 10}, {"AEDT", 11}, {"NZST", 12}, {"NZDT", 13}};

static int month_of(const char *word)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (strlen(word) != 3)
        return 0;
    for (int i = 0; i < 12; i++)
        if (g_ascii_strncasecmp(names + (size_t)i * 3, word, 3) == 0)
            return i + 1;
    return 0;
}

static bool all_digits(const char *word, size_t least, size_t most)
{
    size_t n = strlen(word);
    return n >= least && n <= most && strspn(word, "0123456789") == n;
}

static int year_of(const char *word)
{
    int year = atoi(word);
    if (strlen(word) == 2 && year < 50)
        return year + 2000;
    return strlen(word) == 4 ? year : year + 1900;
}

/* Offset of "+0200" or "EST" in seconds; false if it is not a zone. */
static bool zone_of(const char *word, int *offset)
{
    if ((word[0] == '+' || word[0] == '-') && all_digits(word + 1, 4, 4)) {
        int n = atoi(word + 1);
        *offset = (n / 100 * 60 + n % 100) * 60 * (word[0] == '-' ? -1 : 1);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(zones); i++)
        if (strcmp(zones[i].name, word) == 0) {
            *offset = zones[i].hours * 3600;
            return true;
        }
    return false;
}

/* Days from 1970-01-01 in the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
    year -= month <= 2;
    int64_t era = year / 400;
    int in_era = (int)(year - era * 400);
    int in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year -
           719468;
}

/* "Thu, 22 Aug 2002 12:36:23 +0300" and what is sent instead, as time. */
static bool read_date(const char *text, int64_t *time)
{
    g_auto(GStrv) words = g_strsplit_set(text, " ,\t\n()", -1);
    int day = 0, month = 0, year = 0, offset = 0;
    unsigned h = 0, m = 0, s = 0;
    bool zoned = false;
    const char *before = "";
    for (int i = 0; words[i]; i++) {
        const char *w = words[i];
        if (w[0] == '\0')
            continue;
        if (month == 0 && month_of(w) > 0)
            month = month_of(w),
            day = all_digits(before, 1, 2) ? atoi(before) : 0;
        else if (month > 0 && day == 0 && all_digits(w, 1, 2))
            day = atoi(w);
        else if (month > 0 && year == 0 && all_digits(w, 2, 4))
            year = year_of(w);
        else if (strchr(w, ':'))
            sscanf(w, "%2u:%2u:%2u", &h, &m, &s);
        else if (!zoned)
            zoned = zone_of(w, &offset);
        before = w;
    }
    if (month == 0 || day == 0 || year == 0)
        return false;
    year = CLAMP(year, 1970, 2037);
    *time = ((days_of(year, month, MIN(day, 31)) * 24 + MIN(h, 23)) * 60 +
             MIN(m, 59)) *
                60 +
            MIN(s, 59) - offset;
    return true;
}

/* ---- the message's times ---- */

static view_text field_at(const view *v, guint i, const char *name)
{
    const view_field *f = &g_array_index(v->fields, view_field, i);
    bool is = f->name.size == strlen(name) &&
              g_ascii_strncasecmp(f->name.data, name, f->name.size) == 0;
    return is ? f->decoded : (view_text){NULL, 0};
}

static bool date_field(const view *v, int64_t *time)
{
    static const char *const names[] = {"Resent-Date", "Date"};
    for (size_t n = 0; n < G_N_ELEMENTS(names); n++)
        for (guint i = 0; i < v->fields->len; i++) {
            view_text t = field_at(v, i, names[n]);
            if (!t.data)
                continue;
            g_autofree char *text = g_strndup(t.data, t.size);
            if (read_date(text, time))
                return true;
        }
    return false;
}

/* The time of one Received field: " 22 Aug 2002 12:36:23 +0300" in it. */
static bool received_time(const char *text, int64_t *time)
{
    static const char months[] =
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
    for (const char *p = text; *p != '\0'; p++) {
        if (*p != ' ' || p == text || !g_ascii_isdigit(p[-1]) ||
            strlen(p) < 6 || p[4] != ' ')
            continue;
        g_autofree char *month = g_strndup(p + 1, 4);
        const char *from = p;
        while (from > text && g_ascii_isdigit(from[-1]))
            from--;
        const char *year = p + 5, *clock = year + strspn(year, "0123456789");
        if (!strstr(months, month) || clock == year || strspn(clock, " ") == 0)
            continue;
        const char *zone = clock + 1 + strcspn(clock + 1, " ");
        zone += strspn(zone, " ");
        g_autofree char *date =
            g_strndup(from, (size_t)(zone - from) + strcspn(zone, " "));
        return strchr(date, ':') && read_date(date, time);
    }
    return false;
}

static bool is_local_handover(view *v, view_text t)
{
    return eval_matches(v,
                        "\\bfrom (?:localhost\\s|(?:\\S+ ){1,2}\\S*\\b127\\.0"
                        "\\.0\\.1\\b)|qmail \\d+ invoked by uid \\d+",
                        0, t);
}

/* Times of Received fields, newest first. Those of a mail fetcher are left out:
 * they say when the reader got it, not when it travelled. */
static GArray *received_times(view *v)
{
    GArray *times = g_array_new(FALSE, FALSE, sizeof(int64_t));
    GArray *lines = g_array_new(FALSE, FALSE, sizeof(view_text));
    for (guint i = 0; i < v->fields->len && lines->len < DATES_MAX; i++) {
        view_text t = field_at(v, i, "Received");
        if (t.data)
            g_array_append_val(lines, t);
    }
    guint first = 0;
    if (lines->len > 0 &&
        is_local_handover(v, g_array_index(lines, view_text, 0)))
        first = 1;
    bool fetched =
        first < lines->len &&
        eval_matches(v, "\\bby localhost with \\w+ \\(fetchmail-[\\d.]+", 0,
                     g_array_index(lines, view_text, first));
    for (guint i = fetched ? first + 1 : 0; i < lines->len; i++) {
        view_text t = g_array_index(lines, view_text, i);
        g_autofree char *text = g_strndup(t.data, t.size);
        int64_t time;
        if (received_time(text, &time))
            g_array_append_val(times, time);
    }
    g_array_unref(lines);
    return times;
}

/* Seconds that Date is ahead of the nearest Received field. */
static void find_difference(view *v, void *into)
{
    int64_t date, least = 0;
    if (!date_field(v, &date))
        return;
    GArray *times = received_times(v);
    guint n = times->len;
    if (n > 1 && g_array_index(times, int64_t, n - 1) == date)
        n--; /* the sender's own server took it over */
    for (guint i = 0; i < n; i++) {
        int64_t d = date - g_array_index(times, int64_t, i);
        if (i == 0 || llabs(d) < llabs(least))
            least = d;
    }
    g_array_unref(times);
    *(int64_t *)into = least;
}

static int check_for_shifted_date(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    const int64_t *difference =
        eval_fact(v, "date difference", sizeof(int64_t), find_difference);
    double hours = (double)*difference / 3600;
    return hours >= eval_number(a, 0, -INFINITY) &&
           hours < eval_number(a, 1, INFINITY);
}

/* ---- Outlook's Message-ID ---- */

#define OUTLOOK_SLOPE  0.0023283064365387
#define OUTLOOK_OFFSET 27111902.8329849
#define OUTLOOK_FUDGE  250

static bool fits_outlook(int64_t token, int64_t time)
{
    int64_t expected = (int64_t)((double)time * OUTLOOK_SLOPE + OUTLOOK_OFFSET);
    return llabs(token - expected) < OUTLOOK_FUDGE;
}

/* Outlook puts the time into its Message-IDs; others copy the form only. */
static int check_outlook_message_id(view *v, const rule_set *s, GPtrArray *a)
{
    (void)s;
    (void)a;
    view_text id = eval_header(v, "MESSAGEID", 0);
    if (!eval_matches(v, "^<[0-9a-f]{12}\\$[0-9a-f]{8}\\$[0-9a-f]{8}\\@", 0,
                      id))
        return 0;
    g_autofree char *hex = g_strndup(id.data + 5, 8);
    int64_t token = (int64_t)g_ascii_strtoull(hex, NULL, 16), time = 0;
    view_text date = eval_header(v, "Date", 0);
    g_autofree char *text = g_strndup(date.data, date.size);
    if (!read_date(text, &time))
        time = 0;
    if (fits_outlook(token, time))
        return 0;
    time = 0;
    for (guint i = 0; i < v->fields->len; i++) {
        view_text t = field_at(v, i, "Received");
        g_autofree char *line = g_strndup(t.data, t.size);
        if (line && received_time(line, &time))
            break;
    }
    return !fits_outlook(token, time);
}

const eval_row eval_date_rows[] = {
    {"check_for_shifted_date", check_for_shifted_date,
     "hours between Date and the relays' times"},
    {"check_outlook_message_id", check_outlook_message_id,
     "Outlook's form of Message-ID with a wrong time"},
    {NULL, NULL, NULL},
};
