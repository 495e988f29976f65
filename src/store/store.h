/* store: tickets, entries, people, outgoing mail, the ledger.
 *
 * Promises.  No SQL and no SQLite type outside this room.  All times are UTC
 * milliseconds.  Writes happen inside store_begin/store_commit (BEGIN IMMEDIATE,
 * WAL, synchronous=FULL); reads outside see the last commit.  A handle belongs to
 * one thread; several processes may open the store.  Structs that come back own
 * their strings; free them with store_*_free; arrays free their elements.
 * Strings are never NULL unless the comment says so.  Everything that takes a
 * GError returns false or NULL on error (ERR_BUSY: locked for over the busy
 * timeout; ERR_FULL; ERR_IO; ERR_NOT_FOUND where one row was asked for).
 */
#ifndef POSTERN_STORE_H
#define POSTERN_STORE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define STORE_BUSY_MS 10000

typedef struct store store;

/* ---- the database ---- */
bool store_create(const char *path, GError **error); /* + schema, epoch 1 */
store *store_open(const char *path, GError **error); /* ERR_NOT_FOUND if none */
void store_close(store *s);
bool store_begin(store *s, GError **error);
bool store_commit(store *s, GError **error);
void store_rollback(store *s);
/* Savepoint of one message within a transaction of several. */
bool store_savepoint(store *s, GError **error);
bool store_savepoint_release(store *s, GError **error);
void store_savepoint_rollback(store *s);
int64_t store_epoch(store *s); /* of tags made now */
/* quick_check and foreign_key_check; problems as text lines (empty: sound). */
bool store_verify(store *s, GPtrArray **problems, GError **error);

/* ---- tickets ---- */
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
    int returned_from; /* line that handed it over, 0: none (/return) */
} store_ticket;
void store_ticket_free(store_ticket *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_ticket, store_ticket_free)
store_ticket *store_ticket_get(store *s, int64_t id, GError **error);
/* Inserts; id, epoch, last_entry of `t` are ignored and the new id is set in it.
 * Numbers start at 1001. */
bool store_ticket_add(store *s, store_ticket *t, GError **error);
/* Writes every field of `t` but id, queue, epoch, last_entry. */
bool store_ticket_update(store *s, const store_ticket *t, GError **error);
typedef struct store_ticket_filter {
    const char *queue, *status, *holder, *customer; /* NULL: any */
    bool open;         /* not resolved, closed or spam */
    int line;          /* 0: any */
    const char *words; /* search in subject, articles, notes; NULL */
    unsigned limit;    /* 0: 100 */
} store_ticket_filter;
/* Newest change first. store_ticket* array. */
GPtrArray *store_ticket_list(store *s, const store_ticket_filter *f,
                             GError **error);
/* Tickets of this queue that went into `status` at or before `before_ms`, the
 * longest there first. */
GPtrArray *store_ticket_in_status(store *s, const char *queue,
                                  const char *status, int64_t before_ms,
                                  unsigned limit, GError **error);
/* Tickets created at or after `since_ms` (for the flood limit). -1 on error. */
int64_t store_ticket_count_since(store *s, int64_t since_ms, GError **error);

/* ---- participants and watchers ---- */
typedef enum { STORE_CUSTOMER, STORE_CC, STORE_ADDED } store_part;
typedef struct store_participant {
    char *address; /* normal form */
    char *name;    /* NULL */
    store_part part;
} store_participant;
void store_participant_free(store_participant *p);
GPtrArray *store_participants(store *s, int64_t ticket, GError **error);
bool store_participant_add(store *s, int64_t ticket, const store_participant *p,
                           GError **error);
bool store_participant_remove(store *s, int64_t ticket, const char *address,
                              GError **error);
GPtrArray *store_watchers(store *s, int64_t ticket, GError **error); /* char* */
bool store_watcher_set(store *s, int64_t ticket, const char *operator_id,
                       bool on, GError **error);

