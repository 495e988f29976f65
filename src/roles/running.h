/* running: the configuration that a desk runs with, kept beside the file while
 * that is being edited: a role that dies comes back with it, and people who look
 * use it, when the file has errors. `postern run' alone begins strictly. */
#ifndef POSTERN_RUNNING_H
#define POSTERN_RUNNING_H

#include "config/config.h"

/* What stands at `path` is what is run from now on. */
bool running_keep(const char *path, const config *c, GError **error);
/* It is run no more. */
void running_forget(const config *c);
/* The file at `path`, or, if that has errors (*why gets them, NULL otherwise), the
 * one that runs. NULL with *error: the file has errors, and none runs. */
config *running_load(const char *path, GError **why, GError **error);

#endif
