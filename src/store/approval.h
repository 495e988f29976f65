/* approval: voices of boards, in rounds: a request may come to one again. */
#ifndef POSTERN_STORE_APPROVAL_H
#define POSTERN_STORE_APPROVAL_H

#include "store/store.h"

/* Of a member; of a round ("member" is "") what it has come to. */
typedef enum {
    STORE_APPROVAL_OPEN,
    STORE_APPROVAL_YES,
    STORE_APPROVAL_NO
} store_answer;

typedef struct store_approval {
    int64_t ticket, round; /* counts from 1 in its ticket */
    char *member;          /* operator id, or address; "": the round itself */
    int answer;            /* store_answer */
    char *reason;          /* of a round: the board's id */
    int64_t at_ms;
} store_approval;
store_approval *store_approval_new(int64_t ticket, int64_t round,
                                   const char *member, store_answer answer,
                                   const char *reason, int64_t at_ms);
void store_approval_free(store_approval *a);
/* Adds it, or what the member said before is gone. In a transaction. */
bool store_approval_put(store *s, const store_approval *a, GError **error);
/* Of the newest round, the round itself first; empty: there was none.
 * store_approval*. */
GPtrArray *store_approval_list(store *s, int64_t ticket, GError **error);

#endif
