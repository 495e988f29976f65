/* jobs_event: reads what a hook's or a lookup's command is told. */
#include "roles/jobs_room.h"

#include "base/err.h"
#include "desk/facts/robot.h"
#include "desk/hook_event.h"
#include "roles/now.h"
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

    g_autoptr(GPtrArray) times =
        people ? store_time_list(s, &(store_time_filter){.ticket = job->ticket},
                                 error)
               : NULL;

    if (times && read_entry(s, job, &entry, error)) {
        const hook_event e = {c,      job,   t,     values,
                              people, entry, times, hears_notes(c, job)};
        text = hook_event_json(&e);
    }
    store_entry_free(entry);
    return text;
}

/* ---- does it ask for anything? ---- */

/* Its texts are the event's. */
static GArray *events_of(json_t *event)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(condition_event));
    const char *name = json_string_value(json_object_get(event, "event"));
    const condition_event e = {
        .what = happen_named(name ? name : ""),
        .by = json_string_value(json_object_get(event, "by")),
        .old = json_string_value(json_object_get(event, "old")),
        .field = json_string_value(json_object_get(event, "field"))};

    g_array_append_val(all, e);
    return all;
}

static bool holds(const config *c, const snapshot_ticket *t,
                  const condition *when, const store_job *job, unsigned words)
{
    json_t *event = json_loads(job->event, 0, NULL);
    g_autoptr(GArray) events = events_of(event);
    const condition_ask ask = {.c = c,
                               .t = t,
                               .events = events,
                               .words = words,
                               .now_ms = role_now_ms()};
    bool is = condition_holds(when, &ask);

    json_decref(event);
    return is;
}

static bool ask_if(store *s, const config *c, const condition *when,
                   const store_job *job, bool *wanted, GError **error)
{
    unsigned words = 0;
    snapshot_ticket *t = snapshot_ticket_alone(s, c, job->ticket, NULL, error);
    bool fine = t && facts_condition_words(s, when, job->ticket, &words, error);

    *wanted = fine && holds(c, t, when, job, words);
    snapshot_ticket_free(t);
    return fine;
}

/* ---- both, of one moment ---- */

bool jobs_event(jobs_role *k, const hook_call *call, const store_job *job,
                char **text, bool *wanted, GError **error)
{
    const config *c = k->f.x->config;
    store *s = k->f.store;
    g_autoptr(GError) why = NULL;

    *text = NULL;
    *wanted = true;
    if (!store_begin_reading(s, error))
        return false;
    if (!call->when || ask_if(s, c, call->when, job, wanted, &why))
        *text = *wanted ? read_event(s, c, job, &why) : NULL;
    store_rollback(s);
    if (!why || g_error_matches(why, ERR_DOMAIN, ERR_NOT_FOUND))
        return true;
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
}
