/* plan: everything that a letter will change, as plain data.
 *
 * decide makes it, explain prints it, apply carries it out in one transaction.
 * A step is made by the constructor of its verb, complete, and nobody changes it
 * afterwards. What a verb is made of stands once, in plan_verb.c; a new verb is a
 * member of the union, a constructor and a description there, and what it does
 * in apply.c.
 *
 * References.  ticket 0 means the ticket that an earlier step of the same plan
 * makes (or none, if none does); entry PLAN_LATEST the entry that the plan's
 * latest PLAN_ENTRY makes, held PLAN_LATEST the item that its latest PLAN_HOLD
 * makes; the same holds for the numbers within rows. An outgoing row of ticket
 * PLAN_NONE is about none, whatever the plan makes. The number of a ticket that
 * is yet to be made stands as PLAN_NEW in words, texts of events and data; apply
 * puts it in.
 *
 * Strings given to a constructor are copied, rows (store_*) are taken over.
 */
#ifndef POSTERN_PLAN_H
#define POSTERN_PLAN_H

#include <jansson.h>

#include "store/approval.h"
#include "store/change.h"
#include "store/clock.h"
#include "store/consent.h"
#include "store/entry.h"
#include "store/forwarded.h"
#include "store/handover.h"
#include "store/held.h"
#include "store/job.h"
#include "store/news.h"
#include "store/outgoing.h"
#include "store/people.h"
#include "store/rating.h"
#include "store/robot.h"
#include "store/staff.h"
#include "store/ticket.h"
#include "store/time.h"
#include "store/value.h"
#include "store/waits.h"
#include "store/words.h"

#define PLAN_NEW    "#?"
#define PLAN_LATEST INT64_C(-1)
#define PLAN_NONE   INT64_C(-2)

typedef enum {
    PLAN_FATE,   /* exactly one a plan of a letter */
    PLAN_DETAIL, /* a further line for `why`; "trust" and "spam" have
                         members of their own in the ledger */
    PLAN_TICKET, /* make it; the customer becomes participant */
    PLAN_ENTRY,  /* add it to its ticket */
    PLAN_SET,    /* a field of a ticket */
    PLAN_RULE,   /* what rules said of a ticket when it was made: history */
    PLAN_PARTICIPANT,   /* add */
    PLAN_UNPARTICIPANT, /* and remove */
    PLAN_WATCH,         /* an operator watches, or no longer */
    PLAN_REVOKE,        /* an operator's secret addresses of a ticket die */
    PLAN_MSGID,         /* a Message-ID names this ticket from now on */
    PLAN_ADOPT,         /* what is kept apart becomes an article */
    PLAN_SEND,          /* an outgoing row */
    PLAN_HOLD,          /* a new held item */
    PLAN_HELD,          /* what becomes of a held item */
    PLAN_PUBLISH,       /* end of an undo window; its mails become ready */
    PLAN_WITHDRAW,      /* an article, and cancel its mails */
    PLAN_BOUNCED,       /* a mail of ours came back */
    PLAN_REPORTED,      /* what else is reported of one */
    PLAN_PERSON,        /* what is known about a person */
    PLAN_ALARM,         /* told to administrators, outside the transaction */
    PLAN_LEARN,         /* an earlier message is a lesson */
    PLAN_WAIT,          /* something will be due, or no longer */
    PLAN_VALUE,         /* what a field of [field NAME] holds */
    PLAN_STAY,          /* where it was is over: how long in working time */
    PLAN_JOIN,          /* a ticket becomes part of another */
    PLAN_PART,          /* its entries from one on are another ticket's */
    PLAN_LINK,          /* two tickets belong together, or no longer */
    PLAN_HANDOVER,      /* whom it is to go back to */
    PLAN_HANDBACK,      /* it went back to the latest of these */
    PLAN_CLOCK,         /* of an SLA, as it is from now on */
    PLAN_COUPON,        /* is spent for a ticket */
    PLAN_AWAY,          /* an operator is away, or is there again */
    PLAN_TURN,          /* who got the latest request of a place */
    PLAN_CO,            /* an operator holds it too, or no longer */
    PLAN_NEWS,          /* an operator is told of it later, with more */
    PLAN_NEWS_TOLD,     /* all that waited for her until then */
    PLAN_FORWARDED,     /* what is known of a partner whom it went to */
    PLAN_APPROVAL,      /* a voice, or a round, of a board */
    PLAN_TASK,          /* the ticket that was made is asked for another */
    PLAN_RATING,        /* a customer is asked how it went, or has answered */
    PLAN_REVIEW,        /* a lead is asked to review it, or has */
    PLAN_JOB,           /* work for a robot, a hook, a lookup */
    PLAN_ROBOT,         /* a robot has looked at a ticket; its job is over */
    PLAN_TIME,          /* working time is booked, or taken back */
    PLAN_TIMER,         /* an operator's timer runs, or no longer */
    PLAN_BOOK,          /* a row of companies, persons, ... (desk/book.h) */
    PLAN_CONTRACT,      /* what was told of its end */
    PLAN_CONSENT,       /* a customer asks for a change, or is answered */
    PLAN_WARNED,        /* people are told that prepaid time runs out */
    PLAN_VERBS
} plan_do;

