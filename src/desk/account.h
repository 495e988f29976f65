/* account: what customers ask about their account, as they write it: which
 * of their requests, and which month. Pure.
 *
 * English, Russian and Norwegian words, whatever language the answer is in.
 * What is not understood is no reason to do nothing: the answer says what it
 * was. */
#ifndef POSTERN_DESK_ACCOUNT_H
#define POSTERN_DESK_ACCOUNT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "desk/list_filter.h"
#include "desk/status.h"

/* "company all status=waiting from=2026-10-01 text=\"wrong house\"": as
 * desk/list_filter.h reads it for customers, with names of keys in each
 * language. */
typedef struct account_list {
    bool company;        /* all of the company's */
    bool filtered;       /* more is asked than all, or open ones */
    list_filter *filter; /* NULL: `wrong` says why */
    fault *wrong;        /* NULL: nothing is */
} account_list;
/* `ask` is of LIST_CUSTOMERS. */
account_list *account_list_read(const list_ask *ask, const char *text);
void account_list_free(account_list *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(account_list, account_list_free)

/* Is it among those that f asks for, but for words and the name of its
 * service, for which `service` is the name (NULL: it has none)? */
bool account_is_asked(const store_ticket_filter *f, const store_ticket *t,
                      const char *service);

/* What customers are told of it. An id that the configuration lost is called as
 * others of its stage are. Borrowed. */
const char *account_status(const status_model *m, const store_ticket *t,
                           const char *language);
/* "2026-10", "october", "oktober 2026", "last month", ""; "company" before
 * it. */
typedef struct account_month {
    bool company;
    int year, month;        /* 1 to 12 */
    int64_t from_ms, to_ms; /* in the zone; to is outside */
    char *wrong;            /* then it is this month; NULL */
} account_month;
/* A month without a year is the last of its name that has begun. `out` is to be
 * cleared. */
void account_month_read(const char *text, int64_t now_ms, GTimeZone *zone,
                        account_month *out);
void account_month_clear(account_month *m);
/* "October 2026", "октябрь 2026", "oktober 2026". Caller frees. */
char *account_month_words(const char *language, int year, int month);
/* The month's name alone: "October". Static. */
const char *account_month_name(const char *language, int month);

/* The last question in a text, else its first words; one line of at most so
 * many characters. Caller frees. */
char *account_question(const char *text, unsigned characters);

#endif
