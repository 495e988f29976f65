/* stream.c: one TCP connection as a libetpan stream that cannot hang. */
#include "net/stream.h"
#include "base/err.h"
#include "base/steady.h"
#include "net/stream_link.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE    8192 /* libetpan's buffer each way */
#define TIMEOUT_MIN_MS 10
#define US_PER_MS      1000

int stream_fail(stream_link *l, const char *format, ...)
{
    va_list list;
    if (l->reason)
        return -1;
    va_start(list, format);
    l->reason = g_strdup_vprintf(format, list);
    va_end(list);
    return -1;
}

int64_t stream_deadline(const stream_link *l)
{
    return steady_us() + l->timeout_ms * US_PER_MS;
}

static int fail_late(stream_link *l)
{
    return stream_fail(l, "no answer for %.3g s", (double)l->timeout_ms / 1000);
}

enum { WAIT_FD = 1, WAIT_STOP = 2, WAIT_SIGNAL = 4 };

static void (*tell_wait)(void);

void stream_on_wait(void (*tell)(void))
{
    tell_wait = tell;
}

/* As poll; whoever wants to know is told meanwhile. */
static int poll_told(struct pollfd *p, nfds_t count, int64_t deadline_us)
{
    for (;;) {
        int64_t left = deadline_us - steady_us();
        int64_t ms = left <= 0 ? 0 : left / US_PER_MS + 1;
        int n;
        if (tell_wait)
            tell_wait();
        n = poll(p, count, (int)MIN(ms, STREAM_TELL_MS));
        if (n != 0 || ms <= STREAM_TELL_MS)
            return n;
    }
}

/* -1: error, 0: time is over, else bits. */
static int wait_once(int fd, short events, int stop_fd, int64_t deadline_us)
{
    struct pollfd p[2] = {{fd, events, 0}, {stop_fd, POLLIN, 0}};
    int n = poll_told(p, stop_fd < 0 ? 1 : 2, deadline_us);
    if (n < 0)
        return errno == EINTR ? WAIT_SIGNAL : -1;
    return (p[0].revents ? WAIT_FD : 0) |
           (stop_fd >= 0 && p[1].revents ? WAIT_STOP : 0);
}

bool stream_ready(stream_link *l, short events, int64_t deadline_us)
{
    int r;
    do
        r = wait_once(l->fd, events, l->stop_fd, deadline_us);
    while (r == WAIT_SIGNAL);
    if (r < 0)
        stream_fail(l, "poll: %s", g_strerror(errno));
    else if (r & WAIT_STOP)
        stream_fail(l, "we are stopping");
    else if (r == 0)
        fail_late(l);
    return r == WAIT_FD;
}

/* ---- libetpan's driver ---- */

static bool within_limits(stream_link *l)
{
    int64_t spent = l->waited_us / US_PER_MS;
    int64_t allowed =
        l->timeout_ms + (int64_t)(l->octets / STREAM_RATE_MIN) * 1000;
    if (l->octets > l->cap)
        stream_fail(l, "the server sent more than %zu octets at once", l->cap);
    else if (spent > allowed)
        stream_fail(l, "the server is too slow: %zu octets in %.3g s",
                    l->octets, (double)spent / 1000);
    return !l->reason;
}

static short tls_events(stream_link *l)
{
    return gnutls_record_get_direction(l->tls) ? POLLOUT : POLLIN;
}

static ssize_t fail_tls(stream_link *l, ssize_t code)
{
    if (code == GNUTLS_E_PREMATURE_TERMINATION)
        return stream_fail(l, "the server closed the connection");
    return stream_fail(l, "connection lost: %s", gnutls_strerror((int)code));
}

static ssize_t read_tls(stream_link *l, void *to, size_t size, int64_t deadline)
{
    for (;;) {
        ssize_t n = gnutls_record_recv(l->tls, to, size);
        if (n > 0)
            return n;
        if (n == 0)
            return stream_fail(l, "the server closed the connection");
        if (gnutls_error_is_fatal((int)n))
            return fail_tls(l, n);
        if (n == GNUTLS_E_AGAIN && !stream_ready(l, tls_events(l), deadline))
            return -1;
        if (steady_us() > deadline)
            return fail_late(l);
    }
}

static ssize_t read_plain(stream_link *l, void *to, size_t size,
                          int64_t deadline)
{
    for (;;) {
        ssize_t n = recv(l->fd, to, size, 0);
        if (n > 0)
            return n;
        if (n == 0)
            return stream_fail(l, "the server closed the connection");
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            return stream_fail(l, "connection lost: %s", g_strerror(errno));
        if (!stream_ready(l, POLLIN, deadline))
            return -1;
    }
}

static ssize_t low_read(mailstream_low *low, void *to, size_t size)
{
    stream_link *l = low->data;
    int64_t began = steady_us(), deadline = stream_deadline(l);
    ssize_t n;
    if (l->reason)
        return -1;
    n = l->tls ? read_tls(l, to, size, deadline)
               : read_plain(l, to, size, deadline);
    if (n < 0)
        return -1;
    l->waited_us += steady_us() - began;
    l->octets += (size_t)n;
    return within_limits(l) ? n : -1;
}

static ssize_t write_tls(stream_link *l, const void *from, size_t size,
                         int64_t deadline)
{
    for (;;) {
        ssize_t n = gnutls_record_send(l->tls, from, size);
        if (n >= 0)
            return n;
        if (gnutls_error_is_fatal((int)n))
            return fail_tls(l, n);
        if (n == GNUTLS_E_AGAIN && !stream_ready(l, tls_events(l), deadline))
            return -1;
    }
}

