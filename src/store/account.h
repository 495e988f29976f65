/* account: what somebody outside may be told of requests, contracts and
 * time.
 *
 * All of it is read through the public views (schema_account.c), and who may
 * see what is decided here, once: his own requests are those that he opened,
 * or takes part in, under any of his handles; one of a company only while a
 * handle of his belongs to it. A contact person may see all of his
 * company's.
 */
#ifndef POSTERN_STORE_ACCOUNT_H
#define POSTERN_STORE_ACCOUNT_H

#include "store/company.h"
#include "store/public.h"
#include "store/rate.h"
#include "store/statement.h"
#include "store/time.h"

#define STORE_ACCOUNT_MAX 1000 /* requests that are looked at, the newest */

typedef struct store_account {
    char *address; /* that was asked about, normal form */
    char *person;  /* his id; `address` if the desk was not told of him */
    char
        *record; /* the first of his handles that mail can go to; NULL: the desk
                     was not told of him */
    GPtrArray *handles; /* char*: all that he has, `address` first */
    GArray
        *companies;  /* int64_t: which these belong to, by listing or domain */
    int64_t company; /* which `address` belongs to; 0 */
    char *company_name; /* NULL */
    char *company_zone; /* the company's; NULL */
    char *zone;         /* his own; NULL */
    bool contact;       /* a contact person of `company`, by listing */
    bool proved;        /* a message by which he opened a request was proved */
} store_account;
void store_account_free(store_account *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_account, store_account_free)

/* Of this address; never NULL but with *error. Its domain makes it a
 * company's only if it is `proved` that he writes. */
store_account *store_account_of(store *s, const char *address, bool proved,
                                GError **error);
store_account *store_public_account(store_public *p, const char *address,
                                    bool proved, GError **error);

typedef struct store_account_ask {
    bool company; /* all of his company's, if he is its contact person */
    bool open;    /* open ones alone */
    int64_t from_ms, to_ms; /* something was written in it, or it was worked on,
                               meanwhile; to is outside. 0, 0: whenever */
} store_account_ask;
/* store_ticket*, newest change first, at most STORE_ACCOUNT_MAX; with company,
 * service, open, stage, type, estimate_min and due_ms besides what
 * store_public_ticket gives. *more: there are others. */
GPtrArray *store_public_requests(store_public *p, const store_account *a,
                                 const store_account_ask *ask, bool *more,
                                 GError **error);
/* One of them, or what it became part of. NULL without *error: he may see
 * none of that number. */
store_ticket *store_public_request(store_public *p, const store_account *a,
                                   int64_t id, GError **error);

/* store_time* of a ticket (0: of any) and a service (0: of any), worked in
 * this span; from 0, to 0: whenever. Who worked, and what she noted, is not
 * public, and empty; bill_min is there alone. */
GPtrArray *store_public_times(store_public *p, int64_t ticket, int64_t service,
                              int64_t from_ms, int64_t to_ms, GError **error);
/* By when a running clock of this kind ("first", "next", "resolution")
 * promises it; 0: none runs. */
bool store_public_promise(store_public *p, int64_t ticket, const char *kind,
                          int64_t *due_ms, GError **error);

/* Of a company; managers, ext, fallback and what was told are not public. */
GPtrArray *store_public_contracts(store_public *p, int64_t company,
                                  GError **error); /* store_contract* */
GPtrArray *store_public_services(store_public *p, int64_t contract,
                                 GError **error); /* store_service* */
/* Of a contract whose people may see what things cost. */
GPtrArray *store_public_rates(store_public *p, int64_t contract,
                              GError **error); /* store_rate* */
/* Those that were sent, oldest period first; without json. store_statement*. */
GPtrArray *store_public_statements(store_public *p, int64_t contract,
                                   GError **error);
/* store_statement_line*, by service. */
GPtrArray *store_public_statement_lines(store_public *p, int64_t statement,
                                        GError **error);
/* By at_ms. store_settlement*. */
GPtrArray *store_public_settlements(store_public *p, int64_t contract,
                                    GError **error);

#endif
