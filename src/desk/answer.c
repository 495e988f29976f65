/* answer: where an answer goes that does not say. */
#include "desk/answer.h"

#include <string.h>

bool answer_is_colleagues(const config_operator *op, store_entry_kind kind,
                          store_author by, const char *author)
{
    if (by != STORE_BY_OPERATOR || kind == STORE_EVENT)
        return false;
    return !op || strcmp(op->id, author) != 0;
}

const char *answer_status(const status_model *m, const config_operator *author,
                          const char *status, int line, const char *queue)
{
    if (author && status_is(m, status, STATUS_INTERNAL) &&
        !config_operator_on_line(author, line, queue))
        return status;
    return status_after_reply(m, status);
}

answer_way answer_allowed(config_answer chosen, bool may_reply, bool may_note)
{
    if (may_reply && chosen == CONFIG_ANSWER_REPLY)
        return ANSWER_REPLY;
    return may_note ? ANSWER_NOTE : ANSWER_NOWHERE;
}
