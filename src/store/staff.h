/* staff: the people of the desk: who is away, how much each has to do, whose turn
 * it is, and who holds a ticket beside its holder. */
#ifndef POSTERN_STORE_STAFF_H
#define POSTERN_STORE_STAFF_H

#include "store/store.h"

typedef struct store_absence {
    char *operator_id;
    int64_t from_ms,
        until_ms; /* until_ms: the first moment at which she is there
                                  again */
    char *deputy; /* operator id, NULL: her line */
} store_absence;
void store_absence_free(store_absence *a);
/* In a transaction; one an operator. until_ms 0: she is there. */
bool store_absence_set(store *s, const store_absence *a, GError **error);
/* store_absence*, over ones too, by operator. */
GPtrArray *store_absences(store *s, GError **error);

/* A count of somebody, or whose turn it was last. */
typedef struct store_load {
    char *operator_id;
    int64_t open; /* open tickets that she holds */
} store_load;
/* store_load* of all who hold any, by operator. */
GPtrArray *store_loads(store *s, GError **error);

typedef struct store_turn {
    char *place; /* "support/1" */
    char *operator_id;
} store_turn;
/* Who got the latest there. In a transaction. */
bool store_turn_set(store *s, const char *place, const char *operator_id,
                    GError **error);
/* store_turn*, by place. */
GPtrArray *store_turns(store *s, GError **error);

/* In a transaction. */
bool store_co_holder_set(store *s, int64_t ticket, const char *operator_id,
                         bool on, GError **error);
/* char*, by id. */
GPtrArray *store_co_holders(store *s, int64_t ticket, GError **error);

#endif
