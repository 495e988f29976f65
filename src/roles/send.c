/* send: the role that gives outgoing mail to the smarthost. */
#include "base/bell.h"
#include "base/err.h"
#include "base/log.h"
#include "roles/now.h"
#include "roles/send_config.h"
#include "roles/send_room.h"
#include "store/store_config.h"
#include <string.h>
#include <sysexits.h>

static const char store_cause[] = "store is away";

/* ---- store ---- */

static void close_store(sender *x)
{
    g_hash_table_remove_all(x->skipped);
    g_clear_pointer(&x->pub, store_public_close);
    g_clear_pointer(&x->wall, store_wall_close);
    g_clear_pointer(&x->f.store, store_close);
}

void send_store_lost(sender *x, GError *why)
{
    g_autofree char *words = g_strdup(why->message);
    const char *path = x->f.x->config->store->path;
    close_store(x);
    frame_store_failed(&x->f, why);
    if (trouble_lasts_ms(&x->f.store_trouble) < SEND_ALARM_MS)
        return;
    g_autofree char *text = g_strdup_printf(
        "The store %s cannot be used: %s\n\nOutgoing mail waits, incoming mail "
        "stays in the spool; nothing is lost. Look at the disk (df) and at the "
        "file's owner; Postern goes on by itself.",
        path, words);
    send_alarm(x, store_cause, text);
}

static bool open_store(sender *x)
{
    g_autoptr(GError) why = NULL;
    if (!frame_store(&x->f))
        return false;
    if (x->pub)
        return true;
    x->pub = store_public_open(x->f.x->config->store, &why);
    if (x->pub)
        x->wall = store_wall_open(x->f.x->config->store, &why);
    if (!x->wall) {
        send_store_lost(x, g_steal_pointer(&why));
        return false;
    }
    trouble_over(&x->f.store_trouble);
    if (!x->recalled)
        x->recalled = alarm_recall(x->f.alarms, x->f.store, &why);
    if (why)
        log_warn("alarms of earlier runs: %s", why->message);
    send_alarm_over(x, store_cause);
    return true;
}

bool send_is_stubborn(sender *x, int64_t id, const GError *why)
{
    if (x->stubborn != id)
        x->stubborn_times = 0;
    x->stubborn = id;
    return trouble_is_stubborn(why, ++x->stubborn_times);
}

/* ---- rounds ---- */

/* What failed before may fail slowly. */
static gint first_tries_first(gconstpointer a, gconstpointer b)
{
    const store_outgoing *x = *(store_outgoing *const *)a;
    const store_outgoing *y = *(store_outgoing *const *)b;
    if ((x->tries > 0) != (y->tries > 0))
        return x->tries > 0 ? 1 : -1;
    return x->next_ms != y->next_ms ? (x->next_ms < y->next_ms ? -1 : 1)
                                    : (x->id < y->id ? -1 : x->id > y->id);
}

/* One batch. False: nothing can be done now. *next_ms: when more is due. */
static bool send_batch(sender *x, bool *more, int64_t *next_ms)
{
    GError *why = NULL;
    g_autoptr(GArray) damaged = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) rows = store_outgoing_due(
        x->f.store, role_now_ms(), SEND_BATCH + g_hash_table_size(x->damaged),
        next_ms, damaged, &why);
    *more = false;
    if (rows && !send_set_aside(x, damaged))
        err_set(&why, ERR_DATA,
                "outgoing mail %" G_GINT64_FORMAT " cannot be read",
                g_array_index(damaged, int64_t, 0));
    if (!rows || why || !send_name_rows(x, rows, &why)) {
        send_store_lost(x, why);
        return false;
    }
    g_ptr_array_sort(rows, first_tries_first);
    for (guint i = 0; i < rows->len && !role_stopping(); i++)
        if (!send_row(x, rows->pdata[i]))
            return false;
    *more = rows->len > g_hash_table_size(x->skipped);
    if (g_hash_table_size(x->skipped) > 0 && !trouble_is_waiting(&x->unwritten))
        g_hash_table_remove_all(x->skipped);
    return true;
}

static int64_t wait_ms(const sender *x, int64_t next_ms)
{
    if (!x->f.store)
        return MAX(trouble_wait_ms(&x->f.store_trouble), SEND_STORE_MS / 10);
    if (trouble_is_waiting(&x->line.trouble))
        return trouble_wait_ms(&x->line.trouble);
    return CLAMP(next_ms - role_now_ms(), 0, SEND_POLL_MS);
}

/* Rings are for when we could do something; while something is away they would
 * only make us spin. */
static void wait_for_work(sender *x, int64_t next_ms)
{
    int64_t ms = wait_ms(x, next_ms);
    int bell = x->f.bell.fd;
    if (!x->f.store || x->line.trouble.failures > 0) {
        role_wait(-1, ms);
        return;
    }
    bool rung = role_wait(bell, MIN(ms, SEND_LINGER_MS));
    if (!rung && ms > SEND_LINGER_MS && !role_stopping()) {
        send_line_close(x);
        rung = role_wait(bell, ms - SEND_LINGER_MS);
    }
    if (rung)
        bell_drain(bell);
}

/* ---- the role ---- */

static bool step(void *self)
{
    sender *x = self;
    int64_t next_ms = INT64_MAX;
    bool more = false;
    frame_keep_bell(&x->f);
    frame_remember(&x->f, false);
    if (open_store(x))
        send_batch(x, &more, &next_ms);
    if (!more)
        wait_for_work(x, next_ms);
    return true;
}

static bool reload(void *self, config *fresh)
{
    sender *x = self;
    send_line_anew(x);
    close_store(x);
    frame_reload(&x->f, fresh);
    return true;
}

void sender_init(sender *x, role_context *context)
{
    frame_init(&x->f, context, "", "mail waits");
    x->pub = NULL;
    x->wall = NULL;
    x->recalled = false;
    x->handed = send_handed_new(context->config);
    x->hung = send_hung_new();
    x->skipped =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    x->damaged =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    x->unwritten = (trouble){.what = "the store for a result",
                             .min_ms = SEND_SKIPPED_MS,
                             .max_ms = SEND_SKIPPED_MS};
    x->stubborn = 0;
    x->stubborn_times = 0;
    x->line = (send_line){.trouble = {.what = "the smarthost",
                                      .max_ms = SEND_LINE_MAX_MS,
                                      .mild_ms = SEND_ALARM_MS,
                                      .jitter = true}};
}

void sender_clear(sender *x)
{
    send_line_close(x);
    trouble_clear(&x->line.trouble);
    close_store(x);
    trouble_clear(&x->unwritten);
    g_hash_table_unref(x->skipped);
    g_hash_table_unref(x->damaged);
    send_handed_free(x->handed);
    send_hung_free(x->hung);
    frame_clear(&x->f);
}

static int run(role_context *context)
{
    static const frame_work work = {.step = step, .reload = reload};
    sender x;
    sender_init(&x, context);
    frame_listen(&x.f, "send");
    frame_loop(context, &work, &x);
    sender_clear(&x);
    return EX_OK;
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
