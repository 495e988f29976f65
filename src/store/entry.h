/* entry: articles, notes, events and what is kept apart of a ticket, under one
 * numbering. */
#ifndef POSTERN_STORE_ENTRY_H
#define POSTERN_STORE_ENTRY_H

#include "store/attachment.h"
#include "store/store.h"

typedef enum {
    STORE_ARTICLE,
    STORE_NOTE,
    STORE_EVENT,
    STORE_APART, /* no customer's mail is made of it: what a stranger wrote, and
                    what looks like a sign-up or a code */
} store_entry_kind;
#define STORE_ENTRY_KINDS (STORE_APART + 1)
typedef enum {
    STORE_PENDING, /* an operator's article in its undo window */
    STORE_PUBLISHED,
    STORE_WITHDRAWN /* stopped by /undo or held after all */
} store_entry_state;
typedef enum {
    STORE_BY_CUSTOMER,
    STORE_BY_OPERATOR,
    STORE_BY_STRANGER,
    STORE_BY_SYSTEM,
    STORE_BY_PARTNER /* his notes; `author` is his name in the configuration */
} store_author;
typedef struct store_entry {
    int64_t ticket, n;
    store_entry_kind kind;
    store_entry_state state;
    store_author by;
    char *author;      /* address, or operator id; "" for the system */
    char *author_name; /* NULL */
    char *text;        /* light markup, compose.h */
    char *message_id;  /* of the letter that it came with, NULL */
    char *sent_id;     /* of the mail that carried it to customers, if that has
                          another number (moved.h); NULL; read by public.h */
    char *ledger;      /* ledger id, NULL */
    int64_t created_ms;
    int64_t publish_ms; /* end of the undo window if pending, else 0 */
    int64_t seen;       /* last entry that its author had seen, for the check at
                           the end of the undo window */
    char *subject;      /* of what is kept apart, NULL */
    bool marked;        /* kept apart, and looks like a sign-up or a code */
    char *removed; /* what was cut from its text as quoted; NULL: nothing */
    bool finding;  /* a note that its author did not call one: it may be told on
                      in a reply's own words */
    GPtrArray *attachments; /* store_attachment*, never NULL */
    /* Of an article that waits, or has waited, to be sent; not read into lists
     * of entries: */
    char *sender;   /* operator who sent it; NULL: its author */
    char *commands; /* lines, to be carried out when it is sent; NULL: none */
} store_entry;
void store_entry_free(store_entry *e);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_entry, store_entry_free)
/* n of `e` is set to the ticket's next number. Each kind is a table of its
 * own. */
bool store_entry_add(store *s, store_entry *e, GError **error);
bool store_entry_set_state(store *s, int64_t ticket, int64_t n,
                           store_entry_state state, GError **error);
/* What was kept apart becomes an article by a customer, under its number. */
bool store_entry_adopt(store *s, int64_t ticket, int64_t n, GError **error);
store_entry *store_entry_get(store *s, int64_t ticket, int64_t n,
                             GError **error);
/* Entries with n > after, oldest first; events only if `events`. */
GPtrArray *store_entry_list(store *s, int64_t ticket, int64_t after,
                            bool events, GError **error);
/* The last `limit` entries that are no events with after < n <= upto, oldest first. */
GPtrArray *store_entry_last(store *s, int64_t ticket, int64_t after,
                            int64_t upto, unsigned limit, GError **error);
/* Of all entries that are no events, with n <= upto. */
typedef struct store_span {
    int64_t count;
    int64_t last;   /* n, 0 if there is none */
    char *first_id; /* Message-ID of the first article, NULL; to be freed */
} store_span;
bool store_entry_span(store *s, int64_t ticket, int64_t upto, store_span *span,
                      GError **error);
/* Articles that wait for the end of their undo window, oldest first. */
GPtrArray *store_entry_pending(store *s, int64_t ticket, GError **error);
/* Pending articles whose publish_ms <= now (or that a clock which was set back
 * since would delay: store/due.h), oldest first; next_ms gets when the next is
 * due (INT64_MAX: none). */
GPtrArray *store_entry_due(store *s, int64_t now_ms, int64_t *next_ms,
                           GError **error);

#endif
