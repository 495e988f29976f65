/* head: what stands around the text of an entry, for those who decide.
 *
 * A ticket may have thousands of entries and a message asks about a few: what is
 * read here does not grow with the ticket.
 */
#ifndef POSTERN_STORE_HEAD_H
#define POSTERN_STORE_HEAD_H

#include "store/entry.h"

#define STORE_HEADS_LAST      25 /* articles, and as many notes */
#define STORE_HEADS_FIRST     20 /* articles of customers: what is learned from */
#define STORE_HEADS_APART     20 /* the last entries that are kept apart */
#define STORE_HEADS_OTHERS    5  /* the last entries that others wrote */
#define STORE_HEADS_OPERATORS 4  /* of one question */
#define STORE_HEADS_NUMBERS   3
#define STORE_TEXTS_MAX       64 /* texts of one question */

typedef struct store_head {
    int64_t n;
    store_entry_kind kind; /* never an event */
    store_entry_state state;
    store_author by;
    char *author;      /* address, or operator id; "" for the system */
    char *author_name; /* NULL */
    char *message_id;  /* NULL */
    char *ledger;      /* NULL */
    int64_t created_ms, publish_ms, seen; /* as in store_entry */
    bool finding;
    bool
        joined; /* it came from another ticket: what stands before it here is not
                    what stood before it there */
    bool marked; /* as in store_entry */
} store_head;
void store_head_free(store_head *h);

/* Whom and what a decision may ask about, beside what stands last. */
typedef struct store_heads_wanted {
    const char *operators[STORE_HEADS_OPERATORS]; /* ids; NULL: none */
    const char *sender;                           /* address; NULL */
    int64_t numbers[STORE_HEADS_NUMBERS];         /* 0: none */
    const GPtrArray *message_ids;                 /* char*; NULL: none */
} store_heads_wanted;

/* By number, each once:
 *   the last STORE_HEADS_LAST articles, and the last as many notes;
 *   the first STORE_HEADS_FIRST articles of customers, and their last one;
 *   the last STORE_HEADS_APART entries that are kept apart, and the sender's last
 *   among these;
 *   of each operator that is asked about her last article that was not withdrawn,
 *   and the last STORE_HEADS_OTHERS articles and notes that people other than she
 *   wrote and that were not withdrawn, and as many of customers that are kept
 *   apart; not the notes of customers, which are words beside a rating;
 *   the entries of these numbers, and those that came with these Message-IDs. */
GPtrArray *store_heads(store *s, int64_t ticket, const store_heads_wanted *w,
                       GError **error);

/* char*: texts of these entries, no events (int64_t, at most STORE_TEXTS_MAX),
 * oldest first. */
GPtrArray *store_entry_texts(store *s, int64_t ticket, const GArray *numbers,
                             GError **error);

#endif
