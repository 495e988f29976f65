/* review: some of the requests that were closed go to a lead. Which is drawn with
 * the site's key, so that nobody who works on one can tell. */
#include "desk/rating.h"
#include "roles/duty/duty.h"

#include "store/waits.h"

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    snapshot_ticket *t =
        snapshot_ticket_alone(d->f->store, d->config, w->ticket, NULL, error);
    plan *p =
        t ? decide_review_due(
                d->config, t,
                rating_draw(&d->f->x->site, t->t->epoch, t->t->id), d->now_ms)
          : NULL;

    snapshot_ticket_free(t);
    return p;
}

const duty duty_review = {
    .name = "reviews", .waits = DECIDE_REVIEW, .decide = decide};
