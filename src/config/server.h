/* server: a server that we log in to, as [smtp] and [mailbox NAME] have one:
 * one list of its keys, and their checks. */
#ifndef POSTERN_CONFIG_SERVER_H
#define POSTERN_CONFIG_SERVER_H

#include "config/key.h"
#include "config/section.h"

typedef enum {
    CONFIG_TLS_IMPLICIT,
    CONFIG_TLS_STARTTLS,
    CONFIG_TLS_NONE
} config_tls;
extern const char *const config_tls_words[]; /* in this order; NULL ends it */

/* The keys of a server, in a struct S that has it as its member `server`. */
#define CONFIG_SERVER_KEYS(KEY, S, PORT, LOGIN)                              \
    KEY(S, HOST, host, "host", NULL, "Name of the server", .required = true) \
    KEY(S, INT, port, "port", NULL, "Its port", .min = 1, .max = 65535,      \
        .shown = PORT)                                                       \
    KEY(S, ENUM, tls, "tls", "implicit",                                     \
        "How the connection is protected; without this key ports 25, 143 "   \
        "and 587 mean starttls",                                             \
        .words = config_tls_words)                                           \
    KEY(S, PATH, ca_file, "ca_file", NULL,                                   \
        "PEM file of the certificate authorities that are trusted",          \
        .shown = "the system's")                                             \
    KEY(S, HOST, server_name, "server_name", NULL,                           \
        "Name that must stand in the certificate", .shown = "host")          \
    KEY(S, TEXT, user, "user", NULL, "Login name", .required = LOGIN)        \
    KEY(S, PATH, password_file, "password_file", NULL,                       \
        "File whose first line is the password; nobody else may read it")    \
    KEY(S, TEXT, password_command, "password_command", NULL,                 \
        "Shell command that prints the password")                            \
    KEY(S, TEXT, token_command, "token_command", NULL,                       \
        "Shell command that prints an OAuth2 access token (XOAUTH2)")        \
    KEY(S, DURATION, timeout_ms, "timeout", "60s",                           \
        "Longest wait for one answer of the server", .min = SPAN_SECOND,     \
        .max = SPAN_HOUR)

/* port 0: 993, 143, 465, 587 as tls says. user NULL: no login. Of password_file,
 * password_command and token_command at most one is not NULL. */
typedef struct config_server {
    CONFIG_SERVER_KEYS(CONFIG_MEMBER, , , )
} config_server;
#define CONFIG_SERVER_ROW(S, TYPE, member, ...) \
    CONFIG_ROW(S, TYPE, server.member, __VA_ARGS__)

/* Fills in what the port says of tls; `base` is the struct that it is in. */
void config_server_complete(config_reading *r, config_server *s,
                            const void *base);
/* Checks it; `where` is what stands between the brackets. */
void config_server_check(config_reading *r, const config_server *s,
                         const void *base, const char *where);

#endif
