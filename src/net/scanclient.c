/* scanclient: asks the scan role about a message, and trusts nothing of what
 * comes back. */
#include "net/scanwire.h"

#include "base/err.h"
#include "base/file.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_WAIT_MS 600000 /* no scan takes longer, whatever is configured */

void scan_answer_free(scan_answer *a)
{
    if (!a)
        return;
    letter_free(a->letter);
    verdict_free(a->verdict);
    if (a->hits)
        g_ptr_array_unref(a->hits);
    if (a->contents)
        g_hash_table_unref(a->contents);
    g_free(a);
}

/* ---- asking ---- */

static int seal_message(GBytes *raw, GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(raw, &size);
    if (size > SCAN_RAW_MAX) {
        err_set(error, ERR_LIMIT, "a message of %zu octets is not scanned",
                size);
        return -1;
    }
    int fd = memfd_create("message", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) {
        err_set_errno(error, errno, "cannot make memory for a message");
        return -1;
    }
    if (!file_write_all(fd, data, size, error)) {
        close(fd);
        return -1;
    }
    if (fcntl(fd, F_ADD_SEALS, SCAN_SEALS) != 0) {
        err_set_errno(error, errno, "cannot seal a message");
        close(fd);
        return -1;
    }
    return fd;
}

/* `key` NULL: no words are wanted. */
static bool send_request(int socket, GBytes *raw, bool null_sender,
                         unsigned wants, const secret_key *key, GError **error)
{
    int fd = seal_message(raw, error);
    if (fd < 0)
        return false;
    scan_request request = {SCAN_MAGIC, null_sender, wants, {{0}}};
    if (key)
        request.key = *key;
    bool ok = scan_wire_send(socket, &request, sizeof request, fd);
    secret_wipe(&request.key, sizeof request.key);
    if (!ok)
        err_set(error, ERR_NET, "the scan role went away: %s",
                g_strerror(errno));
    close(fd);
    return ok;
}

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
    } else if (send_request(fd, raw, null_sender, wants, key, error)) {
        return fd;
    }
    close(fd);
    return -1;
}

int scan_start(const char *path, GBytes *raw, bool null_sender, GError **error)
{
    return start(path, raw, null_sender, SCAN_WANT_LETTER, NULL, error);
}

int scan_start_words(const char *path, GBytes *raw, const secret_key *key,
                     GError **error)
{
    return start(path, raw, false, SCAN_WANT_WORDS, key, error);
}

/* ---- the answer ---- */

/* What stands next in an answer, or NULL if it is shorter. */
typedef struct reader {
    GBytes *all;
    gsize at;
} reader;

static GBytes *next_part(reader *r, uint64_t size)
{
    if (size > g_bytes_get_size(r->all) - r->at)
        return NULL;
    GBytes *part = g_bytes_new_from_bytes(r->all, r->at, (gsize)size);
    r->at += (gsize)size;
    return part;
}

static bool next_struct(reader *r, void *out, size_t size)
{
    g_autoptr(GBytes) part = next_part(r, size);
    if (part)
        memcpy(out, g_bytes_get_data(part, NULL), size);
    return part != NULL;
}

static const letter_attachment *attachment_of(const letter *l,
                                              const char *sha256)
{
    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];
        if (strcmp(a->sha256, sha256) == 0)
            return a;
    }
    return NULL;
}

static bool read_content(reader *r, scan_answer *a, uint64_t *total)
{
    scan_content c;
    if (!next_struct(r, &c, sizeof c) || c.size > SCAN_CONTENTS_MAX - *total)
        return false;
    g_autoptr(GBytes) octets = next_part(r, c.size);
    g_autofree char *said = g_strndup(c.sha256, sizeof c.sha256);
    const letter_attachment *of = attachment_of(a->letter, said);
    if (!octets || !of || of->size != c.size ||
        g_hash_table_contains(a->contents, said))
        return false;
    g_autofree char *is =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, octets);
    if (strcmp(is, said) != 0)
        return false;
    *total += c.size;
    g_hash_table_insert(a->contents, g_steal_pointer(&said),
                        g_steal_pointer(&octets));
    return true;
}

/* What stands before the attachments' contents. */
typedef struct answer_parts {
    scan_head head;
    GBytes *letter, *verdict, *hits;
} answer_parts;

