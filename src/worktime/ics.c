/* ics: holidays and moved working days from an iCalendar file. */
#include "worktime/ics.h"

#include "worktime/ics_event.h"

#include <string.h>

#define DEPTH_MAX 8 /* of components in components */

/* ---- components ---- */

typedef struct reader {
    ics_reading *r;
    char *open[DEPTH_MAX]; /* names of what has begun and not ended */
    int depth;
    bool any;         /* a VCALENDAR */
    ics_event *event; /* the one that is being read, or NULL */
    GPtrArray *events;
} reader;

static void event_free(void *data)
{
    ics_event_free(data);
}

static bool is_in(const reader *x, const char *name)
{
    return x->depth > 0 && g_ascii_strcasecmp(x->open[x->depth - 1], name) == 0;
}

static bool begin(reader *x, const ics_line *l)
{
    bool is_calendar = g_ascii_strcasecmp(l->value, "VCALENDAR") == 0;

    if (x->depth >= DEPTH_MAX) {
        ics_problem_add(x->r, l->number, "too many BEGIN in each other");
        return false;
    }
    if (x->depth == 0 && !is_calendar) {
        ics_problem_add(x->r, l->number,
                        "BEGIN:%.40s stands outside of BEGIN:VCALENDAR",
                        l->value);
        return false;
    }
    x->any = true;
    if (is_in(x, "VCALENDAR") && g_ascii_strcasecmp(l->value, "VEVENT") == 0) {
        if (x->events->len >= ICS_EVENTS_MAX) {
            ics_problem_add(x->r, l->number, "more than %d events",
                            ICS_EVENTS_MAX);
            return false;
        }
        x->event = ics_event_new(l->number);
        g_ptr_array_add(x->events, x->event);
    }
    x->open[x->depth++] = g_strdup(l->value);
    return true;
}

static bool end(reader *x, const ics_line *l)
{
    if (!is_in(x, l->value)) {
        ics_problem_add(x->r, l->number,
                        "END:%.40s without its BEGIN: is a part of the file "
                        "missing?",
                        l->value);
        return false;
    }
    if (is_in(x, "VEVENT") && x->depth == 2)
        x->event = NULL;
    g_free(x->open[--x->depth]);
    return true;
}

/* false: nothing below it would make sense. */
static bool read_line(reader *x, const ics_line *l)
{
    if (strcmp(l->name, "BEGIN") == 0)
        return begin(x, l);
    if (x->depth == 0) {
        ics_problem_add(x->r, l->number,
                        "an .ics file begins with BEGIN:VCALENDAR; is this "
                        "another kind of file?");
        return false;
    }
    if (strcmp(l->name, "END") == 0)
        return end(x, l);
    if (l->name[0] == '\0') {
        ics_problem_add(x->r, l->number,
                        "\"%.40s\" is no line of an .ics file: NAME:VALUE",
                        l->value);
        return true;
    }
    if (x->event && is_in(x, "VEVENT"))
        ics_event_line(x->r, x->event, l);
    return true;
}

static void read_file(reader *x, ics_text *file)
{
    g_auto(ics_line) l = {0};
    bool sound = true;

    while (sound && !ics_is_full(x->r) && ics_line_next(file, &l))
        sound = read_line(x, &l);
    if (sound && !x->any)
        ics_problem_add(x->r, 0,
                        "the file is empty; an .ics file begins with "
                        "BEGIN:VCALENDAR");
    else if (sound && x->depth > 0 && !ics_is_full(x->r))
        ics_problem_add(
            x->r, file->line,
            "ends without END:%.40s: is a part of the file missing?",
            x->open[x->depth - 1]);
    while (x->depth > 0)
        g_free(x->open[--x->depth]);
}

/* ---- events ---- */

static bool is_live(const ics_event *e)
{
    return e->has_start && !e->cancelled && !e->observance;
}

