/* work: long work in a process of its own, with limits (apart.h). */
#include "scan/apart.h"

#include "base/err.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESULT_FD 3  /* where the child's memory for its result stands */
#define SIGN_FD   4  /* its end of the pipe: closed when it is over */
#define GIVES_UP  65 /* it has words instead of a result */
#define WORDS_MAX 4096
#define NICENESS  10

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIMIT_MEMORY 0 /* their shadow is larger than any limit */
#else
#define LIMIT_MEMORY 1
#endif

struct scan_work {
    pid_t child; /* 0: buried */
    int result, sign;
};

/* ---- the child ---- */

static void limit(int what, int64_t value)
{
    struct rlimit r = {(rlim_t)value, (rlim_t)value};
    setrlimit(what, &r);
}

static void confine(pid_t parent, int result, int sign, int64_t memory,
                    int64_t cpu_s)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0);
    /* out of the way of where they shall stand */
    int high = fcntl(result, F_DUPFD, SIGN_FD + 1);
    int last = fcntl(sign, F_DUPFD, SIGN_FD + 1);
    if (high < 0 || last < 0 || dup2(high, RESULT_FD) < 0 ||
        dup2(last, SIGN_FD) < 0)
        _exit(71);
    close_range(SIGN_FD + 1, ~0U, 0);
    for (int number = 1; number < SIGRTMIN; number++)
        if (number != SIGKILL && number != SIGSTOP)
            signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, cpu_s);
    if (LIMIT_MEMORY)
        limit(RLIMIT_DATA, memory);
    errno = 0;
    if (nice(NICENESS) == -1 && errno != 0)
        return; /* it works as it is */
}

static void run(scan_work_do work, void *context) G_GNUC_NORETURN;
static void run(scan_work_do work, void *context)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(GBytes) result = work(context, &why);
    gsize size = 0;
    const void *data = result ? g_bytes_get_data(result, &size) : NULL;
    if (result)
        _exit(file_write_all(RESULT_FD, data, size, NULL) ? 0 : 71);
    guint8 class = (guint8)err_class_of(why);
    const char *words = why ? why->message : "no result";
    _exit(file_write_all(RESULT_FD, &class, 1, NULL) &&
                  file_write_all(RESULT_FD, words,
                                 MIN(strlen(words), WORDS_MAX), NULL)
              ? GIVES_UP
              : 71);
}

/* ---- this side ---- */

scan_work *scan_work_start(scan_work_do work, void *context, int64_t memory,
                           int64_t cpu_s, GError **error)
{
    int ends[2] = {-1, -1};
    pid_t parent = getpid(), child = -1;
    int result = memfd_create("postern-work", MFD_CLOEXEC);
    if (result >= 0 && pipe2(ends, O_CLOEXEC) == 0)
        child = fork();
    if (child == 0) {
        confine(parent, result, ends[1], memory, cpu_s);
        run(work, context);
    }
    int number = errno;
    if (ends[1] >= 0)
        close(ends[1]);
    if (child > 0) {
        scan_work *w = g_new0(scan_work, 1);
        *w = (scan_work){.child = child, .result = result, .sign = ends[0]};
        return w;
    }
    if (result >= 0)
        close(result);
    if (ends[0] >= 0)
        close(ends[0]);
    err_set_errno(error, number, "cannot start a process for long work");
    return NULL;
}

int scan_work_fd(const scan_work *w)
{
    return w->sign;
}

static int bury(scan_work *w)
{
    int status = 0;
    while (waitpid(w->child, &status, 0) < 0 && errno == EINTR)
        ;
    w->child = 0;
    return status;
}

/* What it said instead of a result. */
static void take_words(GBytes *bytes, GError **error)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    err_class class = ERR_CRASH;
    if (size > 0 && (data[0] == ERR_DATA || data[0] == ERR_NOT_FOUND ||
                     data[0] == ERR_LIMIT))
        class = (err_class)data[0];
    g_autofree char *words = size > 1
                                 ? g_utf8_make_valid(data + 1, (gssize)size - 1)
                                 : g_strdup("it gave no result");
    err_set(error, class, "%s", words);
}

GBytes *scan_work_finish(scan_work *w, size_t max, GError **error)
{
    int status = bury(w);
    if (WIFSIGNALED(status)) {
        int number = WTERMSIG(status);
        err_set(error, ERR_CRASH, "the process died of signal %d, %s%s", number,
                strsignal(number),
                number == SIGXCPU || number == SIGKILL
                    ? " (its time or memory was used up)"
                    : "");
        return NULL;
    }
    if (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != GIVES_UP) {
        err_set(error, ERR_CRASH, "the process ended with code %d",
                WEXITSTATUS(status));
        return NULL;
    }
    if (lseek(w->result, 0, SEEK_SET) != 0) {
        err_set_errno(error, errno, "cannot read what it made");
        return NULL;
    }
    bool gave_up = WEXITSTATUS(status) == GIVES_UP;
    g_autoptr(GBytes) bytes =
        file_read_fd(w->result, gave_up ? WORDS_MAX + 1 : max, error);
    if (bytes && gave_up) {
        take_words(bytes, error);
        return NULL;
    }
    return g_steal_pointer(&bytes);
}

void scan_work_free(scan_work *w)
{
    if (!w)
        return;
    if (w->child) {
        kill(w->child, SIGKILL);
        bury(w);
    }
    close(w->result);
    close(w->sign);
    g_free(w);
}
