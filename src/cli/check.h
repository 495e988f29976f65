/* check: what `postern check` looks at beyond the configuration's text. */
#ifndef POSTERN_CHECK_H
#define POSTERN_CHECK_H

#include "config/config.h"

/* Findings are config_problem*, line 0. Each adds to `problems`. */
void check_add(GPtrArray *problems, bool fatal, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* Files, folders, secrets, names: touches nothing. */
void check_desk(const config *c, GPtrArray *problems);
/* Logs in to each mailbox and to the smarthost; good news goes to `done`
 * (char*). */
void check_connect(const config *c, GPtrArray *problems, GPtrArray *done);

#endif
