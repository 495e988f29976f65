/* scan: the role that turns octets into letters and verdicts. This parent has
 * one thread and parses nothing; its children do, and may die of it. */
#include "roles/frame.h"

#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "config/site.h"
#include "desk/learn.h"
#include "desk/learn_train.h"
#include "filters/filter.h"
#include "mail/mime.h"
#include "scan/client.h"
#include "scan/scan_config.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define SCAN_BACKLOG      512 /* messages that wait for a child */
#define SCAN_CHILDREN_MAX 256
#define SCAN_YOUNG_MS     1000 /* a child that dies sooner is suspicious */
#define SCAN_PAUSE_MS     100  /* before the next is started, then doubled */
#define SCAN_PAUSE_MAX_MS 5000
#define SCAN_IDLE_MS      2000 /* between two looks at the learned counts */
#define SCAN_STOP_MS      1000 /* beyond a message's wall time */

typedef struct scan_slot {
    pid_t pid; /* 0: none */
    int64_t started_ms;
    trouble young; /* it died soon after its start */
} scan_slot;

typedef struct scan_parent {
    role_context *x;
    int listen_fd, child_fd, counts_fd;
    char *path;     /* of the socket */
    uint64_t inode; /* of it */
    trouble deaf;   /* it cannot be made again */
    scan_limits limits;
    judge *judge; /* NULL: the rules have errors; the MTA's header is heard */
    struct stat counts; /* of the files that the judge has */
    struct stat model;
    unsigned count;
    scan_slot slots[SCAN_CHILDREN_MAX];
} scan_parent;

static bool scan_wanted(const config *c)
{
    return true;
}

/* In a child: what it tells about a message it does not keep quiet. */
static void say(const char *words)
{
    log_warn("%s", words);
}

static void take_limits(scan_parent *p, const config *c)
{
    p->limits = (scan_limits){.memory = c->scan->memory,
                              .cpu_ms = c->scan->cpu_ms,
                              .wall_ms = c->scan->wall_ms,
                              .say = say};
    p->count = (unsigned)CLAMP(c->scan->children, 1, SCAN_CHILDREN_MAX);
}

/* A set with errors changes nothing: the one in use stays, if there is one. */
static void take_rules(scan_parent *p, const config *c)
{
    g_auto(GStrv) paths = config_rule_paths(c, SET_SHIPPED);
    g_autoptr(GError) error = NULL;
    int64_t begin_us = steady_us();
    judge *fresh = judge_new((const char *const *)paths, 0, 0, NULL, &error);
    if (!fresh) {
        log_error("the rules have errors; %s until they are corrected "
                  "(`postern rules check`, then `postern reload`):\n%s",
                  p->judge ? "going on with the old ones"
                           : "mail is judged without any rules",
                  error->message);
        return;
    }
    judge_free(p->judge); /* children that still finish have their own copy */
    p->judge = fresh;
    p->counts = p->model = (struct stat){0};
    const rule_set *set = judge_set(fresh);
    log_info("rule set %s: %u rules, ready in %d ms", set->name,
             set->rules->len, (int)((steady_us() - begin_us) / 1000));
}

/* Another file than the one that is known stands there; it is known then. */
static bool is_new(const char *path, struct stat *known)
{
    struct stat st;
    if (stat(path, &st) != 0 || (st.st_ino == known->st_ino &&
                                 st.st_mtim.tv_sec == known->st_mtim.tv_sec &&
                                 st.st_mtim.tv_nsec == known->st_mtim.tv_nsec))
        return false;
    *known = st;
    return true;
}

/* Counts that were published since replace those in use; false if there are
 * none. */
static bool take_counts(scan_parent *p, const config *c)
{
    g_autofree char *path = config_words_file(c);
    g_autoptr(GError) error = NULL;
    if (!p->judge || !is_new(path, &p->counts))
        return false;
    count_file *fresh = learn_open(c, &error);
    if (!fresh) {
        log_error("%s", error->message);
        return false;
    }
    judge_learned(p->judge, fresh);
    log_info("the filter that learns knows %u spam and %u ham",
             count_trained(fresh, COUNT_SPAM), count_trained(fresh, COUNT_HAM));
    return true;
}

