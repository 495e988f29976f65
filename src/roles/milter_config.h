/* milter_config: [milter], intake behind an MTA; it is there if listen is not
 * NULL. */
#ifndef POSTERN_ROLES_MILTER_CONFIG_H
#define POSTERN_ROLES_MILTER_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_MILTER_KEYS(KEY, S)                                            \
    KEY(S, SOCKET, listen, "listen", NULL,                                    \
        "Socket that the MTA connects to, as unix:/path",                     \
        .shown = "milter.sock in the folder run")                             \
    KEY(S, MODE, mode, "mode", "0660", "Permissions of the socket", .min = 0, \
        .max = 0777)                                                          \
    KEY(S, WORD, group, "group", NULL,                                        \
        "Group of the socket, such as the MTA's", .shown = "left as it is")   \
    KEY(S, SIZE, max_bytes, "max_size", "64M",                                \
        "Larger messages are refused with 552", .min = 64 * CONFIG_KIB,       \
        .max = 2 * CONFIG_GIB - 1)

typedef struct config_milter {
    CONFIG_MILTER_KEYS(CONFIG_MEMBER, )
} config_milter;
extern const config_section config_milter_section;

#endif
