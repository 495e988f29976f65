/* process_scan: hands messages to the scan role, several at once, and takes the
 * answers as they come. */
#include "roles/process_room.h"

#include "base/bell.h"
#include "base/err.h"
#include "base/log.h"
#include "base/steady.h"
#include "config/site.h"
#include "scan/scan_config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static void set_state(process_item *i, process_state state, int fd)
{
    i->state = state;
    i->fd = fd;
    i->since_ms = steady_ms();
}

/* ---- starting ---- */

static size_t octets_in_hand(const process *p)
{
    size_t octets = 0;
    for (unsigned n = 0; n < p->items->len; n++) {
        const process_item *i = p->items->pdata[n];
        if (i->e->raw)
            octets += g_bytes_get_size(i->e->raw);
    }
    return octets;
}

static unsigned count_asked(const process *p)
{
    unsigned count = 0;
    for (unsigned n = 0; n < p->items->len; n++)
        count += ((process_item *)p->items->pdata[n])->state == PROCESS_ASKED;
    return count;
}

/* Data of no octets that is still a pointer. */
static void set_no_octets(process_item *i)
{
    g_clear_pointer(&i->e->raw, g_bytes_unref);
    i->e->raw = g_bytes_new_static("", 0);
}

/* The raw octets of an item that are gone or spoilt are the message's fault: it
 * is held with what the spool still knows of it. What cannot be read again and
 * again, while others can, goes aside. False: the item is gone, or trouble. */
static bool read_raw(process *p, unsigned n)
{
    process_item *i = p->items->pdata[n];
    GError *error = NULL;
    if (i->e->raw)
        return true;
    if (spool_read_raw(p->f.spool, i->e, &error)) {
        trouble_over(&p->f.spool_trouble);
        if (g_bytes_get_size(i->e->raw) == 0)
            set_no_octets(i);
        return true;
    }
    err_class class = err_class_of(error);
    bool gone = class == ERR_NOT_FOUND || class == ERR_DATA;
    if (gone && i->e->deaths >= SPOOL_DEATHS_MAX) {
        g_error_free(error);
        set_no_octets(i);
        return true;
    }
    if (gone)
        process_died(p, g_ptr_array_steal_index(p->items, n), error);
    else if (trouble_is_stubborn(error, ++i->stubborn))
        process_aside(p, g_ptr_array_steal_index(p->items, n), error);
    else
        frame_spool_failed(&p->f, error);
    return false;
}

/* Is this scan_start's failure about the scan role, or about this message? */
static bool is_role_away(const GError *error)
{
    return err_class_of(error) != ERR_LIMIT;
}

/* The door has asked already: nothing is read twice. False: it said nothing, or
 * nothing that this process can read. */
static bool take_kept(process *p, process_item *i)
{
    g_autoptr(GError) error = NULL;
    if (!i->e->scan || i->e->deaths > 0)
        return false;
    spool_touch(p->f.spool, i->e->id, NULL); /* as in take_answer() */
    i->answer = scan_answer_read(i->e->scan, &error);
    spool_touch(p->f.spool, NULL, NULL);
    g_clear_pointer(&i->e->scan, g_bytes_unref);
    if (!i->answer)
        log_warn("what the scan role said of message %s when it came in cannot "
                 "be used, so it is asked again: %s",
                 i->e->id, error->message);
    return i->answer != NULL;
}

static bool start_one(process *p, unsigned n, const char *socket)
{
    process_item *i = p->items->pdata[n];
    GError *error = NULL;
    if (i->e->deaths >= SPOOL_DEATHS_MAX || take_kept(p, i)) {
        set_state(i, PROCESS_READY, -1);
        return true;
    }
    bool null_sender = i->e->sender && !*i->e->sender;
    int fd = scan_start(socket, i->e->raw, null_sender, &error);
    if (fd >= 0) {
        set_state(i, PROCESS_ASKED, fd);
        trouble_over(&p->scan_trouble);
        return true;
    }
    if (!is_role_away(error))
        process_died(p, g_ptr_array_steal_index(p->items, n), error);
    else
        trouble_met(&p->scan_trouble, error);
    return false;
}

void process_scan_start(process *p)
{
    g_autofree char *socket = config_scan_socket(p->f.x->config);
    unsigned most = 2 * (unsigned)MAX(p->f.x->config->scan->children, 1);
    unsigned asked = count_asked(p);
    for (unsigned n = 0; n < p->items->len && asked < most; n++) {
        process_item *i = p->items->pdata[n];
        if (i->state != PROCESS_WAITING)
            continue;
        if (trouble_is_waiting(&p->f.spool_trouble) ||
            (i->e->deaths < SPOOL_DEATHS_MAX &&
             trouble_is_waiting(&p->scan_trouble)) ||
            octets_in_hand(p) > PROCESS_OCTETS_MAX)
            return;
        unsigned before = p->items->len;
        if (!read_raw(p, n) || !start_one(p, n, socket)) {
            if (p->items->len == before)
                return; /* trouble: later */
            n--;        /* that item is gone */
            continue;
        }
        asked += i->state == PROCESS_ASKED;
    }
}

/* ---- answers ---- */

static void take_answer(process *p, unsigned n)
{
    process_item *i = p->items->pdata[n];
    GError *error = NULL;
    int fd = i->fd;
    set_state(i, PROCESS_WAITING, -1);
    /* What comes back is hostile; if reading it kills us, this one is blamed. */
    spool_touch(p->f.spool, i->e->id, NULL);
    i->answer = scan_finish(fd, &error);
    spool_touch(p->f.spool, NULL, NULL);
    if (i->answer) {
        set_state(i, PROCESS_READY, -1);
        return;
    }
    err_class class = err_class_of(error);
    if (class == ERR_CRASH || class == ERR_DATA || class == ERR_LIMIT)
        process_died(p, g_ptr_array_steal_index(p->items, n), error);
    else /* nobody read it: it is asked again, and nobody is blamed */
        trouble_met(&p->scan_trouble, error);
}

void process_scan_wait(process *p, bool bell, int64_t ms)
{
    g_autofree struct pollfd *fds = g_new0(struct pollfd, p->items->len + 2);
    g_autofree process_item **whose = g_new0(process_item *, p->items->len);
    unsigned count = 0;
    for (unsigned n = 0; n < p->items->len; n++) {
        process_item *i = p->items->pdata[n];
        if (i->state != PROCESS_ASKED)
            continue;
        whose[count] = i;
        fds[count++] = (struct pollfd){.fd = i->fd, .events = POLLIN};
    }
    unsigned scans = count;
    fds[count++] = (struct pollfd){.fd = role_stop_fd(), .events = POLLIN};
    if (bell && p->f.bell.fd >= 0)
        fds[count++] = (struct pollfd){.fd = p->f.bell.fd, .events = POLLIN};
    if (poll(fds, count, (int)MIN(ms, PROCESS_POLL_MS)) <= 0)
        return;
    if (bell && p->f.bell.fd >= 0 && fds[count - 1].revents)
        bell_drain(p->f.bell.fd);
    for (unsigned k = 0; k < scans; k++) {
        guint n;
        if (fds[k].revents && g_ptr_array_find(p->items, whose[k], &n))
            take_answer(p, n);
    }
}