/* Is there a day, or a time, that is not transparent? */
static bool has_opaque(const GPtrArray *events, bool is_date)
{
    for (unsigned i = 0; i < events->len; i++) {
        const ics_event *e = events->pdata[i];

        if (is_live(e) && !e->transparent && e->start.is_date == is_date)
            return true;
    }
    return false;
}

static void add_time(ics_reading *r, const ics_event *e, int64_t from_ms,
                     int64_t length_ms)
{
    calendar_time t = {.from_ms = from_ms, .to_ms = from_ms + length_ms};
    bool is_open = r->wanted->workdays || e->workday;

    if (length_ms <= 0 || t.to_ms <= CALENDAR_FROM || t.from_ms >= CALENDAR_TO)
        return;
    if (++r->times > ICS_TIMES_MAX) {
        ics_problem_add(r, e->line, "the file comes to more than %d times",
                        ICS_TIMES_MAX);
        r->over = true;
        return;
    }
    t.whole = t.from_ms % CALENDAR_DAY == 0 && t.to_ms % CALENDAR_DAY == 0;
    g_array_append_val(is_open ? r->feed->workdays : r->feed->holidays, t);
    if (!is_open)
        r->feed->last_ms = MAX(r->feed->last_ms, t.to_ms);
}

/* UID -> GArray of ics_when: what single events replace in recurring ones. */
static GHashTable *replaced(const GPtrArray *events)
{
    GHashTable *all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify)g_array_unref);

    for (unsigned i = 0; i < events->len; i++) {
        const ics_event *e = events->pdata[i];
        GArray *whens;

        if (!e->uid || !e->has_id)
            continue;
        whens = g_hash_table_lookup(all, e->uid);
        if (!whens) {
            whens = g_array_new(FALSE, FALSE, sizeof(ics_when));
            g_hash_table_insert(all, e->uid, whens);
        }
        g_array_append_val(whens, e->id);
    }
    return all;
}

static void add_events(ics_reading *r, const GPtrArray *events)
{
    g_autoptr(GHashTable) all = replaced(events);
    bool opaque[2] = {has_opaque(events, false), has_opaque(events, true)};

    for (unsigned i = 0; i < events->len && !ics_is_full(r); i++) {
        const ics_event *e = events->pdata[i];
        bool counts = r->wanted->workdays || is_live(e);

        if (!e->saw_start)
            ics_problem_add(r, e->line, "the event has no DTSTART");
        else if (!e->has_start || e->cancelled)
            continue;
        else if (!counts || (!r->wanted->workdays && e->transparent &&
                             opaque[e->start.is_date]))
            r->feed->passed_over++;
        else
            ics_event_times(
                r, e,
                e->uid && !e->has_id ? g_hash_table_lookup(all, e->uid) : NULL,
                add_time);
    }
}

static void problem_free(void *data)
{
    ics_problem *p = data;

    g_free(p->text);
    g_free(p);
}

ics_feed *ics_read(const ics_wanted *wanted, const char *data, size_t size)
{
    ics_text file = ics_text_of(data, size);
    g_autoptr(ics_zones) zones = ics_zones_new(wanted->zone, &file);
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(event_free);
    ics_feed *feed = g_new0(ics_feed, 1);
    ics_reading r = {.wanted = wanted, .zones = zones, .feed = feed};
    reader x = {.r = &r, .events = events};

    feed->holidays = g_array_new(FALSE, FALSE, sizeof(calendar_time));
    feed->workdays = g_array_new(FALSE, FALSE, sizeof(calendar_time));
    feed->problems = g_ptr_array_new_with_free_func(problem_free);
    read_file(&x, &file);
    add_events(&r, events);
    return feed;
}

void ics_feed_free(ics_feed *f)
{
    if (!f)
        return;
    g_array_unref(f->holidays);
    g_array_unref(f->workdays);
    g_ptr_array_unref(f->problems);
    g_free(f);
}
