/* priority: how urgent a ticket can be, for rules and for the desk. */
#ifndef POSTERN_CONFIG_PRIORITY_H
#define POSTERN_CONFIG_PRIORITY_H

extern const char *const config_priorities[]; /* "low", ...; NULL ends it */

#endif
