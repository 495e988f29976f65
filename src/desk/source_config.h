/* source_config: [source NAME], what stands before the desk and hands over what
 * people said to it: a web form, a shop, a telephone, a chat.
 *
 * What comes from it has to be proved, because the customer is whom it names. */
#ifndef POSTERN_DESK_SOURCE_CONFIG_H
#define POSTERN_DESK_SOURCE_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_SOURCE_KEYS(KEY, S)                                             \
    KEY(S, TEXT, title, "title", NULL, "Its name in messages, as in web form", \
        .shown = "NAME")                                                       \
    KEY(S, LANGS, titles, "title" CONFIG_LANG, NULL,                           \
        "The same for those who read a language: title.ru", .shown = "title")  \
    KEY(S, WORDS, sasl_logins, "sasl_login", "",                               \
        "Logins with which its mail is handed over to the mail server: proof") \
    KEY(S, WORDS, relays, "relay", "",                                         \
        "IP addresses, or networks as in 10.1.0.0/16, of the hosts that hand " \
        "its mail over: proof")                                                \
    KEY(S, WORDS, dkim, "dkim", "",                                            \
        "Domains one of which has signed its mail, as a host of authserv_id "  \
        "says: proof")                                                         \
    KEY(S, ADDRESSES, from, "from", "",                                        \
        "Its own addresses: only mail with one of them as From is its; no "    \
        "proof")                                                               \
    KEY(S, ADDRESSES, to, "to", "",                                            \
        "Only mail to one of these is its; no proof")                          \
    KEY(S, TEXT, customer, "customer", "reply-to",                             \
        "Where its mail names the customer: reply-to, from, or field NAME, "   \
        "which is what field.NAME captures, else a line \"NAME: ...\"")        \
    KEY(S, TEXT, customer_name, "customer_name", NULL,                         \
        "Where his name stands: field NAME", .shown = "beside his address")    \
    KEY(S, LANGS, fields, "field" CONFIG_NAME, NULL,                           \
        "Perl regular expression that captures the value of a field out of "   \
        "one line of the text, as in E-?mail:\\\\s*(.+); letters may be of "   \
        "either case",                                                         \
        .shown = "nothing")                                                    \
    KEY(S, WORD, queue, "queue", NULL, "Queue of its requests",                \
        .shown = "that it is sent to")                                         \
    KEY(S, WORD, type, "type", NULL,                                           \
        "Type of its requests, where nothing votes for another",               \
        .shown = "that of the queue")                                          \
    KEY(S, BOOL, confirmed, "confirmed", "no",                                 \
        "It knows who its users are, because they have logged in there: the "  \
        "customer whom it names counts as proved")

typedef struct config_source {
    char *id;
    CONFIG_SOURCE_KEYS(CONFIG_MEMBER, )
    GPtrArray *captures; /* source_capture*, by name; NULL: there are none */
} config_source;
extern const config_section config_source_section;

typedef struct source_capture {
    char *name;
    struct pattern *made;
} source_capture;

/* How `customer` and `customer_name` name a field. */
#define SOURCE_FIELD    "field "
#define SOURCE_REPLY_TO "reply-to"
#define SOURCE_FROM     "from"
/* NAME of "field NAME", NULL: it is none. Borrowed. */
const char *source_field_of(const char *words);

/* NULL if there is none; id NULL gives NULL. */
const config_source *source_by_id(const config *c, const char *id);
/* In this language, for people; the id where the configuration lost it. */
const char *source_title(const config *c, const char *id, const char *language);
/* Can anything prove that mail is its? Else only `deliver --source` brings it. */
bool source_has_proof(const config_source *s);
/* Is this IP address one of these hosts and networks? */
bool source_is_relay(const config_source *s, const char *ip);

#endif
