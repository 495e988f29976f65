/* config: /etc/postern/postern.conf, one table of keys.
 *
 * config.c holds one table (section, key, type, unit, default, range, one line
 * of help); it parses, checks, prints (`postern config`) and writes the manual's
 * table.  Unknown or duplicate sections and keys, wrong units, values out of
 * range, dangling names are problems with file, line and the nearest valid name;
 * all are found in one run.  A config is immutable once loaded and may be read
 * by any thread.  All strings are NUL-terminated UTF-8, never NULL unless the
 * comment says so.
 */
#ifndef POSTERN_CONFIG_H
#define POSTERN_CONFIG_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef enum {
    CONFIG_TLS_IMPLICIT,
    CONFIG_TLS_STARTTLS,
    CONFIG_TLS_NONE
} config_tls;
typedef enum {
    CONFIG_AFTER_MOVE,
    CONFIG_AFTER_KEYWORD,
    CONFIG_AFTER_DELETE
} config_after;
typedef enum {
    CONFIG_ANSWER_REPLY,
    CONFIG_ANSWER_NOTE,
    CONFIG_ANSWER_UNSET
} config_answer;

/* A server that we log in to ([smtp], [mailbox NAME]). */
typedef struct config_server {
    char *host;
    int port; /* 0: 993, 143, 465, 587 as tls says */
    config_tls tls;
    char *ca_file;       /* NULL: the system's */
    char *server_name;   /* name in the certificate; NULL: host */
    char *user;          /* NULL: no login ([smtp] only) */
    char *password_file; /* of these three at most one is not NULL */
    char *password_command;
    char *token_command; /* prints an OAuth2 access token: XOAUTH2 */
    int64_t timeout_ms;  /* per call */
} config_server;

typedef struct config_queue {
    char *id;           /* NAME in [queue NAME] */
    char *address;      /* the address that is served, normal form */
    GPtrArray *aliases; /* char*, normal form, other addresses of this queue */
    char *name;         /* display name, "Example Support" */
    char *language;     /* "en" */
    char *signature;    /* text under replies; may be empty */
    char *hours; /* words for the acknowledgement: "Monday to Friday ..." */
    int line;    /* first line of new tickets, default 1 */
    bool keep;   /* milter: let the MTA deliver it as well */
    bool acknowledge;   /* default yes */
    int64_t undo_ms;    /* default 60 s */
    int ack_per_hour;   /* automatic mails to one address an hour, default 3 */
    int64_t reopen_ms;  /* a closed ticket reopens within, default 14 days */
    int64_t close_ms;   /* resolved closes silently after, default 7 days */
    double spam_hold;   /* score from which mail is held, default 5; INFINITY:
                          never */
    double spam_reject; /* and refused by the milter, default INFINITY */
    char *refusal;      /* what the refused are told */
    int64_t spam_digest_ms; /* between digests of held spam, default 1 h; 0:
                               none */
} config_queue;

typedef struct config_mailbox {
    char *id;
    config_server server;
    char *folder; /* "INBOX" */
    char *queue;  /* queue of mail that names no served address */
    config_after after;
    char *move_to;           /* "Postern", created if missing */
    char *keyword;           /* "$PosternDone" */
    bool backlog;            /* take what lay there at first contact */
    bool idle;               /* use IDLE if the server has it, default yes */
    int64_t poll_ms;         /* default 60 s */
    GPtrArray *authserv_ids; /* char*; trusted for this door; empty: site's */
} config_mailbox;

typedef struct config_operator {
    char *id;
    char *name;             /* "Anna Larsen" */
    GPtrArray *addresses;   /* char*, normal form; the first gets her mail */
    GPtrArray *sasl_logins; /* char* */
    GArray *lines;          /* int; default 1 */
    GPtrArray *queues;      /* char* ids; empty: all */
    config_answer answer;   /* default by line */
    bool lead;
    bool teach; /* the filter learns from her commands, default yes */
    char *language;
} config_operator;

typedef struct config_line {
    int number; /* N in [line N] */
    char *name;
    config_answer answer; /* default: line 1 reply, others note */
} config_line;

typedef struct config_category {
    char *id;
    char *title;
    double threshold;     /* weight of votes from which it is the ticket's */
    char *queue;          /* of its tickets; NULL: that which was written to */
    int line;             /* 0: the queue's */
    int priority;         /* index in config_priorities */
    char *assign;         /* operator id, NULL */
    char *template, *faq; /* what fits it, by name; NULL */
} config_category;
extern const char *const config_priorities[]; /* "low", ...; NULL ends it */

