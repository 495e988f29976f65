/* wall: how far the clock on a zone's wall is from UTC, at each moment. The
 * time that a calendar knows is cut where that changes. */
#ifndef POSTERN_WORKTIME_WALL_H
#define POSTERN_WORKTIME_WALL_H

#include <glib.h>
#include <stdint.h>

/* From `from_ms` (UTC) to the next piece a wall time is `ahead_ms` later. */
typedef struct wall_piece {
    int64_t from_ms, ahead_ms;
} wall_piece;

/* The pieces from CALENDAR_FROM on, in order, at least one; the caller unrefs.
 * They are worked out once for each zone, in some milliseconds, and kept. */
GArray *wall_pieces(GTimeZone *zone);
/* The index of the one that holds a moment; the first for what is before. */
unsigned wall_find(const GArray *pieces, int64_t at);
int64_t wall_show(const GArray *pieces, int64_t at);
/* As calendar_moment. */
int64_t wall_moment(const GArray *pieces, int64_t wall);

#endif
