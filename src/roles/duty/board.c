/* board: who leads the line is told of boards that have not decided in time. */
#include "roles/duty/duty.h"

#include "store/waits.h"

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    snapshot_ticket *t =
        snapshot_ticket_alone(d->f->store, d->config, w->ticket, NULL, error);
    plan *p = t ? decide_board_late(d->config, t, w->ref, d->now_ms) : NULL;

    snapshot_ticket_free(t);
    return p;
}

const duty duty_board = {.name = "boards", .waits = "board", .decide = decide};
