/* decide_hooks: jobs of [hook NAME] and [lookup NAME] for what a plan makes
 * happen. */
#include "desk/decide/room.h"
#include "desk/happen.h"
#include "desk/history.h"
#include "desk/hook_config.h"

#include <string.h>

/* That it is in, in the end. */
static const char *queue_of(const decide_job *j, const snapshot_ticket *st)
{
    const plan_step *made = plan_find(j->plan, PLAN_TICKET);
    const char *queue = st ? st->t->queue : made->ticket->queue;
    int64_t id = st ? st->t->id : 0;

    for (unsigned i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_SET && s->set.field == PLAN_QUEUE &&
            s->set.ticket == id)
            queue = s->set.value.text;
    }
    return queue;
}

/* ---- one event ---- */

/* Of a reply that waited the plan says no more than its number. */
static const char *who_replied(const snapshot_ticket *st, int64_t entry)
{
    for (unsigned i = 0; i < st->pending->len; i++) {
        const store_entry *e = st->pending->pdata[i];
        if (e->n == entry)
            return e->author;
    }
    return "";
}

static const char *actor_of(const decide_job *j, const snapshot_ticket *st,
                            const happening *h)
{
    if (*h->actor)
        return h->actor;
    if (h->what == HAPPEN_REPLY && st)
        return who_replied(st, h->entry);
    if (h->what == HAPPEN_NEW && h->kind == STORE_ACTOR_CUSTOMER)
        return plan_find(j->plan, PLAN_TICKET)->ticket->customer;
    return "";
}

static void set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, text ? json_string(text) : json_null());
}

static char *event_text(const decide_job *j, const snapshot_ticket *st,
                        const happening *h)
{
    json_t *event = json_pack("{s:s, s:s}", "event", happen_names[h->what],
                              "by", history_actor(h->kind));

    set_text(event, "actor", actor_of(j, st, h));
    if (h->field)
        set_text(event, "field", h->field);
    if (h->old || h->new) {
        set_text(event, "old", h->old);
        set_text(event, "new", h->new);
    }
    return decide_dump(event);
}

static void add_job(decide_job *j, const snapshot_ticket *st,
                    const happening *h, const char *kind, const char *name)
{
    store_job *job = g_new0(store_job, 1);

    job->kind = g_strdup(kind);
    job->name = g_strdup(name);
    job->ticket = st ? st->t->id : 0;
    job->entry = h->entry;
    job->event = event_text(j, st, h);
    plan_job(j->plan, h->at, job);
}

/* ---- all of a plan ---- */

/* A new request is told with what it begins with: after that was planned. */
static void join_first(GPtrArray *all)
{
    happening *new = all->len > 0 ? all->pdata[0] : NULL;

    if (!new || new->what != HAPPEN_NEW)
        return;
    for (unsigned i = 1; i < all->len; i++) {
        const happening *h = all->pdata[i];
        if (h->entry == 0)
            continue;
        new->entry = h->entry;
        new->at = h->at;
        g_ptr_array_steal_index(all, 0);
        g_ptr_array_insert(all, (int)i - 1, new);
        return;
    }
}

/* Of one event, the last first, as they are put before what stands there. */
static void add_jobs(decide_job *j, const snapshot_ticket *st,
                     const happening *h, const char *queue)
{
    const config *c = j->c;

    for (unsigned i = c->hooks->len; i-- > 0;) {
        const config_hook *hook = c->hooks->pdata[i];
        if (config_hook_hears(hook, h->what, queue))
            add_job(j, st, h, STORE_JOB_HOOK, hook->id);
    }
    for (unsigned i = c->lookups->len; i-- > 0;) {
        const config_lookup *l = c->lookups->pdata[i];
        if (h->what == HAPPEN_NEW && config_lookup_asks(l, queue))
            add_job(j, st, h, STORE_JOB_LOOKUP, l->id);
    }
}

/* What another system does starts none: two of them would go on for ever. */
void decide_hooks(decide_job *j, const snapshot_ticket *st)
{
    if (!config_has_calls(j->c) ||
        (j->hand && j->hand->kind == STORE_ACTOR_HOOK))
        return;
    g_autoptr(GPtrArray) all = happen_of(j->plan, st, j->statuses);
    const char *queue = queue_of(j, st);
    join_first(all);
    for (unsigned i = all->len; i-- > 0;)
        add_jobs(j, st, all->pdata[i], queue);
}

/* ---- asked again ---- */

static int64_t first_message(const snapshot_ticket *st)
{
    for (unsigned i = 0; i < st->entries->len; i++) {
        const store_head *e = st->entries->pdata[i];
        if (e->kind == STORE_ARTICLE && e->by == STORE_BY_CUSTOMER)
            return e->n;
    }
    return 0;
}

void decide_ask_lookup(decide_job *j, const struct config_lookup *l)
{
    json_t *event =
        json_pack("{s:s, s:s, s:s}", "event", "lookup", "by",
                  history_actor(STORE_ACTOR_OPERATOR), "actor", j->op->id);
    store_job *job = g_new0(store_job, 1);

    job->kind = g_strdup(STORE_JOB_LOOKUP);
    job->name = g_strdup(l->id);
    job->ticket = decide_ticket(j);
    job->entry = first_message(j->st);
    job->event = decide_dump(event);
    plan_job(j->plan, PLAN_END, job);
    decide_event(j, "asked %s again", l->title);
}
