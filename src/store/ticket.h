/* ticket: requests of customers, and the Message-IDs that name them. */
#ifndef POSTERN_STORE_TICKET_H
#define POSTERN_STORE_TICKET_H

#include "store/store.h"

typedef struct store_ticket {
    int64_t id;
    char *queue;
    int64_t epoch; /* of its tag */
    char *subject; /* base subject, as the customer wrote it */
    char *status;  /* id of a status, desk/status.h */
    int line;
    char *holder;        /* operator id, NULL: unassigned */
    char *customer;      /* address, normal form */
    char *customer_name; /* NULL if unknown */
    char *priority;      /* "normal" */
    char *category;      /* NULL */
    char *language;
    bool staff;         /* opened by an operator as a customer */
    bool authenticated; /* first letter was authenticated */
    int64_t created_ms, updated_ms, status_ms;
    int64_t last_entry; /* n of the newest entry, 0 if none */
    int64_t spent_min;
    int64_t
        lines; /* that it was on: bit N is line N; 0: an older program did not
                      say */
    int returned_from; /* line that handed it over, 0: none (/return) */
    char *type;        /* NULL: not set, as of the following */
    char *complexity;
    int stage;            /* of its status, desk/status.h */
    bool open;            /* the same */
    int64_t service;      /* 0: none */
    char *sla;            /* name; NULL: none applies */
    int64_t due_ms;       /* by when somebody said it would be done; 0 */
    int64_t estimate_min; /* 0: not estimated */
    char *source;         /* how it came, NULL: by mail */
    char *pinned;         /* what every operator is to see first */
    int64_t merged_into;  /* ticket, 0 */
    int64_t later_ms;     /* hidden from lists until then, 0 */
    int64_t next_due_ms;  /* of its running clocks the first; 0 */
    int64_t company;      /* of its customer, when it was made; 0 */
    int wait_days;        /* between reminders while it waits for the customer;
                             0: it does not */
    int reminded;         /* so often, meanwhile */
    int timeouts;         /* so often nothing came, since he last wrote */
    int64_t version; /* goes up with each change of the ticket, its entries,
                          people and held items */
} store_ticket;
void store_ticket_free(store_ticket *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_ticket, store_ticket_free)
store_ticket *store_ticket_get(store *s, int64_t id, GError **error);
/* Inserts; id, epoch, lines, last_entry, version of `t` are ignored and the new id is set in it.
 * Numbers start at 1001. */
bool store_ticket_add(store *s, store_ticket *t, GError **error);
/* Writes every field of `t` but id, epoch, lines (its line is added), last_entry,
 * version. */
bool store_ticket_update(store *s, const store_ticket *t, GError **error);
/* The configuration says that this status is of this stage, and open or not: all
 * tickets that have it say so, too. */
bool store_ticket_restage(store *s, const char *status, int stage, bool open,
                          GError **error);
