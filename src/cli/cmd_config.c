/* cmd_config: prints the configuration, or the key table for the manual. */
#include "cli/cli.h"
#include "roles/sections.h"

#include <stdio.h>
#include <sysexits.h>

int cmd_config(cli *x, int argc, char **argv)
{
    gboolean all = FALSE, manual = FALSE;
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &all, "Defaults as well", NULL},
        {"manual", 0, 0, G_OPTION_ARG_NONE, &manual,
         "The table of keys as mdoc(7)", NULL},
        {NULL}};
    const config *c;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    if (manual) {
        config_print_manual(role_sections, stdout);
        return EX_OK;
    }
    c = cli_config(x);
    if (!c)
        return EX_CONFIG;
    config_print(c, all, stdout);
    return EX_OK;
}
