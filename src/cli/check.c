/* check: how findings are noted; who runs the desk. */
#include "cli/check.h"

#include "cli/cli.h"
#include "config/site.h"

#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void check_add(GPtrArray *problems, bool fatal, const char *format, ...)
{
    config_problem *p = g_new0(config_problem, 1);
    va_list args;

    va_start(args, format);
    p->text = g_strdup_vprintf(format, args);
    va_end(args);
    p->fatal = fatal;
    g_ptr_array_add(problems, p);
}

void check_say(GPtrArray *done, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(done, g_strdup_vprintf(format, args));
    va_end(args);
}

char *check_user_name(uid_t uid)
{
    const struct passwd *pw = getpwuid(uid);

    return pw ? g_strdup(pw->pw_name) : g_strdup_printf("%ld", (long)uid);
}

void check_user(const config *c, GPtrArray *problems)
{
    g_autoptr(GError) error = NULL;
    struct stat st;

    if (stat(c->site->state, &st) != 0)
        return; /* check_desk says why */
    g_autofree char *owner = check_user_name(st.st_uid);
    g_autofree char *we = check_user_name(geteuid());
    if (geteuid() == 0 && st.st_uid == 0)
        check_add(problems, false,
                  "everything runs as root: %s belongs to root, so what reads "
                  "strangers' mail may do anything. Make a user (useradd "
                  "--system postern) and give it the desk: chown -R postern %s "
                  "%s",
                  c->site->state, c->site->state, c->site->key_file);
    else if (geteuid() != 0 && geteuid() != st.st_uid)
        check_add(problems, true,
                  "the desk belongs to user %s, and this is %s: run check as "
                  "%s or as root; what follows is seen with %s's rights",
                  owner, we, owner, we);
    if (!cli_become_owner(c, false, &error))
        check_add(problems, true, "%s", error->message);
}
