/* raw: whole messages as they came in, by hash. */
#ifndef POSTERN_STORE_RAW_H
#define POSTERN_STORE_RAW_H

#include "store/store.h"

/* Compressed; hash (BLAKE2b or SHA-256, 64 hex) is given back. Idempotent. */
bool store_raw_put(store *s, GBytes *raw, char hash[65], GError **error);
GBytes *store_raw_get(store *s, const char *hash, GError **error);

#endif