typedef struct config {
    char *file; /* path that it was read from */
    /* [site] */
    char *site_name;
    char *domain; /* right side of our Message-IDs; default: domain of
                               the first queue */
    char *key_file;
    char *state;     /* folder: spool/, store.db */
    char *run;       /* folder: sockets, pid files */
    char *templates; /* folder of own templates; NULL: shipped only */
    char *language;
    GPtrArray *admins;       /* char* addresses; may be empty */
    char *alarm_command;     /* NULL: none; run by /bin/sh -c, text on stdin */
    GPtrArray *authserv_ids; /* char*: trusted, topmost header only */
    GPtrArray *trusted_relays; /* char* IPs that may hand us Auth-Results */
    int flood_per_minute;      /* above: no acknowledgements; default 20 */
    int64_t ack_age_ms; /* nothing older is acknowledged; default 1 day */
    /* [store] */
    char *store_path; /* default: STATE/store.db */
    /* [milter], present if milter_listen is not NULL */
    char *milter_listen;      /* "unix:/path" */
    int milter_mode;          /* of the socket, default 0660 */
    char *milter_group;       /* NULL: leave */
    int64_t milter_max_bytes; /* larger: left to the MTA with 552; 64 MiB */
    /* [scan] */
    int scan_children;     /* default 2 */
    int64_t scan_memory;   /* bytes a child, default 512 MiB */
    int64_t scan_cpu_ms;   /* a message, default 10 s */
    int64_t scan_wall_ms;  /* a message, default 30 s */
    bool scan_shipped;     /* judge by the shipped rules, default yes */
    GPtrArray *scan_rules; /* char* own rule files and folders; may be empty:
                               rules beside the configuration, if there */
    double scan_votes; /* weight from which votes for a priority and the like
                          count, default 3 */
    /* [learn] */
    int64_t learn_publish_ms; /* between lessons and their use, default 60 s */
    double learn_suggest;     /* probability from which operators are told of a
                                 learned category, default 0.6; INFINITY: never */
    double learn_apply;       /* and it becomes the ticket's; INFINITY: never */
    /* [smtp] */
    config_server smtp;
    int smtp_per_connection; /* messages, default 100 */
    int64_t smtp_give_up_ms; /* 4xx for so long ends it, default 5 days */
    GPtrArray *queues;       /* config_queue*, at least one; file order */
    GPtrArray *mailboxes;    /* config_mailbox* */
    GPtrArray *operators;    /* config_operator* */
    GPtrArray *lines; /* config_line*; those that operators name are made */
    GPtrArray *categories; /* config_category* */
    GPtrArray *statuses;   /* of [status NAME]: desk/status_config.h */
    void *model;           /* and what was made of them, freed by... */
    GDestroyNotify model_free;
} config;

typedef struct config_problem {
    bool fatal; /* false: a warning (renamed key, ...) */
    int line;   /* 0: not about one line */
    char *text; /* without file and line */
} config_problem;

/* Read and check `path`. Returns the configuration, or NULL if there is any
 * fatal problem or the file cannot be read. If `problems` is not NULL it gets
 * an array of config_problem* (never NULL, may be empty; caller unrefs).
 * Otherwise *error (ERR_CONFIG) carries them all, one a line, as
 * "FILE:LINE: text". Touches no other file. */
config *config_load(const char *path, GPtrArray **problems, GError **error);
/* The same of `file`, as if it stood at `path`. */
config *config_load_as(const char *path, const char *file, GPtrArray **problems,
                       GError **error);
/* The same, but what could be read comes back whatever is wrong with the rest;
 * NULL only if the file cannot be read. For `check`, which looks at all there is:
 * values that are required may be NULL where *problems says so. */
config *config_read(const char *path, GPtrArray **problems);
void config_free(config *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(config, config_free)

/* Every key with its value, as a file that could be read again; secrets are
 * paths and commands, so nothing is hidden. `all` false: only what differs from
 * the default. */
void config_print(const config *c, bool all, FILE *out);
/* The key table as mdoc, for postern.conf(5). */
void config_print_manual(FILE *out);

/* Look-ups; NULL if there is none. Borrowed. */
const config_queue *config_queue_by_id(const config *c, const char *id);
/* The queue that serves `mailbox` (plus-part ignored, any case, <> allowed);
 * *detail gets the plus-part (caller frees) or NULL. */
const config_queue *config_queue_by_address(const config *c,
                                            const char *mailbox, char **detail);
const config_operator *config_operator_by_id(const config *c, const char *id);
const config_operator *config_operator_by_address(const config *c,
                                                  const char *mailbox);
const config_operator *config_operator_by_sasl(const config *c,
                                               const char *login);
const config_line *config_line_by_number(const config *c, int number);
const config_category *config_category_by_id(const config *c, const char *id);
bool config_operator_serves(const config_operator *o, const char *queue);
bool config_operator_on_line(const config_operator *o, int line,
                             const char *queue);
/* Is `mailbox` one of ours: a queue or an alias of one? */
bool config_is_own_address(const config *c, const char *mailbox);
/* How answers of this operator in this line go by default (operator's, then
 * line's setting, then line 1 reply, others note). Never UNSET. */
config_answer config_answer_for(const config *c, const config_operator *o,
                                int line);
/* 16 bits that stand for an operator's id in capabilities: a hash of the id
 * that no two operators share (a collision is a problem at load). */
uint16_t config_operator_number(const char *id);

/* The rule files to judge by, in order, for set_read: `shipped` (if they are
 * wanted), then own ones. NULL-terminated; caller frees with g_strfreev. */
char **config_rule_paths(const config *c, const char *shipped);

/* Paths below state and run; caller frees. */
char *config_spool_folder(const config *c); /* STATE/spool */
char *config_words_file(const config *c);   /* STATE/words.count */
char *config_scan_socket(const config *c);  /* RUN/scan.sock */
/* RUN/bell.NAME, doorbell of a role: process, send */
char *config_bell_socket(const config *c, const char *role);

#endif
