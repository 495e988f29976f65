/* status: what statuses become by themselves; resolved requests close silently. */
#include "roles/duty/duty.h"

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    snapshot_ticket *t =
        snapshot_ticket_read(d->f->store, w->ticket, NULL, error);
    plan *p = t ? decide_after(d->config, t, d->now_ms) : NULL;
    snapshot_ticket_free(t);
    return p;
}

const duty duty_status = {.name = "the next status of request",
                          .waits = DECIDE_AFTER,
                          .decide = decide};