/* The same for the model of categories; one that was taken away is given up. */
static bool take_model(scan_parent *p, const config *c)
{
    g_autofree char *path = config_model_file(c);
    g_autoptr(GError) error = NULL;
    if (p->judge && p->model.st_ino != 0 && access(path, F_OK) != 0) {
        p->model = (struct stat){0};
        judge_categories(p->judge, NULL);
        return true;
    }
    if (!p->judge || !is_new(path, &p->model))
        return false;
    model_file *fresh = learn_model(c, &error);
    if (!fresh) {
        log_error("%s", error->message);
        return false;
    }
    judge_categories(p->judge, fresh);
    log_info("%u categories are learned", model_classes(fresh));
    return true;
}

static int listen_at(const char *path, GError **error)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (g_strlcpy(at.sun_path, path, sizeof at.sun_path) >=
        sizeof at.sun_path) {
        err_set(error, ERR_CONFIG,
                "the path of the scan socket is too long: %s; choose a "
                "shorter run folder",
                path);
        return -1;
    }
    g_autofree char *folder = g_path_get_dirname(path);
    if (g_mkdir_with_parents(folder, 0755) != 0) {
        err_set_errno(error, errno, "cannot make the folder %s", folder);
        return -1;
    }
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(path);
    mode_t old = umask(0177);
    bool ok = fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
              listen(fd, SCAN_BACKLOG) == 0;
    int number = errno;
    umask(old);
    if (ok)
        return fd;
    err_set_errno(error, number, "cannot listen at %s", path);
    if (fd >= 0)
        close(fd);
    return -1;
}

/* ---- children ---- */

static void rest_slot(scan_slot *slot, int64_t first_ms, const char *why)
{
    slot->young.min_ms = first_ms;
    slot->young.max_ms = SCAN_PAUSE_MAX_MS;
    trouble_note(&slot->young, why);
}

static void start_child(scan_parent *p, scan_slot *slot, int64_t now)
{
    pid_t self = getpid();
    sigset_t all, old; /* a TERM for the child must not run our handler there */
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &old);
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != self) /* it died before we could ask to be told */
            _exit(0);
        scan_child(p->listen_fd, &p->limits, p->judge);
    }
    int number = errno;
    sigprocmask(SIG_SETMASK, &old, NULL);
    slot->started_ms = now;
    if (child > 0) {
        slot->pid = child;
        return;
    }
    log_error("cannot start a scanning process: %s; trying again in %d s",
              g_strerror(number), SCAN_PAUSE_MAX_MS / 1000);
    rest_slot(slot, SCAN_PAUSE_MAX_MS, g_strerror(number));
}

static void log_end(pid_t pid, int status)
{
    if (WIFSIGNALED(status)) {
        int number = WTERMSIG(status);
        const char *why = number == SIGXCPU   ? " (CPU limit)"
                          : number == SIGALRM ? " (time limit)"
                                              : "";
        log_warn("scanning process %d died of signal %d, %s%s; its message is "
                 "tried again, and held after three deaths",
                 (int)pid, number, strsignal(number), why);
    } else if (WEXITSTATUS(status) != 0) {
        log_warn("scanning process %d ended with code %d", (int)pid,
                 WEXITSTATUS(status));
    }
}

static void bury(scan_parent *p, pid_t pid, int status, int64_t now)
{
    log_end(pid, status);
    bool badly = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    for (unsigned i = 0; i < SCAN_CHILDREN_MAX; i++) {
        scan_slot *slot = &p->slots[i];
        if (slot->pid != pid)
            continue;
        slot->pid = 0;
        if (badly && now - slot->started_ms < SCAN_YOUNG_MS) {
            rest_slot(slot, SCAN_PAUSE_MS, "it dies when it starts");
        } else {
            trouble_end(&slot->young);
        }
    }
}

static void bury_all(scan_parent *p)
{
    struct signalfd_siginfo info;
    while (read(p->child_fd, &info, sizeof info) == sizeof info)
        ;
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        bury(p, pid, status, steady_ms());
}

/* Starts what is missing; ms until it has to be called again. */
static int64_t fill_slots(scan_parent *p)
{
    int64_t now = steady_ms(), next = SCAN_IDLE_MS;
    for (unsigned i = 0; i < p->count; i++) {
        scan_slot *slot = &p->slots[i];
        int64_t wait = trouble_wait_ms(&slot->young);
        if (!slot->pid && wait <= 0)
            start_child(p, slot, now);
        if (!slot->pid)
            next = MIN(next, MAX(wait, SCAN_PAUSE_MS));
    }
    return next;
}

