/* answer: where an answer goes that does not say. */
#include "desk/answer.h"

#include <string.h>

bool answer_is_colleagues(const config_operator *op, store_entry_kind kind,
                          store_author by, const char *author)
{
    if (by == STORE_BY_PARTNER)
        return kind != STORE_EVENT;
    if (by != STORE_BY_OPERATOR || kind == STORE_EVENT)
        return false;
    return !op || strcmp(op->id, author) != 0;
}
