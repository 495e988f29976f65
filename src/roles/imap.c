/* imap.c: the role that polls one mailbox: connect, visit, wait, and never give
 * up. */
#include "base/err.h"
#include "base/log.h"
#include "base/span.h"
#include "base/steady.h"
#include "config/site.h"
#include "roles/beat.h"
#include "roles/frame.h"
#include "roles/imap_left.h"
#include "roles/imap_visit.h"
#include "roles/imap_wait.h"
#include "store/store_config.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sysexits.h>
#include <unistd.h>

#define IDLE_MS      (4 * 60 * 1000) /* shorter than NAT forgets */
#define QUIET_MIN_MS 1000            /* between two looks that found nothing */
#define WHOLE_MS     SPAN_HOUR       /* between two looks at everything */
#define MILD_MS      (5 * 60 * 1000) /* a server may be away for so long */
#define CLEAR_MS \
    (60 * 1000) /* between tries to clear one: the store may be away */

typedef struct poller {
    frame f;
    const config_mailbox *m;
    char *name; /* "mailbox help" */
    imap_visit *visit;
    imap_client *client;
    trouble away;      /* the server, or its login */
    int64_t whole_ms;  /* when everything was looked at last; 0: never */
    int64_t looked_ms; /* when the last visit ended */
    bool worked;       /* it has been read since the role began */
    imap_left *left;
    bool alarmed; /* about this row of failures, or not known yet */
    int64_t next_clear_ms;
    int wake_fd; /* readable on TERM and HUP: ends an IDLE */
} poller;

/* ---- failing ---- */

static void complain(poller *p, const GError *why)
{
    err_class class = err_class_of(why);
    bool worth = trouble_note(&p->away, why->message);
    trouble_put_off(&p->away,
                    imap_wait_ms(p->away.failures, class, why->message,
                                 g_random_double_range(0.75, 1.25)));
    if (!worth)
        return;
    log_line(imap_wait_is_slow(class) ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN,
             "%s: %s; its mail stays on the server, next try in %.0f s "
             "(failure %u)",
             p->name, why->message, (double)trouble_wait_ms(&p->away) / 1000,
             p->away.failures);
}

/* ---- alarms: they need the store, which mail that comes in does not ---- */

static void raise_alarm(poller *p, const GError *why)
{
    const config *c = p->f.x->config;
    g_autofree char *said = g_utf8_make_valid(why->message, -1);
    g_autofree char *text = g_strdup_printf(
        "Mailbox %s (%s on %s) cannot be read: %s\n\nIts mail stays on the "
        "server and will be taken when this is corrected. To try the login by "
        "hand: postern check --connect",
        p->m->id, p->m->folder, p->m->server.host, said);
    store *s = store_open(c->store, NULL);
    g_autoptr(GError) failed = NULL;
    if (!alarm_raise(p->f.alarms, c, s, p->name, text, role_now_ms(), &failed))
        log_error("alarm \"%s\" could not be told in every way: %s", p->name,
                  failed->message);
    if (s)
        store_close(s);
    p->alarmed = true;
}

static void clear_alarm(poller *p)
{
    store *s;
    g_autoptr(GError) failed = NULL;
    if (steady_ms() < p->next_clear_ms)
        return;
    p->next_clear_ms = steady_ms() + CLEAR_MS;
    s = store_open(p->f.x->config->store, NULL);
    if (s && alarm_clear(p->f.alarms, s, p->name, true, &failed))
        p->alarmed = false;
    if (failed)
        log_warn("alarm \"%s\" stays open: %s", p->name, failed->message);
    if (s)
        store_close(s);
}

static void disconnect(poller *p)
{
    if (p->client) {
        imap_visit_end(p->visit);
        imap_close(p->client);
    }
    p->client = NULL;
}

static void fail(poller *p, const GError *why)
{
    disconnect(p);
    if (role_stopping())
        return;
    complain(p, why);
    if (imap_wait_tells(p->away.failures, err_class_of(why),
                        trouble_lasts_ms(&p->away), p->worked))
        raise_alarm(p, why);
    role_wait(-1, trouble_wait_ms(&p->away));
}

static void succeed(poller *p)
{
    unsigned failures = p->away.failures;
    if (trouble_end(&p->away))
        log_info("%s: works again after %u failures", p->name, failures);
    p->worked = true;
    if (p->alarmed)
        clear_alarm(p);
    imap_left_tell(p->left, p->f.alarms, p->f.x->config, p->m,
                   imap_visit_left(p->visit), role_now_ms());
}

/* ---- working ---- */

static bool connect_and_select(poller *p, GError **error)
{
    if (p->client)
        return true;
    p->client = imap_open_until(&p->m->server, role_stop_fd(), error);
    return p->client &&
           imap_visit_begin(p->visit, p->client, role_now_ms(), error);
}

static int64_t wait_ms(const poller *p)
{
    bool idle = p->m->idle && imap_can_idle(p->client);
    int64_t due = imap_visit_due(p->visit) - steady_ms();
    int64_t ms = idle ? MAX(IDLE_MS, p->m->poll_ms) : p->m->poll_ms;
    return CLAMP(due, QUIET_MIN_MS, ms);
}

