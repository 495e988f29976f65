/* priority: how urgent a ticket can be. */
#include "config/priority.h"

#include <stddef.h>

const char *const config_priorities[] = {"low", "normal", "high", "urgent",
                                         NULL};
