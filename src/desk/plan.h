/* plan: everything that a letter will change, as plain data.
 *
 * decide makes it, explain prints it, apply carries it out in one transaction.
 * A step uses the fields that its line below names; the others are 0 or NULL.
 * ticket 0 means the ticket that an earlier PLAN_TICKET of the same plan makes;
 * entry -1 the entry that the plan's latest PLAN_ENTRY makes, held -1 the item
 * that its latest PLAN_HOLD makes; the same holds for the numbers within send
 * and held_new. The number of a ticket that is yet to be made stands as PLAN_NEW
 * in words, texts and data; apply puts it in.
 */
#ifndef POSTERN_PLAN_H
#define POSTERN_PLAN_H

#include "store/entry.h"
#include "store/held.h"
#include "store/outgoing.h"
#include "store/people.h"
#include "store/ticket.h"

#define PLAN_NEW "#?"

typedef enum {
    PLAN_FATE,          /* code, words, ticket, entry: exactly one a plan */
    PLAN_DETAIL,        /* field, words: a further line for `why`; "trust" and
                         "spam" have members of their own in the ledger */
    PLAN_TICKET,        /* ticket_new: make it, customer becomes participant */
    PLAN_ENTRY,         /* ticket, entry_new: add it */
    PLAN_SET,           /* ticket, field, words: status line holder priority
                         category spent(+min) returned_from; words NULL clears */
    PLAN_PARTICIPANT,   /* ticket, participant: add */
    PLAN_UNPARTICIPANT, /* ticket, words: address */
    PLAN_WATCH,         /* ticket, words: operator id, on */
    PLAN_MSGID,    /* ticket, words: Message-ID that names it from now on */
    PLAN_SEND,     /* ticket, send: an outgoing row */
    PLAN_HOLD,     /* held_new */
    PLAN_HELD,     /* held, held_state, (field "reminded": words a number),
                         (field "text": words the new text),
                         (field "seen": words a number) */
    PLAN_PUBLISH,  /* ticket, entry: end of an undo window; its outgoing rows
                         become ready */
    PLAN_WITHDRAW, /* ticket, entry: and cancel its outgoing rows */
    PLAN_BOUNCED,  /* outgoing id in `entry`, words: status text */
    PLAN_PERSON,   /* person */
    PLAN_ALARM,    /* code: cause, words: text */
    PLAN_LEARN,    /* words: ledger id of an earlier message, field: "spam" or
                         "category", code: class to learn it as, NULL: forget */
    PLAN_VERBS
} plan_do;

typedef struct plan_step {
    plan_do what;
    int64_t ticket, entry, held;
    char *code, *field, *words;
    bool on;
    store_held_state held_state;
    store_ticket *ticket_new;
    store_entry *entry_new;
    store_participant *participant;
    store_outgoing *send;
    store_held *held_new;
    store_person *person;
} plan_step;

typedef struct plan {
    GPtrArray *steps; /* plan_step* */
} plan;

plan *plan_new(void);
void plan_free(plan *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(plan, plan_free)
/* Appends an empty step and returns it (owned by the plan). */
plan_step *plan_add(plan *p, plan_do what);
const char *plan_do_name(plan_do what); /* "ticket", "send", ... */
/* JSON array of {"do":...} as json_t is not visible here: text, caller frees. */
char *plan_to_json(const plan *p);
/* One line a step, for people. */
char *plan_to_text(const plan *p);

#endif
