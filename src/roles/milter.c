/* milter: the role that takes mail from an MTA. 250 is said only when the spool
 * has the message on disk. */
#include "roles/frame.h"

#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "roles/milter_config.h"
#include "roles/milter_session.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#define MILTER_BACKLOG   256
#define MILTER_SESSION_S 7210  /* MTA may be silent so long (libmilter's own) */
#define MILTER_FINISH_MS 10000 /* at a stop: for messages at hand */
#define MILTER_POLL_MS   50
#define MILTER_LOOK_MS   5000 /* between two looks at the socket */
#define MILTER_FULL_MS   500  /* without a descriptor for a connection */

typedef struct listener {
    pthread_t thread;
    int wake; /* readable when smfi_main has returned */
    int ended;
} listener;

static bool milter_wanted(const config *c)
{
    return c->milter->listen != NULL;
}

/* ---- the socket ---- */

static const char *socket_path(const char *listen)
{
    return g_str_has_prefix(listen, "unix:")    ? listen + 5
           : g_str_has_prefix(listen, "local:") ? listen + 6
                                                : NULL;
}

static bool give_socket(const config *c, const char *path, GError **error)
{
    if (c->milter->group) {
        struct group *g = getgrnam(c->milter->group);
        if (!g) {
            err_set(error, ERR_CONFIG,
                    "there is no group '%s' for the milter's socket",
                    c->milter->group);
            return false;
        }
        if (chown(path, (uid_t)-1, g->gr_gid) != 0) {
            err_set_errno(error, errno,
                          "cannot give the socket %s to the group %s", path,
                          c->milter->group);
            return false;
        }
    }
    if (chmod(path, (mode_t)c->milter->mode) == 0)
        return true;
    err_set_errno(error, errno, "cannot set the mode of %s", path);
    return false;
}

static bool open_socket(const config *c, GError **error)
{
    const char *path = socket_path(c->milter->listen);
    if (path) {
        g_autofree char *folder = g_path_get_dirname(path);
        if (g_mkdir_with_parents(folder, 0755) != 0) {
            err_set_errno(error, errno, "cannot make the folder %s", folder);
            return false;
        }
    }
    mode_t old = umask(0177); /* nobody else until give_socket */
    bool ok = smfi_setconn(c->milter->listen) == MI_SUCCESS &&
              smfi_setbacklog(MILTER_BACKLOG) == MI_SUCCESS &&
              smfi_settimeout(MILTER_SESSION_S) == MI_SUCCESS &&
              smfi_opensocket(true) == MI_SUCCESS;
    umask(old);
    if (!ok) {
        err_set(error, ERR_IO,
                "the milter cannot listen at %s; see that its folder exists "
                "and can be written, and that nothing else listens there",
                c->milter->listen);
        return false;
    }
    return !path || give_socket(c, path, error);
}

/* ---- libmilter's main loop, in a thread of its own ---- */

/* libmilter takes connections by this name, and tries again at once when no
 * descriptor is left: it would use a whole processor until one is free. So this
 * comes before the C library's. */
int accept(int fd, __SOCKADDR_ARG addr, socklen_t *restrict addr_len)
{
    int got = accept4(fd, addr.__sockaddr__, addr_len, 0);
    int number = errno;

    if (got < 0 && (number == EMFILE || number == ENFILE || number == ENOMEM ||
                    number == ENOBUFS))
        poll(NULL, 0, MILTER_FULL_MS);
    errno = number;
    return got;
}

static void *listen_main(void *context)
{
    listener *l = context;
    smfi_main();
    char end = 'x';
    ssize_t n = write(l->ended, &end, 1);
    (void)n; /* a full pipe is readable as well */
    return NULL;
}

/* libmilter takes TERM and HUP by sigwait in threads that block them; the main
 * thread does not block them, and the kernel prefers it. */
static bool start_listener(listener *l, GError **error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        err_set_errno(error, errno, "cannot make a pipe");
        return false;
    }
    l->wake = ends[0];
    l->ended = ends[1];
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int number = pthread_create(&l->thread, NULL, listen_main, l);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (number == 0)
        return true;
    err_set_errno(error, number, "cannot start a thread");
    return false;
}

static void *stop_main(void *context)
{
    smfi_stop();
    return NULL;
}

