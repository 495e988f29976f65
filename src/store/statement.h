/* statement: what customers were billed for a period of a contract, and what they
 * paid. Money is whole numbers of the currency's smallest unit. */
#ifndef POSTERN_STORE_STATEMENT_H
#define POSTERN_STORE_STATEMENT_H

#include "store/store.h"

typedef struct store_statement {
    int64_t id; /* given out */
    char *no;   /* "2026-0017": as people name it; each once */
    int64_t contract;
    int64_t from_ms, to_ms; /* to is outside */
    int64_t sent_ms;
    int64_t minor; /* all that it asks for */
    char *currency;
    char *json; /* what was sent, whole */
} store_statement;
void store_statement_free(store_statement *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_statement, store_statement_free)

/* Of a service of it. Minutes that are charged. */
typedef struct store_statement_line {
    int64_t statement, service;
    int64_t prepaid_min, carried_in_min, used_min, over_min, carried_out_min;
    int64_t minor;
} store_statement_line;

/* A row of time (time.h) that stands in it, and how much of it must be paid. */
typedef struct store_statement_time {
    int64_t time, over_min;
} store_statement_time;

/* Keeps it with its lines (store_statement_line*), and says in each row of `times`
 * (store_statement_time), and each payment of its contract that stands in none,
 * that it stands in this one. ERR_DENIED if one of these rows stands in another. In
 * a transaction. */
bool store_statement_add(store *s, store_statement *t, const GPtrArray *lines,
                         const GArray *times, GError **error);
/* By its number or id; ERR_NOT_FOUND. */
store_statement *store_statement_find(store *s, const char *no, GError **error);
/* Of a contract (0: of all), oldest period first. store_statement*. */
GPtrArray *store_statement_list(store *s, int64_t contract, GError **error);
/* By service. store_statement_line*. */
GPtrArray *store_statement_lines(store *s, int64_t statement, GError **error);
/* Minutes that were booked on requests of a company before `to_ms`, under no service:
 * no statement ever has them. */
bool store_statement_outside(store *s, int64_t company, int64_t to_ms,
                             int64_t *bill_min, GError **error);
/* The highest number in use that begins so ("2026-"), NULL without *error if none
 * does. */
char *store_statement_last_no(store *s, const char *prefix, GError **error);

/* What is kept of a contract in its currency. */
typedef enum {
    STORE_MONEY_NONE,
    STORE_MONEY_PRICED, /* rates */
    STORE_MONEY_BILLED  /* statements or payments */
} store_money;
/* Those of which something is: int64_t (id) -> store_money, as GINT_TO_POINTER.
 * Caller unrefs. */
GHashTable *store_contract_money(store *s, GError **error);

typedef enum {
    STORE_PAID,    /* by the customer */
    STORE_ADJUSTED /* by the desk: given back, written off */
} store_settlement_kind;
typedef struct store_settlement {
    int64_t id; /* given out */
    int64_t contract;
    store_settlement_kind kind;
    int64_t minor; /* lowers what is owed */
    int64_t at_ms;
    char *ref;         /* of the payment; each once a contract */
    int64_t statement; /* in which it was sent; 0: it is in none */
} store_settlement;
void store_settlement_free(store_settlement *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_settlement, store_settlement_free)
/* ERR_DENIED if its ref is known with other words; the same again: nothing is
 * done, and id is 0. */
bool store_settlement_add(store *s, store_settlement *t, GError **error);
/* By at_ms. store_settlement*. */
GPtrArray *store_settlement_list(store *s, int64_t contract, GError **error);

#endif
