/* report_room: what the files of desk/report share; nobody else includes it. */
#ifndef POSTERN_DESK_REPORT_ROOM_H
#define POSTERN_DESK_REPORT_ROOM_H

#include "desk/report/report.h"

#include "desk/status.h"
#include "store/report.h"

/* ---- what happened in a period ---- */

/* A request, as it was at the end of the period. Texts are interned: two that are
 * the same are the same pointer; NULL: nothing. */
typedef struct fact_ticket {
    int64_t id, created_ms, company;
    const char *queue, *type, *category, *customer, *source;
    int line;
    bool counted; /* it is one of those that the report counts */
    bool opened;  /* in the period */
    bool replied; /* before or in it */
    /* while the stays of the period are read */
    int stage;                /* of the last; -1: none was read */
    int64_t from_ms;          /* of the last */
    int64_t open_ms, work_ms; /* of all that are over, but those in which it
                                      was closed; work: somebody had to act */
    int64_t reply_ms, reply_end_ms, reply_work_ms; /* the first reply */
    int64_t merged_ms;
} fact_ticket;

typedef enum { FACT_RESOLVED, FACT_MERGED, FACT_SPAM } fact_end;

/* Events, each of a request (its number, then its place in `tickets`). */
typedef struct fact_close {
    guint ticket;
    int64_t at_ms, open_ms,
        work_ms;        /* how long it was open; was to be worked on */
    const char *holder; /* when it was closed */
    int line;
    fact_end how;
} fact_close;

typedef struct fact_again {
    guint ticket;
    int64_t at_ms;
} fact_again;

typedef struct fact_first {
    guint ticket;
    int64_t after_ms; /* the request was made */
    int64_t work_ms;  /* of that working time; -1: not known */
} fact_first;

typedef struct fact_stay { /* that ended */
    guint ticket;
    int stage;
    int64_t wall_ms, work_ms;
} fact_stay;

typedef struct fact_open { /* at a moment */
    guint ticket;
    int stage, line;
    const char *holder;
    int64_t age_ms; /* since the request was made */
} fact_open;

typedef struct fact_entry {
    guint ticket;
    int64_t at_ms;
    const char *who; /* NULL: a customer */
} fact_entry;

typedef struct fact_measure {
    guint ticket;
    int64_t seq;
    const char *kind, *sla;
    store_measure what;
} fact_measure;

typedef struct fact_hop {
    guint ticket;
    int from, to;
} fact_hop;

typedef struct fact_time {
    guint ticket;
    int64_t min, bill_min;
    const char *who, *work;
} fact_time;

typedef struct fact_score {
    guint ticket;
    int value, best;
    const char *who;
} fact_score;

typedef struct fact_fate {
    const char *queue, *code;
    int64_t count;
} fact_fate;

/* Only what is counted stands in these arrays. */
struct report_facts {
    const config *c;
    store_period period;
    GTimeZone *zone;
    GArray *tickets;    /* fact_ticket */
    GArray *closed;     /* fact_close, as they were */
    GArray *reopened;   /* fact_again */
    GArray *firsts;     /* fact_first */
    GArray *stays;      /* fact_stay */
    GArray *open_start; /* fact_open */
    GArray *open_end;
    GArray *asked;    /* fact_entry */
    GArray *replied;  /* fact_entry */
    GArray *measures; /* fact_measure */
    GArray *hops;     /* fact_hop */
    GArray *times;    /* fact_time */
    GArray *ratings;  /* fact_score */
    GArray *ratings_asked;
    GArray *reviews;
    GArray *fates; /* fact_fate */
    GHashTable *texts;
    const char *last_texts[64]; /* of them, those that were asked for last */
};

/* What is counted. Borrowed. */
typedef struct report_scope {
    const config_report *of;
    const GPtrArray *queues; /* char*: "support", "support/2"; NULL: all */
    const GArray *companies; /* int64_t; NULL: all */
} report_scope;
/* NULL on error. */
report_facts *report_gather(store *s, const config *c,
                            const report_scope *scope, const store_period *p,
                            GTimeZone *zone, GError **error);
void report_facts_free(report_facts *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(report_facts, report_facts_free)

#define FACT(f, array, type, i) (&g_array_index((f)->array, type, i))
static inline const fact_ticket *fact_of(const report_facts *f, guint ticket)
{
    return &g_array_index(f->tickets, fact_ticket, ticket);
}

/* ---- making a table ---- */

/* The row of this key, made if there is none; key NULL: "". Borrowed. */
report_row *table_row(report_table *t, report_about about, const char *key);
/* The same where there are many events of few keys: `key` is interned (room.h,
 * facts), `rows` remembers its row: a GHashTable of pointers. */
report_row *table_row_fast(report_table *t, GHashTable *rows,
                           report_about about, const char *key);
/* The same of a number. */
report_row *table_row_of(report_table *t, report_about about, int64_t key);
void row_set(report_row *row, unsigned column, int64_t n);
void row_add(report_row *row, unsigned column, int64_t n);
void table_sort(report_table *t);
/* The row of the same key; NULL: there is none. */
report_row *table_find(const report_table *t, const report_row *like);

/* Of int64_t, whose order it changes: 0 of none. `percent`: 50, 90. */
int64_t values_rank(GArray *values, unsigned percent);
int64_t values_mean(const GArray *values);
/* Rounded half up; 0 of none. */
int64_t mean_of(int64_t sum, int64_t count);
/* Number, median, 90 %, mean into four columns from this one on; of no values the
 * last three are not known. */
void row_set_spread(report_row *row, unsigned column, GArray *values);

/* The table of a block for one period. */
report_table *report_compute(const report_block *b, const report_facts *f);

extern const report_block report_volume, report_backlog, report_times,
    report_promises, report_stages, report_queue, report_category, report_type,
    report_line, report_source, report_operator, report_hops, report_ratings,
    report_quality, report_hours, report_mail, report_busy, report_customers;

/* ---- by something that a request is ---- */

typedef const char *(*fact_key)(const fact_ticket *t);
/* Opened, resolved, open at the end, median time to resolution: a row each. */
void by_key(const report_facts *f, report_table *t, report_about about,
            fact_key key);
#define REPORT_BY_COLUMNS                                         \
    {                                                             \
        {"opened", REPORT_COUNT}, {"resolved", REPORT_COUNT},     \
            {"open", REPORT_COUNT}, {"median time", REPORT_SPAN}, \
        {                                                         \
            NULL, REPORT_COUNT                                    \
        }                                                         \
    }

#endif
