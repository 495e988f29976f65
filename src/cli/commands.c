/* commands: the table. */
#include "cli/cli.h"

#include <string.h>

const cli_command cli_commands[] = {
    {"init", "DIR", "Make a new desk in DIR", NULL, cmd_init},
    {"check", "[--connect]", "Find every mistake in the configuration", NULL,
     cmd_check},
    {"config", "[--all] [--manual]", "Print the configuration", NULL,
     cmd_config},
    {"run", "", "Run the desk in the foreground", NULL, cmd_run},
    {"parse", "[--against FILE] FILE...", "Read messages and say what they say",
     NULL, cmd_parse},
    {"reload", "", "Let a running desk read its configuration again", NULL,
     cmd_reload},
    {"role", "NAME [ARGUMENT]", "Run one role alone", NULL, cmd_role},
    {NULL, NULL, NULL, NULL, NULL},
};

const cli_command *cli_command_by_name(const char *name)
{
    for (const cli_command *c = cli_commands; c->name != NULL; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
