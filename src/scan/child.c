/* scanchild: the process that reads messages and may die of them. It holds no
 * key, database or network, and each message has limits. */
#include "scan/wire.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define REQUEST_WAIT_S  5           /* from connection to request */
#define CHILD_MESSAGES  1000        /* then it makes room for a fresh one */
#define TRIM_ABOVE      (1u << 20)  /* octets of message: give memory back */
#define MEMORY_PROBE    (16u << 20) /* less than that left: used up */
#define LAST_WORDS_S    2           /* beyond the wall time */
#define SIGNAL_STACK    (64u << 10)
#define SOCKET_FD       3 /* where the child's socket stands */
#define DESCRIPTORS_MAX 64

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIMIT_MEMORY 0 /* their shadow is larger than any limit */
#else
#define LIMIT_MEMORY 1
#endif

static volatile sig_atomic_t stopping;
static volatile sig_atomic_t busy = -1; /* connection whose message is read */
static timer_t cpu_timer, last_timer;

/* ---- dying with words ---- */

static bool memory_used_up(void)
{
    if (!LIMIT_MEMORY)
        return false;
    void *p =
        mmap(NULL, MEMORY_PROBE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p != MAP_FAILED)
        munmap(p, MEMORY_PROBE);
    return p == MAP_FAILED;
}

/* Tells the client why, then dies of the same signal by its default action. */
static void on_death(int number)
{
    if (busy >= 0) {
        scan_reply reply = {SCAN_MAGIC, SCAN_DIED, number, memory_used_up()};
        ssize_t sent =
            send(busy, &reply, sizeof reply, MSG_NOSIGNAL | MSG_DONTWAIT);
        (void)sent; /* without it the client says less */
    }
    struct sigaction dfl = {.sa_handler = SIG_DFL};
    sigaction(number, &dfl, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    kill(getpid(), number);
}

static void on_stop(int number)
{
    stopping = 1;
}

static void install_signals(void)
{
    static char stack[SIGNAL_STACK]; /* deep recursion leaves no other */
    stack_t ss = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&ss, NULL);

    static const int deadly[] = {SIGSEGV, SIGBUS, SIGABRT, SIGTRAP,
                                 SIGILL,  SIGFPE, SIGXCPU, SIGALRM};
    struct sigaction death = {.sa_handler = on_death, .sa_flags = SA_ONSTACK};
    for (unsigned i = 0; i < G_N_ELEMENTS(deadly); i++)
        sigaction(deadly[i], &death, NULL);
    struct sigaction stop = {.sa_handler = on_stop};
    sigaction(SIGTERM, &stop, NULL);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGINT, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
    struct sigaction dfl = {.sa_handler = SIG_DFL};
    sigaction(SIGCHLD, &dfl, NULL);

    /* TERM is let in only while waiting for work */
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_SETMASK, &set, NULL);

    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGXCPU};
    struct sigevent last = {.sigev_notify = SIGEV_SIGNAL,
                            .sigev_signo = SIGKILL};
    if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &cpu_timer) != 0 ||
        timer_create(CLOCK_MONOTONIC, &last, &last_timer) != 0)
        _exit(71);
}

/* ---- confinement ---- */

static rlim_t address_space_now(void)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f) {
        if (fscanf(f, "%lu", &pages) != 1)
            pages = 0;
        fclose(f);
    }
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void limit(int what, rlim_t value)
{
    struct rlimit r = {value, value};
    setrlimit(what, &r);
}

/* Only the socket and standard error stay open. */
static void close_others(int socket)
{
    int kept = fcntl(socket, F_DUPFD_CLOEXEC, SOCKET_FD);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (kept < 0 || null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
        (kept != SOCKET_FD && dup2(kept, SOCKET_FD) < 0))
        _exit(71);
    close_range(SOCKET_FD + 1, ~0U, 0);
}

static void confine(int socket, const scan_limits *limits)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0);
    close_others(socket);
    install_signals();
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, DESCRIPTORS_MAX);
    limit(RLIMIT_FSIZE, SCAN_ANSWER_MAX);
    if (LIMIT_MEMORY)
        limit(RLIMIT_AS, address_space_now() + (rlim_t)limits->memory);
}

