/* teaching: lessons that operators gave and nobody has learned yet. */
#ifndef POSTERN_STORE_TEACHING_H
#define POSTERN_STORE_TEACHING_H

#include "store/words.h"

typedef struct store_teaching {
    int64_t id;
    char *identity;
    store_subject about;
    char *class; /* name; NULL: forget */
    unsigned tries;
    char *ledger, *raw; /* of the message; raw NULL: not kept */
} store_teaching;
void store_teaching_free(store_teaching *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_teaching, store_teaching_free)
/* The message of this ledger row is to be learned as `class`, a name, or
 * forgotten (NULL); takes the place of what was asked about it before. A message
 * that is not kept is passed over. */
bool store_teach(store *s, const char *ledger, store_subject about,
                 const char *class, GError **error);
/* The oldest that is due; NULL without error if none is. */
store_teaching *store_teaching_next(store *s, int64_t now_ms, GError **error);
/* One more try was made of it; again at next_ms. */
bool store_teaching_later(store *s, int64_t id, int64_t next_ms,
                          GError **error);
/* It is over. False in *was: another took its place, or it was over before. */
bool store_teaching_end(store *s, int64_t id, bool *was, GError **error);
int64_t store_teaching_count(store *s, GError **error); /* -1 on error */

#endif
