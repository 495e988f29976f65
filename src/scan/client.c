/* scanclient: asks the scan role about a message. */
#include "scan/wire.h"

#include "base/err.h"
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* `key` NULL: no words are wanted. */
static int start(const char *path, GBytes *raw, bool null_sender,
                 unsigned wants, const secret_key *key, GError **error)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    if (g_strlcpy(to.sun_path, path, sizeof to.sun_path) >=
        sizeof to.sun_path) {
        err_set(error, ERR_CONFIG,
                "the path of the scan socket is too long: %s", path);
        return -1;
    }
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        err_set_errno(error, errno, "cannot make a socket");
        return -1;
    }
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        int number = errno;
        err_set(error, number == EAGAIN ? ERR_BUSY : ERR_NET,
                number == EAGAIN
                    ? "too many messages wait for the scan role at %s: %s"
                    : "the scan role does not answer at %s: %s; start it "
                      "(postern run, or postern role scan)",
                path, g_strerror(number));
    } else if (scan_wire_ask(fd, &raw, 1, null_sender, wants, key, error)) {
        return fd;
    }
    close(fd);
    return -1;
}

int scan_start(const char *path, GBytes *raw, bool null_sender, GError **error)
{
    return start(path, raw, null_sender, SCAN_WANT_MAIL, NULL, error);
}

int scan_start_words(const char *path, GBytes *raw, const secret_key *key,
                     GError **error)
{
    return start(path, raw, false, SCAN_WANT_WORDS, key, error);
}

/* All octets of the one answer of a connection, which it closes. */
static GBytes *finish(int fd, int64_t wait_ms, GError **error)
{
    bool ended = false;
    GBytes *all = scan_wire_answer(fd, wait_ms, &ended, error);
    close(fd);
    if (ended)
        scan_death_error(0, false, error);
    return all;
}

scan_answer *scan_finish(int fd, GError **error)
{
    g_autoptr(GBytes) all = finish(fd, SCAN_WAIT_MS, error);
    return all ? scan_wire_read_one(all, SCAN_WANT_MAIL, error) : NULL;
}

GArray *scan_finish_words(int fd, GBytes **features, GError **error)
{
    g_autoptr(GBytes) all = finish(fd, SCAN_WAIT_MS, error);
    g_autoptr(scan_answer) a =
        all ? scan_wire_read_one(all, SCAN_WANT_WORDS, error) : NULL;
    *features = a ? g_steal_pointer(&a->features) : NULL;
    return a ? g_steal_pointer(&a->words) : NULL;
}

verdict *scan_verdict(const char *path, GBytes *raw, int64_t wait_ms,
                      GBytes **kept, GError **error)
{
    *kept = NULL;
    int fd = start(path, raw, false, SCAN_WANT_MAIL, NULL, error);
    if (fd < 0)
        return NULL;
    g_autoptr(GBytes) all = finish(fd, wait_ms, error);
    if (!all)
        return NULL;
    gsize at = 0;
    g_autoptr(scan_answer) a =
        scan_wire_read(all, &at, SCAN_WANT_MAIL, SCAN_WANT_VERDICT, error);
    if (!a)
        return NULL;
    if (g_bytes_get_size(all) <= SCAN_KEPT_MAX)
        *kept = g_steal_pointer(&all);
    return g_steal_pointer(&a->verdict);
}

said_mail *scan_said(const char *path, GBytes *raw, int64_t wait_ms,
                     GError **error)
{
    int fd = start(path, raw, false, SCAN_WANT_SAID, NULL, error);
    g_autoptr(GBytes) all = fd < 0 ? NULL : finish(fd, wait_ms, error);
    g_autoptr(scan_answer) a =
        all ? scan_wire_read_one(all, SCAN_WANT_SAID, error) : NULL;
    return a ? g_steal_pointer(&a->said) : NULL;
}
