/* role: signals of a role, and waiting. */
#include "roles/role.h"

#include "base/err.h"
#include "base/steady.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

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
    struct pollfd p[] = {{.fd = stop_pipe[0], .events = POLLIN},
                         {.fd = reload_pipe[0], .events = POLLIN},
                         {.fd = fd, .events = POLLIN}};
    int64_t end = ms > INT64_MAX / 2 ? INT64_MAX : steady_ms() + MAX(ms, 0);

    for (;;) {
        int64_t left = MAX(end - steady_ms(), 0);
        int n = poll(p, G_N_ELEMENTS(p), (int)MIN(left, G_MAXINT));

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (p[0].revents != 0 || p[1].revents != 0)
            return p[2].revents != 0;
        if (p[2].revents != 0)
            return true;
        if (left <= G_MAXINT && n == 0)
            return false;
    }
}
