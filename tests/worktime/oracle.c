/* oracle: random calendars and clocks, asked of src/worktime and found out by
 * walking minute by minute; each difference is printed and is a failure.
 *
 *     oracle [-n COUNT] [-s SEED]
 *
 * It shares no code with what it judges: time zones are the C library's here,
 * and what is open is asked of each minute. SEED is the first case's; what a
 * case prints plays it again. */
#include "worktime/calendar.h"
#include "worktime/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MINUTE   INT64_C(60000)
#define DAY      1440 /* minutes */
#define SPANS    4    /* of a day */
#define TIMES    12   /* holidays, and workdays */
#define LEGS     6
#define WALK_MAX (66 * DAY)
#define ASKED    8 /* moments and spans of a case */

/* ---- chance ---- */

static uint64_t chance;

static uint64_t draw64(void)
{
    uint64_t z = chance += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* From 0 to n - 1. */
static int draw(int n)
{
    return (int)(draw64() % (uint64_t)n);
}
static int between(int low, int high)
{
    return low + draw(high - low + 1);
}
static bool one_in(int n)
{
    return draw(n) == 0;
}

/* ---- what is asked about ---- */

/* Zones, and days on which something happened there: 0 for none. */
static const struct {
    const char *zone;
    int days[8]; /* yyyymmdd */
} places[] = {
    {"UTC", {0}},
    {"Europe/Berlin", {20260329, 20261025, 19800406, 20810330, 0}},
    {"Europe/Moscow", {20110327, 20111030, 20141026, 19910331, 19920119, 0}},
    {"Pacific/Apia", {20111229, 20111231, 20120401, 20100926, 20210404, 0}},
    {"Pacific/Kwajalein", {19930820, 19930821, 0}},
    {"Pacific/Enderbury", {19941230, 19950101, 0}},
    {"Asia/Kolkata", {0}},
    {"Asia/Kathmandu", {19860101, 0}},
    {"Australia/Lord_Howe", {20260405, 20261004, 19850301, 0}},
    {"America/St_Johns", {19871025, 20110313, 20111106, 20261101, 19880403, 0}},
    {"America/New_York", {20260308, 20261101, 20070311, 19740106, 0}},
    {"America/Sao_Paulo", {20181104, 20190217, 20171015, 0}},
    {"America/Caracas", {20071209, 20160501, 0}},
    {"Africa/Casablanca",
     {20260215, 20260322, 20120720, 20180617, 20190505, 0}},
    {"Africa/Cairo", {20100811, 20100910, 20140515, 20140626, 20230428, 0}},
    {"Asia/Gaza", {20110801, 20111001, 20160326, 0}},
    {"Asia/Pyongyang", {20150815, 20180505, 0}},
    {"Asia/Tehran", {20220321, 20220921, 0}},
    {"Antarctica/Troll", {20260329, 20261025, 0}},
    {"Antarctica/Casey", {20091018, 20100305, 20180311, 0}},
    {"Europe/Dublin", {20260329, 20261025, 0}},
    {"Pacific/Chatham", {20260405, 20260927, 0}},
};

typedef struct hours {
    int count, from[SPANS], to[SPANS];
} hours;

typedef struct range {
    int64_t from, to; /* wall minutes since 1970-01-01 00:00 */
    bool whole;
} range;

typedef struct world {
    const char *zone;
    hours week[7], moved; /* Monday first */
    range off[TIMES], on[TIMES];
    int closings, openings;
    uint8_t open[WALK_MAX]; /* found by the walk */
    int64_t wall[WALK_MAX]; /* wall minutes */
    calendar *made;
} world;

static int64_t begins; /* UTC minutes: the walk's first */
static int length;     /* minutes of the walk */
static uint64_t seed;  /* of this case */
static int wrong;

/* ---- drawing a case ---- */

/* Days since 1970-01-01 of a date of the common calendar. */
static int64_t day_number(int y, int m, int d)
{
    struct tm t = {.tm_year = y - 1900, .tm_mon = m - 1, .tm_mday = d};

    return timegm(&t) / 86400;
}

static int draw_minute(void)
{
    return one_in(3) ? draw(DAY) : draw(96) * 15;
}

static hours draw_hours(void)
{
    hours h = {.count = one_in(4) ? 0 : one_in(4) ? between(2, SPANS) : 1};

    for (int i = 0; i < h.count; i++) {
        h.from[i] = draw_minute();
        h.to[i] = h.from[i] + (one_in(8) ? DAY : 1 + draw(DAY));
        if (!one_in(3) && h.to[i] > DAY)
            h.to[i] = DAY;
    }
    return h;
}

static void draw_week(world *w)
{
    hours usual = draw_hours(), all = {.count = 1, .from = {0}, .to = {DAY}};
    bool always = one_in(8), irregular = one_in(3);

    for (int i = 0; i < 7; i++) {
        w->week[i] = usual;
        if (i >= 5)
            w->week[i] = one_in(3) ? draw_hours() : (hours){0};
        if (irregular)
            w->week[i] = draw_hours();
        if (always)
            w->week[i] = all;
    }
    w->moved = one_in(2) ? draw_hours() : (hours){0};
}

static int draw_ranges(range *all)
{
    int count = one_in(3) ? 0 : draw(TIMES + 1);
    int64_t first = begins / DAY - 2;

    for (int i = 0; i < count; i++) {
        range *r = &all[i];

        r->whole = one_in(2);
        r->from = (first + draw(length / DAY + 4)) * DAY;
        r->to = r->from + between(1, 3) * DAY;
        if (!r->whole) {
            r->from += draw_minute();
            r->to = r->from + 1 + (one_in(4) ? draw(3 * DAY) : draw(DAY / 2));
        }
    }
    return count;
}

static int draw_place(void)
{
    return draw((int)G_N_ELEMENTS(places));
}

/* GLib reads the rule by which Dublin's clocks go on after its table, whose
 * summer time is the standard one, the wrong way round (seen with 2.74). */
static int last_year(int place)
{
    return strcmp(places[place].zone, "Europe/Dublin") == 0 ? 2037 : 2098;
}

/* Most walks go over a day on which something happened, if there is one. */
static void draw_walk(int place, int last)
{
    const int *days = places[place].days;
    int count = 0, day;

    while (days[count])
        count++;
    length = (one_in(20) ? between(20, 60) : between(3, 9)) * DAY;
    begins = between((int)day_number(1975, 1, 1), (int)day_number(last, 1, 1)) *
             (int64_t)DAY;
    day = count > 0 ? days[draw(count)] : 0;
    if (day > 0 && day / 10000 < last && !one_in(3)) {
        begins = day_number(day / 10000, day / 100 % 100, day % 100) * DAY -
                 draw(length);
    }
    begins += draw(DAY);
}

/* ---- the module's calendar of it ---- */

static GArray *to_hours(const hours *h)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(calendar_hours));

    for (int i = 0; i < h->count; i++) {
        calendar_hours c = {.from = h->from[i], .to = h->to[i]};
        g_array_append_val(all, c);
    }
    return all;
}

