/* site: [site], what the whole desk shares, and the paths below its folders. */
#ifndef POSTERN_CONFIG_SITE_H
#define POSTERN_CONFIG_SITE_H

#include "config/config.h"
#include "config/section.h"

typedef enum {
    CONFIG_STATEMENTS_NO,
    CONFIG_STATEMENTS_DRAFT,
    CONFIG_STATEMENTS_SEND
} config_statements;
extern const char *const config_statements_words[]; /* in this order */

#define CONFIG_SITE_KEYS(KEY, S)                                               \
    KEY(S, TEXT, name, "name", "Support",                                      \
        "Name of the desk, as people read it")                                 \
    KEY(S, DOMAIN, domain, "domain", NULL, "Right side of our Message-IDs",    \
        .shown = "domain of the first queue")                                  \
    KEY(S, PATH, key_file, "key_file", POSTERN_SYSCONFDIR "/site.key",         \
        "The site key; keep a copy: without it old tags and addresses stop "   \
        "working")                                                             \
    KEY(S, PATH, state, "state", "/var/lib/postern",                           \
        "Folder of spool and store")                                           \
    KEY(S, PATH, run, "run", "/run/postern",                                   \
        "Folder of sockets and of the process id")                             \
    KEY(S, PATH, templates, "templates", NULL,                                 \
        "Folder of own message templates; what it lacks comes from the "       \
        "shipped ones")                                                        \
    KEY(S, WORD, language, "language", "en",                                   \
        "Language of the desk's own messages")                                 \
    KEY(S, WORD, zone, "zone", "UTC",                                          \
        "Time zone of dates in mail, by its IANA name, as in Europe/Oslo")     \
    KEY(S, ADDRESSES, admins, "admin", "", "Who gets alarms by mail")          \
    KEY(S, TEXT, alarm_command, "alarm_command", NULL,                         \
        "Shell command run once per alarm, its text on standard input")        \
    KEY(S, WORDS, authserv_ids, "authserv_id", "",                             \
        "Hosts whose Authentication-Results are trusted (RFC 8601), and "      \
        "which remove forged ones; only the topmost header counts")            \
    KEY(S, IPS, trusted_relays, "trusted_relays", "",                          \
        "IP addresses that may hand us Authentication-Results: clients of "    \
        "the milter, or the topmost Received of a mailbox's mail")             \
    KEY(S, INT, flood_per_minute, "flood_per_minute", "20",                    \
        "Above so many new tickets a minute, no acknowledgements are sent",    \
        .min = 1, .max = 100000)                                               \
    KEY(S, WORD, calling_code, "calling_code", NULL,                           \
        "Calling code of the country whose telephone numbers stand without "   \
        "one: 47")                                                             \
    KEY(S, DURATION, ack_age_ms, "ack_age", "1d",                              \
        "No older message is acknowledged", .min = SPAN_MINUTE,                \
        .max = 365 * SPAN_DAY)                                                 \
    KEY(S, ENUM, statements, "statements", "no",                               \
        "What happens to statements of a month on the first working hours of " \
        "the next: no, nothing; draft, who manages a contract gets a draft; "  \
        "send, they go to the customers",                                      \
        .words = config_statements_words)                                      \
    KEY(S, PATH, board, "board", NULL,                                         \
        "Folder that a page of all open requests is written to each minute, "  \
        "as index.html: whoever can read it reads subjects and names")         \
    KEY(S, BOOL, board_reload, "board_reload", "no",                           \
        "That page loads itself again each minute, for a screen on a wall")

typedef struct config_site {
    CONFIG_SITE_KEYS(CONFIG_MEMBER, )
} config_site;
extern const config_section config_site_section;

/* For checks: is there a time zone of this name? NULL is no problem. */
void config_check_zone(config_reading *r, const void *base, const char *where,
                       const char *name);

/* Paths below state and run; caller frees. */
char *config_spool_folder(const config *c); /* STATE/spool */
char *config_words_file(const config *c);   /* STATE/words.count */
char *config_model_file(const config *c);   /* STATE/categories.model */
char *config_scan_socket(const config *c);  /* RUN/scan.sock */
/* RUN/bell.NAME, doorbell of a role: process, send */
char *config_bell_socket(const config *c, const char *role);

#endif
