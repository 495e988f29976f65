/* prepaid_now: how the prepaid time of a service stands at a moment, read from the
 * store for notifications and warnings. What counts is desk/prepaid.h's to say. */
#ifndef POSTERN_DESK_PREPAID_NOW_H
#define POSTERN_DESK_PREPAID_NOW_H

#include "config/config.h"
#include "desk/prepaid.h"
#include "store/company.h"

typedef struct prepaid_now {
    store_service *service;
    store_contract *contract;
    store_company *company;
    prepaid_month month;
    int64_t start_ms; /* of the month, where the company is */
    int percent;      /* prepaid_percent of it */
} prepaid_now;
void prepaid_now_free(prepaid_now *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(prepaid_now, prepaid_now_free)

/* NULL without *error: there is no such service, or nothing of it is prepaid. */
prepaid_now *prepaid_now_read(store *s, const config *c, int64_t service,
                              int64_t now_ms, GError **error);
/* What the month has: its own minutes, and those that were carried in. */
int64_t prepaid_now_has(const prepaid_now *p);

#endif
