/* lock: one `postern run` per desk. */
#include "roles/lock.h"

#include "base/err.h"
#include "base/file.h"
#include "config/site.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_POLL_MS  50
#define LOCK_VARIABLE "POSTERN_LOCK_FDS" /* "4,5": told to the roles */

static int pid_fd = -1, state_fd = -1;

static char *pid_path(const config *c)
{
    return g_build_filename(c->site->run, "postern.pid", NULL);
}

static char *state_path(const config *c)
{
    return g_build_filename(c->site->state, "lock", NULL);
}

static pid_t pid_in(int fd)
{
    char text[32] = {0};
    gint64 pid;

    if (pread(fd, text, sizeof text - 1, 0) <= 0)
        return 0;
    pid = g_ascii_strtoll(text, NULL, 10);
    return pid > 1 && pid <= G_MAXINT ? (pid_t)pid : 0;
}

/* Without CLOEXEC: roles shall hold it as long as they live. */
static int open_lock(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT, 0644);

    if (fd < 0)
        err_set_errno(error, errno, "%s", path);
    return fd;
}

/* A process that is dead but not yet waited for still has its number. */
static bool is_zombie(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%ld/stat", (long)pid);
    g_autofree char *text = NULL;
    const char *after;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return false;
    after = strrchr(text, ')');
    return after && g_str_has_prefix(after, ") Z");
}

static bool is_alive(pid_t pid)
{
    return pid > 1 && (kill(pid, 0) == 0 || errno == EPERM) && !is_zombie(pid);
}

static bool take(int fd, const char *path, GError **error)
{
    for (int waited = 0;; waited += LOCK_POLL_MS) {
        pid_t owner;

        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK && errno != EINTR) {
            err_set_errno(error, errno, "%s: cannot lock", path);
            return false;
        }
        owner = pid_in(fd);
        if (is_alive(owner) || waited >= LOCK_WAIT_MS) {
            err_set(error, ERR_BUSY,
                    "postern runs already (process %ld holds %s); to stop it: "
                    "kill %ld",
                    (long)owner, path, (long)owner);
            return false;
        }
        poll(NULL, 0, LOCK_POLL_MS);
    }
}

static bool write_pid(int fd, const char *path, GError **error)
{
    g_autofree char *text = g_strdup_printf("%ld\n", (long)getpid());

    if (ftruncate(fd, 0) == 0 &&
        pwrite(fd, text, strlen(text), 0) == (ssize_t)strlen(text))
        return true;
    err_set_errno(error, errno, "%s", path);
    return false;
}

static int lock_file(const char *path, GError **error)
{
    int fd = open_lock(path, error);

    if (fd >= 0 && take(fd, path, error) && write_pid(fd, path, error))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool make_run_folder(const config *c, GError **error)
{
    if (mkdir(c->site->run, 0755) == 0 || errno == EEXIST)
        return true;
    err_set_errno(error, errno, "%s: cannot make the run folder ([site] run)",
                  c->site->run);
    return false;
}

static bool state_is_there(const config *c, GError **error)
{
    if (access(c->site->state, W_OK | X_OK) == 0)
        return true;
    err_set_errno(error, errno,
                  "%s: the state folder ([site] state) cannot be used; "
                  "`postern init` makes one",
                  c->site->state);
    return false;
}

bool lock_take(const config *c, GError **error)
{
    g_autofree char *state = state_path(c);
    g_autofree char *pid = pid_path(c);
    g_autofree char *fds = NULL;

    if (!state_is_there(c, error) || !make_run_folder(c, error))
        return false;
    state_fd = lock_file(state, error);
    if (state_fd < 0)
        return false;
    pid_fd = lock_file(pid, error);
    if (pid_fd < 0)
        return false;
    fds = g_strdup_printf("%d,%d", state_fd, pid_fd);
    return g_setenv(LOCK_VARIABLE, fds, TRUE);
}

void lock_keep_from_exec(void)
{
    const char *fds = g_getenv(LOCK_VARIABLE);
    int a, b;

    if (fds && sscanf(fds, "%d,%d", &a, &b) == 2) {
        fcntl(a, F_SETFD, FD_CLOEXEC);
        fcntl(b, F_SETFD, FD_CLOEXEC);
    }
    g_unsetenv(LOCK_VARIABLE);
}

void lock_release(const config *c)
{
    g_autofree char *pid = pid_path(c);

    if (pid_fd >= 0) {
        unlink(pid);
        close(pid_fd);
    }
    if (state_fd >= 0)
        close(state_fd);
    pid_fd = state_fd = -1;
}

pid_t lock_owner(const config *c)
{
    g_autofree char *path = pid_path(c);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    pid_t owner = 0;

    if (fd < 0)
        return 0;
    if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        owner = pid_in(fd);
    close(fd);
    return is_alive(owner) ? owner : 0;
}
