/* send_config: [smtp], the smarthost that outgoing mail is given to. */
#ifndef POSTERN_ROLES_SEND_CONFIG_H
#define POSTERN_ROLES_SEND_CONFIG_H

#include "config/config.h"
#include "config/server.h"

#define CONFIG_SMTP_KEYS(KEY, S)                                            \
    KEY(S, INT, per_connection, "per_connection", "100",                    \
        "Messages sent over one connection", .min = 1, .max = 100000)       \
    KEY(S, DURATION, give_up_ms, "give_up", "5d",                           \
        "A message that was put off for so long has failed, and operators " \
        "are told",                                                         \
        .min = SPAN_HOUR, .max = 60 * SPAN_DAY)

typedef struct config_smtp {
    config_server server;
    CONFIG_SMTP_KEYS(CONFIG_MEMBER, )
} config_smtp;
extern const config_section config_smtp_section;

#endif
