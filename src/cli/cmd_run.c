/* cmd_run: run, role and reload. */
#include "cli/cli.h"

#include "base/log.h"
#include "base/nearest.h"
#include "config/site.h"
#include "roles/lock.h"
#include "roles/role.h"
#include "roles/running.h"
#include "roles/sections.h"
#include "rules/set.h"
#include "scan/scan_config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>

/* Warnings of the configuration go to the log once, at the start. */
static config *load_and_warn(cli *x)
{
    g_autoptr(GPtrArray) problems = NULL;
    config *c = role_config_load(x->config_path, &problems, NULL);

    for (guint i = 0; i < problems->len; i++) {
        const config_problem *p = problems->pdata[i];
        g_autofree char *line =
            p->line > 0 ? g_strdup_printf(":%d", p->line) : g_strdup("");

        log_line(p->fatal ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN, "%s%s: %s",
                 x->config_path, line, p->text);
    }
    return c;
}

/* Roles find the configuration wherever they run. */
static char *absolute(const char *path)
{
    return g_canonicalize_filename(path, NULL);
}

int cmd_run(cli *x, int argc, char **argv)
{
    g_autofree char *path = absolute(x->config_path);
    GError *error = NULL;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    log_open("run", LOG_LEVEL_INFO);
    x->loaded = load_and_warn(x);
    if (!x->loaded)
        return EX_CONFIG;
    if (!cli_become_owner(x->loaded, true, &error))
        return cli_fail(x, error);
    return run_supervise(path, x->loaded);
}

static int unknown_role(const cli *x, const char *name)
{
    const char *names[16];
    size_t count = 0;
    g_autofree char *hint = NULL;

    for (const role *const *r = role_all(); *r; r++)
        names[count++] = (*r)->name;
    names[count] = NULL;
    hint = nearest_hint(name, names);
    return cli_usage(x, "there is no role \"%s\"%s", name, hint);
}

static int run_role(const role *r, config *c, const char *path,
                    const char *argument)
{
    role_context context = {
        .config = c, .config_path = path, .argument = argument};
    g_autoptr(GError) error = NULL;
    int code;

    if (!role_signals(&error) ||
        (r->needs_key &&
         !secret_key_load(c->site->key_file, &context.site, &error))) {
        log_error("%s", error->message);
        config_free(c);
        return err_info_of(err_class_of(error))->exit;
    }
    code = role_run(r, &context);
    secret_wipe(&context.site, sizeof context.site);
    config_free(context.config);
    return code;
}

int cmd_role(cli *x, int argc, char **argv)
{
    g_autofree char *path = absolute(x->config_path);
    g_autofree char *log_name = NULL;
    g_autoptr(GError) error = NULL, why = NULL;
    const char *argument;
    const role *r;
    config *c;

    lock_keep_from_exec();
    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    if (argc < 2 || argc > 3)
        return cli_usage(x, "which role?");
    r = role_by_name(argv[1]);
    if (!r)
        return unknown_role(x, argv[1]);
    argument = argc > 2 ? argv[2] : NULL;
    log_name = role_title(r->name, argument);
    log_open(log_name, LOG_LEVEL_INFO);
    prctl(PR_SET_NAME, "postern");
    c = running_load(path, &why, &error);
    if (!c) {
        log_error("%s", error->message);
        return EX_CONFIG;
    }
    if (why)
        log_error("the configuration has errors; going on with the one that "
                  "runs: %s",
                  why->message);
    if (!cli_become_owner(c, true, &error)) {
        log_error("%s", error->message);
        config_free(c);
        return EX_NOPERM;
    }
    return run_role(r, c, path, argument);
}

/* The roles would find it out as well, but only their log would say so. */
static bool rules_are_right(const config *c)
{
    g_auto(GStrv) paths = config_rule_paths(c, SET_SHIPPED);
    g_autoptr(GError) error = NULL;
    g_autoptr(rule_set) set =
        set_read((const char *const *)paths, 0, NULL, &error);

    if (!set)
        fprintf(stderr, "%s\nnothing was changed: the old rules stay\n",
                error->message);
    return set != NULL;
}

int cmd_reload(cli *x, int argc, char **argv)
{
    const config *c;
    pid_t owner;

    if (!cli_options(x, &argc, &argv, NULL))
        return EX_USAGE;
    if (argc > 1)
        return cli_usage(x, "takes no arguments");
    c = cli_config(x);
    if (!c) {
        fputs("nothing was changed: the old configuration stays\n", stderr);
        return EX_CONFIG;
    }
    if (!rules_are_right(c))
        return EX_CONFIG;
    owner = lock_owner(c);
    if (owner == 0) {
        fprintf(stderr, "postern reload: no `postern run` in %s\n",
                c->site->run);
        return EX_UNAVAILABLE;
    }
    if (kill(owner, SIGHUP) != 0) {
        fprintf(stderr, "postern reload: process %ld: %s\n", (long)owner,
                strerror(errno));
        return EX_NOPERM;
    }
    return EX_OK;
}