/* ---- entries: one numbering per ticket for articles, notes and events ---- */
typedef enum { STORE_ARTICLE, STORE_NOTE, STORE_EVENT } store_entry_kind;
typedef enum {
    STORE_PENDING, /* an operator's article in its undo window */
    STORE_PUBLISHED,
    STORE_WITHDRAWN /* stopped by /undo or held after all */
} store_entry_state;
typedef enum {
    STORE_BY_CUSTOMER,
    STORE_BY_OPERATOR,
    STORE_BY_STRANGER,
    STORE_BY_SYSTEM
} store_author;
typedef struct store_attachment {
    char *part, *name, *type;
    char *content_id; /* NULL */
    bool shown_inline;
    int64_t size;
    char sha256[65];
} store_attachment;
void store_attachment_free(store_attachment *a);
typedef struct store_entry {
    int64_t ticket, n;
    store_entry_kind kind;
    store_entry_state state;
    store_author by;
    char *author;      /* address, or operator id; "" for the system */
    char *author_name; /* NULL */
    char *text;        /* light markup, compose.h */
    char *message_id;  /* of the letter that it came with, NULL */
    char *ledger;      /* ledger id, NULL */
    int64_t created_ms;
    int64_t publish_ms; /* end of the undo window if pending, else 0 */
    int64_t seen;       /* last entry that its author had seen, for the check at
                           the end of the undo window */
    GPtrArray *attachments; /* store_attachment*, never NULL */
} store_entry;
void store_entry_free(store_entry *e);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_entry, store_entry_free)
/* n of `e` is set to the ticket's next number. Articles, notes and events are
 * separate tables. */
bool store_entry_add(store *s, store_entry *e, GError **error);
bool store_entry_set_state(store *s, int64_t ticket, int64_t n,
                           store_entry_state state, GError **error);
store_entry *store_entry_get(store *s, int64_t ticket, int64_t n,
                             GError **error);
/* Entries with n > after, oldest first; events only if `events`. */
GPtrArray *store_entry_list(store *s, int64_t ticket, int64_t after,
                            bool events, GError **error);
/* Pending articles whose publish_ms <= now (or that a clock which was set back
 * since would delay: store/due.h), oldest first; next_ms gets when the next is
 * due (INT64_MAX: none). */
GPtrArray *store_entry_due(store *s, int64_t now_ms, int64_t *next_ms,
                           GError **error);

/* Contents of attachments, by SHA-256; put is idempotent. */
bool store_blob_put(store *s, const char *sha256, GBytes *data, GError **error);
GBytes *store_blob_get(store *s, const char *sha256, GError **error);

/* ---- Message-IDs sent or received: which ticket ---- */
bool store_msgid_add(store *s, const char *message_id, int64_t ticket,
                     GError **error);
/* 0 if unknown, -1 on error. */
int64_t store_msgid_ticket(store *s, const char *message_id, GError **error);

/* ---- people ---- */
typedef struct store_person {
    char *address;  /* normal form */
    char *name;     /* NULL */
    char *language; /* NULL */
    bool ack_off;
} store_person;
void store_person_free(store_person *p);
/* NULL without error if unknown. */
store_person *store_person_get(store *s, const char *address, GError **error);
bool store_person_put(store *s, const store_person *p, GError **error);

/* ---- ledger: one fate per message ---- */
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
/* The first row of this (queue, identity), NULL without error if none. */
store_ledger *store_ledger_first(store *s, const char *queue,
                                 const char *identity, GError **error);
/* Newest first: by ledger id or Message-ID, by ticket, by address (sender, From,
 * recipients), by words (subject, From). Exactly one argument is set. */
GPtrArray *store_ledger_find(store *s, const char *id, int64_t ticket,
                             const char *address, const char *words,
                             unsigned limit, GError **error);
/* Messages accepted at or after `since_ms` whose raw octets are kept, copies left
 * out, oldest first; of more than `limit` the newest. */
GPtrArray *store_ledger_since(store *s, int64_t since_ms, unsigned limit,
                              GError **error);

/* ---- raw messages ---- */
/* Compressed; hash (BLAKE2b or SHA-256, 64 hex) is given back. Idempotent. */
bool store_raw_put(store *s, GBytes *raw, char hash[65], GError **error);
GBytes *store_raw_get(store *s, const char *hash, GError **error);

