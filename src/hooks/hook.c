/* hook: commands of the administrator, each with a deadline. */
#include "hooks/hook.h"

#include "base/err.h"
#include "base/file.h"
#include "base/secret.h"
#include "base/steady.h"
#include "hooks/room.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLL_MS 20

/* What it started belongs to the group that is killed. */
static void own_group(void *unused)
{
    setpgid(0, 0);
}

/* input < 0: none; output NULL: it goes where ours goes. */
static bool start(const char *command, int input, int *output, GPid *pid,
                  GError **error)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    g_autoptr(GError) why = NULL;
    int ends[2] = {-1, -1};
    bool fine;

    if (output && pipe2(ends, O_CLOEXEC) != 0) {
        err_set_errno(error, errno, "cannot make a pipe");
        return false;
    }
    fine = g_spawn_async_with_fds(NULL, (char **)argv, NULL,
                                  G_SPAWN_DO_NOT_REAP_CHILD, own_group, NULL,
                                  pid, input, ends[1], -1, &why);
    if (ends[1] >= 0)
        close(ends[1]);
    if (fine && output)
        *output = ends[0];
    else if (ends[0] >= 0)
        close(ends[0]);
    if (!fine)
        err_set(error, ERR_IO, "%s", why->message);
    return fine;
}

/* Its end, or its death at the deadline. */
static bool wait_for(GPid pid, int64_t end_ms, GError **error)
{
    int status = 0;

    while (waitpid(pid, &status, WNOHANG) != pid) {
        if (steady_ms() >= end_ms) {
            kill(-pid, SIGKILL);
            kill(pid, SIGKILL);
            waitpid(pid, NULL, 0);
            err_set(error, ERR_LIMIT, "was killed after %d s", HOOK_MS / 1000);
            return false;
        }
        poll(NULL, 0, POLL_MS);
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFEXITED(status))
        err_set(error, ERR_CRASH, "ended with exit code %d",
                WEXITSTATUS(status));
    else
        err_set(error, ERR_CRASH, "was killed by signal %d", WTERMSIG(status));
    return false;
}

/* ---- input only ---- */

int hook_text_file(const char *text, GError **error)
{
    int fd = memfd_create("hook", MFD_CLOEXEC);

    if (fd >= 0 && file_write_all(fd, text, strlen(text), NULL) &&
        lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    err_set_errno(error, errno, "no room for its input");
    if (fd >= 0)
        close(fd);
    return -1;
}

bool hook_run(const char *name, const char *command, const char *input,
              GError **error)
{
    g_autoptr(GError) why = NULL;
    GPid pid = 0;
    int fd = hook_text_file(input ? input : "", &why);
    bool fine = fd >= 0 && start(command, fd, NULL, &pid, &why);

    if (fd >= 0)
        close(fd);
    if (fine && wait_for(pid, steady_ms() + HOOK_MS, &why))
        return true;
    err_set(error, fine ? ERR_CRASH : ERR_IO, "%s `%s' %s", name, command,
            why->message);
    return false;
}

/* ---- output ---- */

/* Until its end; false when the deadline passed or too much came. */
static bool read_output(int fd, char *buffer, size_t *size, int64_t end_ms,
                        GError **error)
{
    for (*size = 0; *size < HOOK_LINE_MAX;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int64_t left = end_ms - steady_ms();
        ssize_t n;

        if (left <= 0) {
            err_set(error, ERR_LIMIT, "gave no answer in %d s", HOOK_MS / 1000);
            return false;
        }
        if (poll(&p, 1, (int)left) <= 0)
            continue;
        n = read(fd, buffer + *size, HOOK_LINE_MAX - *size);
        if (n == 0)
            return true;
        if (n < 0 && errno != EINTR) {
            err_set_errno(error, errno, "cannot read its output");
            return false;
        }
        *size += n > 0 ? (size_t)n : 0;
    }
    err_set(error, ERR_LIMIT, "printed over %d octets", HOOK_LINE_MAX);
    return false;
}

static bool ask(const char *command, char *buffer, size_t *size, GError **error)
{
    int64_t end_ms = steady_ms() + HOOK_MS;
    GPid pid;
    int out;

    if (!start(command, -1, &out, &pid, error))
        return false;
    bool fine = read_output(out, buffer, size, end_ms, error);
    close(out);
    if (fine)
        return wait_for(pid, end_ms, error);
    wait_for(pid, 0, NULL); /* it is not waited for any more */
    return false;
}

char *hook_line(const char *command, GError **error)
{
    g_autofree char *buffer = g_malloc(HOOK_LINE_MAX);
    g_autoptr(GError) why = NULL;
    size_t size = 0;
    char *line = NULL;

    if (ask(command, buffer, &size, &why)) {
        line = file_first_line(buffer, size);
        if (!line)
            err_set(&why, ERR_AUTH, "printed nothing");
    }
    secret_wipe(buffer, HOOK_LINE_MAX);
    if (line)
        return line;
    err_class class = err_class_of(why);
    err_set(error, class == ERR_CRASH ? ERR_AUTH : class, "command \"%s\": %s",
            command, why->message);
    return NULL;
}
