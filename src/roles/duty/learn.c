/* learn: what operators taught is learned and published (roles/learner.h). */
#include "roles/duty/duty.h"

#define EVERY_MS 60000 /* lessons of commands, which ring nobody */

static bool work(duty_desk *d, int64_t *again_ms, GError **error)
{
    if (!learner_step(d->learner, d->f->store, d->config, d->now_ms, error))
        return false;
    *again_ms =
        MIN(*again_ms, learner_wait_ms(d->learner, d->config, d->now_ms));
    return true;
}

const duty duty_learn = {
    .name = "learning", .every_ms = EVERY_MS, .work = work};
