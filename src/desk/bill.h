/* bill: how many minutes a customer is charged for working time. Pure; whole minutes.
 *
 * What a booking costs is what is left of it after all corrections: as long as it
 * took, in steps of the service and times the rate's factor (half a minute up); or,
 * where the rate has a norm, the norm, once for each request, service and type of
 * work, as long as anything is left of such bookings. So the sum of `bill_min` says
 * what the bookings that are left cost, whatever way led there. What is taken back
 * whole gives back exactly what was charged, even if rates were changed since. */
#ifndef POSTERN_DESK_BILL_H
#define POSTERN_DESK_BILL_H

#include "store/company.h"
#include "store/rate.h"
#include "store/time.h"

typedef struct bill_terms {
    const GPtrArray *services; /* store_service*; NULL: none */
    const GPtrArray *rates;    /* store_rate* of their contracts; NULL: none */
} bill_terms;

/* The service of this number; NULL. */
const store_service *bill_service(const bill_terms *b, int64_t service);
/* The rate that holds for work of that type on that day, as store_rate_at says.
 * NULL: none does, and time is charged as long as it took. */
const store_rate *bill_rate(const bill_terms *b, int64_t service,
                            const char *work, int64_t at_ms);

/* What is left of a booking. `rows`: store_time* of its ticket, in the order in which
 * they were booked. */
int64_t bill_left(const GPtrArray *rows, const store_time *booking);
/* The charge for `t`, which comes after all of `rows`, below 0 if it is a
 * correction. A correction says what it corrects, and no more than is left of it. */
int64_t bill_minutes(const GPtrArray *rows, const bill_terms *b,
                     const store_time *t);

#endif
