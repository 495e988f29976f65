/* test_scan: the scanning child dies in every way, and its answers are hostile.
 * The reading of messages itself is replaced by __wrap_filters_letter. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/file.h"
#include "filters/filter.h"
#include "mail/mime.h"
#include "scan/apart.h"
#include "scan/wire.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

/* so far apart that a busy machine does not mix them up */
static const scan_limits tight = {
    .memory = 64 << 20, .cpu_ms = 200, .wall_ms = 2000};
static const scan_limits wide = {
    .memory = 512 << 20, .cpu_ms = 20000, .wall_ms = 40000};

letter *__wrap_filters_letter(const void *data, size_t size, bool null_sender,
                              mime_contents *contents);

/* ---- a message says in its first word what shall happen ---- */

static volatile unsigned sink;

static unsigned dig(unsigned depth)
{
    volatile char room[4096];
    room[depth % sizeof room] = 1;
    sink += room[0];
    if (depth == UINT_MAX) /* the stack ends long before */
        return 0;
    return dig(depth + 1) + room[1];
}

static void grow(void)
{
    for (;;)
        memset(g_malloc(1 << 20), 1, 1 << 20);
}

static void act(const char *word)
{
    if (strcmp(word, "segv") == 0)
        raise(SIGSEGV);
    else if (strcmp(word, "abort") == 0)
        abort();
    else if (strcmp(word, "exit") == 0)
        _exit(3);
    else if (strcmp(word, "dig") == 0)
        sink = dig(0);
    else if (strcmp(word, "grow") == 0)
        grow();
    else if (strcmp(word, "hang") == 0)
        for (;;)
            pause();
    else if (strcmp(word, "spin") == 0)
        for (;;)
            sink++;
}

letter *__wrap_filters_letter(const void *data, size_t size, bool null_sender,
                              mime_contents *contents)
{
    char word[16] = "";
    g_autofree char *text = g_strndup(data, size);
    if (sscanf(text, "%15s", word) == 1)
        act(word);
    letter *l = letter_new();
    l->subject = g_strdup(word);
    l->kind = null_sender ? LETTER_BOUNCE : LETTER_NORMAL;
    if (strcmp(word, "attach") != 0)
        return l;
    for (int i = 1; i <= 3; i++) { /* 2 and 3 are the same octets */
        letter_attachment *a = letter_attachment_new();
        g_free(a->part);
        g_free(a->name);
        a->name = g_strdup("a.txt");
        a->part = g_strdup_printf("%d", i);
        g_autoptr(GBytes) octets = g_bytes_new(data, i == 1 ? size / 2 : size);
        a->size = g_bytes_get_size(octets);
        g_autofree char *sum =
            g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, octets);
        g_strlcpy(a->sha256, sum, sizeof a->sha256);
        if (contents)
            g_hash_table_insert(contents->octets, g_steal_pointer(&sum),
                                g_steal_pointer(&octets));
        g_ptr_array_add(l->attachments, a);
    }
    return l;
}

