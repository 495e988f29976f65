/* days: what of each date is open: a week, and the dates that differ. */
#include "worktime/days.h"

#include "base/span.h"

#include <stdlib.h>

/* Numbers of the dates that walls show between CALENDAR_FROM and _TO, and some
 * around them; ORIGIN is a Monday. */
#define ORIGIN (-10)
#define END    (CALENDAR_TO / CALENDAR_DAY + 4)
#define DATES  (END - ORIGIN)

/* Of one date, in milliseconds of it. */
typedef struct piece {
    int64_t from, to;
} piece;

/* A date that is not as the week has it. */
typedef struct special {
    int64_t number;
    unsigned first, count; /* in pieces */
    int64_t open;          /* milliseconds */
    int64_t more;          /* than the week says, on all such dates before it */
} special;

struct day_table {
    GArray *week[7];   /* piece, Monday first */
    int64_t before[8]; /* open in a week before that weekday; [7] in all */
    GArray *specials;  /* special, in order */
    GArray *pieces;    /* piece, of the specials */
};

int64_t days_number(int64_t wall)
{
    int64_t number = wall / CALENDAR_DAY;

    return wall % CALENDAR_DAY < 0 ? number - 1 : number;
}

static int weekday_of(int64_t number)
{
    return (int)((number - ORIGIN) % 7);
}

/* ---- sets of pieces ---- */

static GArray *set_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(piece));
}

static void set_add(GArray *set, int64_t from, int64_t to)
{
    piece p = {.from = from, .to = to};

    if (from < to)
        g_array_append_val(set, p);
}

