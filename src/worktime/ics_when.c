/* ics_when: the dates and times of an iCalendar file. */
#include "worktime/ics_when.h"

#include "base/span.h"
#include "worktime/wall.h"
#include "worktime/zone.h"

#include <stdio.h>
#include <string.h>

#define ZONES_MAX    64 /* of a file; each takes some milliseconds */
#define EPOCH_JULIAN INT64_C(719163) /* GDate's number of 1970-01-01 */

struct ics_zones {
    GTimeZone *calendar;
    GArray *pieces;  /* of the calendar; NULL: not needed yet */
    ics_text file;   /* from its beginning */
    GHashTable *all; /* TZID -> wall_piece of it */
};

static void unref_pieces(gpointer pieces)
{
    g_array_unref(pieces);
}

ics_zones *ics_zones_new(GTimeZone *calendar, const ics_text *file)
{
    ics_zones *z = g_new0(ics_zones, 1);

    z->calendar = calendar;
    z->file = *file;
    z->all =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unref_pieces);
    return z;
}

void ics_zones_free(ics_zones *z)
{
    if (!z)
        return;
    g_clear_pointer(&z->pieces, g_array_unref);
    g_hash_table_unref(z->all);
    g_free(z);
}

/* ---- zones ---- */

/* What the VTIMEZONE of this TZID says in X-LIC-LOCATION. Caller frees. */
static char *location_of(const ics_zones *z, const char *tzid)
{
    ics_text file = z->file;
    g_auto(ics_line) l = {0};
    g_autofree char *location = NULL;
    bool is_it = false;

    while (ics_line_next(&file, &l)) {
        if (ics_line_is(&l, "BEGIN", "VTIMEZONE")) {
            is_it = false;
            g_clear_pointer(&location, g_free);
        } else if (ics_line_is(&l, "END", "VTIMEZONE") && is_it && location) {
            return g_steal_pointer(&location);
        } else if (strcmp(l.name, "TZID") == 0) {
            is_it = strcmp(l.value, tzid) == 0;
        } else if (strcmp(l.name, "X-LIC-LOCATION") == 0) {
            g_free(location);
            location = g_strdup(l.value);
        }
    }
    return NULL;
}

/* By its name, by the end of "/example.org/2026/Europe/Oslo", or by what the
 * file says of it. */
static GTimeZone *find_zone(const ics_zones *z, const char *tzid)
{
    g_autofree char *location = NULL;
    GTimeZone *zone = zone_by_name(tzid);

    for (const char *p = strchr(tzid, '/'); p && !zone; p = strchr(p + 1, '/'))
        zone = zone_by_name(p + 1);
    if (zone)
        return zone;
    location = location_of(z, tzid);
    return location ? zone_by_name(location) : NULL;
}

/* Its pieces, made once. NULL if it is unknown. */
static const GArray *pieces_of(ics_zones *z, const char *tzid)
{
    GArray *pieces = g_hash_table_lookup(z->all, tzid);
    g_autoptr(GTimeZone) zone = NULL;

    if (pieces || g_hash_table_size(z->all) >= ZONES_MAX)
        return pieces;
    zone = find_zone(z, tzid);
    if (!zone)
        return NULL;
    pieces = wall_pieces(zone);
    g_hash_table_insert(z->all, g_strdup(tzid), pieces);
    return pieces;
}

void ics_when_move(ics_zones *z, ics_when *when, int64_t wall)
{
    when->wall = when->key = wall;
    if (!when->pieces)
        return;
    if (!z->pieces)
        z->pieces = wall_pieces(z->calendar);
    when->key = wall_show(z->pieces, wall_moment(when->pieces, wall));
}

/* ---- reading ---- */

static bool has_digits(const char *text, int count)
{
    for (int i = 0; i < count; i++)
        if (!g_ascii_isdigit(text[i]))
            return false;
    return true;
}

static bool read_date(const char *text, int64_t *wall)
{
    unsigned y, m, d;
    GDate date;

    if (!has_digits(text, 8) || sscanf(text, "%4u%2u%2u", &y, &m, &d) != 3 ||
        !g_date_valid_dmy((GDateDay)d, (GDateMonth)m, (GDateYear)y))
        return false;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
    *wall = (g_date_get_julian(&date) - EPOCH_JULIAN) * SPAN_DAY;
    return true;
}

/* A leap second is the one before it. */
static bool read_time(const char *text, int64_t *ms)
{
    unsigned h, m, s;

    if (text[0] != 'T' || !has_digits(text + 1, 6) ||
        sscanf(text + 1, "%2u%2u%2u", &h, &m, &s) != 3 || h > 23 || m > 59 ||
        s > 60)
        return false;
    *ms = h * SPAN_HOUR + m * SPAN_MINUTE + MIN(s, 59) * SPAN_SECOND;
    return true;
}

static char *not_a_date(const char *text)
{
    return g_strdup_printf("\"%.40s\" is no date: write 20261225, "
                           "20261225T140000 or 20261225T130000Z",
                           text);
}

static char *read_zone(ics_zones *z, const ics_line *l, bool is_utc,
                       ics_when *when)
{
    g_autofree char *tzid =
        is_utc ? g_strdup("UTC") : ics_line_param(l, "TZID");
    g_autofree char *hint = NULL;

    if (!tzid || when->is_date)
        return NULL;
    when->pieces = pieces_of(z, tzid);
    if (when->pieces)
        return NULL;
    hint = zone_hint(tzid);
    return g_strdup_printf(
        "TZID \"%.60s\" is no zone that is known here: write "
        "an IANA name such as Europe/Berlin%s",
        tzid, hint);
}

char *ics_when_read(ics_zones *z, const ics_line *l, const char *text,
                    ics_when *when)
{
    int64_t date, time = 0;
    const char *rest;
    char *problem;

    *when = (ics_when){0};
    if (!read_date(text, &date))
        return not_a_date(text);
    rest = text + 8;
    when->is_date = *rest == '\0';
    if (!when->is_date && !read_time(rest, &time))
        return not_a_date(text);
    rest += when->is_date ? 0 : 7;
    if (strcmp(rest, "") != 0 && strcmp(rest, "Z") != 0)
        return not_a_date(text);
    problem = read_zone(z, l, *rest == 'Z', when);
    if (!problem)
        ics_when_move(z, when, date + time);
    return problem;
}
