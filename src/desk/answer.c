/* answer: where an answer goes that does not say. */
#include "desk/answer.h"

#include "desk/rights.h"
#include "desk/status_config.h"

#include <string.h>

bool answer_is_colleagues(const config_operator *op, store_entry_kind kind,
                          store_author by, const char *author)
{
    if (by == STORE_BY_PARTNER)
        return kind != STORE_EVENT;
    if (by == STORE_BY_SYSTEM) /* a robot's or a hook's */
        return kind == STORE_NOTE;
    if (by != STORE_BY_OPERATOR || kind == STORE_EVENT)
        return false;
    return !op || strcmp(op->id, author) != 0;
}

const char *answer_status(const config *c, const config_operator *author,
                          const char *status, int line, const char *queue)
{
    const status_model *m = status_model_of(c);

    if (author && status_is(m, status, STATUS_INTERNAL) &&
        !rights_can(c, author, RIGHT_REPLY, queue, line))
        return status;
    return status_after_reply(m, status);
}

answer_way answer_allowed(config_answer chosen, bool may_reply, bool may_note)
{
    if (may_reply && chosen == CONFIG_ANSWER_REPLY)
        return ANSWER_REPLY;
    return may_note ? ANSWER_NOTE : ANSWER_NOWHERE;
}
