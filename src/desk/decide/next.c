/* decide_next: which statuses may be set by hand: `next` of [status NAME].
 * What leads to a status by itself (a reply, a customer's message, time)
 * asks nobody. */
#include "desk/decide/room.h"
#include "desk/rights.h"
#include "desk/type_config.h"

#include <string.h>

static bool may(const decide_job *j, const status_next *one)
{
    return !one->role || !j->op ||
           rights_is_ticket(j->c, j->op, role_named(one->role), j->st->t,
                            j->st->watchers);
}

/* Names of those that she may set, with commas; NULL: none. Caller frees. */
static char *possible(const decide_job *j, const GPtrArray *next)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (unsigned i = 0; i < next->len; i++) {
        const status_next *one = next->pdata[i];
        if (may(j, one))
            g_ptr_array_add(names, one->id);
    }
    if (names->len == 0)
        return NULL;
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}

fault *decide_next_wrong(decide_job *j, const char *to)
{
    const char *from = j->state.status;

    to = type_status(j->c, j->state.type, j->statuses, to);
    const GPtrArray *next = j->st ? status_next_of(j->statuses, from) : NULL;

    if (!next || strcmp(from, to) == 0)
        return NULL;
    for (unsigned i = 0; i < next->len; i++) {
        const status_next *one = next->pdata[i];
        if (strcmp(one->id, to) == 0 && may(j, one))
            return NULL;
    }
    const char *title =
        status_title(j->statuses, from, j->op ? j->op->language : NULL);
    g_autofree char *names = possible(j, next);
    return names ? fault_new(FAULT_NEXT, title, names, NULL)
                 : fault_new(FAULT_NO_NEXT, title, NULL);
}
