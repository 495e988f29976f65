/* held: what waits for a person's word before it may leave the desk. */
#ifndef POSTERN_STORE_HELD_H
#define POSTERN_STORE_HELD_H

#include "store/attachment.h"
#include "store/store.h"

typedef enum {
    STORE_HELD_STALE,   /* a reply crossed something new */
    STORE_HELD_DOUBT,   /* evidence disagrees */
    STORE_HELD_COMMAND, /* command-like line in the text */
    STORE_HELD_SPAM,
    STORE_HELD_BROKEN, /* killed the parser three times */
    STORE_HELD_NOTE,   /* words of a note would leave */
    STORE_HELD_ASIDE,  /* of no person, and about nothing of ours: somebody
                          else's list, an "accepted", a bounce of others' */
    STORE_HELD_WALL,   /* the same, seen in the composed mail; or a secret
                          address would */
    STORE_HELD_DRAFT,  /* a request that its author opens for somebody else */
    STORE_HELD_KINDS
} store_held_kind;
const char *store_held_kind_name(store_held_kind kind); /* "stale", ... */
typedef enum {
    STORE_HELD_OPEN,
    STORE_HELD_SENT,
    STORE_HELD_DROPPED,
    STORE_HELD_RELEASED /* a whole message: it goes through the spool once more;
                           SENT when it has been decided again */
} store_held_state;
const char *store_held_state_name(store_held_state state); /* "open", ... */
typedef struct store_held {
    int64_t id;
    store_held_kind kind;
    store_held_state state;
    char *queue;
    int64_t ticket;         /* 0: none */
    char *operator_id;      /* author, who is asked; NULL: the line */
    bool note;              /* would become a note, not a reply */
    char *text;             /* what would be sent; for broken: header as text */
    GPtrArray *attachments; /* store_attachment*, never NULL */
    char *reason;           /* words for people */
    char *ledger;           /* ledger id */
    int64_t created_ms;
    int64_t seen; /* last entry that its author has been shown */
    int reminded; /* 0, 1: author, 2: line; spam: 1 once it stood in a digest;
                     aside: 2, 3 once it stood in one */
    char *data;   /* JSON: "commands" that wait with it; of whole messages
                     "login" and "client" as in the spool, and of spam "score",
                     "rules", "from", "subject", as a digest shows them; of
                     one to be opened "draft" (desk/decide/draft.c) */
} store_held;
void store_held_free(store_held *h);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_held, store_held_free)
bool store_held_add(store *s, store_held *h, GError **error); /* sets id */
bool store_held_update(store *s, const store_held *h, GError **error);
store_held *store_held_get(store *s, int64_t id, GError **error);
/* Open ones; ticket 0: of all; oldest first. */
GPtrArray *store_held_list(store *s, int64_t ticket, GError **error);
/* Open ones that a message became. store_held*. */
GPtrArray *store_held_of(store *s, const char *ledger, GError **error);
/* Open ones that are no spam and of which the line was not reminded. */
GPtrArray *store_held_unanswered(store *s, GError **error);
#define STORE_ASIDE_NEW  2
#define STORE_ASIDE_TOLD 3
/* Open spam of a queue that has stood in no digest, then what is aside and has
 * stood in none, each oldest first. */
GPtrArray *store_held_undigested(store *s, const char *queue, GError **error);
/* Those that are to go through the spool once more. */
GPtrArray *store_held_released(store *s, GError **error);
/* The whole message that was held by this ledger row; NULL without error if
 * there is none. */
store_held *store_held_of_ledger(store *s, const char *ledger, GError **error);
/* The same of any kind. */
store_held *store_held_by_ledger(store *s, const char *ledger, GError **error);

#endif
