/* jobs_event: reads what a hook's or a lookup's command is told. */
#include "roles/jobs_room.h"

#include "base/err.h"
#include "desk/hook_event.h"
#include "store/moved.h"
#include "store/people.h"
#include "store/value.h"

#include <string.h>

/* Where it is now; entries move with merges. */
static bool read_entry(store *s, const store_job *job, store_entry **e,
                       GError **error)
{
    store_place at;

    if (job->entry <= 0)
        return true;
    return store_lead(s, job->ticket, job->entry, &at, error) &&
           (*e = store_entry_get(s, at.ticket, at.n, error));
}

static bool hears_notes(const config *c, const store_job *job)
{
    const config_hook *h = strcmp(job->kind, STORE_JOB_HOOK) == 0
                               ? config_hook_by_id(c, job->name)
                               : NULL;

    return h && h->notes;
}

static char *read_event(store *s, const config *c, const store_job *job,
                        GError **error)
{
    g_autoptr(store_ticket) t = store_ticket_get(s, job->ticket, error);
    g_autoptr(GPtrArray) values =
        t ? store_values(s, STORE_VALUE_OF_TICKET, t->id, error) : NULL;
    g_autoptr(GPtrArray) people =
        values ? store_participants(s, t->id, error) : NULL;
    store_entry *entry = NULL;
    char *text = NULL;

    if (people && read_entry(s, job, &entry, error)) {
        const hook_event e = {
            c, job, t, values, people, entry, hears_notes(c, job)};
        text = hook_event_json(&e);
    }
    store_entry_free(entry);
    return text;
}

char *jobs_event(jobs_role *k, const store_job *job, GError **error)
{
    g_autoptr(GError) why = NULL;
    char *text = NULL;

    if (!store_begin_reading(k->f.store, error))
        return NULL;
    text = read_event(k->f.store, k->f.x->config, job, &why);
    store_rollback(k->f.store);
    if (!text && !g_error_matches(why, ERR_DOMAIN, ERR_NOT_FOUND))
        g_propagate_error(error, g_steal_pointer(&why));
    return text;
}
