/* cmd_check: everything that is wrong, in one run; changes nothing. */
#include "cli/check.h"
#include "cli/cli.h"

#include "roles/now.h"
#include "roles/sections.h"

#include <stdio.h>
#include <sysexits.h>

static void print_problem(const cli *x, const config_problem *p)
{
    if (x->json) {
        cli_json(json_pack(
            "{s:s, s:o, s:s, s:o}", "file", x->config_path, "line",
            p->line > 0 ? json_integer(p->line) : json_null(), "severity",
            p->fatal ? "error" : "warning", "text", cli_json_text(p->text)));
        return;
    }
    if (p->line > 0) /* one line, for editors that jump to it */
        printf("%s:%d: %s%s\n", x->config_path, p->line,
               p->fatal ? "" : "warning: ", p->text);
    else
        cli_field(0, p->fatal ? "error: " : "warning: ", p->fatal ? 7 : 9,
                  p->text);
}

static int print_all(const cli *x, const GPtrArray *problems,
                     const GPtrArray *done)
{
    int fatal = 0;

    for (guint i = 0; i < problems->len; i++) {
        print_problem(x, problems->pdata[i]);
        fatal += ((const config_problem *)problems->pdata[i])->fatal;
    }
    if (x->json)
        return fatal;
    for (guint i = 0; i < done->len; i++)
        cli_field(0, "", 0, done->pdata[i]);
    if (fatal == 0)
        printf("%s: in order%s\n", x->config_path,
               problems->len > 0 ? ", but see above" : "");
    else
        printf("%s: %d to correct\n", x->config_path, fatal);
    return fatal;
}

static bool has_fatal(const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++)
        if (((const config_problem *)problems->pdata[i])->fatal)
            return true;
    return false;
}

/* As Postfix's own commands find it. */
static const char *postfix_folder(void)
{
    const char *folder = g_getenv("MAIL_CONFIG");

    return folder ? folder : "/etc/postfix";
}

int cmd_check(cli *x, int argc, char **argv)
{
    gboolean connect = FALSE;
    const GOptionEntry entries[] = {
        {"connect", 0, 0, G_OPTION_ARG_NONE, &connect,
         "Log in to the mailboxes and the smarthost as well", NULL},
        {NULL}};
    g_autoptr(GPtrArray) problems = NULL;
    g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func(g_free);

    if (!cli_options(x, &argc, &argv, entries))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    x->loaded = role_config_read(x->config_path, &problems);
    if (x->loaded) {
        bool sound = !has_fatal(problems);
        check_user(x->loaded, problems);
        check_desk(x->loaded, problems);
        check_calendars(x->loaded, role_now_ms(), problems);
        check_postfix(x->loaded, postfix_folder(), problems);
        if (connect && sound) {
            check_connect(x->loaded, problems, done);
            check_results(x->loaded, role_now_ms(), problems, done);
        } else if (connect) {
            check_add(problems, false,
                      "nothing was connected to: mend the configuration first");
        }
    }
    return print_all(x, problems, done) > 0 ? EX_CONFIG : EX_OK;
}
