/* assign: what came while nobody was on duty finds somebody. */
#include "roles/duty/duty.h"

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    snapshot_ticket *t =
        snapshot_ticket_alone(d->f->store, d->config, w->ticket, NULL, error);
    plan *p = t ? decide_assigned(d->config, t, d->now_ms) : NULL;
    snapshot_ticket_free(t);
    return p;
}

const duty duty_assign = {.name = "requests that came while nobody was on duty",
                          .waits = STORE_WAIT_ASSIGN,
                          .decide = decide};
