/* reader: the process that reads words, and its two ends of a socket. */
#include "scan/reader.h"

#include "base/err.h"
#include "base/file.h"
#include "filters/filter.h"
#include "rules/learn/count.h"
#include "rules/learn/model.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define READER_MESSAGE_MAX (256u << 20) /* octets */
#define READER_MEMORY_MAX  ((rlim_t)2 << 30)
#define READER_WALL_S      30 /* a message */
#define READER_SOCKET      3  /* where the child's end stands */

#if defined(__SANITIZE_ADDRESS__)
#define LIMIT_MEMORY 0 /* its shadow is larger than any limit */
#else
#define LIMIT_MEMORY 1
#endif

struct scan_reader {
    secret_key key;
    pid_t child; /* 0: none */
    int socket;
};

static bool read_all(int fd, void *into, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = read(fd, (char *)into + done, size - done);

        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* ---- the child ---- */

static void limit(int what, rlim_t value)
{
    struct rlimit r = {value, value};

    setrlimit(what, &r);
}

static void confine(int socket)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0);
    if (socket != READER_SOCKET && dup2(socket, READER_SOCKET) < 0)
        _exit(71);
    close_range(READER_SOCKET + 1, ~0U, 0);
    signal(SIGALRM, SIG_DFL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 64);
    if (LIMIT_MEMORY)
        limit(RLIMIT_DATA, READER_MEMORY_MAX);
}

static bool answer(const secret_key *key, const char *data, uint32_t size)
{
    g_autoptr(view) v = view_new(data, size, NULL);
    g_autoptr(count_words) w = count_read(v, key);
    g_autoptr(letter) l = filters_letter(data, size, false, NULL);
    g_autoptr(model_text) t = model_read_letter(l, key, false);
    g_autoptr(GBytes) lesson = model_text_to_bytes(t);
    uint32_t n[] = {w->hashes->len, (uint32_t)g_bytes_get_size(lesson)};

    return file_write_all(READER_SOCKET, n, sizeof n, NULL) &&
           file_write_all(READER_SOCKET, w->hashes->data,
                          n[0] * sizeof(uint64_t), NULL) &&
           file_write_all(READER_SOCKET, g_bytes_get_data(lesson, NULL), n[1],
                          NULL);
}

static void run_child(const secret_key *key) G_GNUC_NORETURN;
static void run_child(const secret_key *key)
{
    uint32_t size;

    while (read_all(READER_SOCKET, &size, sizeof size)) {
        g_autofree char *data = g_malloc((gsize)size + 1);

        if (!read_all(READER_SOCKET, data, size))
            break;
        alarm(READER_WALL_S);
        if (!answer(key, data, size))
            break;
        alarm(0);
    }
    _exit(0);
}

/* ---- the parent ---- */

scan_reader *scan_reader_new(const secret_key *key)
{
    scan_reader *r = g_new0(scan_reader, 1);

    r->key = *key;
    return r;
}

/* The signal that it died of, 0: none. */
static int end_child(scan_reader *r)
{
    int status = 0;

    if (r->child == 0)
        return 0;
    close(r->socket);
    while (waitpid(r->child, &status, 0) < 0 && errno == EINTR)
        ;
    r->child = 0;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void scan_reader_free(scan_reader *r)
{
    if (!r)
        return;
    end_child(r);
    secret_wipe(&r->key, sizeof r->key);
    g_free(r);
}

static bool start_child(scan_reader *r, GError **error)
{
    int pair[2];
    pid_t child = -1;
    int number;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0)
        child = fork();
    else
        pair[0] = pair[1] = -1;
    if (child == 0) {
        confine(pair[1]);
        run_child(&r->key);
    }
    number = errno;
    if (pair[1] >= 0)
        close(pair[1]);
    if (child > 0) {
        r->child = child;
        r->socket = pair[0];
        return true;
    }
    if (pair[0] >= 0)
        close(pair[0]);
    err_set_errno(error, number, "cannot start a process to read words");
    return false;
}

/* send, not write: a child that died must not end us by SIGPIPE. */
static bool send_all(int fd, const void *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n =
            send(fd, (const char *)data + done, size - done, MSG_NOSIGNAL);

        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static GBytes *read_lesson(int socket, uint32_t size)
{
    g_autofree void *data = g_malloc(size);
    if (!read_all(socket, data, size))
        return NULL;
    g_autoptr(GBytes) lesson = g_bytes_new_take(g_steal_pointer(&data), size);
    g_autoptr(model_text) t = model_text_from_bytes(lesson);
    return t ? g_steal_pointer(&lesson) : NULL;
}

static GArray *ask(scan_reader *r, const void *data, uint32_t size,
                   GBytes **features)
{
    uint32_t sizes[2], n;
    g_autoptr(GArray) words = NULL;

    if (!send_all(r->socket, &size, sizeof size) ||
        !send_all(r->socket, data, size) ||
        !read_all(r->socket, sizes, sizeof sizes) ||
        sizes[0] > COUNT_WORDS_MAX || sizes[1] < 1 ||
        sizes[1] > MODEL_LESSON_MAX)
        return NULL;
    n = sizes[0];
    words = g_array_sized_new(FALSE, FALSE, sizeof(uint64_t), n);
    g_array_set_size(words, n);
    if (!read_all(r->socket, words->data, n * sizeof(uint64_t)))
        return NULL;
    /* the child may not be itself any more: each word once, or none */
    for (guint i = 1; i < n; i++)
        if (g_array_index(words, uint64_t, i) <=
            g_array_index(words, uint64_t, i - 1))
            return NULL;
    *features = read_lesson(r->socket, sizes[1]);
    return *features ? g_steal_pointer(&words) : NULL;
}

GArray *scan_reader_words(scan_reader *r, GBytes *raw, GBytes **features,
                          GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    GArray *words;
    int signal_number;

    if (size > READER_MESSAGE_MAX) {
        err_set(error, ERR_LIMIT, "a message of more than %u MiB",
                READER_MESSAGE_MAX >> 20);
        return NULL;
    }
    if (r->child == 0 && !start_child(r, error))
        return NULL;
    words = ask(r, data, (uint32_t)size, features);
    if (words)
        return words;
    kill(r->child, SIGKILL); /* it may be alive and say nonsense */
    signal_number = end_child(r);
    err_set(error, ERR_CRASH, "reading its words failed (signal %d, %s)",
            signal_number, strsignal(signal_number));
    return NULL;
}
