/* snapshot: what the store says about one letter, as plain data for decide.
 * Read in one transaction. What is read does not grow with a ticket. */
#ifndef POSTERN_SNAPSHOT_H
#define POSTERN_SNAPSHOT_H

#include "desk/assign.h"
#include "desk/book.h"
#include "desk/facts/evidence.h"
#include "desk/facts/trust.h"
#include "desk/outsider.h"
#include "store/account.h"
#include "store/approval.h"
#include "store/change.h"
#include "store/clock.h"
#include "store/company.h"
#include "store/consent.h"
#include "store/forwarded.h"
#include "store/handover.h"
#include "store/head.h"
#include "store/held.h"
#include "store/ledger.h"
#include "store/link.h"
#include "store/moved.h"
#include "store/outgoing.h"
#include "store/people.h"
#include "store/rate.h"
#include "store/rating.h"
#include "store/ticket.h"
#include "store/time.h"
#include "store/value.h"

/* Time that is booked on a ticket, and what it costs. */
typedef struct snapshot_booked {
    GPtrArray *rows; /* store_time*, in the order in which they were booked */
    GPtrArray
        *services;    /* store_service*: the ticket's, and those of the rows */
    GPtrArray *rates; /* store_rate*, of their contracts */
} snapshot_booked;

typedef struct snapshot_ticket {
    store_ticket *t;
    GPtrArray *participants; /* store_participant* */
    GPtrArray *watchers;     /* char* */
    GPtrArray *entries;      /* store_head*: articles and notes, no events,
                                oldest first; those that store_heads names */
    GPtrArray *pending;      /* store_entry*: articles in their undo window */
    GPtrArray *held;         /* store_held*, open */
    GPtrArray *values; /* store_value*: fields of [field NAME]; NULL: none */
    store_stay *stay;  /* where it is since when; NULL: not known */
    GPtrArray *links;  /* store_link*; NULL: none */
    GArray *from;      /* int64_t: tickets whose entries it got, by a merge
                                or a split; NULL: none */
    GPtrArray
        *handovers;      /* store_handover*: where it is to go back to, the next
                             last; NULL: nowhere */
    GPtrArray *clocks;   /* store_clock*; NULL: none */
    GPtrArray *stays;    /* store_stay*; NULL: not known */
    store_asked asked;   /* does the customer wait for a reply? */
    store_terms *listed; /* of the company that its customer's address is listed
                            under, if it is of none yet; NULL: of none */
    store_terms *terms;  /* what it is entitled to; NULL: not known */
    GPtrArray *co;       /* char*: who holds it beside its holder; NULL */
    assign_staff *staff; /* where there is no snapshot beside it; NULL */
    store_ticket *asker; /* the request that it was asked for; NULL: no task */
    GPtrArray *forwarded; /* store_forwarded*; NULL: none */
    GPtrArray *approvals; /* store_approval*, of its newest round; NULL: none */
    GPtrArray *reviews;   /* store_review*; NULL: none */
    GPtrArray *timers;    /* store_timer*, that run on it; NULL: none */
    snapshot_booked *booked; /* read where a timer runs, and where an operator
                         may book time; NULL: not read */
    GPtrArray *consents;     /* store_consent*; NULL: none */
    int64_t asked_ms; /* when its customer was last asked for a rating, of
                             whatever request; 0: never */
} snapshot_ticket;
void snapshot_ticket_free(snapshot_ticket *t);

/* An earlier copy that was decided by itself. */
typedef struct snapshot_copy {
    store_ledger *row;
    store_held *held; /* that it made, NULL */
} snapshot_copy;

/* A secret address that stands somewhere in the letter. */
typedef struct snapshot_secret {
    tag_claim claim;
    store_ticket *t;              /* that it leads to */
    const config_operator *owner; /* NULL: of nobody any more */
    outsider outside; /* the owner of one of kind p or a; `id` NULL: none */
    bool dead;        /* revoked */
} snapshot_secret;

/* An address of a list that stands somewhere in the letter. */
typedef struct snapshot_list {
    tag_claim claim;
    const config_operator *owner; /* NULL: of nobody any more */
    bool dead;                    /* revoked */
} snapshot_list;

