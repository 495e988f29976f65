/* close: resolved tickets close silently when their time has come. */
#include "desk/status_config.h"
#include "roles/duty/duty.h"

#define BATCH 100 /* tickets of a queue in one transaction */

static const char *const *resolved(const config *c)
{
    return status_of_stage(status_model_of(c), STATUS_RESOLVED);
}

static void due(const config *c, GArray *all)
{
    for (unsigned i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        for (const char *const *s = resolved(c); *s; s++) {
            store_due oldest = {.kind = STORE_DUE_CLOSE,
                                .queue = q->id,
                                .status = *s,
                                .after_ms = q->close_ms};
            g_array_append_val(all, oldest);
        }
    }
}

static GPtrArray *look(const duty_desk *d, GError **error)
{
    GPtrArray *queues = d->config->queues;
    g_autoptr(GPtrArray) all =
        g_ptr_array_new_with_free_func((GDestroyNotify)store_ticket_free);
    for (unsigned i = 0; i < queues->len; i++) {
        const config_queue *q = queues->pdata[i];
        g_autoptr(GPtrArray) old =
            store_ticket_in_status(d->f->store, q->id, resolved(d->config),
                                   d->now_ms - q->close_ms, BATCH, error);
        if (!old)
            return NULL;
        g_ptr_array_extend_and_steal(all, g_steal_pointer(&old));
    }
    return g_steal_pointer(&all);
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    return decide_close(d->config, item, d->now_ms);
}

static char *say(const void *item)
{
    const store_ticket *t = item;
    return g_strdup_printf("closing ticket #%" G_GINT64_FORMAT, t->id);
}

const duty duty_close = {.name = "closing of resolved tickets",
                         .due = due,
                         .look = look,
                         .decide = decide,
                         .say = say};
