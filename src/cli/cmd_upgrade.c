/* cmd_upgrade: brings the store to this program's version. */
#include "cli/cli.h"
#include "cli/progress.h"

#include "roles/known.h"
#include "roles/lock.h"
#include "roles/now.h"
#include "store/store.h"
#include "store/store_config.h"

#include <stdio.h>
#include <sysexits.h>

/* From now on it is known where it stands. */
static bool guard(const config *c, GError **error)
{
    store *s = store_open(c->store, error);
    bool fine = s && known_guard(c, s, role_now_ms(), error);

    store_close(s);
    return fine;
}

static void show(int64_t done, int64_t total, void *context)
{
    progress *p = context;

    p->total = (guint64)MAX(total, 1);
    progress_show(p, (guint64)done);
}

int cmd_upgrade(cli *x, int argc, char **argv)
{
    g_autofree char *copy = NULL;
    GError *error = NULL;
    const config *c;
    progress bar;
    bool fine;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    c = cli_config(x);
    if (!c)
        return EX_CONFIG;
    if (!cli_become_owner(c, true, &error) || !lock_take(c, &error))
        return cli_fail(x, error); /* an older program may be running */
    progress_start(&bar, "copying", 1);
    fine = store_upgrade_telling(c->store, &copy, show, &bar, &error);
    progress_end(&bar);
    fine = fine && guard(c, &error);
    lock_release(c);
    if (!fine)
        return cli_fail(x, error);
    if (copy)
        printf("%s is up to date; it was copied to %s before.\n",
               c->store->path, copy);
    else
        printf("%s is up to date.\n", c->store->path);
    return EX_OK;
}