/* ---- outgoing mail: data, composed when its time has come ---- */
typedef enum {
    STORE_TO_CUSTOMER,
    STORE_TO_OPERATOR,
    STORE_TO_ADMIN
} store_audience;
typedef enum {
    STORE_OUT_WAITING, /* for the end of an undo window */
    STORE_OUT_READY,
    STORE_OUT_SENT,
    STORE_OUT_FAILED,
    STORE_OUT_CANCELLED
} store_out_state;
typedef struct store_outgoing {
    int64_t id;
    store_audience audience;
    char *template; /* name of a letter of ours: "ack", "reply", "notify" */
    char *queue;
    int64_t ticket;    /* 0: none */
    int64_t entry;     /* entry that it carries or shows last; 0: none */
    int64_t held;      /* held item that it is about, 0 */
    char *recipient;   /* one address */
    char *operator_id; /* NULL unless audience is operator */
    char *unique;      /* part of its Message-ID, made by store_outgoing_add */
    char *message_id;  /* without <>; filled by the sender role's first try
                           through store_outgoing_set_message_id; NULL before */
    int64_t date_ms;   /* Date of the mail */
    char *data;        /* JSON object: further values for the template */
    char *in_reply_to; /* Message-ID that it answers, NULL */
    store_out_state state;
    unsigned tries;
    int64_t next_ms;
    char *result; /* last SMTP answer or error, NULL */
    int64_t created_ms, sent_ms;
} store_outgoing;
void store_outgoing_free(store_outgoing *o);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_outgoing, store_outgoing_free)
/* id and unique are set in `o`. */
bool store_outgoing_add(store *s, store_outgoing *o, GError **error);
store_outgoing *store_outgoing_get(store *s, int64_t id, GError **error);
/* READY and due, oldest first, at most limit; *next_ms as in entry_due. */
GPtrArray *store_outgoing_due(store *s, int64_t now_ms, unsigned limit,
                              int64_t *next_ms, GError **error);
/* All of one entry's (WAITING ones become READY with date_ms, or CANCELLED). */
bool store_outgoing_release(store *s, int64_t ticket, int64_t entry,
                            store_out_state to, int64_t date_ms,
                            GError **error);
GPtrArray *store_outgoing_of_ticket(store *s, int64_t ticket, GError **error);
/* Remember Message-ID durably before the first try, and add it to msgids. */
bool store_outgoing_set_message_id(store *s, int64_t id, const char *message_id,
                                   GError **error);
bool store_outgoing_result(store *s, int64_t id, store_out_state state,
                           int64_t next_ms, const char *result, int64_t now_ms,
                           GError **error);
/* Automatic mails (every template but "reply") made for this address since. */
int64_t store_outgoing_count_since(store *s, const char *recipient,
                                   int64_t since_ms, GError **error);
/* By its Message-ID; NULL without error if none. */
store_outgoing *store_outgoing_by_message_id(store *s, const char *message_id,
                                             GError **error);
/* Counts; *oldest_ms is the Date of the oldest READY row, 0 if there is none. */
bool store_outgoing_status(store *s, int64_t *ready, int64_t *failed,
                           int64_t *oldest_ms, GError **error);

/* ---- held items ---- */
typedef enum {
    STORE_HELD_STALE,   /* a reply crossed something new */
    STORE_HELD_DOUBT,   /* evidence disagrees */
    STORE_HELD_COMMAND, /* command-like line in the text */
    STORE_HELD_SPAM,
    STORE_HELD_BROKEN, /* killed the parser three times */
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
    int reminded; /* 0, 1: author, 2: line; spam: 1 once it stood in a digest */
    char *data;   /* JSON: "commands" that wait with it; of whole messages
                     "login" and "client" as in the spool, and of spam "score",
                     "rules", "from", "subject", as a digest shows them */
} store_held;
void store_held_free(store_held *h);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_held, store_held_free)
bool store_held_add(store *s, store_held *h, GError **error); /* sets id */
bool store_held_update(store *s, const store_held *h, GError **error);
store_held *store_held_get(store *s, int64_t id, GError **error);
/* Open ones; ticket 0: of all; oldest first. */
GPtrArray *store_held_list(store *s, int64_t ticket, GError **error);
/* Open ones that are no spam and of which the line was not reminded. */
GPtrArray *store_held_unanswered(store *s, GError **error);
/* Open spam of a queue that has stood in no digest, oldest first. */
GPtrArray *store_held_undigested(store *s, const char *queue, GError **error);
/* Those that are to go through the spool once more. */
GPtrArray *store_held_released(store *s, GError **error);
/* The whole message that was held by this ledger row; NULL without error if
 * there is none. */
store_held *store_held_of_ledger(store *s, const char *ledger, GError **error);

/* ---- alarms: once per cause ---- */
/* True in *first if this cause was not open (then it is now). */
bool store_alarm_raise(store *s, const char *cause, const char *text,
                       int64_t now_ms, bool *first, GError **error);
bool store_alarm_clear(store *s, const char *cause, GError **error);
GPtrArray *store_alarm_list(store *s, GError **error); /* char* "cause\ttext" */

/* ---- words: what the filter that learns has counted ---- */
/* Words are hashes under a key that the store does not have. Classes 0 and 1 are
 * "spam" and "ham", others are categories. */
#define STORE_CLASS_NONE (-1)
typedef struct store_class {
    int64_t class;
    char *name;      /* "spam", "ham", id of a category */
    int64_t trained; /* messages */
} store_class;
void store_class_free(store_class *c);
/* store_class* array, by number, without gaps. */
GPtrArray *store_classes(store *s, GError **error);
/* *class is STORE_CLASS_NONE if there is none and `make` is false. ERR_LIMIT if
 * there are `max` already. */
