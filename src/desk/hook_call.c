/* hook_call: what is asked about hooks and lookups of the configuration; beside
 * it, so that commands can ask it. */
#include "desk/hook_config.h"

#include "config/section.h"
#include "store/job.h"

#include <string.h>

#define PAUSE_MAX_MS SPAN_HOUR

const config_hook *config_hook_by_id(const config *c, const char *id)
{
    return config_by_id(c->hooks, id);
}

const config_lookup *config_lookup_by_id(const config *c, const char *id)
{
    return config_by_id(c->lookups, id);
}

static bool is_one(const GPtrArray *names, const char *name)
{
    return names->len == 0 || (name && config_listed(names, name));
}

bool config_hook_hears(const config_hook *h, happen_kind what,
                       const char *queue)
{
    return h->command && config_listed(h->on, happen_names[what]) &&
           is_one(h->queues, queue);
}

bool config_lookup_asks(const config_lookup *l, const char *queue)
{
    return is_one(l->queues, queue);
}

bool config_hook_may(const config_hook *h, const char *command)
{
    return config_listed(h->may, command);
}

#define CALL_OF(kind_, x)                                                  \
    ((hook_call){kind_, (x)->id, (x)->command, (x)->when, (x)->timeout_ms, \
                 (x)->retry_ms, (x)->tries, (x)->at_once})

bool config_hook_call(const config *c, const char *kind, const char *name,
                      hook_call *call)
{
    const config_hook *h = NULL;
    const config_lookup *l = NULL;

    if (strcmp(kind, STORE_JOB_HOOK) == 0)
        h = config_hook_by_id(c, name);
    else if (strcmp(kind, STORE_JOB_LOOKUP) == 0)
        l = config_lookup_by_id(c, name);
    if (h)
        *call = CALL_OF(STORE_JOB_HOOK, h);
    else if (l)
        *call = CALL_OF(STORE_JOB_LOOKUP, l);
    return (h || l) && call->command;
}

bool config_has_calls(const config *c)
{
    for (guint i = 0; i < c->hooks->len; i++)
        if (((const config_hook *)c->hooks->pdata[i])->command)
            return true;
    return c->lookups->len > 0;
}

int64_t hook_call_again_ms(const hook_call *call, int64_t tries, int64_t now_ms)
{
    int64_t pause_ms = call->retry_ms;
    int64_t most_ms = MAX(call->retry_ms, PAUSE_MAX_MS);

    if (tries >= call->tries)
        return 0;
    for (int64_t i = 1; i < tries && pause_ms < most_ms; i++)
        pause_ms *= 2;
    return now_ms + MIN(pause_ms, most_ms);
}
