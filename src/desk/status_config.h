/* status_config: the model of statuses that a configuration has. */
#ifndef POSTERN_STATUS_CONFIG_H
#define POSTERN_STATUS_CONFIG_H

#include "config/config.h"
#include "desk/status.h"

/* The configuration's. */
const status_model *status_model_of(const config *c);

#endif