static GArray *to_times(const range *r, int count)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(calendar_time));

    for (int i = 0; i < count; i++) {
        calendar_time t = {.from_ms = r[i].from * MINUTE,
                           .to_ms = r[i].to * MINUTE,
                           .whole = r[i].whole};
        g_array_append_val(all, t);
    }
    return all;
}

static calendar *make(const world *w)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(w->zone);
    g_autoptr(GArray) moved = to_hours(&w->moved);
    g_autoptr(GArray) off = to_times(w->off, w->closings);
    g_autoptr(GArray) on = to_times(w->on, w->openings);
    GArray *week[7];
    calendar_sheet sheet = {
        .zone = zone, .moved = moved, .holidays = off, .workdays = on};
    calendar *made;

    if (!zone) {
        fprintf(stderr, "there is no zone %s: install tzdata\n", w->zone);
        exit(2);
    }
    for (int i = 0; i < 7; i++)
        sheet.week[i] = week[i] = to_hours(&w->week[i]);
    made = calendar_new(&sheet);
    for (int i = 0; i < 7; i++)
        g_array_unref(week[i]);
    return made;
}

/* ---- the slow way ---- */

static bool is_within(const range *r, int count, int64_t minute, bool whole)
{
    for (int i = 0; i < count; i++)
        if (r[i].whole == whole && r[i].from <= minute && minute < r[i].to)
            return true;
    return false;
}

