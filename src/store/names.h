/* names: what the store calls by names that the configuration gives. */
#ifndef POSTERN_STORE_NAMES_H
#define POSTERN_STORE_NAMES_H

#include "store/store.h"

typedef struct store_name {
    char *kind; /* "holder", "watcher", "co-holder", "queue", "category", "type"
                   of open tickets; "status" of all; "author" of what waits on
                   hold, "deputy" of absences */
    char *name;
    int64_t count; /* rows */
} store_name;
void store_name_free(store_name *n);
/* store_name*, by kind and name. */
GPtrArray *store_names(store *s, GError **error);

#endif
