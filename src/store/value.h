/* value: what fields of [field NAME] hold, of tickets and of others. */
#ifndef POSTERN_STORE_VALUE_H
#define POSTERN_STORE_VALUE_H

#include "store/store.h"

typedef enum {
    STORE_VALUE_OF_TICKET,
    STORE_VALUE_OF_COMPANY,
    STORE_VALUE_OF_SERVICE,
    STORE_VALUE_OF_CONTRACT,
    STORE_VALUE_OF_PERSON /* by number (store/people.h) */
} store_value_owner;

typedef struct store_value {
    int64_t owner;
    char *field;
    char *text; /* NULL: nothing, to set */
    int64_t
        num; /* of a date its moment, of a number its thousandfold, else 0 */
    bool is_public; /* customers may see it */
} store_value;
void store_value_free(store_value *v);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_value, store_value_free)

/* In a transaction; without a text the row goes. */
bool store_value_set(store *s, store_value_owner kind, const store_value *v,
                     GError **error);
/* By name of the field. store_value*. */
GPtrArray *store_values(store *s, store_value_owner kind, int64_t owner,
                        GError **error);
/* The one of this field among them; NULL. Borrowed. */
const store_value *store_value_find(const GPtrArray *values, const char *field);

#endif
