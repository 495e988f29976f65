/* retire: what somebody has who leaves the desk, or gets another address, and how
 * it goes over to somebody else. What a ticket says of them is changed by plans;
 * the rest is moved here. */
#ifndef POSTERN_STORE_RETIRE_H
#define POSTERN_STORE_RETIRE_H

#include "store/store.h"

/* ---- operators, by id ---- */

typedef struct store_duties {
    GArray *tickets; /* int64_t, by number: that she holds, watches, helps with,
                        would get back, has living secret addresses of, or on
                        which her timer runs */
    int64_t held;    /* open items that wait for her word */
    int64_t helps;   /* tickets that she is co-responsible for */
    int64_t deputy;  /* absences that she stands in for */
    int64_t away;    /* absences of hers */
} store_duties;
void store_duties_free(store_duties *d);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_duties, store_duties_free)
store_duties *store_duties_of(store *s, const char *operator_id,
                              GError **error);
/* Has she secret addresses of this ticket that live? 1, 0, -1. */
int store_has_secrets(store *s, int64_t ticket, const char *operator_id,
                      GError **error);
/* Held items, companies and contracts that she manages, co-responsibilities, places on stacks of hand-overs, and for whom
 * she stands in go to `to`; her absence is over, and what she was to be told later
 * is not. In a transaction. */
bool store_duties_move(store *s, const char *from, const char *to,
                       GError **error);

/* ---- people, by address ---- */

/* int64_t, by number: tickets of which it is the customer's, or takes part. */
GArray *store_tickets_of(store *s, const char *address, GError **error);
/* Is anything else known of it? 1, 0, -1. */
int store_is_known(store *s, const char *address, GError **error);
/* What is known of `from` (language, company) is known of `to`, as far as nothing
 * was, and no more of `from`. In a transaction. */
bool store_person_move(store *s, const char *from, const char *to,
                       GError **error);

#endif
