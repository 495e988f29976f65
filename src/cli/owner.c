/* owner: root hands over to the user whom the desk's data belongs to, so that
 * no command leaves files behind that the desk's roles cannot read. */
#include "cli/cli.h"
#include "config/site.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

/* The run folder often lies where only root can make it, and is gone after each
 * boot. */
static bool make_run_folder(const config *c, const struct stat *state,
                            GError **error)
{
    if (mkdir(c->site->run, 0755) != 0 && errno == EEXIST)
        return true;
    if (chown(c->site->run, state->st_uid, state->st_gid) == 0)
        return true;
    err_set_errno(error, errno, "%s: cannot make the run folder ([site] run)",
                  c->site->run);
    return false;
}

static bool become(uid_t uid, gid_t gid, GError **error)
{
    const struct passwd *pw = getpwuid(uid);
    int groups = pw ? initgroups(pw->pw_name, pw->pw_gid) : setgroups(0, NULL);

    if (groups == 0 && setgid(pw ? pw->pw_gid : gid) == 0 && setuid(uid) == 0)
        return true;
    err_set_errno(error, errno, "cannot become user %ld, who owns the state",
                  (long)uid);
    return false;
}

bool cli_become_owner(const config *c, bool make_run, GError **error)
{
    struct stat state;

    if (geteuid() != 0 || stat(c->site->state, &state) != 0 ||
        state.st_uid == 0)
        return true;
    if (make_run && !make_run_folder(c, &state, error))
        return false;
    return become(state.st_uid, state.st_gid, error);
}
