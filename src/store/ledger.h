/* ledger: the one fate of every message that came in. */
#ifndef POSTERN_STORE_LEDGER_H
#define POSTERN_STORE_LEDGER_H

#include "store/store.h"

typedef struct store_ledger {
    char *id; /* spool id */
    int64_t accepted_ms, decided_ms;
    char *door;
    char *queue;      /* NULL if no queue could be told */
    char *sender;     /* envelope; NULL unknown */
    char *recipients; /* comma-separated */
    char *message_id; /* NULL */
    char *from;       /* From's address, NULL */
    char *subject;    /* NULL */
    char *identity;   /* 64 hex, "" if none could be made */
    char *copy_of;    /* ledger id of the first copy, NULL */
    char *kind;       /* letter_kind_name */
    char *trust;      /* words */
    char *spam;       /* words: "0.4 of 5: RULE 0.4"; NULL */
    char *fate;       /* words: "new ticket #1042" */
    char *fate_code;  /* "ticket" "article" "note" "held" "copy" "bounce"
                          "machine" "command" "dropped" ... */
    char *detail;     /* further lines for `why`, "key<TAB>words\n"...; "" */
    int64_t ticket, entry; /* 0: none */
    char *raw;             /* hash of raw, NULL */
} store_ledger;
void store_ledger_free(store_ledger *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_ledger, store_ledger_free)
/* False with ERR_DENIED if that id is there already (applied before). */
bool store_ledger_add(store *s, const store_ledger *l, GError **error);
/* NULL without error if there is none. */
store_ledger *store_ledger_get(store *s, const char *id, GError **error);
/* Rows of this (queue, identity) that are no copies of another, oldest first;
 * of more than STORE_LEDGER_SAME the newest. Without an identity there are
 * none. */
#define STORE_LEDGER_SAME 50
GPtrArray *store_ledger_same(store *s, const char *queue, const char *identity,
                             GError **error);
/* Newest first: by ledger id or Message-ID; by ticket; by address (sender or
 * From; of the newest LEDGER_READ messages also parts of these, and
 * recipients); by words (of tickets that are found by them, the best
 * LEDGER_TICKETS; of the newest messages also by parts of subject and From).
 * Exactly one argument is set. */
#define LEDGER_READ    10000
#define LEDGER_TICKETS 20
GPtrArray *store_ledger_find(store *s, const char *id, int64_t ticket,
                             const char *address, const char *words,
                             unsigned limit, GError **error);
/* Messages accepted at or after `since_ms` whose raw octets are kept, copies
 * left out, oldest first; of more than `limit` the newest. */
GPtrArray *store_ledger_since(store *s, int64_t since_ms, unsigned limit,
                              GError **error);

#endif
