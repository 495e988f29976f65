/* publish: ends of undo windows. */
#include "roles/duty/duty.h"

static void due(const config *c, GArray *all)
{
    store_due publish = {.kind = STORE_DUE_PUBLISH};
    g_array_append_val(all, publish);
}

static GPtrArray *look(const duty_desk *d, GError **error)
{
    int64_t next_ms = 0;
    return store_entry_due(d->f->store, d->now_ms, &next_ms, error);
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_entry *e = item;
    const store_heads_wanted about = {.operators = {e->author}};
    snapshot_ticket *t =
        snapshot_ticket_alone(d->f->store, d->config, e->ticket, &about, error);
    plan *p = t ? decide_publish(d->config, t, e, d->now_ms) : NULL;
    snapshot_ticket_free(t);
    return p;
}

static char *say(const void *item)
{
    const store_entry *e = item;
    return g_strdup_printf("the reply %" G_GINT64_FORMAT
                           " of ticket #%" G_GINT64_FORMAT,
                           e->n, e->ticket);
}

const duty duty_publish = {.name = "ends of undo windows",
                           .always = true,
                           .due = due,
                           .look = look,
                           .decide = decide,
                           .say = say};
