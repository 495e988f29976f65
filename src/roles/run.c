/* run: starts the roles that the configuration names, and starts again what
 * dies. */
#include "roles/role.h"

#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "desk/mailbox_config.h"
#include "roles/known.h"
#include "roles/lock.h"
#include "roles/now.h"
#include "roles/running.h"
#include "roles/sections.h"
#include "roles/trouble.h"
#include "roles/watcher.h"
#include "store/store.h"
#include "store/store_config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define RUN_BACKOFF_MIN_MS 250
#define RUN_BACKOFF_MAX_MS 60000
#define RUN_HEALTHY_MS     60000 /* after so long a life backoff begins anew */
#define RUN_STOP_MS        30000 /* then roles that do not end are killed */
#define RUN_TICK_NS        20000000L /* between two looks while roles end */
#define RUN_LOOK_MS        10000     /* between two looks at how roles are */

typedef struct job {
    char *role;
    char *argument;     /* NULL: none */
    char *title;        /* "imap help" */
    pid_t pid;          /* 0: not running */
    int64_t started_ms; /* steady, as all times here */
    trouble dying;      /* how often in a row, and when it is started again */
    bool wanted;        /* false: ends for good */
} job;

typedef struct supervisor {
    const char *config_path;
    const char *program; /* as we were started; for hosts without /proc */
    GPtrArray *jobs;     /* job* */
    sigset_t old_mask;
    int child_fd; /* signalfd of SIGCHLD */
    int64_t looked_ms;
    watcher *watcher;
} supervisor;

static void job_free(void *data)
{
    job *j = data;

    trouble_clear(&j->dying);
    g_free(j->role);
    g_free(j->argument);
    g_free(j->title);
    g_free(j);
}

/* ---- which roles ---- */

static void want(supervisor *s, const char *name, const char *arg)
{
    job *j;

    for (guint i = 0; i < s->jobs->len; i++) {
        j = s->jobs->pdata[i];
        if (strcmp(j->role, name) == 0 && g_strcmp0(j->argument, arg) == 0) {
            j->wanted = true;
            return;
        }
    }
    j = g_new0(job, 1);
    j->role = g_strdup(name);
    j->argument = g_strdup(arg);
    j->title = role_title(name, arg);
    j->wanted = true;
    j->dying =
        (trouble){.min_ms = RUN_BACKOFF_MIN_MS, .max_ms = RUN_BACKOFF_MAX_MS};
    g_ptr_array_add(s->jobs, j);
}

static void want_all(supervisor *s, const config *c)
{
    for (guint i = 0; i < s->jobs->len; i++)
        ((job *)s->jobs->pdata[i])->wanted = false;
    for (const role *const *r = role_all(); *r; r++) {
        if (!(*r)->wanted(c))
            continue;
        if (strcmp((*r)->name, "imap") != 0) {
            want(s, (*r)->name, NULL);
            continue;
        }
        for (guint i = 0; i < c->mailboxes->len; i++)
            want(s, (*r)->name,
                 ((const config_mailbox *)c->mailboxes->pdata[i])->id);
    }
}

/* ---- one role ---- */

/* In the child: signals as a fresh process has them, death with the parent. */
static void become(const supervisor *s, const job *j, pid_t parent)
{
    const char *argv[] = {"postern", "--config", s->config_path,
                          "role",    j->role,    j->argument,
                          NULL};

    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, &s->old_mask, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(EX_TEMPFAIL);
    execv("/proc/self/exe", (char **)argv);
    execv(s->program, (char **)argv);
    _exit(EX_OSERR);
}

static void start(supervisor *s, job *j)
{
    sigset_t all, mask;
    pid_t parent = getpid();

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &mask);
    j->pid = fork();
    if (j->pid == 0)
        become(s, j, parent);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    j->started_ms = steady_ms();
    if (j->pid > 0)
        return;
    log_error("role %s: cannot fork: %s", j->title, g_strerror(errno));
    j->pid = 0;
    j->dying.min_ms = RUN_BACKOFF_MAX_MS;
    trouble_note(&j->dying, g_strerror(errno));
    j->dying.min_ms = RUN_BACKOFF_MIN_MS;
}

static char *words_of_end(int status)
{
    if (WIFSIGNALED(status))
        return g_strdup_printf("was killed by signal %d (%s)", WTERMSIG(status),
                               strsignal(WTERMSIG(status)));
    if (WEXITSTATUS(status) == EX_CONFIG)
        return g_strdup("ended because the configuration is wrong (see above)");
    return g_strdup_printf("ended with exit code %d", WEXITSTATUS(status));
}

static void ended(job *j, int status)
{
    g_autofree char *words = words_of_end(status);
    int64_t now = steady_ms();

    j->pid = 0;
    if (!j->wanted || role_stopping())
        return;
    if (now - j->started_ms >= RUN_HEALTHY_MS)
        trouble_end(&j->dying);
    trouble_note(&j->dying, words);
    log_error("role %s %s; starts again in %.4g s", j->title, words,
              (double)trouble_wait_ms(&j->dying) / 1000);
}

static void reap(supervisor *s)
{
    struct signalfd_siginfo info;
    int status;
    pid_t pid;

    while (read(s->child_fd, &info, sizeof info) > 0)
        continue;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (guint i = 0; i < s->jobs->len; i++) {
            job *j = s->jobs->pdata[i];

            if (j->pid == pid)
                ended(j, status);
        }
}

/* ---- all of them ---- */

static void signal_all(const supervisor *s, int number, bool unwanted_only)
{
    for (guint i = 0; i < s->jobs->len; i++) {
        const job *j = s->jobs->pdata[i];

        if (j->pid > 0 && !(unwanted_only && j->wanted))
            kill(j->pid, number);
    }
}

