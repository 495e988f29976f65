/* mailbox_config: [mailbox NAME], intake from an IMAP mailbox. */
#ifndef POSTERN_DESK_MAILBOX_CONFIG_H
#define POSTERN_DESK_MAILBOX_CONFIG_H

#include "config/config.h"
#include "config/server.h"

typedef enum {
    CONFIG_AFTER_MOVE,
    CONFIG_AFTER_KEYWORD,
    CONFIG_AFTER_DELETE
} config_after;
extern const char *const config_after_words[]; /* in this order */

#define CONFIG_MAILBOX_KEYS(KEY, S)                                           \
    KEY(S, TEXT, folder, "folder", "INBOX", "Folder that is read")            \
    KEY(S, WORD, queue, "queue", NULL,                                        \
        "Queue of mail that names no address of ours",                        \
        .shown = "the only queue")                                            \
    KEY(S, ENUM, after, "after", "move",                                      \
        "What becomes of a message that is safe in the spool",                \
        .words = config_after_words)                                          \
    KEY(S, TEXT, move_to, "move_to", "Postern",                               \
        "Folder that it is moved to, made if missing")                        \
    KEY(S, ATOM, keyword, "keyword", "$PosternDone",                          \
        "Keyword that it is marked with")                                     \
    KEY(S, BOOL, backlog, "backlog", "no",                                    \
        "At first contact take what lies there, not only what arrives later") \
    KEY(S, BOOL, idle, "idle", "yes", "Use IDLE where the server has it")     \
    KEY(S, DURATION, poll_ms, "poll", "60s", "Time between two looks",        \
        .min = SPAN_SECOND, .max = SPAN_DAY)                                  \
    KEY(S, WORDS, authserv_ids, "authserv_id", "",                            \
        "As in [site], for this mailbox", .shown = "that of [site]")

typedef struct config_mailbox {
    char *id;
    config_server server;
    CONFIG_MAILBOX_KEYS(CONFIG_MEMBER, )
} config_mailbox;
extern const config_section config_mailbox_section;

#endif
