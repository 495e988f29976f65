/* roles_config: `roles` of [operator NAME]: ROLE on her lines and in her queues,
 * or ROLE:PLACE, where PLACE is QUEUE or QUEUE/LINE, and * is each of them. */
#ifndef POSTERN_DESK_ROLES_CONFIG_H
#define POSTERN_DESK_ROLES_CONFIG_H

#include "config/section.h"
#include "desk/operator_config.h"

/* Makes her grants of what is written. */
void config_roles_complete(config_operator *o);
/* Tells of what is wrong with those of all operators. */
void config_roles_check(config_reading *r);

#endif
