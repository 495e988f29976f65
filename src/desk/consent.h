/* consent: what a customer asks to have changed about a service, and whether he
 * may. Pure. */
#ifndef POSTERN_DESK_CONSENT_H
#define POSTERN_DESK_CONSENT_H

#include "config/config.h"
#include "store/company.h"
#include "store/consent.h"

/* What becomes of it; the names in data and templates. */
typedef enum {
    CONSENT_ASKED,    /* who answers for the contract is asked */
    CONSENT_AGAIN,    /* she is asked already */
    CONSENT_SAME,     /* it is so already */
    CONSENT_UNPROVED, /* nobody knows that it was he */
    CONSENT_STRANGER, /* he does not speak for the company, or it has none */
    CONSENT_NOTHING,  /* it has no service */
    CONSENT_WHICH,    /* it has several, and he names none of them */
    CONSENT_VALUE,    /* what he writes cannot be read */
    CONSENT_RESULTS
} consent_result;
extern const char *const consent_results[CONSENT_RESULTS];

typedef struct consent_ask {
    const config *c;
    const store_terms *terms; /* of who wrote: not of the request; NULL */
    const GPtrArray *before;  /* store_consent*: of the request; NULL */
    bool proved;              /* it was he who wrote */
    const char *text;         /* "hours=20", "Hosting hours=20" */
    int64_t now_ms;
} consent_ask;

typedef struct consent_said {
    consent_result result;
    const store_service *service; /* of CONSENT_ASKED, AGAIN, SAME; borrowed */
    const store_contract *contract; /* of that */
    char *what, *value;             /* "hours", "20" */
    char *was;                      /* what it is now; "" */
    char *names; /* of services: of CONSENT_WHICH; else NULL */
} consent_said;
void consent_said_clear(consent_said *s);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(consent_said, consent_said_clear)
void consent_read(const consent_ask *ask, consent_said *out);

/* The one that waits for an answer; NULL. Borrowed. */
const store_consent *consent_open(const GPtrArray *all);
/* Of a company's services and contracts; NULL: gone. Borrowed. */
const store_service *consent_service(const store_terms *t, int64_t id);
const store_contract *consent_contract(const store_terms *t,
                                       const store_service *k);

#endif
