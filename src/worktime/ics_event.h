/* ics_event: one VEVENT: its properties, and the times that it comes to. What
 * the files of ics share. */
#ifndef POSTERN_WORKTIME_ICS_EVENT_H
#define POSTERN_WORKTIME_ICS_EVENT_H

#include "worktime/ics.h"
#include "worktime/ics_when.h"

/* A file that is being read. */
typedef struct ics_reading {
    const ics_wanted *wanted;
    ics_zones *zones;
    ics_feed *feed;
    unsigned rules, steps, times; /* so far */
    bool over;                    /* a limit of the whole file was passed */
} ics_reading;

typedef struct ics_rule {
    int line;
    char *text; /* without UNTIL */
    bool has_until;
    ics_when until;
} ics_rule;

typedef struct ics_extra { /* RDATE */
    ics_when when;
    int64_t length_ms; /* -1: the event's */
} ics_extra;

typedef struct ics_event {
    int line; /* of BEGIN:VEVENT */
    char *uid;
    bool saw_start;                  /* right or wrong */
    bool has_start, has_end, has_id; /* RECURRENCE-ID */
    ics_when start, end, id;
    int64_t duration_ms; /* -1: none */
    GArray *rules;       /* ics_rule */
    GArray *extras;      /* ics_extra */
    GArray *except;      /* ics_when */
    bool cancelled, transparent, observance, workday;
} ics_event;

ics_event *ics_event_new(int line);
void ics_event_free(ics_event *e);
/* One line of it; those that say nothing of when or what are passed over. */
void ics_event_line(ics_reading *r, ics_event *e, const ics_line *l);
/* How long it lasts; -1 if that is a problem, which is added. */
int64_t ics_event_length(ics_reading *r, const ics_event *e);
/* Calls `visit` with each time of the event but those at `others`
 * (ics_when). */
typedef void (*ics_visit)(ics_reading *r, const ics_event *e, int64_t from_ms,
                          int64_t length_ms);
void ics_event_times(ics_reading *r, const ics_event *e, const GArray *others,
                     ics_visit visit);

/* Of problems, or beyond a limit: nothing more is read. */
bool ics_is_full(const ics_reading *r);
void ics_problem_add(ics_reading *r, int line, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

#endif