static void answer_parts_clear(answer_parts *p)
{
    g_clear_pointer(&p->letter, g_bytes_unref);
    g_clear_pointer(&p->verdict, g_bytes_unref);
    g_clear_pointer(&p->hits, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(answer_parts, answer_parts_clear)

static bool read_parts(reader *r, unsigned wants, answer_parts *p,
                       GError **error)
{
    scan_head *head = &p->head;
    if (!next_struct(r, head, sizeof *head) || head->magic != SCAN_MAGIC ||
        head->letter > LETTER_VARIANT_MAX || head->verdict > SCAN_VERDICT_MAX ||
        head->hits > JUDGE_HITS_MAX || head->contents > LETTER_PARTS_MAX ||
        head->words > 0 ||
        (wants & SCAN_WANT_LETTER ? head->letter == 0 : head->contents > 0) ||
        (head->hits > 0 && !(wants & SCAN_WANT_HITS))) {
        err_set(error, ERR_DATA, "its head is wrong");
        return false;
    }
    p->letter = next_part(r, head->letter);
    p->verdict = next_part(r, head->verdict);
    p->hits = next_part(r, head->hits);
    if (!p->letter || !p->verdict || !p->hits)
        err_set(error, ERR_DATA, "it is cut short");
    return p->letter && p->verdict && p->hits;
}

static scan_answer *read_answer(GBytes *all, unsigned wants, GError **error)
{
    g_autoptr(scan_answer) a = g_new0(scan_answer, 1);
    g_auto(answer_parts) p = {0};
    reader r = {all, 0};
    if (!read_parts(&r, wants, &p, error) ||
        ((wants & SCAN_WANT_LETTER) &&
         !(a->letter = letter_from_bytes(p.letter, error))) ||
        ((wants & SCAN_WANT_HITS) &&
         !(a->hits = judge_hits_from_bytes(p.hits, error))) ||
        !(a->verdict = verdict_from_bytes(p.verdict, error)))
        return NULL;
    a->ms = (double)p.head.us / 1000;
    a->contents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify)g_bytes_unref);
    uint64_t total = 0;
    for (uint32_t i = 0; i < p.head.contents; i++)
        if (!read_content(&r, a, &total)) {
            err_set(error, ERR_DATA, "its attachments do not match its letter");
            return NULL;
        }
    if (r.at != g_bytes_get_size(all)) {
        err_set(error, ERR_DATA, "something stands after its end");
        return NULL;
    }
    return g_steal_pointer(&a);
}

static void not_well_formed(const GError *why, GError **error)
{
    err_set(error, ERR_DATA,
            "the answer of the process that read this message is not "
            "well-formed: %s",
            why->message);
}

scan_answer *scan_answer_read(GBytes *kept, GError **error)
{
    g_autoptr(GError) why = NULL;
    scan_answer *a = read_answer(kept, SCAN_WANT_LETTER, &why);
    if (!a)
        not_well_formed(why, error);
    return a;
}

/* The octets of an answer; takes the reply's descriptor. */
static GBytes *open_reply(const scan_reply *reply, ssize_t size, int fd,
                          GError **error)
{
    GBytes *all = NULL;
    g_autoptr(GError) why = NULL;
    if (size != sizeof *reply || reply->magic != SCAN_MAGIC) {
        err_set(&why, ERR_DATA, "it is no answer");
    } else if (reply->status == SCAN_DIED && fd < 0) {
        scan_death_error(reply->signal, reply->memory, error);
        return NULL;
    } else if (reply->status == SCAN_REFUSED && fd < 0) {
        err_set(&why, ERR_DATA, "it refused the request");
    } else if (reply->status != SCAN_DONE || fd < 0) {
        err_set(&why, ERR_DATA, "it is no whole answer");
    } else {
        all = scan_wire_map(fd, SCAN_ANSWER_MAX, &why);
    }
    if (fd >= 0)
        close(fd);
    if (!all)
        not_well_formed(why, error);
    return all;
}

/* Waits for one answer's octets. NULL with *ended true: the connection ended
 * without. */
static GBytes *receive_octets(int socket, int64_t wait_ms, bool *ended,
                              GError **error)
{
    struct pollfd p = {socket, POLLIN, 0};
    int ready;
    do
        ready = poll(&p, 1, (int)wait_ms);
    while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        err_set(error, ERR_NET, "the scan role did not answer for %d s",
                (int)(wait_ms / 1000));
        return NULL;
    }
    scan_reply reply = {0};
    int fd;
    ssize_t n = scan_wire_receive(socket, &reply, sizeof reply, &fd);
    if (n > 0)
        return open_reply(&reply, n, fd, error);
    if (n < 0 && errno == EPROTO)
        err_set(error, ERR_DATA,
                "the answer of the process that read this message is not "
                "well-formed: it is too large");
    else if (n < 0)
        /* the request was never read: nobody died of it */
        err_set(error, ERR_NET, "the scan role went away: %s",
                g_strerror(errno));
    else
        *ended = true;
    return NULL;
}

static scan_answer *receive(int socket, unsigned wants, int64_t wait_ms,
                            bool *ended, GError **error)
{
    g_autoptr(GBytes) all = receive_octets(socket, wait_ms, ended, error);
    if (!all)
        return NULL;
    g_autoptr(GError) why = NULL;
    scan_answer *a = read_answer(all, wants, &why);
    if (!a)
        not_well_formed(why, error);
    return a;
}

scan_answer *scan_finish(int fd, GError **error)
{
    bool ended = false;
    scan_answer *a =
        receive(fd, SCAN_WANT_LETTER, ANSWER_WAIT_MS, &ended, error);
    close(fd);
    if (ended)
        scan_death_error(0, false, error);
    return a;
}

