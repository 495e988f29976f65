/* bell: a doorbell between roles, a datagram on a UNIX socket. */
#include "base/bell.h"

#include "base/err.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static bool fill_name(struct sockaddr_un *name, const char *path)
{
    memset(name, 0, sizeof *name);
    name->sun_family = AF_UNIX;
    return g_strlcpy(name->sun_path, path, sizeof name->sun_path) <
           sizeof name->sun_path;
}

int bell_listen(const char *path, GError **error)
{
    struct sockaddr_un name;
    int fd;

    if (!fill_name(&name, path)) {
        err_set(error, ERR_CONFIG,
                "%s: too long for a socket (%zu octets at most): choose a "
                "shorter run folder",
                path, sizeof name.sun_path - 1);
        return -1;
    }
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        err_set_errno(error, errno, "cannot make a socket");
        return -1;
    }
    unlink(path);
    if (bind(fd, (const struct sockaddr *)&name, sizeof name) != 0) {
        err_set_errno(error, errno, "cannot bind the socket %s", path);
        close(fd);
        return -1;
    }
    return fd;
}

void bell_drain(int fd)
{
    char ring[8];

    while (recv(fd, ring, sizeof ring, MSG_DONTWAIT) >= 0 || errno == EINTR)
        continue;
}

void bell_ring(const char *path)
{
    struct sockaddr_un name;
    int fd;

    if (!fill_name(&name, path))
        return;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    (void)sendto(fd, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
                 (const struct sockaddr *)&name, sizeof name);
    close(fd);
}
