/* operator_config: [operator NAME], who answers, and [line N], where. */
#ifndef POSTERN_DESK_OPERATOR_CONFIG_H
#define POSTERN_DESK_OPERATOR_CONFIG_H

#include "config/config.h"
#include "config/key.h"
#include "desk/role.h"

typedef enum {
    CONFIG_ANSWER_REPLY,
    CONFIG_ANSWER_NOTE,
    CONFIG_ANSWER_UNSET
} config_answer;
extern const char *const config_answer_words[]; /* in this order */

typedef enum {
    CONFIG_ASSIGN_NONE,
    CONFIG_ASSIGN_DISPATCHER,
    CONFIG_ASSIGN_ROUND_ROBIN,
    CONFIG_ASSIGN_LEAST_OPEN,
    CONFIG_ASSIGN_UNSET
} config_assign;
extern const char *const config_assign_words[]; /* in this order */

typedef enum {
    CONFIG_MORNING_YES,
    CONFIG_MORNING_NO,
    CONFIG_MORNING_BY_LINE
} config_morning;
extern const char *const config_morning_words[]; /* in this order */

typedef enum { CONFIG_FOLLOW_HOLDER, CONFIG_FOLLOW_LINE } config_follow;
extern const char *const config_follow_words[]; /* in this order */

#define CONFIG_OPERATOR_KEYS(KEY, S)                                           \
    KEY(S, TEXT, name, "name", NULL, "Her name, as customers read it",         \
        .shown = "NAME")                                                       \
    KEY(S, ADDRESSES, addresses, "address", NULL,                              \
        "Her addresses; the first gets her mail", .required = true)            \
    KEY(S, WORDS, sasl_logins, "sasl_login", "",                               \
        "Logins at the MTA that prove that it is she; mail with another "      \
        "login is then never hers")                                            \
    KEY(S, INTS, lines, "lines", "1", "Support lines that she is on",          \
        .min = 1, .max = 9)                                                    \
    KEY(S, WORDS, queues, "queues", "", "Queues that she works in",            \
        .shown = "all")                                                        \
    KEY(S, ENUM, answer, "answer", "by-line",                                  \
        "Whether her replies go to the customer or become notes, where she "   \
        "does not say",                                                        \
        .words = config_answer_words)                                          \
    KEY(S, WORDS, roles, "roles", "operator",                                  \
        "What she is: operator, dispatcher, lead, manager or observer, on "    \
        "her lines and in her queues; or ROLE:QUEUE, ROLE:QUEUE/LINE, where "  \
        "* is each of them")                                                   \
    KEY(S, BOOL, lead, "lead", "no",                                           \
        "She leads her lines, whatever else she is")                           \
    KEY(S, BOOL, teach, "teach", "yes",                                        \
        "The filter that learns does so from her /spam, /ham, /send, /drop "   \
        "and /category")                                                       \
    KEY(S, WORD, calendar, "calendar", NULL,                                   \
        "Her working hours, as [calendar NAME] has them",                      \
        .shown = "that of the line")                                           \
    KEY(S, TEXT, notify, "notify", "each",                                     \
        "How she hears of news: each (a message for each event), digest 1h ("  \
        "one for all that happened in this time), or none; what asks her, or " \
        "is due before, comes at once")                                        \
    KEY(S, ENUM, morning, "digest", "by-line",                                 \
        "Whether she gets a list when her working day begins, if she has "     \
        "hours: hers, what is new, what has been silent for long; by-line: "   \
        "as her first line says",                                              \
        .words = config_morning_words)                                         \
    KEY(S, TEXT, quiet, "quiet", NULL,                                         \
        "Hours in which news waits, as in 22:00-07:00", .shown = "none")       \
    KEY(S, WORD, language, "language", NULL, "Language of her notifications",  \
        .shown = "language of the site")                                       \
    KEY(S, WORD, zone, "zone", NULL,                                           \
        "Time zone of dates that she writes and reads, by its IANA name",      \
        .shown = "that of the queue")                                          \
    KEY(S, TEXT, cost, "cost", NULL,                                           \
        "What an hour of hers costs the desk, for margins: 45.50, in the "     \
        "money of each contract, or 45.50 EUR for those in EUR",               \
        .shown = "not known")

typedef struct config_operator {
    char *id;
    CONFIG_OPERATOR_KEYS(CONFIG_MEMBER, )
    bool silent;                  /* of notify: none */
    int64_t digest_ms;            /* digest; 0: each */
    struct calendar *quiet_hours; /* open when she is not to be woken; NULL */
    GArray *grants; /* role_grant: what roles, lead, lines and queues say */
} config_operator;
extern const config_section config_operator_section;

#define CONFIG_LINE_KEYS(KEY, S)                                              \
    KEY(S, TEXT, name, "name", NULL, "Name of the line", .shown = "line N")   \
    KEY(S, ENUM, answer, "answer", "by-line",                                 \
        "Whether replies from this line go to the customer or become notes;"  \
        " by-line means reply on line 1 and note on the others",              \
        .words = config_answer_words)                                         \
    KEY(S, ENUM, assign, "assign", "by-size",                                 \
        "Who gets a request that comes to this line: nobody by itself (all "  \
        "are told, or the dispatcher alone), those on duty in turn, or "      \
        "whoever holds the fewest open ones; by-size: its dispatcher, if it " \
        "has one, else least-open above five people, else none",              \
        .words = config_assign_words)                                         \
    KEY(S, ENUM, follow, "follow", "holder",                                  \
        "Who hears of what happens to a request that somebody of this line "  \
        "holds: she, or all of the line",                                     \
        .words = config_follow_words)                                         \
    KEY(S, BOOL, morning, "digest", "yes",                                    \
        "Whether its people get a list when their working day begins")        \
    KEY(S, WORD, calendar, "calendar", NULL,                                  \
        "Working hours of its people, as [calendar NAME] has them",           \
        .shown = "always")

typedef struct config_line {
    int number; /* N in [line N] */
    CONFIG_LINE_KEYS(CONFIG_MEMBER, )
} config_line;
extern const config_section config_line_section;

/* Look-ups; NULL if there is none. Borrowed. */
const config_operator *config_operator_by_id(const config *c, const char *id);
const config_operator *config_operator_by_address(const config *c,
                                                  const char *mailbox);
const config_operator *config_operator_by_sasl(const config *c,
                                               const char *login);
const config_line *config_line_by_number(const config *c, int number);
/* Is she anything in this queue? */
bool config_operator_serves(const config_operator *o, const char *queue);
/* Does she work there: is she told of what comes to it? */
bool config_operator_on_line(const config_operator *o, int line,
                             const char *queue);
/* How answers of this operator in this line go by default (operator's, then
 * line's setting, then line 1 reply, others note). Never UNSET. */
config_answer config_answer_for(const config *c, const config_operator *o,
                                int line);
/* That dates are written and read in: hers, else the queue's, else the site's; both
 * may be NULL. Caller unrefs. */
struct config_queue;
GTimeZone *config_zone_for(const config *c, const config_operator *o,
                           const struct config_queue *q);
/* What an hour of hers costs in that money (NULL: nobody said which), in its smallest
 * unit; 0: that is not known. */
int64_t config_cost_minor(const config_operator *o, const char *currency);
/* 16 bits that stand for an operator's id in capabilities: a hash of the id
 * that no two operators share (a collision is a problem at load). */
uint16_t config_operator_number(const char *id);

#endif
