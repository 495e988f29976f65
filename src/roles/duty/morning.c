/* morning: what each operator is told when her working day begins. */
#include "desk/morning.h"
#include "roles/duty/duty.h"
#include "store/time.h"
#include "store/waits.h"

#include <string.h>

#define ROWS_MAX 10000

/* Is there anything to tell? */
static bool any_of(store *s, const config *c, const config_operator *o,
                   int64_t now_ms, bool *any, GError **error)
{
    g_autoptr(morning) m = morning_new(c, o, now_ms);
    GError *local = NULL;
    g_autoptr(store_timer) timer = store_timer_get(s, o->id, &local);

    if (local) {
        g_propagate_error(error, local);
        return false;
    }
    *any = timer != NULL;
    for (int i = 0; i < MORNING_PARTS && !*any; i++) {
        m->parts[i].limit = 1;
        g_autoptr(GPtrArray) one = store_ticket_list(s, &m->parts[i], error);
        if (!one)
            return false;
        *any = one->len > 0;
    }
    return true;
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const store_wait *w = item;
    const config_operator *o = config_operator_by_id(d->config, w->ref);
    g_autoptr(assign_staff) staff =
        assign_staff_read(d->f->store, d->config, error);
    bool any = false;

    if (!staff || (o && morning_wanted(d->config, o) &&
                   !any_of(d->f->store, d->config, o, d->now_ms, &any, error)))
        return NULL;
    return decide_morning(d->config, w->ref, staff, any, d->now_ms);
}

const duty duty_morning = {.name = "lists for the morning",
                           .waits = STORE_WAIT_MORNING,
                           .decide = decide};

/* ---- as the configuration has it ---- */

static bool is_due(const GPtrArray *rows, const char *ref, int64_t now_ms)
{
    for (unsigned i = 0; i < rows->len; i++) {
        const store_wait *w = rows->pdata[i];
        if (strcmp(w->ref, ref) == 0)
            return w->at_ms <= now_ms;
    }
    return false;
}

bool duty_morning_fill(store *s, const config *c, int64_t now_ms,
                       GError **error)
{
    g_autoptr(GPtrArray) rows =
        store_wait_due(s, STORE_WAIT_MORNING, INT64_MAX, ROWS_MAX, error);

    for (unsigned i = 0; rows && i < c->operators->len; i++) {
        const config_operator *o = c->operators->pdata[i];
        store_wait w = {.kind = (char *)STORE_WAIT_MORNING, .ref = o->id};
        if (is_due(rows, o->id, now_ms))
            continue;
        if (morning_wanted(c, o))
            w.at_ms = morning_next(c, o, now_ms);
        if (w.at_ms == INT64_MAX)
            w.at_ms = 0;
        if (!store_wait_set(s, &w, error))
            return false;
    }
    return rows != NULL;
}
