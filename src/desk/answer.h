/* answer: does an answer to a mail of ours go out, or stay inside, if it does not
 * say? What the mail's first line promises is what is done. */
#ifndef POSTERN_ANSWER_H
#define POSTERN_ANSWER_H

#include "config/config.h"
#include "desk/operator_config.h"
#include "store/entry.h"

/* Whoever answers what a colleague wrote answers the colleague. */
bool answer_is_colleagues(const config_operator *op, store_entry_kind kind,
                          store_author by, const char *author);

/* The status of a ticket on `line` of `queue` after a reply of `author` (NULL:
 * nobody's any more). "We are looking into it", from the line that handed it over,
 * does not end the work of the line that has it. */
const char *answer_status(const config *c, const config_operator *author,
                          const char *status, int line, const char *queue);

/* Where the text of whoever has these rights goes: what her line and she have
 * chosen, as far as she may. */
typedef enum { ANSWER_REPLY, ANSWER_NOTE, ANSWER_NOWHERE } answer_way;
answer_way answer_allowed(config_answer chosen, bool may_reply, bool may_note);

#endif
