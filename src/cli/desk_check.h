/* desk_check: `postern desk check`. */
#ifndef POSTERN_CLI_DESK_CHECK_H
#define POSTERN_CLI_DESK_CHECK_H

#include "cli/cli.h"

/* At this time, as people write it; NULL: now. An exit code. */
int desk_check(cli *x, const char *at);

#endif
