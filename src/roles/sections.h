/* sections: all sections of postern.conf, in the order in which they are printed
 * and explained; and reading one with them. A new section is one line here. */
#ifndef POSTERN_SECTIONS_H
#define POSTERN_SECTIONS_H

#include "config/config.h"
#include "roles/sections.h"

extern const config_section *const role_sections[]; /* NULL ends them */

/* config_load, config_load_as and config_read with all of them. */
config *role_config_load(const char *path, GPtrArray **problems,
                         GError **error);
config *role_config_load_as(const char *path, const char *file,
                            GPtrArray **problems, GError **error);
config *role_config_read(const char *path, GPtrArray **problems);

#endif
