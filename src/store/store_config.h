/* store_config: [store], the database of tickets. */
#ifndef POSTERN_STORE_CONFIG_H
#define POSTERN_STORE_CONFIG_H

#include "config/config.h"
#include "config/key.h"

#define CONFIG_STORE_KEYS(KEY, S)                         \
    KEY(S, PATH, path, "path", NULL, "The database file", \
        .shown = "store.db in the folder state")

typedef struct config_store {
    CONFIG_STORE_KEYS(CONFIG_MEMBER, )
} config_store;
extern const config_section config_store_section;

#endif