/* Fields of a ticket that a plan sets. */
typedef enum {
    PLAN_STATUS,   /* text */
    PLAN_PRIORITY, /* text */
    PLAN_HOLDER,   /* text or nothing */
    PLAN_CATEGORY, /* text or nothing */
    PLAN_CUSTOMER, /* text: an address, normal form */
    PLAN_LINE,     /* number */
    PLAN_RETURNED_FROM,
    PLAN_SPENT, /* minutes; PLAN_TIME sets it, no step of its own */
    PLAN_STAGE, /* number, with PLAN_STATUS; no change of its own */
    PLAN_OPEN,  /* the same */
    PLAN_TYPE,  /* text or nothing, as the next three */
    PLAN_COMPLEXITY,
    PLAN_SLA,
    PLAN_PINNED,
    PLAN_SERVICE, /* number, as all below */
    PLAN_COMPANY,
    PLAN_DUE,         /* a moment */
    PLAN_ESTIMATE,    /* minutes */
    PLAN_MERGED_INTO, /* ticket */
    PLAN_LATER,       /* a moment */
    PLAN_NEXT_DUE,    /* a moment; no change of its own */
    PLAN_WAIT_DAYS,   /* number, as the next two; no changes of their own */
    PLAN_REMINDED,
    PLAN_TIMEOUTS,
    PLAN_QUEUE,    /* text */
    PLAN_LANGUAGE, /* text; no change of its own */
    PLAN_FIELDS
} plan_field;

typedef struct plan_value {
    bool is_number;
    int64_t number;
    char *text; /* NULL: nothing; NULL if a number */
} plan_value;
static inline plan_value plan_text(const char *text)
{
    return (plan_value){.text = (char *)text};
}
static inline plan_value plan_number(int64_t number)
{
    return (plan_value){.is_number = true, .number = number};
}

/* Why a field of a ticket changes; store/change.h keeps it. */
typedef struct plan_cause {
    store_actor kind;
    const char *actor, *cause, *reason; /* NULL: "" */
} plan_cause;

