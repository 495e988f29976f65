/* remind: held replies that nobody has answered. */
#include "roles/duty/duty.h"

/* A reminder to the author and one to the line: both are ages of an item. */
static void due(const config *c, GArray *all)
{
    store_due author = {.kind = STORE_DUE_REMIND,
                        .after_ms = DECIDE_REMIND_AUTHOR_MS};
    store_due line = {.kind = STORE_DUE_REMIND,
                      .after_ms = DECIDE_REMIND_LINE_MS};
    g_array_append_val(all, author);
    g_array_append_val(all, line);
}

static GPtrArray *look(const duty_desk *d, GError **error)
{
    GPtrArray *open = store_held_unanswered(d->f->store, error);
    for (unsigned i = open ? open->len : 0; i-- > 0;) {
        const store_held *h = open->pdata[i];
        if (d->now_ms - h->created_ms < DECIDE_REMIND_AUTHOR_MS)
            g_ptr_array_remove_index(open, i);
    }
    return open;
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_held *h = item;
    snapshot_ticket *t = NULL;
    if (h->ticket && !(t = snapshot_ticket_alone(d->f->store, d->config,
                                                 h->ticket, NULL, error)))
        return NULL;
    plan *p = decide_remind(d->config, t, h, d->now_ms);
    snapshot_ticket_free(t);
    return p;
}

static char *say(const void *item)
{
    const store_held *h = item;
    return g_strdup_printf("a reminder of held item %" G_GINT64_FORMAT, h->id);
}

const duty duty_remind = {.name = "reminders of held replies",
                          .due = due,
                          .look = look,
                          .decide = decide,
                          .say = say};
