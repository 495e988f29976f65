/* calendar: when a desk works. The dates know what is open by the clock on the
 * wall; where that is moved, time is cut in pieces, and each is asked apart. */
#include "worktime/calendar.h"

#include "worktime/days.h"
#include "worktime/wall.h"

#define DAYS_OFF_MAX 5000 /* dates in a row without working time */

struct calendar {
    GTimeZone *zone;
    GArray *pieces; /* wall_piece */
    day_table *days;
};

calendar *calendar_new(const calendar_sheet *sheet)
{
    calendar *c = g_new0(calendar, 1);

    c->zone = g_time_zone_ref(sheet->zone);
    c->pieces = wall_pieces(c->zone);
    c->days = days_new(sheet);
    return c;
}

void calendar_free(calendar *c)
{
    if (!c)
        return;
    g_time_zone_unref(c->zone);
    g_array_unref(c->pieces);
    days_free(c->days);
    g_free(c);
}

static calendar *make_always(void)
{
    const calendar_hours all = {.from = 0, .to = 24 * 60};
    g_autoptr(GArray) day = g_array_new(FALSE, FALSE, sizeof(calendar_hours));
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    calendar_sheet sheet = {.zone = utc};

    g_array_append_val(day, all);
    for (int i = 0; i < 7; i++)
        sheet.week[i] = day;
    return calendar_new(&sheet);
}

const calendar *calendar_always(void)
{
    static gsize made; /* never freed: any thread may hold it */

    if (g_once_init_enter(&made))
        g_once_init_leave(&made, (gsize)make_always());
    return (const calendar *)made;
}

/* ---- measuring ---- */

/* Wall times of the part of piece `i` that is from `from` on. */
static void piece_walls(const calendar *c, unsigned i, int64_t from,
                        int64_t *begin, int64_t *end)
{
    const wall_piece *p = &g_array_index(c->pieces, wall_piece, i);
    int64_t to = i + 1 < c->pieces->len ? p[1].from_ms : CALENDAR_TO;

    *begin = MAX(from, p->from_ms) + p->ahead_ms;
    *end = MAX(MAX(from, p->from_ms), to) + p->ahead_ms;
}

int64_t calendar_work(const calendar *c, int64_t from, int64_t to)
{
    int64_t work = 0, begin, end, ahead;

    from = MAX(from, CALENDAR_FROM);
    to = MIN(to, CALENDAR_TO);
    if (from >= to)
        return 0;
    for (unsigned i = wall_find(c->pieces, from); i <= wall_find(c->pieces, to);
         i++) {
        piece_walls(c, i, from, &begin, &end);
        ahead = g_array_index(c->pieces, wall_piece, i).ahead_ms;
        end = MIN(end, to + ahead);
        work += days_open_until(c->days, end) - days_open_until(c->days, begin);
    }
    return work;
}

/* Open time until a wall time, or closed time. */
static int64_t measure(const calendar *c, int64_t wall, bool open)
{
    int64_t until = days_open_until(c->days, wall);

    return open ? until : wall - until;
}

/* The first wall time after `low` at which the measure is `goal`; it is at
 * `high`. */
static int64_t find_wall(const calendar *c, int64_t low, int64_t high,
                         int64_t goal, bool open)
{
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (measure(c, middle, open) >= goal)
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* The first moment at which so much open, or closed, time has gone by. */
static int64_t reach(const calendar *c, int64_t from, int64_t amount, bool open)
{
    int64_t begin, end;

    from = MAX(from, CALENDAR_FROM);
    if (from >= CALENDAR_TO)
        return CALENDAR_NEVER;
    for (unsigned i = wall_find(c->pieces, from); i < c->pieces->len; i++) {
        int64_t before, there;

        piece_walls(c, i, from, &begin, &end);
        before = measure(c, begin, open);
        there = measure(c, end, open) - before;
        if (there >= amount)
            return find_wall(c, begin, end, before + amount, open) -
                   g_array_index(c->pieces, wall_piece, i).ahead_ms;
        amount -= there;
    }
    return CALENDAR_NEVER;
}

int64_t calendar_after(const calendar *c, int64_t from, int64_t work)
{
    return work <= 0 ? from : reach(c, from, work, true);
}

/* The moment before the first millisecond of open, or closed, time is over. */
static int64_t begins(const calendar *c, int64_t at, bool open)
{
    int64_t past = reach(c, at, 1, open);

    return past == CALENDAR_NEVER ? past : past - 1;
}

int64_t calendar_opens(const calendar *c, int64_t at)
{
    return begins(c, at, true);
}

int64_t calendar_closes(const calendar *c, int64_t at)
{
    return calendar_is_open(c, at) ? begins(c, at, false) : at;
}

bool calendar_is_open(const calendar *c, int64_t at)
{
    return calendar_work(c, at, at + 1) > 0;
}

/* ---- walls ---- */

int64_t calendar_wall(const calendar *c, int64_t at)
{
    return wall_show(c->pieces, at);
}

int64_t calendar_moment(const calendar *c, int64_t wall)
{
    return wall_moment(c->pieces, wall);
}

bool calendar_works_on(const calendar *c, int64_t wall)
{
    int64_t day = days_number(wall) * CALENDAR_DAY, begin, end;

    /* a clock that is set back over midnight shows a date in two pieces */
    for (unsigned i = wall_find(c->pieces, day - 2 * CALENDAR_DAY);
         i < c->pieces->len; i++) {
        piece_walls(c, i, CALENDAR_FROM, &begin, &end);
        begin = MAX(begin, day);
        end = MIN(end, day + CALENDAR_DAY);
        if (begin < end &&
            days_open_until(c->days, end) > days_open_until(c->days, begin))
            return true;
        if (begin > day + 2 * CALENDAR_DAY)
            return false;
    }
    return false;
}

GTimeZone *calendar_zone(const calendar *c)
{
    return c->zone;
}

int64_t calendar_days_after(const calendar *c, int64_t from, int days)
{
    int64_t open = calendar_opens(c, from), wall;
    int off = 0;

    if (open == CALENDAR_NEVER || days <= 0)
        return open;
    wall = calendar_wall(c, open);
    while (days > 0 && off <= DAYS_OFF_MAX) {
        wall += CALENDAR_DAY;
        off = calendar_works_on(c, wall) ? 0 : off + 1;
        days -= off == 0;
    }
    return days > 0 ? CALENDAR_NEVER
                    : calendar_opens(c, calendar_moment(c, wall));
}
