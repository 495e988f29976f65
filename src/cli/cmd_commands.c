/* cmd_commands: lists the commands that people may write into messages. */
#include "cli/cli.h"

#include "desk/command.h"

#include <stdio.h>
#include <sysexits.h>

static json_t *names_json(const command_row *row)
{
    static const char *const languages[COMMAND_LANGUAGES] = {
        [COMMAND_EN] = "en", [COMMAND_RU] = "ru", [COMMAND_NB] = "nb"};
    json_t *all = json_object();

    for (unsigned k = 0; k < COMMAND_LANGUAGES; k++) {
        const char *also = row->also[k] ? row->also[k] : "";
        g_auto(GStrv) names = g_strsplit(also, " ", -1);
        json_t *list = json_array();

        for (unsigned i = 0; names[i]; i++)
            json_array_append_new(list, json_string(names[i]));
        json_object_set_new(all, languages[k], list);
    }
    return all;
}

static void print_json(command_right right)
{
    for (unsigned i = 0; command_rows[i]; i++) {
        const command_row *row = command_rows[i];
        const command_use *use = command_use_of(row, right);

        if (use)
            cli_json(json_pack("{s:s, s:s, s:s, s:o}", "command", row->name,
                               "arguments", use->shown ? use->shown : "",
                               "help", use->help, "also", names_json(row)));
    }
}

int cmd_commands(cli *x, int argc, char **argv)
{
    gboolean customer = FALSE, manual = FALSE, names = FALSE;
    const GOptionEntry entries[] = {
        {"customer", 0, 0, G_OPTION_ARG_NONE, &customer,
         "Those of customers, not of operators", NULL},
        {"manual", 0, 0, G_OPTION_ARG_NONE, &manual, "As mdoc(7)", NULL},
        {"names", 0, 0, G_OPTION_ARG_NONE, &names,
         "Every name in every language, one a line", NULL},
        {NULL}};

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    if (manual && names)
        return cli_usage(x, "--manual or --names, not both");
    command_right right =
        customer ? COMMAND_FOR_CUSTOMER : COMMAND_FOR_OPERATOR;
    if (manual) {
        command_print_manual(right, stdout);
    } else if (names) {
        command_print_names(right, stdout);
    } else if (x->json) {
        print_json(right);
    } else {
        g_autofree char *help = command_help(right);
        fputs(help, stdout);
    }
    return EX_OK;
}
