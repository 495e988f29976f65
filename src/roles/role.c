/* role: signals of a role, and waiting. */
#include "roles/role.h"

#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "net/stream.h"
#include "roles/beat.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define POLL_FAILED_US 200000

/* Two pipes: one becomes readable for good on TERM or INT, the other holds an
 * octet for each HUP not yet taken. Write ends are all that handlers touch. */
static int stop_pipe[2] = {-1, -1};
static int reload_pipe[2] = {-1, -1};

static void handle(int number)
{
    int saved = errno;
    int fd = number == SIGHUP ? reload_pipe[1] : stop_pipe[1];

    if (write(fd, "!", 1) < 0)
        errno = saved; /* full: it is readable already */
    errno = saved;
}

static bool make_pipe(int fds[2], GError **error)
{
    if (fds[0] >= 0)
        return true;
    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) == 0)
        return true;
    err_set_errno(error, errno, "cannot make a pipe");
    return false;
}

bool role_signals(GError **error)
{
    struct sigaction act = {.sa_handler = handle, .sa_flags = SA_RESTART};

    if (!make_pipe(stop_pipe, error) || !make_pipe(reload_pipe, error))
        return false;
    sigemptyset(&act.sa_mask);
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    sigaction(SIGHUP, &act, NULL);
    act.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &act, NULL);
    return true;
}

int role_stop_fd(void)
{
    return stop_pipe[0];
}

int role_reload_fd(void)
{
    return reload_pipe[0];
}

static bool is_readable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int n;

    do
        n = poll(&p, 1, 0);
    while (n < 0 && errno == EINTR);
    return n > 0;
}

bool role_stopping(void)
{
    return stop_pipe[0] >= 0 && is_readable(stop_pipe[0]);
}

bool role_reload_wanted(void)
{
    char rings[64];

    return reload_pipe[0] >= 0 && read(reload_pipe[0], rings, sizeof rings) > 0;
}

bool role_wait(int fd, int64_t ms)
{
    return role_wait_any(&fd, 1, ms);
}

bool role_wait_any(const int *fds, unsigned count, int64_t ms)
{
    struct pollfd p[2 + ROLE_WAIT_MAX] = {
        {.fd = stop_pipe[0], .events = POLLIN},
        {.fd = reload_pipe[0], .events = POLLIN}};
    int64_t end = ms > INT64_MAX / 2 ? INT64_MAX : steady_ms() + MAX(ms, 0);

    for (unsigned i = 0; i < count; i++)
        p[2 + i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
    for (;;) {
        int64_t left = MAX(end - steady_ms(), 0);
        bool readable = false;
        int n;

        beat();
        n = poll(p, 2 + count, (int)MIN(left, BEAT_MS / 2));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) { /* no memory, or more of them than may be open: not at once
                        again */
            g_usleep(POLL_FAILED_US);
            return false;
        }
        for (unsigned i = 0; n > 0 && i < count; i++)
            readable |= p[2 + i].revents != 0;
        if (n != 0 || left <= BEAT_MS / 2)
            return readable;
    }
}

int role_run(const role *r, role_context *x)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = role_title(r->name, x->argument);
    int code;

    if (!beat_open(x->config, name, &error)) {
        log_error("%s", error->message);
        return err_info_of(err_class_of(error))->exit;
    }
    stream_on_wait(beat_busy);
    code = r->run(x);
    beat_close();
    return code;
}

char *role_title(const char *name, const char *argument)
{
    return g_strdup_printf("%s%s%s", name, argument ? " " : "",
                           argument ? argument : "");
}
