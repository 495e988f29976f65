/* rights: which requests an operator may see and work on, and how. One function
 * decides it, for mail that she sends and for mail that she is sent; which role
 * may do what is the table of desk/role.h. Pure.
 *
 * Where nobody works on a line (has the right told there), those who work in its
 * queue have their rights on it; where nobody works in a queue, all who work
 * anywhere: a request must not be swallowed.
 *
 * `line` 0 means: on any line of the queue. */
#ifndef POSTERN_DESK_RIGHTS_H
#define POSTERN_DESK_RIGHTS_H

#include "desk/operator_config.h"
#include "desk/role.h"
#include "store/ticket.h"

bool rights_can(const config *c, const config_operator *o, role_right right,
                const char *queue, int line);
/* The same about a request: on one of the lines that it was on; for its holder and
 * for who watches it, by what she is in its queue. `watchers`: char*, of the
 * request; NULL: none. */
bool rights_can_ticket(const config *c, const config_operator *o,
                       role_right right, const store_ticket *t,
                       const GPtrArray *watchers);
/* Is she that, there? */
bool rights_is(const config *c, const config_operator *o, role_id role,
               const char *queue, int line);
bool rights_is_ticket(const config *c, const config_operator *o, role_id role,
                      const store_ticket *t, const GPtrArray *watchers);

/* const config_operator*, in the order of the file. Those who are that, there and
 * by their own roles; may be empty. Caller unrefs. */
GPtrArray *rights_with(const config *c, role_id role, const char *queue,
                       int line);
/* Those who may; of RIGHT_TOLD it is never empty while anybody works. */
GPtrArray *rights_who(const config *c, role_right right, const char *queue,
                      int line);

/* rights_can_ticket of RIGHT_SEE. */
bool rights_may(const config *c, const config_operator *o,
                const store_ticket *t, const GPtrArray *watchers);
/* May she see anything of that queue? Where there is no request (a message that
 * is held). */
bool rights_may_queue(const config *c, const config_operator *o,
                      const char *queue);

#endif
