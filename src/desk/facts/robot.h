/* facts_robot: what the store says of a robot and a request, for decide_robot. */
#ifndef POSTERN_FACTS_ROBOT_H
#define POSTERN_FACTS_ROBOT_H

#include "desk/decide/decide.h"

/* All of `a` but robot, job and event, which are set; a->t is the caller's to free
 * (snapshot_ticket_free), if this is true. ERR_NOT_FOUND: there is no such ticket. */
bool facts_robot(store *s, const config *c, int64_t ticket, int64_t now_ms,
                 decide_robot_ask *a, GError **error);

/* Bit N: all words that part N of `k` (NULL: none) asks for are in the ticket. */
bool facts_condition_words(store *s, const condition *k, int64_t ticket,
                           unsigned *words, GError **error);

#endif
