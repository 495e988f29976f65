/* timer: operators whose working day is over are asked about timers that run. */
#include "roles/duty/duty.h"

#include "store/time.h"

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    GError *local = NULL;
    g_autoptr(store_timer) t = store_timer_get(d->f->store, w->ref, &local);
    if (local) {
        g_propagate_error(error, local);
        return NULL;
    }
    if (!t) /* it was stopped */
        return plan_new();
    snapshot_ticket *st =
        snapshot_ticket_alone(d->f->store, d->config, t->ticket, NULL, error);
    plan *p = st ? decide_timer_due(d->config, st, w->ref, d->now_ms) : NULL;

    snapshot_ticket_free(st);
    return p;
}

const duty duty_timer = {
    .name = "timers", .waits = DECIDE_TIMER, .decide = decide};