/* The hours that begin on the day of a wall minute; 1970-01-01 was a
 * Thursday. */
static const hours *hours_on(const world *w, int64_t minute)
{
    static const hours none;
    int64_t day = minute / DAY;
    const hours *own = &w->week[(day + 3) % 7];

    if (is_within(w->on, w->openings, minute, true)) {
        if (w->moved.count > 0)
            return &w->moved;
        for (int i = 0; i < 7 && own->count == 0; i++)
            own = &w->week[i];
        return own;
    }
    return is_within(w->off, w->closings, minute, true) ? &none : own;
}

static bool shows(const hours *h, int64_t minute)
{
    for (int i = 0; i < h->count; i++)
        if (h->from[i] <= minute && minute < h->to[i])
            return true;
    return false;
}

static bool is_open(const world *w, int64_t wall)
{
    int64_t minute = wall % DAY;

    if (is_within(w->on, w->openings, wall, false))
        return true;
    if (is_within(w->off, w->closings, wall, false))
        return false;
    if (is_within(w->off, w->closings, wall, true) &&
        !is_within(w->on, w->openings, wall, true))
        return false;
    return shows(hours_on(w, wall), minute) ||
           shows(hours_on(w, wall - DAY), minute + DAY);
}

static void walk(world *w)
{
    setenv("TZ", w->zone, 1);
    tzset();
    for (int i = 0; i < length; i++) {
        time_t second = (time_t)(begins + i) * 60;
        struct tm t;

        localtime_r(&second, &t);
        w->wall[i] = (second + t.tm_gmtoff) / 60;
        w->open[i] = is_open(w, w->wall[i]);
    }
}

/* ---- comparing ---- */

static void differs(const world *w, const char *what, int64_t here,
                    int64_t there)
{
    wrong++;
    printf("oracle -s %" G_GUINT64_FORMAT
           " -n 1: %s, from UTC minute %" G_GINT64_FORMAT
           ": %s is %" G_GINT64_FORMAT " and should be %" G_GINT64_FORMAT "\n",
           seed, w->zone, begins, what, here, there);
}

static void same(const world *w, const char *what, int64_t here, int64_t there)
{
    if (here != there)
        differs(w, what, here, there);
}

static int64_t moment_of(int i)
{
    return (begins + i) * MINUTE;
}

/* After walks that end the answer is not known: the module's must be later. */
static void same_moment(const world *w, const char *what, int64_t here,
                        int64_t there)
{
    if (there == CALENDAR_NEVER ? here < moment_of(length) : here != there)
        differs(w, what, here, there);
}

/* The first minute at or after `i` that is open, or closed; NEVER. */
static int64_t next_of(const world *w, int i, bool open)
{
    for (; i < length; i++)
        if (w->open[i] == open)
            return moment_of(i);
    return CALENDAR_NEVER;
}

static void ask_doors(const world *w)
{
    int i = draw(length);
    int64_t at = moment_of(i), inside = draw((int)MINUTE);

    same(w, "open", calendar_is_open(w->made, at + inside), w->open[i]);
    same(w, "wall", calendar_wall(w->made, at + inside),
         w->wall[i] * MINUTE + inside);
    same_moment(w, "opens", calendar_opens(w->made, at), next_of(w, i, true));
    same_moment(w, "closes", calendar_closes(w->made, at),
                next_of(w, i, false));
}

