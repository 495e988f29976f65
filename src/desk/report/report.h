/* report: what happened in a period, counted: the same whenever it is asked.
 *
 * All of it comes from rows that say when something happened and that nobody
 * changes (store/report.h): changes, stays, measures of clocks, messages, replies,
 * time, ratings. A request is what it was at the end of the period, whatever it
 * became later. What was written about an earlier time counts when it was written:
 * time when it was booked, an excuse when it was given. So a breach that is
 * excused after a period stays one in it, and the report of the time in which it
 * was excused says so.
 *
 * Counts and sums are whole numbers. Of n values in rising order the median is that
 * of rank ceil(n / 2), "90 %" that of rank ceil(9 n / 10) (nearest rank); a mean
 * is the sum divided by n, rounded half up. */
#ifndef POSTERN_DESK_REPORT_H
#define POSTERN_DESK_REPORT_H

#include "desk/report_config.h"
#include "store/store.h"

typedef enum {
    REPORT_COUNT,
    REPORT_SPAN,    /* milliseconds */
    REPORT_MINUTES, /* of work */
    REPORT_PART,    /* of a thousand */
    REPORT_SCORE    /* hundredths */
} report_unit;

/* What a row is about; says what its key is. */
typedef enum {
    REPORT_WORD, /* a word of ours, in English */
    REPORT_QUEUE,
    REPORT_CATEGORY,
    REPORT_TYPE,
    REPORT_OPERATOR,
    REPORT_LINE,
    REPORT_LINES, /* "1-2" */
    REPORT_STAGE,
    REPORT_PROMISE, /* "gold/first": of an SLA, a kind of clock */
    REPORT_COMPANY, /* its number */
    REPORT_WEEKDAY, /* 1 to 7 */
    REPORT_TEXT     /* as it stands */
} report_about;

typedef struct report_column {
    const char *name; /* in English */
    report_unit unit;
} report_column;
#define REPORT_COLUMNS_MAX 24

typedef struct report_value {
    bool known;
    int64_t n;
} report_value;

typedef struct report_row {
    report_about about;
    char *key; /* "": none (no category, nobody) */
    report_value now[REPORT_COLUMNS_MAX], before[REPORT_COLUMNS_MAX];
    char
        *list; /* a filter of /list that finds as many as the first column says;
                   NULL */
} report_row;

typedef struct report_facts report_facts; /* room.h */
typedef struct report_table report_table;

/* One thing that a report says: a row of this, and a file. */
typedef struct report_block {
    const char *name;  /* in `blocks` */
    const char *title; /* for people, in English */
    const char *help;  /* for the manual: one sentence */
    report_column columns[REPORT_COLUMNS_MAX + 1]; /* name NULL ends them */
    /* Its rows for one period, columns `now`. */
    void (*compute)(const report_facts *f, report_table *t);
    /* How many rows people are shown, and columns that a mail has room for; 0:
     * all. */
    unsigned shown, narrow;
    /* Rows are sorted by the first column, the largest first; no more of them
     * are kept; 0: all. */
    bool sorted;
    unsigned most;
    /* People see this table instead; NULL: the first `shown` rows. */
    report_table *(*brief)(const report_table *t);
} report_block;

struct report_table {
    const report_block *block;
    GPtrArray *rows;   /* report_row* */
    GHashTable *index; /* of them, by what they are about and key */
};
report_table *report_table_new(const report_block *block);
void report_table_free(report_table *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(report_table, report_table_free)
unsigned report_columns(const report_block *b);

/* A piece of the time series (period_pieces). */
typedef struct report_piece {
    int64_t from_ms;
    int64_t opened, closed; /* closed: whatever way */
    int64_t open;           /* at its end */
} report_piece;

typedef struct report {
    const config *c;
    const config_report *of; /* borrowed */
    report_period period, before;
    GTimeZone *zone;
    GPtrArray *queues; /* char*: those that are counted (report_queues_for);
                          NULL: all there are */
    GPtrArray *tables; /* report_table* */
    GArray *pieces;    /* report_piece */
    GHashTable *names; /* int64_t* -> char*: of companies */
    bool over;         /* the period was, when it was made */
} report;
void report_free(report *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(report, report_free)

/* All blocks, in the order in which they stand; NULL ends them. */
const report_block *const *report_blocks(void);
/* NULL: there is none. */
const report_block *report_block_by_name(const char *name);
/* Their names, NULL at the end. The caller frees the array. */
const char **report_block_names(void);

/* What somebody may see of it: the queues in which `o` (NULL: whoever may see all)
 * has the right to reports, of those that it counts (char*), or where she has it
 * on some lines alone "queue/2"; NULL: all. Empty: nothing. Caller unrefs. */
GPtrArray *report_queues_for(const config *c, const config_report *r,
                             const config_operator *o);
/* Of these queues (NULL: as the report says). Reads within a transaction of the
 * caller, so that all is of one moment. NULL on error. */
report *report_make(store *s, const config *c, const config_report *of,
                    GPtrArray *queues, const report_period *p, int64_t now_ms,
                    GError **error);
/* The same with a second handle, in such a transaction of its own: the period
 * before is read at the same time, by a thread that is over when this returns. */
report *report_make_fast(store *s, store *second, const config *c,
                         const config_report *of, GPtrArray *queues,
                         const report_period *p, int64_t now_ms,
                         GError **error);

/* ---- as text; callers free ---- */

/* One JSON object, without titles, which may change: the same octets for the same
 * history. */
char *report_json(const report *r);
/* All rows of all blocks, for spreadsheets (base/csv.h): with a BOM, and ; where a
 * comma is the decimal sign of the language. */
char *report_csv(const report *r, const char *language);
/* For a terminal, `width` columns, with bars. */
char *report_text(const report *r, const char *language, unsigned width);

/* ---- for people, in a language (desk/say.h); callers free ---- */

char *report_label(const report *r, const report_row *row,
                   const char *language);
/* A value as people read it; "–" where it is not known. */
char *report_say(const report_value *v, report_unit unit, const char *language);
/* How it changed: "+12", "-3 h", "=" or "" where one of them is not known. */
char *report_change(const report_value *now, const report_value *before,
                    report_unit unit, const char *language);
/* "the week of ...": what the period is called. */
char *report_when(const report_period *p, const char *language,
                  GTimeZone *zone);
/* Rows that people are shown. A new table; caller frees. */
report_table *report_brief(const report_table *t);

#endif
