/* wall: how far the clock on a zone's wall is from UTC, at each moment. */
#include "worktime/wall.h"

#include "base/span.h"
#include "worktime/calendar.h"

static int interval_at(GTimeZone *zone, int64_t second)
{
    return g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, second);
}

static void add(GArray *pieces, int64_t second, int64_t ahead)
{
    wall_piece p = {.from_ms = second * SPAN_SECOND,
                    .ahead_ms = ahead * SPAN_SECOND};

    if (pieces->len == 0 ||
        g_array_index(pieces, wall_piece, pieces->len - 1).ahead_ms !=
            p.ahead_ms)
        g_array_append_val(pieces, p);
}

/* All changes after the second `low` until `high`. GLib numbers the times
 * between changes, but does not say where they begin. */
static void add_changes(GArray *pieces, GTimeZone *zone, int64_t low, int first,
                        int64_t high, int last)
{
    int64_t middle = low + (high - low) / 2;
    int between;

    if (first == last)
        return;
    if (high - low == 1) {
        add(pieces, high, g_time_zone_get_offset(zone, last));
        return;
    }
    between = interval_at(zone, middle);
    add_changes(pieces, zone, low, first, middle, between);
    add_changes(pieces, zone, middle, between, high, last);
}

static GArray *work_out(GTimeZone *zone)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(wall_piece));
    int64_t low = CALENDAR_FROM / SPAN_SECOND;
    int64_t high = CALENDAR_TO / SPAN_SECOND;
    int first = interval_at(zone, low);

    add(pieces, low, g_time_zone_get_offset(zone, first));
    add_changes(pieces, zone, low, first, high, interval_at(zone, high));
    return pieces;
}

GArray *wall_pieces(GTimeZone *zone)
{
    static GMutex lock;
    static GHashTable *known; /* identifier -> pieces */
    const char *name = g_time_zone_get_identifier(zone);
    GArray *pieces;

    g_mutex_lock(&lock);
    if (!known)
        known = g_hash_table_new(g_str_hash, g_str_equal);
    pieces = g_hash_table_lookup(known, name);
    if (!pieces) {
        pieces = work_out(zone);
        g_hash_table_insert(known, g_strdup(name), pieces);
    }
    g_mutex_unlock(&lock);
    return g_array_ref(pieces);
}

unsigned wall_find(const GArray *pieces, int64_t at)
{
    unsigned low = 0, high = pieces->len;

    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;

        if (g_array_index(pieces, wall_piece, middle).from_ms <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int64_t wall_show(const GArray *pieces, int64_t at)
{
    return at +
           g_array_index(pieces, wall_piece, wall_find(pieces, at)).ahead_ms;
}

int64_t wall_moment(const GArray *pieces, int64_t wall)
{
    const wall_piece *p = &g_array_index(pieces, wall_piece, 0);

    for (unsigned i = 1; i < pieces->len; i++) {
        const wall_piece *next = &g_array_index(pieces, wall_piece, i);

        if (wall - p->ahead_ms < next->from_ms)
            break;
        p = next;
    }
    return p == &g_array_index(pieces, wall_piece, 0)
               ? wall - p->ahead_ms
               : MAX(wall - p->ahead_ms, p->from_ms);
}
