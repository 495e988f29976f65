/* imap.c: the role that polls one mailbox: connect, visit, wait, and never give
 * up. */
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/span.h"
#include "config/site.h"
#include "desk/alarm.h"
#include "roles/imap_left.h"
#include "roles/imap_visit.h"
#include "roles/imap_wait.h"
#include "roles/role.h"
#include "roles/sections.h"
#include "store/store_config.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define IDLE_MS      (4 * 60 * 1000) /* shorter than NAT forgets */
#define QUIET_MIN_MS 1000            /* between two looks that found nothing */
#define WHOLE_MS     SPAN_HOUR       /* between two looks at everything */
#define CLEAR_MS \
    (60 * 1000) /* between tries to clear one: the store may be away */
#define REPEAT_LOG_MS SPAN_HOUR /* the same trouble is logged again */

typedef struct poller {
    role_context *x;
    const config_mailbox *m;
    spool *spool;
    imap_visit *visit;
    imap_client *client;
    unsigned failures; /* in a row */
    char *last_words;  /* of the failure that was logged last */
    int64_t last_log_ms;
    int64_t whole_ms;  /* when everything was looked at last */
    int64_t looked_ms; /* when the last visit ended */
    alarms *alarms;
    int64_t failing_ms; /* since when it fails */
    bool worked;        /* it has been read since the role began */
    imap_left *left;
    bool alarmed; /* about this row of failures, or not known yet */
    int64_t next_clear_ms;
    int wake_fd; /* readable on TERM and HUP: ends an IDLE */
} poller;

/* ---- failing ---- */

static void complain(poller *p, const GError *why, int64_t wait_ms)
{
    int64_t now = file_clock_ms();
    if (p->last_words && strcmp(p->last_words, why->message) == 0 &&
        now - p->last_log_ms < REPEAT_LOG_MS)
        return;
    g_free(p->last_words);
    p->last_words = g_strdup(why->message);
    p->last_log_ms = now;
    log_line(imap_wait_is_slow(err_class_of(why)) ? LOG_LEVEL_ERROR
                                                  : LOG_LEVEL_WARN,
             "mailbox %s: %s; its mail stays on the server, next try in %.0f s "
             "(failure %u)",
             p->m->id, why->message, (double)wait_ms / 1000, p->failures);
}

/* ---- alarms: they need the store, which mail that comes in does not ---- */

static char *cause_of(const poller *p)
{
    return g_strdup_printf("mailbox %s", p->m->id);
}

static void raise_alarm(poller *p, const GError *why)
{
    const config *c = p->x->config;
    g_autofree char *cause = cause_of(p);
    g_autofree char *said = g_utf8_make_valid(why->message, -1);
    g_autofree char *text = g_strdup_printf(
        "Mailbox %s (%s on %s) cannot be read: %s\n\nIts mail stays on the "
        "server and will be taken when this is corrected. To try the login by "
        "hand: postern check --connect",
        p->m->id, p->m->folder, p->m->server.host, said);
    store *s = store_open(c->store, NULL);
    g_autoptr(GError) failed = NULL;
    if (!alarm_raise(p->alarms, c, s, cause, text, file_clock_ms(), &failed))
        log_error("alarm \"%s\" could not be told in every way: %s", cause,
                  failed->message);
    if (s)
        store_close(s);
    p->alarmed = true;
}

static void clear_alarm(poller *p)
{
    g_autofree char *cause = cause_of(p);
    store *s;
    g_autoptr(GError) failed = NULL;
    if (file_clock_ms() < p->next_clear_ms)
        return;
    p->next_clear_ms = file_clock_ms() + CLEAR_MS;
    s = store_open(p->x->config->store, NULL);
    if (s && alarm_clear(p->alarms, s, cause, true, &failed))
        p->alarmed = false;
    if (failed)
        log_warn("alarm \"%s\" stays open: %s", cause, failed->message);
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
    int64_t ms;
    disconnect(p);
    if (role_stopping())
        return;
    if (p->failures++ == 0)
        p->failing_ms = file_clock_ms();
    ms = imap_wait_ms(p->failures, err_class_of(why), why->message,
                      g_random_double_range(0.75, 1.25));
    complain(p, why, ms);
    if (imap_wait_tells(p->failures, err_class_of(why),
                        file_clock_ms() - p->failing_ms, p->worked))
        raise_alarm(p, why);
    role_wait(-1, ms);
}

static void succeed(poller *p)
{
    if (p->failures > 0)
        log_info("mailbox %s: works again after %u failures", p->m->id,
                 p->failures);
    p->failures = 0;
    p->worked = true;
    g_clear_pointer(&p->last_words, g_free);
    if (p->alarmed)
        clear_alarm(p);
    imap_left_tell(p->left, p->alarms, p->x->config, p->m,
                   imap_visit_left(p->visit), file_clock_ms());
}