/* Each once and in order, or NULL: one that came twice would be counted twice. */
static GArray *read_words(GBytes *all)
{
    reader r = {all, 0};
    scan_head head;
    if (!next_struct(&r, &head, sizeof head) || head.magic != SCAN_MAGIC ||
        head.words > SCAN_WORDS_MAX || head.words % sizeof(uint64_t) != 0 ||
        g_bytes_get_size(all) - r.at != head.words)
        return NULL;
    guint n = (guint)(head.words / sizeof(uint64_t));
    g_autoptr(GArray) words =
        g_array_sized_new(FALSE, FALSE, sizeof(uint64_t), n);
    g_array_set_size(words, n);
    if (n > 0 && !next_struct(&r, words->data, head.words))
        return NULL;
    for (guint i = 1; i < n; i++)
        if (g_array_index(words, uint64_t, i) <=
            g_array_index(words, uint64_t, i - 1))
            return NULL;
    return g_steal_pointer(&words);
}

GArray *scan_finish_words(int fd, GError **error)
{
    bool ended = false;
    g_autoptr(GBytes) all = receive_octets(fd, ANSWER_WAIT_MS, &ended, error);
    close(fd);
    if (ended)
        scan_death_error(0, false, error);
    GArray *words = all ? read_words(all) : NULL;
    if (all && !words)
        err_set(error, ERR_DATA,
                "the words of the process that read this message are not "
                "well-formed");
    return words;
}

verdict *scan_verdict(const char *path, GBytes *raw, int64_t wait_ms,
                      GBytes **kept, GError **error)
{
    bool ended = false;
    *kept = NULL;
    int fd = start(path, raw, false, SCAN_WANT_LETTER, NULL, error);
    if (fd < 0)
        return NULL;
    g_autoptr(GBytes) all = receive_octets(fd, wait_ms, &ended, error);
    close(fd);
    if (ended)
        scan_death_error(0, false, error);
    if (!all)
        return NULL;
    g_auto(answer_parts) p = {0};
    g_autoptr(GError) why = NULL;
    reader r = {all, 0};
    verdict *v = NULL;
    if (read_parts(&r, SCAN_WANT_LETTER, &p, &why))
        v = verdict_from_bytes(p.verdict, &why);
    if (!v)
        not_well_formed(why, error);
    else if (g_bytes_get_size(all) <= SCAN_KEPT_MAX)
        *kept = g_steal_pointer(&all);
    return v;
}

/* ---- a child of our own ---- */

struct scan_local {
    scan_limits limits;
    const judge *judge;
    unsigned wants;
    pid_t child; /* 0: none */
    int socket;
    GBytes *ahead; /* sent and not asked about yet; borrowed, NULL */
};

scan_local *scan_local_new(const scan_limits *limits)
{
    return scan_local_judging(limits, NULL, SCAN_WANT_LETTER);
}

scan_local *scan_local_judging(const scan_limits *limits, const judge *j,
                               unsigned wants)
{
    scan_local *l = g_new0(scan_local, 1);
    l->limits = *limits;
    l->judge = j;
    l->wants = wants;
    l->socket = -1;
    return l;
}

/* Ends the child; returns the signal that it died of, 0 if none. */
static int end_child(scan_local *l)
{
    l->ahead = NULL;
    if (!l->child)
        return 0;
    close(l->socket);
    int status = 0;
    pid_t got;
    do
        got = waitpid(l->child, &status, 0);
    while (got < 0 && errno == EINTR);
    l->child = 0;
    l->socket = -1;
    return got > 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void scan_local_free(scan_local *l)
{
    if (!l)
        return;
    end_child(l);
    g_free(l);
}

static bool start_child(scan_local *l, GError **error)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        err_set_errno(error, errno, "cannot make a pair of sockets");
        return false;
    }
    pid_t child = fork();
    if (child == 0)
        scan_child_pair(pair[1], &l->limits, l->judge);
    int number = errno;
    close(pair[1]);
    if (child < 0) {
        close(pair[0]);
        err_set_errno(error, number, "cannot start a process for scanning");
        return false;
    }
    l->child = child;
    l->socket = pair[0];
    return true;
}

void scan_local_ahead(scan_local *l, GBytes *raw)
{
    /* where it fails, scan_local_ask() sends it and says why */
    if (l->child && !l->ahead &&
        send_request(l->socket, raw, false, l->wants, NULL, NULL))
        l->ahead = raw;
}

scan_answer *scan_local_ask(scan_local *l, GBytes *raw, GError **error)
{
    if (!l->child && !start_child(l, error))
        return NULL;
    bool ended = false;
    g_autoptr(GError) why = NULL;
    scan_answer *a = NULL;
    bool sent = l->ahead == raw;
    l->ahead = NULL;
    if (sent || send_request(l->socket, raw, false, l->wants, NULL, &why))
        a = receive(l->socket, l->wants, ANSWER_WAIT_MS, &ended, &why);
    if (a)
        return a;
    int signal_number = end_child(l);
    if (ended)
        scan_death_error(signal_number, false, error);
    else
        g_propagate_error(error, g_steal_pointer(&why));
    return NULL;
}
