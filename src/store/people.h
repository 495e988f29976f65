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
    bool ack_off;
    bool chosen; /* language, by /language: what he writes in changes nothing */
    bool contact; /* speaks for his company; not written by store_person_put */
} store_person;
void store_person_free(store_person *p);
/* NULL without error if unknown. */
store_person *store_person_get(store *s, const char *address, GError **error);
bool store_person_put(store *s, const store_person *p, GError **error);

/* ---- persons that the desk was told of, with all their handles ---- */

/* A person's id is the first of his handles: addresses in normal form,
 * "tel:+4722334455" (base/phone.h), "chat:kari". All his handles carry his
 * company. */
typedef struct store_registered {
    int64_t number; /* counts from 1; 0: he has none yet, and gets one */
    char *id;
    GPtrArray *handles;                 /* char*, the first is `id` */
    char *name, *ext, *zone, *language; /* NULL */
    bool contact;                       /* speaks for his company */
    int64_t company;                    /* 0: none, or that of his domain */
} store_registered;
void store_registered_free(store_registered *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_registered, store_registered_free)
/* All, by number; those last that only an address is known of.
 * store_registered*. */
GPtrArray *store_registered_list(store *s, GError **error);
/* With his handles and no others, whosever they were. A language that he has is
 * chosen, for what he writes in changes it no more. ERR_DENIED if another has
 * his ext. In a transaction. */
bool store_registered_put(store *s, store_registered *p, GError **error);
/* Whose handle it is; NULL without *error: nobody's that is known. Caller
 * frees. */
char *store_person_of(store *s, const char *handle, GError **error);
/* char*, the id first; empty: none are known. */
GPtrArray *store_person_handles(store *s, const char *person, GError **error);
/* Those who speak for a company: their first address of mail. char*. */
GPtrArray *store_contacts(store *s, int64_t company, GError **error);

#endif