static void ask_work(const world *w)
{
    int from = draw(length), to = draw(length + 1), work = 0;

    for (int i = from; i < to; i++)
        work += w->open[i];
    same(w, "work", calendar_work(w->made, moment_of(from), moment_of(to)),
         work * MINUTE);
}

static void ask_after(const world *w)
{
    int from = draw(length), goal = 1 + draw(one_in(2) ? 300 : length),
        work = 0;
    int64_t then = CALENDAR_NEVER;

    for (int i = from; i < length && then == CALENDAR_NEVER; i++) {
        work += w->open[i];
        if (work == goal)
            then = moment_of(i + 1);
    }
    same_moment(w, "after",
                calendar_after(w->made, moment_of(from), goal * MINUTE), then);
}

/* The first minute from `i` on whose wall is not before `wall`; -1. */
static int minute_of(const world *w, int i, int64_t wall)
{
    for (; i < length; i++)
        if (w->wall[i] >= wall)
            return i;
    return -1;
}

/* Is a minute of this date open? Some zones show a date again that was over.
 * -1: the walk does not go from before the date to a day after it. */
static int date_works(const world *w, int64_t date)
{
    if (w->wall[0] / DAY >= date || w->wall[length - 1] / DAY <= date + 1)
        return -1;
    for (int i = 0; i < length; i++)
        if (w->wall[i] / DAY == date && w->open[i])
            return 1;
    return 0;
}

static void ask_days(const world *w)
{
    int from = draw(length), days = between(1, 4), left = days, works = 0, i;
    int64_t open = next_of(w, from, true), wall;

    if (open == CALENDAR_NEVER)
        return;
    from = (int)(open / MINUTE - begins);
    wall = w->wall[from];
    while (left > 0 && works >= 0) {
        wall += DAY;
        works = date_works(w, wall / DAY);
        left -= works == 1;
    }
    i = works < 0 ? -1 : minute_of(w, from, wall);
    if (i >= 0)
        same_moment(w, "days after",
                    calendar_days_after(w->made, moment_of(from), days),
                    next_of(w, i, true));
}

/* ---- clocks ---- */

typedef struct leg {
    int from; /* minute of the walk */
    bool runs;
    const world *w;
    int64_t target;
} leg;

static int draw_legs(leg *legs, const world *const *worlds)
{
    int count = between(1, LEGS), at = draw(length / 2);
    int64_t target = (int64_t)draw(one_in(3) ? length : 900) * MINUTE;
    const world *w = worlds[draw(2)];

    for (int i = 0; i < count; i++) {
        if (one_in(4))
            target = (int64_t)draw(1200) * MINUTE;
        if (one_in(4))
            w = worlds[draw(2)];
        legs[i] =
            (leg){.from = at, .runs = !one_in(3), .w = w, .target = target};
        at += 1 + draw(MAX(length / (count + 1), 2));
        if (at >= length)
            return i + 1;
    }
    return count;
}

static const leg *leg_of(const leg *legs, int count, int i)
{
    const leg *found = NULL;

    for (int k = 0; k < count; k++)
        if (legs[k].from <= i)
            found = &legs[k];
    return found;
}

static bool runs_open(const leg *l, int i)
{
    return l && l->runs && l->w->open[i];
}

static int64_t slow_used(const leg *legs, int count, int until)
{
    int64_t used = 0;

    for (int i = 0; i < until; i++)
        used += runs_open(leg_of(legs, count, i), i) ? MINUTE : 0;
    return used;
}

