/* prepaid: time was booked on a service: is what is prepaid of it running out? */
#include "roles/duty/duty.h"

#include "desk/prepaid_now.h"
#include "store/people.h"
#include "store/warned.h"

static plan *decide_of(const duty_desk *d, const prepaid_now *p, GError **error)
{
    store *s = d->f->store;
    int told = 0;
    g_autoptr(GPtrArray) contacts = store_contacts(s, p->company->id, error);
    if (!contacts ||
        !store_warned_get(s, p->service->id, p->month.month, &told, error))
        return NULL;
    return decide_prepaid(d->config, p, contacts, told, d->now_ms);
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    GError *local = NULL;
    g_autoptr(prepaid_now) p =
        prepaid_now_read(d->f->store, d->config,
                         g_ascii_strtoll(w->ref, NULL, 10), d->now_ms, &local);
    if (local) {
        g_propagate_error(error, local);
        return NULL;
    }
    return p ? decide_of(d, p, error) : plan_new();
}

const duty duty_prepaid = {
    .name = "prepaid time", .waits = DECIDE_PREPAID, .decide = decide};