typedef struct plan_step {
    plan_do what;
    union { /* named as the verb */
        struct {
            int64_t ticket, entry; /* entry 0: about none */
            char *code, *words;
        } fate;
        struct {
            char *field, *words;
        } detail;
        store_ticket *ticket;
        store_entry *entry;
        struct {
            int64_t ticket;
            plan_field field;
            plan_value value;
            store_actor kind;
            char *actor, *cause, *reason;
        } set;
        struct {
            plan_field field;
            char *value, *reason;
        } rule;
        struct {
            int64_t ticket;
            store_participant *who;
        } participant;
        struct {
            int64_t ticket;
            char *address;
        } unparticipant;
        struct {
            int64_t ticket;
            char *operator_id;
            bool on;
        } watch;
        struct {
            int64_t ticket;
            char *operator_id;
            int64_t entry; /* those that were given out up to it */
        } revoke;
        struct {
            int64_t ticket;
            char *message_id;
            store_id_origin origin;
        } msgid;
        store_outgoing *send;
        store_held *hold;
        struct {
            int64_t ticket, held;
            store_held_state state;
            int reminded; /* 0: as it was */
        } held;
        struct {
            int64_t ticket, entry;
        } publish, withdraw, adopt;
        struct {
            int64_t ticket, outgoing;
            char *status; /* words of the report */
        } bounced;
        struct {
            int64_t ticket, outgoing;
            store_report report;
            int64_t at_ms;
            char *words; /* of the report; NULL */
        } reported;
        store_person *person;
        struct {
            char *cause, *text;
        } alarm;
        struct {
            int64_t ticket;
            char *ledger; /* id of the message */
            store_subject about;
            char *class; /* to learn it as; NULL: forget */
        } learn;
        store_wait *wait;
        struct {
            int64_t ticket;
            store_value *row;
            store_actor kind;
            char *actor, *cause, *reason;
        } value;
        struct {
            int64_t ticket;
            int64_t work_ms;
        } stay;
        struct {
            int64_t ticket, into;
        } join;
        struct {
            int64_t ticket, entry; /* the first that goes */
        } part;
        struct {
            int64_t ticket, other;
            char *kind; /* store/link.h */
            bool on;
        } link;
        struct {
            int64_t ticket;
            store_handover *from;
        } handover;
        struct {
            int64_t ticket;
        } handback;
        store_clock *clock;
        struct {
            int64_t ticket;
            char *mac;
        } coupon;
        store_absence *away;
        struct {
            char *place, *operator_id;
        } turn;
        struct {
            int64_t ticket;
            char *operator_id;
            bool on;
        } co;
        store_news *news;
        struct {
            char *operator_id;
            int64_t n;
        } news_told;
        store_forwarded *forwarded;
        store_approval *approval;
        store_rating *rating;
        store_review *review;
        store_job *job;
        struct {
            int64_t job; /* 0: it had none */
            store_robot_act *act;
            char *words; /* what came of it */
        } robot;
        struct {
            int64_t asker;
        } task;
        struct {
            store_time *row;
            store_actor kind;
            char *actor, *cause;
        } time;
        store_timer *timer;
        struct {
            char *data; /* book_row_data */
        } book;
        struct {
            int64_t contract, told; /* desk/contract.h */
            int64_t company;        /* its open tickets look at what they are
                                       entitled to; 0: they need not */
        } contract;
        store_consent *consent;
        struct {
            int64_t service, month;
            int percent;
        } warned;
    };
} plan_step;

typedef struct plan {
    GPtrArray *steps; /* plan_step* */
} plan;

