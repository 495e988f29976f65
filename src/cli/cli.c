/* cli: options, errors and configuration for all commands. */
#include "cli/cli.h"

#include "base/log.h"
#include "roles/running.h"
#include "roles/sections.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static char *usage_line(const cli_command *c)
{
    return g_strdup_printf("postern %s%s%s", c->name,
                           c->arguments[0] != '\0' ? " " : "", c->arguments);
}

bool cli_options(cli *x, int *argc, char ***argv, const GOptionEntry *entries)
{
    gboolean json = x->json;
    const GOptionEntry common[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &json,
                                    "One JSON object a line", NULL},
                                   {NULL}};
    g_autoptr(GOptionContext) context =
        g_option_context_new(x->command->arguments);
    g_autofree char *summary = g_strdup_printf("%s.", x->command->help);
    g_autofree char *prgname = g_strdup_printf("postern %s", x->command->name);
    g_autoptr(GError) error = NULL;

    g_set_prgname(prgname);
    g_option_context_set_summary(context, summary);
    if (x->command->more)
        g_option_context_set_description(context, x->command->more);
    if (entries)
        g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, common, NULL);
    if (!g_option_context_parse(context, argc, argv, &error)) {
        cli_usage(x, "%s", error->message);
        return false;
    }
    if (*argc > 1 && strcmp((*argv)[1], "--") == 0) {
        (*argv)[1] = (*argv)[0];
        (*argv)++;
        (*argc)--;
    }
    x->json = json;
    return true;
}

int cli_usage(const cli *x, const char *format, ...)
{
    g_autofree char *line = usage_line(x->command);
    g_autofree char *words = NULL;
    va_list args;

    va_start(args, format);
    words = g_strdup_vprintf(format, args);
    va_end(args);
    fprintf(stderr, "postern %s: %s\nusage: %s\n", x->command->name, words,
            line);
    return EX_USAGE;
}

void cli_say(const char *words)
{
    log_warn("%s", words);
}

int cli_fail(const cli *x, GError *error)
{
    int code = err_info_of(err_class_of(error))->exit;
    g_autofree char *words = cli_clean(error->message, true);

    fprintf(stderr, "postern %s: %s\n", x->command->name, words);
    g_error_free(error);
    return code;
}

const config *cli_config(cli *x)
{
    GError *error = NULL;

    if (x->loaded)
        return x->loaded;
    x->loaded = role_config_load(x->config_path, NULL, &error);
    if (x->loaded)
        return x->loaded;
    fprintf(stderr, "%s\n", error->message);
    g_error_free(error);
    return NULL;
}

const config *cli_config_running(cli *x)
{
    g_autoptr(GError) error = NULL, why = NULL;

    if (x->loaded)
        return x->loaded;
    x->loaded = running_load(x->config_path, &why, &error);
    if (!x->loaded)
        fprintf(stderr, "%s\n", error->message);
    else if (why)
        fprintf(stderr, "%s\ngoing on with the configuration that runs\n",
                why->message);
    return x->loaded;
}
