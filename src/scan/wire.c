/* scanwire: packets with descriptors, sealed memory, and one question and answer
 * over them. */
#include "scan/wire.h"

#include "base/err.h"
#include "base/file.h"
#include <errno.h>
#include <poll.h>
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

/* ---- asking ---- */

static int seal_messages(GBytes *const *raws, unsigned n, scan_request *request,
                         GError **error)
{
    uint64_t room = SCAN_RAW_MAX;
    for (unsigned i = 0; i < n; i++) {
        request->sizes[i] = g_bytes_get_size(raws[i]);
        if (request->sizes[i] > room) {
            err_set(error, ERR_LIMIT,
                    "a message of %" G_GUINT64_FORMAT " octets is not scanned",
                    request->sizes[i]);
            return -1;
        }
        room -= request->sizes[i];
    }
    int fd = memfd_create("messages", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        err_set_errno(error, errno, "cannot make memory for a message");
        return -1;
    }
    for (unsigned i = 0; i < n; i++)
        if (!file_write_all(fd, g_bytes_get_data(raws[i], NULL),
                            g_bytes_get_size(raws[i]), error)) {
            close(fd);
            return -1;
        }
    if (fcntl(fd, F_ADD_SEALS, SCAN_SEALS) != 0) {
        err_set_errno(error, errno, "cannot seal a message");
        close(fd);
        return -1;
    }
    return fd;
}

bool scan_wire_ask(int socket, GBytes *const *raws, unsigned n,
                   bool null_sender, unsigned wants, const secret_key *key,
                   GError **error)
{
    scan_request request = {.magic = SCAN_MAGIC,
                            .null_sender = null_sender,
                            .wants = wants,
                            .count = n};
    int fd = seal_messages(raws, n, &request, error);
    if (fd < 0)
        return false;
    if (key)
        request.key = *key;
    bool ok = scan_wire_send(socket, &request, sizeof request, fd);
    secret_wipe(&request.key, sizeof request.key);
    if (!ok)
        err_set(error, ERR_NET, "the scan role went away: %s",
                g_strerror(errno));
    close(fd);
    return ok;
}

/* Takes the reply's descriptor. */
static GBytes *open_reply(const scan_reply *reply, ssize_t size, int fd,
                          GError **error)
{
    GBytes *all = NULL;
    g_autoptr(GError) why = NULL;
    if (size != sizeof *reply || reply->magic != SCAN_MAGIC) {
        err_set(&why, ERR_DATA, "it is not an answer");
    } else if (reply->status == SCAN_DIED && fd < 0) {
        scan_death_error(reply->signal, reply->memory, error);
        return NULL;
    } else if (reply->status == SCAN_REFUSED && fd < 0) {
        err_set(&why, ERR_DATA, "it refused the request");
    } else if (reply->status != SCAN_DONE || fd < 0) {
        err_set(&why, ERR_DATA, "it is not a whole answer");
    } else {
        all = scan_wire_map(fd, SCAN_ANSWER_MAX, &why);
    }
    if (fd >= 0)
        close(fd);
    if (!all && err_class_of(why) == ERR_DATA)
        scan_wire_bad(why->message, error);
    else if (!all) /* our own memory or descriptors: not the answer's fault */
        g_propagate_error(error, g_steal_pointer(&why));
    return all;
}

GBytes *scan_wire_answer(int socket, int64_t wait_ms, bool *ended,
                         GError **error)
{
    struct pollfd p = {socket, POLLIN, 0};
    int ready;
    do
        ready = poll(&p, 1, (int)wait_ms);
    while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        err_set(error, ERR_NET, "the scan role did not answer for %d s",
                (int)(wait_ms / 1000));
        return NULL;
    }
    scan_reply reply = {0};
    int fd;
    ssize_t n = scan_wire_receive(socket, &reply, sizeof reply, &fd);
    if (n > 0)
        return open_reply(&reply, n, fd, error);
    if (n < 0 && errno == EPROTO)
        scan_wire_bad("it is too large", error);
    else if (n < 0)
        /* the request was never read: nobody died of it */
        err_set(error, ERR_NET, "the scan role went away: %s",
                g_strerror(errno));
    else
        *ended = true;
    return NULL;
}
