/* store: the desk's database: making, opening, transactions. What is in it has a
 * header a subject: ticket, entry, people, ledger, outgoing, held, ...
 *
 * Promises.  No SQL and no database's type outside this room.  All times are UTC
 * milliseconds.  What was written is durable when store_commit returns true.  A
 * handle belongs to one thread; several processes may open the store.  Structs
 * that come back own their strings; free them with store_*_free; arrays free
 * their elements.  Strings are never NULL unless the comment says so.
 * Everything that takes a GError returns false or NULL on error: ERR_BUSY: locked
 * for over STORE_BUSY_MS; ERR_LOST: the database went away, open it again;
 * ERR_CONFLICT: what was read has changed, decide again; ERR_FULL; ERR_IO;
 * ERR_NOT_FOUND where one row was asked for.
 */
#ifndef POSTERN_STORE_H
#define POSTERN_STORE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define STORE_BUSY_MS 10000

typedef struct store store;

struct config_store; /* store/store_config.h: which database, and where */
/* With its schema, of epoch 1. ERR_DENIED if there is one. */
bool store_create(const struct config_store *where, GError **error);
/* ERR_NOT_FOUND: there is none; ERR_CONFIG: an older program made it, and
 * store_upgrade brings it up to date. Changes nothing. */
store *store_open(const struct config_store *where, GError **error);
/* Brings it up to date, if it is not, after a copy beside it, whose name *copy gets
 * (NULL: nothing was to be done; caller frees). Nobody else may use it meanwhile. */
bool store_upgrade(const struct config_store *where, char **copy,
                   GError **error);
/* The same, and how far it has come is told now and then: octets of the copy. */
typedef void (*store_progress)(int64_t done, int64_t total, void *context);
bool store_upgrade_telling(const struct config_store *where, char **copy,
                           store_progress tell, void *context, GError **error);
void store_close(store *s);

/* For those who decide by what they read, and write: nobody else can change it
 * until the commit or rollback. Every write is within such a transaction; reads
 * outside see the last commit. */
bool store_begin_deciding(store *s, GError **error);
/* One moment's view of all that is read until store_rollback; keeps nobody from
 * writing, and may not write (ERR_INTERNAL). */
bool store_begin_reading(store *s, GError **error);
/* False: nothing was written. */
bool store_commit(store *s, GError **error);
void store_rollback(store *s);
/* Savepoint of one message within a transaction of several. */
bool store_savepoint(store *s, GError **error);
bool store_savepoint_release(store *s, GError **error);
void store_savepoint_rollback(store *s);

int64_t store_epoch(store *s); /* of tags made now */
/* What is unsound in the database itself, as text lines (empty: sound). */
bool store_verify(store *s, GPtrArray **problems, GError **error);

/* Each text of SQL is given to `listener` before it is asked, until it is NULL:
 * for the test that shows them to another database. */
void store_listen(store *s, void (*listener)(const char *sql, void *context),
                  void *context);

#endif