static bool any_alive(const supervisor *s)
{
    for (guint i = 0; i < s->jobs->len; i++)
        if (((const job *)s->jobs->pdata[i])->pid > 0)
            return true;
    return false;
}

/* Starts what is due, forgets what has ended for good; in how many ms the next is
 * due. */
static int64_t start_due(supervisor *s)
{
    int64_t next = INT64_MAX;

    for (guint i = s->jobs->len; i-- > 0;) {
        job *j = s->jobs->pdata[i];

        if (!j->wanted && j->pid == 0)
            g_ptr_array_remove_index(s->jobs, i);
    }
    for (guint i = 0; i < s->jobs->len; i++) {
        job *j = s->jobs->pdata[i];

        if (j->pid == 0 && j->wanted && !trouble_is_waiting(&j->dying))
            start(s, j);
        if (j->pid == 0 && j->wanted)
            next = MIN(next, trouble_wait_ms(&j->dying));
    }
    return next;
}

/* Roles that die while the file is being edited come back with this. */
static void keep(const supervisor *s, const config *c)
{
    g_autoptr(GError) error = NULL;

    if (!running_keep(s->config_path, c, &error))
        log_warn("the configuration that runs cannot be kept: %s",
                 error->message);
}

static void reload(supervisor *s)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(config) c = role_config_load(s->config_path, NULL, &error);

    if (!c) {
        log_error("not reloaded, the old configuration stays: %s",
                  error->message);
        return;
    }
    keep(s, c);
    want_all(s, c);
    watcher_reload(s->watcher);
    for (guint i = 0; i < s->jobs->len; i++) {
        job *j = s->jobs->pdata[i];

        trouble_end(&j->dying); /* what waited for a mended configuration */
    }
    signal_all(s, SIGHUP, false);
    signal_all(s, SIGTERM, true);
    log_info("configuration reloaded");
}

static void stop_all(supervisor *s)
{
    int64_t end = steady_ms() + RUN_STOP_MS;

    signal_all(s, SIGTERM, false);
    while (any_alive(s) && steady_ms() < end) {
        struct timespec tick = {.tv_nsec = RUN_TICK_NS};

        reap(s);
        nanosleep(&tick, NULL);
    }
    for (guint i = 0; i < s->jobs->len; i++) {
        const job *j = s->jobs->pdata[i];

        if (j->pid > 0)
            log_error("role %s does not end in %d s: killed", j->title,
                      RUN_STOP_MS / 1000);
    }
    signal_all(s, SIGKILL, false);
    while (any_alive(s)) {
        struct timespec tick = {.tv_nsec = RUN_TICK_NS};

        reap(s);
        nanosleep(&tick, NULL);
    }
}

static bool watch_children(supervisor *s, GError **error)
{
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &s->old_mask);
    s->child_fd = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (s->child_fd >= 0)
        return true;
    err_set_errno(error, errno, "cannot watch child processes");
    return false;
}

/* Those that hang for good are killed, and come back. */
static void look(supervisor *s)
{
    int64_t now_ms = steady_ms();

    if (now_ms - s->looked_ms < RUN_LOOK_MS)
        return;
    s->looked_ms = now_ms;
    watcher_look(s->watcher);
}

static void supervise(supervisor *s, const config *c)
{
    want_all(s, c);
    keep(s, c);
    log_info("%s: started with %u roles", c->file, s->jobs->len);
    while (!role_stopping()) {
        role_wait(s->child_fd, MIN(start_due(s), RUN_LOOK_MS));
        reap(s);
        look(s);
        if (role_reload_wanted())
            reload(s);
    }
    log_info("stopping");
    stop_all(s);
}

/* Does it come from a backup? (Roles look as well, but none of them is to work
 * with it before that is clear.) */
static bool guard(const config *c, GError **error)
{
    store *s = store_open(c->store, error);
    bool fine = s && known_guard(c, s, role_now_ms(), error);

    store_close(s);
    return fine;
}

/* False: there is no store, or what stands there is none, or a newer one. One that
 * is away is waited for by the roles. */
static bool upgrade(const config *c, GError **error)
{
    g_autofree char *copy = NULL;
    g_autoptr(GError) why = NULL;
    bool fine = store_upgrade(c->store, &copy, &why);

    if (copy)
        log_info("the store %s was brought up to date; it was copied to %s "
                 "before",
                 c->store->path, copy);
    if (fine && guard(c, &why))
        return true;
    if (err_class_of(why) != ERR_DATA && err_class_of(why) != ERR_NOT_FOUND) {
        log_warn("%s", why->message);
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}

int run_supervise(const char *config_path, const config *c)
{
    supervisor s = {.config_path = config_path,
                    .program = (const char *)getauxval(AT_EXECFN),
                    .child_fd = -1};
    g_autoptr(GError) error = NULL;

    if (!role_signals(&error) || !lock_take(c, &error) ||
        !watch_children(&s, &error)) {
        log_error("%s", error->message);
        return err_info_of(err_class_of(error))->exit;
    }
    if (!upgrade(c, &error)) {
        log_error("%s", error->message);
        lock_release(c);
        return err_info_of(err_class_of(error))->exit;
    }
    s.jobs = g_ptr_array_new_with_free_func(job_free);
    s.looked_ms = steady_ms();
    s.watcher = watcher_new(config_path);
    supervise(&s, c);
    g_ptr_array_unref(s.jobs);
    watcher_free(s.watcher);
    close(s.child_fd);
    running_forget(c);
    lock_release(c);
    log_info("stopped");
    return EX_OK;
}