static int by_from(const void *a, const void *b)
{
    const piece *x = a, *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

/* In order, and none touches another. */
static void set_tidy(GArray *set)
{
    unsigned kept = 0;
    piece *p = (piece *)(void *)set->data;

    g_array_sort(set, by_from);
    for (unsigned i = 0; i < set->len; i++) {
        if (kept > 0 && p[i].from <= p[kept - 1].to)
            p[kept - 1].to = MAX(p[kept - 1].to, p[i].to);
        else
            p[kept++] = p[i];
    }
    g_array_set_size(set, kept);
}

static void set_take_away(GArray *set, int64_t from, int64_t to)
{
    unsigned count = set->len;

    for (unsigned i = 0; i < count; i++) {
        piece *p = &g_array_index(set, piece, i);
        piece rest = {.from = MAX(p->from, to), .to = p->to};

        p->to = MIN(p->to, MAX(from, p->from));
        if (rest.from < rest.to)
            g_array_append_val(set, rest);
    }
    for (unsigned i = set->len; i-- > 0;)
        if (g_array_index(set, piece, i).from >=
            g_array_index(set, piece, i).to)
            g_array_remove_index_fast(set, i);
}

static int64_t open_before(const piece *p, unsigned count, int64_t end)
{
    int64_t open = 0;

    for (unsigned i = 0; i < count && p[i].from < end; i++)
        open += MIN(p[i].to, end) - p[i].from;
    return open;
}

static int64_t open_of_week(const day_table *d, int weekday, int64_t end)
{
    const GArray *set = d->week[weekday];

    return open_before((const piece *)(const void *)set->data, set->len, end);
}

static int64_t open_of_special(const day_table *d, const special *s,
                               int64_t end)
{
    const piece *all = (const piece *)(const void *)d->pieces->data;

    return open_before(all + s->first, s->count, end);
}

/* ---- making them ---- */

#define HOLIDAY 1 /* whole */
#define WORKDAY 2 /* whole */
#define TOUCHED 4 /* may differ from the week */

typedef struct builder {
    const calendar_sheet *sheet;
    const GArray *moved;   /* for weekdays without hours */
    uint8_t *marks;        /* of each date from ORIGIN */
    GArray *closed, *open; /* piece: wall times of parts of day_table */
    unsigned closed_at, open_at;
} builder;

static bool has_any(const GArray *hours)
{
    return hours && hours->len > 0;
}

static void mark(builder *b, int64_t from, int64_t to, uint8_t bits)
{
    int64_t last = MIN(days_number(to - 1), END - 1);

    for (int64_t n = MAX(days_number(from), ORIGIN); n <= last; n++)
        b->marks[n - ORIGIN] |= bits;
}

static void mark_all(builder *b, const GArray *times, uint8_t bit,
                     GArray *parts)
{
    for (unsigned i = 0; times && i < times->len; i++) {
        const calendar_time *t = &g_array_index(times, calendar_time, i);

        if (t->from_ms >= t->to_ms)
            continue;
        if (t->whole) { /* hours past midnight change on the next date */
            mark(b, t->from_ms, t->to_ms, bit);
            mark(b, t->from_ms, t->to_ms + CALENDAR_DAY, TOUCHED);
        } else {
            mark(b, t->from_ms, t->to_ms, TOUCHED);
            set_add(parts, t->from_ms, t->to_ms);
        }
    }
    set_tidy(parts);
}

/* The hours that begin on a date; NULL if there are none. */
static const GArray *hours_of(const builder *b, int64_t number)
{
    const GArray *own = b->sheet->week[weekday_of(number)];
    uint8_t marks = b->marks[number - ORIGIN];

    if (marks & WORKDAY) {
        if (has_any(b->sheet->moved))
            return b->sheet->moved;
        return has_any(own) ? own : b->moved;
    }
    return marks & HOLIDAY ? NULL : own;
}

static void add_hours(GArray *set, const GArray *hours, int64_t earlier)
{
    for (unsigned i = 0; hours && i < hours->len; i++) {
        const calendar_hours *h = &g_array_index(hours, calendar_hours, i);

        set_add(set, MAX(h->from * SPAN_MINUTE - earlier, 0),
                MIN(h->to * SPAN_MINUTE - earlier, CALENDAR_DAY));
    }
}

/* Calls `change` with what of tidy `parts` lies on the date; `at` goes with the
 * dates, which come in order. */
static void change_by(GArray *set, const GArray *parts, unsigned *at,
                      int64_t number,
                      void (*change)(GArray *, int64_t, int64_t))
{
    int64_t from = number * CALENDAR_DAY, to = from + CALENDAR_DAY;

    while (*at < parts->len && g_array_index(parts, piece, *at).to <= from)
        (*at)++;
    for (unsigned i = *at; i < parts->len; i++) {
        const piece *p = &g_array_index(parts, piece, i);

        if (p->from >= to)
            break;
        change(set, MAX(p->from, from) - from, MIN(p->to, to) - from);
    }
}

static void fill_date(builder *b, GArray *set, int64_t number)
{
    uint8_t marks = b->marks[number - ORIGIN];
    bool is_off = (marks & HOLIDAY) && !(marks & WORKDAY);

    add_hours(set, hours_of(b, number), 0);
    if (!is_off && number > ORIGIN)
        add_hours(set, hours_of(b, number - 1), CALENDAR_DAY);
    set_tidy(set);
    change_by(set, b->closed, &b->closed_at, number, set_take_away);
    change_by(set, b->open, &b->open_at, number, set_add);
    set_tidy(set);
}

static void add_special(day_table *d, builder *b, int64_t number, int64_t *more)
{
    g_autoptr(GArray) set = set_new();
    special s = {.number = number, .first = d->pieces->len, .more = *more};

    fill_date(b, set, number);
    s.count = set->len;
    s.open = open_before((const piece *)(const void *)set->data, set->len,
                         CALENDAR_DAY);
    *more += s.open - open_of_week(d, weekday_of(number), CALENDAR_DAY);
    if (set->len > 0)
        g_array_append_vals(d->pieces, set->data, set->len);
    g_array_append_val(d->specials, s);
}

static void add_specials(day_table *d, builder *b)
{
    int64_t more = 0;

    for (int64_t n = ORIGIN; n < END; n++)
        if (b->marks[n - ORIGIN])
            add_special(d, b, n, &more);
}

static void add_week(day_table *d, const calendar_sheet *sheet)
{
    for (int i = 0; i < 7; i++) {
        d->week[i] = set_new();
        add_hours(d->week[i], sheet->week[i], 0);
        add_hours(d->week[i], sheet->week[(i + 6) % 7], CALENDAR_DAY);
        set_tidy(d->week[i]);
        d->before[i + 1] = d->before[i] + open_of_week(d, i, CALENDAR_DAY);
    }
}

day_table *days_new(const calendar_sheet *sheet)
{
    g_autofree uint8_t *marks = g_new0(uint8_t, DATES);
    g_autoptr(GArray) closed = set_new();
    g_autoptr(GArray) open = set_new();
    builder b = {
        .sheet = sheet, .marks = marks, .closed = closed, .open = open};
    day_table *d = g_new0(day_table, 1);

    for (int i = 7; i-- > 0;)
        b.moved = has_any(sheet->week[i]) ? sheet->week[i] : b.moved;
    d->specials = g_array_new(FALSE, FALSE, sizeof(special));
    d->pieces = set_new();
    add_week(d, sheet);
    mark_all(&b, sheet->holidays, HOLIDAY, closed);
    mark_all(&b, sheet->workdays, WORKDAY, open);
    add_specials(d, &b);
    return d;
}

void days_free(day_table *d)
{
    if (!d)
        return;
    for (int i = 0; i < 7; i++)
        g_array_unref(d->week[i]);
    g_array_unref(d->specials);
    g_array_unref(d->pieces);
    g_free(d);
}

/* ---- asking ---- */

/* How many specials are before a date. */
static unsigned specials_before(const day_table *d, int64_t number)
{
    unsigned low = 0, high = d->specials->len;

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (g_array_index(d->specials, special, middle).number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The special of a date, or NULL; *more: what all before it have more than the
 * week says. */
static const special *special_of(const day_table *d, int64_t number,
                                 int64_t *more)
{
    unsigned before = specials_before(d, number);
    const special *s;

    *more = 0;
    if (before < d->specials->len) {
        s = &g_array_index(d->specials, special, before);
        *more = s->more;
        return s->number == number ? s : NULL;
    }
    if (before > 0) {
        s = &g_array_index(d->specials, special, before - 1);
        *more = s->more + s->open -
                open_of_week(d, weekday_of(s->number), CALENDAR_DAY);
    }
    return NULL;
}

static int64_t clamp_number(int64_t number)
{
    return CLAMP(number, ORIGIN, END - 1);
}

int64_t days_open_until(const day_table *d, int64_t wall)
{
    int64_t number = clamp_number(days_number(wall)), more;
    int64_t end = CLAMP(wall - number * CALENDAR_DAY, 0, CALENDAR_DAY);
    int weekday = weekday_of(number);
    const special *s = special_of(d, number, &more);

    return (number - ORIGIN) / 7 * d->before[7] + d->before[weekday] + more +
           (s ? open_of_special(d, s, end) : open_of_week(d, weekday, end));
}
