/* company: who is entitled to what: companies, the addresses and domains by
 * which their people are known, their contracts, and the services of these.
 *
 * What has an `ext` may be named by it: the id that another program gave it. */
#ifndef POSTERN_STORE_COMPANY_H
#define POSTERN_STORE_COMPANY_H

#include "store/store.h"

typedef struct store_company {
    int64_t id; /* counts from 1 */
    char *ext;  /* NULL */
    char *name;
    char *zone;     /* IANA name, NULL */
    char *language; /* NULL */
    char *manager;  /* id of an operator, NULL */
} store_company;
void store_company_free(store_company *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_company, store_company_free)

/* id 0: it is new, and gets one. ERR_DENIED if another has its ext. */
bool store_company_put(store *s, store_company *k, GError **error);
/* By "#3" or "3", by ext, or by its whole name; ERR_NOT_FOUND. */
store_company *store_company_find(store *s, const char *name, GError **error);
store_company *store_company_get(store *s, int64_t id, GError **error);
GPtrArray *store_company_list(store *s, GError **error); /* store_company* */
/* A domain, or an address in normal form, is of this company from now on; 0: of
 * none. */
bool store_domain_set(store *s, const char *domain, int64_t company,
                      GError **error);
bool store_handle_set(store *s, const char *address, int64_t company,
                      GError **error);
/* char*: domains and addresses of a company. */
GPtrArray *store_company_names(store *s, int64_t company, GError **error);
/* Whose this person is: by the address, or, if it is `proved` that he wrote, by
 * its domain. 0: nobody's, -1: error. */
int64_t store_company_for(store *s, const char *address, bool proved,
                          GError **error);

typedef struct store_contract {
    int64_t id;
    char *ext; /* NULL */
    int64_t company;
    char *sla;                 /* name, NULL */
    int64_t from_ms, until_ms; /* until 0: it does not end */
    char *currency;            /* ISO 4217, NULL */
    char *name;                /* "" */
    char *manager;             /* id of an operator; NULL: the company's */
    char *fallback;            /* SLA after its end; NULL: the desk's */
    bool costs;                /* its people may see what things cost */
    int64_t told;              /* what was told of its end, desk/contract.h */
} store_contract;
void store_contract_free(store_contract *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_contract, store_contract_free)
bool store_contract_put(store *s, store_contract *k, GError **error);
/* By number, by ext, or by its whole name. */
store_contract *store_contract_find(store *s, const char *name, GError **error);
/* Of a company; 0: of all. store_contract*. */
GPtrArray *store_contract_list(store *s, int64_t company, GError **error);
/* What was told of it becomes more. */
bool store_contract_tell(store *s, int64_t id, int64_t told, GError **error);

typedef struct store_service {
    int64_t id;
    char *ext; /* NULL */
    int64_t contract;
    char *name, *sla, *calendar; /* the last two NULL: as the contract's */
    int64_t prepaid_min;         /* a month */
    bool carry;        /* what is left of a month stays for the next */
    int64_t round_min; /* bookings are billed in steps of it; 0 */
    char *works;       /* types of work, blanks between; NULL: all */
} store_service;
void store_service_free(store_service *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_service, store_service_free)
bool store_service_put(store *s, store_service *k, GError **error);
/* By number, ext, or its whole name if one alone has that; ERR_NOT_FOUND. */
store_service *store_service_find(store *s, const char *name, GError **error);
/* Of a contract; 0: of all. store_service*. */
GPtrArray *store_service_list(store *s, int64_t contract, GError **error);

/* What a request is entitled to, as far as the store says; NULL: nothing. */
typedef struct store_terms {
    int64_t company, contract; /* the contract that held when it was read */
    char *company_name, *zone, *language;
    char *contract_sla;                /* of that */
    int64_t service, service_contract; /* 0: none */
    char *service_name, *service_sla, *service_calendar;
    char *coupon_sla;
    char *manager;        /* of the company */
    GPtrArray *contracts; /* store_contract*: all of the company; NULL: none was
                             asked for, and the members above say all */
    GPtrArray *services;  /* store_service*: all of these; NULL */
    bool contact;         /* who wrote speaks for it; only where a letter was
                             read */
} store_terms;
void store_terms_free(store_terms *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_terms, store_terms_free)
/* Of a company (0: of none), a service (0), and the coupon that was spent for a
 * ticket (0: it is new). Never NULL but with *error. */
store_terms *store_terms_read(store *s, int64_t company, int64_t service,
                              int64_t ticket, int64_t now_ms, GError **error);

/* ---- coupons: good for one request each ---- */

typedef struct store_coupon {
    char *mac; /* of its text, which nobody keeps: write/coupon.h */
    int64_t contract;
    char *sla;
    int64_t expires_ms, used_ms, ticket, revoked_ms; /* 0: none */
    int64_t company; /* of the contract; read only */
} store_coupon;
void store_coupon_free(store_coupon *k);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_coupon, store_coupon_free)
bool store_coupon_add(store *s, const store_coupon *k, GError **error);
/* NULL without *error: there is none. */
store_coupon *store_coupon_get(store *s, const char *mac, GError **error);
/* Of a contract; 0: of all. store_coupon*. */
GPtrArray *store_coupon_list(store *s, int64_t contract, GError **error);
/* It is spent for this ticket. ERR_NOT_FOUND if it cannot be, any more. */
bool store_coupon_spend(store *s, const char *mac, int64_t ticket,
                        int64_t now_ms, GError **error);
/* Those whose MAC begins so, if they are not used: how many; -1. */
int64_t store_coupon_revoke(store *s, const char *prefix, int64_t now_ms,
                            GError **error);

#endif
