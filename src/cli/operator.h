/* operator: what `postern operator` does, a file each. */
#ifndef POSTERN_CLI_OPERATOR_H
#define POSTERN_CLI_OPERATOR_H

#include "cli/desk.h"
#include "desk/operator_config.h"

typedef struct retirement {
    const config *c;
    const char *id, *name; /* of her who leaves; the configuration may have lost
                              her */
    const config_operator *to;
    bool yes; /* else it is only said what would be done */
} retirement;
/* An exit code, or -1 and *error. */
int operator_retire(cli *x, store *s, const retirement *r, GError **error);

#endif