/* They finish the message that they are at. */
static void dismiss_all(scan_parent *p)
{
    for (unsigned i = 0; i < SCAN_CHILDREN_MAX; i++) {
        if (p->slots[i].pid)
            kill(p->slots[i].pid, SIGTERM);
        trouble_clear(&p->slots[i].young);
        p->slots[i] = (scan_slot){0};
    }
}

static void wait_for_all(scan_parent *p)
{
    int64_t end = steady_ms() + p->limits.wall_ms + SCAN_STOP_MS;
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid > 0)
            log_end(pid, status);
        else if ((pid < 0 && errno == ECHILD) || steady_ms() > end)
            return;
        else
            g_usleep(10000);
    }
}

/* ---- the role ---- */

static bool reload(void *self, config *fresh)
{
    scan_parent *p = self;
    frame_take_config(p->x, fresh);
    take_limits(p, fresh);
    take_rules(p, fresh);
    take_counts(p, fresh);
    take_model(p, fresh);
    dismiss_all(p); /* new ones start beside those that still finish */
    return true;
}

/* Readable when a file comes to stand where the counts are published: mail that
 * comes right afterwards is judged by them. */
static int watch_counts(const config *c)
{
    g_autofree char *path = config_words_file(c);
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd >= 0 && inotify_add_watch(fd, folder, IN_MOVED_TO) >= 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1; /* they are looked for now and then */
}

static void drain(int fd)
{
    char events[4096];
    while (fd >= 0 && read(fd, events, sizeof events) > 0)
        ;
}

/* New children listen at the new one; the old finish what they are at. */
static void keep_socket(scan_parent *p)
{
    GError *error = NULL;
    if (frame_in_place(p->path, p->inode) || trouble_is_waiting(&p->deaf))
        return;
    log_warn("somebody took the socket %s away; listening anew", p->path);
    int fd = listen_at(p->path, &error);
    if (fd < 0) {
        trouble_met(&p->deaf, error);
        return;
    }
    trouble_over(&p->deaf);
    close(p->listen_fd);
    p->listen_fd = fd;
    p->inode = frame_inode(p->path);
    dismiss_all(p);
}

static bool step(void *self)
{
    scan_parent *p = self;
    keep_socket(p);
    int fds[] = {p->child_fd, p->counts_fd};
    role_wait_any(fds, G_N_ELEMENTS(fds), fill_slots(p));
    bury_all(p);
    drain(p->counts_fd);
    bool counts = take_counts(p, p->x->config);
    if (take_model(p, p->x->config) || counts)
        dismiss_all(p);
    return true;
}

static bool open_all(scan_parent *p, GError **error)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    p->child_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (p->child_fd < 0) {
        err_set_errno(error, errno, "cannot watch child processes");
        return false;
    }
    p->counts_fd = watch_counts(p->x->config);
    p->listen_fd = listen_at(p->path, error);
    p->inode = frame_inode(p->path);
    return p->listen_fd >= 0;
}

static int scan_run(role_context *x)
{
    static const frame_work work = {.step = step, .reload = reload};
    g_autoptr(GError) error = NULL;
    g_autofree char *path = config_scan_socket(x->config);
    g_autofree scan_parent *p = g_new0(scan_parent, 1);
    p->x = x;
    p->path = path;
    p->deaf = (trouble){.what = "the socket", .then = "nothing is scanned"};
    take_limits(p, x->config);
    mime_init(); /* before the fork: the children share both */
    filters_ready();
    if (!open_all(p, &error))
        return frame_fail(error);
    take_rules(p, x->config);
    take_counts(p, x->config);
    take_model(p, x->config);
    log_info("scanning with %u processes at %s", p->count, path);
    frame_loop(x, &work, p);
    dismiss_all(p);
    wait_for_all(p);
    unlink(path);
    close(p->listen_fd);
    close(p->child_fd);
    if (p->counts_fd >= 0)
        close(p->counts_fd);
    judge_free(p->judge);
    trouble_clear(&p->deaf);
    return EX_OK;
}

const role role_scan = {
    .name = "scan",
    .describe = "reads messages in processes that may die, and judges them",
    .wanted = scan_wanted,
    .run = scan_run,
};
