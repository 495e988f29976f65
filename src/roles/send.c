/* send: the role that gives outgoing mail to the smarthost. */
#include "base/bell.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "config/site.h"
#include "roles/sections.h"
#include "roles/send_config.h"
#include "roles/send_room.h"
#include "store/store_config.h"
#include <string.h>
#include <unistd.h>

static const char store_cause[] = "store is away";

/* ---- store ---- */

static void close_store(sender *x)
{
    if (x->pub != NULL)
        store_public_close(x->pub);
    if (x->s != NULL)
        store_close(x->s);
    x->pub = NULL;
    x->s = NULL;
}

void send_store_lost(sender *x, const GError *why)
{
    const char *path = x->x->config->store->path;
    int64_t now = file_clock_ms();
    close_store(x);
    if (x->store_failures++ == 0) {
        x->store_since_ms = now;
        log_error("store %s: %s; mail waits", path, why->message);
    }
    if (now - x->store_since_ms < SEND_ALARM_MS)
        return;
    g_autofree char *text = g_strdup_printf(
        "The store %s cannot be used: %s\n\nOutgoing mail waits, incoming mail "
        "stays in the spool; nothing is lost. Look at the disk (df) and at the "
        "file's owner; Postern goes on by itself.",
        path, why->message);
    send_alarm(x, store_cause, text);
}

static bool open_store(sender *x)
{
    const char *path = x->x->config->store->path;
    g_autoptr(GError) why = NULL;
    if (x->s != NULL)
        return true;
    x->s = store_open(x->x->config->store, &why);
    if (x->s != NULL)
        x->pub = store_public_open(x->x->config->store, &why);
    if (x->pub == NULL) {
        send_store_lost(x, why);
        return false;
    }
    if (x->store_failures > 0)
        log_info("store %s: works again", path);
    x->store_failures = 0;
    if (!x->recalled)
        x->recalled = alarm_recall(x->alarms, x->s, &why);
    if (why != NULL)
        log_warn("alarms of earlier runs: %s", why->message);
    send_alarm_over(x, store_cause);
    return true;
}

/* ---- rounds ---- */

/* One batch. False: nothing can be done now. *next_ms: when more is due. */
static bool send_batch(sender *x, bool *more, int64_t *next_ms)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(GPtrArray) rows =
        store_outgoing_due(x->s, file_clock_ms(), SEND_BATCH, next_ms, &why);
    *more = false;
    if (rows == NULL || !send_name_rows(x, rows, &why)) {
        send_store_lost(x, why);
        return false;
    }
    for (guint i = 0; i < rows->len && !role_stopping(); i++)
        if (!send_row(x, rows->pdata[i]))
            return false;
    *more = rows->len > 0;
    return true;
}

static int64_t wait_ms(const sender *x, int64_t next_ms)
{
    int64_t now = file_clock_ms();
    if (x->s == NULL)
        return MIN(SEND_STORE_MIN_MS << MIN(x->store_failures, 5u),
                   SEND_STORE_MAX_MS);
    if (x->line.failures > 0 && x->line.next_ms > now)
        return x->line.next_ms - now;
    return CLAMP(next_ms - now, 0, SEND_POLL_MS);
}

/* Rings are for when we could do something; while something is away they would
 * only make us spin. */
static void wait_for_work(sender *x, int64_t next_ms)
{
    int64_t ms = wait_ms(x, next_ms);
    bool able = x->s != NULL && x->line.failures == 0;
    if (!able) {
        role_wait(-1, ms);
        return;
    }
    bool rung = role_wait(x->bell, MIN(ms, SEND_LINGER_MS));
    if (!rung && ms > SEND_LINGER_MS && !role_stopping()) {
        send_line_close(x);
        rung = role_wait(x->bell, ms - SEND_LINGER_MS);
    }
    if (rung)
        bell_drain(x->bell);
}

/* ---- configuration ---- */

static void reload(sender *x)
{
    g_autoptr(GError) why = NULL;
    config *c = role_config_load(x->x->config_path, NULL, &why);
    if (c == NULL) {
        log_error("the old configuration stays: %s", why->message);
        return;
    }
    send_line_anew(x);
    if (strcmp(c->store->path, x->x->config->store->path) != 0)
        close_store(x);
    config_free(x->x->config);
    x->x->config = c;
    log_info("configuration read again");
}

static int run(role_context *context)
{
    sender x = {.x = context, .alarms = alarm_new()};
    g_autoptr(GError) why = NULL;
    g_autofree char *bell = config_bell_socket(context->config, "send");
    x.bell = bell_listen(bell, &why);
    if (x.bell < 0)
        log_warn("doorbell: %s; looking every %d s instead", why->message,
                 SEND_POLL_MS / 1000);
    while (!role_stopping()) {
        int64_t next_ms = INT64_MAX;
        bool more = false;
        if (role_reload_wanted())
            reload(&x);
        if (open_store(&x))
            send_batch(&x, &more, &next_ms);
        if (!more)
            wait_for_work(&x, next_ms);
    }
    send_line_close(&x);
    close_store(&x);
    alarm_free(x.alarms);
    g_free(x.line.last_words);
    if (x.bell >= 0)
        close(x.bell);
    return 0;
}

static bool wanted(const config *c)
{
    return c->smtp->server.host != NULL;
}

const role role_send = {
    .name = "send",
    .describe = "gives outgoing mail to the smarthost",
    .needs_key = true,
    .wanted = wanted,
    .run = run,
};
