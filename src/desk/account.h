/* account: what customers ask about their account, as they write it: which of their
 * requests, and which month. Pure.
 *
 * English, Russian and Norwegian words, whatever language the answer is in. What is
 * not understood is no reason to do nothing: `wrong` has the first of it, as it was
 * written, and the answer says so. */
#ifndef POSTERN_DESK_ACCOUNT_H
#define POSTERN_DESK_ACCOUNT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "desk/status.h"
#include "store/ticket.h"

/* "company all status=waiting from=2026-10-01 text=\"wrong house\"" */
typedef struct account_list {
    bool company;           /* all of the company's */
    bool all;               /* closed ones, too */
    bool filtered;          /* some key was written */
    char *status;           /* as customers are told it; NULL: any */
    char *service, *type;   /* names; NULL: any */
    int64_t from_ms, to_ms; /* opened in it; to is outside; 0: any */
    char *text;             /* words that must stand in it; NULL */
    char *wrong;            /* NULL: nothing is */
} account_list;
account_list *account_list_read(const char *text, int64_t now_ms,
                                GTimeZone *zone);
void account_list_free(account_list *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(account_list, account_list_free)

/* Does customers' name of this status, in any language, have these words? What
 * operators call it says nothing. */
bool account_is_status(const status_model *m, const store_ticket *t,
                       const char *words);
/* What customers are told of it. An id that the configuration lost is called as
 * others of its stage are. Borrowed. */
const char *account_status(const status_model *m, const store_ticket *t,
                           const char *language);
/* Do all of these words stand somewhere in the texts (NULL ends them), in any
 * case? */
bool account_has_words(const char *words, const char *const *texts);

/* "2026-10", "october", "oktober 2026", "last month", ""; "company" before it. */
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

/* The last question in a text, else its first words; one line of at most so many
 * characters. Caller frees. */
char *account_question(const char *text, unsigned characters);

#endif
