/* task: commands of the administrator, several at once. */
#include "hooks/task.h"

#include "base/err.h"
#include "base/steady.h"
#include "hooks/room.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define TASK_READ    16384 /* octets at once */
#define TASK_TICK_MS 50 /* between two looks at one whose end nobody tells us */
#define TASK_PATH \
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define TASK_LANG "LANG=C.UTF-8"

typedef enum {
    TASK_RUNS,
    TASK_ENDED, /* `status` is how */
    TASK_LATE,
    TASK_LOUD /* printed too much */
} task_end;

typedef struct outlet {
    int fd; /* -1: it was closed */
    GByteArray *text;
} outlet;

struct task {
    void *owner;
    GPid pid;
    int pid_fd; /* readable when it has ended; -1: it is asked for */
    outlet out, err;
    int64_t end_ms, timeout_ms; /* steady */
    task_end end;
    int status; /* of waitpid */
};

struct tasks {
    int poll;
    GPtrArray *running, *over; /* task* */
};

/* ---- one ---- */

static void outlet_close(outlet *o)
{
    if (o->fd >= 0)
        close(o->fd);
    o->fd = -1;
}

/* Its group is there as long as it was not waited for, even when it has ended. */
static void stop(task *t)
{
    if (t->pid > 0) {
        kill(-t->pid, SIGKILL);
        kill(t->pid, SIGKILL);
        while (waitpid(t->pid, &t->status, 0) < 0 && errno == EINTR)
            continue;
    }
    t->pid = 0;
    outlet_close(&t->out);
    outlet_close(&t->err);
    if (t->pid_fd >= 0)
        close(t->pid_fd);
    t->pid_fd = -1;
}

void task_free(task *t)
{
    if (!t)
        return;
    stop(t);
    g_byte_array_unref(t->out.text);
    g_byte_array_unref(t->err.text);
    g_free(t);
}

void *task_owner(const task *t)
{
    return t->owner;
}

const GByteArray *task_output(const task *t)
{
    return t->out.text;
}

static char *words_of(const task *t)
{
    if (t->end == TASK_LATE)
        return g_strdup_printf("was killed after %.4g s",
                               (double)t->timeout_ms / 1000);
    if (t->end == TASK_LOUD)
        return g_strdup_printf("was killed: it printed over %d octets",
                               TASK_PRINT_MAX);
    if (WIFSIGNALED(t->status))
        return g_strdup_printf("was killed by signal %d", WTERMSIG(t->status));
    return g_strdup_printf("ended with exit code %d", WEXITSTATUS(t->status));
}

bool task_is_fine(const task *t, GError **error)
{
    bool fine = t->end == TASK_ENDED && WIFEXITED(t->status) &&
                WEXITSTATUS(t->status) == 0;

    if (!fine) {
        g_autofree char *words = words_of(t);
        err_set(error, t->end == TASK_ENDED ? ERR_CRASH : ERR_LIMIT, "%s",
                words);
    }
    return fine;
}

static char *clean(const char *text, size_t size, unsigned max)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)size);
    GString *out = g_string_new(NULL);

    for (const char *p = valid; *p && max > 0; p = g_utf8_next_char(p), max--) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_type(c) != G_UNICODE_FORMAT)
            g_string_append_unichar(out, g_unichar_iscntrl(c) ? ' ' : c);
    }
    return g_string_free(out, FALSE);
}

char *task_last_line(const task *t, unsigned max)
{
    const GByteArray *all = t->err.text->len > 0 ? t->err.text : t->out.text;
    size_t end = all->len, start;

    if (end == 0)
        return g_strdup("");
    while (end > 0 && g_ascii_isspace(all->data[end - 1]))
        end--;
    start = end;
    while (start > 0 && all->data[start - 1] != '\n')
        start--;
    return clean((const char *)all->data + start, end - start, max);
}

/* ---- starting ---- */

/* In the child. What it starts belongs to the group that is killed; it dies with
 * us; no signal is ignored as we ignore it. */
static void become(void *unused)
{
    const struct rlimit none = {0, 0};
    sigset_t all;

    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &none);
    for (int n = 1; n < NSIG; n++)
        signal(n, SIG_DFL);
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
}

static const char **environment(const char *const *more)
{
    unsigned count = more ? g_strv_length((char **)more) : 0;
    const char **all = g_new0(const char *, count + 3);

    all[0] = TASK_PATH;
    all[1] = TASK_LANG;
    for (unsigned i = 0; i < count; i++)
        all[2 + i] = more[i];
    return all;
}

static bool spawn(task *t, const task_ask *ask, int input, const int ends[2],
                  GError **error)
{
    const char *argv[] = {"/bin/sh", "-c", ask->command, NULL};
    g_autofree const char **env = environment(ask->environment);
    g_autoptr(GError) why = NULL;

    if (g_spawn_async_with_fds("/", (char **)argv, (char **)env,
                               G_SPAWN_DO_NOT_REAP_CHILD, become, NULL, &t->pid,
                               input, ends[0], ends[1], &why))
        return true;
    t->pid = 0;
    err_set(error, ERR_IO, "cannot be started: %s", why->message);
    return false;
}

