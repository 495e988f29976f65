/* notify_account: what the files of a customer's account share; nobody else
 * includes it. */
#ifndef POSTERN_NOTIFY_ACCOUNT_H
#define POSTERN_NOTIFY_ACCOUNT_H

#include "desk/notify/room.h"
#include "store/account.h"

typedef struct account_reader {
    notify_job *j;
    store_account *a;
    const status_model *m;
    GTimeZone *zone; /* his */
    json_t *parts;
    GError **error;
} account_reader;

/* account_row.c. One more part of the mail; borrowed. */
json_t *account_part(const account_reader *r, const char *kind);
/* "30 November 2026" */
char *account_day(const account_reader *r, int64_t ms);
/* Is he waited for? */
bool account_is_waiting(const account_reader *r, const store_ticket *t);
/* Has it one of our secret addresses in it? */
bool account_is_secret(const account_reader *r, const char *text);
bool account_is_spam(const account_reader *r, const store_ticket *t);
/* A request, one more of `rows`; *row is it, borrowed. `company`: with whose it
 * is. */
bool account_row(const account_reader *r, const store_ticket *t, bool company,
                 json_t *rows, json_t **row);
/* account_month.c: a part. */
bool account_add_month(const account_reader *r, json_t *asked);

#endif
