/* rights: which requests an operator may see and work on. One function decides it,
 * for mail that she sends and for mail that she is sent. Pure. */
#ifndef POSTERN_DESK_RIGHTS_H
#define POSTERN_DESK_RIGHTS_H

#include "desk/operator_config.h"
#include "store/ticket.h"

/* She serves its queue, and it was on one of her lines, is hers, or is watched by
 * her. Where nobody at all serves a queue, or its line, everybody does: a request
 * must not be swallowed. `watchers`: char*, of the request. */
bool rights_may(const config *c, const config_operator *o,
                const store_ticket *t, const GPtrArray *watchers);
/* The same about a queue, where there is no request (a message that is held). */
bool rights_may_queue(const config *c, const config_operator *o,
                      const char *queue);

#endif
