/* scanchild: the process that reads messages and may die of them. It holds no
 * key, database or network, and each message has limits. */
#include "net/scanwire.h"

#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "filters/filter.h"
#include "mail/mime.h"
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

/* ---- one message ---- */

static uint64_t elapsed_us(clockid_t clock, const struct timespec *since)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)((now.tv_sec - since->tv_sec) * 1000000 +
                      (now.tv_nsec - since->tv_nsec) / 1000);
}

/* Decoded attachments until the octets, or half of the CPU time, are used up;
 * who needs one that is missing says so. */
static uint32_t write_contents(int out, const letter *l, GBytes *raw,
                               int64_t cpu_ms)
{
    g_autoptr(GHashTable) done =
        g_hash_table_new(g_str_hash, g_str_equal); /* borrowed sha256 */
    struct timespec begin;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    uint64_t left = SCAN_CONTENTS_MAX;
    for (guint i = 0; i < l->attachments->len; i++) {
        letter_attachment *a = l->attachments->pdata[i];
        if (a->size > left || g_hash_table_contains(done, a->sha256))
            continue;
        if (elapsed_us(CLOCK_PROCESS_CPUTIME_ID, &begin) >
            (uint64_t)cpu_ms * 500)
            break;
        g_autoptr(GBytes) octets = mime_extract(data, size, a->part, NULL);
        if (!octets || g_bytes_get_size(octets) != a->size)
            continue;
        scan_content c = {.size = a->size};
        memcpy(c.sha256, a->sha256, sizeof c.sha256);
        if (!file_write_all(out, &c, sizeof c, NULL) ||
            !file_write_all(out, g_bytes_get_data(octets, NULL), a->size, NULL))
            _exit(71);
        left -= a->size;
        g_hash_table_add(done, a->sha256);
    }
    return g_hash_table_size(done);
}

static bool write_bytes(int out, GBytes *bytes)
{
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    return file_write_all(out, data, size, NULL);
}

static void log_slow(const judge_opinion *o)
{
    for (guint i = 0; i < o->slow->len; i++)
        log_warn("rule %s ran out of its limits on a message, and counts as "
                 "not hit there; `postern rules show %s` says where it stands",
                 (const char *)o->slow->pdata[i],
                 (const char *)o->slow->pdata[i]);
    if (o->over_budget)
        log_warn("a message used up its %d ms of rules; the rest was left out "
                 "(`postern rules bench` names the dearest)",
                 MATCH_BUDGET_MS);
}

/* Verdict and hits as octets. */
static void judge_raw(const judge *j, GBytes *raw, const letter *l, bool hits,
                      GBytes **verdict_bytes, GBytes **hit_bytes)
{
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    if (!j) {
        g_autoptr(verdict) v = l ? verdict_judge(l) : verdict_new();
        *verdict_bytes = verdict_to_bytes(v);
        *hit_bytes = g_bytes_new_static("", 0);
        return;
    }
    g_autoptr(judge_opinion) o = judge_message(j, data, size, hits);
    log_slow(o);
    *verdict_bytes = verdict_to_bytes(o->verdict);
    *hit_bytes =
        hits ? judge_hits_to_bytes(o->hits) : g_bytes_new_static("", 0);
}

static void seal_answer(int out, scan_head *head, const struct timespec *begin)
{
    head->us = elapsed_us(CLOCK_MONOTONIC, begin);
    if (pwrite(out, head, sizeof *head, 0) != sizeof *head ||
        fcntl(out, F_ADD_SEALS, SCAN_SEALS) != 0)
        _exit(71);
}

/* The words as the judge reads them, under the key that the request brought: who
 * asks has it, we keep none. */
static int make_words(GBytes *raw, scan_request *request, const judge *j)
{
    struct timespec begin;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    g_autoptr(view) v =
        view_new(data ? data : "", size, j ? judge_set(j) : NULL);
    g_autoptr(count_words) w = count_read(v, &request->key);
    secret_wipe(&request->key, sizeof request->key);
    scan_head head = {.magic = SCAN_MAGIC,
                      .words = w->hashes->len * sizeof(uint64_t)};
    int out = memfd_create("words", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (out < 0 || !file_write_all(out, &head, sizeof head, NULL) ||
        !file_write_all(out, w->hashes->data, head.words, NULL))
        _exit(71);
    seal_answer(out, &head, &begin);
    return out;
}

/* A sealed memfd with the whole answer. */
static int make_answer(GBytes *raw, const scan_request *request, const judge *j,
                       int64_t cpu_ms)
{
    struct timespec begin;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    bool wanted = (request->wants & SCAN_WANT_LETTER) != 0;
    g_autoptr(letter) l =
        wanted ? filters_letter(data, size, request->null_sender) : NULL;
    g_autoptr(GBytes) letter_bytes =
        l ? letter_to_bytes(l) : g_bytes_new_static("", 0);
    g_autoptr(GBytes) verdict_bytes = NULL, hit_bytes = NULL;
    judge_raw(j, raw, l, (request->wants & SCAN_WANT_HITS) != 0, &verdict_bytes,
              &hit_bytes);
    scan_head head = {.magic = SCAN_MAGIC,
                      .letter = g_bytes_get_size(letter_bytes),
                      .verdict = g_bytes_get_size(verdict_bytes),
                      .hits = g_bytes_get_size(hit_bytes)};

    int out = memfd_create("answer", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (out < 0 || !file_write_all(out, &head, sizeof head, NULL) ||
        !write_bytes(out, letter_bytes) || !write_bytes(out, verdict_bytes) ||
        !write_bytes(out, hit_bytes))
        _exit(71);
    if (l)
        head.contents = write_contents(out, l, raw, cpu_ms);
    seal_answer(out, &head, &begin);
    return out;
}

/* False at the end of the connection. */
static bool serve(int socket, const scan_limits *limits, const judge *j)
{
    scan_request request = {0};
    int in;
    ssize_t n = scan_wire_receive(socket, &request, sizeof request, &in);
    if (n <= 0)
        return false;
    g_autoptr(GBytes) raw =
        in < 0 ? NULL : scan_wire_map(in, SCAN_RAW_MAX, NULL);
    if (in >= 0)
        close(in);
    scan_reply reply = {.magic = SCAN_MAGIC, .status = SCAN_REFUSED};
    int out = -1;
    if (raw && n == sizeof request && request.magic == SCAN_MAGIC) {
        busy = socket;
        arm(limits->cpu_ms, limits->wall_ms);
        out = request.wants & SCAN_WANT_WORDS
                  ? make_words(raw, &request, j)
                  : make_answer(raw, &request, j, limits->cpu_ms);
        arm(0, 0);
        busy = -1;
        reply.status = SCAN_DONE;
    }
    bool sent = scan_wire_send(socket, &reply, sizeof reply, out);
    if (out >= 0)
        close(out);
    if (raw && g_bytes_get_size(raw) > TRIM_ABOVE)
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
