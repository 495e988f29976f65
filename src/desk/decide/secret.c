/* decide_secret: secret addresses that do not work any more, and those that
 * somebody outside has seen. */
#include "desk/decide/room.h"

#include "base/planted.h"
#include "desk/rights.h"

#include <string.h>

/* ---- why one is dead ---- */

bool decide_is_older(const decide_job *j, const tag_claim *claim)
{
    return !PLANTED(old_epoch) &&
           MAX(claim->epoch, 1) < MAX(j->in->evidence->epoch, 1);
}

static bool is_revoked(const decide_job *j, const tag_claim *claim)
{
    const GPtrArray *all = j->in->snapshot->secrets;

    for (unsigned i = 0; i < all->len; i++) {
        const snapshot_secret *s = all->pdata[i];
        if (tag_same(&s->claim, claim))
            return s->dead;
    }
    return false;
}

/* When it was closed, or people of it last wrote afterwards. */
static int64_t ended_ms(const snapshot_ticket *st)
{
    int64_t ms = st->t->status_ms;

    for (unsigned i = 0; i < st->entries->len; i++) {
        const store_head *e = st->entries->pdata[i];
        if (e->by == STORE_BY_OPERATOR || e->by == STORE_BY_CUSTOMER)
            ms = MAX(ms, e->created_ms);
    }
    return ms;
}

/* It ended with the request, some time ago. What waits on hold, or for a
 * review, is of today, whatever it is about. */
static bool is_over(const decide_job *j, const tag_claim *claim)
{
    const char *status = j->st->t->status;

    return j->queue && claim->kind != TAG_HELD && claim->kind != TAG_REVIEW &&
           (status_is(j->statuses, status, STATUS_CLOSED) ||
            status_is(j->statuses, status, STATUS_SPAM)) &&
           j->now_ms - ended_ms(j->st) > j->queue->capability_ms;
}

/* `used`: what it was sent to; NULL: nothing of the kind. */
static const char *why_dead(const decide_job *j, const tag_claim *claim,
                            const tag_claim *used)
{
    if (decide_is_older(j, claim))
        return "it answers a message from before a backup of the desk was put "
               "back, and what you answered may not be there any more";
    if (used && is_revoked(j, used))
        return "its reply address was revoked";
    if (is_over(j, claim))
        return "it answers an old message: the request was closed long ago, "
               "and the reply address ended with it";
    return NULL;
}

const char *decide_dead(const decide_job *j)
{
    const evidence *v = j->in->evidence;

    return j->cap && j->st
               ? why_dead(j, j->cap,
                          v->capability_found ? &v->capability : NULL)
               : NULL;
}

const char *decide_dead_outside(const decide_job *j)
{
    const evidence *v = j->in->evidence;

    return v->outside_found && j->st ? why_dead(j, &v->outside, &v->outside)
                                     : NULL;
}

/* ---- an end to those that are out ---- */

static void add_event(decide_job *j, const config_operator *by, int64_t ticket,
                      const char *words)
{
    store_entry *e =
        decide_entry(j, STORE_EVENT, by ? STORE_BY_OPERATOR : STORE_BY_SYSTEM,
                     by ? by->id : "", by ? by->name : NULL, words);

    e->ticket = ticket;
    plan_entry(j->plan, e);
}

void decide_revoke(decide_job *j, const config_operator *o,
                   const store_ticket *t, const char *event, const char *words)
{
    plan_revoke(j->plan, t->id, o->id, t->last_entry);
    add_event(j, j->op == o ? o : NULL, t->id, event);
    if (words && rights_may_queue(j->c, o, t->queue))
        decide_tell_words(j, o, t->id, words);
}

plan *decide_revoke_all(const config *c, const config_operator *o,
                        const store_ticket *t, int64_t now_ms)
{
    decide_job *j = decide_job_new(c, NULL, now_ms);
    g_autofree char *event = g_strdup_printf(
        "an administrator revoked the reply addresses of %s", o->name);

    decide_revoke(j, o, t, event, NULL);
    return decide_job_end(j);
}

/* ---- seen outside ---- */

/* Those of them that are no operators'. Caller frees. */
char *decide_others(const decide_job *j)
{
    const GPtrArray *others = j->in->evidence->others;
    GString *list = g_string_new(NULL);

    for (unsigned i = 0; i < others->len; i++) {
        const char *address = others->pdata[i];
        if (!config_operator_by_address(j->c, address))
            g_string_append_printf(list, "%s%s", list->len ? ", " : "",
                                   address);
    }
    return g_string_free(list, FALSE);
}

static bool is_done(const GPtrArray *all, unsigned before)
{
    const snapshot_secret *s = all->pdata[before];

    for (unsigned i = 0; i < before; i++) {
        const snapshot_secret *one = all->pdata[i];
        if (one->t->id == s->t->id && one->owner == s->owner &&
            one->outside.id == s->outside.id && !one->dead)
            return true;
    }
    return false;
}

