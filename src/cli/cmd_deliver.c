/* cmd_deliver: a message from standard input, for aliases and pipe(8). */
#include "cli/cli.h"

#include "base/log.h"
#include "roles/role.h"

#include <sysexits.h>
#include <unistd.h>

int cmd_deliver(cli *x, int argc, char **argv)
{
    g_autofree char *sender = NULL, *queue = NULL, *source = NULL;
    const GOptionEntry entries[] = {
        {"sender", 'f', 0, G_OPTION_ARG_FILENAME, &sender,
         "Envelope sender; empty for bounces", "ADDRESS"},
        {"queue", 'q', 0, G_OPTION_ARG_FILENAME, &queue,
         "Queue of mail that names no address of ours", "NAME"},
        {"source", 's', 0, G_OPTION_ARG_FILENAME, &source,
         "What it comes from, as [source NAME] has it; a JSON object will do",
         "NAME"},
        {NULL}};
    GError *error = NULL;

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    log_open("deliver", LOG_LEVEL_INFO);
    if (!cli_config(x))
        return EX_TEMPFAIL; /* the message must not bounce for our mistake */
    if (!cli_become_owner(x->loaded, false, &error))
        return cli_fail(x, error);
    const deliver_from from = {.sender = sender,
                               .queue = queue,
                               .source = source,
                               .recipients = (const char *const *)argv + 1};
    return deliver_run(x->loaded, STDIN_FILENO, &from);
}