bool store_class_number(store *s, const char *name, bool make, unsigned max,
                        int64_t *class, GError **error);

/* A message is remembered by its identity, once about being spam and once about
 * its category: taught again the same it changes nothing, taught otherwise its
 * words are taken back first. */
typedef enum { STORE_ABOUT_SPAM, STORE_ABOUT_CATEGORY } store_subject;
typedef enum {
    STORE_LEARNED_NOTHING, /* was known as that */
    STORE_LEARNED_NEW,
    STORE_LEARNED_CORRECTED,
    STORE_LEARNED_FORGOTTEN
} store_learned;
/* Many messages within one transaction: counts are gathered, and written by
 * store_lesson_write, before the commit. After a rollback throw it away. */
typedef struct store_lesson store_lesson;
store_lesson *store_lesson_new(store *s, int64_t now_ms);
void store_lesson_free(store_lesson *l);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_lesson, store_lesson_free)
/* class STORE_CLASS_NONE: forget. `words` each once. */
bool store_lesson_add(store_lesson *l, const char *identity,
                      store_subject about, int64_t class, const uint64_t *words,
                      size_t n, store_learned *what, GError **error);
size_t store_lesson_size(const store_lesson *l); /* counts that wait */
bool store_lesson_write(store_lesson *l, GError **error);

/* char*: names of the classes that this message was learned as; may be empty. */
GPtrArray *store_learned_as(store *s, const char *identity, GError **error);
/* Words were learned or forgotten since this was set to false; the first of these
 * is done by store_lesson_write. */
bool store_words_set_changed(store *s, bool changed, GError **error);
bool store_words_changed(store *s, bool *changed, GError **error);

/* ---- teachings: lessons that wait to be learned ---- */
typedef struct store_teaching {
    int64_t id;
    char *identity;
    store_subject about;
    char *class; /* name; NULL: forget */
    unsigned tries;
    char *ledger, *raw; /* of the message; raw NULL: not kept */
} store_teaching;
void store_teaching_free(store_teaching *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_teaching, store_teaching_free)
/* The message of this ledger row is to be learned as `class`, a name, or
 * forgotten (NULL); takes the place of what was asked about it before. A message
 * that is not kept is passed over. */
bool store_teach(store *s, const char *ledger, store_subject about,
                 const char *class, GError **error);
/* The oldest that is due; NULL without error if none is. */
store_teaching *store_teaching_next(store *s, int64_t now_ms, GError **error);
/* One more try was made of it; again at next_ms. */
bool store_teaching_later(store *s, int64_t id, int64_t next_ms,
                          GError **error);
/* It is over. False in *was: another took its place, or it was over before. */
bool store_teaching_end(store *s, int64_t id, bool *was, GError **error);
int64_t store_teaching_count(store *s, GError **error); /* -1 on error */

/* Forget words that one message alone had, taught before that day. */
bool store_words_expire(store *s, int64_t before_ms, GError **error);
/* All counts, by hash (as unsigned numbers) and class. */
typedef void (*store_word_reader)(uint64_t hash, int64_t class, int64_t count,
                                  void *context);
bool store_words_each(store *s, store_word_reader read, void *context,
                      GError **error);

/* ---- the composer's handle: only what is public ---- */
/* A second handle, read-only, on which SQLite's authorizer denies everything
 * but the views pub_ticket, pub_article, pub_participant, pub_person,
 * pub_attachment (with data of published articles only). */
typedef struct store_public store_public;
store_public *store_public_open(const char *path, GError **error);
void store_public_close(store_public *p);
/* holder, line, spent_min, priority, category of these tickets are not public
 * and come back empty. */
store_ticket *store_public_ticket(store_public *p, int64_t id, GError **error);
/* Published articles only. n 0: all, oldest first. */
GPtrArray *store_public_articles(store_public *p, int64_t ticket, int64_t n,
                                 GError **error);
GPtrArray *store_public_participants(store_public *p, int64_t ticket,
                                     GError **error);
GPtrArray *store_public_tickets_of(store_public *p, const char *customer,
                                   GError **error);
GBytes *store_public_attachment(store_public *p, int64_t ticket, int64_t n,
                                const char *part, GError **error);
/* For the test that tries every table: run any SQL; ERR_DENIED if the
 * authorizer refuses to prepare it. */
bool store_public_try(store_public *p, const char *sql, GError **error);

#endif
