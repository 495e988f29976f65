/* people: who takes part in a ticket, who watches it, and who wrote before. */
#ifndef POSTERN_STORE_PEOPLE_H
#define POSTERN_STORE_PEOPLE_H

#include "store/store.h"

/* ---- participants and watchers ---- */

typedef enum { STORE_CUSTOMER, STORE_CC, STORE_ADDED } store_part;
typedef struct store_participant {
    char *address; /* normal form */
    char *name;    /* NULL */
    store_part part;
    int64_t company; /* 0: none, or nobody asked (store_company_of) */
} store_participant;
void store_participant_free(store_participant *p);
GPtrArray *store_participants(store *s, int64_t ticket, GError **error);
bool store_participant_add(store *s, int64_t ticket, const store_participant *p,
                           GError **error);
bool store_participant_remove(store *s, int64_t ticket, const char *address,
                              GError **error);
GPtrArray *store_watchers(store *s, int64_t ticket, GError **error); /* char* */
bool store_watcher_set(store *s, int64_t ticket, const char *operator_id,
                       bool on, GError **error);

/* ---- companies ---- */

/* *company: to which this address belongs: by itself, or by its domain; 0: none
 * that is known. */
bool store_company_of(store *s, const char *address, int64_t *company,
                      GError **error);

/* ---- persons ---- */

typedef struct store_person {
    char *address;  /* normal form */
    char *name;     /* NULL */
    char *language; /* that he wrote in last, or has chosen; NULL */
    bool chosen;    /* by /language: what he writes in does not change it */
    bool ack_off;
} store_person;
void store_person_free(store_person *p);
/* NULL without error if unknown. */
store_person *store_person_get(store *s, const char *address, GError **error);
bool store_person_put(store *s, const store_person *p, GError **error);

#endif
