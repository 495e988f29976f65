/* statement_desk: statements of a desk: read from its store, numbered, kept, and
 * written down as mail to be sent.
 *
 * All of a contract is read at once; whoever sends does so within one transaction,
 * so that two programs do not give out one number twice, and no number is left
 * out. */
#ifndef POSTERN_DESK_STATEMENT_DESK_H
#define POSTERN_DESK_STATEMENT_DESK_H

#include "config/config.h"
#include "desk/statement.h"
#include "store/store.h"

/* All that a statement is made from. */
typedef struct statement_source {
    store_contract *contract;
    store_company *company;
    GPtrArray *services, *rates, *rows, *earlier, *last_lines, *settlements;
    GHashTable *subjects;
    GTimeZone *zone; /* of the company, else of the site */
} statement_source;
void statement_source_free(statement_source *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(statement_source, statement_source_free)
/* Takes `contract` over. */
statement_source *statement_source_read(store *s, const config *c,
                                        store_contract *contract,
                                        GError **error);
/* What it says, for a period; borrowed. */
statement_ask statement_source_ask(const statement_source *s, int64_t from_ms,
                                   int64_t to_ms);

/* A contract as people name it: its number, id or name, or the name of a company
 * that has one alone. ERR_NOT_FOUND; ERR_DATA if several are meant. */
store_contract *statement_contract(store *s, const char *name, GError **error);

/* Whose a statement is. */
store_contract *statement_contract_of(store *s, const store_statement *sent,
                                      GError **error);

/* The month before the one of `now_ms`, in the source's zone. */
void statement_last_month(const statement_source *s, int64_t now_ms,
                          int64_t *from_ms, int64_t *to_ms);
/* "2026-10". False: it is no month. */
bool statement_month(const statement_source *s, const char *text,
                     int64_t *from_ms, int64_t *to_ms);
/* Days, "2026-10-01" and "2026-10-15", both inside. ERR_USAGE. */
bool statement_days(const statement_source *s, const char *from, const char *to,
                    int64_t *from_ms, int64_t *to_ms, GError **error);

typedef struct statement_sending {
    int64_t from_ms, to_ms, now_ms;
    const GPtrArray *to; /* char*, addresses in normal form */
} statement_sending;
/* In a transaction: gives it its number, keeps it, and writes down its mail to these
 * addresses and a copy to the manager. NULL and ERR_DENIED: its period is not over,
 * or nothing is new in it; ERR_DATA: work in it has no price, or the contract had
 * another currency. The caller frees. */
statement *statement_send(store *s, const config *c,
                          const statement_source *source,
                          const statement_sending *sending, GError **error);

/* In a transaction: the mail of one that was sent before once more, to these (char*).
 * Nothing of it changes. */
bool statement_send_again(store *s, const config *c,
                          const statement_source *source,
                          const store_statement *sent, const GPtrArray *to,
                          int64_t now_ms, GError **error);

/* Bookings of a statement that was sent, and its margin. */
bool statement_sent_margin(store *s, const store_statement *sent,
                           statement_margin *out, GError **error);

/* Whose copy it is: the contract's manager, else the company's; NULL: nobody is, or he
 * is no operator any more. Borrowed from `c`. */
const struct config_operator *statement_manager(const config *c,
                                                const statement_source *s);

#endif
