/* shingles: by what words of notes are found again in mail, and how common words
 * are, as rows; written with the entries (entry.h), read by the wall (wall.h).
 * Private to src/store. */
#ifndef POSTERN_STORE_SHINGLES_H
#define POSTERN_STORE_SHINGLES_H

#include "store/db.h"

#define SHINGLES_WORDS_MAX 200000 /* of one note */
#define SHINGLES_RARE      5   /* articles that have a word which is not rare */
#define SHINGLES_COUNTED   300 /* words of one article that are counted */

bool shingles_add_note(db *d, int64_t ticket, int64_t n, const char *text,
                       GError **error);
/* Counts the words of a public text. */
bool shingles_add_public(db *d, const char *text, GError **error);
/* For all notes and articles of a store from before there were such rows. */
bool shingles_fill(db *d, GError **error);

#endif