static GBytes *message(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

/* ---- deaths ---- */

static const struct {
    const char *word;
    const char *say;  /* part of the error */
    bool unsanitized; /* sanitizers lift memory limits, and TSan keeps
                         signals back from a busy loop */
} deaths[] = {
    {"segv", "signal 11", false}, {"abort", "signal 6", false},
    {"exit", "died", false},      {"hang", "time limit", false},
    {"spin", "CPU limit", true},  {"grow", "memory limit", true},
    {"dig", "signal 11", false},
};

static void check_death(unsigned i, const scan_answer *a, const GError *error)
{
    assert_null(a);
    assert_int_equal(error->code, ERR_CRASH);
    if (!strstr(error->message, deaths[i].say))
        print_error("%s: %s\n", deaths[i].word, error->message);
    assert_non_null(strstr(error->message, deaths[i].say));
}

static void a_local_child_dies_and_is_replaced(void **state)
{
    scan_local *l = scan_local_new(&tight, NULL, SCAN_WANT_LETTER);
    for (unsigned i = 0; i < G_N_ELEMENTS(deaths); i++) {
        if (SANITIZED && deaths[i].unsanitized)
            continue;
        g_autoptr(GBytes) bad = message(deaths[i].word);
        g_autoptr(GBytes) good = message("good");
        g_autoptr(GError) error = NULL;
        g_autoptr(scan_answer) none = scan_local_ask(l, bad, &error);
        check_death(i, none, error);
        g_clear_error(&error);
        for (int n = 0; n < 2; n++) {
            g_autoptr(scan_answer) a = scan_local_ask(l, good, &error);
            assert_null(error);
            assert_string_equal(a->letter->subject, "good");
            assert_true(a->ms >= 0);
        }
    }
    scan_local_free(l);
}

/* The one child of this process. */
static void kill_child(void)
{
    g_autofree char *path =
        g_strdup_printf("/proc/self/task/%d/children", (int)getpid());
    g_autofree char *text = NULL;
    siginfo_t info;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    pid_t child = (pid_t)g_ascii_strtoll(text, NULL, 10);
    assert_true(child > 0);
    kill(child, SIGKILL);
    /* it is left for its parent to take */
    waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
}

/* Nobody's message, nobody's error. */
static void a_local_child_that_is_killed_idle_is_replaced(void **state)
{
    scan_local *l = scan_local_new(&wide, NULL, SCAN_WANT_LETTER);
    for (int n = 0; n < 3; n++) {
        g_autoptr(GBytes) good = message("good");
        g_autoptr(GError) error = NULL;
        g_autoptr(scan_answer) a = scan_local_ask(l, good, &error);
        assert_null(error);
        assert_string_equal(a->letter->subject, "good");
        kill_child();
    }
    scan_local_free(l);
}

/* ---- batches ---- */

static void put(scan_local *l, const char *word)
{
    g_autoptr(GBytes) raw = message(word);
    scan_local_put(l, raw);
}

static void take(scan_local *l, const char *word)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(scan_answer) a = scan_local_take(l, &error);
    for (unsigned i = 0; i < G_N_ELEMENTS(deaths); i++)
        if (strcmp(deaths[i].word, word) == 0) {
            check_death(i, a, error);
            return;
        }
    assert_null(error);
    assert_null(a->letter);
    assert_null(a->verdict);
    gsize size;
    const char *json = g_bytes_get_data(a->json, &size);
    g_autofree char *subject = g_strdup_printf("\"subject\":\"%s\",", word);
    assert_non_null(g_strstr_len(json, (gssize)size, subject));
}

/* Whoever dies in a batch, the others get their own answers, in order. */
static void one_death_in_a_batch_takes_nobody_along(void **state)
{
    static const char *const words[] = {
        "good", "better", "segv", "more", "abort", "exit", "still", "", "last"};
    scan_local *l = scan_local_new(&tight, NULL, SCAN_WANT_JSON);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
            put(l, words[i]);
        for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
            take(l, words[i]);
    }
    scan_local_free(l);
}

/* Batches that were sent to a child that died before it read them. */
static void full_batches_go_on_after_a_death(void **state)
{
    scan_local *l = scan_local_new(&wide, NULL, SCAN_WANT_JSON);
    unsigned n = 0, taken = 0;
    for (; n < 5 * SCAN_BATCH_MAX; n++) {
        g_autofree char *word = g_strdup_printf("w%u", n);
        put(l, n == 7 ? "segv" : word);
        while (scan_local_is_full(l)) {
            g_autofree char *of = g_strdup_printf("w%u", taken);
            take(l, taken == 7 ? "segv" : of);
            taken++;
        }
    }
    assert_true(taken > SCAN_BATCH_MAX && taken < n);
    for (; taken < n; taken++) {
        g_autofree char *of = g_strdup_printf("w%u", taken);
        take(l, of);
    }
    scan_local_free(l);
}

static void what_comes_after_a_death_waits_its_turn(void **state)
{
    scan_local *l = scan_local_new(&wide, NULL, SCAN_WANT_JSON);
    put(l, "segv");
    for (unsigned n = 1; n < SCAN_BATCH_MAX; n++)
        put(l, "first");
    take(l, "segv");
    for (unsigned n = 0; n < 2 * SCAN_BATCH_MAX; n++)
        put(l, "second");
    for (unsigned n = 1; n < SCAN_BATCH_MAX; n++)
        take(l, "first");
    for (unsigned n = 0; n < 2 * SCAN_BATCH_MAX; n++)
        take(l, "second");
    scan_local_free(l);
}

