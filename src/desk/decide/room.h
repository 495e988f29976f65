/* decide_room: what the files of decide and of commands share; nobody else
 * includes it. */
#ifndef POSTERN_DECIDE_ROOM_H
#define POSTERN_DECIDE_ROOM_H

#include <jansson.h>

#include "desk/command.h"
#include "desk/decide/decide.h"
#include "desk/form.h"
#include "desk/operator_config.h"
#include "desk/status_config.h"
#include "store/words.h"
#include "worktime/calendar_config.h"

#define DECIDE_CC_MAX           10   /* participants from the first Cc */
#define DECIDE_PARTICIPANTS_MAX 50   /* of one ticket, by /cc */
#define DECIDE_EVENT_TEXT_MAX   2000 /* characters of a machine's text kept */

/* Who wrote it, as desk/facts/trust.h has it. */
typedef trust_who decide_who;
#define DECIDE_STRANGER  TRUST_IS_STRANGER  /* nobody that the ticket knows */
#define DECIDE_CUSTOMER  TRUST_IS_CUSTOMER  /* a participant of it */
#define DECIDE_OPERATOR  TRUST_IS_OPERATOR  /* it is `op` */
#define DECIDE_COLLEAGUE TRUST_IS_COLLEAGUE /* with another's capability */
#define DECIDE_DOUBTFUL  TRUST_IS_DOUBTFUL  /* `op` is to be asked */
#define DECIDE_OUTSIDER  TRUST_IS_OUTSIDER  /* it is `outside` */
#define DECIDE_ALLEGED   TRUST_IS_ALLEGED /* perhaps it is; `doubt` says why */

/* What a ticket becomes while commands act on it; borrowed strings. */
typedef struct decide_state {
    const char *status, *holder, *priority, *category;
    int line, returned_from;
    const char *type, *complexity, *pinned;
    int64_t due_ms, estimate_min, later_ms;
    int wait_days, timeouts;
} decide_state;

/* What acts in an operator's place, because the configuration says so: a robot, a
 * hook. Its `op` is no person: it holds and watches nothing, and hears nothing. */
typedef struct decide_hand {
    store_actor kind; /* STORE_ACTOR_ROBOT, STORE_ACTOR_HOOK */
    const char *name; /* of its section */
} decide_hand;

/* A form that was filled in, as a new request has it; borrowed. */
typedef struct decide_form {
    const GPtrArray *rows;     /* form_row* */
    const form_answer *answer; /* its values */
    const char *text;          /* as an article */
} decide_form;

/* One decision. `in` is NULL in plans of the clock. */
typedef struct decide_job {
    const config *c;
    const status_model *statuses;
    const decide_input *in;
    plan *plan;
    int64_t now_ms;
    const config_queue *queue; /* NULL if the configuration lost it */
    const snapshot_ticket *st; /* NULL: none */
    decide_state state;
    const char *cause, *reason; /* of what is set from now on; NULL */
    bool admin;                 /* an administrator acts */
    bool moved;                 /* its status, line or holder was set */
    bool terms;                 /* what it is entitled to may have changed */
    bool asked;                 /* a board is asked about it */
    const char *queue_id;       /* that it is in, as commands leave it; NULL */
    GPtrArray *people;          /* char*: participants as commands leave them */
    GPtrArray *values;         /* store_value*: fields as commands leave them */
    const char *promised_type; /* what /type, which was checked, will set */
    GHashTable *promised;      /* what commands that were checked will set (1)
                                  or empty (-1), by name */

    const decide_form *form; /* of a new ticket; NULL: none */

    /* what a new ticket's customer wishes; NULL */
    const char *wish_type, *wish_priority;
    GPtrArray *stack; /* store_handover*: the same, the next last */
    int64_t booked;   /* rows of working time that it has planned */
    int64_t service;  /* that it is under, as commands leave it; 0: none */
    book *book;       /* as commands leave it; NULL: none needs it */
    GHashTable *said; /* char* (line) -> json_t*: what those of it did; NULL */
    GPtrArray *left;  /* const snapshot_ticket*: those that it acted on before
                         it turned to another */

    decide_who who;
    const config_operator *op; /* acts, or is to be asked; NULL */
    const decide_hand *hand;   /* what acts is no person; NULL */
    outsider outside;          /* acts, or is said to; `id` NULL: nobody */
    const tag_claim *cap;      /* operator's capability or claim; NULL */
    trust_proof proof;
    bool strong;     /* authenticated, or by SASL login */
    int64_t seen;    /* last entry that she has been shown */
    int64_t about;   /* entry that the mail which she answers ended with, by the
                      capability or claim; 0: not known */
    char *doubt;     /* why nothing may leave; NULL */
    bool dead;       /* because her secret address is of no use any more */
    json_t *account; /* what is asked about an account; NULL: nothing */
    char *place;     /* queue and line in words, for `why` */
    char *ready;     /* names of ready answers in the text; NULL: none */
    const struct config_faq *ready_foreign; /* one of them that is in another
                                               language; NULL */
} decide_job;