/* A coupon in the new words of a letter. */
typedef struct snapshot_coupon {
    bool ours;         /* its MAC is right */
    store_coupon *row; /* NULL: the store has none */
} snapshot_coupon;

typedef struct snapshot {
    GPtrArray *copies;     /* snapshot_copy*: of this message, oldest first */
    GPtrArray *tickets;    /* snapshot_ticket*: all that are named below */
    int64_t by_capability; /* ticket ids, 0: says nothing */
    int64_t by_outside;
    int64_t by_rate;
    int64_t by_claim;
    store_place capability_at; /* what these two had seen, in the numbers of */
    store_place claim_at; /* the ticket that they lead to; ticket 0: as they
                                  say themselves */
    int64_t by_tag;       /* first tag whose MAC is right */
    int64_t by_reference;
    store_rating *rating;     /* that evidence's `rate` speaks of; NULL: none */
    store_outgoing *bounced;  /* row that a bounce is about, NULL */
    bool bounced_alone;       /* no other has its Message-ID */
    store_outgoing *answered; /* our mail that an operator's letter answers, by
                                 its Message-ID; NULL: none, or not known; what
                                 it is about where that is now */
    bool inside;          /* the newest of our mails that it answers said that
                                 answers stay inside */
    store_held *held;     /* held item that a capability h names, NULL */
    GPtrArray *named;     /* store_held*: those that an operator's "/send N" and
                             "/drop N" may mean; NULL: none */
    store_held *released; /* hold that a released message comes from, NULL */
    store_person *person; /* From, NULL if unknown */
    store_account *account;  /* of From; NULL: there is no From */
    int64_t mails_to_record; /* as the next, to his address on record */
    int64_t
        mails_to_person; /* automatic ones in the last hour, to whoever would
                                be answered, whatever plus-part he uses */
    int64_t mails_to_domain; /* the same, to anybody of his domain */
    GPtrArray
        *floods; /* store_outgoing*: digests of new tickets that are yet to
                          be sent; they will name the tickets of today */
    int64_t tickets_last_minute;
    GPtrArray *coupons; /* snapshot_coupon*; NULL: none */
    store_terms *terms; /* what a new request of From's would be entitled to;
                           NULL: nothing */
    GPtrArray *secrets; /* snapshot_secret*: of evidence's `seen`, those whose
                           ticket there is */
    GPtrArray *lists;   /* snapshot_list*: whose lists' addresses stand in it */
    GPtrArray *own;     /* store_ticket*: From's tickets, newest first */
    GPtrArray *timers;  /* store_timer*: all that run, if an operator wrote; the
                           ticket of hers is among `tickets` if she may book
                           time with it; NULL: not read */
    book *book;         /* what commands of an operator's letter name; NULL */
    assign_staff *staff;
} snapshot;

/* The template of those. */
#define SNAPSHOT_FLOOD "flood"

/* What is asked: all but the key and the clock from the message. */
typedef struct snapshot_ask {
    const config *c;
    const secret_key *site;
    const evidence *evidence;
    const trust_facts *trust;
    const char *message_id; /* of the message, NULL */
    const char *identity;
    const char *new_text; /* of the message, NULL */
    unsigned book_kinds;  /* that its lines name, of book_lines */
    int64_t now_ms;
} snapshot_ask;
snapshot *snapshot_read(store *s, const snapshot_ask *ask, GError **error);
snapshot *snapshot_empty(void); /* of a desk without a store */
void snapshot_free(snapshot *s);
void snapshot_add_copy(snapshot *s, store_ledger *row, store_held *held);
/* The oldest copy's row, NULL; borrowed. */
const store_ledger *snapshot_first(const snapshot *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(snapshot, snapshot_free)
/* `w`: about whom it is to be decided; NULL: about nobody. */
snapshot_ticket *snapshot_ticket_read(store *s, int64_t id,
                                      const store_heads_wanted *w,
                                      GError **error);
/* With its `staff`. */
snapshot_ticket *snapshot_ticket_alone(store *s, const config *c, int64_t id,
                                       const store_heads_wanted *w,
                                       GError **error);
/* Borrowed; NULL if the snapshot does not have it. A ticket that became part of
 * another is that one. */
const snapshot_ticket *snapshot_find(const snapshot *s, int64_t ticket);

#endif
