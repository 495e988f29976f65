/* waiting: customers who do not answer are reminded, and what was put off comes
 * back. */
#include "base/span.h"
#include "roles/duty/duty.h"
#include "store/outgoing.h"

static plan *decide_wait(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    snapshot_ticket *t =
        snapshot_ticket_alone(d->f->store, d->config, w->ticket, NULL, error);
    if (!t)
        return NULL;
    int64_t mails = store_outgoing_count_since(d->f->store, t->t->customer,
                                               d->now_ms - SPAN_HOUR, error);
    plan *p = mails < 0 ? NULL : decide_waiting(d->config, t, mails, d->now_ms);
    snapshot_ticket_free(t);
    return p;
}

static plan *decide_date(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    snapshot_ticket *t =
        snapshot_ticket_alone(d->f->store, d->config, w->ticket, NULL, error);
    plan *p = t ? decide_later(d->config, t, d->now_ms) : NULL;
    snapshot_ticket_free(t);
    return p;
}

const duty duty_waiting = {.name = "reminders of customers",
                           .waits = STORE_WAIT_CUSTOMER,
                           .decide = decide_wait};

const duty duty_later = {.name = "requests that were put off",
                         .waits = STORE_WAIT_LATER,
                         .decide = decide_date};
