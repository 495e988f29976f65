/* rating: what customers say of replies, and leads of requests that were reviewed.
 * Both are asked for first: such a row has no value yet. Nothing of them is public
 * but that a reply asks its reader (pub_rate). */
#ifndef POSTERN_STORE_RATING_H
#define POSTERN_STORE_RATING_H

#include "store/store.h"

typedef struct store_rating {
    int64_t ticket, n; /* the reply that is rated */
    char *person;      /* who was asked: an address, normal form */
    char *operator_id; /* who wrote the reply */
    int line;          /* where the request was then */
    int best;          /* of a scale that begins with 1 */
    int value;         /* 0: not given yet */
    char *words;       /* his comment; "" */
    int64_t asked_ms, given_ms;
} store_rating;
store_rating *store_rating_copy(const store_rating *r);
void store_rating_free(store_rating *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_rating, store_rating_free)
/* Adds it, or takes the place of the one of this reply and person. In a
 * transaction. */
bool store_rating_put(store *s, const store_rating *r, GError **error);
/* NULL without *error: nobody was asked there. */
store_rating *store_rating_get(store *s, int64_t ticket, int64_t n,
                               GError **error);
/* store_rating*, oldest reply first. */
GPtrArray *store_rating_list(store *s, int64_t ticket, GError **error);
/* When this person was last asked, about whatever request; 0: never. What was
 * stopped before it was sent asked nobody. */
bool store_rating_asked(store *s, const char *person, int64_t *asked_ms,
                        GError **error);

typedef struct store_review {
    int64_t ticket, n; /* the last reply of it; 0: there was none */
    char *lead;        /* operator id */
    char *why;         /* "sample", "breach" */
    int best;
    int score; /* 0: not given yet */
    char *words;
    int64_t asked_ms, given_ms;
} store_review;
store_review *store_review_copy(const store_review *r);
void store_review_free(store_review *r);
bool store_review_put(store *s, const store_review *r, GError **error);
/* store_review*, oldest first. */
GPtrArray *store_review_list(store *s, int64_t ticket, GError **error);

#endif
