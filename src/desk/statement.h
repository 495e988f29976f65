/* statement: what a customer is billed for a period of a contract. Pure.
 *
 * What stands in it. All bookings of the contract's services that stand in no
 * statement yet and were worked before the period's end; those worked before its
 * beginning are corrections and late bookings, and keep their own day. So each
 * booking stands in one statement, whatever periods these have. Which of them go
 * beyond what is prepaid is desk/prepaid.h's to say.
 *
 * What it costs. A line is a service, a type of work and a price of an hour; its
 * amount is computed once: minutes beyond what is prepaid, times the price, divided
 * by 60, to the nearest smallest unit, a half away from zero. Corrections may make it
 * negative, which is a credit. The total is the sum of the lines, without any
 * further rounding. The price is that of the day of the work.
 *
 * Moments in UTC milliseconds, amounts in smallest units of the contract's money. */
#ifndef POSTERN_DESK_STATEMENT_H
#define POSTERN_DESK_STATEMENT_H

#include "desk/prepaid.h"
#include "store/company.h"
#include "store/rate.h"
#include "store/statement.h"
#include "store/time.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* What it is made from; all borrowed. */
typedef struct statement_ask {
    const store_contract *contract;
    const char *company;          /* its name */
    const GPtrArray *services;    /* store_service*, of the contract */
    const GPtrArray *rates;       /* store_rate*, of the contract */
    const GPtrArray *rows;        /* store_time*, of these services, by at_ms
                                      and id, those that were sent too */
    const GPtrArray *earlier;     /* store_statement*, of the contract */
    const GPtrArray *last_lines;  /* store_statement_line* of the one that was
                                      sent last */
    const GPtrArray *settlements; /* store_settlement*, of the contract */
    GHashTable *subjects;         /* ticket (int64_t*) -> char*; NULL */
    GTimeZone *zone;              /* of the company */
    int64_t from_ms, to_ms;       /* to is outside */
} statement_ask;

typedef struct statement_row { /* a booking */
    int64_t time;
    int64_t ticket, service;
    char *who, *work; /* operator's id; "" */
    int64_t at_ms;
    int64_t min;        /* that it took */
    int64_t bill_min;   /* charged */
    int64_t over_min;   /* beyond what is prepaid: what must be paid */
    int64_t hour_minor; /* price of the day */
    bool priced;        /* a rate says its price */
    bool norm;          /* charged by norm */
    bool earlier;       /* worked before the period */
} statement_row;

typedef struct statement_line { /* what has one price */
    int64_t service;
    char *work;
    int64_t hour_minor;
    int64_t min; /* beyond what is prepaid */
    int64_t minor;
} statement_line;

typedef struct statement_service {
    int64_t service;
    char *name;
    bool prepaid; /* it has such minutes, or had */
    int64_t granted_min, carried_in_min, used_min, over_min, carried_out_min;
    /* carried in: with what the period takes from months before it that no
     * statement had; granted + carried in + over = used + carried out + lost */
    int64_t lost_min; /* left, and not carried on */
    int64_t minor;
} statement_service;

typedef struct statement_sum { /* of a ticket, and of a type and a person */
    int64_t ticket;
    char *subject; /* NULL: not known */
    char *work, *who;
    int64_t bill_min;
    int64_t norm_min; /* of these, by norm */
    GPtrArray *parts; /* of a ticket: statement_sum*, by type of work */
} statement_sum;

typedef struct statement {
    char *no; /* NULL: it is a draft */
    int64_t contract;
    char *company, *contract_name, *currency; /* the last may be NULL */
    int64_t from_ms, to_ms;
    GPtrArray *rows;     /* statement_row*, by at_ms */
    GPtrArray *services; /* statement_service*, by number */
    GPtrArray *lines;    /* statement_line*, by service, work, price; those
                            that ask for something */
    GPtrArray *tickets;  /* statement_sum*, by number */
    GPtrArray *works;    /* statement_sum*, by type, then person */
    GPtrArray *paid;     /* store_settlement*, since the statement before */
    int64_t bill_min, over_min;
    bool has_prices;      /* the contract has rates: amounts mean something */
    int64_t unpriced_min; /* to be paid, but no rate says how much */
    int64_t minor;        /* all lines */
    int64_t before_minor; /* owed after the statement before */
    int64_t paid_minor;
    int64_t balance_minor; /* before + minor - paid: owed now */
} statement;
void statement_free(statement *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(statement, statement_free)

/* A draft. NULL and ERR_LIMIT: an amount is more than can be billed. */
statement *statement_make(const statement_ask *ask, GError **error);
/* Does it say nothing that no earlier one says: no work, no payment, no month whose
 * prepaid minutes no earlier one had? */
bool statement_is_empty(const statement *t);
/* As the store keeps it: store_statement_line*, and store_statement_time. */
GPtrArray *statement_store_lines(const statement *t);
GArray *statement_store_times(const statement *t);

/* What the desk earns: what is asked for, less what the hours cost it. */
typedef struct statement_margin {
    int64_t cost_minor;
    int64_t minor;       /* the margin */
    int64_t unknown_min; /* worked by people whose hour has no price */
} statement_margin;
/* Of these bookings (store_time*), for which so much is asked. */
bool statement_margin_of(const GPtrArray *times, int64_t asked_minor,
                         statement_margin *out, GError **error);
/* The bookings of a draft: store_time*, borrowed from `ask`. */
GPtrArray *statement_times(const statement_ask *ask);

/* "2026-0042" after "2026-0041"; the first of a year after NULL. Caller frees. */
char *statement_next_no(int year, const char *last);

/* How a contract stands now. */
typedef struct statement_balance {
    int64_t owed_minor;   /* sent, less what was paid */
    int64_t unsent_minor; /* worked, and in no statement yet */
    GArray *months;       /* prepaid_month of each service, in their order */
} statement_balance;
void statement_balance_clear(statement_balance *b);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(statement_balance, statement_balance_clear)
/* `ask->from_ms` and `to_ms` are not looked at. ERR_LIMIT. */
bool statement_balance_of(const statement_ask *ask, int64_t now_ms,
                          statement_balance *out, GError **error);

#endif
