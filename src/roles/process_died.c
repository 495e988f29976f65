/* process_died: a message that kills who reads it is tried later and later. */
#include "roles/process_room.h"

#include "base/err.h"
#include "base/log.h"
#include "roles/now.h"

void process_item_free(process_item *i)
{
    if (!i)
        return;
    spool_entry_free(i->e);
    scan_answer_free(i->answer);
    g_free(i->fate);
    g_free(i);
}

static void say(const process_item *i, int deaths, int64_t wait_ms,
                const char *why)
{
    const char *from = i->e->sender ? i->e->sender : "unknown";
    if (i->e->deaths >= SPOOL_DEATHS_MAX)
        log_error("message %s from %s cannot be held: %s; it stays in the "
                  "spool and is tried again in %d min",
                  i->e->id, from, why, (int)(wait_ms / 60000));
    else if (deaths >= SPOOL_DEATHS_MAX)
        log_error("message %s from %s: %s, and so %d times; it is held",
                  i->e->id, from, why, deaths);
    else
        log_warn("message %s from %s: %s; tried again in %d s (%d of %d)",
                 i->e->id, from, why, (int)(wait_ms / 1000), deaths,
                 SPOOL_DEATHS_MAX);
}

void process_died(process *p, process_item *i, GError *error)
{
    static const int64_t waits[] = {PROCESS_SECOND_MS, PROCESS_THIRD_MS, 0};
    bool counts = i->e->deaths < SPOOL_DEATHS_MAX;
    int64_t wait = counts ? waits[MIN(i->e->deaths, 2)] : PROCESS_STUCK_MS;
    GError *local = NULL;
    int deaths = spool_later(p->f.spool, i->e->id, role_now_ms() + wait, counts,
                             error->message, &local);
    if (deaths >= 0) {
        say(i, deaths, wait, error->message);
        process_item_free(i);
    } else { /* it stays in hand, and comes here again */
        frame_spool_failed(&p->f, local);
        i->state = i->answer ? PROCESS_READY : PROCESS_WAITING;
        g_ptr_array_add(p->items, i);
    }
    g_error_free(error);
}
