/* digest: newly held spam, and what was put aside, shown to the first line of
 * its queue. */
#include "roles/duty/duty.h"

typedef struct digest {
    const config_queue *queue;
    GPtrArray *items; /* store_held* */
} digest;

static void digest_free(void *data)
{
    digest *one = data;
    g_ptr_array_unref(one->items);
    g_free(one);
}

static void due(const config *c, GArray *all)
{
    for (unsigned i = 0; i < c->queues->len; i++) {
        const config_queue *q = c->queues->pdata[i];
        store_due oldest = {.kind = STORE_DUE_DIGEST,
                            .queue = q->id,
                            .after_ms = q->spam_digest_ms};
        if (q->spam_digest_ms == 0)
            continue;
        g_array_append_val(all, oldest);
        oldest.kind = STORE_DUE_ASIDE;
        oldest.after_ms *= DECIDE_ASIDE_TIMES;
        g_array_append_val(all, oldest);
    }
}

static GPtrArray *look(const duty_desk *d, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(digest_free);
    GPtrArray *queues = d->config->queues;
    for (unsigned i = 0; i < queues->len; i++) {
        const config_queue *q = queues->pdata[i];
        GPtrArray *items = store_held_undigested(d->f->store, q->id, error);
        if (!items)
            return NULL;
        digest *one = g_new0(digest, 1);
        *one = (digest){q, items};
        g_ptr_array_add(all, one);
    }
    return g_steal_pointer(&all);
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const digest *one = item;
    return decide_digest(d->config, one->queue, one->items, d->now_ms);
}

static char *say(const void *item)
{
    const digest *one = item;
    return g_strdup_printf("the digest of held spam of queue %s",
                           one->queue->id);
}

const duty duty_digest = {.name = "digests of held spam",
                          .due = due,
                          .look = look,
                          .decide = decide,
                          .say = say};