static void arm(int64_t cpu_ms, int64_t wall_ms)
{
    struct itimerspec cpu = {
        .it_value = {cpu_ms / 1000, cpu_ms % 1000 * 1000000}};
    struct itimerval wall = {
        .it_value = {wall_ms / 1000, wall_ms % 1000 * 1000}};
    /* for one that no longer takes signals */
    struct itimerspec last = {
        .it_value = {wall_ms ? wall_ms / 1000 + LAST_WORDS_S : 0, 0}};
    timer_settime(cpu_timer, 0, &cpu, NULL);
    timer_settime(last_timer, 0, &last, NULL);
    setitimer(ITIMER_REAL, &wall, NULL);
}

/* ---- requests ---- */

/* A sealed memfd with all answers. Each message has the limits for itself. */
static int make_answers(int socket, GBytes *all, const scan_request *request,
                        const scan_limits *limits, const judge *j)
{
    int out = memfd_create("answers", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (out < 0)
        _exit(71);
    busy = socket;
    gsize at = 0;
    for (uint32_t i = 0; i < request->count; i++) {
        g_autoptr(GBytes) raw =
            g_bytes_new_from_bytes(all, at, (gsize)request->sizes[i]);
        arm(limits->cpu_ms, limits->wall_ms);
        if (!scan_wire_put(out, raw, request, j, limits))
            _exit(71);
        at += (gsize)request->sizes[i];
    }
    arm(0, 0);
    busy = -1;
    if (fcntl(out, F_ADD_SEALS, SCAN_SEALS) != 0)
        _exit(71);
    return out;
}

/* Do the messages' sizes make up all that came? */
static bool is_request(const scan_request *r, gsize size)
{
    uint64_t left = size;
    if (r->magic != SCAN_MAGIC || r->count == 0 || r->count > SCAN_BATCH_MAX ||
        ((r->wants & SCAN_WANT_CONTENTS) && !(r->wants & SCAN_WANT_LETTER)))
        return false;
    for (uint32_t i = 0; i < r->count; i++) {
        if (r->sizes[i] > left)
            return false;
        left -= r->sizes[i];
    }
    return left == 0;
}

/* False at the end of the connection. */
static bool serve(int socket, const scan_limits *limits, const judge *j)
{
    scan_request request = {0};
    int in;
    ssize_t n = scan_wire_receive(socket, &request, sizeof request, &in);
    if (n <= 0)
        return false;
    g_autoptr(GBytes) all =
        in < 0 ? NULL : scan_wire_map(in, SCAN_RAW_MAX, NULL);
    if (in >= 0)
        close(in);
    scan_reply reply = {.magic = SCAN_MAGIC, .status = SCAN_REFUSED};
    int out = -1;
    if (all && n == sizeof request &&
        is_request(&request, g_bytes_get_size(all))) {
        out = make_answers(socket, all, &request, limits, j);
        reply.status = SCAN_DONE;
    }
    secret_wipe(&request.key, sizeof request.key);
    bool sent = scan_wire_send(socket, &reply, sizeof reply, out);
    if (out >= 0)
        close(out);
    if (all && g_bytes_get_size(all) > TRIM_ABOVE)
        malloc_trim(0);
    return sent;
}

void scan_child(int listen_fd, const scan_limits *limits, const judge *j)
{
    scan_limits own = *limits;
    confine(listen_fd, &own);
    sigset_t waiting; /* all may come in */
    sigemptyset(&waiting);
    for (int n = 0; n < CHILD_MESSAGES;) {
        struct pollfd p = {SOCKET_FD, POLLIN, 0};
        if (ppoll(&p, 1, NULL, &waiting) < 0 && errno != EINTR)
            _exit(71);
        if (stopping)
            break;
        int c = accept4(SOCKET_FD, NULL, NULL, SOCK_CLOEXEC);
        if (c < 0)
            continue; /* a sibling was faster */
        struct timeval tv = {.tv_sec = REQUEST_WAIT_S};
        setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        serve(c, &own, j);
        close(c);
        n++;
    }
    _exit(0);
}

void scan_child_pair(int socket, const scan_limits *limits, const judge *j)
{
    scan_limits own = *limits;
    confine(socket, &own);
    while (serve(SOCKET_FD, &own, j))
        ;
    _exit(0);
}
