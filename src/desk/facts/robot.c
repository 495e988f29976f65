/* facts_robot: what the store says of a robot and a request. */
#include "desk/facts/robot.h"

#include "base/span.h"
#include "store/outgoing.h"

bool facts_condition_words(store *s, const condition *k, int64_t ticket,
                           unsigned *words, GError **error)
{
    *words = 0;
    for (unsigned i = 0; k && i < k->parts->len; i++) {
        const condition_part *p = k->parts->pdata[i];
        store_ticket_filter f = {.words = p->filter->f.words, .only = ticket};
        if (!f.words)
            continue;
        g_autoptr(GPtrArray) found = store_ticket_list(s, &f, error);
        if (!found)
            return false;
        *words |= found->len > 0 ? 1u << i : 0;
    }
    return true;
}

static bool read_rest(store *s, const snapshot_ticket *t, int64_t now_ms,
                      decide_robot_ask *a, GError **error)
{
    a->mails = store_outgoing_count_since(s, t->t->customer, now_ms - SPAN_HOUR,
                                          error);
    return a->mails >= 0 &&
           facts_condition_words(s, a->robot->when, t->t->id, &a->words,
                                 error) &&
           facts_condition_words(s, a->robot->never, t->t->id, &a->never_words,
                                 error) &&
           store_robot_count(s, a->robot->id, t->t->id, now_ms, &a->counts,
                             error);
}

bool facts_robot(store *s, const config *c, int64_t ticket, int64_t now_ms,
                 decide_robot_ask *a, GError **error)
{
    snapshot_ticket *t = snapshot_ticket_alone(s, c, ticket, NULL, error);

    if (t && !read_rest(s, t, now_ms, a, error))
        g_clear_pointer(&t, snapshot_ticket_free);
    a->t = t;
    return t != NULL;
}
