/* queue_config: [queue NAME], an address that is served. */
#ifndef POSTERN_DESK_QUEUE_CONFIG_H
#define POSTERN_DESK_QUEUE_CONFIG_H

#include "config/section.h"

#define CONFIG_QUEUE_KEYS(KEY, S)                                              \
    KEY(S, ADDRESS, address, "address", NULL,                                  \
        "The address that customers write to", .required = true)               \
    KEY(S, ADDRESSES, aliases, "aliases", "", "Other addresses of this queue") \
    KEY(S, TEXT, name, "name", NULL, "Name beside the address in From",        \
        .shown = "name of the site")                                           \
    KEY(S, WORD, language, "language", NULL,                                   \
        "Language of messages, where the customer's is not known",             \
        .shown = "language of the site")                                       \
    KEY(S, TEXT, signature, "signature", "",                                   \
        "Text under replies; \\n begins a new line")                           \
    KEY(S, TEXT, hours, "hours", "",                                           \
        "When it is answered, in words, for the acknowledgement; who reads "   \
        "another language than the queue's gets the hours of its calendar")    \
    KEY(S, INT, line, "line", "1", "Support line of new tickets", .min = 1,    \
        .max = 9)                                                              \
    KEY(S, WORD, type, "type", NULL,                                           \
        "Type of new tickets, where nothing "                                  \
        "votes for another")                                                   \
    KEY(S, BOOL, form, "form", "no",                                           \
        "Its first messages come from a web form: lines such as \"Field: "     \
        "value\" in them set fields, and what the customer wishes as type "    \
        "and priority is read")                                                \
    KEY(S, WORD, zone, "zone", NULL,                                           \
        "Time zone of dates in its mail, by its IANA name, as in Europe/Oslo", \
        .shown = "zone of the site")                                           \
    KEY(S, BOOL, keep, "keep", "no",                                           \
        "Let the MTA deliver the message as well")                             \
    KEY(S, BOOL, acknowledge, "acknowledge", "yes", "Acknowledge new tickets") \
    KEY(S, DURATION, undo_ms, "undo", "60s",                                   \
        "How long a reply waits, so that /undo can stop it", .min = 0,         \
        .max = SPAN_DAY)                                                       \
    KEY(S, INT, ack_per_hour, "ack_per_hour", "3",                             \
        "Automatic messages to one address in an hour", .min = 0, .max = 1000) \
    KEY(S, ENUM, reply_to, "reply_to", "show",                                 \
        "Whether Reply-To of a first message is its customer (trust: for web " \
        "forms), or is only shown to operators",                               \
        .words = config_reply_to_words)                                        \
    KEY(S, ENUM, dsn, "dsn", "success",                                        \
        "What servers are asked to report of replies, if they can: that they " \
        "arrived (success), only that they do not (failure), or nothing "      \
        "beyond what they report unasked (never)",                             \
        .words = config_dsn_words)                                             \
    KEY(S, BOOL, receipts, "receipts", "no",                                   \
        "Replies ask customers' mail programs to tell when they are read, "    \
        "which most people are asked about first")                             \
    KEY(S, WORD, calendar, "calendar", NULL,                                   \
        "Working hours, as [calendar NAME] has them", .shown = "always")       \
    KEY(S, WORD, sla, "sla", NULL,                                             \
        "What its customers are promised, as [sla NAME] has it; contract, "    \
        "service, coupon and type may promise something else",                 \
        .shown = "nothing")                                                    \
    KEY(S, INT, wait_days, "wait", "3",                                        \
        "Working days until a customer who was asked (/wait) is reminded, and" \
        " from reminder to reminder",                                          \
        .min = 1, .max = 365)                                                  \
    KEY(S, INT, reminders, "reminders", "2",                                   \
        "How often he is reminded before the wait is over", .min = 0,          \
        .max = 20)                                                             \
    KEY(S, INT, give_up, "give_up", "2",                                       \
        "When so many waits in a row are over without an answer, the request " \
        "is resolved; before that it comes back to work; 0: always back",      \
        .min = 0, .max = 100)                                                  \
    KEY(S, DURATION, reopen_ms, "reopen_within", "14d",                        \
        "A customer's reply within this time reopens a closed ticket; a "      \
        "later one opens a new ticket",                                        \
        .min = 0, .max = 3650 * SPAN_DAY)                                      \
    KEY(S, DURATION, close_ms, "close_after", "7d",                            \
        "A resolved ticket closes silently after this time", .min = 0,         \
        .max = 3650 * SPAN_DAY)                                                \
    KEY(S, DURATION, capability_ms, "capability_for", "30d",                   \
        "Operators' reply addresses of a ticket work for this time after it "  \
        "was closed",                                                          \
        .min = 0, .max = 3650 * SPAN_DAY)                                      \
    KEY(S, SCORE, spam_hold, "spam_hold", "5",                                 \
        "Messages with this score or more are put on hold as spam; off: "      \
        "never")                                                               \
    KEY(S, SCORE, spam_reject, "spam_reject", "off",                           \
        "The milter refuses mail with this score or more, if all its "         \
        "recipients are ours and their queues refuse it; not before 200 "      \
        "messages each of spam and ham are learned")                           \
    KEY(S, TEXT, refusal, "refusal",                                           \
        "This looks like spam; if it is not, please reach us another way",     \
        "What the sender of refused mail is told: name another way to reach"   \
        " you")                                                                \
    KEY(S, DURATION, spam_digest_ms, "spam_digest", "1h",                      \
        "How often operators get a list of newly held spam; 0: never",         \
        .min = 0, .max = 7 * SPAN_DAY)

typedef enum { CONFIG_REPLY_TO_TRUST, CONFIG_REPLY_TO_SHOW } config_reply_to;
extern const char *const config_reply_to_words[];
typedef enum {
    CONFIG_DSN_SUCCESS,
    CONFIG_DSN_FAILURE,
    CONFIG_DSN_NEVER
} config_dsn;
extern const char *const config_dsn_words[];

typedef struct config_queue {
    char *id;
    CONFIG_QUEUE_KEYS(CONFIG_MEMBER, )
} config_queue;
extern const config_section config_queue_section;

/* Look-ups; NULL if there is none. Borrowed. */
const config_queue *config_queue_by_id(const config *c, const char *id);
/* The ids of all, NULL at the end, for what tags are read by; the array is the
 * caller's, the ids are borrowed. */
const char **config_queue_ids(const config *c);
/* The queue that serves `mailbox` (plus-part ignored, any case, <> allowed);
 * *detail gets the plus-part (caller frees) or NULL. */
const config_queue *config_queue_by_address(const config *c,
                                            const char *mailbox, char **detail);
/* Is `mailbox` one of ours: a queue or an alias of one? */
bool config_is_own_address(const config *c, const char *mailbox);

/* For checks: is there such a queue? `where` is what stands between brackets. */
void config_check_queue_name(config_reading *r, const void *base,
                             const char *key, const char *where,
                             const char *name);
/* For checks: remembers who has an address or a login, and tells of a second. */
void config_claim(config_reading *r, GHashTable *owners, const char *text,
                  const char *owner, const void *base, const char *key);
/* The addresses of all queues so; who comes after them is told of. */
void config_claim_queues(config_reading *r, GHashTable *owners);

#endif