typedef enum { STORE_ANY, STORE_OPEN, STORE_DONE } store_openness;
typedef enum {
    STORE_ORDER_CHANGE, /* newest first; what the others leave equal, too */
    STORE_ORDER_DUE,    /* what is due, or promised, first; others last */
    STORE_ORDER_AGE,    /* oldest first */
    STORE_ORDER_NUMBER, /* newest first */
    STORE_ORDER_PRIORITY,
    STORE_ORDER_STATUS, /* stage, then time in it, longest first */
    STORE_ORDER_HOLDER, /* nobody's first */
    STORE_ORDER_CUSTOMER
} store_order;
/* One kind of requests that somebody may see; bit N of a set is line N. */
typedef struct store_scope_part {
    const char *queue; /* NULL: any */
    int64_t on;        /* lines that they are on */
    int64_t was;       /* or were on */
    bool old;          /* or that are from before these were written down */
    bool hers;         /* or that `me` holds or watches */
} store_scope_part;
typedef struct store_scope {
    const char *me;
    GArray *parts; /* store_scope_part; what one of them has is seen */
} store_scope;
#define STORE_SCOPE_LINES 62 /* lines are 1 to this */
typedef struct store_ticket_filter {
    const char *queue, *holder, *customer;               /* NULL: any */
    const char *type, *category, *priority, *complexity; /* the same */
    const char *field, *value;     /* what a field of [field NAME] holds, in any
                                  case; value NULL: anything; field NULL: any */
    const char *company, *service; /* number ("#3", "3"), ext, name in any
                                      case, or first words of a name; "none":
                                      of none; NULL: any */
    const char *source; /* name of a source; "mail": those that came as mail;
                           NULL: any */
    int64_t from_ms, until_ms; /* when it was made: from_ms <= t < until_ms; 0:
                                  there is no such end */
    bool unassigned;           /* nobody holds it */
    store_openness openness;   /* as their status was when it was set, or when
                                  the configuration last changed */
    bool undelivered;          /* the last reply has come back or is put off, to
                           somebody (desk/delivery.h) */
    int64_t still_ms;          /* nothing has changed since; 0: any */
    int64_t overdue_ms; /* what is due, or promised, before this; 0: any */
    const char *const *in, *const *not_in; /* statuses, NULL ends them; NULL:
                                              any */
    int line;                              /* 0: any */
    int64_t now_ms; /* those that are hidden then are left out; 0: none are */
    const char
        *words; /* what search_text.h reads: found in subject, people, fields,
                   files and all entries but events; NULL */
    const store_scope *scope; /* NULL: all are seen */
    store_order order;        /* where `after` is 0 */
    bool reversed;
    const char *const *priorities; /* the highest last, NULL ends them; for
                                      STORE_ORDER_PRIORITY */
    unsigned offset;               /* so many of them are passed over */
    unsigned limit;                /* 0: 100 */
    int64_t only;                  /* this ticket alone; 0: any */
    int64_t after; /* by number, those after this one; -1: by number, from the
                       first on; 0: newest change first */
} store_ticket_filter;
/* Newest change first, or with words best first, if neither `after` nor `order` says other, without those that are part of another. store_ticket*
 * array. */
GPtrArray *store_ticket_list(store *s, const store_ticket_filter *f,
                             GError **error);
/* Is there a company ("company"), or a service ("service"), that a filter means by
 * this name? Errors are no. */
bool store_is_named(store *s, const char *table, const char *name);
/* How many that are, without `limit` and `offset`: no more than
 * STORE_COUNT_MAX are looked at. */
#define STORE_COUNT_MAX 10000
typedef struct store_ticket_counts {
    int64_t all, open, overdue; /* overdue: open ones, at now_ms */
} store_ticket_counts;
bool store_ticket_count(store *s, const store_ticket_filter *f, int64_t now_ms,
                        store_ticket_counts *out, GError **error);
/* Tickets created at or after `since_ms` (for the flood limit). -1 on error. */
int64_t store_ticket_count_since(store *s, int64_t since_ms, GError **error);

/* Tickets of a queue that were created in this span (without its end), oldest
 * first, at most `limit`. store_ticket* array. */
GPtrArray *store_ticket_created(store *s, const char *queue, int64_t from_ms,
                                int64_t to_ms, unsigned limit, GError **error);

/* ---- Message-IDs: which tickets they name, and for whom ---- */

typedef enum {
    STORE_ID_ANCESTOR, /* a letter of this ticket refers to it: anybody can */
    STORE_ID_RECEIVED, /* of a letter of somebody who takes part */
    STORE_ID_SENT      /* of a mail of ours about this ticket */
} store_id_origin;

/* The stronger origin stays. One Message-ID may name several tickets: two people
 * answer one newsletter, and anybody may repeat another's. */
bool store_msgid_add(store *s, const char *message_id, int64_t ticket,
                     store_id_origin origin, GError **error);
/* The ticket that it names among those in which `address` takes part, the newest
 * of the strongest; NULL: for anybody, where ancestors do not count and the first
 * ticket keeps it. 0 if none, -1 on error. */
int64_t store_msgid_ticket(store *s, const char *message_id,
                           const char *address, GError **error);

#endif