static bool wait_for_mail(poller *p, GError **error)
{
    GError *why = NULL;
    int64_t ms = wait_ms(p);
    if (!p->m->idle || !imap_can_idle(p->client)) {
        role_wait(-1, ms);
        return true;
    }
    beat_busy();
    if (imap_idle(p->client, ms, p->wake_fd, &why))
        return true;
    if (imap_usable(p->client)) {
        log_info("%s: %s; polling instead", p->name, why->message);
        g_error_free(why);
        return true;
    }
    g_propagate_error(error, why);
    return false;
}

static void look_at_all(poller *p)
{
    if (p->whole_ms > 0 && steady_ms() - p->whole_ms < WHOLE_MS)
        return;
    imap_visit_whole(p->visit);
    p->whole_ms = steady_ms();
}

static bool work(poller *p, GError **error)
{
    unsigned taken = 0;
    bool ok;
    beat_busy();
    if (!connect_and_select(p, error))
        return false;
    look_at_all(p);
    ok = imap_visit_run(p->visit, role_stopping, &taken, error);
    if (taken > 0)
        log_info("%s: %u messages accepted", p->name, taken);
    if (!ok)
        return false;
    succeed(p);
    /* a server that always has news must not make us spin */
    if (taken == 0 && steady_ms() - p->looked_ms < QUIET_MIN_MS)
        role_wait(-1, QUIET_MIN_MS);
    p->looked_ms = steady_ms();
    return role_stopping() || wait_for_mail(p, error);
}

/* ---- configuration ---- */

static const config_mailbox *find_mailbox(const config *c, const char *id)
{
    if (!id || !*id)
        return c->mailboxes->len == 1 ? g_ptr_array_index(c->mailboxes, 0)
                                      : NULL;
    for (unsigned i = 0; i < c->mailboxes->len; i++) {
        const config_mailbox *m = g_ptr_array_index(c->mailboxes, i);
        if (strcmp(m->id, id) == 0)
            return m;
    }
    return NULL;
}

/* False: the mailbox is not there any more. */
static bool reload(void *self, config *fresh)
{
    poller *p = self;
    const config_mailbox *m = find_mailbox(fresh, p->m->id);
    if (!m) {
        log_info("%s is not in the configuration any more", p->name);
        config_free(fresh);
        return false;
    }
    disconnect(p);
    imap_visit_configure(p->visit, fresh, m);
    p->m = m;
    frame_take_config(p->f.x, fresh);
    trouble_anew(&p->away);
    p->worked = false; /* a login that is refused now is news */
    return true;
}

static bool step(void *self)
{
    poller *p = self;
    g_autoptr(GError) why = NULL;
    if (!work(p, &why))
        fail(p, why);
    return true;
}

static bool watch(int set, int fd)
{
    struct epoll_event e = {.events = EPOLLIN};
    return epoll_ctl(set, EPOLL_CTL_ADD, fd, &e) == 0;
}

static bool open_all(poller *p, GError **error)
{
    g_autofree char *folder = config_spool_folder(p->f.x->config);
    p->wake_fd = epoll_create1(EPOLL_CLOEXEC);
    if (p->wake_fd < 0 || !watch(p->wake_fd, role_stop_fd()) ||
        !watch(p->wake_fd, role_reload_fd())) {
        err_set_errno(error, errno, "epoll");
        return false;
    }
    p->f.spool = spool_open(folder, error);
    if (p->f.spool)
        p->visit = imap_visit_new(p->f.x->config, p->m, p->f.spool);
    return p->f.spool != NULL;
}

static void close_all(poller *p)
{
    disconnect(p);
    imap_visit_free(p->visit);
    imap_left_free(p->left);
    trouble_clear(&p->away);
    g_free(p->name);
    frame_clear(&p->f);
    if (p->wake_fd >= 0)
        close(p->wake_fd);
}

static int run(role_context *x)
{
    static const frame_work poll = {.step = step, .reload = reload};
    /* an alarm of an earlier run may be open */
    poller p = {.m = find_mailbox(x->config, x->argument),
                .away = {.mild_ms = MILD_MS},
                .alarmed = true,
                .wake_fd = -1};
    g_autoptr(GError) why = NULL;
    int code = EX_OK;
    if (!p.m) {
        log_error("no [mailbox %s] in %s: say postern role imap NAME with one "
                  "of its mailboxes",
                  x->argument ? x->argument : "", x->config_path);
        return EX_USAGE;
    }
    frame_init(&p.f, x, "", "");
    p.left = imap_left_new();
    p.away.what = p.name = g_strdup_printf("mailbox %s", p.m->id);
    if (open_all(&p, &why))
        frame_loop(x, &poll, &p);
    else
        code = frame_fail(why);
    close_all(&p);
    return code;
}

static bool wanted(const config *c)
{
    return c->mailboxes->len > 0;
}

const role role_imap = {
    .name = "imap",
    .describe = "polls one IMAP mailbox",
    .needs_key = false,
    .wanted = wanted,
    .run = run,
};
