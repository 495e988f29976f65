/* consent: what customers asked to have changed about a service, and what the
 * contract's manager said. */
#ifndef POSTERN_STORE_CONSENT_H
#define POSTERN_STORE_CONSENT_H

#include "store/store.h"

typedef enum {
    STORE_CONSENT_ASKED,
    STORE_CONSENT_GIVEN,
    STORE_CONSENT_REFUSED
} store_consent_state;

typedef struct store_consent {
    int64_t id;     /* 0: it is new, and gets one */
    int64_t ticket; /* in which it was asked; 0: that which the plan makes */
    int64_t service;
    char *what, *value; /* "hours", "20" */
    char *person;       /* who asked */
    int64_t entry;      /* of the ticket: the event that tells of it */
    int64_t asked_ms;
    store_consent_state state;
    char *operator_id; /* who answered, NULL */
    char *reason;      /* "" */
    int64_t answered_ms;
} store_consent;
void store_consent_free(store_consent *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_consent, store_consent_free)
store_consent *store_consent_copy(const store_consent *k);
bool store_consent_put(store *s, store_consent *k, GError **error);
/* Of a ticket, oldest first. store_consent*. */
GPtrArray *store_consent_list(store *s, int64_t ticket, GError **error);

#endif
