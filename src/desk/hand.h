/* hand: what acts in an operator's place because the configuration says so: a robot,
 * a hook. Pure. */
#ifndef POSTERN_DESK_HAND_H
#define POSTERN_DESK_HAND_H

#include "desk/operator_config.h"

/* Its rights, as an operator of these queues (char*; none: of all) would have them,
 * and what it is called. It has no address: nobody tells it anything. Free with
 * config_hand_free. */
config_operator *config_hand_new(const char *id, const char *name,
                                 const GPtrArray *queues);
void config_hand_free(config_operator *o); /* NULL is allowed */

#endif