static bool is_alive(const decide_job *j, const snapshot_secret *s)
{
    return (s->owner || s->outside.id) && !s->dead &&
           !decide_is_older(j, &s->claim);
}

/* His own, in his own message. */
static bool is_his_own(const decide_job *j, const snapshot_secret *s)
{
    return j->who == DECIDE_OUTSIDER && s->outside.id == j->outside.id &&
           s->outside.partner == j->outside.partner;
}

bool decide_shows_secret(const decide_job *j)
{
    const GPtrArray *all = j->in->snapshot->secrets;

    for (unsigned i = 0; i < all->len; i++)
        if (is_alive(j, all->pdata[i]))
            return true;
    return false;
}

/* Nothing is sent to him: who asked him is told. */
static void revoke_outside(decide_job *j, const snapshot_secret *s)
{
    const trust_facts *t = j->in->trust;
    g_autofree char *key = outsider_key(&s->outside);
    g_autofree char *event = g_strdup_printf(
        "the reply address of %s was seen in a message %s %s, and does not "
        "work any more",
        s->outside.name, is_his_own(j, s) ? "to others of" : "from",
        t->from ? t->from : "somebody");
    g_autofree char *text = g_strdup_printf(
        "The reply address of %s was seen in a message %s %s, so it does not "
        "work any more. What comes to it is filed as not proved. To give a new "
        "one, use /%s.",
        s->outside.name, is_his_own(j, s) ? "to others of" : "from",
        t->from ? t->from : "somebody",
        s->outside.partner ? "forward" : "board");

    plan_revoke(j->plan, s->t->id, key, s->t->last_entry);
    add_event(j, NULL, s->t->id, event);
    if (!j->st || j->st->t->id != s->t->id)
        return;
    g_autoptr(GPtrArray) all = decide_concerned(j, NULL);
    for (unsigned i = 0; i < all->len; i++)
        decide_notice(j, all->pdata[i], "an address was seen outside", text);
}

/* He wrote to nobody but us. */
static bool may_know(const decide_job *j, const snapshot_secret *s)
{
    const GPtrArray *others = j->in->evidence->others;

    for (unsigned i = 0; i < others->len; i++)
        if (!outsider_has(j->c, &s->outside, others->pdata[i]) &&
            !config_operator_by_address(j->c, others->pdata[i]))
            return false;
    return is_his_own(j, s);
}

static void revoke_seen(decide_job *j, const char *event, const char *words)
{
    const GPtrArray *all = j->in->snapshot->secrets;

    for (unsigned i = 0; i < all->len; i++) {
        const snapshot_secret *s = all->pdata[i];
        if (!is_alive(j, s) || is_done(all, i))
            continue;
        if (s->owner)
            decide_revoke(j, s->owner, s->t, event, words);
        else if (!may_know(j, s))
            revoke_outside(j, s);
    }
}

void decide_seen_outside(decide_job *j)
{
    const trust_facts *t = j->in->trust;
    bool operators = j->who == DECIDE_OPERATOR || j->who == DECIDE_COLLEAGUE ||
                     t->operator_ || t->sasl;
    g_autofree char *others = operators ? decide_others(j) : NULL;
    g_autofree char *event = NULL, *words = NULL;

    if (operators && !*others)
        return;
    if (operators) {
        event = g_strdup_printf("a reply address was sent to %s, and does not "
                                "work any more",
                                others);
        words = g_strdup_printf(
            "A message was sent to %s directly, as it was written, and not "
            "through the desk. Your reply address of this request was in it, "
            "so it does not work any more: reply to this message instead. To "
            "add somebody to the request, use /cc ADDRESS.",
            others);
    } else {
        event = g_strdup_printf("a reply address was seen in a message from "
                                "%s, and does not work any more",
                                t->from ? t->from : "somebody");
        words = g_strdup_printf(
            "Your reply address of this request was seen in a message from "
            "%s, so it does not work any more. Reply to this message instead.",
            t->from ? t->from : "somebody");
    }
    revoke_seen(j, event, words);
    decide_lists_seen(
        j, operators ? "A message of yours to others had the address of "
                       "your lists in it, so the lists that you got "
                       "until now can not be answered any more. Send "
                       "/list for a new one."
                     : "The address of a list of yours was seen in a "
                       "message from somebody else, so the lists that "
                       "you got until now can not be answered any "
                       "more. Send /list for a new one.");
}

/* ---- an operator without rights ---- */

bool decide_may(const decide_job *j, const config_operator *o)
{
    return !j->st || rights_may(j->c, o, j->st->t, j->st->watchers);
}

/* She gets back what she wrote, and nothing of the request. */
void decide_no_right(decide_job *j)
{
    decide_job_ticket(j, NULL);
    j->cap = NULL;
    decide_refuse(j, FAULT_NO_RIGHT);
}
