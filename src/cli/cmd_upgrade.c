/* cmd_upgrade: brings the store to this program's version. */
#include "cli/cli.h"

#include "roles/lock.h"
#include "store/store.h"
#include "store/store_config.h"

#include <stdio.h>
#include <sysexits.h>

int cmd_upgrade(cli *x, int argc, char **argv)
{
    g_autofree char *copy = NULL;
    GError *error = NULL;
    const config *c;
    bool fine;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    c = cli_config(x);
    if (c == NULL)
        return EX_CONFIG;
    if (!cli_become_owner(c, true, &error) || !lock_take(c, &error))
        return cli_fail(x, error); /* an older program may be running */
    fine = store_upgrade(c->store, &copy, &error);
    lock_release(c);
    if (!fine)
        return cli_fail(x, error);
    if (copy != NULL)
        printf("%s is up to date; it was copied to %s before.\n", c->store->path,
               copy);
    else
        printf("%s is up to date.\n", c->store->path);
    return EX_OK;
}
