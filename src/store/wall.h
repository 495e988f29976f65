/* wall: the last wall's handle; of all that is hidden it sees words of internal
 * notes, and nothing else. */
#ifndef POSTERN_STORE_WALL_H
#define POSTERN_STORE_WALL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A handle, read-only, on which the database itself denies everything but the views
 * wall_shingle and wall_note: explicit notes, no findings (entry.h). */
typedef struct store_wall store_wall;
struct config_store;
store_wall *store_wall_open(const struct config_store *where, GError **error);
void store_wall_close(store_wall *w);

/* A shingle (quote/shingle.h) of a note. */
typedef struct store_wall_mark {
    int64_t n;    /* of the note */
    int64_t size; /* 0: a shingle; else it is a whole note of so many words */
    int64_t hash;
} store_wall_mark;

/* Has the ticket any? */
bool store_wall_any(store_wall *w, int64_t ticket, bool *any, GError **error);
/* store_wall_mark of all whole notes; caller unrefs. */
GArray *store_wall_short(store_wall *w, int64_t ticket, GError **error);
/* store_wall_mark of those shingles that are among `hashes` (int64_t, rising,
 * each once). Looks up each, or, where they are many, reads those of the ticket once.
 * Caller unrefs. */
#define STORE_WALL_LOOK_UP 20000
GArray *store_wall_find(store_wall *w, int64_t ticket, const GArray *hashes,
                        GError **error);
/* The text of one note; NULL without error if it is no such note. Caller frees. */
char *store_wall_note(store_wall *w, int64_t ticket, int64_t n, GError **error);

/* As store_public_try, store_public_listen. */
bool store_wall_try(store_wall *w, const char *sql, GError **error);
void store_wall_listen(store_wall *w,
                       void (*listener)(const char *sql, void *context),
                       void *context);

#endif