/* The queue is full by octets too, and large messages come through it. */
static void large_messages_fill_the_queue(void **state)
{
    g_autofree char *text = g_malloc(400001);
    memset(text, 'x', 400000);
    memcpy(text, "big ", 4);
    text[400000] = '\0';
    scan_local *l = scan_local_new(&wide, NULL, SCAN_WANT_JSON);
    unsigned n = 0;
    while (!scan_local_is_full(l) && n < 100) {
        put(l, text);
        n++;
    }
    assert_in_range(n, 2, 4);
    for (; n > 0; n--)
        take(l, "big");
    assert_false(scan_local_is_full(l));
    scan_local_free(l);
}

static scan_reply ask_wrongly(const scan_request *request, const char *text)
{
    int pair[2];
    assert_int_equal(
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
    pid_t child = fork();
    if (child == 0)
        scan_child_pair(pair[1], &wide, NULL);
    close(pair[1]);
    int fd = memfd_create("x", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    assert_true(file_write_all(fd, text, strlen(text), NULL));
    assert_int_equal(fcntl(fd, F_ADD_SEALS, SCAN_SEALS), 0);
    assert_true(scan_wire_send(pair[0], request, sizeof *request, fd));
    close(fd);
    scan_reply reply = {0};
    assert_int_equal(scan_wire_receive(pair[0], &reply, sizeof reply, &fd),
                     sizeof reply);
    if (fd >= 0)
        close(fd);
    close(pair[0]);
    waitpid(child, NULL, 0);
    return reply;
}

static void wrong_requests_are_refused(void **state)
{
    static const struct {
        unsigned wants, count;
        uint64_t sizes[3];
        unsigned status;
    } rows[] = {
        {SCAN_WANT_LETTER, 2, {1, 2, 0}, SCAN_DONE},
        {SCAN_WANT_LETTER, 3, {1, 2, 0}, SCAN_DONE},
        {SCAN_WANT_LETTER, 0, {3, 0, 0}, SCAN_REFUSED},
        {SCAN_WANT_LETTER, SCAN_BATCH_MAX + 1, {3, 0, 0}, SCAN_REFUSED},
        {SCAN_WANT_LETTER, UINT32_MAX, {3, 0, 0}, SCAN_REFUSED},
        {SCAN_WANT_LETTER, 1, {2, 0, 0}, SCAN_REFUSED},
        {SCAN_WANT_LETTER, 1, {4, 0, 0}, SCAN_REFUSED},
        {SCAN_WANT_LETTER, 2, {4, UINT64_MAX, 0}, SCAN_REFUSED},
        {SCAN_WANT_LETTER, 3, {UINT64_MAX, 3, 1}, SCAN_REFUSED},
        {SCAN_WANT_CONTENTS, 1, {3, 0, 0}, SCAN_REFUSED},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        scan_request r = {.magic = SCAN_MAGIC,
                          .wants = rows[i].wants,
                          .count = rows[i].count};
        memcpy(r.sizes, rows[i].sizes, sizeof rows[i].sizes);
        assert_int_equal(ask_wrongly(&r, "abc").status, rows[i].status);
    }
}

/* ---- a socket with children behind it ---- */

typedef struct service {
    char *folder, *path;
    int fd;
    pid_t child;
} service;

static void service_open(service *v)
{
    v->folder = g_dir_make_tmp("postern-scan-XXXXXX", NULL);
    v->path = g_build_filename(v->folder, "scan.sock", NULL);
    v->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    g_strlcpy(at.sun_path, v->path, sizeof at.sun_path);
    assert_int_equal(bind(v->fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(v->fd, 16), 0);
    v->child = 0;
}

static void service_start(service *v, const scan_limits *limits)
{
    v->child = fork();
    assert_true(v->child >= 0);
    if (v->child == 0)
        scan_child(v->fd, limits, NULL);
}

static int service_end(service *v, int number)
{
    int status = 0;
    if (number)
        kill(v->child, number);
    waitpid(v->child, &status, 0);
    return status;
}

static void service_close(service *v)
{
    close(v->fd);
    g_unlink(v->path);
    g_rmdir(v->folder);
    g_free(v->path);
    g_free(v->folder);
}

static scan_answer *ask(service *v, const char *text, bool null_sender,
                        GError **error)
{
    g_autoptr(GBytes) raw = message(text);
    int fd = scan_start(v->path, raw, null_sender, error);
    return fd < 0 ? NULL : scan_finish(fd, error);
}

static void a_served_message_comes_back(void **state)
{
    service v;
    service_open(&v);
    service_start(&v, &wide);
    g_autoptr(GError) error = NULL;
    for (int bounce = 0; bounce < 2; bounce++) {
        g_autoptr(scan_answer) a = ask(&v, "good", bounce, &error);
        assert_null(error);
        assert_string_equal(a->letter->subject, "good");
        assert_int_equal(a->letter->kind,
                         bounce ? LETTER_BOUNCE : LETTER_NORMAL);
        assert_non_null(a->verdict);
        assert_int_equal(g_hash_table_size(a->contents), 0);
    }
    g_autoptr(scan_answer) a = ask(&v, "", false, &error);
    assert_null(error);
    assert_string_equal(a->letter->subject, "");
    int status = service_end(&v, SIGTERM);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    service_close(&v);
}

static void contents_come_with_it(void **state)
{
    service v;
    service_open(&v);
    service_start(&v, &wide);
    GString *text = g_string_new("attach ");
    while (text->len < 3000000)
        g_string_append(text, "0123456789");
    g_autoptr(GError) error = NULL;
    g_autoptr(scan_answer) a = ask(&v, text->str, false, &error);
    if (error)
        print_error("%s\n", error->message);
    assert_null(error);
    assert_int_equal(a->letter->attachments->len, 3);
    assert_int_equal(g_hash_table_size(a->contents), 2);
    const letter_attachment *second = a->letter->attachments->pdata[1];
    GBytes *octets = g_hash_table_lookup(a->contents, second->sha256);
    assert_int_equal(g_bytes_get_size(octets), text->len);
    assert_memory_equal(g_bytes_get_data(octets, NULL), text->str, text->len);
    g_string_free(text, TRUE);
    service_end(&v, SIGTERM);
    service_close(&v);
}

static void deaths_are_told_over_the_socket(void **state)
{
    service v;
    service_open(&v);
    for (unsigned i = 0; i < G_N_ELEMENTS(deaths); i++) {
        if (SANITIZED && deaths[i].unsanitized)
            continue;
        service_start(&v, &tight);
        g_autoptr(GError) error = NULL;
        g_autoptr(scan_answer) none = ask(&v, deaths[i].word, false, &error);
        check_death(i, none, error);
        int status = service_end(&v, 0);
        /* the parent sees the signal itself */
        assert_true(WIFSIGNALED(status) || strcmp(deaths[i].word, "exit") == 0);
    }
    service_close(&v);
}

static void a_child_that_is_told_to_go_finishes_first(void **state)
{
    service v;
    service_open(&v);
    service_start(&v, &tight);
    g_autoptr(GBytes) raw = message("hang");
    int fd = scan_start(v.path, raw, false, NULL);
    g_usleep(100000);
    kill(v.child, SIGTERM);
    g_usleep(50000);
    assert_int_equal(waitpid(v.child, NULL, WNOHANG), 0); /* still at it */
    g_autoptr(GError) error = NULL;
    assert_null(scan_finish(fd, &error));
    assert_non_null(strstr(error->message, "time limit"));
    service_end(&v, 0);
    service_close(&v);
}

static void nobody_is_blamed_when_the_role_goes(void **state)
{
    service v;
    service_open(&v);
    g_autoptr(GBytes) raw = message("good");
    int fd = scan_start(v.path, raw, false, NULL);
    assert_true(fd >= 0);
    close(v.fd); /* nobody ever took it */
    v.fd = -1;
    g_autoptr(GError) error = NULL;
    assert_null(scan_finish(fd, &error));
    assert_int_equal(error->code, ERR_NET);
    g_clear_error(&error);
    assert_int_equal(scan_start(v.path, raw, false, &error), -1);
    assert_int_equal(error->code, ERR_NET);
    assert_non_null(strstr(error->message, "postern role scan"));
    service_close(&v);
}

static void a_child_holds_nothing_else(void **state)
{
    service v;
    service_open(&v);
    service_start(&v, &wide);
    g_autoptr(GError) error = NULL;
    g_autoptr(scan_answer) a = ask(&v, "good", false, &error);
    assert_non_null(a);
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", (int)v.child);
    g_usleep(100000); /* it closes what it sent */
    GDir *dir = g_dir_open(path, 0, NULL);
    int open_files = 0;
    while (dir && g_dir_read_name(dir))
        open_files++;
    if (dir) {
        g_dir_close(dir);
        assert_int_equal(open_files, 4); /* null, null, stderr, socket */
    }
    g_autofree char *status_path =
        g_strdup_printf("/proc/%d/status", (int)v.child);
    g_autofree char *status = NULL;
    assert_true(g_file_get_contents(status_path, &status, NULL, NULL));
    assert_non_null(strstr(status, "NoNewPrivs:\t1"));
    service_end(&v, SIGTERM);
    service_close(&v);
}

/* ---- hostile answers ---- */

typedef enum {
    NO_FD,
    TWO_FDS,
    NOT_SEALED,
    A_FILE,
    BAD_MAGIC,
    BAD_STATUS,
    LONG_PACKET,
    EMPTY,
    SHORT_HEAD,
    LETTER_TOO_LONG,
    LETTER_GARBAGE,
    VERDICT_GARBAGE,
    CONTENT_UNKNOWN,
    CONTENT_WRONG_SIZE,
    CONTENT_WRONG_OCTETS,
    CONTENT_TWICE,
    CONTENT_CUT,
    CONTENTS_COUNT,
    TRAILING,
    HUGE_SPARSE,
    LIES
} lie;

static void put_struct(GByteArray *all, const void *data, size_t size)
{
    g_byte_array_append(all, data, (guint)size);
}

static void put_bytes(GByteArray *all, GBytes *bytes)
{
    put_struct(all, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_bytes_unref(bytes);
}

static GByteArray *lying_answer(lie what)
{
    g_autoptr(letter) l = __wrap_filters_letter("attach 12", 9, false, NULL);
    g_autoptr(verdict) v = verdict_new();
    v->rules = v->rules ? v->rules : g_strdup("test");
    GBytes *lb = letter_to_bytes(l), *vb = verdict_to_bytes(v);
    if (what == LETTER_GARBAGE) {
        g_bytes_unref(lb);
        lb = g_bytes_new("\xff\xff\xff\xff garbage", 12);
    }
    if (what == VERDICT_GARBAGE) {
        g_bytes_unref(vb);
        vb = g_bytes_new("\xff\xff\xff\xff garbage", 12);
    }
    scan_head head = {.magic = SCAN_MAGIC,
                      .letter = g_bytes_get_size(lb),
                      .verdict = g_bytes_get_size(vb),
                      .contents = what == CONTENT_TWICE ? 2 : 1};
    if (what == LETTER_TOO_LONG)
        head.letter = UINT64_MAX - 7;
    if (what == CONTENTS_COUNT)
        head.contents = UINT32_MAX;
    GByteArray *all = g_byte_array_new();
    put_struct(all, &head, sizeof head);
    put_bytes(all, lb);
    put_bytes(all, vb);

    const letter_attachment *a = l->attachments->pdata[1];
    for (int n = what == CONTENT_TWICE ? 2 : 1; n; n--) {
        scan_content c = {.size = 9};
        memcpy(c.sha256, a->sha256, 64);
        if (what == CONTENT_UNKNOWN)
            c.sha256[0] ^= 1;
        if (what == CONTENT_WRONG_SIZE)
            c.size = 8;
        put_struct(all, &c, sizeof c);
        put_struct(all,
                   what == CONTENT_WRONG_OCTETS ? "attach 13" : "attach 12",
                   what == CONTENT_CUT ? 5 : (size_t)c.size);
    }
    if (what == TRAILING)
        put_struct(all, "x", 1);
    if (what == EMPTY)
        g_byte_array_set_size(all, 0);
    if (what == SHORT_HEAD)
        g_byte_array_set_size(all, 7);
    return all;
}

static int lying_memory(lie what)
{
    GByteArray *all = lying_answer(what);
    int fd = memfd_create("x", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (what == A_FILE) {
        close(fd);
        g_autofree char *path = NULL;
        fd = g_file_open_tmp(NULL, &path, NULL);
        g_unlink(path);
    }
    assert_true(file_write_all(fd, all->data, all->len, NULL));
    if (what == HUGE_SPARSE)
        assert_int_equal(ftruncate(fd, (off_t)1 << 40), 0);
    if (what != NOT_SEALED && what != A_FILE)
        assert_int_equal(fcntl(fd, F_ADD_SEALS, SCAN_SEALS), 0);
    g_byte_array_unref(all);
    return fd;
}

static void send_two(int socket, const scan_reply *reply, int fd)
{
    struct iovec iov = {(void *)reply, sizeof *reply};
    char space[CMSG_SPACE(2 * sizeof(int))] = {0};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = space,
                       .msg_controllen = sizeof space};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(2 * sizeof(int));
    int fds[2] = {fd, fd};
    memcpy(CMSG_DATA(c), fds, sizeof fds);
    assert_true(sendmsg(socket, &m, MSG_NOSIGNAL) > 0);
}

static void send_lie(int socket, lie what)
{
    struct {
        scan_reply reply;
        char more[8];
    } packet = {.reply = {.magic = what == BAD_MAGIC ? 1 : SCAN_MAGIC,
                          .status = what == BAD_STATUS ? 77 : SCAN_DONE}};
    int fd = lying_memory(what);
    size_t size = sizeof packet.reply + (what == LONG_PACKET ? 8 : 0);
    if (what == TWO_FDS)
        send_two(socket, &packet.reply, fd);
    else
        assert_true(
            scan_wire_send(socket, &packet, size, what == NO_FD ? -1 : fd));
    close(fd);
}

static unsigned open_descriptors(void)
{
    unsigned n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static void hostile_answers_are_data_errors(void **state)
{
    for (lie what = 0; what <= LIES; what++) { /* LIES itself is the truth */
        unsigned before = open_descriptors();
        int pair[2];
        assert_int_equal(
            socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
        send_lie(pair[1], what);
        close(pair[1]);
        g_autoptr(GError) error = NULL;
        g_autoptr(scan_answer) a = scan_finish(pair[0], &error);
        if (what == LIES) {
            if (error)
                print_error("%s\n", error->message);
            assert_null(error);
            assert_int_equal(g_hash_table_size(a->contents), 1);
        } else {
            if (a || error->code != ERR_DATA)
                print_error("lie %d: %s\n", (int)what,
                            error ? error->message : "believed");
            assert_null(a);
            assert_int_equal(error->code, ERR_DATA);
        }
        assert_int_equal(open_descriptors(), before);
    }
}

static scan_answer *read_json(const char *json, size_t size, unsigned wants,
                              GError **error)
{
    scan_head head = {.magic = SCAN_MAGIC, .json = size};
    GByteArray *all = g_byte_array_new();
    put_struct(all, &head, sizeof head);
    put_struct(all, json, size);
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(all);
    return scan_wire_read_one(bytes, wants, error);
}

/* It goes to terminals and into files as it is. */
static void json_is_one_line_of_text(void **state)
{
    static const struct {
        const char *json;
        bool good;
    } rows[] = {
        {",\"text\":\"bl\xc3\xa5\"}", true},
        {"", false},
        {",\"text\":\"a\nb\"}", false},
        {"\x1b[2J", false},
        {"\xff\xfe", false},
        {"\xc3", false},
        {"a\x7f", false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(scan_answer) a = read_json(rows[i].json, strlen(rows[i].json),
                                             SCAN_WANT_JSON, &error);
        assert_int_equal(a != NULL, rows[i].good);
        assert_true(a || error->code == ERR_DATA);
    }
    assert_null(read_json("a\0b", 3, SCAN_WANT_JSON, NULL));
    assert_null(read_json("a", 1, 0, NULL)); /* nobody asked */
    assert_null(read_json("a", 1, SCAN_WANT_JSON | SCAN_WANT_LETTER, NULL));
}

static void words_come_once_and_in_order(void **state)
{
    static const struct {
        uint64_t words[3];
        size_t size;
        bool good;
    } rows[] = {
        {{0}, 0, true},         {{7}, 8, true},         {{1, 2, 3}, 24, true},
        {{1, 1, 3}, 24, false}, {{1, 3, 2}, 24, false}, {{1, 2, 3}, 23, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        scan_head head = {
            .magic = SCAN_MAGIC, .words = rows[i].size, .features = 2};
        GByteArray *all = g_byte_array_new();
        put_struct(all, &head, sizeof head);
        put_struct(all, rows[i].words, rows[i].size);
        put_struct(all, "\1\2", 2);
        g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(all);
        g_autoptr(scan_answer) a =
            scan_wire_read_one(bytes, SCAN_WANT_WORDS, NULL);
        assert_int_equal(a != NULL, rows[i].good);
        if (a)
            assert_int_equal(a->words->len, rows[i].size / 8);
    }
}

static void a_lesson_is_well_formed(void **state)
{
    static const struct {
        const char *octets;
        size_t size;
        bool good;
    } rows[] = {
        {"\1", 1, true},
        {"\1\2", 2, true},
        {"\1\3\5", 3, true},
        {"\1\3\1", 3, false}, /* a count of one is not written */
        {"\1\2\0", 3, false}, /* twice the same */
        {"\1\3", 2, false},
        {"\2\2", 2, false},
        {"", 0, false},
        {"\1\376\377\377\377", 5, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        scan_head head = {.magic = SCAN_MAGIC, .features = rows[i].size};
        GByteArray *all = g_byte_array_new();
        put_struct(all, &head, sizeof head);
        put_struct(all, rows[i].octets, rows[i].size);
        g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(all);
        g_autoptr(scan_answer) a =
            scan_wire_read_one(bytes, SCAN_WANT_WORDS, NULL);
        if ((a != NULL) != rows[i].good)
            fail_msg("row %u", i);
    }
}

/* Long work: its result, its words, its death, and its end when nobody waits. */
static GBytes *do_work(void *context, GError **error)
{
    const char *what = context;
    if (strcmp(what, "die") == 0)
        raise(SIGSEGV);
    if (strcmp(what, "spin") == 0)
        for (;;)
            ;
    if (strcmp(what, "fail") == 0) {
        err_set(error, ERR_NOT_FOUND, "nothing is there");
        return NULL;
    }
    return g_bytes_new(what, strlen(what));
}

static GBytes *work_of(const char *what, size_t max, GError **error)
{
    g_autoptr(scan_work) w =
        scan_work_start(do_work, (void *)what, 1 << 28, 1, error);
    assert_non_null(w);
    return scan_work_finish(w, max, error);
}

static void long_work_has_an_end(void **state)
{
    static const struct {
        const char *what;
        int code;
    } rows[] = {{"die", ERR_CRASH},
                {"spin", ERR_CRASH},
                {"fail", ERR_NOT_FOUND},
                {"too much", ERR_LIMIT}};
    GError *error = NULL;
    g_autoptr(GBytes) good = work_of("fine", 4, &error);
    assert_null(error);
    assert_int_equal(g_bytes_get_size(good), 4);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GBytes) none = work_of(rows[i].what, 4, &error);
        assert_null(none);
        assert_int_equal(err_class_of(error), rows[i].code);
        g_clear_error(&error);
    }
    scan_work *w =
        scan_work_start(do_work, (void *)"spin", 1 << 28, 60, &error);
    assert_non_null(w);
    scan_work_free(w); /* or this test would take a minute */
}

/* Texts as they come, or are cut short, or say nonsense. */
static void texts_are_checked(void **state)
{
    g_autoptr(said_mail) texts = said_new();
    said_add(texts, "a.txt", "words");
    g_autoptr(GBytes) good = said_to_bytes(texts);
    gsize size;
    const void *data = g_bytes_get_data(good, &size);
    for (gsize cut = 0; cut < 3; cut++) {
        scan_head head = {.magic = SCAN_MAGIC, .said = size - cut};
        GByteArray *all = g_byte_array_new();
        put_struct(all, &head, sizeof head);
        put_struct(all, data, size - cut);
        g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(all);
        g_autoptr(GError) error = NULL;
        g_autoptr(scan_answer) a =
            scan_wire_read_one(bytes, SCAN_WANT_SAID, &error);
        assert_int_equal(a != NULL, cut == 0);
        assert_true(a || error->code == ERR_DATA);
        assert_null(scan_wire_read_one(bytes, 0, NULL)); /* nobody asked */
        if (a)
            assert_string_equal(((said_text *)a->said->texts->pdata[0])->file,
                                "a.txt");
    }
}

static void texts_of_a_message_are_served(void **state)
{
    service v;
    service_open(&v);
    service_start(&v, &wide);
    g_autoptr(GBytes) raw = message("Subject: parcel\n\nWhere is it?\n");
    g_autoptr(GError) error = NULL;
    g_autoptr(said_mail) s = scan_said(v.path, raw, 10000, &error);
    assert_null(error);
    assert_int_equal(s->texts->len, 2);
    assert_false(s->cut || s->failed);
    service_end(&v, SIGTERM);
    assert_null(scan_said(v.path, raw, 10000, &error));
    assert_int_equal(error->code, ERR_NET); /* away: to be asked again */
    service_close(&v);
}

static void words_of_a_message_are_served(void **state)
{
    service v;
    service_open(&v);
    service_start(&v, &wide);
    g_autoptr(GBytes) raw =
        message("Subject: parcel\n\nWhere is my parcel, where?\n");
    secret_key key = {{1}};
    g_autoptr(GError) error = NULL;
    int fd = scan_start_words(v.path, raw, &key, &error);
    g_autoptr(GBytes) features = NULL;
    g_autoptr(GArray) words = scan_finish_words(fd, &features, &error);
    assert_null(error);
    g_autoptr(model_text) lesson = model_text_from_bytes(features);
    g_autoptr(model_text) same =
        model_read("Subject:", "", &key, false); /* as the wrapper reads it */
    assert_int_equal(lesson->features->len, same->features->len);
    assert_memory_equal(lesson->features->data, same->features->data,
                        same->features->len * sizeof(model_feature));
    assert_in_range(words->len, 3, 100);
    service_end(&v, SIGTERM);
    service_close(&v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_local_child_dies_and_is_replaced),
        cmocka_unit_test(a_local_child_that_is_killed_idle_is_replaced),
        cmocka_unit_test(one_death_in_a_batch_takes_nobody_along),
        cmocka_unit_test(full_batches_go_on_after_a_death),
        cmocka_unit_test(what_comes_after_a_death_waits_its_turn),
        cmocka_unit_test(large_messages_fill_the_queue),
        cmocka_unit_test(wrong_requests_are_refused),
        cmocka_unit_test(a_served_message_comes_back),
        cmocka_unit_test(contents_come_with_it),
        cmocka_unit_test(deaths_are_told_over_the_socket),
        cmocka_unit_test(a_child_that_is_told_to_go_finishes_first),
        cmocka_unit_test(nobody_is_blamed_when_the_role_goes),
        cmocka_unit_test(a_child_holds_nothing_else),
        cmocka_unit_test(hostile_answers_are_data_errors),
        cmocka_unit_test(json_is_one_line_of_text),
        cmocka_unit_test(a_lesson_is_well_formed),
        cmocka_unit_test(long_work_has_an_end),
        cmocka_unit_test(words_come_once_and_in_order),
        cmocka_unit_test(words_of_a_message_are_served),
        cmocka_unit_test(texts_are_checked),
        cmocka_unit_test(texts_of_a_message_are_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