static void knock(const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    if (g_strlcpy(to.sun_path, path, sizeof to.sun_path) < sizeof to.sun_path &&
        connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        log_debug("stopping takes some seconds: %s", g_strerror(errno));
    close(fd);
}

/* libmilter looks for a stop only every five seconds, or when somebody comes;
 * smfi_stop itself waits for that, and removes the socket: so the socket gets
 * another name, and somebody comes. `path` NULL: it has none that is ours. */
static void stop_listening(const listener *l, const char *path)
{
    g_autofree char *aside = path ? g_strconcat(path, ".stop", NULL) : NULL;
    bool named = aside && rename(path, aside) == 0;
    pthread_t stopper;
    bool started = pthread_create(&stopper, NULL, stop_main, NULL) == 0;
    if (!started)
        smfi_stop();
    struct pollfd p = {l->wake, POLLIN, 0};
    while (poll(&p, 1, MILTER_POLL_MS) == 0)
        if (named)
            knock(aside);
    if (started)
        pthread_join(stopper, NULL);
    pthread_join(l->thread, NULL);
    if (aside)
        unlink(aside);
}

static void finish(milter_door *d, const listener *l, const char *path)
{
    milter_door_stop(d);
    for (int ms = 0; milter_door_at_hand(d) && ms < MILTER_FINISH_MS;
         ms += MILTER_POLL_MS)
        g_usleep(MILTER_POLL_MS * 1000);
    if (milter_door_at_hand(d))
        log_warn("%d messages were not finished; the MTA will offer them again",
                 milter_door_at_hand(d));
    stop_listening(l, path);
}

/* ---- the role ---- */

typedef struct milter_role {
    role_context *x;
    milter_door *door;
    listener l;
    char *listen;
    uint64_t inode; /* of its socket */
    bool ended;     /* libmilter gave up */
    bool deaf;      /* nobody reaches its socket any more */
} milter_role;

static bool reload(void *self, config *fresh)
{
    milter_role *m = self;
    if (g_strcmp0(fresh->milter->listen, m->listen) != 0)
        log_warn("the milter goes on listening at %s until it is restarted",
                 m->listen);
    milter_door_reload(m->door, fresh);
    m->x->config = fresh; /* the door's, until milter_door_free */
    return true;
}

static bool step(void *self)
{
    milter_role *m = self;
    const char *path = socket_path(m->listen);
    m->ended = role_wait(m->l.wake, MILTER_LOOK_MS);
    if (m->ended)
        log_error("libmilter gave up; the milter has to be started again");
    m->deaf = path && !frame_in_place(path, m->inode);
    if (m->deaf) /* libmilter cannot listen twice in one process */
        log_error("somebody took the socket %s away; the milter ends and has "
                  "to be started again",
                  path);
    return !m->ended && !m->deaf;
}

static bool start(milter_role *m, GError **error)
{
    if (!secret_init(error) || !role_signals(error))
        return false;
    m->door = milter_door_new(m->x->config);
    if (milter_session_register(m->door) && open_socket(m->x->config, error) &&
        start_listener(&m->l, error))
        return true;
    if (error && !*error)
        err_set(error, ERR_INTERNAL, "libmilter refused our callbacks");
    return false;
}

static int milter_run(role_context *x)
{
    static const frame_work work = {.step = step, .reload = reload};
    g_autoptr(GError) error = NULL;
    g_autofree char *listen = g_strdup(x->config->milter->listen);
    milter_role m = {.x = x, .listen = listen};
    if (!listen) {
        log_error("[milter] listen is not set in %s", x->config_path);
        return EX_CONFIG;
    }
    if (!start(&m, &error)) {
        if (m.door)
            x->config = milter_door_free(m.door);
        return frame_fail(error);
    }
    if (socket_path(listen))
        m.inode = frame_inode(socket_path(listen));
    log_info("taking mail at %s", listen);
    milter_door_healthy(m.door); /* logs at once what is wrong */
    frame_loop(x, &work, &m);
    finish(m.door, &m.l, m.deaf ? NULL : socket_path(listen));
    x->config = milter_door_free(m.door);
    close(m.l.wake);
    close(m.l.ended);
    return m.ended || m.deaf ? EX_TEMPFAIL : EX_OK;
}

const role role_milter = {
    .name = "milter",
    .describe = "takes mail from an MTA, message by message",
    .wanted = milter_wanted,
    .run = milter_run,
};
