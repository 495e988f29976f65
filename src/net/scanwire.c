/* scanwire: packets with descriptors, and sealed memory that was received. */
#include "net/scanwire.h"

#include "base/err.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOO_MANY 8 /* descriptors that are looked for in one packet */

bool scan_wire_send(int socket, const void *packet, size_t size, int fd)
{
    struct iovec iov = {(void *)packet, size};
    union {
        struct cmsghdr head;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
    if (fd >= 0) {
        m.msg_control = control.space;
        m.msg_controllen = sizeof control.space;
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
    }
    ssize_t n;
    do
        n = sendmsg(socket, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)size;
}

/* Keeps the first, closes the rest; returns how many there were. */
static unsigned take_descriptors(struct msghdr *m, int *fd)
{
    unsigned count = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < n; i++) {
            int got;
            memcpy(&got, CMSG_DATA(c) + i * sizeof got, sizeof got);
            if (count++ == 0)
                *fd = got;
            else
                close(got);
        }
    }
    return count;
}

ssize_t scan_wire_receive(int socket, void *packet, size_t size, int *fd)
{
    struct iovec iov = {packet, size};
    union {
        struct cmsghdr head;
        char space[CMSG_SPACE(TOO_MANY * sizeof(int))];
    } control = {0};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = control.space,
                       .msg_controllen = sizeof control.space};
    ssize_t n;
    *fd = -1;
    do
        n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return -1;
    unsigned count = take_descriptors(&m, fd);
    if (count > 1 || (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC))) {
        if (*fd >= 0)
            close(*fd);
        *fd = -1;
        errno = EPROTO;
        return -1;
    }
    return n;
}

typedef struct mapping {
    void *address;
    size_t size;
} mapping;

static void unmap(gpointer data)
{
    mapping *m = data;
    munmap(m->address, m->size);
    g_free(m);
}

GBytes *scan_wire_map(int fd, uint64_t max, GError **error)
{
    /* F_GET_SEALS fails for all but memfds: no file, no device */
    int seals = fcntl(fd, F_GET_SEALS);
    struct stat st;
    if (seals < 0 || (seals & SCAN_SEALS) != SCAN_SEALS ||
        fstat(fd, &st) != 0) {
        err_set(error, ERR_DATA, "it came in memory that is not sealed");
        return NULL;
    }
    if (st.st_size < 0 || (uint64_t)st.st_size > max) {
        err_set(error, ERR_DATA, "it has over %" G_GUINT64_FORMAT " octets",
                max);
        return NULL;
    }
    if (st.st_size == 0)
        return g_bytes_new_static("", 0);
    size_t size = (size_t)st.st_size;
    void *address = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (address == MAP_FAILED) {
        err_set_errno(error, errno, "cannot map %zu octets", size);
        return NULL;
    }
    mapping *m = g_new(mapping, 1);
    *m = (mapping){address, size};
    return g_bytes_new_with_free_func(address, size, unmap, m);
}

void scan_death_error(int signal_number, bool memory, GError **error)
{
    const char *limit = signal_number == SIGXCPU   ? "its CPU limit"
                        : signal_number == SIGALRM ? "its time limit"
                        : memory                   ? "its memory limit"
                                                   : NULL;
    if (limit)
        err_set(error, ERR_CRASH,
                "the process that read this message was stopped at %s (see "
                "[scan] in postern.conf)",
                limit);
    else if (signal_number)
        err_set(error, ERR_CRASH,
                "the process that read this message died of signal %d (%s)",
                signal_number, strsignal(signal_number));
    else
        err_set(error, ERR_CRASH,
                "the process that read this message died (the scan role's log "
                "says of what)");
}
