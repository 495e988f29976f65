/* period: the day, week, month, quarter or year that a report is about. Pure.
 *
 * A period begins at midnight in a zone and ends at another. Weeks begin on Monday,
 * and are numbered as ISO 8601 does. */
#ifndef POSTERN_DESK_REPORT_PERIOD_H
#define POSTERN_DESK_REPORT_PERIOD_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    PERIOD_DAY,
    PERIOD_WEEK,
    PERIOD_MONTH,
    PERIOD_QUARTER,
    PERIOD_YEAR,
    PERIOD_KINDS
} period_kind;
extern const char *const period_kinds[]; /* "day"; NULL ends it */

typedef struct report_period {
    period_kind kind;
    int year, month, day;   /* its first date, month and day from 1 */
    int64_t from_ms, to_ms; /* to is outside */
} report_period;

/* The one in which a moment is; the one before; the one after. */
report_period period_at(period_kind kind, GTimeZone *zone, int64_t ms);
report_period period_before(const report_period *p, GTimeZone *zone);
report_period period_after(const report_period *p, GTimeZone *zone);
/* The latest that is over at `now_ms`. */
report_period period_last(period_kind kind, GTimeZone *zone, int64_t now_ms);

/* "2026-03-14", "2026-W11", "2026-03", "2026-Q1", "2026"; in any case, of a kind:
 * "last", "this". False: it is none of these, or not within 1970 to 2100. */
bool period_read(const char *text, period_kind kind, GTimeZone *zone,
                 int64_t now_ms, report_period *out);
/* As it is read. Caller frees. */
char *period_name(const report_period *p);
/* "1 March 2026 to 31 March 2026" in a language (desk/speech.h). Caller frees. */
char *period_words(const report_period *p, const char *language,
                   GTimeZone *zone);

/* The pieces of a time series: hours of a day, days of a week or month, weeks of
 * a quarter (from Monday to Monday, cut at its ends), months of a year. Moments at
 * which they begin, then the end: int64_t. Caller unrefs. */
GArray *period_pieces(const report_period *p, GTimeZone *zone);
/* What a piece is called: "07", "Mon 2", "2", "W11", "3". Caller frees. */
char *period_piece_name(const report_period *p, int64_t from_ms,
                        const char *language, GTimeZone *zone);

#endif
