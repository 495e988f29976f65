/* status_config: [status NAME], the statuses that a configuration gives a ticket.
 *
 * One section is enough to replace the shipped ones: what the file has is then
 * the whole model. */
#ifndef POSTERN_STATUS_CONFIG_H
#define POSTERN_STATUS_CONFIG_H

#include "config/config.h"
#include "desk/status.h"

extern const config_section config_status_section; /* of status_row */

/* The configuration's, or the shipped one; lives as long as `c`. */
const status_model *status_model_of(const config *c);

#endif
