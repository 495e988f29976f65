/* process_aside: a message for which something outside of it is damaged waits,
 * and the others go on. Nothing is held against it. */
#include "roles/process_room.h"

#include "base/log.h"
#include "roles/beat.h"
#include "roles/now.h"

#include <unistd.h>

static int64_t wait_of(unsigned times)
{
    int64_t ms = PROCESS_ASIDE_MS;
    for (unsigned i = 1; i < times && ms < PROCESS_STUCK_MS; i++)
        ms *= 2;
    return MIN(ms, PROCESS_STUCK_MS);
}

static char *cause_of(const char *id)
{
    return g_strdup_printf("message %s waits", id);
}

static void tell(process *p, const process_item *i, const char *why)
{
    g_autofree char *cause = cause_of(i->e->id);
    g_autofree char *text = g_strdup_printf(
        "A message from %s, which came in by %s, cannot be decided, and others "
        "are decided without it: %s\n\nIt stays in the spool and is tried "
        "again. `postern queue' shows it; `postern check' looks for damage.",
        i->e->sender ? i->e->sender : "unknown", i->e->door, why);
    g_ptr_array_add(p->alarms, g_steal_pointer(&cause));
    g_ptr_array_add(p->alarms, g_steal_pointer(&text));
}

void process_aside(process *p, process_item *i, GError *error)
{
    g_autofree char *id = g_strdup(i->e->id);
    unsigned times = GPOINTER_TO_UINT(g_hash_table_lookup(p->aside, id)) + 1;
    int64_t wait = wait_of(times);
    GError *local = NULL;
    if (i->fd >= 0)
        close(i->fd);
    i->fd = -1;
    if (spool_later(p->f.spool, id, role_now_ms() + wait, false, error->message,
                    &local) < 0) {
        /* it stays in hand, and comes here again */
        frame_spool_failed(&p->f, local);
        i->state = i->answer ? PROCESS_READY : PROCESS_WAITING;
        g_ptr_array_add(p->items, i);
        g_error_free(error);
        return;
    }
    g_autofree char *what = g_strdup_printf("what message %s needs", id);
    beat_trouble(what, error->message, 0);
    if (times == 1) {
        log_error("message %s cannot be decided: %s; it is tried again in %d "
                  "s, others go on",
                  id, error->message, (int)(wait / 1000));
        tell(p, i, error->message);
    }
    g_hash_table_insert(p->aside, g_strdup(id), GUINT_TO_POINTER(times));
    process_item_free(i);
    g_error_free(error);
}

void process_aside_over(process *p, const char *id)
{
    g_autofree char *what = g_strdup_printf("what message %s needs", id);
    g_autofree char *cause = cause_of(id);
    if (!g_hash_table_remove(p->aside, id))
        return;
    beat_trouble(what, NULL, 0);
    alarm_clear(p->f.alarms, p->f.store, cause, true, NULL);
}
