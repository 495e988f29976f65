/* postern: finds the command and runs it. */
#include "cli/cli.h"

#include "base/log.h"
#include "base/nearest.h"
#include "base/secret.h"
#include "roles/now.h"

#include <config.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static void print_help(FILE *out)
{
    fputs("usage: postern [--config FILE] [--json] COMMAND [ARGUMENTS]\n\n",
          out);
    for (const cli_command *c = cli_commands; c->name; c++)
        fprintf(out, "    %-8s %s\n", c->name, c->help);
    fputs("\n`postern COMMAND --help` tells more; so does postern(1).\n", out);
}

static int unknown_command(const char *name)
{
    const char *names[64];
    size_t count = 0;
    g_autofree char *hint = NULL;

    for (const cli_command *c = cli_commands; c->name; c++)
        names[count++] = c->name;
    names[count] = NULL;
    hint = nearest_hint(name, names);
    fprintf(stderr, "postern: there is no command \"%s\"%s\n", name, hint);
    return EX_USAGE;
}

/* Takes the options before the command; *at is then the command's place. -1: go
 * on, otherwise an exit code. */
static int global_options(cli *x, int argc, char **argv, int *at)
{
    for (*at = 1; *at < argc && argv[*at][0] == '-'; (*at)++) {
        const char *option = argv[*at];

        if (strcmp(option, "--json") == 0) {
            x->json = true;
        } else if (g_str_has_prefix(option, "--config=")) {
            x->config_path = option + strlen("--config=");
        } else if (strcmp(option, "--config") == 0 && *at + 1 < argc) {
            x->config_path = argv[++*at];
        } else if (strcmp(option, "--version") == 0) {
            printf("%s%s\n", PACKAGE_STRING,
                   role_now_moves() ? " (for tests: its clock can be moved)"
                                    : "");
            return EX_OK;
        } else if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0) {
            print_help(stdout);
            return EX_OK;
        } else {
            fprintf(stderr,
                    "postern: unknown option %s, or its value is "
                    "missing\n",
                    option);
            print_help(stderr);
            return EX_USAGE;
        }
    }
    return -1;
}

static bool terminal_takes_colours(void)
{
    const char *term = g_getenv("TERM");

    return isatty(STDOUT_FILENO) && !g_getenv("NO_COLOR") && term &&
           strcmp(term, "dumb") != 0;
}

/* Results that did not reach their reader are an error too. */
static int flush_output(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    perror("postern: standard output");
    return code != EX_OK ? code : EX_IOERR;
}

static int run_command(cli *x, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int code;

    if (!secret_init(&error))
        return cli_fail(x, g_steal_pointer(&error));
    code = x->command->run(x, argc, argv);
    config_free(x->loaded);
    return flush_output(code);
}

int main(int argc, char **argv)
{
    const char *path = g_getenv("POSTERN_CONFIG");
    cli x = {.config_path = path && path[0] != '\0' ? path
                                                    : POSTERN_SYSCONFDIR
                                "/postern.conf"};
    g_autoptr(GError) error = NULL;
    int at, code;

    setlocale(LC_ALL, "");
    g_set_prgname("postern");
    log_open("postern", LOG_LEVEL_INFO);
    if (!role_now_check(&error)) {
        fprintf(stderr, "postern: %s\n", error->message);
        return EX_TEMPFAIL; /* a message must not bounce for that */
    }
    code = global_options(&x, argc, argv, &at);
    if (code >= 0)
        return code;
    if (at == argc) {
        print_help(stderr);
        return EX_USAGE;
    }
    if (strcmp(argv[at], "help") == 0) {
        print_help(stdout);
        return EX_OK;
    }
    x.colour = terminal_takes_colours();
    x.command = cli_command_by_name(argv[at]);
    if (!x.command)
        return unknown_command(argv[at]);
    return run_command(&x, argc - at, argv + at);
}