static ssize_t write_plain(stream_link *l, const void *from, size_t size,
                           int64_t deadline)
{
    for (;;) {
        ssize_t n = send(l->fd, from, size, MSG_NOSIGNAL);
        if (n >= 0)
            return n;
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            return stream_fail(l, "connection lost: %s", g_strerror(errno));
        if (!stream_ready(l, POLLOUT, deadline))
            return -1;
    }
}

static ssize_t low_write(mailstream_low *low, const void *from, size_t size)
{
    stream_link *l = low->data;
    int64_t deadline = stream_deadline(l);
    if (l->reason)
        return -1;
    return l->tls ? write_tls(l, from, size, deadline)
                  : write_plain(l, from, size, deadline);
}

static int low_close(mailstream_low *low)
{
    stream_link *l = low->data;
    stream_tls_end(l);
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
    return 0;
}

static int low_fd(mailstream_low *low)
{
    return ((stream_link *)low->data)->fd;
}

static void low_free(mailstream_low *low)
{
    stream_link *l = low->data;
    low_close(low);
    g_free(l->reason);
    g_free(l);
    free(low); /* made by libetpan's malloc */
}

static void low_cancel(mailstream_low *low)
{
}

static mailstream_low_driver driver = {
    .mailstream_read = low_read,
    .mailstream_write = low_write,
    .mailstream_close = low_close,
    .mailstream_get_fd = low_fd,
    .mailstream_free = low_free,
    .mailstream_cancel = low_cancel,
};

/* ---- connecting ---- */

static stream_link *link_of(mailstream *s)
{
    return mailstream_get_low(s)->data;
}

static bool connect_one(stream_link *l, const struct addrinfo *a)
{
    int one = 1, code = 0;
    socklen_t size = sizeof code;
    l->fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                   a->ai_protocol);
    if (l->fd < 0)
        return stream_fail(l, "socket: %s", g_strerror(errno)) == 0;
    setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(l->fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    if (connect(l->fd, a->ai_addr, a->ai_addrlen) == 0)
        return true;
    if (errno != EINPROGRESS)
        return stream_fail(l, "%s", g_strerror(errno)) == 0;
    if (!stream_ready(l, POLLOUT, stream_deadline(l)))
        return false;
    getsockopt(l->fd, SOL_SOCKET, SO_ERROR, &code, &size);
    return code == 0 || stream_fail(l, "%s", g_strerror(code)) == 0;
}

static bool connect_any(stream_link *l, const char *host, int port,
                        GError **error)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *list = NULL;
    g_autofree char *service = g_strdup_printf("%d", port);
    int r = getaddrinfo(host, service, &hints, &list);
    bool ok = false;
    if (r != 0) {
        err_set(error, ERR_NET,
                "%s: host name not found: %s (check host = and "
                "the resolver)",
                host, gai_strerror(r));
        return false;
    }
    for (struct addrinfo *a = list; a && !ok; a = a->ai_next) {
        g_clear_pointer(&l->reason, g_free);
        ok = connect_one(l, a);
        if (!ok && l->fd >= 0) {
            close(l->fd);
            l->fd = -1;
        }
    }
    freeaddrinfo(list);
    if (!ok)
        err_set(error, ERR_NET, "%s:%d: cannot connect: %s", host, port,
                l->reason ? l->reason : "no address");
    return ok;
}

mailstream *stream_connect(const config_server *server, int port, int stop_fd,
                           GError **error)
{
    stream_link *l = g_new0(stream_link, 1);
    mailstream_low *low;
    mailstream *s;
    l->fd = -1;
    l->stop_fd = stop_fd;
    l->timeout_ms = MAX(server->timeout_ms, TIMEOUT_MIN_MS);
    l->cap = STREAM_READ_MAX;
    if (server->port)
        port = server->port;
    low = mailstream_low_new(l, &driver);
    s = low ? mailstream_new(low, BUFFER_SIZE) : NULL;
    if (!s)
        g_error("out of memory");
    if (!connect_any(l, server->host, port, error) ||
        (server->tls == CONFIG_TLS_IMPLICIT &&
         !stream_tls_begin(l, server, error))) {
        mailstream_close(s);
        return NULL;
    }
    stream_reset_cap(s, 0);
    return s;
}

bool stream_starttls(mailstream *s, const config_server *server, GError **error)
{
    if (s->read_buffer_len > 0) {
        stream_fail(link_of(s), "octets were sent before TLS began");
        err_set(error, ERR_PROTOCOL,
                "%s: the server, or somebody between, sent %zu octets after "
                "its answer to STARTTLS and before TLS: connection dropped; "
                "set tls = implicit if the server has such a port",
                server->host, s->read_buffer_len);
        return false;
    }
    return stream_tls_begin(link_of(s), server, error);
}

void stream_reset_cap(mailstream *s, size_t octets)
{
    stream_link *l = link_of(s);
    l->cap = octets ? octets : STREAM_READ_MAX;
    l->octets = 0;
    l->waited_us = 0;
}

void stream_set_timeout(mailstream *s, int64_t ms)
{
    link_of(s)->timeout_ms = MAX(ms, TIMEOUT_MIN_MS);
}

const char *stream_reason(mailstream *s)
{
    const char *reason = link_of(s)->reason;
    return reason ? reason : "";
}

stream_wait_result stream_wait(mailstream *s, int64_t ms, int stop_fd)
{
    stream_link *l = link_of(s);
    int r;
    if (l->reason || s->read_buffer_len > 0 ||
        (l->tls && gnutls_record_check_pending(l->tls) > 0))
        return STREAM_WAIT_DATA;
    r = wait_once(l->fd, POLLIN, stop_fd, steady_us() + ms * US_PER_MS);
    if (r > 0 && (r & (WAIT_STOP | WAIT_SIGNAL)))
        return STREAM_WAIT_STOP;
    return r == 0 ? STREAM_WAIT_TIME : STREAM_WAIT_DATA;
}
