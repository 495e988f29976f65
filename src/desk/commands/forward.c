/* commands/forward: a request is shown to a partner outside, and his answers come
 * back as notes. */
#include "desk/decide/room.h"
#include "desk/speech.h"

#include <string.h>

/* "integrator why", "integrator off"; *why is what follows the name. NULL: there
 * is no such partner. */
static const config_partner *partner_of(const decide_job *j,
                                        const char *argument, char **name,
                                        const char **why)
{
    size_t size = strcspn(argument, " \t");

    *name = g_strndup(argument, size);
    *why = argument + size + strspn(argument + size, " \t");
    for (unsigned i = 0; i < j->c->partners->len; i++) {
        const config_partner *p = j->c->partners->pdata[i];
        if (g_ascii_strcasecmp(p->id, *name) == 0)
            return p;
    }
    return NULL;
}

static bool is_off(const char *why)
{
    return speech_is_off(why);
}

static fault *no_partner(const decide_job *j, const char *name)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    if (j->c->partners->len == 0)
        return fault_new(FAULT_NO_PARTNERS, NULL);
    for (unsigned i = 0; i < j->c->partners->len; i++)
        g_ptr_array_add(ids, ((config_partner *)j->c->partners->pdata[i])->id);
    g_ptr_array_add(ids, NULL);
    return decide_near("forward", name, (const char *const *)ids->pdata);
}

static fault *check(decide_job *j, const command_call *call)
{
    g_autofree char *name = NULL;
    const char *why;
    const config_partner *p = partner_of(j, call->argument, &name, &why);

    if (!p)
        return no_partner(j, name);
    if (is_off(why) && !decide_forwarded(j, p))
        return fault_new(FAULT_NOT_FORWARDED, p->name, NULL);
    if (status_is(j->statuses, j->state.status, STATUS_SPAM) && !is_off(why))
        return fault_new(FAULT_FORWARD_SPAM, NULL);
    return NULL;
}

static void end(decide_job *j, const config_partner *p)
{
    const outsider o = {.partner = p};
    g_autofree char *key = outsider_key(&o);
    store_forwarded *now = store_forwarded_copy(decide_forwarded(j, p));

    plan_revoke(j->plan, j->st->t->id, key, j->st->t->last_entry);
    decide_event(j,
                 "ended what was forwarded to %s: the reply address does not "
                 "work any more",
                 p->name);
    now->ended_ms = j->now_ms;
    plan_forwarded(j->plan, now);
}

/* The same for him and for her who is told what he gets: the conversation as it
 * stood before this message. */
static json_t *data_of(const decide_job *j, const config_partner *p,
                       const char *why)
{
    return json_pack("{s:s,s:s,s:s,s:I}", "partner", p->id, "by", j->op->id,
                     "asks", why, "upto", (json_int_t)j->st->t->last_entry);
}

static void send(decide_job *j, const config_partner *p, const char *why)
{
    store_outgoing *o =
        decide_mail(j, STORE_TO_OUTSIDER, "forward", p->addresses->pdata[0]);
    json_t *data = data_of(j, p, why);
    char *raw = json_dumps(data, JSON_COMPACT);

    o->entry = PLAN_LATEST;
    g_free(o->data);
    o->data = g_strdup(raw);
    plan_send(j->plan, o);
    free(raw);
    json_decref(data);
}

static void remember(decide_job *j, const config_partner *p)
{
    store_forwarded *f = g_new0(store_forwarded, 1);

    f->ticket = decide_ticket(j);
    f->partner = g_strdup(p->id);
    f->operator_id = g_strdup(j->op->id);
    f->at_ms = j->now_ms;
    plan_forwarded(j->plan, f);
}

static void run(decide_job *j, const command_call *call)
{
    g_autofree char *name = NULL;
    const char *why;
    const config_partner *p = partner_of(j, call->argument, &name, &why);

    if (is_off(why)) {
        end(j, p);
        return;
    }
    decide_watch(j, true);
    decide_event(j,
                 "forwarded to %s (%s): the conversation with the customer "
                 "up to entry %" G_GINT64_FORMAT "%s, no internal notes%s%s",
                 p->name, (char *)p->addresses->pdata[0], j->st->t->last_entry,
                 p->customer ? "" : " without name and address",
                 *why ? "; why: " : "", why);
    send(j, p, why);
    remember(j, p);
    decide_tell(j, j->op, "forwarded", 0, 0, data_of(j, p, why));
    j->reason = why;
    decide_status(j, status_after_line(j->statuses, j->state.status));
    j->reason = NULL;
}

const command_row command_forward = {
    .name = "forward",
    .also = {[COMMAND_RU] = "переслать", [COMMAND_NB] = "videresend"},
    .chapter = COMMAND_ABOUT_TICKET,
    .traits = COMMAND_SAYS_STATUS,
    .operator_ = {.right = RIGHT_FORWARD,
                  .help =
                      "ask a partner outside; answers come back as internal "
                      "notes; off: no more",
                  .more = "What is sent is the conversation with the customer, "
                          "and why;\nno note is, nor, as long as the "
                          "configuration does not allow it,\nthe customer's "
                          "name and address.",
                  .type = COMMAND_WORDS,
                  .shown = "PARTNER [why]",
                  .check = check,
                  .run = run},
};