/* *ours: what we read; *its: what it writes. */
static bool make_outlet(outlet *ours, int *its, GError **error)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0 ||
        fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
        err_set_errno(error, errno, "cannot make a pipe");
        return false;
    }
    ours->fd = ends[0];
    *its = ends[1];
    return true;
}

static bool start(task *t, const task_ask *ask, GError **error)
{
    int its[2] = {-1, -1};
    int input = hook_text_file(ask->input ? ask->input : "", error);
    bool fine = input >= 0 && make_outlet(&t->out, &its[0], error) &&
                make_outlet(&t->err, &its[1], error) &&
                spawn(t, ask, input, its, error);

    if (input >= 0)
        close(input);
    for (unsigned i = 0; i < 2; i++)
        if (its[i] >= 0)
            close(its[i]);
    if (fine)
        t->pid_fd = pidfd_open(t->pid, 0);
    return fine;
}

static void watch(const tasks *all, int fd)
{
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};

    if (fd >= 0)
        epoll_ctl(all->poll, EPOLL_CTL_ADD, fd, &e);
}

bool tasks_start(tasks *all, const task_ask *ask, void *owner, GError **error)
{
    g_autoptr(task) t = g_new0(task, 1);

    t->owner = owner;
    t->pid_fd = t->out.fd = t->err.fd = -1;
    t->out.text = g_byte_array_new();
    t->err.text = g_byte_array_new();
    t->timeout_ms = ask->timeout_ms;
    t->end_ms = steady_ms() + ask->timeout_ms;
    if (!start(t, ask, error))
        return false;
    watch(all, t->pid_fd);
    watch(all, t->out.fd);
    watch(all, t->err.fd);
    g_ptr_array_add(all->running, g_steal_pointer(&t));
    return true;
}

/* ---- what becomes of it ---- */

/* As much as there is. False: it is too much. */
static bool drain(outlet *o)
{
    guint8 buffer[TASK_READ];
    ssize_t n = 1;

    while (o->fd >= 0 && o->text->len <= TASK_PRINT_MAX) {
        n = read(o->fd, buffer, sizeof buffer);
        if (n > 0)
            g_byte_array_append(o->text, buffer, (guint)n);
        else if (n < 0 && errno == EINTR)
            continue;
        else if (n < 0 && errno == EAGAIN)
            return true;
        else
            outlet_close(o);
    }
    return o->text->len <= TASK_PRINT_MAX;
}

static bool has_ended(const task *t)
{
    siginfo_t info = {.si_pid = 0};

    return waitid(P_PID, (id_t)t->pid, &info, WEXITED | WNOHANG | WNOWAIT) !=
               0 ||
           info.si_pid == t->pid;
}

/* Asked first: what it printed before its end is all there then. */
static task_end look(task *t)
{
    bool ended = has_ended(t);
    bool quiet = drain(&t->out);

    if (!drain(&t->err) || !quiet)
        return TASK_LOUD;
    if (ended)
        return TASK_ENDED;
    return steady_ms() >= t->end_ms ? TASK_LATE : TASK_RUNS;
}

void tasks_step(tasks *all)
{
    for (unsigned i = all->running->len; i-- > 0;) {
        task *t = all->running->pdata[i];

        t->end = look(t);
        if (t->end == TASK_RUNS)
            continue;
        stop(t);
        g_ptr_array_add(all->over, g_ptr_array_steal_index(all->running, i));
    }
}

task *tasks_take(tasks *all)
{
    return all->over->len > 0 ? g_ptr_array_steal_index(all->over, 0) : NULL;
}

/* ---- all ---- */

tasks *tasks_new(GError **error)
{
    int fd = epoll_create1(EPOLL_CLOEXEC);

    if (fd < 0) {
        err_set_errno(error, errno, "cannot watch commands");
        return NULL;
    }
    tasks *all = g_new0(tasks, 1);
    all->poll = fd;
    all->running = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
    all->over = g_ptr_array_new_with_free_func((GDestroyNotify)task_free);
    return all;
}

void tasks_free(tasks *all)
{
    if (!all)
        return;
    g_ptr_array_unref(all->running);
    g_ptr_array_unref(all->over);
    close(all->poll);
    g_free(all);
}

int tasks_fd(const tasks *all)
{
    return all->poll;
}

unsigned tasks_running(const tasks *all)
{
    return all->running->len;
}

int64_t tasks_wait_ms(const tasks *all)
{
    int64_t end_ms = INT64_MAX, now_ms = steady_ms();

    for (unsigned i = 0; i < all->running->len; i++) {
        const task *t = all->running->pdata[i];

        end_ms =
            MIN(end_ms, t->pid_fd >= 0 ? t->end_ms : now_ms + TASK_TICK_MS);
    }
    return end_ms == INT64_MAX ? INT64_MAX : MAX(end_ms - now_ms, 0);
}