/* When `goal` is used, or with goal < 0 what holds at each minute. */
static int64_t slow_reached(const leg *legs, int count, int64_t goal)
{
    int64_t used = 0;

    for (int i = 0; i < length; i++) {
        const leg *l = leg_of(legs, count, i);
        int64_t wanted = goal < 0 && l ? l->target : goal;

        if (l && l->runs && used >= wanted)
            return moment_of(i);
        if (runs_open(l, i) && used + MINUTE >= wanted)
            return moment_of(i) + wanted - used;
        used += runs_open(l, i) ? MINUTE : 0;
    }
    return CALENDAR_NEVER;
}

static int64_t slow_warn(const leg *legs, int count, int64_t goal)
{
    int64_t used = 0;

    for (int i = 0; i < length; i++) {
        if (!runs_open(leg_of(legs, count, i), i))
            continue;
        if (used + MINUTE > goal)
            return moment_of(i) + MAX(goal - used, 0);
        used += MINUTE;
    }
    return CALENDAR_NEVER;
}

static void ask_warn(const leg *legs, int count, const work_leg *given)
{
    int64_t target = legs[count - 1].target;
    work_warning w = {.is_percent = one_in(2)};
    int64_t due = slow_reached(legs, count, target), then;

    w.amount = w.is_percent ? draw(101) : draw(600) * MINUTE;
    then = slow_warn(legs, count,
                     w.is_percent ? target * w.amount / 100
                                  : MAX(target - w.amount, 0));
    same_moment(legs->w, w.is_percent ? "warned at percent" : "warned before",
                work_warn(given, (unsigned)count, w), MIN(then, due));
}

static void ask_clock(const world *const *worlds)
{
    leg legs[LEGS];
    work_leg given[LEGS];
    int count = draw_legs(legs, worlds), at = draw(length);
    int64_t broken;

    for (int i = 0; i < count; i++)
        given[i] = (work_leg){.from_ms = moment_of(legs[i].from),
                              .runs = legs[i].runs,
                              .calendar = legs[i].w->made,
                              .target_ms = legs[i].target};
    same(legs->w, "used", work_used(given, (unsigned)count, moment_of(at)),
         slow_used(legs, count, at));
    same_moment(legs->w, "due", work_due(given, (unsigned)count),
                slow_reached(legs, count, legs[count - 1].target));
    broken = slow_reached(legs, count, -1);
    same(legs->w, "breached",
         work_breached(given, (unsigned)count, moment_of(at)),
         broken <= moment_of(at) ? broken : CALENDAR_NEVER);
    ask_warn(legs, count, given);
}

/* ---- all of it ---- */

static void play(world *a, world *b)
{
    const world *const worlds[2] = {a, b};
    int place = draw_place(), other = draw_place();

    draw_walk(place, MIN(last_year(place), last_year(other)));
    a->zone = places[place].zone;
    b->zone = places[other].zone;
    for (int i = 0; i < 2; i++) {
        world *w = i == 0 ? a : b;

        draw_week(w);
        w->closings = draw_ranges(w->off);
        w->openings = one_in(2) ? 0 : draw_ranges(w->on);
        walk(w);
        w->made = make(w);
    }
    for (int i = 0; i < ASKED; i++) {
        ask_doors(a);
        ask_work(a);
        ask_after(a);
        ask_days(a);
        ask_clock(worlds);
    }
    calendar_free(a->made);
    calendar_free(b->made);
}

int main(int argc, char **argv)
{
    static world a, b;
    uint64_t first = 1;
    int count = 1000, option; /* of two calendars each */

    while ((option = getopt(argc, argv, "n:s:")) != -1) {
        if (option == 'n')
            count = atoi(optarg);
        else if (option == 's')
            first = strtoull(optarg, NULL, 10);
        else
            return 64;
    }
    for (int i = 0; i < count && wrong < 20; i++) {
        seed = first + (uint64_t)i;
        chance = seed * UINT64_C(0x2545f4914f6cdd1d);
        play(&a, &b);
    }
    printf("%d calendars, %d questions of each pair: %d differences\n",
           2 * count, ASKED * 10, wrong);
    return wrong ? 1 : 0;
}
