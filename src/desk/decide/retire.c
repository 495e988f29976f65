/* decide_retire: an operator leaves, or somebody has another address: what an
 * administrator's command makes of each ticket. */
#include "desk/decide/room.h"

#include "desk/rights.h"

#include <string.h>

static bool is_watched_by(const snapshot_ticket *st, const char *id)
{
    return g_ptr_array_find_with_equal_func(st->watchers, id, g_str_equal,
                                            NULL);
}

static bool is_held_by(const snapshot_ticket *st, const char *id)
{
    return g_strcmp0(st->t->holder, id) == 0;
}

fault *decide_retire_wrong(const config *c, const config_operator *to,
                           const store_ticket *t)
{
    return rights_can(c, to, RIGHT_NOTE, t->queue, 0)
               ? NULL
               : fault_new(FAULT_NOT_IN_QUEUE, to->name, NULL);
}

/* What it ran is booked, as if she had stopped it. */
static void stop_timer(decide_job *j, const decide_leaver *from)
{
    const store_timer *t = decide_timer(j, from->id);
    const decide_booking all = {
        .who = from->id, .name = from->name, .work = "", .what = "", .min = -1};
    int64_t ticket;

    if (t && t->ticket == decide_ticket(j))
        decide_timer_stop(j, &all, &ticket);
}

plan *decide_retire(const config *c, const snapshot_ticket *st,
                    const decide_leaver *from, const config_operator *to,
                    int64_t now_ms)
{
    decide_job *j = decide_job_new(c, st, now_ms);
    bool watched = is_watched_by(st, from->id);

    j->admin = true;
    j->cause = "operator retire";
    j->reason = from->id;
    if (is_held_by(st, from->id)) {
        decide_set(j, PLAN_HOLDER, to->id);
        decide_event(j, "an administrator gave it to %s, because %s left",
                     to->name, from->name);
    }
    if (watched) {
        plan_watch(j->plan, decide_ticket(j), from->id, false);
        plan_watch(j->plan, decide_ticket(j), to->id, true);
    }
    stop_timer(j, from);
    if (from->secrets) {
        plan_revoke(j->plan, decide_ticket(j), from->id, st->t->last_entry);
        decide_event(j, "an administrator revoked the reply addresses of %s",
                     from->name);
    }
    return decide_job_end(j);
}

static json_t *numbers(const GArray *tickets)
{
    json_t *all = json_array();

    for (guint i = 0; i < tickets->len; i++)
        json_array_append_new(all,
                              json_integer(g_array_index(tickets, int64_t, i)));
    return all;
}

plan *decide_retired(const config *c, const decide_leaver *from,
                     const config_operator *to, const char *queue,
                     const GArray *yours, const GArray *watched, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);

    j->queue = config_queue_by_id(c, queue);
    decide_tell_about(j, to, "retired", PLAN_NONE, 0,
                      json_pack("{s:s, s:o, s:o}", "who", from->name, "yours",
                                numbers(yours), "watched", numbers(watched)));
    return decide_job_end(j);
}

/* ---- somebody's address ---- */

static const store_participant *participant(const snapshot_ticket *st,
                                            const char *address)
{
    for (unsigned i = 0; i < st->participants->len; i++) {
        const store_participant *p = st->participants->pdata[i];
        if (strcmp(p->address, address) == 0)
            return p;
    }
    return NULL;
}

plan *decide_readdress(const config *c, const snapshot_ticket *st,
                       const char *from, const char *to, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, st, now_ms);
    const store_participant *old = participant(st, from);
    const store_participant *new = participant(st, to);
    bool customer = strcmp(st->t->customer, from) == 0;

    j->admin = true;
    j->cause = "person retire";
    j->reason = from;
    if (customer) {
        decide_set(j, PLAN_CUSTOMER, to);
        if (new)
            plan_unparticipant(j->plan, decide_ticket(j), to);
    }
    if (old)
        plan_unparticipant(j->plan, decide_ticket(j), from);
    if (customer || !new) {
        store_participant *p = g_new0(store_participant, 1);
        p->address = g_strdup(to);
        p->name = g_strdup(new &&new->name ? new->name
                           : old           ? old->name
                                           : st->t->customer_name);
        p->part = customer ? STORE_CUSTOMER : old ? old->part : STORE_ADDED;
        plan_participant(j->plan, decide_ticket(j), p);
    }
    decide_event(j, "an administrator wrote %s in place of %s", to, from);
    return decide_job_end(j);
}
