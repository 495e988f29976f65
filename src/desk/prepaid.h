/* prepaid: what is left of the minutes that a service has paid for in advance, and
 * which work goes beyond them. The one place that computes it: notifications,
 * warnings, the customer's account and statements ask here.
 *
 * The rules. Minutes are those that are charged (store_time.bill_min). A service has
 * so many for each month of the calendar, in the company's zone; a month that the
 * contract has a part of counts whole. Bookings take from them in order of when they
 * were worked, and what finds none left goes beyond. At a month's end what is left is
 * lost, or, if the service carries, stays for the next. A booking for a month before
 * the first that is open (the earlier ones stand in a statement that was sent) takes
 * from the first open one. A negative booking first takes back what went beyond in
 * the month in which it was worked, and gives the rest back to what is left. A
 * service without prepaid minutes has everything beyond, corrections too: there
 * nothing is prepaid, and a credit is money.
 *
 * So of each month: granted + carried in + over = used + left; over is what must be
 * paid. Pure. Moments in UTC milliseconds. */
#ifndef POSTERN_DESK_PREPAID_H
#define POSTERN_DESK_PREPAID_H

#include "store/company.h"
#include "store/statement.h"
#include "store/time.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A month of the calendar: 12 * year + month - 1. */
int64_t prepaid_month_at(GTimeZone *zone, int64_t at_ms);
/* Its first moment. */
int64_t prepaid_month_start(GTimeZone *zone, int64_t month);
/* "2026-10"; -1: it is none. */
int64_t prepaid_month_read(const char *text);
char *prepaid_month_write(int64_t month); /* caller frees */

/* What a service is entitled to, and how far statements have come. */
typedef struct prepaid_terms {
    int64_t month_min; /* prepaid, a month */
    bool carry;
    int64_t from_ms, until_ms; /* of the contract; 0: not known, without end */
    GTimeZone *zone;           /* borrowed */
    int64_t reached_ms;  /* the latest end of a statement that was sent; 0 */
    int64_t carried_min; /* carried out by the last one that was sent */
} prepaid_terms;
/* `last`: the service's line of the last statement that was sent, NULL;
 * `reached_ms` as above. */
prepaid_terms prepaid_terms_of(const store_service *service,
                               const store_contract *contract, GTimeZone *zone,
                               int64_t reached_ms,
                               const store_statement_line *last);

typedef struct prepaid_month {
    int64_t month;
    int64_t granted_min;    /* its own; 0 if a statement had them before */
    int64_t carried_in_min; /* left by what was before */
    int64_t used_min;       /* charged, corrections in it */
    int64_t over_min;       /* of those, beyond what is prepaid; signed */
    int64_t left_min;       /* never negative */
} prepaid_month;

/* Months from where statements have come to, up to `to_ms` (outside). `rows`:
 * store_time* of this service by at_ms and id, those that were sent too; those at
 * `to_ms` or later are passed over. `over` (int64_t, as many as rows; NULL): is
 * set to what of each unsent row goes beyond. Returns prepaid_month, in order; at
 * least one. The caller unrefs. */
GArray *prepaid_walk(const prepaid_terms *t, const GPtrArray *rows,
                     int64_t to_ms, int64_t *over);
/* What the next month has from those before, after a walk up to `to_ms`. */
int64_t prepaid_carried_out(const prepaid_terms *t, const GArray *months,
                            int64_t to_ms);
/* The month that holds `at_ms`, as of then: bookings of all of it count. */
prepaid_month prepaid_at(const prepaid_terms *t, const GPtrArray *rows,
                         int64_t at_ms);
/* How much of what the month has is used, in percent, from 0 on, above 100 if some
 * went beyond; -1: the service has nothing prepaid. */
int prepaid_percent(const prepaid_month *m);

#endif