plan *plan_new(void);
void plan_free(plan *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(plan, plan_free)

/* ---- constructors: one a verb ---- */

/* With PLAN_LATEST it stands right after what it is about: the plan's last
 * article or note of this ticket, else its last event; about no entry if there is
 * none. */
void plan_fate(plan *p, int64_t ticket, int64_t entry, const char *code,
               const char *words);
/* Before step `at`; PLAN_END: after all. */
#define PLAN_END (-1)
void plan_detail(plan *p, int at, const char *field, const char *words);
void plan_ticket(plan *p, store_ticket *t);
void plan_entry(plan *p, store_entry *e);
void plan_set(plan *p, int64_t ticket, plan_field field, plan_value value);
void plan_set_why(plan *p, int64_t ticket, plan_field field, plan_value value,
                  const plan_cause *why);
/* The ticket that the plan makes has this value by rules (or what was learned),
 * as `reason` names them. */
void plan_rule(plan *p, plan_field field, const char *value,
               const char *reason);
void plan_participant(plan *p, int64_t ticket, store_participant *who);
void plan_unparticipant(plan *p, int64_t ticket, const char *address);
void plan_watch(plan *p, int64_t ticket, const char *operator_id, bool on);
/* The next entry of the ticket that the plan adds must be an event about it.
 * Ticket PLAN_NONE: those of her lists, `entry` is the time until which. */
void plan_revoke(plan *p, int64_t ticket, const char *operator_id,
                 int64_t entry);
void plan_msgid(plan *p, int64_t ticket, const char *message_id,
                store_id_origin origin);
void plan_adopt(plan *p, int64_t ticket, int64_t entry);
void plan_send(plan *p, store_outgoing *o);
/* In the place of step `at`, a PLAN_SEND, the same mail with other data. */
void plan_send_with(plan *p, unsigned at, const char *data);
/* Puts step `at`, a PLAN_SEND with PLAN_LATEST, right after the last article or
 * note of its ticket, so that the mail is about that; without one it stays. */
void plan_send_after_words(plan *p, unsigned at);
void plan_hold(plan *p, store_held *h);
void plan_held(plan *p, int64_t ticket, int64_t held, store_held_state state,
               int reminded);
void plan_publish(plan *p, int64_t ticket, int64_t entry);
void plan_withdraw(plan *p, int64_t ticket, int64_t entry);
void plan_bounced(plan *p, int64_t ticket, int64_t outgoing,
                  const char *status);
void plan_reported(plan *p, int64_t ticket, int64_t outgoing,
                   store_report report, int64_t at_ms, const char *words);
void plan_person(plan *p, store_person *who);
void plan_alarm(plan *p, const char *cause, const char *text);
void plan_learn(plan *p, int64_t ticket, const char *ledger,
                store_subject about, const char *class);

/* `row` is taken over, its owner is ignored; without a text: nothing. */
void plan_field_value(plan *p, int64_t ticket, store_value *row,
                      const plan_cause *why);
/* at_ms 0: it waits no longer. */
void plan_wait(plan *p, const char *kind, const char *ref, int64_t ticket,
               int64_t at_ms);
/* Where the ticket was (status, line, holder) ends when the plan is applied, and
 * what it then is begins; `work_ms` of what ends. After all that sets fields. */
void plan_stay(plan *p, int64_t ticket, int64_t work_ms);
void plan_handover(plan *p, int64_t ticket, store_handover *from);
void plan_handback(plan *p, int64_t ticket);
/* `a` is taken over. */
void plan_away(plan *p, store_absence *a);
void plan_turn(plan *p, const char *place, const char *operator_id);
void plan_co(plan *p, int64_t ticket, const char *operator_id, bool on);
/* `n` is taken over. */
void plan_news(plan *p, store_news *n);
void plan_news_told(plan *p, const char *operator_id, int64_t n);
void plan_forwarded(plan *p, store_forwarded *f);
void plan_approval(plan *p, store_approval *a);
void plan_task(plan *p, int64_t asker);
/* Taken over. With `n` PLAN_LATEST it is about the plan's last article of that
 * ticket by an operator, and stands right after that. */
void plan_rating(plan *p, store_rating *r);
void plan_review(plan *p, store_review *r);
/* Before step `at` (PLAN_END: after all), so that PLAN_LATEST in it names what a
 * step before it makes. `j` is taken over; made and due when the plan is applied,
 * unless it says when. */
void plan_job(plan *p, int at, store_job *j);
/* `a` is taken over. A job whose robot failed is given up, one whose robot was stopped
 * dropped, any other is done. */
void plan_robot(plan *p, int64_t job, store_robot_act *a, const char *words);
/* Taken over. What it books counts to the minutes spent of its ticket, and is in the
 * history as a change of these. With a `pos` it is booked once a message. `corrects`
 * below 0: what the plan's PLAN_TIME of that number, from -1 on, books. */
void plan_time(plan *p, store_time *row, const plan_cause *why);
/* Taken over; with from_ms 0 hers is no more. */
void plan_timer(plan *p, store_timer *t);
/* store/warned.h */
void plan_warned(plan *p, int64_t service, int64_t month, int percent);

/* `data` (book_row_data) is taken over. */
void plan_book(plan *p, json_t *data);
void plan_contract(plan *p, int64_t contract, int64_t told, int64_t company);
/* `k` is taken over; its entry may be PLAN_LATEST. */
void plan_consent(plan *p, store_consent *k);

/* Its ticket 0: that which the plan makes. */
void plan_clock(plan *p, store_clock *k);
void plan_coupon(plan *p, int64_t ticket, const char *mac);
/* `ticket` becomes part of `into` (store/moved.h). What else is to become of it
 * (status, merged_into, people) are steps of their own. */
void plan_join(plan *p, int64_t ticket, int64_t into);
/* The entries of `ticket` from `entry` on go to the ticket that the plan made. */
void plan_part(plan *p, int64_t ticket, int64_t entry);
/* `ticket` (0: that the plan makes) comes from `other`, or is linked to it. Off:
 * whatever linked them. */
void plan_link(plan *p, int64_t ticket, int64_t other, const char *kind,
               bool on);

/* ---- reading ---- */

const char *plan_do_name(plan_do what); /* "ticket", "send", ... */
/* The first step of this verb, NULL if there is none. Borrowed. */
const plan_step *plan_find(const plan *p, plan_do what);
/* store_attachment*: those that the step's row keeps; NULL. Borrowed. */
const GPtrArray *plan_attachments(const plan_step *s);
/* JSON array of {"do":...} as json_t is not visible here: text, caller frees. */
char *plan_to_json(const plan *p);
/* One line a step, for people. */
char *plan_to_text(const plan *p);
/* A format of plan_verb.h with what the step is made of; caller frees. */
char *plan_say(const plan_step *s, const char *format);

#endif
