/* sla: clocks whose warning or end has come. All that is due at once is one
 * plan: who has too many of them gets one mail. */
#include "base/err.h"
#include "roles/duty/duty.h"

#define BATCH 500 /* clocks in one plan */

static void due(const config *c, GArray *all)
{
    store_due rows = {.kind = STORE_DUE_WAIT, .queue = DECIDE_SLA_WAIT};

    g_array_append_val(all, rows);
}

/* One item: the rows. */
static GPtrArray *look(const duty_desk *d, GError **error)
{
    g_autoptr(GPtrArray) rows =
        store_wait_due(d->f->store, DECIDE_SLA_WAIT, d->now_ms, BATCH, error);
    GPtrArray *all;

    if (!rows)
        return NULL;
    all = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    if (rows->len > 0)
        g_ptr_array_add(all, g_steal_pointer(&rows));
    return all;
}

/* Of a ticket that is gone its row alone is left. False on error. */
static bool read_one(const duty_desk *d, const store_wait *w, GPtrArray *read,
                     GArray *cases, GPtrArray *gone, GError **error)
{
    GError *local = NULL;
    decide_due one = {
        snapshot_ticket_read(d->f->store, w->ticket, NULL, &local), w->ref};

    if (one.t) {
        g_ptr_array_add(read, (void *)one.t);
        g_array_append_val(cases, one);
        return true;
    }
    if (!g_error_matches(local, ERR_DOMAIN, ERR_NOT_FOUND)) {
        g_propagate_error(error, local);
        return false;
    }
    g_error_free(local);
    g_ptr_array_add(gone, (void *)w);
    return true;
}

static plan *decide(const duty_desk *d, void *item, GError **error)
{
    const GPtrArray *rows = item;
    g_autoptr(GPtrArray) read =
        g_ptr_array_new_with_free_func((GDestroyNotify)snapshot_ticket_free);
    g_autoptr(GPtrArray) gone = g_ptr_array_new();
    g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(decide_due));

    for (unsigned i = 0; i < rows->len; i++)
        if (!read_one(d, rows->pdata[i], read, cases, gone, error))
            return NULL;
    plan *p = decide_sla(d->config, cases, d->now_ms);
    for (unsigned i = 0; i < gone->len; i++) {
        const store_wait *w = gone->pdata[i];
        plan_wait(p, w->kind, w->ref, w->ticket, 0);
    }
    return p;
}

static char *say(const void *item)
{
    const GPtrArray *rows = item;
    const store_wait *w = rows->pdata[0];

    return g_strdup_printf("%u clocks, the first %s", rows->len, w->ref);
}

const duty duty_sla = {.name = "clocks of SLAs",
                       .due = due,
                       .look = look,
                       .decide = decide,
                       .say = say};