/* ---- decide_steps.c: making steps ---- */
decide_job *decide_job_new(const config *c, const snapshot_ticket *st,
                           int64_t now_ms);
void decide_job_ticket(decide_job *j, const snapshot_ticket *st);
plan *decide_job_end(decide_job *j); /* frees all but the plan */
int64_t decide_ticket(const decide_job *j);
char *decide_number(const decide_job *j); /* "#1042" or PLAN_NEW */

void decide_fate(decide_job *j, const char *code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* With the number of the request that it is about, if there is one. */
void decide_fate_about(decide_job *j, const char *code, const char *what);
void decide_detail(decide_job *j, const char *field, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* By whoever acts, for the job's cause. What moves the ticket ends its stay. */
void decide_set(decide_job *j, plan_field field, const char *text);
void decide_set_number(decide_job *j, plan_field field, int64_t number);
/* Working time from one moment to another, by the hours of the job's queue. */
int64_t decide_work_ms(const decide_job *j, int64_t from_ms, int64_t to_ms);
/* So much later: hours that are worked, days that are, weeks. */
int64_t decide_later_ms(const decide_job *j, int64_t from_ms, int64_t span_ms);
/* Makes a published entry of the job's ticket; whoever asked for it completes it
 * and adds it by plan_entry. */
store_entry *decide_entry(decide_job *j, store_entry_kind kind, store_author by,
                          const char *author, const char *name,
                          const char *text);
void decide_event_of(decide_job *j, store_author by, const char *author,
                     const char *name, const char *words);
/* By whoever acts. */
void decide_event(decide_job *j, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Acts on another ticket from now on; where this one was is over if it moved. */
void decide_turn(decide_job *j, const snapshot_ticket *st);
/* Set status and say so in an event; nothing if it is that already. */
void decide_status(decide_job *j, const char *to);
void decide_msgid(decide_job *j, const char *message_id,
                  store_id_origin origin);
void decide_watch(decide_job *j, bool on); /* whoever acts */
GPtrArray *decide_attachments(const letter *l);
GPtrArray *decide_attachments_copy(const GPtrArray *from);

/* ---- decide_do.c ---- */
/* A note of the job's hand, of which those are told whom the request concerns. */
void decide_hand_note(decide_job *j, const char *text);

/* ---- decide_happened.c, decide_hooks.c ---- */
/* Jobs for what the plan makes happen, when all else of it is there. */
void decide_happened(decide_job *j);
/* Those of hooks and lookups, of one ticket; NULL: that which the plan makes. */
void decide_hooks(decide_job *j, const snapshot_ticket *st);
/* By whoever acts, about the job's ticket. */
struct config_lookup;
void decide_ask_lookup(decide_job *j, const struct config_lookup *l);

/* ---- decide_staff.c: who is there, and hears ---- */
/* Her absence now, NULL. Borrowed. */
const store_absence *decide_away(const decide_job *j, const config_operator *o);
/* "Anna Larsen is away until 24 December 2026. Olga Ivanova stands in." Caller
 * frees. */
char *decide_away_words(const decide_job *j, const config_operator *o,
                        const store_absence *a);
/* That of the holder, if she is away: why somebody else is told. */
void decide_add_absence(const decide_job *j, json_t *data);
/* Who gets the next request of this line, NULL: nobody by itself; and that she has
 * got it. */
const config_operator *decide_next(const decide_job *j, int line);
void decide_had_turn(decide_job *j, int line, const config_operator *o);
/* A ticket that nobody holds goes to whoever is next on its line, if somebody is.
 * Nobody is told. */
void decide_assign(decide_job *j);
/* Nobody is on duty: when somebody is. */
void decide_assign_later(decide_job *j);
/* She, or who hears in her place: her deputy, else those of the line. */
void decide_add_for(const decide_job *j, GPtrArray *all,
                    const config_operator *o);
/* Who is told of what comes to that line: its dispatcher alone, where it has one;
 * nobody who is away, as long as somebody is not. */
GPtrArray *decide_line_told(const decide_job *j, int line);
/* Holder and who holds it too, or those who are told of its line; whoever is away
 * has somebody in her place. */
GPtrArray *decide_responsible(const decide_job *j);
/* These, watchers, and the line if it follows; without `but`. */
GPtrArray *decide_concerned(const decide_job *j, const config_operator *but);

/* ---- decide_news.c: one mail for several ---- */
/* The plan tells her of this ticket already: that mail says what `data` has, too.
 * False: it does not. */
bool decide_fold(decide_job *j, const char *operator_id, int64_t ticket,
                 const char *data);
/* Notifications from step `from` of the plan on are about what was written, if
 * something was, and not about the event that came with it. */
void decide_about_words(decide_job *j, unsigned from);
/* She hears of this notification later, or not at all; planned so. False: now. */
bool decide_defer(decide_job *j, const config_operator *o,
                  const store_outgoing *row);

/* ---- decide_process.c: fields, dates, what a type asks for ---- */
/* Of whoever acts, in the job's queue. Caller unrefs. */
GTimeZone *decide_zone(const decide_job *j);
/* Reads the date at the beginning of a command's argument; `minute` of the day
 * where it has no time. NULL: *w is it; else what is wrong. */
struct when; /* desk/when.h */
fault *decide_date(decide_job *j, const command_call *call, int minute,
                   struct when *w);
/* What a field of [field NAME] holds; NULL. */
const char *decide_value(const decide_job *j, const char *field);
/* Sets it and says so in an event; nothing if it holds that. Takes over `row`. */
void decide_value_set(decide_job *j, const char *title, store_value *row);
void decide_plan_value(decide_job *j, store_value *row); /* steps.c */
/* It is planned: later commands of the same mail see it. */
void decide_value_remember(decide_job *j, const store_value *row);

/* ---- decide_wish.c ---- */
/* What a first message's sender wishes, into the job. */
void decide_wishes(decide_job *j);
/* That, and fields that the message and rules fill, of the ticket that was planned
 * just now. */
void decide_fill(decide_job *j, const char *customer);

/* A command that is checked will set, or empty, a field or what type_needed
 * names. */
void decide_promise(decide_job *j, const char *name, bool set);
/* What must be set before a command moves the ticket there; NULL: nothing. */
fault *decide_status_wrong(decide_job *j, const char *status);
/* The ticket's type does not have this status; NULL: it has. */
fault *decide_status_foreign(decide_job *j, const status_row *to);

/* ---- decide_time.c: working time ---- */
typedef struct decide_booking {
    const char *who, *name; /* operator's id, and what she is called */
    const char *work;       /* "" */
    const char *what;       /* "" */
    int64_t at_ms;          /* when it was worked */
    int64_t min;            /* above 0 */
} decide_booking;
/* Books it on the job's ticket, with an event. */
void decide_book(decide_job *j, const decide_booking *b);
/* Takes back, latest first, what is left of her bookings of that type (NULL: of any)
 * that whoever acts may correct; no more than there is. */
void decide_take_back(decide_job *j, const decide_booking *b);
/* How much decide_take_back can take back. */
int64_t decide_booked(decide_job *j, const decide_booking *b);
/* The same in words: "1 h 30 min: 30 min travel, 1 h"; caller frees. */
char *decide_booked_words(decide_job *j, const decide_booking *b);

/* ---- decide_timer.c ---- */
/* That which runs of hers as the plan leaves it; NULL. Borrowed. */
const store_timer *decide_timer(const decide_job *j, const char *operator_id);
/* Hers runs on the job's ticket from now on. */
void decide_timer_start(decide_job *j, const char *work, const char *what);
/* It runs no more, and is booked where it ran: `min` (below 0: as long as it counts),
 * with these words (""; its own). What was booked; the ticket where, *ticket. */
int64_t decide_timer_stop(decide_job *j, const decide_booking *b,
                          int64_t *ticket);
/* It runs no more, and books nothing. */
void decide_timer_drop(decide_job *j, const char *operator_id);
/* She answers the mail that asked her about it; or it asked about this request, and
 * nothing else does. */
bool decide_timer_asked(const decide_job *j);
/* Whoever acts has closed the job's ticket, on which hers may run. */
void decide_timer_closed(decide_job *j);
/* Until when it counts, if nobody says more: now, or the end of the day in which it
 * began. */
int64_t decide_timer_until(const decide_job *j, const store_timer *t);

/* ---- decide_waiting.c: for the customer, or for a date ---- */
/* Then, or when the job's queue opens next. */
int64_t decide_opening(const decide_job *j, int64_t at_ms);
/* For the customer, for the job's reason: he is reminded after so many working
 * days (first at `first_ms`, if that is not 0). */
void decide_wait_begin(decide_job *j, int days, int64_t first_ms);
int decide_wait_days(const decide_job *j); /* where nobody says how many */
/* Out of sight until then, for the job's reason. */
void decide_later_until(decide_job *j, int64_t at_ms);
/* It waits no longer, if it did. */
void decide_wait_ends(decide_job *j);
void decide_later_ends(decide_job *j);
/* The customer wrote: nothing waits for him, or for a date. */
void decide_customer_wrote(decide_job *j);

/* ---- decide_mail.c: who is told ---- */
/* Makes a row that is ready; whoever asked for it completes it and adds it by
 * plan_send. */
store_outgoing *decide_mail(const decide_job *j, store_audience audience,
                            const char *template, const char *recipient);
/* Data of a row; takes `data` over, caller frees. */
char *decide_dump(json_t *data);
/* `data` is taken over. */
void decide_tell(decide_job *j, const config_operator *o, const char *template,
                 int64_t entry, int64_t held, json_t *data);
/* const config_operator*: all on a line of the job's queue; never empty while
 * there is any operator. */
GPtrArray *decide_line(const decide_job *j, int line);
/* The same about another ticket. */
void decide_tell_about(decide_job *j, const config_operator *o,
                       const char *template, int64_t ticket, int64_t entry,
                       json_t *data);
/* "notify" about the entry that was just added to `t`, which is not the job's. */
void decide_tell_there(decide_job *j, const config_operator *o,
                       const store_ticket *t, json_t *data);
/* A notification about a ticket whose news is the event that was just added, in
 * these words. */
void decide_tell_words(decide_job *j, const config_operator *o, int64_t ticket,
                       const char *words);
/* What `data` of a notification tells of the author beside From: where he wants
 * answers, and whom From may stand for. */
void decide_add_author(const decide_job *j, json_t *data);
/* "notify" to all of them. */
void decide_notify(decide_job *j, GPtrArray *operators, const char *why,
                   const char *words, int64_t entry);
void decide_notice(decide_job *j, const config_operator *o, const char *title,
                   const char *text);
/* What answers her letter. */
void decide_tell_back(decide_job *j, const config_operator *o,
                      const char *template, json_t *data);
/* The same, with the text of an entry below: that is no word of ours. */
void decide_notice_entry(decide_job *j, const config_operator *o,
                         const char *title, const char *text,
                         const store_entry *e);
/* Commands are not carried out: the whole text back to her, with marked lines.
 * `title`: what the mail is about; NULL: the first error. */
void decide_error(decide_job *j, const fault *title, const GPtrArray *errors,
                  const char *text);
/* The same about one line, or the whole if it is "". Takes over `f`. */
void decide_error_one(decide_job *j, const char *line, fault *f,
                      const char *text);
/* The whole mail back for a reason that names nothing, or for the job's doubt. */
void decide_refuse(decide_job *j, fault_code code);
/* Why no automatic mail ever goes to this address, NULL: it may. */
const char *decide_no_address(const decide_job *j, const char *recipient);
/* May an automatic mail go to this person now? Words why not, or NULL. */
const char *decide_unsendable(const decide_job *j, const char *recipient);

/* ---- decide_report.c ---- */
/* What a report that is about no failure says of this mail of ours. */
void decide_report(decide_job *j, const store_outgoing *row);
/* A receipt of a customer's, or of `o`'s (NULL: she is none). False: it is none, or
 * about nothing that can be told. */
bool decide_receipt(decide_job *j, const config_operator *o);
/* "5.1.1, no such user". Caller frees. */
char *decide_report_words(const letter_bounce *b);
/* When the letter came in. */
int64_t decide_arrived_ms(const decide_job *j);

/* ---- decide_who.c ---- */
void decide_find(decide_job *j); /* ticket, who, op, cap, seen, doubt */
/* What came by one of [source NAME]; NULL: it did not. Borrowed. */
const source_facts *decide_source(const decide_job *j);
/* The last entry that the mail of j->cap showed, as far as she has seen all before
 * it. */
int64_t decide_shown_by(const decide_job *j);
bool decide_is_participant(const snapshot_ticket *st, const char *address);

/* Will its text be acted on: is it neither a machine's, nor spam, nor broken? */
bool decide_is_read(const decide_job *j);

/* ---- decide_sla.c ---- */
/* What the plan does to the clocks of the job's ticket, and of the one that it
 * makes. After all else but the end of its stay. */
void decide_clocks(decide_job *j);
void decide_new_clocks(decide_job *j);
/* A coupon in what the customer has just written; he is answered. */
void decide_coupon(decide_job *j, const char *recipient);
/* What an acknowledgement tells of it: by when a person answers, the hours, days
 * that are closed. */
json_t *decide_promises(decide_job *j);
/* Into `data`: "planned", by when a person answers after all that the plan does
 * so far; nothing where nothing is promised. */
void decide_planned(decide_job *j, json_t *data);

/* ---- decide_lines.c: from line to line ---- */
/* By whoever acts, to whom it comes back. Nobody is told. */
void decide_hand_over(decide_job *j, int line);
/* Is there a line that it came from? */
bool decide_can_return(const decide_job *j);
/* Whom it would go back to: const config_operator*, she who handed it over or those
 * who are told of her line. */
GPtrArray *decide_back_to(const decide_job *j);
void decide_hand_back(decide_job *j);
/* To the first line of another queue, from which it does not come back. */
void decide_move_queue(decide_job *j, const config_queue *q);
/* Why it goes (""; not) becomes a note, and all of it is told to these; `code` of
 * the notification. */
void decide_tell_moved(decide_job *j, GPtrArray *to, const char *why,
                       const char *code, const char *words);
/* Is it hers, or on a line of hers now? */
bool decide_answers_for_line(const decide_job *j, const config_operator *o);

/* ---- decide_copy.c ---- */
/* It is a copy of an earlier message and joins the fate of that. False: it is
 * none, or worth more; then what waits of the others is over. */
bool decide_copy(decide_job *j);

/* ---- decide_secret.c ---- */
/* Was it made before a backup was put back? */
bool decide_is_older(const decide_job *j, const tag_claim *claim);
/* Why the secret address that was used is dead; NULL. */
const char *decide_dead(const decide_job *j);
/* The same of one that somebody outside has. */
const char *decide_dead_outside(const decide_job *j);
/* All of `o`'s of this ticket that are out are dead from now on; an event says so,
 * and mail with `words` (NULL: none) brings her a new one. */
void decide_revoke(decide_job *j, const config_operator *o,
                   const store_ticket *t, const char *event, const char *words);
/* Those in this letter, if others got it too, or wrote it. */
void decide_seen_outside(decide_job *j);
/* Is there one that lives in this letter? */
bool decide_shows_secret(const decide_job *j);
/* To whom else it was sent, operators left out: "a@b, c@d". Caller frees. */
char *decide_others(const decide_job *j);
/* May `o` see and work on the job's ticket (none: yes)? */
bool decide_may(const decide_job *j, const config_operator *o);
void decide_no_right(decide_job *j);

/* ---- decide_right.c ---- */
/* Has whoever acts this right, about the job's ticket, or where there is none
 * anywhere? */
bool decide_can(const decide_job *j, role_right right);
/* NULL if so; else words: "as observer you may not `what` here", and who may. */
fault *decide_no_role(const decide_job *j, role_right right, const char *what);
/* The same about a text, and about a command. */
fault *decide_no_text(const decide_job *j, bool note);
fault *decide_no_role_for(const decide_job *j, const command_call *call);

/* ---- decide_language.c: in which language a customer is written to ---- */
/* Whoever wrote; caller frees. */
char *decide_language(const decide_job *j);
/* What his message is written in, if that is sure and he has chosen none. */
void decide_language_remember(decide_job *j);
/* NULL: none any more. */
void decide_language_choose(decide_job *j, const char *language);
/* What is known of him, as earlier steps leave it, for one more step. Caller
 * frees. */
store_person *decide_person(const decide_job *j);

/* ---- one file a kind of letter ---- */
void decide_machine(decide_job *j);

/* How a letter is to be read, by its kind and by the door it came through. */
typedef enum {
    DECIDE_AS_MACHINE, /* decide_machine.c: never a reply, an article, a command */
    DECIDE_AS_NEW,     /* it is for us, and can only open a ticket */
    DECIDE_AS_PERSON /* who wrote it decides */
} decide_reading;
decide_reading decide_read_as(const decide_job *j);
/* Our own mail, but not from us any more. */
void decide_own(decide_job *j);
/* Is it an operator's responder that answers our notification, whatever its header
 * says? */
bool decide_is_responder(const decide_job *j);
/* Her responder's text stays here, and her line is told. */
void decide_responder(decide_job *j);
void decide_new_ticket(decide_job *j, const snapshot_ticket *before);
/* It is for the form's address, or comes from it filled in. False: it is a message
 * like others. */
bool decide_form_mail(decide_job *j);
/* What the job's form has of this kind, but FORM_FIELD; NULL: nothing. */
const char *decide_form_value(const decide_job *j, form_kind kind);
/* What was understood of it, into an acknowledgement's data. */
void decide_form_understood(const decide_job *j, json_t *data);
/* Are there more new requests than operators can be told of one by one? */
bool decide_is_flood(const decide_job *j);
void decide_customer(decide_job *j);
/* What a customer wrote becomes part of the request, which goes on; `text` of it.
 * Those whom it concerns are told. */
void decide_follow_up(decide_job *j, const char *text);
/* A message of the customer would open a request of its own. */
bool decide_closed_too_long(const decide_job *j);
/* Whoever wrote, as far as one is known; name NULL, address "" if none is. */
const char *decide_from(const decide_job *j);
const char *decide_from_name(const decide_job *j);
/* The name beside this mailbox in Reply-To or Cc; NULL. */
const char *decide_name_of(const decide_job *j, const char *mailbox);
/* An automatic mail to whoever wrote, if there may be one. */
void decide_answer(decide_job *j, const char *template);
void decide_stranger(decide_job *j);
/* A fresh letter of somebody who has tickets: commands alone. False: not so. */
bool decide_known_person(decide_job *j);
/* Does it look like a sign-up, a code or a verification? Then nothing of it goes
 * out by mail, whoever wrote it: somebody may have asked a service to send it
 * here, to read it there. Words why, NULL. */
const char *decide_marked(const decide_job *j);
void decide_acknowledge(decide_job *j, const char *template,
                        const char *recipient);
void decide_by_operator(decide_job *j);
void decide_by_colleague(decide_job *j);
void decide_doubtful(decide_job *j);

/* ---- decide_account.c: a customer's account by mail ---- */
/* One more part of the answer, as notify/account.c has them. Takes `part` over. */
void decide_account_ask(decide_job *j, json_t *part);
/* A customer's /report. */
void decide_account_report(decide_job *j, const command_call *call);
/* All that was asked goes out as one mail, if it may. */
void decide_account_end(decide_job *j);
/* Where it goes; NULL: the desk knows nobody who could have it. Borrowed. */
const char *decide_account_to(const decide_job *j);
/* Why it may not go there now; NULL: it may. */
const char *decide_account_unsendable(const decide_job *j);
/* Was he proved before, and is not now, where the site could tell? */
bool decide_is_unsure(const decide_job *j);
/* So, and one of these would change something. */
bool decide_unsure_acts(const decide_job *j, const GPtrArray *calls);

/* ---- decide_partner.c, decide_board.c: who is asked outside ---- */
void decide_by_outsider(decide_job *j);
/* What may be his is filed as a note that says so. */
void decide_alleged(decide_job *j);
/* What the request knows of this partner; NULL: it was never forwarded to him. */
const store_forwarded *decide_forwarded(const decide_job *j,
                                        const config_partner *p);
/* His responder's answer: told once. False: it is of no partner. */
bool decide_partner_away(decide_job *j);
/* His mail came back, or was held back: who forwarded it is told. */
void decide_tell_forward(decide_job *j, const store_outgoing *row,
                         const char *what, const char *status);
/* A member's text: his voice. */
void decide_vote(decide_job *j);
/* Is it about a board's question, whoever wrote? Counts her voice; `call` says
 * which. */
void decide_count(decide_job *j, const config_board *b, const char *member,
                  const char *name, bool yes, const char *reason);
/* Is a board asked about the request? NULL: none is. */
const config_board *decide_board_open(const decide_job *j);
/* Opens a round. */
void decide_ask_board(decide_job *j, const config_board *b, const char *why);
/* The request has come to a status in which a board is to be asked. */
void decide_board_due(decide_job *j);

/* ---- decide_reply.c: a text on its way ---- */
typedef struct decide_text {
    const char *text;
    const GPtrArray *attachments; /* store_attachment* */
    const GPtrArray *calls;       /* command_call* that came with it */
    bool note;
    bool finding; /* a note, as her line's answers are; not called one */
    bool returns; /* a finding that goes back to the line that asked */
    const config_operator *author;
    int64_t seen;
    int64_t shown; /* last entry that the mail about its hold shows, as a step
                      names it; 0: the ticket's */
    json_t *about; /* further data of a hold; NULL */
    const store_held
        *confirmed;      /* its author was shown why it was held, and sends
                                    it all the same; NULL */
    bool quiet;          /* nobody is told of its hold yet */
    const char *removed; /* what was cut from it as quoted; NULL */
    const char *ledger;  /* message that it came with; NULL: this one */
} decide_text;

/* ---- decide_task.c ---- */
/* Was it asked for another request? */
bool decide_is_task(const decide_job *j);
/* A reply in it becomes a note there. */
void decide_task_answer(decide_job *j, const decide_text *t);
/* It is done now: who asked is told. */
void decide_task_done(decide_job *j);

/* What is new since `seen` that is not hers: words, NULL if nothing is. */
char *decide_stale(const snapshot_ticket *st, const char *operator_id,
                   int64_t seen, int64_t but);
/* Text, then commands. False, and nothing done, if there is nobody to send to. */
bool decide_carry(decide_job *j, const decide_text *t);
/* A reply of `author` (NULL: nobody's any more) is on its way: whose the ticket
 * is and where it stands, if no command beside it (NULL: none) says so. */
void decide_after_reply(decide_job *j, const config_operator *author,
                        const GPtrArray *calls);
void decide_hold(decide_job *j, store_held_kind kind, const decide_text *t,
                 const char *reason);
bool decide_has_content(const char *text, const GPtrArray *attachments);

/* ---- decide_words.c: which words are hers ---- */
/* Her text without what she quotes, and commands that are her own; `inside`: as a
 * note keeps it. */
command_result *decide_read(const decide_job *j, bool inside);
/* The same of an answer to a list: commands may name requests. */
command_result *decide_read_several(const decide_job *j);
/* Why a line that looks like a command holds her text; caller frees. */
char *decide_suspect_words(const command_result *r);
/* Does she answer a mail whose news was a colleague's? Then it is a note, if she
 * does not say. */
bool decide_answers_colleague(const decide_job *j);
/* Why her text and files may not go to a customer; NULL: they may. *about gets
 * data for a hold, if there is any; caller frees both. */
char *decide_note_words(const decide_job *j, json_t **about);
/* store_attachment*: what of the letter's goes with a reply, or into a note. */
GPtrArray *decide_files(const decide_job *j, bool note);
/* Events about those that do not. */
void decide_left_out(decide_job *j, bool note);
/* What was cut from the letter as quoted, NULL: nothing. Borrowed. */
const char *decide_removed(const decide_job *j);

/* ---- decide_robots.c ---- */
/* Jobs of robots for what the plan makes happen to this ticket; NULL: to that which
 * it makes. */
void decide_robots(decide_job *j, const snapshot_ticket *st);
/* The ticket is in its status since then, and came out of `before` (NULL: of none):
 * robots that wait for that. */
void decide_robot_waits(decide_job *j, const char *before, int64_t since_ms);
/* ---- decide_ready.c: ready answers ---- */
/* Puts those that her commands name into r->text, and takes these commands out. What
 * is wrong (of the command *line); NULL: nothing. */
fault *decide_ready_put(decide_job *j, command_result *r, const char **line);
/* An event says which were put in, and she hears of one in another language. */
void decide_ready_told(decide_job *j, bool note);
/* What is wrong with what stands after /faq or /template; NULL: it names one, finds
 * some, or asks for all. */
fault *decide_ready_wrong(const decide_job *j, const command_call *call);
/* It names none: the nearest, or all. */
fault *decide_ready_unknown(const decide_job *j, const command_call *call);
/* What an acknowledgement has of ready answers, and asks for, goes into its data,
 * and is kept with the ticket. */
void decide_offer(decide_job *j, json_t *data);
/* Names of answers that the acknowledgement had, if nobody has replied since; NULL. */
const char *decide_self_served(const decide_job *j);
/* A customer's /faq, and whether somebody asks for nothing else and can be
 * answered. */
void decide_answer_question(decide_job *j, const char *query);
bool decide_questions_only(const decide_job *j, const GPtrArray *calls);

/* ---- decide_commands.c ---- */
/* Why it cannot be done now; NULL: it can. */
fault *decide_command_wrong(decide_job *j, const command_call *call);
/* command_error* of what cannot be done; empty if all can. */
GPtrArray *decide_commands_check(decide_job *j, const GPtrArray *calls);
/* When commands beside a text are carried out; without one, all are at once. */
typedef enum {
    DECIDE_BEFORE_TEXT = 1 << 0,
    DECIDE_AT_ONCE = 1 << 1,
    DECIDE_WITH_REPLY = 1 << 2, /* when that is sent */
    DECIDE_AFTER_TEXT = DECIDE_AT_ONCE | DECIDE_WITH_REPLY
} decide_when;
/* Those of `when`, a set of decide_when. */
void decide_commands_run(decide_job *j, const GPtrArray *calls, unsigned when);
/* The lines of those of DECIDE_WITH_REPLY; NULL: there are none. Caller frees. */
char *decide_commands_kept(const GPtrArray *calls);
/* A customer's. */
void decide_obey(decide_job *j, const GPtrArray *calls);
/* Does one of them need a ticket, where there is none? */
bool decide_lack_ticket(const decide_job *j, const GPtrArray *calls,
                        command_right right);
/* `wrong` is none of `names` (NULL ends them), which /command takes. */
fault *decide_near(const char *command, const char *wrong,
                   const char *const *names);

/* ---- what a command does that another one does too ---- */
/* Whom an operator means by id, name or address; *wrong gets why nobody. */
const config_operator *decide_operator(const decide_job *j, const char *command,
                                       const char *who,
                                       fault **wrong);      /* holder.c */
void decide_show(decide_job *j, int64_t ticket, bool full); /* ask.c */
void decide_mark_spam(decide_job *j, const char *status);   /* spam.c */

/* ---- decide_book.c ---- */
/* What is wrong with what stands after /company, ...; NULL: nothing. And what it
 * does; she is answered by one mail, whatever else she asks of the book. */
fault *decide_book_wrong(decide_job *j, const command_call *call);
void decide_book_run(decide_job *j, const command_call *call);

/* ---- decide_consent.c ---- */
/* A customer asks for a change of his service ("hours=20"), and is answered. */
void decide_consent_asked(decide_job *j, const char *person, const char *text);
/* Does one of the job's ticket wait for a word? */
bool decide_consent_waits(const decide_job *j);
/* Why whoever acts cannot give it now; NULL: she can. */
fault *decide_consent_wrong(decide_job *j);
void decide_consent_answered(decide_job *j, bool yes, const char *reason);

/* ---- decide_held.c ---- */
/* Her open held reply of this ticket, or the one that a capability names. */
const store_held *decide_held_open(const decide_job *j);
void decide_held_answer(decide_job *j, const store_held *h,
                        const command_result *r);
void decide_held_close(decide_job *j, const store_held *h,
                       store_held_state state);

/* It waits to become a note that its author did not call one. */
bool decide_held_finding(const store_held *h);
/* The commands that wait with it: command_call* of results in `keep`. */
GPtrArray *decide_held_calls(const store_held *h, GPtrArray *keep);

/* ---- decide_several.c: answers to lists ---- */
/* Is it one? Then it is about no ticket, but those that its commands name. */
bool decide_is_listed(const decide_job *j);
void decide_several(decide_job *j);
/* Why the list's address is of no use any more; NULL: it works. */
const char *decide_list_dead(const decide_job *j);
/* All addresses of lists that she got until now are dead. */
void decide_revoke_lists(decide_job *j, const config_operator *o);
/* Those that stand in the letter, because somebody else has seen them; `words`
 * for their owner. */
void decide_lists_seen(decide_job *j, const char *words);

/* ---- decide_draft.c: requests for somebody else ---- */
/* An operator's fresh letter that opens one: it is shown to her. False: none. */
bool decide_draft(decide_job *j);
/* Her answer to that. False: it is none. */
bool decide_draft_answer(decide_job *j);
/* A reply (entry) has been published: whoever has a telephone is to be called. */
void decide_call_back(decide_job *j, const char *author, int64_t entry);

/* ---- decide_whole.c: messages held as a whole ---- */
void decide_broken(decide_job *j);
void decide_spam(decide_job *j);
/* What no person wrote and what is about nothing of ours: on hold, shown by a
 * digest. `code` of its fate; `what` it is, in words. */
void decide_aside(decide_job *j, const char *code, const char *what);
/* An operator's answer to a digest or to word of a broken message, or /send and
 * /drop with numbers. False: it is none of these. */
bool decide_whole_answer(decide_job *j, const command_result *r);
/* Has this released message been let in already? */
bool decide_released_before(const decide_job *j);
/* A released message has its fate now: its hold is over. */
void decide_released_end(decide_job *j);

/* ---- decide_advice.c ---- */
int decide_voted_priority(const decide_job *j); /* in config_priorities, -1 */
int decide_voted_line(const decide_job *j);     /* 0: none */
const char *decide_voted_type(const decide_job *j); /* NULL: none */
const char *decide_voted_holder(const decide_job *j);
/* The rules whose votes of this kind act, "A, B"; NULL: none do, or he who wrote
 * wished it. Borrowed. */
const char *decide_voted_by(const decide_job *j, const char *kind);
/* The rules that make it that category, or how sure it is; NULL. Caller frees. */
char *decide_category_by(const decide_job *j, const config_category *k,
                         bool learned); /* the same */
bool decide_voted_mark(const decide_job *j, const char *name);
/* What is proposed to operators beside the category that it got; NULL. */
json_t *decide_advice(const decide_job *j, const config_category *k);
void decide_advice_details(decide_job *j);

/* ---- decide_rating.c, decide_review.c ---- */
/* A customer's letter to the address that asked him how it went. False: it is no
 * rating that counts, and is read as any other. `r`: what he wrote. */
bool decide_rated(decide_job *j, const command_result *r);
/* Does the letter say a rating, as far as its text goes? */
bool decide_says_rating(const decide_job *j);
/* The reply that has just been published resolves it: its customer is asked. */
void decide_ask_rating(decide_job *j);
/* It has just been closed: a lead may have to look at it. */
void decide_review_closed(decide_job *j);
/* A lead's answer to that. */
void decide_reviewed(decide_job *j);
/* const config_operator*: who leads the line, or who stands in for them; where
 * nobody does, all of it. */
GPtrArray *decide_leads(const decide_job *j);

/* ---- decide_learn.c ---- */
/* A lesson about the message of this ledger row; nothing if whoever acts may not
 * teach. class NULL: forget. */
void decide_learn(decide_job *j, const char *ledger, store_subject about,
                  const char *class);
/* A held message was let in, or discarded; only what was held as spam teaches. */
void decide_learn_held(decide_job *j, const store_held *h, bool let_in);
/* The request is of this category: what it began with is learned. */
void decide_learn_category(decide_job *j, const char *category);
/* She takes back that it is spam, and does not say that it is none. */
void decide_learn_forget_spam(decide_job *j);
/* All that the customer wrote is spam, or is none. */
void decide_learn_spam(decide_job *j, bool spam);

/* ---- decide_next.c ---- */
/* May whoever acts set this status by hand, by `next` of the one that it has? What
 * is possible if not; NULL: she may. */
fault *decide_next_wrong(decide_job *j, const char *to);

/* ---- decide_after.c ---- */
/* The ticket came into its status at `since_ms`, out of `before` (NULL: of none):
 * what becomes of that by itself. */
void decide_after_plan(decide_job *j, const char *before, int64_t since_ms);

/* ---- decide_failed.c ---- */
/* Those whom the ticket concerns learn that this mail did not arrive. */
void decide_tell_undelivered(decide_job *j, const store_outgoing *row,
                             const char *status, bool flood);

/* ---- decide_undo.c ---- */
/* /undo: true if an article was stopped; she is told. */
bool decide_undo(decide_job *j);
void decide_undo_too_late(decide_job *j);
void decide_withdraw(decide_job *j, const store_entry *e);
/* The same, and its author and whoever stops it are told. */
void decide_stop(decide_job *j, const store_entry *e);

#endif
