/* report: rows of history, a period at a time, for those who count them.
 *
 * Each function calls `each` for every row, in the order of time; texts in a row
 * are its caller's only until `each` returns. A period is UTC milliseconds, its
 * end is outside. What a row says nobody changes later: where something was
 * changed since, there is a row of that (store_report_since, store_report_moved).
 */
#ifndef POSTERN_STORE_REPORT_H
#define POSTERN_STORE_REPORT_H

#include "store/clock.h"

typedef struct store_period {
    int64_t from_ms, to_ms;
} store_period;

/* ---- requests ---- */

/* As it is now. Texts may be NULL. */
typedef struct store_report_ticket {
    int64_t id, created_ms, company;
    int line;
    const char *queue, *type, *category, *customer, *source;
} store_report_ticket;
typedef void (*store_report_each_ticket)(const store_report_ticket *t,
                                         void *context);
/* Those that were opened in it. */
bool store_report_opened(store *s, const store_period *p,
                         store_report_each_ticket each, void *context,
                         GError **error);
/* This one; none: `each` is not called. */
bool store_report_one(store *s, int64_t ticket, store_report_each_ticket each,
                      void *context, GError **error);
/* The highest number; 0: there is none. */
bool store_report_last(store *s, int64_t *id, GError **error);

/* A change of a field. */
typedef struct store_report_change {
    int64_t ticket, at_ms;
    const char *old, *new; /* NULL: nothing */
    bool rule;             /* it was said when the request was opened */
} store_report_change;
typedef void (*store_report_each_change)(const store_report_change *c,
                                         void *context);
bool store_report_changes(store *s, const char *field, const store_period *p,
                          store_report_each_change each, void *context,
                          GError **error);

/* ---- where they were ---- */

typedef struct store_report_stay {
    int64_t ticket, seq, from_ms, work_ms; /* work_ms 0: it is there */
    int stage, line;
    const char *holder; /* NULL */
} store_report_stay;
typedef void (*store_report_each_stay)(const store_report_stay *y,
                                       void *context);
/* Those that began in it. */
bool store_report_stays(store *s, const store_period *p,
                        store_report_each_stay each, void *context,
                        GError **error);
/* Those in which a request was open at a moment (that begin then do not count);
 * in no order. */
bool store_report_open(store *s, int64_t at_ms, store_report_each_stay each,
                       void *context, GError **error);

/* ---- what people wrote ---- */

/* Of a customer (author NULL), also what is kept apart, or a reply that was sent. */
typedef struct store_report_entry {
    int64_t ticket, n, at_ms; /* when it was written */
    const char *author;       /* operator id; NULL */
} store_report_entry;
typedef void (*store_report_each_entry)(const store_report_entry *e,
                                        void *context);
bool store_report_asked(store *s, const store_period *p,
                        store_report_each_entry each, void *context,
                        GError **error);
bool store_report_replied(store *s, const store_period *p,
                          store_report_each_entry each, void *context,
                          GError **error);
/* Had somebody replied before this moment? */
bool store_report_had_reply(store *s, int64_t ticket, int64_t at_ms, bool *had,
                            GError **error);
/* Entries that went from one request to another, for finding out where they were
 * written: entries from..to of `to_ticket` were those of `ticket`, with numbers
 * smaller by `shift`. */
typedef struct store_report_move {
    int64_t ticket, to_ticket, from, to, shift;
} store_report_move;
typedef void (*store_report_each_move)(const store_report_move *m,
                                       void *context);
bool store_report_moves(store *s, store_report_each_move each, void *context,
                        GError **error);

/* ---- what came of it ---- */

/* What became of a clock (clock.h), and when: it ended in time; its time was used
 * up; that was excused. */
typedef enum {
    STORE_MEASURE_MET,
    STORE_MEASURE_BROKEN,
    STORE_MEASURE_EXCUSED
} store_measure;
typedef struct store_report_measure {
    int64_t ticket, seq, at_ms;
    store_measure what;
    const char *kind, *sla;
} store_report_measure;
typedef void (*store_report_each_measure)(const store_report_measure *m,
                                          void *context);
bool store_report_measures(store *s, const store_period *p,
                           store_report_each_measure each, void *context,
                           GError **error);
/* Writes down what becomes of a clock as it is about to be put (store_clock_put).
 * In a transaction. */
bool store_report_measure_add(store *s, const store_clock *k, int64_t now_ms,
                              GError **error);

/* Time that was booked in it, whenever it was worked. */
typedef struct store_report_time {
    int64_t ticket, min, bill_min;
    const char *who, *work;
} store_report_time;
typedef void (*store_report_each_time)(const store_report_time *t,
                                       void *context);
bool store_report_times(store *s, const store_period *p,
                        store_report_each_time each, void *context,
                        GError **error);

/* Ratings and reviews that were given in it, also those in whose place another
 * came; asked: those that were asked for. */
typedef struct store_report_score {
    int64_t ticket, n;
    int value, best;    /* value 0: it was only asked for */
    const char *who;    /* who replied; of a review why it was asked for */
    const char *person; /* who was asked */
} store_report_score;
typedef void (*store_report_each_score)(const store_report_score *r,
                                        void *context);
bool store_report_ratings(store *s, const store_period *p,
                          store_report_each_score each, void *context,
                          GError **error);
bool store_report_reviews(store *s, const store_period *p,
                          store_report_each_score each, void *context,
                          GError **error);
/* One was given, at this moment. In a transaction. */
bool store_report_score_add(store *s, const store_report_score *r, bool review,
                            int64_t at_ms, GError **error);
bool store_report_ratings_asked(store *s, const store_period *p,
                                store_report_each_score each, void *context,
                                GError **error);

/* What became of a message (ledger.h), copies left out. */
typedef struct store_report_fate {
    const char *queue, *code; /* queue NULL: none could be told */
} store_report_fate;
typedef void (*store_report_each_fate)(const store_report_fate *f,
                                       void *context);
bool store_report_fates(store *s, const store_period *p,
                        store_report_each_fate each, void *context,
                        GError **error);

#endif
