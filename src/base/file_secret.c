/* file_secret: the one line that a secret's file holds or a command prints. */
#include "base/file.h"

#include "base/err.h"
#include "base/secret.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECRET_LINE_MAX   65536 /* octets; OAuth2 tokens are a few thousand */
#define SECRET_COMMAND_MS 30000

/* First line of a buffer, as text of its own. NULL if it is empty or has a
 * NUL. */
static char *first_line(const char *data, size_t size)
{
    const char *end = memchr(data, '\n', size);
    size_t length = end != NULL ? (size_t)(end - data) : size;

    if (length > 0 && data[length - 1] == '\r')
        length--;
    if (length == 0 || memchr(data, '\0', length) != NULL)
        return NULL;
    return g_strndup(data, length);
}

char *file_secret_line(const char *path, GError **error)
{
    GBytes *bytes;
    gsize size;
    char *line, *data;

    if (!file_check_private(path, error))
        return NULL;
    bytes = file_read(path, SECRET_LINE_MAX, error);
    if (bytes == NULL)
        return NULL;
    data = g_bytes_unref_to_data(bytes, &size);
    line = data != NULL ? first_line(data, size) : NULL;
    if (line == NULL)
        err_set(error, ERR_DATA, "%s: its first line is empty", path);
    if (data != NULL)
        secret_wipe(data, size);
    g_free(data);
    return line;
}

/* The shell gets a process group of its own, so that a command that hangs can
 * be ended with all that it started. */
static void own_group(void *unused)
{
    setpgid(0, 0);
}

static int64_t monotonic_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

/* Reads until end of file into buffer; false when the deadline passed or too
 * much came. */
static bool read_output(int fd, char *buffer, size_t *size, GError **error)
{
    int64_t deadline = monotonic_ms() + SECRET_COMMAND_MS;

    for (*size = 0;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int64_t left = deadline - monotonic_ms();
        ssize_t n;

        if (left <= 0) {
            err_set(error, ERR_LIMIT, "gave no answer in %d s",
                    SECRET_COMMAND_MS / 1000);
            return false;
        }
        if (poll(&p, 1, (int)left) <= 0)
            continue;
        n = read(fd, buffer + *size, SECRET_LINE_MAX - *size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            err_set_errno(error, errno, "cannot read its output");
            return false;
        }
        if (n == 0)
            return true;
        *size += (size_t)n;
        if (*size == SECRET_LINE_MAX) {
            err_set(error, ERR_LIMIT, "printed over %d octets",
                    SECRET_LINE_MAX);
            return false;
        }
    }
}

static bool reap(pid_t pid, bool kill_it, GError **error)
{
    int status = 0;

    if (kill_it)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (kill_it)
        return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (WIFEXITED(status))
        err_set(error, ERR_AUTH, "ended with exit code %d",
                WEXITSTATUS(status));
    else
        err_set(error, ERR_AUTH, "was killed by signal %d", WTERMSIG(status));
    return false;
}

char *file_command_line(const char *command, GError **error)
{
    char shell[] = "/bin/sh", option[] = "-c";
    g_autofree char *text = g_strdup(command);
    char *argv[] = {shell, option, text, NULL};
    g_autofree char *buffer = g_malloc(SECRET_LINE_MAX);
    GPid pid;
    int out = -1;
    size_t size = 0;
    char *line = NULL;
    bool ok;

    if (!g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                                  own_group, NULL, &pid, NULL, &out, NULL,
                                  error)) {
        g_prefix_error(error, "command \"%s\": ", command);
        return NULL;
    }
    ok = read_output(out, buffer, &size, error);
    close(out);
    ok = reap(pid, !ok, error);
    if (ok) {
        line = first_line(buffer, size);
        if (line == NULL)
            err_set(error, ERR_AUTH, "printed nothing");
    }
    if (line == NULL)
        g_prefix_error(error, "command \"%s\": ", command);
    secret_wipe(buffer, SECRET_LINE_MAX);
    return line;
}
