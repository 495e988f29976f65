/* schema: the tables and views of the store, by version. Private to src/store. */
#ifndef POSTERN_STORE_SCHEMA_H
#define POSTERN_STORE_SCHEMA_H

#include "store/db.h"

#define SCHEMA_VERSION 15

/* The step to version 12. */
extern const char schema_process[];
extern const char schema_hands[];
extern const char schema_account[];
extern const char schema_search[];
/* The statements that bring `version` to the next; NULL: it is the newest. */
const char *schema_step(unsigned version);
/* Is it of this version? ERR_CONFIG: older, and can be brought up to date; ERR_DATA:
 * empty, no store, or newer. Changes nothing. */
bool schema_check(db *d, GError **error);
/* Brings an open database to SCHEMA_VERSION in one transaction. ERR_DATA if it
 * is none of ours or newer than this program. */
bool schema_update(db *d, GError **error);

#endif
