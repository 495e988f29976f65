/* scanlocal: a scanning child of our own, which gets messages in batches.
 *
 * A packet, a memfd and a switch of processes for each message cost as much as
 * reading it. When the child dies in a batch, or its answer is wrong, nobody knows
 * of which message: all that have no answer yet are then asked about one at a time.
 */
#include "scan/wire.h"

#include "base/err.h"
#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BATCH_OCTETS  (512u << 10) /* more than that, and it is sent */
#define BATCHES_AHEAD 2            /* one is read while one is printed */

typedef struct batch {
    GPtrArray *raws; /* GBytes* */
    size_t octets;
    guint taken;   /* answers handed out */
    bool sent;     /* to the child that lives now */
    bool singly;   /* it failed as a whole */
    GBytes *all;   /* the answers; NULL: not there yet */
    gsize read_at; /* where the next one begins */
} batch;

struct scan_local {
    scan_limits limits;
    const judge *judge;
    unsigned wants;
    pid_t child; /* 0: none */
    int socket;
    GQueue batches; /* batch*; the last may grow */
    size_t octets;  /* of all in the queue */
    guint messages;
};

static void batch_free(gpointer data)
{
    batch *b = data;

    g_ptr_array_unref(b->raws);
    if (b->all)
        g_bytes_unref(b->all);
    g_free(b);
}

static bool is_whole(const batch *b)
{
    return b->raws->len == SCAN_BATCH_MAX || b->octets >= BATCH_OCTETS;
}

/* ---- the child ---- */

/* Returns the signal that it died of, 0 if none. */
static int end_child(scan_local *l)
{
    for (GList *i = l->batches.head; i; i = i->next)
        ((batch *)i->data)->sent = false;
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

static bool send_messages(scan_local *l, GBytes *const *raws, guint n,
                          GError **error)
{
    return (l->child || start_child(l, error)) &&
           scan_wire_ask(l->socket, raws, n, false, l->wants, NULL, error);
}

/* The same where the child has nothing else to answer: one that died without a
 * message (somebody killed it) is replaced, and none pays for it. */
static bool send_first(scan_local *l, GBytes *const *raws, guint n,
                       GError **error)
{
    if (l->child && send_messages(l, raws, n, NULL))
        return true;
    end_child(l);
    return send_messages(l, raws, n, error);
}

/* The answer to what was sent first; without one the child is gone. */
static GBytes *receive(scan_local *l, GError **error)
{
    bool ended = false;
    g_autoptr(GError) why = NULL;
    GBytes *all = scan_wire_answer(l->socket, SCAN_WAIT_MS, &ended, &why);
    if (all)
        return all;
    int signal_number = end_child(l);
    if (ended)
        scan_death_error(signal_number, false, error);
    else
        g_propagate_error(error, g_steal_pointer(&why));
    return NULL;
}

/* ---- batches ---- */

/* The child answers in order: a batch may go only when all before it have. */
static bool send_ahead(scan_local *l, batch *b)
{
    if (!b->sent)
        b->sent = send_messages(l, (GBytes *const *)b->raws->pdata,
                                b->raws->len, NULL);
    return b->sent;
}

static bool fetch_batch(scan_local *l, batch *b, GError **error)
{
    if (b->all)
        return true;
    if (!b->sent) /* nor any behind it */
        b->sent =
            send_first(l, (GBytes *const *)b->raws->pdata, b->raws->len, error);
    if (b->sent)
        b->all = receive(l, error);
    return b->all != NULL;
}

static scan_answer *next_answer(scan_local *l, batch *b, GError **error)
{
    scan_answer *a =
        scan_wire_read(b->all, &b->read_at, l->wants, l->wants, error);
    if (!a)
        end_child(l); /* it is not what it was */
    return a;
}

static scan_answer *ask_singly(scan_local *l, GBytes *raw, GError **error)
{
    if (!send_first(l, &raw, 1, error)) {
        end_child(l);
        return NULL;
    }
    g_autoptr(GBytes) all = receive(l, error);
    scan_answer *a = all ? scan_wire_read_one(all, l->wants, error) : NULL;
    if (!a)
        end_child(l);
    return a;
}

/* ---- the queue ---- */

void scan_local_put(scan_local *l, GBytes *raw)
{
    batch *first = g_queue_peek_head(&l->batches);
    batch *b = g_queue_peek_tail(&l->batches);

    if (!b || is_whole(b) || b->sent || b->taken > 0) {
        b = g_new0(batch, 1);
        b->raws = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
        g_queue_push_tail(&l->batches, b);
    }
    g_ptr_array_add(b->raws, g_bytes_ref(raw));
    b->octets += g_bytes_get_size(raw);
    l->octets += g_bytes_get_size(raw);
    l->messages++;
    /* where it fails, scan_local_take() tries again and says why */
    if (is_whole(b) && (!first || !first->singly))
        for (GList *i = l->batches.head; i; i = i->next)
            if (!send_ahead(l, i->data))
                break;
}

bool scan_local_is_full(const scan_local *l)
{
    return l->octets >= (size_t)BATCHES_AHEAD * BATCH_OCTETS ||
           l->messages >= BATCHES_AHEAD * SCAN_BATCH_MAX;
}

scan_answer *scan_local_take(scan_local *l, GError **error)
{
    batch *b = g_queue_peek_head(&l->batches);
    GBytes *raw = b->raws->pdata[b->taken];
    g_autoptr(GError) why = NULL;
    scan_answer *a = NULL;

    if (!b->singly && fetch_batch(l, b, &why))
        a = next_answer(l, b, &why);
    if (!a && b->raws->len > 1) {
        b->singly = true;
        g_clear_error(&why);
        a = ask_singly(l, raw, &why);
    }
    if (!a)
        g_propagate_error(error, g_steal_pointer(&why));
    l->octets -= g_bytes_get_size(raw);
    l->messages--;
    if (++b->taken == b->raws->len)
        batch_free(g_queue_pop_head(&l->batches));
    return a;
}

scan_answer *scan_local_ask(scan_local *l, GBytes *raw, GError **error)
{
    scan_local_put(l, raw);
    return scan_local_take(l, error);
}

scan_local *scan_local_new(const scan_limits *limits, const judge *j,
                           unsigned wants)
{
    scan_local *l = g_new0(scan_local, 1);

    l->limits = *limits;
    l->judge = j;
    l->wants = wants;
    l->socket = -1;
    g_queue_init(&l->batches);
    return l;
}

void scan_local_free(scan_local *l)
{
    if (!l)
        return;
    end_child(l);
    g_queue_clear_full(&l->batches, batch_free);
    g_free(l);
}