/* ---- working ---- */

static bool connect_and_select(poller *p, GError **error)
{
    if (p->client)
        return true;
    p->client = imap_open_until(&p->m->server, role_stop_fd(), error);
    return p->client &&
           imap_visit_begin(p->visit, p->client, file_clock_ms(), error);
}

static int64_t wait_ms(const poller *p)
{
    bool idle = p->m->idle && imap_can_idle(p->client);
    int64_t due = imap_visit_due(p->visit) - file_clock_ms();
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
    if (imap_idle(p->client, ms, p->wake_fd, &why))
        return true;
    if (imap_usable(p->client)) {
        log_info("mailbox %s: %s; polling instead", p->m->id, why->message);
        g_error_free(why);
        return true;
    }
    g_propagate_error(error, why);
    return false;
}

static void look_at_all(poller *p, int64_t now_ms)
{
    if (now_ms - p->whole_ms < WHOLE_MS && now_ms >= p->whole_ms)
        return;
    imap_visit_whole(p->visit);
    p->whole_ms = now_ms;
}

static bool work(poller *p, GError **error)
{
    unsigned taken = 0;
    bool ok;
    if (!connect_and_select(p, error))
        return false;
    look_at_all(p, file_clock_ms());
    ok = imap_visit_run(p->visit, role_stopping, &taken, error);
    if (taken > 0)
        log_info("mailbox %s: %u messages accepted", p->m->id, taken);
    if (!ok)
        return false;
    succeed(p);
    /* a server that always has news must not make us spin */
    if (taken == 0 && file_clock_ms() - p->looked_ms < QUIET_MIN_MS)
        role_wait(-1, QUIET_MIN_MS);
    p->looked_ms = file_clock_ms();
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
static bool reload(poller *p)
{
    GError *why = NULL;
    config *c = role_config_load(p->x->config_path, NULL, &why);
    const config_mailbox *m;
    if (!c) {
        log_error("mailbox %s: the old configuration stays: %s", p->m->id,
                  why->message);
        g_error_free(why);
        return true;
    }
    m = find_mailbox(c, p->m->id);
    if (!m) {
        log_info("mailbox %s is not in the configuration any more", p->m->id);
        config_free(c);
        return false;
    }
    log_info("mailbox %s: configuration read again", p->m->id);
    disconnect(p);
    imap_visit_configure(p->visit, c, m);
    p->m = m;
    config_free(p->x->config);
    p->x->config = c;
    p->failures = 0;
    p->worked = false; /* a login that is refused now is news */
    return true;
}

static void poll_mailbox(poller *p)
{
    while (!role_stopping()) {
        g_autoptr(GError) why = NULL;
        if (role_reload_wanted() && !reload(p))
            break;
        if (!work(p, &why))
            fail(p, why);
    }
    disconnect(p);
}

static bool watch(int set, int fd)
{
    struct epoll_event e = {.events = EPOLLIN};
    return epoll_ctl(set, EPOLL_CTL_ADD, fd, &e) == 0;
}

static bool open_all(poller *p, GError **error)
{
    g_autofree char *folder = config_spool_folder(p->x->config);
    p->wake_fd = epoll_create1(EPOLL_CLOEXEC);
    if (p->wake_fd < 0 || !watch(p->wake_fd, role_stop_fd()) ||
        !watch(p->wake_fd, role_reload_fd())) {
        err_set_errno(error, errno, "epoll");
        return false;
    }
    p->spool = spool_open(folder, error);
    if (p->spool)
        p->visit = imap_visit_new(p->x->config, p->m, p->spool);
    return p->spool != NULL;
}

static void close_all(poller *p)
{
    imap_visit_free(p->visit);
    imap_left_free(p->left);
    alarm_free(p->alarms);
    if (p->spool)
        spool_close(p->spool);
    if (p->wake_fd >= 0)
        close(p->wake_fd);
    g_free(p->last_words);
}

static int run(role_context *x)
{
    /* an alarm of an earlier run may be open */
    poller p = {.x = x,
                .m = find_mailbox(x->config, x->argument),
                .alarmed = true,
                .wake_fd = -1};
    g_autoptr(GError) why = NULL;
    int code = 0;
    if (!p.m) {
        log_error("no [mailbox %s] in %s: say postern role imap NAME with one "
                  "of its mailboxes",
                  x->argument ? x->argument : "", x->config_path);
        return err_info_of(ERR_USAGE)->exit;
    }
    p.alarms = alarm_new();
    p.left = imap_left_new();
    if (open_all(&p, &why))
        poll_mailbox(&p);
    else {
        log_error("mailbox %s: %s", p.m->id, why->message);
        code = err_info_of(err_class_of(why))->exit;
    }
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
